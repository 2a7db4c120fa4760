"""Samples of every kind, to look at a design with before anybody's certificate is drawn by it.

They name the hardest that happens: a name of 120 letters, scripts that are shaped, the rarest Han, no name at all,
an amount in thousands of tonnes, more slices than paper shows. None of them is anybody's.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from certificates.document import rooms
from certificates.document.statement import LANGUAGES, Fact, Kind, Slice, Statement

_NUMBER, _DEMONSTRATION_NUMBER = "7kq3mzh4w9az", "d7kq3mzh4w9a"
_ID = "00000000-0000-4000-8000-00000000000{}"
_AT, _ON = "2026-11-22T09:31:59Z", "2026-11-22"
_FACTS = {
    Kind.DONOR: (
        Fact("英文名", "In English", "Qinghe Energy Co., Ltd.", "Qinghe Energy Co., Ltd."),
        Fact("用途", "For", "观众凭二维码免费注销", "Spectators, who retire them free by a QR code"),
    ),
    Kind.BADGE: (
        Fact("行动", "Action", "连续七天乘地铁到场", "Came to the venue by metro, seven days in a row"),
        Fact("时间", "When", "2026 年 11 月 15 日至 21 日", "15 to 21 November 2026"),
        Fact("由谁记录", "Recorded by", "志愿者服务台", "The volunteers’ desk"),
    ),
    Kind.WITNESS: (
        Fact("见证人", "Witness", "成都环境交易所", "Chengdu Environment Exchange"),
        Fact("经核查的排放量", "Verified emissions", "23.4 kg CO₂e", "23.4 kg CO₂e"),
        Fact(
            "核查声明", "Verification statement", "VS-2026-118，合理保证", "VS-2026-118, reasonable assurance"
        ),
        Fact("截止日期", "Cut-off", "2026 年 11 月 22 日", "22 November 2026"),
        Fact("未核对的事项", "Not checked", "观众自报的行程", "Journeys as spectators told them"),
    ),
}
LONG_NAMES = {
    "zh-hans": "尼牙孜·阿不都热合曼·买买提依明·阿卜杜克热木·库尔班江·吐尔逊·麦合木提·艾合买提·玉素甫·伊敏江·热合木",
    "en": (
        "Maximiliane Friederike Charlotte von Hohenzollern-Sigmaringen zu Schleswig-Holstein-Sonderburg "
        "und Wittgenstein-Berlebg"
    ),
}

_BOUND_GROUP = {
    "zh-hans": "成都高新区桂溪街道林志强与欧阳若兮一家三代九口人",
    "en": "the Lin and Ouyang families of Guixi in Chengdu.",
}


def _two_lines(label_zh: str, label_en: str) -> Fact:
    """A fact that fills two lines of a witness's paper in both languages, as nearly as its words let it."""
    _most, length = rooms.LINES[Kind.WITNESS]
    found = ""
    for word in itertools.cycle(["what", "was", "seen,", "word", "for", "word,", "and", "so", "on"]):
        if rooms.lines(f"{label_en} {found} {word}", length) > 2:
            break
        found = f"{found} {word}".strip()
    han = (2 * length - rooms.room(f"{label_zh} ")) // 2
    return Fact(label_zh, label_en, ("所见事项逐字列明" * length)[:han], found)


# Twelve lines, as many as the paper has.
_BOUND_OBSERVED = tuple(
    _two_lines(*labels)
    for labels in (
        ("见证人", "Witness"),
        ("核查", "Verified"),
        ("注销", "Retired"),
        ("持有", "Held"),
        ("盈余", "Surplus"),
        ("未核对", "Not checked"),
    )
)


@dataclass(frozen=True)
class Occasion:
    """An event as certificates tell of it."""

    code: str
    name_zh: str
    name_en: str
    boundary_zh: str
    boundary_en: str
    is_demonstration: bool = False


@dataclass(frozen=True)
class Sample:
    """`key` says what is special about it: one of `SAMPLES`."""

    key: str
    statement: Statement


BOUND = "bound"  # an event's texts are as long there as they may be
SAMPLES = ("short", "long", "arabic", "rare-han", "thai", "nobody", "demonstration", BOUND)
_NAMES = {
    "short": {"zh-hans": "李雷", "en": "Ann Lee"},
    "long": LONG_NAMES,
    "arabic": {"zh-hans": "محمد عبد الرحمن", "en": "محمد عبد الرحمن"},
    "rare-han": {"zh-hans": "𠮷野㛃䶮", "en": "𠮷野㛃䶮"},
    "thai": {"zh-hans": "สมศักดิ์ ใจดี", "en": "สมศักดิ์ ใจดี"},
    "nobody": {"zh-hans": "", "en": ""},
    "demonstration": {"zh-hans": "韩梅梅", "en": "Han Meimei"},
    BOUND: {"zh-hans": "欧阳若兮", "en": "Ouyang Ruoxi"},
}
# As long as `rooms` lets them be, and no shorter.
_BOUND_TEXTS = {
    "event_name_zh": "成都第三十一届世界大学生夏季运动会志愿者与城市交通保障与惜别晚会开放日",
    "event_name_en": "Chengdu 2021 World University Games and the Farewell to its Volunteers",
    "boundary_zh": (
        "往返行程、市内交通、住宿、餐饮与场馆运行分摊，以及志愿者的培训、制服、保障车辆、临时设施的搭建与拆除和"
        "各物料运输，不含赛事转播所产生的排放量"
    ),
    "boundary_en": (
        "travel there and back, local transport, nights, meals, the seat’s share of the venue, and "
        "the making of uniforms for all those who volunteer"
    ),
    "method": "guests-and-staff-2026.11",
}


def samples(kind: str) -> Iterator[Sample]:
    """Every sample of a kind, in Chinese and then in English."""
    for key in SAMPLES:
        for language in LANGUAGES:
            yield sample(kind, key, language)


def sample(kind: str, key: str, language: str) -> Sample:
    """One sample. KeyError for a key that is not in `SAMPLES`, or another language."""
    name = _NAMES[key][language]
    is_demonstration = key in ("demonstration", BOUND)
    number = _DEMONSTRATION_NUMBER if is_demonstration else _NUMBER
    slices = _many_slices() if key in ("long", BOUND) else _two_slices()
    values: dict[str, Any] = {
        "number": number,
        "kind": kind,
        "language": language,
        "address": f"https://diandian.example/c/{number}/",
        "holder_name": name,
        "beneficiary": _ID.format(1),
        "amount_grams": sum(piece.amount_grams for piece in slices),
        "event_code": "sample",
        "event_name_zh": "成都第31届世界大学生夏季运动会",
        "event_name_en": "Chengdu 2021 FISU World University Games",
        "boundary_zh": "往返行程、市内交通、住宿、餐饮与场馆运行分摊",
        "boundary_en": "travel there and back, local transport, nights, meals and the seat’s share of the venue",
        "method": "china-2026.1",
        "funding": "donated" if key != "long" else "bought",
        "is_demonstration": is_demonstration,
        "retirement_id": _ID.format(2),
        "retired_at": _AT,
        "retired_on": _ON,
        "slices": slices,
    }
    if key == BOUND:
        values |= _BOUND_TEXTS
    parts = _own_parts(kind, slices)
    if key == BOUND and kind == Kind.FAMILY:
        parts |= {"group": _BOUND_GROUP[language]}
    if key == BOUND and kind == Kind.WITNESS:
        parts |= {"facts": _BOUND_OBSERVED}
    return Sample(key, Statement(**values | parts))


def at_occasion(one: Sample, occasion: Occasion | None) -> Sample:
    """A sample with the texts of an event in place of those made up here; the one at the bounds stays as it is."""
    if occasion is None or one.key == BOUND:
        return one
    texts: dict[str, Any] = {"event_name_zh": occasion.name_zh, "event_name_en": occasion.name_en}
    if one.statement.is_retiring:
        texts |= {"boundary_zh": occasion.boundary_zh, "boundary_en": occasion.boundary_en}
    return replace(one, statement=replace(one.statement, event_code=occasion.code, **texts))


def _own_parts(kind: str, slices: tuple[Slice, ...]) -> dict[str, Any]:
    """What a kind says besides, or instead: see `Statement`."""
    if kind == Kind.HONOUR:
        return {}
    if kind == Kind.FAMILY:
        return {"group": "林家"}
    nothing_retired = dict.fromkeys(("retirement_id", "beneficiary", "retired_at", "retired_on"))
    unnamed = tuple(replace(piece, donor_zh=None, donor_en=None) for piece in slices)
    issued = {"issued_at": _AT, "issued_on": _ON, "boundary_zh": "", "boundary_en": "", "method": ""}
    parts: dict[str, Any] = {**nothing_retired, **issued, "slices": unnamed, "facts": _FACTS[Kind(kind)]}
    if kind == Kind.DONOR:
        return parts | {"account": "event-sample", "funding": "donated"}
    parts |= {"funding": "none"}
    return parts if kind == Kind.WITNESS else parts | {"slices": (), "amount_grams": 0}


def _two_slices() -> tuple[Slice, ...]:
    return (_slice(1_200_000, 13_400, "青禾能源", "Qinghe Energy Co., Ltd."), _slice(0, 10_000, None, None))


def _many_slices() -> tuple[Slice, ...]:
    """Three of the largest that a paper may have to name: 8,765.433 t in all."""
    return tuple(_slice(100_000_000_000 + index, 2_921_811_000, None, None) for index in range(3))


def _slice(start: int, grams: int, donor_zh: str | None, donor_en: str | None) -> Slice:
    return Slice(
        registry_name="Verra VCS",
        project_code="VCS 1529",
        project_name_zh="四川户用沼气项目",
        project_name_en="Sichuan Household Biogas",
        serial_block="10523-216854729-216859728-VCS-VCU-997-VER-CN-1-1529-01012019-31122019-0",
        batch_from=start,
        batch_to=start + grams,
        donor_zh=donor_zh,
        donor_en=donor_en,
        batch=_ID.format(3),
    )

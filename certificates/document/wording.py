"""The claims, in one table, and what a certificate says with them in each language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from certificates.document.statement import LANGUAGES, Funding, Slice, Statement
from diandian.lib.mass import format_grams

# The one table of claims. Lawyers read it: it speaks of reductions that were retired and of a boundary, and
# never calls a person or their day neutral (EU Directive 2024/825 forbids that from 27 September 2026 on).
WORDING: dict[str, dict[str, str]] = {
    "title": {"zh-hans": "低碳荣誉证书", "en": "Low-Carbon Honour Certificate"},
    "presented": {"zh-hans": "谨授予", "en": "Presented to"},
    "nobody": {"zh-hans": "一位观众", "en": "A spectator"},
    "nobody_in_claim": {"zh-hans": "一位观众", "en": "a spectator"},
    "claim": {
        "zh-hans": "在{event}期间，{amount} 经核证的减排量以{holder}之名永久注销。",
        "en": (
            "On the occasion of {event}, {amount} of verified emission reductions "
            "were retired in the name of {holder}."
        ),
    },
    "holder": {"zh-hans": "上述持有人", "en": "the holder"},
    "boundary": {"zh-hans": "核算边界", "en": "Boundary"},
    "method": {"zh-hans": "（方法 {method}）", "en": " (Method {method})"},
    "retired": {"zh-hans": "注销的减排量", "en": "What was retired"},
    "range": {"zh-hans": "第 {first} 至 {last} 克", "en": "grams {first} to {last}"},
    "more": {
        "zh-hans": "另有 {count} 段，见证书页面。",
        "en": "{count} more ranges on the certificate’s page.",
    },
    "donated": {"zh-hans": "减排量由{donors}捐赠。", "en": "Credits given by {donors}."},
    "donated_unnamed": {"zh-hans": "减排量来自捐赠。", "en": "Credits given by donors."},
    "bought": {"zh-hans": "减排量由持有人出资。", "en": "Credits paid for by the holder."},
    "settlement": {
        "zh-hans": "已在点点账本注销；登记机构按整吨结算，进度见证书页面。",
        "en": "Retired in the Diandian ledger; the registry settles whole tonnes: see the page.",
    },
    "terms": {
        "zh-hans": "不可转让，不具货币价值；只就上述边界作出说明。",
        "en": "Not transferable, no monetary value. It speaks of the boundary above and of nothing else.",
    },
    "demonstration": {
        "zh-hans": "演示样张：所列减排量并非真实。",
        "en": "Demonstration: the credits named here are not real.",
    },
    "ornament": {"zh-hans": "由编号生成的圆点纹样", "en": "Ornament of dots drawn from the number"},
    "check": {"zh-hans": "扫码核验", "en": "Scan to check"},
}
RIBBON = "演示 · DEMONSTRATION"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SHOWN_SLICES = 2  # on paper; the certificate's page lists all
_NO_BREAK = "\u00a0"


def shown_date(iso_date: str, language: str) -> str:
    """`2026 年 11 月 22 日` or `22 November 2026`."""
    day = date.fromisoformat(iso_date)
    if language == "zh-hans":
        return f"{day.year} 年 {day.month} 月 {day.day} 日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def gram_range(piece: Slice, language: str) -> str:
    """The grams of a slice counted from 1 with both ends included, as people count."""
    return WORDING["range"][language].format(first=f"{piece.batch_from + 1:,}", last=f"{piece.batch_to:,}")


def set_off(text: str) -> str:
    """`text` as it stands between Chinese characters: with a space where it begins or ends in Latin."""
    left = " " if text[:1].isascii() and text[:1].isalnum() else ""
    right = " " if text[-1:].isascii() and text[-1:].isalnum() else ""
    return f"{left}{text}{right}"


def unbroken(text: str) -> str:
    """`text` with spaces at which no line breaks."""
    return text.replace(" ", _NO_BREAK)


@dataclass(frozen=True)
class Source:
    """One line of what was retired, in one language."""

    registry: str
    project: str
    project_name: str
    serial_block: str
    grams: str


@dataclass(frozen=True)
class Wording:
    """Everything a certificate says in one language."""

    language: str
    title: str
    presented: str
    holder: str
    event: str
    claim: str
    claim_around: tuple[str, str]  # the claim before its amount, and after it
    amount: str
    date: str
    boundary_label: str
    boundary: str
    method: str
    retired_label: str
    sources: tuple[Source, ...]
    more: str
    funding: str
    settlement: str
    terms: str
    demonstration: str
    check: str
    ornament: str


def worded(statement: Statement, language: str) -> Wording:
    """What the certificate says, in one of its two languages."""
    words = {name: texts[language] for name, texts in WORDING.items()}
    is_chinese = language == "zh-hans"
    event = statement.event_name_zh if is_chinese else statement.event_name_en
    hidden = len(statement.slices) - SHOWN_SLICES
    amount = format_grams(statement.amount_grams)
    before, after = (
        part.format(
            event=set_off(event) if is_chinese else event,
            holder=words["holder"] if statement.holder_name else words["nobody_in_claim"],
        )
        for part in words["claim"].split("{amount}")
    )
    return Wording(
        language=language,
        title=words["title"],
        presented=words["presented"],
        holder=statement.holder_name or words["nobody"],
        event=event,
        claim=before + unbroken(f"{amount} CO₂e") + after,
        claim_around=(before, after),
        amount=amount,
        date=shown_date(statement.retired_on, language),
        boundary_label=words["boundary"],
        boundary=statement.boundary_zh if is_chinese else statement.boundary_en,
        method=words["method"].format(method=statement.method),
        retired_label=words["retired"],
        sources=tuple(_source(piece, language) for piece in statement.slices[:SHOWN_SLICES]),
        more=words["more"].format(count=hidden) if hidden > 0 else "",
        funding=_funding(statement, language),
        settlement=words["settlement"],
        terms=words["terms"],
        demonstration=words["demonstration"] if statement.is_demonstration else "",
        check=words["check"],
        ornament=words["ornament"],
    )


def in_both_languages(statement: Statement) -> tuple[Wording, Wording]:
    """The wording in the certificate's own language, then in the other."""
    first, second = LANGUAGES if statement.language == LANGUAGES[0] else LANGUAGES[::-1]
    return worded(statement, first), worded(statement, second)


def _source(piece: Slice, language: str) -> Source:
    name = piece.project_name_zh if language == "zh-hans" else piece.project_name_en
    return Source(
        registry=piece.registry_name,
        project_name=name,
        project=f"{piece.project_code} {name}".strip(),
        serial_block=piece.serial_block,
        grams=gram_range(piece, language),
    )


def _funding(statement: Statement, language: str) -> str:
    if statement.funding != Funding.DONATED:
        return WORDING["bought"][language]
    donors = list(_donors(statement, language))
    if not donors:
        return WORDING["donated_unnamed"][language]
    if language == "zh-hans":
        return WORDING["donated"][language].format(donors=set_off("、".join(donors)))
    # A company whose name ends in "Ltd." has brought the full stop along.
    return WORDING["donated"][language].format(donors=", ".join(donors)).replace("..", ".")


def _donors(statement: Statement, language: str) -> Iterator[str]:
    seen = set()
    for piece in statement.slices:
        name = piece.donor_zh if language == "zh-hans" else piece.donor_en
        if name and name not in seen:
            seen.add(name)
            yield name

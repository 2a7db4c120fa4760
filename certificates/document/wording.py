"""The claims, in one table, and what a certificate says with them in each language."""

from dataclasses import dataclass
from datetime import date

from certificates.document.statement import LANGUAGES, Fact, Funding, Kind, Slice, Statement
from diandian.lib.mass import format_grams

# The one table of claims. Lawyers read it: it speaks of reductions that were retired, moved or seen, and of a
# boundary, and never calls a person, a day or an event neutral (EU Directive 2024/825 forbids that from 27 September
# 2026 on). The one place where the word stands is the name of the witness's paper, 《碳中和见证书》,
# as exchanges call it. `kind.name` is what that kind says in place of `name`.
WORDING: dict[str, dict[str, str]] = {
    "title": {"zh-hans": "低碳荣誉证书", "en": "Low-Carbon Honour Certificate"},
    "family.title": {"zh-hans": "低碳家庭证书", "en": "Low-Carbon Family Certificate"},
    "donor.title": {"zh-hans": "减排量捐赠证书", "en": "Certificate of Donation"},
    "badge.title": {"zh-hans": "低碳行动纪念", "en": "Low-Carbon Activity Badge"},
    "witness.title": {"zh-hans": "碳中和见证书", "en": "Certificate of Witness"},
    "presented": {"zh-hans": "谨授予", "en": "Presented to"},
    "donor.presented": {"zh-hans": "谨致谢", "en": "With thanks to"},
    "witness.presented": {"zh-hans": "出具予", "en": "Issued to"},
    "nobody": {"zh-hans": "一位观众", "en": "A spectator"},
    "family.nobody": {"zh-hans": "一位家人", "en": "Family member"},
    "donor.nobody": {"zh-hans": "一位捐赠者", "en": "A donor"},
    "badge.nobody": {"zh-hans": "一位参与者", "en": "A participant"},
    "witness.nobody": {"zh-hans": "活动组织方", "en": "The organiser"},
    "nobody_in_claim": {"zh-hans": "一位观众", "en": "a spectator"},
    "family.nobody_in_claim": {"zh-hans": "一位家人", "en": "a family member"},
    "together": {"zh-hans": "与{group}一同", "en": "together with {group}"},
    "claim": {
        "zh-hans": "在{event}期间，{amount} 经核证的减排量以{holder}之名永久注销。",
        "en": (
            "On the occasion of {event}, {amount} of verified emission reductions "
            "were retired in the name of {holder}."
        ),
    },
    "donor.claim": {
        "zh-hans": "捐赠者向{event}捐赠 {amount} 经核证的减排量，已转入该活动在点点账本的账户。",
        "en": (
            "The donor gave {event} {amount} of verified emission reductions, "
            "which were moved to the event’s account in the Diandian ledger."
        ),
    },
    "badge.claim": {
        "zh-hans": "持有人在{event}参加了下列低碳行动。",
        "en": "The holder took part in the low-carbon action named below, on the occasion of {event}.",
    },
    "witness.claim": {
        "zh-hans": "兹见证：截至下列日期，已为{event}永久注销 {amount} 经核证的减排量；所见证的事项列于下方。",
        "en": (
            "What was seen of {event} stands below. By the date named there, {amount} of verified emission "
            "reductions had been retired for it."
        ),
    },
    "holder": {"zh-hans": "上述持有人", "en": "the holder"},
    "boundary": {"zh-hans": "核算边界", "en": "Boundary"},
    "method": {"zh-hans": "（方法 {method}）", "en": " (Method {method})"},
    "retired": {"zh-hans": "注销的减排量", "en": "What was retired"},
    "donor.retired": {"zh-hans": "捐赠的减排量", "en": "What was given"},
    "range": {"zh-hans": "第 {first} 至 {last} 克", "en": "grams {first} to {last}"},
    "more": {
        "zh-hans": "另有 {count} 段，见证书页面。",
        "en": "{count} more ranges on the certificate’s page.",
    },
    "donated": {"zh-hans": "减排量由{donors}捐赠。", "en": "Credits given by {donors}."},
    "donated_in_part": {"zh-hans": "减排量来自{donors}等。", "en": "Credits from {donors} and others."},
    # Whoever gave nothing away by name may have bought them: all that is known is that the holder paid nothing.
    "donated_unnamed": {
        "zh-hans": "减排量无需持有人出资。",
        "en": "The holder was not charged for the credits.",
    },
    "bought": {"zh-hans": "减排量由持有人出资。", "en": "Credits paid for by the holder."},
    "settlement": {
        "zh-hans": "已在点点账本注销；登记机构按整吨结算，进度见证书页面。",
        "en": "Retired in the Diandian ledger; the registry settles whole tonnes: see the page.",
    },
    "donor.settlement": {
        "zh-hans": "转入记录在点点的公开账本，任何人都可以核验。",
        "en": "The moves stand in Diandian’s public ledger, where anyone can check them.",
    },
    "badge.settlement": {
        "zh-hans": "由点点签发，真伪可在证书页面核验。",
        "en": "Issued and signed by Diandian; its page tells whether it is genuine.",
    },
    "witness.settlement": {
        "zh-hans": "所列数据的出处见证书页面。",
        "en": "The sources of what is listed stand on the certificate’s page.",
    },
    "terms": {
        "zh-hans": "不可转让，不具货币价值；只就上述边界作出说明。",
        "en": "Not transferable, no monetary value. It speaks of the boundary above and of nothing else.",
    },
    "donor.terms": {
        "zh-hans": "捐赠不是注销，也不减少捐赠者自己的排放。不可转让，不具货币价值。",
        "en": "A gift is no retirement, and lowers none of the donor’s own emissions. "
        "Not transferable, no monetary value.",
    },
    "badge.terms": {
        "zh-hans": "不代表任何数量的减排。不可转让，不具货币价值。",
        "en": "It stands for no amount of reductions. Not transferable, no monetary value.",
    },
    "witness.terms": {
        "zh-hans": "只就所列事项作证，不对其他任何事项作出说明。不可转让。",
        "en": "It bears witness to what is listed and to nothing else. Not transferable.",
    },
    "demonstration": {
        "zh-hans": "演示样张：所列减排量并非真实。",
        "en": "Demonstration: the credits named here are not real.",
    },
    "badge.demonstration": {
        "zh-hans": "演示样张，并非真实证书。",
        "en": "Demonstration: it is not real.",
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
_SHOWN_BY_WITNESSES = 1  # beside what was observed, which has more lines there
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
class Line:
    """One fact of a certificate without a retirement, in one language."""

    label: str
    value: str


@dataclass(frozen=True)
class Wording:
    """Everything a certificate says in one language. What its kind has not is empty."""

    language: str
    title: str
    presented: str
    holder: str
    together: str  # with whom
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
    facts: tuple[Line, ...]
    funding: str
    settlement: str
    terms: str
    demonstration: str
    check: str
    ornament: str


def kind_words(kind: str, language: str) -> dict[str, str]:
    """The table's texts for one kind, in one language."""
    own = {name.partition(".")[2]: texts for name, texts in WORDING.items() if name.startswith(f"{kind}.")}
    shared = {name: texts for name, texts in WORDING.items() if "." not in name}
    return {name: texts[language] for name, texts in {**shared, **own}.items()}


def worded(statement: Statement, language: str) -> Wording:
    """What the certificate says, in one of its two languages."""
    words = kind_words(statement.kind, language)
    is_chinese = language == "zh-hans"
    shown = statement.slices[: _SHOWN_BY_WITNESSES if statement.kind == Kind.WITNESS else SHOWN_SLICES]
    hidden = len(statement.slices) - len(shown)
    amount = format_grams(statement.amount_grams) if statement.amount_grams else ""
    before, after = _claim_around(statement, words, language)
    return Wording(
        language=language,
        title=words["title"],
        presented=words["presented"],
        holder=statement.holder_name or words["nobody"],
        together=_together(statement, words["together"], language),
        event=statement.event_name_zh if is_chinese else statement.event_name_en,
        claim=before + (unbroken(f"{amount} CO₂e") if amount else "") + after,
        claim_around=(before, after),
        amount=amount,
        date=shown_date(statement.issued_on, language),
        boundary_label=words["boundary"] if statement.is_retiring else "",
        boundary=statement.boundary_zh if is_chinese else statement.boundary_en,
        method=words["method"].format(method=statement.method) if statement.method else "",
        retired_label=words["retired"] if statement.slices else "",
        sources=tuple(_source(piece, language) for piece in shown),
        more=words["more"].format(count=hidden) if hidden > 0 else "",
        facts=tuple(_line(fact, language) for fact in statement.facts),
        funding=_funding(statement, language) if statement.is_retiring else "",
        settlement=words["settlement"],
        terms=words["terms"],
        demonstration=words["demonstration"] if statement.is_demonstration else "",
        check=words["check"],
        ornament=words["ornament"],
    )


def _claim_around(statement: Statement, words: dict[str, str], language: str) -> tuple[str, str]:
    """The claim before its amount, and after it; all of it is before where it has none."""
    event = set_off(statement.event_name_zh) if language == "zh-hans" else statement.event_name_en
    holder = words["holder"] if statement.holder_name else words["nobody_in_claim"]
    before, _amount, after = words["claim"].partition("{amount}")
    return before.format(event=event, holder=holder), after.format(event=event, holder=holder)


def _together(statement: Statement, words: str, language: str) -> str:
    if not statement.group:
        return ""
    return words.format(group=set_off(statement.group) if language == "zh-hans" else statement.group)


def _line(fact: Fact, language: str) -> Line:
    return Line(fact.label_zh, fact.value_zh) if language == "zh-hans" else Line(fact.label_en, fact.value_en)


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
    named = [piece.donor_zh if language == "zh-hans" else piece.donor_en for piece in statement.slices]
    donors = list(dict.fromkeys(name for name in named if name))
    if not donors:
        return WORDING["donated_unnamed"][language]
    # To name somebody as the giver of all of it, each of its grams has to have a known giver.
    words = WORDING["donated" if all(named) else "donated_in_part"][language]
    if language == "zh-hans":
        return words.format(donors=set_off("、".join(donors)))
    # A company whose name ends in "Ltd." has brought the full stop along.
    return words.format(donors=", ".join(donors)).replace("..", ".")

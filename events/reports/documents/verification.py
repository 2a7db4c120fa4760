"""♥ The verification report: the figure that a third party stated, and what stands against it.

Its title claims nothing before the state of the event allows it: see `title`.
"""

from events.reports.blocks import Block, Headlines, Paragraph, Part, Section, Tongue
from events.reports.documents import emissions, methods, offsets, subject
from events.reports.documents.written import Numbers, section

BEFORE = ("碳排放核查与抵销报告", "Report on verified emissions and offsets")
AFTER = ("碳中和核查报告", "Carbon-neutrality verification report")


def title(numbers: Numbers) -> tuple[str, str]:
    """What the report may be called: it speaks of neutrality only once that was declared and nothing is reviewed."""
    return AFTER if numbers["may_claim"] else BEFORE


def part(numbers: Numbers, tongue: Tongue) -> Part:
    texts = numbers["texts"]
    return Part(
        tongue,
        [
            *([section(numbers, "foreword", tongue, [])] if texts.get("foreword") else []),
            _summary(numbers, tongue),
            subject.event_section(numbers, tongue),
            subject.boundary_section(numbers, tongue),
            emissions.inventory_section(numbers, tongue),
            emissions.evidence_section(numbers, tongue),
            emissions.versions_section(numbers, tongue),
            offsets.statement_section(numbers, tongue),
            offsets.balance_section(numbers, tongue),
            offsets.retirements_section(numbers, tongue),
            offsets.declaration_section(numbers, tongue),
            _review(numbers, tongue),
            *([section(numbers, "remarks", tongue, [])] if texts.get("remarks") else []),
        ],
    )


def appendices(numbers: Numbers, tongue: Tongue) -> list[Section]:
    return [
        offsets.serials_appendix(numbers, tongue),
        emissions.factors_appendix(numbers, tongue),
        emissions.lines_appendix(numbers, tongue),
        methods.methods_appendix(numbers, tongue),
    ]


def _summary(numbers: Numbers, tongue: Tongue) -> Section:
    say, row = tongue.say, numbers["balance"]
    blocks: list[Block] = [
        Paragraph(tongue.of(numbers["claim"])),
        Headlines(
            [
                (say("核查后的排放量", "Verified emissions"), row["verified"]),
                (say("已注销且计入", "Retired, and counting"), row["counted"]),
                (say("盈余（负数为缺口）", "Surplus (below nothing: shortfall)"), row["surplus"]),
            ]
        ),
        *offsets.review_blocks(numbers, tongue),
    ]
    if numbers["event"]["is_demonstration"]:
        words = say("本报告为演示，不作任何声明之用。", "This report is a demonstration and claims nothing.")
        blocks.append(Paragraph(words, is_notice=True))
    return Section(say("摘要", "Summary"), blocks)


def _review(numbers: Numbers, tongue: Tongue) -> Section:
    say = tongue.say
    nothing = Paragraph(say("没有任何内容在复核中。", "Nothing that this report rests on is under review."))
    return Section(
        say("复核与更正", "Reviews and corrections"),
        [*(offsets.review_blocks(numbers, tongue) or [nothing]), subject.course_table(numbers, tongue)],
    )

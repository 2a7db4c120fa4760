"""♥ The verification report: the figure that a third party stated, and what stands against it.

Its title claims nothing before the state of the event allows it: see `title`.
"""

from events.reports.blocks import Paragraph, Part, Section, Tongue
from events.reports.documents import emissions, offsets, subject
from events.reports.documents.written import Numbers, own_section

BEFORE = ("碳排放核查与抵销报告", "Report on verified emissions and offsets")
AFTER = ("碳中和核查报告", "Carbon-neutrality verification report")


def title(numbers: Numbers) -> tuple[str, str]:
    """What the report may be called: it speaks of neutrality only once that was declared and nothing is reviewed."""
    return AFTER if numbers["may_claim"] else BEFORE


def part(numbers: Numbers, tongue: Tongue) -> Part:
    return Part(
        tongue,
        [
            *own_section(numbers, "foreword", tongue),
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
            *own_section(numbers, "remarks", tongue),
        ],
    )


def _summary(numbers: Numbers, tongue: Tongue) -> Section:
    blocks = [
        Paragraph(tongue.of(numbers["claim"])),
        offsets.balance_heads(numbers, tongue),
        *offsets.review_blocks(numbers, tongue),
        *subject.demonstration_blocks(numbers, tongue),
    ]
    return Section(tongue.say("摘要", "Summary"), blocks)


def _review(numbers: Numbers, tongue: Tongue) -> Section:
    say = tongue.say
    nothing = Paragraph(say("没有任何内容在复核中。", "Nothing that this report rests on is under review."))
    return Section(
        say("复核与更正", "Reviews and corrections"),
        [*(offsets.review_blocks(numbers, tongue) or [nothing]), subject.course_table(numbers, tongue)],
    )

"""♥ What the organiser wrote, and what is said where nothing was written."""

from typing import Any

from events.reports.blocks import Block, Paragraph, Section, Tongue
from events.reports.sections import section_title

Numbers = dict[str, Any]


def _text_blocks(numbers: Numbers, code: str, tongue: Tongue) -> list[Block]:
    """The organiser's words as paragraphs; nothing where there are none."""
    text = tongue.of(numbers["texts"].get(code))
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return [Paragraph(part, is_quoted=True) for part in paragraphs if part]


def section(numbers: Numbers, code: str, tongue: Tongue, blocks: list[Block]) -> Section:
    """A section with the organiser's words first; where there is nothing at all, that is said."""
    found = [*_text_blocks(numbers, code, tongue), *blocks]
    if not found:
        nothing = tongue.say(
            "组织方没有就本节填报内容。", "The organiser has reported nothing under this heading."
        )
        found = [Paragraph(nothing)]
    return Section(tongue.say(*section_title(numbers["kind"], code)), found)


def own_section(numbers: Numbers, code: str, tongue: Tongue) -> list[Section]:
    """A section that holds the organiser's words alone; none where there are none."""
    return [section(numbers, code, tongue, [])] if numbers["texts"].get(code) else []


def yes_no(tongue: Tongue, value: bool) -> str:
    return tongue.say("是", "yes") if value else tongue.say("否", "no")

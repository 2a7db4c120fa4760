"""♥ What of a finished document its page in the workspace shows: first numbers, one chart, and the chart's table."""

from typing import Any

from events.reports import charts
from events.reports.blocks import Block, Figure, Headlines, Tongue
from events.reports.documents.emissions import pieces_of, source_table
from events.reports.documents.offsets import surplus_words


def preview_of(numbers: dict[str, Any] | None, language: str) -> list[Block]:
    """Blocks in the reader's language. Nothing for an auditor's pack, or where there is no inventory."""
    found = (numbers or {}).get("inventory")
    if numbers is None or found is None:
        return []
    tongue = Tongue("zh" if language.startswith("zh") else "en")
    say, balance = tongue.say, numbers.get("balance")
    heads = [(say("排放总量", "Total emissions"), found["total"])]
    if balance is not None:
        heads += [
            (say("已注销且计入", "Retired, and counting"), balance["counted"]),
            (surplus_words(tongue), balance["surplus"]),
        ]
    caption = say("各排放源的排放量", "Emissions by source")
    chart = charts.bars(pieces_of(found["by_source"], tongue), caption, charts.PAGE)
    return [Headlines(heads), Figure(chart, caption), source_table(numbers, tongue)]

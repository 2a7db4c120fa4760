"""♥ Sections on measures: what is done to emit less, by whom, until when, and what it avoided."""

from typing import Any

from events.reports import charts
from events.reports.blocks import Block, Column, Figure, Headlines, Section, Table, Tongue
from events.reports.charts import Piece
from events.reports.documents.written import Numbers
from events.reports.leaves import shown

Row = dict[str, Any]


def plan_table(numbers: Numbers, tongue: Tongue) -> Table:
    """Before the event: what will be done, who answers for it, and until when."""
    say = tongue.say
    return Table(
        "measures",
        say("减排措施", "Measures"),
        [
            Column(say("环节与类别", "Phase and category"), broad=15),
            Column(say("措施", "Measure"), broad=26),
            Column(say("负责", "Responsible"), broad=13),
            Column(say("期限", "Deadline"), broad=11),
            Column(say("状态", "Status"), broad=8),
            Column(say("预计减排", "Expected to avoid"), is_number=True, broad=11),
        ],
        [
            [
                f"{tongue.of(row['phase_words'])}\n{tongue.of(row['category_words'])}",
                tongue.of(row["title"]),
                row["owner"],
                row["due_on"],
                tongue.of(row["status_words"]),
                row["avoided"] or row["expected"],
            ]
            for row in numbers["measures"]["rows"]
        ],
        nothing=say("尚未登记措施。", "No measure was entered yet."),
    )


def category_blocks(numbers: Numbers, category: str, tongue: Tongue) -> list[Block]:
    """After the event: the measures of one category, with what they avoided; nothing where there is none."""
    say = tongue.say
    rows = [row for row in numbers["measures"]["rows"] if row["category"] == category]
    if not rows:
        return []
    found = next(each for each in numbers["measures"]["by_category"] if each["category"] == category)
    return [
        Table(
            f"measures_{category}",
            say("本类措施", "Measures of this kind"),
            [
                Column(say("措施", "Measure"), broad=24),
                Column(say("负责", "Responsible"), broad=12),
                Column(say("状态", "Status"), broad=8),
                Column(say("减排量", "Avoided"), is_number=True, broad=11),
                Column(say("预计减排（未完成）", "Expected, not done"), is_number=True, broad=11),
                Column(say("方法", "Method"), broad=18),
            ],
            [
                [
                    tongue.of(row["title"]),
                    row["owner"],
                    tongue.of(row["status_words"]),
                    row["avoided"],
                    row["expected"],
                    row["method"],
                ]
                for row in rows
            ],
            total=[say("合计", "Total"), "", "", found["avoided_done"], found["expected"], ""],
        )
    ]


def overview_section(numbers: Numbers, tongue: Tongue) -> Section:
    say, found = tongue.say, numbers["measures"]
    title = say("减排措施总览", "Measures at a glance")
    caption = say("各类措施的减排量", "What measures avoided, by category")
    table = Table(
        "measures_by_category",
        caption,
        [
            Column(say("类别", "Category"), broad=24),
            Column(say("措施", "Measures"), is_number=True, broad=8),
            Column(say("已完成", "Done"), is_number=True, broad=8),
            Column(say("已完成措施的减排量", "Avoided by those done"), is_number=True, broad=15),
            Column(say("其余措施预计减排", "Expected of the others"), is_number=True, broad=15),
        ],
        [
            [tongue.of(row["words"]), row["count"], row["done"], row["avoided_done"], row["expected"]]
            for row in found["by_category"]
        ],
        total=[say("合计", "Total"), found["count"], found["done"], found["avoided_done"], found["expected"]],
    )
    heads = Headlines(
        [
            (say("措施", "Measures"), found["count"]),
            (say("已完成", "Done"), found["done"]),
            (say("已完成措施的减排量", "Avoided by those done"), found["avoided_done"]),
        ]
    )
    pieces = [
        Piece(tongue.of(row["words"]), row["avoided_done"]["grams"], shown(row["avoided_done"]))
        for row in found["by_category"]
    ]
    if not any(piece.grams for piece in pieces):
        return Section(title, [heads, table])
    return Section(title, [heads, Figure(charts.bars(pieces, caption), caption), table])

"""♥ Sections on what was, or will be, emitted: by source, with what it rests on; versions; lines and factors."""

from collections.abc import Mapping, Sequence
from typing import Any

from events.reports import charts
from events.reports.blocks import Block, Column, Facts, Figure, Headlines, Paragraph, Section, Table, Tongue
from events.reports.charts import Piece
from events.reports.documents.written import Numbers
from events.reports.leaves import Leaf, shown


def pieces_of(rows: Sequence[Mapping[str, Any]], tongue: Tongue) -> list[Piece]:
    """Rows with words and a mass, as charts want them."""
    return [Piece(tongue.of(row["words"]), row["mass"]["grams"], shown(row["mass"])) for row in rows]


def inventory_section(numbers: Numbers, tongue: Tongue) -> Section:
    found, say = numbers["inventory"], tongue.say
    is_forecast = numbers["kind"] == "plan"
    title = (
        say("排放预测", "Forecast emissions") if is_forecast else say("排放清单", "Inventory of emissions")
    )
    if found is None:
        nothing = say("尚未提交清单，因此没有数字。", "No inventory was submitted, so there is no figure.")
        return Section(title, [Paragraph(nothing, is_notice=True)])
    pieces = pieces_of(found["by_source"], tongue)
    blocks: list[Block] = [
        Headlines(
            [
                (say("排放总量", "Total emissions"), found["total"]),
                (_uncertainty_head(numbers, tongue), _plus_minus(found["uncertainty"])),
                (say("外推所占比例", "Share that is extrapolated"), found["extrapolated_share"]),
            ]
        ),
        Paragraph(_inventory_words(numbers, tongue)),
        Figure(
            charts.bars(pieces, say("各排放源的排放量", "Emissions by source")),
            say("各排放源的排放量", "Emissions by source"),
        ),
        source_table(numbers, tongue),
    ]
    if found["total"]["grams"]:
        blocks.append(_dots(numbers, tongue, pieces))
    caption = say("各阶段的排放量", "Emissions by phase")
    blocks.append(_table_by("by_phase", caption, say("阶段", "Phase"), numbers, tongue))
    return Section(title, blocks)


def _plus_minus(leaf: Leaf | None) -> str:
    return f"±{shown(leaf)}" if leaf else shown(None)


def _uncertainty_head(numbers: Numbers, tongue: Tongue) -> str:
    confidence = numbers["rules"]["confidence"]["en"]
    return tongue.say(f"不确定度（{confidence}）", f"Uncertainty ({confidence})")


def _inventory_words(numbers: Numbers, tongue: Tongue) -> str:
    found = numbers["inventory"]
    values = {
        "kind": tongue.of(found["kind_words"]),
        "version": shown(found["version"]),
        "lines": shown(found["line_count"]),
        "low": shown(found["low"]),
        "high": shown(found["high"]),
        "factors": found["factor_set"],
        "scaled": shown(found["scaled"]),
        "extrapolated": shown(found["extrapolated"]),
    }
    words = tongue.say(
        "本节依据清单（{kind}，第 {version} 版，共 {lines} 行），因子库 {factors}。总量在 {low} 至 {high} 之间。",
        "This section rests on the inventory ({kind}, version {version}, lines: {lines}) with the factors of "
        "{factors}. The total lies between {low} and {high}. ",
    )
    origin = tongue.say("全部逐项核算。", "All of it is counted item by item.")
    if found["scaled"]["grams"]:
        origin = tongue.say(
            "其中 {scaled} 由观众答卷按到场人数推算（含无人作答部分的 {extrapolated}），其余逐项核算。",
            "{scaled} is scaled from spectators’ answers, of it {extrapolated} where nobody answered; the rest is "
            "counted item by item.",
        )
    return (words + origin).format(**values)


def source_table(numbers: Numbers, tongue: Tongue) -> Table:
    found, say = numbers["inventory"], tongue.say
    return Table(
        "by_source",
        say("各排放源的排放量", "Emissions by source"),
        [
            Column(say("排放源", "Source"), broad=24),
            Column(say("行数", "Lines"), is_number=True, broad=7),
            Column(say("排放量", "Emissions"), is_number=True, broad=13),
            Column(say("占比", "Share"), is_number=True, broad=8),
            Column(say("其中外推", "Extrapolated"), is_number=True, broad=13),
        ],
        [
            [tongue.of(row["words"]), row["line_count"], row["mass"], row["share"], row["extrapolated"]]
            for row in found["by_source"]
        ],
        total=[say("合计", "Total"), found["line_count"], found["total"], "", found["extrapolated"]],
    )


def _dots(numbers: Numbers, tongue: Tongue, pieces: Sequence[Piece]) -> Figure:
    unit = shown(numbers["inventory"]["dot_unit"])
    words = tongue.say(f"每个点为 {unit}", f"A dot is {unit}")
    title = tongue.say("排放构成", "What the emissions are made of")
    return Figure(charts.dots(pieces, title, words), title)


def _table_by(name: str, caption: str, head: str, numbers: Numbers, tongue: Tongue) -> Table:
    say = tongue.say
    return Table(
        name,
        caption,
        [
            Column(head, broad=26),
            Column(say("行数", "Lines"), is_number=True, broad=7),
            Column(say("排放量", "Emissions"), is_number=True, broad=13),
            Column(say("占比", "Share"), is_number=True, broad=8),
        ],
        [
            [tongue.of(row["words"]), row["line_count"], row["mass"], row["share"]]
            for row in numbers["inventory"][name]
        ],
    )


def evidence_section(numbers: Numbers, tongue: Tongue) -> Section:
    """How well founded the figures are, by the share of the total that rests on each class of evidence."""
    say = tongue.say
    title = say("证据质量", "Quality of the evidence")
    if numbers["inventory"] is None:
        return Section(title, [Paragraph(say("尚无清单。", "There is no inventory yet."))])
    caption = say("各类证据支撑的排放量", "Emissions by class of evidence")
    table = _table_by("by_evidence", caption, say("证据类别", "Class of evidence"), numbers, tongue)
    words = say(
        "每一行都注明证据类别与不确定度；有文件的，附文件的 SHA-256。",
        "Each line states its class of evidence and its uncertainty; where there is a file, its SHA-256.",
    )
    return Section(title, [Paragraph(words), table])


def versions_section(numbers: Numbers, tongue: Tongue) -> Section:
    """All versions that were submitted: figures move, and readers may see how."""
    say, rows = tongue.say, numbers["versions"]
    pieces = [
        Piece(
            f"{tongue.of(row['kind_words'])} {shown(row['version'])}",
            row["total"]["grams"],
            shown(row["total"]),
        )
        for row in rows
    ]
    table = Table(
        "versions",
        say("已提交的各版清单", "Versions that were submitted"),
        [
            Column(say("清单", "Inventory"), broad=10),
            Column(say("状态", "State"), broad=9),
            Column(say("提交时间", "Submitted"), broad=15),
            Column(say("总量", "Total"), is_number=True, broad=12),
            Column(say("为何有此版", "Why this version"), broad=24),
        ],
        [
            [piece.label, tongue.of(row["state_words"]), row["submitted_at"], row["total"], row["reason"]]
            for row, piece in zip(rows, pieces, strict=True)
        ],
        nothing=say("尚未提交任何一版。", "No version was submitted yet."),
    )
    title = say("清单的历次版本", "Versions of the inventory")
    chart = [Figure(charts.versions(pieces, title), title)] if len(pieces) > 1 else []
    return Section(title, [*chart, table])


def lines_appendix(numbers: Numbers, tongue: Tongue) -> Section:
    found, say = numbers["inventory"], tongue.say
    columns = [
        Column(say("行", "Line"), is_number=True, broad=5),
        Column(say("排放源与名称", "Source and name"), broad=25),
        Column(say("活动数据", "Activity"), is_number=True, broad=13),
        Column(say("因子（克/单位）", "Factor, g a unit"), is_number=True, broad=11),
        Column(say("排放量", "Emissions"), is_number=True, broad=11),
        Column(say("证据", "Evidence"), broad=14),
        Column(say("不确定度", "Uncertainty"), is_number=True, broad=9),
    ]
    rows = [
        [
            line["number"],
            f"{tongue.of(line['source_words'])}\n{tongue.of(line['name'])}",
            f"{shown(line['quantity'])} {line['unit']}",
            line["factor"],
            line["mass"],
            tongue.of(line["evidence_words"]),
            line["uncertainty"],
        ]
        for line in (found["lines"] if found else ())
    ]
    nothing = say("没有清单。", "There is no inventory.")
    table = Table("lines", say("清单全文", "All lines of the inventory"), columns, rows, nothing=nothing)
    blocks: list[Block] = [table, *_sampling(numbers, tongue)]
    if found:
        blocks.insert(0, Facts([(say("清单的 SHA-256", "SHA-256 of the inventory"), found["digest"] or "—")]))
    return Section(say("清单全文", "All lines of the inventory"), blocks)


def _sampling(numbers: Numbers, tongue: Tongue) -> list[Block]:
    """How lines that come from spectators' answers were scaled."""
    say, found = tongue.say, numbers["inventory"]
    sampled = [line for line in (found["lines"] if found else ()) if line["method"]]
    if not sampled:
        return []
    return [
        Table(
            "sampling",
            say("由观众答卷推算的各行", "Lines from spectators’ answers"),
            [
                Column(say("行", "Line"), is_number=True, broad=5),
                Column(say("方法", "Method"), broad=36),
                Column(say("样本数", "Answers"), is_number=True, broad=9),
                Column(say("外推量", "Extrapolated"), is_number=True, broad=12),
            ],
            [[line["number"], line["method"], line["sample_size"], line["extrapolated"]] for line in sampled],
        )
    ]


def factors_appendix(numbers: Numbers, tongue: Tongue) -> Section:
    say = tongue.say
    table = Table(
        "factors",
        say("所用排放因子及其来源", "Factors used, with their sources"),
        [
            Column(say("因子", "Factor"), broad=20),
            Column(say("克/单位", "g a unit"), is_number=True, broad=11),
            Column(say("单位", "Unit"), broad=10),
            Column(say("来源", "Source"), broad=34),
            Column(say("行数", "Lines"), is_number=True, broad=6),
        ],
        [
            [
                row["code"] or say("本行自备", "the line’s own"),
                row["factor"],
                row["unit"],
                row["source"],
                row["uses"],
            ]
            for row in numbers["factors"]
        ],
        nothing=say("没有用到因子。", "No factor was used."),
    )
    return Section(say("所用排放因子", "Factors used"), [table])

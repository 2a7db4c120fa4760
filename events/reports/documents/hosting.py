"""♥ The low-carbon hosting report: how the event was managed, what was done, who took part, and what stays."""

from events.reports.blocks import Block, Column, Headlines, Paragraph, Part, Section, Table, Tongue
from events.reports.documents import emissions, measures, offsets, subject
from events.reports.documents.written import Numbers, own_section, section

TITLE = ("绿色低碳办赛报告", "Low-carbon hosting report")


def part(numbers: Numbers, tongue: Tongue) -> Part:
    return Part(
        tongue,
        [
            *own_section(numbers, "foreword", tongue),
            _summary(numbers, tongue),
            subject.event_section(numbers, tongue),
            section(numbers, "management", tongue, [subject.course_table(numbers, tongue)]),
            measures.overview_section(numbers, tongue),
            _of_category(numbers, "energy", tongue),
            _of_category(numbers, "venues", tongue),
            _transport(numbers, tongue),
            _of_category(numbers, "operations", tongue),
            _participation(numbers, tongue),
            emissions.inventory_section(numbers, tongue),
            offsets.balance_section(numbers, tongue),
            section(numbers, "legacy", tongue, []),
        ],
    )


def _summary(numbers: Numbers, tongue: Tongue) -> Section:
    say, found = tongue.say, numbers["inventory"]
    blocks: list[Block] = [
        Headlines(
            [
                (say("排放总量", "Total emissions"), found["total"] if found else None),
                (say("措施合计减排", "Avoided by measures"), numbers["measures"]["avoided_done"]),
                (say("观众完成的旅程", "Journeys of spectators"), numbers["taking_part"]["retired_journeys"]),
            ]
        ),
        Paragraph(tongue.of(numbers["claim"])),
        *offsets.review_blocks(numbers, tongue),
        *subject.demonstration_blocks(numbers, tongue),
    ]
    return Section(say("综述", "At a glance"), blocks)


def _of_category(numbers: Numbers, category: str, tongue: Tongue) -> Section:
    """A section whose name is that of a category of measures."""
    return section(numbers, category, tongue, measures.category_blocks(numbers, category, tongue))


def _transport(numbers: Numbers, tongue: Tongue) -> Section:
    say, found = tongue.say, numbers["taking_part"]
    blocks = measures.category_blocks(numbers, "transport", tongue)
    if found["by_way"]:
        share = found["low_carbon_share"]
        words = say(
            "按观众在活动专区填写的答案统计；乘高铁、火车或长途汽车而来的占 {share}。",
            "From what spectators answered in the zone. {share} came by high-speed rail, train or coach.",
        ).format(share=share["shown"] if share else "—")
        table = Table(
            "by_way",
            say("观众怎样前来", "How spectators came"),
            [
                Column(say("方式", "Way"), broad=24),
                Column(say("旅程", "Journeys"), is_number=True, broad=10),
                Column(say("占比", "Share"), is_number=True, broad=8),
                Column(say("足迹合计", "Footprints in all"), is_number=True, broad=13),
            ],
            [[tongue.of(row["words"]), row["count"], row["share"], row["mass"]] for row in found["by_way"]],
        )
        blocks = [*blocks, Paragraph(words), table]
    return section(numbers, "transport", tongue, blocks)


def _participation(numbers: Numbers, tongue: Tongue) -> Section:
    say, found = tongue.say, numbers["taking_part"]
    heads = Headlines(
        [
            (say("扫码", "Scans"), found["scans"]),
            (say("开始的旅程", "Journeys begun"), found["journeys"]),
            (say("完成并注销", "Finished and retired"), found["retired_journeys"]),
        ]
    )
    table = Table(
        "by_venue",
        say("各场馆", "By venue"),
        [
            Column(say("场馆", "Venue"), broad=24),
            Column(say("扫码", "Scans"), is_number=True, broad=9),
            Column(say("开始", "Begun"), is_number=True, broad=9),
            Column(say("完成", "Finished"), is_number=True, broad=9),
            Column(say("已注销", "Retired"), is_number=True, broad=13),
        ],
        [
            [tongue.of(row["name"]), row["scans"], row["journeys"], row["retired"], row["mass"]]
            for row in found["by_venue"]
        ],
        total=[
            say("合计", "Total"),
            found["scans"],
            found["journeys"],
            found["retired_journeys"],
            found["retired_journeys_grams"],
        ],
    )
    words = say(
        "另有 {guests} 位来宾由组织方名单获得证书，共 {mass}；{pledged} 位观众就回程作了承诺。",
        "Besides, {guests} on the organiser’s lists got certificates, {mass} in all; {pledged} pledged how they would "
        "travel home.",
    ).format(
        guests=found["guests"]["shown"],
        mass=found["guests_grams"]["shown"],
        pledged=found["pledged_way_home"]["shown"],
    )
    blocks: list[Block] = [heads, table, Paragraph(words)]
    blocks += measures.category_blocks(numbers, "participation", tongue)
    return section(numbers, "participation", tongue, blocks)

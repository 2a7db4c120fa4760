"""♥ The appendix of methods: how figures are counted, and by which standard each source is."""

from events.reports.blocks import Column, Items, Section, Table, Tongue
from events.reports.documents.written import Numbers


def methods_appendix(numbers: Numbers, tongue: Tongue) -> Section:
    say = tongue.say
    uncertainty = numbers["rules"]["uncertainty"]
    items = [
        say(
            "每一行：活动数据 × 排放因子 = 克，四舍六入五成双取整到克；总量是各行之和，一克不差。",
            "Each line: activity × factor = grams, rounded to whole grams, half to even. The total is the sum of its "
            "lines, to the gram.",
        ),
        say(
            f"不确定度按各行相互独立合成：{uncertainty['zh']}。",
            f"Uncertainties are combined as those of independent lines ({uncertainty['en']}).",
        ),
        say(
            "由观众答卷推算的行，按每个分区、每天的到场人数放大；方法、样本数和外推部分写在该行。",
            "Lines from spectators’ answers are scaled to the people present in each zone on each day; method, number "
            "of answers and the extrapolated part stand with the line.",
        ),
        say(
            "减排措施的减排量不从排放量中扣除：清单只记实际排放。",
            "What measures avoid is not subtracted from the emissions: the inventory has what was emitted.",
        ),
        say(
            "质量单位：低于一千克写克，低于一吨写千克，其余写吨；显示值四舍六入五成双，精确到克的数在 JSON 中。",
            "Masses are shown in grams below one kilogram, in kilograms below one tonne, and in tonnes above, rounded "
            "half to even; the exact grams stand in the JSON.",
        ),
        say(
            "捐赠、持有、注销是三个不同的数，从不相加；只有注销的才用于抵销。",
            "Donated, held and retired are three different numbers, never added up; only what is retired offsets.",
        ),
    ]
    return Section(say("方法", "Methods"), [Items(items), _standards(numbers, tongue)])


def _standards(numbers: Numbers, tongue: Tongue) -> Table:
    say = tongue.say
    used = {row["code"] for row in (numbers["inventory"] or {"by_source": []})["by_source"]}
    guides, ours = say("指南", "the guide"), say("我们的选择", "our choice")
    return Table(
        "standards",
        say("各排放源依据的标准", "The standard of each source"),
        [
            Column(say("排放源", "Source"), broad=15),
            Column(say("包括", "What belongs to it"), broad=24),
            Column(say("标准", "Standard"), broad=32),
            Column(say("由谁选定", "Chosen by"), broad=9),
        ],
        [
            [
                tongue.of(row["words"]),
                tongue.of(row["about"]),
                tongue.of(row["standard"]),
                guides if row["standard_is_the_guides"] else ours,
            ]
            for row in numbers["sources"]
            if row["code"] in used or not used
        ],
    )

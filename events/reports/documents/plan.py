"""♥ The carbon-neutrality work plan: what is expected, what will be done, and how the rest is to be offset."""

from events.reports.blocks import Block, Column, Facts, Items, Paragraph, Part, Section, Table, Tongue
from events.reports.documents import emissions, measures, subject
from events.reports.documents.written import Numbers, own_section, section

TITLE = ("碳中和工作方案", "Carbon-neutrality work plan")


def part(numbers: Numbers, tongue: Tongue) -> Part:
    return Part(
        tongue,
        [
            *own_section(numbers, "foreword", tongue),
            subject.event_section(numbers, tongue),
            _organisation(numbers, tongue),
            subject.boundary_section(numbers, tongue),
            emissions.inventory_section(numbers, tongue),
            Section(
                tongue.say("减排措施", "Measures: owner and deadline"), [measures.plan_table(numbers, tongue)]
            ),
            _offsets(numbers, tongue),
            _timetable(numbers, tongue),
            *own_section(numbers, "publicity", tongue),
        ],
    )


def _organisation(numbers: Numbers, tongue: Tongue) -> Section:
    say = tongue.say
    organiser = tongue.of(numbers["event"]["organiser"])
    table = Table(
        "roles",
        say("谁做什么", "Who does what"),
        [Column(say("角色", "Role"), broad=18), Column(say("职责", "What they do"), broad=40)],
        [
            [
                f"{say('组织方', 'Organiser')}\n{organiser}",
                say(
                    "制定并执行本方案；收集活动数据与证据；编制清单；提议注销；作出声明。",
                    "Writes and carries out this plan; collects activity data and evidence; draws up the inventory; "
                    "proposes retirements; declares.",
                ),
            ],
            [
                say("核查机构", "Verifier"),
                say(
                    "独立于组织方；抽查清单与证据；提出问题；陈述核查后的排放量。",
                    "Independent of the organiser; checks a sample of the inventory and its evidence; leaves findings; "
                    "states the verified figure.",
                ),
            ],
            [
                say("交易所", "Exchange"),
                say(
                    "登记并确认捐赠；保管账本；由两人办理注销；条件齐备时见证。",
                    "Enters and confirms donations; keeps the ledger; retires by two people; witnesses once the "
                    "conditions hold.",
                ),
            ],
            [
                say("捐赠方", "Donors"),
                say("捐赠已签发的减排量。", "Give credits that have been issued already."),
            ],
            [
                say("观众", "Spectators"),
                say(
                    "自愿计算本次观赛的碳足迹，并注销等量的减排量。",
                    "Count the footprint of their visit and have as much retired, if they wish.",
                ),
            ],
        ],
    )
    return section(numbers, "organisation", tongue, [table])


def _offsets(numbers: Numbers, tongue: Tongue) -> Section:
    say, event = tongue.say, numbers["event"]
    counts = say("不计入活动的抵销量", "do not count towards the event")
    if event["counts_spectators"]:
        counts = say("计入活动的抵销量", "count towards the event")
    blocks: list[Block] = [
        Paragraph(
            say(
                "先减排，后抵销；抵销的是核查后的实际排放量，不是预测值。只用已签发的减排量，并在账本中注销。",
                "Reduce first, offset what remains. The verified actual emissions are offset, not the forecast. "
                "Only credits that have been issued are used, and they are retired in the ledger.",
            )
        ),
        Paragraph(
            say("可用的减排量，按优先顺序：", "Credits that are accepted, in the order of preference:")
        ),
        Items(
            [
                say(
                    "全国或地方碳市场的配额", "Allowances of the national or a pilot emissions trading scheme"
                ),
                say("国家核证自愿减排量（CCER）", "China Certified Emission Reductions (CCER)"),
                say(
                    "经省级及以上主管部门认可的碳普惠减排量",
                    "Reductions of carbon-inclusion schemes recognised at provincial level or above",
                ),
                say("境内清洁发展机制项目的核证减排量（CER）", "CERs of CDM projects in China"),
            ]
        ),
        Facts(
            [
                (say("观众本人注销的减排量", "What spectators have retired"), counts),
                (say("用剩的捐赠", "Donated credits that are left"), tongue.of(event["leftover_words"])),
            ]
        ),
    ]
    return section(numbers, "offsets", tongue, blocks)


def _timetable(numbers: Numbers, tongue: Tongue) -> Section:
    say, event = tongue.say, numbers["event"]
    last = max((row["due_on"] for row in numbers["measures"]["rows"]), default="")
    rows = [
        (say("活动开始", "First day"), event["starts_on"]),
        (say("活动结束", "Last day"), event["ends_on"]),
        *([(say("最后一项措施的期限", "Deadline of the last measure"), last)] if last else []),
        (say("抵销期限", "Offset by"), event["deadline"]),
    ]
    words = say("抵销期限为活动结束后一年（", "Emissions are offset within one year after the event (")
    rule = Paragraph(words + tongue.of(numbers["rules"]["deadline"]) + say("）。", ")."))
    return Section(say("时间安排", "Timetable"), [Facts(rows), rule])

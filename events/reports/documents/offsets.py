"""♥ Sections on what stands against the emissions: the statement, the balance, retirements, what was declared."""

from typing import Any

from events.reports import charts
from events.reports.blocks import Block, Column, Facts, Figure, Headlines, Paragraph, Section, Table, Tongue
from events.reports.charts import Piece, Stack
from events.reports.documents.written import Numbers
from events.reports.leaves import NOTHING, shown


def statement_section(numbers: Numbers, tongue: Tongue) -> Section:
    row, say = numbers["statement"], tongue.say
    title = say("核查陈述", "Verification statement")
    if row is None:
        nothing = say("第三方尚未作出核查陈述。", "No third party has made a statement yet.")
        return Section(title, [Paragraph(nothing, is_notice=True)])
    facts = Facts(
        [
            (say("核查机构", "Verifier"), tongue.of(row["verifier"])),
            (say("陈述编号", "Number of the statement"), row["number"]),
            (say("日期", "Date"), row["stated_on"]),
            (say("准则", "Standard"), row["standard"]),
            (say("保证等级", "Assurance"), tongue.of(row["assurance_words"])),
            (say("核查后的排放量", "Verified emissions"), row["figure"]),
            (say("所核查的清单", "Inventory that was verified"), shown(row["inventory_version"])),
            (say("清单的 SHA-256", "SHA-256 of that inventory"), row["inventory_digest"]),
            (say("抽查行数", "Lines in the sample"), row["sample_count"]),
            (say("发现的问题", "Findings"), row["finding_count"]),
            (say("其中必须更正", "Of these to be corrected"), row["major_count"]),
            (say("已了结", "Settled"), row["settled_count"]),
            (say("退回的版本", "Versions returned before"), row["returned_count"]),
            (say("陈述文件的 SHA-256", "SHA-256 of the statement’s file"), row["file_digest"]),
            (say("所签内容的 SHA-256", "SHA-256 of what was signed"), row["digest"]),
            (say("签署时间", "Signed"), row["signed_at"]),
        ]
    )
    return Section(title, [facts])


def review_blocks(numbers: Numbers, tongue: Tongue) -> list[Block]:
    """What is looked at again: said where the figures stand, and never in small print."""
    say = tongue.say
    blocks: list[Block] = []
    for row in numbers["under_review"]:
        was = say("据此作出的声明暂不作数。", "What was declared on it does not hold until then.")
        words = say(
            "正在更正：第 {version} 版清单（{total}）在复核中。",
            "Being corrected: version {version} of the inventory ({total}) is under review.",
        ).format(version=shown(row["version"]), total=shown(row["total"]))
        more = was if row["was_declared"] else ""
        blocks.append(Paragraph(f"{words} {more}".strip(), is_notice=True))
    return blocks


def balance_section(numbers: Numbers, tongue: Tongue) -> Section:
    row, say = numbers["balance"], tongue.say
    counts = say("观众本人注销的计入。", "What spectators had retired counts.")
    if not row["counts_spectators"]:
        counts = say("观众本人注销的不计入。", "What spectators had retired does not count.")
    rule = say(
        "观众的交通在活动边界之内，因此观众本人注销的减排量是否计入，须在活动开放前确定。本活动：",
        "Spectators’ travel lies inside the event’s boundary, so whether their retirements count was fixed before "
        "the event opened. Here: ",
    )
    blocks: list[Block] = [
        balance_heads(numbers, tongue),
        Paragraph(rule + counts),
        *review_blocks(numbers, tongue),
        _balance_figure(row, tongue),
        _balance_table(row, tongue),
        donations_table(numbers, tongue),
    ]
    return Section(say("抵销与余缺", "Offsets and balance"), blocks)


def balance_heads(numbers: Numbers, tongue: Tongue) -> Headlines:
    row, say = numbers["balance"], tongue.say
    return Headlines(
        [
            (say("核查后的排放量", "Verified emissions"), row["verified"]),
            (say("已注销且计入", "Retired, and counting"), row["counted"]),
            (surplus_words(tongue), row["surplus"]),
        ]
    )


def surplus_words(tongue: Tongue) -> str:
    return tongue.say("盈余（负数为缺口）", "Surplus (below nothing: shortfall)")


def _balance_figure(row: dict[str, Any], tongue: Tongue) -> Figure:
    say = tongue.say
    retired = [
        Piece(
            say("为活动整体注销", "Retired for the event"),
            row["retired_event"]["grams"],
            shown(row["retired_event"]),
        )
    ]
    if row["counts_spectators"]:
        retired.append(
            Piece(
                say("观众注销", "Retired by spectators"),
                row["retired_spectators"]["grams"],
                shown(row["retired_spectators"]),
            )
        )
    emitted = say("核查后的排放量", "Verified emissions")
    verified = row["verified"]
    stacks = [
        Stack(
            emitted,
            shown(verified),
            [Piece(emitted, verified["grams"] if verified else 0, shown(verified))],
        ),
        Stack(say("已注销且计入", "Retired, and counting"), shown(row["counted"]), retired),
    ]
    title = say("排放量与计入的注销量", "Emissions beside the retirements that count")
    return Figure(charts.balance(stacks, title), title)


def _balance_table(row: dict[str, Any], tongue: Tongue) -> Table:
    say = tongue.say
    return Table(
        "balance",
        say("抵销明细", "The balance"),
        [Column(say("项目", "Item"), broad=40), Column(say("数量", "Amount"), is_number=True, broad=14)],
        [
            [say("核查后的排放量", "Verified emissions"), row["verified"]],
            [say("捐赠意向（尚未确认）", "Offered, not confirmed yet"), row["offered"]],
            [say("已确认并持有", "Confirmed and held"), row["confirmed"]],
            [say("为观众注销", "Retired for spectators"), row["retired_spectators"]],
            [say("为活动整体注销", "Retired for the event"), row["retired_event"]],
            [say("计入抵销的注销量", "Retired, and counting"), row["counted"]],
            [surplus_words(tongue), row["surplus"]],
            [say("抵销期限", "To be covered by"), row["deadline"]],
        ],
    )


def donations_table(numbers: Numbers, tongue: Tongue) -> Table:
    say = tongue.say
    return Table(
        "donations",
        say("捐赠", "Donations"),
        [
            Column(say("捐赠方", "Donor"), broad=24),
            Column(say("数量", "Amount"), is_number=True, broad=12),
            Column(say("状态", "State"), broad=12),
            Column(say("登记时间", "Entered"), broad=13),
            Column(say("确认时间", "Confirmed"), broad=13),
        ],
        [
            [
                tongue.of(row["donor"]),
                row["mass"],
                tongue.of(row["state_words"]),
                row["entered_at"],
                row["decided_at"],
            ]
            for row in numbers["donations"]
        ],
        nothing=say("没有捐赠。", "There were no donations."),
    )


def retirements_section(numbers: Numbers, tongue: Tongue) -> Section:
    say = tongue.say
    rows = numbers["serials"]["event_retirements"]
    table = Table(
        "retirements",
        say("为活动整体注销的每一笔", "Each retirement for the event as a whole"),
        [
            Column(say("编号", "Id"), broad=26),
            Column(say("数量", "Amount"), is_number=True, broad=12),
            Column(say("注销时间", "Retired"), broad=16),
            Column(say("公开日志序号", "Number in the public log"), is_number=True, broad=10),
        ],
        [[row["id"], row["mass"], row["retired_at"], str(row["log_index"])] for row in rows],
        nothing=say("尚未为活动整体注销。", "Nothing was retired for the event as a whole yet."),
    )
    words = say(
        "注销是终局的：每一克只注销一次，写入公开日志，任何人可查。序列号见附录。",
        "A retirement is final: each gram is retired once, stands in the public log, and can be looked up by anyone. "
        "The serial numbers stand in the appendix.",
    )
    return Section(say("注销记录", "Retirements"), [Paragraph(words), table])


def declaration_section(numbers: Numbers, tongue: Tongue) -> Section:
    say, declared, witnessed = tongue.say, numbers["declaration"], numbers["witnessing"]
    title = say("声明与见证", "Declaration and witness")
    if declared is None:
        nothing = say(
            "组织方尚未作出声明，因此也没有见证。",
            "The organiser has declared nothing yet, so nothing is witnessed.",
        )
        return Section(title, [Paragraph(nothing)])
    blocks: list[Block] = [
        *_declared_notices(numbers, tongue),
        Facts(
            [
                (say("声明方", "Who declares"), tongue.of(declared["claimant"])),
                (say("依据", "By"), declared["standard"]),
                (say("确认方式", "Method of confirmation"), tongue.of(declared["confirmation_words"])),
                (say("所声明的排放量", "Emissions declared"), declared["figure"]),
                (say("声明时间", "Declared"), declared["declared_at"]),
                (say("声明的 SHA-256", "SHA-256 of the declaration"), declared["digest"]),
            ]
        ),
    ]
    if witnessed is None:
        return Section(title, [*blocks, Paragraph(say("尚未见证。", "It is not witnessed yet."))])
    revoked = witnessed["revoked"]
    blocks.append(
        Facts(
            [
                (say("见证方", "Witness"), tongue.of(witnessed["witness"])),
                (say("见证身份", "In what capacity"), tongue.of(witnessed["capacity"])),
                (say("截止日期", "Cut-off date"), witnessed["cut_off_on"]),
                (say("未查事项", "What was not checked"), tongue.of(witnessed["not_checked"])),
                (say("见证书编号", "Number of the certificate"), witnessed["certificate"] or NOTHING),
                (say("见证时间", "Witnessed"), witnessed["issued_at"]),
                (say("见证内容的 SHA-256", "SHA-256 of what was observed"), witnessed["digest"]),
            ]
        )
    )
    if revoked:
        words = say("见证书已撤销：", "The witness certificate was revoked: ") + tongue.of(revoked)
        blocks.append(Paragraph(words, is_notice=True))
    return Section(title, blocks)


def _declared_notices(numbers: Numbers, tongue: Tongue) -> list[Block]:
    """That the declaration does not hold: it is being corrected, not declared anew yet, or not covered any more."""
    notices = review_blocks(numbers, tongue)
    if notices or numbers["may_claim"]:
        return notices
    if not numbers["declaration"]["is_under_review"]:
        return [Paragraph(tongue.of(numbers["claim"]), is_notice=True)]
    words = tongue.say(
        "本声明所依据的清单已被更正，新的声明作出之前，本声明不作数。",
        "The inventory on which this was declared has been corrected since. Until it is declared anew it does not "
        "hold.",
    )
    return [Paragraph(words, is_notice=True)]


def serials_appendix(numbers: Numbers, tongue: Tongue) -> Section:
    say = tongue.say
    groups = (
        ("serials_event", "event", say("为活动整体注销", "Retired for the event")),
        ("serials_spectators", "spectators", say("为观众注销", "Retired for spectators")),
        ("serials_guests", "guests", say("为名单上的来宾注销", "Retired for guests on lists")),
    )
    words = say(
        "相连的区间合并为一行。克数是批次内的序数，首尾均含。",
        "Ranges that touch are one row. Grams are counted within the batch, the first and the last both included.",
    )
    tables = [
        _serials_table(name, numbers["serials"], (group, caption), tongue) for name, group, caption in groups
    ]
    return Section(say("注销的序列号", "Serial numbers retired"), [Paragraph(words), *tables])


def _serials_table(name: str, serials: dict[str, Any], group: tuple[str, str], tongue: Tongue) -> Table:
    code, caption = group
    rows, say = serials[code], tongue.say
    return Table(
        name,
        caption,
        [
            Column(say("登记簿与项目", "Registry and project"), broad=22),
            Column(say("序列号", "Serial numbers"), broad=28),
            Column(say("批次内的克", "Grams of the batch"), is_number=True, broad=17),
            Column(say("数量", "Amount"), is_number=True, broad=10),
            Column(say("外部注销", "Retired outside"), broad=14),
        ],
        [
            [
                _project(row, tongue),
                row["serials"],
                row["grams"],
                row["mass"],
                tongue.comma.join(f"{pool['reference']} ({pool['retired_on']})" for pool in row["pools"]),
            ]
            for row in rows
        ],
        total=[say("合计", "Total"), "", "", serials["totals"][code], ""],
        nothing=say("没有。", "None."),
    )


def _project(row: dict[str, Any], tongue: Tongue) -> str:
    """Where a range is from; and of one that counts for nothing, that it does not."""
    lines = [tongue.of(row["registry"]), tongue.of(row["project"])]
    if not row["counts"]:
        lines.append(tongue.say("不计入抵销", "Does not count"))
    return "\n".join(lines)

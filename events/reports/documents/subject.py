"""♥ Sections that all documents begin with: the event, its boundary, how far it has come."""

from events.reports.blocks import Block, Column, Facts, Paragraph, Section, Table, Tongue
from events.reports.documents.written import Numbers, yes_no
from events.reports.leaves import shown


def event_section(numbers: Numbers, tongue: Tongue) -> Section:
    event, say = numbers["event"], tongue.say
    venues = tongue.comma.join(tongue.of(venue["name"]) for venue in event["venues"])
    rows: list[tuple[str, str]] = [
        (say("活动名称", "Event"), tongue.of(event["name"])),
        (say("地点", "Place"), tongue.of(event["place"])),
        (
            say("举办时间", "Held"),
            f"{event['starts_on']} – {event['ends_on']}{say('，共 ', ', days: ')}"
            f"{shown(event['days'])}{say(' 天', '')}",
        ),
        (say("组织方", "Organiser"), tongue.of(event["organiser"])),
        (say("场馆", "Venues"), f"{shown(event['venue_count'])}{say('：', ': ')}{venues}"),
        (say("状态", "State"), tongue.of(event["state_words"])),
        (say("活动专区", "Zone"), event["address"]),
    ]
    return Section(say("活动概况", "The event"), [Facts(rows)])


def boundary_section(numbers: Numbers, tongue: Tongue) -> Section:
    """What is counted and what is not: beside every total, so that none looks larger or smaller than it is."""
    say, found = tongue.say, numbers["inventory"]
    guide = tongue.of(numbers["rules"]["guide"])
    used = say("只计实际发生的活动数据。", "from what was actually used.")
    if numbers["kind"] == "plan":
        used = say("以预计的活动数据测算。", "from what is expected to be used.")
    words = say(
        f"核算依照{guide}，覆盖筹备、举办、收尾三个阶段，",
        f"Emissions are counted by the {guide}: over preparation, holding and wrap-up, ",
    )
    blocks: list[Block] = [Paragraph(words + used)]
    if found is None:
        blocks.append(
            Paragraph(say("尚未提交清单，边界未定。", "No inventory was submitted: the boundary is open."))
        )
    else:
        none = say("无。", "Nothing.")
        blocks.append(
            Facts(
                [
                    (say("核算边界", "Boundary"), tongue.of(found["boundary"])),
                    (say("未计入的部分及理由", "Left out, and why"), tongue.of(found["exclusions"]) or none),
                    (
                        say("观众个人足迹的边界", "Boundary of a spectator’s footprint"),
                        tongue.of(numbers["event"]["boundary"]),
                    ),
                ]
            )
        )
    return Section(say("核算边界与排除项", "Boundary and exclusions"), blocks)


def demonstration_blocks(numbers: Numbers, tongue: Tongue) -> list[Block]:
    """Of a demonstration that it is one; else nothing."""
    if not numbers["event"]["is_demonstration"]:
        return []
    words = tongue.say(
        "本报告为演示，不作任何声明之用。", "This report is a demonstration and claims nothing."
    )
    return [Paragraph(words, is_notice=True)]


def course_table(numbers: Numbers, tongue: Tongue) -> Table:
    say = tongue.say
    return Table(
        "course",
        say("活动状态的每一步", "Each step of the event"),
        [
            Column(say("步骤", "Step"), is_number=True, broad=5),
            Column(say("自", "From"), broad=11),
            Column(say("至", "To"), broad=11),
            Column(say("时间", "When"), broad=17),
            Column(say("理由", "Why"), broad=24),
            Column(say("更正", "Correction"), broad=8),
        ],
        [
            [
                str(step["number"]),
                tongue.of(step["from"]),
                tongue.of(step["to"]),
                step["at"],
                tongue.of(step["why"]),
                yes_no(tongue, step["is_correction"]),
            ]
            for step in numbers["event"]["steps"]
        ],
        nothing=say("尚无记录。", "Nothing is recorded yet."),
    )

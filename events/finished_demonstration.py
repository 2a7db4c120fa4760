"""A second demonstration event, carried through to its witness certificate, as tables.

Real: the event, its day, its venue, its spectators, its verified emissions and what was donated for it: exactly as
much. Invented, and marked as demonstration: how the emissions lie over the lines, the project, its serial block, the
measures and every paper.

Sources: final of the Jiangsu City Football League at Nanjing Olympic Sports Center, 1 November 2025, 62,329
spectators (People's Daily Online, 2 November 2025); 1,163.59 t verified by Suzhou Institute of Metrology, 1,163.59 t
of reductions of Jiangsu's public institutions given by the provincial Government Offices Administration,
accounting, verification and retirement witnessed by Beijing Green Exchange (Xinhua Daily, 5 November 2025; research/
domain.md of the project's papers, 1.4). Not published: the breakdown behind "spectators' travel and lodging, the
venue's energy, consumables and waste".
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from events.demonstration import DemoBatch, DemoVenue, Words

SLUG = "jiangsu-football-final"
VERIFIED_GRAMS = 1_163_590_000
SPECTATORS = 62_329

NAME = Words("2025 年江苏省城市足球联赛总决赛", "Jiangsu City Football League Final 2025")
ZONE_TITLE = Words("低碳苏超", "Low-Carbon Su Super League")
PLACE = Words("南京", "Nanjing")
INTRODUCTION = Words(
    "2025 年 11 月 1 日，62,329 名球迷在南京奥体中心观看总决赛。本站为演示：活动、核查数值与捐赠数量属实，"
    "排放明细、减排项目与各类文件均为虚构。",
    "On 1 November 2025, 62,329 people watched the final at Nanjing Olympic Sports Center. This is a demonstration: "
    "the event, its verified figure and the donated amount are real; the lines behind the figure, the project and "
    "the papers are invented.",
)
BOUNDARY = Words(
    "观众本人观赛一天：往返、市内交通、住宿与餐食", "One spectator's visit: travel, lodging and meals"
)
DAY = date(2025, 11, 1)
PRICE_FEN_PER_TONNE = 8_000

ORGANISER = Words("联赛组织委员会（演示）", "Organising committee of the league (demonstration)")
DONOR = Words("江苏省机关事务管理局（演示）", "Jiangsu Government Offices Administration (demonstration)")
VERIFIER = Words("苏州市计量测试院（演示）", "Suzhou Institute of Metrology (demonstration)")
WITNESS = Words("北京绿色交易所（演示）", "Beijing Green Exchange (demonstration)")

STADIUM = DemoVenue(
    "nanjing-olympic",
    Words("南京奥体中心体育场", "Nanjing Olympic Sports Center Stadium"),
    Words("足球", "Football"),
    Words("建邺区", "Jianye"),
    Decimal("32.0047"),
    Decimal("118.7250"),
    20,
    (Words("看台", "Stands"),),
)
BATCH = DemoBatch(
    "house",
    "HOUSE-JS-2024-DEMO-1-1200",
    "JS-DEMO-01",
    Words(
        "江苏省公共机构节能碳普惠（演示）", "Saving energy in public institutions of Jiangsu (demonstration)"
    ),
    "JS-PHCER-DEMO",
    date(2024, 1, 1),
    date(2024, 12, 31),
    "donor:jiangsu-offices",
)

INVENTORY_BOUNDARY = Words(
    "总决赛的筹备、举办与收尾：观众与工作人员的交通和住宿、场馆用能、消耗品与废弃物",
    "The final, its preparation and wrap-up: travel and lodging of spectators and staff, the venue's energy, "
    "consumables and waste",
)
EXCLUSIONS = Words(
    "固定源化石燃料：场馆当日未使用。场馆建设早于本次活动，不在边界内。",
    "Stationary fuel: none was used that day. The venue was built before the event and lies outside.",
)


@dataclass(frozen=True, slots=True)
class DemoLine:
    """One line of the inventory: tonnes with two decimals, as published figures are, and what they rest on."""

    source: str
    name: Words
    tonnes: str
    uncertainty_percent: str
    evidence_class: str


FORECAST = (
    DemoLine("participants-travel", Words("观众交通", "Spectators' travel"), "900.00", "30", "assumed"),
    DemoLine("power-heat", Words("场馆用电", "The venue's power"), "60.00", "20", "assumed"),
    DemoLine("lodging", Words("住宿", "Lodging"), "140.00", "40", "assumed"),
)
LINES = (
    DemoLine(
        "participants-travel",
        Words("观众往返南京", "Spectators to Nanjing and back"),
        "812.40",
        "18",
        "stated",
    ),
    DemoLine(
        "participants-travel", Words("观众市内交通", "Spectators inside the city"), "96.85", "22", "stated"
    ),
    DemoLine("lodging", Words("观众住宿", "Spectators' lodging"), "118.30", "25", "stated"),
    DemoLine("organisers-travel", Words("球队与工作人员交通", "Teams and staff"), "21.76", "15", "billed"),
    DemoLine("mobile-fuel", Words("保障车辆", "Service vehicles"), "4.92", "8", "billed"),
    DemoLine("power-heat", Words("场馆用电", "The venue's power"), "58.47", "3", "measured"),
    DemoLine("mobile-electric", Words("电动摆渡车", "Electric shuttles"), "1.13", "10", "measured"),
    DemoLine("catering", Words("工作餐与饮水", "Staff meals and water"), "14.66", "20", "billed"),
    DemoLine("supplies", Words("物料与印刷品", "Materials and print"), "27.38", "30", "calculated"),
    DemoLine("waste-incineration", Words("垃圾焚烧", "Waste to incineration"), "7.72", "25", "billed"),
)


@dataclass(frozen=True, slots=True)
class DemoMeasure:
    phase: str
    category: str
    title: Words
    owner: str
    avoided_grams: int
    method: str


MEASURES = (
    DemoMeasure(
        "source",
        "transport",
        Words("赛后地铁延时免费", "Free late metro after the match"),
        "南京地铁（演示）",
        38_200_000,
        "演示：人次 × 与私家车之差 / demonstration: rides × difference to a car",
    ),
    DemoMeasure(
        "source",
        "energy",
        Words("场馆使用绿电", "Green power in the venue"),
        "南京奥体中心（演示）",
        12_500_000,
        "演示：绿电证书 × 电网因子 / demonstration: green certificates × grid factor",
    ),
    DemoMeasure(
        "process",
        "operations",
        Words("电子票务", "Electronic tickets"),
        "票务组（演示）",
        260_000,
        "演示：张数 × 每张纸票 / demonstration: tickets × paper a ticket",
    ),
)
STANDARD = "ISO 14064-3:2019；《大型活动碳中和实施指南（试行）》"
STATEMENT_NUMBER = "DEMO-2025-1101"
EVIDENCE = "demonstration-statement.txt"
EVIDENCE_TEXT = (
    "演示：核查声明\nDemonstration of a verification statement\n1,163.59 t CO2e\n"
    "This file stands for the verifier's own paper, which is not published.\n"
)
CAPACITY = Words("见证方", "As witness")
NOT_CHECKED = Words("活动数据与减排项目本身", "Activity data, the project")

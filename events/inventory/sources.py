"""♥ The sources of an event's emissions, after the annex of MEE Announcement No. 19 of 2019 (large events).

The annex names a standard for each source. The stored copies of it break off after travel, so for the sources behind
it the standard is our choice: `standard_is_the_guides` says which is which, and every page says so too.
"""

from dataclasses import dataclass
from enum import StrEnum

GUIDE_ZH = "《大型活动碳中和实施指南（试行）》（生态环境部公告 2019 年第 19 号）"
GUIDE_EN = (
    "Implementation Guide for Carbon Neutrality of Large Events (trial), MEE Announcement No. 19 of 2019"
)


class Source(StrEnum):
    STATIONARY_FUEL = "stationary-fuel"
    MOBILE_FUEL = "mobile-fuel"
    POWER_HEAT = "power-heat"
    MOBILE_ELECTRIC = "mobile-electric"
    ORGANISERS_TRAVEL = "organisers-travel"
    PARTICIPANTS_TRAVEL = "participants-travel"
    LODGING = "lodging"
    CATERING = "catering"
    SUPPLIES = "supplies"
    LANDFILL = "waste-landfill"
    INCINERATION = "waste-incineration"
    OTHER = "other"  # not in the annex: its note says why it is counted


@dataclass(frozen=True, slots=True)
class SourceWords:
    """What a source is called, what belongs to it, and by which standard it is counted."""

    zh: str
    en: str
    about_zh: str
    about_en: str
    standard_zh: str
    standard_en: str
    standard_is_the_guides: bool = False


_BUILDINGS = (
    "《公共建筑运营单位（企业）温室气体排放核算方法与报告指南（试行）》（发改办气候〔2015〕1722 号）",
    "GHG guide for operators of public buildings (NDRC General Office, Climate [2015] No. 1722)",
)
_ROADS = (
    "《陆上交通运输企业温室气体排放核算方法与报告指南（试行）》（发改办气候〔2015〕1722 号）",
    "GHG guide for land transport enterprises (NDRC General Office, Climate [2015] No. 1722)",
)
_TRAVEL = ("《2006 年 IPCC 国家温室气体清单指南》第 2 卷第 3 章", "2006 IPCC Guidelines, volume 2, chapter 3")
_VALUE_CHAIN = (
    "《温室气体核算体系：企业价值链（范围三）核算与报告标准》",
    "GHG Protocol, Corporate Value Chain (Scope 3) Accounting and Reporting Standard",
)

SOURCES: dict[str, SourceWords] = {
    Source.STATIONARY_FUEL: SourceWords(
        "固定源燃料",
        "Stationary fuel",
        "场馆和办公场所的锅炉、直燃机、燃气灶具等",
        "Boilers, direct-fired units and gas stoves in venues and offices",
        *_BUILDINGS,
        standard_is_the_guides=True,
    ),
    Source.MOBILE_FUEL: SourceWords(
        "移动源燃料",
        "Mobile fuel",
        "服务于活动的燃油、燃气车辆等",
        "Vehicles with an engine that serve the event, such as official cars",
        *_ROADS,
        standard_is_the_guides=True,
    ),
    Source.POWER_HEAT: SourceWords(
        "净购入电力、热力",
        "Purchased power and heat",
        "活动净购入并消耗的电力、热力",
        "Power and heat that the event buys and uses",
        *_BUILDINGS,
        standard_is_the_guides=True,
    ),
    Source.MOBILE_ELECTRIC: SourceWords(
        "电动移动设施",
        "Electric vehicles",
        "服务于活动的电动车等",
        "Electric vehicles that serve the event",
        *_ROADS,
        standard_is_the_guides=True,
    ),
    Source.ORGANISERS_TRAVEL: SourceWords(
        "组织方交通",
        "Organisers' travel",
        "组织方人员乘飞机、高铁、地铁、出租车、私家车等",
        "Organisers by plane, train, metro, taxi or car",
        *_TRAVEL,
        standard_is_the_guides=True,
    ),
    Source.PARTICIPANTS_TRAVEL: SourceWords(
        "参与方交通",
        "Participants' travel",
        "运动员、嘉宾、观众等乘飞机、高铁、地铁、出租车、私家车等",
        "Athletes, guests and spectators by plane, train, metro, taxi or car",
        *_TRAVEL,
        standard_is_the_guides=True,
    ),
    Source.LODGING: SourceWords(
        "住宿", "Lodging", "参与者的住宿", "Where participants spend the night", *_VALUE_CHAIN
    ),
    Source.CATERING: SourceWords("餐饮", "Catering", "参与者的餐饮", "What participants eat", *_VALUE_CHAIN),
    Source.SUPPLIES: SourceWords(
        "活动用品",
        "Supplies",
        "采购的产品、原料和物料隐含的排放",
        "Embodied in the products and materials that are bought",
        *_VALUE_CHAIN,
    ),
    Source.LANDFILL: SourceWords(
        "废弃物填埋",
        "Waste to landfill",
        "垃圾填埋产生的排放",
        "Emissions of waste in a landfill",
        "《2006 年 IPCC 国家温室气体清单指南》第 5 卷第 3 章",
        "2006 IPCC Guidelines, volume 5, chapter 3",
    ),
    Source.INCINERATION: SourceWords(
        "废弃物焚烧",
        "Waste to incineration",
        "垃圾焚烧中矿物碳产生的二氧化碳",
        "CO₂ from the fossil carbon in burnt waste",
        "《2006 年 IPCC 国家温室气体清单指南》第 5 卷第 5 章",
        "2006 IPCC Guidelines, volume 5, chapter 5",
    ),
    Source.OTHER: SourceWords(
        "其他",
        "Other",
        "指南附表以外的排放源，须在备注中说明",
        "What is not in the guide's annex; the note says why it is counted",
        "《温室气体 第 1 部分》（ISO 14064-1:2018）",
        "ISO 14064-1:2018",
    ),
}
# Those of the annex: each has a line, or the exclusions say why there is none.
GUIDE_SOURCES: tuple[str, ...] = tuple(source for source in SOURCES if source != Source.OTHER)

"""♥ What an organiser may write for each document: sections by code, with title and what belongs there."""

from typing import NamedTuple


class TextSection(NamedTuple):
    code: str
    zh: str
    en: str
    hint_zh: str
    hint_en: str


_FOREWORD = TextSection(
    "foreword",
    "前言",
    "Foreword",
    "一两段话：为什么这样办，读者应当先知道什么。",
    "A paragraph or two: why it is done this way, and what the reader should know first.",
)
SECTIONS: dict[str, tuple[TextSection, ...]] = {
    "plan": (
        _FOREWORD,
        TextSection(
            "organisation",
            "组织与分工",
            "Organisation and who does what",
            "领导小组、各部门、联系人；谁收集数据，谁核对，谁批准。",
            "Who leads, which departments take part; who collects the figures, who checks and who approves them.",
        ),
        TextSection(
            "offsets",
            "抵销方式",
            "How emissions are offset",
            "打算使用哪些减排量，来自谁，按什么顺序。",
            "Which credits are to be used, from whom, and in which order.",
        ),
        TextSection(
            "publicity",
            "宣传与公众参与",
            "Publicity and participation",
            "怎样告诉观众，怎样请他们一起参与。",
            "How spectators are told, and how they can take part.",
        ),
    ),
    "verification": (
        _FOREWORD,
        TextSection(
            "remarks",
            "组织方说明",
            "Remarks of the organiser",
            "对边界、排除项、更正或争议的说明。",
            "On the boundary, on what is left out, on corrections and on what was disputed.",
        ),
    ),
    "hosting": (
        _FOREWORD,
        TextSection(
            "management",
            "绿色办赛管理",
            "Management",
            "机构、制度、培训、供应商要求、监督。",
            "Bodies, rules, training, what suppliers were asked for, and who watched over it.",
        ),
        TextSection(
            "energy",
            "低碳能源",
            "Low-carbon energy",
            "绿电、绿证、自发自用、节能。",
            "Green power and certificates, own generation, savings.",
        ),
        TextSection(
            "venues",
            "低碳场馆",
            "Low-carbon venues",
            "利用已有场馆、改造、临时设施、材料。",
            "Venues that stood already, retrofits, temporary structures, materials.",
        ),
        TextSection(
            "transport",
            "低碳交通",
            "Low-carbon transport",
            "公共交通、新能源车、赛事专线、步行与骑行。",
            "Public transport, electric vehicles, shuttles, walking and cycling.",
        ),
        TextSection(
            "operations",
            "低碳运营",
            "Low-carbon operations",
            "餐饮、物料、无纸化、垃圾分类与回收。",
            "Catering, supplies, paperless work, waste and recycling.",
        ),
        TextSection(
            "participation",
            "低碳参与",
            "Low-carbon participation",
            "观众、志愿者、社区、媒体怎样参与。",
            "How spectators, volunteers, neighbours and the press took part.",
        ),
        TextSection(
            "legacy",
            "绿色遗产",
            "Legacy",
            "赛后留下什么：场馆、设备、制度、经验、习惯。",
            "What stays: venues, equipment, rules, experience, habits.",
        ),
    ),
}


def section_codes(kind: str) -> tuple[str, ...]:
    return tuple(section.code for section in SECTIONS.get(kind, ()))


def section_title(kind: str, code: str) -> tuple[str, str]:
    """A section's title in Chinese and in English. KeyError for one that is not of this kind."""
    found = {section.code: section for section in SECTIONS[kind]}[code]
    return found.zh, found.en

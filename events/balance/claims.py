"""♥ What may be claimed of an event, in one table: by audience, state and language. Lawyers read it.

Three audiences, since one sentence cannot be right everywhere:

- `china`: announcement No. 19 of 2019 of the Ministry of Ecology and Environment, article 6: whoever advertises
  neutrality first controls emissions, and then offsets the *actual* ones.
- `eu`: Directive (EU) 2024/825 forbids, from 27 September 2026 on, claims towards consumers that something is neutral
  where that rests on offsetting, whatever the quality of the credits. So there it is a *contribution*, and the
  emissions are said to remain.
- `elsewhere`: ISO 14068-1 allows the claim with its boundary, its figure and its retirements beside it.

Before the state "declared" nobody is told anything but how far it is. The commission on fairness of Switzerland found
the claim of FIFA's World Cup misleading on 7 June 2023 because it was made before and during the event.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from events.course.course import State


class Audience(StrEnum):
    CHINA = "china"
    EU = "eu"
    ELSEWHERE = "elsewhere"


LANGUAGES = ("zh-hans", "en")
# From these states on somebody has declared it, so that saying so is a report of fact.
CLAIMING: frozenset[State] = frozenset({State.DECLARED, State.WITNESSED})

# How far it is: the same for everybody, and a claim of nothing.
_PROGRESS: dict[State, dict[str, str]] = {
    State.PLANNED: {
        "zh-hans": "{event}尚未举办。其排放量将在举办之后核算、核查，并以减排量抵销。",
        "en": "{event} has not begun. Its emissions are to be counted, verified and offset after it.",
    },
    State.OPEN: {
        "zh-hans": "{event}正在进行。其排放量将在结束之后核算、核查。",
        "en": "{event} is under way. Its emissions are to be counted and verified after it.",
    },
    State.CLOSED: {
        "zh-hans": "{event}已结束，正在核算排放量。",
        "en": "{event} is over. Its emissions are being counted.",
    },
    State.DRAFTED: {
        "zh-hans": "{event}的排放清单已提交，第三方尚未核查。",
        "en": "The emissions of {event} are counted. A third party has not verified them yet.",
    },
    State.VERIFIED: {
        "zh-hans": "第三方核查的{event}排放量为 {verified}；至今已注销且计入的减排量为 {counted}。",
        "en": "A third party verified {verified} for {event}. So far, {counted} of reductions that count were retired.",
    },
    State.COVERED: {
        "zh-hans": "第三方核查的{event}排放量为 {verified}；已注销且计入的减排量为 {counted}。组织方尚未作出声明。",
        "en": "A third party verified {verified} for {event}. {counted} of reductions that count were retired. "
        "The organiser has not declared anything yet.",
    },
}
_CONTRIBUTION = {
    "zh-hans": "为{event}注销了 {counted} 经核证的减排量，作为对气候行动的贡献。{event}自身的排放为 {verified}，"
    "并未因此消失。",
    "en": "For {event}, {counted} of verified emission reductions were retired, as a contribution to climate action. "
    "The event’s own emissions of {verified} remain.",
}
_CLAIMS: dict[Audience, dict[State, dict[str, str]]] = {
    Audience.CHINA: {
        State.DECLARED: {
            "zh-hans": "{claimant}声明：依据{standard}，{event}在下述边界内实现碳中和。第三方核查的排放量为 "
            "{verified}，已注销且计入的减排量为 {counted}。",
            "en": "{claimant} declares that, by {standard}, {event} is carbon neutral within the boundary below. "
            "A third party verified {verified}; {counted} of reductions that count were retired.",
        },
        State.WITNESSED: {
            "zh-hans": "{claimant}声明：依据{standard}，{event}在下述边界内实现碳中和，由{witness}见证。"
            "第三方核查的排放量为 {verified}，已注销且计入的减排量为 {counted}。",
            "en": "{claimant} declares that, by {standard}, {event} is carbon neutral within the boundary below; "
            "{witness} bears witness. A third party verified {verified}; {counted} of reductions that count were "
            "retired.",
        },
    },
    Audience.EU: {State.DECLARED: _CONTRIBUTION, State.WITNESSED: _CONTRIBUTION},
    Audience.ELSEWHERE: {
        State.DECLARED: {
            "zh-hans": "{claimant}声明：依据{standard}，{event}在下述边界内实现碳中和：经核查的排放量 {verified}，"
            "由已注销的减排量 {counted} 覆盖。",
            "en": "{claimant} declares {event} carbon neutral by {standard}, within the boundary below and by "
            "offsetting: verified emissions of {verified}, covered by {counted} of retired reductions.",
        },
        State.WITNESSED: {
            "zh-hans": "{claimant}声明：依据{standard}，{event}在下述边界内实现碳中和：经核查的排放量 {verified}，"
            "由已注销的减排量 {counted} 覆盖；由{witness}见证。",
            "en": "{claimant} declares {event} carbon neutral by {standard}, within the boundary below and by "
            "offsetting: verified emissions of {verified}, covered by {counted} of retired reductions. "
            "{witness} bears witness.",
        },
    },
}
# What is said in place of the claim once what it stood on is being corrected.
_UNDER_REVIEW = {
    "zh-hans": "{event}的排放清单正在更正，此前的声明暂不作数。",
    "en": "The inventory of {event} is being corrected. What was declared before does not hold until that is done.",
}

# The same, once credits that counted were found flawed and what is left does not cover it.
_NOT_COVERED = {
    "zh-hans": "已为{event}注销的部分减排量后来被认定有缺陷，其余不足以覆盖经核查的 {verified}。"
    "在补足之前，此前的声明暂不作数。",
    "en": "Some of the reductions retired for {event} were found flawed since, and the rest does not cover the "
    "verified {verified}. What was declared before does not hold until others take their place.",
}


def claim(state: str, audience: str, language: str, values: Mapping[str, str]) -> str:
    """The one sentence that may be said of an event in this state, to this audience, in this language.

    `values`: event, verified, counted, and from "declared" on claimant, standard and witness. ValueError for an
    audience or a language that the table does not have; KeyError for a value that is missing.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no wording in {language!r}")
    stands = State(state)
    of_audience = _CLAIMS[Audience(audience)]
    texts = of_audience[stands] if stands in CLAIMING else _PROGRESS[stands]
    return _filled(texts[language], language, values)


def may_claim(state: str, language: str) -> bool:
    """Whether a text that somebody types in this language may claim it too, while the event is in this state.

    Not in a language whose usual readers are told of a contribution alone: a typed text knows no audience.
    """
    return State(state) in CLAIMING and usual_audience(language) is not Audience.EU


def review_words(language: str, values: Mapping[str, str]) -> str:
    """What is said in place of a claim while its inventory is being corrected."""
    return _filled(_UNDER_REVIEW[language], language, values)


def not_covered_words(language: str, values: Mapping[str, str]) -> str:
    """What is said in place of a claim while what was retired does not cover it any more. `values`: event, verified."""
    return _filled(_NOT_COVERED[language], language, values)


def usual_audience(language: str) -> Audience:
    """For whom a page is written unless its reader says otherwise: in Chinese for China, else for the strictest."""
    return Audience.CHINA if language == "zh-hans" else Audience.EU


def _filled(text: str, language: str, values: Mapping[str, str]) -> str:
    if language == "zh-hans":
        values = {name: _set_off(value) for name, value in values.items()}
        # Masses have their spaces in the text already.
        filled = re.sub(r" {2,}", " ", text.format_map(values))
        return re.sub(r" *([，。；：、]) *", r"\1", filled).strip()
    return text.format_map(dict(values))


def _set_off(text: str) -> str:
    """Latin letters and digits stand apart from Chinese ones."""
    left = " " if text[:1].isascii() and text[:1].isalnum() else ""
    right = " " if text[-1:].isascii() and text[-1:].isalnum() else ""
    return f"{left}{text}{right}"


# --- Where the words may stand ----------------------------------------------------------------------------

# Names of standards, of papers and of places: whoever writes them claims nothing. Longer names come first.
NAMES: tuple[str, ...] = (
    "大型活动碳中和实施指南",
    "会展活动碳足迹核算与碳中和实施指南",
    "碳中和见证书",
    "碳中和声明",
    "碳中和工作方案",
    "碳中和核查报告",
    "国家碳中和信息平台",
    "四川省碳中和创新服务平台",
    "碳中和平台",
    "Guidelines for carbon neutrality of large-scale events",
    "Implementation Guide for Carbon Neutrality of Large Events",
    "Climate change management — Transition to net zero",  # ISO 14068
    "Part 1: Carbon neutrality",  # ISO 14068-1
    "Specification for the demonstration of carbon neutrality",  # PAS 2060
    "Department for Energy Security and Net Zero",  # a ministry, whose factors we cite
    "Carbon-neutrality declaration",
    "Carbon-neutrality witness certificate",
    "Carbon-neutrality work plan",
    "Carbon-neutrality verification report",
    "carbon-neutrality platform",
)
_CLAIM_WORDS = re.compile(
    r"(?:碳|气候)中(?:和|性)|净零|零碳|(?:carbon|climate|CO2|CO₂|emissions?)[\s-]*neutral\w*|net[\s-]*zero|zero[\s-]*carbon",
    re.IGNORECASE,
)


def claims_in(text: str) -> list[str]:
    """The words of a claim that stand in a text outside of the names that may be written anywhere."""
    for name in sorted(NAMES, key=len, reverse=True):
        text = re.sub(re.escape(name), "", text, flags=re.IGNORECASE)
    return _CLAIM_WORDS.findall(text)

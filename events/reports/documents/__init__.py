"""♥ Numbers into documents: `document_of(numbers, language)`.

What is fixed in a document stands here sentence by sentence in both languages side by side, as certificates have it:
one document may need both at once, and its words are part of what was issued. Every digit comes out of the numbers.
"""

from collections.abc import Sequence

from events.reports.blocks import Cell, Document, Part, Section, Tongue
from events.reports.documents import emissions, hosting, methods, offsets, plan, verification
from events.reports.documents.written import Numbers

CHINESE, ENGLISH, BOTH = Tongue("zh"), Tongue("en"), Tongue("both")
TONGUES = {"zh-hans": (CHINESE,), "en": (ENGLISH,), "both": (CHINESE, ENGLISH)}


def titles_of(numbers: Numbers) -> tuple[str, str]:
    """The title in Chinese and in English."""
    if numbers["kind"] == "verification":
        return verification.title(numbers)
    return {"plan": plan.TITLE, "hosting": hosting.TITLE}[numbers["kind"]]


def document_of(numbers: Numbers, language: str) -> Document:
    """The document in a language of a Report: "zh-hans", "en", or "both", whose appendices both languages share."""
    room = {"plan": plan, "verification": verification, "hosting": hosting}[numbers["kind"]]
    tongues = TONGUES[language]
    shared = BOTH if len(tongues) > 1 else tongues[0]
    parts = [room.part(numbers, tongue) for tongue in tongues]
    return Document(
        titles=[(tongue, tongue.say(*titles_of(numbers))) for tongue in tongues],
        event_names=[(tongue, tongue.of(numbers["event"]["name"])) for tongue in tongues],
        cover=_cover(numbers, shared),
        parts=_with_appendices(parts, Part(shared, (), _appendices(numbers, shared))),
        is_demonstration=numbers["event"]["is_demonstration"],
        warnings=_warnings(numbers, shared),
    )


def _appendices(numbers: Numbers, tongue: Tongue) -> list[Section]:
    """Of a plan nothing is retired yet."""
    retired = [] if numbers["kind"] == "plan" else [offsets.serials_appendix(numbers, tongue)]
    return [
        *retired,
        emissions.factors_appendix(numbers, tongue),
        emissions.lines_appendix(numbers, tongue),
        methods.methods_appendix(numbers, tongue),
    ]


def _with_appendices(parts: Sequence[Part], appendices: Part) -> list[Part]:
    """Those of one language stand in its part; those of two are a part of their own."""
    if len(parts) > 1:
        return [*parts, appendices]
    return [Part(parts[0].tongue, parts[0].sections, appendices.appendices)]


def _cover(numbers: Numbers, tongue: Tongue) -> list[tuple[str, Cell]]:
    say, event, found = tongue.say, numbers["event"], numbers["inventory"]
    rows: list[tuple[str, Cell]] = [
        (say("组织方", "Organiser"), tongue.of(event["organiser"])),
        (say("地点", "Place"), tongue.of(event["place"])),
        (say("举办时间", "Held"), f"{event['starts_on']} – {event['ends_on']}"),
        (say("数据截至", "Figures as of"), numbers["as_of"]),
    ]
    if found is not None:
        words = say("所依据的清单版本", "Version of the inventory")
        rows.append((words, f"{tongue.of(found['kind_words'])} {found['version']['shown']}"))
    return rows


def _warnings(numbers: Numbers, tongue: Tongue) -> list[str]:
    found = []
    if numbers["event"]["is_demonstration"]:
        found.append(tongue.say("演示", "Demonstration"))
    if numbers.get("under_review"):
        found.append(tongue.say("部分内容正在复核", "Parts are under review"))
    return found

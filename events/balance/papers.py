"""The witness's certificate as it is ordered: what was observed, in the few lines that a paper has."""

from typing import Any

from certificates.actions import NewIssue
from certificates.document import Fact, Slice
from diandian.lib.mass import format_grams
from events.models import VerificationStatement, Witnessing

# A paper's own words, in both languages: they are signed, so they stand here and not in the catalogue.
_ASSURANCE = {
    VerificationStatement.Assurance.REASONABLE: ("合理保证", "reasonable assurance"),
    VerificationStatement.Assurance.LIMITED: ("有限保证", "limited assurance"),
}
WITNESS, NOT_CHECKED = ("见证人", "Witness"), ("未核对", "Not checked")
_PIECES_MAX = 200  # more of them stand on the witness's page only


def order_of(witnessing: Witnessing) -> NewIssue:
    """The order of the certificate; the same for the same witnessing.

    It is as real as its event: of what is not, nothing counts for a real one, and so nothing was observed.
    """
    declaration, body = witnessing.declaration, witnessing.body
    event, slices = declaration.event, _slices(body)
    return NewIssue(
        kind="witness",
        holder_name=declaration.body["claimant"]["zh"],
        name_is_public=True,
        language="zh-hans",
        event_code=event.slug,
        event_name_zh=declaration.body["event"]["name"]["zh"],
        event_name_en=declaration.body["event"]["name"]["en"],
        facts=facts_of(witnessing),
        amount_grams=body["balance"]["counted_grams"],
        is_demonstration=event.is_demonstration,
        slices=slices,
    )


def facts_of(witnessing: Witnessing) -> tuple[Fact, ...]:
    """Who witnesses in what capacity, what was observed and until when, and what was not checked."""
    figures, verified = witnessing.body["balance"], witnessing.body["verification"]
    witness = witnessing.body["witness"]
    assurance_zh, assurance_en = _ASSURANCE[verified["assurance"]]
    figure, number = format_grams(figures["verified_grams"]), verified["statement_number"]
    for_event = format_grams(figures["retired_for_event_grams"])
    for_people = format_grams(figures["retired_for_spectators_grams"])
    counts = figures["spectators_count"]
    held, surplus = format_grams(figures["held_grams"]), f"{figures['surplus_grams']:,} g"
    until = witnessing.cut_off_on.isoformat()
    return (
        Fact(
            *WITNESS,
            f"{witness['zh']}，{witnessing.capacity_zh}",
            f"{witness['en']}, {witnessing.capacity_en}",
        ),
        Fact(
            "核查", "Verified", f"{figure}，{number}，{assurance_zh}", f"{figure}, {number}, {assurance_en}"
        ),
        Fact(
            "注销",
            "Retired",
            f"为活动 {for_event}；观众 {for_people}，{'计入' if counts else '不计入'}",
            f"for it {for_event}; spectators’ {for_people} {'count' if counts else 'do not count'}",
        ),
        Fact("持有", "Held", f"{held}，未注销", f"{held}, not retired"),
        Fact("盈余", "Surplus", f"{surplus}，截至 {until}", f"{surplus}, until {until}"),
        Fact(*NOT_CHECKED, witnessing.not_checked_zh, witnessing.not_checked_en),
    )


def _slices(body: dict[str, Any]) -> tuple[Slice, ...]:
    """The ranges of what was retired for the event and counts, where that is all that counts and has room."""
    pieces = [piece for each in body["retirements"] for piece in each["slices"]]
    total = sum(piece["batch_to"] - piece["batch_from"] for piece in pieces)
    if total != body["balance"]["counted_grams"] or len(pieces) > _PIECES_MAX:
        return ()
    return tuple(
        Slice(
            registry_name=piece["registry"],
            project_code=piece["project_code"],
            project_name_zh=piece["project_name"]["zh"],
            project_name_en=piece["project_name"]["en"],
            serial_block=piece["serial_block"],
            batch_from=piece["batch_from"],
            batch_to=piece["batch_to"],
            donor_zh=None,
            donor_en=None,
            batch=piece["batch"],
        )
        for piece in pieces
    )

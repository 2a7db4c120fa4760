"""The course as a table: what follows what, and what each step asks for."""

import itertools
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from events.course.course import (
    CONDITIONS,
    CORRECTABLE,
    STATES,
    STEPS,
    Condition,
    Facts,
    State,
    missing,
    moves,
    room_of,
    step_from,
)
from events.organise.desk import ROOMS
from events.team.access import Right

READY = Facts(
    today=date(2026, 9, 1),
    starts_on=date(2026, 7, 28),
    ends_on=date(2026, 8, 8),
    venue_count=1,
    has_texts=True,
    price_fen_per_tonne=1,
    has_factors=True,
    leftover_rule="return",
    has_submitted_inventory=True,
    has_statement=True,
    is_covered=True,
    has_declaration=True,
    has_witnessing=True,
)


def test_each_state_leads_to_the_next_and_the_last_to_none() -> None:
    assert [(step.from_state, step.to_state) for step in STEPS] == list(itertools.pairwise(STATES))
    assert step_from("witnessed") is None


def test_only_what_is_verified_is_corrected_and_then_it_is_drafted() -> None:
    assert {State.VERIFIED, State.COVERED, State.DECLARED, State.WITNESSED} == CORRECTABLE
    back = set(moves()) - {(step.from_state, step.to_state) for step in STEPS}
    assert back == {(state, State.DRAFTED) for state in CORRECTABLE}


def test_every_step_has_conditions_and_an_event_that_has_all_may_go_on() -> None:
    assert [missing(step, READY) for step in STEPS] == [()] * 7
    assert {condition for step in STEPS for condition in step.conditions} == set(CONDITIONS) == set(Condition)


def test_every_condition_is_put_right_on_a_page_that_exists() -> None:
    assert {room_of(condition) for condition in Condition} <= {*ROOMS, "settings"}
    for condition in Condition:
        assert reverse(f"organise:{room_of(condition)}", args=["games"]).startswith("/organise/events/games/")


@pytest.mark.parametrize("condition", [Condition.DATES, Condition.TEXTS, Condition.FACTORS])
def test_what_is_typed_in_the_settings_is_put_right_there(condition: Condition) -> None:
    assert room_of(condition) == "settings"


@pytest.mark.parametrize(
    ("changes", "state", "lacks"),
    [
        ({"venue_count": 0}, "planned", [Condition.VENUE]),
        ({"ends_on": date(2026, 7, 27)}, "planned", [Condition.DATES]),
        ({"has_texts": False}, "planned", [Condition.TEXTS]),
        ({"price_fen_per_tonne": 0}, "planned", [Condition.PRICE]),
        ({"has_factors": False}, "planned", [Condition.FACTORS]),
        ({"leftover_rule": ""}, "planned", [Condition.LEFTOVER_RULE]),
        ({"leftover_rule": "move"}, "planned", [Condition.LEFTOVER_RULE]),
        ({"leftover_rule": "move", "has_next_event": True}, "planned", []),
        ({"today": date(2026, 8, 8)}, "open", [Condition.LAST_DAY_OR_REASON]),
        ({"today": date(2026, 8, 9)}, "open", []),
        ({"today": date(2026, 8, 1), "why": "  "}, "open", [Condition.LAST_DAY_OR_REASON]),
        ({"today": date(2026, 8, 1), "why": "a typhoon"}, "open", []),
        ({"has_submitted_inventory": False}, "closed", [Condition.SUBMITTED]),
        ({"has_statement": False}, "drafted", [Condition.STATEMENT]),
        ({"is_covered": False}, "verified", [Condition.BALANCE]),
        (
            {"has_statement": False, "is_covered": False},
            "covered",
            [Condition.STATEMENT, Condition.BALANCE],
        ),
        ({"has_declaration": False}, "covered", [Condition.DECLARATION]),
        ({"has_witnessing": False}, "declared", [Condition.WITNESSING]),
    ],
)
def test_what_is_missing_is_named(changes: dict[str, Any], state: str, lacks: list[Condition]) -> None:
    step = step_from(state)
    assert step is not None
    assert list(missing(step, replace(READY, **changes))) == lacks


def test_verifiers_verify_organisers_declare_and_the_exchange_witnesses() -> None:
    assert {step.to_state: step.right for step in STEPS} == {
        State.OPEN: Right.ADVANCE,
        State.CLOSED: Right.ADVANCE,
        State.DRAFTED: Right.DRAFT,
        State.VERIFIED: Right.VERIFY,
        State.COVERED: Right.ADVANCE,
        State.DECLARED: Right.DECLARE,
        State.WITNESSED: Right.WITNESS,
    }

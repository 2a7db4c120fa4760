"""Adding up, and telling two versions apart."""

import dataclasses
import hashlib
import json
import random
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.inventory.lines import (
    Agreement,
    ChangeKind,
    FieldChange,
    Line,
    Terms,
    agreement,
    amount_of,
    content_digest,
    content_of,
    difference,
    plain_number,
    share_percent,
    total_of,
)
from events.inventory.sources import GUIDE_SOURCES, SOURCES, Source


def line(number: int = 1, grams: int = 500_500, **changes: object) -> Line:
    usual = {
        "line_id": UUID(int=number),
        "source": Source.POWER_HEAT.value,
        "phase": "hold",
        "name_zh": f"用电 {number}",
        "name_en": f"Power {number}",
        "quantity": Decimal(grams),
        "unit": "g",
        "factor_code": "",
        "factor_grams": Decimal(1),
        "factor_source": "bill",
        "amount_grams": grams,
        "evidence_class": "billed",
        "evidence": "",
        "uncertainty_percent": Decimal(0),
        "origin": "hand",
        "method": "",
        "sample_size": None,
        "extrapolated_grams": 0,
        "note": "",
    }
    return Line(**{**usual, **changes})  # type: ignore[arg-type]


grams_of_lines = st.integers(0, 10**14)
percents = st.decimals(0, 1000, places=2)
some_lines = st.lists(
    st.builds(
        line,
        st.integers(1, 12),
        grams_of_lines,
        source=st.sampled_from(sorted(SOURCES)),
        uncertainty_percent=percents,
        note=st.sampled_from(["", "a", "b"]),
    ),
    unique_by=lambda each: each.line_id,
    max_size=8,
)


def test_the_sources_are_those_of_the_guide_and_one_for_what_it_leaves_out() -> None:
    assert [*GUIDE_SOURCES, "other"] == list(SOURCES) == [source.value for source in Source]
    assert len(GUIDE_SOURCES) == 11
    assert all(len(code) <= 24 for code in SOURCES)  # the column holds no longer one
    named = [source for source in SOURCES if SOURCES[source].standard_is_the_guides]
    assert named == list(SOURCES)[:6]


@pytest.mark.parametrize(
    ("quantity", "factor", "grams"),
    [
        ("1000", "500.5", 500_500),
        ("0.5", "1", 0),  # half to even
        ("1.5", "1", 2),
        ("2.5", "1", 2),
        ("0.000001", "0.000000001", 0),
        ("999999999999.999999", "99.999999999", 99_999_999_999_000),
        ("0", "123456789", 0),
    ],
)
def test_grams_are_quantity_times_factor_half_to_even(quantity: str, factor: str, grams: int) -> None:
    assert amount_of(Decimal(quantity), Decimal(factor)) == grams


def test_half_ranges_add_in_quadrature() -> None:
    """3-4-5: 10 % of 30 kg and 10 % of 40 kg are 5 kg, not 7."""
    lines = [
        line(1, 30_000, uncertainty_percent=Decimal(10)),
        line(2, 40_000, uncertainty_percent=Decimal(10), source="lodging", extrapolated_grams=7_000),
    ]
    total = total_of(lines)
    assert (total.grams, total.low, total.high) == (70_000, 65_000, 75_000)
    assert dict(total.by_source) == {"power-heat": 30_000, "lodging": 40_000}
    assert (total.uncertainty_percent, total.extrapolated_percent) == (Decimal("7.1"), Decimal("10.0"))


def test_a_half_range_is_rounded_outwards_and_nothing_is_below_zero() -> None:
    total = total_of([line(1, 3, uncertainty_percent=Decimal(200))])
    assert (total.low, total.high) == (0, 9)
    assert total_of([line(1, 1, uncertainty_percent=Decimal("0.01"))]).high == 2


def test_nothing_weighs_nothing() -> None:
    total = total_of([])
    assert (total.grams, total.low, total.high, dict(total.by_source)) == (0, 0, 0, {})
    assert (total.uncertainty_percent, total.extrapolated_percent) == (Decimal(0), Decimal(0))


@given(some_lines)
def test_a_total_is_the_sum_of_its_lines_whatever_their_order(lines: list[Line]) -> None:
    total = total_of(lines)
    shuffled = list(lines)
    random.Random(len(lines)).shuffle(shuffled)
    assert total == total_of(shuffled)
    assert total.grams == sum(each.amount_grams for each in lines) == sum(total.by_source.values())
    assert 0 <= total.low <= total.grams <= total.high


@given(some_lines)
def test_lines_together_are_surer_than_apart(lines: list[Line]) -> None:
    """The whole half-range is at least the largest of one line, and at most their sum (and a gram of rounding each)."""
    widths = [total_of([each]).high - each.amount_grams for each in lines]
    whole = total_of(lines).high - total_of(lines).grams
    assert max(widths, default=0) - 1 <= whole <= sum(widths)


@pytest.mark.parametrize(
    ("stated", "parts", "step", "verdict"),
    [
        (75, [13, 62], 1, Agreement.EQUAL),
        (76, [13, 62], 1, Agreement.WRONG),  # a gram is no rounding where nothing is rounded
        (100, [40, 50], 10, Agreement.ROUNDED),
        (110, [40, 50], 10, Agreement.WRONG),
        (15, [], 10, Agreement.WRONG),
        (5, [], 10, Agreement.ROUNDED),
    ],
)
def test_a_stated_total_agrees_or_is_rounded_or_is_wrong(
    stated: int, parts: list[int], step: int, verdict: Agreement
) -> None:
    assert agreement(stated, parts, step) == verdict


@given(st.lists(st.integers(0, 10**9), max_size=10), st.sampled_from([10, 1000, 10**6]))
def test_rounding_alone_is_never_called_wrong(parts: list[int], step: int) -> None:
    rounded = [round(part / step) * step for part in parts]
    assert agreement(round(sum(parts) / step) * step, rounded, step) != Agreement.WRONG


def test_a_difference_names_what_was_added_removed_and_changed() -> None:
    old = [line(1, 100), line(2, 200), line(3, 300)]
    new = [line(3, 300), line(1, 150, note="bill of July"), line(4, 7)]
    added, changed, removed = (
        next(each for each in difference(old, new) if each.kind == kind)
        for kind in (ChangeKind.ADDED, ChangeKind.CHANGED, ChangeKind.REMOVED)
    )
    assert len(difference(old, new)) == 3
    assert (added.line_id, added.before_grams, added.after_grams) == (UUID(int=4), 0, 7)
    assert (removed.line_id, removed.grams) == (UUID(int=2), -200)
    assert changed.grams == 50
    assert changed.fields == (
        FieldChange("quantity", Decimal(100), Decimal(150)),
        FieldChange("amount_grams", 100, 150),
        FieldChange("note", "", "bill of July"),
    )


@given(some_lines, some_lines)
def test_the_grams_of_all_changes_are_the_difference_of_the_totals(old: list[Line], new: list[Line]) -> None:
    changes = difference(old, new)
    assert sum(change.grams for change in changes) == total_of(new).grams - total_of(old).grams
    assert difference(old, old) == []


@given(some_lines, some_lines)
def test_a_difference_leads_from_the_old_lines_to_the_new(old: list[Line], new: list[Line]) -> None:
    found = {each.line_id: each for each in old}
    for change in difference(old, new):
        if change.kind == ChangeKind.REMOVED:
            del found[change.line_id]
        else:
            found[change.line_id] = change.line
    assert found == {each.line_id: each for each in new}


@given(some_lines, some_lines)
def test_a_difference_read_backwards_is_its_opposite(old: list[Line], new: list[Line]) -> None:
    forth = {(each.line_id, each.before_grams, each.after_grams) for each in difference(old, new)}
    back = {(each.line_id, each.after_grams, each.before_grams) for each in difference(new, old)}
    assert forth == back


TERMS = Terms(
    kind="actual",
    number=1,
    boundary_zh="全过程",
    boundary_en="All of it",
    exclusions_zh="",
    exclusions_en="",
    factor_set="china-2026.1",
    factors_digest="ab" * 32,
)


def test_the_digest_is_that_of_the_content_as_json() -> None:
    lines = [line(1, 100, uncertainty_percent=Decimal("5.00"))]
    content = content_of(TERMS, lines)
    assert content["total_grams"] == 100
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert content_digest(TERMS, lines) == hashlib.sha256(text.encode()).hexdigest()


def test_the_digest_does_not_hang_on_how_a_database_keeps_decimals() -> None:
    stored = line(1, 100, quantity=Decimal("100.000000"), factor_grams=Decimal("1.000000000"))
    assert content_digest(TERMS, [stored]) == content_digest(TERMS, [line(1, 100)])
    assert [plain_number(Decimal(text)) for text in ("0.5810", "1000", "0.000", "1E+3")] == [
        "0.581",
        "1000",
        "0",
        "1000",
    ]


@pytest.mark.parametrize("field", [each.name for each in dataclasses.fields(Line)])
def test_every_field_of_a_line_is_in_the_digest(field: str) -> None:
    other: dict[str, Any] = {
        "quantity": Decimal(7),
        "factor_grams": Decimal(7),
        "uncertainty_percent": Decimal(7),
    }
    numbers: dict[str, Any] = {
        "amount_grams": 7,
        "sample_size": 7,
        "extrapolated_grams": 7,
        "line_id": UUID(int=7),
    }
    changes: dict[str, Any] = {field: {**other, **numbers}.get(field, "other")}
    changed = dataclasses.replace(line(), **changes)
    assert content_digest(TERMS, [line()]) != content_digest(TERMS, [changed])


@pytest.mark.parametrize("field", [each.name for each in dataclasses.fields(Terms)])
def test_every_term_is_in_the_digest(field: str) -> None:
    other: dict[str, Any] = {field: "other"}
    changed = dataclasses.replace(TERMS, **other)
    assert content_digest(TERMS, [line()]) != content_digest(changed, [line()])


def test_shares_are_rounded_to_a_tenth() -> None:
    assert [share_percent(1, 3), share_percent(0, 0), share_percent(2, 2)] == [
        Decimal("33.3"),
        Decimal("0.0"),
        Decimal("100.0"),
    ]

"""A version's life: begun, written, submitted, verified; and everything that is refused on the way."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

import events.inventory.actions as actions
import events.team.errors
from events.inventory import errors
from events.inventory.entering import Reason, RefusedRowsError
from events.inventory.queries import (
    current,
    digest_now,
    factors_of,
    lines_of,
    verified,
    waiting_for,
)
from events.inventory.sources import GUIDE_SOURCES
from events.models import CourseStep, Event, EvidenceFile, Inventory, InventoryLine
from tests.events.inventory.stage import (
    BOUNDARY,
    draft,
    entered,
    member,
    organiser_of,
    submitted,
    weighing,
    with_lines,
)

GRID = "cn-grid-2022-sichuan"


def fields_of(error: RefusedRowsError) -> list[tuple[str, str]]:
    return [(each.column, each.reason) for each in error.refusals]


def test_the_first_version_is_empty_and_counts_by_the_factors_in_force(over: Event) -> None:
    version = actions.begin_version(event=over, kind="actual", reason=" first ", by=organiser_of(over))
    assert (version.number, version.reason, version.state, version.based_on) == (1, "first", "draft", None)
    assert (version.factor_set.method, version.lines.count(), version.boundary_zh) == ("china-2026.1", 0, "")


def test_a_version_needs_a_reason_and_one_draft_is_enough(over: Event) -> None:
    with pytest.raises(errors.NoReasonError):
        actions.begin_version(event=over, kind="actual", reason="  ", by=organiser_of(over))
    draft(over)
    with pytest.raises(errors.DraftExistsError) as refused:
        draft(over)
    assert refused.value.number == 1
    assert draft(over, "forecast").number == 1  # a forecast is another kind


@pytest.mark.parametrize("role", ["verifier", "auditor"])
def test_only_organisers_draw_up_an_inventory(over: Event, role: str) -> None:
    version = draft(over)
    by = member(over, role)
    for step in (
        lambda: actions.begin_version(event=over, kind="forecast", reason="x", by=by),
        lambda: actions.state_terms(inventory=version, texts=BOUNDARY, by=by),
        lambda: actions.add_line(inventory=version, entered=entered(), by=by),
        lambda: actions.submit(inventory=version, by=by),
        lambda: actions.fill_from_spectators(inventory=version, by=by),
        lambda: actions.set_attendance(event=over, counts={}, source="x", by=by),
        lambda: actions.import_lines(inventory=version, lines=[], by=by, replace=False),
    ):
        with pytest.raises(events.team.errors.NotAllowedError):
            step()
    with pytest.raises(events.team.errors.NotAllowedError):
        actions.mark_verified(inventory=version, by=organiser_of(over))


def test_a_line_by_a_factor_of_the_set_takes_its_unit_grams_source_and_uncertainty(over: Event) -> None:
    version = draft(over)
    (line,) = with_lines(
        version,
        entered(unit="", factor_code=GRID, factor_grams=None, factor_source="", uncertainty_percent=None),
    )
    assert (line.unit, line.factor_code, line.factor_grams) == ("kWh", GRID, Decimal("140.4"))
    assert line.amount_grams == 140_400
    assert line.factor_source.startswith("MEE and NBS, Announcement 2024 No. 33")
    assert line.uncertainty_percent == Decimal(10)


def test_parts_of_one_figure_are_added(over: Event) -> None:
    """Driving a petrol car, and making its fuel."""
    version = draft(over)
    factors = {"desnz25-car-petrol", "desnz25-car-petrol-wtt"}
    (line,) = with_lines(
        version,
        entered(
            unit="",
            factor_code="desnz25-car-petrol+desnz25-car-petrol-wtt",
            factor_grams=None,
            quantity=Decimal(1000),
        ),
    )
    assert line.factor_code == "desnz25-car-petrol + desnz25-car-petrol-wtt"
    library = factors_of(version)
    assert line.factor_grams == sum(library[code].grams_per_unit for code in factors)
    assert line.amount_grams == 1000 * line.factor_grams


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"source": "magic"}, [("source", Reason.UNKNOWN_SOURCE)]),
        ({"source": "other"}, [("note", Reason.WHY_OTHER)]),
        ({"name_zh": " "}, [("name_zh", Reason.MISSING)]),
        ({"name_en": "=1+1"}, [("name_en", Reason.CALCULATES)]),
        ({"name_en": "a\nb"}, [("name_en", Reason.CONTROL_CHARACTER)]),
        ({"name_en": "a" * 201}, [("name_en", Reason.TOO_LONG)]),
        ({"quantity": Decimal(-1)}, [("quantity", Reason.NEGATIVE)]),
        ({"quantity": Decimal("NaN")}, [("quantity", Reason.NOT_A_NUMBER)]),
        ({"quantity": Decimal("1e15")}, [("quantity", Reason.TOO_LARGE)]),
        ({"quantity": Decimal("0.0000001")}, [("quantity", Reason.TOO_PRECISE)]),
        ({"quantity": Decimal(10**12)}, [("quantity", Reason.ABSURD)]),
        ({"factor_grams": Decimal(-1)}, [("factor_grams", Reason.NEGATIVE)]),
        ({"factor_grams": None}, [("factor_grams", Reason.MISSING)]),
        ({"unit": ""}, [("unit", Reason.MISSING)]),
        ({"factor_source": ""}, [("factor_source", Reason.MISSING)]),
        ({"uncertainty_percent": None}, [("uncertainty_percent", Reason.MISSING)]),
        ({"uncertainty_percent": Decimal(1001)}, [("uncertainty_percent", Reason.TOO_LARGE)]),
        ({"factor_code": "nosuch"}, [("factor_code", Reason.UNKNOWN_FACTOR)]),
        ({"factor_code": "+"}, [("factor_code", Reason.UNKNOWN_FACTOR)]),
        (
            {"factor_code": f"{GRID}+desnz25-car-petrol"},
            [("factor_code", Reason.UNITS_DIFFER)],
        ),
        ({"factor_code": GRID, "factor_grams": None, "unit": "MWh"}, [("unit", Reason.OTHER_UNIT)]),
        ({"factor_code": GRID, "factor_grams": Decimal(1)}, [("factor_grams", Reason.FACTOR_DIFFERS)]),
        (
            {"source": "magic", "quantity": Decimal(-1)},
            [("source", Reason.UNKNOWN_SOURCE), ("quantity", Reason.NEGATIVE)],
        ),
    ],
)
def test_what_makes_no_line_is_refused_by_field_and_reason(
    over: Event, changes: dict[str, object], refused: list[tuple[str, str]]
) -> None:
    version = draft(over)
    with pytest.raises(RefusedRowsError) as error:
        with_lines(version, entered(**changes))
    assert (fields_of(error.value), version.lines.count()) == (refused, 0)


def test_a_line_is_changed_and_removed_and_keeps_its_id(over: Event) -> None:
    version, by = draft(over), organiser_of(over)
    first, second = with_lines(version, entered(), entered())
    changed = actions.change_line(
        inventory=version, line_id=first.line_id, entered=entered(quantity=Decimal(2)), by=by
    )
    assert (changed.pk, changed.line_id, changed.position) == (first.pk, first.line_id, 1)
    assert changed.amount_grams == 1001
    actions.remove_line(inventory=version, line_id=second.line_id, by=by)
    with pytest.raises(errors.NoSuchLineError):
        actions.remove_line(inventory=version, line_id=second.line_id, by=by)
    with pytest.raises(errors.NoSuchLineError):
        actions.change_line(inventory=version, line_id=uuid4(), entered=entered(), by=by)
    assert [each.position for each in with_lines(version, entered())] == [2]


def test_a_line_rests_on_a_file_of_its_event(over: Event) -> None:
    version, by = draft(over), organiser_of(over)
    file = EvidenceFile.objects.create(
        event=over,
        title="Bill",
        file_name="b.pdf",
        media_type="application/pdf",
        size_bytes=1,
        digest="c" * 64,
        content=b"x",
    )
    line = actions.add_line(inventory=version, entered=entered(), by=by, evidence=file)
    assert line.evidence == file
    assert [each.evidence for each in lines_of(version)] == ["c" * 64]


def test_submitting_adds_up_seals_and_takes_the_event_on(over: Event) -> None:
    version = submitted(over, entered(), entered(quantity=Decimal(3)))
    over.refresh_from_db()
    assert (version.state, version.total_grams, over.state) == ("submitted", 502_002, "drafted")
    assert version.content_digest == digest_now(version)
    assert len(version.content_digest) == 64
    assert (version.submitted_by, current(over), verified(over)) == (organiser_of(over), version, None)
    step = CourseStep.objects.get(event=over)
    assert (step.from_state, step.to_state, step.inventory) == ("closed", "drafted", version)


def test_a_forecast_is_submitted_at_any_time_and_moves_nothing(games: Event) -> None:
    version = submitted(games, kind="forecast")
    games.refresh_from_db()
    assert (version.state, games.state) == ("submitted", "open")
    assert (current(games, kind="forecast"), current(games)) == (version, None)


def test_actual_emissions_are_not_submitted_before_the_event_is_over(games: Event) -> None:
    version = draft(games)
    with_lines(version, entered())
    with pytest.raises(errors.EventNotOverError):
        actions.submit(inventory=version, by=organiser_of(games))


@pytest.mark.parametrize("missing", ["boundary_zh", "boundary_en"])
def test_a_version_without_a_boundary_is_not_submitted(over: Event, missing: str) -> None:
    version = draft(over, **{missing: " "})
    with_lines(version, entered())
    with pytest.raises(errors.NoBoundaryError):
        actions.submit(inventory=version, by=organiser_of(over))
    version.refresh_from_db()
    assert version.state == "draft"


def test_what_was_given_up_is_not_written_any_more(over: Event) -> None:
    version, by = draft(over), organiser_of(over)
    actions.give_up(inventory=Inventory.objects.get(pk=version.pk), by=by)
    for step in (
        lambda: actions.add_line(inventory=version, entered=entered(), by=by),
        lambda: actions.submit(inventory=version, by=by),
        lambda: actions.give_up(inventory=version, by=by),
    ):
        with pytest.raises(errors.GivenUpError):
            step()


def test_a_version_without_lines_is_not_submitted(over: Event) -> None:
    with pytest.raises(errors.NoLinesError):
        actions.submit(inventory=draft(over), by=organiser_of(over))


def test_every_source_of_the_guide_has_a_line_or_a_word_on_why_not(over: Event) -> None:
    version, by = draft(over, exclusions_zh="", exclusions_en=""), organiser_of(over)
    with_lines(version, entered())
    with pytest.raises(errors.UnexplainedSourcesError) as refused:
        actions.submit(inventory=version, by=by)
    rest = [source for source in GUIDE_SOURCES if source != "power-heat"]
    assert list(refused.value.sources) == rest
    with_lines(version, *(weighing(0, source) for source in rest))
    assert actions.submit(inventory=version, by=by).state == "submitted"


def test_what_somebody_changed_meanwhile_is_not_submitted_unseen(over: Event) -> None:
    version, by = draft(over), organiser_of(over)
    with_lines(version, entered())
    seen = digest_now(version)
    with_lines(version, entered())
    with pytest.raises(errors.ChangedMeanwhileError):
        actions.submit(inventory=version, by=by, seen_digest=seen)
    assert actions.submit(inventory=version, by=by, seen_digest=digest_now(version)).state == "submitted"


def test_a_submitted_version_changes_by_no_action(over: Event) -> None:
    version, by = submitted(over), organiser_of(over)
    line = version.lines.get()
    for step in (
        lambda: actions.state_terms(inventory=version, texts=BOUNDARY, by=by),
        lambda: actions.add_line(inventory=version, entered=entered(), by=by),
        lambda: actions.change_line(inventory=version, line_id=line.line_id, entered=entered(), by=by),
        lambda: actions.remove_line(inventory=version, line_id=line.line_id, by=by),
        lambda: actions.import_lines(inventory=version, lines=[], by=by, replace=True),
        lambda: actions.submit(inventory=version, by=by),
    ):
        with pytest.raises(errors.NotADraftError):
            step()


def test_the_database_keeps_a_submitted_version_as_it_is(over: Event) -> None:
    version = submitted(over)
    line = version.lines.get()
    steps = (
        lambda: Inventory.objects.filter(pk=version.pk).update(total_grams=1),
        lambda: Inventory.objects.filter(pk=version.pk).update(boundary_zh="别的"),
        lambda: Inventory.objects.filter(pk=version.pk).update(reason="other"),
        lambda: Inventory.objects.filter(pk=version.pk).update(content_digest="f" * 64),
        lambda: Inventory.objects.filter(pk=version.pk).update(
            state="draft", total_grams=None, content_digest="", submitted_by=None, submitted_at=None
        ),
        lambda: Inventory.objects.filter(pk=version.pk).delete(),
        lambda: InventoryLine.objects.filter(pk=line.pk).update(note="other"),
        lambda: InventoryLine.objects.filter(pk=line.pk).delete(),
        lambda: InventoryLine.objects.create(**_columns(line)),
    )
    for step in steps:
        with pytest.raises(DatabaseError), transaction.atomic():
            step()
    version.refresh_from_db()
    assert (digest_now(version), version.state) == (version.content_digest, "submitted")


def _columns(line: InventoryLine) -> dict[str, object]:
    kept = {field.attname: getattr(line, field.attname) for field in InventoryLine._meta.concrete_fields}
    return {**kept, "id": None, "line_id": uuid4(), "position": 99}


def test_the_database_takes_no_total_that_is_not_the_lines(over: Event) -> None:
    version = draft(over)
    with_lines(version, entered())
    values = {
        "state": "submitted",
        "content_digest": "a" * 64,
        "submitted_by": organiser_of(over),
        "submitted_at": version.created_at,
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        Inventory.objects.filter(pk=version.pk).update(total_grams=500_501, **values)
    with pytest.raises(DatabaseError), transaction.atomic():
        Inventory.objects.filter(pk=version.pk).update(total_grams=500_500, boundary_zh="", **values)
    with pytest.raises(DatabaseError), transaction.atomic():
        Inventory.objects.filter(pk=version.pk).update(state="verified")
    with pytest.raises(DatabaseError), transaction.atomic():
        Inventory.objects.create(
            event=over,
            kind="actual",
            number=9,
            factor_set=version.factor_set,
            created_by=organiser_of(over),
            total_grams=0,
            **values,
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Inventory.objects.filter(pk=version.pk).update(number=9)
    assert Inventory.objects.filter(pk=version.pk).update(total_grams=500_500, **values) == 1


def test_a_line_that_does_not_multiply_is_not_submitted(over: Event) -> None:
    """Somebody wrote into the database, past the actions."""
    version = draft(over)
    (line,) = with_lines(version, entered())
    InventoryLine.objects.filter(pk=line.pk).update(amount_grams=1)
    with pytest.raises(errors.LineDoesNotMultiplyError) as refused:
        actions.submit(inventory=version, by=organiser_of(over))
    assert refused.value.position == 1


def test_drafts_and_events_without_an_inventory_wait_for_the_organiser(over: Event) -> None:
    by = organiser_of(over)
    (first,) = waiting_for(by, over)
    assert first.address == f"/organise/events/{over.slug}/inventory/"
    draft(over)
    assert [each.address for each in waiting_for(by, None)] == [
        f"/organise/events/{over.slug}/inventory/actual/1/"
    ]
    assert waiting_for(member(over, "verifier"), over) == []


def test_terms_say_what_is_covered(over: Event) -> None:
    version = actions.state_terms(
        inventory=draft(over), texts={"boundary_en": " All of it "}, by=organiser_of(over)
    )
    assert (version.boundary_en, version.boundary_zh) == ("All of it", BOUNDARY["boundary_zh"])


def test_a_file_of_another_event_is_no_evidence_here(over: Event) -> None:
    elsewhere = Event.objects.get(pk=over.pk)
    elsewhere.pk, elsewhere.slug, elsewhere.state = None, "elsewhere", "planned"
    elsewhere.save()
    file = EvidenceFile.objects.create(
        event=elsewhere,
        title="Bill",
        file_name="b.pdf",
        media_type="x",
        size_bytes=1,
        digest="d" * 64,
        content=b"x",
    )
    with pytest.raises(ValueError, match="another event"):
        actions.add_line(inventory=draft(over), entered=entered(), by=organiser_of(over), evidence=file)

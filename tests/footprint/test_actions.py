import uuid
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import footprint.queries
from footprint.actions import NewFactorSet, load_factor_set, publish, record_assessment
from footprint.calculation import Answers, Boundary, Footprint, Mode, Place, Site, calculate
from footprint.errors import (
    EmptyFactorSetError,
    FactorSetClosedError,
    ImpossibleModeError,
    InvalidAnswerError,
    KeyReusedError,
    NoPublishedFactorSetError,
    RefusedRowsError,
)
from footprint.models import Assessment, Factor, FactorSet
from people.models import User


def with_metro_at(new: NewFactorSet, version: str, grams: str) -> NewFactorSet:
    """The same library with another value for the metro."""
    factors = tuple(
        replace(factor, grams_per_unit=Decimal(grams)) if factor.code == "bj-metro" else factor
        for factor in new.factors
    )
    return replace(new, version=version, factors=factors)


def counted_now(answers: Answers, site: Site) -> Footprint:
    """The footprint by the set in force, nothing stored."""
    site = footprint.queries.site_from(answers.origin, site)
    return calculate(answers=answers, site=site, library=footprint.queries.library())


# --- Recording a footprint --------------------------------------------------------------------------------


def test_a_recorded_footprint_is_the_estimated_one(
    published: FactorSet, lins_answers: Answers, stadium: Site
) -> None:
    estimate = counted_now(lins_answers, stadium)
    assessment = record_assessment(answers=lins_answers, site=stadium, key=uuid.uuid4())
    kept = Assessment.objects.get(pk=assessment.pk)
    assert footprint.queries.footprint_of(kept) == estimate
    assert footprint.queries.answers_of(kept) == (
        lins_answers,
        footprint.queries.site_from(lins_answers.origin, stadium),
    )
    assert (kept.low_grams, kept.total_grams, kept.high_grams) == (331_191, 441_058, 550_925)
    assert kept.factor_set == published


def test_the_same_key_and_answers_give_the_first_assessment_again(
    published: FactorSet, lins_answers: Answers, stadium: Site
) -> None:
    key = uuid.uuid4()
    first = record_assessment(answers=lins_answers, site=stadium, key=key)
    assert record_assessment(answers=lins_answers, site=stadium, key=key) == first
    assert Assessment.objects.count() == 1


def test_the_same_key_with_other_answers_is_refused(
    published: FactorSet, lins_answers: Answers, stadium: Site
) -> None:
    key = uuid.uuid4()
    record_assessment(answers=lins_answers, site=stadium, key=key)
    with pytest.raises(KeyReusedError):
        record_assessment(answers=replace(lins_answers, nights=3), site=stadium, key=key)
    with pytest.raises(KeyReusedError):
        record_assessment(answers=lins_answers, site=replace(stadium, kwh_per_seat=Decimal(1)), key=key)
    assert Assessment.objects.count() == 1


def test_a_key_that_another_request_took_meanwhile_gives_its_result(
    published: FactorSet, lins_answers: Answers, stadium: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = uuid.uuid4()
    first = record_assessment(answers=lins_answers, site=stadium, key=key)
    asked: list[object] = []
    known: Callable[..., Assessment | None] = footprint.actions._known

    def blind_at_first(*args: object) -> Assessment | None:
        asked.append(args)
        return known(*args) if len(asked) > 1 else None

    monkeypatch.setattr("footprint.actions._known", blind_at_first)
    assert record_assessment(answers=lins_answers, site=stadium, key=key) == first


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"nights": -1}, InvalidAnswerError), ({"mode": Mode.LOCAL}, ImpossibleModeError)],
)
def test_answers_that_cannot_be_counted_write_nothing(
    published: FactorSet,
    lins_answers: Answers,
    stadium: Site,
    changes: dict[str, Any],
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        record_assessment(answers=replace(lins_answers, **changes), site=stadium, key=uuid.uuid4())
    assert Assessment.objects.count() == 0


def test_without_a_published_set_nothing_is_counted(db: None, lins_answers: Answers, stadium: Site) -> None:
    with pytest.raises(NoPublishedFactorSetError):
        record_assessment(answers=lins_answers, site=stadium, key=uuid.uuid4())


def test_an_old_footprint_never_changes_when_a_new_set_is_published(
    published: FactorSet, new_set: NewFactorSet, chengdu: Place, stadium: Site
) -> None:
    answers, key = Answers(origin=chengdu, mode=Mode.LOCAL), uuid.uuid4()
    before = counted_now(answers, stadium)
    old = record_assessment(answers=answers, site=stadium, key=key)
    publish(factor_set=load_factor_set(new=with_metro_at(new_set, "2026.2", "9")), by=None)

    assert footprint.queries.footprint_of(Assessment.objects.get(pk=old.pk)) == before
    assert record_assessment(answers=answers, site=stadium, key=key) == old
    new = record_assessment(answers=answers, site=stadium, key=uuid.uuid4())
    assert (old.total_grams, new.total_grams) == (640 + 141, 180 + 141)
    assert (old.factor_set.method, new.factor_set.method) == ("china-2026.1", "china-2026.2")


def test_the_same_trip_another_way_stays_what_it_was_when_a_new_set_is_published(
    published: FactorSet, new_set: NewFactorSet, lins_answers: Answers, stadium: Site
) -> None:
    kept = record_assessment(answers=lins_answers, site=stadium, key=uuid.uuid4())
    before = footprint.queries.alternatives_of(kept)
    heavier = tuple(
        replace(factor, grams_per_unit=factor.grams_per_unit * 2) if factor.use == "hsr" else factor
        for factor in new_set.factors
    )
    newer = replace(new_set, version="2026.2", factors=heavier)
    publish(factor_set=load_factor_set(new=newer), by=None)
    (by_rail,) = footprint.queries.alternatives_of(Assessment.objects.get(pk=kept.pk))
    assert (by_rail,) == before
    assert by_rail.saved_grams == kept.total_grams - by_rail.total_grams


def test_reading_footprints_costs_one_query_for_the_factors_however_many_they_are(
    published: FactorSet, lins_answers: Answers, stadium: Site
) -> None:
    def queries_for(count: int) -> int:
        keys = [uuid.uuid4() for _number in range(count)]
        rows = [record_assessment(answers=lins_answers, site=stadium, key=key).pk for key in keys]
        footprint.queries._published_factors.cache_clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            for row in Assessment.objects.select_related("factor_set").filter(pk__in=rows):
                footprint.queries.footprint_of(row)
        return len(queries)

    assert queries_for(1) == queries_for(3) == 2


# --- Factor sets ------------------------------------------------------------------------------------------


def test_loading_a_set_twice_changes_nothing(published: FactorSet, new_set: NewFactorSet) -> None:
    before = list(Factor.objects.values())
    again = publish(factor_set=load_factor_set(new=new_set), by=None)
    assert (again.pk, again.published_at) == (published.pk, published.published_at)
    assert list(Factor.objects.values()) == before


def test_a_stored_factor_is_the_factor_of_the_file(published: FactorSet, new_set: NewFactorSet) -> None:
    stored = footprint.queries.library_of(published)
    assert dict(stored) == {factor.code: factor for factor in new_set.factors}


def test_a_draft_takes_the_latest_factors(db: None, new_set: NewFactorSet) -> None:
    load_factor_set(new=new_set)
    draft = load_factor_set(new=with_metro_at(new_set, "2026.1", "9"))
    assert draft.is_draft
    assert footprint.queries.library_of(draft)["bj-metro"].grams_per_unit == 9
    assert Factor.objects.count() == len(new_set.factors)


def test_a_published_set_takes_no_other_factors(published: FactorSet, new_set: NewFactorSet) -> None:
    with pytest.raises(FactorSetClosedError) as refusal:
        load_factor_set(new=with_metro_at(new_set, "2026.1", "9"))
    assert refusal.value.method == "china-2026.1"


def test_publishing_supersedes_the_set_that_was_in_force_and_says_who_did_it(
    published: FactorSet, new_set: NewFactorSet, first_clerk: User
) -> None:
    newer = publish(factor_set=load_factor_set(new=with_metro_at(new_set, "2026.2", "9")), by=first_clerk)
    published.refresh_from_db()
    assert (published.state, newer.state) == (FactorSet.SUPERSEDED, FactorSet.PUBLISHED)
    assert newer.published_by == first_clerk
    assert footprint.queries.current_factor_set() == newer
    assert newer.content_digest != published.content_digest


def test_a_superseded_set_is_not_published_again(published: FactorSet, new_set: NewFactorSet) -> None:
    publish(factor_set=load_factor_set(new=with_metro_at(new_set, "2026.2", "9")), by=None)
    with pytest.raises(FactorSetClosedError):
        publish(factor_set=published, by=None)


def test_an_empty_set_is_refused(db: None, new_set: NewFactorSet) -> None:
    with pytest.raises(EmptyFactorSetError):
        load_factor_set(new=replace(new_set, factors=()))
    empty = FactorSet.objects.create(code="empty", version="1", name_en="Empty")
    with pytest.raises(EmptyFactorSetError):
        publish(factor_set=empty, by=None)


def test_a_factor_without_a_source_is_refused(db: None, new_set: NewFactorSet) -> None:
    factors = (new_set.factors[0], replace(new_set.factors[1], source="  ", licence=""))
    assert refusals(replace(new_set, factors=factors)) == [
        (2, "source", "missing"),
        (2, "licence", "missing"),
    ]


def test_an_uncertainty_that_nobody_states_is_never_the_publishers(db: None, new_set: NewFactorSet) -> None:
    factor = replace(new_set.factors[0], uncertainty_percent=None, uncertainty_is_judgement=False)
    assert refusals(replace(new_set, factors=(factor,))) == [
        (1, "uncertainty_percent", "publisher-without-percent")
    ]


def test_boundaries_that_make_no_figure_are_refused(db: None, new_set: NewFactorSet) -> None:
    direct = new_set.factors[0]
    whole = replace(direct, code="whole", boundary=Boundary.LIFE_CYCLE)
    assert refusals(replace(new_set, factors=(direct, whole))) == [(2, "boundary", "parts-clash")]


def test_a_use_in_another_unit_than_it_is_counted_in_is_refused(db: None, new_set: NewFactorSet) -> None:
    meal = next(factor for factor in new_set.factors if factor.use == "meal-white")
    assert refusals(replace(new_set, factors=(replace(meal, unit="km"),))) == [(1, "unit", "other-unit")]
    assert refusals(replace(new_set, factors=(replace(meal, use="snack"),))) == [(1, "use", "unknown-use")]


def test_a_figure_of_additions_only_is_refused(db: None, new_set: NewFactorSet) -> None:
    upstream = next(factor for factor in new_set.factors if factor.code == "desnz25-coach-wtt")
    assert refusals(replace(new_set, factors=(upstream,))) == [(1, "boundary", "only-additions")]


@pytest.mark.parametrize("changed", [{"unit": "km"}, {"use": "snack"}, {"boundary": "upstream"}])
def test_what_no_line_could_count_is_not_published(
    changed: dict[str, str], db: None, new_set: NewFactorSet
) -> None:
    draft = load_factor_set(new=new_set)
    Factor.objects.filter(factor_set=draft, use="meal-white").update(**changed)
    with pytest.raises(RefusedRowsError):
        publish(factor_set=draft, by=None)
    draft.refresh_from_db()
    assert draft.is_draft


def test_boundaries_that_make_no_figure_are_not_published_either(db: None, new_set: NewFactorSet) -> None:
    draft = load_factor_set(new=new_set)
    # As somebody may enter it by hand, past the checks of the form.
    Factor.objects.filter(factor_set=draft, code="desnz25-coach").update(boundary="life-cycle")
    with pytest.raises(RefusedRowsError):
        publish(factor_set=draft, by=None)
    draft.refresh_from_db()
    assert draft.is_draft


def refusals(new: NewFactorSet) -> list[tuple[int, str, str]]:
    with pytest.raises(RefusedRowsError) as refusal:
        load_factor_set(new=new)
    assert FactorSet.objects.count() == 0
    return [(row.row, row.column, row.reason) for row in refusal.value.rows]

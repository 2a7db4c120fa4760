"""What the database refuses when the code is walked round."""

import uuid
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from footprint.actions import NewFactorSet, load_factor_set, record_assessment
from footprint.calculation import Answers, Site
from footprint.models import Assessment, Factor, FactorSet


def refused(action: Callable[[], object]) -> str:
    """The message with which the database refuses the action."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        action()
    return str(refusal.value)


def run(statement: str) -> Callable[[], object]:
    def execute() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return execute


@pytest.fixture
def assessment(published: FactorSet, lins_answers: Answers, stadium: Site) -> Assessment:
    return record_assessment(answers=lins_answers, site=stadium, key=uuid.uuid4())


def test_an_assessment_is_never_changed_and_never_deleted(assessment: Assessment) -> None:
    for statement in ("UPDATE footprint_assessment SET total_grams = 1", "DELETE FROM footprint_assessment"):
        assert "append-only" in refused(run(statement))
    assert "append-only" in refused(assessment.save)
    assert Assessment.objects.get().total_grams == 441_058


def test_the_factors_of_a_published_set_never_change(published: FactorSet) -> None:
    for statement in ("UPDATE footprint_factor SET grams_per_unit = 1", "DELETE FROM footprint_factor"):
        assert "never changes" in refused(run(statement))
    factor = Factor.objects.earliest("pk")
    factor.pk, factor.code = None, "one-more"
    assert "never changes" in refused(factor.save)
    assert Factor.objects.count() == 225


def test_no_factor_moves_into_or_out_of_a_published_set(published: FactorSet) -> None:
    draft = FactorSet.objects.create(code="china", version="next", name_en="Next")
    moved = Factor.objects.filter(factor_set=published)
    assert "never changes" in refused(lambda: moved.update(factor_set=draft))
    draft_factor = Factor.objects.earliest("pk")
    draft_factor.pk, draft_factor.code, draft_factor.factor_set = None, "one-more", draft
    draft_factor.save()
    own = Factor.objects.filter(factor_set=draft)
    assert "never changes" in refused(lambda: own.update(factor_set=published))


@pytest.mark.parametrize(
    "change",
    [
        {"state": "draft"},
        {"version": "2025.2"},
        {"content_digest": "0" * 64},
        {"name_en": "Another name"},
        {"published_at": None},
        {"state": "superseded", "version": "2025.2"},
    ],
)
def test_a_published_set_may_only_be_superseded(published: FactorSet, change: dict[str, object]) -> None:
    row = FactorSet.objects.filter(pk=published.pk)
    assert "never changes" in refused(lambda: row.update(**change))
    assert row.update(state="superseded") == 1
    assert "never changes" in refused(lambda: row.update(state="published"))


def test_a_published_set_is_not_deleted(published: FactorSet) -> None:
    assert "never changes" in refused(run("DELETE FROM footprint_factor"))
    assert refused(run("DELETE FROM footprint_factorset"))
    assert FactorSet.objects.count() == 1


def test_a_set_with_assessments_is_protected(assessment: Assessment) -> None:
    with pytest.raises(ProtectedError):
        assessment.factor_set.delete()


def test_a_draft_may_be_changed_and_deleted(db: None, new_set: NewFactorSet) -> None:
    draft = load_factor_set(new=new_set)
    Factor.objects.filter(factor_set=draft).update(region="GB")
    FactorSet.objects.filter(pk=draft.pk).update(version="2025.2")
    draft.delete()
    assert (FactorSet.objects.count(), Factor.objects.count()) == (0, 0)


def test_only_one_set_of_a_code_is_in_force(published: FactorSet) -> None:
    message = refused(
        lambda: FactorSet.objects.create(
            code="china",
            version="2027.1",
            name_en="Next",
            state="published",
            content_digest="0" * 64,
            published_at=timezone.now(),
        )
    )
    assert "one_factor_set_is_in_force" in message or "footprint_factorset.code" in message


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"source": ""}, "factor_names_its_source"),
        ({"locator": ""}, "factor_names_its_source"),
        ({"licence": ""}, "factor_names_its_source"),
        ({"grams_per_unit": -1}, "factor_is_not_negative"),
        ({"uncertainty_percent": 301}, "factor_uncertainty_is_a_percentage"),
        (
            {"uncertainty_percent": None, "uncertainty_is_judgement": False},
            "factor_without_uncertainty_quotes_no_publisher",
        ),
        ({"use": ""}, "factor_serves_a_region_by_its_use"),
    ],
)
def test_a_factor_without_source_or_sense_is_refused(
    db: None, new_set: NewFactorSet, change: dict[str, object], constraint: str
) -> None:
    draft = load_factor_set(new=new_set)
    rows = Factor.objects.filter(factor_set=draft, code="bj-metro")
    assert constraint in refused(lambda: rows.update(**change))


def test_a_part_of_a_figure_is_there_once(db: None, new_set: NewFactorSet) -> None:
    draft = load_factor_set(new=new_set)
    rows = Factor.objects.filter(factor_set=draft, code="derived-metro-chengdu")
    assert rows.update(use="metro", serves="CN-SC") == 1
    message = refused(lambda: rows.update(use="metro", serves="CN"))
    assert "factor_part_is_unique_in_its_use" in message or "footprint_factor.use" in message
    # Without a use any number of factors may have the same boundary.
    assert rows.update(use="", serves="") == 1


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "secret"}, "factor_set_state_is_known"),
        ({"state": "superseded"}, "published_factor_set_has_date_and_fingerprint"),
    ],
)
def test_a_factor_set_in_no_known_state_is_refused(
    db: None, new_set: NewFactorSet, change: dict[str, object], constraint: str
) -> None:
    row = FactorSet.objects.filter(pk=load_factor_set(new=new_set).pk)
    assert constraint in refused(lambda: row.update(**change))


@pytest.mark.parametrize("totals", [(-1, 0, 1), (2, 1, 3), (1, 3, 2)])
def test_a_total_outside_its_range_is_refused(published: FactorSet, totals: tuple[int, int, int]) -> None:
    low, total, high = totals
    message = refused(
        lambda: Assessment.objects.create(
            key=uuid.uuid4(),
            input_digest="0",
            factor_set=published,
            answers={},
            lines=[],
            low_grams=low,
            total_grams=total,
            high_grams=high,
        )
    )
    assert "assessment_total_is_in_its_range" in message

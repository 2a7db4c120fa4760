"""A verifier is a third party, works for one house, and changes nothing but the verification."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

import events.course.actions
import events.inventory.actions
import events.measures.actions
import events.verification.actions
from events.course.errors import ConditionsMissingError
from events.measures.actions import MeasureTerms, NewStep
from events.models import Event, Finding, Inventory, Measure, Membership, Verification
from events.team.errors import NotAllowedError, SameOrganizationError
from events.verification.errors import MadeItThemselvesError, OtherHouseError
from people.models import Organization, User
from tests.events.verification.stage import (
    Stage,
    member,
    new_statement,
    organization,
    ticked,
    version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def inventory(stage: Stage) -> Inventory:
    return version(stage.event, stage.organiser, 70, 30)


def begun(stage: Stage, inventory: Inventory) -> Verification:
    return events.verification.actions.begin(inventory=inventory, by=stage.verifier)


def acts(work: Verification, by: User) -> list[Callable[[], object]]:
    """All that a verifier does with a verification that is open."""
    line, found = work.inventory.lines.first(), work.findings.first()
    assert line is not None
    assert found is not None
    of = events.verification.actions
    return [
        lambda: of.check_line(verification=work, line=line, note="", by=by),
        lambda: of.add_finding(verification=work, grade="note", text="x", by=by),
        lambda: of.settle(finding=found, text="x", by=by),
        lambda: of.return_to_organiser(verification=work, reason="x", figure_grams=1, by=by),
        lambda: of.state_figure(verification=work, new=new_statement(work, work.opened_by), by=by),
    ]


@pytest.mark.parametrize("role", ["organiser", "auditor", "clerk", "stranger"])
def test_nobody_but_a_verifier_verifies(stage: Stage, inventory: Inventory, role: str) -> None:
    who = getattr(stage, role)
    with pytest.raises(NotAllowedError):
        events.verification.actions.begin(inventory=inventory, by=who)
    work = begun(stage, inventory)
    events.verification.actions.add_finding(verification=work, grade="minor", text="Unit?", by=stage.verifier)
    for act in acts(work, who):
        with pytest.raises(NotAllowedError):
            act()
    assert (Finding.objects.count(), Verification.objects.get().state) == (1, "open")


def test_another_house_does_not_take_over(stage: Stage, inventory: Inventory) -> None:
    work = begun(stage, inventory)
    events.verification.actions.add_finding(verification=work, grade="minor", text="Unit?", by=stage.verifier)
    rival = member(stage.event, "rival", "verifier", organization("rival-house", Organization.Kind.VERIFIER))
    answer = work.findings.get()
    for act in acts(work, rival):
        with pytest.raises(OtherHouseError):
            act()
    with pytest.raises(OtherHouseError):
        events.verification.actions.answer(finding=answer, text="x", by=rival)
    assert (Finding.objects.count(), Verification.objects.get().state) == (1, "open")


def test_a_colleague_of_the_same_house_goes_on(stage: Stage, inventory: Inventory) -> None:
    work = begun(stage, inventory)
    colleague = member(stage.event, "colleague", "verifier", stage.house)
    ticked(work, colleague)
    new = new_statement(work, colleague)
    said = events.verification.actions.state_figure(verification=work, new=new, by=colleague)
    assert (said.signed_by, work.opened_by) == (colleague, stage.verifier)


def test_a_house_that_also_organises_verifies_nothing(stage: Stage, inventory: Inventory) -> None:
    """Even one person of it among the organisers is enough, and one who has left."""
    insider = member(stage.event, "insider", "organiser", stage.house)
    for _has_left in (False, True):
        with pytest.raises(SameOrganizationError):
            begun(stage, inventory)
        Membership.objects.filter(user=insider).update(ended_by=insider, ended_at=timezone.now())
    assert not Verification.objects.exists()


def test_a_house_that_comes_to_organise_meanwhile_states_nothing(stage: Stage, inventory: Inventory) -> None:
    work = begun(stage, inventory)
    ticked(work, stage.verifier)
    new = new_statement(work, stage.verifier)
    member(stage.event, "insider", "organiser", stage.house)
    with pytest.raises(SameOrganizationError):
        events.verification.actions.state_figure(verification=work, new=new, by=stage.verifier)
    assert Event.objects.get(pk=stage.event.pk).state == "drafted"


def test_who_wrote_a_version_or_a_measure_verifies_nothing(stage: Stage) -> None:
    """A clerk who was let write, say, before they became a verifier: nobody verifies what they made."""
    measure = Measure.objects.create(
        event=stage.event,
        phase="source",
        category="energy",
        due_on=date(2026, 1, 1),
        created_by=stage.verifier,
    )
    inventory = version(stage.event, stage.organiser, 5)
    with pytest.raises(MadeItThemselvesError):
        begun(stage, inventory)
    Measure.objects.filter(pk=measure.pk).update(created_by=stage.organiser)
    assert begun(stage, inventory).verifier == stage.house
    with pytest.raises(MadeItThemselvesError):
        begun(stage, version(stage.event, stage.verifier, 6))


@pytest.mark.parametrize("change", [{"ended": True}, {"valid_until": True}, {"inactive": True}])
def test_who_has_ended_or_left_verifies_nothing(
    stage: Stage, inventory: Inventory, change: dict[str, bool]
) -> None:
    work = begun(stage, inventory)
    rows = Membership.objects.filter(user=stage.verifier)
    if "ended" in change:
        rows.update(ended_by=stage.organiser, ended_at=timezone.now())
    elif "valid_until" in change:
        rows.update(valid_until=timezone.now())
    else:
        User.objects.filter(pk=stage.verifier.pk).update(is_active=False)
    user = User.objects.get(pk=stage.verifier.pk)
    with pytest.raises(NotAllowedError):
        events.verification.actions.add_finding(verification=work, grade="note", text="x", by=user)
    assert not Finding.objects.exists()


def test_every_other_action_refuses_a_verifier(stage: Stage, inventory: Inventory) -> None:
    measure = Measure.objects.create(
        event=stage.event,
        phase="source",
        category="energy",
        due_on=date(2026, 1, 1),
        created_by=stage.organiser,
    )
    by, event, line = stage.verifier, stage.event, inventory.lines.first()
    assert line is not None
    of = events.inventory.actions
    terms = MeasureTerms(
        phase="source", category="energy", title_zh="x", title_en="x", owner="x", due_on=date(2026, 1, 1)
    )
    acts: list[Callable[[], object]] = [
        lambda: events.measures.actions.add(event=event, terms=terms, by=by),
        lambda: events.measures.actions.edit(measure=measure, terms=terms, by=by),
        lambda: events.measures.actions.report(measure=measure, step=NewStep(status="done"), by=by),
        lambda: of.begin_version(event=event, kind="actual", reason="x", by=by),
        lambda: of.remove_line(inventory=inventory, line_id=line.line_id, by=by),
        lambda: of.submit(inventory=inventory, by=by),
        lambda: events.course.actions.correct(event=event, reason="x", by=by),
    ]
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()
    inventory.refresh_from_db()
    assert (inventory.state, inventory.lines.count(), Measure.objects.count()) == ("submitted", 2, 1)


def test_a_verifier_alone_does_not_take_the_events_step(stage: Stage, inventory: Inventory) -> None:
    """The right to verify lets nobody past the statement."""
    begun(stage, inventory)
    with pytest.raises(ConditionsMissingError):
        events.course.actions.advance(event=stage.event, to="verified", why="", by=stage.verifier)
    assert Event.objects.get(pk=stage.event.pk).state == "drafted"

"""What a verifier may do, and in which order; and what an organiser may answer."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import override

import events.evidence.actions
import events.verification.actions
from events.models import (
    CourseStep,
    Event,
    Finding,
    Inventory,
    LineCheck,
    Verification,
    VerificationStatement,
)
from events.team.errors import NotAllowedError
from events.verification import errors
from events.verification.queries import drawn, statement_of, waiting_for
from tests.events.verification.stage import (
    Stage,
    in_state,
    new_event,
    new_statement,
    ticked,
    version,
)

pytestmark = pytest.mark.django_db
begin, finding = events.verification.actions.begin, events.verification.actions.add_finding
state_figure, settle = events.verification.actions.state_figure, events.verification.actions.settle


@pytest.fixture
def inventory(stage: Stage) -> Inventory:
    return version(stage.event, stage.organiser, 900_000, 90_000, *[100] * 100)


@pytest.fixture
def work(stage: Stage, inventory: Inventory) -> Verification:
    return begin(inventory=inventory, by=stage.verifier)


# --- Begin ------------------------------------------------------------------------------------------------


def test_a_verification_begins_with_a_sample_that_its_seed_draws_again(
    stage: Stage, work: Verification
) -> None:
    row = Verification.objects.get(pk=work.pk)
    assert (row.state, row.verifier, row.opened_by, len(row.seed)) == (
        "open",
        stage.house,
        stage.verifier,
        64,
    )
    assert row.sample == [each.line_id for each in drawn(row)]
    large = [str(line.line_id) for line in row.inventory.lines.order_by("position")[:2]]
    assert row.sample[:2] == large


def test_each_verification_has_another_seed(stage: Stage, work: Verification) -> None:
    events.verification.actions.return_to_organiser(
        verification=work, reason="counted twice", figure_grams=None, by=stage.verifier
    )
    second = begin(inventory=version(stage.event, stage.organiser, 5), by=stage.verifier)
    assert second.seed != work.seed


def test_a_version_is_verified_once(stage: Stage, inventory: Inventory, work: Verification) -> None:
    with pytest.raises(errors.AlreadyBegunError):
        begin(inventory=inventory, by=stage.verifier)
    assert Verification.objects.get() == work


def test_only_the_newest_submitted_version_is_verified(stage: Stage, inventory: Inventory) -> None:
    newer = version(stage.event, stage.organiser, 5)
    with pytest.raises(errors.NotCurrentError):
        begin(inventory=inventory, by=stage.verifier)
    draft = Inventory.objects.create(
        event=stage.event, kind="actual", number=3, factor_set=newer.factor_set, created_by=stage.organiser
    )
    for each in (newer, draft):
        with pytest.raises(errors.NotCurrentError):
            begin(inventory=each, by=stage.verifier)
    assert not Verification.objects.exists()


def test_nothing_is_verified_before_the_inventory_is_drafted(stage: Stage) -> None:
    early = new_event(stage.event.organiser, "early", Event.State.CLOSED)
    row = version(early, stage.organiser, 5)
    early.memberships.create(
        user=stage.verifier, role="verifier", organization=stage.house, added_by=stage.verifier
    )
    with pytest.raises(errors.NotDraftedError):
        begin(inventory=row, by=stage.verifier)


# --- Ticks and findings -----------------------------------------------------------------------------------


def test_a_line_is_ticked_once_with_what_was_looked_at(stage: Stage, work: Verification) -> None:
    line = work.inventory.lines.get(position=1)
    for note in ("bill of July", "again"):
        events.verification.actions.check_line(verification=work, line=line, note=note, by=stage.verifier)
    check = LineCheck.objects.get()
    assert (check.line, check.note, check.by) == (line, "bill of July", stage.verifier)


def test_a_finding_is_answered_and_settled_and_then_closed(stage: Stage, work: Verification) -> None:
    line = work.inventory.lines.get(position=1)
    found = finding(verification=work, grade="major", text="No bill", line=line, by=stage.verifier)
    answer = events.verification.actions.answer(finding=found, text="Here it is", by=stage.organiser)
    asked = events.verification.actions.answer(finding=found, text="And June?", by=stage.verifier)
    last = settle(finding=found, text="Seen", by=stage.verifier)
    assert [(row.text, row.settles, row.grade) for row in found.replies.order_by("pk")] == [
        ("Here it is", False, ""),
        ("And June?", False, ""),
        ("Seen", True, ""),
    ]
    assert {row.line for row in (answer, asked, last)} == {line}
    for act, who in ((events.verification.actions.answer, stage.organiser), (settle, stage.verifier)):
        with pytest.raises(errors.SettledError):
            act(finding=found, text="more", by=who)


def test_an_answer_is_no_finding(stage: Stage, work: Verification) -> None:
    found = finding(verification=work, grade="minor", text="Unit?", by=stage.verifier)
    reply = events.verification.actions.answer(finding=found, text="kWh", by=stage.organiser)
    with pytest.raises(errors.NoSuchLineError):
        settle(finding=reply, text="ok", by=stage.verifier)


def test_words_are_needed(stage: Stage, work: Verification) -> None:
    found = finding(verification=work, grade="note", text=" kept \n  here ", by=stage.verifier)
    assert found.text == "kept\nhere"
    calls = (
        lambda: finding(verification=work, grade="note", text=" \n", by=stage.verifier),
        lambda: settle(finding=found, text="", by=stage.verifier),
        lambda: events.verification.actions.return_to_organiser(
            verification=work, reason=" ", figure_grams=1, by=stage.verifier
        ),
    )
    for call in calls:
        with pytest.raises(errors.NoTextError):
            call()
    assert (Finding.objects.count(), Verification.objects.get().state) == (1, "open")


def test_lines_of_another_version_are_not_looked_at_here(stage: Stage, work: Verification) -> None:
    foreign = version(stage.event, stage.organiser, 5).lines.get()
    with pytest.raises(errors.NoSuchLineError):
        events.verification.actions.check_line(verification=work, line=foreign, note="", by=stage.verifier)
    with pytest.raises(errors.NoSuchLineError):
        finding(verification=work, grade="note", text="x", line=foreign, by=stage.verifier)


# --- The figure -------------------------------------------------------------------------------------------


def test_the_figure_is_stated_the_version_frozen_and_the_event_verified(
    stage: Stage, work: Verification
) -> None:
    ticked(work, stage.verifier)
    said = state_figure(verification=work, new=new_statement(work, stage.verifier), by=stage.verifier)
    row = Verification.objects.select_related("inventory__event").get()
    assert (row.state, row.ended_by, row.inventory.state) == ("stated", stage.verifier, "verified")
    assert (row.inventory.event.state, CourseStep.objects.get().why) == ("verified", "VS-2026-07")
    assert (said.figure_grams, said.signed_by) == (1_000_000, stage.verifier)
    assert statement_of(row.inventory.event) == said


def test_a_gram_more_or_less_is_refused_with_both_figures(stage: Stage, work: Verification) -> None:
    ticked(work, stage.verifier)
    for figure in (999_999, 1_000_001):
        new = new_statement(work, stage.verifier, figure_grams=figure)
        with pytest.raises(errors.FigureDiffersError) as refused:
            state_figure(verification=work, new=new, by=stage.verifier)
        assert (refused.value.figure_grams, refused.value.total_grams) == (figure, 1_000_000)
    assert_nothing_stated(work)


def test_no_figure_while_a_major_finding_is_open(stage: Stage, work: Verification) -> None:
    ticked(work, stage.verifier)
    found = finding(verification=work, grade="major", text="No bill", by=stage.verifier)
    finding(verification=work, grade="minor", text="Rounded", by=stage.verifier)
    new = new_statement(work, stage.verifier)
    with pytest.raises(errors.OpenFindingsError) as refused:
        state_figure(verification=work, new=new, by=stage.verifier)
    assert refused.value.count == 1
    assert_nothing_stated(work)
    settle(finding=found, text="Seen", by=stage.verifier)
    assert state_figure(verification=work, new=new, by=stage.verifier).figure_grams == 1_000_000


def test_no_figure_while_a_line_of_the_sample_is_not_ticked(stage: Stage, work: Verification) -> None:
    with pytest.raises(errors.UncheckedLinesError) as refused:
        state_figure(verification=work, new=new_statement(work, stage.verifier), by=stage.verifier)
    assert refused.value.count == len(work.sample)
    assert_nothing_stated(work)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"stated_on": timezone.localdate() + timedelta(days=1)}, errors.FutureDateError),
        ({"statement_number": "  "}, errors.NoTextError),
        ({"standard": ""}, errors.NoTextError),
        ({"assurance": "absolute"}, ValueError),
    ],
)
def test_a_statement_that_cannot_be_is_refused(
    stage: Stage, work: Verification, changes: dict[str, object], refusal: type[Exception]
) -> None:
    ticked(work, stage.verifier)
    with pytest.raises(refusal):
        state_figure(verification=work, new=new_statement(work, stage.verifier, **changes), by=stage.verifier)
    assert_nothing_stated(work)


def test_the_paper_is_a_file_of_this_event(stage: Stage, work: Verification) -> None:
    ticked(work, stage.verifier)
    other = new_event(stage.event.organiser, "other-games")
    foreign = events.evidence.actions.keep(
        event=other, title="x", upload=ContentFile(b"text", "x.txt"), by=None
    )
    with pytest.raises(errors.ForeignFileError):
        state_figure(
            verification=work, new=new_statement(work, stage.verifier, file=foreign), by=stage.verifier
        )
    assert_nothing_stated(work)


def test_no_figure_when_the_organiser_has_begun_a_newer_version(stage: Stage, work: Verification) -> None:
    ticked(work, stage.verifier)
    version(stage.event, stage.organiser, 5)
    with pytest.raises(errors.NotCurrentError):
        state_figure(verification=work, new=new_statement(work, stage.verifier), by=stage.verifier)
    assert_nothing_stated(work)


def test_a_number_is_used_once_by_a_verifier(stage: Stage, work: Verification) -> None:
    ticked(work, stage.verifier)
    first = new_statement(work, stage.verifier, statement_number="VS 2026-07")
    state_figure(verification=work, new=first, by=stage.verifier)
    other = new_event(stage.event.organiser, "other-games", Event.State.DRAFTED)
    other.memberships.create(
        user=stage.verifier, role="verifier", organization=stage.house, added_by=stage.verifier
    )
    second = begin(inventory=version(other, stage.organiser, 7), by=stage.verifier)
    ticked(second, stage.verifier)
    for number in ("VS 2026-07", "VS\n2026-07 "):
        new = new_statement(second, stage.verifier, statement_number=number)
        with pytest.raises(errors.NumberUsedError):
            state_figure(verification=second, new=new, by=stage.verifier)
    assert_nothing_stated(second)


def assert_nothing_stated(work: Verification) -> None:
    row = Verification.objects.select_related("inventory__event").get(pk=work.pk)
    assert (row.state, row.inventory.state, row.inventory.event.state) == ("open", "submitted", "drafted")
    assert not VerificationStatement.objects.filter(verification=work).exists()


# --- Returned ---------------------------------------------------------------------------------------------


def test_another_figure_goes_back_with_its_reason_and_needs_a_new_version(
    stage: Stage, inventory: Inventory, work: Verification
) -> None:
    events.verification.actions.return_to_organiser(
        verification=work, reason="Taxis counted twice", figure_grams=990_000, by=stage.verifier
    )
    row = Verification.objects.get()
    assert (row.state, row.return_reason, row.stated_otherwise_grams) == (
        "returned",
        "Taxis counted twice",
        990_000,
    )
    assert (row.ended_by, Inventory.objects.get().state) == (stage.verifier, "submitted")
    with pytest.raises(errors.AlreadyBegunError):
        begin(inventory=inventory, by=stage.verifier)
    newer = version(stage.event, stage.organiser, 990_000)
    second = begin(inventory=newer, by=stage.verifier)
    ticked(second, stage.verifier)
    new = new_statement(second, stage.verifier)
    assert state_figure(verification=second, new=new, by=stage.verifier).figure_grams == 990_000


def test_the_same_figure_is_no_reason_to_return(stage: Stage, work: Verification) -> None:
    with pytest.raises(errors.SameFigureError):
        events.verification.actions.return_to_organiser(
            verification=work, reason="x", figure_grams=1_000_000, by=stage.verifier
        )
    assert_nothing_stated(work)


def test_after_the_end_nothing_more_is_done(stage: Stage, work: Verification) -> None:
    found = finding(verification=work, grade="note", text="x", by=stage.verifier)
    new = new_statement(work, stage.verifier)
    events.verification.actions.return_to_organiser(
        verification=work, reason="x", figure_grams=None, by=stage.verifier
    )
    line = work.inventory.lines.first()
    assert line is not None
    calls = (
        lambda: events.verification.actions.check_line(
            verification=work, line=line, note="", by=stage.verifier
        ),
        lambda: finding(verification=work, grade="note", text="x", by=stage.verifier),
        lambda: events.verification.actions.answer(finding=found, text="x", by=stage.organiser),
        lambda: settle(finding=found, text="x", by=stage.verifier),
        lambda: state_figure(verification=work, new=new, by=stage.verifier),
        lambda: events.verification.actions.return_to_organiser(
            verification=work, reason="y", figure_grams=1, by=stage.verifier
        ),
    )
    for call in calls:
        with pytest.raises(errors.VerificationEndedError):
            call()


# --- Waiting for me ---------------------------------------------------------------------------------------


def test_what_waits_goes_from_verifier_to_organiser_and_back(stage: Stage, inventory: Inventory) -> None:
    def waits() -> tuple[list[str], list[str]]:
        with override("en"):
            return tuple([each.what for each in waiting_for(user, stage.event)] for user in people)  # type: ignore[return-value]

    people = (stage.verifier, stage.organiser)
    assert waits() == (["Version 1 of the inventory is submitted for verification"], [])
    work = begin(inventory=inventory, by=stage.verifier)
    assert waits() == (["A verification is under way"], [])
    found = finding(verification=work, grade="minor", text="Unit?", by=stage.verifier)
    finding(verification=work, grade="note", text="Well kept", by=stage.verifier)
    assert waits() == ([], ["Findings of the verifier wait for an answer: 1"])
    events.verification.actions.answer(finding=found, text="kWh", by=stage.organiser)
    assert waits() == (["Findings were answered: 1"], [])
    assert [each.address for each in waiting_for(stage.verifier, stage.event)] == [
        f"/organise/events/games/verification/{work.pk}/"
    ]
    settle(finding=found, text="ok", by=stage.verifier)
    assert waits() == (["A verification is under way"], [])
    events.verification.actions.return_to_organiser(
        verification=work, reason="x", figure_grams=None, by=stage.verifier
    )
    assert waits() == ([], ["The verifier returned the inventory: a new version is needed"])
    assert [waiting_for(user, None) for user in (stage.stranger, stage.auditor, stage.clerk)] == [[], [], []]
    in_state(stage.event, Event.State.VERIFIED)
    assert waits() == ([], [])


def test_answers_wait_since_the_first_of_them_whichever_finding_it_answers(
    stage: Stage, work: Verification
) -> None:
    first, second = (
        finding(verification=work, grade="minor", text=text, by=stage.verifier) for text in ("Unit?", "Date?")
    )
    answers = [
        events.verification.actions.answer(finding=each, text="See file 3", by=stage.organiser)
        for each in (second, first)
    ]
    assert [each.since for each in waiting_for(stage.verifier, stage.event)] == [answers[0].at]


def test_only_those_with_the_right_answer(stage: Stage, work: Verification) -> None:
    found = finding(verification=work, grade="minor", text="Unit?", by=stage.verifier)
    for user in (stage.auditor, stage.clerk, stage.stranger):
        with pytest.raises(NotAllowedError):
            events.verification.actions.answer(finding=found, text="kWh", by=user)
    assert not found.replies.exists()

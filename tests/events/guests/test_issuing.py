"""From an approved list to retirements: nobody twice, nobody left out, whatever is killed when."""

import dataclasses
import uuid
from collections.abc import Callable, Sequence

import pytest

import certificates.actions
import certificates.fonts
import credits.actions
import credits.audit
import credits.queries
import events.actions
import events.guests.actions
import events.guests.issuing
from certificates.models import Certificate
from credits.errors import InsufficientCreditsError
from credits.models import Retirement, RetirementRequest
from events.guests.issuing import accept_group, issue, issue_waiting, record_retirements
from events.guests.queries import Progress, progress_of
from events.models import Event, Guest, GuestList
from events.tasks import advance, issue_guests
from tests.conftest import at_once, clerks, issued, journey_from, new_batch, spectators_certificates
from tests.events.guests.stage import approved, certificate_of, entered, guests, make_papers, new_list, stages


class Killed(BaseException):
    """What no code catches, as SIGKILL is."""


def leave_free(event: Event, grams: int) -> None:
    """Promise all but so many grams of the donated credits to somebody else."""
    free = credits.queries.balance_of(event.donated_account).available_grams
    credits.actions.hold(
        account=event.donated_account, amount_grams=free - grams, expires_at=None, key=uuid.uuid4()
    )


def kill_at(monkeypatch: pytest.MonkeyPatch, where: tuple[object, str], call_count: int) -> None:
    """Die at the beginning of the so-manieth call of a function, and live after that."""
    module, name = where
    living: Callable[..., object] = getattr(module, name)
    calls: list[int] = []

    def dying(*args: object, **values: object) -> object:
        calls.append(1)
        if len(calls) == call_count:
            raise Killed
        return living(*args, **values)

    monkeypatch.setattr(module, name, dying)


def all_is_well(row: GuestList, count: int) -> None:
    """Each guest has one certificate, one request and one retirement of its own grams; the ledger agrees."""
    row.refresh_from_db()
    assert (row.state, stages(row)) == ("done", ["retired"] * count)
    owed = [guest.amount_grams for guest in row.guests.order_by("position")]
    requested = RetirementRequest.objects.filter(purpose__startswith="Guest of ").order_by("pk")
    assert list(requested.values_list("amount_grams", flat=True)) == owed
    assert spectators_certificates().count() == Retirement.objects.count() == count
    for guest in row.guests.select_related("certificate", "retirement_request__retirement"):
        assert guest.certificate is not None
        assert guest.certificate.holder_name == guest.name
        assert guest.certificate.retirement_request_id == guest.retirement_request_id
        assert guest.certificate.beneficiary == guest.beneficiary
    assert credits.audit.audit().breaches == []


def test_a_worker_takes_a_list_from_approval_to_retirement(universiade: Event) -> None:
    row = approved(universiade, guests(5))
    issue_guests(row.pk)
    all_is_well(row, 5)


def test_what_a_certificate_states_is_what_was_entered(universiade: Event) -> None:
    row = approved(universiade, guests(2))
    issue_guests(row.pk)
    statement = certificate_of(row, 2).stated
    assert statement is not None
    assert (statement.holder_name, statement.amount_grams, statement.language, statement.method) == (
        "Zoë Müller",
        20_001,
        "en",
        "china-2026.1",
    )
    assert (statement.event_code, statement.boundary_en) == (universiade.slug, universiade.boundary_en)
    assert [certificate_of(row, position).name_is_public for position in (1, 2)] == [True, False]


def test_a_boundary_of_its_own_stands_on_the_certificates(universiade: Event) -> None:
    first, second = clerks()
    new = events.guests.actions.NewGuestList(
        event=universiade,
        title="x",
        kind="honour",
        method="x",
        guests=guests(1),
        boundary_zh="嘉宾往返",
        boundary_en="The guests' travel",
    )
    row = events.guests.actions.enter(new=new, by=first)
    issue_guests(events.guests.actions.approve(guest_list=row, by=second).pk)
    certificate = certificate_of(row, 1)
    assert (certificate.boundary_zh, certificate.boundary_en) == ("嘉宾往返", "The guests' travel")


def test_members_of_a_family_have_its_name_on_their_certificates(universiade: Event) -> None:
    first, second = clerks()
    new = dataclasses.replace(new_list(universiade, guests(2), "林家"), kind="family")
    row = events.guests.actions.enter(new=new, by=first)
    issue_guests(events.guests.actions.approve(guest_list=row, by=second).pk)
    statements = [certificate_of(row, position).stated for position in (1, 2)]
    assert [(each.kind, each.group, each.holder_name) for each in statements if each is not None] == [
        ("family", "林家", "李雷"),
        ("family", "林家", "Zoë Müller"),
    ]


def test_a_list_that_nobody_approved_is_left_alone(universiade: Event) -> None:
    row = entered(universiade, guests(2))
    issue_guests(row.pk)
    advance()
    assert (stages(row), spectators_certificates().count()) == (["waiting"] * 2, 0)


def test_a_lost_message_is_made_good_by_the_sweeper(universiade: Event) -> None:
    row = approved(universiade, guests(3))
    advance()
    all_is_well(row, 3)


@pytest.mark.parametrize("call_count", [1, 2, 3])
@pytest.mark.parametrize(
    "where",
    [
        (certificates.actions, "certify"),
        (credits.actions, "retire"),
        (credits.actions, "settle_pending"),
        (certificates.actions, "record_retirement"),
    ],
    ids=lambda where: where[1],
)
def test_a_worker_killed_anywhere_loses_and_doubles_nobody(
    universiade: Event, monkeypatch: pytest.MonkeyPatch, where: tuple[object, str], call_count: int
) -> None:
    row = approved(universiade, guests(5))
    with monkeypatch.context() as dying:
        kill_at(dying, where, call_count)
        with pytest.raises(Killed):
            issue(list_id=row.pk, seconds=10, group=2)
    issue_guests(row.pk)
    all_is_well(row, 5)


def test_a_task_called_again_changes_nothing(universiade: Event) -> None:
    row = approved(universiade, guests(3))
    for _time in range(3):
        issue_guests(row.pk)
        advance()
    all_is_well(row, 3)


def test_where_credits_end_the_list_stops_and_goes_on_later(universiade: Event) -> None:
    row = approved(universiade, guests(5))
    leave_free(universiade, 40_001 + 20_001)  # enough for two and almost for a third
    issue_guests(row.pk)
    row.refresh_from_db()
    assert (row.state, row.stopped_because) == ("stopped", "credits")
    assert stages(row) == ["retired", "retired", "waiting", "waiting", "waiting"]
    assert spectators_certificates().count() == 2
    with pytest.raises(InsufficientCreditsError):
        events.guests.actions.resume(guest_list=row)
    issued(new_batch(first_unit=9001), universiade.donated_account)
    events.guests.actions.resume(guest_list=row)
    issue_guests(row.pk)
    all_is_well(row, 5)


def test_credits_given_to_somebody_else_in_this_moment_undo_the_group_and_no_more(
    universiade: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look finds enough for four; before they are promised, somebody else is given two guests' worth."""
    row = approved(universiade, guests(4))
    leave_free(universiade, 40_001)
    living, looks = events.guests.issuing._affordable, list[int]()

    def stale(row: GuestList, waiting: Sequence[Guest]) -> list[Guest]:
        looks.append(len(waiting))
        return list(waiting) if len(looks) == 1 else living(row, waiting)

    monkeypatch.setattr(events.guests.issuing, "_affordable", stale)
    issue_guests(row.pk)
    row.refresh_from_db()
    assert (row.state, looks) == ("stopped", [4, 4, 2])
    assert stages(row) == ["retired", "retired", "waiting", "waiting"]
    assert spectators_certificates().count() == 2


def test_a_refused_guest_gets_another_try_under_other_keys(universiade: Event) -> None:
    """The event splits no retirement, and the first donor's batch ends within the second guest's grams."""
    Event.objects.filter(pk=universiade.pk).update(splits_over_batches=False)
    account = universiade.donated_account
    rows = [
        guest._replace(amount_grams=grams)
        for guest, grams in zip(guests(3), (99_500_000, 1_000_000, 600_000), strict=True)
    ]
    # The first donor gave 500 t: four fifths of them are gone.
    credits.actions.retire(
        account=account, amount_grams=400_000_000, beneficiary=uuid.uuid4(), purpose="x", key=uuid.uuid4()
    )
    row = approved(universiade, rows)
    issue_guests(row.pk)
    row.refresh_from_db()
    assert (row.state, stages(row)) == ("done", ["retired", "refused", "retired"])
    refused = row.guests.get(position=2)
    assert (refused.refusal, certificate_of(row, 2).state) == ("batch", "lapsed")
    events.guests.actions.resume(guest_list=row)
    issue_guests(row.pk)
    assert stages(row) == ["retired"] * 3
    assert certificate_of(row, 2).state == "retired"
    assert progress_of(row).refused == 0


def test_what_fails_again_and_again_stops_the_list_until_somebody_looks(
    universiade: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = approved(universiade, guests(2))

    def broken(**values: object) -> None:
        raise RuntimeError("a broken disk")

    with monkeypatch.context() as failing:
        failing.setattr(credits.actions, "retire", broken)
        for _time in range(events.guests.issuing.TRIES):
            assert issue(list_id=row.pk, seconds=1) is False
    row.refresh_from_db()
    assert (row.state, row.stopped_because, stages(row)) == ("stopped", "failure", ["waiting"] * 2)
    assert spectators_certificates().count() == 0
    events.guests.actions.resume(guest_list=row)
    issue_waiting()
    all_is_well(row, 2)


def test_a_certificate_that_is_refused_now_stops_nobody_else(
    universiade: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = approved(universiade, guests(3))
    with monkeypatch.context() as other_fonts:
        other_fonts.setattr(
            certificates.fonts, "missing_characters", lambda text: ["ë"] if "ë" in text else []
        )
        issue_guests(row.pk)
    row.refresh_from_db()
    assert (row.state, stages(row)) == ("done", ["retired", "refused", "retired"])
    assert row.guests.get(position=2).refusal == "paper"
    events.guests.actions.resume(guest_list=row)
    issue_guests(row.pk)
    assert stages(row) == ["retired"] * 3


def test_one_guest_who_cannot_be_carried_on_stands_before_nobody(
    universiade: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = approved(universiade, guests(3))
    living = certificates.actions.record_retirement

    def choosy(**values: object) -> None:
        certificate = values["certificate"]
        assert isinstance(certificate, Certificate)
        if certificate.holder_name == "李雷":
            raise RuntimeError("a broken row")
        living(**values)  # type: ignore[arg-type]

    with monkeypatch.context() as failing:
        failing.setattr(certificates.actions, "record_retirement", choosy)
        issue_guests(row.pk)
    row.refresh_from_db()
    assert (row.state, stages(row)) == ("issuing", ["accepted", "retired", "retired"])
    advance()
    all_is_well(row, 3)


def test_progress_counts_each_step(universiade: Event) -> None:
    row = approved(universiade, guests(4))
    assert progress_of(row) == Progress(4, accepted=0, retired=0, papers=0, refused=0)
    accept_group(list_id=row.pk, limit=3)
    assert progress_of(row) == Progress(4, accepted=3, retired=0, papers=0, refused=0)
    credits.actions.settle_pending()
    record_retirements()
    assert progress_of(row) == Progress(4, accepted=3, retired=3, papers=0, refused=0)
    issue_guests(row.pk)
    make_papers(row, leaving=1)
    progress = progress_of(row)
    assert (progress, progress.papers_missing) == (Progress(4, accepted=4, retired=4, papers=3, refused=0), 1)


def test_guests_and_spectators_are_carried_on_by_one_sweep(universiade: Event) -> None:
    row = approved(universiade, guests(2))
    holder = events.actions.Holder("Mei", name_is_public=True, language="en")
    journey = events.actions.neutralise_free(journey=journey_from(universiade), holder=holder)
    advance()
    journey.refresh_from_db()
    assert (journey.stage, stages(row)) == ("retired", ["retired"] * 2)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_three_workers_at_one_list_and_spectators_beside_them(universiade: Event) -> None:
    """On SQLite there is one writer at a time: nothing happens at once."""
    row = approved(universiade, guests(30))
    journey = journey_from(universiade)
    holder = events.actions.Holder("Mei", name_is_public=True, language="en")
    workers = [lambda: issue(list_id=row.pk, seconds=30, group=4)] * 3
    at_once(*workers, lambda: events.actions.neutralise_free(journey=journey, holder=holder))
    issue_guests(row.pk)
    advance()
    assert stages(row) == ["retired"] * 30
    assert Retirement.objects.count() == spectators_certificates().count() == 31
    assert credits.audit.audit().breaches == []

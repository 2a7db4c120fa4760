"""The verbs of an event, on the database."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

import certificates.actions
import certificates.queries
import credits.actions
import credits.audit
import credits.queries
import events.actions
import events.queries
import payments.actions
from certificates.models import Certificate
from credits.errors import InsufficientCreditsError
from credits.models import RetirementRefusal
from events.actions import Holder
from events.certifying import gift_key
from events.errors import (
    AlreadyPledgedError,
    DonationDecidedError,
    EventNotOpenError,
    KeyReusedError,
    NothingToNeutraliseError,
    SamePersonError,
)
from events.models import Donation, Event, Journey, Placement, ScanCount
from events.tasks import advance
from payments.models import PaymentAttempt
from payments.sandbox import service
from people.models import User
from tests.conftest import answers_from, journey_from, reversed_by_two, spectators_certificates

LI_LEI = Holder(name="李雷", name_is_public=True, language="zh-hans")


def empty(account_code: str, *, leaving_grams: int = 0) -> None:
    """Promise all but a few grams of an account to somebody else."""
    account = credits.queries.account(account_code)
    free = credits.queries.balance_of(account).available_grams - leaving_grams
    credits.actions.hold(account=account, amount_grams=free, expires_at=None, key=uuid.uuid4())


def test_scans_are_counted_by_placement_and_day(universiade: Event) -> None:
    placement = Placement.objects.all()[0]
    for day in (date(2023, 7, 28), date(2023, 7, 28), date(2023, 7, 29)):
        events.actions.count_scan(placement=placement, day=day)
    assert list(ScanCount.objects.order_by("day").values_list("scan_count", flat=True)) == [2, 1]


def test_the_same_form_sent_three_times_is_one_journey(universiade: Event) -> None:
    key = uuid.uuid4()
    venue = universiade.venues.all()[0]
    codes = {
        events.actions.start_journey(
            venue=venue, placement=None, answers=answers_from(), language="en", key=key
        ).code
        for _ in range(3)
    }
    assert (len(codes), Journey.objects.count()) == (1, 1)
    with pytest.raises(KeyReusedError):
        events.actions.start_journey(
            venue=venue, placement=None, answers=answers_from(nights=3), language="en", key=key
        )


def test_an_event_that_is_over_takes_no_journey(universiade: Event) -> None:
    Event.objects.update(state=Event.State.CLOSED)
    with pytest.raises(EventNotOpenError):
        journey_from(universiade)


def test_a_free_pledge_is_retired_and_certified(lin: Journey) -> None:
    row = events.actions.neutralise_free(journey=lin, holder=LI_LEI)
    assert row.certificate is not None
    assert (row.stage, row.certificate.state, row.certificate.holder_name) == ("pledged", "pledged", "李雷")
    advance()
    row.refresh_from_db()
    row.certificate.refresh_from_db()
    assert row.retirement_request_id is not None
    facts = credits.queries.retirement_facts(row.retirement_request_id)
    assert facts is not None
    assert (row.stage, row.certificate.state, facts.amount_grams) == ("retired", "retired", lin.amount_grams)
    assert (row.certificate.statement or {})["retirement_id"] == str(facts.retirement_id)
    assert credits.audit.breaches() == []


def test_pledging_three_times_is_one_certificate_and_one_retirement(lin: Journey) -> None:
    for _ in range(3):
        events.actions.neutralise_free(journey=lin, holder=LI_LEI)
        advance()
    balance = credits.queries.balance_of(lin.event.donated_account)
    assert (spectators_certificates().count(), balance.debited_grams) == (1, lin.amount_grams)


def test_a_pledged_journey_cannot_be_bought_as_well(lin: Journey) -> None:
    events.actions.neutralise_free(journey=lin, holder=LI_LEI)
    with pytest.raises(AlreadyPledgedError):
        events.actions.neutralise_bought(journey=lin, holder=LI_LEI)


def test_a_pool_that_runs_out_in_the_middle_of_a_pledge_leaves_nothing_half_done(lin: Journey) -> None:
    empty(lin.event.donated_account.code, leaving_grams=lin.amount_grams - 1)
    with pytest.raises(InsufficientCreditsError):
        events.actions.neutralise_free(journey=lin, holder=LI_LEI)
    lin.refresh_from_db()
    assert (lin.stage, lin.certificate, spectators_certificates().count()) == (
        "computed",
        None,
        0,
    )
    assert credits.audit.breaches() == []


def test_the_last_gram_can_be_pledged(lin: Journey) -> None:
    empty(lin.event.donated_account.code, leaving_grams=lin.amount_grams)
    events.actions.neutralise_free(journey=lin, holder=LI_LEI)
    advance()
    assert events.queries.tally_of(lin.event).left_grams == 0


def test_a_footprint_of_nothing_is_not_neutralised(lin: Journey) -> None:
    Journey.objects.update(amount_grams=0)
    with pytest.raises(NothingToNeutraliseError):
        events.actions.neutralise_free(journey=lin, holder=LI_LEI)


def test_buying_three_times_is_one_order(lin: Journey) -> None:
    numbers = {
        row.order.number
        for row in (events.actions.neutralise_bought(journey=lin, holder=LI_LEI) for _ in range(3))
        if row.order is not None
    }
    assert (len(numbers), credits.queries.balance_of(lin.event.sale_account).held_grams) == (
        1,
        lin.amount_grams,
    )


def test_an_order_that_is_not_paid_lapses_and_can_be_tried_anew(lin: Journey) -> None:
    first = events.actions.neutralise_bought(journey=lin, holder=LI_LEI)
    payments.actions.expire(now=timezone.now() + timedelta(days=2))
    advance()
    lin.refresh_from_db()
    assert first.certificate is not None
    first.certificate.refresh_from_db()
    assert (lin.stage, first.certificate.state) == ("lapsed", "lapsed")
    second = events.actions.neutralise_free(journey=lin, holder=LI_LEI)
    advance()
    second.refresh_from_db()
    assert second.certificate is not None
    assert (second.stage, second.certificate.number != first.certificate.number) == ("retired", True)
    assert credits.audit.breaches() == []


def test_a_purchase_can_be_given_up_for_the_free_way(lin: Journey) -> None:
    row = events.actions.neutralise_bought(journey=lin, holder=LI_LEI)
    for _ in range(2):
        row = events.actions.withdraw_purchase(journey=row)
    assert row.stage == "lapsed"
    assert credits.queries.balance_of(lin.event.sale_account).held_grams == 0
    events.actions.neutralise_free(journey=lin, holder=LI_LEI)
    advance()
    lin.refresh_from_db()
    assert lin.stage == "retired"
    assert credits.audit.breaches() == []


def test_the_ledger_and_the_order_never_learn_the_name_or_the_code(lin: Journey) -> None:
    row = events.actions.neutralise_bought(journey=lin, holder=LI_LEI)
    assert row.order is not None
    texts = [row.order.reference, row.order.description, row.order.purpose, row.order.number, str(row)]
    assert not [text for text in texts if "李雷" in text or row.code in text or str(row.key) in text]


def test_journeys_that_only_wait_stop_nobody(universiade: Event, mei: Journey) -> None:
    for _ in range(3):
        events.actions.neutralise_bought(journey=journey_from(universiade), holder=LI_LEI)
    events.actions.neutralise_free(journey=mei, holder=LI_LEI)
    credits.actions.settle_pending()
    assert [events.actions.bring_forward(limit=1) for _ in range(2)] == [1, 0]
    mei.refresh_from_db()
    assert mei.stage == "retired"


def test_a_journey_that_cannot_be_carried_on_stops_nobody(
    universiade: Event, lin: Journey, mei: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    for journey in (lin, mei):
        events.actions.neutralise_free(journey=journey, holder=LI_LEI)
    lin.refresh_from_db()
    record = certificates.actions.record_retirement

    def refuse_lin(*, certificate: Certificate, **facts: Any) -> None:
        if certificate.pk == lin.certificate_id:
            raise RuntimeError("poison")
        record(certificate=certificate, **facts)

    monkeypatch.setattr("certificates.actions.record_retirement", refuse_lin)
    credits.actions.settle_pending()
    assert [events.actions.bring_forward(limit=1) for _ in range(3)] == [0, 1, 0]
    monkeypatch.undo()
    advance()
    assert set(Journey.objects.values_list("stage", flat=True)) == {"retired"}


def test_money_that_comes_after_giving_up_goes_back_and_the_free_way_stays_open(lin: Journey) -> None:
    row = events.actions.neutralise_bought(journey=lin, holder=LI_LEI)
    assert row.order is not None
    attempt = payments.actions.start_attempt(order=row.order, gateway="sandbox")
    before = credits.queries.balance_of(lin.event.sale_account).debited_grams
    events.actions.withdraw_purchase(journey=row)
    pay_late(attempt)
    advance()
    lin.refresh_from_db()
    assert (lin.stage, credits.queries.balance_of(lin.event.sale_account).debited_grams) == (
        "refunded",
        before,
    )
    events.actions.neutralise_free(journey=lin, holder=LI_LEI)
    advance()
    lin.refresh_from_db()
    assert lin.stage == "retired"
    assert credits.audit.breaches() == []


@pytest.mark.parametrize("steps_between", [False, True], ids=["at once", "after it was noted as paid"])
def test_a_paid_retirement_that_the_ledger_refuses_goes_back(
    lin: Journey, monkeypatch: pytest.MonkeyPatch, steps_between: bool
) -> None:
    row = events.actions.neutralise_bought(journey=lin, holder=LI_LEI)
    assert row.order is not None
    attempt = payments.actions.start_attempt(order=row.order, gateway="sandbox")
    pay(attempt)
    if steps_between:
        events.actions.bring_forward()
    monkeypatch.setattr("credits.settlement.RANGES_MAX", 0)
    advance()
    payments.actions.send_refunds(now=timezone.now() + timedelta(hours=1))
    advance()
    lin.refresh_from_db()
    assert lin.certificate is not None
    assert lin.order is not None
    refusal = RetirementRefusal.objects.get()
    assert refusal.reason == "too-many-pieces"
    assert (lin.stage, lin.certificate.state, lin.order.state) == ("refunded", "refunded", "refunded")
    attempt.refresh_from_db()
    assert (attempt.refunded_fen, attempt.state) == (lin.order.amount_fen, "refunded")
    monkeypatch.undo()
    again = events.actions.neutralise_free(journey=lin, holder=LI_LEI)
    advance()
    again.refresh_from_db()
    assert again.stage == "retired"
    assert credits.audit.breaches() == []


def pay_late(attempt: PaymentAttempt) -> None:
    """The gateway takes the money although the attempt was closed, and says so."""
    pay(attempt, although_closed=True)


def pay(attempt: PaymentAttempt, *, although_closed: bool = False) -> None:
    """The gateway takes the money, and says so."""
    for delivery in service.pay(attempt.number, service.Knobs(), although_closed=although_closed):
        body = delivery.body.encode()
        headers = service.signed_headers(body, now=timezone.now())
        payments.actions.receive_notification(gateway="sandbox", headers=headers, body=body)


# --- Donations --------------------------------------------------------------------------------------------


@pytest.fixture
def donation(universiade: Event, first_clerk: User) -> Donation:
    account = credits.queries.account("donor:qinghe")  # 800 t issued, 500 t given
    return events.actions.offer_donation(
        event=universiade, account=account, amount_grams=300_000_000, note="", by=first_clerk
    )


def test_a_donation_moves_when_a_second_person_confirms(donation: Donation, second_clerk: User) -> None:
    before = events.queries.tally_of(donation.event).donated_grams
    for _ in range(2):
        events.actions.confirm_donation(donation=donation, by=second_clerk)
    assert events.queries.tally_of(donation.event).donated_grams == before + 300_000_000


def gifts() -> list[Certificate]:
    return list(Certificate.objects.filter(kind="donor").order_by("pk"))


def test_a_confirmed_donation_has_a_certificate_of_what_was_moved(
    donation: Donation, second_clerk: User
) -> None:
    before = gifts()
    for _ in range(2):
        events.actions.confirm_donation(donation=donation, by=second_clerk)
    (certificate,) = gifts()[len(before) :]
    stated = certificate.stated
    assert stated is not None
    assert (stated.holder_name, stated.amount_grams, stated.account) == (
        donation.donor.name_zh_hans,
        300_000_000,
        donation.event.donated_account.code,
    )
    assert stated.facts[0].value_en == donation.donor.name_en
    assert certificates.queries.ledger_agrees(certificate)
    assert certificates.queries.by_key(gift_key(donation)) == certificate


def test_a_declined_donation_has_none(donation: Donation, second_clerk: User) -> None:
    before = gifts()
    events.actions.decline_donation(donation=donation, by=second_clerk)
    assert gifts() == before


def test_a_name_that_cannot_be_printed_stops_no_gift(donation: Donation, second_clerk: User) -> None:
    donation.donor.name_zh_hans = "\u16a0"
    donation.donor.save()
    before = events.queries.tally_of(donation.event).donated_grams
    confirmed = events.actions.confirm_donation(donation=donation, by=second_clerk)
    assert (confirmed.state, events.queries.tally_of(donation.event).donated_grams - before) == (
        "confirmed",
        300_000_000,
    )
    assert certificates.queries.by_key(gift_key(donation)) is None


def test_a_donation_that_was_taken_back_is_no_gift(donation: Donation, second_clerk: User) -> None:
    def given() -> tuple[int, int]:
        donors = sum(grams for _zh, _en, grams in events.queries.donors_of(donation.event))
        return donors, events.queries.tally_of(donation.event).donated_grams

    assert given() == (1_000_000_000, 1_000_000_000)
    events.actions.confirm_donation(donation=donation, by=second_clerk)
    assert given() == (1_300_000_000, 1_300_000_000)
    reversed_by_two(credits.queries.received_by(donation.event.donated_account)[-1])
    assert given() == (1_000_000_000, 1_000_000_000)


def test_what_an_event_lent_and_got_back_is_no_gift_either(universiade: Event, first_clerk: User) -> None:
    (lent,) = credits.actions.move(
        debit=universiade.donated_account,
        credit=universiade.sale_account,
        amount_grams=1_000,
        key=uuid.uuid4(),
        reason="lent",
        by=first_clerk,
    )
    reversed_by_two(lent)
    donors = events.queries.donors_of(universiade)
    assert [grams for _zh, _en, grams in donors] == [500_000_000, 300_000_000, 200_000_000]
    assert events.queries.tally_of(universiade).donated_grams == 1_000_000_000


def test_who_entered_a_donation_cannot_confirm_it(donation: Donation, first_clerk: User) -> None:
    with pytest.raises(SamePersonError):
        events.actions.confirm_donation(donation=donation, by=first_clerk)
    with pytest.raises(SamePersonError):
        events.actions.decline_donation(donation=donation, by=first_clerk)


def test_a_declined_donation_cannot_be_confirmed(donation: Donation, second_clerk: User) -> None:
    events.actions.decline_donation(donation=donation, by=second_clerk)
    with pytest.raises(DonationDecidedError):
        events.actions.confirm_donation(donation=donation, by=second_clerk)


def test_a_donation_of_more_than_the_donor_has_stays_offered(
    universiade: Event, first_clerk: User, second_clerk: User
) -> None:
    account = credits.queries.account("donor:qinghe")
    row = events.actions.offer_donation(
        event=universiade, account=account, amount_grams=300_000_001, note="", by=first_clerk
    )
    with pytest.raises(InsufficientCreditsError):
        events.actions.confirm_donation(donation=row, by=second_clerk)
    row.refresh_from_db()
    assert row.state == "offered"


def test_the_database_refuses_a_donation_confirmed_by_one_person(donation: Donation) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Donation.objects.filter(pk=donation.pk).update(
            state="confirmed", decided_by=donation.offered_by, decided_at=timezone.now()
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Donation.objects.filter(pk=donation.pk).update(state="confirmed")

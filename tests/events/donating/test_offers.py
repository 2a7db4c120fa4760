"""Offers from the public form, and how colleagues answer them."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

import events.donating.actions as actions
import events.evidence.actions
from credits.models import Account
from diandian.lib import codes
from events.donating.actions import NewDonor
from events.donating.errors import (
    NoReasonError,
    NotADonorError,
    OfferAnsweredError,
    OfferNotAnsweredError,
    OffersClosedError,
    TooManyOffersError,
    TooOftenError,
    TwinDonationError,
)
from events.donating.queries import offer_by, serials_of, twins_of, waiting_for
from events.errors import LeftoversSettledError
from events.evidence.errors import NoRoomError
from events.models import Donation, DonationOffer, Event, EvidenceFile, LeftoverSettlement
from events.team.errors import NotAllowedError
from people.models import Organization, SignInFailure
from tests.conftest import at_once
from tests.events.donating.stage import People, event_named, letter, moved_to, new_offer, people

NEW_DONOR = NewDonor("yunshan", "云山科技", "Yunshan Technology")
SERIAL = "CDCER-CD-2022-07-{}-{}"


def offered(event: Event, **changes: object) -> DonationOffer:
    return actions.offer(new=new_offer(event, **changes), key=uuid.uuid4())


# --- Offering ---------------------------------------------------------------------------------------------


def test_an_offer_is_kept_as_it_was_typed(games: Event) -> None:
    row = offered(games, upload=letter())
    assert (row.company_zh, row.amount_grams, row.state) == ("云山科技", 2_500_000, "new")
    assert codes.normalized(row.reference) == row.reference
    assert row.evidence is not None
    assert (row.evidence.file_name, row.evidence.uploaded_by) == ("letter.pdf", None)


def test_a_button_pressed_three_times_is_one_offer(games: Event) -> None:
    key = uuid.uuid4()
    rows = {actions.offer(new=new_offer(games, upload=letter()), key=key).pk for _time in range(3)}
    assert (len(rows), DonationOffer.objects.count(), EvidenceFile.objects.count()) == (1, 1, 1)


def test_a_form_that_was_corrected_and_sent_again_is_another_offer(games: Event) -> None:
    key = uuid.uuid4()
    first = actions.offer(new=new_offer(games), key=key)
    second = actions.offer(new=new_offer(games, amount_grams=3_000_000), key=key)
    assert first.pk != second.pk
    assert actions.offer(new=new_offer(games, amount_grams=3_000_000), key=key) == second


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_the_same_form_from_two_connections_is_one_offer(games: Event) -> None:
    """Two connections that write: SQLite has one writer at a time."""
    key, new = uuid.uuid4(), new_offer(games)
    first, second = at_once(*[lambda: actions.offer(new=new, key=key)] * 2)
    assert (first, DonationOffer.objects.count()) == (second, 1)


@pytest.mark.parametrize("state", ["planned", "open", "closed", "drafted", "verified", "covered"])
def test_offers_are_taken_until_the_event_is_declared(db: None, state: str) -> None:
    assert offered(event_named("soon", state=state)).state == "new"


@pytest.mark.parametrize("state", ["declared", "witnessed"])
def test_a_declared_event_takes_no_offer(db: None, state: str) -> None:
    with pytest.raises(OffersClosedError):
        offered(event_named("late", state=state))


def test_offers_that_nobody_answers_come_to_an_end(games: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "OFFERS_WAITING_MAX", 2)
    offered(games), offered(games)
    with pytest.raises(TooManyOffersError):
        offered(games)


def test_an_address_that_offers_too_often_waits_a_quarter_of_an_hour(
    games: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "OFFERS_AT_ONCE_MAX", 2)
    key, new = uuid.uuid4(), new_offer(games)

    def sent(from_where: str) -> DonationOffer:
        return actions.offer(new=new, key=uuid.uuid4(), address=from_where)

    first = actions.offer(new=new, key=key, address="192.0.2.1")
    sent("192.0.2.1")
    with pytest.raises(TooOftenError):
        sent("192.0.2.1")
    assert actions.offer(new=new, key=key, address="192.0.2.1") == first  # the same form is no other offer
    assert sent("192.0.2.2").state == "new"
    SignInFailure.objects.update(at=timezone.now() - timedelta(minutes=15, seconds=1))
    assert sent("192.0.2.1").state == "new"
    assert SignInFailure.objects.count() == 1


def test_what_is_kept_of_an_address_for_that_time_is_a_digest(games: Event) -> None:
    actions.offer(new=new_offer(games), key=uuid.uuid4(), address="192.0.2.1")
    row = SignInFailure.objects.get()
    assert (len(row.user_name), len(row.address), "192.0.2.1" in row.address) == (64, 64, False)


# --- Serials ----------------------------------------------------------------------------------------------


def test_serials_that_are_in_the_ledger_already_are_told(games: Event, qinghe: Account) -> None:
    row = offered(games, serials=SERIAL.format(5, 20), registry="cdcer")
    found = serials_of(row)
    assert (found.amount_grams, found.known) == (16_000_000, (SERIAL.format(1, 10),))


def test_serials_of_another_registry_are_told(games: Event) -> None:
    row = offered(games, serials="GS1-1-KE-GS11603-16-2024-30255-485-12623", registry="verra")
    assert serials_of(row).other_registry == "gold-standard"


def test_serials_that_nobody_can_read_are_kept(games: Event) -> None:
    found = serials_of(offered(games, serials="约五百吨"))
    assert (found.blocks, found.known) == ((), ())


def test_the_same_units_offered_twice_are_told(games: Event) -> None:
    first = offered(games, serials=SERIAL.format(1, 500), company_zh="甲")
    second = offered(event_named("other"), serials=SERIAL.format(500, 600), company_zh="乙")
    third = offered(games, serials=SERIAL.format(601, 700), company_zh="丙")
    assert [twins_of(row, serials_of(row)) for row in (first, second, third)] == [[second], [first], []]


# --- Answering --------------------------------------------------------------------------------------------


def test_a_taken_up_offer_is_a_donation_that_waits(games: Event, cast: People) -> None:
    row = offered(games, upload=letter())
    donation = actions.take_up(offer=row, donor=NEW_DONOR, by=cast.first)
    donation.refresh_from_db()
    row.refresh_from_db()
    assert (donation.state, donation.amount_grams, donation.account.code) == (
        "offered",
        2_500_000,
        "donor:yunshan",
    )
    assert (donation.evidence, donation.note) == (row.evidence, row.reference)
    assert (row.state, row.donation, row.answered_by) == ("taken-up", donation, cast.first)


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_who_is_first_heard_of_at_a_demonstration_is_one(db: None, is_demonstration: bool) -> None:
    event = event_named("shown", is_demonstration=is_demonstration)
    donation = actions.take_up(offer=offered(event), donor=NEW_DONOR, by=people(event).first)
    assert donation.donor.is_demonstration == is_demonstration


def test_an_offer_is_taken_up_for_a_donor_that_is_known(games: Event, cast: People, qinghe: Account) -> None:
    donation = actions.take_up(offer=offered(games), donor=qinghe, by=cast.first)
    assert (donation.account, donation.donor) == (qinghe, qinghe.organization)


def test_who_takes_up_twice_finds_the_same_donation(games: Event, cast: People, qinghe: Account) -> None:
    row = offered(games)
    first = actions.take_up(offer=row, donor=qinghe, by=cast.first)
    assert actions.take_up(offer=row, donor=qinghe, by=cast.first) == first


def test_a_colleague_who_comes_later_is_told(games: Event, cast: People, qinghe: Account) -> None:
    row = offered(games)
    actions.take_up(offer=row, donor=qinghe, by=cast.first)
    with pytest.raises(OfferAnsweredError):
        actions.take_up(offer=row, donor=qinghe, by=cast.second)
    with pytest.raises(OfferAnsweredError):
        actions.decline_offer(offer=row, reason="no", by=cast.second)
    assert Donation.objects.count() == 1


@pytest.mark.parametrize(
    "new",
    [
        NewDonor("committee", "云山科技", "Yunshan"),  # an organiser's
        NewDonor("qinghe", "云山科技", "Yunshan"),  # another donor's
        NewDonor("Yun Shan", "云山科技", "Yunshan"),
        NewDonor("", "云山科技", "Yunshan"),
        NewDonor("yunshan", "", "Yunshan"),
    ],
)
def test_a_short_name_that_is_anothers_or_none_is_refused(
    games: Event, cast: People, qinghe: Account, new: NewDonor
) -> None:
    row, before = offered(games), Organization.objects.count()
    with pytest.raises(NotADonorError):
        actions.take_up(offer=row, donor=new, by=cast.first)
    assert (Organization.objects.count(), Donation.objects.count()) == (before, 0)


def test_an_account_that_is_no_donors_gives_nothing(games: Event, cast: People) -> None:
    with pytest.raises(NotADonorError):
        actions.take_up(offer=offered(games), donor=games.sale_account, by=cast.first)


def test_a_declined_offer_says_why(games: Event, cast: People) -> None:
    row = actions.decline_offer(offer=offered(games), reason="  已经\n足够  ", by=cast.first)
    assert (row.state, row.decline_reason, row.answered_by) == ("declined", "已经 足够", cast.first)


def test_several_offers_are_declined_at_once_but_for_those_answered_meanwhile(
    games: Event, cast: People, qinghe: Account
) -> None:
    rows = [offered(games) for _time in range(4)]
    elsewhere = offered(event_named("other"))
    actions.take_up(offer=rows[0], donor=qinghe, by=cast.second)
    references = [row.reference for row in (*rows[:3], elsewhere)]
    assert actions.decline_offers(event=games, references=references, reason="junk", by=cast.first) == 2
    found = DonationOffer.objects.order_by("pk").values_list("state", "decline_reason")
    assert list(found) == [
        *(("taken-up", ""), ("declined", "junk"), ("declined", "junk"), ("new", "")),
        ("new", ""),
    ]
    with pytest.raises(NotAllowedError):
        actions.decline_offers(event=games, references=references, reason="junk", by=cast.organiser)


def test_the_files_of_declined_offers_take_no_room(
    games: Event, cast: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sends junk shuts others out until a colleague has declined it, and no longer."""
    size = letter().size or 0
    for limit in ("MAX_ANONYMOUS_BYTES", "MAX_EVENT_BYTES"):
        monkeypatch.setattr(events.evidence.actions, limit, size)

    def with_file(content: bytes) -> DonationOffer:
        file = SimpleUploadedFile("letter.txt", content.ljust(size))
        return offered(games, upload=file)

    junk = with_file(b"junk")
    with pytest.raises(NoRoomError):
        with_file(b"earnest")
    actions.decline_offer(offer=junk, reason="junk", by=cast.first)
    assert with_file(b"earnest").evidence is not None
    with pytest.raises(NoRoomError):
        with_file(b"more")
    again = offered(games, upload=SimpleUploadedFile("letter.txt", b"junk".ljust(size)))
    assert again.evidence == junk.evidence  # it is there already


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_nothing_is_declined_without_a_reason(games: Event, cast: People, reason: str) -> None:
    with pytest.raises(NoReasonError):
        actions.decline_offer(offer=offered(games), reason=reason, by=cast.first)


def test_two_letters_of_one_donor_need_a_note(games: Event, cast: People, qinghe: Account) -> None:
    new = actions.NewDonation(games, qinghe, 1_000_000, "first letter")
    actions.enter(new=new, by=cast.first)
    with pytest.raises(TwinDonationError) as refused:
        actions.enter(new=new, by=cast.second)
    assert refused.value.entered_by == cast.first.username


def test_contacts_are_erased_once_the_offer_is_answered(games: Event, cast: People) -> None:
    row = offered(games)
    with pytest.raises(OfferNotAnsweredError):
        actions.erase_contact(offer=row, by=cast.first)
    actions.decline_offer(offer=row, reason="no", by=cast.first)
    for _time in range(2):
        actions.erase_contact(offer=row, by=cast.first)
    row.refresh_from_db()
    assert (row.contact_name, row.contact_email, row.message) == ("", "", "")
    assert (row.company_zh, row.amount_grams) == ("云山科技", 2_500_000)


@pytest.mark.parametrize("who", ["organiser", "verifier"])
def test_only_the_exchange_answers(games: Event, cast: People, qinghe: Account, who: str) -> None:
    row, user = offered(games), getattr(cast, who)
    for act in (
        lambda: actions.take_up(offer=row, donor=qinghe, by=user),
        lambda: actions.decline_offer(offer=row, reason="no", by=user),
        lambda: actions.erase_contact(offer=row, by=user),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_nothing_is_taken_up_once_the_leftovers_are_settled(
    games: Event, cast: People, qinghe: Account
) -> None:
    row = offered(games)
    moved_to(games, "closed")
    settlement = LeftoverSettlement.objects.create(
        event=games, rule="return", body={}, proposed_by=cast.first
    )
    settlement.state, settlement.decided_by = "done", cast.second
    settlement.save()
    with pytest.raises(LeftoversSettledError):
        actions.take_up(offer=row, donor=qinghe, by=cast.first)
    with pytest.raises(OffersClosedError):
        offered(games)


def test_an_offer_waits_for_those_who_answer(games: Event, cast: People) -> None:
    row = offered(games)
    found = waiting_for(cast.first, games)
    assert [each.address for each in found] == [f"/organise/events/games/donations/offers/{row.reference}/"]
    assert waiting_for(cast.first, None) == found
    assert (waiting_for(cast.organiser, games), waiting_for(cast.verifier, None)) == ([], [])


def test_a_reference_is_found_however_it_is_typed(games: Event) -> None:
    row = offered(games)
    assert offer_by(games, f" {codes.spaced(row.reference).upper()} ") == row
    assert offer_by(event_named("other"), row.reference) is None
    assert offer_by(games, "0'; --") is None


# --- What the database refuses ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [{"amount_grams": 1}, {"company_zh": "x"}, {"serials": "x"}, {"contact_email": "a@example.com"}],
)
def test_the_database_refuses_other_terms(games: Event, changed: dict[str, object]) -> None:
    row = offered(games)
    with pytest.raises(DatabaseError), transaction.atomic():
        DonationOffer.objects.filter(pk=row.pk).update(**changed)


def test_the_database_keeps_offers_and_answers(games: Event, cast: People) -> None:
    row = actions.decline_offer(offer=offered(games), reason="no", by=cast.first)
    with pytest.raises(DatabaseError), transaction.atomic():
        DonationOffer.objects.filter(pk=row.pk).update(state="new", answered_by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        DonationOffer.objects.filter(pk=row.pk).update(decline_reason="something else")
    with pytest.raises(DatabaseError), transaction.atomic():
        DonationOffer.objects.filter(pk=row.pk)._raw_delete("default")

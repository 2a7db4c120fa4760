"""The stage: an event in full swing, with a row in every table that staff see, and a login for each role."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.utils import timezone, translation

import credits.actions
import events.actions
import payments.actions
import people.actions
from certificates import hooks
from certificates.designing import NewDesign, start_design
from certificates.document.samples import Occasion
from certificates.models import Certificate, Design, FollowedPool, Plate, SigningKey
from credits.models import (
    Account,
    AuditRun,
    Batch,
    BatchMark,
    Checkpoint,
    Cosignature,
    Hold,
    LogKey,
    Pool,
    PoolClosing,
    PoolWithdrawal,
    Proposal,
    Reconciliation,
    Retirement,
    RetirementRefusal,
    RetirementRequest,
    Transfer,
    Witness,
)
from events.models import Donation, Event, GuestList, Journey, Membership, Placement, ScanCount, Venue, Zone
from footprint.models import Assessment, Factor, FactorSet
from payments.models import GatewayNotification, Order, PaymentAttempt, Refund
from people.models import Organization, User
from tests.admin.ledger_stage import whole_ledger
from tests.conftest import journey_from
from tests.events.guests.stage import entered, guests

MODELS: tuple[type[Model], ...] = (
    *(Event, Membership, Venue, Zone, Placement, Donation, GuestList, Journey, ScanCount),
    *(Proposal, Batch, BatchMark, Pool, PoolClosing, PoolWithdrawal, Reconciliation),
    *(Account, Transfer, Hold, RetirementRequest, RetirementRefusal, Retirement),
    *(AuditRun, Checkpoint, Witness, Cosignature, LogKey),
    *(Order, PaymentAttempt, Refund, GatewayNotification),
    *(
        Certificate,
        Design,
        SigningKey,
        Plate,
        FollowedPool,
        FactorSet,
        Factor,
        Assessment,
        Organization,
        User,
        Group,
    ),
)
SUPERUSER = "superuser"
FAIR = Occasion("fair", "博览会", "The Fair", "全程", "all of the way")
PRIVATE_NAME = "欧阳若兮"


def address_of(model: type[Model], what: str = "") -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{what}"


def log_in(role: str, name: str = "") -> Client:
    """A browser in which somebody with this role (or a superuser) is logged in, reading English."""
    user, _created = User.objects.get_or_create(username=name or f"a-{role.replace(' ', '-')}")
    user.is_staff, user.is_superuser = True, role == SUPERUSER
    user.set_unusable_password()
    user.save()
    if role != SUPERUSER:
        people.actions.sync_roles()
        people.actions.give_role(user=user, role=role)
    client = Client()
    client.force_login(user)
    client.cookies["diandian_language"] = "en"
    return client


def in_english(errors: dict[str, list[str]]) -> dict[str, list[str]]:
    """A form's errors, read once more in English: they are put into words when they are read."""
    with translation.override("en"):
        return {name: [str(sentence) for sentence in found] for name, found in errors.items()}


@pytest.fixture
def root(db: None) -> Client:
    return log_in(SUPERUSER)


@pytest.fixture
def clerk(db: None) -> Client:
    """The first of the exchange's two clerks."""
    return log_in("exchange clerk", "clerk-wang")


@pytest.fixture
def other_clerk(db: None) -> Client:
    return log_in("exchange clerk", "clerk-zhao")


@pytest.fixture
def _fair(monkeypatch: pytest.MonkeyPatch) -> None:
    """The only event that certificates are told of."""
    monkeypatch.setattr(hooks, "occasions", lambda: [FAIR])


@pytest.fixture
def in_full_swing(universiade: Event) -> Event:
    put_in_full_swing(universiade)
    return universiade


def put_in_full_swing(universiade: Event) -> None:
    """Three spectators were given their credits, three are paying; each list has three rows or more."""
    placement = Placement.objects.earliest("pk")
    for position in range(3):
        _given(universiade, placement)
        _paying(universiade, position)
        events.actions.count_scan(placement=placement, day=date(2023, 7, 29 + position))
        _drafted(position)
        _another_event(universiade, position)
        _designed(position)
        _joined(universiade, position)
        _behind_papers(position)
        entered(universiade, guests(position + 1))
    credits.actions.settle_pending()
    events.actions.bring_forward()
    whole_ledger()


def _given(event: Event, placement: Placement) -> None:
    journey = journey_from(event)
    Journey.objects.filter(pk=journey.pk).update(placement=placement)
    holder = events.actions.Holder(PRIVATE_NAME, name_is_public=False, language="zh-hans")
    events.actions.neutralise_free(journey=journey, holder=holder)


def _paying(event: Event, position: int) -> None:
    holder = events.actions.Holder("Mei", name_is_public=True, language="en")
    journey = events.actions.neutralise_bought(journey=journey_from(event, "重庆"), holder=holder)
    assert journey.order is not None
    order = Order.objects.get(pk=journey.order.pk)
    attempt = payments.actions.start_attempt(order=order, gateway="sandbox")
    now = timezone.now()
    Refund.objects.create(
        order=order,
        attempt=attempt,
        number=f"refund-{position}",
        key=uuid.uuid4(),
        amount_fen=1,
        requested_at=now,
        ask_at=now,
    )
    GatewayNotification.objects.create(
        gateway="sandbox",
        notification_id=f"note-{position}",
        attempt_number=attempt.number,
        body=b"{}",
        verified=True,
        outcome="needs_staff",
        received_at=now,
    )


def _drafted(position: int) -> None:
    draft = FactorSet.objects.create(
        code="spectator", version=f"9{position}", name_zh_hans="草案", name_en="Draft"
    )
    published = Factor.objects.filter(factor_set__state=FactorSet.PUBLISHED).earliest("pk")
    published.pk, published.factor_set = None, draft
    published.save()


def _joined(event: Event, position: int) -> None:
    """Another organiser of the event."""
    user, _created = User.objects.get_or_create(username=f"organiser-{position}")
    Membership.objects.create(
        event=event, user=user, role="organiser", organization=event.organiser, added_by=user
    )


def _designed(position: int) -> None:
    designer, _created = User.objects.get_or_create(username="designer")
    start_design(new=NewDesign(kind="honour", name=f"Gold {position}"), by=designer)


def _behind_papers(position: int) -> None:
    now = timezone.now()
    SigningKey.objects.create(
        key_id=f"{position:016x}", purpose="demonstration", certificate="PEM", first_used_at=now
    )
    Plate.objects.create(key=f"{position:064x}", body=b"", made_at=now)
    FollowedPool.objects.create(number=1_000 + position)


def _another_event(event: Event, position: int) -> None:
    copy = Event.objects.get(pk=event.pk)
    copy.pk, copy.slug, copy.state = None, f"another-{position}", Event.State.PLANNED
    copy.save()


@pytest.fixture
def row_of(in_full_swing: Event) -> Callable[[type[Model]], Model]:
    """The latest row of a table; of factors and their sets a draft, of the people one who is there anyway."""

    def row(model: type[Model]) -> Model:
        found: Model = model._default_manager.latest("pk")
        return found

    return row

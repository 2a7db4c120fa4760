"""A whole event in small, brought through its course by the people who would: each step by the real actions."""

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Concatenate, ParamSpec

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

import credits.actions
import events.actions
import events.balance.actions
import events.course.actions
import events.evidence.actions
import events.inventory.actions
import events.verification.actions
import people.actions
from credits.models import Account
from events.balance.actions import NewDeclaration, NewWitnessing
from events.course.queries import current_statement, latest_submitted
from events.inventory.entering import Entered
from events.inventory.sources import Source
from events.models import Declaration, Event, Inventory, Membership, Venue, VerificationStatement, Witnessing
from events.verification.actions import NewStatement
from people.models import Organization, User
from tests.conftest import clerks, issued, new_batch
from tests.stored import MEMORY

P = ParamSpec("P")

TONNE = 1_000_000
EMITTED = 7 * TONNE  # what the inventory of a stage adds up to
GIVEN = 10 * TONNE


def load_factors() -> None:
    """What every event stands on."""
    MEMORY.take(lambda: call_command("load_factors", verbosity=0), "load_factors")


@dataclass(frozen=True, slots=True)
class Cast:
    """An event and its people. The two clerks are of the exchange; `stranger` works at nothing."""

    event: Event
    organiser: User
    verifier: User
    auditor: User
    clerk: User
    colleague: User
    stranger: User
    exchange: Organization

    def now(self) -> Event:
        """The event as the database has it."""
        self.event.refresh_from_db()
        return self.event


def cast_of(slug: str = "games", *, is_demonstration: bool = True, counts_spectators: bool = False) -> Cast:
    """A planned event of last month with a venue, a team, and ten tonnes that nobody has given it yet."""
    MEMORY.take(
        lambda: _found(slug, is_demonstration=is_demonstration, counts_spectators=counts_spectators),
        *("cast_of", slug, is_demonstration, counts_spectators),
    )
    clerk, colleague = clerks()
    return Cast(
        event=Event.objects.get(slug=slug),
        organiser=User.objects.get(username=f"organiser-of-{slug}"),
        verifier=User.objects.get(username=f"verifier-of-{slug}"),
        auditor=User.objects.get(username=f"auditor-of-{slug}"),
        clerk=clerk,
        colleague=colleague,
        stranger=User.objects.get(username="stranger"),
        exchange=Organization.objects.get(slug="exchange"),
    )


def _found(slug: str, *, is_demonstration: bool, counts_spectators: bool) -> None:
    load_factors()
    people.actions.sync_roles()
    committee = _organization(f"committee-{slug}", "organiser", "执委会", "Organising committee")
    _organization("exchange", "exchange", "环境交易所", "Environment Exchange")
    event = _event(slug, committee, is_demonstration=is_demonstration, counts_spectators=counts_spectators)
    for user in clerks():
        people.actions.give_role(user=user, role="exchange clerk")
    _member(event, "organiser", committee)
    _member(event, "verifier", _organization("verifying-house", "verifier", "核查院", "Verifying house"))
    _member(event, "auditor", _organization("audit-office", "verifier", "审计署", "Audit office"))
    User.objects.get_or_create(username="stranger")


def _organization(slug: str, kind: str, zh: str, en: str) -> Organization:
    values = {"kind": kind, "name_zh_hans": zh, "name_en": en}
    return Organization.objects.get_or_create(slug=slug, defaults=values)[0]


def _member(event: Event, role: str, of: Organization) -> None:
    user, _created = User.objects.get_or_create(
        username=f"{role}-of-{event.slug}", defaults={"email": f"{role}@{event.slug}.example"}
    )
    until = timezone.now() + timedelta(days=900) if role == "auditor" else None
    values = {"role": role, "organization": of, "added_by": user, "valid_until": until}
    Membership.objects.create(event=event, user=user, **values)


def _event(slug: str, organiser: Organization, *, is_demonstration: bool, counts_spectators: bool) -> Event:
    last_day = timezone.localdate() - timedelta(days=30)
    event = Event.objects.create(
        slug=slug,
        name_zh_hans="低碳运动会",
        name_en="Low-Carbon Games",
        zone_title_zh_hans="低碳运动会",
        zone_title_en="Low-Carbon Games",
        place_zh_hans="成都",
        place_en="Chengdu",
        boundary_zh_hans="一名观众",
        boundary_en="One spectator",
        starts_on=last_day - timedelta(days=10),
        ends_on=last_day,
        organiser=organiser,
        host_place="cn-chengdu",
        donated_account=credits.actions.open_account(
            code=f"event:{slug}", kind=Account.Kind.EVENT, organization=organiser
        ),
        sale_account=credits.actions.open_account(code="exchange:inventory", kind=Account.Kind.INVENTORY),
        price_fen_per_tonne=8_000,
        is_demonstration=is_demonstration,
        counts_spectators=counts_spectators,
        allows_weak_factors=True,
    )
    Venue.objects.create(
        event=event,
        slug="stadium",
        name_zh_hans="主体育场",
        name_en="Main Stadium",
        latitude=Decimal("30.55"),
        longitude=Decimal("104.28"),
        local_distance_km=44,
    )
    return event


# --- Step by step -----------------------------------------------------------------------------------------


Step = Callable[Concatenate[Cast, P], Cast]


def remembered(step: Step[P]) -> Step[P]:
    """The step, taken from memory where the same was done before in the same place."""

    @functools.wraps(step)
    def taken(cast: Cast, /, *args: P.args, **kwargs: P.kwargs) -> Cast:
        words = (step.__name__, cast.event.slug, args, kwargs)
        MEMORY.take(lambda: step(cast, *args, **kwargs), *words)
        cast.event.refresh_from_db()
        return cast

    return taken


def advanced(cast: Cast, to: str, by: User | None = None, why: str = "") -> Cast:
    events.course.actions.advance(event=cast.event, to=to, why=why, by=by or cast.clerk)
    return cast


@remembered
def opened(cast: Cast) -> Cast:
    return advanced(cast, "open")


@remembered
def closed(cast: Cast) -> Cast:
    return advanced(opened(cast), "closed")


@remembered
def drafted(cast: Cast, grams: int = EMITTED) -> Cast:
    submitted(closed(cast), grams)
    return cast


def submitted(cast: Cast, grams: int = EMITTED) -> Inventory:
    """A version with one line of so many grams, submitted by the organiser; a draft that is there is taken on."""
    by = cast.organiser
    version = Inventory.objects.filter(event=cast.event, kind="actual", state="draft").first()
    if version is None:
        version = events.inventory.actions.begin_version(
            event=cast.event, kind="actual", reason="first count", by=by
        )
    for line in version.lines.all():
        events.inventory.actions.remove_line(inventory=version, line_id=line.line_id, by=by)
    texts = {
        "boundary_zh": "筹备、举办、收尾", "boundary_en": "Preparation, holding and wrap-up",
        "exclusions_zh": "其余来源未发生", "exclusions_en": "Nothing else occurred",
    }  # fmt: skip
    events.inventory.actions.state_terms(inventory=version, texts=texts, by=by)
    entered = Entered(
        source=Source.POWER_HEAT.value,
        name_zh="主体育场用电",
        name_en="Power of the main stadium",
        quantity=Decimal(grams),
        unit="g CO2e",
        factor_grams=Decimal(1),
        factor_source="Supplier's bill",
        evidence_class="billed",
        uncertainty_percent=Decimal(5),
    )
    events.inventory.actions.add_line(inventory=version, entered=entered, by=by)
    done = events.inventory.actions.submit(inventory=version, by=by)
    cast.event.refresh_from_db()
    return done


def stated(cast: Cast) -> VerificationStatement:
    """The verifier looks at every line of the latest version and states its total."""
    by, version = cast.verifier, latest_submitted(cast.event)
    assert version is not None
    work = events.verification.actions.begin(inventory=version, by=by, seed="00" * 16)
    for line in version.lines.all():
        events.verification.actions.check_line(verification=work, line=line, note="seen", by=by)
    file = events.evidence.actions.keep(
        event=cast.event, title="statement", upload=ContentFile(b"stated, in words\n", name="s.txt"), by=by
    )
    new = NewStatement(
        statement_number=f"VS-{cast.event.slug}-{version.number}",
        stated_on=timezone.localdate(),
        standard="ISO 14064-3:2019",
        assurance="reasonable",
        figure_grams=version.total_grams or 0,
        file=file,
    )
    made = events.verification.actions.state_figure(verification=work, new=new, by=by)
    cast.event.refresh_from_db()
    return made


@remembered
def verified(cast: Cast, grams: int = EMITTED) -> Cast:
    stated(drafted(cast, grams))
    return cast


def donated(cast: Cast, grams: int = GIVEN, first_unit: int = 1) -> None:
    """A company gives the event credits, which are as real as the event."""
    company = _organization("donor-company", "donor", "青禾能源", "Qinghe Energy")
    account = credits.actions.open_account(
        code="donor:donor-company", kind=Account.Kind.DONOR, organization=company
    )
    batch = replace(new_batch(first_unit, -(-grams // TONNE)), is_demonstration=cast.event.is_demonstration)
    issued(batch, account)
    offer = events.actions.offer_donation(
        event=cast.event, account=account, amount_grams=grams, note="", by=cast.clerk
    )
    events.actions.confirm_donation(donation=offer, by=cast.colleague)


def retired(cast: Cast, grams: int = EMITTED) -> None:
    """Grams retired for the event by two people, and settled."""
    row = events.balance.actions.propose_retirement(
        event=cast.event,
        amount_grams=grams,
        purpose="Emissions of the Games",
        key=uuid.uuid4(),
        by=cast.organiser,
    )
    events.balance.actions.approve_retirement(
        event=cast.event, proposal_id=row.proposal_id, by=cast.colleague
    )
    credits.actions.settle_pending()


@remembered
def covered(cast: Cast) -> Cast:
    verified(cast)
    donated(cast)
    retired(cast)
    return advanced(cast, "covered")


def new_declaration(cast: Cast) -> NewDeclaration:
    return NewDeclaration(
        claimant=cast.event.organiser,
        subject_zh="低碳运动会，成都",
        subject_en="The Low-Carbon Games in Chengdu",
        standard="《大型活动碳中和实施指南（试行）》",
        confirmation=Declaration.Confirmation.BODY,
    )


def declare(cast: Cast) -> Declaration:
    said = events.balance.actions.declare(event=cast.event, new=new_declaration(cast), by=cast.organiser)
    cast.event.refresh_from_db()
    return said


@remembered
def declared(cast: Cast) -> Cast:
    declare(covered(cast))
    return cast


def new_witnessing(cast: Cast, cut_off: date | None = None) -> NewWitnessing:
    return NewWitnessing(
        witness=cast.exchange,
        capacity_zh="登记账本的交易所",
        capacity_en="as keeper of the ledger",
        cut_off_on=cut_off or timezone.localdate(),
        not_checked_zh="观众自报的行程",
        not_checked_en="journeys as spectators told them",
    )


def proposed(cast: Cast) -> Witnessing:
    """A witnessing that waits for a second person."""
    statement = current_statement(cast.event)
    said = Declaration.objects.get(statement=statement)
    return events.balance.actions.propose_witnessing(
        declaration=said, new=new_witnessing(cast), by=cast.clerk
    )


@remembered
def witnessed(cast: Cast) -> Cast:
    events.balance.actions.approve_witnessing(witnessing=proposed(declared(cast)), by=cast.colleague)
    cast.event.refresh_from_db()
    return cast


def corrected(cast: Cast) -> Cast:
    events.course.actions.correct(event=cast.event, reason="a meter was read twice", by=cast.organiser)
    return cast


TO: dict[str, object] = {
    "planned": lambda cast: cast,
    "open": opened,
    "closed": closed,
    "drafted": drafted,
    "verified": verified,
    "covered": covered,
    "declared": declared,
    "witnessed": witnessed,
}


def brought_to(cast: Cast, state: str) -> Cast:
    """The cast with its event in this state, by every step before it."""
    step = TO[state]
    assert callable(step)
    step(cast)
    cast.event.refresh_from_db()
    return cast

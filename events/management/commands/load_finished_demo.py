"""A second demonstration event, taken to its witness certificate by the real actions."""

import uuid
from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

import credits.actions
import credits.queries
import events.balance.actions
import events.course.actions
import events.donating.actions
import events.evidence.actions
import events.inventory.actions
import events.measures.actions
import events.team.actions
import events.verification.actions
from events import finished_demonstration as demo
from events.balance.actions import NewDeclaration, NewWitnessing
from events.donating.actions import NewDonation
from events.inventory.entering import Entered
from events.management.demo_rows import account, columns, new_batch, new_zones, organization
from events.measures.actions import MeasureTerms, NewStep
from events.models import Event, Inventory, VerificationStatement, Zone
from events.team.access import Role
from events.team.actions import NewMember
from events.verification.actions import NewStatement
from people.models import Organization, User

NAMESPACE = uuid.UUID("0d0c5f7e-1f0e-5a55-8a3e-6a7b1c2d3e4f")  # of the keys of all its rows
TONNE = Decimal(1_000_000)  # grams


class Command(BaseCommand):
    help = "Load the finished demonstration event. It needs load_demo; loading it again changes nothing."

    def handle(self, *args: object, **options: object) -> None:
        with transaction.atomic():
            if Event.objects.filter(slug=demo.SLUG).exists():
                return
            first, second = (User.objects.get(username=name) for name in ("clerk-one", "clerk-two"))
            event = _planned()
            organiser, verifier = _team(event, first)
            _plan(event, organiser)
            for state in (Event.State.OPEN, Event.State.CLOSED):
                events.course.actions.advance(event=event, to=state, why="演示 / demonstration", by=first)
            _given(event, first, second)
            _counted(event, organiser)
            _verified(event, verifier)
            _retired(event, first, second)
            _declared_and_witnessed(event, organiser, first, second)


def _key(what: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, what)


def _planned() -> Event:
    organiser = organization("football-committee", Organization.Kind.ORGANISER, demo.ORGANISER)
    event = Event.objects.create(
        slug=demo.SLUG,
        starts_on=demo.DAY,
        ends_on=demo.DAY,
        organiser=organiser,
        host_place="cn-nanjing",
        donated_account=account(f"event:{demo.SLUG}", "event", organiser, demo.NAME),
        sale_account=credits.queries.account("exchange:inventory"),
        price_fen_per_tonne=demo.PRICE_FEN_PER_TONNE,
        is_demonstration=True,
        **columns(
            name=demo.NAME,
            zone_title=demo.ZONE_TITLE,
            place=demo.PLACE,
            introduction=demo.INTRODUCTION,
            boundary=demo.BOUNDARY,
        ),
    )
    new_zones(event, demo.STADIUM)
    return event


def _team(event: Event, clerk: User) -> tuple[User, User]:
    verifying = organization("suzhou-metrology", Organization.Kind.VERIFIER, demo.VERIFIER)
    members = []
    for name, role, house in (
        ("committee-one", Role.ORGANISER, event.organiser),
        ("verifier-one", Role.VERIFIER, verifying),
    ):
        user, created = User.objects.get_or_create(username=name)
        if created:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        events.team.actions.add(event=event, new=NewMember(user, role, house), by=clerk)
        members.append(user)
    return members[0], members[1]


def _plan(event: Event, organiser: User) -> None:
    """What was meant before the event: measures, and a forecast."""
    for each in demo.MEASURES:
        terms = MeasureTerms(
            phase=each.phase,
            category=each.category,
            title_zh=each.title.zh,
            title_en=each.title.en,
            owner=each.owner,
            due_on=demo.DAY,
        )
        measure = events.measures.actions.add(event=event, terms=terms, by=organiser)
        step = NewStep(status="done", avoided_grams=each.avoided_grams, method=each.method)
        events.measures.actions.report(measure=measure, step=step, by=organiser)
    _inventory(event, Inventory.Kind.FORECAST, demo.FORECAST, organiser)


def _counted(event: Event, organiser: User) -> None:
    """What was emitted, and how many came."""
    zone = Zone.objects.get(venue__event=event)
    events.inventory.actions.set_attendance(
        event=event,
        counts={(zone.pk, demo.DAY): demo.SPECTATORS},
        source="现场大屏 / screen in the stadium",
        by=organiser,
    )
    _inventory(event, Inventory.Kind.ACTUAL, demo.LINES, organiser)


def _inventory(event: Event, kind: str, lines: tuple[demo.DemoLine, ...], organiser: User) -> None:
    version = events.inventory.actions.begin_version(
        event=event, kind=kind, reason="演示 / demonstration", by=organiser
    )
    texts = {
        "boundary_zh": demo.INVENTORY_BOUNDARY.zh,
        "boundary_en": demo.INVENTORY_BOUNDARY.en,
        "exclusions_zh": demo.EXCLUSIONS.zh,
        "exclusions_en": demo.EXCLUSIONS.en,
    }
    events.inventory.actions.state_terms(inventory=version, texts=texts, by=organiser)
    for line in lines:
        entered = Entered(
            source=line.source,
            name_zh=line.name.zh,
            name_en=line.name.en,
            quantity=Decimal(line.tonnes),
            unit="t CO2e",
            factor_grams=TONNE,
            factor_source="演示：直接给出排放量 / demonstration: stated as emissions",
            evidence_class=line.evidence_class,
            uncertainty_percent=Decimal(line.uncertainty_percent),
        )
        events.inventory.actions.add_line(inventory=version, entered=entered, by=organiser)
    events.inventory.actions.submit(inventory=version, by=organiser)


def _given(event: Event, first: User, second: User) -> None:
    donor = organization("jiangsu-offices", Organization.Kind.DONOR, demo.DONOR)
    donor_account = account(demo.BATCH.issued_to, "donor", donor, demo.DONOR)
    batch = new_batch(demo.BATCH)
    proposal = credits.actions.propose_issue(batch=batch, to=donor_account, key=_key("issue"), by=first)
    credits.actions.approve(proposal=proposal, by=second)
    new = NewDonation(event, donor_account, demo.VERIFIED_GRAMS, "演示 / demonstration")
    donation = events.donating.actions.enter(new=new, by=first)
    events.donating.actions.confirm(donation=donation, by=second)


def _verified(event: Event, verifier: User) -> VerificationStatement:
    version = Inventory.objects.get(event=event, kind=Inventory.Kind.ACTUAL)
    work = events.verification.actions.begin(inventory=version, by=verifier)
    for line in version.lines.filter(line_id__in=work.sample):
        events.verification.actions.check_line(
            verification=work, line=line, note="演示 / demonstration", by=verifier
        )
    file = events.evidence.actions.keep(
        event=event,
        title="核查声明（演示） / Verification statement (demonstration)",
        upload=ContentFile(demo.EVIDENCE_TEXT.encode(), name=demo.EVIDENCE),
        by=verifier,
    )
    statement = NewStatement(
        statement_number=demo.STATEMENT_NUMBER,
        stated_on=date(2025, 11, 4),
        standard=demo.STANDARD,
        assurance=VerificationStatement.Assurance.REASONABLE,
        figure_grams=demo.VERIFIED_GRAMS,
        file=file,
    )
    return events.verification.actions.state_figure(verification=work, new=statement, by=verifier)


def _retired(event: Event, first: User, second: User) -> None:
    retirement = events.balance.actions.propose_retirement(
        event=event,
        amount_grams=demo.VERIFIED_GRAMS,
        purpose="Emissions of the event, as verified (demonstration)",
        key=_key("retirement"),
        by=first,
    )
    events.balance.actions.approve_retirement(event=event, proposal_id=retirement.proposal_id, by=second)
    while credits.actions.settle_pending():
        pass
    events.course.actions.advance(event=event, to=Event.State.COVERED, why="", by=first)


def _declared_and_witnessed(event: Event, organiser: User, first: User, second: User) -> None:
    declaration = events.balance.actions.declare(
        event=event,
        new=NewDeclaration(
            claimant=event.organiser,
            subject_zh=demo.NAME.zh,
            subject_en=demo.NAME.en,
            standard=demo.STANDARD,
            confirmation="body",
        ),
        by=organiser,
    )
    new = NewWitnessing(
        witness=organization("green-exchange", Organization.Kind.EXCHANGE, demo.WITNESS),
        capacity_zh=demo.CAPACITY.zh,
        capacity_en=demo.CAPACITY.en,
        cut_off_on=timezone.localdate(declaration.at),
        not_checked_zh=demo.NOT_CHECKED.zh,
        not_checked_en=demo.NOT_CHECKED.en,
    )
    witnessing = events.balance.actions.propose_witnessing(declaration=declaration, new=new, by=first)
    events.balance.actions.approve_witnessing(witnessing=witnessing, by=second)

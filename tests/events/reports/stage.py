"""Events as reports need them: the Universiade brought as far as a test asks, through the rooms' own actions."""

import uuid
from datetime import UTC, date, datetime

from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.utils import timezone

import events.actions
import events.balance.actions
import events.course.actions
import events.evidence.actions
import events.inventory.actions
import events.measures.actions
import events.verification.actions
from events.actions import Holder
from events.balance.actions import NewDeclaration, NewWitnessing
from events.inventory.sources import Source
from events.measures.actions import MeasureTerms, NewStep
from events.models import Event, EvidenceFile, Inventory, Measure, Membership, VerificationStatement
from events.tasks import advance
from events.verification.actions import NewStatement
from people.models import Organization, User
from tests.conftest import clerks, journey_from
from tests.events.inventory import stage as inventories
from tests.events.inventory.stage import entered, organiser_of, weighing

TONNE = 1_000_000
FAR = datetime(2999, 1, 1, tzinfo=UTC)
_MEASURES = (
    ("source", "energy", "场馆全部使用绿电", "Green power for all venues", 812_400_000),
    ("process", "transport", "摆渡车全部电动", "Electric shuttle buses", 96_050_000),
    ("process", "participation", "重复使用的奖牌带", "Medal ribbons used again", None),
)


def clerk(name: str) -> User:
    """One of the exchange's two clerks, with all that clerks may do at events."""
    first, second = clerks()
    user = {"first": first, "second": second}[name]
    codes = ("work_at_every_event", "witness_event", "decide_proposal")
    user.user_permissions.add(*Permission.objects.filter(codename__in=codes))
    return User.objects.get(pk=user.pk)


def verifier_of(event: Event) -> User:
    house, _created = Organization.objects.get_or_create(
        slug="verifying-house",
        defaults={"kind": "verifier", "name_zh_hans": "蜀信认证", "name_en": "Shuxin Assurance"},
    )
    user, _created = User.objects.get_or_create(username="verifier")
    Membership.objects.get_or_create(
        event=event,
        user=user,
        defaults={"role": "verifier", "organization": house, "added_by": user, "valid_until": FAR},
    )
    return user


def with_measures(event: Event) -> list[Measure]:
    """Three measures, of which two say what they avoided."""
    by, made = organiser_of(event), []
    for phase, category, zh, en, grams in _MEASURES:
        terms = MeasureTerms(
            phase=phase,
            category=category,
            title_zh=zh,
            title_en=en,
            owner="=场馆部",
            due_on=date(2023, 7, 20),
        )
        measure = events.measures.actions.add(event=event, terms=terms, by=by)
        status = "done" if grams else "started"
        step = NewStep(status=status, avoided_grams=grams, method="电表" if grams else "")
        events.measures.actions.report(measure=measure, step=step, by=by)
        made.append(measure)
    return made


def two_not_done(event: Event) -> tuple[Measure, Measure]:
    """A measure that is under way and one that was dropped, both with a figure."""
    by = organiser_of(event)
    made = []
    for title, status, grams in (
        ("Cool roofs", "started", 7_000_000),
        ("Own wind farm", "dropped", 90_000_000),
    ):
        terms = MeasureTerms(
            phase="source",
            category="energy",
            title_zh=title,
            title_en=title,
            owner="场馆部",
            due_on=date(2023, 7, 20),
        )
        measure = events.measures.actions.add(event=event, terms=terms, by=by)
        figure = NewStep(status="started", avoided_grams=grams, method="estimate")
        events.measures.actions.report(measure=measure, step=figure, by=by)
        if status != "started":
            step = NewStep(status=status, avoided_grams=None, method="", note="too dear")
            events.measures.actions.report(measure=measure, step=step, by=by)
        made.append(measure)
    return made[0], made[1]


def with_forecast(event: Event) -> Inventory:
    return inventories.submitted(
        event,
        weighing(41 * TONNE, Source.PARTICIPANTS_TRAVEL, name_zh="观众交通", name_en="Spectators' travel"),
        entered(),
        kind="forecast",
    )


def with_retired_journeys(event: Event) -> None:
    """Two spectators whose footprints were retired, and a third who only computed one."""
    for city in ("北京", "重庆"):
        journey = journey_from(event, city)
        holder = Holder(name="李雷", name_is_public=True, language="zh-hans")
        events.actions.neutralise_free(journey=journey, holder=holder)
    journey_from(event, "上海")
    advance()


def evidence_of(event: Event, by: User, text: str = "核查陈述，原件") -> EvidenceFile:
    upload = ContentFile(text.encode(), name="statement.txt")
    return events.evidence.actions.keep(event=event, title="核查陈述", upload=upload, by=by)


def with_inventory(event: Event, *, tonnes: int = 30) -> Inventory:
    """A submitted version of the actual emissions, with what stands in other lines than masses too."""
    version = inventories.submitted(
        event,
        weighing(
            tonnes * TONNE, Source.PARTICIPANTS_TRAVEL, name_zh="观众交通", name_en="Spectators' travel"
        ),
        entered(),
        entered(
            source=Source.LODGING.value,
            name_zh="酒店",
            name_en="Hotels",
            unit="间夜",
            evidence_class="assumed",
        ),
    )
    event.refresh_from_db()
    if event.state == "closed":
        events.course.actions.advance(event=event, to="drafted", why="", by=organiser_of(event))
    return version


def stated(event: Event, inventory: Inventory, number: str = "SX-2023-077") -> VerificationStatement:
    by = verifier_of(event)
    work = events.verification.actions.begin(inventory=inventory, by=by, seed="7" * 64)
    for line in inventory.lines.filter(line_id__in=work.sample):
        events.verification.actions.check_line(verification=work, line=line, note="账单", by=by)
    finding = events.verification.actions.add_finding(
        verification=work, grade="minor", text="附上电费单。", by=by
    )
    events.verification.actions.settle(finding=finding, text="已附。", by=by)
    new = NewStatement(
        statement_number=number,
        stated_on=timezone.localdate(),
        standard="ISO 14064-3:2019",
        assurance="limited",
        figure_grams=inventory.total_grams or 0,
        file=evidence_of(event, by),
    )
    return events.verification.actions.state_figure(verification=work, new=new, by=by)


def retired_for(event: Event, grams: int) -> None:
    """So much retired for the event, proposed by one of the exchange and approved by another."""
    first, second = clerk("first"), clerk("second")
    row = events.balance.actions.propose_retirement(
        event=event, amount_grams=grams, purpose="大运会抵销", key=uuid.uuid4(), by=first
    )
    events.balance.actions.approve_retirement(event=event, proposal_id=row.proposal_id, by=second)
    advance()


def verified(event: Event) -> Event:
    """Verified: measures, a forecast, two retired journeys, an inventory and a statement on it."""
    with_measures(event)
    with_forecast(event)
    with_retired_journeys(event)
    stated(event, with_inventory(event))
    event.refresh_from_db()
    return event


def declared(event: Event) -> Event:
    verified(event)
    retired_for(event, 32 * TONNE)
    return declared_as_it_stands(event)


def declared_as_it_stands(event: Event) -> Event:
    """Covered and declared on the newest verified version, for which enough was retired."""
    events.course.actions.advance(event=event, to="covered", why="", by=clerk("first"))
    new = NewDeclaration(
        claimant=event.organiser,
        subject_zh="成都大运会",
        subject_en="The Games",
        standard="ISO 14068-1:2023",
        confirmation="self",
    )
    events.balance.actions.declare(event=event, new=new, by=organiser_of(event))
    event.refresh_from_db()
    return event


def witnessed(event: Event) -> Event:
    return witnessed_as_it_stands(declared(event))


def witnessed_as_it_stands(event: Event) -> Event:
    """A witness certificate on the newest declaration."""
    witness = Organization.objects.get(kind="exchange")
    new = NewWitnessing(
        witness=witness,
        capacity_zh="交易所",
        capacity_en="Exchange",
        cut_off_on=timezone.localdate(),
        not_checked_zh="未到现场",
        not_checked_en="No visit to the venues",
    )
    row = events.balance.actions.propose_witnessing(
        declaration=event.declarations.latest("pk"), new=new, by=clerk("first")
    )
    events.balance.actions.approve_witnessing(witnessing=row, by=clerk("second"))
    event.refresh_from_db()
    return event


def corrected(event: Event) -> Event:
    """Declared, and then found wrong: what was declared is under review."""
    declared(event)
    reason = "一笔电费遗漏"
    events.course.actions.correct(event=event, reason=reason, by=organiser_of(event))
    event.refresh_from_db()
    return event


def submitted_anew(event: Event) -> Inventory:
    """The correction's draft, as it is, submitted."""
    draft = Inventory.objects.get(event=event, kind="actual", state="draft")
    return events.inventory.actions.submit(inventory=draft, by=organiser_of(event))

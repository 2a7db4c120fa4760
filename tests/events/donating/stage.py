"""An event that takes donations, two donors with batches of their own, and the people who decide."""

import io
import uuid
from dataclasses import dataclass, replace
from datetime import date

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

import credits.actions
import events.actions
import events.donating.settling as settling
from credits.models import Account, RetirementRequest
from events.donating.actions import NewOffer
from events.models import Donation, Event, LeftoverSettlement, Membership
from people.models import Organization, User
from tests.conftest import clerks, issued, new_batch
from tests.events.course.shortcut import put_at

TONNE = 1_000_000
PASSWORD = "donating"
_LETTER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class People:
    """Two of the exchange, and one each of the organiser and the verifier."""

    first: User
    second: User
    organiser: User
    verifier: User


def event_named(
    slug: str, *, state: str = "open", starts_on: date = date(2026, 7, 1), **more: object
) -> Event:
    """An event with accounts of its own; what is sold there comes from the exchange's one inventory."""
    organiser, _created = Organization.objects.get_or_create(
        slug="committee", defaults={"kind": "organiser", "name_zh_hans": "执委会", "name_en": "Committee"}
    )
    event = Event.objects.create(
        slug=slug,
        name_zh_hans=f"赛事 {slug}",
        name_en=f"Games {slug}",
        zone_title_zh_hans="低碳专区",
        zone_title_en="Low-carbon zone",
        place_zh_hans="成都",
        place_en="Chengdu",
        boundary_zh_hans="观赛一天",
        boundary_en="One day",
        starts_on=starts_on,
        ends_on=starts_on,
        organiser=organiser,
        host_place="cn-chengdu",
        donated_account=credits.actions.open_account(code=f"event:{slug}", kind="event"),
        sale_account=credits.actions.open_account(code="inventory", kind="inventory"),
        price_fen_per_tonne=8_000,
        **more,
    )
    return put_at(event, state)


def donor(slug: str, first_unit: int, tonnes: int = 10) -> Account:
    """A donor's account with a batch of its own, of so many tonnes: as real as the events here."""
    organization = Organization.objects.create(
        slug=slug, kind="donor", name_zh_hans=f"捐赠 {slug}", name_en=f"Donor {slug}"
    )
    account = credits.actions.open_account(code=f"donor:{slug}", kind="donor", organization=organization)
    issued(replace(new_batch(first_unit, tonnes), is_demonstration=False), account)
    return account


def people(event: Event) -> People:
    """Everybody, with a password; clerks work at every event."""
    first, second = clerks()
    permission = Permission.objects.get(codename="work_at_every_event")
    found = {"first": first, "second": second}
    for name in ("organiser", "verifier"):
        found[name] = User.objects.get_or_create(username=name)[0]
    body, _created = Organization.objects.get_or_create(
        slug="body", defaults={"kind": "verifier", "name_zh_hans": "核查", "name_en": "Body"}
    )
    for user in found.values():
        user.set_password(PASSWORD)
        user.save()
    for user in (first, second):
        user.user_permissions.add(permission)
    for name, organization in (("organiser", event.organiser), ("verifier", body)):
        Membership.objects.create(
            event=event, user=found[name], role=name, organization=organization, added_by=first
        )
    return People(**{name: User.objects.get(pk=user.pk) for name, user in found.items()})


def given(event: Event, account: Account, grams: int) -> Donation:
    """A donation, entered by one clerk and confirmed by the other."""
    first, second = clerks()
    row = events.actions.offer_donation(event=event, account=account, amount_grams=grams, note="", by=first)
    return events.actions.confirm_donation(donation=row, by=second)


def promised(event: Event, grams: int) -> RetirementRequest:
    """Grams that a spectator was promised; `settled` retires them."""
    return credits.actions.retire(
        account=event.donated_account,
        amount_grams=grams,
        beneficiary=uuid.uuid4(),
        purpose="a spectator",
        key=uuid.uuid4(),
    )


def settled() -> None:
    while credits.actions.settle_pending():
        pass


def retired(event: Event, grams: int) -> RetirementRequest:
    request = promised(event, grams)
    settled()
    return request


def moved_to(event: Event, state: str) -> None:
    """The event in another state, without the course's conditions: they are tested in its own room."""
    put_at(event, state)


def carried_out(event: Event, cast: People) -> LeftoverSettlement:
    proposal = settling.propose(event=event, by=cast.organiser)
    return settling.approve(settlement=proposal, by=cast.second)


def with_rule(rule: str, next_event: Event | None = None) -> Event:
    """A planned event for which a rule was chosen, opened."""
    event = event_named("ruled", state="planned", leftover_rule=rule, next_event=next_event)
    moved_to(event, "open")
    return event


def free_grams(code: str) -> int:
    row = Account.objects.get(code=code)
    return row.credited_grams - row.debited_grams - row.held_grams


def letter(name: str = "letter.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, _LETTER, content_type="application/pdf")


def new_offer(event: Event, **changes: object) -> NewOffer:
    """2.5 t, offered by a company that is not known yet."""
    values: dict[str, object] = {
        "event": event,
        "company_zh": "云山科技",
        "company_en": "Yunshan Technology",
        "contact_name": "陈晨",
        "contact_email": "chen@example.com",
        "amount_grams": 2_500_000,
        "language": "zh-hans",
        "message": "请打电话 13800000000",
    }
    return NewOffer(**{**values, **changes})  # type: ignore[arg-type]


def typed(key: uuid.UUID, **changes: object) -> dict[str, object]:
    """What a browser sends of the public form."""
    values: dict[str, object] = {
        "key": str(key),
        "company_zh": "云山科技",
        "company_en": "Yunshan Technology",
        "amount_grams": "2.5 t",
        "registry": "",
        "serials": "",
        "contact_name": "陈晨",
        "contact_email": "chen@example.com",
        "message": "请打电话 13800000000",
        "website": "",
    }
    return {**values, **changes}


def of_size(count: int) -> io.BytesIO:
    """A file of so many bytes."""
    file = io.BytesIO(_LETTER + b"\n" * (count - len(_LETTER)))
    file.name = "large.pdf"
    return file

"""Empty, absurd, hostile and over-long input at every public address: a sentence in the reader's language, status 4xx,
nothing written, nothing of it echoed as markup.
"""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from types import SimpleNamespace
from urllib.parse import quote, urlencode

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client

import credits.actions
import credits.queries
from events.models import Event, Journey
from payments.models import Order
from tests.conftest import journey_from
from tests.events.course.shortcut import put_at
from tests.journeys.conftest import CHINESE, FROM_BEIJING, Stage, in_both_languages
from tests.journeys.visitor import Page

pytestmark = pytest.mark.django_db

HTML = '"><script>alert(1)</script><b>'
HOSTILE = {
    "html": HTML,
    "sql": "' OR 1=1; DROP TABLE events_journey; --",
    "bidi": "\u202egnp.exe\u2066",
    "nul": "a\x00b",
    "emoji": "🏟️💚",
    "rtl": "شهادة الكربون",
    "long": "x" * 10_000,
    "path": "../../etc/passwd",
    "percent": "%00%ff%s{{7*7}}",
    "well formed, but of nobody": "23456789ab",
}

# Where a reader may arrive with anything in the place of {}.
READ = [
    *("/s/{}", "/z/{}/", "/z/{}/footprint/", "/j/{}/", "/j/{}/neutralise/", "/j/?code={}", "/c/{}/"),
    *(
        "/c/{}.pdf",
        "/c/{}.jpg",
        "/c/{}.json",
        "/c/{}/newest.json",
        "/verify/?number={}",
        "/pay/{}/",
        "/pay/{}/go/",
        "/sandbox/pay/{}/",
    ),
    "/nothing/of/this/kind/{}",
]
SENT = ["/j/{}/neutralise/", "/j/{}/way-home/", "/j/{}/withdraw/", "/z/{}/footprint/", "/sandbox/pay/{}/"]
FOR_MACHINES = [
    "/c/{}/status.json",
    "/z/{}/footprint/table.json",
    "/api/v1/events/{}/",
    "/payments/notify/{}/",
]
# The addresses that only show something.
ONLY_READ = [
    "/",
    "/s/{code}",
    "/z/{event}/",
    "/j/",
    "/j/{journey}/",
    "/c/{number}/",
    "/c/{number}.pdf",
    "/verify/",
]
ONLY_READ += ["/c/{number}.json", "/c/{number}/status.json", "/z/{event}/footprint/table.json", "/healthz"]
ONLY_READ += ["/c/{number}/newest.json", "/verify/keys.json"]
ONLY_READ += ["/api/v1/places/", "/api/v1/events/{event}/"]
ONLY_SENT = ["/j/{journey}/way-home/", "/j/{journey}/withdraw/", "/payments/notify/sandbox/"]
QUESTIONS = "/z/low-carbon-universiade/footprint/"


def row_counts() -> dict[str, int]:
    counts = " UNION ALL ".join(
        f"SELECT '{model._meta.label}', COUNT(*) FROM \"{model._meta.db_table}\""
        for model in apps.get_models()
    )
    with connection.cursor() as cursor:
        cursor.execute(counts)
        return dict(cursor.fetchall())


def reads_well(page: Page, words: SimpleNamespace, sent: str) -> None:
    """The page is in the reader's language, has something to say, and shows nothing that was sent as markup."""
    assert page.language == {"zh-hans": "zh-Hans", "en": "en"}[words.language]
    without_echo = page.words.replace(sent, "")
    has_han = re.search(r"[\u4e00-\u9fff]{4}", without_echo) is not None
    assert (bool(page.heading), has_han) == (True, words.language == "zh-hans"), page.words
    assert "<script>alert" not in page.html


def client_of(words: SimpleNamespace) -> Client:
    return Client(headers={"accept-language": words.language})


def answers(**changed: str) -> dict[str, str]:
    """A form that would be accepted, but for what is changed."""
    form = {"key": str(uuid.uuid4()), "venue": "donganhu-stadium", "origin": "北京", "occupants": "1"}
    return {**form, **FROM_BEIJING, "diet": "white", **changed}


def each(table: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, values in table.items() for value in values)


def refusal(client: Client, address: str, text: str, form: dict[str, str] | None = None) -> Page:
    """The page that refuses this text in this address, with a status of 4xx and nothing written."""
    before = row_counts()
    path = address.format(quote(text, safe=""))
    response = client.get(path) if form is None else client.post(path, form)
    assert (400 <= response.status_code < 500, row_counts()) == (True, before), (path, response.status_code)
    return Page(response, path)


# --- Unknown codes ----------------------------------------------------------------------------------------


@in_both_languages
def test_an_unknown_address_is_explained(universiade: Event, words: SimpleNamespace) -> None:
    for address, text in product(READ, HOSTILE.values()):
        reads_well(refusal(client_of(words), address, text), words, text)


@in_both_languages
def test_a_form_for_nobody_is_explained(universiade: Event, words: SimpleNamespace) -> None:
    for address, text in product(SENT, HOSTILE.values()):
        form = answers(way="free", choice="pay")
        reads_well(refusal(client_of(words), address, text, form), words, text)


def test_machines_get_a_status(universiade: Event) -> None:
    for address, text in product(FOR_MACHINES, HOSTILE.values()):
        refusal(Client(), address, text, {} if "notify" in address else None)


def test_what_is_only_a_hint_is_passed_over(universiade: Event) -> None:
    """An unknown language, placement or search is no reason to turn a spectator away."""
    before = row_counts()
    hints = ("/?lang={}", QUESTIONS + "?p={}", "/api/v1/places/?q={}", "/z/low-carbon-universiade/?x={}")
    for address, text in product(hints, HOSTILE.values()):
        response = Client().get(address.format(quote(text, safe="")))
        assert (response.status_code, "<script>alert" in response.content.decode()) == (200, False)
    assert row_counts() == before


# --- The questions ----------------------------------------------------------------------------------------

ABSURD = ["-1", "1e9", "½", "NaN", "9" * 400, "a\x00b", HTML, "x" * 10_000]
BAD_ANSWERS = {
    "key": ["", "1", HTML, "x" * 10_000, "a\x00b"],
    **{name: ["", "plane ", *ABSURD] for name in ("venue", "home", "mode", "local_mode", "diet")},
    "origin": ["", "   ", "Numenor", "北京" * 41, *HOSTILE.values()],
    **dict.fromkeys(("occupants", "nights", "sharers", "meals"), ABSURD),
}


@in_both_languages
def test_a_bad_answer_is_explained_and_nothing_is_kept(universiade: Event, words: SimpleNamespace) -> None:
    for name, value in each(BAD_ANSWERS):
        page = refusal(client_of(words), QUESTIONS, "", answers(**{name: value}))
        reads_well(page, words, value)
        problems = [said for _tag, given, said in page.reader.said if given.get("role") == "alert"]
        typed = page.reader.forms[0].values["origin"]
        kept = typed == (value if name == "origin" and "\x00" not in value else "北京") or "\x00" in value
        assert (page.status, len(problems), kept) == (422, 1, True), (name, value)


def test_there_is_no_table_of_a_bad_city_or_a_bad_venue(universiade: Event) -> None:
    """A half-typed city is no mistake: the status says so only of a venue that is not ours."""
    for city in BAD_ANSWERS["origin"]:
        response = Client().get(f"{QUESTIONS}table.json", {"venue": "fenghuangshan", "origin": city[:4_000]})
        assert (response.status_code, response.json()) == (200, None), city
    for venue in BAD_ANSWERS["venue"]:
        response = Client().get(f"{QUESTIONS}table.json", {"venue": venue[:4_000], "origin": "北京"})
        assert (response.status_code, response.json()) == (422, {"detail": "unknown venue"}), venue


@in_both_languages
def test_a_form_too_large_to_be_one_is_not_read(universiade: Event, words: SimpleNamespace) -> None:
    before = row_counts()
    for form in (answers(origin="x" * 1_100_000), {f"field{number}": "1" for number in range(300)}):
        body = urlencode(form)
        response = client_of(words).post(QUESTIONS, body, "application/x-www-form-urlencoded")
        assert (response.status_code, row_counts()) == (400, before)
        reads_well(Page(response, QUESTIONS), words, "")


# --- The pledge -------------------------------------------------------------------------------------------

BAD_PLEDGES = {
    "way": ["", "both", *HOSTILE.values()],
    "name": [
        "李" * 121,
        "x" * 201,
        "a\nb",
        "\ufffe",
        *(HOSTILE[name] for name in ("bidi", "nul", "emoji", "long")),
    ],
    "show_name": ["", "perhaps", *HOSTILE.values()],
}


@in_both_languages
def test_a_bad_pledge_is_explained_and_nothing_is_taken(lin: Journey, words: SimpleNamespace) -> None:
    for name, value in each(BAD_PLEDGES):
        form = {"way": "free", "name": "李雷", "show_name": "yes", name: value}
        page = refusal(client_of(words), f"/j/{lin.code}/neutralise/", "", form)
        reads_well(page, words, value)
        assert (page.status, len(page.errors)) == (422, 1), (name, value, page.errors)


@pytest.mark.parametrize("name", ['<b>"李" & Söhne</b>', "' OR 1=1; --", "O'Neil {{7*7}} %s"])
def test_a_strange_name_is_only_a_name(stage: Stage, name: str) -> None:
    spectator = stage.with_footprint(CHINESE)
    page = stage.pledge(spectator, CHINESE, name=name)
    assert (page.status, page.heading) == (200, name)
    stage.work(papers=True)
    assert spectator.open(page.path).state == CHINESE.retired


@in_both_languages
def test_a_way_home_that_is_none_is_explained(lin: Journey, words: SimpleNamespace) -> None:
    for value in ("", "teleport", *HOSTILE.values()):
        page = refusal(client_of(words), f"/j/{lin.code}/way-home/", "", {"way_home": value})
        reads_well(page, words, value)
        lin.refresh_from_db()
        assert (page.status, lin.way_home, len(page.errors)) == (422, "", 1), value


# --- What changed in the middle ---------------------------------------------------------------------------


@in_both_languages
def test_an_empty_pool_in_the_middle_of_a_pledge(lin: Journey, words: SimpleNamespace) -> None:
    for account in (lin.event.donated_account, lin.event.sale_account):
        free = credits.queries.balance_of(account).available_grams
        credits.actions.hold(account=account, amount_grams=free, expires_at=None, key=uuid.uuid4())
    before = row_counts()
    address = f"/j/{lin.code}/neutralise/"
    for way in ("free", "buy"):
        response = client_of(words).post(address, {"way": way, "name": "李雷", "show_name": "yes"})
        page = Page(response, address)
        assert (response.status_code, page.errors, row_counts()) == (409, [words.run_out], before)
        assert page.reader.forms[0].values["name"] == "李雷"


@in_both_languages
def test_an_event_that_closed_in_the_middle(lin: Journey, words: SimpleNamespace) -> None:
    Event.objects.update(state=Event.State.CLOSED)
    before = row_counts()
    closed = {"zh-hans": "本活动不再接受新的行程", "en": "This event takes no new journeys"}[words.language]
    pledge = {"way": "free", "name": "", "show_name": ""}
    for address, form in ((f"/j/{lin.code}/neutralise/", pledge), (QUESTIONS, answers())):
        response = client_of(words).post(address, form)
        assert (response.status_code, Page(response, address).heading) == (409, closed)
    assert client_of(words).get(QUESTIONS).status_code == 409
    assert row_counts() == before


@in_both_languages
def test_paying_when_the_hold_has_expired(stage: Stage, words: SimpleNamespace) -> None:
    spectator = stage.with_footprint(words)
    checkout = stage.pledge(spectator, words, way="buy")
    before = row_counts()
    with time_machine.travel(Order.objects.get().expires_at + timedelta(seconds=1)):
        page = spectator.press({"zh-hans": "使用沙箱付款", "en": "Pay with Sandbox"}[words.language])
    over = {"zh-hans": "付款时间已过", "en": "The time to pay is up"}[words.language]
    assert (page.status, page.path, page.heading, row_counts()) == (409, checkout.path, over, before)


@in_both_languages
def test_a_gateway_that_we_do_not_have(stage: Stage, words: SimpleNamespace) -> None:
    checkout = stage.pledge(stage.with_footprint(words), words, way="buy").path
    for text in ("", *HOSTILE.values()):
        page = refusal(client_of(words), checkout, "", {"gateway": text})
        reads_well(page, words, text)
        assert page.status == 400


@in_both_languages
def test_a_form_without_our_token_is_explained(universiade: Event, words: SimpleNamespace) -> None:
    stranger = Client(enforce_csrf_checks=True, headers={"accept-language": words.language})
    page = refusal(stranger, "/verify/", "", {"number": "1"})
    assert page.status == 403
    reads_well(page, words, "")


def test_a_notification_that_nobody_signed_changes_nothing(universiade: Event) -> None:
    """What was refused is kept as evidence, up to a limit; nothing else is written."""
    for body in (b"", b"{}", b"\x00\xff", b"[1]", b"x" * 100_000, HTML.encode()):
        before = row_counts()
        response = Client().post("/payments/notify/sandbox/", body, "application/json")
        after = row_counts()
        kept = after.pop("payments.GatewayNotification") - before.pop("payments.GatewayNotification")
        assert (400 <= response.status_code < 500, kept <= 1, after) == (True, True, before), body


# --- Wrong methods ----------------------------------------------------------------------------------------


@in_both_languages
def test_a_wrong_method_is_explained(stage: Stage, words: SimpleNamespace) -> None:
    spectator = stage.with_footprint(words)
    journey = spectator.page.path.split("/")[2]
    number = stage.pledge(spectator, words).path.split("/")[2]
    code = stage.event.venues.all()[0].zones.all()[0].placements.all()[0].code
    fill = {"code": code, "event": stage.event.slug, "journey": journey, "number": number}
    before, client = row_counts(), client_of(words)
    tried = [(method, address) for method in ("post", "put", "delete", "patch") for address in ONLY_READ]
    tried += [("get", address) for address in ONLY_SENT]
    tried += [("delete", QUESTIONS), ("put", "/j/{journey}/neutralise/")]
    for method, address in tried:
        response = getattr(client, method)(address.format(**fill))
        assert (response.status_code, bool(response.headers["Allow"])) == (405, True), (method, address)
        if "json" not in response.headers["Content-Type"]:
            reads_well(Page(response, address), words, "")
    assert row_counts() == before


def test_an_event_without_a_venue_says_that_it_takes_nobody_yet(universiade: Event) -> None:
    bare = Event.objects.get()
    bare.pk, bare.slug, bare.state = None, "bare", Event.State.PLANNED
    bare.donated_account = credits.actions.open_account(code="event:bare", kind="event")
    bare.save()
    put_at(bare, Event.State.OPEN)  # its venue was removed after that
    assert Client().get("/z/bare/").status_code == 200
    assert Client().get("/z/bare/footprint/").status_code == 409


def test_other_people_s_journeys_are_not_found_by_chance(universiade: Event) -> None:
    """A code with one wrong character is no code at all: the check character says so."""
    code = journey_from(universiade).code
    for position, character in enumerate(code):
        other = "z" if character != "z" else "y"
        assert Client().get(f"/j/{code[:position]}{other}{code[position + 1 :]}/").status_code == 404

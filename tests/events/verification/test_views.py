"""The room's pages: what a verifier walks through in a browser, in both languages, and who is turned away."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

import events.verification.actions
from events.models import Event, Finding, Inventory, LineCheck, Verification, VerificationStatement
from people.models import User
from tests.events.evidence import samples
from tests.events.signed_in import signed_in
from tests.events.verification.stage import PASSWORD, Stage, new_event, new_statement, ticked, version

pytestmark = pytest.mark.django_db
ROOM = "/organise/events/games/verification/"


@pytest.fixture
def inventory(stage: Stage) -> Inventory:
    return version(stage.event, stage.organiser, 900_000, 90_000, *[1_000] * 10)


@pytest.fixture
def work(stage: Stage, inventory: Inventory) -> Verification:
    return events.verification.actions.begin(inventory=inventory, by=stage.verifier)


def typed(**changes: object) -> dict[str, object]:
    return {
        "statement_number": "VS-7",
        "stated_on": "2026-09-01",
        "standard": "ISO 14064-3:2019",
        "assurance": "reasonable",
        "figure_grams": "1,000,000 g",
        "file_new": SimpleUploadedFile("statement.pdf", samples.PDF),
        "password": PASSWORD,
        **changes,
    }


@pytest.mark.parametrize(
    ("note", "words"), [("a\0b", "Null characters are not allowed."), ("x" * 501, "at most 500 characters")]
)
def test_a_note_that_cannot_be_kept_is_refused_in_words(
    stage: Stage, inventory: Inventory, work: Verification, note: str, words: str
) -> None:
    """PostgreSQL keeps no text with a NUL."""
    line = inventory.lines.get(position=1)
    answer = signed_in(stage.verifier).post(
        f"{ROOM}{work.pk}/check/?lang=en", {f"line-{line.pk}": "on", f"note-{line.pk}": note}
    )
    assert (answer.status_code, LineCheck.objects.count()) == (400, 0)
    assert words in answer.content.decode()


def test_no_note_is_lost_whatever_is_wrong_with_another(stage: Stage, work: Verification) -> None:
    """A note is typed beside a line whose box is not chosen: nothing is ticked, and all of it stands there again."""
    client, address = signed_in(stage.verifier), f"{ROOM}{work.pk}/check/?lang=en"
    first, second = work.inventory.lines.filter(line_id__in=work.sample).order_by("position")[:2]
    sent = {f"line-{first.pk}": "on", f"note-{first.pk}": "bill of July", f"note-{second.pk}": "meter"}
    answer = client.post(address, sent)
    page = answer.content.decode()
    assert (answer.status_code, LineCheck.objects.count()) == (400, 0)
    assert [page.count(f'value="{note}"') for note in ("bill of July", "meter")] == [1, 1]
    assert page.count("Choose this line too, or take its note away.") == 1
    client.post(address, {**sent, f"line-{second.pk}": "on"})
    kept = [(check.line, check.note) for check in LineCheck.objects.order_by("line__position")]
    assert kept == [(first, "bill of July"), (second, "meter")]


def test_who_chooses_no_line_is_told_to(stage: Stage, work: Verification) -> None:
    answer = signed_in(stage.verifier).post(f"{ROOM}{work.pk}/check/?lang=en", {})
    assert answer.status_code == 400
    assert "Choose the lines that you looked at." in answer.content.decode()


def test_a_verifier_walks_from_beginning_to_statement(stage: Stage, inventory: Inventory) -> None:
    client = signed_in(stage.verifier)
    assert "Version 1 waits for a verifier: 1 t." in client.get(ROOM, {"lang": "en"}).content.decode()
    page = client.post(f"{ROOM}begin/").headers["Location"]
    work = Verification.objects.get()
    assert page == f"{ROOM}{work.pk}/"
    assert "Supplier&#x27;s bill" in client.get(page).content.decode()
    line = inventory.lines.get(position=1)
    client.post(f"{page}findings/", {"line": line.pk, "grade": "major", "text": "No bill"})
    found = Finding.objects.get()
    signed_in(stage.organiser).post(f"{page}findings/{found.pk}/", {"text": "It is line 1's file"})
    client.post(f"{page}findings/{found.pk}/", {"text": "Seen", "settle": "1"})
    ticks = {f"line-{each.pk}": "on" for each in inventory.lines.all()}
    client.post(f"{page}check/", {**ticks, f"note-{line.pk}": "meter"})
    assert LineCheck.objects.get(line=line).note == "meter"
    assert client.post(f"{page}state/", typed()).headers["Location"] == page
    said = VerificationStatement.objects.select_related("file").get()
    assert (said.figure_grams, said.assurance, said.file.title) == (
        1_000_000,
        "reasonable",
        "Verification statement VS-7",
    )
    assert Event.objects.get().state == "verified"
    told = client.get(page, {"lang": "en"}).content.decode()
    assert [
        word for word in (said.digest, "VS-7", "Reasonable assurance", "settled") if word not in told
    ] == []


def test_a_version_that_the_organiser_has_begun_to_replace_is_refused_in_words(
    stage: Stage, inventory: Inventory
) -> None:
    Inventory.objects.create(
        event=stage.event,
        kind="actual",
        number=2,
        factor_set=inventory.factor_set,
        created_by=stage.organiser,
    )
    answer = signed_in(stage.verifier).post(f"{ROOM}begin/?lang=en", follow=True)
    assert "This is not the newest version of the actual emissions" in answer.content.decode()
    assert not Verification.objects.exists()


def test_who_verifies_a_version_that_is_being_replaced_is_told_so(stage: Stage, work: Verification) -> None:
    words = "The organiser has begun a newer version"
    pages = []
    for _newer in (False, True):
        answer = signed_in(stage.verifier).get(f"{ROOM}{work.pk}/")
        pages.append(words in answer.content.decode())
        version(stage.event, stage.organiser, 5)
    assert pages == [False, True]


@pytest.mark.parametrize(("language", "name"), [("en", "Power 1"), ("zh-hans", "用电 1")])
def test_everybody_of_the_event_reads_the_verification(
    stage: Stage, work: Verification, language: str, name: str
) -> None:
    for user in (stage.verifier, stage.organiser, stage.auditor, stage.clerk):
        page = signed_in(user).get(f"{ROOM}{work.pk}/", {"lang": language}).content.decode()
        assert work.seed in page
        assert f"1 · {name}" in page
    assert signed_in(stage.stranger).get(f"{ROOM}{work.pk}/").status_code == 404


def test_the_seed_and_the_lines_are_given_to_draw_again(stage: Stage, work: Verification) -> None:
    answer = signed_in(stage.auditor).get(f"{ROOM}{work.pk}/lines.json")
    lines = dict(json.loads(answer.content))
    assert sum(lines.values()) == 1_000_000
    assert set(work.sample) <= set(lines)


def test_a_wrong_password_signs_nothing_and_loses_nothing_that_was_typed(
    stage: Stage, work: Verification
) -> None:
    ticked(work, stage.verifier)
    client = signed_in(stage.verifier)
    for password, words in (("wrong", "This is not your password."), ("", "id_password_error")):
        answer = client.post(f"{ROOM}{work.pk}/state/?lang=en", typed(password=password))
        page = answer.content.decode()
        assert answer.status_code == 400
        assert words in page
        assert 'value="VS-7"' in page
        assert password == "" or f'value="{password}"' not in page
    assert not VerificationStatement.objects.exists()


def test_another_persons_password_does_not_sign(stage: Stage, work: Verification) -> None:
    ticked(work, stage.verifier)
    stage.organiser.set_password("another password")
    stage.organiser.save()
    answer = signed_in(stage.verifier).post(f"{ROOM}{work.pk}/state/", typed(password="another password"))
    assert (answer.status_code, VerificationStatement.objects.count()) == (400, 0)


def test_guessing_has_an_end(stage: Stage, work: Verification) -> None:
    ticked(work, stage.verifier)
    client = signed_in(stage.verifier)
    for number in range(10):
        client.post(f"{ROOM}{work.pk}/state/", typed(password=f"guess {number}"))
    page = client.post(f"{ROOM}{work.pk}/state/?lang=en", typed()).content.decode()
    assert "Too many wrong passwords. Please wait a quarter of an hour." in page
    assert not VerificationStatement.objects.exists()


def test_another_figure_is_answered_with_both_and_the_way_to_return(stage: Stage, work: Verification) -> None:
    ticked(work, stage.verifier)
    answer = signed_in(stage.verifier).post(
        f"{ROOM}{work.pk}/state/?lang=en", typed(figure_grams="1000001 g")
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "You state 1,000,001 g, the inventory says 1,000,000 g." in page
    assert f"{ROOM}{work.pk}/return/" in page
    assert Event.objects.get().state == "drafted"


def test_the_standard_of_a_statement_claims_nothing(stage: Stage, work: Verification) -> None:
    """Reports print it, whatever the event's state."""
    ticked(work, stage.verifier)
    address = f"{ROOM}{work.pk}/state/?lang=en"
    answer = signed_in(stage.verifier).post(address, typed(standard="Carbon neutral by ISO 14064-3"))
    assert (answer.status_code, VerificationStatement.objects.count()) == (400, 0)
    assert "“Carbon neutral” is a claim" in answer.content.decode()


def test_a_version_is_returned_with_a_figure(stage: Stage, work: Verification) -> None:
    client, page = signed_in(stage.verifier), f"{ROOM}{work.pk}/"
    assert client.post(f"{page}return/", {"reason": ""}).status_code == 400
    same = client.post(f"{page}return/?lang=en", {"reason": "x", "figure_grams": "1 t"})
    assert "This is the total of the inventory" in same.content.decode()
    assert (
        client.post(f"{page}return/", {"reason": "Taxis twice", "figure_grams": "990 kg"}).status_code == 302
    )
    assert [client.get(f"{page}{end}/").headers["Location"] for end in ("state", "return")] == [page, page]
    told = signed_in(stage.organiser).get(page, {"lang": "en"}).content.decode()
    assert "The verifier's figure is 990 kg, the inventory says 1 t." in told
    assert "Taxis twice" in told


@pytest.mark.parametrize(
    "path", ["begin/", "{}/check/", "{}/check-other/", "{}/findings/", "{}/return/", "{}/state/"]
)
def test_whoever_does_not_verify_is_refused_and_strangers_learn_nothing(
    stage: Stage, work: Verification, path: str
) -> None:
    people = (stage.organiser, stage.auditor, stage.clerk, stage.stranger)
    told = [signed_in(user).post(ROOM + path.format(work.pk), typed()).status_code for user in people]
    assert told == [403, 403, 403, 404]
    assert not Finding.objects.exists()


def test_only_those_who_may_answer_do(stage: Stage, work: Verification) -> None:
    found = events.verification.actions.add_finding(
        verification=work, grade="minor", text="Unit?", by=stage.verifier
    )
    page = f"{ROOM}{work.pk}/findings/{found.pk}/"
    people = (stage.auditor, stage.clerk, stage.stranger, stage.organiser)
    told = [signed_in(user).post(page, {"text": "kWh"}).status_code for user in people]
    assert (told, found.replies.count()) == ([403, 403, 404, 302], 1)
    assert signed_in(stage.organiser).post(page, {"text": "ok", "settle": "1"}).status_code == 403
    assert signed_in(stage.organiser).post(page, {"text": " "}).status_code == 400


def test_a_refused_finding_loses_nothing_that_was_typed(stage: Stage, work: Verification) -> None:
    answer = signed_in(stage.verifier).post(
        f"{ROOM}{work.pk}/findings/", {"grade": "grave", "text": "My finding"}
    )
    assert answer.status_code == 400
    assert "My finding" in answer.content.decode()


def test_lines_and_verifications_of_other_events_are_not_found(stage: Stage, work: Verification) -> None:
    other = new_event(stage.event.organiser, "other-games", Event.State.DRAFTED)
    foreign = version(other, stage.organiser, 5).lines.get()
    client = signed_in(stage.verifier)
    client.post(f"{ROOM}{work.pk}/check/", {f"line-{foreign.pk}": "on"})
    answer = client.post(f"{ROOM}{work.pk}/check-other/", {"line": foreign.pk})
    assert (answer.status_code, LineCheck.objects.count()) == (400, 0)
    there = f"/organise/events/other-games/verification/{work.pk}/"
    assert signed_in(stage.clerk).get(there).status_code == 404


def test_the_sealed_document_is_a_download_once_there_is_one(stage: Stage, work: Verification) -> None:
    client, page = signed_in(stage.auditor), f"{ROOM}{work.pk}/statement.json"
    assert client.get(page).status_code == 404
    ticked(work, stage.verifier)
    said = events.verification.actions.state_figure(
        verification=work, new=new_statement(work, stage.verifier), by=stage.verifier
    )
    answer = client.get(page)
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert json.loads(answer.content)["sha256"] == said.digest


def test_the_page_of_a_statement_does_not_read_its_file(stage: Stage, work: Verification) -> None:
    ticked(work, stage.verifier)
    new = new_statement(work, stage.verifier)
    events.verification.actions.state_figure(verification=work, new=new, by=stage.verifier)
    with CaptureQueriesContext(connection) as queries:
        page = signed_in(stage.auditor).get(f"{ROOM}{work.pk}/").content.decode()
    assert new.file.file_name in page
    assert [each["sql"] for each in queries if '"events_evidencefile"."content"' in each["sql"]] == []


def test_a_page_costs_the_same_number_of_queries_for_many_lines(stage: Stage, work: Verification) -> None:
    client, costs = signed_in(stage.verifier), []
    client.get(f"{ROOM}{work.pk}/")  # the page that finds its permissions
    larger = events.verification.actions.begin(
        inventory=version(stage.event, stage.organiser, *[1_000] * 50), by=stage.verifier
    )
    for each in (work, larger):
        ticked(each, stage.verifier)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{ROOM}{each.pk}/")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_what_was_refused_stands_in_its_own_form_and_no_id_stands_twice(
    stage: Stage, work: Verification
) -> None:
    client, page = signed_in(stage.verifier), f"{ROOM}{work.pk}/"
    first, second = (
        events.verification.actions.add_finding(
            verification=work, grade="minor", text=text, by=stage.verifier
        )
        for text in ("first", "second")
    )
    pages = [
        client.get(page),
        client.post(f"{page}findings/{second.pk}/", {"text": "x" * 4001}),
        client.post(f"{page}findings/", {"text": "", "grade": "note"}),
        client.post(f"{page}check-other/", {"line": "", "note": "my note"}),
    ]
    assert [answer.status_code for answer in pages] == [200, 400, 400, 400]
    for answer in pages:
        ids = re.findall(r'\bid="([^"]+)"', answer.content.decode())
        assert sorted(ids) == sorted(set(ids))
    told = pages[1].content.decode()
    assert (
        told.index(f'id="id_{first.pk}_text"')
        < told.index(f'id="id_{second.pk}_text"')
        < told.index("x" * 4001)
    )
    assert 'value="my note"' in pages[3].content.decode()
    opened = ['<details id="other" open>' in answer.content.decode() for answer in pages]
    assert opened == [False, False, False, True]


def test_a_tick_beside_the_sample_is_told(stage: Stage, work: Verification) -> None:
    other = work.inventory.lines.exclude(line_id__in=work.sample).order_by("position")[0]
    client, page = signed_in(stage.verifier), f"{ROOM}{work.pk}/"
    client.post(f"{page}check-other/", {"line": other.pk, "note": "meter read"})
    assert LineCheck.objects.get().line == other
    assert "✓ meter read" in client.get(page).content.decode()


def test_a_person_is_called_in_the_order_of_their_script_on_the_page_and_under_the_seal(
    stage: Stage, work: Verification
) -> None:
    User.objects.filter(pk=stage.verifier.pk).update(last_name="林", first_name="小满")
    signer = User.objects.get(pk=stage.verifier.pk)
    ticked(work, signer)
    said = events.verification.actions.state_figure(
        verification=work, new=new_statement(work, signer), by=signer
    )
    assert json.loads(said.body)["signed_by"] == "林小满"
    page = signed_in(stage.auditor).get(f"{ROOM}{work.pk}/").content.decode()
    assert page.count("林小满") == 3 + 2 * len(work.sample)  # began, ended, signed; and each tick twice

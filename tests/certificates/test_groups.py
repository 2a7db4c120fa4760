"""Papers of many at once, and the pictures that are made when somebody looks."""

import hashlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import credits.actions
from certificates import actions, papers, proving, queries, rendering, tasks
from certificates.models import Certificate, Rendering
from certificates.storing import StoredRow, insert_renderings
from credits.models import Account
from diandian.lib import messages
from tests.certificates.conftest import certify, retire, stamping

pytestmark = pytest.mark.django_db
SHAPED = "สมชาย วงศ์สวัสดิ์"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """The messages that were sent, by the last part of their task's name."""
    sent: list[tuple[object, ...]] = []
    monkeypatch.setattr(
        messages, "send", lambda task, *args: sent.append((task.name.rsplit(".", 1)[1], *args))
    )
    return sent


def people(account: Account, *names: str) -> list[Certificate]:
    return [retire(certify(holder_name=name), account) for name in names]


def stored() -> dict[int, bytes]:
    return {row.certificate_id: bytes(row.content) for row in Rendering.objects.filter(kind="pdf")}


def ready() -> list[bool]:
    return [queries.is_rendered(row) for row in Certificate.objects.order_by("pk")]


def test_a_group_has_the_papers_that_each_would_have_alone(event_account: Account) -> None:
    made = people(event_account, "李雷", "", "Zoë Müller")
    assert tasks.render_group([row.pk for row in made]) == 3
    together = stored()
    for row in Rendering.objects.all():
        certificate = Certificate.objects.get(pk=row.certificate_id)
        statement = certificate.stated
        assert statement is not None
        alone = papers._paper(certificate, statement, papers._Once())
        assert (bytes(row.content), bytes(row.seal or b"")) == (alone.content, alone.seal)
        assert row.sha256 == hashlib.sha256(alone.content).hexdigest()
    assert ready() == [True] * 3
    assert (tasks.render_group([row.pk for row in made]), stored()) == (0, together)


@pytest.mark.usefixtures("_quick_papers")
def test_a_group_costs_the_same_queries_however_many_they_are(event_account: Account) -> None:
    counts = []
    for names in (["a"], ["b", "c", "d", "e"]):
        made = people(event_account, *names)
        with CaptureQueriesContext(connection) as captured:
            tasks.render_group([row.pk for row in made])
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10


@pytest.mark.usefixtures("_quick_papers")
def test_what_cannot_only_be_stamped_or_fails_is_left_to_a_message_of_its_own(
    event_account: Account, monkeypatch: pytest.MonkeyPatch, told: list[tuple[object, ...]]
) -> None:
    made = people(event_account, "李雷", SHAPED, "韩梅")

    def fragile(statement: Any, **options: object) -> bytes:
        if statement.number == made[0].number:
            raise RuntimeError
        return b"a paper"

    monkeypatch.setattr(rendering, "paper", stamping(fragile))
    assert tasks.render_group([row.pk for row in made]) == 1
    assert ready() == [False, False, True]
    assert told == [("render_certificate", made[0].pk), ("render_certificate", made[1].pk)]


@pytest.mark.usefixtures("_quick_papers")
def test_where_storing_together_fails_each_is_tried_alone(
    event_account: Account, monkeypatch: pytest.MonkeyPatch, told: list[tuple[object, ...]]
) -> None:
    made = people(event_account, "李雷", "韩梅")

    def refuses(rows: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(papers, "insert_renderings", refuses)
    assert tasks.render_group([row.pk for row in made]) == 0
    assert [task for task, *_ in told] == ["render_certificate"] * 2
    assert (ready(), stored()) == ([False, False], {})


@pytest.mark.usefixtures("_quick_papers")
def test_what_is_not_stated_or_not_proven_waits(event_account: Account) -> None:
    unproven = retire(certify(), event_account, is_signed=False)
    assert tasks.render_group([certify().pk, unproven.pk, 0]) == 0
    assert stored() == {}


@pytest.mark.usefixtures("_quick_papers")
def test_of_two_workers_with_the_same_group_the_first_ones_bytes_stay(
    event_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [row.pk for row in people(event_account, "李雷", "韩梅", "林涛")]
    real: Callable[..., int] = papers._store

    def late(made: Any) -> int:
        monkeypatch.setattr(papers, "_store", real)
        monkeypatch.setattr(rendering, "paper", stamping(lambda statement, **options: b"first"))
        assert papers.render_group(certificate_ids=ids[:2]) == 2
        return real(made)

    monkeypatch.setattr(papers, "_store", late)
    assert papers.render_group(certificate_ids=ids) == 1
    assert list(stored().values()) == [b"first", b"first", b"a paper"]


def test_few_have_a_message_each_and_a_crowd_one_for_all(told: list[tuple[object, ...]]) -> None:
    papers.tell_workers([4, 5])
    papers.tell_workers(list(range(papers.FEW + 1)))
    assert told == [
        ("render_certificate", 4, True),
        ("render_certificate", 5, True),
        ("render_group", list(range(papers.FEW + 1))),
    ]


def test_proving_a_crowd_tells_the_workers_once(
    event_account: Account, monkeypatch: pytest.MonkeyPatch, told: list[tuple[object, ...]]
) -> None:
    monkeypatch.setattr(papers, "FEW", 1)
    made = [retire(certify(), event_account, is_signed=False) for _ in range(2)]
    credits.actions.publish_checkpoint()
    told.clear()
    assert proving.prove_waiting() == 2
    assert told == [("render_group", [row.pk for row in made])]


# --- Into the table ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"\\x00\n\t\x00\xff", bytes(range(256)) * 500])
def test_a_row_arrives_as_it_was_sent(retired: Certificate, content: bytes) -> None:
    now = timezone.now()
    sent = StoredRow(retired.pk, "pdf", "0" * 64, content, b"\0seal", None, now)
    insert_renderings([sent, sent._replace(kind="poster", seal=None)])
    rows = Rendering.objects.order_by("kind")
    assert [
        (row.certificate_id, row.kind, row.sha256, bytes(row.content), row.plate_id, row.made_at)
        for row in rows
    ] == [
        (retired.pk, "pdf", "0" * 64, content, None, now),
        (retired.pk, "poster", "0" * 64, content, None, now),
    ]
    assert [row.seal and bytes(row.seal) for row in rows] == [b"\0seal", None]


def test_nothing_is_stored_twice_nor_of_an_unknown_kind(retired: Certificate) -> None:
    row = StoredRow(retired.pk, "pdf", "0" * 64, b"1", None, None, timezone.now())
    insert_renderings([row])
    for wrong in (row, row._replace(kind="film")):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert_renderings([row._replace(kind="poster"), wrong])
    assert [row.kind for row in Rendering.objects.all()] == ["pdf"]


def test_no_rows_are_no_rows() -> None:
    insert_renderings([])
    assert Rendering.objects.count() == 0


# --- Pictures ---------------------------------------------------------------------------------------------


def test_a_picture_is_made_when_it_is_first_asked_for_and_then_stays(
    client: Client, rendered: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert queries.rendering(rendered, "poster") is None
    first = client.get(f"/c/{rendered.number}.jpg")
    assert (first.status_code, first.headers["Content-Type"], first.content[:2]) == (
        200,
        "image/jpeg",
        b"\xff\xd8",
    )
    monkeypatch.setattr(rendering, "poster", None)  # whoever draws again fails
    assert client.get(f"/c/{rendered.number}.jpg").content == first.content
    assert bytes(Rendering.objects.get(kind="poster").content) == first.content


def test_there_is_no_picture_before_the_paper(client: Client, retired: Certificate) -> None:
    assert client.get(f"/c/{retired.number}.jpg").status_code == 409
    tasks.draw_poster(retired.pk)
    assert Rendering.objects.count() == 0


def test_who_may_not_see_the_name_makes_no_picture(client: Client, event_account: Account) -> None:
    private = retire(certify(name_is_public=False), event_account)
    actions.render(certificate_id=private.pk)
    assert client.get(f"/c/{private.number}.jpg").status_code == 403
    assert queries.rendering(private, "poster") is None
    key = queries.holder_token(private)
    assert client.get(f"/c/{private.number}.jpg", {"key": key}).status_code == 200


def test_a_spectators_picture_follows_the_paper_and_a_guests_does_not(
    retired: Certificate, told: list[tuple[object, ...]]
) -> None:
    tasks.render_certificate(retired.pk)
    assert told == []
    tasks.render_certificate(retired.pk, True)
    assert told == [("draw_poster", retired.pk)]
    tasks.draw_poster(retired.pk)
    assert [row.kind for row in Rendering.objects.order_by("kind")] == ["pdf", "poster"]


def test_of_two_that_ask_at_once_both_get_the_first_ones_picture(
    rendered: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(statement: object, **options: object) -> bytes:
        monkeypatch.setattr(rendering, "poster", lambda statement, **options: b"first")
        actions.poster(certificate=rendered)
        return b"second"

    monkeypatch.setattr(rendering, "poster", interrupted)
    assert bytes(getattr(actions.poster(certificate=rendered), "content", b"")) == b"first"
    assert Rendering.objects.filter(kind="poster").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_time_store_each_paper_once(
    event_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    ids = [row.pk for row in people(event_account, "李雷", "韩梅", "林涛")]
    both = threading.Barrier(2)

    def draw(statement: Any, **options: object) -> bytes:
        if statement.number == Certificate.objects.order_by("pk")[0].number:
            both.wait(timeout=30)
        return threading.current_thread().name.encode()

    monkeypatch.setattr(rendering, "paper", stamping(draw))
    counts: list[int] = []

    def work() -> None:
        try:
            counts.append(papers.render_group(certificate_ids=ids))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(counts), len(stored()), len(set(stored().values())), ready()) == (3, 3, 1, [True] * 3)

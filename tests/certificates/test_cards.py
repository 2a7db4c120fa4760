"""The picture beside a shared link: made when it is asked for, and without a name that is private."""

import io
import re
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from certificates import cards, rendering
from certificates.document import LANGUAGES, Kind, Statement
from certificates.document.samples import sample
from certificates.models import Card, Certificate
from credits.models import Account
from tests.certificates.conftest import certify, retire

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def metas(client: Client, certificate: Certificate) -> dict[str, str]:
    """What the page tells those who show a link to it."""
    text = client.get(f"/c/{certificate.number}/").content.decode()
    return dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)">', text))


def test_the_page_names_a_picture_that_is_there(client: Client, retired: Certificate) -> None:
    told = metas(client, retired)
    address = f"https://diandian.example/c/{retired.number}/"
    assert (told["url"], told["image"]) == (address, f"{address}card.jpg")
    response = client.get(f"/c/{retired.number}/card.jpg")
    picture = Image.open(io.BytesIO(response.content))
    assert (response["Content-Type"], picture.format, picture.size) == ("image/jpeg", "JPEG", (1200, 630))
    assert (told["image:width"], told["image:height"]) == ("1200", "630")
    assert "李雷" not in "".join(told.values())


def test_it_is_drawn_once_and_kept(
    client: Client, retired: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Statement] = []
    draw = rendering.card

    def counted(statement: Statement, *, shelf: rendering.Shelf) -> bytes:
        drawn.append(statement)
        return draw(statement, shelf=shelf)

    monkeypatch.setattr(rendering, "card", counted)
    address = f"/c/{retired.number}/card.jpg"
    first, second = client.get(address), client.get(address)
    assert (first.content, len(drawn)) == (second.content, 1)
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    known = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (known.status_code, known.content, len(drawn)) == (304, b"", 1)


def test_a_name_that_becomes_private_leaves_it(client: Client, retired: Certificate) -> None:
    address = f"/c/{retired.number}/card.jpg"
    named = client.get(address)
    Certificate.objects.filter(pk=retired.pk).update(name_is_public=False)
    private = client.get(address, headers={"If-None-Match": named.headers["ETag"]})
    assert (private.status_code, private.content != named.content) == (200, True)
    assert list(retired.cards.values_list("shows_name", flat=True).order_by("pk")) == [True, False]


def test_of_two_who_draw_it_at_once_both_give_what_was_kept_first(
    retired: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert retired.stated is not None
    found: list[Card] = []

    def late(certificate: Certificate, *, shows_name: bool) -> None:
        if not found:
            found.append(Card.objects.create(
                certificate=certificate, shows_name=shows_name, sha256="0" * 64, content=b"first",
                made_at=timezone.now(),
            ))  # fmt: skip

    monkeypatch.setattr(cards, "_kept", late)
    assert cards.card(retired, retired.stated) == found[0]


def test_a_private_name_is_not_on_it(client: Client, event_account: Account) -> None:
    certificate = retire(certify(name_is_public=False, holder_name="韩梅梅"), event_account)
    stated = certificate.stated
    assert stated is not None
    shown = client.get(f"/c/{certificate.number}/card.jpg").content
    assert shown == rendering.card(replace(stated, holder_name=""))
    assert shown != rendering.card(stated)


def test_before_the_retirement_there_is_none(client: Client, pledged: Certificate) -> None:
    assert metas(client, pledged) == {}
    assert client.get(f"/c/{pledged.number}/card.jpg").status_code == 404


def test_a_typed_number_leads_to_it(client: Client, retired: Certificate) -> None:
    response = client.get(f"/c/{retired.number.upper()}/card.jpg")
    assert (response.status_code, response["Location"]) == (302, f"/c/{retired.number}/card.jpg")


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("key", ["short", "long", "nobody", "demonstration"])
def test_every_kind_has_one(kind: Kind, key: str) -> None:
    pictures = [rendering.card(sample(kind, key, language).statement) for language in LANGUAGES]
    assert [Image.open(io.BytesIO(one)).size for one in pictures] == [(1200, 630)] * 2

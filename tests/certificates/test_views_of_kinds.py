"""The pages of certificates that come without a retirement, and of families."""

import html
import re

import pytest
from django.test import Client

import credits.actions
from certificates import actions
from certificates.models import Certificate
from credits.models import Account, Transfer
from tests.certificates.conftest import certify, retire
from tests.certificates.kinds import issue_badge, issue_of_kind
from tests.conftest import reversed_by_two

pytestmark = pytest.mark.django_db


def text_of(client: Client, certificate: Certificate, language: str = "en") -> str:
    response = client.get(f"/c/{certificate.number}/?lang={language}")
    assert response.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_a_badges_page_says_what_was_done_and_speaks_of_no_grams(client: Client) -> None:
    text = text_of(client, issue_badge())
    said = ("Low-Carbon Activity Badge", "韩梅", "Action", "Came to the venue by metro", "Issued and signed.")
    assert [words for words in said if words not in text] == []
    assert [
        words for words in ("CO₂e", "Retired", "The ledger does not have", "Boundary") if words in text
    ] == []


def test_a_gifts_page_compares_it_with_the_ledger(client: Client, event_account: Account) -> None:
    gift = issue_of_kind("donor", event_account)
    assert "The gift stands in the Diandian ledger" in text_of(client, gift)
    assert "12.0 t CO₂e" in text_of(client, gift) or "12 t CO₂e" in text_of(client, gift)
    assert gift.movement is not None
    reversed_by_two(Transfer.objects.get(group=gift.movement, amount_grams=2_000_000))
    text = text_of(client, gift)
    assert "it was taken back" in text
    assert "The gift stands in the Diandian ledger" not in text


def test_a_demonstration_of_a_witness_says_that_it_is_one(client: Client, event_account: Account) -> None:
    text = text_of(client, issue_of_kind("witness", event_account))
    assert ("DEMONSTRATION" in text, "Verification statement" in text) == (True, True)
    assert re.findall("neutral", text.lower()) == []


def test_a_family_is_named_only_where_the_name_is(client: Client, event_account: Account) -> None:
    shown = retire(certify(kind="family", group="林家"), event_account)
    assert "together with 林家" in text_of(client, shown)
    hidden = retire(certify(kind="family", group="林家", name_is_public=False), event_account)
    assert "林家" not in text_of(client, hidden)


def test_files_are_named_after_their_kind(client: Client, event_account: Account) -> None:
    gift = issue_of_kind("donor", event_account)
    assert client.get(f"/c/{gift.number}.pdf").status_code == 409
    credits.actions.publish_checkpoint()
    actions.render(certificate_id=gift.pk)
    for ending in ("pdf", "jpg", "json"):
        response = client.get(f"/c/{gift.number}.{ending}")
        assert response.status_code == 200
        assert 'filename="certificate-of-donation-' in response.headers["Content-Disposition"]

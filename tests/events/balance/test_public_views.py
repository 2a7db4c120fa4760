"""What the public reads of a declared event, and that no page claims anything before it is."""

import pytest
from django.test import Client

from certificates.models import Certificate
from events.balance.claims import claims_in
from events.course.course import STATES
from events.models import Inventory
from people.models import Organization
from tests.events.balance.reading import AT, SAID, client_of, text_of, visible
from tests.events.course.stage import (
    EMITTED,
    TONNE,
    Cast,
    advanced,
    brought_to,
    corrected,
    covered,
    declare,
    declared,
    stated,
    submitted,
    witnessed,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [state for state in STATES if state not in ("declared", "witnessed")])
def test_before_the_declaration_its_address_has_nothing(cast: Cast, state: str) -> None:
    brought_to(cast, state)
    for address in (SAID, f"{SAID}1/", f"{SAID}1.json"):
        assert Client().get(address).status_code == 404


def test_the_declaration_stands_at_its_address_in_the_words_for_its_reader(cast: Cast) -> None:
    declared(cast)
    chinese = visible(text_of(Client(headers={"accept-language": "zh-CN"}), SAID))
    english = visible(text_of(Client(headers={"accept-language": "en"}), SAID))
    elsewhere = visible(text_of(Client(headers={"accept-language": "en"}), f"{SAID}?for=elsewhere"))
    assert "执委会声明：依据《大型活动碳中和实施指南（试行）》，低碳运动会在下述边界内实现碳中和" in chinese
    assert "as a contribution to climate action" in english
    assert claims_in(english) == []
    assert "carbon neutral" in elsewhere
    version = Inventory.objects.get()
    for page in (chinese, english):
        for words in ("CDCER-CD-2022-7-1-7", version.content_digest, "VS-games-1", "7,000,000 g"):
            assert words in page


def test_its_json_is_what_was_digested(cast: Cast) -> None:
    said = declare(covered(cast))
    answer = Client().get(f"{SAID}1.json").json()
    assert answer == {"sha256": said.digest, "standing": "stands", "declaration": said.body}


def test_a_correction_takes_the_claim_from_every_page_at_once(cast: Cast) -> None:
    witnessed(cast)
    paper = Certificate.objects.get(kind="witness")
    corrected(cast)
    for language in ("zh-hans", "en"):
        reader = Client(headers={"accept-language": language})
        for query in ("", "?for=china", "?for=elsewhere"):
            assert claims_in(visible(text_of(reader, f"{SAID}{query}"))) == []
    assert "Under review" in text_of(Client(headers={"accept-language": "en"}), f"/c/{paper.number}/")


def test_the_witness_is_called_as_when_it_saw(cast: Cast) -> None:
    witnessed(cast)
    Organization.objects.filter(pk=cast.exchange.pk).update(
        name_zh_hans="另一家交易所", name_en="Another Exchange"
    )
    chinese = visible(text_of(Client(headers={"accept-language": "zh-CN"}), SAID))
    english = visible(text_of(Client(headers={"accept-language": "en"}), SAID))
    assert "环境交易所 · 登记账本的交易所" in chinese
    assert "Environment Exchange · as keeper of the ledger" in english


def test_a_superseded_declaration_keeps_an_address_of_its_own(cast: Cast) -> None:
    corrected(declared(cast))
    submitted(cast, EMITTED - TONNE)
    stated(cast)
    advanced(cast, "covered")
    declare(cast)
    reader = Client(headers={"accept-language": "en"})
    assert "Superseded" in text_of(reader, f"{SAID}1/")
    assert claims_in(visible(text_of(reader, f"{SAID}1/?for=elsewhere"))) == []
    assert "Surplus 1,000,000 g" in visible(text_of(reader, SAID))
    assert reader.get(f"{SAID}3/").status_code == 404


PUBLIC = (
    "/",
    "/z/games/",
    "/z/games/footprint/",
    "/z/games/donate/",
    "/verify/",
    "/ledger/",
    "/methods/",
    "/donors/",
)
ROOMS = ("", "course/", "balance/", "inventory/", "verification/", "donations/", "measures/", "places/", "reports/",
         "evidence/", "team/")  # fmt: skip


@pytest.mark.parametrize("state", [state for state in STATES if state not in ("declared", "witnessed")])
def test_no_page_claims_anything_before_the_state_allows_it(cast: Cast, state: str) -> None:
    brought_to(cast, state)
    found, absent = {}, set()
    for language in ("zh-hans", "en"):
        client = client_of(cast.clerk, language)
        for address in (*PUBLIC, *(AT + room for room in ROOMS), "/organise/", "/organise/waiting/"):
            answer = client.get(address)
            if answer.status_code == 404:
                absent.add(address)
            if words := claims_in(visible(answer.content.decode())):
                found[language, address] = words
    not_yet = {"/z/games/", "/z/games/footprint/"} if state == "planned" else set()
    assert (found, absent) == ({}, not_yet)

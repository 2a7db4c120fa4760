"""What may be asked of certificates."""

import uuid
from dataclasses import replace
from typing import Any

import pytest

import credits.queries
from certificates import queries
from certificates.models import Certificate
from credits.models import Account
from credits.queries import RetirementFacts, SliceFacts
from tests.certificates.conftest import certify, retire

pytestmark = pytest.mark.django_db


def test_the_ledger_is_asked_and_an_altered_statement_is_noticed(retired: Certificate) -> None:
    assert retired.statement is not None
    retired.statement = {**retired.statement, "retirement_id": str(uuid.UUID(int=9))}
    assert not queries.ledger_agrees(retired)


def test_a_holders_token_opens_only_its_own_certificate(pledged: Certificate) -> None:
    other = certify()
    token = queries.holder_token(pledged)
    assert queries.is_holder_token(pledged, token)
    assert not queries.is_holder_token(other, token)
    assert not queries.is_holder_token(pledged, token[:-1])


def test_a_holders_link_outlives_the_installations_secret(pledged: Certificate, settings: Any) -> None:
    token = queries.holder_token(pledged)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another secret, made when the first one may have leaked"
    assert not queries.is_holder_token(pledged, token)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert queries.is_holder_token(pledged, token)


def test_lots_that_touch_are_one_slice_and_other_donors_are_others(event_account: Account) -> None:
    certificate = retire(certify(), event_account)
    facts = credits.queries.retirement_facts(certificate.retirement_request_id or 0)
    assert facts is not None
    (whole,) = facts.slices

    def lot(start: int, end: int, donor: str | None = None) -> SliceFacts:
        return replace(whole, batch_from=start, batch_to=end, donor_zh=donor)

    lots = (lot(0, 10), lot(10, 15), lot(15, 20, "青禾"), lot(20, 30, "青禾"), lot(40, 50, "青禾"))
    stated = queries.stated_slices(lots)
    assert [(piece.batch_from, piece.batch_to, piece.donor_zh) for piece in stated] == [
        (0, 15, None),
        (15, 30, "青禾"),
        (40, 50, "青禾"),
    ]


def test_the_ledger_agrees_however_the_lots_were_cut(
    retired: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = credits.queries.retirement_facts(retired.retirement_request_id or 0)
    assert facts is not None
    (whole,) = facts.slices

    def cut_at(*ends: int) -> RetirementFacts:
        starts = (whole.batch_from, *ends)
        pieces = zip(starts, (*ends, whole.batch_to), strict=True)
        return replace(facts, slices=tuple(replace(whole, batch_from=a, batch_to=b) for a, b in pieces))

    found = []
    for told in (cut_at(), cut_at(1, 20_000), replace(cut_at(5), slices=cut_at(5).slices[:1])):
        monkeypatch.setattr(credits.queries, "retirement_facts", lambda request_id, told=told: told)
        found.append(queries.ledger_agrees(retired))
    assert found == [True, True, False]

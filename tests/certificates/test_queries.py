"""What may be asked of certificates."""

import uuid
from typing import Any

import pytest

from certificates import queries
from certificates.models import Certificate
from tests.certificates.conftest import certify

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

"""What the tests of this room stand on: a demonstration's cast, and keys for events that are real."""

from typing import Any

import pytest

from certificates.sealing import new_pair
from tests.events.course.stage import Cast, cast_of

LIVE = new_pair("diandian.example")


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of()


@pytest.fixture
def live_key(settings: Any) -> None:
    """This installation signs real certificates."""
    settings.CERTIFICATE_SIGNING_KEY = LIVE.private_pem
    settings.CERTIFICATE_SIGNING_CERTIFICATE = LIVE.certificate_pem
    settings.CERTIFICATE_SECRET = ""

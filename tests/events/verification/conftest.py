"""An event that is drafted, for every test of the room."""

import pytest

from tests.events.verification.stage import Stage, staged


@pytest.fixture
def stage(db: None) -> Stage:
    return staged()

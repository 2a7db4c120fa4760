"""The cast: an event, two donors, and people who may enter and decide."""

import pytest

from credits.models import Account
from events.models import Event
from tests.events.donating.stage import People, donor, event_named, people


@pytest.fixture
def games(db: None) -> Event:
    return event_named("games")


@pytest.fixture
def cast(games: Event) -> People:
    return people(games)


@pytest.fixture
def qinghe(db: None) -> Account:
    """A donor with ten tonnes, units 1 to 10."""
    return donor("qinghe", 1)


@pytest.fixture
def jiangyun(db: None) -> Account:
    """Another with ten tonnes, units 101 to 110."""
    return donor("jiangyun", 101)

"""The history of a whole ledger, written once a module."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.credits.history import History, rolled_back, write_history


@pytest.fixture(scope="module")
def history(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[History]:
    """A ledger in which everything has happened. Its rows stay until the module ends."""
    with django_db_blocker.unblock(), rolled_back():
        yield write_history()

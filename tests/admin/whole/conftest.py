"""One stage for all tests of this folder: built once, since it is dear, and left by each test as it was found."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from events.models import Event
from tests.admin.conftest import put_in_full_swing


@pytest.fixture(scope="package")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The event in full swing, inside a transaction that ends with the last test of the folder."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0)
        put_in_full_swing(Event.objects.select_related("donated_account", "sale_account").get())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def db(stage: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In place of pytest-django's, whose test cases would close the stage's connection: a savepoint on the stage."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)


@pytest.fixture
def in_full_swing(db: None) -> Event:
    return Event.objects.get(slug="low-carbon-universiade")

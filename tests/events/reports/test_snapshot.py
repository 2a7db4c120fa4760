"""Numbers and packs are of one moment, whatever others write meanwhile."""

from functools import partial

import pytest
from django.db import DatabaseError, connection

from events.models import Event
from events.reports.making import make
from events.reports.snapshot import one_moment
from tests.conftest import at_once
from tests.events.reports import stage
from tests.events.reports.test_actions import asked

pytestmark = pytest.mark.django_db(transaction=True)


def renamed(pk: int) -> int:
    return Event.objects.filter(pk=pk).update(place_en="Elsewhere")


def test_what_others_write_meanwhile_is_not_seen_and_nothing_is_written(universiade: Event) -> None:
    places = Event.objects.filter(pk=universiade.pk).values_list("place_en", flat=True)
    with one_moment():
        before = places.get()
        if connection.vendor == "postgresql":
            assert at_once(partial(renamed, universiade.pk)) == [1]
        assert places.get() == before
    assert places.get() == ("Elsewhere" if connection.vendor == "postgresql" else before)
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="read-only"), one_moment():
            renamed(universiade.pk)


def test_a_pack_and_numbers_are_gathered_without_a_word_written(universiade: Event) -> None:
    stage.verified(universiade)
    for kind in ("pack", "verification"):
        assert make(report_id=asked(universiade, kind).pk)

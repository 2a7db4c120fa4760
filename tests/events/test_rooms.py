"""What has no room on paper is refused where it is typed, and at the latest where a certificate is ordered."""

import uuid

import pytest
from django.forms import modelform_factory

from certificates.errors import TextTooLongError
from events.certifying import Holder, Promise, certify
from events.models import Event
from events.place_forms import PRINTED, EventForm


def test_an_events_texts_are_no_longer_than_their_papers_have_room(db: None) -> None:
    def refused(han: int, latin: int) -> set[str]:
        texts = {"name_zh_hans": "会" * han, "boundary_zh_hans": "程" * (han + 35), "name_en": "n" * latin}
        form = modelform_factory(Event, EventForm, fields=list(PRINTED))(
            {**texts, "boundary_en": "b" * (latin + 70)}
        )
        return {name for name, words in form.errors.items() if "35" in str(words) or "70" in str(words)}

    assert refused(35, 70) == set()
    assert refused(36, 71) == {"name_zh_hans", "name_en", "boundary_zh_hans", "boundary_en"}


def test_no_certificate_is_ordered_whose_words_would_lie_over_each_other(db: None) -> None:
    event = Event(name_zh_hans="会" * 36, name_en="n", boundary_zh_hans="程", boundary_en="b")
    promise = Promise(amount_grams=1, beneficiary=uuid.UUID(int=1), method="m", funding="donated")
    with pytest.raises(TextTooLongError) as refused:
        certify(event=event, holder=Holder("李雷", True, "en"), promise=promise, key=uuid.UUID(int=2))
    assert refused.value.limits == {"event_name_zh": 70}

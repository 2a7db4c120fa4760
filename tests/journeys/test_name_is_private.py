"""A name that its holder keeps private is on the holder's paper, and nowhere that strangers look."""

import json
from types import SimpleNamespace

import pytest

from tests.journeys.conftest import Stage, in_both_languages
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db


@in_both_languages
def test_the_holder_sees_the_name_and_a_stranger_does_not(stage: Stage, words: SimpleNamespace) -> None:
    holder = stage.with_footprint(words)
    stage.pledge(holder, words, show_name="no")
    stage.work(papers=True)
    own_link = holder.page.path
    assert (holder.open(own_link).heading, holder.file(words.pdf).status_code) == (words.name, 200)

    address = own_link.split("?")[0]
    stranger = Visitor(words.language)
    assert stranger.open(address).heading == words.private
    endings = (".json", ".pdf", ".jpg", "/status.json", "/")
    answers = [stranger.client.get(address.rstrip("/") + ending) for ending in endings]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 200, 200]
    assert [words.name in answer.content.decode() for answer in answers] == [False] * 5
    proof = holder.file(words.json).json()
    assert json.loads(proof["statement"])["holder_name"] == words.name


@in_both_languages
def test_a_key_made_up_by_a_stranger_opens_nothing(stage: Stage, words: SimpleNamespace) -> None:
    holder = stage.with_footprint(words)
    stage.pledge(holder, words, show_name="no")
    mine = stage.with_footprint(words)
    stage.pledge(mine, words, show_name="no")
    address, key = holder.page.path.split("?")[0], mine.page.path.split("?")[1]
    for query in (key, "key=", "key=x", "key=%00", "key=李雷"):
        assert Visitor(words.language).open(f"{address}?{query}").heading == words.private

"""The factors and the counting under /api/v1/."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.translation import override

from footprint import api, calculator
from footprint.actions import NewFactorSet, load_factor_set, publish
from footprint.models import FactorSet

COUNT = "/api/v1/footprint/"
TRIP = {"mode": "hsr", "from": "Chongqing", "to": "Chengdu"}
MEALS = {"meals": 2, "diet": "vegan"}


@pytest.fixture
def caller() -> Client:
    return Client(headers={"accept-language": "en"}, enforce_csrf_checks=True)


def sent(caller: Client, activities: object, query: str = "", **headers: str) -> tuple[int, object]:
    body = activities if isinstance(activities, bytes) else json.dumps(activities).encode()
    response = caller.post(COUNT + query, body, content_type="application/json", headers=headers)
    return response.status_code, json.loads(response.content)


# --- Factors ----------------------------------------------------------------------------------------------


def test_factors_are_found_with_their_set_and_their_licences(published: FactorSet, caller: Client) -> None:
    found = caller.get("/api/v1/factors/", {"q": "四川 2023 电力"}).json()
    assert found["set"]["method"] == "china-2026.1"
    assert found["set"]["state"] == "published"
    assert [factor["code"] for factor in found["results"]] == ["cn-grid-2023-sichuan"]
    assert found["count"] == 1
    assert Decimal(found["results"][0]["grams_per_unit"]) == Decimal("156.4")
    assert (found["results"][0]["gases"], found["results"][0]["boundary"]) == ("co2", "direct")


def test_an_unknown_set_is_not_found(published: FactorSet, caller: Client) -> None:
    assert caller.get("/api/v1/factors/", {"set": "nothing"}).status_code == 404


# --- Counting ---------------------------------------------------------------------------------------------


def test_a_list_is_counted_as_the_command_counts_it(published: FactorSet, caller: Client) -> None:
    status, answer = sent(caller, [TRIP])
    lines = calculator.count([TRIP])
    with override("en"):
        printed = {
            "lines": [calculator.line_json(line) for line in lines],
            "total": calculator.total_json(calculator.total(lines, allow_mixed=False), lines),
            "refusal": None,
        }
    assert (status, answer) == (200, printed)


def test_different_things_are_added_up_only_where_that_is_allowed(
    published: FactorSet, caller: Client
) -> None:
    _status, refused = sent(caller, [TRIP, MEALS])
    assert isinstance(refused, dict)
    assert refused["total"] is None
    assert refused["refusal"].startswith("These lines count different things and are not added up: ")
    _status, mixed = sent(caller, [TRIP, MEALS], "?mixed=yes")
    assert isinstance(mixed, dict)
    assert mixed["lines"] == refused["lines"]
    assert mixed["total"]["grams"] == sum(line["grams"] for line in mixed["lines"])
    assert mixed["total"]["notes"][0].startswith("This sum adds numbers with different boundaries: ")


def test_every_refused_activity_is_listed_in_the_readers_language(
    published: FactorSet, caller: Client
) -> None:
    activities = [TRIP, {"meals": -1}, {"mode": "hsr", "from": "Chengdu", "to": "Nowhere at all"}]
    status, refused = sent(caller, activities)
    assert status == 422
    assert isinstance(refused, dict)
    assert list(refused) == ["errors"]
    assert [(item["index"], item["field"]) for item in refused["errors"]] == [(1, "meals"), (2, "to")]
    assert refused["errors"][0]["message"] == "Meals: please give a whole number from 0 to 10,000."
    _status, chinese = sent(caller, activities, **{"accept-language": "zh-CN"})
    assert isinstance(chinese, dict)
    assert chinese["errors"][0]["message"] == "餐食：请填 0 到 10,000 之间的整数。"


@pytest.mark.parametrize("body", [b"", b"{", b'{"meals": 2}', b"[NaN]", b"\xff\xfe", b"[" * 5_000])
def test_what_is_no_list_is_refused_as_a_whole(body: bytes, published: FactorSet, caller: Client) -> None:
    status, refused = sent(caller, body)
    assert status == 422
    assert isinstance(refused, dict)
    assert [(item["index"], item["field"]) for item in refused["errors"]] == [(None, "")]


def test_a_text_that_is_no_unicode_is_refused(published: FactorSet, caller: Client) -> None:
    status, refused = sent(caller, b'[{"factor": "bj-metro\\ud800", "quantity": 1}]')
    assert status == 422
    assert refused == {
        "errors": [
            {
                "index": None,
                "field": "",
                "message": "A text in it holds half a character (a lone surrogate). Please write it out in full.",
            }
        ]
    }


def test_a_sum_over_two_factor_sets_is_made_only_where_that_is_allowed(
    published: FactorSet, new_set: NewFactorSet, caller: Client
) -> None:
    publish(factor_set=load_factor_set(new=replace(new_set, code="world")), by=None)
    both = [MEALS, MEALS | {"factor_set": "world"}]
    _status, refused = sent(caller, both)
    assert isinstance(refused, dict)
    assert (refused["total"], refused["refusal"]) == (
        None,
        "These lines are counted with different factor sets or grid years: china-2026.1; world-2026.1. "
        "They are not added up. Allow it, and it will be said beside the sum.",
    )
    _status, mixed = sent(caller, both, "?mixed=yes")
    assert isinstance(mixed, dict)
    assert mixed["total"]["notes"] == [
        "These lines are counted with different factor sets or grid years: china-2026.1; world-2026.1."
    ]


def test_too_many_activities_and_too_many_bytes_are_refused(published: FactorSet, caller: Client) -> None:
    status, refused = sent(caller, [MEALS] * (calculator.MOST_ACTIVITIES + 1))
    assert status == 422
    assert isinstance(refused, dict)
    assert refused["errors"][0]["message"] == "That are 1001 activities; please give at most 1000 at once."
    assert sent(caller, b" " * (api.BODY_BYTES_MAX + 1))[0] == 413


def test_decimals_are_read_as_they_are_written(published: FactorSet, caller: Client) -> None:
    _status, answer = sent(caller, b'[{"kwh": 0.1}]')
    assert isinstance(answer, dict)
    assert (answer["lines"][0]["quantity"], answer["lines"][0]["grams"]) == ("0.100", 53)


def test_counting_cannot_be_asked_for_by_an_address(published: FactorSet, caller: Client) -> None:
    assert caller.get(COUNT).status_code == 405

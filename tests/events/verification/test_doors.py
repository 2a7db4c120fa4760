"""A verifier knocks at every door of the workspace: nothing opens but the verification's and the evidence's."""

import uuid
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from events.models import Inventory
from people.models import User
from tests.events.verification.stage import Stage, staged, version

pytestmark = pytest.mark.django_db
# What a verifier may write: their own work, and the file of their statement.
OPEN = {
    *("begin_verification", "check_sample", "check_other", "add_finding", "reply_to_finding"),
    *("return_version", "state_figure", "evidence"),
}
# What forms ask for, so that a page is not saved by an empty field.
TYPED = {
    **dict.fromkeys(
        ("reason", "why", "text", "note", "owner", "name", "name_zh", "name_en", "slug"), "words"
    ),
    **dict.fromkeys(("title", "title_zh", "title_en", "username", "code"), "words"),
    **dict.fromkeys(("due_on", "day", "last_day"), "2027-01-01"),
    **dict.fromkeys(("people", "organization", "user", "yes"), "1"),
    "kind": "actual",
    "based_on": "nothing",
    "to": "verified",
    "phase": "source",
    "category": "energy",
    "status": "done",
    "role": "auditor",
    "language": "en",
}
EXAMPLES: dict[str, object] = {
    "int": 1,
    "slug": "actual",
    "uuid": uuid.UUID(int=1),
    "string": "actual",
    "path": "actual",
}


def doors(
    patterns: "list[URLPattern | URLResolver]", kinds: dict[str, str], examples: dict[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Each page of an event in the workspace: its name, and something for each part of its address."""
    for each in patterns:
        found = {**kinds, **{name: type(kind).__name__ for name, kind in each.pattern.converters.items()}}
        if isinstance(each, URLResolver):
            yield from doors(each.url_patterns, found, examples)
        elif "slug" in found and each.name:
            parts = {name: examples[kind.removesuffix("Converter").lower()] for name, kind in found.items()}
            yield each.name, {**parts, "slug": "games"}


def everything() -> dict[str, object]:
    """All rows of an event and of the ledger, but what a verifier may write."""
    apart = {"Verification", "Finding", "LineCheck", "EvidenceFile"}
    models = [
        model for app in ("events", "credits", "people") for model in apps.get_app_config(app).get_models()
    ]
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in models
        if model.__name__ not in apart
    }


def knock(user: User, inventory: Inventory) -> dict[str, int]:
    """What each door but the open ones answers to a form that is filled in."""
    client = Client()
    client.force_login(user)
    [workspace] = [
        each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "organise"
    ]
    assert isinstance(workspace, URLResolver)
    examples = {**EXAMPLES, "int": inventory.number, "uuid": inventory.lines.get(position=1).line_id}
    found = [door for door in doors(workspace.url_patterns, {}, examples) if door[0] not in OPEN]
    User.objects.update(last_login=None)
    return {
        name: client.post(reverse(f"organise:{name}", kwargs=parts), TYPED).status_code
        for name, parts in found
    }


def test_no_page_takes_anything_from_a_verifier_but_the_verification() -> None:
    """The same forms change a good deal when an organiser sends them, so they are worth sending."""
    stage: Stage = staged()
    inventory = version(stage.event, stage.organiser, 70, 30)
    before = everything()
    told = knock(stage.verifier, inventory)
    assert len(told) > 30
    assert {name: status for name, status in told.items() if status >= 500} == {}
    assert everything() == before
    knock(stage.organiser, inventory)
    after = everything()
    assert {"Measure", "CourseStep"} & {name for name, rows in after.items() if rows != before[name]}

"""`python -m tests.faults.guest_list STEP`: a guest list in the database of a stack, step by step.

It runs as a process of its own, because each stack has a database of its own. `enter COUNT` has one clerk enter so
many guests and another approve them, and prints the list's id; `progress ID` prints how far it has come as JSON;
`papers ID FILE` writes the zip.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import django

django.setup()

import credits.audit  # noqa: E402  models load only after the setup
import events.guests.actions  # noqa: E402
from credits.models import Retirement  # noqa: E402
from events.guests.archive import archive  # noqa: E402
from events.guests.queries import progress_of  # noqa: E402
from events.models import Event, GuestList  # noqa: E402
from people.models import User  # noqa: E402
from tests.events.guests.stage import guests, new_list  # noqa: E402


def enter(count: str) -> None:
    first, second = User.objects.filter(username__startswith="clerk-").order_by("pk")[:2]
    new = new_list(Event.objects.get(slug="low-carbon-universiade"), guests(int(count)))
    row = events.guests.actions.enter(new=new, by=first)
    events.guests.actions.approve(guest_list=row, by=second)
    sys.stdout.write(str(row.pk))


def progress(pk: str) -> None:
    row = GuestList.objects.get(pk=pk)
    retired = Retirement.objects.filter(request__purpose__startswith="Guest of ")
    found = {
        **asdict(progress_of(row)),
        "state": row.state,
        "retired_grams": sorted(retired.values_list("amount_grams", flat=True)),
        "breaches": [breach.rule for breach in credits.audit.breaches()] if row.state == "done" else None,
    }
    json.dump(found, sys.stdout)


def papers(pk: str, path: str) -> None:
    with Path(path).open("wb") as file:
        file.writelines(archive(GuestList.objects.get(pk=pk)))


if __name__ == "__main__":
    steps: dict[str, Callable[..., None]] = {"enter": enter, "progress": progress, "papers": papers}
    steps[sys.argv[1]](*sys.argv[2:])

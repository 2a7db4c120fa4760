"""The second demonstration: an event that went all the way, by the real actions, and balances to 0.00 t."""

import itertools

import pytest
from django.core.management import call_command

import events.balance.queries
from certificates.models import Certificate
from credits.models import Retirement
from events import finished_demonstration as demo
from events.models import Event, Inventory

pytestmark = pytest.mark.django_db


@pytest.fixture
def finished(universiade: Event) -> Event:
    call_command("load_finished_demo", verbosity=0)
    return Event.objects.get(slug=demo.SLUG)


def test_it_went_through_every_state(finished: Event) -> None:
    steps = finished.course_steps.values_list("from_state", "to_state")
    states = ["planned", "open", "closed", "drafted", "verified", "covered", "declared", "witnessed"]
    assert (finished.state, list(steps)) == ("witnessed", list(itertools.pairwise(states)))


def test_it_balances_to_the_gram_as_was_published(finished: Event) -> None:
    """1,163.59 t verified, 1,163.59 t retired (Xinhua Daily, 5 November 2025)."""
    balance = events.balance.queries.balance_of(finished)
    assert (balance.verified_grams, balance.retired_event_grams, balance.surplus_grams) == (
        1_163_590_000,
        1_163_590_000,
        0,
    )


def test_its_lines_add_up_to_what_was_verified(finished: Event) -> None:
    inventory = Inventory.objects.get(event=finished, kind="actual")
    assert (inventory.state, inventory.total_grams) == ("verified", demo.VERIFIED_GRAMS)
    assert sum(inventory.lines.values_list("amount_grams", flat=True)) == demo.VERIFIED_GRAMS


def test_its_witness_certificate_is_a_demonstration(finished: Event) -> None:
    witness = Certificate.objects.get(kind=Certificate.Kind.WITNESS)
    assert (witness.event_code, witness.is_demonstration, witness.number[0]) == (demo.SLUG, True, "d")
    assert witness.amount_grams == demo.VERIFIED_GRAMS


def test_loading_it_again_changes_nothing(finished: Event) -> None:
    before = (Retirement.objects.count(), Certificate.objects.count(), finished.course_steps.count())
    call_command("load_finished_demo", verbosity=0)
    assert (Retirement.objects.count(), Certificate.objects.count(), finished.course_steps.count()) == before

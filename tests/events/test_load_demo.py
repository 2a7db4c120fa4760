"""The demonstration: real where it says so, marked where it is not, and the same however often it is loaded."""

from django.apps import apps
from django.core.management import call_command

import credits.audit
import events.queries
from credits.models import Batch
from events.models import Event, Placement, Venue
from people.models import Organization

APPS = ("people", "footprint", "credits", "certificates", "payments", "events", "auth")


def everything() -> dict[str, list[dict[str, object]]]:
    """All rows of all our tables."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for label in APPS
        for model in apps.get_app_config(label).get_models()
    }


def test_loading_twice_changes_nothing(universiade: Event) -> None:
    before = everything()
    call_command("load_demo", verbosity=0)
    assert everything() == before


def test_the_event_has_its_venues_zones_and_placements_in_both_languages(universiade: Event) -> None:
    assert (universiade.name_zh_hans, universiade.name_en) == (
        "成都第31届世界大学生夏季运动会",
        "Chengdu 2021 FISU World University Games",
    )
    assert (str(universiade.starts_on), str(universiade.ends_on)) == ("2023-07-28", "2023-08-08")
    assert Venue.objects.count() >= 6
    assert all(venue.name_zh_hans and venue.name_en and venue.zones.exists() for venue in Venue.objects.all())
    assert all(placement.label_zh_hans and placement.label_en for placement in Placement.objects.all())


def test_three_donors_gave_from_three_registries_and_say_that_it_is_a_demonstration(
    universiade: Event,
) -> None:
    assert Batch.objects.filter(is_demonstration=True).values("registry").distinct().count() == 3
    assert Organization.objects.filter(kind="donor", is_demonstration=True).count() == 3
    assert [grams for _zh, _en, grams in events.queries.donors_of(universiade)] == [
        500_000_000,
        300_000_000,
        200_000_000,
    ]
    assert events.queries.tally_of(universiade).donated_grams == 1_000_000_000
    assert credits.audit.breaches() == []

"""Designs of certificates are told of every event, with the words that stand on its certificates."""

from certificates.designs import occasions
from certificates.designs.occasions import occasion_of
from certificates.document.samples import Occasion
from events.models import Event


def test_certificates_know_every_event_by_its_code(universiade: Event) -> None:
    assert [each.code for each in occasions.occasions()] == [universiade.slug]
    assert occasion_of(universiade.slug) == Occasion(
        universiade.slug,
        universiade.name_zh_hans,
        universiade.name_en,
        universiade.boundary_zh_hans,
        universiade.boundary_en,
    )
    assert occasion_of("universaide") is None

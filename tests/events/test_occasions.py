"""Certificates are told of every event, with the words that stand on its certificates."""

from certificates import hooks
from certificates.document.samples import Occasion
from certificates.hooks import occasion_of
from events.models import Event


def test_certificates_know_every_event_by_its_code(universiade: Event) -> None:
    assert [each.code for each in hooks.occasions()] == [universiade.slug]
    assert occasion_of(universiade.slug) == Occasion(
        universiade.slug,
        universiade.name_zh_hans,
        universiade.name_en,
        universiade.boundary_zh_hans,
        universiade.boundary_en,
        is_demonstration=True,
    )
    assert occasion_of("universaide") is None

"""The balance as a picture says what its table says."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from events.balance.pictures import picture_of
from tests.events.balance.test_balance import BALANCE


@pytest.mark.parametrize(
    ("verified", "said"), [(None, "Verified emissions: —"), (0, "Verified emissions: 0 g")]
)
def test_what_nobody_has_verified_yet_is_not_nothing(verified: int | None, said: str) -> None:
    with override("en"):
        picture = picture_of(replace(BALANCE, verified_grams=verified))
    assert picture.description.split("; ")[0] == said

"""The name that a holder types: kept as it is, or refused with what cannot be printed."""

import pytest

from certificates import queries
from certificates.errors import NameTooLongError, UnprintableNameError
from certificates.models import Certificate
from tests.certificates.conftest import NAMES, certify

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["", *NAMES, "阿" * 120])
def test_any_name_or_none_is_kept_as_typed(name: str) -> None:
    assert certify(holder_name=f" {name} ").holder_name == name


@pytest.mark.parametrize(
    ("name", "characters"),
    [
        ("李😀雷", ["😀"]),
        ("a\u202eb", ["\u202e"]),
        ("a\nb", ["\n"]),
        ("ᚠᚢᚦ", ["ᚠ", "ᚢ", "ᚦ"]),
        ("\x00", ["\x00"]),
    ],
)
def test_what_paper_cannot_show_is_refused_and_named(name: str, characters: list[str]) -> None:
    assert queries.unprintable(name) == characters
    with pytest.raises(UnprintableNameError) as refusal:
        certify(holder_name=name)
    assert (refusal.value.characters, Certificate.objects.count()) == (characters, 0)


@pytest.mark.parametrize("name", ["阿" * 121, "a" + "\u0301" * 1000])
def test_a_name_that_is_too_long_is_refused(name: str) -> None:
    with pytest.raises(NameTooLongError):
        certify(holder_name=name)

"""A name is set in one face that has all of it."""

import pytest

from certificates import fonts


@pytest.mark.parametrize(
    ("name", "families"),
    [
        ("李雷", ("Noto Serif CJK SC",)),
        ("Nguyễn", ("Noto Serif CJK SC",)),
        ("Żółw", ("DejaVu Serif",)),
        ("Иван", ("Noto Serif CJK SC",)),
        ("𠀀𪚥", ("HanaMinA", "HanaMinB")),
        ("عمر", ("DejaVu Sans",)),
    ],
)
def test_a_name_never_changes_its_face_in_the_middle(name: str, families: tuple[str, ...]) -> None:
    assert fonts.name_families(name) == families


def test_two_scripts_that_no_face_has_together_share_the_faces() -> None:
    assert fonts.name_families("李Ż") == fonts.NAME_FAMILIES


def test_a_family_that_is_not_installed_covers_nothing() -> None:
    assert fonts.coverage("No Such Face") == frozenset()

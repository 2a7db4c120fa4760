from dataclasses import replace
from decimal import Decimal

import pytest

from footprint.factor_changes import CellChange, Comparison, FactorChange, compare, next_version
from footprint.factor_file import FactorFile


def test_every_factor_is_new_changed_unchanged_or_removed(factor_file: FactorFile) -> None:
    one, two, three, four = factor_file.factors[:4]
    other = replace(two, grams_per_unit=Decimal("1.50000"), uncertainty_percent=None)
    old = {factor.code: factor for factor in (one, two, three)}
    assert compare(old, [one, other, four]) == Comparison(
        new=(four,),
        changed=(
            FactorChange(
                two.code,
                (CellChange("grams_per_unit", "33.5", "1.5"), CellChange("uncertainty_percent", "20", "")),
            ),
        ),
        unchanged=(one,),
        removed=(three,),
    )


@pytest.mark.parametrize(
    ("version", "taken", "following"),
    [
        ("2026.1", set(), "2026.2"),
        ("2026.1", {"2026.2", "2026.3"}, "2026.4"),
        ("2026.9", set(), "2026.10"),
        ("7", set(), "8"),
        ("next", set(), "next.1"),
    ],
)
def test_the_next_version_is_the_next_free_number(version: str, taken: set[str], following: str) -> None:
    assert next_version(version, taken) == following

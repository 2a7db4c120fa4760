"""A mass beside things of everyday life: two digits, no trees, nothing weak unless it is allowed."""

from decimal import Decimal

from footprint.calculation.equivalents import EquivalentKind, equivalents
from tests.footprint.test_table import LIBRARY


def test_a_mass_is_set_beside_a_petrol_car_a_meal_and_a_train_with_two_digits() -> None:
    found = {other.kind: other.quantity for other in equivalents(121_318, LIBRARY, "CN-SC")}
    assert found == {
        EquivalentKind.CAR_KM: Decimal("4.8E+2"),  # 121,318 g ÷ (208.71 + 43.21) g = 481.6 km
        EquivalentKind.BEEF_MEALS: Decimal(22),  # ÷ 5,509.5 g = 22.02 meals
        EquivalentKind.HSR_KM: Decimal("4.0E+3"),  # ÷ 30.48 g = 3,980.2 km
    }


def test_less_than_one_of_a_thing_is_not_shown() -> None:
    assert [other.kind for other in equivalents(300, LIBRARY, "CN-SC")] == [
        EquivalentKind.CAR_KM,
        EquivalentKind.HSR_KM,
    ]
    assert equivalents(0, LIBRARY, "CN-SC") == ()

"""Whole grams of every option of the six questions, so that a page shows a live total by adding numbers up.

Each entry is counted by the engine itself; the sum of those looked up is `calculate().total_grams` to the gram.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from footprint.calculation.activities import Activity, DistanceKind, Meals, Ride, RideMode, Seat, Stay
from footprint.calculation.engine import lines_of
from footprint.calculation.library import Library
from footprint.calculation.spectator import (
    JOINED_TO_THE_MAINLAND,
    LIMITS,
    possible_modes,
    usual_mode,
    way_of,
)
from footprint.calculation.values import Answers, Cabin, Diet, Fuel, LocalMode, Mode, Place, Site
from footprint.errors import (
    InvalidAnswerError,
    UnfitFactorError,
    UnknownCabinError,
    UnknownUseError,
    WeakFactorError,
)

# What this event's factors do not reach, or nobody allowed: it has no entry, and is not asked.
UNCOUNTABLE = (InvalidAnswerError, UnfitFactorError, UnknownCabinError, UnknownUseError, WeakFactorError)
ASKED_CABINS = (Cabin.ECONOMY, Cabin.PREMIUM_ECONOMY, Cabin.BUSINESS, Cabin.FIRST)

Key = TypeVar("Key")
Grams = TypeVar("Grams")
WayGrams = int | Mapping[Cabin, int] | Mapping[Fuel, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class StayTable:
    """What hangs on the venue alone. Rows without an entry cannot be counted at this event.

    `hotel[sharers - 1][nights]` and `meals[diet][count]` are grams; `modes` are the long ways that lead here
    from somewhere.
    """

    local: Mapping[LocalMode, int]
    hotel: tuple[tuple[int, ...], ...]
    meals: Mapping[Diet, tuple[int, ...]]
    seat: int
    modes: tuple[Mode, ...]
    local_km: int

    def as_json(self) -> dict[str, object]:
        return {
            "local": self.local,
            "hotel": self.hotel,
            "meals": self.meals,
            "seat": self.seat,
            "local_km": self.local_km,
        }


@dataclass(frozen=True, slots=True)
class WayTable:
    """The ways from one city: grams there and back; of the plane by cabin, of a car by fuel and occupants - 1."""

    modes: Mapping[Mode, WayGrams]
    usual: Mode

    def as_json(self) -> dict[str, object]:
        return {"modes": self.modes, "usual": self.usual}


def stay_table(*, site: Site, local_km: int, library: Library) -> StayTable:
    """Grams of local transport, nights, meals and the seat at this site. About 1,400 entries."""
    region = site.host.region

    def grams(activity: Activity) -> int:
        return _grams(activity, site, library)

    def ride(mode: LocalMode) -> int:
        return (
            grams(Ride(RideMode(mode.value), Decimal(local_km), region, DistanceKind.LOCAL))
            if local_km
            else 0
        )

    nights, meals = range(LIMITS["nights"][1] + 1), range(LIMITS["meals"][1] + 1)
    sharers = range(1, LIMITS["sharers"][1] + 1)
    return StayTable(
        local=_countable(LocalMode, ride),
        hotel=tuple(
            _countable(
                sharers, lambda people: tuple(grams(Stay(count, region, people)) for count in nights)
            ).values()
        ),
        meals=_countable(Diet, lambda diet: tuple(grams(Meals(count, diet, region)) for count in meals)),
        seat=sum(_countable((Seat(region, site.kwh_per_seat),), grams).values()),
        modes=tuple(_modes_to(site, library)),
        local_km=local_km,
    )


def way_table(*, origin: Place, site: Site, library: Library) -> WayTable:
    """Grams of every way that exists between a city and this site, there and back; none from the host itself."""
    occupants = range(1, LIMITS["occupants"][1] + 1)

    def grams(answers: Answers) -> int:
        return _grams(way_of(answers, site), site, library)

    def by_mode(mode: Mode) -> WayGrams:
        answers = Answers(origin=origin, mode=mode)
        if mode == Mode.LOCAL:
            return 0
        if mode == Mode.PLANE:
            return _some(_countable(ASKED_CABINS, lambda cabin: grams(replace(answers, cabin=cabin))))
        if mode == Mode.CAR:

            def of_car(fuel: Fuel) -> tuple[int, ...]:
                return tuple(grams(replace(answers, fuel=fuel, occupants=people)) for people in occupants)

            return _some(_countable(Fuel, of_car))
        return grams(answers)

    modes = _countable(possible_modes(origin, site), by_mode)
    usual = usual_mode(origin, site)
    return WayTable(modes=modes, usual=usual if usual in modes else next(iter(modes), usual))


def _grams(activity: Activity, site: Site, library: Library) -> int:
    return sum(line.grams for line in lines_of(activity, library, site.options))


def _countable(keys: Iterable[Key], grams_of: Callable[[Key], Grams]) -> dict[Key, Grams]:
    """What the engine counts, by key; what it refuses is left out."""
    found = {}
    for key in keys:
        with suppress(*UNCOUNTABLE):
            found[key] = grams_of(key)
    return found


def _some(options: dict[Key, Grams]) -> dict[Key, Grams]:
    """The options of a way, which does not exist without any."""
    if not options:
        raise UnknownUseError("way", "")
    return options


def _modes_to(site: Site, library: Library) -> Iterator[Mode]:
    """The long ways to ask for: China's high-speed rail near China, other trains elsewhere."""
    near_china = site.host.country in JOINED_TO_THE_MAINLAND
    trains = {Mode.HSR: near_china, Mode.RAIL: not near_china}
    for mode in Mode:
        if trains.get(mode, True) and (
            mode in (Mode.PLANE, Mode.CAR, Mode.LOCAL) or _is_known(mode, site, library)
        ):
            yield mode


def _is_known(mode: Mode, site: Site, library: Library) -> bool:
    country = "CN" if site.host.country in JOINED_TO_THE_MAINLAND else site.host.country
    ride = Ride(RideMode(mode.value), Decimal(1), country)
    return bool(_countable([ride], lambda one: _grams(one, site, library)))

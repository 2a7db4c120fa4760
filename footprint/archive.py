"""An assessment as JSON and back, without loss: amounts are whole numbers, decimals are texts.

A stored line names its factors by code; their values are in the factor set, which is frozen when published.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from footprint.calculation import (
    Answers,
    Cabin,
    Diet,
    FactorValue,
    FlightMethod,
    Fuel,
    Line,
    LineKey,
    LocalMode,
    Mode,
    Options,
    Piece,
    PieceName,
    Place,
    Point,
    Site,
)


def answers_to_json(answers: Answers, site: Site) -> dict[str, Any]:
    return {
        "origin": answers.origin.code,
        "mode": answers.mode.value,
        "occupants": answers.occupants,
        "fuel": answers.fuel.value,
        "cabin": answers.cabin.value,
        "is_return": answers.is_return,
        "local_mode": answers.local_mode.value,
        "local_km": answers.local_km,
        "nights": answers.nights,
        "sharers": answers.sharers,
        "meals": answers.meals,
        "diet": answers.diet.value,
        "site": {
            "host": site.host.code,
            "latitude": str(site.point.latitude),
            "longitude": str(site.point.longitude),
            "library": site.library,
            "flight_method": site.options.flight_method.value,
            "with_non_co2": site.options.with_non_co2,
            "allow_weak": site.options.allow_weak,
            "grid_year": site.options.grid_year,
            "kwh_per_seat": None if site.kwh_per_seat is None else str(site.kwh_per_seat),
            "rail_km": site.rail_km,
        },
    }


def answers_from_json(stored: Mapping[str, Any], places: Mapping[str, Place]) -> tuple[Answers, Site]:
    """The answers and the site. Raises KeyError for a place that the list no longer has."""
    site = stored["site"]
    return (
        Answers(
            origin=places[stored["origin"]],
            mode=Mode(stored["mode"]),
            occupants=stored["occupants"],
            fuel=Fuel(stored["fuel"]),
            cabin=Cabin(stored["cabin"]),
            is_return=stored["is_return"],
            local_mode=LocalMode(stored["local_mode"]),
            local_km=stored["local_km"],
            nights=stored["nights"],
            sharers=stored["sharers"],
            meals=stored["meals"],
            diet=Diet(stored["diet"]),
        ),
        Site(
            host=places[site["host"]],
            point=Point(Decimal(site["latitude"]), Decimal(site["longitude"])),
            library=site["library"],
            options=Options(
                flight_method=FlightMethod(site["flight_method"]),
                with_non_co2=site["with_non_co2"],
                allow_weak=site["allow_weak"],
                grid_year=site["grid_year"],
            ),
            kwh_per_seat=None if site["kwh_per_seat"] is None else Decimal(site["kwh_per_seat"]),
            rail_km=site["rail_km"],
        ),
    )


def line_to_json(line: Line) -> dict[str, Any]:
    return {
        "key": line.key.value,
        "pieces": [[piece.name.value, str(piece.value), piece.divides] for piece in line.pieces],
        "quantity": str(line.quantity),
        "unit": line.unit,
        "factors": list(line.factor_codes),
        "grams": line.grams,
        "low_grams": line.low_grams,
        "high_grams": line.high_grams,
        "uncertainty_percent": str(line.uncertainty_percent),
        "uncertainty_is_judgement": line.uncertainty_is_judgement,
    }


def line_from_json(stored: Mapping[str, Any], factors: Mapping[str, FactorValue]) -> Line:
    return Line(
        key=LineKey(stored["key"]),
        pieces=tuple(
            Piece(PieceName(name), Decimal(value), divides) for name, value, divides in stored["pieces"]
        ),
        quantity=Decimal(stored["quantity"]),
        unit=stored["unit"],
        factors=tuple(factors[code] for code in stored["factors"]),
        grams=stored["grams"],
        low_grams=stored["low_grams"],
        high_grams=stored["high_grams"],
        uncertainty_percent=Decimal(stored["uncertainty_percent"]),
        uncertainty_is_judgement=stored["uncertainty_is_judgement"],
    )

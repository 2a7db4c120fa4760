"""Which calculators are asked, and what their kilograms hold."""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Calculator:
    """`counts_non_co2` decides with which of our flights it is compared."""

    key: str
    name: str
    program: str  # beside this file
    licence: str
    counts: str
    counts_non_co2: bool = False


CALCULATORS: tuple[Calculator, ...] = (
    Calculator(
        "carbonize",
        "carbonize 0.1.0",
        "carbonize_kg.py",
        "MIT",
        "ICAO's fuel tables for an A320, CO₂ only; trains of UK DEFRA 2022; cars and a bus without a source",
    ),
    Calculator(
        "openap",
        "OpenAP 2.6.2",
        "openap_kg.py",
        "LGPL v3",
        "fuel along a typical trajectory, CO₂ only; sharing it among passengers is ours: 77.9 % full, no freight",
    ),
    Calculator(
        "epa",
        "atomic6ghg 1.1.1",
        "epa_kg.py",
        "BSD",
        "US EPA emission factors hub 2022: CO₂, methane and nitrous oxide, no fuel upstream",
    ),
    Calculator(
        "myclimate",
        "jetfuelburn 4.0.0 with myclimate's formula",
        "myclimate_kg.py",
        "MIT",
        "fuel and its upstream, twice the CO₂ for what is not CO₂, building of aircraft and airports",
        counts_non_co2=True,
    ),
    Calculator(
        "nosgestesclimat",
        "Nos Gestes Climat 4.10.2",
        "nosgestesclimat.mjs",
        "MIT",
        "life cycle in France (ADEME Base Empreinte), contrails in; cars with their manufacture and upkeep",
        counts_non_co2=True,
    ),
    Calculator(
        "nmf",
        "carbon-footprint 1.7.0",
        "nmf.mjs",
        "GPL v3",
        "factors of Ducky (Norway) by the metre; meals of Scarborough 2014 at 600 kcal; what is in is not stated",
        counts_non_co2=True,
    ),
)

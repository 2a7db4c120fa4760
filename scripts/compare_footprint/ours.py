"""Our own numbers, asked from outside: `manage.py calculate` reads the cases and prints lines."""

import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from typing import Any

from scripts.compare_footprint.cases import CASES, Case
from scripts.compare_footprint.installed import FOLDER, ROOT

NON_CO2_LINE = "plane-non-co2"
# Our columns. The first is compared with those that leave out what is not CO2, the second with the others; the
# last two are other methods of ours, for information.
OURS = ("ours", "ours with non-CO₂", "ours by ICAO", "ours by the Chinese average")


def kilograms() -> dict[str, dict[str, str | None]]:
    """Our kilograms by column and case, with the shipped factors in a new database of this command's own."""
    shutil.rmtree(FOLDER / "ours", ignore_errors=True)
    _manage("migrate", "--verbosity", "0")
    _manage("load_factors")
    asked = [(column, case, activity) for case in CASES for column, activity in activities(case)]
    printed = json.loads(_manage("calculate", input=json.dumps([activity for *_, activity in asked])))
    found: dict[str, dict[str, str | None]] = {column: dict.fromkeys(_keys()) for column in OURS}
    for index, lines in _by_activity(printed).items():
        column, case, _activity = asked[index]
        without = sum(line["grams"] for line in lines if line["line"] != NON_CO2_LINE)
        found[column][case.key] = kg(without)
        if column == OURS[0] and case.kind == "flight":
            found[OURS[1]][case.key] = kg(sum(line["grams"] for line in lines))
    return found


def activities(case: Case) -> list[tuple[str, dict[str, object]]]:
    """The activity in the words of docs/footprint.md, and a flight by our other methods too."""
    whole: dict[str, object] = {"region": case.region}
    match case.kind:
        case "stay":
            return [(OURS[0], whole | {"nights": case.amount})]
        case "meal":
            return [(OURS[0], whole | {"meals": case.amount, "diet": case.what})]
        case "electricity":
            return [(OURS[0], whole | {"kwh": case.amount})]
        case "ride":
            trip: dict[str, object] = {"mode": case.what, "distance_km": case.amount}
            if case.what == "car":
                trip |= {"fuel": case.fuel, "occupants": case.people}
            return [(OURS[0], whole | trip)]
        case "flight":
            flight: dict[str, object] = {
                "mode": "plane",
                "distance_km": case.amount,
                "countries": list(case.countries),
                "cabin": case.what,
            }
            methods = [(OURS[0], flight), (OURS[2], flight | {"method": "icao"})]
            if case.countries == ("CN", "CN") and case.what == "economy":
                methods.append((OURS[3], flight | {"method": "china-average"}))
            return methods


def _by_activity(lines: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        found[line["activity"]].append(line)
    return found


def kg(grams: int) -> str:
    return str(Decimal(grams) / 1000)


def _keys() -> list[str]:
    return [case.key for case in CASES]


def _manage(*arguments: str, input: str = "") -> str:
    variables = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        input=input,
        stdout=subprocess.PIPE,
        check=True,
        cwd=ROOT,
        env=variables | {"DIANDIAN_VAR_DIR": str(FOLDER / "ours")},
        text=True,
    )
    return done.stdout

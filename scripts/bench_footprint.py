"""`make bench-footprint`: what a six-question footprint costs, pure and stored, in CPU time of this process.

The yardsticks run in the same minutes on the same machine: the same sum in floats, written the way one writes it
first, and Django storing one row as wide as an assessment. The database is the throw-away PostgreSQL beside it;
its own CPU time is not in the figures.
"""

import json
import math
import os
import platform
import statistics
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import django

ROUNDS = 400
TRIES = 7


def cpu_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median over some tries of the CPU milliseconds that one call takes."""
    work()
    tries = []
    for _try in range(TRIES):
        start = time.process_time()
        for _round in range(rounds):
            work()
        tries.append((time.process_time() - start) * 1000 / rounds)
    return statistics.median(tries)


def naive_kilograms() -> float:
    """The journey of `answers` in floats, with the factors typed in."""
    latitude, longitude = math.radians(39.9075), math.radians(116.3972)
    to_latitude, to_longitude = math.radians(30.553), math.radians(104.272)
    scale = math.cos(latitude) * math.cos(to_latitude) * math.sin((to_longitude - longitude) / 2) ** 2
    distance = 2 * 6371 * math.asin(math.sqrt(math.sin((to_latitude - latitude) / 2) ** 2 + scale))
    flight = distance * 2 * (0.06449 + 0.01656 + 0.04467)
    return flight + 20 * 0.032 + 2 / 2 * 53.5 + 4 * 1.65 + 0.14076


def figures() -> dict[str, float]:
    """All that is measured, in CPU milliseconds. Needs a database with the shipped factor sets."""
    # Django's models can be imported only once it is set up.
    from footprint import actions, queries  # noqa: PLC0415
    from footprint.calculation import Answers, Mode, Options, Point, Site, calculate, distances  # noqa: PLC0415
    from footprint.calculation.distances import great_circle_km  # noqa: PLC0415
    from footprint.models import Assessment  # noqa: PLC0415

    point = Point(Decimal("30.5530"), Decimal("104.2720"))
    site = Site(queries.place("cn-chengdu"), point, options=Options(allow_weak=True))
    answers = Answers(queries.place("cn-beijing"), Mode.PLANE, nights=2, sharers=2, meals=4)
    library = queries.library()
    origins = [replace(answers.origin, point=Point(Decimal(i) / 10, Decimal(100))) for i in range(ROUNDS)]
    turn = iter(range(10**9))

    def fresh() -> object:
        """No distance is known from before."""
        distances.great_circle_km.cache_clear()
        elsewhere = replace(answers, origin=replace(origins[next(turn) % ROUNDS], code="cn-elsewhere"))
        return calculate(answers=elsewhere, site=site, library=library)

    stored = actions.record_assessment(answers=answers, site=site, key=uuid.uuid4())
    columns: dict[str, Any] = {
        field.attname: getattr(stored, field.attname)
        for field in Assessment._meta.concrete_fields
        if field.name not in ("id", "public_id", "key")
    }
    return {
        "naive_floats": cpu_ms(naive_kilograms),
        "great_circle": cpu_ms(lambda: great_circle_km.__wrapped__(answers.origin.point, point)),
        "pure": cpu_ms(lambda: calculate(answers=answers, site=site, library=library)),
        "pure_new_distance": cpu_ms(fresh),
        "estimate": cpu_ms(lambda: calculate(answers=answers, site=site, library=queries.library())),
        "bare_row": cpu_ms(lambda: Assessment.objects.create(key=uuid.uuid4(), **columns)),
        "stored": cpu_ms(lambda: actions.record_assessment(answers=answers, site=site, key=uuid.uuid4())),
    }


ROWS = {
    "naive_floats": "the same sum in floats, factors typed in",
    "great_circle": "a great circle in decimals",
    "pure": "six questions, counted",
    "pure_new_distance": "the same, from a city not asked for before",
    "estimate": "the same, with the factor set looked up",
    "bare_row": "one row stored by Django, as wide as an assessment",
    "stored": "six questions, counted and stored",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diandian.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from scripts import bench_live_total, bench_places  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("load_factors", verbosity=0)
    found = figures()
    for name, words in ROWS.items():
        print(f"{words:<55} {found[name]:8.3f} ms CPU")
    ratio = found["stored"] / found["bare_row"]
    print(f"{'counted and stored, in bare rows':<55} {ratio:8.2f}\n")
    places = bench_places.measured()
    bench_places.print_table(places)
    live = bench_live_total.measured()
    print(
        f"\nlive total on a phone {live['slowdown']} times slower than this machine, network off: "
        f"script {live['script_ms_median']} ms, on the screen after {live['shown_ms_median']} ms "
        f"(worst of {live['answers']}: {live['shown_ms_worst']} ms)\n"
    )
    print(
        json.dumps(
            {
                "benchmark": "footprint",
                "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
                "cpu_ms": {name: round(value, 4) for name, value in found.items()},
                "stored_in_bare_rows": round(ratio, 2),
                "places": places,
                "live_total": live,
            }
        )
    )


if __name__ == "__main__":
    main()

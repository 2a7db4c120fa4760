"""docs/footprint-comparison.md, made from stored numbers and from the reasons."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from scripts.compare_footprint.calculators.catalogue import CALCULATORS, Calculator
from scripts.compare_footprint.cases import CASES, Case
from scripts.compare_footprint.ours import OURS
from scripts.compare_footprint.reasons import REASONS

# Beyond it a difference needs a reason.
LARGE_PERCENT = 30

Numbers = dict[str, dict[str, str | None]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A calculator's number that lies far from ours of the same case."""

    case: Case
    calculator: Calculator
    percent: int  # theirs above ours


def large_differences(numbers: Numbers) -> list[Difference]:
    found = []
    for calculator in CALCULATORS:
        for case in CASES:
            percent = _percent(numbers, case, calculator)
            if percent is not None and abs(percent) > LARGE_PERCENT:
                found.append(Difference(case, calculator, round(percent)))
    return found


def unexplained(numbers: Numbers) -> list[str]:
    """Large differences without exactly one reason, and reasons for what is not large: the command fails."""
    needed = {(item.case.key, item.calculator.key) for item in large_differences(numbers)}
    given = [(case, reason.calculator) for reason in REASONS for case in reason.cases]
    problems = [f"no reason for {case} by {calculator}" for case, calculator in sorted(needed - set(given))]
    problems += [f"a reason too many for {case} by {by}" for case, by in sorted(set(given) - needed)]
    twice = {pair for pair in given if given.count(pair) > 1}
    return problems + [f"two reasons for {case} by {calculator}" for case, calculator in sorted(twice)]


def written(numbers: Numbers) -> str:
    """The whole document."""
    return "\n".join([*_opening(), *_calculators(), *_table(numbers), *_reasons(numbers), ""])


def _opening() -> Iterator[str]:
    yield "# Our numbers beside other calculators'"
    yield ""
    yield (
        "Made by `make compare-footprint`: `manage.py calculate` with the shipped set `china-2026.1` and its "
        f"defaults, and {len(CALCULATORS)} other calculators that need no network, on {len(CASES)} trips and "
        "activities. Nothing of ours was tuned to it. Kilograms of CO₂e per person, one way; an empty cell "
        "is what a calculator cannot say."
    )
    yield ""
    yield (
        f"A number in **bold** is more than {LARGE_PERCENT} % from ours, and its reason is below. Calculators "
        "that count what is not CO₂ (marked ☁) are held against our flights with it, the others against ours "
        "without. Our other methods for flights stand beside it for information."
    )
    yield ""


def _calculators() -> Iterator[str]:
    yield "| calculator | licence | what its kilograms hold |"
    yield "|---|---|---|"
    for calculator in CALCULATORS:
        yield f"| {_name(calculator)} | {calculator.licence} | {calculator.counts} |"
    yield ""


def _table(numbers: Numbers) -> Iterator[str]:
    yield "## Kilograms"
    yield ""
    yield "| | " + " | ".join([*OURS, *map(_name, CALCULATORS)]) + " |"
    yield "|---|" + "--:|" * (len(OURS) + len(CALCULATORS))
    for case in CASES:
        cells = [_shown(numbers[column][case.key]) for column in OURS]
        for calculator in CALCULATORS:
            percent = _percent(numbers, case, calculator)
            cell = _shown(numbers[calculator.key][case.key])
            cells.append(f"**{cell}**" if percent is not None and abs(percent) > LARGE_PERCENT else cell)
        distance = f", {case.amount:,} km" if case.kind == "flight" else ""
        yield f"| {case.title}{distance} | " + " | ".join(cells) + " |"
    yield ""


def _reasons(numbers: Numbers) -> Iterator[str]:
    percents = {(item.case.key, item.calculator.key): item.percent for item in large_differences(numbers)}
    titles = {case.key: case.title for case in CASES}
    yield "## Why they differ"
    yield ""
    yield "### Our own methods for flights"
    yield ""
    yield (
        "DESNZ divides the fuel by the room of seats and by the weight of freight, for whole groups of routes. ICAO "
        "takes a typical aircraft and leaves about a third of the fuel of China's long flights to freight, leaves "
        "out the making of the fuel, and counts a premium seat twice beyond 3,000 km and once below: so it is above "
        "DESNZ on short flights and far below it on long ones. The Chinese average is one figure per "
        "passenger-kilometre for the whole of Chinese civil aviation, the making of the fuel included: the highest of "
        "the three on most ways inside China; it comes from one article that does not say how it measures the way."
    )
    yield ""
    for calculator in CALCULATORS:
        reasons = [reason for reason in REASONS if reason.calculator == calculator.key]
        if not reasons:
            continue
        yield f"### {calculator.name}"
        yield ""
        for reason in reasons:
            cases = "; ".join(
                f"{titles[case]} {_signed(percents[case, calculator.key])} %" for case in reason.cases
            )
            yield f"- **{cases}.** {reason.text}"
        yield ""


def _percent(numbers: Numbers, case: Case, calculator: Calculator) -> Decimal | None:
    """How far theirs is above ours; None where one of the two has no number."""
    theirs = numbers[calculator.key][case.key]
    our_column = OURS[1] if calculator.counts_non_co2 and case.kind == "flight" else OURS[0]
    ours = numbers[our_column][case.key]
    if theirs is None or ours is None:
        return None
    return (Decimal(theirs) / Decimal(ours) - 1) * 100


def _name(calculator: Calculator) -> str:
    return f"{calculator.name} ☁" if calculator.counts_non_co2 else calculator.name


def _signed(percent: int) -> str:
    return f"{percent:+d}".replace("-", "−")


def _shown(kilograms: str | None) -> str:
    if kilograms is None:
        return ""
    amount = Decimal(kilograms)
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:.1f}" if amount >= 10 else f"{amount:.2f}"

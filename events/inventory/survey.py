"""♥ From the answers of some spectators to the emissions of all: a stratified estimate with its error.

W. G. Cochran, Sampling Techniques, 3rd edition, Wiley 1977, chapter 5 (stratified random sampling): the total is
Σ Nₕ·ȳₕ, its variance Σ Nₕ(Nₕ − nₕ)·sₕ²/nₕ with the finite population correction, and Student's t with the effective
degrees of freedom of Satterthwaite (section 5.4). Plain Python, no float: fractions, and decimals for roots.

A stratum is a zone on a day, and its size the attendance there. Answers are no random sample: who answers chose to.
The error printed is that of chance alone, and the pages say so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Context, Decimal, localcontext
from fractions import Fraction

from events.inventory.sources import Source
from footprint.calculation import LineKey

LEAST_ANSWERS = 2  # with one nobody can say how much answers differ
_EXACT = Context(prec=60)
# Student's t, two-sided 95 %, by degrees of freedom; between two rows the one above is taken, the safer one.
# fmt: off
_STUDENT = (
    *enumerate(("12.706", "4.303", "3.182", "2.776", "2.571", "2.447", "2.365", "2.306", "2.262", "2.228"), start=1),
    *enumerate(("2.201", "2.179", "2.160", "2.145", "2.131", "2.120", "2.110", "2.101", "2.093", "2.086"), start=11),
    *enumerate(("2.080", "2.074", "2.069", "2.064", "2.060", "2.056", "2.052", "2.048", "2.045", "2.042"), start=21),
    (40, "2.021"), (60, "2.000"), (120, "1.980"), (1000, "1.962"),
)
# fmt: on


class TooFewAnswersError(ValueError):
    """Fewer answers than an error can be told from."""

    def __init__(self, answers: int) -> None:
        super().__init__(f"{answers} answers")
        self.answers = answers


class NobodyCountedError(ValueError):
    """No attendance was entered."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of footprints that make one line of the inventory."""

    source: Source
    keys: frozenset[LineKey]


GROUPS: dict[str, Group] = {
    "air": Group(Source.PARTICIPANTS_TRAVEL, frozenset({LineKey.PLANE, LineKey.PLANE_NON_CO2})),
    "rail": Group(Source.PARTICIPANTS_TRAVEL, frozenset({LineKey.HSR, LineKey.RAIL})),
    "road": Group(Source.PARTICIPANTS_TRAVEL, frozenset({LineKey.COACH, LineKey.CAR, LineKey.MOTORBIKE})),
    "local": Group(
        Source.PARTICIPANTS_TRAVEL,
        frozenset({LineKey.METRO, LineKey.BUS, LineKey.TAXI, LineKey.WALK}),
    ),
    "lodging": Group(Source.LODGING, frozenset({LineKey.HOTEL})),
    "catering": Group(Source.CATERING, frozenset({LineKey.MEALS})),
    "venue": Group(Source.POWER_HEAT, frozenset({LineKey.VENUE, LineKey.ELECTRICITY})),
}
GROUP_OF: dict[str, str] = {key.value: code for code, group in GROUPS.items() for key in group.keys}


@dataclass(slots=True)
class Sums:
    """Of one group in one stratum: grams, their squares answer by answer, and the half-ranges of the factors."""

    grams: int = 0
    squares: int = 0
    half_ranges: int = 0

    def add(self, grams: int, half_range: int = 0) -> None:
        self.grams += grams
        self.squares += grams * grams
        self.half_ranges += half_range

    def absorb(self, other: "Sums") -> None:
        self.grams += other.grams
        self.squares += other.squares
        self.half_ranges += other.half_ranges


@dataclass(slots=True)
class Answered:
    """The answers of a stratum: how many, and their sums by group. A group that an answer lacks is 0 g of it."""

    count: int = 0
    groups: dict[str, Sums] = field(default_factory=dict)

    def add(self, lines: Iterable[tuple[str, int, int]]) -> None:
        """One answer: key, grams and half-range in grams of each line of its footprint."""
        self.count += 1
        sums: dict[str, list[int]] = {}
        for key, grams, half_range in lines:
            one = sums.setdefault(GROUP_OF[key], [0, 0])
            one[0] += grams
            one[1] += half_range
        for group, (grams, half_range) in sums.items():
            self.groups.setdefault(group, Sums()).add(grams, half_range)

    def absorb(self, other: "Answered") -> None:
        self.count += other.count
        for group, sums in other.groups.items():
            self.groups.setdefault(group, Sums()).absorb(sums)


@dataclass(frozen=True, slots=True)
class Stratum:
    """People who belong together, and what some of them answered. `people` may be a fraction: see `strata_of`."""

    people: Fraction
    answered: Answered


@dataclass(frozen=True, slots=True)
class Cell:
    """A venue's zone on a day. Answers that came by no placement's code name no zone: None."""

    venue: int
    zone: int | None
    day: date


@dataclass(frozen=True, slots=True)
class Sample:
    """All that is known: the strata, and answers of days and venues for which no attendance was entered."""

    strata: tuple[Stratum, ...]
    elsewhere: Answered

    @property
    def pooled(self) -> Answered:
        """All answers together."""
        found = Answered()
        for each in (*(stratum.answered for stratum in self.strata), self.elsewhere):
            found.absorb(each)
        return found

    @property
    def people(self) -> Fraction:
        return sum((stratum.people for stratum in self.strata), Fraction(0))

    @property
    def answered_strata(self) -> int:
        return sum(1 for stratum in self.strata if stratum.answered.count)

    @property
    def overfull_strata(self) -> int:
        """Strata with more answers than people: the attendance is too low there, or people answered twice."""
        return sum(1 for stratum in self.strata if stratum.answered.count > stratum.people)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Grams of all people, the half-range (95 %) by chance and by the factors, and what no answer stands behind."""

    grams: int
    sampling_half_range: int
    factor_half_range: int
    extrapolated_grams: int

    @property
    def sampling_percent(self) -> Decimal:
        return percent_of(self.sampling_half_range, self.grams)

    @property
    def factor_percent(self) -> Decimal:
        return percent_of(self.factor_half_range, self.grams)

    @property
    def uncertainty_percent(self) -> Decimal:
        """Both together, in quadrature: chance among people and error of the factors have nothing in common."""
        with localcontext(_EXACT):
            return (
                (self.sampling_percent**2 + self.factor_percent**2)
                .sqrt()
                .quantize(Decimal("0.01"), ROUND_CEILING)
            )


def percent_of(part: int, whole: int) -> Decimal:
    """A part in percent, rounded up to 0.01; of nothing it is 0."""
    with localcontext(_EXACT):
        exact = Decimal(part) * 100 / Decimal(whole) if whole else Decimal(0)
        return exact.quantize(Decimal("0.01"), ROUND_CEILING)


def strata_of(
    attendance: Mapping[Cell, int], answers: Mapping[Cell, Answered], days_per_person: Decimal = Decimal(1)
) -> Sample:
    """Put answers and attendance together.

    A stratum is a zone on a day. Where any answer of a venue and day names no zone, the venue's zones of that day
    are one stratum, so that no answer is lost. `days_per_person`: attendance counts a person on each day, an answer
    is one person's whole visit, so people are attendance ÷ days.
    """
    if not any(attendance.values()):
        raise NobodyCountedError
    zoneless = {(cell.venue, cell.day) for cell in answers if cell.zone is None}
    people: dict[Cell, int] = {}
    found: dict[Cell, Answered] = {}
    elsewhere = Answered()
    for cell, count in attendance.items():
        key = _merged(cell, zoneless)
        people[key] = people.get(key, 0) + count
    for cell, answered in answers.items():
        key = _merged(cell, zoneless)
        target = found.setdefault(key, Answered()) if people.get(key) else elsewhere
        target.absorb(answered)
    order = sorted(people, key=lambda cell: (cell.day, cell.venue, cell.zone or 0))
    strata = (
        Stratum(Fraction(people[key]) / Fraction(days_per_person), found.get(key, Answered()))
        for key in order
        if people[key]
    )
    return Sample(tuple(strata), elsewhere)


def _merged(cell: Cell, zoneless: set[tuple[int, date]]) -> Cell:
    return Cell(cell.venue, None, cell.day) if (cell.venue, cell.day) in zoneless else cell


def estimate(sample: Sample, group: str) -> Estimate:
    """What one group of lines weighs for all people. Raises TooFewAnswersError.

    A stratum without answers takes the mean of all answers, and counts as extrapolated; the error of that mean is
    added in full to that of the others, as both rest on the same answers. A stratum with a single answer takes the
    variance of all answers. More answers than people: the correction for a finite population stops at 0.
    """
    pooled = sample.pooled
    if pooled.count < LEAST_ANSWERS:
        raise TooFewAnswersError(pooled.count)
    all_sums = pooled.groups.get(group, Sums())
    pooled_mean = Fraction(all_sums.grams, pooled.count)
    pooled_variance = _variance(all_sums, pooled.count)
    known = Fraction(0)
    without = Fraction(0)
    spreads: list[tuple[Fraction, int]] = []
    for stratum in sample.strata:
        count, sums = stratum.answered.count, stratum.answered.groups.get(group, Sums())
        if not count:
            without += stratum.people
            continue
        known += stratum.people * Fraction(sums.grams, count)
        variance, freedom = (
            (_variance(sums, count), count - 1) if count > 1 else (pooled_variance, pooled.count - 1)
        )
        weight = stratum.people * max(Fraction(0), stratum.people - count) / count
        spreads.append((weight * variance, freedom))
    extrapolated = round(without * pooled_mean)
    grams = round(known + without * pooled_mean)
    half_range = _half_range(spreads) + _half_range(
        [(without * without * pooled_variance / pooled.count, pooled.count - 1)]
    )
    factors = Fraction(all_sums.half_ranges * grams, all_sums.grams) if all_sums.grams else Fraction(0)
    return Estimate(grams, half_range, -(-factors.numerator // factors.denominator), min(extrapolated, grams))


def _variance(sums: Sums, count: int) -> Fraction:
    """The sample variance, with n − 1."""
    return Fraction(sums.squares * count - sums.grams * sums.grams, count * (count - 1))


def _half_range(spreads: Sequence[tuple[Fraction, int]]) -> int:
    """t × √Σ variances in whole grams, rounded up. Satterthwaite's degrees of freedom: (Σv)² ÷ Σ(v²/f)."""
    total = sum((variance for variance, _freedom in spreads), Fraction(0))
    if not total:
        return 0
    freedom = total * total / sum((variance * variance / free for variance, free in spreads), Fraction(0))
    with localcontext(_EXACT):
        root = (Decimal(total.numerator) / Decimal(total.denominator)).sqrt()
        return int((root * student(int(freedom))).to_integral_value(ROUND_CEILING))


def student(freedom: int) -> Decimal:
    """Student's t for 95 %, two-sided; from one degree of freedom on."""
    return Decimal(next(value for degrees, value in reversed(_STUDENT) if degrees <= max(1, freedom)))

"""What was measured, as numbers and as a table. Plain Python: nothing here measures."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """What one way took: CPU milliseconds each, a round's mean at a time, and what became of it.

    `bytes` is a file's median size, None where there is no file; `rss_mib` the memory of the process and its children
    after `made` of them.
    """

    rounds: tuple[float, ...]
    bytes: int | None = None
    rss_mib: float | None = None
    made: int = 0

    @property
    def ms(self) -> float:
        return statistics.median(self.rounds)


@dataclass(frozen=True, slots=True)
class Aim:
    """What the design asks of a figure: at most, or at least, so much."""

    words: str
    value: float | None
    limit: float
    unit: str
    at_least: bool = False

    @property
    def is_met(self) -> bool | None:
        """None where nothing was measured."""
        if self.value is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def told(self) -> str:
        found = "not measured" if self.value is None else f"{self.value:,.1f} {self.unit}"
        verdict = {True: "met", False: "missed", None: ""}[self.is_met]
        return f"{self.words:<56}{found:>18}  (aim {'≥' if self.at_least else '≤'} {self.limit:g}) {verdict}".rstrip()


def ratio(ways: Mapping[str, Way], dear: str, cheap: str) -> float | None:
    """How many times dearer one way is than another; None where one of them was not there."""
    if dear not in ways or cheap not in ways:
        return None
    return round(ways[dear].ms / ways[cheap].ms, 1)


def growth(samples: Sequence[float]) -> float | None:
    """By how much the last third of the samples is above the middle third, medians, in percent of the middle.

    The first third is not looked at: there a process still learns. None for less than six samples.
    """
    third = len(samples) // 3
    if third < 2:
        return None
    middle, last = statistics.median(samples[third : 2 * third]), statistics.median(samples[2 * third :])
    return round((last - middle) / middle * 100, 1)


def table(ways: Mapping[str, Way], yardstick: str) -> list[str]:
    """A line for each way: CPU milliseconds, how many times the yardstick's, size, memory."""
    base = ways[yardstick].ms
    lines = [f"{'':<44}{'CPU ms each':>12}{'times ours':>12}{'KB':>8}{'RSS MiB':>9}{'after':>8}"]
    for name, way in ways.items():
        size = "" if way.bytes is None else f"{way.bytes / 1000:,.1f}"
        memory, made = ("", "") if way.rss_mib is None else (f"{way.rss_mib:,.0f}", f"{way.made:,}")
        lines.append(f"{name:<44}{way.ms:>12.3f}{way.ms / base:>12.2f}{size:>8}{memory:>9}{made:>8}")
    return lines

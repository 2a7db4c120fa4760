"""A factor set as the engine asks it: by code, or by use and region, the most local first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from footprint.calculation.values import Boundary, FactorValue
from footprint.errors import UnknownFactorError, UnknownUseError, WeakFactorError


class Library(Mapping[str, FactorValue]):
    """The factors of one set by code. Never changes."""

    def __init__(self, factors: Iterable[FactorValue]) -> None:
        self._by_code = {factor.code: factor for factor in factors}
        self._by_use: dict[tuple[str, str], list[FactorValue]] = defaultdict(list)
        for factor in self._by_code.values():
            if factor.use:
                self._by_use[factor.use, factor.serves].append(factor)

    def __getitem__(self, code: str) -> FactorValue:
        return self._by_code[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)

    def named(self, code: str) -> FactorValue:
        """The factor of this code. Raises UnknownFactorError."""
        if code not in self._by_code:
            raise UnknownFactorError(code)
        return self._by_code[code]

    def for_use(self, use: str, region: str, *, allow_weak: bool) -> tuple[FactorValue, ...]:
        """The parts of the default figure of a use but for its non-CO2 part, as `figure` finds it."""
        return self.figure(use, region, allow_weak=allow_weak).parts

    def figure(self, use: str, region: str, *, allow_weak: bool) -> "Figure":
        """The default figure of a use, the most local that may be taken: region, country, anywhere.

        Raises UnknownUseError where the set has none, and WeakFactorError where all that it has hold a factor of
        grade D or E and nobody chose to use such.
        """
        weak: FactorValue | None = None
        for serves in dict.fromkeys((region, region.partition("-")[0], "")):
            found = self._by_use.get((use, serves), [])
            weak_parts = [factor for factor in found if factor.is_weak]
            if found and (allow_weak or not weak_parts):
                return Figure.of(found)
            weak = weak or (weak_parts[0] if weak_parts else None)
        if weak:
            raise WeakFactorError(weak.code, use)
        raise UnknownUseError(use, region)


@dataclass(frozen=True, slots=True)
class Figure:
    """The parts that are added up, and the non-CO2 part, which is shown on its own."""

    parts: tuple[FactorValue, ...]
    non_co2: tuple[FactorValue, ...]

    @classmethod
    def of(cls, factors: Iterable[FactorValue]) -> "Figure":
        ordered = sorted(factors, key=lambda factor: (factor.boundary, factor.code))
        return cls(
            tuple(factor for factor in ordered if factor.boundary != Boundary.NON_CO2),
            tuple(factor for factor in ordered if factor.boundary == Boundary.NON_CO2),
        )

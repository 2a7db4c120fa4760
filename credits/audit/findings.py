"""What an audit finds."""

from dataclasses import dataclass, field

SHOWN_ROWS_MAX = 20


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that does not hold, and the first rows where it does not."""

    rule: str
    rows: tuple[str, ...]


@dataclass(slots=True)
class Findings:
    """The breaches so far, by rule, and how many rows were looked at."""

    row_count: int = 0
    by_rule: dict[str, list[str]] = field(default_factory=dict)

    def add(self, rule: str, row: object) -> None:
        """Note that `rule` does not hold for `row`."""
        rows = self.by_rule.setdefault(rule, [])
        if len(rows) < SHOWN_ROWS_MAX:
            rows.append(str(row))

    def with_those_of(self, other: "Findings") -> "Findings":
        """These, then what was found of other rules."""
        return Findings(self.row_count + other.row_count, {**self.by_rule, **other.by_rule})

    @property
    def breaches(self) -> list[Breach]:
        return [Breach(rule, tuple(rows)) for rule, rows in self.by_rule.items()]

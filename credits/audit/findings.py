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

    @property
    def breaches(self) -> list[Breach]:
        return [Breach(rule, tuple(rows)) for rule, rows in self.by_rule.items()]

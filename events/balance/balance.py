"""♥ The balance of an event: what was emitted, as verified, beside what was offered, is held and was retired.

Donated, held and retired are three different things and are never added up. Whether what spectators retired counts
is fixed before the event opens: their travel lies inside the event's boundary (annex of the guide below), so it must
not be neutralised twice, nor counted twice.

Sources: 生态环境部公告 2019 年第 19 号《大型活动碳中和实施指南（试行）》, articles 3 and 6 (actual emissions
are offset, after the event) and its annex (participants' travel is inside); the notice of Guangdong's ecology
department of 22 January 2026 on DB44/T 2639-2025: "finish in principle within one year after the event", with
proof of retirement kept (tanpaifang.com/tanzhonghe/2026/0127/116713.html).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

REMINDER_DAYS = (180, 90, 30, 7, 0)  # before the deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Whole grams. `confirmed_grams` lie on the event's account now: confirmed, held, and not retired."""

    verified_grams: int | None  # None: nothing is verified, or a correction is under way
    offered_grams: int
    confirmed_grams: int
    retired_spectators_grams: int
    retired_event_grams: int
    counts_spectators: bool
    deadline: date

    @property
    def counted_grams(self) -> int:
        """What stands against the verified emissions: retired, and nothing but retired."""
        return self.retired_event_grams + (self.retired_spectators_grams if self.counts_spectators else 0)

    @property
    def surplus_grams(self) -> int | None:
        """To the gram: above nothing a surplus, below it a shortfall. None while nothing is verified."""
        return None if self.verified_grams is None else self.counted_grams - self.verified_grams

    @property
    def is_covered(self) -> bool:
        return self.surplus_grams is not None and self.surplus_grams >= 0

    @property
    def shortfall_grams(self) -> int:
        """What is still to be retired; nothing where it is covered, or nothing is verified."""
        return max(0, -(self.surplus_grams or 0))


def deadline_of(last_day: date) -> date:
    """One year after the last day; of 29 February the 28th."""
    try:
        return last_day.replace(year=last_day.year + 1)
    except ValueError:
        return last_day.replace(year=last_day.year + 1, day=28)


def days_left(deadline: date, today: date) -> int:
    """Whole days up to the deadline; below nothing once it is over."""
    return (deadline - today).days


def due_reminder(deadline: date, today: date, sent: Collection[int]) -> int | None:
    """The reminder that is due today, as days before the deadline; None if none is, or it was sent.

    Whoever was away for a while gets the nearest one, and none of those that were missed before it.
    """
    left = days_left(deadline, today)
    due = [days for days in REMINDER_DAYS if left <= days]
    if not due or min(due) in sent:
        return None
    return min(due)

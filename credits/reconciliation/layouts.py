"""The registries' own lists of retired units, column by column, and what their words mean. Plain Python.

Columns as downloaded in April 2026 (CarbonPlan OffsetsDB, `carbonplan/offsets-db-data`, `tests/data`). Statuses are
mapped onto the Climate Action Data Trust's list, registry by registry, for the same word means different things:
"cancelled" is *used* at ART (CORSIA) and in the CDM, and made void or moved elsewhere at the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from credits.serials import EXAMPLES

Cells = Mapping[str, str]


class Status(StrEnum):
    """The Climate Action Data Trust's pick list `unitStatus` (Chia-Network/cadt)."""

    HELD = "Held"
    RETIRED = "Retired"
    CANCELLED = "Cancelled"
    EXPIRED = "Expired"
    BUFFER = "Buffer"
    EXPORTED = "Exported"
    PENDING_EXPORT = "Pending Export"


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns a list has; names in lower case, single spaces.

    `status` reads a row's cells; it answers None for a word that the list is not known to use.
    `first` and `last` are columns of their own where the serial has no numbers. `reference`, which a list may lack,
    says under which number a retirement stands. `is_mixed`: the list shows the units of all of `registries` together.
    """

    registries: tuple[str, ...]
    serial: str
    quantity: str
    date: str
    marks: tuple[str, ...]
    status: Callable[[str, Cells], Status | None]
    first: str = ""
    last: str = ""
    reference: str = ""
    is_mixed: bool = False

    @property
    def columns(self) -> frozenset[str]:
        """What the header must name for the list to be recognised."""
        return frozenset({self.serial, self.quantity, self.date, *self.marks, self.first, self.last} - {""})


def _retired(_registry: str, _cells: Cells) -> Status:
    """A list of retirements only."""
    return Status.RETIRED


def _verra(_registry: str, cells: Cells) -> Status:
    """One date stands for retirement and cancellation alike; without it the units are still held.

    What tells the two apart is whether somebody is named or a reason given. A dated row that says nothing is taken as
    cancelled: a claim is never built on a row that may be none.
    """
    if not cells["retirement/cancellation date"]:
        return Status.HELD
    said = ("retirement beneficiary", "retirement reason", "retirement details")
    return Status.RETIRED if any(cells[column] for column in said) else Status.CANCELLED


def _gold_standard(_registry: str, cells: Cells) -> Status | None:
    """Cancelled are units that left for another registry or were made void, in their own rows, without a date."""
    words = {"retired": Status.RETIRED, "canceled": Status.CANCELLED, "cancelled": Status.CANCELLED}
    return words.get(cells["credit status"].lower())


def _acr_cancelled(_registry: str, cells: Cells) -> Status:
    """Converted into offset credits of California (ARB) or Washington (Ecology), or removed from the registry."""
    converted = cells["cancellation type"].lower().startswith("convert to ")
    return Status.EXPORTED if converted else Status.CANCELLED


def _car_cancelled(_registry: str, cells: Cells) -> Status:
    """The reason "ARB" or "WA ECO" is the state's programme that the units went into."""
    return Status.EXPORTED if cells["cancellation reason"].upper() in {"ARB", "WA ECO"} else Status.CANCELLED


def _art_cancelled(_registry: str, cells: Cells) -> Status:
    """An airline that uses units for CORSIA has them cancelled: at ART that is a use."""
    used = cells["cancellation reason"].lower() == "corsia compliance"
    return Status.RETIRED if used else Status.CANCELLED


_OWN_WORDS = {
    "已注销": Status.RETIRED,
    "注销": Status.RETIRED,
    "持有": Status.HELD,
    "已取消": Status.CANCELLED,
    "已过期": Status.EXPIRED,
    **{status.lower(): status for status in Status},
}


def _own_words(registry: str, cells: Cells) -> Status | None:
    """The Data Trust's words, or a Chinese registry's. The CDM has no retirement by users: they cancel."""
    status = _OWN_WORDS.get((cells.get("unitstatus") or cells.get("状态") or "").lower())
    return Status.RETIRED if (registry, status) == ("cdm", Status.CANCELLED) else status


_ANY = tuple(EXAMPLES)
_AT_ART = ("art", "fcpf")  # ART's registry keeps FCPF's units too, and lists them together

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        ("verra",),
        "serial number",
        "quantity issued",
        "retirement/cancellation date",
        ("retirement beneficiary", "retirement reason", "retirement details"),
        _verra,
    ),
    Layout(
        ("gold-standard",),
        "serial number",
        "quantity",
        "retirement date",
        ("credit status", "gsid"),
        _gold_standard,
    ),
    Layout(
        ("acr",),
        "credit serial numbers",
        "quantity of credits",
        "status effective (gmt)",
        ("retirement reason",),
        _retired,
    ),
    Layout(
        ("acr",),
        "credit serial numbers",
        "quantity of credits",
        "status effective (gmt)",
        ("cancellation type",),
        _acr_cancelled,
    ),
    Layout(
        ("car",),
        "offset credit serial numbers",
        "quantity of offset credits",
        "status effective",
        ("retirement reason",),
        _retired,
    ),
    Layout(
        ("car",),
        "offset credit serial numbers",
        "quantity of offset credits",
        "status effective",
        ("cancellation reason",),
        _car_cancelled,
    ),
    Layout(
        _AT_ART,
        "credit serial numbers",
        "quantity of credits",
        "status effective",
        ("retirement reason", "program id"),
        _retired,
        is_mixed=True,
    ),
    Layout(
        _AT_ART,
        "credit serial numbers",
        "quantity of credits",
        "status effective",
        ("cancellation reason", "program id"),
        _art_cancelled,
        is_mixed=True,
    ),
    Layout(
        ("cercarbono",),
        "serial",
        "quantity",
        "date",
        ("certificate_destination",),
        _retired,
        "from",
        "to",
    ),
    # For registries without a public download: a list typed or exported with the Data Trust's names, or in Chinese.
    # The only ones with a column for a reference: none of the downloads above has any.
    Layout(
        _ANY,
        "serialnumberblock",
        "unitcount",
        "unitstatusdate",
        ("unitstatus",),
        _own_words,
        reference="reference",
    ),
    Layout(_ANY, "序列号", "数量", "日期", ("状态",), _own_words, reference="注销编号"),
)

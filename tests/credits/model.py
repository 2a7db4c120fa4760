"""The ledger in its simplest form: lists of grams in plain Python, to hold the real one against.

Every verb either does what it says or raises Refusal with the name of the error that the real ledger must raise.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

UNIT = 1_000_000
ISSUED = -1  # no lot: what is issued came out of none
CLOCK_BEHIND_MAX = 3600


class Refusal(Exception):  # noqa: N818  it is what the model expects, not a failure
    """The real ledger must refuse with this error."""


@dataclass(frozen=True)
class Run:
    """Grams `[start, end)` of a batch that lie side by side on a tape; `lot` is the credit that brought them."""

    lot: int
    batch: int
    start: int
    end: int

    @property
    def grams(self) -> int:
        return self.end - self.start


Tape = list[Run]


@dataclass
class AccountModel:
    tape: Tape = field(default_factory=list)
    held: int = 0

    @property
    def free(self) -> int:
        return total(self.tape) - self.held


@dataclass
class BatchModel:
    units: int
    is_impaired: bool = False
    is_closed: bool = False
    cancelled: int = 0
    apart: int = 0
    pooled: int = 0
    retired: list[tuple[int, int]] = field(default_factory=list)  # (retirement, grams) in settlement order


@dataclass
class HoldModel:
    account: str
    grams: int
    expires_at: int | None
    outcome: str = ""


@dataclass
class MoveModel:
    debit: str
    credit: str
    runs: Tape
    is_reversed: bool = False


@dataclass
class RequestModel:
    account: str
    grams: int
    may_split: bool = True
    state: str = "waits"
    slices: list[tuple[int, int, int]] = field(default_factory=list)


@dataclass
class PoolModel:
    batch: int
    block: tuple[int, int] | None = None  # units counted from the batch's first, the last included
    is_closed: bool = False
    is_withdrawn: bool = False


def total(runs: Collection[Run]) -> int:
    return sum(run.grams for run in runs)


def taken(tape: Tape, grams: int) -> Tape:
    """Take the first grams off a tape."""
    parts: Tape = []
    while grams:
        run = tape.pop(0)
        size = min(grams, run.grams)
        parts.append(Run(run.lot, run.batch, run.start, run.start + size))
        if size < run.grams:
            tape.insert(0, Run(run.lot, run.batch, run.start + size, run.end))
        grams -= size
    return parts


def taken_last(tape: Tape, batch: int, grams: int) -> Tape:
    """Take the last grams of a batch off a tape, as many as there are."""
    parts: Tape = []
    for number in reversed(range(len(tape))):
        run = tape[number]
        if run.batch == batch and grams:
            size = min(grams, run.grams)
            parts.insert(0, Run(run.lot, batch, run.end - size, run.end))
            tape[number : number + 1] = (
                [Run(run.lot, batch, run.start, run.end - size)] if size < run.grams else []
            )
            grams -= size
    return parts


class Model:
    """Accounts, batches, promises and pools; the log as the number of its leaves."""

    def __init__(self, codes: Collection[str], now: int) -> None:
        self.accounts = {code: AccountModel() for code in codes}  # in the order of their ids
        self.batches: list[BatchModel] = []
        self.holds: list[HoldModel] = []
        self.moves: list[MoveModel] = []
        self.requests: list[RequestModel] = []
        self.replaced: dict[int, int] = {}  # grams of a request that were retired once more
        self.pools: list[PoolModel] = []
        self.givers: dict[int, str | None] = {}  # who moved a lot here
        self.above: dict[int, int] = {}  # the lot that a lot came out of
        self.origins: dict[int, str | None] = {}  # who gave a lot before events passed it on
        self.leaves = 0
        self.now = now
        self.last_at = 0

    # --- The log ----------------------------------------------------------------------------------------

    @property
    def is_clock_behind(self) -> bool:
        return self.now < self.last_at - CLOCK_BEHIND_MAX

    def check_clock(self) -> None:
        if self.is_clock_behind:
            raise Refusal("ClockBehindError")

    def log(self, leaves: int) -> None:
        if leaves:
            self.leaves += leaves
            self.last_at = max(self.now, self.last_at)

    def correct_clock(self) -> None:
        if self.is_clock_behind:
            self.leaves += 1
            self.last_at = self.now

    # --- Credits ----------------------------------------------------------------------------------------

    def credit(self, code: str, parts: Tape, giver: str | None) -> Tape:
        """Lay parts at the end of a tape: a lot and a leaf each. Without a giver they are issued, or come back."""
        laid = []
        for part in parts:
            lot = len(self.givers)
            self.givers[lot], self.above[lot] = giver, part.lot
            before = part.lot if giver else self.above.get(part.lot, ISSUED)
            passed_on = giver is None or giver.startswith("event:")
            self.origins[lot] = self.origins.get(before) if passed_on else giver
            laid.append(Run(lot, part.batch, part.start, part.end))
        self.accounts[code].tape += laid
        self.log(len(laid))
        return laid

    def issue(self, units: int, to: str) -> None:
        self.check_clock()
        self.batches.append(BatchModel(units))
        self.credit(to, [Run(ISSUED, len(self.batches) - 1, 0, units * UNIT)], None)
        self.set_apart(to)

    def move(self, debit: str, credit: str, grams: int) -> None:
        if debit == credit:
            raise Refusal("SameAccountError")
        self.check_clock()
        giver = self.accounts[debit]
        flawed = sum(run.grams for run in giver.tape if self.batches[run.batch].is_impaired)
        if giver.free - min(giver.free, flawed) < grams:
            raise Refusal("InsufficientCreditsError")
        self.set_apart(debit)
        laid = self.credit(credit, taken(giver.tape, grams), debit)
        self.moves.append(MoveModel(debit, credit, laid))
        self.set_apart(credit)

    def check_reversal(self, number: int) -> None:
        if self.moves[number].is_reversed:
            raise Refusal("NotReversibleError")

    def reverse(self, number: int) -> None:
        self.check_clock()
        self.check_reversal(number)
        move = self.moves[number]
        giver = self.accounts[move.credit]
        if any(run not in giver.tape for run in move.runs) or giver.free < total(move.runs):
            raise Refusal("GramsMovedOnError")
        for run in move.runs:
            giver.tape.remove(run)
        self.credit(move.debit, move.runs, None)
        move.is_reversed = True
        self.set_apart(move.debit)

    def check_cancel(self, code: str, batch: int, grams: int) -> None:
        if self.batches[batch].is_closed:
            raise Refusal("BatchClosedError")
        account = self.accounts[code]
        if sum(run.grams for run in account.tape if run.batch == batch) < grams:
            raise Refusal("ForeignBatchError")
        if account.free < grams:
            raise Refusal("InsufficientCreditsError")

    def cancel(self, code: str, batch: int, grams: int) -> None:
        if self.batches[batch].is_closed:
            raise Refusal("BatchClosedError")
        self.check_clock()
        self.check_cancel(code, batch, grams)
        self.give_up(code, batch, grams)

    def give_up(self, code: str, batch: int, grams: int) -> None:
        self.log(len(taken_last(self.accounts[code].tape, batch, grams)))
        self.batches[batch].cancelled += grams

    # --- Flawed and finished batches ----------------------------------------------------------------------

    def impair(self, batch: int) -> None:
        row = self.batches[batch]
        if row.is_impaired:
            return
        if row.is_closed:
            raise Refusal("BatchClosedError")
        row.is_impaired = True
        self.log(1)
        for code in self.accounts:
            self.set_apart(code, [batch])

    def set_apart(self, code: str, batches: Collection[int] | None = None) -> None:
        account = self.accounts[code]
        for batch in range(len(self.batches)) if batches is None else batches:
            if self.batches[batch].is_impaired:
                parts = taken_last(account.tape, batch, account.free)
                self.batches[batch].apart += total(parts)
                self.log(len(parts))

    def sweep_impaired(self) -> None:
        for code in self.accounts:
            self.set_apart(code)

    def close_batch(self, batch: int) -> None:
        row = self.batches[batch]
        if row.is_closed:
            return
        self.check_clock()
        retired = sum(grams for _request, grams in row.retired)
        if row.units * UNIT != retired + row.cancelled + row.apart or retired != row.pooled:
            raise Refusal("BatchNotEmptyError")
        row.is_closed = True
        self.log(1)

    # --- Promises ---------------------------------------------------------------------------------------

    def set_aside(self, code: str, grams: int) -> None:
        if self.accounts[code].free < grams:
            raise Refusal("InsufficientCreditsError")
        self.accounts[code].held += grams

    def hold(self, code: str, grams: int, expires_at: int | None) -> None:
        if expires_at is not None and expires_at <= self.now:
            raise Refusal("ExpiryPassedError")
        self.set_aside(code, grams)
        self.holds.append(HoldModel(code, grams, expires_at))

    def release(self, number: int, outcome: str = "released") -> None:
        row = self.holds[number]
        if row.outcome == "used":
            raise Refusal("HoldClosedError")
        if not row.outcome:
            row.outcome = outcome
            self.accounts[row.account].held -= row.grams
            self.sweep_impaired()

    def release_expired(self) -> int:
        late = [
            number
            for number, row in enumerate(self.holds)
            if not row.outcome and row.expires_at is not None and row.expires_at <= self.now
        ]
        for number in late:
            self.release(number, "expired")
        self.sweep_impaired()
        return len(late)

    def retire(self, code: str, grams: int, may_split: bool) -> None:
        self.set_aside(code, grams)
        self.requests.append(RequestModel(code, grams, may_split))

    def retire_hold(self, number: int) -> None:
        row = self.holds[number]
        if row.expires_at is not None and row.expires_at <= self.now:
            raise Refusal("HoldExpiredError")
        if row.outcome:
            raise Refusal("HoldClosedError")
        row.outcome = "used"
        self.requests.append(RequestModel(row.account, row.grams))

    def replaceable(self, request: int) -> int:
        flawed = [
            end - start
            for batch, start, end in self.requests[request].slices
            if self.batches[batch].is_impaired
        ]
        if not flawed:
            raise Refusal("BatchNotImpairedError")
        left = sum(flawed) - self.replaced.get(request, 0)
        if not left:
            raise Refusal("RetirementReplacedError")
        return left

    def check_replacement(self, request: int, code: str) -> None:
        if self.accounts[code].free < self.replaceable(request):
            raise Refusal("InsufficientCreditsError")

    def replace(self, request: int, code: str) -> None:
        grams = self.replaceable(request)
        self.set_aside(code, grams)
        self.replaced[request] = self.replaced.get(request, 0) + grams
        self.requests.append(RequestModel(code, grams))

    # --- Settlement -------------------------------------------------------------------------------------

    def settle(self) -> int:
        """Every account in turn; returns how many requests came to an end."""
        if self.is_clock_behind:
            return 0
        waiting = [number for number, row in enumerate(self.requests) if row.state == "waits"]
        for code in self.accounts:
            self._settle_account(code, [n for n in waiting if self.requests[n].account == code])
        return sum(self.requests[number].state != "waits" for number in waiting)

    def _settle_account(self, code: str, waiting: list[int]) -> None:
        account, crumbs, is_any_refused = self.accounts[code], [], False
        for number in waiting:
            row = self.requests[number]
            wanted = taken(list(account.tape), row.grams if row.may_split else 1)
            if any(self.batches[run.batch].is_impaired for run in wanted):
                break
            head = self._batch_at_head(account.tape)
            if not row.may_split and total(head) < row.grams:
                row.state, is_any_refused = "refused", True
                account.held -= row.grams
                if total(head) < UNIT and all(self.taker_of_rest(code, run.lot) for run in head):
                    crumbs += taken(account.tape, total(head))
                continue
            self._retire(number, taken(account.tape, row.grams))
        for crumb in crumbs:
            giver = self.taker_of_rest(code, crumb.lot)
            assert giver is not None
            self.credit(giver, [crumb], None)
            self.set_apart(giver)
        if is_any_refused:
            self.set_apart(code)

    def taker_of_rest(self, code: str, lot: int) -> str | None:
        """Who gets the end of a batch that a refusal leaves: its giver, else the one inventory that there is."""
        giver = self.origins[lot] if self.givers[lot] else None
        if giver not in (None, code):
            return giver
        inventories = [other for other in self.accounts if other.startswith("inventory") and other != code]
        return inventories[0] if len(inventories) == 1 else None

    def _batch_at_head(self, tape: Tape) -> Tape:
        end = 0
        while end < len(tape) and tape[end].batch == tape[0].batch:
            end += 1
        return tape[:end]

    def _retire(self, number: int, parts: Tape) -> None:
        row = self.requests[number]
        row.state = "retired"
        row.slices = [(part.batch, part.start, part.end) for part in parts]
        self.accounts[row.account].held -= row.grams
        for batch in {part.batch for part in parts}:
            grams = sum(part.grams for part in parts if part.batch == batch)
            self.batches[batch].retired.append((number, grams))
        self.log(1)

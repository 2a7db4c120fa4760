"""What the clients of one round ask for: all of it follows from the round's seed, so a round can be repeated."""

import random
import uuid
from dataclasses import dataclass, replace

KEYS = uuid.UUID("6b1f7c1e-5d0a-4f0e-9a55-0d7f6f0c2023")
TWINS = 4  # so many processes send one request with one key at one moment
GRAMS_MAX = 30_000
GRAMS_PER_UNIT = 1_000_000
SECONDS = 1.2  # over which the requests of a round are spread


@dataclass(frozen=True)
class Act:
    """One request of a client. `hold` is the key of the hold that is used or released."""

    verb: str  # retire, hold, use, release, move
    key: str
    account: str
    grams: int
    at: float  # seconds after the beginning
    may_split: bool = True
    hold: str = ""


@dataclass(frozen=True)
class Plan:
    """One round. Grams are set out so that `hot` never runs dry, and `dry` does in the middle."""

    seed: str
    number: int
    clients: list[list[Act]]
    hot_chunks: list[int]
    dry_grams: int
    dry_amount: int
    units: int

    @property
    def accounts(self) -> dict[str, str]:
        """The codes of the accounts of this round alone."""
        return {name: f"{name}:round-{self.number}" for name in ("inventory", "hot", "dry")}


@dataclass
class _Draft:
    chance: random.Random
    seed: str
    clients: list[list[Act]]
    count: int = 0

    def act(self, verb: str, account: str, grams: int, **more: object) -> Act:
        self.count += 1
        key = str(uuid.uuid5(KEYS, f"{self.seed}/{self.count}"))
        return Act(verb, key, account, grams, self.chance.uniform(0, SECONDS), **more)  # type: ignore[arg-type]


def plan_round(seed: str, number: int, *, clients: int = 16, acts: int = 6) -> Plan:
    """The round of this seed. `number` keeps its accounts and serials apart from other rounds'."""
    chance = random.Random(seed)
    draft = _Draft(chance, seed, [[] for _ in range(clients)])
    dry_amount = chance.randint(1, GRAMS_MAX)
    for own in draft.clients:
        for _ in range(acts):
            own += _some_acts(draft)
        own += [draft.act("retire", "dry", dry_amount) for _ in range(2)]
    for first in range(0, clients - TWINS + 1, TWINS):
        for _ in range(3):
            twin = draft.act("retire", "hot", _grams(chance), may_split=chance.random() < 0.5)
            for own in draft.clients[first : first + TWINS]:
                own.append(twin)
    draft.clients[0] += [draft.act("move", "hot", 1000 * chance.randint(50, 200)) for _ in range(2)]
    for own in draft.clients:
        own.sort(key=lambda act: act.at)
    dry_grams = dry_amount * chance.randint(clients // 2, 2 * clients - 1) + chance.randrange(dry_amount)
    return _funded(draft, Plan(seed, number, draft.clients, [], dry_grams, dry_amount, 0))


def _some_acts(draft: _Draft) -> list[Act]:
    """A retirement, or a hold and what becomes of it."""
    chance, grams = draft.chance, _grams(draft.chance)
    what = chance.random()
    if what < 0.6:
        return [draft.act("retire", "hot", grams, may_split=chance.random() < 0.5)]
    held = draft.act("hold", "hot", grams)
    if what > 0.95:
        return [held]  # nobody ever comes back for it
    verb = "use" if what < 0.8 else "release"
    end = draft.act(verb, "hot", grams, hold=held.key)
    return [held, replace(end, at=held.at + chance.uniform(0.01, 0.3))]


def _grams(chance: random.Random) -> int:
    return chance.randint(1, GRAMS_MAX)


def _funded(draft: _Draft, plan: Plan) -> Plan:
    """As many one-tonne batches as the requests may need, in chunks that end anywhere."""
    asked = {act.key: act for own in plan.clients for act in own}.values()
    demand = sum(act.grams for act in asked if act.verb in {"retire", "hold"} and act.account == "hot")
    moved = sum(act.grams for act in asked if act.verb == "move")
    # A refusal sends the end of its batch back, less than what was asked for: as much is laid on top.
    most = demand + moved + plan.dry_grams
    ends = most // GRAMS_PER_UNIT + 3
    chunks = [demand // 3, demand // 4, demand - demand // 3 - demand // 4, ends * GRAMS_MAX]
    units = (most + ends * GRAMS_MAX) // GRAMS_PER_UNIT + 1
    return replace(plan, hot_chunks=chunks, units=units)

"""The log as the database keeps it: leaves and full tiles, appended under one lock; nodes read back for proofs."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone

from credits.bulk import insert_rows
from credits.errors import ClockAheadError, ClockBehindError
from credits.models import LogLeaf, LogState, LogTile
from credits.proofs import merkle, tiles

# A clock that is a little behind writes the last entry's time once more. One that is further behind is wrong, or
# was wrong before: a person must look (`manage.py correct_clock`).
CLOCK_BEHIND_SECONDS_MAX = 3600
# No ledger sleeps so long by itself: such a clock has jumped, and its time would stand in the log for ever.
CLOCK_AHEAD_SECONDS_MAX = 400 * 24 * 3600

_TILE = 'SELECT hashes FROM credits_logtile WHERE level = %s AND "index" = %s'
_ROOTS = (
    'SELECT root FROM credits_logtile WHERE level = %s AND "index" >= %s AND "index" < %s ORDER BY "index"'
)
_LEAVES = 'SELECT hash FROM credits_logleaf WHERE "index" >= %s AND "index" < %s ORDER BY "index"'


class Appender:
    """The end of the log, held by a row lock until the surrounding transaction ends.

    Make it first in a transaction, before any account is locked; call `write()` once at its end.
    """

    def __init__(self) -> None:
        state, _created = LogState.objects.select_for_update().get_or_create(id=1)
        self._begin = state.size
        self._entries: list[bytes] = []
        now = int(timezone.now().timestamp())
        self.is_clock_behind = now < state.last_at - CLOCK_BEHIND_SECONDS_MAX
        self.is_clock_ahead = 0 < state.last_at < now - CLOCK_AHEAD_SECONDS_MAX
        self._now, self.last_at = now, state.last_at
        self.at = max(now, state.last_at)

    @property
    def made_at(self) -> datetime:
        """The time of what is written now, in whole seconds: rows and log say the same."""
        return datetime.fromtimestamp(self.at, UTC)

    @property
    def is_clock_wrong(self) -> bool:
        return self.is_clock_behind or self.is_clock_ahead

    def check_clock(self) -> None:
        """ClockBehindError or ClockAheadError if this machine's clock is far from the log's last time."""
        if self.is_clock_behind:
            raise ClockBehindError(now=self._now, last_at=self.last_at)
        if self.is_clock_ahead:
            raise ClockAheadError(now=self._now, last_at=self.last_at)

    def keep_time(self) -> None:
        """Write with the log's last time, whatever the clock says: for what must not wait."""
        if self.is_clock_wrong:
            self.at = self.last_at

    def take_time(self) -> None:
        """Go on from this machine's time, although the log says otherwise."""
        self.at = self._now

    def append(self, entry: bytes) -> int:
        """The number that `entry` has in the log from now on."""
        self._entries.append(entry)
        return self._begin + len(self._entries) - 1

    def append_all(self, entries: Sequence[bytes]) -> int:
        """The number of the first of `entries`; the others follow it."""
        self._entries += entries
        return self._begin + len(self._entries) - len(entries)

    def write(self) -> None:
        """Write what was appended, and the tiles that it filled."""
        if not self._entries:
            return
        hashes = [merkle.leaf_hash(entry) for entry in self._entries]
        rows = zip(range(self._begin, self._begin + len(hashes)), self._entries, hashes, strict=True)
        insert_rows(LogLeaf, ("index", "entry", "hash"), rows)
        full = tiles.completed_tiles(self._begin, hashes, lambda level: partial_tile(self._begin, level))
        if full:
            insert_rows(
                LogTile,
                ("level", "index", "hashes", "root"),
                [(tile.level, tile.index, tile.hashes, tile.root) for tile in full],
            )
        LogState.objects.filter(id=1).update(size=self._begin + len(hashes), last_at=self.at)
        self._entries = []


def partial_tile(size: int, level: int) -> bytes:
    """The hashes of the last, incomplete tile of a level in a log of `size` leaves."""
    index = (size >> tiles.TILE_HEIGHT * level) // tiles.TILE_WIDTH
    return read_tile(level, index, tiles.width_in(size, level, index))


def read_tile(level: int, index: int, width: int) -> bytes:
    """The first `width` hashes of a tile: cut from the stored one, else from what lies below."""
    if not width:
        return b""
    begin = index * tiles.TILE_WIDTH
    if width == tiles.TILE_WIDTH and (stored := _joined(_TILE, level, index)):
        return stored
    if level:
        return _joined(_ROOTS, level - 1, begin, begin + width)
    return _joined(_LEAVES, begin, begin + width)


def _joined(statement: str, *values: int) -> bytes:
    # Plain SQL: a proof is made while somebody waits, and rows by the hundred cost an ORM a millisecond.
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return b"".join([row[0] for row in cursor.fetchall()])


def nodes(size: int) -> tiles.TileNodes:
    """The perfect subtrees of the first `size` leaves, for credits.proofs.merkle. A tile is read once."""
    return tiles.TileNodes(size, read_tile)


def size() -> int:
    """How many leaves the log has."""
    return LogState.objects.filter(id=1).values_list("size", flat=True).first() or 0


def entries(begin: int, end: int) -> list[bytes]:
    """The entries `[begin, end)`."""
    rows = LogLeaf.objects.filter(index__gte=begin, index__lt=end).order_by("index")
    return [bytes(entry) for entry in rows.values_list("entry", flat=True)]

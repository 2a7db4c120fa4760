"""Many keys in one long text, so that a search is one scan in C and a key costs its letters and eight bytes."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator


class Lines:
    """Keys with the number of the place that each belongs to, in the order in which they are to be found."""

    def __init__(self, keys: Iterable[tuple[str, int]]) -> None:
        found = list(keys)
        self.text = "\n" + "".join(f"{key}\n" for key, _row in found)
        self.rows = array("I", (row for _key, row in found))
        self.starts = array("I")
        start = 1
        for key, _row in found:
            self.starts.append(start)
            start += len(key) + 1

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, part: str) -> bool:
        """Whether a key has this in it: one scan that spares the others."""
        return part in self.text

    def same(self, key: str) -> Iterator[int]:
        """The places that have exactly this key."""
        return self._at_beginnings(f"\n{key}\n")

    def beginning(self, key: str) -> Iterator[int]:
        return self._at_beginnings(f"\n{key}")

    def containing(self, key: str) -> Iterator[int]:
        position = self.text.find(key)
        while position >= 0:
            line = bisect_right(self.starts, position) - 1
            yield self.rows[line]
            if line + 1 == len(self.starts):
                return
            position = self.text.find(key, self.starts[line + 1])

    def pairs(self) -> Iterator[tuple[str, int]]:
        return zip(self.text.split("\n")[1:-1], self.rows, strict=True)

    def _at_beginnings(self, needle: str) -> Iterator[int]:
        position = self.text.find(needle)
        while position >= 0:
            yield self.rows[bisect_left(self.starts, position + 1)]
            position = self.text.find(needle, position + 1)

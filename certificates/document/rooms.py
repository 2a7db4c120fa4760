"""How much room texts take, and how much there is for them on our papers and posters.

Beyond these bounds words would lie over each other. `samples.BOUND` is a certificate that fills them all.
"""

import textwrap
import unicodedata
from collections.abc import Mapping

from certificates.document.statement import Kind

# In Latin letters; a Chinese character takes the room of two.
EVENT_NAME_ROOM = 70
BOUNDARY_ROOM = 140
METHOD_ROOM = 24
GROUP_ROOM = 48
TEXTS = ("event_name_zh", "event_name_en", "boundary_zh", "boundary_en", "method")  # of every retirement
# For the facts of a paper: how many lines there are, and how much room is in one.
LINES = {Kind.DONOR: (4, 50), Kind.BADGE: (3, 60), Kind.WITNESS: (12, 52)}
_ROOMS = {
    "event_name": EVENT_NAME_ROOM,
    "boundary": BOUNDARY_ROOM,
    "method": METHOD_ROOM,
    "group": GROUP_ROOM,
}


def room(text: str) -> int:
    """How many Latin letters take about as much of a line as a text. A Chinese character takes that of two."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)


def lines(text: str, length: int) -> int:
    """How many lines a text takes in which so many Latin letters have room: words stay whole, Han break anywhere."""
    return max(len(textwrap.wrap(text, length)), -(-room(text) // length))


def too_long(texts: Mapping[str, str]) -> dict[str, int]:
    """Those of these texts that have no room, with the room that there is.

    They are called event_name, boundary, method or group, and may end in their language, as in boundary_zh.
    """
    found = {}
    for name, text in texts.items():
        limit = next(limit for part, limit in _ROOMS.items() if name.startswith(part))
        if room(text) > limit:
            found[name] = limit
    return found

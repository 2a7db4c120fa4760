"""What layers above tell certificates. They work without: each hook has an answer of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from certificates.document.samples import Occasion

if TYPE_CHECKING:
    from certificates.models import Certificate
    from certificates.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that came after a certificate and that its page says, with where to read on."""

    words: "Phrase"
    is_bad: bool
    address: str = ""
    address_words: "Phrase" = ""


def _nobody(key: UUID, event_code: str) -> bool:
    return False


def _no_events() -> Sequence[Occasion]:
    return []


def _no_notices(certificate: "Certificate") -> list[Notice]:
    return []


# Whether a real witness certificate of this event may be issued with this key: what it rests on was looked at.
may_witness: Callable[[UUID, str], bool] = _nobody

# What became of what a certificate rests on.
notices_of: Callable[["Certificate"], list[Notice]] = _no_notices

# Which events there are, and what certificates say of them.
occasions: Callable[[], Sequence[Occasion]] = _no_events


def occasion_of(code: str) -> Occasion | None:
    """The event with this code, None where there is no such event."""
    return next((each for each in occasions() if each.code == code), None)

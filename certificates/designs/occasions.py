"""Which events there are, and what certificates say of them: told by the layer above. Without it there are none."""

from collections.abc import Callable, Sequence

from certificates.document.samples import Occasion


def _none() -> Sequence[Occasion]:
    return []


occasions: Callable[[], Sequence[Occasion]] = _none


def occasion_of(code: str) -> Occasion | None:
    """The event with this code, None where there is no such event."""
    return next((each for each in occasions() if each.code == code), None)

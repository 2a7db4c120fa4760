"""Going through rows that are due, so that one bad row never stops the others."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db.models import Model

logger = logging.getLogger(__name__)

Row = TypeVar("Row", bound=Model)


def each(rows: Iterable[Row], act: Callable[[Row], bool]) -> int:
    """For how many rows `act` was true. Where it fails that is logged, and the next sweep tries again.

    Not inside a transaction: a failure of one row may undo nothing of another.
    """
    count = 0
    for row in rows:
        try:
            count += act(row)
        except Exception:  # whatever a gateway's client raises
            logger.exception("%s %s failed, and is tried again.", type(row).__name__, row)
    return count

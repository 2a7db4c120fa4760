"""What may happen to a design, and which one draws a certificate. The only code that writes designs."""

import functools
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import DatabaseError, transaction
from django.utils import timezone

from certificates import pages, rendering
from certificates.designs.drafts import PAPER, Draft
from certificates.designs.language import DesignText
from certificates.designs.refusals import DesignChangedError, DesignPublishedError, DesignRefusedError
from certificates.designs.workshop import WORKSHOP
from certificates.document import Statement
from certificates.errors import UnknownChoiceError
from certificates.hooks import occasion_of
from certificates.models import Certificate, Design
from certificates.pages import Template
from people.models import User

logger = logging.getLogger(__name__)
_Drawn = TypeVar("_Drawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDesign:
    """A design as it is begun. `event_code` is empty for every event."""

    kind: str
    name: str
    event_code: str = ""


def start_design(*, new: NewDesign, by: User) -> Design:
    """A draft with the texts of the design that is in force. UnknownChoiceError for a kind or event there is not."""
    if new.kind not in Certificate.Kind.values:
        raise UnknownChoiceError("kind", new.kind)
    _refuse_unknown(new.event_code)
    now = timezone.now()
    paper, poster = (_text_in_force(new, sheet, now) for sheet in ("paper", "poster"))
    return Design.objects.create(
        kind=new.kind,
        name=new.name,
        event_code=new.event_code,
        paper=paper,
        poster=poster,
        made_by=by,
        made_at=now,
    )


def change_design(*, design: Design, name: str, event_code: str, paper: str, poster: str) -> Design:
    """Other texts in a draft. DesignPublishedError once it is published, UnknownChoiceError for no event of ours."""
    _refuse_unknown(event_code)
    with transaction.atomic():
        row = _draft(design)
        row.name, row.event_code, row.paper, row.poster = name, event_code, paper, poster
        row.save(update_fields=["name", "event_code", "paper", "poster"])
    return row


def remove_design(*, design: Design) -> None:
    """Throw a draft away. DesignPublishedError once it is published."""
    with transaction.atomic():
        _draft(design).delete()


def publish_design(*, design: Design, by: User, previewed: str) -> Design:
    """Freeze a draft and put it in force for what is retired from the next second on.

    `previewed` is the digest (`Draft.digest`) of what the person has seen. Everything is looked at first, outside of
    any lock, which takes some seconds. DesignRefusedError with the reasons, DesignPublishedError, DesignChangedError
    when the draft is another one than was seen, or became one meanwhile.
    """
    if not design.is_draft:
        raise DesignPublishedError(design.name)
    looked_at = draft_of(design)
    if looked_at.digest != previewed:
        raise DesignChangedError(design.name)
    if found := WORKSHOP.findings(looked_at):
        raise DesignRefusedError(found)
    with transaction.atomic():
        row = _draft(design)
        if draft_of(row) != looked_at:
            raise DesignChangedError(row.name)
        row.published_by, row.published_at = by, timezone.now()
        row.save(update_fields=["published_by", "published_at"])
    return row


def draft_of(design: Design) -> Draft:
    return Draft(design.kind, design.paper, design.poster, occasion_of(design.event_code))


def in_force(kind: str, event_code: str, at: datetime) -> Design | None:
    """The design that draws what was retired at `at`: the event's own latest, or else the latest for every event.

    None where our own files do. A published design never changes, so neither does the answer.
    """
    return Published().in_force(kind, event_code, at)


class Published:
    """The published designs. Those for a kind and an event are read once: a group of papers asks once for all."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], list[tuple[datetime, Design]]] = {}

    def in_force(self, kind: str, event_code: str, at: datetime) -> Design | None:
        """What `designing.in_force` says."""
        if (kind, event_code) not in self._found:
            rows = Design.objects.filter(
                kind=kind, event_code__in={"", event_code}, published_at__isnull=False
            )
            latest_first = rows.defer("paper", "poster").order_by("-event_code", "-published_at", "-id")
            self._found[kind, event_code] = [
                (row.published_at, row) for row in latest_first if row.published_at
            ]
        return next((row for since, row in self._found[kind, event_code] if since <= at), None)


def drawn(
    statement: Statement, sheet: str, draw: Callable[[Template], _Drawn], published: Published | None = None
) -> _Drawn:
    """What `draw` makes of the template that is in force for a Statement.

    A design was looked at with samples; where it cannot take a real certificate after all, the holder gets the
    paper in our own design, and the log says why.
    """
    own = built_in(statement.kind, sheet)
    for template in _designed(statement, sheet, published or Published()):
        try:
            return draw(template)
        except DatabaseError:
            raise  # says nothing of the design
        except Exception:
            # Whatever a page of staff does that nobody thought of: the holder gets a paper.
            logger.exception("The design in force cannot draw certificate %s.", statement.number)
    return draw(own)


def built_in(kind: str, sheet: str) -> str:
    """The name of our own template, which is in force where no design is."""
    return rendering.paper_of(kind) if sheet == PAPER else rendering.POSTER


def _designed(statement: Statement, sheet: str, published: Published) -> Iterator[DesignText]:
    stated_at = datetime.fromisoformat(statement.issued_at)
    design = published.in_force(statement.kind, statement.event_code, stated_at)
    if design is not None:
        yield _text(design.pk, sheet, design.published_at)


@functools.lru_cache(maxsize=32)
def _text(design_id: int, sheet: str, published_at: datetime) -> DesignText:
    """The text of a published design, which is read once in this process."""
    return DesignText(Design.objects.values_list(sheet, flat=True).get(pk=design_id))


def _text_in_force(new: NewDesign, sheet: str, at: datetime) -> str:
    design = in_force(new.kind, new.event_code, at)
    if design is None:
        return pages.source_of(built_in(new.kind, sheet))
    return str(getattr(design, sheet))


def _refuse_unknown(event_code: str) -> None:
    if event_code and occasion_of(event_code) is None:
        raise UnknownChoiceError("event", event_code)


def _draft(design: Design) -> Design:
    """The row as it is now, locked. DesignPublishedError when it is no draft any more."""
    row = Design.objects.select_for_update().get(pk=design.pk)
    if not row.is_draft:
        raise DesignPublishedError(row.name)
    return row

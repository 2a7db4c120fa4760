"""A reconciliation in words, for the command line and for the two people who sign it."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credits.models import Batch
from credits.reconciliation import (
    FileNotTextError,
    FileTooLargeError,
    HeaderNotRecognisedError,
    Reason,
    RegistryFileError,
    Report,
    Span,
    Status,
)

Phrase = str | Promise

STATUS: dict[Status, Phrase] = {
    Status.HELD: gettext_lazy("Held"),
    Status.RETIRED: gettext_lazy("Retired"),
    Status.CANCELLED: gettext_lazy("Cancelled"),
    Status.EXPIRED: gettext_lazy("Expired"),
    Status.BUFFER: gettext_lazy("Buffer"),
    Status.EXPORTED: gettext_lazy("Exported"),
    Status.PENDING_EXPORT: gettext_lazy("Pending export"),
}
NOT_LISTED: Phrase = gettext_lazy("not in the list")

REASON: dict[Reason, Phrase] = {
    Reason.SERIAL: gettext_lazy("the serial cannot be read"),
    Reason.WRONG_REGISTRY: gettext_lazy("the serial is another registry's"),
    Reason.BLOCK: gettext_lazy("the last unit stands before the first"),
    Reason.QUANTITY: gettext_lazy("the quantity is no whole number"),
    Reason.QUANTITY_DIFFERS: gettext_lazy("the quantity is not that of the serial"),
    Reason.STATUS: gettext_lazy("the status is not known"),
    Reason.DATE: gettext_lazy("the date cannot be read, or is missing"),
}

# More than a person reads; the rest is counted.
LINES_SHOWN = 200


def registry_name(registry: str) -> str:
    return str(Batch.Registry(registry).label)


def report_lines(report: Report) -> Iterator[str]:
    """The report in the language of the moment, line by line. Nobody's name is in it."""
    yield _("Reconciliation with %(registry)s") % {"registry": registry_name(report.registry)}
    yield f"SHA-256: {report.file_digest}"
    yield from _section(_("Retired there, and in a pool here"), report.matched)
    yield from _section(_("Named by more than one pool here"), report.claimed_twice)
    yield from _disagreeing(report)
    yield from _section(_("In a pool here, not retired there"), report.only_here)
    yield from _section(_("No longer held there, and not in a pool here"), report.only_there)
    yield from _section(_("Listed there more than once"), report.twice)
    yield from _differing(report)
    yield from _refused(report)
    yield _("Rows about the units of others: %(count)s") % {"count": f"{report.elsewhere_count:,}"}
    yield verdict(report)


def verdict(report: Report) -> str:
    if report.is_clean:
        return _("Everything matches.")
    if report.is_empty and not report.refused:
        return _(
            "Nothing was compared: no pool here names units of this registry, and its list none of ours."
        )
    return _("Something does not match. Please look into each line before two people sign.")


def file_error_words(error: RegistryFileError) -> str:
    """Why the file was refused as a whole."""
    match error:
        case FileTooLargeError(limit_bytes=limit):
            return _("The file is larger than %(limit)s MB.") % {"limit": f"{limit // 1024**2:,}"}
        case HeaderNotRecognisedError(registry=registry, looks_like=(other, *_rest)):
            return _("This is not a list of %(registry)s. It looks like one of %(other)s.") % {
                "registry": registry_name(registry),
                "other": registry_name(other),
            }
        case HeaderNotRecognisedError(registry=registry):
            return _("No row in this file names the columns of a list of %(registry)s.") % {
                "registry": registry_name(registry)
            }
        case FileNotTextError(line=int(line)):
            return _("From line %(line)s on this is no CSV text: a quotation mark has no end.") % {
                "line": line
            }
        case _:
            return _("This is no CSV text in UTF-8 or GB18030.")


def _section(title: str, spans: tuple[Span, ...]) -> Iterator[str]:
    units = sum(span.block.unit_count for span in spans)
    yield f"{title}: {_tonnes(units)}"
    yield from _cut([_span_words(span) for span in spans])


def _span_words(span: Span) -> str:
    said: Phrase = NOT_LISTED if span.status is None else STATUS[span.status]
    words = [span.block.canonical, _tonnes(span.block.unit_count), str(said)]
    if span.on is not None:
        words.append(span.on.isoformat())
    words += span.references
    if span.lines:
        words.append(_("line %(lines)s") % {"lines": ", ".join(map(str, span.lines))})
    return " · ".join(words)


def _disagreeing(report: Report) -> Iterator[str]:
    if report.disagreeing:
        units = sum(each.block.unit_count for each in report.disagreeing)
        yield f"{_('Retired there on another day, or under another reference')}: {_tonnes(units)}"
    yield from _cut(
        [
            _("%(block)s · here %(here)s, there %(there)s")
            % {
                "block": f"{each.block.canonical} · {_tonnes(each.block.unit_count)}",
                "here": _said(each.on, each.reference),
                "there": _said(each.there_on, each.there_reference),
            }
            + " · "
            + _("line %(lines)s") % {"lines": each.line}
            for each in report.disagreeing
        ]
    )


def _said(on: date | None, reference: str) -> str:
    return " ".join(filter(None, ("" if on is None else on.isoformat(), reference)))


def _differing(report: Report) -> Iterator[str]:
    if report.differing:
        yield _("Blocks that were retired there in part:")
    yield from _cut(
        [
            _("%(block)s · %(reference)s · here %(here)s, there %(there)s")
            % {
                "block": each.block.canonical,
                "reference": each.reference,
                "here": _tonnes(each.here_units),
                "there": _tonnes(each.there_units),
            }
            for each in report.differing
        ]
    )


def _refused(report: Report) -> Iterator[str]:
    if report.refused:
        yield _("Rows that could not be compared: %(count)s") % {"count": f"{len(report.refused):,}"}
    yield from _cut(
        [
            _("line %(lines)s") % {"lines": row.line} + f" · {REASON[row.reason]} · {row.text}"
            for row in report.refused
        ]
    )


def _cut(lines: list[str]) -> Iterable[str]:
    yield from (f"  {line}" for line in lines[:LINES_SHOWN])
    if len(lines) > LINES_SHOWN:
        yield "  " + _("and %(count)s more") % {"count": f"{len(lines) - LINES_SHOWN:,}"}


def _tonnes(units: int) -> str:
    """A unit is one tonne; the whole report speaks in tonnes, nothing as well."""
    return f"{units:,} t"

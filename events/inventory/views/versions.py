"""All versions, one version, what it covers, submitting it, and what changed since another."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

import events.inventory.actions as actions
import events.inventory.queries as queries
from diandian.lib.mass import format_grams
from events.errors import EventsError
from events.inventory.actions.versions import RESTING
from events.inventory.errors import ChangedMeanwhileError, DraftExistsError, TotalDiffersError
from events.inventory.forms import BeginForm, SubmitForm, TermsForm
from events.inventory.lines import Change, Total, total_of
from events.inventory.phrases import (
    TERM_WORDS,
    about_words,
    error_words,
    guide_words,
    source_words,
    standard_words,
    value_words,
)
from events.inventory.sources import SOURCES, Source
from events.inventory.views import shared
from events.models import Event, Inventory, InventoryLine
from events.organise.desk import Desk, workspace
from events.pictures import Amount, bar_chart
from events.team.access import Right
from footprint.errors import FootprintError
from footprint.phrases import error_words as footprint_words


@dataclass(frozen=True, slots=True)
class Group:
    """A source with its lines."""

    source: str
    lines: list[InventoryLine]
    total: Total

    @property
    def words(self) -> str:
        return str(source_words(self.source))

    @property
    def about(self) -> str:
        return str(about_words(self.source))

    @property
    def standard(self) -> str:
        return str(standard_words(self.source))


@require_http_methods(["GET", "HEAD", "POST"])
@workspace()
def inventory(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All versions, and a form to begin one."""
    form = BeginForm(desk.event, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _refuse_second_draft(desk.event, form.cleaned_data["kind"])
            begun = actions.begin_version(
                event=desk.event,
                kind=form.cleaned_data["kind"],
                reason=form.cleaned_data["reason"],
                by=desk.user,
                based_on=form.origin,
                from_nothing=form.cleaned_data["based_on"] == "nothing",
                with_newest_factors=form.cleaned_data["with_newest_factors"],
            )
        except FootprintError as error:
            form.add_error(None, footprint_words(error))
        except EventsError as error:
            shared.refuse(form, error)
        else:
            messages.success(
                request, gettext("The version is begun. Say what it covers, then enter its lines.")
            )
            return shared.to_version(desk, begun)
    context = {
        "versions": queries.versions_of(desk.event),
        "form": form,
        "guide": guide_words(),
        "is_resting": desk.event.state in RESTING,
    }
    return shared.page(request, desk, "index", context)


def _refuse_second_draft(event: Event, kind: str) -> None:
    """Only a correction takes over a draft that is there, and it is asked for under Course."""
    if (there := queries.draft_of(event, kind)) is not None:
        raise DraftExistsError(there.number)


@require_safe
@workspace()
def version(request: HttpRequest, desk: Desk, kind: str, number: int) -> HttpResponse:
    """One version: its totals, a chart, and its lines by source."""
    row = shared.found(desk, kind, number)
    lines = list(queries.rows_of(row))
    groups = _groups(lines)
    filled = [group for group in groups if group.total.grams]
    chart = bar_chart([Amount(each.total.grams, each.total.low, each.total.high) for each in filled])
    is_draft = row.state == Inventory.State.DRAFT
    context = {
        "version": row,
        "total": total_of(lines),
        "groups": groups,
        "line_count": len(lines),
        "chart": chart,
        "bars": list(zip(filled, chart.bars, strict=True)),
        "is_draft": is_draft,
        "may_write": is_draft and desk.may["draft"],
        "guide": guide_words(),
        "has_changes": row.based_on is not None,
        "counts_twice": _counts_venues_twice(lines),
    }
    return shared.page(request, desk, "version", context)


def _groups(lines: list[InventoryLine]) -> list[Group]:
    groups = []
    for source in SOURCES:
        own = [line for line in lines if line.source == source]
        if own or source != Source.OTHER:
            groups.append(Group(source, own, total_of(own)))
    return groups


def _counts_venues_twice(lines: list[InventoryLine]) -> bool:
    """Whether power stands there both by the seats of spectators and by somebody's hand: it may be the same power."""
    origins = {
        line.origin == InventoryLine.Origin.SPECTATORS for line in lines if line.source == Source.POWER_HEAT
    }
    return len(origins) > 1


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.DRAFT)
@shared.of_draft
def terms(request: HttpRequest, desk: Desk, row: Inventory) -> HttpResponse:
    """What a draft covers and leaves out."""
    initial = {name: getattr(row, name) for name in TermsForm.base_fields}
    form = TermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.state_terms(inventory=row, texts=form.cleaned_data, by=desk.user)
        except EventsError as error:
            shared.refuse(form, error)
        else:
            messages.success(request, gettext("Kept."))
            return shared.to_version(desk, row)
    return shared.page(request, desk, "terms", {"version": row, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.DRAFT)
@shared.of_draft
def submit(request: HttpRequest, desk: Desk, row: Inventory) -> HttpResponse:
    """A last look, and a total that is stated elsewhere to hold the lines against."""
    form = SubmitForm(request.POST or None, initial={"seen": queries.digest_now(row)})
    may_be_rounding = False
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.submit(
                inventory=row,
                by=desk.user,
                stated_grams=form.cleaned_data["stated_total"],
                rounded_to_grams=form.step_grams,
                accept_rounding=form.cleaned_data["accept_rounding"],
                seen_digest=form.cleaned_data["seen"],
            )
        except ChangedMeanwhileError as error:
            # What was looked at is another draft by now: the page is shown anew, with the digest of this one.
            messages.error(request, error_words(error))
            form.data = {**request.POST.dict(), "seen": queries.digest_now(row)}
        except EventsError as error:
            may_be_rounding = isinstance(error, TotalDiffersError) and error.by_rounding
            shared.refuse(form, error)
        else:
            words = gettext("Submitted: %(mass)s. From now on this version never changes.")
            messages.success(request, words % {"mass": format_grams(done.total_grams or 0)})
            return shared.to_version(desk, done)
    context = {
        "version": row,
        "form": form,
        "total": total_of(queries.rows_of(row)),
        "line_count": row.lines.count(),
        "may_be_rounding": may_be_rounding,
    }
    return shared.page(request, desk, "submit", context)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.DRAFT)
@shared.of_draft
def give_up(request: HttpRequest, desk: Desk, row: Inventory) -> HttpResponse:
    """The question first: a draft that is given up is gone with its lines."""
    if request.method != "POST":
        return shared.page(request, desk, "give_up", {"version": row, "line_count": row.lines.count()})
    try:
        actions.give_up(inventory=row, by=desk.user)
    except EventsError as error:
        messages.error(request, error_words(error))
        return shared.to_version(desk, row)
    messages.success(request, gettext("The draft is given up."))
    return redirect("organise:inventory", desk.event.slug)


@require_safe
@workspace()
def changes(request: HttpRequest, desk: Desk, kind: str, number: int) -> HttpResponse:
    """What was added, removed and changed since another version; since the one it was made from, if none is chosen."""
    row = shared.found(desk, kind, number)
    others = [each for each in queries.versions_of(desk.event) if each.pk != row.pk]
    asked = next((each for each in others if str(each.pk) == request.GET.get("since")), None)
    since = asked or row.based_on or next((each for each in others if each.kind == row.kind), None)
    if since is None:
        messages.error(request, gettext("There is no other version to compare with."))
        return redirect("organise:inventory_version", desk.event.slug, kind, number)
    found = queries.changes_between(since, row)
    files = {file.digest: file.title for file in queries.evidence_of(desk.event)}
    before, after = (total_of(queries.rows_of(each)) for each in (since, row))
    context = {
        "version": row,
        "since": since,
        "others": others,
        "changes": [_told(change, files) for change in found],
        "before": before,
        "after": after,
        "gained": after.grams - before.grams,
        "terms": _changed_terms(since, row),
    }
    return shared.page(request, desk, "changes", context)


def _told(change: Change, files: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "line": change.line,
        "source": source_words(change.line.source),
        "before": change.before_grams if change.kind != "added" else None,
        "after": change.after_grams if change.kind != "removed" else None,
        "grams": change.grams,
        "fields": [value_words(each, files) for each in change.fields],
    }


def _changed_terms(old: Inventory, new: Inventory) -> list[tuple[str, str, str]]:
    pairs = ((words, str(getattr(old, name)), str(getattr(new, name))) for name, words in TERM_WORDS.items())
    return [(str(words), was, now) for words, was, now in pairs if was != now]

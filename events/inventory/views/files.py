"""Inventories as files: a template, an export, and an import that shows all of itself before it writes anything.

Between a look and the import the file's rows travel in the page, signed and judged anew: the server keeps nothing.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

import events.inventory.actions as actions
import events.inventory.queries as queries
from diandian.lib.tables import TableLimits, TableProblem, TableRow
from events.carrying import MAX_CARRIED_CHARACTERS, signed, unsigned
from events.errors import EventsError
from events.inventory import exporting, rows
from events.inventory.actions.drafts import merged
from events.inventory.entering import Reason, Refusal, RefusedRowsError
from events.inventory.errors import ChangedMeanwhileError
from events.inventory.lines import Line, difference, total_of
from events.inventory.phrases import column_heading, error_words, refusal_words, source_words
from events.inventory.views import shared
from events.models import Inventory
from events.organise.desk import Desk, workspace
from events.team.access import Right

SALT = "events.inventory.import"
MOST_SHOWN = 200
MODES = [
    ("add", _("Add its lines, and change those that it names by their id")),
    ("replace", _("Put its lines in place of all that are in the draft")),
]


class FileForm(forms.Form):
    """A file in two steps; `carried` is the file of the earlier one. Rooms say how its rows are read and judged."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel (.xlsx)."),
        error_messages={"required": _("Please choose a file.")},
    )
    carried = forms.CharField(required=False, widget=forms.HiddenInput)
    limits: TableLimits

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusals: tuple[Refusal, ...] = ()
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"
        self.fields["file"].required = not self.data.get("carried")

    @property
    def salt(self) -> str:
        raise NotImplementedError

    def read(self, content: bytes) -> list[TableRow]:
        raise NotImplementedError

    def judge(self, found: list[TableRow]) -> None:
        """Keep what the rows make. Raises RefusedRowsError."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        upload, carried = values.get("file"), str(values.get("carried") or "")
        try:
            if upload is None and not carried:
                return values
            if upload is not None and upload.size > self.limits.max_bytes:
                limit = str(self.limits.max_bytes // 1000)
                raise RefusedRowsError([Refusal(0, "", TableProblem.TOO_MANY_BYTES, limit)])
            found = self.read(upload.read()) if upload is not None else unsigned(carried, self.salt)
            self._carry(signed(found, self.salt))
            self.judge(found)
        except RefusedRowsError as error:
            self.refusals = error.refusals
            self._carry("")
            self.add_error("file", ValidationError(_("This file is not taken. Nothing was entered.")))
        except signing.BadSignature:
            self._carry("")
            self.add_error("file", ValidationError(_("Please choose the file once more.")))
        return values

    @property
    def refusal_lines(self) -> list[tuple[int, str, str]]:
        """The first refusals as row, column and words."""
        return [
            (each.row, column_heading(each.column), refusal_words(each))
            for each in self.refusals[:MOST_SHOWN]
        ]

    @property
    def unshown_refusals(self) -> int:
        return max(0, len(self.refusals) - MOST_SHOWN)

    def _carry(self, carried: str) -> None:
        """What the field holds when the form comes back."""
        if len(carried) > MAX_CARRIED_CHARACTERS:
            raise RefusedRowsError([Refusal(0, "", Reason.TOO_MUCH_TEXT)])
        self.data = {name: self.data.get(name) for name in self.data} | {"carried": carried}


class ImportForm(FileForm):
    """An inventory's lines for a draft."""

    mode = forms.ChoiceField(
        label=_("What becomes of them"), choices=MODES, initial="add", widget=forms.RadioSelect
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("file", "mode", "carried", "seen")
    limits = rows.LIMITS

    def __init__(self, inventory: Inventory, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inventory = inventory
        self.old: list[Line] = []
        self.lines: list[Line] = []

    @property
    def salt(self) -> str:
        return f"{SALT}.{self.inventory.pk}"

    def read(self, content: bytes) -> list[TableRow]:
        return rows.table_of(content)

    def judge(self, found: list[TableRow]) -> None:
        self.old = queries.lines_of(self.inventory)
        files = [
            (file.digest, file.title, file.file_name) for file in queries.evidence_of(self.inventory.event)
        ]
        around = rows.Surroundings(lines=self.old, factors=queries.factors_of(self.inventory), files=files)
        self.lines = rows.lines_from(found, around)

    @property
    def replaces(self) -> bool:
        return bool(self.cleaned_data["mode"] == "replace")


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.DRAFT)
@shared.of_draft
def import_file(request: HttpRequest, desk: Desk, row: Inventory) -> HttpResponse:
    """Choose a file, look at what it changes, import all of it: the last step alone writes."""
    form = ImportForm(row, *shared.sent(request))
    if request.method == "GET" or "again" in request.POST or not form.is_valid():
        if "again" in request.POST:
            form = ImportForm(row)
        return shared.page(request, desk, "import", {"version": row, "form": form})
    if "confirmed" not in request.POST:
        return shared.page(request, desk, "import", {"version": row, "form": form, **_preview(row, form)})
    try:
        count = actions.import_lines(
            inventory=row,
            lines=form.lines,
            by=desk.user,
            replace=form.replaces,
            seen_digest=form.cleaned_data["seen"],
        )
    except ChangedMeanwhileError as error:
        messages.error(request, error_words(error))
        return shared.page(request, desk, "import", {"version": row, "form": form, **_preview(row, form)})
    except EventsError as error:
        shared.refuse(form, error)
        return shared.page(request, desk, "import", {"version": row, "form": form})
    words = ngettext("%(count)s line was written.", "%(count)s lines were written.", count)
    messages.success(request, words % {"count": count})
    return shared.to_version(desk, row)


def _preview(row: Inventory, form: ImportForm) -> dict[str, Any]:
    new = merged(form.old, form.lines, replace=form.replaces)
    changes = difference(form.old, new)
    counts = {
        kind: sum(change.kind == kind for change in changes) for kind in ("added", "changed", "removed")
    }
    return {
        "is_preview": True,
        "seen_now": queries.digest_now(row),
        "counts": counts,
        "same": len(form.lines) - counts["added"] - counts["changed"],
        "before": total_of(form.old),
        "after": total_of(new),
        "changes": [(change, source_words(change.line.source)) for change in changes[:MOST_SHOWN]],
        "unshown": max(0, len(changes) - MOST_SHOWN),
    }


@require_safe
@workspace(Right.DRAFT)
def template(request: HttpRequest, desk: Desk, ending: str) -> HttpResponse:
    """A table to fill in, with a row for each source of the guide."""
    table, notes = exporting.template_table(), exporting.template_notes()
    return shared.attached(table, "inventory-template", ending, title=gettext("Inventory"), notes=notes)


@require_safe
@workspace()
def export(request: HttpRequest, desk: Desk, kind: str, number: int, ending: str) -> HttpResponse:
    """A version as a file; imported again it is the same."""
    row = shared.found(desk, kind, number)
    table, notes = exporting.inventory_table(row), exporting.version_notes(row)
    name = f"{desk.event.slug}-{kind}-{number}"
    return shared.attached(table, name, ending, title=gettext("Inventory"), notes=notes)

"""Designs: edited as HTML and CSS, looked at with samples, and published once nothing is wrong with them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from certificates import designing, hooks
from certificates.design_phrases import (
    LANGUAGE,
    LANGUAGE_WORDS,
    PIECES,
    SAMPLE,
    SHEET,
    SLOTS,
    VALUES,
    finding_words,
    problem_words,
)
from certificates.designing import NewDesign
from certificates.designs.drafts import SHEETS, DrawingRefusedError, Finding, text_findings
from certificates.designs.refusals import DesignChangedError, DesignPublishedError, DesignRefusedError
from certificates.designs.workshop import WORKSHOP, WorkshopBusyError
from certificates.document import LANGUAGES
from certificates.document.samples import SAMPLES, Occasion
from certificates.models import Certificate, Design
from diandian.staff import TellsMore
from people.acting import person

PUBLISH = "certificates.publish_design"
PLAIN = "text/plain; charset=utf-8"
_CODE = {
    "class": "code",
    "spellcheck": "false",
    "autocapitalize": "off",
    "autocomplete": "off",
    "wrap": "off",
}


class _ForAnEvent(forms.ModelForm):  # type: ignore[type-arg]
    """The event is chosen, so that a mistyped code draws nothing for ever."""

    event_code = forms.ChoiceField(label=_("only for the event"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["event_code"]
        field.choices = [
            ("", _("every event")),
            *((each.code, _named(each)) for each in hooks.occasions()),
        ]


class NewDesignForm(_ForAnEvent):
    kind = forms.ChoiceField(label=_("kind"), choices=Certificate.Kind.choices)

    class Meta:
        model = Design
        fields = ("kind", "name", "event_code")
        help_texts = {
            "name": _("For you and your colleagues; nobody else sees it."),
        }


class DesignForm(_ForAnEvent):
    # The digest of the draft that was opened, so that nobody unknowingly writes over a colleague's texts.
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["opened"] = designing.draft_of(self.instance).digest

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        now = self.initial["opened"]
        is_another = any(
            values.get(name) != getattr(self.instance, name) for name in ("paper", "poster", "event_code")
        )
        if is_another and values.get("opened") not in ("", now):
            self.data = {name: self.data.get(name) for name in self.data} | {"opened": now}
            words = _(
                "A colleague changed this draft meanwhile. What you typed is still here: save it once more to put it "
                "in the place of theirs."
            )
            self.add_error(None, forms.ValidationError(words))
        return values

    class Meta:
        model = Design
        fields = ("name", "event_code", "paper", "poster")
        help_texts = {
            **NewDesignForm.Meta.help_texts,
            "paper": _(
                "A4 landscape, 297 × 210 mm. HTML with its styles in it; nothing is fetched from elsewhere."
            ),
            "poster": _("1080 × 1920 pixels, for phones. Made as a picture from the same language."),
        }
        widgets = {
            "paper": forms.Textarea(attrs=_CODE | {"rows": 30}),
            "poster": forms.Textarea(attrs=_CODE | {"rows": 30}),
        }

    def clean_paper(self) -> str:
        return _plain_lines(self.cleaned_data["paper"])

    def clean_poster(self) -> str:
        return _plain_lines(self.cleaned_data["poster"])


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("draft", _("Drafts")), ("published", _("Published"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() in ("draft", "published"):
            return queryset.filter(published_at__isnull=self.value() == "draft")
        return queryset


@admin.register(Design)
class DesignAdmin(TellsMore, admin.ModelAdmin[Design]):
    change_form_template = "admin/certificates/design/change_form.html"
    list_display = ("name", "kind_name", "for_event", "state", "made_by", "published_by")
    list_filter = (StateFilter, "kind")
    search_fields = ("name", "event_code")
    search_help_text = _("A name, or the code of an event")
    list_select_related = ("made_by", "published_by")
    actions = None
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Lists read no texts."""
        rows = super().get_queryset(request)
        return (
            rows
            if request.resolver_match and request.resolver_match.kwargs
            else rows.defer("paper", "poster")
        )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the filters ask: an address with a year that there never was asks nothing."""
        return lookup in ("kind", "kind__exact", "state")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return (obj is None or obj.is_draft) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return (obj is None or obj.is_draft) and super().has_delete_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = NewDesignForm if obj is None else DesignForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("kind", "name", "event_code")
        made = (
            ("made_by", "made_at") if obj.is_draft else ("made_by", "made_at", "published_by", "published_at")
        )
        return (
            "kind_name",
            "name",
            "event_code",
            *made,
            "paper",
            "poster",
            *(("opened",) if obj.is_draft else ()),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else ("kind_name", "made_by", "made_at", "published_by", "published_at")

    @admin.display(description=_("kind"), ordering="kind")
    def kind_name(self, design: Design) -> str:
        return str(dict(Certificate.Kind.choices).get(design.kind, design.kind))

    @admin.display(description=_("event"), ordering="event_code")
    def for_event(self, design: Design) -> str:
        return design.event_code or gettext("every event")

    @admin.display(description=_("state"), ordering="published_at")
    def state(self, design: Design) -> SafeString:
        if not design.is_draft:
            return format_html("{}", gettext("Published"))
        address = reverse("admin:certificates_design_preview", args=[design.pk])
        return format_html('{} · <a href="{}">{}</a>', gettext("Draft"), address, gettext("Preview"))

    # --- Writing ------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Design, form: Any, change: bool) -> None:
        if change:
            designing.change_design(
                design=obj, name=obj.name, event_code=obj.event_code, paper=obj.paper, poster=obj.poster
            )
            return
        new = NewDesign(kind=obj.kind, name=obj.name, event_code=obj.event_code)
        started = designing.start_design(new=new, by=person(request))
        for field in Design._meta.concrete_fields:
            setattr(obj, field.attname, getattr(started, field.attname))
        obj._state.adding = False

    def delete_model(self, request: HttpRequest, obj: Design) -> None:
        designing.remove_design(design=obj)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        words = gettext("A draft with the texts of the design that is in force. Change what you like.")
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:certificates_design_change", args=[obj.pk]))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = {"title": gettext("Start from the design in force"), "show_save_and_add_another": False}
        return super().add_view(request, form_url, {**title, **(extra_context or {})})

    def told(self, request: HttpRequest, row: Design) -> dict[str, Any]:
        found = text_findings(designing.draft_of(row)) if row.is_draft else []
        return {
            "refusals": [finding_words(finding) for finding in found],
            "language_words": LANGUAGE_WORDS,
            "slots": SLOTS,
            "design_values": VALUES,
            "pieces": PIECES,
            "show_save_and_add_another": False,
        }

    # --- Looking and publishing ---------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", view(self.preview_view), name="certificates_design_preview"),
            path("<int:pk>/publish/", view(self.publish_view), name="certificates_design_publish"),
            path(
                "<int:pk>/<str:sheet>/<str:key>/<str:language>/",
                view(self.picture_view, cacheable=True),
                name="certificates_design_picture",
            ),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The samples in both languages. Their pictures come one by one, after the page."""
        return self._preview(request, self._design(request, pk), [])

    def picture_view(
        self, request: HttpRequest, pk: int, sheet: str, key: str, language: str
    ) -> HttpResponse:
        """One sample's picture, or in words why there is none."""
        design = self._design(request, pk)
        if sheet not in SHEETS or key not in SAMPLES or language not in LANGUAGES:
            raise Http404
        try:
            kind, body = WORKSHOP.picture(designing.draft_of(design), sheet, key, language)
        except WorkshopBusyError:
            return HttpResponse(_busy_words(), status=503, content_type=PLAIN, headers={"Retry-After": "3"})
        except DrawingRefusedError as refused:
            lines = [_with_line(problem) for problem in refused.problems]
            # No error: a picture that cannot be made is what the reader came to hear of.
            return HttpResponse("\n".join(lines), content_type=PLAIN)
        # The address names the texts by their digest, so that a picture is never an older one.
        return HttpResponse(body, content_type=kind, headers={"Cache-Control": "private, max-age=3600"})

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm(PUBLISH):
            raise PermissionDenied
        design = self._design(request, pk)
        try:
            seen = request.POST.get("previewed", "")
            published = designing.publish_design(design=design, by=person(request), previewed=seen)
        except DesignRefusedError as refusal:
            return self._preview(request, design, refusal.findings)
        except WorkshopBusyError:
            answer = self._preview(request, design, [], busy=_busy_words())
            answer.headers["Retry-After"] = "3"
            return answer
        except (DesignPublishedError, DesignChangedError) as refusal:
            self.message_user(request, _refusal_words(refusal), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:certificates_design_preview", args=[pk]))
        self.log_change(request, published, [{"changed": {"fields": ["published"]}}])
        words = gettext(
            "Published. It draws every certificate that is retired from now on; older ones stay as they are."
        )
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:certificates_design_change", args=[pk]))

    def _design(self, request: HttpRequest, pk: int) -> Design:
        if not self.has_view_permission(request):
            raise PermissionDenied
        design: Design | None = self.get_object(request, str(pk))
        if design is None:
            raise Http404
        return design

    def _preview(
        self, request: HttpRequest, design: Design, found: list[Finding], busy: str = ""
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Preview"),
            "opts": self.opts,
            "original": design,
            "refusals": [finding_words(finding) for finding in found],
            "rows": _pictures(design),
            "busy": busy,
            "digest": designing.draft_of(design).digest,
            "may_publish": design.is_draft and request.user.has_perm(PUBLISH),
        }
        status = 503 if busy else 422 if found else 200
        return TemplateResponse(request, "admin/certificates/design/preview.html", context, status=status)


def _named(occasion: Occasion) -> str:
    name = occasion.name_en if get_language() == "en" else occasion.name_zh
    return f"{name} · {occasion.code}"


def _plain_lines(text: str) -> str:
    """Browsers send the ends of lines as two characters."""
    return text.replace("\r\n", "\n")


def _pictures(design: Design) -> list[dict[str, Any]]:
    """For each sample its name and its pictures, the paper before the poster, Chinese before English."""
    digest = designing.draft_of(design).digest[:16]
    return [
        {
            "words": SAMPLE[key],
            "pictures": [
                {
                    "sheet": sheet,
                    "language": LANGUAGE[language],
                    "words": f"{SAMPLE[key]} · {SHEET[sheet]} · {LANGUAGE[language]}",
                    "address": reverse(
                        "admin:certificates_design_picture", args=[design.pk, sheet, key, language]
                    )
                    + f"?v={digest}",
                }
                for sheet in SHEETS
                for language in LANGUAGES
            ],
        }
        for key in SAMPLES
    ]


def _with_line(problem: Any) -> str:
    words = problem_words(problem)
    if problem.line is None:
        return words
    return gettext("Line %(line)s: %(words)s") % {"line": problem.line, "words": words}


def _busy_words() -> str:
    return gettext("Another page is being drawn just now. Please try again in a moment.")


def _refusal_words(refusal: DesignPublishedError | DesignChangedError) -> str:
    if isinstance(refusal, DesignPublishedError):
        return gettext("This design is published already.")
    return gettext("This draft is another one than you have seen. Look at it once more, and then publish it.")

"""Certificates, to look at: they are written by actions, and once stated by nobody."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from certificates.forms import BadgeForm, SupersedeForm
from certificates.models import Certificate, Rendering, Supersession
from certificates.superseding import may_be_replaced
from diandian.staff import ReadOnly, link_to_list, mass_column
from people.acting import Act, ActingAdmin

amount = mass_column("amount_grams", _("amount"))


class RenderingsInline(ReadOnly, admin.TabularInline[Rendering, Certificate]):
    model = Rendering
    fields = ("kind", "sha256", "made_at")
    extra = 0


class FailedFilter(admin.SimpleListFilter):
    """Retired, but the paper could not be made."""

    title = _("paper failed")
    parameter_name = "failed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        return without_paper(queryset) if self.value() == "yes" else queryset


def without_paper(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Those whose rendering failed and has not succeeded since."""
    papers = Rendering.objects.filter(certificate=OuterRef("pk"), kind=Rendering.Kind.PDF)
    return rows.filter(~Exists(papers), failed_renderings__gt=0)


@admin.register(Certificate)
class CertificateAdmin(ActingAdmin):
    list_display = ("__str__", "holder", "event_name", amount, "funding", "state", "pledged_at", "page")
    list_filter = (
        "state",
        "kind",
        "funding",
        FailedFilter,
        "language",
        "is_demonstration",
        "name_is_public",
        "event_code",
    )
    search_fields = ("number", "=beneficiary")
    search_help_text = _("A number as it is printed, a name that is public, or a whole beneficiary")
    date_hierarchy = "pledged_at"
    inlines = (RenderingsInline,)
    fields = (
        *(
            "number",
            "kind",
            "holder",
            "event_name",
            amount,
            "funding",
            "state",
            "state_changed_at",
            "pledged_at",
        ),
        *("language", "method", "beneficiary", "retirement_request", "superseded_by", "why_superseded"),
        "failed_renderings",
        *("is_demonstration", "page"),
    )
    readonly_fields = ("number", "holder", "event_name", amount, "why_superseded", "page")
    acts = (Act("supersede", SupersedeForm, "certificates.supersede_certificate", may_be_replaced),)
    adding = Act("add", BadgeForm, "certificates.issue_badge")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("statement")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Certificate], search_term: str
    ) -> tuple[QuerySet[Certificate], bool]:
        """A number is found with its dashes or without; a name only if its holder shows it to everyone."""
        plain = "".join(search_term.split()).replace("-", "").lower()
        named = Q(name_is_public=True, holder_name__icontains=search_term)
        numbered = Q(number__icontains=plain) if plain else Q()
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        return (found | queryset.filter(named | numbered) if search_term else found), may_repeat

    def waiting(self, request: HttpRequest) -> SafeString | None:
        """A link to papers that could not be made, for the first page."""
        count = without_paper(Certificate.objects.all()).count()
        if not count:
            return None
        words = ngettext(
            "%(count)s certificate could not be made", "%(count)s certificates could not be made", count
        )
        return link_to_list(Certificate, words % {"count": count}, failed="yes")

    # Not sorted by it: the place of a private name between two public ones would tell much of it.
    @admin.display(description=_("name"))
    def holder(self, certificate: Certificate) -> str:
        """What a holder keeps from strangers is kept from staff as well."""
        if not certificate.holder_name:
            return "—"
        return certificate.holder_name if certificate.name_is_public else gettext("kept private")

    @admin.display(description=_("event"), ordering="event_code")
    def event_name(self, certificate: Certificate) -> str:
        return certificate.event_name_en if get_language() == "en" else certificate.event_name_zh

    @admin.display(description=_("why it was superseded"))
    def why_superseded(self, certificate: Certificate) -> str:
        made = Supersession.objects.filter(certificate=certificate).select_related("made_by").first()
        return f"{made.reason} ({made.made_by})" if made else "—"

    @admin.display(description=_("public page"))
    def page(self, certificate: Certificate) -> SafeString:
        address = reverse("certificates:page", args=[certificate.number])
        return format_html('<a href="{}">{}</a>', address, gettext("Open"))

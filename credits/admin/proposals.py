"""What one person proposed and another decides on."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

import credits.actions
from credits.admin.descriptions import amounts_of, described, outcome_row
from credits.errors import CreditsError
from credits.models import Decision, Proposal
from credits.phrases import refusal_words
from diandian.staff import ReadOnlyAdmin, TellsMore, link_to_list
from people.acting import person

DECIDE = "credits.decide_proposal"
PROPOSE = "credits.add_proposal"


class WaitingFilter(admin.SimpleListFilter):
    """Who has to do something about it."""

    title = _("waiting for")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("me")), ("colleague", _("a colleague")), ("nobody", _("nobody: decided"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Proposal]) -> QuerySet[Proposal]:
        match self.value():
            case "me":
                return queryset.filter(decision=None).exclude(proposed_by=person(request))
            case "colleague":
                return queryset.filter(decision=None, proposed_by=person(request))
            case "nobody":
                return queryset.filter(decision__isnull=False)
        return queryset


class ReasonForRejectingForm(forms.Form):
    reason = forms.CharField(max_length=500)


@admin.register(Proposal)
class ProposalAdmin(TellsMore, ReadOnlyAdmin):
    change_form_template = "admin/credits/proposal/change_form.html"
    list_display = ("proposed_at", "kind", "about", "proposed_by", "state", "decided_by")
    list_filter = (
        WaitingFilter,
        "kind",
        "decision__outcome",
        ("proposed_by", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("=public_id", "=key", "proposed_by__username", "decision__reason")
    search_help_text = _("A colleague, a reason for rejecting, or a whole identifier")
    date_hierarchy = "proposed_at"
    list_select_related = ("proposed_by", "decision__decided_by")
    readonly_fields = (
        *("kind", "proposed_by", "proposed_at"),
        *("state", "decided_by", "decided_at", "reason", "result"),
    )

    def get_fields(self, request: HttpRequest, obj: Proposal | None = None) -> Any:
        """What is not decided yet has nothing to say of its decision."""
        is_waiting = obj is not None and _decision_of(obj) is None
        return self.readonly_fields[:3] if is_waiting else self.readonly_fields

    @admin.display(description=_("what it is about"))
    def about(self, proposal: Proposal) -> str:
        words: str = proposal.about_words  # type: ignore[attr-defined]
        return words

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """What the rows of the page are about is read for all of them at once."""
        changelist = super().get_changelist_instance(request)
        words = amounts_of(changelist.result_list)
        for row in changelist.result_list:
            row.about_words = words[row.pk]
        return changelist

    @admin.display(description=_("decision"), ordering="decision__outcome")
    def state(self, proposal: Proposal) -> str:
        decision = _decision_of(proposal)
        if decision is None:
            return str(_("Waits for a second person"))
        if (
            decision.outcome == Decision.Outcome.REJECTED
            and decision.decided_by_id == proposal.proposed_by_id
        ):
            return str(_("Withdrawn"))
        return str(decision.get_outcome_display())

    @admin.display(description=_("decided by"), ordering="decision__decided_by")
    def decided_by(self, proposal: Proposal) -> str:
        decision = _decision_of(proposal)
        return decision.decided_by.get_username() if decision else "—"

    @admin.display(description=_("decided"))
    def decided_at(self, proposal: Proposal) -> Any:
        decision = _decision_of(proposal)
        return decision.decided_at if decision else "—"

    @admin.display(description=_("reason"))
    def reason(self, proposal: Proposal) -> str:
        decision = _decision_of(proposal)
        return (decision.reason if decision else "") or "—"

    @admin.display(description=_("what came of it"))
    def result(self, proposal: Proposal) -> SafeString | str:
        row = outcome_row(proposal)
        if row is None:
            return "—"
        address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        return format_html('<a href="{}">{}: {}</a>', address, row._meta.verbose_name, row)

    # --- Deciding -----------------------------------------------------------------------------------------

    def waiting(self, request: HttpRequest) -> SafeString | None:
        """A link to what this reader may decide on, for the first page."""
        if not request.user.has_perm(DECIDE):
            return None
        count = Proposal.objects.filter(decision=None).exclude(proposed_by=person(request)).count()
        if not count:
            return None
        words = ngettext("%(count)s proposal to decide on", "%(count)s proposals to decide on", count)
        return link_to_list(Proposal, words % {"count": count}, waiting="me")

    def get_urls(self) -> list[URLPattern]:
        decide = self.admin_site.admin_view(self.decide_view)
        return [path("<int:pk>/decide/", decide, name="credits_proposal_decide"), *super().get_urls()]

    def told(self, request: HttpRequest, row: Proposal) -> dict[str, Any]:
        is_mine = row.proposed_by_id == request.user.pk
        is_waiting = _decision_of(row) is None
        may_decide = request.user.has_perm(DECIDE)
        return {
            "title": row.get_kind_display(),
            "subtitle": None,
            "described": described(row),
            "is_waiting": is_waiting,
            "may_approve": is_waiting and may_decide and not is_mine,
            "may_reject": is_waiting and (may_decide or (is_mine and request.user.has_perm(PROPOSE))),
            "is_mine": is_mine,
        }

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Approve or reject one proposal, from the buttons on its own page."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        proposal = self.get_object(request, str(pk))
        if proposal is None or request.POST.get("decision") not in {"approve", "reject"}:
            raise Http404
        is_mine = proposal.proposed_by_id == request.user.pk
        is_withdrawn = is_mine and request.POST["decision"] == "reject"
        if not request.user.has_perm(PROPOSE if is_withdrawn else DECIDE):
            raise PermissionDenied
        decide = self._approve if request.POST["decision"] == "approve" else self._reject
        try:
            decide(request, proposal)
        except CreditsError as refusal:
            messages.error(request, refusal_words(refusal))
        return HttpResponseRedirect(reverse("admin:credits_proposal_change", args=[pk]))

    def _approve(self, request: HttpRequest, proposal: Proposal) -> None:
        credits.actions.approve(proposal=proposal, by=person(request))
        self.log_change(request, proposal, gettext("Approved."))
        row = outcome_row(proposal)
        words = gettext("Approved and carried out: %(what)s.") % {"what": proposal.get_kind_display()}
        link = self.result(proposal) if row is not None else ""
        messages.success(request, format_html("{} {}", words, link))

    def _reject(self, request: HttpRequest, proposal: Proposal) -> None:
        form = ReasonForRejectingForm(request.POST)
        if not form.is_valid():
            messages.error(
                request, gettext("Please say why, in at most 500 characters. Nothing was decided.")
            )
            return
        reason = " ".join(form.cleaned_data["reason"].split())
        credits.actions.reject(proposal=proposal, by=person(request), reason=reason)
        self.log_change(request, proposal, gettext("Rejected."))
        is_mine = proposal.proposed_by_id == request.user.pk
        words = (
            gettext("Withdrawn. Nothing was moved.") if is_mine else gettext("Rejected. Nothing was moved.")
        )
        messages.success(request, words)


def _decision_of(proposal: Proposal) -> Decision | None:
    return getattr(proposal, "decision", None)

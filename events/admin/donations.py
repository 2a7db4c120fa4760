"""One person enters what a donor offers, another decides on it. Only then do credits move."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ForeignKey, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

import certificates.queries
import credits.queries
import events.actions
import events.donating.queries
from credits.errors import CreditsError, InsufficientCreditsError
from diandian.lib.mass import format_grams
from diandian.staff import GramsField, TellsMore, link_to_list, mass_column
from events.certifying import gift_key
from events.donating.forms import DonorAccountField
from events.donating.phrases import error_words
from events.errors import (
    DemonstrationCreditsError,
    DonationDecidedError,
    EventsError,
    LeftoversSettledError,
    SamePersonError,
)
from events.models import Donation
from people.acting import person

Words = str | Promise
DECISIONS: dict[str, Callable[..., Donation]] = {
    "confirm": events.actions.confirm_donation,
    "decline": events.actions.decline_donation,
}
CONFIRM_PERMISSION = "events.confirm_donation"


class DonationForm(forms.ModelForm):  # type: ignore[type-arg]
    amount_grams = GramsField(label=_("amount"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        account, grams = values.get("account"), values.get("amount_grams")
        if account is None or grams is None:
            return values
        free = credits.queries.balance_of(account).available_grams
        if grams > free:
            words = _("The donor's account has only %(amount)s available.")
            self.add_error("amount_grams", ValidationError(words, params={"amount": format_grams(free)}))
        if event := values.get("event"):
            room = events.donating.queries.room_for(event)
            if room is not None and grams > room:
                self.add_error("amount_grams", error_words(LeftoversSettledError(room)))
        self._refuse_twin(values)
        return values

    def _refuse_twin(self, values: dict[str, Any]) -> None:
        """A button pressed twice, or a letter that two people read."""
        names = ("event", "account", "amount_grams", "note")
        same = {name: values.get(name) for name in names}
        twin = (
            Donation.objects.filter(**same, state=Donation.State.OFFERED).select_related("offered_by").first()
        )
        if twin is not None:
            words = _(
                "The same donation, entered by %(name)s, waits for a decision. Is it another? Then say so in the note."
            )
            self.add_error(None, ValidationError(words, params={"name": twin.offered_by.get_username()}))


@admin.register(Donation)
class DonationAdmin(TellsMore, admin.ModelAdmin[Donation]):
    form = DonationForm
    change_form_template = "admin/events/donation/change_form.html"
    list_display = (
        *("offered_at", "event", "donor", mass_column("amount_grams", _("amount")), "state"),
        *("offered_by", "decided_by"),
    )
    list_filter = ("state", "event", ("donor", admin.RelatedOnlyFieldListFilter))
    search_fields = (
        "donor__name_zh_hans",
        "donor__name_en",
        "note",
        "offered_by__username",
        "decided_by__username",
    )
    search_help_text = _("A donor in either language, a note or a colleague")
    date_hierarchy = "offered_at"
    list_select_related = ("event", "donor", "offered_by", "decided_by")
    readonly_fields = (mass_column("amount_grams", _("amount")), "certificate")
    actions = ("confirm", "decline")

    def get_fields(self, request: HttpRequest, obj: Donation | None = None) -> Any:
        if obj is None:
            return ("event", "account", "amount_grams", "note")
        facts = ("event", "donor", "account", self.readonly_fields[0], "note", "state")
        return (*facts, "offered_by", "offered_at", "decided_by", "decided_at", "certificate")

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "forms.ModelChoiceField[Any] | None":
        if db_field.name == "account":
            return DonorAccountField(
                label=_("donor"),
                queryset=events.donating.queries.donors_accounts(),
                help_text=_("A donor is here once a batch was entered for it, or credits were moved to it."),
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Donation, form: Any, change: bool) -> None:
        offered = events.actions.offer_donation(
            event=obj.event,
            account=obj.account,
            amount_grams=obj.amount_grams,
            note=obj.note,
            by=person(request),
        )
        obj.pk, obj._state.adding = offered.pk, False
        obj.refresh_from_db()

    @admin.display(description=_("donor’s certificate"))
    def certificate(self, donation: Donation) -> SafeString | str:
        """A link to the page of the certificate, once the donation is confirmed."""
        found = certificates.queries.by_key(gift_key(donation))
        if found is None:
            return "—"
        return format_html('<a href="{}">{}</a>', reverse("certificates:page", args=[found.number]), found)

    # --- Deciding -----------------------------------------------------------------------------------------

    def waiting(self, request: HttpRequest) -> SafeString | None:
        """A link to what this reader may decide on, for the first page."""
        if not self.has_confirm_permission(request):
            return None
        offered = Donation.objects.filter(state=Donation.State.OFFERED)
        count = offered.exclude(offered_by=person(request)).count()
        if not count:
            return None
        words = ngettext("%(count)s donation to decide on", "%(count)s donations to decide on", count)
        return link_to_list(Donation, words % {"count": count}, state__exact=Donation.State.OFFERED)

    def has_change_permission(self, request: HttpRequest, obj: Donation | None = None) -> bool:
        return False  # what was offered stands; one declines it and enters it anew

    def has_delete_permission(self, request: HttpRequest, obj: Donation | None = None) -> bool:
        return False

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(CONFIRM_PERMISSION)

    def get_urls(self) -> list[URLPattern]:
        decide = self.admin_site.admin_view(self.decide_view)
        return [path("<int:pk>/decide/", decide, name="events_donation_decide"), *super().get_urls()]

    def told(self, request: HttpRequest, row: Donation) -> dict[str, Any]:
        return {"decision": self._decision(request, row)}

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Confirm or decline one donation, from the buttons on its own page."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_confirm_permission(request):
            raise PermissionDenied
        donation = self.get_object(request, str(pk))
        if donation is None or request.POST.get("decision") not in DECISIONS:
            raise Http404
        self._decide(request, [donation], request.POST["decision"])
        return HttpResponseRedirect(reverse("admin:events_donation_change", args=[pk]))

    @admin.action(description=_("Confirm: move the credits to the event"), permissions=["confirm"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Donation]) -> None:
        self._decide(request, list(queryset), "confirm")

    @admin.action(description=_("Decline"), permissions=["confirm"])
    def decline(self, request: HttpRequest, queryset: QuerySet[Donation]) -> None:
        self._decide(request, list(queryset), "decline")

    def _decision(self, request: HttpRequest, donation: Donation) -> dict[str, Words] | None:
        """What stands below a donation: a question with two buttons, or why there are none."""
        if donation.state != Donation.State.OFFERED or not self.has_confirm_permission(request):
            return None
        if donation.offered_by == request.user:
            return {"refusal": _("You entered this donation. A colleague has to decide on it.")}
        words = gettext("Move %(amount)s from %(donor)s to %(event)s? This cannot be taken back.")
        facts = {
            "amount": format_grams(donation.amount_grams),
            "donor": donation.donor,
            "event": donation.event,
        }
        return {"question": words % facts}

    def _decide(self, request: HttpRequest, donations: list[Donation], decision: str) -> None:
        done = 0
        for donation in donations:
            try:
                if donation.state != Donation.State.OFFERED:
                    raise DonationDecidedError(donation.state)
                decided = DECISIONS[decision](donation=donation, by=person(request))
            except (EventsError, CreditsError) as refusal:
                amount = format_grams(donation.amount_grams)
                messages.error(request, f"{donation} ({amount}): {_words(refusal)}")
            else:
                self.log_change(request, decided, [{"changed": {"fields": ["state"]}}])
                done += 1
        if done:
            words = ngettext("%(count)s donation decided.", "%(count)s donations decided.", done)
            messages.success(request, words % {"count": done})


def _words(refusal: EventsError | CreditsError) -> Words:
    match refusal:
        case SamePersonError():
            return _("whoever entered a donation cannot decide on it; ask a colleague.")
        case DonationDecidedError():
            return _("it has been decided already.")
        case LeftoversSettledError():
            return _("the leftovers of its event are settled: no more comes to it than it is short of.")
        case DemonstrationCreditsError():
            return _("demonstration credits do not come to a real event.")
        case InsufficientCreditsError(available_grams=free):
            return gettext("the donor's account has only %(amount)s available.") % {
                "amount": format_grams(free)
            }
        case _:
            return _("the ledger refused it. Nothing was moved.")

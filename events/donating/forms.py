"""What donors and colleagues type about donations."""

import unicodedata
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import events.donating.queries
from credits.ledger import Balance
from credits.public_queries.pasted import read_pasted, registry_choices
from diandian.lib.mass import format_grams
from diandian.staff import GramsField
from events.donating.actions import NewDonation, NewDonor, NewOffer
from events.donating.phrases import RULES
from events.evidence.forms import EvidenceField, UploadField
from events.models import DonationOffer, Event
from people.models import Organization, User

STALE = _("This form is too old. Please reload the page.")
HONEYPOT = "website"  # people do not see it; programs fill in whatever they find


class LineField(forms.CharField):
    """One line of text, without invisible characters."""

    def to_python(self, value: Any) -> str:
        text = " ".join(str(value or "").split())
        if any(unicodedata.category(character) == "Cc" for character in text):
            raise ValidationError(_("The text has line breaks or invisible characters."))
        return super().to_python(text) or ""


class OfferForm(forms.Form):
    """The public form. Whoever fills it in has no login; what they type is kept until somebody answers."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": STALE, "invalid": STALE})
    company_zh = LineField(label=_("Company, in Chinese"), max_length=200)
    company_en = LineField(
        label=_("Company, in English"),
        max_length=200,
        required=False,
        help_text=_("As it is to stand on your certificate and on your page."),
    )
    amount_grams = GramsField(label=_("How much"))
    registry = forms.ChoiceField(label=_("Registry"), required=False)
    serials = LineField(
        label=_("Serial numbers"),
        max_length=300,
        required=False,
        help_text=_("As the registry writes them, from the first unit to the last."),
    )
    contact_name = LineField(label=_("Whom may we ask?"), max_length=120)
    contact_email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Only the colleagues who answer read the name and the address; no page shows them."),
    )
    message = forms.CharField(
        label=_("Message"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    evidence = UploadField(label=_("Evidence"), required=False)
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        registry: Any = self.fields["registry"]
        registry.choices = [("", _("Not known, or another")), *registry_choices()]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Please leave this field empty."))
        return ""

    def clean_message(self) -> str:
        message: str = self.cleaned_data["message"]
        if "\x00" in message:
            raise ValidationError(_("The text has line breaks or invisible characters."))
        return message.strip()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        grams, text = values.get("amount_grams"), values.get("serials", "")
        read = read_pasted(text, values.get("registry", ""))
        if grams and read.blocks and grams > read.amount_grams:
            words = _("The serial numbers hold only %(amount)s.")
            self.add_error(
                "amount_grams", ValidationError(words, params={"amount": format_grams(read.amount_grams)})
            )
        return values

    def new_offer(self, event: Event, language: str) -> NewOffer:
        """A valid form in the words of the action."""
        values = self.cleaned_data
        return NewOffer(
            event=event,
            company_zh=values["company_zh"],
            company_en=values["company_en"],
            contact_name=values["contact_name"],
            contact_email=values["contact_email"],
            amount_grams=values["amount_grams"],
            language=language,
            registry=values["registry"],
            serials=values["serials"],
            message=values["message"],
            upload=values["evidence"],
        )

    def offer_key(self) -> uuid.UUID:
        key: uuid.UUID = self.cleaned_data["key"]
        return key


class DonorAccountField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Donors' accounts by the donor's name, with what is free on each."""

    def label_from_instance(self, obj: Any) -> str:
        free = Balance(obj.credited_grams, obj.debited_grams, obj.held_grams).available_grams
        words = gettext("%(donor)s · %(amount)s available")
        return words % {"donor": obj.organization.name, "amount": format_grams(free)}


class TakeUpForm(forms.Form):
    """For which donor an offer is taken up: one that is known, or one that is entered with it."""

    account = DonorAccountField(
        label=_("Donor"), queryset=None, required=False, empty_label=_("A new donor:")
    )
    slug = LineField(
        label=_("Short name in addresses, for a new donor"),
        max_length=50,
        required=False,
        help_text=_("Small letters, digits and hyphens. The donor's page has this address for ever."),
    )
    name_zh = LineField(label=_("Name in Chinese, for a new donor"), max_length=200, required=False)
    name_en = LineField(label=_("Name in English, for a new donor"), max_length=200, required=False)

    def __init__(self, *args: Any, offer: DonationOffer, **kwargs: Any) -> None:
        known = Organization.objects.filter(
            kind=Organization.Kind.DONOR, name_zh_hans=offer.company_zh
        ).first()
        account = events.donating.queries.account_of(known) if known is not None else None
        initial = {
            "account": account,
            "slug": slugify(offer.company_en)[:50],
            "name_zh": offer.company_zh,
            "name_en": offer.company_en,
        }
        kwargs.setdefault("initial", initial)
        super().__init__(*args, **kwargs)
        field: Any = self.fields["account"]
        field.queryset = events.donating.queries.donors_accounts()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("account") is None and "account" not in self.errors:
            for name in ("slug", "name_zh", "name_en"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("Please choose a known donor, or say this of the new one."))
        return values

    @property
    def donor(self) -> Any:
        """The chosen account, or the new donor."""
        values = self.cleaned_data
        return values["account"] or NewDonor(values["slug"], values["name_zh"], values["name_en"])


class DeclineForm(forms.Form):
    reason = LineField(label=_("Why it is declined"), max_length=500, help_text=_("The donor reads it."))


class OffersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """A box for each offer that waits."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.company_zh} · {format_grams(obj.amount_grams)} · {localtime(obj.offered_at):%Y-%m-%d %H:%M}"


class DeclineSeveralForm(DeclineForm):
    """One reason for several offers."""

    offers = OffersField(label=_("Offers"), queryset=None, to_field_name="reference")
    field_order = ("offers", "reason")

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "id_several_%s")
        super().__init__(*args, **kwargs)
        offers: Any = self.fields["offers"]
        waiting = events.donating.queries.offers_of(event).filter(state=DonationOffer.State.NEW)
        offers.queryset = waiting.order_by("pk")

    @property
    def references(self) -> list[str]:
        return [row.reference for row in self.cleaned_data["offers"]]


class DonationForm(forms.Form):
    """A donation that came by letter: who, how much, and the letter."""

    account = DonorAccountField(
        label=_("Donor"),
        queryset=None,
        help_text=_("A donor is here once a batch was entered for it, or credits were moved to it."),
    )
    amount_grams = GramsField(label=_("Amount"))
    note = LineField(label=_("Note"), max_length=200, required=False)
    evidence = EvidenceField(required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account: Any = self.fields["account"]
        account.queryset = events.donating.queries.donors_accounts()
        evidence: Any = self.fields["evidence"]
        evidence.offer(event)

    def new_donation(self, event: Event, evidence: Any) -> NewDonation:
        values = self.cleaned_data
        return NewDonation(event, values["account"], values["amount_grams"], values["note"], evidence)


class RuleForm(forms.Form):
    """What becomes of what is left: chosen while the event is planned."""

    rule = forms.ChoiceField(
        label=_("What becomes of donated credits that are left"),
        choices=list(RULES.items()),
        widget=forms.RadioSelect,
    )
    next_event: "forms.ModelChoiceField[Event]" = forms.ModelChoiceField(
        label=_("The next event, if they move there"), queryset=Event.objects.none(), required=False
    )

    def __init__(self, *args: Any, event: Event, by: User, **kwargs: Any) -> None:
        initial = {"rule": event.leftover_rule, "next_event": event.next_event_id}
        kwargs.setdefault("initial", initial)
        super().__init__(*args, **kwargs)
        following: Any = self.fields["next_event"]
        following.queryset = events.donating.queries.possible_next_events(event, by)

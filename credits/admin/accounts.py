"""Accounts, and what moves between them."""

from django.contrib import admin
from django.db.models import F
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from credits.admin.acting import identifier, waiting
from credits.forms import EventRetirementForm, ReverseForm
from credits.models import Account, Proposal, Transfer
from credits.tape import OWN_KINDS
from diandian.lib.mass import format_grams
from diandian.staff import link_to_list, mass_column
from people.acting import Act, ActingAdmin

amount = mass_column("amount_grams", _("amount"))
credited = mass_column("credited_grams", _("credited"))
debited = mass_column("debited_grams", _("debited"))
on_hold = mass_column("held_grams", _("on hold"))
retired = mass_column("retired_grams", _("retired"))


@admin.register(Account)
class AccountAdmin(ActingAdmin):
    list_display = (
        *("code", "name", "kind", "organization", "available"),
        *(on_hold, retired, credited, debited),
    )
    list_filter = ("kind",)
    search_fields = (
        *("code", "name_zh_hans", "name_en"),
        *("organization__name_zh_hans", "organization__name_en"),
    )
    search_help_text = _("A code, a name or an organisation")
    list_select_related = ("organization",)
    fields = (
        *("code", "name", "kind", "organization", "available"),
        *(on_hold, retired, credited, debited, "opened_at", "movements"),
    )
    readonly_fields = (credited, debited, retired, on_hold, "available", "movements")
    acts = (
        Act(
            "retire",
            EventRetirementForm,
            "credits.add_proposal",
            lambda account: account.kind == Account.Kind.EVENT,
        ),
    )

    @admin.display(
        description=_("available"), ordering=F("credited_grams") - F("debited_grams") - F("held_grams")
    )
    def available(self, account: Account) -> str:
        if account.kind in OWN_KINDS:
            return "—"
        return format_grams(account.credited_grams - account.debited_grams - account.held_grams)

    @admin.display(description=_("transfers"))
    def movements(self, account: Account) -> SafeString:
        received = link_to_list(Transfer, _("received"), credit_account__id__exact=account.pk)
        given = link_to_list(Transfer, _("given"), debit_account__id__exact=account.pk)
        return format_html("{} · {}", received, given)


def is_reversible(transfer: Transfer) -> bool:
    """A move of which no part was reversed before, and no reversal waits for a second person."""
    if (
        transfer.kind != Transfer.Kind.MOVE
        or Transfer.objects.filter(reverses__group=transfer.group).exists()
    ):
        return False
    rows = Transfer.objects.filter(group=transfer.group).values_list("public_id", flat=True)
    return waiting(Proposal.Kind.REVERSE, "transfer", *map(str, rows)) is None


@admin.register(Transfer)
class TransferAdmin(ActingAdmin):
    list_display = (
        *("made_at", "kind", amount, "debit_account", "credit_account"),
        *("batch", "reason", "made_by"),
    )
    list_filter = (
        *("kind", "batch__registry"),
        ("debit_account", admin.RelatedOnlyFieldListFilter),
        ("credit_account", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = (
        *("=group", "=public_id", "reason", "batch__serial_block"),
        *("debit_account__code", "credit_account__code"),
    )
    search_help_text = _("An account, a serial block, a reason or a group")
    linked_by = ("group__exact", "batch__id__exact")
    date_hierarchy = "made_at"
    list_select_related = ("debit_account", "credit_account", "batch", "made_by", "reversed_by")
    fields = (
        *(identifier, "kind", "debit_account", "credit_account", amount, "batch", "batch_from", "reason"),
        *("made_at", "made_by", "reverses", "reversal", "proposal", "leaf_index", "group"),
    )
    readonly_fields = (identifier, amount, "reversal")
    acts = (Act("reverse", ReverseForm, "credits.add_proposal", is_reversible),)

    @admin.display(description=_("reversed"))
    def reversal(self, transfer: Transfer) -> SafeString | str:
        later = getattr(transfer, "reversed_by", None)
        return link_to_list(Transfer, _("Yes"), group__exact=later.group) if later else "—"

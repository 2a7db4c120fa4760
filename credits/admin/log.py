"""The log's signed statements, its keys, and those who witness it."""

import base64
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from credits.forms import CosignatureForm, WitnessForm
from credits.models import Checkpoint, Cosignature, LogKey, Witness
from credits.proofs.notes import KeyKind, VerifierKey
from diandian.staff import ContentAdmin, ReadOnlyAdmin
from people.acting import Act, ActingAdmin


@admin.register(Checkpoint)
class CheckpointAdmin(ReadOnlyAdmin):
    list_display = ("size", "made_at", "root_hash", "signing_key")
    list_filter = ("key",)
    search_fields = ("=size",)
    search_help_text = _("A number of leaves")
    date_hierarchy = "made_at"
    ordering = ("-size",)
    list_select_related = ("key",)
    fields = ("size", "made_at", "root_hash", "signing_key", "signed_note", "witnesses")
    readonly_fields = ("root_hash", "signing_key", "signed_note", "witnesses")

    @admin.display(description=_("root"))
    def root_hash(self, checkpoint: Checkpoint) -> str:
        return base64.b64encode(bytes(checkpoint.root)).decode()

    @admin.display(description=_("key of the log"), ordering="key")
    def signing_key(self, checkpoint: Checkpoint) -> str:
        return str(checkpoint.key)

    @admin.display(description=_("signed note"))
    def signed_note(self, checkpoint: Checkpoint) -> str:
        """With the witnesses' lines, as it is published."""
        lines = checkpoint.cosignatures.values_list("line", flat=True)
        return checkpoint.note + "\n".join(lines)

    @admin.display(description=_("cosigned by"))
    def witnesses(self, checkpoint: Checkpoint) -> str:
        rows = checkpoint.cosignatures.select_related("witness")
        return " · ".join(row.witness.title for row in rows) or "—"


@admin.register(LogKey)
class LogKeyAdmin(ReadOnlyAdmin):
    list_display = ("name", "key_hash", "first_used_at")
    fields = ("name", "key_hash", "verifier_key", "first_used_at")
    readonly_fields = ("verifier_key",)

    @admin.display(description=_("public key"))
    def verifier_key(self, key: LogKey) -> str:
        return str(VerifierKey(key.name, bytes(key.public_key)))


@admin.register(Witness)
class WitnessAdmin(ContentAdmin):
    """Added by its key, which stays; made inactive when it no longer signs. Never deleted."""

    form = WitnessForm
    list_display = ("title", "name", "is_active", "added_at")
    list_filter = ("is_active",)
    search_fields = ("name", "title_zh_hans", "title_en")
    search_help_text = _("A title in either language, or the name of the key")

    def get_fields(self, request: HttpRequest, obj: Witness | None = None) -> Any:
        if obj is None:
            return ("verifier_key", "title", "is_active")
        return ("name", "public_key_text", "title", "is_active", "added_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Witness | None = None) -> tuple[Any, ...]:
        return () if obj is None else ("name", "public_key_text", "added_at")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None:
            form.base_fields.pop("verifier_key", None)
        return form

    @admin.display(description=_("public key"))
    def public_key_text(self, witness: Witness) -> str:
        return str(VerifierKey(witness.name, bytes(witness.public_key), KeyKind.COSIGNATURE))

    def has_delete_permission(self, request: HttpRequest, obj: Witness | None = None) -> bool:
        return False


@admin.register(Cosignature)
class CosignatureAdmin(ActingAdmin):
    list_display = ("added_at", "witness", "checkpoint")
    list_filter = ("witness",)
    search_fields = ("=checkpoint__size", "witness__name")
    search_help_text = _("A number of leaves, or the name of a witness's key")
    list_select_related = ("witness", "checkpoint")
    fields = ("witness", "checkpoint", "line", "added_at")
    adding = Act("add", CosignatureForm, "credits.add_cosignature")

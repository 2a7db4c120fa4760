"""Who works on an event, as what, and until when."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Membership(models.Model):
    """A user's one role at an event. The role never changes (trigger), so that nobody verifies what they made."""

    class Role(models.TextChoices):
        ORGANISER = "organiser", _("Organiser")
        VERIFIER = "verifier", _("Verifier")
        AUDITOR = "auditor", _("Auditor")

    event = models.ForeignKey(
        "events.Event", verbose_name=_("event"), on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    organization = models.ForeignKey(
        "people.Organization", verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+"
    )
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ended by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects: ClassVar[models.Manager["Membership"]] = models.Manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["event", "role", "pk"]
        permissions = [
            ("work_at_every_event", _("Can work at every event, for the exchange")),
            ("witness_event", _("Can propose and approve witness certificates")),
        ]
        constraints = [
            models.UniqueConstraint(name="one_role_a_person_and_event", fields=["event", "user"]),
            models.CheckConstraint(
                name="membership_role_is_known", condition=Q(role__in=["organiser", "verifier", "auditor"])
            ),
            models.CheckConstraint(
                name="an_auditor_has_a_last_day", condition=~Q(role="auditor") | Q(valid_until__isnull=False)
            ),
            models.CheckConstraint(
                name="an_ended_membership_says_by_whom",
                condition=Q(ended_by=None, ended_at=None) | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

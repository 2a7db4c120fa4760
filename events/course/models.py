"""How an event went from state to state: rows are added, never changed (trigger)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CourseStep(models.Model):
    """One step of an event: from which state to which, who took it, when and why."""

    event = models.ForeignKey(
        "events.Event", verbose_name=_("event"), on_delete=models.PROTECT, related_name="course_steps"
    )
    number = models.PositiveIntegerField(_("number"))  # from 1, without a gap
    from_state = models.CharField(_("from"), max_length=10)
    to_state = models.CharField(_("to"), max_length=10)
    # A correction goes back to "inventory drafted" with a new version; what stood on the old one is under review.
    is_correction = models.BooleanField(_("correction"), default=False)
    inventory = models.ForeignKey(
        "events.Inventory",
        verbose_name=_("inventory version it rests on"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    why = models.CharField(_("why"), max_length=500)

    objects: ClassVar[models.Manager["CourseStep"]] = models.Manager()

    class Meta:
        verbose_name = _("step of an event")
        verbose_name_plural = _("steps of events")
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(name="course_steps_are_numbered", fields=["event", "number"]),
            models.CheckConstraint(name="a_course_step_says_why", condition=~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"

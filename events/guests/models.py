"""What is stored of guests. Migration 0003 makes the database keep what two people agreed on."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class GuestList(models.Model):
    """Guests who get a certificate each, from the event's donated credits, once a second person has approved it."""

    class Kind(models.TextChoices):
        HONOUR = "honour", _("Honour certificate")
        FAMILY = "family", _("Family certificate")

    class State(models.TextChoices):
        ENTERED = "entered", _("Waits for a second person")
        DECLINED = "declined", _("Declined")
        ISSUING = "issuing", _("Being retired")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Retired")

    class Stop(models.TextChoices):
        CREDITS = "credits", _("The event's donated credits are used up.")
        FAILURE = "failure", _("Something failed several times; the log of the server says what.")

    # Random, and never shown: every idempotency key and beneficiary of its guests is derived from it.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(
        "events.Event", verbose_name=_("event"), on_delete=models.PROTECT, related_name="guest_lists"
    )
    title = models.CharField(_("title of the list"), max_length=120)
    kind = models.CharField(_("certificate"), max_length=8, choices=Kind.choices, default=Kind.HONOUR)
    method = models.CharField(_("how the grams were counted"), max_length=60)
    # What the papers say of the event, as it was when the list was entered. Not known of lists of earlier days: there
    # an empty boundary is the event's own too.
    event_name_zh = models.CharField(_("event in Chinese"), max_length=200, null=True)
    event_name_en = models.CharField(_("event in English"), max_length=200, null=True)
    boundary_zh = models.CharField(_("boundary in Chinese"), max_length=300, blank=True)
    boundary_en = models.CharField(_("boundary in English"), max_length=300, blank=True)
    guest_count = models.PositiveIntegerField(_("guests"))
    amount_grams = models.BigIntegerField(_("in all, g"))
    content_digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ENTERED)
    stopped_because = models.CharField(_("stopped because"), max_length=8, choices=Stop.choices, blank=True)
    failed_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects: ClassVar[models.Manager["GuestList"]] = models.Manager()

    class Meta:
        verbose_name = _("guest list")
        verbose_name_plural = _("guest lists")
        ordering = ["-pk"]
        permissions = [("approve_guestlist", _("Can approve a guest list that somebody else entered"))]
        constraints = [
            models.CheckConstraint(
                name="guest_list_is_not_empty", condition=Q(guest_count__gt=0, amount_grams__gt=0)
            ),
            models.CheckConstraint(
                name="guest_list_kind_is_known", condition=Q(kind__in=["honour", "family"])
            ),
            models.CheckConstraint(
                name="guest_list_has_both_boundaries_or_none",
                condition=Q(boundary_zh="", boundary_en="") | (~Q(boundary_zh="") & ~Q(boundary_en="")),
            ),
            models.CheckConstraint(
                name="a_second_person_approves_a_guest_list",
                condition=Q(state="entered", decided_by=None, decided_at=None)
                | Q(state="declined", decided_by__isnull=False)
                | (
                    Q(state__in=["issuing", "stopped", "done"], decided_by__isnull=False)
                    & ~Q(decided_by=F("entered_by"))
                ),
            ),
            models.CheckConstraint(
                name="a_stopped_guest_list_says_why",
                condition=Q(state="stopped", stopped_because__in=["credits", "failure"])
                | (~Q(state="stopped") & Q(stopped_because="")),
            ),
            # A button pressed twice, or a file that two people sent.
            models.UniqueConstraint(
                name="guests_are_entered_once_for_an_event",
                fields=["event", "content_digest"],
                condition=~Q(state="declined"),
            ),
        ]
        indexes = [
            # What the sweeper looks for.
            models.Index(name="guest_list_on_its_way", fields=["id"], condition=Q(state="issuing"))
        ]

    def __str__(self) -> str:
        return self.title


class Guest(models.Model):
    """One row of a list, and what became of it."""

    class Stage(models.TextChoices):
        WAITING = "waiting", _("Waits")
        ACCEPTED = "accepted", _("Grams set aside")
        RETIRED = "retired", _("Retired")
        REFUSED = "refused", _("Refused")

    class Refusal(models.TextChoices):
        BATCH = "batch", _("The batch of credits ended in the middle of it.")
        CERTIFICATE = "paper", _("The certificate cannot be printed as it was entered.")

    list = models.ForeignKey(
        GuestList, verbose_name=_("guest list"), on_delete=models.PROTECT, related_name="guests"
    )
    position = models.PositiveIntegerField(_("number"))  # from 1, in the order of the file
    name = models.CharField(_("name"), max_length=200)
    note = models.CharField(_("note"), max_length=60, blank=True)  # for the organiser; on no paper
    language = models.CharField(_("language"), max_length=8)
    amount_grams = models.BigIntegerField(_("amount, g"))
    name_is_public = models.BooleanField(_("name is public"))
    try_count = models.PositiveSmallIntegerField(default=1, editable=False)
    stage = models.CharField(_("stage"), max_length=8, choices=Stage.choices, default=Stage.WAITING)
    refusal = models.CharField(_("refused because"), max_length=8, choices=Refusal.choices, blank=True)
    certificate = models.OneToOneField(
        "certificates.Certificate",
        verbose_name=_("certificate"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    retirement_request = models.OneToOneField(
        "credits.RetirementRequest",
        verbose_name=_("retirement request"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    failed_steps = models.PositiveSmallIntegerField(default=0, editable=False)

    objects: ClassVar[models.Manager["Guest"]] = models.Manager()

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        ordering = ["list", "position"]
        constraints = [
            models.UniqueConstraint(name="guest_position_is_unique_in_its_list", fields=["list", "position"]),
            models.CheckConstraint(name="guest_amount_is_positive", condition=Q(amount_grams__gt=0)),
            models.CheckConstraint(
                name="guest_stage_fits_its_certificate",
                condition=Q(stage="waiting", certificate=None, retirement_request=None, refusal="")
                | Q(stage="refused", refusal__in=["batch", "paper"])
                | Q(
                    stage__in=["accepted", "retired"],
                    certificate__isnull=False,
                    retirement_request__isnull=False,
                    refusal="",
                ),
            ),
        ]
        indexes = [
            models.Index(name="guest_waits", fields=["list", "position"], condition=Q(stage="waiting")),
            models.Index(name="guest_on_the_way", fields=["id"], condition=Q(stage="accepted")),
        ]

    def __str__(self) -> str:
        return f"{self.list_id}/{self.position}"  # never the name: it may be private

    @property
    def beneficiary(self) -> uuid.UUID:
        """Stands in the ledger in place of the name: nobody finds it who does not know the list's key."""
        return uuid.uuid5(self.list.key, f"beneficiary {self.position}")

    def key_of(self, what: str) -> uuid.UUID:
        """An idempotency key of this guest's present try: the same after a crash as before it."""
        return uuid.uuid5(self.list.key, f"{what} {self.position} {self.try_count}")

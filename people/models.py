"""Who: the people who log in, and the organisations that give, organise and verify."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who logs in. Spectators never do: they have no row here."""

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    @property
    def shown_name(self) -> str:
        """As a person is called: family name first where it is written in Han characters, else the user name."""
        first, last = self.first_name, self.last_name
        if last and not last.isascii():
            return f"{last}{first}"
        return f"{first} {last}".strip() or self.get_username()


class Organization(models.Model):
    """A company, a committee or an exchange: whoever owns a ledger account or signs a paper."""

    class Kind(models.TextChoices):
        EXCHANGE = "exchange", _("Exchange")
        ORGANISER = "organiser", _("Organiser")
        DONOR = "donor", _("Donor")
        VERIFIER = "verifier", _("Verifier")

    slug = models.SlugField(_("short name in addresses"), unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    is_demonstration = models.BooleanField(_("demonstration"), default=False)
    name_zh_hans: str  # the columns that translation.py adds
    name_en: str

    objects: ClassVar[models.Manager["Organization"]] = models.Manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class SignInFailure(models.Model):
    """One attempt with a wrong password: when, for which user name, from where. Both are kept as digests only."""

    user_name = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["SignInFailure"]] = models.Manager()

    class Meta:
        verbose_name = _("failed attempt to sign in")
        verbose_name_plural = _("failed attempts to sign in")
        ordering = ["pk"]
        indexes = [
            models.Index(name="failures_by_user_name", fields=["user_name", "at"]),
            models.Index(name="failures_by_time", fields=["at"]),
        ]

    def __str__(self) -> str:
        return self.at.isoformat()

"""What the footprint stores: factor sets that are published once, and assessments that never change.

Migration 0002 makes the database refuse what the code would not do either.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from footprint.phrases import BOUNDARIES, FACTOR_SET_STATES, GASES, GRADES


class FactorSet(models.Model):
    """A version of a factor library: `draft`, then `published`, then `superseded` by the next one."""

    DRAFT, PUBLISHED, SUPERSEDED = "draft", "published", "superseded"

    code = models.SlugField(_("code"), max_length=40)
    version = models.CharField(_("version"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    name_zh_hans: str | None  # made by translation.py
    name_en: str | None
    state = models.CharField(_("state"), max_length=12, choices=FACTOR_SET_STATES, default=DRAFT)
    # SHA-256 of all the factors, written when the set is published: the same digest is the same library.
    content_digest = models.CharField(_("fingerprint"), max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    objects: ClassVar[models.Manager["FactorSet"]] = models.Manager()

    class Meta:
        verbose_name = _("factor set")
        verbose_name_plural = _("factor sets")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(name="factor_set_version_is_unique", fields=["code", "version"]),
            models.UniqueConstraint(
                name="one_factor_set_is_in_force", fields=["code"], condition=Q(state="published")
            ),
            models.CheckConstraint(
                name="factor_set_state_is_known", condition=Q(state__in=["draft", "published", "superseded"])
            ),
            models.CheckConstraint(
                name="published_factor_set_has_date_and_fingerprint",
                condition=Q(state="draft") | (Q(published_at__isnull=False) & ~Q(content_digest="")),
            ),
        ]

    def __str__(self) -> str:
        return self.method

    @property
    def method(self) -> str:
        """How certificates and assessments name the method: `china-2026.1`."""
        return f"{self.code}-{self.version}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.DRAFT


class Factor(models.Model):
    """Grams of CO2e per unit of an activity, never without its source."""

    factor_set = models.ForeignKey(
        FactorSet, verbose_name=_("factor set"), on_delete=models.CASCADE, related_name="+"
    )
    code = models.SlugField(_("code"), max_length=80)
    category = models.CharField(_("category"), max_length=24)
    activity = models.CharField(_("activity"), max_length=200)
    activity_zh_hans: str | None  # made by translation.py
    activity_en: str | None
    region = models.CharField(
        _("region"), max_length=6, help_text=_("Where the figure comes from: CN, CN-SC, GB … or world")
    )
    unit = models.CharField(_("unit"), max_length=24)
    grams_per_unit = models.DecimalField(_("g CO2e per unit"), max_digits=14, decimal_places=5)
    gases = models.CharField(_("gases"), max_length=12, choices=GASES)
    boundary = models.CharField(_("boundary"), max_length=16, choices=BOUNDARIES)
    includes_non_co2 = models.BooleanField(_("includes non-CO2 effects of flight"), default=False)
    # What makes a factor a default: all factors of one use and region are the parts of one figure.
    use = models.SlugField(_("use"), max_length=40, blank=True, db_index=False)
    serves = models.CharField(
        _("serves"), max_length=6, blank=True, help_text=_("CN-SC, CN …; empty for anywhere")
    )
    grade = models.CharField(_("grade"), max_length=2, choices=GRADES)
    uncertainty_percent = models.DecimalField(
        _("uncertainty, ± %"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    uncertainty_is_judgement = models.BooleanField(_("uncertainty is our judgement"), default=True)
    source = models.CharField(_("source"), max_length=300)
    source_year = models.PositiveSmallIntegerField(_("year"))
    locator = models.CharField(_("where in the source"), max_length=300)
    licence = models.CharField(_("licence"), max_length=120)

    objects: ClassVar[models.Manager["Factor"]] = models.Manager()

    class Meta:
        verbose_name = _("factor")
        verbose_name_plural = _("factors")
        ordering = ["factor_set", "category", "code"]
        constraints = [
            models.UniqueConstraint(name="factor_code_is_unique_in_its_set", fields=["factor_set", "code"]),
            models.CheckConstraint(
                name="factor_names_its_source", condition=~Q(source="") & ~Q(locator="") & ~Q(licence="")
            ),
            models.CheckConstraint(name="factor_is_not_negative", condition=Q(grams_per_unit__gte=0)),
            models.CheckConstraint(
                name="factor_uncertainty_is_a_percentage",
                condition=Q(uncertainty_percent__isnull=True)
                | Q(uncertainty_percent__gte=0, uncertainty_percent__lte=300),
            ),
            models.CheckConstraint(
                name="factor_without_uncertainty_quotes_no_publisher",
                condition=Q(uncertainty_percent__isnull=False) | Q(uncertainty_is_judgement=True),
            ),
            models.UniqueConstraint(
                name="factor_part_is_unique_in_its_use",
                fields=["factor_set", "use", "serves", "boundary"],
                condition=~Q(use=""),
            ),
            models.CheckConstraint(
                name="factor_serves_a_region_by_its_use", condition=Q(serves="") | ~Q(use="")
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Assessment(models.Model):
    """One spectator's footprint as it was counted, with the factor set of that day. Never changed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.UUIDField(_("key"), unique=True)
    input_digest = models.CharField(max_length=64)
    factor_set = models.ForeignKey(
        FactorSet, verbose_name=_("factor set"), on_delete=models.PROTECT, related_name="+"
    )
    answers = models.JSONField(_("answers"))
    lines = models.JSONField(_("lines"))
    total_grams = models.BigIntegerField(_("footprint, g"))
    low_grams = models.BigIntegerField(_("at least, g"))
    high_grams = models.BigIntegerField(_("at most, g"))
    created_at = models.DateTimeField(_("counted"), auto_now_add=True)

    objects: ClassVar[models.Manager["Assessment"]] = models.Manager()

    class Meta:
        verbose_name = _("footprint")
        verbose_name_plural = _("footprints")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="assessment_total_is_in_its_range",
                condition=Q(
                    low_grams__gte=0, total_grams__gte=F("low_grams"), high_grams__gte=F("total_grams")
                ),
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)

"""What is stored of a certificate. Once its Statement is set, migration 0002 makes the database keep it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.document import LANGUAGES, RETIRING_KINDS, Statement, shown_number

_RETIRING = Q(kind__in=sorted(kind.value for kind in RETIRING_KINDS))  # kinds that come with a retirement
_ISSUED = Q(kind__in=["donor", "badge", "witness"])  # kinds that are issued directly
_UNSTATED = ["pledged", "paid", "lapsed", "refunded"]


class Certificate(models.Model):
    """A promise that becomes a paper. Its page exists from the pledge; its Statement from the retirement.

    Where nothing is retired, it is issued with its Statement, all at once.
    """

    class Kind(models.TextChoices):
        HONOUR = "honour", _("Honour certificate")
        FAMILY = "family", _("Family certificate")
        DONOR = "donor", _("Donor’s certificate")
        BADGE = "badge", _("Activity badge")
        WITNESS = "witness", _("Witness certificate")

    class Funding(models.TextChoices):
        DONATED = "donated", _("Donated credits")
        BOUGHT = "bought", _("Bought by the holder")
        NONE = "none", _("No credits")

    class State(models.TextChoices):
        PLEDGED = "pledged", _("Pledged")
        PAID = "paid", _("Paid")
        RETIRED = "retired", _("Retired")
        ISSUED = "issued", _("Issued")
        SETTLED = "settled", _("Settled in the registry")
        LAPSED = "lapsed", _("Lapsed")
        REFUNDED = "refunded", _("Refunded")
        SUPERSEDED = "superseded", _("Superseded")

    number = models.CharField(_("number"), max_length=12, unique=True)
    key = models.UUIDField(_("key"), unique=True)
    input_digest = models.CharField(max_length=64)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=8)
    holder_name = models.CharField(_("name"), max_length=200, blank=True)
    name_is_public = models.BooleanField(_("name is public"))
    # The random id that the ledger knows; where nothing is retired there is none.
    beneficiary = models.UUIDField(_("beneficiary"), db_index=True, null=True)
    group = models.CharField(_("together with"), max_length=120, blank=True)  # a family's: 林家
    event_code = models.CharField(_("event"), max_length=80, db_index=True)
    event_name_zh = models.CharField(_("event in Chinese"), max_length=200)
    event_name_en = models.CharField(_("event in English"), max_length=200)
    boundary_zh = models.CharField(_("boundary in Chinese"), max_length=300)
    boundary_en = models.CharField(_("boundary in English"), max_length=300)
    method = models.CharField(_("method"), max_length=60)
    amount_grams = models.BigIntegerField(_("amount, g"))
    funding = models.CharField(_("funding"), max_length=8, choices=Funding.choices)
    is_demonstration = models.BooleanField(_("demonstration"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLEDGED)
    # The ledger's movement of a donor's gift: the group of its transfers.
    movement = models.UUIDField(_("movement"), null=True, unique=True)
    pledged_at = models.DateTimeField(_("pledged"))
    state_changed_at = models.DateTimeField(_("state since"))
    retirement_request = models.OneToOneField(
        "credits.RetirementRequest",
        verbose_name=_("retirement request"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    statement = models.JSONField(_("statement"), null=True)
    superseded_by = models.ForeignKey(
        "self",
        verbose_name=_("superseded by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="supersedes",
    )
    # The JSON that proves it, as first made; a newer one, with the proofs of pools closed since, is made on demand.
    document = models.TextField(_("document"), null=True, editable=False)
    rendered_at = models.DateTimeField(_("papers stored"), null=True)  # set with the PDF
    # Pushes a paper that cannot be made behind the others, so that it never keeps them waiting.
    failed_renderings = models.PositiveSmallIntegerField(_("failed renderings"), default=0)

    objects: ClassVar[models.Manager["Certificate"]] = models.Manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-id"]
        indexes = [
            models.Index(
                name="certificate_waits_for_proof",
                fields=["id"],
                condition=Q(statement__isnull=False, document__isnull=True),
            ),
            # Holds only what waits for its papers, in the sweeper's order: a sweep costs the same at any size.
            models.Index(
                name="certificate_waits_for_papers",
                fields=["failed_renderings", "id"],
                condition=Q(statement__isnull=False, rendered_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="certificate_amount_fits_its_kind",
                condition=Q(kind="badge", amount_grams=0) | (~Q(kind="badge") & Q(amount_grams__gt=0)),
            ),
            models.CheckConstraint(name="certificate_kind_is_known", condition=_RETIRING | _ISSUED),
            models.CheckConstraint(
                name="certificate_language_is_known", condition=Q(language__in=list(LANGUAGES))
            ),
            models.CheckConstraint(
                name="certificate_funding_fits_its_kind",
                condition=(_RETIRING & Q(funding__in=["donated", "bought"]))
                | Q(kind="donor", funding="donated")
                | Q(kind__in=["badge", "witness"], funding="none"),
            ),
            models.CheckConstraint(
                name="certificate_state_fits_its_kind",
                condition=(_RETIRING & Q(state__in=[*_UNSTATED, "retired", "settled", "superseded"]))
                | (_ISSUED & Q(state__in=["issued", "superseded"])),
            ),
            models.CheckConstraint(
                name="certificate_beneficiary_is_a_retirements",
                condition=(_RETIRING & Q(beneficiary__isnull=False))
                | (_ISSUED & Q(beneficiary__isnull=True)),
            ),
            models.CheckConstraint(
                name="certificate_group_is_a_familys",
                condition=(Q(kind="family") & ~Q(group="")) | (~Q(kind="family") & Q(group="")),
            ),
            models.CheckConstraint(
                name="certificate_movement_is_a_donors",
                condition=Q(kind="donor", movement__isnull=False)
                | (~Q(kind="donor") & Q(movement__isnull=True)),
            ),
            models.CheckConstraint(
                name="certificate_gift_takes_no_money",
                condition=Q(funding="bought") | ~Q(state__in=["paid", "refunded"]),
            ),
            models.CheckConstraint(
                name="certificate_statement_comes_with_the_retirement",
                condition=(_RETIRING & Q(statement__isnull=True, retirement_request__isnull=True))
                | (_RETIRING & Q(statement__isnull=False, retirement_request__isnull=False))
                | (_ISSUED & Q(statement__isnull=False, retirement_request__isnull=True)),
            ),
            models.CheckConstraint(
                name="certificate_retired_means_stated",
                condition=Q(state__in=["retired", "settled", "issued", "superseded"], statement__isnull=False)
                | Q(state__in=_UNSTATED, statement__isnull=True),
            ),
            models.CheckConstraint(
                name="certificate_rendered_means_stated",
                condition=Q(rendered_at__isnull=True) | Q(statement__isnull=False),
            ),
            models.CheckConstraint(
                name="certificate_superseded_names_its_successor",
                condition=(Q(state="superseded", superseded_by__isnull=False) & ~Q(superseded_by=F("id")))
                | (~Q(state="superseded") & Q(superseded_by__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return shown_number(self.number)

    @property
    def stated(self) -> Statement | None:
        """The frozen Statement, or None before the retirement is known."""
        return Statement.from_json(self.statement) if self.statement else None


class SigningKey(models.Model):
    """A key with which certificates are signed, or were once. Public for ever, so that old ones can be checked."""

    class Purpose(models.TextChoices):
        LIVE = "live", _("Real certificates")
        DEMONSTRATION = "demonstration", _("Demonstrations")

    key_id = models.CharField(_("key id"), max_length=16, unique=True)
    purpose = models.CharField(_("purpose"), max_length=13, choices=Purpose.choices)
    certificate = models.TextField(_("certificate of the key"))
    first_used_at = models.DateTimeField(_("first used"))

    objects: ClassVar[models.Manager["SigningKey"]] = models.Manager()

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="signing_key_purpose_is_known", condition=Q(purpose__in=["live", "demonstration"])
            ),
        ]

    def __str__(self) -> str:
        return self.key_id


class Plate(models.Model):
    """A template rendered once, with open slots: every worker and every later year fills the same bytes."""

    key = models.CharField(_("key"), max_length=64, unique=True)
    body = models.BinaryField()
    made_at = models.DateTimeField(_("made"))

    objects: ClassVar[models.Manager["Plate"]] = models.Manager()

    class Meta:
        verbose_name = _("plate")
        verbose_name_plural = _("plates")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.key


class FollowedPool(models.Model):
    """A closed pool, and how far along its leaves the certificates have been moved to "settled"."""

    number = models.BigIntegerField(_("number"), unique=True)
    next_position = models.BigIntegerField(_("next position"), default=0)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects: ClassVar[models.Manager["FollowedPool"]] = models.Manager()

    class Meta:
        verbose_name = _("followed pool")
        verbose_name_plural = _("followed pools")
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)


class Rendering(models.Model):
    """The bytes of a paper or picture as they were first made. Added once, never changed."""

    class Kind(models.TextChoices):
        PDF = "pdf", _("PDF")
        POSTER = "poster", _("Poster picture")

    certificate = models.ForeignKey(
        Certificate, verbose_name=_("certificate"), on_delete=models.PROTECT, related_name="renderings"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    content = models.BinaryField()
    seal = models.BinaryField(null=True, editable=False)  # the signature of a PDF, as CMS
    plate = models.ForeignKey(Plate, on_delete=models.PROTECT, null=True, related_name="renderings")
    made_at = models.DateTimeField(_("made"))

    objects: ClassVar[models.Manager["Rendering"]] = models.Manager()

    class Meta:
        verbose_name = _("rendering")
        verbose_name_plural = _("renderings")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="rendering_is_made_once", fields=["certificate", "kind"]),
            models.CheckConstraint(name="rendering_kind_is_known", condition=Q(kind__in=["pdf", "poster"])),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.kind}"


class Card(models.Model):
    """The picture beside a shared link as it was first drawn: one with a public name, one without. Never changed."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="cards")
    shows_name = models.BooleanField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Card"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="card_is_drawn_once", fields=["certificate", "shows_name"])
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} card"


class Supersession(models.Model):
    """Who put which certificate in the place of another, and why (for staff). Added once, never changed."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="supersession")
    successor = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))

    objects: ClassVar[models.Manager["Supersession"]] = models.Manager()

    class Meta:
        permissions = [
            ("supersede_certificate", "Can put a certificate in the place of another"),
            ("issue_badge", "Can issue an activity badge"),
        ]
        constraints = [
            models.CheckConstraint(name="supersession_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="supersession_is_by_another", condition=~Q(certificate=F("successor"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} → {self.successor_id}"


class Design(models.Model):
    """How papers and posters look, as HTML and CSS: a draft that staff change, then published and kept.

    A migration's triggers freeze it once it is published. `designing.in_force` says which one draws a certificate.
    """

    # The kinds stand in the form, so that a new one needs no change here.
    kind = models.CharField(_("kind"), max_length=16)
    name = models.CharField(_("name of the design"), max_length=120)
    event_code = models.CharField(
        _("only for the event"), max_length=80, blank=True
    )  # empty: for every event
    paper = models.TextField(_("paper"))
    poster = models.TextField(_("poster"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    published_at = models.DateTimeField(_("published"), null=True)

    objects: ClassVar[models.Manager["Design"]] = models.Manager()

    class Meta:
        verbose_name = _("certificate design")
        verbose_name_plural = _("certificate designs")
        ordering = ["-id"]
        permissions = [("publish_design", "Can publish a certificate design")]
        indexes = [
            models.Index(
                name="design_in_force",
                fields=["kind", "event_code", "published_at"],
                condition=Q(published_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="design_is_published_by_somebody",
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                name="design_has_both_templates", condition=~Q(paper="") & ~Q(poster="") & ~Q(name="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

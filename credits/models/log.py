"""The public log: one Merkle tree over everything that happened, and signed statements of its size and root."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LogState(models.Model):
    """One row. Whoever appends holds its lock, so leaves are numbered without a gap. Its size only grows."""

    size = models.BigIntegerField(_("leaves"), default=0)
    # Seconds since 1970 of the last leaf: times in the log never go back.
    last_at = models.BigIntegerField(_("time of the last leaf"), default=0)

    objects: ClassVar[models.Manager["LogState"]] = models.Manager()

    class Meta:
        verbose_name = _("state of the log")
        verbose_name_plural = _("state of the log")
        constraints = [models.CheckConstraint(name="log_has_one_state", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.size)


class LogLeaf(models.Model):
    """Leaf `index` (from 0): the bytes of its entry, and their RFC 6962 hash."""

    index = models.BigIntegerField(_("number"), primary_key=True)
    entry = models.BinaryField(editable=False)
    hash = models.BinaryField(max_length=32, editable=False)

    objects: ClassVar[models.Manager["LogLeaf"]] = models.Manager()

    class Meta:
        verbose_name = _("leaf of the log")
        verbose_name_plural = _("leaves of the log")
        ordering = ["index"]

    def __str__(self) -> str:
        return str(self.index)


class LogTile(models.Model):
    """A full tile: 256 hashes side by side, and their root, which is one hash of the tiles above."""

    level = models.PositiveSmallIntegerField(_("level"))
    index = models.BigIntegerField(_("number"))
    hashes = models.BinaryField(editable=False)
    root = models.BinaryField(max_length=32, editable=False)

    objects: ClassVar[models.Manager["LogTile"]] = models.Manager()

    class Meta:
        verbose_name = _("tile of the log")
        verbose_name_plural = _("tiles of the log")
        ordering = ["level", "index"]
        constraints = [
            models.UniqueConstraint(name="log_tile_is_written_once", fields=["level", "index"]),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class LogKey(models.Model):
    """A public key with which this log signs, or signed once. Kept for ever, so old statements can be checked."""

    name = models.CharField(_("name"), max_length=200)
    key_hash = models.CharField(_("key id"), max_length=8)
    public_key = models.BinaryField(max_length=32, editable=False)
    first_used_at = models.DateTimeField(_("first used"))

    objects: ClassVar[models.Manager["LogKey"]] = models.Manager()

    class Meta:
        verbose_name = _("key of the log")
        verbose_name_plural = _("keys of the log")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="log_key_is_kept_once", fields=["name", "public_key"]),
        ]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_hash}"


class Checkpoint(models.Model):
    """The log's size and root, as a signed note (C2SP tlog-checkpoint)."""

    size = models.BigIntegerField(_("leaves"), unique=True)
    root = models.BinaryField(max_length=32, editable=False)
    note = models.TextField(_("signed note"))
    key = models.ForeignKey(
        LogKey, verbose_name=_("key"), on_delete=models.PROTECT, related_name="checkpoints"
    )
    made_at = models.DateTimeField(_("made"))

    objects: ClassVar[models.Manager["Checkpoint"]] = models.Manager()

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ["size"]
        get_latest_by = "size"

    def __str__(self) -> str:
        return str(self.size)


class Witness(models.Model):
    """An outside party that cosigns checkpoints: a supervisor, a university."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    title = models.CharField(_("title"), max_length=200)
    public_key = models.BinaryField(max_length=32, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    title_zh_hans: str  # the columns that translation.py adds
    title_en: str

    objects: ClassVar[models.Manager["Witness"]] = models.Manager()

    class Meta:
        verbose_name = _("witness")
        verbose_name_plural = _("witnesses")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Cosignature(models.Model):
    """A witness's signature under a checkpoint, as a line of its note (C2SP tlog-cosignature)."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="cosignatures")
    line = models.CharField(_("line"), max_length=300)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects: ClassVar[models.Manager["Cosignature"]] = models.Manager()

    class Meta:
        verbose_name = _("cosignature")
        verbose_name_plural = _("cosignatures")
        ordering = ["checkpoint", "witness"]
        constraints = [
            models.UniqueConstraint(
                name="witness_cosigns_a_checkpoint_once", fields=["checkpoint", "witness"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checkpoint_id} {self.witness_id}"

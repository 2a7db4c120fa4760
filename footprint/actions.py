"""What may happen to footprints and factor sets."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from diandian.lib.digest import input_digest
from footprint import archive, calculation
from footprint.calculation import Answers, FactorValue, Site
from footprint.errors import (
    EmptyFactorSetError,
    FactorSetClosedError,
    FactorSetMovedError,
    KeyReusedError,
    Refusal,
    RefusedRowsError,
)
from footprint.factor_file import fields_of
from footprint.factor_rows import Reason, clashes, lone_additions, reasons_against_use
from footprint.models import Assessment, Factor, FactorSet
from footprint.queries import current_factor_set, factor_value, library_of, site_from
from people.models import User


@dataclass(frozen=True, slots=True)
class NewFactorSet:
    """A factor set as read from a file."""

    code: str
    version: str
    name_zh: str
    name_en: str
    factors: tuple[FactorValue, ...]


def record_assessment(*, answers: Answers, site: Site, key: UUID) -> Assessment:
    """Count a spectator's footprint by the current factor set and keep it for ever.

    Repeatable by `key`: the same key and input give the first assessment again, even after a newer factor
    set. Raises KeyReusedError (same key, other input), NoPublishedFactorSetError, and what
    `calculation.calculate` refuses.
    """
    site = site_from(answers.origin, site)
    calculation.check(answers, site)
    stored = archive.answers_to_json(answers, site)
    digest = input_digest(answers=json.dumps(stored, sort_keys=True))
    known = _known(key, digest)
    if known is not None:
        return known
    factor_set = current_factor_set(site.library)
    footprint = calculation.calculate(answers=answers, site=site, library=library_of(factor_set))
    try:
        with transaction.atomic():
            return Assessment.objects.create(
                key=key,
                input_digest=digest,
                factor_set=factor_set,
                answers=stored,
                lines=[archive.line_to_json(line) for line in footprint.lines],
                total_grams=footprint.total_grams,
                low_grams=footprint.low_grams,
                high_grams=footprint.high_grams,
            )
    except IntegrityError:
        # Two requests with one key: the other was first, so its result is ours.
        known = _known(key, digest)
        if known is None:
            raise
        return known


@transaction.atomic
def load_factor_set(*, new: NewFactorSet, seen_digest: str | None = None) -> FactorSet:
    """Bring a factor set in as a draft; the same set again changes nothing.

    A draft's factors are replaced by the given ones; with `seen_digest` (as `draft_digest` gives it) only if
    they are still those that somebody saw. Raises FactorSetMovedError if not, FactorSetClosedError when the
    set is published with other factors, EmptyFactorSetError, and RefusedRowsError for a factor without a
    source, a use that nobody asks for, another unit than it is counted in, or parts that make no figure.
    """
    method = f"{new.code}-{new.version}"
    if not new.factors:
        raise EmptyFactorSetError(method)
    _refuse_unfit(new.factors)
    FactorSet.objects.get_or_create(
        code=new.code, version=new.version, defaults={"name_zh_hans": new.name_zh, "name_en": new.name_en}
    )
    factor_set = FactorSet.objects.select_for_update().get(code=new.code, version=new.version)
    if not factor_set.is_draft:
        if factor_set.content_digest != digest_of(new.factors):
            raise FactorSetClosedError(method)
        return factor_set
    if seen_digest is not None and draft_digest(new.code, new.version) != seen_digest:
        raise FactorSetMovedError(method)
    factor_set.name_zh_hans, factor_set.name_en = new.name_zh, new.name_en
    factor_set.save()
    Factor.objects.filter(factor_set=factor_set).delete()
    Factor.objects.bulk_create(_row(factor_set, factor) for factor in new.factors)
    return factor_set


@transaction.atomic
def publish(*, factor_set: FactorSet, by: User | None) -> FactorSet:
    """Put a draft in force and supersede the set of the same code that was. From now on it never changes.

    Repeatable: a set that is in force stays so. Raises EmptyFactorSetError, FactorSetClosedError for a set
    that was superseded, and RefusedRowsError for what `load_factor_set` refuses.
    """
    sets = FactorSet.objects.select_for_update().filter(code=factor_set.code).order_by("pk")
    chosen = next(row for row in sets if row.pk == factor_set.pk)
    if chosen.state == FactorSet.PUBLISHED:
        return chosen
    if not chosen.is_draft:
        raise FactorSetClosedError(chosen.method)
    factors = [factor_value(row) for row in Factor.objects.filter(factor_set=chosen).order_by("code")]
    if not factors:
        raise EmptyFactorSetError(chosen.method)
    _refuse_unfit(factors)
    for row in sets:
        if row.state == FactorSet.PUBLISHED:
            row.state = FactorSet.SUPERSEDED
            row.save(update_fields=["state"])
    chosen.state = FactorSet.PUBLISHED
    chosen.content_digest = digest_of(factors)
    chosen.published_at = timezone.now()
    chosen.published_by = by
    chosen.save()
    return chosen


def digest_of(factors: Sequence[FactorValue]) -> str:
    """The fingerprint of a library: SHA-256 over every field of every factor, in the order of their codes."""
    return hashlib.sha256(json.dumps(fields_of(factors), ensure_ascii=False).encode()).hexdigest()


def draft_digest(code: str, version: str) -> str:
    """The fingerprint of a set's factors as they are now; empty where it has none, or is not there."""
    rows = Factor.objects.filter(factor_set__code=code, factor_set__version=version).order_by("code")
    factors = [factor_value(row) for row in rows]
    return digest_of(factors) if factors else ""


def _known(key: UUID, digest: str) -> Assessment | None:
    known = Assessment.objects.select_related("factor_set").filter(key=key).first()
    if known is not None and known.input_digest != digest:
        raise KeyReusedError(key)
    return known


def _refuse_unfit(factors: Sequence[FactorValue]) -> None:
    """Whatever door they came by: a source for every factor, and one whole figure for every use and region."""
    numbered = list(enumerate(factors, start=1))
    refused = [
        Refusal(number, field, Reason.MISSING)
        for number, factor in numbered
        for field in ("source", "locator", "licence")
        if not getattr(factor, field).strip()
    ]
    refused += [
        Refusal(number, "uncertainty_percent", Reason.PUBLISHER_WITHOUT_PERCENT)
        for number, factor in numbered
        if factor.uncertainty_percent is None and not factor.uncertainty_is_judgement
    ]
    for number, factor in numbered:
        refused += reasons_against_use(number, factor.use, factor.unit)
    refused += clashes(numbered)
    refused += lone_additions(numbered)
    if refused:
        raise RefusedRowsError(refused)


def _row(factor_set: FactorSet, factor: FactorValue) -> Factor:
    return Factor(
        factor_set=factor_set,
        code=factor.code,
        category=factor.category,
        activity_zh_hans=factor.activity_zh,
        activity_en=factor.activity_en,
        region=factor.region,
        unit=factor.unit,
        grams_per_unit=factor.grams_per_unit,
        boundary=factor.boundary.value,
        includes_non_co2=factor.includes_non_co2,
        grade=factor.grade,
        uncertainty_percent=factor.uncertainty_percent,
        uncertainty_is_judgement=factor.uncertainty_is_judgement,
        source=factor.source,
        source_year=factor.source_year,
        locator=factor.locator,
        licence=factor.licence,
        gases=factor.gases.value,
        use=factor.use,
        serves=factor.serves,
    )

"""What may be asked of footprints, factors and places."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache

from footprint import archive, calculation
from footprint.calculation import (
    DEFAULT_LIBRARY,
    Alternative,
    Answers,
    Boundary,
    FactorValue,
    Footprint,
    Gases,
    Library,
    Mode,
    Place,
    Site,
    table,
)
from footprint.calculation.equivalents import Equivalent, equivalents
from footprint.calculation.table import StayTable, WayTable
from footprint.errors import NoPublishedFactorSetError, UnknownPlaceError
from footprint.models import Assessment, Factor, FactorSet
from footprint.places import all_places, rail_km


def current_factor_set(code: str = DEFAULT_LIBRARY) -> FactorSet:
    """The published set of this code. Raises NoPublishedFactorSetError."""
    found = FactorSet.objects.filter(code=code, state=FactorSet.PUBLISHED).first()
    if found is None:
        raise NoPublishedFactorSetError(code)
    return found


def library_of(factor_set: FactorSet) -> Library:
    """The factors of a set. A published set is read once per process: its fingerprint never lies."""
    if factor_set.is_draft:
        return _read_factors(factor_set.pk)
    return _published_factors(factor_set.content_digest, factor_set.pk)


def library(code: str = DEFAULT_LIBRARY) -> Library:
    """The factors of the set in force. Raises NoPublishedFactorSetError."""
    return library_of(current_factor_set(code))


def alternatives_of(assessment: Assessment) -> tuple[Alternative, ...]:
    """The same trip by other sensible modes with fewer grams, by the assessment's own factors.

    Raises UnknownPlaceError like `answers_of`.
    """
    answers, site = answers_of(assessment)
    return calculation.alternatives(
        answers=answers,
        site=site,
        library=library_of(assessment.factor_set),
        total_grams=assessment.total_grams,
    )


def possible_modes(*, origin: Place, site: Site) -> tuple[Mode, ...]:
    """How one can come from this city to the site; never empty."""
    return calculation.possible_modes(origin, site)


def stay_table(*, site: Site, local_km: int) -> StayTable:
    """Grams of all that hangs on the site alone, by the factor set in force. Counted once per process."""
    factor_set = current_factor_set(site.library)
    return _stay_table(factor_set.content_digest, factor_set, site, local_km)


def way_table(*, origin: Place, site: Site) -> WayTable:
    """Grams of every way from this city to the site, by the factor set in force."""
    return table.way_table(origin=origin, site=site_from(origin, site), library=library(site.library))


def equivalents_of(assessment: Assessment) -> tuple[Equivalent, ...]:
    """What else weighs as much, by the assessment's own factors. Raises UnknownPlaceError like `answers_of`."""
    _answers, site = answers_of(assessment)
    return equivalents(
        assessment.total_grams,
        library_of(assessment.factor_set),
        site.host.region,
        allow_weak=site.options.allow_weak,
    )


def site_from(origin: Place, site: Site) -> Site:
    """The site as it is reached from this origin: with the rail kilometres, where the table knows them."""
    return replace(site, rail_km=rail_km(origin, site.host))


def footprint_of(assessment: Assessment) -> Footprint:
    """The stored footprint, from its stored lines: a later method or factor set never changes it."""
    factors = library_of(assessment.factor_set)
    return Footprint(
        lines=tuple(archive.line_from_json(line, factors) for line in assessment.lines),
        total_grams=assessment.total_grams,
        low_grams=assessment.low_grams,
        high_grams=assessment.high_grams,
    )


def answers_of(assessment: Assessment) -> tuple[Answers, Site]:
    """What was answered, and for which site. Raises UnknownPlaceError if the place list lost a city since."""
    try:
        return archive.answers_from_json(assessment.answers, all_places().by_code)
    except KeyError as error:
        raise UnknownPlaceError(str(error.args[0])) from error


def place(code: str) -> Place:
    """The city with this code. Raises UnknownPlaceError."""
    try:
        return all_places().by_code[code]
    except KeyError as error:
        raise UnknownPlaceError(code) from error


def place_named(text: str) -> Place | None:
    """The city that a person named, in Han characters, English or pinyin, or by its label; else None."""
    return all_places().named(text)


def suggestions(text: str, limit: int = 8) -> list[Place]:
    """Cities that the text may mean, the likeliest first; near spellings where nothing else fits."""
    return all_places().suggestions(text, limit)


@lru_cache(maxsize=256)
def _stay_table(digest: str, factor_set: FactorSet, site: Site, local_km: int) -> StayTable:
    return table.stay_table(site=site, local_km=local_km, library=library_of(factor_set))


@lru_cache(maxsize=8)
def _published_factors(digest: str, factor_set_id: int) -> Library:
    return _read_factors(factor_set_id)


def _read_factors(factor_set_id: int) -> Library:
    return Library(factor_value(row) for row in Factor.objects.filter(factor_set_id=factor_set_id))


def factor_value(row: Factor) -> FactorValue:
    """A stored factor as the calculation wants it."""
    return FactorValue(
        code=row.code,
        category=row.category,
        activity_zh=row.activity_zh_hans or "",
        activity_en=row.activity_en or "",
        region=row.region,
        unit=row.unit,
        grams_per_unit=row.grams_per_unit,
        boundary=Boundary(row.boundary),
        includes_non_co2=row.includes_non_co2,
        grade=row.grade,
        uncertainty_percent=row.uncertainty_percent,
        uncertainty_is_judgement=row.uncertainty_is_judgement,
        source=row.source,
        source_year=row.source_year,
        locator=row.locator,
        licence=row.licence,
        gases=Gases(row.gases),
        use=row.use,
        serves=row.serves,
    )


# --- The library, as its public pages read it ---------------------------------------------------------------


def readable_factor_sets() -> list[FactorSet]:
    """The sets that anybody may read: published, and superseded ones, since assessments name them."""
    return list(FactorSet.objects.exclude(state=FactorSet.DRAFT).order_by("code", "-published_at", "-pk"))


def readable_factor_set(name: str) -> FactorSet | None:
    """The set that a method names (`china-2026.1`), or the one in force of a code (`china`); never a draft."""
    sets = readable_factor_sets()
    in_force = (row for row in sets if row.code == name and row.state == FactorSet.PUBLISHED)
    return next((row for row in sets if row.method == name), None) or next(in_force, None)


@cache
def region_names() -> Mapping[str, tuple[str, str]]:
    """Chinese and English names of countries and of Chinese provinces, by ISO code, from the list of places."""
    return {"CN": ("中国", "China"), **all_places().regions}

"""What to tell a person whose answers or activities were refused, and what to do next."""

from collections.abc import Sequence

from django.utils.translation import gettext

from diandian.tongue import is_chinese
from footprint import errors
from footprint.calculation import Cabin, FlightMethod
from footprint.phrases.tables import BOUNDARIES, CABINS, FIELDS, FLIGHT_METHODS, GASES, UNITS
from footprint.phrases.uses import use_words
from footprint.places import all_places


def error_words(error: errors.FootprintError) -> str:
    """A refusal as one or two kind sentences in the reader's language."""
    match error:
        case errors.InvalidAnswerError():
            return _out_of_range(error)
        case errors.ImpossibleModeError():
            return gettext("From there nobody can come that way. Please choose another way.")
        case errors.UnknownPlaceError():
            return gettext(
                "We do not know this city. Please choose one from the list, or a larger one nearby."
            )
        case errors.SamePlaceError():
            return gettext("The way leads back to where it began. Please give two different places.")
        case errors.ActivityError():
            return _unread(error)
        case errors.WeakFactorError():
            return gettext(
                "For this we only have a weak figure (%(code)s, grade D or E). Choose to allow weak figures, "
                "or name another factor."
            ) % {"code": error.code}
    return _of_the_library(error)


def _out_of_range(error: errors.InvalidAnswerError) -> str:
    field = FIELDS.get(error.field, error.field)
    limits = {"field": field, "minimum": f"{error.minimum:,}", "maximum": f"{error.maximum:,}"}
    if error.field in ("distance_km", "kwh", "quantity"):
        return gettext("%(field)s: please give a number from %(minimum)s to %(maximum)s.") % limits
    return gettext("%(field)s: please give a whole number from %(minimum)s to %(maximum)s.") % limits


def _unread(error: errors.ActivityError) -> str:
    """Why an activity in JSON could not be read."""
    named = {"field": error.field, "value": error.value, "choices": ", ".join(error.choices)}
    words = {
        "not-json": gettext("This is not JSON: %(value)s."),
        "not-a-list": gettext('Please give a list of activities, as in [{"meals": 2}].'),
        "too-many": gettext("That are %(value)s activities; please give at most %(choices)s at once."),
        "not-an-object": gettext('Please give each activity as an object, as in {"meals": 2}.'),
        "no-kind": gettext("Please say what was done, with one of: %(choices)s."),
        "two-kinds": gettext("One activity says one thing; please split it: %(value)s."),
        "unknown-field": gettext("“%(field)s” is not known here. Please use: %(choices)s."),
        "missing": gettext("“%(field)s” is missing."),
        "unknown-choice": gettext("“%(value)s” is not one of the choices of “%(field)s”: %(choices)s."),
        "unknown-region": gettext(
            "“%(value)s” is no region that we know. Please give an ISO code such as CN, CN-SC or GB."
        ),
        "unknown-country": gettext(
            "“%(value)s” is no country that we know. Please give an ISO code of two letters such as CN or GB."
        ),
        "mistaken-code": gettext("“%(value)s” is no ISO code. Did you mean %(choices)s?"),
        "not-two-countries": gettext(
            '“%(field)s” must be a list of two countries, as ["CN", "GB"], not %(value)s.'
        ),
        "not-a-year": gettext("“%(field)s” must be a year (%(choices)s), not %(value)s."),
        "too-many-digits": gettext("“%(field)s” has more than %(choices)s digits."),
        "field-twice": gettext("“%(field)s” is there twice in one activity. Please give it once."),
        "half-a-character": gettext(
            "A text in it holds half a character (a lone surrogate). Please write it out in full."
        ),
        "not-a-number": gettext("“%(field)s” must be a number, not %(value)s."),
        "not-a-whole-number": gettext("“%(field)s” must be a whole number, not %(value)s."),
        "not-a-text": gettext("“%(field)s” must be a text, not %(value)s."),
        "not-yes-or-no": gettext("“%(field)s” must be true or false, not %(value)s."),
        "unknown-place": gettext("We do not know the place “%(value)s”. Please give a larger one nearby."),
        "unclear-place": gettext("“%(value)s” may be several places. Did you mean: %(choices)s?"),
    }
    return words[error.reason] % named


def _of_the_library(error: errors.FootprintError) -> str:
    match error:
        case errors.UnknownFactorError():
            return gettext("This factor set has no factor “%(code)s”.") % {"code": error.code}
        case errors.UnknownUseError():
            return _without_figure(error)
        case errors.UnknownCabinError():
            return gettext("“%(method)s” does not tell the class “%(cabin)s” apart.") % {
                "method": FLIGHT_METHODS[FlightMethod(error.method)],
                "cabin": CABINS[Cabin(error.cabin)],
            }
        case errors.UnfitFactorError():
            return gettext("Factor “%(code)s” counts per %(unit)s, not per %(expected)s.") % {
                "code": error.code,
                "unit": UNITS.get(error.unit, error.unit),
                "expected": UNITS.get(error.expected, error.expected),
            }
        case errors.AdditionOnlyError():
            return gettext(
                "This only adds to another figure and is no total: %(codes)s. Please count the whole figure, or "
                "name its other parts too."
            ) % {"codes": ", ".join(error.codes)}
        case errors.MixedBoundariesError():
            return gettext(
                "These lines count different things and are not added up: %(boundaries)s. Allow it, and it "
                "will be said beside the sum."
            ) % {"boundaries": coverage_words(error.coverages)}
        case errors.MixedSetsError():
            return gettext(
                "%(reason)s They are not added up. Allow it, and it will be said beside the sum."
            ) % {"reason": mixed_sets_words(error.sets, error.grid_years)}
        case errors.NoPublishedFactorSetError():
            return gettext("There is no published factor set “%(code)s”.") % {"code": error.code}
    return gettext("This footprint cannot be counted at the moment. Please try again later.")


def _without_figure(error: errors.UnknownUseError) -> str:
    named = {"use": use_words(error.use), "region": _region_name(error.region)}
    if not error.region:
        return gettext("This factor set has no general figure for %(use)s.") % named
    return gettext("This factor set has no figure for %(use)s in %(region)s.") % named


def _region_name(code: str) -> str:
    """In the reader's language; the code where no name is known."""
    if code == "CN":  # the list has only its provinces
        return gettext("China")
    chinese, english = all_places().regions.get(code, (code, code))
    return chinese if is_chinese() else english


def mixed_sets_words(sets: Sequence[str], grid_years: Sequence[int]) -> str:
    """The sentence that owns up to a sum over several factor sets or years of the grid; empty without such."""
    listed = gettext("; ").join((*sets, *map(str, grid_years)))
    if not listed:
        return ""
    return gettext("These lines are counted with different factor sets or grid years: %(listed)s.") % {
        "listed": listed
    }


def coverage_words(coverages: "tuple[tuple[str, str], ...]") -> str:
    """Boundaries with their gases, in words, each once."""
    boundaries, kinds = dict(BOUNDARIES), dict(GASES)
    return gettext("; ").join(
        gettext("%(boundary)s (%(gases)s)") % {"boundary": boundaries[boundary], "gases": kinds[gases]}
        for boundary, gases in coverages
    )

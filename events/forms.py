"""What spectators type, checked and put into the calculation's words."""

import uuid
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import certificates.phrases
import certificates.queries
import events.queries
import footprint.queries
from certificates.document import NAME_LIMIT
from events.models import Journey, Venue
from footprint import phrases
from footprint.calculation import Answers, Cabin, Diet, Fuel, LocalMode, Mode, Place
from footprint.calculation.table import ASKED_CABINS, StayTable
from footprint.errors import FootprintError, ImpossibleModeError

CHOOSE = _("Please choose one of the answers.")
# The long way, in the order of the questions; "only within the city" is for those who come from just outside.
MODE_WORDS = {**phrases.MODES, Mode.LOCAL: _("No long way: I live nearby")}
FAR_MODES = [
    (mode.value, MODE_WORDS[mode])
    for mode in (Mode.HSR, Mode.RAIL, Mode.PLANE, Mode.COACH, Mode.CAR, Mode.LOCAL)
]
CABINS = [(cabin.value, phrases.CABINS[cabin]) for cabin in ASKED_CABINS]
FUELS = [(fuel.value, words) for fuel, words in phrases.FUELS.items()]
LOCAL_MODES = [(mode.value, words) for mode, words in phrases.LOCAL_MODES.items()]
DIETS = [(diet.value, phrases.DIETS[diet]) for diet in (Diet.WHITE, Diet.RED, Diet.VEGETARIAN, Diet.VEGAN)]
HOMES = [("local", _("I live here")), ("far", _("From another city"))]
WAYS = [("free", _("Free")), ("buy", _("Buy"))]
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def _whole(low: int, high: int, initial: int) -> forms.IntegerField:
    out_of_range = format_lazy("{} {}–{}", _("Please enter a whole number in this range:"), low, high)
    return forms.IntegerField(
        min_value=low,
        max_value=high,
        initial=initial,
        required=False,
        error_messages={
            "invalid": out_of_range,
            "min_value": out_of_range,
            "max_value": out_of_range,
        },
    )


def _choice(choices: list[Any], initial: str, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=choices,
        initial=initial,
        required=required,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )


class AnswersForm(forms.Form):
    """The six questions of the footprint. `place` stands for a typed city once it was recognised."""

    key = forms.UUIDField(
        error_messages={
            "required": _("This form is too old. Please reload the page."),
            "invalid": _("This form is too old. Please reload the page."),
        }
    )
    venue = forms.CharField(max_length=60)
    home = _choice(HOMES, "local")
    origin = forms.CharField(
        max_length=80,
        required=False,
        error_messages={"max_length": _("That is too long for a city. Please type its name only.")},
    )
    mode = _choice(FAR_MODES, "hsr", required=False)
    cabin = _choice(CABINS, "economy", required=False)
    fuel = _choice(FUELS, "petrol", required=False)
    occupants = _whole(1, 9, 1)
    local_mode = _choice(LOCAL_MODES, "metro")
    nights = _whole(0, 60, 0)
    sharers = _whole(1, 9, 1)
    meals = _whole(0, 200, 1)
    diet = _choice(DIETS, "white")

    def __init__(self, *args: Any, venues: list[Venue], stay: StayTable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.venues = {venue.slug: venue for venue in venues}
        self.suggestions: list[Place] = []
        self._ask_only_for(stay)

    def _ask_only_for(self, stay: StayTable) -> None:
        """Leave out what this event's factors cannot count."""
        self._offer("local_mode", LOCAL_MODES, stay.local)
        self._offer("diet", DIETS, stay.meals)
        self._offer("mode", FAR_MODES, stay.modes)
        for needed, names in ((stay.meals, ("meals", "diet")), (stay.hotel, ("nights", "sharers"))):
            for name in () if needed else names:
                del self.fields[name]

    def _offer(self, name: str, choices: list[Any], values: Collection[str]) -> None:
        """Offer these values; the first one is suggested where the usual suggestion is not among them."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  _choice() made it
        offered = [choice for choice in choices if choice[0] in values]
        field.choices = offered
        if offered and field.initial not in values:
            field.initial = offered[0][0]

    def clean_venue(self) -> Venue:
        venue = self.venues.get(self.cleaned_data["venue"])
        if venue is None:
            raise forms.ValidationError(_("Please choose the venue."))
        return venue

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, field in self.fields.items():
            is_empty = cleaned.get(name) in (None, "") and name not in self.errors
            if is_empty and (isinstance(field, forms.IntegerField) or name in ("cabin", "fuel")):
                cleaned[name] = field.initial
        if cleaned.get("home") == "far" and "origin" in cleaned:
            self._find_origin(cleaned)
        return cleaned

    def _find_origin(self, cleaned: dict[str, Any]) -> None:
        typed = cleaned["origin"].strip()
        if not typed:
            self.add_error("origin", _("Please type the city that you came from."))
            return
        place = footprint.queries.place_named(typed)
        if place is None:
            self.suggestions = footprint.queries.suggestions(typed, limit=4)
            self.add_error("origin", _("We do not know this city. Please type the nearest larger one."))
            return
        if place.code == self._host_code(cleaned):
            cleaned["home"] = "local"
            return
        cleaned["place"] = place
        if not cleaned.get("mode"):
            self.add_error("mode", CHOOSE)

    @staticmethod
    def _host_code(cleaned: dict[str, Any]) -> str:
        venue: Venue | None = cleaned.get("venue")
        return venue.event.host_place if venue else ""

    def answers(self) -> Answers:
        """The answers of a valid form. Who lives here spends no night in a hotel."""
        cleaned = self.cleaned_data
        venue: Venue = cleaned["venue"]
        is_far = "place" in cleaned
        return Answers(
            origin=cleaned["place"] if is_far else footprint.queries.place(venue.event.host_place),
            mode=Mode(cleaned["mode"]) if is_far else Mode.LOCAL,
            occupants=cleaned["occupants"],
            fuel=Fuel(cleaned["fuel"]),
            cabin=Cabin(cleaned["cabin"]),
            local_mode=LocalMode(cleaned["local_mode"]),
            local_km=venue.local_distance_km,
            nights=cleaned.get("nights", 0) if is_far else 0,
            sharers=cleaned.get("sharers", 1),
            meals=cleaned.get("meals", 0),
            diet=Diet(cleaned.get("diet", Diet.WHITE)),
        )

    def refuse(self, error: FootprintError) -> None:
        """Put a refusal of the calculation where the reader can mend it."""
        if not isinstance(error, ImpossibleModeError):
            self.add_error(None, phrases.error_words(error))
            return
        possible = footprint.queries.possible_modes(
            origin=self.cleaned_data["place"], site=events.queries.site_of(self.cleaned_data["venue"])
        )
        ways = gettext(", ").join(str(words) for mode, words in FAR_MODES if mode in possible)
        self.add_error("mode", phrases.error_words(error))
        self.add_error("mode", gettext("These ways exist: %(ways)s.") % {"ways": ways})

    def journey_key(self) -> uuid.UUID:
        key: uuid.UUID = self.cleaned_data["key"]
        return key


class NameForm(forms.Form):
    """The name on the paper, or none."""

    name = forms.CharField(
        required=False,
        max_length=200,
        error_messages={"max_length": _("This name is too long for the paper.")},
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if certificates.queries.name_is_too_long(name):
            raise forms.ValidationError(
                _("This name is too long for the paper. Please use at most %(count)s characters."),
                params={"count": NAME_LIMIT},
            )
        if characters := certificates.queries.unprintable(name):
            raise forms.ValidationError(certificates.phrases.unprintable(characters))
        return name


class PledgeForm(NameForm):
    """How to neutralise, and the name on the paper."""

    way = _choice(WAYS, "")
    show_name = _choice(YES_NO, "", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("name") and cleaned.get("show_name") == "":
            self.add_error("show_name", _("Please choose whether strangers may read your name."))
        return cleaned


class WayHomeForm(forms.Form):
    way_home = _choice(Journey.WayHome.choices, "")

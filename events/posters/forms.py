"""The forms of the room: an event's texts and settings, its venues, their zones, and the codes that hang there."""

from typing import Any

from django import forms
from django.db.models.fields import BooleanField
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from diandian.lib.money import format_fen
from diandian.staff import TONGUES
from events.models import Event, Placement, Venue, Zone
from events.place_forms import COUNTING, EventForm, NamedForm, VenueForm, refuse_unprintable
from events.posters.actions import AGREED, DAYS, LANGUAGES, METERED, in_both, may_move_days
from events.team.access import Role

TERMS = ("price_fen_per_tonne", "splits_over_batches", "organiser")
LEFTOVERS = ("leftover_rule", "next_event")  # chosen in the room of donations
# A part of a form: its heading, why it is as it is, and rows of one field or of two side by side.
Section = tuple[Any, Any, list[list[forms.BoundField]]]


class InBothTongues(forms.ModelForm):  # type: ignore[type-arg]
    """Each text says which language it is in, and what one reader needs the other needs too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns: dict[str, Any] = {column.name: column for column in self._meta.model._meta.get_fields()}
        for name, field in self.fields.items():
            column = columns[name]
            original = getattr(column, "translated_field", None)
            if original is not None:
                field.label = f"{capfirst(original.verbose_name)} · {TONGUES[column.language]}"
                field.required = not original.blank
                field.widget.attrs["lang"] = "zh-Hans" if column.language == "zh-hans" else column.language
            elif field.label:
                field.label = capfirst(str(field.label))

    def sections(self) -> list[Section]:
        raise NotImplementedError

    def texts(self, *names: str) -> list[list[forms.BoundField]]:
        """Rows of a text in both languages side by side."""
        return [[self[name] for name in in_both(text)] for text in names]

    def values(self) -> dict[str, Any]:
        """What was typed, by column; texts that stay empty are empty in both languages."""
        return {
            name: "" if value is None and name.endswith(LANGUAGES) else value
            for name, value in self.cleaned_data.items()
        }


class EventSettingsForm(InBothTongues, EventForm):
    """Texts at any time; what is agreed before the event opens only until then."""

    class Meta:
        model = Event
        fields = (
            *in_both("name", "zone_title", "place", "introduction", "boundary"),
            *("starts_on", "ends_on", "host_place", *COUNTING),
            "counts_spectators",
        )
        widgets = {
            **{
                name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
                for name in ("starts_on", "ends_on")
            },
            **{name: forms.Textarea(attrs={"rows": 5}) for name in in_both("introduction")},
            **{name: forms.Textarea(attrs={"rows": 3}) for name in in_both("boundary")},
        }
        labels = {"host_place": _("host city")}
        help_texts = {
            "host_place": _("Its name in Chinese, English or pinyin. Spectators' ways are measured to it.")
        }

    def __init__(self, *args: Any, reader: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_planned = self.instance.state == Event.State.PLANNED
        self.may_move_days = may_move_days(self.instance.state, reader)
        fixed = (frozenset() if self.is_planned else AGREED) | (frozenset() if self.may_move_days else DAYS)
        for name in fixed & set(self.fields):
            del self.fields[name]

    def sections(self) -> list[Section]:
        days = [[self["starts_on"], self["ends_on"]]] if self.may_move_days else []
        found: list[Section] = [
            (_("What the zone says"), "", self.texts("name", "zone_title", "introduction", "boundary")),
            (
                _("When and where"),
                "",
                [*days, *self.texts("place"), [self["host_place"]]],
            ),
        ]
        if self.is_planned:
            why = _("Fixed once the event is open, so that all its spectators count alike.")
            found.append((_("How footprints are counted"), why, [[self[name]] for name in COUNTING]))
            agreed = [[self["counts_spectators"]]]
            found.append((_("The event's balance"), _("Fixed once the event is open."), agreed))
        return found


class PlainVenueForm(InBothTongues, VenueForm):
    """A venue of `event`; its short name is chosen once, and its meter while the event is planned."""

    class Meta:
        model = Venue
        fields = (
            *in_both("name", "sport", "district"),
            *("slug", "latitude", "longitude", "local_distance_km", "kwh_per_seat"),
        )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.is_planned = event.state == Event.State.PLANNED
        if self.instance.pk:
            del self.fields["slug"]
            # Nor is the meter of a new venue asked for once others count without: it is asked while it can be changed.
            if not self.is_planned:
                del self.fields["kwh_per_seat"]
        else:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Stays for ever. Empty: made of the English name.")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_unprintable(self, values, tuple(in_both("name")))
        if "slug" in self.fields and "slug" not in self.errors and values.get("name_en"):
            values["slug"] = values.get("slug") or slugify(values["name_en"])[:50].strip("-")
            if not values["slug"]:
                self.add_error("slug", _("Type a short name of Latin letters and digits."))
            elif self.event.venues.filter(slug=values["slug"]).exists():
                self.add_error("slug", _("Another venue of this event has this short name."))
        return values

    def sections(self) -> list[Section]:
        where = [[self["latitude"], self["longitude"]], [self["local_distance_km"]]]
        found: list[Section] = [
            (_("The venue"), "", self.texts("name", "sport", "district") + self._rows("slug")),
            (_("The place"), "", where),
        ]
        if rows := self._rows("kwh_per_seat"):
            why = _("Fixed once the event is open, so that all its spectators count alike.")
            found.append((_("How footprints are counted"), why, rows))
        return found

    def _rows(self, *names: str) -> list[list[forms.BoundField]]:
        return [[self[name]] for name in names if name in self.fields]


class ZoneForm(InBothTongues, NamedForm):
    """A zone of `venue`: attendance is entered by its name, so no other one there has it, in either language."""

    class Meta:
        model = Zone
        fields = tuple(in_both("name"))

    def __init__(self, *args: Any, venue: Venue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.venue = venue

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_unprintable(self, values, tuple(in_both("name")))
        others = self.venue.zones.exclude(pk=self.instance.pk)
        taken = {name.casefold() for names in others.values_list(*in_both("name")) for name in names if name}
        for field in in_both("name"):
            if (values.get(field) or "").casefold() in taken:
                self.add_error(field, _("Another zone of this venue has this name."))
        return values

    def sections(self) -> list[Section]:
        return [("", "", self.texts("name"))]


class PlacementForm(InBothTongues, NamedForm):
    class Meta:
        model = Placement
        fields = (*in_both("label"), "is_active")
        help_texts = {
            "is_active": _(
                "Out of use its address says that the code is not known; it can be taken back into use."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            del self.fields["is_active"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_unprintable(self, values, tuple(in_both("label")))
        return values

    def sections(self) -> list[Section]:
        more = [[self["is_active"]]] if "is_active" in self.fields else []
        return [("", "", [*self.texts("label"), *more])]


def fixed_facts(event: Event, reader: Role) -> list[tuple[str, str]]:
    """What the reader cannot change now, with its words: the exchange's terms, what was agreed, and the days."""
    names = (
        TERMS if event.state == Event.State.PLANNED else (*TERMS, *COUNTING, "counts_spectators", *LEFTOVERS)
    )
    days = () if may_move_days(event.state, reader) else ("starts_on", "ends_on")
    return [(_label(Event, name), _shown(event, name)) for name in (*days, *names)]


def fixed_meter(venue: Venue) -> list[tuple[str, str]]:
    if venue.event.state == Event.State.PLANNED:
        return []
    return [(_label(Venue, name), _shown(venue, name)) for name in METERED]


def _label(model: Any, name: str) -> str:
    if name == "price_fen_per_tonne":
        return gettext("Price of a tonne")
    return str(capfirst(model._meta.get_field(name).verbose_name))


def _shown(row: Any, name: str) -> str:
    value = getattr(row, name)
    if name == "price_fen_per_tonne":
        return format_fen(value)
    if isinstance(row._meta.get_field(name), BooleanField):
        return gettext("Yes") if value else gettext("No")
    words = getattr(row, f"get_{name}_display", None)
    return str(words() if words is not None else "—" if value is None else value)

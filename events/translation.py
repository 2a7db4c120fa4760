from modeltranslation.translator import TranslationOptions, register

from events.models import Event, Measure, Placement, Venue, Zone


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("name", "zone_title", "place", "introduction", "boundary")


@register(Venue)
class VenueTranslation(TranslationOptions):
    fields = ("name", "sport", "district")


@register(Zone)
class ZoneTranslation(TranslationOptions):
    fields = ("name",)


@register(Placement)
class PlacementTranslation(TranslationOptions):
    fields = ("label",)


@register(Measure)
class MeasureTranslation(TranslationOptions):
    fields = ("title", "description")

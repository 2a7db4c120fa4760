"""Where staff make events, hang codes, and decide on donations and guest lists; journeys are only looked at."""

from events.admin import donations, guests, journeys, places, team

__all__ = ["donations", "guests", "journeys", "places", "team"]

"""Where staff make events, hang codes, and decide on donations; journeys are only looked at."""

from events.admin import donations, journeys, places

__all__ = ["donations", "journeys", "places"]

"""Where people come from: 34,000 cities, China's counties and main stations, and the airports, by any name.

The data, their sources and licences: footprint/PLACES.md. `all_places()` reads them once, on first use.
"""

from footprint.places.folding import LONGEST_QUERY, folded
from footprint.places.rail import rail_km
from footprint.places.regions import known_region
from footprint.places.search import Places, all_places

__all__ = ["LONGEST_QUERY", "Places", "all_places", "folded", "known_region", "rail_km"]

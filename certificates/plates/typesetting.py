"""What WeasyPrint needs besides a page."""

from dataclasses import dataclass
from typing import Any

from weasyprint.text.fonts import FontConfiguration


@dataclass(frozen=True, slots=True)
class Typesetting:
    """Who fetches what a page names (WeasyPrint's own fetcher if none), and the fonts' configuration."""

    url_fetcher: Any = None
    font_configuration: FontConfiguration | None = None

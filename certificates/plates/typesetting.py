"""What WeasyPrint needs besides a page."""

from dataclasses import dataclass, field
from typing import Any

from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher


def only_data_addresses() -> URLFetcher:
    """A page of ours fetches nothing: not from the network, not from the disk."""
    return URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)


@dataclass(frozen=True, slots=True)
class Typesetting:
    """Who fetches what a page names (nothing but `data:` is fetched), and the fonts' configuration.

    WeasyPrint's own fetcher, which asks whatever address it is given, is never taken.
    """

    url_fetcher: Any = field(default_factory=only_data_addresses)
    font_configuration: FontConfiguration | None = None

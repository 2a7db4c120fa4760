"""Log lines may be read by more people than a page: what opens somebody's page is masked in them."""

import logging
import re

# /j/<code> is a spectator's journey, /pay/<number> an order, /donate/<reference> a donor's offer,
# /welcome/<user>/<token> a new colleague's first password, key= a holder's key. Also when they are escaped within
# another address.
_OPENS_A_PAGE = re.compile(
    r"""
    (?P<before> (?:/|%2F) (?:j|pay|donate | welcome (?:/|%2F) \w+) (?:/|%2F) | \bkey (?:=|%3D) )
    (?P<secret> (?!\s) [^/?&\#"'<>]+? )
    (?= /|%2F|%26|[?&\#"'<>\n] | \sHTTP/ | $ )
    """,
    re.VERBOSE | re.IGNORECASE,
)


def masked(text: str) -> str:
    """The text without what opens somebody's page."""
    return _OPENS_A_PAGE.sub(r"\g<before>***", text)


class MaskWhatOpensPages(logging.Filter):
    """Masks the message of every record, and its traceback; drops none."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            text = record.getMessage()
        except (TypeError, ValueError):  # a line whose arguments do not fit says at least which line it is
            text = f"{record.msg} {record.args}"
        record.msg, record.args = masked(text), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = masked(record.exc_text)
        return True

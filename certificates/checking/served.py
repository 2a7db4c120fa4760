"""The files that a site gives away for checking: verify.py with its keys, and the words of the page."""

import json
from pathlib import Path

from django.utils.translation import override

from certificates.checking import verify
from certificates.checking.phrases import PAGE_WORDS

_MARKED = "KEY_LIST: str | None = None"
LANGUAGES = ("zh-hans", "en")


def verify_py(key_list: str) -> str:
    """verify.py with the site's key list in its one marked line."""
    text = Path(verify.__file__).read_text(encoding="utf-8")
    before, marked, behind = text.partition(_MARKED)
    return f"{before}KEY_LIST: str | None = {key_list!r}{behind}" if marked else text


def words() -> dict[str, dict[str, tuple[str, str]]]:
    """All that the page may say, as pairs of Chinese and English."""
    page: dict[str, list[str]] = {name: [] for name in PAGE_WORDS}
    for language in LANGUAGES:
        with override(language):
            for name, phrase in PAGE_WORDS.items():
                page[name].append(str(phrase))
    return {
        "sentences": verify.WORDS,
        "checks": verify.CHECK_WORDS,
        "statuses": verify.STATUS_WORDS,
        "page": {name: (chinese, english) for name, (chinese, english) in page.items()},
    }


def in_page(value: object) -> str:
    """A value as JSON that may stand inside of a page: nothing in it can end the element that holds it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})

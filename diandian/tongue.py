"""The language in which the reader of a page is answered: the two that we speak."""

from django.utils.translation import get_language


def is_chinese() -> bool:
    """Whether it is Chinese, in any of the ways a device may name it."""
    return (get_language() or "").startswith("zh")


def tongue() -> str:
    """`zh-hans` or `en`."""
    return "zh-hans" if is_chinese() else "en"

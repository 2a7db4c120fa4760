"""Fresh numbers of certificates: demonstrations have a range of their own, which nothing real is ever given."""

from certificates.document.names import NUMBER_LENGTH
from diandian.lib import codes

DEMONSTRATION_LETTER = "d"


def new_number(*, is_demonstration: bool) -> str:
    """A random number out of the range of demonstrations, or out of that of real certificates."""
    others = codes.ALPHABET.replace(DEMONSTRATION_LETTER, "")
    return codes.random_code(NUMBER_LENGTH, first=DEMONSTRATION_LETTER if is_demonstration else others)

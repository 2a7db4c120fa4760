"""Words that call somebody or something neutral. Only the name of a witness's paper has them (`wording.py`)."""

import unicodedata

# Spelled without spaces and hyphens.
CLAIMS = (
    *("碳中和", "碳中性", "气候中和", "气候中性", "净零", "零碳"),
    *("carbonneutral", "climateneutral", "co2neutral", "emissionneutral", "emissionsneutral"),
    *("netzero", "zerocarbon"),
)


def claims_in(text: str) -> list[str]:
    """The claims that a text makes, however it is spelled."""
    said = letters_of(text)
    return [claim for claim in CLAIMS if claim in said]


def letters_of(text: str) -> str:
    """Only the letters and digits, as they are compared."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in plain.casefold() if letter.isalnum())

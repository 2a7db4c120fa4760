"""♥ What a certificate says, and how its ornament of dots is drawn. Plain values in, plain values out.

A Statement is frozen when the retirement is known. Everything that paper, picture and page show of it comes
from here, so that a renderer of another kind can take the same Statement and say the same.
"""

from certificates.document.letters import is_never_printed
from certificates.document.names import (
    NAME_LIMIT,
    NUMBER_LENGTH,
    NumberProblem,
    clean_name,
    is_too_long,
    name_length,
    number_in,
    number_problem,
    shown_number,
)
from certificates.document.ornament import Dot, Stroke, grouped_dots, ornament, strokes
from certificates.document.statement import (
    LANGUAGES,
    RETIRING_KINDS,
    Fact,
    Funding,
    Kind,
    Slice,
    Statement,
)
from certificates.document.wording import (
    RIBBON,
    WORDING,
    Wording,
    gram_range,
    in_both_languages,
    kind_words,
    unbroken,
    worded,
)

__all__ = [
    "LANGUAGES",
    "NAME_LIMIT",
    "NUMBER_LENGTH",
    "RETIRING_KINDS",
    "RIBBON",
    "WORDING",
    "Dot",
    "Fact",
    "Funding",
    "Kind",
    "NumberProblem",
    "Slice",
    "Statement",
    "Stroke",
    "Wording",
    "clean_name",
    "gram_range",
    "grouped_dots",
    "in_both_languages",
    "is_never_printed",
    "is_too_long",
    "kind_words",
    "name_length",
    "number_in",
    "number_problem",
    "ornament",
    "shown_number",
    "strokes",
    "unbroken",
    "worded",
]

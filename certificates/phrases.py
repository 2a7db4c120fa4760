"""Sentences that several pages of certificates share, once each."""

import unicodedata
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certificates.document import NumberProblem, letters
from certificates.errors import (
    CertificatesError,
    ClaimingFactError,
    ForbiddenMoveError,
    InvalidFactError,
    KeyReusedError,
    NameTooLongError,
    SuccessorMismatchError,
    UnprintableNameError,
)
from certificates.models import Certificate

State = Certificate.State

Phrase = str | Promise

STEP: dict[str, Phrase] = {
    State.PLEDGED: _("Pledged"),
    State.PAID: _("Paid"),
    State.RETIRED: _("Retired in the Diandian ledger"),
    State.ISSUED: _("Issued"),
    State.SETTLED: _("Settled in the outside registry"),
    State.LAPSED: _("Lapsed"),
    State.REFUNDED: _("Refunded"),
    State.SUPERSEDED: _("Superseded"),
}

# What the page says at the top, in the words of someone who explains it.
HEADLINE: dict[str, Phrase] = {
    State.PLEDGED: _("Pledged. The credits are set aside and are being retired now."),
    State.PAID: _("Paid. The credits are being retired now."),
    State.RETIRED: _("Retired. Nobody can use these grams again."),
    State.SETTLED: _("Retired, and settled in the outside registry."),
    State.ISSUED: _("Issued and signed."),
    State.LAPSED: _("Lapsed. The time to pay was over, and nothing was retired."),
    State.REFUNDED: _("Refunded. The money went back, and nothing was retired."),
    State.SUPERSEDED: _("Superseded. A newer certificate takes the place of this one."),
}
WAITS_FOR_MONEY: Phrase = _("Pledged. The credits are set aside until the payment arrives.")
REFUSED: Phrase = _(
    "Not retired. The batch of credits ended in the middle of it, and nothing was taken. "
    "Please open your footprint again by its code, and try once more or another way."
)

NUMBER_PROBLEM: dict[NumberProblem, Phrase] = {
    NumberProblem.LENGTH: _("A certificate number has 12 letters and digits. Please look at it once more."),
    NumberProblem.CHARACTER: _(
        "There is a character that our numbers never have: they use no 0, O, 1, L or I, "
        "so that none is mistaken for another."
    ),
    NumberProblem.CHECK: _(
        "The last character is a check on the others, and it does not fit: one character is mistyped, "
        "or two are swapped."
    ),
}
NOT_FOUND: Phrase = _("The number is well formed, but there is no certificate with it. We never issued one.")

# What is not seen in a name is said in words, with the number that Unicode has for it.
_INVISIBLE: tuple[tuple[str, Phrase], ...] = (
    ("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", _("a change of direction")),
    ("\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f", _("a joint or gap without width")),
    ("\n\r\t\u2028\u2029", _("a tab or the end of a line")),
)


def unprintable(characters: Sequence[str]) -> list[str]:
    """Why a name is refused, a sentence for each reason: what no face has, and what nobody can see.

    `characters` are those that `queries.unprintable` found.
    """
    unseen = [one for one in characters if _is_unseen(one)]
    reshaped = [one[0] for one in characters if letters.has_chosen_shape(one)]
    shown = [_shown(one) for one in characters if one not in unseen and not letters.has_chosen_shape(one)]
    sentences = []
    if shown:
        words = gettext("We cannot print %(characters)s. Please leave it out.")
        sentences.append(words % {"characters": " ".join(shown)})
    if reshaped:
        words = gettext("We can print %(characters)s only in its usual shape. Please type it anew.")
        sentences.append(words % {"characters": " ".join(reshaped)})
    if unseen:
        words = gettext(
            "Here stands what nobody can see: %(characters)s. Please type it anew instead of pasting it."
        )
        sentences.append(words % {"characters": gettext(", ").join(map(_named, unseen))})
    return sentences


def refusal_words(refusal: CertificatesError) -> list[str]:
    """Why staff were refused, in sentences."""
    if isinstance(refusal, UnprintableNameError):
        return unprintable(refusal.characters)
    if isinstance(refusal, NameTooLongError):
        words = gettext("The name has %(length)s characters. A certificate takes %(limit)s.")
        return [words % {"length": refusal.length, "limit": refusal.limit}]
    if isinstance(refusal, InvalidFactError):
        if isinstance(refusal.fact, int) and refusal.fact:
            return [gettext("The facts take more lines than the paper has. Please say it in fewer words.")]
        return [gettext("A certificate needs a fact at least, each with its words in both languages.")]
    if isinstance(refusal, ClaimingFactError):
        words = gettext("“%s”: no certificate of this kind calls anybody or anything neutral.")
        return [words % claim for claim in refusal.claims]
    if isinstance(refusal, KeyReusedError):
        return [gettext("This form was used before for something else. Please open it anew.")]
    if isinstance(refusal, ForbiddenMoveError):
        return [gettext("Only a certificate that is retired, settled or issued can be replaced, and once.")]
    if isinstance(refusal, SuccessorMismatchError):
        return [str(_UNFIT[refusal.field])]
    return [gettext("This is not possible: %(reason)s") % {"reason": refusal}]


_UNFIT: dict[str, Phrase] = {
    "number": _("A certificate cannot take its own place."),
    "state": _("Only a certificate that is retired, settled or issued can take the place of another."),
    "kind": _("The newer certificate is of another kind."),
    "event_code": _("The newer certificate is of another event."),
    "is_demonstration": _("One of the two is a demonstration, and the other is real."),
}


def _is_unseen(character: str) -> bool:
    return len(character) == 1 and (
        unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")
        or letters.is_variation_selector(character)
    )


def _shown(character: str) -> str:
    """A character as it can be looked at: a mark stands on a dotted circle."""
    if unicodedata.category(character[0]) in ("Co", "Cn", "Cs"):
        return _named(character)
    return f"◌{character}" if unicodedata.category(character[0])[0] == "M" else character


def _named(character: str) -> str:
    number = f"U+{ord(character):04X}"
    kind = next((words for characters, words in _INVISIBLE if character in characters), "")
    return f"{number} ({kind})" if kind else number


def no_room_words(limit: int) -> str:
    """That a text has no room on paper, where `limit` Latin letters have."""
    words = gettext(
        "Too long for the paper: there is room for %(latin)s Latin letters, or %(han)s Chinese characters."
    )
    return words % {"latin": limit, "han": limit // 2}

"""Sentences that several pages of certificates share, once each."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.document import NumberProblem
from certificates.models import Certificate

State = Certificate.State

Phrase = str | Promise

STEP: dict[str, Phrase] = {
    State.PLEDGED: _("Pledged"),
    State.PAID: _("Paid"),
    State.RETIRED: _("Retired in the Diandian ledger"),
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

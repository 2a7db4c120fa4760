"""The words for roles: in the lists of staff and where a person is given one."""

from django.utils.translation import gettext_lazy as _

ROLE_NAMES = {
    "organiser": _("Organiser"),
    "exchange clerk": _("Exchange clerk"),
    "verifier": _("Verifier"),
    "factor editor": _("Factor editor"),
    "support": _("Support"),
}
ROLE_PURPOSES = {
    "organiser": _("Keeps the texts and places of events, hangs codes, and follows journeys and donations."),
    "exchange clerk": _(
        "Makes events, sets prices, proposes what the ledger shall do, enters donations, closes pools, and decides on "
        "what a colleague proposed."
    ),
    "verifier": _("Sees events, factors and the ledger, and changes nothing."),
    "factor editor": _("Drafts factor sets and publishes them; what is published never changes."),
    "support": _("Finds journeys, orders and certificates for people who ask, and changes nothing."),
}

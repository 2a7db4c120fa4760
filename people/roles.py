"""What each role may do in the admin, as permissions. Spectators have none: they never log in.

Nobody may add, change or delete a row of the ledger, of a payment or of a certificate there: those tables are
written by actions only. Confirming a donation and managing donations are permissions of their own kind.
"""

LEDGER = (
    "account",
    "batch",
    "transfer",
    "hold",
    "holdclosure",
    "retirementrequest",
    "retirement",
    "retirementslice",
)
VIEW_LEDGER = tuple(f"credits.view_{model}" for model in LEDGER)
VIEW_EVENTS = tuple(
    f"events.view_{model}"
    for model in ("event", "venue", "zone", "placement", "scancount", "journey", "donation")
)
VIEW_FACTORS = ("footprint.view_factorset", "footprint.view_factor", "footprint.view_assessment")
VIEW_PAYMENTS = tuple(
    f"payments.view_{model}" for model in ("order", "paymentattempt", "refund", "gatewaynotification")
)
VIEW_CERTIFICATES = ("certificates.view_certificate", "certificates.view_rendering")
EDIT_EVENTS = tuple(
    f"events.{verb}_{model}" for model in ("venue", "zone", "placement") for verb in ("add", "change")
)

ROLES: dict[str, tuple[str, ...]] = {
    "organiser": (
        *VIEW_EVENTS,
        *EDIT_EVENTS,
        "events.change_event",
        *VIEW_FACTORS,
        *VIEW_CERTIFICATES,
    ),
    "exchange clerk": (
        *VIEW_EVENTS,
        *EDIT_EVENTS,
        "events.add_event",
        "events.change_event",
        "events.add_donation",
        "events.confirm_donation",
        *VIEW_LEDGER,
        *VIEW_PAYMENTS,
        *VIEW_CERTIFICATES,
        *VIEW_FACTORS,
        "people.view_organization",
        "people.add_organization",
        "people.change_organization",
    ),
    "verifier": (*VIEW_EVENTS, *VIEW_LEDGER, *VIEW_FACTORS),
    "factor editor": (
        *VIEW_FACTORS,
        "footprint.add_factorset",
        "footprint.change_factorset",
        "footprint.add_factor",
        "footprint.change_factor",
    ),
    "support": (*VIEW_EVENTS, *VIEW_PAYMENTS, *VIEW_CERTIFICATES),
}

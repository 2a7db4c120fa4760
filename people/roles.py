"""What each role may do in the admin, as permissions. Spectators have none: they never log in.

Nobody may change or delete a row of the ledger, of a payment or of a certificate there; a witness alone gets another
title or is made inactive. To "add" a row of the ledger is to act there: a clerk proposes what needs two people
(`add_batch`, `add_proposal`), and does alone what only stops or gathers. Deciding on a proposal, a donation or a
guest list, publishing a design and sending a payment back are permissions of their own kind. Where a role may
delete, the database still refuses whatever other rows stand on, and designs that are published.
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
    "retirementrefusal",
    "batchmark",
    "proposal",
    "decision",
    "pool",
    "poolblock",
    "poolclosing",
    "poolwithdrawal",
    "checkpoint",
    "logkey",
    "witness",
    "cosignature",
    "auditrun",
    "reconciliation",
)
VIEW_LEDGER = tuple(f"credits.view_{model}" for model in LEDGER)
VIEW_EVENTS = tuple(
    f"events.view_{model}"
    for model in ("event", "venue", "zone", "placement", "scancount", "journey", "donation", "guestlist")
)
VIEW_FACTORS = ("footprint.view_factorset", "footprint.view_factor", "footprint.view_assessment")
VIEW_PAYMENTS = tuple(
    f"payments.view_{model}" for model in ("order", "paymentattempt", "refund", "gatewaynotification")
)
VIEW_CERTIFICATES = (
    "certificates.view_certificate",
    "certificates.view_rendering",
    "certificates.view_design",
    "certificates.view_signingkey",
    "certificates.view_followedpool",
)
# Of drafts: a design that is published stays as it is.
DRAW_CERTIFICATES = tuple(f"certificates.{verb}_design" for verb in ("add", "change", "delete"))
EDIT_PLACES = (
    *(f"events.{verb}_{model}" for model in ("venue", "zone", "placement") for verb in ("add", "change")),
    "events.delete_venue",
    "events.delete_zone",
)
ACT_IN_LEDGER = (
    "credits.add_batch",
    "credits.add_proposal",
    "credits.decide_proposal",
    "credits.add_batchmark",
    "credits.add_pool",
    "credits.add_poolblock",
    "credits.add_poolwithdrawal",
    "credits.add_witness",
    "credits.change_witness",
    "credits.add_cosignature",
)

ROLES: dict[str, tuple[str, ...]] = {
    "organiser": (
        *VIEW_EVENTS,
        *EDIT_PLACES,
        "events.change_event",
        "events.add_guestlist",
        *VIEW_FACTORS,
        *VIEW_CERTIFICATES,
        *DRAW_CERTIFICATES,
        "people.view_organization",
    ),
    "exchange clerk": (
        *VIEW_EVENTS,
        *EDIT_PLACES,
        "events.add_event",
        "events.change_event",
        "events.add_donation",
        "events.confirm_donation",
        "events.add_guestlist",
        "events.approve_guestlist",
        "events.view_membership",
        "events.work_at_every_event",
        "events.witness_event",
        *VIEW_LEDGER,
        *ACT_IN_LEDGER,
        *VIEW_PAYMENTS,
        "payments.refund_order",
        *VIEW_CERTIFICATES,
        *DRAW_CERTIFICATES,
        "certificates.publish_design",
        "certificates.supersede_certificate",
        "certificates.issue_badge",
        "certificates.view_plate",
        *VIEW_FACTORS,
        "people.view_organization",
        "people.add_organization",
        "people.change_organization",
    ),
    "verifier": (*VIEW_EVENTS, *VIEW_LEDGER, *VIEW_FACTORS, "people.view_organization"),
    "factor editor": (
        *VIEW_FACTORS,
        *(
            f"footprint.{verb}_{model}"
            for model in ("factorset", "factor")
            for verb in ("add", "change", "delete")
        ),
    ),
    "support": (*VIEW_EVENTS, *VIEW_PAYMENTS, *VIEW_CERTIFICATES),
}

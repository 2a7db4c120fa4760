"""What staff type to make the ledger act, checked field by field before the ledger is asked."""

from credits.forms.acting import ActForm, Facts, ReasonForm
from credits.forms.batches import BatchForm, CancelForm, CloseBatchForm, ImpairForm
from credits.forms.movements import EventRetirementForm, ReplaceForm, ReverseForm
from credits.forms.pools import BlockForm, CloseForm, OpenPoolForm, WithdrawForm
from credits.forms.reconciliations import ReconciliationForm
from credits.forms.witnesses import CosignatureForm, WitnessForm

__all__ = [
    "ActForm",
    "BatchForm",
    "BlockForm",
    "CancelForm",
    "CloseBatchForm",
    "CloseForm",
    "CosignatureForm",
    "EventRetirementForm",
    "Facts",
    "ImpairForm",
    "OpenPoolForm",
    "ReasonForm",
    "ReconciliationForm",
    "ReplaceForm",
    "ReverseForm",
    "WithdrawForm",
    "WitnessForm",
]

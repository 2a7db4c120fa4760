"""♥ Is what we say was retired outside really retired outside? Plain Python.

Once a pool's units are retired at their registry, everybody can read it there. `read_registry_file` reads the list that
the registry publishes, `match` compares it with the ledger's side unit by unit, and the `Report` says in exact ranges
what both know and what only one does. Whoever proposes and approves signs the report's JSON.
"""

from credits.reconciliation.errors import (
    FileNotTextError,
    FileTooLargeError,
    HeaderNotRecognisedError,
    RegistryFileError,
    ReportNotReadableError,
)
from credits.reconciliation.layouts import Status
from credits.reconciliation.matching import match
from credits.reconciliation.reading import read_registry_file
from credits.reconciliation.report import Report, unit_count
from credits.reconciliation.values import (
    Difference,
    Disagreement,
    Ours,
    Reason,
    RefusedRow,
    RegistryFile,
    RegistryRow,
    RetiredBlock,
    Scope,
    Span,
)

__all__ = [
    "Difference",
    "Disagreement",
    "FileNotTextError",
    "FileTooLargeError",
    "HeaderNotRecognisedError",
    "Ours",
    "Reason",
    "RefusedRow",
    "RegistryFile",
    "RegistryFileError",
    "RegistryRow",
    "Report",
    "ReportNotReadableError",
    "RetiredBlock",
    "Scope",
    "Span",
    "Status",
    "match",
    "read_registry_file",
    "unit_count",
]

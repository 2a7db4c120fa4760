"""The audit: every rule of the ledger derived again from its rows, and compared with what is stored."""

from credits.audit.examination import RULES, audit, breaches, report, report_log
from credits.audit.findings import Breach, Findings

__all__ = ["RULES", "Breach", "Findings", "audit", "breaches", "report", "report_log"]

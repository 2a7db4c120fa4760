"""What an event stores. Django finds the tables of every room here."""

from events.balance.models import (
    Declaration,
    EventRetirement,
    Reminder,
    Witnessing,
    WitnessRevocation,
)
from events.course.models import CourseStep
from events.donating.models import DonationOffer, LeftoverSettlement
from events.evidence.models import EvidenceFile
from events.guests.models import Guest, GuestList
from events.inventory.models import Attendance, Inventory, InventoryLine
from events.measures.models import Measure, MeasureStep
from events.models.donations import Donation
from events.models.event import Event
from events.models.journeys import Journey
from events.models.places import Placement, ScanCount, Venue, Zone
from events.reports.models import Report, ReportFile, ReportText
from events.team.models import Membership
from events.verification.models import Finding, LineCheck, Verification, VerificationStatement

__all__ = [
    "Attendance",
    "CourseStep",
    "Declaration",
    "Donation",
    "DonationOffer",
    "Event",
    "EventRetirement",
    "EvidenceFile",
    "Finding",
    "Guest",
    "GuestList",
    "Inventory",
    "InventoryLine",
    "Journey",
    "LeftoverSettlement",
    "LineCheck",
    "Measure",
    "MeasureStep",
    "Membership",
    "Placement",
    "Reminder",
    "Report",
    "ReportFile",
    "ReportText",
    "ScanCount",
    "Venue",
    "Verification",
    "VerificationStatement",
    "WitnessRevocation",
    "Witnessing",
    "Zone",
]

"""What is entered, who works on it, and what happened to it. Nothing here is a total; every sum is asked of the ledger."""

from .audit import ChainHead, Event
from .entered import (
    Account,
    Budget,
    BudgetUnit,
    Department,
    Duty,
    Entry,
    Indicator,
    Note,
    Office,
    Particular,
    ProcurementItem,
    Project,
    Purpose,
    Region,
)
from .intake import Upload
from .layouts import IntakeLayout
from .people import Membership, Person
from .sign_in import RecoveryCode, SignInCount
from .work import Work, WorkItem
from .workflow import Handover, KeptInput, Letter, Remark, Tally, Waiver, Withholding

__all__ = [
    "Account",
    "Budget",
    "BudgetUnit",
    "ChainHead",
    "Department",
    "Duty",
    "Entry",
    "Event",
    "Handover",
    "Indicator",
    "IntakeLayout",
    "KeptInput",
    "Letter",
    "Membership",
    "Note",
    "Office",
    "Particular",
    "Person",
    "ProcurementItem",
    "Project",
    "Purpose",
    "RecoveryCode",
    "Region",
    "Remark",
    "SignInCount",
    "Tally",
    "Upload",
    "Waiver",
    "Withholding",
    "Work",
    "WorkItem",
]

"""Every step that a budget can take on its way to the public and after it; each is one transaction with its event.

``by`` is the person; rights are ``budgets.access``. Each raises WrongState or ValidationError with the sentence for them.
"""

from .correcting import NOT_PUBLIC, abandon, correct, set_correction_reason
from .publishing import Outcome, publish, publish_due, schedule, unschedule
from .remarks import answer, change_remark, delete_remark, remark
from .review import (
    approve,
    confirm_secrecy,
    lacking,
    pass_review,
    send_back,
    set_approval_date,
    submit,
    suspicions_in,
    take_back,
)
from .withholding import disclose_again, withdraw, withhold

__all__ = [
    "NOT_PUBLIC",
    "Outcome",
    "abandon",
    "answer",
    "approve",
    "change_remark",
    "confirm_secrecy",
    "correct",
    "delete_remark",
    "disclose_again",
    "lacking",
    "pass_review",
    "publish",
    "publish_due",
    "remark",
    "schedule",
    "send_back",
    "set_approval_date",
    "set_correction_reason",
    "submit",
    "suspicions_in",
    "take_back",
    "unschedule",
    "withdraw",
    "withhold",
]

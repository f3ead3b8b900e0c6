"""The page before a budget is handed to its reviewer: what forbids it, or who will have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from budgets.figures import Figures
from budgets.holders import names
from budgets.models import Budget
from budgets.workspace import Shown, counts_of, shown_of

from ..compose import form_of
from ..drafts import Draft, draft_of
from ..steps import Role, people
from ..workflow.review import corrects_nothing, no_reviewer, not_yet
from . import remarks as talk


@dataclass(frozen=True)
class Submission:
    """``why`` it cannot be submitted and ``first``, the place to mend; else who will review it."""

    why: str
    first: str
    errors: list[Shown]
    warnings: list[Shown]
    unanswered: list[talk.Shown]
    reviewers: str


def submission(budget: Budget, user: Any) -> Submission:
    draft = draft_of(budget)
    shown = shown_of(draft.findings, budget)
    errors = [each for each in shown if each.finding.level == "error"]
    figures = Figures(draft.books, form_of(draft.books).asks)
    why = not_yet(counts_of(draft.findings)) or _not_here(budget, draft)
    return Submission(
        why=why,
        first=errors[0].url if errors else "",
        errors=errors,
        warnings=[each for each in shown if each.finding.level == "warning" and not each.waiver],
        unanswered=[each for each in talk.remarks_of(budget, figures, user) if each.is_open],
        reviewers=names(people(budget, Role.REVIEWER)),
    )


def _not_here(budget: Budget, draft: Draft) -> str:
    """What else forbids it: nobody to review it, or a correction that corrects nothing."""
    if not people(budget, Role.REVIEWER):
        return no_reviewer(budget)
    return corrects_nothing(budget, draft)

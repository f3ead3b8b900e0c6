"""A draft as it stands now: the document that would be published, its findings, and the digest that approvals hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from budgets.books import Books, open_books
from budgets.models import Budget, Waiver
from budgets.rules import Finding, errors_in
from budgets.waivers import standing, unwaived

from .chain import findings_now
from .compose import compose
from .document import STAMP, Document, as_json, digest
from .timeliness import with_reason

#: What becomes known only after approval: number and time, and by when it had to be.
NOT_APPROVED = (*STAMP, "deadline")
#: The rule that asks for the date of approval, which comes after the review.
DATE_MISSING = "C04"


@dataclass(frozen=True)
class Draft:
    books: Books
    findings: list[Finding]
    waivers: Mapping[str, Waiver]
    document: Document
    content: dict[str, Any]  # the document as JSON, not stamped
    sha256: str  # of what is approved

    @property
    def errors(self) -> list[Finding]:
        return errors_in(self.findings)

    @property
    def unwaived(self) -> list[Finding]:
        """The warnings that nobody has let stand."""
        return unwaived(self.findings, self.waivers)


def draft_of(budget: Budget) -> Draft:
    """Read the books once and compose."""
    books = open_books(budget)
    findings = findings_now(books)
    waivers = standing(budget, findings)
    document = compose(books, findings, waivers)
    document = document.stamped(deadline=_deadline(budget, document))
    content = as_json(document)
    sha256 = approved_digest(content, budget.correction_reason)
    return Draft(books, findings, waivers, document, content, sha256)


def _deadline(budget: Budget, document: Document) -> dict[str, str]:
    """The deadline, and once its last day is past, why it was not met."""
    due = document.deadline.get("due_on", "")
    is_past = bool(due) and timezone.localdate().isoformat() > due
    return with_reason(document.deadline, budget.late_reason if is_past else "")


def approved_digest(content: Mapping[str, Any], reason: str) -> str:
    """The SHA-256 of the canonical JSON of what is approved, the public reason of a correction with it; the same before and
    after a document is stamped, and the date of approval entered."""
    approved = {part: value for part, value in content.items() if part not in NOT_APPROVED}
    found = [each for each in content["examination"]["findings"] if each["rule"] != DATE_MISSING]
    examination = content["examination"] | {"findings": found}
    return digest(approved | {"examination": examination, "correction_reason": reason})

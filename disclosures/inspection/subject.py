"""What is inspected: the document that stands, else the draft, and what is known of its publication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from budgets.clock import deadline
from budgets.models import Budget

from ..desk import versions_of
from ..drafts import draft_of

Json = Mapping[str, Any]
NOT_INSPECTED = (Budget.State.WITHHELD,)


@dataclass(frozen=True)
class Subject:
    """``address`` and ``files`` are of the version that stands; empty before publication."""

    content: Json
    today: date
    approved_on: date | None = None
    published_on: date | None = None
    late_reason: str = ""
    number: int = 0
    address: str = ""
    sha256: str = ""
    files: tuple[str, ...] = ()
    found: dict[str, list[Json]] = field(default_factory=dict)

    @property
    def due_on(self) -> date | None:
        return deadline(self.approved_on) if self.approved_on else None

    @property
    def figures(self) -> Json:
        return self.content["figures"]

    @property
    def tables(self) -> list[Json]:
        return [block for block in self.content["blocks"] if block["type"] == "table"]


def subject_of(budget: Budget, today: date | None = None) -> Subject | None:
    """None where the law keeps the budget from the public: there is nothing to inspect."""
    if budget.state in NOT_INSPECTED:
        return None
    today = today or timezone.localdate()
    standing = next((version for version in versions_of(budget) if version.content), None)
    content = standing.document if standing else draft_of(budget).content
    dates = {"today": today, "approved_on": budget.approved_on, "late_reason": budget.late_reason}
    if standing is None:
        return Subject(content, **dates, found=_by_rule(content))
    return Subject(
        content,
        **dates,
        published_on=timezone.localdate(standing.publication.first_published_at),
        number=standing.number,
        address=standing.publication.get_absolute_url(),
        sha256=standing.sha256,
        files=tuple(standing.files.values_list("name", flat=True)),
        found=_by_rule(content),
    )


def _by_rule(content: Json) -> dict[str, list[Json]]:
    """What the rules found, as the document says it; remarks for the reader's eye aside."""
    found: dict[str, list[Json]] = {}
    for each in content["examination"]["findings"]:
        if each["level"] != "info":
            found.setdefault(each["rule"], []).append(each)
    return found

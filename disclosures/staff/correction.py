"""The page of a correction: its public reason, old and new figure by figure, and what the public will be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from budgets.models import Budget
from budgets.workspace import SECTION, counts_of

from ..desk import Changed, changed_from, versions_of
from ..drafts import draft_of
from ..models import Version
from ..workflow.review import corrects_nothing
from .remarks import section_of
from .strip import Button, Strip, page, strip_of, ways_on


@dataclass(frozen=True)
class Correction:
    budget: Budget
    strip: Strip
    version: Version  # the one that stands
    versions: list[Version]
    number: int  # of the one to come
    reason: str
    changed: Changed
    counts: dict[str, int]
    warning: str
    same: str

    @property
    def before(self) -> str:
        return f"版本 {self.version.number}"

    @property
    def after(self) -> str:
        return f"版本 {self.number}"

    @property
    def is_changed(self) -> bool:
        return not self.same


def correction(budget: Budget, user: Any) -> Correction:
    """Build the page of a budget that is being corrected."""
    versions, draft = versions_of(budget), draft_of(budget)
    found = changed_from(versions[0], draft.content)
    counts = counts_of(draft.findings)
    return Correction(
        budget=budget,
        strip=strip_of(budget, user, _ways(budget, user, counts)),
        version=versions[0],
        versions=versions,
        number=versions[0].number + 1,
        reason=budget.correction_reason,
        changed=found or Changed.unknown(),
        counts=counts,
        warning=not_named(found, budget.correction_reason) if found else "",
        same=corrects_nothing(budget, draft),
    )


def _ways(budget: Budget, user: Any, counts: dict[str, int]) -> list[Button]:
    """Nothing that leads back to this page, nor what the page itself has at its foot."""
    here = (page("correction", budget.pk), page("submit", budget.pk))
    return [way for way in ways_on(budget, user, counts=counts, first="") if way.url and way.url not in here]


def not_named(found: Changed, reason: str) -> str:
    """除 政府采购 外，“三公”经费 也有改动。请在更正原因里一并说明。 Empty where the reason names all that was corrected."""
    sections = _sections(found)
    named = [title for slug, title in sections.items() if _names(reason, title, _labels(found, slug))]
    others = [title for title in sections.values() if title not in named]
    if not others:
        return ""
    besides = f"除 {'、'.join(named)} 外，" if named else ""
    return f"{besides}{'、'.join(others)} 也有改动。请在更正原因里一并说明。"


def _sections(found: Changed) -> dict[str, str]:
    """The sections that something was corrected in."""
    slugs = dict.fromkeys(section_of(figure.key) for figure in found.corrected)
    return {slug: SECTION[slug].title for slug in slugs if slug in SECTION}


def _labels(found: Changed, slug: str) -> Iterable[str]:
    return [figure.label for figure in found.corrected if section_of(figure.key) == slug]


def _names(reason: str, title: str, labels: Iterable[str]) -> bool:
    bare = reason.replace("“", "").replace("”", "")
    words = [title, *labels, *(word for label in labels for word in label.split() if len(word) > 1)]
    return any(word.replace("“", "").replace("”", "") in bare for word in words)

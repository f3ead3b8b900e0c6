"""Comments as they are shown: each with its place, the value it speaks of and the value there now, and what can be done.

A comment's key is that of a figure, of a text (``note.<key>``, ``duties``, ``purpose.f<code>``), the slug of a section, or
empty: the budget as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from budgets import catalogue
from budgets.figures import Figures
from budgets.models import Budget, Remark
from budgets.money import WANYUAN, printed
from budgets.workspace import SECTION

from ..steps import name_of
from .words import moment

WHOLE = "总体"
#: In which section a figure is mended, by the first word of its key; particulars name their section themselves.
SECTION_OF = {
    "income": "income",
    "expenditure": "expenditure",
    "economic": "expenditure",
    "government": "expenditure",
    "cross": "expenditure",
    "against": "purposes",
    "project": "projects",
    "purchase": "procurement",
    "note": "notes",
    "duties": "basics",
    "purpose": "purposes",
    "offices": "basics",
    "units": "basics",
}


@dataclass(frozen=True)
class Shown:
    """One comment. ``now`` is what the figure says today, as printed; ``url`` where it is mended."""

    remark: Remark
    place: str
    said: str  # who and when
    answered: str  # what was answered, by whom; empty where nothing was
    now: str
    url: str
    section: str
    is_mine: bool

    @property
    def has_moved(self) -> bool:
        """Whether the figure is another one than the comment speaks of."""
        return bool(self.remark.value) and self.now != self.remark.value

    @property
    def is_sent(self) -> bool:
        return self.remark.sent_at is not None

    @property
    def is_open(self) -> bool:
        """Sent, and not answered yet."""
        return self.is_sent and not self.remark.answer


def remarks_of(budget: Budget, figures: Figures, user: Any) -> list[Shown]:
    """Every comment of a budget since it was last public, in the order they were written."""
    found = budget.remarks.select_related("by", "answered_by")
    return [shown(remark, figures, user) for remark in found]


def received(remarks: Iterable[Shown]) -> list[Shown]:
    """Those that the clerk sees: what was sent."""
    return [each for each in remarks if each.is_sent]


def by_section(remarks: Iterable[Shown]) -> dict[str, list[Shown]]:
    found: dict[str, list[Shown]] = {}
    for each in remarks:
        found.setdefault(each.section, []).append(each)
    return found


def shown(remark: Remark, figures: Figures, user: Any) -> Shown:
    section = section_of(remark.key)
    return Shown(
        remark=remark,
        place=remark.label or WHOLE,
        said=f"{name_of(remark.by)}　{moment(remark.at)}",
        answered=_answered(remark),
        now=value_of(figures, remark.key),
        url=_url_of(remark.budget_id, section),
        section=section,
        is_mine=remark.by_id == user.pk,
    )


def _answered(remark: Remark) -> str:
    if not remark.answer or remark.answered_at is None:
        return ""
    said = {Remark.Answer.CHANGED: "已改为 ", Remark.Answer.UNCHANGED: "未改，原因："}[
        Remark.Answer(remark.answer)
    ]
    if remark.answer == Remark.Answer.CHANGED and not remark.answer_text:
        said = "已改"
    return f"{name_of(remark.answered_by)}　{moment(remark.answered_at)} {said}{remark.answer_text}"


def _url_of(budget_id: int, section: str) -> str:
    page = reverse("admin:budgets_budget_change", args=[budget_id])
    return f"{page}?open={section}#{section}" if section else page


# What a comment speaks of -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Subject:
    """What a comment is written on: its key, its name, and what it says now."""

    key: str
    label: str
    value: str

    @property
    def words(self) -> str:
        return f"{self.label} {self.value}".strip()


def subject_of(figures: Figures, key: str) -> Subject | None:
    """What a key names; None where it names nothing here."""
    if key == "":
        return Subject("", WHOLE, "")
    if key in SECTION:
        return Subject(key, f"{SECTION[key].title} · 整节", "")
    if key.startswith("note."):
        note = catalogue.NOTE.get(key.removeprefix("note."))
        return Subject(key, f"{SECTION['notes'].title} · {note.label}", "") if note else None
    if key == "duties":
        return Subject(key, f"{SECTION['basics'].title} · 主要职责", "")
    if key.startswith("purpose."):
        code = key.removeprefix("purpose.f")
        is_written = code in figures.books.purposes
        name = f"{SECTION['purposes'].title} · {code} {figures.books.name_of('f', code)}"
        return Subject(key, name[:200], "") if is_written else None
    label = label_of(figures, key)
    return Subject(key, label[:200], value_of(figures, key)) if label else None


def label_of(figures: Figures, key: str) -> str:
    """“三公”经费 · 公务接待费, 2010608 财政委托业务支出; empty for what is no figure's key."""
    try:
        label = figures.label(key)
    except KeyError:
        return ""
    if key in catalogue.ITEM or key in catalogue.TOTAL:
        return f"{SECTION[section_of(key)].title} · {label}"
    return label.removeprefix("支出，").removeprefix("支出（部门经济分类），")


def value_of(figures: Figures, key: str) -> str:
    """A figure as staff read it: 万元 without its unit, anything else with it; empty where it is none or not known."""
    try:
        figure = figures[key]
    except KeyError:
        return ""
    if figure.value is None:
        return ""
    return (
        printed(figure.value, WANYUAN) if figure.is_money else f"{figure.value.normalize():,f} {figure.unit}"
    )


def section_of(key: str) -> str:
    """The section of the workspace in which what a key names is mended; empty for the whole."""
    if key in SECTION or not key:
        return key
    stated = catalogue.ITEM.get(key) or catalogue.TOTAL.get(key)
    section = stated.section if stated else SECTION_OF.get(key.partition(".")[0], "")
    return "projects" if section == "performance" else section

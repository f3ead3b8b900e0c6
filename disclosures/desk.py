"""What of a budget is public already, for the staff side. Knows no admin: the public role imports it unharmed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter

from django.db.models import OuterRef, Subquery

from budgets.money import WANYUAN, printed

from .differences import differences
from .models import Publication, Version

SHOWN = 30
#: Views of a figure that follow from it: where they differ, the figure itself does.
DERIVED = (".change", ".percent", ".share")
PARTS = {
    "blocks": "表格中的文字",
    "examination": "勾稽说明",
    "deadline": "公开期限",
    "title": "标题",
    "department": "部门",
    "region": "地区",
}


@dataclass(frozen=True)
class Change:
    """A figure or a sentence that the next version says otherwise."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Changes:
    """What differs from the version in force: the first few, how many more, and parts that merely follow."""

    shown: list
    more: int
    parts: list


def with_publication(budgets):
    """Budgets with ``published``, the number of their last version, ``first_published_at`` and ``withdrawn_at``, or None."""
    here = Publication.objects.filter(
        region_code=OuterRef("department__region__code"),
        department_code=OuterRef("department__code"),
        year=OuterRef("year"),
    )
    return budgets.annotate(
        published=Subquery(here.values("number")[:1]),
        first_published_at=Subquery(here.values("first_published_at")[:1]),
        withdrawn_at=Subquery(here.values("withdrawn_at")[:1]),
    )


def versions_of(budget):
    """The versions published of a budget, the newest first."""
    department = budget.department
    found = Version.objects.of(department.region.code, department.code, budget.year)
    return list(found.select_related("publication").order_by("-number").defer("content"))


def changes_between(old, new):
    """What the document ``new`` says otherwise than ``old``, what somebody changed before what follows; None where it would
    be the same version again."""
    found = differences(old, new)
    if not (found["figures"] or found["texts"] or found["parts"]):
        return None
    figures = sorted(found["figures"], key=itemgetter("follows"))
    told = [*map(_figure, figures[: found["counted"]["figures"]]), *map(_text, found["texts"])]
    told += [_figure(each) for each in figures if each["follows"] and not each["key"].endswith(DERIVED)]
    parts = [PARTS.get(part, part) for part in found["parts"]]
    return Changes(told[:SHOWN], max(len(told) - SHOWN, 0), parts)


def _figure(figure):
    """A figure of both documents as staff read it."""
    return Change(figure["label"], *(_printed(figure[side], figure["unit"]) for side in ("old", "new")))


def _printed(value, unit):
    """Money in 万元."""
    if value is None:
        return "—"
    return f"{printed(Decimal(value), WANYUAN)} 万元" if unit == "元" else f"{value} {unit}"


def _text(text):
    old, new = ("".join(p.get("same", p.get(kind, "")) for p in text["pieces"]) for kind in ("del", "ins"))
    return Change("文字", old or "—", new or "—")

"""What of a budget is public already, and what one document says otherwise than another, as staff read it.

Money is in 万元, and what merely follows stands apart. Knows no admin: the public role imports it unharmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery

from budgets.money import MINUS, WANYUAN, printed

from .differences import differences
from .models import Publication, Version

Json = Mapping[str, Any]
#: So many figures that follow are shown unfolded.
FEW = 8
PARTS = {
    "blocks": "表格中的文字",
    "examination": "勾稽说明",
    "deadline": "公开期限",
    "title": "标题",
    "department": "部门",
    "region": "地区",
}


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


# What changed -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """One figure of both documents; — where it is not known or does not stand there."""

    key: str
    label: str
    old: str
    new: str
    place: str
    follows: bool


@dataclass(frozen=True)
class Changed:
    corrected: list[Figure]
    following: list[Figure]
    texts: list[dict[str, Any]]  # {"place", "pieces": [{"same" | "del" | "ins": text}, …]}
    parts: list[str]
    counted: Mapping[str, int]

    @classmethod
    def unknown(cls) -> Changed:
        """Nothing can be told: what was said before is no longer there."""
        return cls([], [], [], [], {"figures": 0, "following": 0, "unchanged": 0, "texts": 0})

    @property
    def number(self) -> int:
        """Of what somebody changed."""
        return len(self.corrected) + len(self.texts)

    @property
    def first(self) -> tuple[str, str, str] | None:
        """What was changed first: what it is called, and as it was and is."""
        if self.corrected:
            figure = self.corrected[0]
            return figure.label, figure.old, figure.new
        return _sides(self.texts[0]) if self.texts else None

    @property
    def is_folded(self) -> bool:
        """Whether so much follows that it would hide what was corrected."""
        return len(self.following) > FEW


def changed_from(version: Any, content: Json) -> Changed | None:
    """What a draft's document says otherwise than a version; None where that was withdrawn and says nothing any more."""
    return changed(version.document, content) if version.content else None


def changed(old: Json, new: Json) -> Changed:
    found = differences(old, new)
    figures = [_figure(each) for each in found["figures"]]
    return Changed(
        corrected=[each for each in figures if not each.follows],
        following=[each for each in figures if each.follows],
        texts=found["texts"],
        parts=[PARTS.get(part, part) for part in found["parts"]],
        counted=found["counted"],
    )


def _figure(each: Json) -> Figure:
    said = (_value(each["old"], each["unit"]), _value(each["new"], each["unit"]))
    return Figure(each["key"], each["label"], *said, each["place"], each["follows"])


def _value(value: Any, unit: str) -> str:
    if value is None:
        return "—"
    if unit == "元":
        return printed(Decimal(value), WANYUAN)
    return (f"{value}%" if unit == "%" else f"{value} {unit}").replace("-", MINUS)


def _sides(text: Json) -> tuple[str, str, str]:
    old, new = ("".join(p.get("same", p.get(kind, "")) for p in text["pieces"]) for kind in ("del", "ins"))
    return "文字", old or "—", new or "—"

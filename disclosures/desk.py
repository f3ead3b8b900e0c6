"""What of a budget is public already, for the staff side. Knows no admin: the public role imports it unharmed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from budgets.money import WANYUAN, printed

from .document import STAMP
from .models import Publication, Version

SHOWN = 30
#: Views of a figure that follow from it: where they differ, the figure itself does.
DERIVED = (".change", ".percent", ".share")
PARTS = {
    "examination": "勾稽说明",
    "deadline": "公开期限",
    "title": "标题",
    "department": "部门",
    "region": "地区",
    "blocks": "表格中的文字",
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
    """Budgets with ``published``, the number of the version in force, and ``first_published_at``; else None."""
    here = Publication.objects.filter(
        region_code=OuterRef("department__region__code"),
        department_code=OuterRef("department__code"),
        year=OuterRef("year"),
    )
    return budgets.annotate(
        published=Subquery(here.values("number")[:1]),
        first_published_at=Subquery(here.values("first_published_at")[:1]),
    )


def versions_of(budget):
    """The versions published of a budget, the newest first."""
    department = budget.department
    found = Version.objects.of(department.region.code, department.code, budget.year)
    return list(found.select_related("publication").order_by("-number").defer("content"))


def changes_from_published(budget, content):
    """What a draft's document says otherwise than the version in force; None where nothing, or nothing is public."""
    versions = versions_of(budget)
    return changes_between(versions[0].document, content) if versions else None


def changes_between(old, new):
    """What the document ``new`` says otherwise than ``old``; None where it would be the same version again."""
    differing = [part for part in sorted({*old, *new} - {*STAMP}) if old.get(part) != new.get(part)]
    if not differing:
        return None
    found = [*_texts_between(old["blocks"], new["blocks"]), *_figures_between(old["figures"], new["figures"])]
    follows = ("figures", "summary", "blocks") if found else ("figures", "summary")
    parts = [PARTS.get(part, part) for part in differing if part not in follows]
    return Changes(found[:SHOWN], max(len(found) - SHOWN, 0), parts)


def _figures_between(old, new):
    for key in [*new, *(key for key in old if key not in new)]:
        before, after = old.get(key), new.get(key)
        if key.endswith(DERIVED) or (before and after and before["value"] == after["value"]):
            continue
        yield Change((after or before)["label"], _figure(before), _figure(after))


def _figure(figure):
    """A figure of a document as staff read it: money in 万元."""
    if figure is None or figure["value"] is None:
        return "—"
    if figure["unit"] == "元":
        return f"{printed(Decimal(figure['value']), WANYUAN)} 万元"
    return f"{figure['value']} {figure['unit']}"


def _texts_between(old, new):
    """Paragraphs that are only in one of both; the figures in them are compared as figures."""
    before, after = Counter(map(_words, old)), Counter(map(_words, new))
    yield from (Change("文字", text, "—") for text in before - after if text)
    yield from (Change("文字", "—", text) for text in after - before if text)


def _words(block):
    if block["type"] == "heading":
        return block["text"]
    if block["type"] != "paragraph":
        return ""
    return "".join(
        run if isinstance(run, str) else "…" if "figure" in run else run["text"] for run in block["runs"]
    )

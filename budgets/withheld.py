"""What the law keeps from the public of one budget (不公开): parts that documents leave out as if there were none.

Totals stay what they are: what is withheld is not named, not listed, not counted, and nothing is adjusted for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from .books import Books, Stated

PROJECT = "project."


@dataclass(frozen=True)
class Part:
    """One part that can be withheld: what figures are of it (beginnings of their keys), which texts, which lists."""

    key: str
    label: str
    figures: tuple[str, ...]
    notes: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()  # fields of Books

    def has(self, figure: str) -> bool:
        """Whether a figure is of this part: ``running`` and ``running.office``, not ``runnings``."""
        return any(figure == each or figure.startswith(f"{each}.") for each in self.figures)


PARTS = (
    Part(
        "projects",
        "项目与绩效",
        ("project", "projects", "goals"),
        ("goal", "remark.projects", "remark.performance"),
        ("projects", "targets"),
    ),
    Part("procurement", "政府采购", ("procurement", "purchase"), ("remark.procurement",), ("purchases",)),
    Part("assets", "国有资产", ("assets",), ("remark.assets",)),
    Part("running", "机关运行经费", ("running",), ("remark.running",)),
    Part("meetings", "会议费和培训费", ("meeting", "training"), ("remark.meeting",)),
    Part(
        "structure",
        "内设机构和单位构成",
        ("offices", "units", "unit", "goals.units"),
        ("scope", "remark.structure"),
        ("offices", "units"),
    ),
    Part("staff", "人员", ("staff",)),
)
PART = {part.key: part for part in PARTS}


def hides(books: Books, figure: str) -> bool:
    """Whether a figure is of what these books leave out."""
    return any(_is_of(key, figure) for key in books.left_out)


def _is_of(key: str, figure: str) -> bool:
    if key in PART:
        return PART[key].has(figure)
    return figure == key or figure.startswith(f"{key}.")


def leaves_out(books: Books, part: str) -> bool:
    return part in books.left_out


def leaves_out_projects(books: Books) -> bool:
    """Whether projects are left out, all or some: then what is listed is not all there is."""
    return any(key == "projects" or key.startswith(PROJECT) for key in books.left_out)


def hidden_projects(books: Books) -> Iterator[tuple[str, str]]:
    """(key, name) of each single project that is left out; the name is empty where no project has this key any more."""
    names = {project.key: project.name for project in books.hidden}
    for key in books.left_out:
        if key.startswith(PROJECT):
            yield key, names.get(key, "")


def disclosed(books: Books) -> Books:
    """The books without what is withheld: what documents are composed from and rules look at."""
    if books.left_out == books.withheld:
        return books
    books = replace(books, left_out=books.withheld)
    parts = [PART[key] for key in books.withheld if key in PART]
    gone = {note for part in parts for note in part.notes}
    shown = tuple(project for project in books.projects if not hides(books, project.key))
    emptied: dict[str, Any] = {name: () for part in parts for name in part.lists}
    return replace(
        books,
        stated={key: Stated(None) if hides(books, key) else said for key, said in books.stated.items()},
        notes={key: text for key, text in books.notes.items() if key not in gone},
        hidden=tuple(project for project in books.projects if project.key in books.withheld),
        **({"projects": shown} | emptied),
    )

"""Withholding (不公开): a form without what the law keeps from the public.

The figures and texts are taken out of the books (``budgets.withheld``). What a form says of a part by itself — its sections,
its tables, sentences that it is about — is taken out of the form, so that nothing tells of what is not there, and the
numbers of headings and tables close up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from budgets.books import ProjectSheet
from budgets.withheld import PART, PARTS

from .form import Form
from .forms.national import THREE_PUBLIC
from .narrative import Slot, parse
from .outline import Asked, Content, Each, ForEach, Say, Section, contents_of
from .statements import OneRow, Statement


@dataclass(frozen=True)
class Told:
    """Where forms tell of a part: the anchors of sections and the keys of statements that are about nothing else."""

    sections: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()


TOLD = {
    "projects": Told(
        (
            "text-projects",
            "projects",
            "project-others",
            "other-goals",
            "goals",
            "list-goals",
            "list-project-goals",
        ),
        ("projects", "special-funds", "goals", "project-goals"),
    ),
    "procurement": Told(
        ("other-procurement", "text-procurement", "text-services"), ("procurement", "public-services")
    ),
    "assets": Told(("other-assets",), ("assets",)),
    "running": Told(("other-running",), ("running",)),
    "meetings": Told(("other-meetings",)),
    "structure": Told(),
    "staff": Told(("staffing-text",), ("staffing",)),
}


def parts_of(form: Form, projects: Iterable[ProjectSheet] = ()) -> list[tuple[str, str]]:
    """(key, label) of what can be withheld of a budget in this form: its parts, then each project by itself."""
    parts = [(part.key, part.label) for part in PARTS if _tells(form, part.key)]
    return [*parts, *((project.key, f"项目：{project.name}") for project in projects)]


def _tells(form: Form, part: str) -> bool:
    told = TOLD[part]
    contents = list(contents_of(form.outline))
    return (
        any(isinstance(each, Section) and each.anchor in told.sections for each in contents)
        or any(statement.key in told.statements for statement in form.statements)
        or any(_is_about(each, (part,)) for each in contents)
    )


def without(form: Form, withheld: Sequence[str]) -> Form:
    """The form as it is for books that leave out these parts; single projects need nothing here."""
    parts = tuple(key for key in withheld if key in TOLD)
    if not parts:
        return form
    statements = {key for part in parts for key in TOLD[part].statements}
    return replace(
        form,
        statements=tuple(_of_the_rest(s, parts) for s in form.statements if s.key not in statements),
        outline=tuple(_kept(form.outline, parts)),
    )


def _of_the_rest(statement: Statement, parts: tuple[str, ...]) -> Statement:
    """A table of several things without the columns of a part, and under the name of what is left."""
    if not isinstance(statement, OneRow):
        return statement
    columns = tuple(head for head in statement.columns if not (head.at and _is_of(head.at[0], parts)))
    if len(columns) == len(statement.columns):
        return statement
    return replace(statement, columns=columns, title=THREE_PUBLIC.title, subject=THREE_PUBLIC.subject)


def _is_of(figure: str, parts: tuple[str, ...]) -> bool:
    return any(PART[part].has(figure) for part in parts)


def _kept(contents: Iterable[Content], parts: tuple[str, ...]) -> Iterator[Content]:
    anchors = {anchor for part in parts for anchor in TOLD[part].sections}
    for content in contents:
        if isinstance(content, Section) and content.anchor in anchors:
            continue
        if _is_about(content, parts):
            continue
        if isinstance(content, Section | ForEach):
            content = replace(content, contents=tuple(_kept(content.contents, parts)))
        yield content


def _is_about(content: Content, parts: tuple[str, ...]) -> bool:
    """Whether a content cannot be said without these parts: it is said only of their figures, or names one of them
    outside brackets."""
    keys: list[str] = []
    if isinstance(content, Say | Each | Section) and isinstance(content.when, Asked):
        keys += content.when.keys
    if isinstance(content, Say | Each):
        keys += (part.name for part in parse(content.pattern) if isinstance(part, Slot) and not part.is_list)
    return any(_is_of(key, parts) for key in keys)

"""Form (公开格式): what a region prescribes for a year — its tables, its outline, its words — as one declaration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from budgets.money import Unit

from .glossary import TERMS
from .narrative import Joined, Wording
from .outline import Content, Each, Glossary, Say, Section, Tables, Told, contents_of
from .statements import Phrases, Statement, labels_of

DEPARTMENT, UNIT = "department", "unit"


@dataclass(frozen=True)
class Form:
    """A prescribed form. ``key`` is frozen with what is published in it; ``family`` is what a region chooses.

    ``regions``: prefixes of the division codes it holds for; an empty one is everywhere. Text is always in 万元, tables are
    in ``table_unit`` unless they say otherwise. ``numbering``: how headings are numbered at each depth. ``cover``: its title
    and what stands under it, where the form has them otherwise than name, year and region. ``asks``: what a budget must
    state for this form beside what every budget must (see ``budgets.rules``).
    """

    key: str
    family: str
    title: str
    regions: tuple[str, ...]
    valid_from: int
    valid_to: int
    table_unit: Unit
    statements: tuple[Statement, ...]
    outline: tuple[Content, ...]
    numbering: tuple[str, ...] = ("第{cn}部分", "{cn}、", "（{cn}）", "{n}. ")
    wording: Wording = Wording()
    phrases: Phrases = Phrases()
    kinds: tuple[str, ...] = (DEPARTMENT, UNIT)
    document_title: str = "{name}{year}年{kind}预算"
    cover: tuple[str, str] | None = None
    table_label: str = "表{n}"
    maker: str = "编制{kind}：{name}"
    asks: tuple[str, ...] = ()

    def holds(self, year: int, kind: str) -> bool:
        return self.valid_from <= year <= self.valid_to and kind in self.kinds

    def prefix(self, region_code: str) -> str | None:
        """The longest of its prefixes that a division code begins with; None where it does not hold there."""
        return max((p for p in self.regions if region_code.startswith(p)), key=len, default=None)

    def tables_left(self) -> tuple[str, ...]:
        """The statements that no section names."""
        named = {key for c in contents_of(self.outline) if isinstance(c, Tables) for key in c.keys}
        return tuple(statement.key for statement in self.statements if statement.key not in named)

    def terms_left(self) -> tuple[str, ...]:
        """The terms of the glossary that no section names."""
        named = {term for c in contents_of(self.outline) if isinstance(c, Glossary) for term in c.terms}
        return tuple(term for term in TERMS if term not in named)

    def patterns(self) -> Iterator[str]:
        """Every pattern of its sentences, those of its lists, its comparisons and the department's texts too."""
        yield from self.wording.patterns()
        for content in contents_of(self.outline):
            match content:
                case Say() | Each():
                    yield content.pattern
                    yield from patterns_of(content.lists.values())
                case Told():
                    yield content.pattern

    def titles(self) -> Iterator[str]:
        """Every heading's pattern."""
        for content in contents_of(self.outline):
            if isinstance(content, Section):
                yield content.title
                yield from [content.listed] if content.listed else []

    def labels(self) -> Iterator[str]:
        """Every label's pattern: headings, titles of tables, heads, rows, remarks, names of terms."""
        yield from self.titles()
        yield from (self.document_title, self.table_label, self.maker)
        yield from (getattr(self.phrases, phrase.name) for phrase in fields(self.phrases))
        for statement in self.statements:
            yield from labels_of(statement)
        for content in contents_of(self.outline):
            if isinstance(content, Glossary):
                yield from content.names.values()


def patterns_of(lists: Iterable[Joined]) -> Iterator[str]:
    for listed in lists:
        yield listed.pattern

"""Outlines: the sections of a form as declarations, and the blocks they make of one set of figures.

A section has a title, what stands in it, and its number, which is counted, never typed: one that has nothing to say is
left out and the numbers close up. What stands in it: sentences (``Say``), a line for each of a list (``Each``), texts of
the department (``Told``), tables (``Tables``), the glossary (``Glossary``), further sections, the same for each of a
list (``ForEach``) — and, where a form has something that is none of these, a function of the writer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from budgets.figures import Figures
from budgets.rules import texts_of

from ..document import Block, Explanation, Heading, Paragraph, Table, Terms
from .glossary import explain, terms_used
from .narrative import STOPS, Item, Joined, Over, Speaker, say, tell
from .statements import build, chinese_number

if TYPE_CHECKING:
    from .form import Form

Condition = Callable[[Figures], bool]


def always(_figures: Figures) -> bool:
    return True


@dataclass(frozen=True)
class Asked:
    """A condition on figures, which knows what it asks of."""

    keys: tuple[str, ...]
    holds: Condition

    def __call__(self, figures: Figures) -> bool:
        return self.holds(figures)


def some(*keys: str) -> Condition:
    """One of these figures is something."""
    return Asked(keys, lambda figures: any(figures.amount(key) for key in keys))


def none(key: str) -> Condition:
    """This figure is 0, or nobody states it."""
    return Asked((key,), lambda figures: not figures.amount(key))


def zero(key: str) -> Condition:
    """This figure is stated, and it is 0."""
    return Asked((key,), lambda figures: figures.value(key) == 0)


def stated(*keys: str) -> Condition:
    """All of these figures are stated, 0 or not."""
    return Asked(keys, lambda figures: all(figures.value(key) is not None for key in keys))


# What stands in a section -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Say:
    """A paragraph."""

    pattern: str
    lists: Mapping[str, Joined] = field(default_factory=dict)
    when: Condition = always
    role: str = ""


@dataclass(frozen=True)
class Each:
    """A paragraph for each of a list. ``{item:n}`` and ``{item:cn}`` count those that say something (1, 一)."""

    over: Over
    pattern: str
    lists: Mapping[str, Joined] = field(default_factory=dict)
    when: Condition = always
    role: str = "item"


@dataclass(frozen=True)
class Told:
    """A text of the department: a paragraph for each of its lines. The pattern names it: ``{note.scope}``."""

    pattern: str
    role: str = ""


@dataclass(frozen=True)
class Tables:
    """Statements of the form by key; without any, all that no other section names."""

    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Glossary:
    """The terms that the document uses: these, or all that no other section names. ``own`` adds the department's.

    ``names``: what the form calls a term otherwise. ``whole``: those without money too, as its text and tables name them.
    ``number``: how the terms are numbered.
    """

    terms: tuple[str, ...] = ()
    own: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False
    number: str = ""


@dataclass(frozen=True)
class Untold:
    """What the department wrote and no other place of the form says: reasons of what did not change, texts of topics
    that the form does not have. Every form has one place for it, so that no text vanishes."""


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it.

    ``number``: how it is numbered, ``{cn}`` 一, ``{n}`` 1; None as its depth has it in the form, empty without a number.
    ``listed``: how the contents list it where that differs. ``remark``: which remark of the department closes it.
    ``stays``: printed even with nothing in it.
    """

    title: str
    anchor: str
    contents: tuple[Content, ...]
    number: str | None = None
    listed: str = ""
    remark: str = ""
    when: Condition = always
    stays: bool = False


def section(title: str, anchor: str, *contents: Content, **features: Any) -> Section:
    """A section, its contents written one after another."""
    return Section(title, anchor, contents, **features)


@dataclass(frozen=True)
class ForEach:
    """The same contents for each of a list; their patterns may name ``{item}``."""

    over: Over
    contents: tuple[Content, ...]
    when: Condition = always


Content = (
    Say | Each | Told | Untold | Tables | Glossary | Section | ForEach | Callable[["Writer"], Iterable[Block]]
)


# Writing ----------------------------------------------------------------------------------------------------------


@dataclass
class Counter:
    """The numbers given so far among sections that stand beside each other, by style."""

    given: dict[str, int] = field(default_factory=dict)

    def next(self, style: str) -> str:
        self.given[style] = n = self.given.get(style, 0) + 1
        return style.replace("{cn}", chinese_number(n)).replace("{n}", str(n))


@dataclass(frozen=True)
class Writer:
    """Writes the sections of one form about one set of figures. ``depth`` 0 is the document itself."""

    form: Form
    speaker: Speaker
    depth: int = 0
    suffix: str = ""  # keeps the anchors of repeated sections apart
    untold: tuple[str, ...] = ()  # lines that no other place of the form says
    tables: Counter = field(default_factory=Counter)  # one for the whole document

    @property
    def figures(self) -> Figures:
        return self.speaker.figures

    def write(self, contents: Sequence[Content], counter: Counter | None = None) -> Iterator[Block]:
        counter = counter or Counter()
        for content in contents:
            yield from self._content(content, counter)

    def _content(self, content: Content, counter: Counter) -> Iterable[Block]:
        match content:
            case Say():
                return self._say(content)
            case Each():
                return self._each(content)
            case Told():
                return self._told(content)
            case Untold():
                return (Paragraph((line,), "note") for line in self.untold)
            case Tables():
                return self._tables(content)
            case Glossary():
                return self._glossary(content)
            case Section():
                return self._section(content, counter)
            case ForEach():
                return self._for_each(content, counter)
        return content(self)

    def _say(self, content: Say) -> Iterator[Paragraph]:
        if content.when(self.figures):
            paragraph = say(content.pattern, self.speaker, content.lists, role=content.role)
            if paragraph:
                yield paragraph

    def _each(self, content: Each) -> Iterator[Paragraph]:
        if not content.when(self.figures):
            return
        n = 1
        for item in content.over(self.figures):
            told = self.speaker.about(counted(item, n))
            if paragraph := say(content.pattern, told, content.lists, role=content.role):
                n += 1
                yield paragraph

    def _told(self, content: Told) -> Iterator[Paragraph]:
        return tell(content.pattern, self.speaker, role=content.role)

    def _tables(self, content: Tables) -> Iterator[Table]:
        keys = content.keys or self.form.tables_left()
        for statement in self.form.statements:
            if statement.key in keys:
                for table in build(statement, self.figures, self.form.table_unit, self.form.phrases):
                    yield self._numbered(table)

    def _numbered(self, table: Table) -> Table:
        """A statement of the form with its number and its maker; a table that a section's own function makes has none."""
        number = self.tables.next("{n}")
        return replace(
            table,
            number=number,
            label=self.form.table_label.replace("{n}", number),
            maker=self.speaker.text(self.form.maker),
        )

    def _glossary(self, content: Glossary) -> Iterator[Block]:
        terms = content.terms or self.form.terms_left()
        used = terms if content.whole else [t for t in terms_used(self.figures) if t in terms]
        items = [
            replace(explained, name=content.names.get(explained.term, explained.name))
            for explained in explain(used, self.figures.books.region_level)
        ]
        if content.own:
            own = self.figures.books.terms
            items += [Explanation(f"own-{n}", name, text) for n, (name, text) in enumerate(own, 1)]
        if items:
            counter = Counter()
            yield Terms(tuple(replace(i, name=f"{counter.next(content.number)}{i.name}") for i in items))

    def _section(self, section: Section, counter: Counter) -> Iterator[Block]:
        if not section.when(self.figures):
            return
        inner = replace(self, depth=self.depth + 1)
        blocks = list(inner.write(section.contents))
        blocks += inner._told(Told(f"{{note.remark.{section.remark}}}", "note")) if section.remark else ()
        if not blocks and not section.stays:
            return
        style = self.form.numbering[self.depth] if section.number is None else section.number
        yield Heading(
            self.depth + 1,
            self.speaker.text(section.title),
            section.anchor + self.suffix,
            counter.next(style) if style else "",
            self.speaker.text(section.listed),
        )
        yield from blocks

    def _for_each(self, content: ForEach, counter: Counter) -> Iterator[Block]:
        if not content.when(self.figures):
            return
        for n, item in enumerate(content.over(self.figures), 1):
            told = replace(self, speaker=self.speaker.about(counted(item, n)), suffix=f"-{n}")
            yield from told.write(content.contents, counter)


def counted(item: Item, n: int) -> Item:
    return replace(item, words={**item.words, "n": str(n), "cn": chinese_number(n)})


def write(form: Form, figures: Figures) -> list[Block]:
    """The whole document of a form, its statements numbered in the order in which they stand."""
    speaker = Speaker(figures, form.wording)
    blocks = list(Writer(form, speaker).write(form.outline))
    if lines := untold(figures, blocks):
        blocks = list(Writer(form, speaker, untold=lines).write(form.outline))
    return blocks


def untold(figures: Figures, blocks: Sequence[Block]) -> tuple[str, ...]:
    """The lines that the department typed and these blocks do not say, each with what it was typed for.

    Names of units, offices and purchases are no texts: a form that lists none of them says nothing of them.
    """
    said = "".join(_words(block) for block in blocks)
    return tuple(
        f"{where.rpartition(' · ')[0] or where}：{line.strip()}"
        for where, _section, text in texts_of(figures.books)
        for line in text.splitlines()
        if where not in ("机构设置", "采购项目") and line.strip() and line.strip().rstrip(STOPS) not in said
    )


def _words(block: Block) -> str:
    match block:
        case Heading():
            return block.text
        case Paragraph():
            return "".join(run if isinstance(run, str) else run.text for run in block.runs)
        case Table():
            return "\n".join(cell.text for row in block.rows for cell in row.cells) + block.title
        case Terms():
            return "\n".join(f"{item.name}：{item.text}" for item in block.items)


def contents_of(contents: Iterable[Content]) -> Iterator[Content]:
    """Everything that stands in these contents, however deep."""
    for content in contents:
        yield content
        if isinstance(content, Section | ForEach):
            yield from contents_of(content.contents)

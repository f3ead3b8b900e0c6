"""Layout: a frozen document prepared for templates, the same for the screen and for print. Nothing is computed anew.

The document may be an English edition (see ``edition``): its labels then are Words, which know what of them is Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from ..english import Words, joined, lang_of, unit_in_english

#: A table with more leaf columns than this is broad.
BROAD = 7

NUMERIC = ("amount", "percent", "count")
CELL_CLASSES = {"code": "k", "name": "nm", "text": "tx"} | dict.fromkeys(NUMERIC, "n")
CLOSING = re.compile("[，。；、：）,.;:)]{0,2}")
OPENING = re.compile("[（“(]?$")
#: What money is printed in, in sentences; a figure is kept in 元.
MONEY_UNITS = ("万元", "元")


@dataclass(frozen=True)
class Head:
    """A head cell of a table with what it spans."""

    label: str
    scope: str
    colspan: int
    rowspan: int
    css: str
    lang: str = ""


@dataclass(frozen=True)
class Cell:
    text: str
    css: str
    anchor: str = ""
    is_head: bool = False
    lang: str = ""


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    css: str


@dataclass(frozen=True)
class Table:
    key: str
    anchor: str
    number: str
    label: str
    title: str
    caption: str  # label and title
    maker: str
    unit: str  # with the word for it: 单位：万元
    css: str
    columns: tuple[str, ...]  # a class for each leaf column
    head: tuple[tuple[Head, ...], ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    is_broad: bool  # wider than its frame on most screens
    kind: str = "table"


@dataclass(frozen=True)
class Heading:
    level: int
    number: str
    text: str
    anchor: str
    listed: str = ""
    kind: str = "heading"


@dataclass(frozen=True)
class Run:
    """A piece of a sentence. A figure brings its unit and the punctuation before and behind that must not leave it."""

    text: str
    figure: str = ""
    head: str = ""
    term: str = ""
    unit: str = ""
    tail: str = ""
    anchor: str = ""  # where the figure is cited first
    popover: str = ""
    hint: str = ""  # what the pointer is told before anybody taps: what it is, and where it stands
    lang: str = ""


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]
    role: str
    lang: str = ""
    kind: str = "paragraph"


@dataclass(frozen=True)
class Terms:
    items: tuple[Mapping[str, str], ...]
    kind: str = "terms"


Block = Heading | Paragraph | Table | Terms


@dataclass(frozen=True)
class Entry:
    """A line of the contents."""

    anchor: str
    text: str
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Part:
    """A 部分 of the document: its heading (None before the first) and what stands under it."""

    heading: Heading | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Citation:
    """A figure cited in a sentence, where it is cited first and what is printed there."""

    figure: str
    text: str
    unit: str
    anchor: str
    popover: str


@dataclass
class Citations:
    """The figures cited so far: the first mention of each carries its address."""

    figures: Mapping[str, Mapping[str, Any]]
    found: dict[str, Citation] = field(default_factory=dict)

    def cite(self, key: str, text: str, following: str) -> tuple[Run, int]:
        """The run of a cited figure, and how much of the text behind it belongs to it."""
        unit, words = self._unit(key, following)
        tail = _tail(following[len(words) :])
        is_first = key not in self.found
        slug = key.replace(".", "-")
        citation = self.found.setdefault(key, Citation(key, text, unit, f"fig-{slug}", f"from-{slug}"))
        anchor = citation.anchor if is_first else ""
        hint = self._hint(key)
        run = Run(text, key, unit=words, tail=tail, anchor=anchor, popover=citation.popover, hint=hint)
        return run, len(words) + len(tail)

    def _hint(self, key: str) -> str:
        figure = self.figures.get(key, {"label": "", "basis": "", "places": ()})
        where = figure["places"][0]["text"] if figure["places"] else figure["basis"]
        return " · ".join(str(words) for words in (figure["label"], where) if words)

    def _unit(self, key: str, following: str) -> tuple[str, str]:
        """The unit that a figure is printed in, and the words it has in the text behind it."""
        unit = self.figures[key]["unit"] if key in self.figures else ""
        for known in MONEY_UNITS if unit == "元" else (unit,):
            for words in (known, unit_in_english(known)):
                if words and following.startswith(words):
                    return known, words
        return "", ""


def _tail(following: str) -> str:
    """The punctuation that must not leave the figure before it."""
    match = CLOSING.match(following)
    return match[0] if match else ""


@dataclass(frozen=True)
class Layout:
    parts: tuple[Part, ...]
    contents: tuple[Entry, ...]
    tables: tuple[Table, ...]
    citations: Mapping[str, Citation]


def lay_out(document: Mapping[str, Any]) -> Layout:
    """The blocks of a document ready for a template, with their contents and the figures their sentences cite."""
    citations = Citations(document["figures"])
    blocks = [_block(block, citations) for block in document["blocks"]]
    parts = tuple(_parts(blocks))
    tables = tuple(block for block in blocks if isinstance(block, Table))
    return Layout(parts, tuple(_contents(parts)), tables, citations.found)


def _block(block: Mapping[str, Any], citations: Citations) -> Block:
    match block["type"]:
        case "heading":
            return Heading(block["level"], block["number"], block["text"], block["anchor"], block["listed"])
        case "paragraph":
            runs = tuple(_runs(block["runs"], citations))
            return Paragraph(runs, block["role"], block.get("lang", ""))
        case "table":
            return lay_out_table(block)
        case "terms":
            return Terms(tuple(block["items"]))
    raise ValueError(f"a document has no block of type {block['type']!r}")


def _parts(blocks: Sequence[Block]) -> Iterator[Part]:
    starts = [n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1]
    if blocks and (not starts or starts[0] > 0):
        yield Part(None, tuple(blocks[: starts[0] if starts else None]))
    for start, end in pairwise([*starts, len(blocks)]):
        heading = blocks[start]
        yield Part(heading if isinstance(heading, Heading) else None, tuple(blocks[start + 1 : end]))


def _contents(parts: Sequence[Part]) -> Iterator[Entry]:
    for part in parts:
        children = tuple(_entries(part.blocks))
        if part.heading is None:
            yield from children
        else:
            yield Entry(part.heading.anchor, _line_of(part.heading, " "), children)


def _entries(blocks: Sequence[Block]) -> Iterator[Entry]:
    """Two levels are listed: the sections of a part, and the tables that stand in none of them.

    The line of a section that begins with a table leads to the table.
    """
    is_inside = False
    for block, following in zip(blocks, [*blocks[1:], None], strict=False):
        match block:
            case Heading(level=2):
                is_inside = True
                target = following if isinstance(following, Table) else block
                yield Entry(target.anchor, _line_of(block))
            case Table() if not is_inside:
                gap = _gap(block.label, " ") if block.label else f"{block.number}. "
                yield Entry(block.anchor, joined(block.label, gap, block.title))


def _line_of(heading: Heading, gap: str = "") -> str:
    """A heading as the contents list it. An English number brings its own blank."""
    gap = gap if heading.number and not heading.number.endswith(" ") else ""
    return heading.listed or joined(heading.number, gap, heading.text)


def _gap(label: str, chinese: str) -> str:
    """What stands between the number of a table and its title."""
    if not label:
        return ""
    return ": " if isinstance(label, Words) else chinese


def _runs(runs: Sequence[Any], citations: Citations) -> Iterator[Run]:
    taken = 0  # characters of the next text that already stand with the figure before it
    head = ""  # and those of the last text that stand with the figure behind it
    for run, following in zip(runs, [*runs[1:], ""], strict=False):
        if isinstance(run, str):
            text = run[taken:]
            taken, head = 0, _opening(text) if _is_figure(following) else ""
            if text := text.removesuffix(head):
                yield Run(text)
        elif "figure" in run:
            after = following if isinstance(following, str) else ""
            laid, taken = citations.cite(run["figure"], run["text"], after)
            yield replace(laid, head=head)
            head = ""
        else:
            yield Run(run["text"], term=run.get("term", ""), lang=run.get("lang", ""))


def _opening(text: str) -> str:
    """The punctuation at the end of a text that must not leave the figure behind it."""
    match = OPENING.search(text)
    return match[0] if match else ""


def _is_figure(run: Any) -> bool:
    return not isinstance(run, str) and "figure" in run


# Tables -----------------------------------------------------------------------------------------------------------


def _unit_line(unit: str) -> str:
    return unit if isinstance(unit, Words) or not unit else f"单位：{unit}"


def lay_out_table(table: Mapping[str, Any]) -> Table:
    """A table with its column tree turned into head rows."""
    leaves = [leaf for column in table["columns"] for leaf in _leaves(column)]
    rows = tuple(_row(row, leaves) for row in table["rows"])
    if table["is_empty"]:
        rows = (_blank_row(leaves), *rows)
    return Table(
        key=table["key"],
        anchor=f"table-{table['key']}",
        number=table["number"],
        label=table["label"],
        title=table["title"],
        caption=joined(table["label"], _gap(table["label"], "　"), table["title"]),
        maker=table["maker"],
        unit=_unit_line(table["unit"]),
        css=_table_classes(table, leaves),
        columns=tuple(f"c{CELL_CLASSES[leaf['kind']]}" for leaf in leaves),
        head=head_rows(table["columns"]),
        rows=rows,
        notes=tuple(table["notes"]),
        is_broad=len(leaves) > BROAD,
    )


def _table_classes(table: Mapping[str, Any], leaves: Sequence[Mapping[str, Any]]) -> str:
    has_codes = any(leaf["kind"] == "code" for leaf in leaves)
    words = {
        "two": table["is_two_sided"],
        "empty": table["is_empty"],
        "coded": has_codes,
        "wordy": any(leaf["kind"] == "text" for leaf in leaves),
    }
    return " ".join(word for word, holds in words.items() if holds)


def _leaves(column: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if not column["children"]:
        yield column
    for child in column["children"]:
        yield from _leaves(child)


def _depth(column: Mapping[str, Any]) -> int:
    return 1 + max((_depth(child) for child in column["children"]), default=0)


def head_rows(columns: Sequence[Mapping[str, Any]]) -> tuple[tuple[Head, ...], ...]:
    """The column tree as rows of head cells: groups span their leaves, leaves reach down to the last row."""
    depth = max((_depth(column) for column in columns), default=0)
    rows = []
    for below in range(depth, 0, -1):
        rows.append(tuple(_head(column, below) for column in columns))
        columns = [child for column in columns for child in column["children"]]
    return tuple(rows)


def _head(column: Mapping[str, Any], rows_left: int) -> Head:
    leaves = list(_leaves(column))
    side = " side" if leaves[0]["side"] else ""
    label, lang = _with_language(column["label"])
    if column["children"]:
        return Head(label, "colgroup", len(leaves), 1, f"c{side}", lang)
    return Head(label, "col", 1, rows_left, CELL_CLASSES[column["kind"]] + side, lang)


def _row(row: Mapping[str, Any], leaves: Sequence[Mapping[str, Any]]) -> Row:
    css = {"total": "sum", "subtotal": "sub"}.get(row["kind"], f"l{row['level']}" if row["level"] else "")
    cells = zip(row["cells"], leaves, strict=True)
    return Row(tuple(_cell(cell, leaf) for cell, leaf in cells), css)


def _cell(cell: Mapping[str, str], leaf: Mapping[str, Any]) -> Cell:
    css = CELL_CLASSES[leaf["kind"]] + (" side" if leaf["side"] else "")
    is_head = leaf["kind"] == "name" and bool(cell["text"])
    text, lang = _with_language(cell["text"])
    return Cell(text, css, cell.get("anchor", ""), is_head, lang)


def _with_language(text: str) -> tuple[str, str]:
    """A text and its language, for an element that says it for all of it."""
    lang = lang_of(text)
    return (str(text), lang) if lang else (text, "")


def _blank_row(leaves: Sequence[Mapping[str, Any]]) -> Row:
    """An empty table keeps its shape: one blank row above the total."""
    return Row(tuple(Cell("", CELL_CLASSES[leaf["kind"]]) for leaf in leaves), "blank")

"""Faithful: whether a file of a version says what the version says. The file is read back by the reader of documents, and
every figure is looked for at each place that cites it: the row and column of its table, the words of its sentence.

A page says figures outside the document too, in its summary and its charts: no amount may stand on it that the version
does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import lxml.html

from budgets.money import Unit, rounded
from budgets.rules import ERROR, Finding

from .document import canonical
from .examination import examine_reading
from .reading.numbers import parse
from .reading.raw import Line
from .reading.reader import raw_of, understand
from .reading.structure import Captioned, build

Json = Mapping[str, Any]

#: What a sentence prints where it cites a figure; a dash where it is not known.
CITED = r"([0-9０-９,，.．+＋−－-]*|—)"
LINE_END = r"\n?"
UNIT_BEHIND = re.compile(r"^[）)]?(万元|元)")
#: An amount as we print it: two decimals, with or without commas.
AMOUNT = re.compile(r"(?<![0-9.])[0-9]{1,3}(?:,?[0-9]{3})*\.[0-9]{2}(?![0-9.])")
SHORTEST_TITLE = 4
#: Views of a figure that a sentence tells by its verb, without a sign.
UNSIGNED = (".change", ".percent")


@dataclass(frozen=True)
class Miss:
    """A figure that a file does not say where the version cites it; ``found`` is what stands there, if anything does."""

    label: str
    place: str
    wanted: str
    found: str = ""

    def __str__(self) -> str:
        if not self.wanted and self.found:
            return f"{self.label}（{self.place}）：“{self.found}”"
        found = f"读到的是“{self.found}”" if self.found else "没有读到"
        return f"{self.label}（{self.place}）应为“{self.wanted}”，{found}"


class Unfaithful(Exception):
    """A file does not say what the version says: ``misses`` are the figures and where they should stand."""

    def __init__(self, name: str, misses: Sequence[Miss]) -> None:
        more = f"等 {len(misses)} 处" if len(misses) > 1 else ""
        super().__init__(f"{name} 与正文不符：{misses[0]}{more}")
        self.name = name
        self.misses = tuple(misses)


def check(name: str, document: Json, data: bytes) -> None:
    """Raises Unfaithful where a file does not say what the document says; ``Unreadable`` where it cannot be read at all."""
    if found := list(misses(document, data)):
        raise Unfaithful(name, found)


def check_page(name: str, document: Json, page: bytes) -> None:
    """The same of a page in Chinese, with what it says beside the document."""
    if found := list(page_misses(document, page)):
        raise Unfaithful(name, found)


def page_misses(document: Json, page: bytes) -> Iterator[Miss]:
    """What a page in Chinese does not say as the document does, or says beside it."""
    found = list(misses(document, page))
    told = {miss.found.replace(",", "") for miss in found}
    yield from found
    yield from (strange for strange in strange_amounts(document, page) if strange.found not in told)


def contradictions_on(page: bytes) -> list[Finding]:
    """What a page, examined as anybody's, says twice and differently: the tables, the sentences made from them, and the
    texts of the department. Only of figures on both sides: of its words what is entered has been examined already."""
    findings = examine_reading(understand(raw_of(page))).of_level(ERROR)
    return [f for f in findings if len(f.sides) == 2 and all(side.said for side in f.sides)]


def misses(document: Json, data: bytes) -> Iterator[Miss]:
    """What a file of a version, read back, does not say as the document does."""
    raw = raw_of(data)
    read = build(raw)
    yield from _in_tables(document, list(read.tables))
    lines = _joined(block.text for block in raw.blocks if isinstance(block, Line))
    yield from _in_sentences(document, (lines, _joined(paragraph.text for paragraph in read.paragraphs)))


# Beside the document ----------------------------------------------------------------------------------------------


def strange_amounts(document: Json, page: bytes) -> Iterator[Miss]:
    """The amounts on a page, attributes and all, that are neither a figure of the version nor stand in its text."""
    known = set(_amounts(canonical(document).decode()))
    for figure in document["figures"].values():
        if figure["value"] is not None and figure["unit"] == Unit.YUAN:
            known |= {f"{abs(rounded(Decimal(figure['value']), unit)):f}" for unit in Unit}
    for text in _texts(page):
        for amount in _amounts(text):
            if amount not in known:
                yield Miss("不是本版的数", _quoted([_squeezed(text)]), "", amount)


def _amounts(text: str) -> Iterator[str]:
    """Amounts as we print them, without the commas between their digits."""
    return (found[0].replace(",", "") for found in AMOUNT.finditer(text))


def _texts(page: bytes) -> Iterator[str]:
    """What a page shows, tells a machine that reads it aloud, and tells a search engine."""
    for element in lxml.html.document_fromstring(page.decode()).iter():
        if isinstance(element.tag, str) and element.tag not in ("script", "style"):
            yield from (text for text in (element.text, element.tail) if text)
            yield from (element.get(name, "") for name in ("content", "title", "aria-label"))


# Tables -----------------------------------------------------------------------------------------------------------


def _in_tables(document: Json, read: list[Captioned]) -> Iterator[Miss]:
    for table in (block for block in document["blocks"] if block["type"] == "table"):
        at = next((n for n, each in enumerate(read) if _is_titled(each.title, table["title"])), None)
        held = _Held(document, table, read.pop(at) if at is not None else None)
        yield from held.misses()


def _is_titled(read: str, title: str) -> bool:
    """Whether this is the title; of one that is set in two lines, a reader may have taken the second for all of it."""
    read = _squeezed(read)
    return len(read) >= SHORTEST_TITLE and _squeezed(title).endswith(read)


@dataclass(frozen=True)
class _Held:
    """A table held against what was read of it, if anything was."""

    document: Json
    table: Json
    read: Captioned | None

    def misses(self) -> Iterator[Miss]:
        leaves = list(_leaves(self.table["columns"]))
        rows, at = self._rows(), 0
        for row in self.table["rows"]:
            here = next((n for n in range(at, len(rows)) if _is_row(rows[n], row["cells"])), None)
            found = None if here is None else rows[here]
            if found is None and not any(cell["text"] for cell in row["cells"]):
                continue  # a row that prints nothing says nothing: 三公 of a department that has none
            at = at if here is None else here + 1
            names = [cell["text"] for cell in row["cells"] if not cell.get("figure") and cell["text"]]
            for column, cell in enumerate(row["cells"]):
                if cell.get("figure"):
                    place = " · ".join(filter(None, (self.table["title"], *names[-1:], leaves[column])))
                    yield from self._cell(cell, column, place, found)

    def _rows(self) -> list[list[str]]:
        """The rows as read, heads and all, each with a text for every column."""
        rows = []
        for grid in self.read.grids if self.read else ():
            lines = [[""] * grid.width for _ in range(grid.height)]
            for cell in grid.cells:
                lines[cell.row][cell.column] = cell.text
            rows += lines
        return rows

    def _cell(self, cell: Json, column: int, place: str, found: list[str] | None) -> Iterator[Miss]:
        figure = self.document["figures"].get(cell["figure"])  # none is cited where nothing is booked
        label = figure["label"] if figure else "空格"
        if found is None:
            yield Miss(label, place, cell["text"])
        elif not self._says(found[column], cell["text"], figure):
            yield Miss(label, place, cell["text"], found[column])

    def _says(self, read: str, printed: str, figure: Json | None) -> bool:
        number, value = parse(read), figure["value"] if figure else None
        if figure is None or not printed or value is None:  # nothing is booked, or nothing known
            return _same(read, printed)
        if number is None or number.is_blank:
            return False
        return number.value == _printed(Decimal(value), figure["unit"], self._unit())

    def _unit(self) -> str:
        """The unit over the table as it was read."""
        return (self.read.unit if self.read else "") or self.table["unit"]


def _is_row(read: list[str], cells: Sequence[Json]) -> bool:
    """Whether a row as read is this one, by what stands beside its figures: code and name, in one cell or in two. A row
    of figures alone has nothing but numbers."""
    if len(read) != len(cells):
        return False
    naming = [n for n, cell in enumerate(cells) if not cell.get("figure")]
    names = "".join(cells[n]["text"] for n in naming)
    if names.strip():
        return _same("".join(read[n] for n in naming), names)
    return all(parse(text) is not None for text in read)


def _leaves(columns: Sequence[Json], above: str = "") -> Iterator[str]:
    """The label of each leaf column with the heads above it: 2025年预算数 › 基本支出."""
    for column in columns:
        if column["children"]:
            yield from _leaves(column["children"], f"{above}{column['label']} › ")
        else:
            yield above + column["label"]


# Sentences --------------------------------------------------------------------------------------------------------


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(map(_squeezed, texts))


def _in_sentences(document: Json, texts: Sequence[str]) -> Iterator[Miss]:
    """Figures that no sentence says; ``texts`` is all that was read, as lines (where nobody guessed what is a heading) and
    as paragraphs (without what stands between the lines of two pages)."""
    ends = [0] * len(texts)
    for paragraph in (block for block in document["blocks"] if block["type"] == "paragraph"):
        runs = paragraph["runs"]
        cites = [(n, run) for n, run in enumerate(runs) if not isinstance(run, str) and "figure" in run]
        if not cites:
            continue
        pattern, told = _pattern(runs), []
        for n, text in enumerate(texts):
            if found := pattern.search(text, ends[n]):
                ends[n] = found.end()
                told.append(list(_missed(document, runs, cites, found.groups())))
        yield from min(told, key=len, default=_unsaid(document, runs, cites))


def _pattern(runs: Sequence[Any]) -> re.Pattern[str]:
    """The words of a paragraph, wherever a reader ended a line, with any number where a figure is cited."""
    words = [(run, "") if isinstance(run, str) else (run["text"], run.get("figure", "")) for run in runs]
    parts = [CITED if figure else LINE_END.join(map(re.escape, _squeezed(text))) for text, figure in words]
    return re.compile(f"(?<![0-9.,]){LINE_END.join(parts)}")


def _missed(
    document: Json, runs: Sequence[Any], cites: Sequence[tuple[int, Json]], said: Sequence[str]
) -> Iterator[Miss]:
    for (n, run), read in zip(cites, said, strict=True):
        figure = document["figures"][run["figure"]]
        if not _is_said(read, run, figure, _unit_behind(runs[n + 1 :])):
            yield Miss(figure["label"], _quoted(runs), run["text"], read)


def _unsaid(document: Json, runs: Sequence[Any], cites: Sequence[tuple[int, Json]]) -> list[Miss]:
    return [
        Miss(document["figures"][run["figure"]]["label"], _quoted(runs), run["text"]) for _n, run in cites
    ]


def _is_said(said: str, run: Json, figure: Json, unit: str) -> bool:
    number, value = parse(said), figure["value"]
    if value is None:
        return _same(said, run["text"])
    if number is None or number.is_blank:
        return False
    wanted = _printed(Decimal(value), figure["unit"], unit)
    return number.value == (abs(wanted) if run["figure"].endswith(UNSIGNED) and number.value >= 0 else wanted)


def _unit_behind(runs: Sequence[Any]) -> str:
    """The unit of money that is printed behind a figure; sentences tell money in 万元."""
    words = runs[0] if runs and isinstance(runs[0], str) else ""
    found = UNIT_BEHIND.match(words)
    return found[1] if found else Unit.WANYUAN


def _quoted(runs: Sequence[Any]) -> str:
    text = "".join(run if isinstance(run, str) else run["text"] for run in runs)
    return f"“{text[:30]}……”" if len(text) > 30 else f"“{text}”"


# Numbers and words ------------------------------------------------------------------------------------------------


def _printed(value: Decimal, unit: str, printed_in: str) -> Decimal:
    """What a figure is once printed: money in the unit that stands over or behind it, rounded; anything else as it is."""
    return rounded(value, Unit(printed_in)) if unit == Unit.YUAN else value


def _same(read: str, written: str) -> bool:
    return _squeezed(read) == _squeezed(written)


def _squeezed(text: str) -> str:
    return "".join(text.split())

"""Made-up disclosures of other places, in which everything agrees: what an examination must be silent about.

A document is written from one ledger (``Sheet``), so that every figure in it follows from the same entries. It is kept
as blocks of *pieces*, plain text or a ``Slot`` that says what stands there, so that ``mutations`` can change one of them
and know what it changed. ``raw``, ``text``, ``html`` and ``docx`` bring a document into the forms a reader is given.

Layouts are those of ``domain/tables.md`` and the orders of ``domain/narrative.md``; the places and sentences are ours.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from html import escape

from docx import Document as WordDocument

from budgets.chart import rows_of
from budgets.ledger import EXPENDITURE, INCOME, Ledger, Posting, key
from disclosures.reading.raw import Cell, Grid, Line, Raw

ZERO, WANYUAN = Decimal(0), Decimal(10_000)
CHINESE = "零一二三四五六七八九十"


@dataclass(frozen=True)
class Slot:
    """Something that is said. ``role`` is money, unit, verb, flat, percent, share, count, year, last-year, date, code,
    name, or cell; ``key`` the figure's; ``value`` its exact value; ``near`` what names it to a reader."""

    text: str
    role: str
    key: str = ""
    value: Decimal = ZERO
    near: str = ""


Piece = str | Slot


@dataclass(frozen=True)
class Head:
    number: str
    text: str
    level: int
    is_listed: bool = False

    @property
    def line(self) -> str:
        return self.number + self.text


@dataclass(frozen=True)
class Para:
    pieces: tuple[Piece, ...]
    level: int = 0

    @property
    def line(self) -> str:
        return said(self.pieces)


@dataclass(frozen=True)
class Table:
    """``heads`` in the notation of tables.md: ``科目{编码|名称} 合计``; ``is_added``: its rows add up to its last or
    first row and, where codes stand in it, to one another."""

    title: tuple[Piece, ...]
    heads: str
    rows: tuple[tuple[Piece, ...], ...]
    unit: str = "万元"
    maker: str = ""
    number: str = ""
    notes: tuple[str, ...] = ()
    is_added: bool = True

    @property
    def name(self) -> str:
        return said(self.title)

    @property
    def is_empty(self) -> bool:
        return not any(isinstance(p, Slot) and p.role == "cell" and p.value for row in self.rows for p in row)


Block = Head | Para | Table


@dataclass(frozen=True)
class Made:
    """A made-up disclosure. ``sums`` are the sums that its sentences state: a total and its parts."""

    name: str
    year: int
    blocks: tuple[Block, ...]
    sums: tuple[tuple[str, tuple[str, ...]], ...] = ()
    has_rounding: bool = False
    format: str = "raw"


def said(pieces: Iterable[Piece]) -> str:
    return "".join(p if isinstance(p, str) else p.text for p in pieces)


# The money -----------------------------------------------------------------------------------------------------


@cache
def names(year: int) -> dict[tuple[str, str], str]:
    return {(row.system, row.code): row.name for row in rows_of(year)}


@dataclass(frozen=True)
class Spend:
    """A line of what is spent; ``size`` in 万元 is about what it is."""

    function: str
    economic: str
    government: str = ""
    nature: str = "basic"
    source: str = "101"
    size: int = 20
    unit: str = ""
    change: int = 1  # 0: as last year; -1: new this year


class Sheet:
    """Amounts of one department and year, drawn by a seed in steps of ``grain`` 元, and the ledger over them."""

    def __init__(
        self, seed: str, year: int, lines: Sequence[Spend], *, grain: int = 100, **stated: int
    ) -> None:
        self.draw = random.Random(seed)
        self.year, self.grain = year, Decimal(grain)
        spent = [self._posting(line) for line in lines]
        self._halve(spent)
        self.postings = [*self._income(spent), *spent]
        self.ledger = Ledger(self.postings)
        self.stated: dict[str, tuple[Decimal, Decimal]] = {}
        self._particulars()
        for name, value in stated.items():
            self.state(name.replace("__", "-").replace("_", "."), Decimal(value))

    def amount(self, size: int) -> Decimal:
        steps = int(Decimal(size) * WANYUAN / self.grain)
        return self.draw.randint(steps * 3 // 5, steps * 7 // 5) * self.grain

    def _posting(self, line: Spend) -> Posting:
        this, last = self.amount(line.size), self.amount(line.size)
        last = {0: this, -1: ZERO}.get(line.change, last)
        return Posting(
            EXPENDITURE,
            this,
            last,
            source=line.source,
            function=line.function,
            economic=line.economic,
            government=line.government,
            nature=line.nature,
            unit=line.unit,
        )

    @staticmethod
    def _halve(spent: list[Posting]) -> None:
        """职业年金 is half of the pension: 8 % and 16 % of the same wages."""
        pension = {p.source: p for p in spent if p.economic == "30108"}
        for n, p in enumerate(spent):
            if p.economic == "30109" and p.source in pension:
                of = pension[p.source]
                spent[n] = replace(p, amount=_half(of.amount), last=_half(of.last or ZERO))

    @staticmethod
    def _income(spent: list[Posting]) -> Iterator[Posting]:
        """What is received is what is spent, function by function and source by source."""
        received: dict[tuple[str, str], list[Decimal]] = {}
        for p in spent:
            totals = received.setdefault((p.source, p.function), [ZERO, ZERO])
            totals[0] += p.amount
            totals[1] += p.last or ZERO
        for (source, function), (this, last) in received.items():
            yield Posting(INCOME, this, last, source=source, function=function)

    def _particulars(self) -> None:
        """三公 and 机关运行经费 are what the economic classes say."""
        parts = (
            ("three-public.abroad", "30212"),
            ("three-public.purchase", "31013"),
            ("three-public.running", "30231"),
            ("three-public.reception", "30217"),
            ("meeting", "30215"),
            ("training", "30216"),
        )
        for name, code in parts:
            at = self.ledger[key("economic", "general", f"e{code}")]
            self.state(name, at.this, at.last)
        self.add_up("three-public.vehicles", "three-public.purchase", "three-public.running")
        self.add_up(
            "three-public.total", "three-public.abroad", "three-public.vehicles", "three-public.reception"
        )
        at = self.ledger["economic.general.basic.public"]
        self.state("running", at.this, at.last)
        grants = [self.ledger[f"income.s{code}"] for code in ("101", "102", "103")]
        self.state(
            "income.grant.year.total", sum(a.this for a in grants), sum(a.last or ZERO for a in grants)
        )

    def state(self, name: str, this: Decimal | int, last: Decimal | int | None = None) -> None:
        self.stated[name] = (Decimal(this), Decimal(this if last is None else last))

    def add_up(self, name: str, *parts: str) -> None:
        pairs = [self.stated[part] for part in parts]
        self.stated[name] = (sum((a for a, _ in pairs), ZERO), sum((b for _, b in pairs), ZERO))

    def this(self, name: str) -> Decimal:
        return self.stated[name][0] if name in self.stated else self.ledger[name].this

    def last(self, name: str) -> Decimal:
        return self.stated[name][1] if name in self.stated else (self.ledger[name].last or ZERO)

    def change(self, name: str) -> Decimal:
        return self.this(name) - self.last(name)


def _half(amount: Decimal) -> Decimal:
    """Half, to a whole step of 100 元 where the whole is one."""
    step = Decimal(100) if amount % 100 == 0 else Decimal(1)
    return (amount / 2 / step).quantize(Decimal(1), ROUND_HALF_UP) * step


# The writing ----------------------------------------------------------------------------------------------------


@dataclass
class Writer:
    """How one place prints its figures, and the document as it is being written."""

    sheet: Sheet
    name: str
    unit: str = "万元"
    table_unit: str = "万元"
    places: int = 2
    table_places: int = 2
    commas: bool = False
    table_commas: bool = True
    blank_zero: bool = True
    trims: bool = False  # 25 for 25.00
    flat: str = "与{L}年预算持平"
    moved: str = "比{L}年预算{v}{a}"
    up: str = "增加"
    down: str = "减少"
    code_columns: int = 1
    zero: str = "0"
    blocks: list[Block] = field(default_factory=list)
    sums: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)

    # Numbers

    def digits(self, value: Decimal, unit: str, places: int, commas: bool) -> str:
        worth = WANYUAN if unit == "万元" else Decimal(1)
        rounded = (value / worth).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        text = f"{rounded:,}" if commas else f"{rounded}"
        return text.rstrip("0").rstrip(".") if self.trims and "." in text else text

    def money(self, name: str, value: Decimal) -> list[Piece]:
        text = self.digits(value, self.unit, self.places, self.commas) if value else self.zero
        return [Slot(text, "money", name, value), Slot(self.unit, "unit", name, value)]

    def cell(self, name: str, value: Decimal, near: str = "") -> Piece:
        if not value:
            return Slot("" if self.blank_zero else self.zero, "cell", name, value, near)
        text = self.digits(value, self.table_unit, self.table_places, self.table_commas)
        return Slot(text, "cell", name, value, near)

    # Sentences

    def pieces(self, template: str) -> tuple[Piece, ...]:
        """``{m:key}`` an amount, ``{l:key}`` last year's, ``{d:key}`` how it moved, ``{x:key}`` the same without the year,
        ``{p:key}`` by how many per cent,
        ``{s:part/whole}`` a share, ``{c:key}`` a count, ``{Y}`` the year, ``{L}`` the one before, ``{on:date}``,
        ``{why:key}`` a reason that goes the same way."""
        found: list[Piece] = []
        for text, word, given in re.findall(r"([^{]+)|\{(\w+):?([^{}]*)\}", template):
            found += [text] if text else self._slot(word, given)
        return tuple(found)

    def _slot(self, word: str, given: str) -> list[Piece]:
        sheet = self.sheet
        match word:
            case "Y":
                return [Slot(str(sheet.year), "year")]
            case "L":
                return [Slot(str(sheet.year - 1), "last-year")]
            case "m":
                return self.money(given, sheet.this(given))
            case "l":
                return self.money(f"{given}.last", sheet.last(given))
            case "c":
                return [Slot(f"{sheet.this(given):f}", "count", given, sheet.this(given))]
            case "d":
                return self._moved(given)
            case "x":
                return (
                    self._phrase("{v}{a}", given, sheet.change(given))
                    if sheet.change(given)
                    else self._flat("持平", given)
                )
            case "p":
                return self._percent(given)
            case "s":
                part, whole = given.split("/")
                value = sheet.this(part) / sheet.this(whole) * 100
                return [Slot(f"{_two(value)}%", "share", f"{part}.share", value)]
            case "on":
                return [Slot(given, "date")]
            case "why":
                return [self._why(given)]
            case _:
                return [self.words[word]]

    def _moved(self, name: str) -> list[Piece]:
        change = self.sheet.change(name)
        return self._phrase(self.moved, name, change) if change else self._flat(self.flat, name)

    def _flat(self, phrase: str, name: str) -> list[Piece]:
        before, word, after = phrase.partition("持平")
        flat: list[Piece] = [Slot(word, "flat", f"{name}.change")] if word else []
        return [*self._phrase(before, name, ZERO), *flat, *self._phrase(after, name, ZERO)]

    def _phrase(self, phrase: str, name: str, change: Decimal) -> list[Piece]:
        found: list[Piece] = []
        for text, word in re.findall(r"([^{]+)|\{(\w)\}", phrase):
            if word == "L":
                found += self._slot("L", "")
            elif word == "v":
                found.append(Slot(self.up if change > 0 else self.down, "verb", f"{name}.change", change))
            elif word == "a":
                found += self.money(f"{name}.change", abs(change))
            elif word == "p":
                found += self._percent(name)
            else:
                found.append(text)
        return found

    def _percent(self, name: str) -> list[Piece]:
        change, last = self.sheet.change(name), self.sheet.last(name)
        if not last or not change:
            return []
        value = abs(change) / last * 100
        word = "增长" if change > 0 else "下降"
        return [word, Slot(f"{_two(value)}%", "percent", f"{name}.percent", value)]

    def _why(self, name: str) -> str:
        change = self.sheet.change(name)
        if not change:
            return "该项工作安排与上年一致"
        up = ("人员经费增加", "新增专项工作", "任务量增加", "业务需求增长")
        down = ("厉行节约、压减开支", "部分项目已完成", "人员减少", "压缩一般性支出")
        return (up if change > 0 else down)[int(abs(change)) % 4]

    # Blocks

    def head(self, number: str, text: str, level: int = 1) -> None:
        self.blocks.append(Head(number, said(self.pieces(text)), level))

    def p(self, template: str) -> None:
        self.blocks.append(Para(self.pieces(template)))

    def total(self, name: str, *parts: str) -> None:
        """The sentences say a total and its parts: either can be told from the others."""
        self.sums.append((name, parts))

    def table(self, title: str, heads: str, rows: Iterable[Sequence[Piece]], **more: object) -> None:
        made = Table(
            self.pieces(title),
            heads,
            tuple(tuple(row) for row in rows),
            **{"unit": self.table_unit, "maker": f"部门：{self.name}"} | more,  # type: ignore[arg-type]
        )
        self.blocks.append(made)

    def made(self, name: str, **more: object) -> Made:
        return Made(name, self.sheet.year, tuple(self.blocks), tuple(self.sums), **more)  # type: ignore[arg-type]

    # Rows of tables

    def code(self, letter: str, code: str) -> list[Piece]:
        """A code in one column, or its 类, 款 and 项 in one each; and its name."""
        system = {"f": "function", "e": "economic", "g": "government"}[letter]
        called = names(self.sheet.year)[system, code]
        if self.code_columns == 1:
            cells: list[Piece] = [Slot(code, "code", f"{letter}{code}", near=called)]
        else:
            width = 3 if letter == "f" else 2
            steps = [code[:3], code[3:5], code[5:]][:width]
            cells = [
                Slot(step, "code-step", f"{letter}{code}", near=called) if step else "" for step in steps
            ]
        return [*cells, Slot(called, "name", f"{letter}{code}", near=code)]

    def coded(
        self,
        measure: str,
        fund: str,
        letter: str,
        columns: Sequence[str],
        *,
        total: str = "合计",
        is_first: bool = False,
        own: Callable[[str], Sequence[Piece]] | None = None,
    ) -> list[list[Piece]]:
        """The rows of a coded table: every code that carries money, and the total. ``columns`` are what the key is
        narrowed to: "" the whole, ``basic``, ``s301`` …, ``last`` last year's whole; ``own`` adds columns of its own."""
        rows = []
        for code in self.sheet.ledger.codes(measure, fund, letter=letter):
            at = [self._column(measure, fund, f"{letter}{code}", column, code) for column in columns]
            rows.append([*self.code(letter, code), *at, *(own(f"{letter}{code}") if own else ())])
        width = len(self.code(letter, "201" if letter == "f" else "301" if letter == "e" else "501"))
        blank: list[Piece] = ["" for _ in range(width - 1)]
        whole = [self._column(measure, fund, "", column, total) for column in columns]
        row = [*blank, total, *whole, *(own("") if own else ())]
        return [row, *rows] if is_first else [*rows, row]

    def _column(self, measure: str, fund: str, code: str, column: str, near: str) -> Piece:
        narrowed = column.removesuffix("last").removesuffix("change").removesuffix(".")
        name = key(measure, fund, code, *narrowed.split(".")) if narrowed else key(measure, fund, code)
        if column.endswith("last"):
            return self.cell(f"{name}.last", self.sheet.last(name), near)
        if column.endswith("change"):
            return self.cell(f"{name}.change", self.sheet.change(name), near)
        return self.cell(name, self.sheet.this(name), near)

    def sides(
        self, left: Sequence[Sequence[Piece]], right: Sequence[Sequence[Piece]], *, end: int = 1
    ) -> list[list[Piece]]:
        """Two lists side by side, the last ``end`` rows of both on the same lines."""
        widths = len(left[0]), len(right[0])
        body = max(len(left), len(right)) - end
        rows = []
        for n in range(body):
            pair = [
                list(side[n]) if n < len(side) - end else [""] * width
                for side, width in zip((left, right), widths, strict=True)
            ]
            rows.append([*pair[0], *pair[1]])
        ends = zip(left[len(left) - end :], right[len(right) - end :], strict=True)
        return [*rows, *([*a, *b] for a, b in ends)]

    def line(self, label: str, *names: str) -> list[Piece]:
        return [label, *(self.cell(name, self.sheet.this(name), label) for name in names)]

    def classes(
        self, measure: str, fund: str, letter: str, numbered: str = "一、", start: int = 0
    ) -> list[list[Piece]]:
        """A line for each 类 that carries money."""
        system = {"f": "function", "e": "economic", "g": "government"}[letter]
        rows = []
        for n, code in enumerate(self.sheet.ledger.codes(measure, fund, letter=letter, level=1), start + 1):
            number = {"一、": f"{chinese(n)}、", "（一）": f"（{chinese(n)}）", "": ""}[numbered]
            rows.append(
                self.line(
                    number + names(self.sheet.year)[system, code], key(measure, fund, f"{letter}{code}")
                )
            )
        return rows


def _two(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP)}"


def chinese(n: int) -> str:
    if n <= 10:
        return CHINESE[n]
    tens, ones = divmod(n, 10)
    return f"{CHINESE[tens] if tens > 1 else ''}十{CHINESE[ones] if ones else ''}"


# Heads of tables -------------------------------------------------------------------------------------------------


@dataclass
class Node:
    text: str
    children: list[Node]

    @property
    def width(self) -> int:
        return sum(child.width for child in self.children) or 1

    @property
    def depth(self) -> int:
        return 1 + max((child.depth for child in self.children), default=0)


def nodes(notation: str) -> list[Node]:
    """``A{B|C{D|E}} F`` as trees."""
    root: list[Node] = []
    stack = [root]
    for text, sign in re.findall(r"([^{}|\s]+)|([{}])", notation):
        if text:
            stack[-1].append(Node(text, []))
        elif sign == "{":
            stack.append(stack[-1][-1].children)
        else:
            stack.pop()
    return root


def head_cells(notation: str) -> tuple[list[Cell], int]:
    """The cells of a table's head with their spans, and how many rows it has."""
    trees = nodes(notation)
    height = max(tree.depth for tree in trees)
    cells: list[Cell] = []

    def put(tree: Node, row: int, column: int) -> None:
        rows = 1 if tree.children else height - row
        cells.append(Cell(tree.text, row, column, rows, tree.width))
        for child in tree.children:
            put(child, row + 1, column)
            column += child.width

    column = 0
    for tree in trees:
        put(tree, 0, column)
        column += tree.width
    return cells, height


# The forms a reader is given ---------------------------------------------------------------------------------------


def grid(table: Table) -> Grid:
    cells, height = head_cells(table.heads)
    for r, row in enumerate(table.rows):
        cells += [Cell(p if isinstance(p, str) else p.text, height + r, c) for c, p in enumerate(row)]
    return Grid(tuple(cells))


def raw(made: Made, *, wrap: int = 0) -> Raw:
    """As lines and grids; with ``wrap`` the paragraphs broken into lines of so many characters, as on a page."""
    blocks: list[Line | Grid] = []
    for block in made.blocks:
        if isinstance(block, Table):
            blocks += _caption(block)
            blocks.append(grid(block))
            blocks += [Line(note, is_whole=not wrap) for note in block.notes]
        elif isinstance(block, Head):
            blocks.append(
                Line(block.line, is_whole=not wrap, level=0 if wrap or block.is_listed else block.level)
            )
        else:
            blocks += _wrapped(block.line, wrap)
    return Raw(tuple(blocks))


def _caption(table: Table) -> list[Line]:
    lines = [Line(table.number)] if table.number else []
    unit = f"单位：{table.unit}" if table.unit else ""
    return [*lines, Line(table.name, is_centred=True), Line(f"{table.maker}　　{unit}".strip("　"))]


def _wrapped(text: str, wrap: int) -> list[Line]:
    if not wrap:
        return [Line(text, is_whole=True)]
    text = "　　" + text
    return [Line(text[n : n + wrap].strip(), indent=24 if n == 0 else 0) for n in range(0, len(text), wrap)]


def text(made: Made) -> str:
    """As pasted into a text file: cells between tabs."""
    lines: list[str] = []
    for block in made.blocks:
        if isinstance(block, Table):
            lines += [line.text for line in _caption(block)]
            lines += ["\t".join(row) for row in _filled(grid(block))]
            lines += [*block.notes, ""]
        else:
            lines.append(block.line)
    return "\n".join(lines)


def _filled(of: Grid) -> list[list[str]]:
    rows = [["" for _ in range(of.width)] for _ in range(of.height)]
    for cell in of.cells:
        rows[cell.row][cell.column] = cell.text
    return rows


def html(made: Made) -> str:
    parts = []
    for block in made.blocks:
        if isinstance(block, Table):
            parts += [f"<p>{escape(line.text)}</p>" for line in _caption(block)]
            parts.append(_html_table(grid(block)))
            parts += [f"<p>{escape(note)}</p>" for note in block.notes]
        else:
            tag = f"h{block.level + 1}" if isinstance(block, Head) and not block.is_listed else "p"
            parts.append(f"<{tag}>{escape(block.line)}</{tag}>")
    return f"<!doctype html><meta charset=utf-8><title>公开</title><body>{''.join(parts)}</body>"


def _html_table(of: Grid, heads: int = 0, *, repeats: bool = False) -> str:
    """As HTML; the first ``heads`` rows as its head, which ``repeats`` on each page or is kept with what follows."""
    rows: dict[int, list[str]] = {}
    for cell in of.cells:
        spans = f' rowspan="{cell.rows}"' * (cell.rows > 1) + f' colspan="{cell.columns}"' * (
            cell.columns > 1
        )
        rows.setdefault(cell.row, []).append(f"<td{spans}>{escape(cell.text)}</td>")
    lines = [f"<tr{' class=head' * (r < heads)}>{''.join(rows[r])}</tr>" for r in sorted(rows)]
    head = f"<thead>{''.join(lines[:heads])}</thead>" if repeats else "".join(lines[:heads])
    return f"<table>{head}{''.join(lines[heads:])}</table>"


def docx(made: Made) -> bytes:
    word = WordDocument()
    for block in made.blocks:
        if isinstance(block, Table):
            for line in _caption(block):
                word.add_paragraph(line.text)
            _word_table(word, grid(block))
            for note in block.notes:
                word.add_paragraph(note)
        elif isinstance(block, Head) and not block.is_listed:
            word.add_heading(block.line, block.level)
        else:
            word.add_paragraph(block.line)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _word_table(word: object, of: Grid) -> None:
    made = word.add_table(of.height, of.width)  # type: ignore[attr-defined]
    cells = [row.cells for row in made.rows]
    for cell in of.cells:
        at = cells[cell.row][cell.column]
        if cell.rows > 1 or cell.columns > 1:
            at = at.merge(cells[cell.row + cell.rows - 1][cell.column + cell.columns - 1])
        at.text = cell.text


PRINT = """@page { size: A4 landscape; margin: 18mm 15mm } body { font: 11pt MzSong }
p { text-indent: 2em; margin: 4pt 0 } h2 { text-align: center; font-size: 16pt } h3, h4, h5 { font-size: 12pt }
table { border-collapse: collapse; width: 100%; font-size: 9pt } td { border: .5pt solid; padding: 2pt 4pt }
p.title { text-align: center; text-indent: 0; font-size: 14pt } p.maker { text-indent: 0 } tr { break-inside: avoid }
p.maker span { float: right } p.title, p.maker, tr.head { break-after: avoid }"""


def pdf(made: Made) -> bytes:
    """As printed: paragraphs broken into lines, tables with rules going on over pages."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    from disclosures.rendering.fonts import faces

    fonts = FontConfiguration()
    face = f"@font-face {{ font-family: MzSong; src: url('{faces()['MzSong'].as_uri()}') }}"
    parts = []
    for block in made.blocks:
        if isinstance(block, Table):
            number = f"<p class=maker>{block.number}</p>" if block.number else ""
            unit = f"<span>单位：{block.unit}</span>" if block.unit else ""
            parts.append(
                f"{number}<p class=title>{escape(block.name)}</p><p class=maker>{escape(block.maker)}{unit}</p>"
            )
            heads = head_cells(block.heads)[1]
            parts.append(_html_table(grid(block), heads, repeats=made.year % 2 == 0))
            parts += [f"<p>{escape(note)}</p>" for note in block.notes]
        else:
            tag = f"h{block.level + 1}" if isinstance(block, Head) and not block.is_listed else "p"
            parts.append(f"<{tag}>{escape(block.line)}</{tag}>")
    page = f"<!doctype html><meta charset=utf-8><style>{face} {PRINT}</style>{''.join(parts)}"
    return HTML(string=page).write_pdf(font_config=fonts)

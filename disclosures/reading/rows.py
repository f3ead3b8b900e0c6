"""Rows: what names each row of one side of a table, and which rows stand under which.

A row by account has its code, in one cell or in one for each level (类, 款, 项), repeated or printed only where it changes;
other rows have a name, and stand under each other as their numbers say (一、 （一） 1.).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgets.ledger import LEVELS
from budgets.names import plain

from .context import Context
from .heads import CODE, CODE_TEXT, NAME, TEXT, UNIT, Column, SheetRow, Side, numbering_style
from .kinds import Kind
from .labels import PARTIAL, bare, is_partial
from .numbers import is_amount

#: The letter of a code's classification by its first digit.
LETTERS = {"2": "f", "3": "e", "5": "g"}
CODE_AND_NAME = re.compile(r"^[\[【（(]?(\d{3}(?:\d\d){0,2})[\]】）)]?[\s\-—_.、]*(?=[^\d\s.,%])(.+)$")
SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?[eEＥｅ][+＋]?\d+")
TOTAL = re.compile(r"(?:总数|总和|.{0,14}(?:合计|总计|共计)|(?:收入|支出|收支)(?:总额|预算总额))")
SUBTOTAL = re.compile(r"本年.*(?:合计|小计|总计)|小计|当年.*(?:合计|小计)|.*小计")
BESIDE = re.compile(r"结转|结余|弥补收支差额|事业基金")
ITEM, PART, TOTAL_ROW, SUBTOTAL_ROW = "item", "part", "total", "subtotal"


@dataclass(slots=True)
class Entry:
    """A row of one side.

    ``code``: digits of its account (2080506), empty for none; ``code_text`` as printed, its cells joined by bars, blank
    ones as those above. ``style`` of its number; ``kind`` item, part (only some of the row above it: 其中), subtotal or
    total; ``depth`` from 1, 0 for totals; ``parent`` the row that it stands under; ``is_guessed``: by its place, not by
    number or code.
    """

    row: SheetRow
    number: int
    name: str
    code: str = ""
    code_text: str = ""
    style: str = ""
    kind: str = ITEM
    depth: int = 1
    parent: Entry | None = None
    is_guessed: bool = False
    is_unit: bool = False
    unit: str = ""  # what its cells are counted in, where a column says so
    group: Entry | None = None  # the unit whose accounts these are
    of_unit: str = ""  # the unit beside its account

    @property
    def letter(self) -> str:
        return LETTERS.get(self.code[:1], "")

    @property
    def level(self) -> int:
        """1 for 类, 2 for 款, 3 for 项; 0 without a code."""
        lengths = (3, 5, 7)
        return lengths.index(len(self.code)) + 1 if self.code else 0

    @property
    def title(self) -> str:
        """What a person calls the row."""
        return " ".join(part for part in (self.code, self.name) if part)


def read_entries(rows: Sequence[SheetRow], side: Side, kind: Kind, context: Context) -> list[Entry]:
    """The rows of one side that say anything, in order, with what they stand under."""
    reader = _Rows(rows, side, kind, context)
    entries = [entry for n, row in enumerate(rows) if (entry := reader.entry(n, row)) is not None]
    _settle_spaces(entries)
    _settle_totals(entries)
    if any(entry.code for entry in entries):
        _by_code(entries)
    else:
        _by_number(entries)
    return entries


@dataclass(frozen=True, slots=True)
class _Naming:
    """Columns that name a row together: codes, then what they are called."""

    codes: tuple[Column, ...]
    names: tuple[Column, ...]


class _Rows:
    """Reads the columns that name rows. Of several pairs of codes and names that of the accounts counts; a unit beside
    it says whose accounts they are."""

    def __init__(self, rows: Sequence[SheetRow], side: Side, kind: Kind, context: Context) -> None:
        self.side, self.codes = side, _Codes(context)
        self.is_unit = is_by_unit(side)
        self.has_codes = not self.is_unit and kind.name not in NAMED_KINDS
        namings = list(_namings(side))
        self.naming = next(
            (each for each in namings if _has_accounts(each, rows)), namings[-1] if namings else None
        )
        self.units = [
            column
            for each in namings
            if each is not self.naming
            for column in each.names
            if re.search("单位|部门", column.leaf)
        ]
        self.of_unit = ""

    def entry(self, n: int, row: SheetRow) -> Entry | None:
        named = [(column, text) for column in self.side.lead if (text := _shown(row, column))]
        has_values = any(_shown(row, column) for column in self.side.values)
        if not named and not has_values:
            return None
        pieces = [_shown(row, column) for column in (self.naming.codes if self.naming else ())]
        words = [text for column, text in named if column.role == CODE and not re.search(r"\d", text)]
        names = [
            text for column in (self.naming.names if self.naming else ()) if (text := _shown(row, column))
        ]
        others = [text for column, text in named if column.role == NAME and text not in names]
        texts = [text for column, text in named if column.role == TEXT and not is_amount(text)]
        name = next(iter((*names[-1:], *others[-1:], *words, *texts)), "")
        unit = next((text for column, text in named if column.role == UNIT), "")
        entry = Entry(row, n, name, unit=unit, is_unit=self.is_unit)
        if self.has_codes:
            entry.code, entry.code_text, entry.name = self.codes.read(pieces, name)
        elif self.is_unit:
            entry.code_text = " ".join(
                text for column, text in named if column.role == CODE and text not in words
            )
        if not entry.code:
            entry.style = numbering_style(plain(entry.name))[0]
        self.of_unit = next((text for column in self.units if (text := _shown(row, column))), self.of_unit)
        entry.of_unit = self.of_unit if entry.code else ""
        return entry


#: Kinds whose rows are things with names; a code in them is one of their properties.
NAMED_KINDS = ("projects", "special-funds", "public-services", "procurement")


def _namings(side: Side) -> Iterator[_Naming]:
    """The columns that name rows, parted where codes follow a name."""
    codes: list[Column] = []
    names: list[Column] = []
    for column in side.lead:
        if column.role == CODE and names:
            yield _Naming(tuple(codes), tuple(names))
            codes, names = [], []
        if column.role == CODE:
            codes.append(column)
        elif column.role == NAME:
            names.append(column)
    if codes or names:
        yield _Naming(tuple(codes), tuple(names))


def _has_accounts(naming: _Naming, rows: Sequence[SheetRow]) -> bool:
    """Whether codes of accounts stand in these columns."""
    first = naming.codes[0] if naming.codes else None
    return first is not None and any(CODE_TEXT.fullmatch(_shown(row, first)) for row in rows)


def _shown(row: SheetRow, column: Column) -> str:
    return row.text(column.place) if column.place < len(row.slots) else ""


def is_by_unit(side: Side) -> bool:
    """Whether the rows are budget units."""
    labels = [column.leaf for column in side.lead if column.role in (CODE, NAME)]
    return any(
        re.fullmatch(r"(?:预算|编制|填报)?(?:单位|部门)(?:（.*）)?(?:编码|代码|名称)?(?:（.*）)?", label)
        for label in labels
    ) and not any(re.search(r"科目|^类$|项目", label) for label in labels)


class _Codes:
    """Reads code cells, one row after the other: what is blank is as above."""

    def __init__(self, context: Context) -> None:
        self.context, self.last = context, ""

    def read(self, pieces: Sequence[str], name: str) -> tuple[str, str, str]:
        """Code digits, the code as printed, and the name."""
        said = [piece for piece in pieces if re.search(r"\d", piece)]
        if not said:
            found = CODE_AND_NAME.match(name.strip())
            if found and found[1][0] in LETTERS:
                self.last = found[1]
                return found[1], found[1], found[2].strip()
            return "", "", name
        code = self._one(said[0], name) if len(pieces) == 1 else self._split(pieces)
        if not self._is_code(code):
            return "", "|".join(said), name
        self.last = code
        return code, printed_code(pieces, code), name

    def _is_code(self, code: str) -> bool:
        letter = LETTERS.get(code[:1], "")
        return bool(letter) and len(code) in LEVELS[letter]

    def _one(self, text: str, name: str) -> str:
        if SCIENTIFIC.fullmatch(text.strip()):
            return ""  # 2.08E+06: nobody knows which code a program made a number of
        groups = re.findall(r"\d+", text)
        if len(groups) > 1:
            return self._split(groups)
        digits = groups[0]
        if len(digits) <= 2 and self.last:
            return self._below(digits.zfill(2), name)
        return digits

    def _below(self, digits: str, name: str) -> str:
        """A code of which only the last level is printed: that of this name, else one level below the last 类."""
        above = [self.last[:n] for n in (3, 5) if len(self.last) >= n]
        letter = LETTERS.get(self.last[:1], "f")
        for start in reversed(above):
            known = self.context.name_of(letter, start + digits)
            if known and plain(known) == plain(name):
                return start + digits
        return above[0] + digits

    def _split(self, pieces: Sequence[str]) -> str:
        """A code whose levels stand in cells of their own; a blank one before the last is as above."""
        digits = ["".join(re.findall(r"\d", piece)) for piece in pieces[:3]]
        deepest = max((n for n, piece in enumerate(digits) if piece), default=-1)
        code = ""
        for n, piece in enumerate(digits[: deepest + 1]):
            length = (3, 5, 7)[n]
            if not piece:
                code = self.last[:length]
            elif len(piece) > 2 and (n == 0 or len(piece) == length):
                code = piece
            else:
                code += piece.zfill(2) if n else piece
        return code


def printed_code(pieces: Sequence[str], code: str) -> str:
    """A code as its cells print it: a cell that is blank, or that holds the whole code so far, says its level."""
    if len(pieces) == 1:
        text = pieces[0].strip()
        return code if re.fullmatch(r"\d\d", text) else text
    ends = [n for n in (3, 5, 7) if n <= len(code)]
    levels = [code[start:end] for start, end in zip((0, *ends), ends, strict=False)]
    told = []
    for piece, level, end in zip(pieces, levels, ends, strict=False):
        text = piece.strip()
        told.append(level if text in ("", code[:end]) else text)
    return "|".join(told)


def _settle_spaces(entries: Sequence[Entry]) -> None:
    """Spaces inside codes are how a table prints them where most have them; else they are somebody's slip."""
    below = [entry for entry in entries if entry.level > 1]
    spaced = [entry for entry in below if re.fullmatch(r"\d{3}(?:\s+\d\d)+", entry.code_text)]
    if len(spaced) * 2 > len(below) and len(spaced) > 1:
        for entry in spaced:
            entry.code_text = entry.code


# Which rows stand under which ---------------------------------------------------------------------------------------


def _settle_totals(entries: list[Entry]) -> None:
    """Which rows are totals, and which of them only of what stands above: of several the last is the total."""
    totals = []
    for entry in entries:
        label = bare(entry.name).replace(" ", "")
        if entry.code:
            continue
        if is_partial(entry.name) and not _is_first_of_list(entries, entry):
            entry.kind = PART
        elif SUBTOTAL.fullmatch(label) and not entry.style:
            entry.kind = SUBTOTAL_ROW
        elif TOTAL.fullmatch(label) and not entry.style:
            entry.kind = TOTAL_ROW
            totals.append(entry)
        if entry.kind in (TOTAL_ROW, SUBTOTAL_ROW):
            entry.depth = 0
    for entry in totals[:-1]:
        if entry is not entries[0] and any(
            other.kind != TOTAL_ROW for other in entries[entries.index(entry) :]
        ):
            entry.kind = SUBTOTAL_ROW
    if not totals:
        subtotals = [entry for entry in entries if entry.kind == SUBTOTAL_ROW]
        if len(subtotals) == 1 and subtotals[0] in (entries[0], entries[-1]):
            subtotals[0].kind = TOTAL_ROW


def _is_first_of_list(entries: Sequence[Entry], entry: Entry) -> bool:
    """Whether 其中 stands before a numbered list: 其中：（1）…, then （2）…"""
    style = numbering_style(PARTIAL.sub("", plain(entry.name)))[0]
    after = entries[entries.index(entry) + 1 :][:1]
    if not style or not after or after[0].style != style:
        return False
    entry.style, entry.is_guessed = style, True
    return True


def _by_code(entries: list[Entry]) -> None:
    """Rows by account: each under the longest code above it; rows without code beside the 类, or over them."""
    group: Entry | None = None
    seen: dict[tuple[str, str], Entry] = {}
    has_groups = _has_groups(entries)
    for entry in entries:
        if entry.kind in (TOTAL_ROW, SUBTOTAL_ROW):
            continue
        if not entry.code:
            if entry.kind == PART:
                continue
            if has_groups:
                group, seen = entry, {}
            entry.is_guessed = not bare(entry.name).startswith("未列")
            continue
        above = [(entry.of_unit, entry.code[:n]) for n in (5, 3) if n < len(entry.code)]
        entry.parent, entry.group = next((seen[code] for code in above if code in seen), group), group
        entry.depth = entry.level
        seen[entry.of_unit, entry.code] = entry


def _has_groups(entries: list[Entry]) -> bool:
    """Whether rows without a code head the coded rows below them: units, each with its accounts."""
    items = [entry for entry in entries if entry.kind == ITEM]
    codes = [(entry.of_unit, entry.code) for entry in items if entry.code]
    if not items or items[0].code:
        return False
    return len(codes) != len(set(codes)) or sum(not entry.code for entry in items) == 1


def _by_number(entries: list[Entry]) -> None:
    """Rows by name: under each other as the styles of their numbers first appear."""
    ranks: list[str] = []
    stack: list[Entry] = []
    has_numbers = any(entry.style for entry in entries)
    after_subtotal = False
    for entry in entries:
        if entry.kind in (TOTAL_ROW, SUBTOTAL_ROW):
            stack, after_subtotal = [], True
            continue
        if entry.kind == PART:
            entry.parent = next((above for above in reversed(stack) if above.kind != PART), None)
            entry.depth = entry.parent.depth + 1 if entry.parent else 1
            continue
        if entry.style:
            if entry.style not in ranks:
                ranks[:] = [*ranks[: len(stack)], entry.style] if stack else [entry.style]
            entry.depth = ranks.index(entry.style) + 1
            entry.is_guessed = entry.is_guessed or bool(
                stack and stack[-1].is_guessed and stack[-1].style == entry.style
            )
        elif not has_numbers or not stack or after_subtotal or BESIDE.search(bare(entry.name)):
            entry.depth = 1
        else:
            numbered = next((above for above in reversed(stack) if above.style), None)
            entry.depth = (numbered.depth if numbered else 0) + 1
            entry.is_guessed = True
        while stack and stack[-1].depth >= entry.depth:
            stack.pop()
        entry.parent = stack[-1] if stack else None
        stack.append(entry)


def children_of(entries: Sequence[Entry], parent: Entry | None) -> Iterator[Entry]:
    """The rows directly under a row; under none, the top rows that are no totals."""
    for entry in entries:
        if entry.parent is parent and entry.kind == ITEM:
            yield entry

"""What is asked of rows that can be stored: is one that stands twice meant, is an amount a slip of its unit?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Any

from ..money import is_jump, jump_question, typed_back
from .contents import Contents, Level, Origin, Problem, Row
from .resolving import Resolved
from .shapes import SHAPES, Key, Shape, key_of

TWICE, JUMP, SLIP, LAST = "twice", "jump", "slip", "last"
#: The factors by which an amount is wrong whose unit was taken for another, or whose point was lost.
SLIPS = (100, 10_000)
LEFT_OUT = "与另一行的科目和金额都相同，这一行不导入"
LAST_TWICE = (
    "第 {} 行与{}第 {} 行的科目和上年数都相同（{} 万元），上年数会算两遍。一行拆成几行时，上年数只填在一行"
)
Said = tuple[Key, Any, Any]


def said_by(row: Row, shape: Shape) -> Said:
    """By which two rows say the same: the key, this year's and last year's amount."""
    return key_of(row.values, shape), row.values.get(shape.main), row.values.get(shape.last)


def without_left_out(contents: Contents) -> tuple[dict[str, list[Row]], list[Problem]]:
    """The rows without those of which somebody said that they stand twice, and these as notices. One of several that say the
    same always stays: where they differ by now, nothing is left out. A project that comes with what is booked on it (its
    amount stands in no cell) comes with so much less."""
    told = {table: [*rows] for table, rows in contents.rows.items()}
    notices: list[Problem] = []
    for table in told if contents.left_out else ():
        shape = SHAPES[table]
        gone = [] if shape.is_single else _left_out(told[table], shape, contents.left_out)
        out = {id(row) for row in gone}
        told[table] = [row for row in told[table] if id(row) not in out]
        notices += [_problem(row, shape, LEFT_OUT, Level.NOTICE) for row in gone]
        if gone and "project" in told:
            told["project"] = [_with_less(row, gone) for row in told["project"]]
    return told, notices


def _left_out(rows: Iterable[Row], shape: Shape, keys: Collection[str]) -> list[Row]:
    alike: dict[Said, list[Row]] = defaultdict(list)
    for row in rows:
        alike[said_by(row, shape)].append(row)
    return [
        row
        for same in alike.values()
        for row in [row for row in same if _problem(row, shape, "").key in keys][: len(same) - 1]
    ]


def _with_less(project: Row, gone: Iterable[Row]) -> Row:
    amount, name = project.values.get("amount"), project.values.get("name")
    if "amount" in project.origins or not isinstance(amount, Decimal):
        return project
    for row in gone:
        if row.values.get("project") == name and isinstance(booked := row.values.get("amount"), Decimal):
            amount -= booked
    return Row(project.values | {"amount": amount}, project.origins, project.hints)


def twice(fresh: Iterable[Resolved], found: Iterable[Resolved], shape: Shape) -> Iterator[Problem]:
    """Of rows that would be new and say what another row of the file says: all of it, or last year's amount alone, which
    comes along where a row is copied to split an account."""
    new = {id(each) for each in fresh}
    if shape.is_single or not new:
        return
    first: dict[Said, Row] = {}
    first_last: dict[tuple[Key, Any], Row] = {}
    for each in sorted(found, key=lambda each: id(each) in new):
        said = said_by(each.row, shape)
        other = first.setdefault(said, each.row)
        with_last = first_last.setdefault((said[0], said[2]), each.row)
        if id(each) not in new or not each.row.origins:
            continue
        if other is not each.row and other.origins and (said[1] or said[2]):
            where = _lines(each.row, other, shape.main)
            words = "重复行：第 {} 行与{}第 {} 行的科目和金额都相同".format(*where)
            yield _problem(each.row, shape, words)
        elif with_last is not each.row and with_last.origins and isinstance(said[2], Decimal) and said[2]:
            where, last = _lines(each.row, with_last, shape.last), f"{typed_back(said[2])}"
            origin, words = each.row.origin(shape.last), LAST_TWICE.format(*where, last)
            yield Problem(Level.QUESTION, origin, f"{last} 万元", words, kind=LAST)


def _lines(row: Row, other: Row, column: str) -> tuple[str, str, str]:
    """The number of a row, the sheet of another where that is another one, and its number."""
    here, there = row.origin(column), other.origin(column)
    return _number(here), "" if here.sheet == there.sheet else f"{there.sheet} ", _number(there)


def _number(origin: Origin) -> str:
    return str(origin.row or origin.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def _problem(row: Row, shape: Shape, words: str, level: Level = Level.QUESTION) -> Problem:
    amount = row.values.get(shape.main)
    found = f"{typed_back(amount)} 万元" if isinstance(amount, Decimal) else str(amount or "")
    return Problem(level, row.origin(shape.main), found, words, kind=TWICE)


def jump(each: Resolved, column: str, last: Any, about: str) -> Iterator[Problem]:
    """An amount far from last year's, of a project; entries are asked about where they are resolved."""
    amount = each.values.get(column)
    if isinstance(amount, Decimal) and isinstance(last, Decimal) and is_jump(amount, last):
        yield _doubt(each, column, amount, jump_question(amount, last), about, JUMP)


def slip(each: Resolved, column: str, before: Any, after: Any, about: str) -> Iterator[Problem]:
    """An amount that is another by the factor of a unit or of a point, or by more than a hundredfold: last year's in the
    file may be as wrong as this year's."""
    if not (isinstance(before, Decimal) and isinstance(after, Decimal) and before and after):
        return
    exact = [f"正好是现有的 {factor} 倍" for factor in SLIPS if after == before * factor]
    exact += [f"正好是现有的 1/{factor}" for factor in SLIPS if after * factor == before]
    far = ["与现有的相差 100 倍以上"] if is_jump(after, before) else []
    for words in (exact or far)[:1]:
        asked = f"{words}（现有 {typed_back(before)} 万元），单位是否有误？"
        yield _doubt(each, column, after, asked, about, SLIP)


def _doubt(each: Resolved, column: str, amount: Decimal, words: str, about: str, kind: str) -> Problem:
    origin = each.row.origin(column)
    return Problem(Level.QUESTION, origin, f"{typed_back(amount)} 万元", words, about=about, kind=kind)

"""The plan: how what a file says differs from what is stored, row by row, before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import chain
from typing import Any

from django.db import models

from ..models import Budget
from ..snapshot import Snapshot, snapshot_of
from ..walls import CONTENT
from . import asking
from .cells import position as place_in
from .contents import Contents, Level, Origin, Problem, Row, Stated, Value
from .lookup import Lookup, chart_of
from .resolving import Resolved, Resolver
from .shapes import NAMED, SHAPES, Key, Shape, called, is_amount, key_of, plain, shown, unit_of

NEW, CHANGED, REMOVED, PENDING = "new", "changed", "removed", "pending"
#: Of more rows that are to be mended nobody looks which stored ones they may be.
MOST_PAIRED = 50
#: As many rows that are to go are named in the question; the list has them all.
NAMED_REMOVALS = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One value that will be another. Amounts (``is_amount``) are Decimal 元 or None, everything else is words."""

    kind: str
    table: str
    label: str
    column: str
    before: Value
    after: Value
    is_amount: bool
    origin: Origin = Origin()

    @property
    def difference(self) -> Decimal | None:
        if self.is_amount and isinstance(self.before, Decimal) and isinstance(self.after, Decimal):
            return self.after - self.before
        return None


@dataclass
class Plan:
    """What would be written, and what stands against it. ``digest`` is of what was stored when it was made, and of
    what the file was read as: the same says the same."""

    budget: Budget
    before: Snapshot
    digest: str
    problems: list[Problem] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    new: dict[str, list[models.Model]] = field(default_factory=dict)
    changed: dict[str, list[tuple[models.Model, tuple[str, ...]]]] = field(default_factory=dict)
    removed: dict[str, list[models.Model]] = field(default_factory=dict)
    #: Not found in the file, where something is to be mended that may be they.
    pending: dict[str, list[models.Model]] = field(default_factory=dict)
    left_out: list[Problem] = field(default_factory=list)  # rows that stand twice and shall come in once

    def count(self, kind: str) -> int:
        """How many rows are new, changed or removed."""
        return len([*chain.from_iterable(getattr(self, kind).values())])

    @property
    def is_empty(self) -> bool:
        return not (self.count(NEW) or self.count(CHANGED) or self.count(REMOVED))

    def of_level(self, level: Level) -> list[Problem]:
        return [problem for problem in self.problems if problem.level is level]

    def unticked(self, ticked: Iterable[str]) -> list[Problem]:
        """The questions that nobody has answered."""
        answered = set(ticked)
        return [problem for problem in self.of_level(Level.QUESTION) if problem.key not in answered]


def plan_of(budget: Budget, contents: Contents) -> Plan:
    """Compare what a file says with what is stored; the same number of queries whatever the size of either. The budget that
    is given stays as it is: new values are only on the rows of the plan."""
    chart = chart_of(budget.year)
    stored = _stored(budget, chart)
    before = snapshot_of(budget, {table: stored[table] for table in CONTENT})
    rows, left_out = asking.without_left_out(contents)
    contents = replace(contents, rows=rows)
    plan = Plan(budget, before, digest_of(before, contents), [*contents.problems], [*contents.stated])
    plan.left_out = left_out
    told = frozenset(problem.place for problem in contents.problems if problem.level is Level.ERROR)
    resolver = Resolver(budget, chart, stored, told)
    unread = _unread_in(contents)
    for table, shape in SHAPES.items():
        if table in contents.rows or table in contents.covers:
            found = resolver.rows(table, contents)
            comparison = _Comparison(plan, table, shape, resolver)
            if unread:
                sheets = {row.origin().sheet for row in contents.rows.get(table, ())}
                comparison.has_unread = not unread.isdisjoint(sheets)
            comparison.compare(found, resolver.broken.get(table, ()), contents.covers.get(table, ()))
            resolver.lose(table, plan.removed.get(table, ()))
    plan.problems += resolver.problems
    plan.problems += _questions(plan, contents)
    plan.problems.sort(key=lambda problem: list(Level).index(problem.level))
    return plan


def digest_of(taken: Snapshot, contents: Contents) -> str:
    """By which it is told whether anything was changed meanwhile, or the file is read otherwise (columns and unit are chosen
    in other windows too). Of new rows a page shows one value; here is every one that would be written."""
    rows = {table: [row.values for row in told] for table, told in contents.rows.items()}
    said = [taken, rows, contents.covers]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _stored(budget: Budget, chart: Lookup) -> dict[str, list[models.Model]]:
    """Every row of the budget with the accounts and names it refers to; one query a table."""
    found: dict[str, list[models.Model]] = {"budget": [copy(budget)]}
    for table, shape in SHAPES.items():
        if table != "budget":
            rows = shape.model._default_manager.filter(budget=budget)
            found[table] = list(rows.order_by("position", "pk") if shape.is_ordered else rows.order_by("pk"))
            _refer(table, found, chart)
    return found


def _refer(table: str, found: dict[str, list[models.Model]], chart: Lookup) -> None:
    """Lead rows to the accounts and rows that they name, which were read already: no account is read once a row."""
    for column in SHAPES[table].model._meta.concrete_fields:
        if not column.is_relation or column.name == "budget":
            continue
        keys = {getattr(row, column.attname) for row in found[table]} - {None}
        is_named = column.name in NAMED
        others = {row.pk: row for row in found[NAMED[column.name]]} if is_named else chart.accounts(keys)
        for row in found[table]:
            if other := others.get(getattr(row, column.attname)):
                column.set_cached_value(row, other)


def _unread_in(contents: Contents) -> frozenset[str]:
    """The sheets with a row that nobody could read: which of the stored ones it is is not known."""
    wrong = [
        problem.origin
        for problem in contents.problems
        if problem.level is Level.ERROR and problem.origin.cell
    ]
    if not wrong:
        return frozenset()
    told = chain.from_iterable(row.origins.values() for rows in contents.rows.values() for row in rows)
    read = {(origin.sheet, _row_of(origin)) for origin in told}
    return frozenset(origin.sheet for origin in wrong if (origin.sheet, _row_of(origin)) not in read)


def _row_of(origin: Origin) -> int:
    at = place_in(origin.cell)
    return at[0] + 1 if at else origin.row


def _questions(plan: Plan, contents: Contents) -> Iterator[Problem]:
    """What is to go is ticked by hand. It stands in no cell: the sheet is the one that has the others of its kind."""
    for table, rows in plan.removed.items():
        main = SHAPES[table].main
        gone = [
            change.label
            for change in plan.changes
            if (change.kind, change.table, change.column) == (REMOVED, table, main)
        ]
        named = "；".join(gone[:NAMED_REMOVALS]) + ("等" if len(gone) > NAMED_REMOVALS else "")
        where = "这一行" if len(rows) == 1 else "这些行"
        words = f"删除 {len(rows)} 条：{named}。工作簿里没有{where}"
        sheet = _sheet_of(rows[0], SHAPES[table], contents.rows.get(table, ()))
        yield Problem(Level.QUESTION, Origin(sheet), "", words, kind=f"remove-{table}")


def _sheet_of(row: models.Model, shape: Shape, told: Iterable[Row]) -> str:
    """The sheet with the row that is most like this one; empty where none of the kind is in the file any more."""
    own = plain(row, shape.key)

    def alike(each: Row) -> int:
        return len([name for name in shape.key if (each.values.get(name) or None) == (own[name] or None)])

    nearest = max((each for each in told if each.origin().sheet), key=alike, default=None)
    return nearest.origin().sheet if nearest else ""


class _Comparison:
    """One table: which stored row each row of the file is, and what is another then."""

    def __init__(self, plan: Plan, table: str, shape: Shape, resolver: Resolver) -> None:
        self.plan, self.table, self.shape = plan, table, shape
        self.names, self.stored = resolver.names, resolver.stored[table]
        self.named = resolver.named.get(table, {})
        self.told = resolver.told
        self.has_unread = False
        self.asked = {problem.place for problem in resolver.problems if problem.kind == asking.JUMP}
        self.untold: dict[Key, list[models.Model]] = defaultdict(list)
        for n, row in enumerate(self.stored, 1):
            self.untold[self._key(row, n)].append(row)

    def _key(self, row: models.Model, n: int) -> Key:
        values = plain(row, self.shape.key)
        return key_of(values | ({"position": n} if self.shape.key == ("position",) else {}), self.shape)

    def compare(
        self, found: list[Resolved], broken: Iterable[Key], covers: Iterable[Mapping[str, Any]]
    ) -> None:
        """Rows that agree altogether find each other first, so that of two alike the right one is changed. What is still to
        be mended in the file is in it: the row that it is stays."""
        if self.table == "project":
            self._ask_about_jumps(found)
        if self.shape.key == ("position",):
            fresh = self._found_in_order(found)
        else:
            rest = [each for each in found if not self._take(each, exactly=True)]
            rest = [each for each in rest if not self._take(each, exactly=False)]
            fresh = [each for each in rest if not self.is_told(each)]
            broken = [*broken, *(each.key for each in rest if self.is_told(each))]
        self.plan.problems += asking.twice(fresh, found, self.shape)
        for position, each in enumerate(fresh, len(self.stored) + 1):
            self._add(each, position)
        unmatched = []
        for key in broken:
            if not self.untold[key]:
                unmatched.append(key)
            del self.untold[key][:1]
        left = [*self._left(covers)]
        is_open = self.has_unread or len(unmatched) > MOST_PAIRED
        pending = {n for n, _row in left} if is_open else {*self._nearest(left, unmatched)}
        for n, row in left:
            self._lose(row, n, PENDING if n in pending else REMOVED)

    def is_told(self, each: Resolved) -> bool:
        """Whether something that stands in the row could not be read: it may be any row then, not a new one."""
        origins = each.row.origins.values() if self.told else ()
        return any(f"{origin.sheet}!{origin.cell or origin.row}" in self.told for origin in origins)

    def _nearest(self, left: Iterable[tuple[int, models.Model]], broken: Iterable[Key]) -> Iterator[int]:
        """For each row that is to be mended the number of the one most like it among those that the file does not have."""
        free = {n: self._key(row, n) for n, row in left}
        for key in broken:
            if free:
                pairs = {n: zip(own, key, strict=True) for n, own in free.items()}
                alike = {n: [own == other for own, other in each].count(True) for n, each in pairs.items()}
                yield (best := max(alike, key=lambda n: alike[n]))
                del free[best]

    def _ask_about_jumps(self, found: list[Resolved]) -> None:
        """A project whose file says nothing of last year is held against what is stored of it."""
        stored = {str(row): row for row in self.stored}
        for each in found:
            row = stored.get(str(each.values.get("name")))
            last = each.values.get(self.shape.last, getattr(row, self.shape.last, None))
            about = called(self.table, each.row.values, self.names)
            doubts = [*asking.jump(each, self.shape.main, last, about)]
            self.asked |= {doubt.place for doubt in doubts}
            self.plan.problems += doubts

    def _ask_about_slip(self, row: models.Model, each: Resolved, name: str) -> None:
        if is_amount(self.table, name, each.row.values):
            about = called(self.table, each.row.values, self.names)
            doubts = asking.slip(each, name, getattr(row, name), each.values[name], about)
            self.plan.problems += [doubt for doubt in doubts if doubt.place not in self.asked]

    def _take(self, each: Resolved, *, exactly: bool) -> bool:
        for row in self.untold[each.key]:
            differing = tuple(name for name in each.values if self._differs(row, name, each))
            if not (exactly and differing):
                self.untold[each.key].remove(row)
                self._change(row, each, differing)
                return True
        return False

    def _found_in_order(self, found: list[Resolved]) -> list[Resolved]:
        """Rows that only their place names are known by what they say: one that goes makes no other of those below it.
        Returns those that are none of the stored ones; where such a one comes before others, all are numbered anew."""
        found = sorted(found, key=lambda each: int(each.values.get("position") or 0))
        pairs = aligned(
            [str(each.values.get(self.shape.main)) for each in found],
            [str(getattr(row, self.shape.main)) for row in self.stored],
        )
        kept = [at for at in pairs if at is not None]
        is_moved = kept != sorted(kept) or None in pairs[: len(kept)]
        last = max((row.position for row in self.stored), default=0)
        fresh: list[Resolved] = []
        for n, (each, at) in enumerate(zip(found, pairs, strict=True), 1):
            if at is None:
                each.values["position"] = n if is_moved else last + 1 + len(fresh)
                fresh.append(each)
            else:
                each.values["position"] = n if is_moved else self.stored[at].position
                self._keep(self.stored[at], at + 1, each)
        return fresh

    def _keep(self, row: models.Model, ordinal: int, each: Resolved) -> None:
        self.untold[self._key(row, ordinal)].remove(row)
        self._change(
            row, each, tuple(name for name in each.values if getattr(row, name) != each.values[name])
        )

    def _differs(self, row: models.Model, name: str, each: Resolved) -> bool:
        return name not in self.shape.key and getattr(row, name) != each.values[name]

    def _change(self, row: models.Model, each: Resolved, differing: tuple[str, ...]) -> None:
        if not differing:
            self.plan.same += 1
            return
        for name in differing:
            self._tell(CHANGED, each.row.values, name, getattr(row, name), each.values[name], each)
            self._ask_about_slip(row, each, name)
            setattr(row, name, each.values[name])
        self.plan.changed.setdefault(self.table, []).append((row, differing))

    def _add(self, each: Resolved, position: int) -> None:
        """A new row; other rows of the file may refer to one that has a name already."""
        row = self.named.get(str(each.values.get("name"))) or self.shape.model(
            budget=self.plan.budget, **each.values
        )
        if self.shape.is_ordered and "position" not in each.values:
            row.position = position
        self.plan.new.setdefault(self.table, []).append(row)
        for column in self._shown:
            if column == self.shape.main or each.values.get(column) is not None:
                self._tell(NEW, each.row.values, column, None, each.values.get(column), each)

    def _left(self, covers: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, models.Model]]:
        left = {row.pk for rows in self.untold.values() for row in rows}
        covered: dict[tuple[str, ...], set[tuple[Any, ...]]] = defaultdict(set)
        for cover in covers:
            names = tuple(sorted(cover))
            covered[names].add(tuple(cover[name] for name in names))
        every = {name for names in covered for name in names}
        for n, row in enumerate(self.stored, 1):
            told = plain(row, every)
            if row.pk in left and any(tuple(told[k] for k in names) in covered[names] for names in covered):
                yield n, row

    def _lose(self, row: models.Model, n: int, kind: str) -> None:
        """A row that is to go, or of which that is known only once the file is mended."""
        lost = self.plan.removed if kind == REMOVED else self.plan.pending
        lost.setdefault(self.table, []).append(row)
        values = plain(row, {*self.shape.key, self.shape.main})
        if self.shape.key == ("position",):
            values["position"] = n
        for column in self._shown:
            if column == self.shape.main or getattr(row, column) is not None:
                self._tell(kind, values, column, getattr(row, column), None, None)

    @property
    def _shown(self) -> tuple[str, ...]:
        """The columns of which a row that is new or gone is told: last year's amount comes and goes with this year's."""
        return (self.shape.main, self.shape.last) if self.shape.last else (self.shape.main,)

    def _tell(
        self,
        kind: str,
        values: Mapping[str, Value],
        column: str,
        before: Any,
        after: Any,
        each: Resolved | None,
    ) -> None:
        amount = is_amount(self.table, column, values)
        label = called(self.table, values, self.names)
        if column != self.shape.main:
            name = str(self.shape.model._meta.get_field(column).verbose_name)
            label = f"{label} · {name}" if label else name
        if not amount:
            unit = unit_of(self.table, column, values)
            before = "—" if kind == NEW else shown(_told(before), unit)
            after = "—" if kind in (REMOVED, PENDING) else shown(_told(after), unit)
        origin = each.row.origin(column) if each else Origin()
        self.plan.changes.append(Change(kind, self.table, label, column, before, after, amount, origin))


#: Beyond so many rows, those that only their place names are compared place by place: nobody orders so many.
MOST_ALIGNED = 500


def aligned(found: Sequence[str], stored: Sequence[str]) -> list[int | None]:
    """For each text that was found the number of the stored one that it is: the same, else the one in its place; None for
    a new one."""
    if max(len(found), len(stored)) > MOST_ALIGNED:
        return [at if at < len(stored) else None for at in range(len(found))]
    pairs: list[int | None] = [None] * len(found)
    matcher = SequenceMatcher(None, stored, found, autojunk=False)
    for tag, low, high, first, end in matcher.get_opcodes():
        if tag == "equal":
            pairs[first:end] = range(low, high)
    free = [at for at in range(len(stored)) if at not in pairs]
    for n, text in enumerate(found):  # moved
        if pairs[n] is None and (at := next((at for at in free if stored[at] == text), None)) is not None:
            pairs[n] = at
            free.remove(at)
    for tag, low, high, first, end in matcher.get_opcodes():
        if tag == "replace":
            rest = [at for at in range(low, high) if at in free]
            for n in range(first, end):
                pairs[n] = rest.pop(0) if pairs[n] is None and rest else pairs[n]
    return pairs


def _told(value: Any) -> Value:
    return str(value) if isinstance(value, models.Model) else value

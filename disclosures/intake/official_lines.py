"""From margins to entries: what the tables of an official workbook state, as the fewest entries that add up to it.

The tables carry totals only, each along some classifications. A *leaf* is a figure of a table that no other of its cells
divides further: one 项 under one budget and one nature, one 款 of basic expenditure. Leaves are taken from the most
narrowly told to the broadest. What is entered already and adds up to a leaf stays as it is, whatever detail it carries
(projects, units, crossed codes); only a leaf that differs becomes another amount or a new entry. Of entries at 0, as a
year begins with them, only one that is alone under a leaf can be what the leaf states. Every other figure is a sum, and
is held against the sum of what then stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from budgets import chart
from budgets.intake.contents import Level, Origin, Problem, Row, Stated, Value
from budgets.keys import Coordinates, coordinates, parted
from budgets.ledger import (
    BASIC,
    CARRY,
    CROSS,
    EXPENDITURE,
    INCOME,
    PUBLIC,
    STAFF,
    STAFF_CLASSES,
    ZERO,
    Ledger,
    Posting,
    add,
    crosses_of,
    is_key,
    keys_of,
    slug,
)
from budgets.money import YUAN, printed

from .official_cells import Stand

#: The source that money of each budget is entered with where nothing says more.
SOURCE_OF = {"general": "101", "fund": "102", "capital": "103", "account": "2"}
GRANT_SOURCES = {"101": "general", "102": "fund", "103": "capital"}
#: What each letter of a code is in an entry.
FIELDS = ("direction", "source", "function", "economic", "government", "nature", "project", "unit")
#: From the most narrowly told: the three budgets, their sum, all money.
FUNDS = ("general", "fund", "capital", "account", "grant", "")

SEVERAL = "原有 {} 条明细，合计 {} 元，与工作簿的 {} 元不同，将合并成一条"
WHICH_EMPTY = "有 {} 条明细还是 0，看不出 {} 元记在哪一条：将另记一条，原有的仍是 0"
WHICH_LAST = "工作簿的上年数是 {} 元，已填的 {} 条明细上年数合计 {} 元，看不出差额是哪一条的，上年数不会改"
OTHER_LAST = "有 {} 个上年数（如 {}）与明细的上年数相加不同，将以明细为准"
NO_SOURCE = "这笔支出不是财政拨款，看不出来自哪项收入，资金来源将留空"
WHICH_GRANT = "看不出财政拨款收入分别来自哪一本预算，将记为财政拨款收入"
CROSSED = "人员经费、公用经费按功能分类的数，将按部门经济科目的顺序分到功能科目下"
UNTOLD = "有 {} 个数（如 {}）是几种分类交叉的数，现有明细算不出来，不会导入"
NOT_THE_SUM = "工作簿写的是 {} 元，各项相加是 {} 元，相差 {} 元"


@dataclass(slots=True, eq=False)
class Line:
    """An entry as it will stand. ``stored``: it is entered already; ``is_settled``: it adds up to what a leaf states."""

    direction: str
    amount: Decimal
    source: str = ""
    function: str = ""
    economic: str = ""
    government: str = ""
    nature: str = ""
    project: str = ""
    unit: str = ""
    is_last_year_total: bool = False
    last: Decimal | None = None
    reason: str = ""
    stored: bool = False
    is_settled: bool = False
    origin: Origin = Origin()
    hint: str = ""
    told: set[str] = field(default_factory=set)  # columns that the file gives another value
    _keys: frozenset[str] = frozenset()

    def posting(self, derived: str = "") -> Posting:
        return Posting(
            direction=self.direction,
            amount=self.amount,
            last=self.last,
            source=self.source,
            function=self.function,
            economic=self.economic,
            government=self.government or derived,
            nature=self.nature,
            is_last_year_total=self.is_last_year_total,
            unit=slug(self.unit) if self.unit else "",
            is_government_derived=bool(derived),
        )

    @property
    def keys(self) -> frozenset[str]:
        """Every figure that it counts towards, crosses too, under its unit too."""
        if not self._keys:
            posting = self.posting()
            own = {*keys_of(posting), *(crosses_of(posting) if self.economic or self.government else ())}
            if posting.unit:
                own |= {f"unit.{posting.unit}.{key}" for key in own}
            self._keys = frozenset(own)
        return self._keys

    def row(self) -> Row:
        values: dict[str, Value] = {
            name: getattr(self, name) or None for name in FIELDS if name not in ("direction", "nature")
        }
        values |= {"direction": self.direction, "nature": self.nature, "amount": self.amount}
        values |= {"is_last_year_total": self.is_last_year_total}
        if not self.stored or self.is_last_year_total or "last" in self.told:
            values["last_amount"] = self.last
        if self.reason:
            values["reason"] = self.reason
        hints = {"function" if self.function else "economic": self.hint} if self.hint else {}
        return Row(values, {"amount": self.origin} if self.origin.cell else {}, hints)


def stored_lines(entries: Iterable[Any]) -> list[Line]:
    """The entries of a budget, read with their accounts, project and unit."""
    return [
        Line(
            direction=entry.direction,
            amount=entry.amount,
            source=_code(entry.source),
            function=_code(entry.function),
            economic=_code(entry.economic),
            government=_code(entry.government),
            nature=entry.nature,
            project=entry.project.name if entry.project else "",
            unit=entry.unit.name if entry.unit else "",
            is_last_year_total=entry.is_last_year_total,
            last=entry.last_amount,
            reason=entry.reason,
            stored=True,
        )
        for entry in entries
    ]


def _code(account: Any) -> str:
    return account.code if account else ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A figure that the file divides no further: its key, and what of an entry its coordinates say."""

    key: str
    stand: Stand
    at: Coordinates
    nature: str = ""
    unit: str = ""
    has_no_function: bool = False

    @property
    def fund(self) -> str:
        return self.at.fund


class Drafting:
    """Makes the lines of one budget meet what a file states."""

    def __init__(
        self,
        stands: Sequence[Stand],
        lines: list[Line],
        *,
        units: Mapping[str, str],
        unit_type: str,
        year: int,
    ) -> None:
        self.lines, self.unit_type, self.year = lines, unit_type, year
        self.unit_names = dict(units)  # by slug
        self.problems: list[Problem] = []
        self.stated: list[Stated] = []
        self.by_key: dict[str, Stand] = {}
        for stand in stands:
            before = self.by_key.get(stand.key)
            if before is None or _rank(stand) > _rank(before):
                self.by_key[stand.key] = stand
        self.stands = [stand for stand in stands if not stand.is_count]
        self.leaves = list(self._leaves())
        self._under: dict[str, dict[int, Line]] = {}  # lines by key and identity, while leaves are met
        self._gone: set[int] = set()

    def draft(self) -> None:
        self._meet_all(self.leaves)
        self._drop_uncovered()
        self._cross_costs()
        self._governments()
        self._last_of_leaves()

    # Leaves

    @cached_property
    def _told(self) -> list[Leaf]:
        """Every figure of the ledger that a table states, without views."""
        found = []
        for key, stand in self.by_key.items():
            if stand.is_count:
                continue
            bare, unit = _without_unit(key)
            at = coordinates(bare.replace(".nofunction", ""))
            if bare.startswith(f"{CROSS}."):
                at = coordinates(bare.replace(CROSS, EXPENDITURE, 1))
            if at is None or at.view or at.cost or (unit and unit not in self.unit_names):
                continue
            found.append(Leaf(key, stand, at, at.nature, self.unit_names.get(unit, ""), "nofunction" in key))
        return found

    def _leaves(self) -> Iterator[Leaf]:
        yield from self._crossed()
        yield from self._spent()
        yield from self._classed("economic", "e")
        yield from self._received()

    def _crossed(self) -> Iterator[Leaf]:
        """款 under 项, where budget and nature are told too; broader crosses are sums of more than one kind of money."""
        crossed = [
            leaf
            for leaf in self._told
            if leaf.key.startswith(f"{CROSS}.") and leaf.at.f and leaf.at.e and leaf.at.fund and leaf.nature
        ]
        functions = _deepest((leaf.at.fund, leaf.at.f) for leaf in crossed)
        lowest = _deepest((leaf.at.fund, leaf.at.f, leaf.nature, leaf.at.e) for leaf in crossed)
        for leaf in sorted(crossed, key=_breadth):
            place = (leaf.at.fund, leaf.at.f, leaf.nature, leaf.at.e)
            if place[:2] in functions and place in lowest:
                yield leaf

    def _spent(self) -> Iterator[Leaf]:
        """项 by budget and nature; then what has a nature and no function; then what only has a nature."""
        told = [
            leaf
            for leaf in self._told
            if leaf.at.measure == EXPENDITURE and not leaf.key.startswith(CROSS) and not leaf.at.e
        ]
        functions = [leaf for leaf in told if leaf.at.f]
        by_code = {leaf.at.fund for leaf in functions if not leaf.stand.is_side}
        if by_code & {"general", "fund", "capital", ""}:
            functions = [leaf for leaf in functions if not leaf.stand.is_side]
        lowest = _deepest([(leaf.unit, leaf.at.fund, leaf.at.f) for leaf in functions])
        functions = [leaf for leaf in functions if (leaf.unit, leaf.at.fund, leaf.at.f) in lowest]
        with_natures = {
            (leaf.unit, leaf.at.fund, leaf.at.f) for leaf in functions if leaf.nature and leaf.stand.value
        }
        others = [leaf for leaf in told if leaf.has_no_function and leaf.nature or leaf.nature == CARRY]
        if not functions:
            others += [leaf for leaf in told if leaf.nature and not leaf.at.span and leaf not in others]
        chosen = [
            leaf
            for leaf in functions
            if leaf.nature or (leaf.unit, leaf.at.fund, leaf.at.f) not in with_natures
        ]
        yield from sorted([*chosen, *others], key=_breadth)

    def _classed(self, measure: str, letter: str) -> Iterator[Leaf]:
        told = [leaf for leaf in self._told if leaf.at.measure == measure and getattr(leaf.at, letter)]
        place = [(leaf.unit, leaf.at.fund, leaf.nature, getattr(leaf.at, letter)) for leaf in told]
        lowest = _deepest(place)
        yield from sorted((leaf for leaf, at in zip(told, place, strict=True) if at in lowest), key=_breadth)

    def _received(self) -> Iterator[Leaf]:
        told = [leaf for leaf in self._told if leaf.at.measure == INCOME and leaf.at.s]
        if any(not leaf.stand.is_side and leaf.stand.value for leaf in told):
            told = [leaf for leaf in told if not leaf.stand.is_side]
        lowest = _deepest([(leaf.unit, leaf.at.f) for leaf in told if leaf.at.f])
        chosen = [leaf for leaf in told if not leaf.at.f or (leaf.unit, leaf.at.f) in lowest]
        sources = _deepest([(leaf.unit, leaf.at.f, leaf.at.s) for leaf in chosen if leaf.stand.value])
        chosen = [
            leaf for leaf in chosen if not leaf.stand.value or (leaf.unit, leaf.at.f, leaf.at.s) in sources
        ]
        yield from sorted(chosen, key=lambda leaf: (not leaf.unit, not leaf.at.f, -len(leaf.at.s)))

    # One leaf

    def _meet_all(self, leaves: Iterable[Leaf]) -> None:
        self._index()
        for leaf in leaves:
            self._meet(leaf)
        self.lines = [line for line in self.lines if id(line) not in self._gone]

    def _index(self) -> None:
        self._under, self._gone = defaultdict(dict), set()
        for line in self.lines:
            self._enter(line)

    def _enter(self, line: Line) -> None:
        for key in line.keys:
            self._under[key][id(line)] = line

    def _leave(self, lines: Iterable[Line]) -> None:
        """They are taken out of ``lines`` once all leaves are met: until then no other line has their identity."""
        for line in lines:
            self._gone.add(id(line))
            for key in line.keys:
                self._under[key].pop(id(line), None)

    def _lines_under(self, key: str) -> list[Line]:
        return list(self._under[key].values()) if key in self._under else []

    def _meet(self, leaf: Leaf) -> None:
        """What is settled stays; the rest becomes what the leaf states beyond it."""
        under = [line for line in self._lines_under(leaf.key) if not line.is_last_year_total]
        free = [line for line in under if not line.is_settled]
        wanted = leaf.stand.value - add(line.amount for line in under if line.is_settled)
        have = add(line.amount for line in free)
        if have != wanted:
            free = self._brought_to(wanted, free, leaf)
        for line in free:
            line.is_settled = True

    def _brought_to(self, wanted: Decimal, free: list[Line], leaf: Leaf) -> list[Line]:
        moving = [line for line in free if line.amount] or self._alone(free, leaf)
        if not wanted:
            self._leave(line for line in moving if line.amount)
            return [line for line in free if not line.amount]
        if not moving and wanted < 0 <= leaf.stand.value:
            return free  # more was told narrowly than here in all: the check will say so
        if not moving:
            return [*free, *self._added(wanted, free, leaf)]
        kept, *others = moving
        if others:
            words = SEVERAL.format(len(moving), _yuan(add(line.amount for line in moving)), _yuan(wanted))
            self._ask(leaf.stand, words, "several")
            self._leave(others)
            self._share(kept, others)
        kept.amount, kept.origin = wanted, leaf.stand.origin
        return [line for line in free if line not in others]

    def _alone(self, empty: list[Line], leaf: Leaf) -> list[Line]:
        """Of entries at 0 the one that is what the leaf states: no other is under it, and it is not of one of the codes
        that another table has this money divided by."""
        is_code_of_leaf = bool(leaf.at.e or leaf.at.g)
        is_alone = len(empty) == 1 and (is_code_of_leaf or not (self._divided & empty[0].keys))
        return empty if is_alone else []

    @cached_property
    def _divided(self) -> set[str]:
        """The totals that a table divides by economic or government code."""
        return {
            leaf.at.without("e").without("g").key
            for leaf in self._told
            if leaf.at.measure in ("economic", "government") and (leaf.at.e or leaf.at.g) and not leaf.unit
        }

    def _added(self, wanted: Decimal, empty: list[Line], leaf: Leaf) -> list[Line]:
        """New lines beside those at 0 (``empty``), of which one that says no more than a new one takes its place. Where
        those at 0 have last year's amounts, the new ones had none."""
        begun = [
            line
            for line in self._lines_under(leaf.key)
            if line.stored and not line.amount and not line.is_last_year_total
        ]
        is_last_known = bool(begun) and all(line.last is not None for line in begun)
        left, added = list(empty), []
        for line in self._made(leaf, wanted):
            same = next((each for each in left if _is_same(each, line)), None)
            if same:
                same.amount, same.origin = line.amount, line.origin
                left.remove(same)
                continue
            line.last = ZERO if is_last_known else None
            self.lines.append(line)
            self._enter(line)
            added.append(line)
        if left:
            self._ask(leaf.stand, WHICH_EMPTY.format(len(empty), _yuan(wanted)), "empty")
        return added

    def _share(self, kept: Line, others: list[Line]) -> None:
        """One line in place of several carries what they agree in."""
        agreed = {
            name: getattr(kept, name)
            if all(getattr(other, name) == getattr(kept, name) for other in others)
            else ""
            for name in FIELDS
        }
        lasts = [line.last for line in (kept, *others)]
        known = [last for last in lasts if last is not None]
        total = add(known) if len(known) == len(lasts) else None
        before = kept.keys
        for name, value in agreed.items():
            setattr(kept, name, value)
        kept.last, kept.stored, kept._keys = total, False, frozenset()
        for key in before - kept.keys:
            del self._under[key][id(kept)]
        self._enter(kept)

    def _made(self, leaf: Leaf, amount: Decimal) -> Iterator[Line]:
        """New lines for what is not entered yet."""
        at, stand = leaf.at, leaf.stand
        line = Line(
            INCOME if at.measure == INCOME else EXPENDITURE,
            amount,
            function=at.f,
            economic=at.e,
            government=at.g,
            nature=leaf.nature,
            unit=leaf.unit,
            origin=stand.origin,
            hint=_name_in(stand.label),
        )
        if at.measure == INCOME:
            yield from self._received_as(line, leaf)
        elif at.fund in SOURCE_OF:
            yield replace(line, source=SOURCE_OF[at.fund])
        else:
            yield replace(line, source=self._source_of(line, leaf))

    # Where money comes from

    @cached_property
    def _sources(self) -> dict[str, Decimal]:
        """What each source brings, as the tables of income say; the deepest that are told, and not nothing."""
        told = {
            leaf.at.s: leaf.stand.value
            for leaf in self._told
            if leaf.at.measure == INCOME
            and leaf.at.s
            and not leaf.at.f
            and not leaf.unit
            and leaf.stand.value
        }
        if not told:  # a table of income by function alone
            for leaf in self._told:
                if leaf.at.measure == INCOME and leaf.at.s and leaf.stand.value:
                    told[leaf.at.s] = told.get(leaf.at.s, ZERO) + leaf.stand.value
        return {s: value for s, value in told.items() if not any(o != s and o.startswith(s) for o in told)}

    @cached_property
    def _funds_told(self) -> set[str]:
        """The budgets that have a table of expenditure by function of their own."""
        return {
            leaf.at.fund
            for leaf in self._told
            if leaf.at.measure == EXPENDITURE and leaf.at.f and not leaf.stand.is_side
        }

    def _source_of(self, line: Line, leaf: Leaf) -> str:
        """The source of money that is of none of the budgets with a table of their own: the only one that is left, or the
        one that brings just so much under this function."""
        funds = self._funds_told
        told = [
            s
            for s, fund in GRANT_SOURCES.items()
            if fund not in funds and self._is_class_of(fund, line.function)
        ]
        if len(told) == 1:
            return told[0]
        left = [s for s in self._sources if GRANT_SOURCES.get(s) not in funds and s != "1"]
        if leaf.fund == "grant":
            left = [s for s in self._sources if s in GRANT_SOURCES]
        if len(left) == 1:
            return left[0]
        exact = [
            s
            for s in left
            if (stand := self.by_key.get(f"{INCOME}.f{line.function}.s{s}")) and stand.value == line.amount
        ]
        if len(exact) == 1:
            return exact[0]
        if line.nature == CARRY and "101" in self._sources:
            return "101"
        if not self._sources:
            return ""
        self._ask(leaf.stand, NO_SOURCE, "source")
        return ""

    def _is_class_of(self, fund: str, function: str) -> bool:
        """Whether the two-sided table has this function's 类 under a budget that has no table of its own."""
        stand = self.by_key.get(f"{EXPENDITURE}.{fund}.f{function[:3]}") if function else None
        return stand is not None and bool(stand.value)

    def _received_as(self, line: Line, leaf: Leaf) -> Iterator[Line]:
        """财政拨款收入 as what it consists of; 上年结转 as that of the general budget; everything else as it is."""
        source = leaf.at.s
        if source == "5":
            yield replace(line, source="501")
            return
        if source != "1":
            yield replace(line, source=source)
            return
        grants = [s for s in self._sources if s in GRANT_SOURCES]
        if len(grants) == 1:
            yield replace(line, source=grants[0])
            return
        parts = {
            s: told.value
            for s, fund in GRANT_SOURCES.items()
            if (told := self._spent_of(fund, line.function)) and told.value
        }
        if line.function and add(parts.values()) == line.amount:
            for s, value in parts.items():
                yield replace(line, source=s, amount=value, told=set(), _keys=frozenset())
            return
        if len(parts) == 1:
            yield replace(line, source=next(iter(parts)))
            return
        self._ask(leaf.stand, WHICH_GRANT, "grant")
        yield replace(line, source="1")

    def _spent_of(self, fund: str, function: str) -> Stand | None:
        return self.by_key.get(f"{EXPENDITURE}.{fund}.f{function}")

    # What the file does not have any more

    def _drop_uncovered(self) -> None:
        """Stored money that a table would show, and does not, is gone."""
        covered = {
            leaf.at.without("f").without("e").without("s").key for leaf in self.leaves if not leaf.unit
        }
        covered |= {self._whole(stand.key) for stand in self.stands}
        covered.discard("")
        by_function = {key for key in covered if key.startswith((INCOME, EXPENDITURE))}
        self.lines = [
            line
            for line in self.lines
            if line.is_settled
            or not line.amount
            or not (line.keys & (covered if line.economic and not line.function else by_function))
        ]

    def _whole(self, key: str) -> str:
        """The total that a total row of a table says, where it is one by code; empty else."""
        at = coordinates(key)
        if at is None or at.view or at.cost or at.f or at.e or at.g or at.s:
            return ""
        return replace(at, span="").key if at.measure in (INCOME, EXPENDITURE, "economic") else ""

    # 人员经费 and 公用经费 by function

    def _cross_costs(self) -> None:
        """The form for units tells 人员经费 and 公用经费 by function 类: basic expenditure by function is then booked on
        economic classes too, of those that the table of basic expenditure has, 类 by 类 in order."""
        wanted: dict[str, dict[str, Decimal]] = {}
        ledger = self.ledger()
        for key, stand in self.by_key.items():
            found = re.fullmatch(rf"{CROSS}\.f(\d{{3}})\.basic\.({STAFF}|{PUBLIC})", key)
            if found and stand.value != ledger[key].this:
                wanted.setdefault(found[1], {})[found[2]] = stand.value - ledger[key].this
        classes = [
            line for line in self.lines if line.economic and not line.function and line.nature == BASIC
        ]
        sources = {line.source for line in classes}
        mixed = {
            line.function[:3] for line in self.lines if _is_plain_basic(line) and line.source not in sources
        }
        made, is_crossed = 0, False
        for code, costs in sorted(wanted.items(), key=lambda each: each[0] in mixed):
            for line in [each for each in self.lines if _is_plain_basic(each) and each.function[:3] == code]:
                made, is_crossed = made + self._cross(line, costs, classes), True
        if is_crossed:
            self.lines = [each for each in self.lines if each.amount or each.last is not None]
        if made:
            stand = next(s for k, s in self.by_key.items() if k.startswith(f"{CROSS}.") and s.value)
            self._ask(stand, CROSSED, "crossed")

    def _cross(self, line: Line, costs: dict[str, Decimal], classes: list[Line]) -> int:
        """Part one line over the classes that are left of its source; returns how many lines were made."""
        made = 0
        for cost in (STAFF, PUBLIC):
            for other in [each for each in classes if each.source == line.source and cost in _costs_of(each)]:
                part = min(line.amount, other.amount, costs.get(cost, ZERO))
                if part > 0:
                    self.lines.append(_crossed(line, other.economic, part))
                    line.amount, other.amount = line.amount - part, other.amount - part
                    costs[cost] -= part
                    made += 1
            rest = min(line.amount, costs.get(cost, ZERO))
            has_classes = any(each.source == line.source for each in classes)
            if rest > 0 and not has_classes:  # of other money nobody publishes the classes
                self.lines.append(_crossed(line, "301" if cost == STAFF else "302", rest))
                line.amount, costs[cost], made = line.amount - rest, costs[cost] - rest, made + 1
        return made

    # Government classes

    def _governments(self) -> None:
        """Where the mapping does not give what the tables by government class say, they are a breakdown of their own."""
        leaves = list(self._classed("government", "g"))
        ledger = self.ledger()
        if all(ledger[leaf.key].this == leaf.stand.value for leaf in leaves if not leaf.unit):
            return
        self._meet_all(leaves)

    @property
    def _derived(self) -> dict[int, str]:
        if any(line.government and not line.economic for line in self.lines):
            return {}
        return {
            id(line): chart.government_code(line.economic, self.unit_type, self.year)
            for line in self.lines
            if line.economic and not line.government
        }

    def ledger(self) -> Ledger:
        derived = self._derived
        return Ledger(line.posting(derived.get(id(line), "")) for line in self.lines)

    # Last year

    def _last_of_leaves(self) -> None:
        """Last year's column beside a leaf."""
        leaves = {leaf.key: leaf for leaf in (*self.leaves, *self._classed("government", "g"))}
        self._index()
        for key, stand in self.by_key.items():
            base, view = parted(key)
            if view == "last" and base in leaves and not stand.is_blank:
                self._meet_last(leaves[base], stand)

    def _meet_last(self, leaf: Leaf, stand: Stand) -> None:
        """One line under the leaf has what it states; of several only one that has none yet, and gets what is left."""
        under = self._lines_under(leaf.key)
        under = [line for line in under if not line.is_last_year_total] or under
        known = [line.last for line in under if line.last is not None]
        if len(known) == len(under) and add(known) == stand.value:
            return
        free = under if len(under) == 1 else [line for line in under if line.last is None]
        left = stand.value - (add(known) if len(under) > 1 else ZERO)
        if not under:
            self._begin_last(leaf, stand)
        elif len(free) == 1 and "last" not in free[0].told and not left < 0 <= stand.value:
            free[0].last = left
            free[0].told.add("last")
        else:
            words = WHICH_LAST.format(_yuan(stand.value), len(under), _yuan(add(known)))
            self._ask(stand, words, "last")

    def _begin_last(self, leaf: Leaf, stand: Stand) -> None:
        """What had money last year and has none now is a line of its own."""
        for line in [*self._made(leaf, stand.value)][:1] if stand.value else ():
            made = replace(line, amount=ZERO, last=stand.value, is_settled=True)
            made.told = {"last"}
            self.lines.append(made)
            self._enter(made)

    def executed(self) -> dict[str, tuple[Decimal, Origin]]:
        """What was executed last year under each function, by code, where a table has a column of it."""
        told = {
            (found[1],): stand
            for key, stand in self.by_key.items()
            if (found := re.fullmatch(r"against\.f(\d+)\.last", key)) and not stand.is_blank
        }
        lowest = _deepest(told)
        return {code: (stand.value, stand.origin) for (code,), stand in told.items() if (code,) in lowest}

    # Sums

    def check(self) -> None:
        """Hold every stated figure against the sum of what now stands. A total is one or it is wrong; a cross or a
        breakdown by unit may be more than entries with these classifications can say, and is then a question a table; so
        is last year, which may be entered otherwise."""
        ledger = self.ledger()
        seen: set[str] = set()
        untold: dict[str, list[Stand]] = {}
        for stand in self.stands:
            bare, unit = _without_unit(stand.key)
            if parted(stand.key)[1] or not is_key(bare) or stand.key in seen and stand.is_blank:
                continue
            read = (ledger.of_unit(unit) if unit else ledger)[bare].this
            if _is_total(bare) and not stand.is_blank:
                self.stated.append(Stated(stand.label, stand.value, read, stand.origin))
            if read != stand.value and (unit or _is_cross(bare)):
                untold.setdefault(stand.origin.table, []).append(stand)
            elif read != stand.value and not (stand.is_blank and stand.key in seen):
                words = NOT_THE_SUM.format(_yuan(stand.value), _yuan(read), _yuan(abs(read - stand.value)))
                self.problems.append(
                    Problem(
                        Level.ERROR, stand.origin, _yuan(stand.value), words, about=stand.label,
                        can_be_mended=True, kind="sum",
                    )
                )  # fmt: skip
            seen.add(stand.key)
        for stands in untold.values():
            words = UNTOLD.format(len(stands), "、".join(stand.label for stand in stands[:3]))
            self._ask(stands[0], words, "untold")
        self._check_last(ledger)

    def _check_last(self, ledger: Ledger) -> None:
        asked = {problem.origin for problem in self.problems if problem.kind == "last"}
        others: dict[str, list[Stand]] = {}
        for stand in self.stands:
            bare, unit = _without_unit(stand.key)
            base, view = parted(bare)
            if view != "last" or stand.is_blank or stand.origin in asked or not is_key(base):
                continue
            last = (ledger.of_unit(unit) if unit else ledger)[base].last
            if last is not None and last != stand.value:
                others.setdefault(stand.origin.table, []).append(stand)
        for stands in others.values():
            words = OTHER_LAST.format(len(stands), "、".join(stand.label for stand in stands[:3]))
            self._ask(stands[0], words, "last")

    def _ask(self, stand: Stand, words: str, kind: str) -> None:
        self.problems.append(
            Problem(Level.QUESTION, stand.origin, _yuan(stand.value), words, about=stand.label, kind=kind)
        )


# Helpers ----------------------------------------------------------------------------------------------------------


def _without_unit(key: str) -> tuple[str, str]:
    """A key without the unit that it is of, and the unit's slug."""
    found = re.fullmatch(r"unit\.([0-9a-f]{8})\.(.+)", key)
    return (found[2], found[1]) if found else (key, "")


def _deepest(places: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Of places that end in a code, those under which no longer code stands: in order, it would be the next."""
    codes: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for *above, code in places:
        codes[tuple(above)].add(code)
    return {
        (*above, code)
        for above, all_of in codes.items()
        for code, after in pairwise([*sorted(all_of), ""])
        if not after.startswith(code)
    }


def _is_same(line: Line, other: Line) -> bool:
    return all(getattr(line, name) == getattr(other, name) for name in FIELDS)


def _is_plain_basic(line: Line) -> bool:
    return bool(line.function) and not (line.economic or line.government) and line.nature == BASIC


def _costs_of(line: Line) -> tuple[str, ...]:
    return (STAFF if line.economic[:3] in STAFF_CLASSES else PUBLIC,)


def _crossed(line: Line, economic: str, amount: Decimal) -> Line:
    return replace(
        line, amount=amount, economic=economic, last=None, stored=False, told=set(), _keys=frozenset()
    )


def _rank(stand: Stand) -> tuple[bool, bool]:
    """Of two cells that state one figure, the one to go by: not blank, in a table by code."""
    return (not stand.is_blank, not stand.is_side)


def _breadth(leaf: Leaf) -> tuple[bool, int, bool, int]:
    """Narrowly told figures first: of a unit, of one budget, of one nature, of the longest code."""
    code = max(len(leaf.at.f), len(leaf.at.e), len(leaf.at.g))
    return (not leaf.unit, FUNDS.index(leaf.at.fund), not leaf.nature, -code)


def _is_cross(key: str) -> bool:
    at = coordinates(key)
    return key.startswith((f"{CROSS}.", "government.")) or at is None or bool(at.cost)


def _is_total(key: str) -> bool:
    at = coordinates(key)
    return at is not None and not (at.f or at.e or at.g or at.s)


def _name_in(label: str) -> str:
    """Of “2010601 行政运行 · 合计” the account's name."""
    return re.sub(r"^[0-9| ]+", "", label.partition(" · ")[0]).strip()


def _yuan(value: Decimal) -> str:
    return printed(value, YUAN)

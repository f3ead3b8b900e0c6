"""A department over the years: the figures of its documents in force set side by side, and what changed and why.

Pure: documents in, tables out. A year's figures are those of its own version. Of a year that has none, what the text of
the next year says of it is shown, and said to be that. What is not known is said in words; it is never 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext, gettext_noop

from budgets.keys import function_beside_executed, is_project
from budgets.money import percent

from .. import printing
from ..comparing.accounts import KEYS as KEYS_OF_ACCOUNTS
from ..comparing.accounts import account_of_key
from ..comparing.comparability import Break, Crosswalk, concerns
from ..projects import slug_of
from ..rendering.charts import FUNCTIONS, ITEMS, SOURCES, THREE_PUBLIC, VEHICLES
from ..rendering.drawing import Name
from ..rendering.frozen import Frozen
from ..rendering.opendata import anchor_of
from .reasons import Reason, of_items, reasons_of
from .units import Way, labels, shown

INCOME, EXPENDITURE = "income.total", "expenditure.total"
MONEY = "元"
#: What begins the keys of accounts.
ACCOUNTS = ("income.s", "expenditure.f")
#: So many changes are told of each kind.
MOST = 5


@dataclass(frozen=True)
class Lived:
    """How many people lived in the region at the end of a year, and who says so."""

    year: int
    persons: int
    source: str


@dataclass(frozen=True)
class Version:
    """A version in force: its document and its address."""

    document: Mapping[str, Any]
    number: int
    url: str

    @property
    def frozen(self) -> Frozen:
        return Frozen(self.document)

    @property
    def year(self) -> int:
        return int(self.document["year"])

    def last(self, key: str) -> Decimal | None:
        """Last year's amount as the text has it: said itself, or this year's less what it says it moved by."""
        if self.is_reckoned(key):
            return self.frozen.amount(key) - self.frozen.amount(f"{key}.change")
        return self.frozen.value(f"{key}.last")

    def is_reckoned(self, key: str) -> bool:
        """Whether the text does not list last year's amount, but says by how much this year's is more or less."""
        figures = self.frozen
        both = (figures.value(key), figures.value(f"{key}.change"))
        return f"{key}.last" not in figures and None not in both

    def at(self, key: str) -> str:
        """The address of a figure; of the page where it has none."""
        anchor = anchor_of(self.document, key)
        return f"{self.url}#{anchor}" if anchor else self.url


@dataclass(frozen=True)
class Column:
    """A year, and the version that tells of it: its own, or (``is_told``) the next year's; neither for a gap."""

    year: int
    version: Version | None = None
    is_told: bool = False

    @property
    def words(self) -> str:
        if self.version is None:
            return gettext("not published")
        if self.is_told:
            return gettext("as the text of %(year)s says") % {"year": self.version.year}
        return gettext("Version %(number)s") % {"number": self.version.number}

    def key(self, key: str) -> str:
        """Where the figure of the year is read: where the next text says only how it moved, that."""
        if self.version is None or not self.is_told:
            return key
        return f"{key}.change" if self.version.is_reckoned(key) else f"{key}.last"

    def value(self, key: str) -> Decimal | None:
        if self.version is None:
            return None
        return self.version.last(key) if self.is_told else self.version.frozen.value(key)

    def is_reckoned(self, key: str) -> bool:
        return self.version is not None and self.is_told and self.version.is_reckoned(key)


@dataclass(frozen=True)
class Cell:
    """A figure of a year: printed in every way, or as a count, or the words for why there is none."""

    ways: tuple[Way, ...] = ()
    count: str = ""
    words: str = ""
    url: str = ""


@dataclass(frozen=True)
class Row:
    name: Name
    cells: tuple[Cell, ...]
    level: int = 1
    is_total: bool = False
    term: str = ""
    url: str = ""


@dataclass(frozen=True)
class Table:
    """``unit`` heads a table of money in every way; a table of counts says its units in its rows."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unit: tuple[Way, ...] = ()
    notes: tuple[Name, ...] = ()


@dataclass(frozen=True)
class Difference:
    """What the version of a year and the text of the next say otherwise of the same figure. Exact values in 元 or counts."""

    name: Name
    year: int
    own: str
    own_url: str
    told: str
    told_url: str
    told_year: int


@dataclass(frozen=True)
class ItemReason:
    """The reason stated of an item below."""

    name: str
    text: str
    url: str


@dataclass(frozen=True)
class Change:
    """A figure against the year before, in 元; ``is_between_versions`` where the text itself does not say how it moved."""

    name: Name
    last: Decimal
    now: Decimal
    change: Decimal
    rate: Decimal | None
    url: str
    reason: str = ""
    reason_url: str = ""
    of_items: tuple[ItemReason, ...] = ()
    is_between_versions: bool = False

    @property
    def last_text(self) -> str:
        return printing.amount(self.last)

    @property
    def now_text(self) -> str:
        return printing.amount(self.now)

    @property
    def change_text(self) -> str:
        return printing.amount(self.change, is_signed=True)

    @property
    def rate_text(self) -> str:
        return printing.rate(self.change, self.rate)


@dataclass(frozen=True)
class Changes:
    """The largest changes of one kind; ``unknown`` of its figures cannot be compared."""

    title: str
    lines: tuple[Change, ...]
    unknown: int = 0


@dataclass(frozen=True)
class Year:
    """What changed in a year, the whole first."""

    version: Version
    whole: Change | None
    kinds: tuple[Changes, ...]


@dataclass(frozen=True)
class History:
    """A department over the years, the latest first."""

    columns: tuple[Column, ...]
    tables: tuple[Table, ...]
    differences: tuple[Difference, ...]
    years: tuple[Year, ...]
    lived: Mapping[int, Lived] = field(default_factory=dict)


def latest(registered: Mapping[int, Lived], year: int) -> Lived | None:
    """Those who lived there at the end of a year, else of the latest year before that was registered; as for regions side
    by side."""
    return registered.get(max((each for each in registered if each <= year), default=0))


def history(
    versions: Sequence[Version],
    lived: Mapping[int, Lived],
    project_url: Any,
    crosswalk: Crosswalk = Crosswalk(),  # noqa: B008 (frozen, and empty)
) -> History:
    """``versions`` in force of one department; ``project_url(version, slug)`` addresses the page of a project; ``crosswalk``
    is what is known of codes that changed."""
    by_year = {version.year: version for version in versions}
    columns = tuple(_columns(by_year))
    kept = {column.year: each for column in columns if (each := latest(lived, column.year))}
    series = Series(columns, by_year, kept, crosswalk)
    tables = (
        series.money("income", gettext("Income"), INCOME, series.sources(), total_first=True),
        series.money("function", gettext("Expenditure by function"), EXPENDITURE, series.functions()),
        series.money("nature", gettext("Expenditure by nature"), EXPENDITURE, series.natures()),
        series.money(
            "three-public", gettext("“Three public” expenses and running costs"), "", series.costs()
        ),
        series.counts("staff", gettext("Staff and units"), COUNTS),
        series.projects(project_url),
    )
    return History(
        columns=columns,
        tables=tuple(table for table in tables if table is not None),
        differences=tuple(series.differences()),
        years=tuple(_year(version, by_year.get(version.year - 1)) for version in series.latest_first()),
        lived=kept,
    )


def _columns(by_year: Mapping[int, Version]) -> Iterator[Column]:
    """Every year from the latest to the first, those between that were not published among them; and the one before each
    version where its text knows anything of it."""
    first, last = min(by_year), max(by_year)
    for year in range(last, first - 2, -1):
        own, following = by_year.get(year), by_year.get(year + 1)
        if own:
            yield Column(year, own)
        elif following and _knows_last(following):
            yield Column(year, following, is_told=True)
        elif year >= first:
            yield Column(year)


def _knows_last(version: Version) -> bool:
    keys = (INCOME, EXPENDITURE, THREE_PUBLIC)
    return any(version.frozen.value(f"{key}.last") is not None for key in keys)


# Tables -----------------------------------------------------------------------------------------------------------

#: What is counted: the key, its name, the unit.
COUNTS = (
    ("staff.posts", gettext_noop("Authorised posts")),
    ("staff.actual", gettext_noop("Staff in post")),
    ("units.count", gettext_noop("Budget units")),
    ("assets.vehicles", gettext_noop("Vehicles")),
    ("projects.count", gettext_noop("Projects published")),
)
#: The glossary's terms for the rows that have one.
TERMS = {
    INCOME: "",
    "expenditure.basic": "basic",
    "expenditure.project": "project",
    THREE_PUBLIC: "three-public",
    "three-public.abroad": "abroad",
    "three-public.vehicles": "vehicles",
    "three-public.reception": "reception",
    "running": "running",
    "procurement.total": "procurement",
    "staff.posts": "posts",
    "units.count": "unit",
    "meeting": "meeting",
    "training": "training",
    "expenditure.carry": "carry-over",
    "income.s1": "grant",
    "income.s2": "special-account",
    "income.s301": "business",
    "income.s5": "carried",
    "income.s4": "balance-used",
}
Named = tuple[str, Name, int]  # a key, its name, its level


@dataclass(frozen=True)
class Series:
    """Figures by year."""

    columns: tuple[Column, ...]
    by_year: Mapping[int, Version]
    lived: Mapping[int, Lived]
    crosswalk: Crosswalk = field(default_factory=Crosswalk)

    def latest_first(self) -> list[Version]:
        return [self.by_year[year] for year in sorted(self.by_year, reverse=True)]

    # What there is

    def sources(self) -> list[Named]:
        return [(key, name, _level(key)) for key, name in self._known(SOURCES)]

    def functions(self) -> list[Named]:
        beside = re.compile(r"expenditure\.carry")
        return [(key, name, 1) for key, name in [*self._known(FUNCTIONS), *self._known(beside)]]

    def natures(self) -> list[Named]:
        return self._given(
            ("expenditure.basic", gettext("Basic expenditure"), 1),
            ("expenditure.project", gettext("Project expenditure"), 1),
        )

    def costs(self) -> list[Named]:
        items = [(key, gettext(name), 2) for key, name in ITEMS]
        vehicles = (VEHICLES[0], gettext(VEHICLES[1]), 2)
        return self._given(
            (THREE_PUBLIC, gettext("“Three public” expenses"), 1),
            items[0],
            vehicles,
            *((key, name, 3) for key, name, _level in items[1:3]),
            items[3],
            ("running", gettext("Running costs of offices"), 1),
            ("procurement.total", gettext("Government procurement"), 1),
            ("meeting", gettext("Meetings"), 1),
            ("training", gettext("Training"), 1),
        )

    def _known(self, kind: re.Pattern[str]) -> list[tuple[str, Name]]:
        """The keys of a kind of which some year has money, by code; each by its latest name."""
        names: dict[str, Name] = {}
        for version in self.latest_first():
            for key in version.frozen.keys(kind):
                if version.frozen.amount(key):
                    names.setdefault(key, version.frozen.name(key))
        return sorted(names.items())

    def _given(self, *rows: tuple[str, str, int]) -> list[Named]:
        return [(key, Name(text), level) for key, text, level in rows if self._is_known(key)]

    def _is_known(self, key: str) -> bool:
        return any(column.value(key) is not None for column in self.columns)

    # Rows

    def money(
        self, table: str, title: str, total: str, named: Sequence[Named], *, total_first: bool = False
    ) -> Table | None:
        """A table of amounts; ``total`` is its last row, and what its shares are of (expenditure where it has none)."""
        if not named:
            return None
        whole = total or EXPENDITURE
        rows = [
            Row(name, self._amounts(key, whole), level, term=TERMS.get(key, "")) for key, name, level in named
        ]
        if total:
            rows.append(Row(Name(gettext("Total")), self._amounts(total, whole), is_total=True))
        named_keys = [key for key, _name, _level in named]
        of = gettext("Share of income") if whole == INCOME else gettext("Share of expenditure")
        return Table(
            table,
            title,
            self.columns,
            tuple(rows),
            labels(of, has_heads=bool(self.lived)),
            (*self._renamed(named), *self._broken(named), *self._reckoned([*named_keys, total])),
        )

    def _amounts(self, key: str, whole: str) -> tuple[Cell, ...]:
        return tuple(self._amount(column, key, whole) for column in self.columns)

    def _amount(self, column: Column, key: str, whole: str) -> Cell:
        amount, version = column.value(key), column.version
        if version is None or amount is None:
            return Cell(words=_why_not(column, key))
        lived = self.lived.get(column.year)
        ways = shown(
            amount,
            whole=column.value(whole),
            persons=lived.persons if lived else None,
            has_heads=bool(self.lived),
        )
        return Cell(ways, url=version.at(column.key(key)))

    def counts(self, table: str, title: str, given: Sequence[tuple[str, str]]) -> Table | None:
        rows = tuple(
            Row(Name(gettext(text)), tuple(self._count(column, key) for column in self.columns))
            for key, text in given
            if self._is_known(key)
        )
        return Table(table, title, self.columns, rows) if rows else None

    def _count(self, column: Column, key: str) -> Cell:
        value, version = column.value(key), column.version
        if version is None or value is None:
            return Cell(words=_why_not(column, key))
        return Cell(count=printing.count(value), url=version.at(column.key(key)))

    def projects(self, project_url: Any) -> Table | None:
        """Every project that any year names, by the same name over the years; the latest year's dearest first."""
        names: dict[str, tuple[Name, str]] = {}
        for version in self.latest_first():
            keys = [key for key in version.document["figures"] if is_project(key)]
            for key in sorted(keys, key=lambda key: -version.frozen.amount(key)):
                label = Name(str(version.document["figures"][key]["label"]), "zh-CN")
                names.setdefault(key, (label, project_url(version, slug_of(key))))
        if not names:
            return None
        rows = [Row(name, self._amounts(key, EXPENDITURE), url=url) for key, (name, url) in names.items()]
        if self._is_known("project.total"):
            total = Name(gettext("All listed projects together"))
            rows.append(Row(total, self._amounts("project.total", EXPENDITURE), is_total=True))
        unit = labels(gettext("Share of expenditure"), has_heads=bool(self.lived))
        notes = tuple(self._reckoned([*names, "project.total"]))
        return Table("projects", gettext("Projects"), self.columns, tuple(rows), unit, notes)

    # What does not agree

    def _renamed(self, named: Sequence[Named]) -> Iterator[Name]:
        """Accounts that were called otherwise in earlier years: their figures may not mean the same."""
        accounts = [(key, name) for key, name, _level in named if key.startswith(ACCOUNTS)]
        for key, name in accounts:
            named_so = [each for each in self.latest_first() if key in each.document["figures"]]
            for version in named_so:
                if (other := version.frozen.name(key)) != name:
                    words = gettext("In %(year)s “%(name)s” was called “%(other)s”: not comparable.")
                    yield Name(words % {"year": version.year, "name": name.text, "other": other.text})
                    break

    def _broken(self, named: Sequence[Named]) -> list[Name]:
        """Accounts whose codes changed within these years, each change once, where the department has one of the codes in
        any of them; other names of the same code are told by what the documents say."""
        years = [column.year for column in self.columns]
        accounts = [account_of_key(key) for key, _name, _level in named]
        told = [
            each
            for account in accounts
            if account
            for each in self.crosswalk.comparability(
                account.system, account.code, min(years), max(years)
            ).breaks
            if self._has_any(account.system, each)
        ]
        return [Name(text) for text in dict.fromkeys(str(each) for each in told if not each.is_of_names)]

    def _has_any(self, system: str, change: Break) -> bool:
        return any(concerns(change, codes) for codes in self._codes[system])

    @cached_property
    def _codes(self) -> Mapping[str, list[frozenset[str]]]:
        """By classification, the codes of each version."""
        found: dict[str, list[frozenset[str]]] = {}
        for version in self.by_year.values():
            accounts = [account for key in version.document["figures"] if (account := account_of_key(key))]
            for system in KEYS_OF_ACCOUNTS:
                codes = frozenset(account.code for account in accounts if account.system == system)
                found.setdefault(system, []).append(codes)
        return found

    def _reckoned(self, keys: Sequence[str]) -> Iterator[Name]:
        """The years whose amounts are in part reckoned of this year's and how they moved."""
        for column in self.columns:
            if any(column.is_reckoned(key) for key in keys):
                words = gettext(
                    "Where the text of %(next)s says only how much more or less, %(year)s is reckoned of that."
                )
                yield Name(words % {"year": column.year, "next": column.year + 1})

    def differences(self) -> Iterator[Difference]:
        """Where the text of a year says another amount for the year before than that year's version does."""
        for version in self.latest_first():
            before = self.by_year.get(version.year - 1)
            if before:
                yield from _between(before, version)


def _level(key: str) -> int:
    """Of income.s1 and income.s101 the second stands under the first."""
    return 1 if len(key.rpartition(".s")[2]) == 1 else 2


def _why_not(column: Column, key: str) -> str:
    """Why there is no figure: nothing was published, its text leaves it open or does not list it, or it has no money under
    this account."""
    if column.version is None:
        return gettext("not published")
    document = column.version.frozen
    is_part = FUNCTIONS.fullmatch(key) or is_project(key)
    if is_part and not column.is_told and key not in document:
        return gettext("none listed")
    if column.is_told and column.key(key) not in document:
        return gettext("not listed apart")
    return gettext("not published")


def _between(before: Version, after: Version) -> Iterator[Difference]:
    for key in before.document["figures"]:
        own, told = before.frozen.value(key), after.frozen.value(f"{key}.last")
        if own is not None and told is not None and own != told and _is_shown(key):
            unit = before.document["figures"][key]["unit"]
            yield Difference(
                name=_full_name(before, key),
                year=before.year,
                own=printing.number(own, unit),
                own_url=before.at(key),
                told=printing.number(told, unit),
                told_url=after.at(f"{key}.last"),
                told_year=after.year,
            )


def _is_shown(key: str) -> bool:
    plain = (INCOME, EXPENDITURE, "expenditure.basic", "expenditure.project", "running", "procurement.total")
    kinds = (FUNCTIONS, SOURCES)
    is_listed = any(kind.fullmatch(key) for kind in kinds) or key in dict(ITEMS) or key in dict(COUNTS)
    return key in (*plain, THREE_PUBLIC, VEHICLES[0]) or is_listed or is_project(key)


def _full_name(version: Version, key: str) -> Name:
    label = str(version.document["figures"][key]["label"])
    return Name(label, "zh-CN") if is_project(key) else version.frozen.translated(label)


# What changed, and why --------------------------------------------------------------------------------------------


def _year(version: Version, before: Version | None) -> Year:
    reasons = reasons_of(version.document)
    comparison = Comparison(version, before, reasons)
    function_keys = version.frozen.keys(FUNCTIONS)
    natures = ["expenditure.basic", "expenditure.project"]
    costs = [key for key, _name in ITEMS] + ["running"]
    own = [key for key in version.document["figures"] if is_project(key)]
    kinds = (
        comparison.of(gettext("By function"), function_keys),
        comparison.against_executed(gettext("By item, against what was executed last year")),
        comparison.of(gettext("By nature"), natures),
        comparison.of(gettext("“Three public” expenses and running costs"), costs),
        comparison.of(gettext("Projects"), own),
    )
    return Year(
        version, comparison.line(EXPENDITURE), tuple(each for each in kinds if each.lines or each.unknown)
    )


@dataclass(frozen=True)
class Comparison:
    """A version against last year's figures as its own text has them; else against last year's version."""

    version: Version
    before: Version | None
    reasons: Mapping[str, Reason]

    def of(self, title: str, keys: Sequence[str]) -> Changes:
        present = [key for key in keys if self.version.frozen.value(key) is not None]
        lines = [line for key in present if (line := self.line(key)) is not None]
        moved = sorted((line for line in lines if line.change), key=lambda line: -abs(line.change))
        return Changes(title, tuple(moved[:MOST]), unknown=len(present) - len(lines))

    def against_executed(self, title: str) -> Changes:
        """Some forms set the items of function against what was executed last year, and say why they moved."""
        keys = [key for key in self.version.document["figures"] if function_beside_executed(key)]
        return self.of(title, keys)

    def line(self, key: str) -> Change | None:
        """None where last year's figure is not known, or means something else."""
        now = self.version.frozen.value(key)
        last, is_between = self._last(key)
        if now is None or last is None:
            return None
        change = now - last
        reason = self.reasons.get(key)
        return Change(
            name=self._name(key),
            last=last,
            now=now,
            change=change,
            rate=percent(change, last),
            url=self.version.at(key),
            reason=reason.text if reason else "",
            reason_url=f"{self.version.url}#{reason.anchor}" if reason and reason.anchor else "",
            of_items=() if reason else tuple(self._of_items(key)),
            is_between_versions=is_between,
        )

    def _last(self, key: str) -> tuple[Decimal | None, bool]:
        told = self.version.last(key)
        if told is not None or self.before is None or not self._means_the_same(key):
            return told, False
        return self.before.frozen.value(key), True

    def _means_the_same(self, key: str) -> bool:
        """An account with the same code and name, of a department or of a unit in both years."""
        if self.before is None or self.before.document["kind"] != self.version.document["kind"]:
            return False
        figures = (self.version.document["figures"], self.before.document["figures"])
        return all(key in each for each in figures) and figures[0][key]["label"] == figures[1][key]["label"]

    def _name(self, key: str) -> Name:
        if is_project(key):
            return Name(str(self.version.document["figures"][key]["label"]), "zh-CN")
        if code := function_beside_executed(key):
            return Name(_name_of_item(self.version.document, code), "zh-CN")
        return self.version.frozen.name(key)

    def _of_items(self, key: str) -> Iterator[ItemReason]:
        if not FUNCTIONS.fullmatch(key):
            return
        for code, reason in of_items(self.reasons, key.rpartition(".f")[2])[:MOST]:
            url = f"{self.version.url}#{reason.anchor}"
            yield ItemReason(_name_of_item(self.version.document, code), reason.text, url)


def _name_of_item(document: Mapping[str, Any], code: str) -> str:
    """The name of a 项 as some figure of the document has it; its code where none does."""
    pattern = re.compile(rf".*\b{code} (?P<name>[^，（的]+)")
    for key in (f"expenditure.general.f{code}", f"expenditure.f{code}", f"against.f{code}"):
        label = document["figures"].get(key, {}).get("label", "")
        if found := pattern.match(label):
            return f"{code} {found['name']}"
    return code

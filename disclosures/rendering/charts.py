"""Charts: bars drawn from the figures of a document, with the table beside each. Pure; nothing is added, amounts stand
as the document prints them.

Figures are found by their keys and named by their labels, so that it does not matter in which table or sentence a form
prints them. What a document does not have is left out, what was not published is said in words. Colour never speaks
alone: basic expenditure and what grew are solid, project expenditure and what fell hatched, last year is pale.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, gettext_noop, ngettext

from .. import printing
from .drawing import Drawing, Line, Name, Piece, Sheet
from .frozen import Frozen, is_chinese, or_dash

Years = Mapping[int, Mapping[str, Decimal | None]]

#: So many projects are drawn, and so many years set side by side.
MOST_PROJECTS, MOST_YEARS = 8, 5
ZERO = Decimal(0)


@dataclass(frozen=True)
class Row:
    """A row of the table beside a chart."""

    name: Name
    cells: tuple[str, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Chart:
    """``question`` heads it, ``answer`` stands over the bars, ``note`` below the table; ``more_at`` is the address of the
    table that has the rest."""

    key: str
    question: str
    title: str
    description: str
    answer: tuple[Name, ...]
    drawing: Drawing
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    note: tuple[Name, ...] = ()
    more_at: str = ""


def draw(content: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]] = ()) -> list[Chart]:
    """The charts of a document, in the active language. ``earlier``: what the same department said in years before."""
    document = Frozen(content)
    charts = (
        _sources(document),
        _functions(document),
        _changes(document),
        _projects(document),
        _three_public(document, [Frozen(before) for before in earlier]),
    )
    return [_without_empty_columns(chart) for chart in charts if chart is not None]


def _without_empty_columns(chart: Chart) -> Chart:
    full = [n for n in range(len(chart.head) - 1) if any(row.cells[n] for row in chart.rows)]
    rows = tuple(replace(row, cells=tuple(row.cells[n] for n in full)) for row in chart.rows)
    return replace(chart, head=(chart.head[0], *(chart.head[n + 1] for n in full)), rows=rows)


# The figures ------------------------------------------------------------------------------------------------------

SOURCES = re.compile(r"income\.s[0-9]+")
FUNCTIONS = re.compile(r"expenditure\.(?:f[0-9]{3}|nofunction)")
GENERAL_FUNCTIONS = re.compile(r"expenditure\.general\.(?:f[0-9]{3}|nofunction)")
PROJECTS = re.compile(r"project\.[0-9a-f]{8}")  # and none of their sums
TOTALS = {
    "expenditure.total": gettext_noop("Whole budget"),
    "expenditure.basic": gettext_noop("Basic expenditure"),
    "expenditure.project": gettext_noop("Project expenditure"),
}
NATURES = (("basic", "solid"), ("project", "hatched"))
ITEMS = (
    ("three-public.abroad", gettext_noop("Official trips abroad")),
    ("three-public.purchase", gettext_noop("Buying official vehicles")),
    ("three-public.running", gettext_noop("Running official vehicles")),
    ("three-public.reception", gettext_noop("Official receptions")),
)
#: Where buying and running are not published apart.
VEHICLES = ("three-public.vehicles", gettext_noop("Official vehicles"))
THREE_PUBLIC = "three-public.total"


def projects_of(content: Mapping[str, Any]) -> list[str]:
    """The keys of the projects of a document whose amount is known, the dearest first."""
    document = Frozen(content)
    return sorted(document.keys(PROJECTS), key=lambda key: -document.amount(key))


# Words ------------------------------------------------------------------------------------------------------------


def _joined(parts: Iterable[str], chinese: str = "；", other: str = "; ") -> str:
    return (chinese if is_chinese() else other).join(parts)


def _with_aside(amount: str, aside: str) -> str:
    if not aside:
        return amount
    return f"{amount}（{aside}）" if is_chinese() else f"{amount} ({aside})"


def _spoken(line: Line) -> str:
    """A row as it is said to somebody who does not see it."""
    return f"{line.name.text} {_with_aside(line.amount, line.aside) or line.instead}"


def _around(pattern: str, name: Name, **values: str) -> tuple[Name, ...]:
    """A sentence with a name in it that keeps its language."""
    before, _name, after = (pattern % {"name": "\0", **values}).partition("\0")
    return tuple(part for part in (Name(before), name, Name(after)) if part.text)


# Parts of a whole -------------------------------------------------------------------------------------------------


def _sources(document: Frozen) -> Chart | None:
    return _parts(
        document,
        document.finest(document.keys(SOURCES)),
        key="income",
        question=gettext("Where the money comes from"),
        title=gettext("Income of %(year)s by source"),
        head=gettext("Source of income"),
    )


def _functions(document: Frozen) -> Chart | None:
    """By functional class, and what is left for next year: that is part of the total too."""
    keys = document.keys(FUNCTIONS)
    if keys and document.amount("expenditure.carry"):
        keys.append("expenditure.carry")
    return _parts(
        document,
        keys,
        key="expenditure",
        question=gettext("Where the money goes"),
        title=gettext("Expenditure of %(year)s by functional class"),
        head=gettext("Functional class"),
    )


def _parts(
    document: Frozen, keys: list[str], *, key: str, question: str, title: str, head: str
) -> Chart | None:
    """A bar for each part, the largest first."""
    keys = sorted(keys, key=lambda part: -document.amount(part))
    longest = max((document.amount(part) for part in keys), default=ZERO)
    total = f"{key}.total"
    if longest <= 0 or document.value(total) is None:
        return None
    lines = [_part(document, part) for part in keys]
    sheet = Sheet(longest)
    sheet.rows(lines)
    sheet.legend(_inks(lines))
    rows = [Row(line.name, _part_cells(document, part, part)) for line, part in zip(lines, keys, strict=True)]
    rows.append(Row(Name(gettext("Total")), _part_cells(document, total, key), is_total=True))
    return Chart(
        key=key,
        question=question,
        title=title % {"year": document.year},
        description=gettext("Bars, the longest first: %(bars)s.") % {"bars": _joined(map(_spoken, lines))},
        answer=_largest(lines),
        drawing=sheet.done(),
        head=(head, gettext("Basic"), gettext("Project"), gettext("Total"), gettext("Share")),
        rows=tuple(rows),
        note=()
        if document.is_all(total, keys)
        else (Name(gettext("Not all of the total is published in parts.")),),
    )


def _part(document: Frozen, key: str) -> Line:
    pieces = tuple(_pieces(document, key))
    return Line(document.name(key), document.printed(key), document.share(key), pieces)


def _pieces(document: Frozen, key: str) -> Iterator[Piece]:
    """The bar, and over it its natures where the document knows them; what they leave of it stays an outline."""
    amount = document.amount(key)
    natures = [(ink, document.amount(f"{key}.{nature}")) for nature, ink in NATURES]
    known = [(ink, value) for ink, value in natures if value > 0]
    if amount > 0:
        yield Piece("pale" if known else "solid", ZERO, amount)
    start = ZERO
    for ink, value in known:
        yield Piece(ink, start, value)
        start += value


def _part_cells(document: Frozen, key: str, base: str) -> tuple[str, ...]:
    natures = (document.printed(f"{base}.{nature}") for nature, _ink in NATURES)
    return (*natures, document.printed(key), document.share(key))


def _inks(lines: Iterable[Line]) -> Iterator[tuple[str, str]]:
    """What the inks mean, where there is more than one."""
    bars = [line.pieces for line in lines if len(line.pieces) > 1]
    if bars:
        yield "solid", gettext("Basic")
        yield "hatched", gettext("Project")
    if any(whole.length > parts[-1].start + parts[-1].length for whole, *parts in bars):
        yield "pale", gettext("Other")


def _largest(lines: Sequence[Line]) -> tuple[Name, ...]:
    first, *others = lines
    if not any(line.pieces for line in others):
        return _around(gettext("All of it: %(name)s"), first.name)
    if not first.aside:
        return _around(gettext("The largest part: %(name)s"), first.name)
    return _around(gettext("The largest part: %(name)s, %(share)s"), first.name, share=first.aside)


# Change -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """Figures set against last year's, and the total that they are part of."""

    keys: tuple[str, ...]
    total: str
    title: str
    head: str


def _compared(document: Frozen) -> Iterator[Compared]:
    """What may be set against last year, the most telling first."""
    title, head = gettext("Expenditure of %(year)s against %(last_year)s"), gettext("Functional class")
    yield Compared(_by_change(document, FUNCTIONS), "expenditure.total", title, head)
    general = gettext("General budget expenditure of %(year)s against %(last_year)s")
    yield Compared(_by_change(document, GENERAL_FUNCTIONS), "expenditure.general.year.total", general, head)
    totals = tuple(key for key in TOTALS if document.value(key) is not None)
    yield Compared(totals, "expenditure.total", title, gettext("Expenditure"))


def _by_change(document: Frozen, kind: re.Pattern[str]) -> tuple[str, ...]:
    """The greatest increase first, what is not known last; none where the document leaves some out, which would look
    like not known."""
    keys = document.keys(kind)
    if not all(f"{key}.change" in document for key in keys):
        return ()
    changes = {key: document.value(f"{key}.change") for key in keys}
    return tuple(sorted(keys, key=lambda key: (changes[key] is None, -(changes[key] or ZERO))))


def _changes(document: Frozen) -> Chart | None:
    """Bars left and right of zero; none where nothing changed or nothing is known."""
    for compared in _compared(document):
        longest = max((abs(document.amount(f"{key}.change")) for key in compared.keys), default=ZERO)
        if longest:
            return _change_chart(document, compared, longest)
    return None


def _change_chart(document: Frozen, compared: Compared, longest: Decimal) -> Chart:
    lines = [_change(document, key) for key in compared.keys]
    sheet = Sheet.centred(longest)
    sheet.rows(lines)
    sheet.sides(gettext("← less"), gettext("more →"))
    years = {"year": document.year, "last_year": document.year - 1}
    rows = [
        Row(line.name, _change_cells(document, key))
        for key, line in zip(compared.keys, lines, strict=True)
        if key != compared.total
    ]
    rows.append(Row(Name(gettext("Total")), _change_cells(document, compared.total), is_total=True))
    return Chart(
        key="change",
        question=gettext("What changed"),
        title=compared.title % years,
        description=gettext("Bars from zero, to the right for more and to the left for less: %(bars)s.")
        % {"bars": _joined(map(_spoken, lines))},
        answer=(Name(_change_of_total(document, compared.total)),),
        drawing=sheet.done(),
        head=(
            compared.head,
            str(years["last_year"]),
            str(years["year"]),
            gettext("More or less"),
            gettext("Rate"),
        ),
        rows=tuple(rows),
    )


def _change(document: Frozen, key: str) -> Line:
    name = Name(gettext(TOTALS[key])) if key in TOTALS else document.name(key)
    change = document.value(f"{key}.change")
    if change is None:
        return Line(name, instead=gettext("last year's was not published, no comparison"))
    pieces = (Piece("solid" if change > 0 else "hatched", min(change, ZERO), abs(change)),) if change else ()
    return Line(name, *_moved(document, key), pieces)


def _moved(document: Frozen, key: str) -> tuple[str, str]:
    """The change with its sign, and its rate; that there is none, because last year was 0, is said."""
    change, rate = document.value(f"{key}.change"), document.value(f"{key}.percent")
    if change is None:
        return document.printed(f"{key}.change"), ""
    is_told = not change or f"{key}.percent" in document
    return printing.amount(change, is_signed=True), printing.rate(change, rate) if is_told else ""


def _change_cells(document: Frozen, key: str) -> tuple[str, ...]:
    return (document.printed(f"{key}.last"), document.printed(key), *_moved(document, key))


def _change_of_total(document: Frozen, key: str) -> str:
    values = {"last_year": str(document.year - 1)}
    change = document.value(f"{key}.change")
    if change is None:
        return gettext("The total of %(last_year)s was not published") % values
    if not change:
        return gettext("The total is the same as in %(last_year)s") % values
    values["change"] = _with_aside(*_moved(document, key))
    return gettext("The total against %(last_year)s: %(change)s") % values


# Projects ---------------------------------------------------------------------------------------------------------


def _projects(document: Frozen) -> Chart | None:
    """The largest projects. How many others there are is said; what they cost together would have to be added up."""
    keys = projects_of(document.content)
    shown, others = keys[:MOST_PROJECTS], keys[MOST_PROJECTS:]
    if not shown or document.amount(shown[0]) <= 0:
        return None
    lines = [_part(document, key) for key in shown]
    table = document.table_of(keys) if others else None
    rest = [_others(len(others), is_in_table=table is not None)] if others else []
    sheet = Sheet(document.amount(shown[0]))
    sheet.rows(lines)
    sheet.foot(rest)
    rows = [Row(line.name, (document.printed(key),)) for line, key in zip(lines, shown, strict=True)]
    if total := document.printed("project.total"):
        rows.append(Row(Name(gettext("All listed projects together")), (total,), is_total=True))
    return Chart(
        key="projects",
        question=gettext("The largest projects"),
        title=gettext("The largest projects of %(year)s") % {"year": document.year},
        description=gettext("Bars, the longest first: %(bars)s.")
        % {"bars": _joined([*map(_spoken, lines), *rest])},
        answer=_around(gettext("The largest project: %(name)s"), lines[0].name),
        drawing=sheet.done(),
        head=(gettext("Project name"), gettext("Amount")),
        rows=tuple(rows),
        note=_around(gettext("All projects: %(name)s"), document.translated(table["title"])) if table else (),
        more_at=f"table-{table['key']}" if table else "",
    )


def _others(count: int, *, is_in_table: bool) -> str:
    if is_in_table:
        words = ngettext(
            "%(count)s other project: see the table", "%(count)s other projects: see the table", count
        )
    else:
        words = ngettext(
            "%(count)s other project: see the text", "%(count)s other projects: see the text", count
        )
    return words % {"count": count}


# “三公” over the years ---------------------------------------------------------------------------------------------


def _three_public(document: Frozen, earlier: Sequence[Frozen]) -> Chart | None:
    """A group of bars for each item, a bar for each year; none where there never was any such expense."""
    said = _by_year(document, earlier)
    items = _items(said)
    amounts = [said[year].get(key) or ZERO for key, _name in items for year in said]
    longest = max(amounts, default=ZERO)
    if longest <= 0:
        return None
    groups = [
        (name, [_year(said[year].get(key), document.year - year, year) for year in said])
        for key, name in items
    ]
    sheet = Sheet.beside_names([line for _name, lines in groups for line in lines], longest)
    for name, lines in groups:
        sheet.group(name, lines)
    rows = [Row(name, tuple(or_dash(said[year].get(key)) for year in said)) for key, name in items]
    total = [said[year].get(THREE_PUBLIC) for year in said]
    by_year = [
        gettext("%(year)s: %(amount)s") % {"year": year, "amount": _or_unpublished(amount)}
        for year, amount in zip(said, total, strict=True)
    ]
    spoken = (f"{name.text} {_joined(map(_spoken, lines), '，', ', ')}" for name, lines in groups)
    return Chart(
        key="three-public",
        question=gettext("“Three public” expenses over the years"),
        title=gettext("“Three public” expenses from %(first)s to %(last)s")
        % {"first": min(said), "last": document.year},
        description=gettext("A bar for each item and year: %(bars)s.") % {"bars": _joined(spoken)},
        answer=(Name(gettext("Together: %(amounts)s") % {"amounts": _joined(by_year, "，", ", ")}),),
        drawing=sheet.done(),
        head=(gettext("Item"), *(str(year) for year in said)),
        rows=(*rows, Row(Name(gettext("Total")), tuple(map(or_dash, total)), is_total=True)),
        note=(Name(gettext("Years before the last are as published in those years.")),)
        if len(said) > 2
        else (),
    )


def _by_year(document: Frozen, earlier: Sequence[Frozen]) -> Years:
    """What each year's figures are, the earliest year first: this year's and last year's as this document gives them, those
    before as their own year's does."""
    found: dict[int, dict[str, Decimal | None]] = {}
    before = sorted((one for one in earlier if one.year < document.year), key=lambda one: -one.year)
    for source in (document, *before):
        for year, view in ((source.year, ""), (source.year - 1, ".last")):
            known = found.setdefault(year, {})
            for key in (THREE_PUBLIC, VEHICLES[0], *(key for key, _name in ITEMS)):
                if known.get(key) is None:
                    known[key] = source.value(f"{key}{view}")
    told = [
        year for year in sorted(found) if year >= document.year - 1 or set(found[year].values()) != {None}
    ]
    return {year: found[year] for year in told[-MOST_YEARS:]}


def _items(said: Years) -> list[tuple[str, Name]]:
    """The items of which anything is known; vehicles together where they are not told apart."""
    known = {key for amounts in said.values() for key, amount in amounts.items() if amount is not None}
    abroad, purchase, running, reception = ITEMS
    vehicles = (purchase, running) if known & {purchase[0], running[0]} else (VEHICLES,)
    return [(key, Name(gettext(name))) for key, name in (abroad, *vehicles, reception) if key in known]


def _year(amount: Decimal | None, ago: int, year: int) -> Line:
    name, words = Name(str(year)), _or_unpublished(amount)
    if amount is None:
        return Line(name, instead=words)
    ink = ("solid", "pale")[ago] if ago < 2 else "open"
    return Line(name, words, pieces=(Piece(ink, ZERO, amount),) if amount > 0 else ())


def _or_unpublished(amount: Decimal | None) -> str:
    return gettext("not published") if amount is None else printing.amount(amount)

"""Charts: bars drawn from figures that the document prints. Pure; nothing is added, amounts stand as the text says them.

A length is worked out from the exact value; what is written at it is the printed one. Colour never speaks alone: basic
expenditure is solid, project expenditure hatched, anything else an outline, and the table stands beside the chart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext, gettext_noop

from budgets.money import WANYUAN, printed

#: A bar of the greatest value is as long as this; a row with its words is this high.
LONGEST = Decimal(359)
ROW, LEGEND = 48, 24
#: More characters than this would run into the amount on a phone; the table has the whole name.
LONGEST_NAME = 15

SOURCES = re.compile(r"income\.s[0-9]+")
FUNCTIONS = re.compile(r"expenditure\.(?:f[0-9]{3}|nofunction)")
NUMBERED = re.compile(r"^[一二三四五六七八九十]+、")


@dataclass(frozen=True)
class Segment:
    """A piece of a bar. Lengths are text: a template must not dress them as numbers."""

    css: str
    x: str
    width: str


@dataclass(frozen=True)
class Bar:
    key: str
    name: str
    short_name: str
    amount: str
    basic: str
    project: str
    share: str
    is_nothing: bool
    segments: tuple[Segment, ...]
    words_at: int
    bar_at: int


@dataclass(frozen=True)
class Chart:
    """``question`` heads it, ``first`` answers: the largest bar, the only one where there is no other."""

    key: str
    question: str
    title: str
    description: str
    head: str
    bars: tuple[Bar, ...]
    total: str
    basic: str
    project: str
    has_natures: bool
    has_rest: bool  # money of another nature: operations, units above and below
    legend_at: int
    height: int

    @property
    def first(self) -> Bar:
        return self.bars[0]

    @property
    def is_all(self) -> bool:
        """Whether the first bar is the whole."""
        return all(bar.is_nothing for bar in self.bars[1:])


#: The measure, which cells are its bars, its question, what a row is, and what the chart is called.
KINDS = (
    (
        "income",
        SOURCES,
        gettext_noop("Where the money comes from"),
        gettext_noop("Source of income"),
        gettext_noop("Income of %(year)s by source"),
    ),
    (
        "expenditure",
        FUNCTIONS,
        gettext_noop("Where the money goes"),
        gettext_noop("Functional class"),
        gettext_noop("Expenditure of %(year)s by functional class"),
    ),
)


def draw(document: Mapping[str, Any]) -> list[Chart]:
    """The charts of a document, in the active language; none of what it does not print."""
    charts = (_chart(document, *kind) for kind in KINDS)
    return [chart for chart in charts if chart is not None]


def _chart(
    document: Mapping[str, Any], key: str, cells: re.Pattern[str], question: str, head: str, title: str
) -> Chart | None:
    figures = document["figures"]
    named = {
        figure: name for figure, name in _named(document, key, cells) if _value(figures, figure) is not None
    }
    order = sorted(named, key=lambda figure: -_amount(figures, figure))
    longest = max((_amount(figures, figure) for figure in order), default=Decimal(0))
    total = _value(figures, f"{key}.total")
    if longest <= 0 or total is None:
        return None
    bars = tuple(_bar(figures, figure, named[figure], longest, n) for n, figure in enumerate(order))
    has_natures = any(len(bar.segments) > 1 for bar in bars)
    return Chart(
        key=key,
        question=gettext(question),
        title=gettext(title) % {"year": document["year"]},
        description=gettext("Bars, the longest first: %(bars)s.")
        % {"bars": _listed(_said(bar) for bar in bars)},
        head=gettext(head),
        bars=bars,
        total=printed(total, WANYUAN),
        basic=_printed(figures, f"{key}.basic"),
        project=_printed(figures, f"{key}.project"),
        has_natures=has_natures,
        has_rest=has_natures and any(_leaves_rest(figures, figure) for figure in order),
        legend_at=ROW * len(bars),
        height=ROW * len(bars) + (LEGEND if has_natures else 0),
    )


def _named(document: Mapping[str, Any], key: str, cells: re.Pattern[str]) -> list[tuple[str, str]]:
    """The figures that one table prints under such keys, with the names of their rows: its own table, or the first."""
    tables = [block for block in document["blocks"] if block["type"] == "table"]
    found = [list(_named_in(table, cells)) for table in sorted(tables, key=lambda table: table["key"] != key)]
    return next((named for named in found if named), [])


def _named_in(table: Mapping[str, Any], cells: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for row in table["rows"]:
        name = ""
        for cell in row["cells"]:
            if not cell.get("figure"):
                name = cell["text"].strip() or name
            elif cell["text"] and row["kind"] == "item" and cells.fullmatch(cell["figure"]):
                yield cell["figure"], NUMBERED.sub("", name)


def _bar(figures: Mapping[str, Any], key: str, name: str, longest: Decimal, n: int) -> Bar:
    amount = _amount(figures, key)
    share = figures.get(f"{key}.share", {}).get("value")
    return Bar(
        key=key,
        name=name,
        short_name=name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…",
        amount=printed(amount, WANYUAN),
        basic=_printed(figures, f"{key}.basic"),
        project=_printed(figures, f"{key}.project"),
        share=f"{share}%" if share else "",
        is_nothing=amount <= 0,
        segments=tuple(_segments(figures, key, amount, longest)),
        words_at=n * ROW + 16,
        bar_at=n * ROW + 24,
    )


def _segments(figures: Mapping[str, Any], key: str, amount: Decimal, longest: Decimal) -> Iterator[Segment]:
    """The bar, and over it its natures where the document knows them; what they leave of it stays an outline."""
    natures = [(nature, _amount(figures, f"{key}.{nature}")) for nature in ("basic", "project")]
    natures = [(nature, value) for nature, value in natures if value > 0]
    if amount > 0:
        yield Segment("whole" if natures else "bar", "0.5", _tenths(amount * LONGEST / longest))
    start = Decimal(0)
    for nature, value in natures:
        length = value * LONGEST / longest
        yield Segment(nature, _tenths(start + Decimal("0.5")), _tenths(length))
        start += length


def _leaves_rest(figures: Mapping[str, Any], key: str) -> bool:
    return _amount(figures, key) > _amount(figures, f"{key}.basic") + _amount(figures, f"{key}.project")


def _said(bar: Bar) -> str:
    return f"{bar.name} {bar.amount} ({bar.share})" if bar.share else f"{bar.name} {bar.amount}"


def _listed(parts: Iterable[str]) -> str:
    return ("；" if get_language() == settings.LANGUAGE_CODE else "; ").join(parts)


def _value(figures: Mapping[str, Any], key: str) -> Decimal | None:
    value = figures.get(key, {}).get("value")
    return None if value is None else Decimal(value)


def _printed(figures: Mapping[str, Any], key: str) -> str:
    """As the text prints it; blank where the document has no such figure."""
    value = _value(figures, key)
    return "" if value is None else printed(value, WANYUAN)


def _amount(figures: Mapping[str, Any], key: str) -> Decimal:
    return _value(figures, key) or Decimal(0)


def _tenths(length: Decimal) -> str:
    return str(length.quantize(Decimal("0.1"), ROUND_HALF_UP))

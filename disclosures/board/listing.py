"""What the board shows: every budget of a region and year, the most urgent first; as many queries for ten as for 500."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone

from budgets.access import budgets_of, duties_of
from budgets.clock import deadline
from budgets.models import Budget, Region

from ..desk import with_publication
from ..tallying import with_counts
from .row import PUBLIC_LAST, SOON, Row, describe

State = Budget.State
PAGE = 50


# Filters ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filter:
    """One choice above the table: its place in the address, its word, and the rows it keeps."""

    name: str
    value: str
    word: str
    keeps: Callable[[Row], bool]
    tone: str = ""


def _is(*states: str) -> Callable[[Row], bool]:
    return lambda row: row.budget.state in states


FILTERS = (
    Filter("hands", "clerk", "填报", _is(State.EDITING)),
    Filter("hands", "reviewer", "复核", _is(State.SUBMITTED)),
    Filter("hands", "finance", "等您审批", _is(State.REVIEWED), "w"),
    Filter("hands", "waiting", "待公开", _is(State.APPROVED, State.SCHEDULED), "g"),
    Filter("hands", "public", "已公开", _is(State.PUBLISHED), "g"),
    Filter("hands", "withheld", "不公开", _is(State.WITHHELD)),
    Filter("due", "over", "已超期", lambda row: row.is_overdue, "e"),
    Filter("due", "soon", f"{SOON} 天内到期", lambda row: row.is_soon, "w"),
    Filter("due", "none", "未登记批复", lambda row: row.is_open and row.left is None),
    Filter("found", "error", "有错误", lambda row: bool(row.budget.errors)),
    Filter("found", "missing", "有缺项", lambda row: bool(row.budget.missing)),
    Filter("found", "warning", "有警告", lambda row: bool(row.budget.warnings)),
)
GROUPS = (("hands", "在谁手里"), ("due", "期限"), ("found", "勾稽"))


@dataclass(frozen=True)
class Choice:
    word: str
    number: int
    query: str
    is_on: bool
    tone: str = ""


# The board --------------------------------------------------------------------------------------------------------


@dataclass
class Board:
    region: Region
    year: int
    years: list[int]
    regions: list[Region]
    rows: list[Row]  # every one, the most urgent first
    page: Page
    tally: list[Choice]
    groups: list[tuple[str, list[Choice]]]
    searched: str
    query: str  # of this page, without its number
    next: Row | None
    is_finance: bool

    @property
    def approved(self) -> list[Row]:
        return [row for row in self.rows if row.state == State.APPROVED]

    @property
    def yours(self) -> list[Row]:
        """What waits for the approval of whoever looks."""
        return [row for row in self.rows if row.state == State.REVIEWED and self.is_finance]

    @property
    def undated(self) -> list[Row]:
        return [row for row in self.rows if row.is_open and row.left is None]


def regions_of(user: Any) -> list[Region]:
    """The regions whose finance or publication this person keeps."""
    return list(Region.objects.filter(pk__in=duties_of(user).regions))


def board(user: Any, asked: Any) -> Board | None:
    """The board as asked for (a QueryDict); None where this person keeps no region's finance."""
    regions = regions_of(user)
    if not regions:
        return None
    region = next((each for each in regions if each.code == asked.get("region")), regions[0])
    mine = budgets_of(user).filter(department__region=region)
    begun = set(mine.values_list("year", "state"))
    years = sorted({year for year, _state in begun}, reverse=True)
    year = asked_year(asked.get("year", ""), _usual_first(years, begun))
    budgets = with_counts(with_publication(mine.filter(year=year))).select_related(
        "department__region", "department__parent"
    )
    today = timezone.localdate()
    rows = sorted((Row(budget, _left(budget, today)) for budget in budgets), key=lambda row: row.urgency)
    place = {"year": year} | ({"region": region.code} if len(regions) > 1 else {})
    chosen = {name: asked.get(name, "") for name, _label in GROUPS}
    searched = asked.get("q", "").strip()[:40]
    page = Paginator(_kept(rows, chosen, searched), PAGE).get_page(asked.get("page"))
    urgent = next((row for row in rows if row.is_open), None)
    describe([*page, *([urgent] if urgent else [])], user, rows)
    return Board(
        region,
        year,
        years,
        regions,
        rows,
        page,
        _tally(rows, chosen, place),
        _groups(rows, chosen, place, searched),
        searched,
        urlencode(place | {name: value for name, value in chosen.items() if value} | _words(searched)),
        urgent,
        region.pk in duties_of(user).finance_of,
    )


def _usual_first(years: list[int], begun: set[tuple[int, str]]) -> list[int]:
    """The years, before them the one to begin with: the earliest that still has budgets on their way, so that opening the
    next year hides none of them."""
    on_their_way = [year for year, state in begun if state not in PUBLIC_LAST]
    return [min(on_their_way), *years] if on_their_way else years


def address(budgets: Iterable[Budget], asked: Any = None) -> str:
    """The board of the region and year that these budgets stand in; without any, of those asked for (a QueryDict)."""
    asked = asked or {}
    place = {name: asked[name] for name in ("region", "year") if asked.get(name)}
    if first := next(iter(budgets), None):
        place = {"region": first.department.region.code, "year": first.year}
    return f"{reverse('board')}?{urlencode(place)}" if place else reverse("board")


def asked_year(typed: str, years: list[int]) -> int:
    if typed.isdecimal() and int(typed[:4]) in years:
        return int(typed[:4])
    return years[0] if years else timezone.localdate().year


def _left(budget: Budget, today: date) -> int | None:
    return (deadline(budget.approved_on) - today).days if budget.approved_on else None


def _kept(rows: list[Row], chosen: dict[str, str], searched: str) -> list[Row]:
    keeps = [each.keeps for each in FILTERS if chosen[each.name] == each.value]
    return [row for row in rows if all(keep(row) for keep in keeps) and _is_named(row, searched)]


def _is_named(row: Row, searched: str) -> bool:
    department = row.budget.department
    return (
        not searched
        or searched in department.name
        or searched in department.short_name
        or searched in department.code
    )


def _words(searched: str) -> dict[str, str]:
    return {"q": searched} if searched else {}


def _tally(rows: list[Row], chosen: dict[str, str], place: dict[str, Any]) -> list[Choice]:
    """The numbers at the top; each leads to its rows."""
    found = [Choice("全部", len(rows), urlencode(place), not any(chosen.values()))]
    for each in FILTERS:
        number = len([row for row in rows if each.keeps(row)])
        if each.name != "found" and (number or each.value not in ("none", "withheld")):
            query = urlencode(place | {each.name: each.value})
            found.append(Choice(each.word, number, query, chosen[each.name] == each.value, each.tone))
    return found


def _groups(
    rows: list[Row], chosen: dict[str, str], place: dict[str, Any], searched: str
) -> list[tuple[str, list[Choice]]]:
    """The filters: choosing one keeps those of the other groups."""
    numbers = Counter((each.name, each.value) for each in FILTERS for row in rows if each.keeps(row))

    def choice(name: str, value: str, word: str, number: int) -> Choice:
        others = {key: kept for key, kept in (chosen | {name: value}).items() if kept}
        return Choice(word, number, urlencode(place | others | _words(searched)), chosen[name] == value)

    return [
        (
            label,
            [
                choice(name, "", "全部", len(rows)),
                *(choice(name, f.value, f.word, numbers[name, f.value]) for f in FILTERS if f.name == name),
            ],
        )
        for name, label in GROUPS
    ]

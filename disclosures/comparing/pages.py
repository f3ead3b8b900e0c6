"""The page of a comparison: what was asked, what can be chosen besides, the table, and what must be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from budgets.catalogue import PEOPLE

from ..models import Publication, SearchEntry
from ..search.engine import found
from ..search.folding import words_of
from ..search.near import near
from ..sheets import KINDS, Sheet
from . import shown
from .accounts import Account, found_by, name_of
from .comparability import Crosswalk
from .peers import nearest_to
from .question import FEWEST, LETTERS, MOST_ACCOUNTS, Place, Question
from .standing import columns_of, figures_of, published_by
from .table import KEYS, Column, Comparison, Row, State, compared
from .taken import NUMBER, Head, Value, counted, exact, taken

CHINESE_LETTERS = "甲乙丙丁戊己"
#: So many are offered to choose from.
MOST_FOUND, MOST_OFFERED, MOST_ACCOUNTS_FOUND = 30, 8, 12


@dataclass(frozen=True)
class Choice:
    """Something that can be added, taken away or taken instead: its name, and the address that does it."""

    name: str
    url: str
    beside: str = ""


@dataclass(frozen=True)
class Chosen:
    """A column as the page tells it, with what can be done with it."""

    letter: str
    column: Column
    version: str
    without: str
    years: tuple[Choice, ...]

    @property
    def is_corrected(self) -> bool:
        return self.column.number > 1


@dataclass(frozen=True)
class Department:
    """A department to choose a year of."""

    name: str
    region: str
    years: tuple[Choice, ...]


class Page:
    """A comparison as it was asked for. Asks the database as often however much is compared."""

    def __init__(self, question: Question) -> None:
        self.published = published_by(dict.fromkeys(place[:2] for place in question.places))
        known = {(p.region_code, p.department_code, p.year): p for p in self.published}
        self.publications = [known[place] for place in question.places if place in known]
        self.problems = (*question.problems, *self._not_there(question.places, known))
        self.question = replace(question, places=tuple(place for place in question.places if place in known))

    def _not_there(self, places: Sequence[Place], known: Any) -> Iterator[str]:
        for region, department, year in places:
            if (region, department, year) not in known:
                years = [str(p.year) for p in self.published if _department(p) == (region, department)]
                said = _("Nothing is published as %(place)s.") % {"place": f"{region}-{department}-{year}"}
                other = _(" This department has published: %(years)s.") % {"years": listed(years)}
                yield said + (other if years else "")

    # What is compared

    @cached_property
    def columns(self) -> list[Column]:
        return columns_of(self.publications) if self.publications else []

    @cached_property
    def crosswalk(self) -> Crosswalk:
        return Crosswalk.read()

    @property
    def is_table(self) -> bool:
        return len(self.columns) >= FEWEST

    @cached_property
    def comparison(self) -> Comparison:
        accounts = self.question.accounts
        years = {column.year for column in self.columns}
        keys = {
            account.with_code(self.crosswalk.code_in(account.system, account.code, max(years), year)).key
            for account in accounts
            for year in years
        }
        figures = figures_of(self.columns, KEYS | keys, with_functions=True)
        return compared(
            self.columns, figures, level=self.question.level, accounts=accounts, crosswalk=self.crosswalk
        )

    def is_to_be_redirected(self, query: str) -> bool:
        """Whether there is a plainer address for the same: nobody looks for anything, and it is spelt otherwise."""
        is_looking = self.question.words or self.question.find
        return bool(query) and not is_looking and query != self.question.query

    # What can be chosen

    def context(self) -> dict[str, Any]:
        told = {
            "problems": self.problems,
            "chosen": self.chosen(),
            "question": self.question,
            "hidden": self._hidden(),
            "levels": self._levels(),
            "accounts": self._accounts(),
            "accounts_found": self._accounts_found(),
            "found": self._found(),
            "recent": self._recent(),
            "offered": self._offered(),
            "is_table": self.is_table,
            "has_room": self.question.has_room,
            "peers_url": peers_address(self.columns[0]) if self.columns else "",
        }
        return told | (self._table() if self.is_table else {})

    def chosen(self) -> list[Chosen]:
        letters = LETTERS.upper() if _is_english() else CHINESE_LETTERS
        return [
            Chosen(
                letter,
                column,
                version_words(column),
                address(self.question.without(_place(column))),
                tuple(self._other_years(column)),
            )
            for letter, column in zip(letters, self.columns, strict=False)
        ]

    def _other_years(self, column: Column) -> Iterator[Choice]:
        for each in self.published:
            place = (each.region_code, each.department_code, each.year)
            if _department(each) == (column.region, column.department) and place not in self.question.places:
                yield Choice(year_words(each.year), address(self.question.instead(_place(column), place)))

    def _hidden(self) -> list[tuple[str, str]]:
        """What the form goes on asking, as hidden fields."""
        places = ["{}-{}-{}".format(*place) for place in self.question.places]
        asked = list(zip(LETTERS, places, strict=False))
        accounts = ",".join(account.slug for account in self.question.accounts)
        return [*asked, *([("account", accounts)] if accounts else [])]

    def _levels(self) -> list[tuple[int, str, bool]]:
        names = (_("Classes (3 digits)"), _("Sections (5 digits)"), _("Items (7 digits)"))
        return [(level, name, level == self.question.level) for level, name in enumerate(names, 1)]

    @property
    def _newest(self) -> int:
        return max((column.year for column in self.columns), default=localdate().year)

    def _accounts(self) -> list[Choice]:
        return [
            Choice(self._called(account), address(self.question.without_account(account)))
            for account in self.question.accounts
        ]

    def _accounts_found(self) -> list[Choice] | None:
        """Accounts to look at; None where nobody looked for any."""
        if not self.question.find:
            return None
        accounts = found_by(self.question.find, self._newest)[:MOST_ACCOUNTS_FOUND]
        if len(self.question.accounts) >= MOST_ACCOUNTS:
            return []
        return [
            Choice(self._called(account), address(self.question.with_account(account)), system_name(account))
            for account in accounts
        ]

    def _called(self, account: Account) -> str:
        return f"{account.code} {name_of(account, [self._newest], [])}".strip()

    def _found(self) -> list[Department] | None:
        """Departments by the words asked for; None where nobody asked."""
        words = words_of(self.question.words)
        if not words:
            return None
        numbers = [*found(words, SearchEntry.Group.DEPARTMENT), *found(words, SearchEntry.Group.UNIT)]
        numbers = numbers or near(words)
        entries = SearchEntry.objects.filter(pk__in=numbers[:MOST_FOUND]).select_related("publication")
        departments = {_department(entry.publication): entry.weight for entry in entries if entry.publication}
        by_department = _years_of(departments)
        heaviest = sorted(by_department, key=lambda department: (-departments[department], department))
        return [self._to_choose(by_department[department]) for department in heaviest]

    def _recent(self) -> list[Department]:
        """Who published last, to begin with: where nothing is chosen and nothing is looked for."""
        if self.columns or self.question.words or self.question.find:
            return []
        latest = map(
            _department,
            Publication.objects.listed().order_by("-first_published_at", "-pk")[: MOST_OFFERED * 2],
        )
        departments = list(dict.fromkeys(latest))[:MOST_OFFERED]
        by_department = _years_of(departments)
        return [self._to_choose(by_department[each]) for each in departments]

    def _to_choose(self, publications: list[Publication]) -> Department:
        """A department with the years that can still be added."""
        latest = publications[0]
        places = [(each.region_code, each.department_code, each.year) for each in publications]
        years = [
            Choice(
                year_words(place[2]),
                address(self.question.with_place(place)) if self.question.has_room else "",
            )
            for place in places
            if place not in self.question.places
        ]
        return Department(latest.department_name, latest.region_name, tuple(years))

    def _offered(self) -> list[Choice]:
        """Departments of the kind and size of the first, to choose from."""
        if not self.publications or not self.question.has_room:
            return []
        nearest = nearest_to(self.publications[0], MOST_OFFERED + len(self.question.places))
        places = [((p.region_code, p.department_code, p.year), p) for p in nearest]
        return [
            Choice(
                p.department_name,
                address(self.question.with_place(place)),
                f"{p.region_name} {year_words(p.year)}",
            )
            for place, p in places
            if place not in self.question.places
        ][:MOST_OFFERED]

    # What is said of it

    def _table(self) -> dict[str, Any]:
        return {
            "groups": shown.groups(self.comparison),
            "units": shown.choice(),
            "unit_words": shown.unit_words(),
            "cautions": self.cautions(),
            "breaks": [each.html for each in self.comparison.breaks],
            "notes": self.notes(),
            "files": files(reverse("compare"), self.question.query),
            "citation": self.citation(),
            "wide": len(self.columns) > 3,
            "columns": len(self.columns) + 1,
        }

    def cautions(self) -> list[str]:
        """What makes these columns hard to compare."""
        found = []
        if len({column.kind for column in self.columns}) > 1:
            found.append(
                _(
                    "A department's budget includes those of its units; a unit's is its own alone. "
                    "Their totals say different things."
                )
            )
        if len({column.region for column in self.columns}) > 1:
            found.append(
                _("In different regions tasks, pay and the forms of disclosure differ: look at shares first.")
            )
        if len({column.year for column in self.columns}) > 1:
            found.append(
                _("The columns are of different years: prices, pay and staff have changed meanwhile.")
            )
        return found

    def notes(self) -> list[str]:
        """Below the table, in the words of the page: what its signs mean, and on which charts it rests."""
        comparison, years = self.comparison, self.comparison.years
        found = [_charts(years, bool(comparison.breaks))]
        if comparison.has(State.ABSENT):
            found.append(_("“–”: this budget does not list the account. It is not counted as 0."))
        if comparison.has(State.UNKNOWN):
            found.append(
                _(
                    "“Not disclosed”: the budget does not say it. “Not comparable”: last year is not known, "
                    "or was 0, so that no rate can be given."
                )
            )
        found.append(
            _(
                "Shares are of each department's own total, and costs for each of the staff are reckoned by this site."
            )
        )
        return found

    def title(self) -> str:
        names = listed(f"{column.short_name} {year_words(column.year)}" for column in self.columns)
        return _("Compared: %(names)s") % {"names": names} if self.is_table else _("Compare budgets")

    def citation(self) -> str:
        told = listed(
            _("%(title)s (version %(number)s)")
            % {"title": f"{column.name}{year_words(column.year)}", "number": column.number}
            for column in self.columns
        )
        return _("Mingzhang: %(told)s, side by side. %(address)s") % {
            "told": told,
            "address": settings.SITE_URL + address(self.question),
        }

    # To take away

    def sheet(self) -> Sheet:
        """The table as shown: for each row its value and its share in each column, amounts in 元."""
        heads = [
            Head("group", _("Part")),
            Head("label", _("Item")),
            Head("code", _("Code")),
            Head("unit", _("Unit")),
        ]
        for column in self.columns:
            name = f"{column.name} {year_words(column.year)}"
            share = _("%(name)s, share of its total (%%)") % {"name": name}
            heads += [Head(column.place, name, NUMBER), Head(f"{column.place}.share", share, NUMBER)]
        rows = [_line(group.label, row) for group in self.comparison.groups for row in group.rows]
        texts = [str(each) for each in self.comparison.breaks]
        notes = [*self.cautions(), *texts, *self.notes(), self.citation()]
        about = {
            "url": settings.SITE_URL + address(self.question),
            "budgets": [_budget(column) for column in self.columns],
        }
        return taken("compare", heads, rows, notes, about)


def _line(group: str, row: Row) -> list[Value]:
    unit = row.cells[0].unit
    line: list[Value] = [group, row.label, row.account.code if row.account else "", unit]
    for cell in row.cells:
        line += [counted(cell.value) if unit == PEOPLE else exact(cell.value), cell.share]
    return line


def _budget(column: Column) -> dict[str, Any]:
    """A column for machines: which version it is."""
    return {
        "key": column.place,
        "region": column.region,
        "department": column.department,
        "name": column.name,
        "year": column.year,
        "version": column.number,
        "sha256": column.sha256,
        "url": settings.SITE_URL + column.url,
    }


# Addresses --------------------------------------------------------------------------------------------------------


def address(question: Question) -> str:
    query = question.query
    return reverse("compare") + (f"?{query}" if query else "")


def peers_address(column: Column) -> str:
    return reverse("peers", args=(column.region, column.department, column.year))


def files(page: str, query: str = "") -> list[tuple[str, str]]:
    """The table of a page as files: (kind, address)."""
    return [(kind.upper(), f"{page}table.{kind}{query and '?'}{query}") for kind in KINDS]


# Words ------------------------------------------------------------------------------------------------------------


def version_words(column: Column) -> str:
    """第2版，2025年3月12日公开."""
    day = date_format(localtime(column.published_at), "DATE_FORMAT")
    return _("version %(number)s, published %(day)s") % {"number": column.number, "day": day}


def system_name(account: Account) -> str:
    return {
        "function": _("expenditure by function"),
        "economic": _("basic expenditure by economic classification"),
        "government": _("expenditure by the government's economic classification"),
        "source": _("income by source"),
    }[account.system]


def _charts(years: list[int], is_broken: bool) -> str:
    """On which charts of accounts the table rests."""
    if len(years) == 1:
        return _("All columns follow the chart of accounts of %(year)s; no code differs between them.") % {
            "year": years[0]
        }
    said = {"first": years[0], "last": years[-1]}
    if is_broken:
        return (
            _("Between the charts of %(first)s and %(last)s codes have changed: see the notes above.") % said
        )
    return _("Between the charts of %(first)s and %(last)s none of the codes shown has changed.") % said


def listed(names: Iterable[str]) -> str:
    """Names one behind another, as the language of the page lists them."""
    return (", " if _is_english() else "、").join(names)


def year_words(year: int) -> str:
    return _("Year %(year)s") % {"year": year}


def _department(publication: Publication) -> tuple[str, str]:
    return publication.region_code, publication.department_code


def _place(column: Column) -> Place:
    return column.region, column.department, column.year


def _years_of(departments: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Publication]]:
    """What each department published, the latest year first."""
    by_department: dict[tuple[str, str], list[Publication]] = {}
    for each in published_by(departments):
        by_department.setdefault(_department(each), []).append(each)
    return by_department


def _is_english() -> bool:
    return get_language() != settings.LANGUAGE_CODE

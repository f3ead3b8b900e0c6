"""Regions side by side: read from the index in as many queries however much is asked, added up in ``regions``.

``/compare/regions/?year=2025&account=function-20106,economic-30217``: a year, and accounts as a comparison of departments
takes them. ``find`` looks for accounts to choose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from ..models import Population, Publication, StandingFigure
from ..models.index import in_its_unit
from ..sheets import Sheet
from . import shown
from .accounts import Account, found_by, name_of
from .comparability import Break, Comparability, Crosswalk, names_of, once
from .lists import AccountColumn, RegionsTable
from .measures import THREE, ranked_account
from .pages import MOST_ACCOUNTS_FOUND, Choice, files, system_name, year_words
from .question import MOST_ACCOUNTS, read_accounts, read_words, refused_number
from .rankings import DEPARTMENT
from .regions import Added, Figures, People, Published, RegionLine, lines
from .table import FUNCTION
from .taken import AMOUNT, NUMBER, Head, Value, exact, taken

NAMES = ("year", "account", "find")


@dataclass(frozen=True)
class Asked:
    """What an address asks; ``problems`` are sentences about what cannot be read."""

    year: str = ""
    accounts: tuple[Account, ...] = ()
    find: str = ""
    problems: list[str] = field(default_factory=list)


def asked(parameters: QueryDict) -> Asked:
    problems = refused_number(parameters, "year", 2000, 2099)
    accounts = read_accounts(parameters.get("account", ""), problems)
    find = read_words(parameters, "find", problems)
    return Asked(parameters.get("year", ""), tuple(accounts), find, problems)


@dataclass(frozen=True)
class Shown:
    """A line as the table takes it; ``rankings``: for each account the departments that list it, empty where none does."""

    line: RegionLine
    url: str
    rankings: tuple[str, ...]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.line, name)

    @property
    def people_words(self) -> str:
        people = self.line.people
        told = {"year": people.year, "persons": f"{people.persons:,}"} if people else {}
        return _("%(persons)s at the end of %(year)s") % told if people else ""


class Page:
    """Without a year the latest in which several regions have published: one alone stands beside nothing."""

    def __init__(self, question: Asked) -> None:
        published = Publication.objects.listed().values_list("year").order_by("-year")
        regions = dict(published.annotate(Count("region_code", distinct=True)))
        if not regions:
            raise Http404
        self.years = list(regions)
        self.first = next((year for year, count in regions.items() if count > 1), self.years[0])
        self.year = int(question.year) if question.year else self.first
        if self.year not in self.years:
            raise Http404
        self.accounts, self.find = question.accounts, question.find
        keys = [account.key for account in self.accounts]
        self.lines = lines(self._published(), self._figures(keys), self._people(), keys)

    @cached_property
    def crosswalk(self) -> Crosswalk:
        return Crosswalk.read() if self.accounts else Crosswalk()

    @property
    def query(self) -> str:
        return self._query(self.year, self.accounts)

    def _query(self, year: int, accounts: tuple[Account, ...]) -> str:
        """The one way to ask this: nothing empty, nothing that goes without saying."""
        told = {} if year == self.first else {"year": str(year)}
        if accounts:
            told["account"] = ",".join(account.slug for account in accounts)
        return urlencode(told, safe=",")

    def _address(self, year: int, accounts: tuple[Account, ...]) -> str:
        query = self._query(year, accounts)
        return reverse("compare-regions") + (f"?{query}" if query else "")

    # What is read

    def _published(self) -> list[Published]:
        rows = Publication.objects.listed().filter(year=self.year).order_by("region_code")
        return [
            Published(code, name, kind, total, localtime(at).date(), due_on)
            for code, name, kind, total, at, due_on in rows.values_list(
                "region_code", "region_name", "kind", "total", "first_published_at", "due_on"
            )
        ]

    def _figures(self, keys: list[str]) -> Figures:
        rows = StandingFigure.objects.filter(key__in={THREE, *keys}, year=self.year, kind=DEPARTMENT)
        found: dict[tuple[str, str], list] = {}
        for code, key, number in rows.values_list("region_code", "key", "number"):
            found.setdefault((code, key), []).append(in_its_unit(number))
        return found

    def _people(self) -> dict[str, People]:
        """The latest count of each region that is not later than the year of the budgets."""
        rows = Population.objects.filter(year__lte=self.year).order_by("year")
        return {
            code: People(persons, year, source)
            for code, persons, year, source in rows.values_list("region_code", "persons", "year", "source")
        }

    def _classes(self) -> list[Account]:
        """The 类 of functions that any department has in this year."""
        charted = [Account(FUNCTION, code) for code in names_of(FUNCTION, self.year)]
        classes = {account.key: account for account in charted if account.level == 1}
        rows = StandingFigure.objects.filter(key__in=classes, year=self.year, kind=DEPARTMENT)
        return [classes[key] for key in rows.order_by("key").values_list("key", flat=True).distinct()]

    # What is said

    def context(self, request: HttpRequest) -> dict[str, Any]:
        columns = [
            (account.slug, AccountColumn(n, self._called(account))) for n, account in enumerate(self.accounts)
        ]
        table = RegionsTable([self._shown(line) for line in self.lines], extra_columns=columns)
        RequestConfig(request, paginate=False).configure(table)
        return {
            "year": self.year,
            "table": table,
            "units": shown.choice(),
            "unit_words": shown.unit_words(),
            "years": [
                ("page" if year == self.year else "", Choice(year_words(year), self._in(year)))
                for year in self.years
            ],
            "caveats": self.caveats(),
            "breaks": [each.html for each in self.breaks],
            "sources": self.sources(),
            "query": self.query,
            "files": files(reverse("compare-regions"), self.query),
        } | self._choices()

    def _choices(self) -> dict[str, Any]:
        return {
            "find": self.find,
            "hidden": [
                *([] if self.year == self.first else [("year", str(self.year))]),
                *([("account", ",".join(a.slug for a in self.accounts))] if self.accounts else []),
            ],
            "accounts": [
                Choice(self._called(each), self._address(self.year, self._without(each)))
                for each in self.accounts
            ],
            "accounts_found": self._found(),
            "classes": [
                Choice(self._called(each), self._address(self.year, (each,))) for each in self._classes()
            ],
        }

    def _found(self) -> list[Choice] | None:
        """Accounts to look at besides; None where nobody looked for any."""
        if not self.find:
            return None
        if len(self.accounts) >= MOST_ACCOUNTS:
            return []
        found = [each for each in found_by(self.find, self.year) if each not in self.accounts]
        return [
            Choice(self._called(each), self._address(self.year, (*self.accounts, each)), system_name(each))
            for each in found[:MOST_ACCOUNTS_FOUND]
        ]

    def _without(self, account: Account) -> tuple[Account, ...]:
        return tuple(each for each in self.accounts if each != account)

    def _called(self, account: Account) -> str:
        return f"{account.code} {name_of(account, [self.year, *self.years], [])}".strip()

    def _shown(self, line: RegionLine) -> Shown:
        rankings = (
            reverse("ranking", args=(line.code, self.year, account.slug)) if added.stated else ""
            for account, added in zip(self.accounts, line.accounts, strict=True)
        )
        return Shown(line, reverse("year", args=(line.code, self.year)), tuple(rankings))

    def _in(self, year: int) -> str:
        """The same of another year: over a code that became another one, of that other."""
        accounts = [
            each.with_code(self.crosswalk.code_in(each.system, each.code, self.year, year))
            for each in self.accounts
        ]
        return self._address(year, tuple(dict.fromkeys(accounts)))

    @property
    def breaks(self) -> list[Break]:
        """What became of the accounts between the years that this page leads to, and since the year before."""
        years = [*self.years, self.year - 1]
        return once(self._told(account, min(years), max(years)) for account in self.accounts)

    def _told(self, account: Account, first: int, last: int) -> Comparability:
        return self.crosswalk.comparability(account.system, account.code, first, last)

    def caveats(self) -> list[str]:
        """What must be known before regions are compared."""
        return list(self._caveats())

    def _caveats(self) -> Iterator[str]:
        if len(self.lines) == 1:
            yield _(
                "In %(year)s only one region has published here: there is nothing yet that it could stand beside."
            ) % {"year": self.year}
        elif self.year == self.first != self.years[0]:
            yield _("%(year)s is the latest year for which more than one region has published here.") % {
                "year": self.year
            }
        yield _(
            "Added up are the budgets that departments have published here: where more of them publish, more is added up. "
            "It is not the whole budget of the region, which also holds transfers and reserves."
        )
        yield _("Only departments are added up, for their budgets include those of their units.")
        if self.accounts:
            yield _(
                "Under an account is added up what departments list and disclose there; who does not is not taken for 0. "
                "The amount leads to the departments that list it."
            )
        yield from dict.fromkeys(
            _(ranked_account(each).caveat) for each in self.accounts if each.system == "economic"
        )

    def sources(self) -> list[str]:
        """Where the numbers of inhabitants come from."""
        return list(dict.fromkeys(f"{line.name}：{line.people.source}" for line in self.lines if line.people))

    # To take away

    def sheet(self) -> Sheet:
        heads = [
            Head("region", _("Region code")),
            Head("name", _("Region")),
            Head("departments", _("Departments published"), NUMBER),
            Head("units", _("Units published"), NUMBER),
            Head("on_time", _("On time"), NUMBER),
            Head("late", _("Late"), NUMBER),
            Head("undated", _("No approval date"), NUMBER),
            Head("total", _("Totals of the departments"), AMOUNT),
            Head("three_public", _("The three public expenses"), AMOUNT),
            Head("three_public_known", _("Departments that disclose them"), NUMBER),
            Head("persons", _("Inhabitants"), NUMBER),
            Head("per_head", _("For each inhabitant"), AMOUNT),
        ]
        for account in self.accounts:
            heads += _heads(account, self._called(account))
        url = settings.SITE_URL + self._address(self.year, self.accounts)
        about = {"url": url, "year": self.year, "accounts": [account.slug for account in self.accounts]}
        cited = _("Mingzhang: regions side by side, %(year)s. %(address)s") % {
            "year": self.year,
            "address": url,
        }
        notes = [*self.caveats(), *map(str, self.breaks), *self.sources(), cited]
        return taken(f"regions-{self.year}", heads, [_row(line) for line in self.lines], notes, about)


def _heads(account: Account, name: str) -> list[Head]:
    return [
        Head(account.slug, name, AMOUNT),
        Head(f"{account.slug}.stated", _("%(name)s: departments that list it") % {"name": name}, NUMBER),
        Head(f"{account.slug}.known", _("%(name)s: departments that disclose it") % {"name": name}, NUMBER),
    ]


def _row(line: RegionLine) -> list[Value]:
    return [
        line.code,
        line.name,
        line.departments,
        line.units,
        line.on_time,
        line.late,
        line.undated,
        line.total.value,
        line.three_public.value,
        line.three_public.known,
        line.people.persons if line.people else None,
        exact(line.per_head),
        *(value for added in line.accounts for value in _values(added)),
    ]


def _values(added: Added) -> list[Value]:
    return [added.value, added.stated, added.known]

"""The pages of rankings: what one can rank by, and a ranking with its caveat first and the unknown apart."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from budgets.catalogue import MONEY

from .. import listing
from ..models import Publication
from ..sheets import Sheet
from . import shown
from .accounts import KEYS, Account, account_of, found_by, name_of
from .comparability import Break, Crosswalk
from .lists import RankingTable
from .measures import PLAIN, Ranked, label_of, ranked_account, ranked_by
from .pages import Choice, files, year_words
from .rankings import DEPARTMENT, UNIT, Missing, accounts_in, had_in, missing, ranked
from .taken import AMOUNT, NUMBER, Head, Value, taken

PER_PAGE = 100


class _Year:
    """A region and year in which anything is published; Http404 where nothing is."""

    def __init__(self, region: str, year: int) -> None:
        self.region, self.year = region, year
        first = Publication.objects.listed().filter(region_code=region, year=year).first()
        if first is None:
            raise Http404
        self.region_name = first.region_name

    def address(self, measure: str = "") -> str:
        if measure:
            return reverse("ranking", args=(self.region, self.year, measure))
        return reverse("rankings", args=(self.region, self.year))

    def context(self) -> dict[str, Any]:
        return {
            "region_name": self.region_name,
            "year": self.year,
            "region_url": reverse("region", args=(self.region,)),
            "year_url": reverse("year", args=(self.region, self.year)),
            "rankings_url": self.address(),
        }


class Index(_Year):
    """Everything that the departments of a region can be ranked by in a year."""

    def __init__(self, region: str, year: int, find: str) -> None:
        super().__init__(region, year)
        self.find = find.strip()[:200]
        self.accounts = [pair for system in KEYS for pair in accounts_in(region, year, system)]
        self.names = {account: name_of(account, [year], [label]) for account, label in self.accounts}
        self.found = self._found()

    def _found(self) -> list[Account]:
        """Of the accounts that anybody has here, those that are looked for."""
        if not self.find:
            return []
        text = "".join(self.find.split())
        here = set(self.names)
        by_name = [each for each in here if text in self.names[each] or each.code.startswith(text)]
        asked = account_of(text)
        exact = [each for each in here if each == asked or text in (each.code, self.names[each])]
        charted = [each for each in found_by(self.find, self.year) if each in here]
        return sorted(exact if len(exact) == 1 else {*by_name, *charted})

    @property
    def only(self) -> str:
        """Where to go when one account alone is meant."""
        return self.address(self.found[0].slug) if len(self.found) == 1 else ""

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "measures": [Choice(label_of(measure), self.address(measure.slug)) for measure in PLAIN],
            "find": self.find,
            "found": [self._choice(account) for account in self.found],
            "classes": self._classes(),
            "others": [
                (name, [self._choice(account) for account in self.names if account.system == system])
                for system, name in (
                    ("economic", _("Basic expenditure by economic classification")),
                    ("source", _("Income by source")),
                )
            ],
        }

    def _choice(self, account: Account) -> Choice:
        return Choice(f"{account.code} {self.names[account]}".strip(), self.address(account.slug))

    def _classes(self) -> list[tuple[Choice, list[Choice]]]:
        """The 类 of functions, each with the accounts under it."""
        functions = [account for account in self.names if account.system == "function"]
        return [
            (
                self._choice(each),
                [self._choice(a) for a in functions if a != each and a.code.startswith(each.code)],
            )
            for each in functions
            if each.level == 1
        ]


class Ranking(_Year):
    """The departments (or units) of a region by one measure."""

    def __init__(self, region: str, year: int, slug: str, kind: str) -> None:
        super().__init__(region, year)
        measure = ranked_by(slug)
        if measure is None:
            raise Http404
        self.measure: Ranked = measure
        self.kind = kind or DEPARTMENT
        self.crosswalk = Crosswalk.read() if measure.account else Crosswalk()
        self.rows = ranked(region, year, measure, self.kind)
        self.missing: Missing = missing(region, year, measure, self.kind)
        self.query = "" if self.kind == DEPARTMENT else f"kind={self.kind}"
        first = self.rows.first()
        if first is None and not self.missing.unknown and measure.account:
            raise Http404  # nobody has this account here
        self.name = label_of(measure) or self._name(first.label if first else "")

    def _name(self, label: str) -> str:
        account = self.measure.account
        assert account is not None  # noqa: S101 (every other measure has a label)
        return f"{account.code} {name_of(account, [self.year], [label] if label else [])}".strip()

    def context(self, request: HttpRequest) -> dict[str, Any]:
        table = RankingTable(self.rows, self.measure)
        try:
            RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": False}).configure(table)
        except EmptyPage as error:
            raise Http404 from error
        return super().context() | {
            "name": self.name,
            "heading": self._heading(),
            "is_account": self.measure.account is not None,
            "is_money": self.measure.unit == MONEY,
            "caveats": self.caveats(),
            "kinds": self._kinds(),
            "table": table,
            "units": shown.choice(),
            "unit_words": shown.unit_words(),
            "unknown": [(each.department_name, each.get_absolute_url()) for each in self.missing.unknown],
            "absent": [(each.department_name, each.get_absolute_url()) for each in self.missing.absent],
            "years": self._years(),
            "breaks": [each.html for each in self._breaks()],
            "files": files(self.address(self.measure.slug), self.query),
        }

    def _heading(self) -> SafeString:
        """What is ranked, and of which year; the name of an account is Chinese in every language."""
        name = format_html('<span lang="zh-CN">{}</span>', self.name) if self.measure.account else self.name
        pattern = _("%(year)s: ranking by %(name)s")
        return format_html(
            pattern.replace("%(year)s", "{year}").replace("%(name)s", "{name}"), year=self.year, name=name
        )

    def caveats(self) -> list[str]:
        kind = (
            _(
                "Ranked are departments; a department's budget includes those of its units, which are not ranked again."
            )
            if self.kind == DEPARTMENT
            else _("Ranked are units; their budgets are parts of those of their departments.")
        )
        return [_(self.measure.caveat), kind]

    @cached_property
    def _keys(self) -> dict[int, Ranked]:
        """The measure in each year of the region: over a code that became another one, that other."""
        years = [each.year for each in listing.years_of(self.region)]
        account = self.measure.account
        if account is None:
            return dict.fromkeys(years, self.measure)
        codes = {
            year: self.crosswalk.code_in(account.system, account.code, self.year, year) for year in years
        }
        return {year: ranked_account(account.with_code(code)) for year, code in codes.items()}

    @cached_property
    def _had(self) -> set[tuple[str, int, str]]:
        return had_in(self.region, (measure.key for measure in self._keys.values()), self._keys)

    def _kinds(self) -> list[tuple[str, Choice]]:
        """Departments and units, where anybody of the kind has it."""
        plain = self.address(self.measure.slug)
        names = {DEPARTMENT: (_("Departments"), plain), UNIT: (_("Units"), f"{plain}?kind={UNIT}")}
        there = {kind for key, year, kind in self._had if (key, year) == (self.measure.key, self.year)}
        return [
            ("page" if kind == self.kind else "", Choice(name, url))
            for kind, (name, url) in names.items()
            if kind in {*there, self.kind}
        ]

    def _years(self) -> list[tuple[str, Choice]]:
        """The same ranking of the years in which anybody has it."""
        there = {(key, year) for key, year, _kind in self._had}
        return [
            (
                "page" if year == self.year else "",
                Choice(year_words(year), reverse("ranking", args=(self.region, year, measure.slug))),
            )
            for year, measure in self._keys.items()
            if (measure.key, year) in there or year == self.year
        ]

    def _breaks(self) -> tuple[Break, ...]:
        """What became of the account between the years of this region's rankings, and since the year before."""
        account = self.measure.account
        if account is None:
            return ()
        years = [*self._keys, self.year - 1]
        found = self.crosswalk.comparability(account.system, account.code, min(years), max(years))
        return found.breaks

    def sheet(self) -> Sheet:
        """The whole ranking, page after page, and behind it who has no rank."""
        measure, rows = self.measure, list(self.rows)
        kind = AMOUNT if measure.unit == MONEY else NUMBER
        body: list[list[Value]] = [[row.rank, *_of(row.publication), row.value] for row in rows]
        body += [[None, *_of(each), None] for each in (*self.missing.unknown, *self.missing.absent)]
        heads = [
            Head("rank", _("Rank"), NUMBER),
            Head("department", _("Code")),
            Head("name", _("Department")),
            Head("version", _("Version"), NUMBER),
            Head(measure.slug, self.name, kind),
        ]
        apart = _("Without a rank: what is not disclosed or not listed is not taken for 0.")
        notes = [*self.caveats(), apart, *(str(each) for each in self._breaks())]
        about = {"url": f"{settings.SITE_URL}{self.address(measure.slug)}", "key": measure.key}
        return taken(f"ranking-{self.region}-{self.year}-{measure.slug}", heads, body, notes, about)


def _of(publication: Publication) -> list[Value]:
    return [publication.department_code, publication.department_name, publication.number]

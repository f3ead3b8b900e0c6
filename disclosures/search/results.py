"""What was found, as a page shows it: by group, with the words marked, and the amounts of figures with their versions.

The number of queries is the same whatever is found: one for each group, one for the entries shown, one for their amounts,
one for the years of departments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy

from budgets.money import WANYUAN, YUAN, percent, plain

from .. import printing
from ..document import CHINESE
from ..listing import Year
from ..models import CodeChange, Publication, SearchEntry, StandingFigure
from ..rendering.frame import HTML_LANGUAGES
from . import engine
from .folding import excerpt, fold, marked, marked_at, marked_english, spans
from .near import near

Group = SearchEntry.Group
#: In this order they are shown.
GROUPS = (Group.DEPARTMENT, Group.UNIT, Group.PROJECT, Group.ACCOUNT, Group.FIGURE, Group.TEXT, Group.TERM)
NAMES = {
    Group.DEPARTMENT: gettext_lazy("Departments"),
    Group.UNIT: gettext_lazy("Units"),
    Group.PROJECT: gettext_lazy("Projects"),
    Group.ACCOUNT: gettext_lazy("Accounts"),
    Group.FIGURE: gettext_lazy("Figures"),
    Group.TEXT: gettext_lazy("Text of disclosures"),
    Group.TERM: gettext_lazy("Glossary"),
}
#: Those whose entries are amounts of departments, shown as a table.
AMOUNTS = (Group.PROJECT, Group.FIGURE)
#: What is behind the key of last year's figure.
LAST = ".last"
#: Of each group on the page of all groups, and on a page of one group.
FIRST, PER_PAGE = 5, 20


@dataclass(frozen=True)
class Amount:
    """The figure of an entry as it stands, and last year's where it is known."""

    value: Decimal
    unit: str
    last: Decimal | None

    @property
    def words(self) -> str:
        unit = {YUAN: WANYUAN, printing.PERCENT: ""}.get(self.unit, self.unit)
        return f"{printing.number(self.value, self.unit)}{unit}"

    @property
    def change_words(self) -> str:
        """Against last year: a percentage, 持平 or 不可比."""
        change = None if self.last is None else self.value - self.last
        rate = None if self.last is None or change is None else percent(change, self.last)
        return printing.rate(change, rate)

    @property
    def exact(self) -> str:
        """For machines: amounts in 元 with two decimals."""
        return plain(self.value) if self.unit == YUAN else f"{self.value.normalize():f}"


@dataclass(frozen=True)
class Hit:
    """One entry as it is shown. ``url`` holds the language of the page."""

    entry: SearchEntry
    url: str
    title: SafeString
    text: SafeString
    title_language: str
    text_language: str
    department: SafeString | str = ""
    amount: Amount | None = None
    years: Sequence[Year] = ()

    @property
    def publication(self) -> Publication | None:
        return self.entry.publication

    @property
    def code(self) -> str:
        """Of an account: its code."""
        return self.entry.key.partition(".")[2] if self.entry.group == Group.ACCOUNT else ""

    @property
    def system(self) -> str:
        """Of an account: the classification that it is of, before its headings."""
        system = self.entry.key.partition(".")[0]
        return f"{CodeChange.System(system).label}，" if self.entry.group == Group.ACCOUNT else ""

    @property
    def says_version(self) -> bool:
        """Whether its words are those of one version."""
        return self.entry.publication is not None and not _is_of_department(self.entry)


@dataclass
class Found:
    """What was found in one group: the numbers of the entries, and those that are shown."""

    group: str
    numbers: list[int]
    hits: list[Hit] = field(default_factory=list)
    page: Page[int] | None = None

    @property
    def name(self) -> str:
        return str(NAMES[Group(self.group)])

    @property
    def heading(self) -> str:
        """Over the column of its titles."""
        return gettext("Projects") if self.group == Group.PROJECT else gettext("Figures")

    @property
    def is_soft(self) -> bool:
        """Whether the text below its titles only says where they belong."""
        return self.group in (Group.DEPARTMENT, Group.UNIT, Group.ACCOUNT)

    @property
    def is_of_amounts(self) -> bool:
        return self.group in AMOUNTS

    @property
    def count(self) -> int:
        """As many as are counted."""
        return min(len(self.numbers), engine.MOST)

    @property
    def is_more(self) -> bool:
        """More than are counted."""
        return len(self.numbers) > engine.MOST

    @property
    def count_words(self) -> str:
        """12, or 1,000条以上."""
        return (
            gettext("more than %(count)s") % {"count": f"{self.count:,}"} if self.is_more else str(self.count)
        )

    @property
    def is_cut(self) -> bool:
        """Whether more was found than is shown."""
        return self.count > len(self.hits)


def search(words: Sequence[str], only: str = "", page: Any = 1) -> list[Found]:
    """Every group, counted; with hits the first of each, or one page of ``only`` one."""
    found = [Found(group, engine.found(words, group)) for group in GROUPS]
    for each in found:
        if each.group == only:
            each.page = Paginator(each.numbers[: engine.MOST], PER_PAGE).get_page(page)
    shown = {each.group: _shown(each, only) for each in found}
    hits = _hits([number for numbers in shown.values() for number in numbers], words)
    for each in found:
        each.hits = [hits[number] for number in shown[each.group] if number in hits]
    return found


def near_names(words: Sequence[str]) -> list[Hit]:
    """Departments and units whose names are near to what was found nowhere."""
    numbers = near(words)
    hits = _hits(numbers, ()) if numbers else {}
    return [hits[number] for number in numbers if number in hits]


def _shown(found: Found, only: str) -> list[int]:
    """The entries of a group that are shown, by number."""
    if found.page is not None:
        return list(found.page)
    return [] if only else found.numbers[:FIRST]


def everything(words: Sequence[str], only: str = "") -> Iterator[Hit]:
    """All that is counted, of one group or of all, for a file."""
    for group in GROUPS:
        numbers = engine.found(words, group)[: engine.MOST] if only in ("", group) else []
        for start in range(0, len(numbers), AT_ONCE):
            batch = numbers[start : start + AT_ONCE]
            hits = _hits(batch, words)
            yield from (hits[number] for number in batch if number in hits)


AT_ONCE = 200


def _hits(numbers: Sequence[int], words: Sequence[str]) -> dict[int, Hit]:
    """These entries as they are shown, by number; one that was taken away since it was found is not among them."""
    entries = list(SearchEntry.objects.select_related("publication").filter(pk__in=numbers))
    amounts, years = _amounts(entries), _years(entries)
    return {entry.pk: _hit(entry, words, amounts, years) for entry in entries}


def _hit(
    entry: SearchEntry,
    words: Sequence[str],
    amounts: dict[tuple[int, str], Amount],
    years: dict[tuple[str, str], list[Year]],
) -> Hit:
    of = entry.publication
    title, in_title, title_language = _in_language(
        (entry.title, _places(entry, words)), (entry.title_en, spans(entry.title_en, words))
    )
    text, in_text, text_language = _in_language(
        (entry.text, spans(entry.text, words)), (entry.text_en, spans(entry.text_en, words))
    )
    return Hit(
        entry=entry,
        url=reverse("home") + entry.path,
        title=MARKED[title_language](title, in_title),
        text=excerpt(text, in_text, MARKED[text_language]),
        title_language=title_language,
        text_language=text_language,
        department=marked(of.department_name, words) if of else "",
        amount=amounts.get((of.pk, entry.key)) if of else None,
        years=years.get((of.region_code, of.department_code), []) if of and _is_of_department(entry) else [],
    )


Said = tuple[str, Sequence[tuple[int, int]]]  # a text, and where the words stand in it
ENGLISH = HTML_LANGUAGES["en"]
MARKED = {CHINESE: marked_at, ENGLISH: marked_english}


def _in_language(chinese: Said, english: Said) -> tuple[str, Sequence[tuple[int, int]], str]:
    """The one that is shown, and its language: that of the page, unless the words stand in the other alone."""
    own, other = (chinese, CHINESE), (english, ENGLISH)
    if get_language() == "en" and english[0]:
        own, other = other, own
    ((_, in_own), _), ((_, in_other), _) = own, other
    (text, places), language = other if in_other and not in_own else own
    return text, places, language


def _is_of_department(entry: SearchEntry) -> bool:
    return entry.group in (Group.DEPARTMENT, Group.UNIT)


def _places(entry: SearchEntry, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand in a title; those of a department's initials stand where its characters do."""
    places = spans(entry.title, words)
    if places or not _is_of_department(entry):
        return places
    if len(fold(entry.title)) != len(entry.title):
        return []
    readings = (line for line in entry.folded.split("\n") if line.isascii() and len(line) == len(entry.title))
    return next((found for line in readings if (found := spans(line, words))), [])


def _amounts(entries: Iterable[SearchEntry]) -> dict[tuple[int, str], Amount]:
    """The figures of these entries by publication and key."""
    keys: dict[int, set[str]] = {}
    for entry in entries:
        if entry.group in AMOUNTS and entry.publication_id:
            keys.setdefault(entry.publication_id, set()).update((entry.key, f"{entry.key}{LAST}"))
    # Each of its own: together they would name many more figures; with anything beside them no index would be asked.
    asked = [Q(publication=publication, key__in=sorted(wanted)) for publication, wanted in keys.items()]
    figures = StandingFigure.objects.filter(reduce(or_, asked)).order_by() if asked else ()
    rows = {(row.publication_id, row.key): row for row in figures}
    return {
        (publication, key): Amount(row.value, row.unit, _value(rows.get((publication, f"{key}{LAST}"))))
        for (publication, key), row in rows.items()
        if row.value is not None and not key.endswith(LAST)
    }


def _value(row: StandingFigure | None) -> Decimal | None:
    return row and row.value


def _years(entries: Iterable[SearchEntry]) -> dict[tuple[str, str], list[Year]]:
    """The years that the departments among these have published, the latest first."""
    asked = Q(pk=None)
    for entry in entries:
        if _is_of_department(entry) and (of := entry.publication):
            asked |= Q(region_code=of.region_code, department_code=of.department_code)
    found: dict[tuple[str, str], list[Year]] = {}
    for each in Publication.objects.listed().filter(asked).order_by("-year"):
        place = each.region_code, each.department_code
        found.setdefault(place, []).append(Year(each.year, reverse("disclosure", args=(*place, each.year))))
    return found

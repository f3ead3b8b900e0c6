"""What is found and is of no single publication: accounts that any publication uses, and the terms of the glossary.

Each publication keeps the accounts it uses as rows of its own (UsedAccount), so that two departments may publish at once.
The entries follow from these rows after each publication and withdrawal, and each minute for what was interrupted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min
from django.utils.http import urlencode

from budgets import keys, ledger
from budgets.chart import Row, rows_of

from .. import glossary, store
from ..english import Untranslated, in_english
from ..models import Publication, SearchEntry, UsedAccount
from .folding import fold, folded_lines

AT_ONCE = 1000
Group = SearchEntry.Group
NUMBERED = re.compile(r"^\s*(?:[（(][一二三四五六七八九十0-9]+[）)]|[一二三四五六七八九十0-9]+[、.．])\s*")
COLUMNS = ("title", "title_en", "text", "text_en", "path", "key", "folded", "weight")
Told = tuple[str, str, str, str, str, str, str, int]  # of these columns


# Which accounts a publication uses --------------------------------------------------------------------------------


def used(publication: Publication, content: Mapping[str, Any]) -> Iterator[UsedAccount]:
    """The accounts of the year's chart that its known figures are of."""
    codes = {code for key, figure in content["figures"].items() if figure["value"] for code in _codes(key)}
    for system, code in sorted(codes & _chart(publication.year).keys()):
        yield UsedAccount(publication=publication, system=system, code=code, year=publication.year)


def _codes(key: str) -> Iterator[tuple[str, str]]:
    where = keys.coordinates(key)
    if where is None or where.view:
        return
    for letter, system in ledger.SYSTEMS.items():
        if code := getattr(where, letter):
            yield system, code


@cache
def _chart(year: int) -> dict[tuple[str, str], Row]:
    return {(row.system, row.code): row for row in rows_of(year)}


# The entries ------------------------------------------------------------------------------------------------------


def settle_later() -> None:
    """Once what is being written is committed."""
    transaction.on_commit(settle)


def settle() -> int:
    """Bring the entries of accounts and terms to what publications use now; how many were written or taken away."""
    with store.alone("sharing"), transaction.atomic():
        return _settle(Group.ACCOUNT, accounts()) + _settle(Group.TERM, terms())


def _settle(group: str, wanted: Iterator[Told]) -> int:
    """Those of one group that are of no publication."""
    new, surplus = _unsettled(group, wanted)
    SearchEntry.objects.filter(pk__in=surplus.values()).delete()
    SearchEntry.objects.bulk_create(
        (SearchEntry(group=group, **dict(zip(COLUMNS, told, strict=True))) for told in new),
        batch_size=AT_ONCE,
    )
    return len(new) + len(surplus)


def _unsettled(group: str, wanted: Iterator[Told]) -> tuple[list[Told], dict[Told, int]]:
    """What is not there, and what should not be, with its number. Both groups are bounded by the charts and the glossary."""
    standing = SearchEntry.objects.filter(group=group, publication=None)
    said: dict[Told, int] = {}
    surplus: dict[Told, int] = {}
    for entry in standing.values_list("pk", *COLUMNS).iterator(chunk_size=AT_ONCE):
        (surplus if entry[1:] in said else said)[entry[1:]] = entry[0]
    new = [told for told in wanted if said.pop(told, None) is None]
    return new, surplus | said


def differing() -> Iterator[str]:
    """The titles of accounts and terms that are missing, say otherwise, or should not be there."""
    for group, wanted in ((Group.ACCOUNT, accounts()), (Group.TERM, terms())):
        new, surplus = _unsettled(group, wanted)
        yield from dict.fromkeys(told[0] for told in (*new, *surplus))


def accounts() -> Iterator[Told]:
    """One for each account that is used, as the chart of the latest year calls it; it weighs as many publications as use
    it. Found by what it was called in other years, by its headings, by its code and by its English name too."""
    counted = UsedAccount.objects.values_list("system", "code").annotate(
        Count("pk"), Max("year"), Min("year")
    )
    for system, code, count, latest, earliest in counted.order_by("system", "code"):
        named = [_chart(year).get((system, code)) for year in range(latest, earliest - 1, -1)]
        rows = [row for row in named if row]
        name, path = rows[0].name, rows[0].path
        name_en = _english(name)
        folded = folded_lines(*(row.name for row in rows), path, code, name_en)
        yield name, name_en, path, "", _address(name), f"{system}.{code}", folded, count


def terms() -> Iterator[Told]:
    """One for each term of the glossary, found by its other words and both of its explanations too."""
    for term in glossary.entries():
        explained = (term.plain.zh, term.official.zh, term.plain.en, term.official.en)
        folded = folded_lines(*term.words("zh-hans"), *term.words("en"), *explained)
        name, plain, slug = term.name, term.plain, term.slug
        yield name.zh, name.en, plain.zh, plain.en, f"glossary/{slug}/", slug, folded, 0


def _english(name: str) -> str:
    """The English of an account's name, where English pages have one."""
    try:
        return in_english(name)
    except Untranslated:
        return ""


def explains(name: str) -> bool:
    """Whether the glossary has a term that a document calls so, numbered or not."""
    return fold(NUMBERED.sub("", name)).strip() in _explained()


@cache
def _explained() -> frozenset[str]:
    return frozenset(fold(word) for term in glossary.entries() for word in term.words("zh-hans"))


def _address(name: str) -> str:
    """Where the figures of an account are found."""
    return f"search/?{urlencode({'q': name, 'in': Group.FIGURE})}"

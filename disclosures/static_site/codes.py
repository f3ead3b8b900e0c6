"""What became of codes between two years, for comparisons on a site that is only files: what the live page says of them.

``compare/columns/changes-<year>-<later year>.js``
    mingzhangChanges("2023-2025", {code then: [code in the later year, its name, is it Chinese], …},
                     {code in the later year: [numbers of texts], …}, [[[words, are they Chinese], …], …])

Codes that mean the same under the same name in both years are not told of.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from ..addresses import public_addresses
from ..comparing import shown
from ..comparing.accounts import Account, name_of
from ..comparing.comparability import Break, Crosswalk
from .answers import script
from .writing import Piece

FUNCTION = "function"
CHINESE = re.compile(r'(<span lang="zh-CN">.*?</span>)')


def pieces(listed: Mapping[int, Iterable[str]], crosswalk: Crosswalk) -> Iterator[Piece]:
    """Of every two years in which anything stands; ``listed`` are the codes of functions that budgets of a year list."""
    for first, last in combinations(sorted(listed), 2):
        for language, _name in settings.LANGUAGES:
            with override(language), public_addresses():
                told = between(listed, crosswalk, first, last)
                address = f"{reverse('compare')}columns/changes-{first}-{last}.js"
            yield Piece(address, ready=script("mingzhangChanges", f"{first}-{last}", *told))


def between(
    listed: Mapping[int, Iterable[str]], crosswalk: Crosswalk, first: int, last: int
) -> tuple[Any, ...]:
    """(what moved, what is said of which code, in which words), in the active language."""
    moved = {}
    for code in sorted(listed[first]):
        now = crosswalk.code_in(FUNCTION, code, first, last)
        if now != code:
            account = Account(FUNCTION, now)
            moved[code] = [now, *shown.called(account, name_of(account, range(last, first - 1, -1), []))]
    shown_codes = {
        crosswalk.code_in(FUNCTION, code, year, last)
        for year, codes in listed.items()
        if first <= year <= last
        for code in codes
    }
    texts: dict[Break, int] = {}
    said = {}
    for code in sorted(shown_codes):
        found = crosswalk.comparability(FUNCTION, code, first, last).breaks
        if found:
            said[code] = [texts.setdefault(each, len(texts)) for each in found]
    return moved, said, [words(each) for each in texts]


def words(told: Break) -> list[list[Any]]:
    """A sentence in parts, with which of them are Chinese in every language."""
    parts = [part for part in CHINESE.split(told.html) if part]
    return [[html.unescape(re.sub("<[^>]*>", "", part)), bool(CHINESE.fullmatch(part))] for part in parts]

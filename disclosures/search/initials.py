"""The initials of names in pinyin, as people type them: czj for 财政局, cq for 重庆.

A character may be read in several ways (重: chóng, zhòng). The reading that words ask for comes first; names are found by
the others too, as many as two characters read otherwise than words ask for.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice, product

from .folding import fold

MOST = 200  # of one name
OTHERWISE = 2  # characters read in another way at once


def initials(name: str) -> list[str]:
    """The initials of a folded name, each as long as the name; a sign that has no reading stands for itself. Usual first."""
    name = fold(name)
    usual = _usual(name)
    others = [_other(sign, first) for sign, first in zip(name, usual, strict=True)]
    return list(dict.fromkeys(islice(_variants(usual, others), MOST)))


def _usual(name: str) -> str:
    """Each sign as the words it stands in are read."""
    # Loaded by whoever publishes: the tables of readings take half a second, and readers need none of them.
    from pypinyin import Style, lazy_pinyin

    read = lazy_pinyin(name, style=Style.FIRST_LETTER, errors=list)
    signs = [each[:1] or sign for each, sign in zip(read, name, strict=True)]
    return "".join(signs).lower()


def _other(sign: str, usual: str) -> list[str]:
    """The initials of its other readings."""
    from pypinyin import Style, pinyin

    (readings,) = pinyin(sign, style=Style.FIRST_LETTER, heteronym=True, errors=lambda text: [text])
    return [each[0] for each in readings if each and each[0] != usual and each[0].isascii()]


def _variants(usual: str, others: list[list[str]]) -> Iterator[str]:
    yield usual
    places = [place for place, readings in enumerate(others) if readings]
    for count in range(1, OTHERWISE + 1):
        for changed in combinations(places, count):
            for readings in product(*(others[place] for place in changed)):
                signs = list(usual)
                for place, reading in zip(changed, readings, strict=True):
                    signs[place] = reading
                yield "".join(signs)

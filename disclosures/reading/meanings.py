"""Meanings: what a word of the vocabulary can say, and what a particular is counted in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from budgets import catalogue
from budgets.names import plain

from .facets import Facets
from .terms import GROUPS


def unquoted(text: str) -> str:
    """A text without quotation marks: they are set in every way (“三公”经费, "三公"经费, “三公经费”)."""
    return text.translate(_QUOTES)


_QUOTES = str.maketrans("", "", "“”„‟\"＂‘’'「」『』")


@cache
def meanings(word: str) -> tuple[Facets, ...]:
    """Everything that a word can say, in the order declared: 一般公共预算拨款 is a source of income, and a fund."""
    return _meanings().get(unquoted(plain(word)), ())


def all_words() -> Iterator[str]:
    """Every spelling, for what looks for the longest word at a place."""
    yield from _meanings()


def spellings() -> Iterator[tuple[str, str, Facets]]:
    """Every spelling with the group that it is of and what it says there."""
    for group, terms in GROUPS.items():
        for term in terms:
            for word in term.words:
                yield group, unquoted(plain(word)), term.says


@cache
def _meanings() -> dict[str, tuple[Facets, ...]]:
    found: dict[str, tuple[Facets, ...]] = {}
    for _group, word, says in spellings():
        if says not in found.get(word, ()):
            found[word] = (*found.get(word, ()), says)
    return found


def unit_of(key: str) -> str:
    """What a particular is counted in (人, 辆, …); of everything else, money."""
    item = catalogue.ITEM.get(key)
    if item is not None:
        return item.unit
    total = catalogue.TOTAL.get(key)
    if total is not None:
        return total.unit
    counted = key.startswith(("offices.", "units.", "projects."))
    return catalogue.NUMBER if counted else catalogue.MONEY

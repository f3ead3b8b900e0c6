"""The rules as the public reads them: the words of the registry, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext, gettext_noop

# Words alone: of the rules the public side knows the registry, and nothing that looks at figures.
from budgets.rules.registry import RULES, Rule

from .english import in_english
from .rendering.frozen import is_chinese

#: What the letter of a rule's id says it is about.
CHAPTERS = {
    "R": gettext_noop("Inside tables and across them"),
    "N": gettext_noop("Text against tables, and text against itself"),
    "C": gettext_noop("What is entered is complete"),
}
LEVELS = {
    "error": gettext_noop("Error"),
    "warning": gettext_noop("Warning"),
    "info": gettext_noop("Information"),
}


@dataclass(frozen=True)
class Line:
    """One rule: what must hold, when it is looked at (empty: always), and what is reported where it does not hold."""

    id: str
    level: str
    level_word: str
    title: str
    says: str
    when: str
    basis: str


@dataclass(frozen=True)
class Chapter:
    anchor: str
    title: str
    rules: tuple[Line, ...]


def chapters() -> Iterator[Chapter]:
    """The registry by chapters, each in the order of its numbers."""
    ordered = sorted(RULES, key=lambda rule: (list(CHAPTERS).index(rule.id[0]), rule.id))
    for letter, rules in groupby(ordered, key=lambda rule: rule.id[0]):
        yield Chapter(letter, gettext(CHAPTERS[letter]), tuple(map(_line, rules)))


def _line(rule: Rule) -> Line:
    told = (lambda text: text) if is_chinese() else in_english
    return Line(
        id=rule.id,
        level=rule.level,
        level_word=gettext(LEVELS[rule.level]),
        title=told(rule.title),
        says=told(rule.says),
        when=told(rule.when),
        basis=told(rule.basis),
    )

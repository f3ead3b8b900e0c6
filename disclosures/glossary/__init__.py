"""The glossary: what the words of departmental budgets mean, declared once as data (terms.toml), in both languages.

Pure: it knows neither documents nor the database. Pages, search and the text of disclosures ask it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("terms.toml")
ENGLISH = "en"
#: The table of the file that is no term.
DOCUMENTS = "documents"
#: Words of one sign link nowhere: 款 and 项 stand in too many others.
SHORTEST = 2


@dataclass(frozen=True)
class Said:
    """The same in both languages."""

    zh: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.en if language == ENGLISH else self.zh


@dataclass(frozen=True)
class Document:
    """A law, a regulation or a rule. ``seen``: how much of it the terms were checked against (see terms.toml)."""

    slug: str
    title: Said
    number: Said
    seen: str

    def at(self, place: Said) -> Said:
        """A place in it: 《中华人民共和国预算法》（2018年12月29日修正）第六条."""
        number = Said(f"（{self.number.zh}）", f" ({self.number.en})") if self.number.zh else Said("", "")
        english = f", {place.en}" if place.en else ""
        return Said(f"{self.title.zh}{number.zh}{place.zh}", f"{self.title.en}{number.en}{english}")


@dataclass(frozen=True)
class Source:
    """Where a term is explained: a document, and the place in it where that is known."""

    document: Document
    place: Said

    @property
    def said(self) -> Said:
        return self.document.at(self.place)


@dataclass(frozen=True)
class Term:
    """One term. ``figures`` are keys whose values in force are its examples, ``called`` its other words by language; those
    ``unlinked`` a text uses all the time without meaning the term."""

    slug: str
    name: Said
    plain: Said
    official: Said
    sources: tuple[Source, ...]
    where: Said
    confused: tuple[Said, ...]
    related: tuple[str, ...]
    figures: tuple[str, ...]
    called: Mapping[str, tuple[str, ...]]
    unlinked: frozenset[str] = frozenset()

    @property
    def source(self) -> Said:
        said = [each.said for each in self.sources]
        return Said("；".join(each.zh for each in said), "; ".join(each.en for each in said))

    def words(self, language: str) -> tuple[str, ...]:
        """Its name and its other words: what it is found and linked by."""
        return (self.name[language], *self.called[language])


def entries() -> tuple[Term, ...]:
    """Every term, in the order of the file."""
    return tuple(terms().values())


def find(slug: str) -> Term | None:
    return terms().get(slug)


@cache
def terms() -> Mapping[str, Term]:
    """The terms by slug."""
    return {slug: _term(slug, told) for slug, told in _file().items() if slug != DOCUMENTS}


@cache
def documents() -> Mapping[str, Document]:
    """What terms are explained after, by slug."""
    return {slug: _document(slug, told) for slug, told in _file()[DOCUMENTS].items()}


@cache
def _file() -> dict[str, Any]:
    with SOURCE.open("rb") as file:
        return tomllib.load(file)


def _document(slug: str, told: Mapping[str, Any]) -> Document:
    return Document(slug, Said(*told["title"]), Said(*told.get("number", ("", ""))), told["seen"])


def _source(told: list[str]) -> Source:
    """KeyError where the document is none of those in the file."""
    slug, *place = told
    return Source(documents()[slug], Said(*(place or ("", ""))))


def _term(slug: str, told: Mapping[str, Any]) -> Term:
    chinese, english = told.get("called", [[], []])
    return Term(
        slug=slug,
        **{name: Said(*told[name]) for name in ("name", "plain", "official", "where")},
        sources=tuple(_source(each) for each in told["source"]),
        confused=tuple(Said(*pair) for pair in told["confused"]),
        related=tuple(told["related"]),
        figures=tuple(told.get("figures", ())),
        called={"zh-hans": tuple(chinese), ENGLISH: tuple(english)},
        unlinked=frozenset(told.get("unlinked", ())),
    )


# At the word ------------------------------------------------------------------------------------------------------


def pieces(text: str, language: str, known: set[str]) -> Iterator[tuple[str, str]]:
    """A text cut at the terms that it names: (words, slug), the slug empty for what is none. A term in ``known`` links no
    more, and one that does is put there."""
    end = 0
    for found in _pattern(language).finditer(text):
        slug = _slugs(language)[found[0].casefold()]
        if slug not in known:
            known.add(slug)
            yield text[end : found.start()], ""
            yield found[0], slug
            end = found.end()
    yield text[end:], ""


@cache
def _slugs(language: str) -> Mapping[str, str]:
    return {
        word.casefold(): term.slug
        for term in entries()
        for word in term.words(language)
        if len(word) >= SHORTEST and word not in term.unlinked
    }


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Longer words first: 财政拨款收入 before 财政拨款."""
    words = "|".join(re.escape(word) for word in sorted(_slugs(language), key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE) if language == ENGLISH else re.compile(words)

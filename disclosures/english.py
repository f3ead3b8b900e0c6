"""English: what the official Chinese text says, from the catalogue of the forms (locale/en/LC_MESSAGES/forms.po).

The text of a disclosure is Chinese by law, so here, and only here, the messages are Chinese and the translations English:
patterns of sentences, headings, titles, column heads, row labels, the names of the 类. Names of departments, projects and
lower accounts, and what a department wrote itself, stay Chinese.

A label is looked up as it is printed: the patterns of the catalogue are filled with the words of the document (its year,
its name, its kind) in both languages beforehand, so nothing is guessed from the digits or names in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel.messages.mofile import read_mo
from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from . import document as documents
from .document import Chinese

CHINESE, ENGLISH = "zh-hans", "en"
HAN = re.compile("[\u3400-\u9fff]")
SLOT = re.compile(r"\{[^{}]+\}")


class Untranslated(LookupError):
    """The catalogue has no English for this text."""


@cache
def catalogue() -> Mapping[str, str]:
    """Chinese → English; empty where it is not compiled, which ``manage.py check`` reports."""
    path = Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "forms.mo"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {message.id: message.string for message in read_mo(file) if message.id and message.string}


def in_english(pattern: str) -> str:
    """The English of a pattern; Untranslated where there is none. A slot alone is itself in any language."""
    if not pattern or SLOT.fullmatch(pattern):
        return pattern
    try:
        return catalogue()[pattern]
    except KeyError:
        raise Untranslated(pattern) from None


# Words ------------------------------------------------------------------------------------------------------------

UNITS = {
    "万元": " × 10,000 yuan",
    "元": " yuan",
    "人": "",
    "个": "",
    "家": "",
    "辆": "",
    "平方米": " m²",
    "台（套）": "",
    "%": "%",
}
KINDS = {"部门": "department", "单位": "unit"}
LEVELS = {"省": "province", "市": "city", "区": "district", "县": "county"}
NAMES = ("name", "short", "region")
DAY = re.compile(r"(\d+)年(\d+)月(\d+)日")
DIGITS = {digit: n for n, digit in enumerate("一二三四五六七八九", 1)}

Part = str | Chinese


class Words(str):
    """Words of an English page, Chinese names among them. A template prints them with their language marked."""

    parts: tuple[Part, ...]

    def __new__(cls, *parts: Part) -> Words:
        self = super().__new__(cls, "".join(part if isinstance(part, str) else part.text for part in parts))
        self.parts = tuple(part for part in parts if part)
        return self

    @property
    def lang(self) -> str:
        """The language of them all, where that is not the page's."""
        has_english = any(isinstance(part, str) for part in self.parts)
        return "" if has_english or not self.parts else documents.CHINESE

    def __html__(self) -> SafeString:
        return mark_safe("".join(map(_marked, self.parts)))  # noqa: S308 - each part is escaped


def _marked(part: Part) -> SafeString:
    if isinstance(part, str):
        return escape(part)
    return format_html('<span lang="{}">{}</span>', documents.CHINESE, part.text)


def lang_of(text: str) -> str:
    """The language of a text that is not in the language of its page, else nothing."""
    return text.lang if isinstance(text, Words) else ""


def joined(*texts: str) -> str:
    """Texts one behind another, those that are Words still knowing their language."""
    if not any(isinstance(text, Words) for text in texts):
        return "".join(texts)
    return Words(*(part for text in texts for part in parts_of(text)))


def parts_of(text: str) -> tuple[Part, ...]:
    return text.parts if isinstance(text, Words) else (text,)


def words_in_english(words: Mapping[str, str]) -> dict[str, Part]:
    """The words of the books that a pattern may name, for an English sentence."""
    return {name: _word(name, text) for name, text in words.items()}


def _word(name: str, text: str) -> Part:
    if name in NAMES:
        return own(text)
    if name == "kind":
        return KINDS.get(text, text)
    if name == "level":
        return LEVELS.get(text, text)
    if found := DAY.fullmatch(text):
        day = date(*map(int, found.groups()))
        return f"{day.day} {day:%B} {day.year}"
    return text


def own(text: str) -> Part:
    """A name, or what a department wrote: Chinese, where there is anything Chinese in it."""
    return Chinese(text) if HAN.search(text) else text


def unit_in_english(unit: str) -> str:
    """A unit as it stands behind a number in a sentence."""
    return UNITS.get(unit, f" {unit}" if unit else "")


# Numbers of headings ----------------------------------------------------------------------------------------------

NUMERAL = "[一二三四五六七八九十]+|[0-9]+"
NUMBER = re.compile(rf"第(?P<part>{NUMERAL})部分|(?P<item>{NUMERAL})[、.．]\s*|（(?P<bracketed>{NUMERAL})）")


def _number_in_english(number: re.Match[str]) -> str:
    if number["part"]:
        return f"Part {value_of(number['part'])}: "
    return f"{value_of(number['item'])}. " if number["item"] else f"({value_of(number['bracketed'])}) "


def value_of(numeral: str) -> int:
    """一 → 1, 十二 → 12, 二十一 → 21."""
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    return (10 * DIGITS.get(tens, 1) if ten else 0) + DIGITS.get(ones, 0)


# Labels -----------------------------------------------------------------------------------------------------------

#: Slots of labels that are no words of the books: what is matched in their place is translated in turn.
TEXTS = ("item:name", "subject", "project", "label", "other", "typed", "unit")
NUMBERS = ("item:n", "item:cn", "n", "amount", "second", "difference")
OPEN = (*TEXTS, *NUMBERS)
ANY = ("(.+)", f"([-−0-9.,]+|{NUMERAL})")
OF_WHICH = "其中："
ACCOUNT = re.compile(r"(?P<code>[0-9]{3,7}) (?P<name>.+)")
#: 2010601 行政运行的 30201 办公费（一般公共预算，基本支出）
CROSS = re.compile(r"([0-9]{3,7} .+)的 ([0-9]{3,5} .+?)(?:（([^（）]+)）)?")
#: 一般公共服务支出（类）财政事务（款）行政运行（项）
PATH = re.compile(r"(.+?)（[类款项]）")


class Labels:
    """The printed labels of one document in English. ``words`` are those of its books, in Chinese."""

    def __init__(self, words: Mapping[str, str]) -> None:
        english = words_in_english(words)
        self._printed: dict[str, Words] = {}
        self._shapes: list[tuple[re.Pattern[str], str, dict[str, Part], list[str]]] = []
        for pattern, translation in _label_patterns():
            names = [slot[1:-1] for slot in SLOT.findall(pattern)]
            if left_open := [name for name in names if name not in words]:
                self._shapes.append((_shape(pattern, words), translation, english, left_open))
            else:
                self._printed.setdefault(_filled(pattern, words), Words(*_fill(translation, english)))
        self._found: dict[str, Words | None] = {}

    @staticmethod
    def of(document: Mapping[str, Any]) -> Labels:
        """The labels of a document as it is frozen."""
        return Labels.of_words(words_of(document))

    @staticmethod
    def of_words(words: Mapping[str, str]) -> Labels:
        return _labels(tuple(sorted(words.items())))

    def __getitem__(self, text: str) -> Words:
        """The English of a label; the label itself, as Chinese, where it is a name."""
        return _or_chinese(self.find(text), text)

    def find(self, text: str) -> Words | None:
        """The English of a label; None where the catalogue has none."""
        if text not in self._found:
            found = self._as_printed(text)
            self._found[text] = next(self._shaped(text), None) if found is None else found
        return self._found[text]

    def cell(self, text: str) -> Words:
        """The English of a cell: of a label of the form as it stands, for what is like one may be the department's own."""
        return _or_chinese(self._as_printed(text), text)

    def _as_printed(self, text: str) -> Words | None:
        """A label with its number and 其中 before it."""
        if not HAN.search(text):
            return Words(text)
        if text in self._printed:
            return self._printed[text]
        if (number := NUMBER.match(text)) and (rest := self._as_printed(text[number.end() :])) is not None:
            return Words(_number_in_english(number), *rest.parts)
        if text.startswith(OF_WHICH) and (rest := self._as_printed(text.removeprefix(OF_WHICH))) is not None:
            return Words("Of which: ", *within(rest).parts)
        return None

    def _shaped(self, text: str) -> Iterator[Words]:
        for shape, translation, english, names in self._shapes:
            if match := shape.fullmatch(text):
                values = zip(names, map(self.figure, match.groups()), strict=True)
                yield Words(*_fill(translation, {**english, **dict(values)}))

    def number(self, number: str) -> str:
        """The number of a heading: 第二部分 → Part 2, （一） → (1)."""
        match = NUMBER.fullmatch(number)
        return _number_in_english(match) if match else number

    def term(self, text: str) -> Words:
        """A term of the glossary: a label, or the department's own behind the number that the form gives it."""
        number = NUMBER.match(text)
        if number is None or self.find(text) is not None:
            return self[text]
        return Words(_number_in_english(number), own(text[number.end() :]))

    def figure(self, label: str) -> Words:
        """What a figure is called: a label, or several of them joined: 支出，201 一般公共服务支出，基本支出."""
        if found := self.find(label):
            return found
        if cross := CROSS.fullmatch(label):
            function, cost, narrowed = cross.groups()
            aside = (" (", *within(self.figure(narrowed)).parts, ")") if narrowed else ()
            return Words(*self.account(cost).parts, " of ", *self.account(function).parts, *aside)
        unit, colon, rest = label.partition("：")
        if colon and (told := self.figure(rest)).lang == "":
            return Words(own(unit), ": ", *told.parts)
        pieces = [self.account(piece) for piece in label.split("，")]
        if all(piece.lang for piece in pieces):
            return Words(Chinese(label))
        return _listed([pieces[0], *map(within, pieces[1:])], ", ")

    def account(self, text: str) -> Words:
        """An account, with its code or with all that stands above it. Only the names of the 类 are translated."""
        if match := ACCOUNT.fullmatch(text):
            code, name = match.groups()
            return Words(f"{code} ", *(self[name] if len(code) == 3 else Words(Chinese(name))).parts)
        if steps := PATH.findall(text):
            return _listed([self[steps[0]], *(Words(Chinese(step)) for step in steps[1:])], " › ")
        return self[text]

    def word(self, text: str) -> Words:
        """A word of what a list is at: a label of the form, several of them, an account; else it is a name."""
        if PATH.match(text):
            return self.account(text)
        found = [self._as_printed(piece) for piece in text.split("，")]
        known = [words for words in found if words is not None]
        return _listed(known, ", ") if len(known) == len(found) else Words(own(text))

    def place(self, text: str) -> Words:
        """Where a figure stands: 表1 收支总表 · 支出总计 · 2025年预算数 › 小计."""
        table, *rest = text.split(" · ")
        label, _space, title = table.partition(" ")
        known = self.find(label) if title else None
        head = [known, self[title]] if known else [self[table]]
        steps = [_listed(map(self.account, step.split(" › ")), " › ") for step in rest]
        return _listed([_listed(head, ": "), *steps], " · ")


@lru_cache(maxsize=16)
def _labels(words: tuple[tuple[str, str], ...]) -> Labels:
    return Labels(dict(words))


def words_of(document: Mapping[str, Any]) -> dict[str, str]:
    """The words of the books that labels name, from a frozen document."""
    return {
        "year": str(document["year"]),
        "last_year": str(document["year"] - 1),
        "name": document["department"]["name"],
        "short": document["department"]["short_name"],
        "region": document["region"]["name"],
        "kind": "单位" if document["kind"] == "unit" else "部门",
        "level": document["region"]["level"],
    }


def label_in_english(text: str, document: Mapping[str, Any]) -> str | None:
    """The English of a printed label of a document; None where all or some of it stays Chinese."""
    found = Labels.of(document).find(text)
    return str(found) if found is not None and all(isinstance(part, str) for part in found.parts) else None


def _or_chinese(found: Words | None, text: str) -> Words:
    return Words(Chinese(text)) if found is None else found


def within(words: Words) -> Words:
    """Words as they stand within a sentence: without the capital they begin with."""
    first, *rest = words.parts or ("",)
    if isinstance(first, str) and first[1:2].islower():
        return Words(first[0].lower() + first[1:], *rest)
    return words


@cache
def _label_patterns() -> list[tuple[str, str]]:
    """The messages that may be labels: no list and no figure in them. The longest first, so that the closest shape wins."""
    words = {"year", "last_year", "name", "short", "region", "kind", "level", *OPEN}
    labels = [
        (pattern, translation)
        for pattern, translation in catalogue().items()
        if "[" not in pattern
        and HAN.search(SLOT.sub("", pattern))
        and {slot[1:-1] for slot in SLOT.findall(pattern)} <= words
    ]
    return sorted(labels, key=lambda label: -len(SLOT.sub("", label[0])))


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    return SLOT.sub(lambda slot: words[slot[0][1:-1]], pattern)


def _shape(pattern: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """A pattern as an expression: the words of the books in their places, any text where a slot is left open."""
    texts = [re.escape(text) for text in SLOT.split(pattern)]
    names = [slot[1:-1] for slot in SLOT.findall(pattern)]
    slots = [re.escape(words[name]) if name in words else ANY[name in NUMBERS] for name in names]
    return re.compile("".join(part for pair in zip(texts, [*slots, ""], strict=True) for part in pair))


def _fill(translation: str, values: Mapping[str, Part]) -> Iterator[Part]:
    """A translation with its slots filled; a label that comes to stand within it loses its capital."""
    at = 0
    for slot in SLOT.finditer(translation):
        yield translation[at : slot.start()]
        value = values[slot[0][1:-1]]
        if isinstance(value, Words):
            yield from (within(value) if slot.start() else value).parts
        else:
            yield value
        at = slot.end()
    yield translation[at:]


def _listed(texts: Iterable[Words], joint: str) -> Words:
    parts: list[Part] = []
    for words in texts:
        parts += [joint, *words.parts] if parts else words.parts
    return Words(*parts)

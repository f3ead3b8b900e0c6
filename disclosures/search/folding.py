"""Folding: texts and questions are brought to one spelling, so that a question is found as a plain part of a text.

ASCII letters are small, full-width signs are half-width, every kind of space is one space; curly quotation marks are
left out, for nobody types those of “三公”经费. Nothing else is changed: % _ and ' are signs like others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LONGEST = 200  # characters of a question
DROPPED = frozenset("“”‘’")
FULL_WIDTH = range(0xFF01, 0xFF5F)
TO_HALF_WIDTH = 0xFEE0
#: Characters of a text that are shown before and after what was found in it.
AROUND = 60


def fold(text: str) -> str:
    return "".join(sign for sign, _place in _folded(text))


def folded_lines(*texts: str) -> str:
    """Texts as they are searched; a line each, which no word of a question reaches over."""
    return "\n".join(fold(text) for text in dict.fromkeys(texts) if text)


def words_of(question: str) -> tuple[str, ...]:
    """The words of a question, folded, each once: all of them must be found. Empty where there is nothing to look for."""
    return tuple(dict.fromkeys(fold(question).split()))


def _folded(text: str) -> Iterator[tuple[str, int]]:
    """Each sign that is kept, with its place in the text."""
    for place, sign in enumerate(text):
        if folded := _folded_sign(sign):
            yield folded, place


def _folded_sign(sign: str) -> str:
    if sign in DROPPED:
        return ""
    if ord(sign) in FULL_WIDTH:
        sign = chr(ord(sign) - TO_HALF_WIDTH)
    if sign.isspace():
        return " "
    if unicodedata.category(sign) in (
        "Cc",
        "Cf",
        "Cs",
    ):  # no database takes all of these, and nobody sees them
        return ""
    return sign.lower() if sign.isascii() else sign


# What was found, shown ---------------------------------------------------------------------------------------------


Places = Sequence[tuple[int, int]]
#: What is Chinese in an English text.
HAN_RUNS = re.compile("([\u3400-\u9fff](?:[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]*[\u3400-\u9fff])?)")


def marked(text: str, words: Iterable[str]) -> SafeString:
    """A text as HTML with every place of the words in <mark>."""
    return marked_at(text, spans(text, words))


def marked_at(text: str, places: Places) -> SafeString:
    """The same with the places told: [(start, end), …] in order, none within another."""
    done, parts = 0, []
    for start, end in places:
        parts.append((text[done:start], text[start:end]))
        done = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), text[done:])


def marked_english(text: str, places: Places) -> SafeString:
    """The same of an English text: what is Chinese in it says so."""
    start, parts = 0, []
    for number, piece in enumerate(HAN_RUNS.split(text)):
        told = marked_at(piece, _within(places, start, start + len(piece)))
        parts.append((format_html('<span lang="zh-CN">{}</span>', told) if number % 2 else told,))
        start += len(piece)
    return format_html_join("", "{}", parts)


def _within(places: Places, start: int, end: int) -> list[tuple[int, int]]:
    """The places in a part of a text, counted from its start."""
    return [(max(a, start) - start, min(b, end) - start) for a, b in places if a < end and b > start]


def spans(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where the words stand in a text, what touches or overlaps joined."""
    signs = list(_folded(text))
    folded = "".join(sign for sign, _place in signs)
    found: list[tuple[int, int]] = []
    for start, end in sorted(_occurrences(folded, words)):
        first, last = signs[start][1], signs[end - 1][1] + 1
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def _occurrences(folded: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    for word in words:
        start = folded.find(word)
        while start >= 0:
            yield start, start + len(word)
            start = folded.find(word, start + 1)


def excerpt(text: str, found: Places, mark: Callable[[str, Places], SafeString] = marked_at) -> SafeString:
    """The part of a long text around the first place where words were found, with every place in <mark>."""
    first = found[0][0] if found else 0
    start = max(0, first - AROUND) if first > AROUND + 10 else 0
    end = len(text) if len(text) <= start + 3 * AROUND else start + 3 * AROUND
    before, after = ("……" if start else ""), ("……" if end < len(text) else "")
    return format_html("{}{}{}", before, mark(text[start:end], _within(found, start, end)), after)

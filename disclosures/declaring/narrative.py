"""Sentences: patterns with slots, said about one set of figures, in Chinese and in English.

A pattern is text with slots in braces. A slot names a figure by its key, never a typed number::

    {income.total}            3,121.42万元              a reference to the figure, in the text's unit
    {income.total:bare}       3,121.42                  without its unit
    {income.total:delta}      107.62万元                the change, without its sign
    {income.total:verb}       增加 | 减少               nothing where nothing changed
    {income.total:rate}       增长 | 下降
    {income.total:percent}    3.57%                     the change in percent, without its sign
    {income.total:share}      80.48%
    {income.total:reason}     what the department gives as the reason
    {income.total:compare}    one of the form's comparisons: 比2024年预算增加…，与2024年预算持平 …
    {income.total:moved}      ，and its ``compare``; nothing where last year's figure is not known
    {income.total:why}        ，主要原因是…; nothing without a reason
    {year} {last_year} {name} {short} {kind} {level}    words of the books
    {note.scope}              a text of the department
    {*classes}                a list said in one breath (see ``Joined``)
    {item} {item.basic} {item:name} {item:n}            of what a list runs over: its figure, its words

What stands in ``[…]`` is said only where every figure and text named in it is something, in ``[?…]`` also where a figure
is 0: unknown is nothing, 0 is an answer. ``moved`` and ``why`` leave themselves out and nothing else.

The verb, the percentage, 持平 and 不可比 follow from the figures (reconcile.md N03, N04; base 0 is not comparable). The
English of a pattern is looked up in the catalogue of the forms; a pattern without one is published in Chinese only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cache
from typing import Literal

from budgets.figures import MONEY, Figure, Figures
from budgets.money import WANYUAN, rounded

from ..document import Chinese, Cite, Paragraph, Run
from ..english import (
    CHINESE,
    ENGLISH,
    Labels,
    Untranslated,
    in_english,
    own,
    unit_in_english,
    value_of,
    within,
    words_in_english,
)
from .statements import print_figure

# Patterns ---------------------------------------------------------------------------------------------------------

TOKEN = re.compile(
    r"(?P<twice>\{\{|\}\})|(?P<open>\[\??)|(?P<close>\])"
    r"|\{(?P<list>\*)?(?P<name>[^{}:]+)(?::(?P<view>[a-z-]+))?\}"
)


@dataclass(frozen=True)
class Slot:
    name: str
    view: str = ""
    is_list: bool = False


@dataclass(frozen=True)
class Perhaps:
    """What stands in brackets. ``zero_will_do``: a figure of 0 is worth saying."""

    parts: tuple[Part, ...]
    zero_will_do: bool


Part = str | Slot | Perhaps


@cache
def parse(pattern: str) -> tuple[Part, ...]:
    """A pattern as texts, slots and brackets; ValueError for a bracket or brace that is not closed."""
    parts, rest = _parts(pattern, 0, inside=False)
    if rest != len(pattern):
        raise ValueError(f"a bracket closes that was not opened: {pattern!r}")
    return parts


def _parts(pattern: str, at: int, *, inside: bool) -> tuple[tuple[Part, ...], int]:
    parts: list[Part] = []
    while match := TOKEN.search(pattern, at):
        parts.append(_text(pattern[at : match.start()], pattern))
        at = match.end()
        if match["close"]:
            if not inside:
                return tuple(parts), match.start()
            return tuple(part for part in parts if part != ""), at
        if match["open"]:
            inner, at = _parts(pattern, at, inside=True)
            parts.append(Perhaps(inner, zero_will_do=match["open"] == "[?"))
        elif match["twice"]:
            parts.append(match["twice"][0])
        else:
            parts.append(Slot(match["name"], match["view"] or "", bool(match["list"])))
    if inside:
        raise ValueError(f"a bracket is not closed: {pattern!r}")
    parts.append(_text(pattern[at:], pattern))
    return tuple(part for part in parts if part != ""), len(pattern)


def _text(text: str, pattern: str) -> str:
    if set(text) & set("{}"):
        raise ValueError(f"a brace that is no slot: {pattern!r}")
    return text


def slots_of(pattern: str) -> list[Slot]:
    """Every slot of a pattern, in brackets or not, in order."""

    def walk(parts: Iterable[Part]) -> Iterator[Slot]:
        for part in parts:
            match part:
                case Slot():
                    yield part
                case Perhaps():
                    yield from walk(part.parts)

    return list(walk(parse(pattern)))


# The words of a form ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """How this year stands to last year. ``{this}`` is the figure; ``from_zero`` where last year had none."""

    changed: str
    same: str
    unknown: str
    from_zero: str = ""
    tiny: str = ""

    def patterns(self) -> tuple[str, ...]:
        found = (self.changed, self.same, self.unknown, self.from_zero, self.tiny)
        return tuple(pattern for pattern in found if pattern)


COMPARED = Comparison(
    changed="比{last_year}年预算{this:verb}{this:delta}，{this:rate}{this:percent}",
    same="与{last_year}年预算持平",
    unknown="{last_year}年预算数未公开，不能比较",
    from_zero="比{last_year}年预算{this:verb}{this:delta}，{last_year}年为0，增减率不可比",
    tiny="与{last_year}年预算基本持平，增减不足0.01万元",
)


@dataclass(frozen=True)
class Wording:
    """How a form writes: its amounts, its comparisons by name, its reasons.

    ``digits``: ``two`` always two decimals, ``whole`` none for whole numbers, ``short`` no more than needed.
    """

    digits: Literal["two", "whole", "short"] = "two"
    separators: bool = True
    zero: str = "0"
    comparisons: Mapping[str, Comparison] = field(default_factory=lambda: {"compare": COMPARED})
    why: str = "，主要原因是{this:reason}"
    why_same: str = "，{this:reason}"

    def patterns(self) -> tuple[str, ...]:
        compared = (p for comparison in self.comparisons.values() for p in comparison.patterns())
        return (*compared, self.why, self.why_same)

    def number(self, figure: Figure) -> str:
        """A figure as this form's sentences write it. Only what is 0 is “0”: 40 元 are 0.00万元, and 0.004 % is 0.00%."""
        text = print_figure(figure, WANYUAN)
        if figure.value == 0 and figure.is_money:
            return self.zero
        if not text.strip("0.,−"):
            return text
        if not self.separators:
            text = text.replace(",", "")
        if self.digits == "whole":
            return text.removesuffix(".00")
        if self.digits == "short" and "." in text:
            return text.rstrip("0").rstrip(".")
        return text


# What lists run over ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """One of what a list runs over: the key of its figure (empty for a mere name) and its words."""

    key: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def is_named(self, view: str) -> bool:
        """Whether this word is a name, which has no English: of a project, a purchase, an account below the 类."""
        return view == "name" and (
            self.key.startswith(("project.", "purchase.")) or len(self.words.get("code", "")) > CLASS_DIGITS
        )


#: How many digits the code of a 类 has.
CLASS_DIGITS = 3

Over = Callable[[Figures], Iterable[Item]]


@dataclass(frozen=True)
class Joined:
    """A list in one breath: the pattern said of each item, what says nothing left out, joined."""

    over: Over
    pattern: str
    joint: str = "，"


# Saying -----------------------------------------------------------------------------------------------------------


class Weight(IntEnum):
    """What a slot comes to: nothing known or written, a figure of 0, something."""

    NOTHING = 0
    ZERO = 1
    SOMETHING = 2


@dataclass(frozen=True)
class Said:
    runs: tuple[Run, ...]
    weight: Weight


NOTHING = Said((), Weight.NOTHING)


class HalfSaid(ValueError):
    """A sentence would be published with a hole in it: the slot belongs in brackets, or the sentence under a condition."""


def is_half_said(slot: Slot, said: Said) -> bool:
    """Whether a slot outside brackets leaves a hole: a list of nothing, a verb without a change, a change of nothing."""
    if slot.is_list or slot.view in ("verb", "rate", "percent"):
        return said.weight is Weight.NOTHING
    return slot.view == "delta" and said.weight is not Weight.SOMETHING


#: What a reason may end in; the sentence that takes it up has a stop of its own.
STOPS = "。；，,.;"


@dataclass(frozen=True)
class Speaker:
    """Says patterns about one set of figures, in the words of one form and in one language.

    ``item`` is what a list is at, ``subject`` the figure that a comparison calls ``{this}``. ``is_within`` a sentence.
    """

    figures: Figures
    wording: Wording
    language: str = CHINESE
    item: Item | None = None
    subject: str = ""
    is_within: bool = False

    def about(self, item: Item | None) -> Speaker:
        return replace(self, item=item)

    def say(self, pattern: str, lists: Mapping[str, Joined] | None = None) -> Said:
        """The pattern with its slots filled; Untranslated where this language does not have it."""
        said = self._say(parse(self._told(pattern)), lists or {})
        return Said(tuple(_merged(said.runs)), said.weight)

    def text(self, pattern: str) -> str:
        """A pattern that prints no figures as plain text: a heading, a title, a note."""
        return "".join(run if isinstance(run, str) else run.text for run in self.say(pattern).runs)

    def _told(self, pattern: str) -> str:
        return pattern if self.language == CHINESE else in_english(pattern)

    def _say(self, parts: tuple[Part, ...], lists: Mapping[str, Joined], *, perhaps: bool = False) -> Said:
        runs: list[Run] = []
        weights = [Weight.SOMETHING]
        for part in parts:
            match part:
                case str():
                    runs.append(part)
                case Perhaps():
                    inner = self._say(part.parts, lists, perhaps=True)
                    least = Weight.ZERO if part.zero_will_do else Weight.SOMETHING
                    runs += inner.runs if inner.weight >= least else ()
                case Slot():
                    said = self._list(lists[part.name]) if part.is_list else self._slot(part)
                    if not perhaps and is_half_said(part, said):
                        raise HalfSaid(part)
                    runs += said.runs
                    weights.append(said.weight)
        return Said(tuple(runs), min(weights))

    def _list(self, listed: Joined) -> Said:
        runs: list[Run] = []
        for item in listed.over(self.figures):
            said = replace(self, item=item, is_within=True).say(listed.pattern)
            if said.runs:
                joint = [self._joint(listed.joint)] if runs else []
                runs += [*joint, *said.runs]
        return Said(tuple(runs), Weight.SOMETHING if runs else Weight.NOTHING)

    def _joint(self, joint: str) -> str:
        return joint if self.language == CHINESE else {"；": "; ", "、": ", ", "，": ", "}.get(joint, joint)

    def _slot(self, slot: Slot) -> Said:
        told = self._word(slot)
        if told is not None:
            return Said(told, Weight.SOMETHING if any(told) else Weight.NOTHING)
        return self._figure(self._key(slot.name), slot.view)

    def _word(self, slot: Slot) -> tuple[Run, ...] | None:
        """The words of a slot that names no figure, else None."""
        if slot.name.startswith("note."):
            text = self.figures.books.notes.get(slot.name.removeprefix("note."), "").strip()
            return self._own(text.rstrip(STOPS) if slot.name.startswith("note.reason.") else text)
        if slot.name == "item" and self.item and slot.view in self.item.words:
            return self._of_item(self.item, slot.view)
        known = words(self.figures)
        if slot.name not in known:
            return None
        return (known[slot.name] if self.language == CHINESE else words_in_english(known)[slot.name],)

    def _own(self, text: str) -> tuple[Run, ...]:
        """What the department wrote: Chinese, whatever is spoken around it."""
        return (text if self.language == CHINESE else own(text),)

    def _of_item(self, item: Item, view: str) -> tuple[Run, ...]:
        """A word of what a list is at; in English where it is a label and no name."""
        text = item.words[view]
        if self.language == CHINESE:
            return (text,)
        if view == "cn":
            return (str(value_of(text)),)
        if item.is_named(view):
            return (own(text),)
        label = self._labels.word(text)
        return (within(label) if self.is_within else label).parts

    @property
    def _labels(self) -> Labels:
        return Labels.of_words(words(self.figures))

    def _key(self, name: str) -> str:
        """The figure a slot names: ``this`` and ``item`` stand for the figure spoken of."""
        head, dot, rest = name.partition(".")
        base = self.subject if head == "this" else self.item.key if head == "item" and self.item else head
        return f"{base}{dot}{rest}"

    def _figure(self, key: str, view: str) -> Said:
        figures = self.figures
        if view in self.wording.comparisons:
            return self._compare(self.wording.comparisons[view], key)
        match view:
            case "" | "bare":
                return self._cite(key, unsigned=False, with_unit=not view)
            case "delta":
                return self._cite(f"{key}.change", unsigned=True, with_unit=True)
            case "percent" | "share":
                view = "share" if view == "share" else "percent"
                return self._cite(f"{key}.{view}", unsigned=True, with_unit=True)
            case "verb" | "rate":
                return self._direction(key, view)
            case "moved":
                compared = self._compare(self.wording.comparisons["compare"], key)
                known = figures.change(key) is not None
                return Said((self._joint("，"), *compared.runs) if known else (), Weight.SOMETHING)
            case "reason":
                reason = figures.reason(key).strip().rstrip(STOPS)
                return Said(self._own(reason), Weight.SOMETHING) if reason else NOTHING
            case "why":
                change = figures.change(key)  # of what cannot be compared there is nothing to explain
                pattern = self.wording.why if change else self.wording.why_same
                is_told = change is not None and bool(figures.reason(key).strip())
                said = self._about(key).say(pattern) if is_told else NOTHING
                return Said(said.runs, Weight.SOMETHING)
            case "name":
                label = figures.label(key)
                named = (label,) if self.language == CHINESE else self._labels.figure(label).parts
                return Said(named, Weight.SOMETHING)
        raise ValueError(f"unknown view {view!r} of {key!r}")

    def _about(self, key: str) -> Speaker:
        return replace(self, subject=key)

    def _cite(self, key: str, *, unsigned: bool, with_unit: bool) -> Said:
        figure = self.figures[key]
        text = self.wording.number(figure)
        if unsigned:
            text = text.lstrip("−")
        unit = figure.unit.replace(MONEY, WANYUAN) if figure.is_money else figure.unit
        if self.language == ENGLISH:
            unit = unit_in_english(unit)
        weight = Weight.NOTHING if figure.value is None else Weight(1 + bool(figure.value))
        return Said((Cite(key, text), unit) if with_unit else (Cite(key, text),), weight)

    def _direction(self, key: str, view: str) -> Said:
        change = self.figures.change(key)
        if not change:
            return NOTHING
        word = DIRECTIONS[self.language][view][change < 0]
        return Said((word,), Weight.SOMETHING)

    def _compare(self, comparison: Comparison, key: str) -> Said:
        """This year against last year, in words and figures."""
        said = self._about(key).say(self._comparing(comparison, key))
        return Said(said.runs, Weight.SOMETHING)

    def _comparing(self, comparison: Comparison, key: str) -> str:
        figures, change = self.figures, self.figures.change(key)
        if change is None:
            return comparison.unknown
        if change == 0:
            return comparison.same
        if figures[key].is_money and not rounded(abs(change), WANYUAN):
            return comparison.tiny or comparison.same
        if figures.value(f"{key}.percent") is None:
            return comparison.from_zero or comparison.changed
        return comparison.changed


DIRECTIONS = {
    CHINESE: {"verb": ("增加", "减少"), "rate": ("增长", "下降")},
    ENGLISH: {"verb": ("up", "down"), "rate": ("up", "down")},
}


#: The names of the words of the books.
WORDS = ("year", "last_year", "name", "short", "region", "kind", "level", "assets_on", "threshold")


def words(figures: Figures) -> dict[str, str]:
    """The words of the books that a pattern may name, in Chinese."""
    books = figures.books
    return {
        "year": str(books.year),
        "last_year": str(books.year - 1),
        "name": books.department_name,
        "short": books.department_short_name,
        "region": books.region_name,
        "kind": books.kind_label,
        "level": books.region_level,
        "assets_on": f"{d.year}年{d.month}月{d.day}日" if (d := books.assets_on) else "",
        "threshold": str(books.equipment_threshold),
    }


def say(
    pattern: str, speaker: Speaker, lists: Mapping[str, Joined] | None = None, *, role: str = ""
) -> Paragraph | None:
    """One paragraph in both languages; None where nothing is left to say."""
    said = speaker.say(pattern, lists)
    if not said.runs:
        return None
    try:
        english = replace(speaker, language=ENGLISH).say(pattern, lists).runs
    except Untranslated:
        english = ()
    return Paragraph(said.runs, role, english)


def tell(pattern: str, speaker: Speaker, *, role: str = "") -> Iterator[Paragraph]:
    """A paragraph for each line of a text of the department; in English where the pattern adds words of its own."""
    lines = _lines(speaker.say(pattern).runs)
    try:
        english = _lines(replace(speaker, language=ENGLISH).say(pattern).runs)
    except Untranslated:
        english = []
    if len(english) != len(lines):
        english = [()] * len(lines)
    for runs, told in zip(lines, english, strict=True):
        yield Paragraph(runs, role, told if any(isinstance(run, str) for run in told) else ())


def _lines(runs: Iterable[Run]) -> list[tuple[Run, ...]]:
    """Runs cut at the ends of lines; blank lines and blanks around lines left out."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        if isinstance(run, Cite):
            lines[-1].append(run)
            continue
        first, *others = re.split(r"\s*\n\s*", run if isinstance(run, str) else run.text)
        lines += ([] for _line in others)
        for line, text in zip(lines[-1 - len(others) :], (first, *others), strict=True):
            line.append(text if isinstance(run, str) else Chinese(text))
    return [tuple(_merged(line)) for line in lines if any(line)]


def _merged(runs: Iterable[Run]) -> list[Run]:
    """Neighbouring texts joined, empty ones dropped."""
    merged: list[Run] = []
    for run in runs:
        if isinstance(run, str) and merged and isinstance(merged[-1], str):
            merged[-1] += run
        elif run != "":
            merged.append(run)
    return merged

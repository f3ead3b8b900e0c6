"""A report as people are told it, out of its JSON: causes first, each with its echoes, and where each figure stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from budgets.rules.finding import ERROR, INFO, LEVEL_WORDS, LEVELS, WARNING

from .shape import in_words, is_yuan

KINDS = {"department": "部门预算", "unit": "单位预算"}
#: The mark of a level in the style sheet of staff pages.
MARKS = {ERROR: "err", WARNING: "warn", INFO: "info"}
#: As much of a sentence as stands on either side of the amount that is quoted.
AROUND = 60
#: As many parts of a sum as are listed in a line.
MOST_PARTS = 12
#: As many findings as a page or a printed report shows; the JSON has them all.
MOST = 200


@dataclass(frozen=True)
class Quote:
    """A sentence or a cell, with the words in it that are meant."""

    before: str
    meant: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.meant}{self.after}"


@dataclass(frozen=True)
class Where:
    """Where something stands. ``quote`` None: what stands there is what is told beside."""

    place: str
    quote: Quote | None


@dataclass(frozen=True)
class ToldSide:
    """One side of a comparison; ``sum`` tells what it is the sum of."""

    label: str
    text: str
    where: Where
    sum: str = ""


@dataclass(frozen=True)
class ToldSuspect:
    """The figure most likely wrong: what is printed, what would fit, and how many findings that explains."""

    label: str
    text: str
    fits: str
    settles: int
    where: Where


@dataclass(frozen=True)
class ToldFinding:
    n: int
    rule: str
    level: str
    title: str
    message: str
    difference: str
    sides: tuple[ToldSide, ...]
    places: tuple[Where, ...]
    suspect: ToldSuspect | None
    echoes: tuple[ToldFinding, ...] = ()
    #: The same fault in other places, where no figures are compared.
    alike: tuple[ToldFinding, ...] = ()

    @property
    def level_word(self) -> str:
        return LEVEL_WORDS[self.level]

    @property
    def mark(self) -> str:
        return MARKS[self.level]

    @property
    def is_pair(self) -> bool:
        return len(self.sides) == 2

    @property
    def spots(self) -> int:
        """In how many places the same fault is."""
        return len(self.alike) + 1

    @property
    def rules(self) -> str:
        """R01, or R01 等 4 条 where others follow from it."""
        return f"{self.rule} 等 {len(self.echoes) + 1} 条" if self.echoes else self.rule


@dataclass(frozen=True)
class Told:
    """A report for people. ``report`` is its JSON, for what is told as it stands there."""

    report: Mapping[str, Any]
    findings: tuple[ToldFinding, ...]

    @property
    def heading(self) -> str:
        """Whose budget of what year it is, as far as the document says so."""
        report = self.report
        year = f"{report['year']} 年" if report["year"] else ""
        return (
            f"{report['department']} {year}{KINDS[report['kind']]}"
            if report["department"]
            else report["title"]
        )

    @property
    def counts(self) -> list[tuple[str, str, int, int]]:
        """(mark, word, how many, number of the first finding) of each level that there is."""
        first = {finding.level: finding.n for finding in reversed(self.findings)}
        counts = self.report["counts"]
        return [(MARKS[e], LEVEL_WORDS[e], counts[e], first[e]) for e in LEVELS if counts[e]]

    @property
    def is_clean(self) -> bool:
        return not self.findings

    @property
    def times(self) -> int:
        """How often the figures stand in the document; 0 where each is told once."""
        times = len(self.report["said"])
        return times if times > self.report["figures"] else 0

    @property
    def shown(self) -> tuple[ToldFinding, ...]:
        """The findings of a page or a printed report; more than this nobody reads at once."""
        return self.findings[:MOST]

    @property
    def more(self) -> int:
        return len(self.findings) - len(self.shown)

    @property
    def untold(self) -> int:
        """How many things could not be read or tied."""
        return len(self.report["unread"]) + len(self.report["untied"])


@dataclass(frozen=True)
class FigureRead:
    """A figure that was read: how it is printed, each spelling once, and every place where it stands."""

    key: str
    label: str
    printed: tuple[str, ...]
    places: tuple[str, ...]


def figures_read(report: Mapping[str, Any]) -> list[FigureRead]:
    """Every figure that was read, in the order in which the document first says them."""
    said: dict[str, list[Mapping[str, Any]]] = {}
    for figure in report["said"]:
        said.setdefault(figure["key"], []).append(figure)
    return [
        FigureRead(
            key,
            figures[0]["label"] or key,
            tuple(dict.fromkeys(figure["printed"] for figure in figures)),
            tuple(dict.fromkeys(figure["place"] for figure in figures)),
        )
        for key, figures in said.items()
    ]


def told(report: Mapping[str, Any]) -> Told:
    """The report of this JSON for people."""
    by_number = {finding["n"]: finding for finding in report["findings"]}
    causes = [finding for finding in report["findings"] if finding["echo_of"] is None]
    return Told(report, tuple(_gathered(_finding(cause, by_number) for cause in causes)))


def _gathered(findings: Iterable[ToldFinding]) -> list[ToldFinding]:
    """The findings, those that tell of one fault in several places under the first of them."""
    alike: dict[object, list[ToldFinding]] = {}
    for finding in findings:
        stands_alone = finding.sides or finding.suspect or finding.echoes
        fault = finding.n if stands_alone else (finding.rule, finding.level, finding.title)
        alike.setdefault(fault, []).append(finding)
    return [replace(first, alike=tuple(others)) for first, *others in alike.values()]


def _finding(finding: Mapping[str, Any], by_number: Mapping[int, Mapping[str, Any]]) -> ToldFinding:
    sides = tuple(map(_side, finding["figures"]))
    suspect = finding["suspect"]
    return ToldFinding(
        n=finding["n"],
        rule=finding["rule"],
        level=finding["level"],
        title=finding["title"],
        message="" if _says_the_pair(finding) else finding["message"],
        difference=_difference(finding),
        sides=sides,
        places=tuple(_where(place, "") for place in finding["places"]),
        suspect=suspect and _suspect(suspect),
        echoes=tuple(_finding(by_number[n], by_number) for n in finding["echoes"]),
    )


def _says_the_pair(finding: Mapping[str, Any]) -> bool:
    """Whether the message only repeats both figures and their difference."""
    labels = [figure["label"] for figure in finding["figures"]]
    message, _, rest = finding["message"].partition("，相差")
    return (
        len(labels) == 2
        and message.startswith(labels[0])
        and labels[1] in message
        and not re.search("[，；。]", rest)
    )


def _side(figure: Mapping[str, Any]) -> ToldSide:
    where = _where(figure, figure["printed"])
    return ToldSide(figure["label"], figure["printed"], where, in_a_sum(figure["parts"]))


def in_a_sum(parts: Sequence[Mapping[str, Any]]) -> str:
    """＝ 财政拨款收入 210.95万元 ＋ 其他收入 3万元，另有 4 项为 0"""
    something = [part for part in parts if Decimal(part["value"])]
    zeroes, more = len(parts) - len(something), len(something) - MOST_PARTS
    if zeroes and not something:
        return f"{zeroes} 项都为 0"
    shown = " ＋ ".join(f"{part['label']} {part['printed']}".strip() for part in something[:MOST_PARTS])
    rest = (f"另有 {more} 项" if more > 0 else "", f"另有 {zeroes} 项为 0" if zeroes else "")
    return "，".join(word for word in (shown and f"＝ {shown}", *rest) if word)


def _suspect(suspect: Mapping[str, Any]) -> ToldSuspect:
    return ToldSuspect(
        label=suspect["label"],
        text=suspect["printed"],
        fits=suspect["fits_printed"],
        settles=suspect["settles"],
        where=_where(suspect, suspect["printed"]),
    )


def _where(place: Mapping[str, Any], printed: str) -> Where:
    return Where(place["place"], quoted(place["quote"], printed))


def quoted(quote: str, printed: str) -> Quote | None:
    """A quotation with what is meant in it told apart, and no more of a long sentence than stands around that."""
    if not quote or quote in _spellings(printed):
        return None
    meant, at = next(
        ((words, quote.index(words)) for words in _spellings(printed) if words in quote), ("", 0)
    )
    before, after = quote[:at], quote[at + len(meant) :]
    if len(before) > AROUND:
        before = f"…{before[-AROUND:]}"
    if len(after) > AROUND * (1 if meant else 2):
        after = f"{after[: AROUND * (1 if meant else 2)]}…"
    return Quote(before, meant, after)


def _spellings(printed: str) -> Iterator[str]:
    """How an amount may stand in a sentence: with its unit, and, in a cell, without."""
    if printed:
        yield printed
        digits = printed.rstrip("万元人辆个家台套（）%平方米㎡ ")
        if digits and digits != printed:
            yield digits


def _difference(finding: Mapping[str, Any]) -> str:
    if finding["difference"] is None:
        return ""
    is_in_yuan = any(is_yuan(figure["printed"]) for figure in finding["figures"])
    return in_words(abs(Decimal(finding["difference"])), finding["figures"][0]["unit"], is_in_yuan=is_in_yuan)

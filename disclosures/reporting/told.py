"""A report as people are told it, out of its JSON: causes first, each with its echoes, and where each figure stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from budgets.catalogue import MONEY
from budgets.keys import view_of
from budgets.ledger import add
from budgets.money import MINUS, WAN, WANYUAN
from budgets.rules.finding import ERROR, INFO, LEVEL_WORDS, LEVELS, WARNING

from .quotes import Quote, quoted
from .shape import in_words, is_yuan

KINDS = {"department": "部门预算", "unit": "单位预算"}
#: The mark of a level in the style sheet of staff pages.
MARKS = {ERROR: "err", WARNING: "warn", INFO: "info"}
#: What is said where a document has no figure of a budget: that nothing is wrong in it would be saying too much.
NO_BUDGET = "没有读到预算数据，没有可核对的内容"
#: An amount that two decimals do not tell: beside it no rounded difference is told.
TO_THE_CENT = re.compile(rf"\.[0-9]{{3,}}{WANYUAN}\Z")
#: As many parts of a sum as are listed in a line.
MOST_PARTS = 12
#: As many findings as a page or a printed report shows; the JSON has all that a report lists.
MOST = 200


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
    def is_budget(self) -> bool:
        """Whether any figure of a budget was read; reports that were kept before they said so had one or none."""
        return bool(self.report.get("is_budget", self.report["figures"]))

    @property
    def is_clean(self) -> bool:
        return self.is_budget and not self.findings

    @property
    def verdict(self) -> str:
        """What is said where there is nothing to count."""
        return "没有发现不符" if self.is_budget else NO_BUDGET

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
    def unlisted(self) -> int:
        """How many more there are than any report lists; reports that were kept before they said so say none."""
        return int(self.report.get("more_findings", 0))

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
            tuple(dict.fromkeys(figure["place"].removesuffix(f" · {figure['label']}") for figure in figures)),
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
        places=tuple(map(_where, finding["places"])),
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
    return ToldSide(
        figure["label"], signed(figure), _where(figure, figure), in_a_sum(figure["parts"], figure["value"])
    )


def signed(figure: Mapping[str, Any]) -> str:
    """What is printed, with a minus where the text says in words that it is less: 减少5.98万元."""
    printed = figure["printed"]
    is_less = Decimal(figure["value"]) < 0 and not printed.startswith(("-", MINUS, "－"))
    return f"{MINUS}{printed}" if is_less else printed


def in_a_sum(parts: Sequence[Mapping[str, Any]], value: object = None) -> str:
    """＝ 财政拨款收入 210.95万元 ＋ 其他收入 3万元，另有 4 项为 0; of what is worked out otherwise, what it is made of."""
    something = [part for part in parts if Decimal(part["value"])]
    zeroes, more = len(parts) - len(something), len(something) - MOST_PARTS
    if zeroes and not something:
        return f"{zeroes} 项都为 0"
    if value is not None and add(Decimal(part["value"]) for part in parts) != Decimal(str(value)):
        made_of = "、".join(f"{part['label']} {signed(part)}" for part in parts[:MOST_PARTS])
        return made_of and f"由{made_of}算出"
    shown = _signs_between(something[:MOST_PARTS])
    rest = (f"另有 {more} 项" if more > 0 else "", f"另有 {zeroes} 项为 0" if zeroes else "")
    return "，".join(word for word in (shown and f"＝ {shown}", *rest) if word)


def _signs_between(parts: Sequence[Mapping[str, Any]]) -> str:
    shown = ""
    for part in parts:
        sign = "－" if Decimal(part["value"]) < 0 else "＋" if shown else ""
        shown += f" {sign} {part['label']} {part['printed'].lstrip(f'-{MINUS}－')}"
    return " ".join(shown.split())


def _suspect(suspect: Mapping[str, Any]) -> ToldSuspect:
    return ToldSuspect(
        label=suspect["label"],
        text=suspect["printed"],
        fits=suspect["fits_printed"],
        settles=suspect["settles"],
        where=_where(suspect, suspect),
    )


def _where(place: Mapping[str, Any], figure: Mapping[str, Any] | None = None) -> Where:
    """Where something stands; of a figure, with what is printed for it marked in the quotation."""
    if figure is None:
        return Where(place["place"], quoted(place["quote"], ""))
    is_change = view_of(figure["key"]) == "change"
    return Where(
        place["place"], quoted(place["quote"], figure["printed"], figure["label"], is_change=is_change)
    )


def _difference(finding: Mapping[str, Any]) -> str:
    """How far two sides are apart; empty where that is not what is wrong."""
    difference = Decimal(finding["difference"] or 0)
    if not difference:
        return ""
    printed, unit = [figure["printed"] for figure in finding["figures"]], finding["figures"][0]["unit"]
    if unit == MONEY and any(map(TO_THE_CENT.search, printed)):
        return f"{(abs(difference) / WAN).normalize():f}{WANYUAN}"
    told = in_words(abs(difference), unit, is_in_yuan=any(map(is_yuan, printed)))
    return told if unit == MONEY or any(text.endswith(unit) for text in printed) else told.removesuffix(unit)

"""The JSON of an examination (contract.md, ``manage.py examine``), of a document that was read or of our own books.

Beside what the contract names, a report says::

    sha256    of the file that was read; empty for our own budget
    is_budget whether any figure of a budget was read; where none was, nothing was compared
    counts    {"error", "warning", "info"} findings that are no echo of another
    more_findings  how many more there are than a report lists (``examination.MOST_FINDINGS``), the least of all
    pages     of the document, 0 where its format has none
    read      [{"title", "number", "page", "rows", "figures"}, …]  the tables that were read
    unread    [{"place", "page", "quote", "reason"}, …]            what could not be read, and why
    untied    [{"place", "page", "quote"}, …]                      amounts in the text that were tied to no figure
    said      [{"key", "label", "unit", "printed", "value", "place", "page"}, …]  every figure, as often as it stands

and a finding also ``n`` (its number in this report), ``id``, ``title``, ``places`` (where else it is seen), ``suspect`` (the
figure most likely wrong and the value that ``fits``), ``echoes`` (the numbers of the findings that will be gone once it
is mended) and ``echo_of``. ``findings`` holds them all, each cause followed by its echoes. A figure of a finding that is a
sum has its ``parts``, and like places the sentence or cell where it stands as ``quote``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from budgets.catalogue import MONEY
from budgets.facts import Place, Said
from budgets.keys import is_of_no_budget
from budgets.money import MINUS, WANYUAN, YUAN, printed
from budgets.rules.finding import LEVELS, Finding, Side, Suspect

from ..document import Document

if TYPE_CHECKING:
    from ..examination import Report

#: What a file may carry that no page, database or file of text should: controls, halves of characters, turns of direction.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
#: The unit behind an amount or a count as it is printed.
UNIT = re.compile(r"[^0-9.,，．\s]+$")
#: A sentence is quoted whole; what is longer than this is no sentence.
LONGEST_QUOTE = 600


def report_of(report: Report, *, target: str, sha256: str = "") -> dict[str, Any]:
    """The report of a document that was read."""
    reading = report.reading
    said = [figure for figure in reading.everything_said() if not figure.is_blank]
    return {
        "target": seen(target),
        "sha256": sha256,
        "title": seen(reading.title),
        "department": seen(reading.department),
        "region": seen(reading.region),
        "year": reading.year,
        "kind": reading.kind,
        "pages": reading.pages,
        "is_budget": any(not is_of_no_budget(figure.key) for figure in said),
        "figures": len({figure.key for figure in said}),
        "tables": len(reading.tables),
        "counts": counted(report.findings),
        "findings": list(numbered(report.findings)),
        "more_findings": report.more,
        "read": [_table(table) for table in reading.tables],
        "unread": [_place(each.place) | {"reason": seen(each.reason)} for each in reading.unread],
        "untied": [_place(place) for place in reading.untied],
        "said": [_said(figure) for figure in said],
    }


def report_of_document(document: Document, findings: Sequence[Finding], *, target: str) -> dict[str, Any]:
    """The report of our own budget: of the document that would be published now."""
    tables = document.tables()
    return {
        "target": target,
        "sha256": "",
        "title": document.title,
        "department": document.department["name"],
        "region": document.region["name"],
        "year": document.year,
        "kind": document.kind,
        "pages": 0,
        "is_budget": True,
        "figures": len(document.figures),
        "tables": len(tables),
        "counts": counted(findings),
        "findings": list(numbered(findings, _places_in(document))),
        "more_findings": 0,
        "read": [
            {
                "title": table.title,
                "number": table.label,
                "page": 0,
                "rows": len(table.rows),
                "figures": len([c for row in table.rows for c in row.cells if c.figure and c.text]),
            }
            for table in tables
        ],
        "unread": [],
        "untied": [],
        "said": [
            {
                "key": key,
                "label": figure.label,
                "unit": figure.unit,
                "printed": in_words(figure.value, figure.unit),
                "value": value_of(figure.value, figure.unit),
                "place": figure.places[0][1] if figure.places else "",
                "page": 0,
            }
            for key, figure in document.figures.items()
            if figure.value is not None
        ],
    }


def counted(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each level there are to look at; echoes go with their causes."""
    counts = dict.fromkeys(LEVELS, 0)
    for finding in findings:
        counts[finding.level] += 1
    return counts


def _places_in(document: Document) -> dict[str, str]:
    """Where each figure of our own document is printed first."""
    return {key: figure.places[0][1] for key, figure in document.figures.items() if figure.places}


# Findings ---------------------------------------------------------------------------------------------------------


def numbered(
    findings: Iterable[Finding], places: Mapping[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """The findings one behind another, each cause before its echoes. ``places`` tells of keys where they stand, for
    findings that do not know."""
    n = 0
    for finding in findings:
        cause = n = n + 1
        echoes = range(n + 1, n + 1 + len(finding.echoes))
        yield {"n": n, **_finding(finding, places or {}), "echoes": list(echoes), "echo_of": None}
        for n, echo in zip(echoes, finding.echoes, strict=True):
            yield {"n": n, **_finding(echo, places or {}), "echoes": [], "echo_of": cause}


def _finding(finding: Finding, places: Mapping[str, str]) -> dict[str, Any]:
    are_alike = len({side.unit for side in finding.sides}) == 1  # an amount and a rate have no difference
    difference = finding.difference if are_alike else None
    is_in_yuan = any(is_yuan(side.printed) for side in finding.sides)
    return {
        "id": finding.id,
        "rule": finding.rule,
        "level": finding.level,
        "title": seen(finding.title),
        "message": seen(finding.message),
        "difference": None if difference is None else value_of(difference, finding.sides[0].unit),
        "figures": [_side(side, places, is_in_yuan=is_in_yuan) for side in finding.sides],
        "places": _places_beside(finding),
        "suspect": finding.suspect and _suspect(finding.suspect),
    }


def _places_beside(finding: Finding) -> list[dict[str, Any]]:
    """Where a finding is seen, the places of its figures aside: each is told once."""
    told = [side.place for side in finding.sides] + [
        part.place for side in finding.sides for part in side.said
    ]
    return [_place(place) for place in dict.fromkeys(finding.places) if place not in told]


def _side(side: Side, places: Mapping[str, str], *, is_in_yuan: bool) -> dict[str, Any]:
    where = _place(side.place) if side.place else {"place": places.get(side.key, ""), "page": 0, "quote": ""}
    return {
        "key": side.key,
        "label": seen(side.label),
        "unit": side.unit,
        "printed": seen(side.printed) or _in_words(side, is_in_yuan=is_in_yuan),
        "value": value_of(side.value, side.unit),
        **where,
        "parts": [_said(part) for part in side.said] if _is_sum(side) else [],
    }


def _in_words(side: Side, *, is_in_yuan: bool) -> str:
    """A side that stands nowhere in print."""
    if side.is_exact and not is_in_yuan:
        return f"{side.text}{WANYUAN}"
    return in_words(side.value, side.unit, is_in_yuan=is_in_yuan)


def _is_sum(side: Side) -> bool:
    """Whether a side is the sum of figures, not one of them."""
    return len(side.said) > 1 or any(part.key != side.key for part in side.said)


def _suspect(suspect: Suspect) -> dict[str, Any]:
    return {
        **_said(suspect.said),
        **_place(suspect.said.place),
        "fits": value_of(suspect.fits, suspect.said.unit),
        "fits_printed": with_unit(seen(suspect.text), suspect.said.printed),
        "settles": suspect.settles,
    }


# What was read ----------------------------------------------------------------------------------------------------


def _said(figure: Said) -> dict[str, Any]:
    return {
        "key": figure.key,
        "label": seen(figure.label),
        "unit": figure.unit,
        "printed": seen(figure.printed) or in_words(figure.value, figure.unit),
        "value": value_of(figure.value, figure.unit),
        "place": seen(figure.place.text),
        "page": figure.place.page,
    }


def _table(table: Any) -> dict[str, Any]:
    return {
        "title": seen(table.title),
        "number": seen(table.number),
        "page": table.place.page,
        "rows": len(table.rows),
        "figures": len([figure for figure in table.said if not figure.is_blank]),
    }


def _place(place: Place) -> dict[str, Any]:
    return {"place": seen(place.text), "page": place.page, "quote": shortened(seen(place.quote))}


def shortened(quote: str) -> str:
    return quote if len(quote) <= LONGEST_QUOTE else f"{quote[:LONGEST_QUOTE]}…"


def seen(text: str) -> str:
    """A text without what nobody sees and what a database refuses."""
    return UNSEEN.sub("", text)


# Values -----------------------------------------------------------------------------------------------------------


def value_of(value: Decimal | None, unit: str) -> str | int | None:
    """Amounts as decimal strings in 元 with two decimals, more where more is printed; whole counts as integers."""
    if value is None:
        return None
    if unit == MONEY:
        places = max(2, -int(value.normalize().as_tuple().exponent))
        return f"{value:.{places}f}"
    if value == value.to_integral_value() and unit != "%":
        return int(value)
    return f"{value.normalize():f}" if value else "0"


def in_words(value: Decimal, unit: str, *, is_in_yuan: bool = False) -> str:
    """A value as a person writes it who reads it nowhere: 210.95万元, 19人. Of an amount that is something, something is
    left: what two decimals of 万元 cannot show is told in 元, as is what is compared with figures in 元."""
    if unit != MONEY:
        return f"{value.normalize():f}{unit}" if value else f"0{unit}"
    rounded = printed(value, WANYUAN)
    if is_in_yuan or (value and not rounded.strip("-−0.")):
        return f"{value:,.2f}{YUAN}".replace("-", MINUS)
    return f"{rounded}{WANYUAN}"


def with_unit(digits: str, printed: str) -> str:
    """Digits with the unit of what is printed in their place."""
    unit = UNIT.search(seen(printed))
    return f"{digits}{unit[0]}" if unit and not UNIT.search(digits) else digits


def is_yuan(text: str) -> bool:
    """Whether an amount is printed in 元, not in 万元."""
    return text.endswith(YUAN) and not text.endswith(WANYUAN)

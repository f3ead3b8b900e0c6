"""The chart of accounts as issued, read from the CSV files beside this module (see README.md there)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from budgets import ledger

HERE = Path(__file__).parent
LEVELS = {system: ledger.LEVELS[letter] for letter, system in ledger.SYSTEMS.items()}
HISTORY_NAMES = {
    "function": "function",
    "economic_department": "economic",
    "economic_government": "government",
    "income_source": "source",
}


@dataclass(frozen=True)
class Row:
    """One code in one year, with the names of the headings above it joined by ›."""

    system: str
    year: int
    code: str
    name: str
    path: str
    confidence: str


def rows_of(year: int) -> Iterator[Row]:
    """Every account believed in force in a budget year, headings before what stands under them."""
    for system in LEVELS:
        names: dict[str, str] = {}
        for record in sorted(_records(system), key=lambda record: record["code"]):
            if _in_force(record, year):
                code = record["code"]
                names[code] = _name_in(system, code, year) or record["name"]
                yield Row(
                    system,
                    year,
                    code,
                    names[code],
                    path_of(system, code, names),
                    record.get("confidence") or "high",
                )


ADMINISTRATIVE, INSTITUTION = "行政", "事业"


@cache
def government_code(economic: str, unit_type: str, year: int) -> str:
    """The government economic code that money of a unit (``ADMINISTRATIVE`` or ``INSTITUTION``) is mapped to.

    A 类, or a code that the mapping leaves open, goes to the one government 类 that everything under its 类 is mapped to;
    where that is not one, to none ("").
    """
    mapped = _mapping(unit_type, year)
    if economic in mapped:
        return mapped[economic]
    classes = {to[:3] for code, to in mapped.items() if code[:3] == economic[:3]}
    return classes.pop() if len(classes) == 1 else ""


@cache
def successors(system: str, code: str) -> tuple[str, ...]:
    """The codes that took the place of one, as far as we know: its own, else those of its nearest heading; often several,
    and headings where only these are known."""
    declared = {
        record["code"]: tuple(record["successors"].split())
        for record in _records("successors")
        if record["system"] == system
    }
    steps = [code[:length] for length in LEVELS[system] if length <= len(code)] or [code]
    return next((declared[step] for step in reversed(steps) if step in declared), ())


@dataclass(frozen=True)
class Succession:
    """One code that ended and one that took its place: the last year of the one and the first of the other where they are
    known, and whether either is doubtful."""

    system: str
    old: str
    new: str
    last: int | None
    first: int | None
    is_doubtful: bool
    confidence: str
    note: str


def succeeded() -> Iterator[Succession]:
    """Every line of successors.csv, one for each code that took the place of another."""
    known = {system: {record["code"]: record for record in _records(system)} for system in LEVELS}
    for record in _records("successors"):
        old = known[record["system"]].get(record["code"], {})
        for code in record["successors"].split():
            new = known[record["system"]].get(code, {})
            yield Succession(
                record["system"],
                record["code"],
                code,
                int(old.get("valid_to") or 0) or None,
                int(new.get("valid_from") or 0) or None,
                "uncertain" in (old.get("years_confidence"), new.get("years_confidence")),
                record["confidence"],
                record["notes"],
            )


def is_reused(system: str, code: str) -> bool:
    """Whether a code was given to another subject once: last year's may not be this year's then."""
    return any("code reused" in record["notes"] for record in _history(system, code))


def path_of(system: str, code: str, names: dict[str, str]) -> str:
    """类 › 款 › 项, by the code's own prefixes."""
    steps = [code[:length] for length in LEVELS[system] if length <= len(code)]
    return " › ".join(names[step] for step in steps if step in names)


def _in_force(record: dict[str, str], year: int) -> bool:
    first, last = record.get("valid_from"), record.get("valid_to")
    return not (first and year < int(first)) and not (last and year > int(last))


def _name_in(system: str, code: str, year: int) -> str:
    """The earlier name of a code where the year it ended is known and not yet over; else empty."""
    for record in _history(system, code):
        if int(record["valid_to"]) >= year and year >= int(record["valid_from"] or 0):
            return record["name"]
    return ""


@cache
def _mapping(unit_type: str, year: int) -> dict[str, str]:
    """Economic code → government code, as in force in a budget year."""
    return {
        record["dept_code"]: record["gov_code"]
        for record in _records("economic_mapping")
        if record["unit_type"] == unit_type and record["gov_code"] and _in_force(record, year)
    }


@cache
def _records(system: str) -> list[dict[str, str]]:
    with (HERE / f"{system}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _all_history() -> dict[tuple[str, str], list[dict[str, str]]]:
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    with (HERE / "name_history.csv").open(encoding="utf-8", newline="") as file:
        for record in csv.DictReader(file):
            if record["valid_to"]:
                key = HISTORY_NAMES.get(record["scheme"], ""), record["code"]
                found.setdefault(key, []).append(record)
    return found


def _history(system: str, code: str) -> list[dict[str, str]]:
    return _all_history().get((system, code), [])

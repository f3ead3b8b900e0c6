"""Examining a document: what was read, and what the rules find in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from budgets.facts import Reading, Said
from budgets.rules.examined import examine_reading as examine_facts
from budgets.rules.finding import ERROR, INFO, WARNING, Finding

from .reading.context import Context

#: More findings than this nobody reads; a document that has them is no disclosure.
MOST_FINDINGS = 1000


@dataclass(frozen=True)
class Report:
    """A reading and its findings: errors first, causes before what follows from them; ``more`` are not listed."""

    reading: Reading
    findings: tuple[Finding, ...]
    more: int = 0

    def of_level(self, level: str) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == level)

    @property
    def counts(self) -> dict[str, int]:
        """How many findings of each level, those folded under a cause not counted."""
        return {level: len(self.of_level(level)) for level in (ERROR, WARNING, INFO)}


def examine_reading(reading: Reading, previous: Mapping[str, Said] | None = None) -> Report:
    """Examine a document; ``previous`` are the figures of the year before's, by key, where one is known (rule N07)."""
    context = Context(reading.year, reading.department, reading.kind)
    name_of = context.name_of if reading.year else _no_name
    found = examine_facts(reading, name_of, previous)
    return Report(reading, tuple(found[:MOST_FINDINGS]), max(len(found) - MOST_FINDINGS, 0))


def _no_name(_letter: str, _code: str) -> str:
    """What the chart calls a code where nobody says of which year: no chart is held against it."""
    return ""

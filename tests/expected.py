"""What an examination of a sample is expected to say, finding by finding, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import pytest

from budgets.rules.finding import Finding
from disclosures.examination import Report, examine_reading
from disclosures.reading import reader
from tests.mutations import words_of
from tests.samples_text import SHARED


@cache
def report(name: str) -> Report:
    """The report on a sample file; skips where the samples are not here."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the published document is not here: {path}")
    return examine_reading(reader.read_here(path.read_bytes()))


@dataclass(frozen=True)
class Expected:
    """A finding by its rule (or one of several, R07/N13), its difference in 万元 or points, and what it names.

    ``times``: how many findings say it; 0 for any number but none. ``level`` error, warning or info; empty for any.
    """

    rules: str
    difference: str = ""
    says: tuple[str, ...] = ()
    level: str = ""
    times: int = 1

    def matches(self, finding: Finding) -> bool:
        if finding.rule not in self.rules.split("/") or self.level not in ("", finding.level):
            return False
        words = words_of(finding)
        return all(part in words for part in self.says) and (not self.difference or self._differs(finding))

    def _differs(self, finding: Finding) -> bool:
        wanted = Decimal(self.difference)
        if finding.difference is None:
            return False
        found = abs(finding.difference)
        is_money = finding.sides[0].unit == "元"
        return found == (wanted * 10_000 if is_money else wanted)


def says(rules: str, *words: str, level: str = "", times: int = 1) -> Expected:
    return Expected(rules, says=words, level=level, times=times)


def differs(rules: str, by: str, *words: str, level: str = "", times: int = 1) -> Expected:
    return Expected(rules, by, words, level, times)


def everything(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings and what is folded under them."""
    for finding in findings:
        yield finding
        yield from everything(finding.echoes)


def found(findings: Iterable[Finding], expected: Expected) -> list[Finding]:
    return [finding for finding in everything(findings) if expected.matches(finding)]


def missing(findings: Sequence[Finding], expectations: Iterable[Expected]) -> list[Expected]:
    """What was expected and is not said, or not as often."""
    counted = ((expected, len(found(findings, expected))) for expected in expectations)
    return [expected for expected, n in counted if n != expected.times and (expected.times or not n)]


def unexpected(findings: Sequence[Finding], expectations: Sequence[Expected]) -> list[str]:
    """What is said and was not expected."""
    return [
        f"{finding.rule} {finding.level}: {finding.message}"
        for finding in everything(findings)
        if not any(expected.matches(finding) for expected in expectations)
    ]

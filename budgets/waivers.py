"""Waivers (放行): the warnings that a reviewer lets stand, and whether what was seen then is still what is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .models import Budget, Waiver
from .rules import WARNING, Finding


def seen_in(finding: Finding) -> dict[str, Any]:
    """What a waiver names: rule, subject, words and both values of the finding, values as decimal strings."""
    return {
        "rule": finding.rule,
        "subject": finding.subject,
        "message": finding.message,
        "values": [
            {"label": side.label, "key": side.key, "value": f"{side.value.normalize():f}", "unit": side.unit}
            for side in finding.sides
        ],
    }


def holds(waiver: Waiver, finding: Finding) -> bool:
    """Whether a waiver is of this finding with these figures. Without figures the words must be the same, since they
    carry what there is of them."""
    if waiver.finding != finding.id or finding.level != WARNING:
        return False
    now = seen_in(finding)
    return _figures(waiver.seen) == _figures(now) and (
        bool(finding.sides) or waiver.seen["message"] == now["message"]
    )


def _figures(seen: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [(side["key"], side["value"], side["unit"]) for side in seen["values"]]


def every(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings with what is folded under them."""
    for finding in findings:
        yield finding
        yield from every(finding.echoes)


def standing(budget: Budget, findings: Iterable[Finding]) -> dict[str, Waiver]:
    """The waivers that hold, by the id of their finding. One query."""
    given = {waiver.finding: waiver for waiver in budget.waivers.all()}
    return {
        finding.id: given[finding.id]
        for finding in every(findings)
        if finding.id in given and holds(given[finding.id], finding)
    }


def unwaived(findings: Iterable[Finding], waivers: Mapping[str, Waiver]) -> list[Finding]:
    """The warnings that nobody has let stand."""
    return [f for f in every(findings) if f.level == WARNING and f.id not in waivers]

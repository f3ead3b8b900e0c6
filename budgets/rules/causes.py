"""Causes: of findings that fail together, the single figure that, if changed, would make them all hold.

A figure that is wrong in one place breaks every relation it is part of and no other. So the suspect of a cluster of
broken relations is the figure that explains most of them with one value, and whose change breaks none that holds. What
it explains is folded under one finding; what remains is looked at again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.catalogue import MONEY
from budgets.facts import Said
from budgets.money import WANYUAN, YUAN_IN

from .relation import BROKEN, Check, Rate


@dataclass(frozen=True)
class Cause:
    """Broken relations that go back to one figure, the clearest first; ``said`` is None where no single one explains."""

    checks: tuple[Check, ...]
    said: Said | None = None
    fits: Decimal | None = None


#: Of a document with more contradictions than this, the rest are told one by one: all are told, none is folded.
MOST = 100


def causes_of(checks: Sequence[Check]) -> Iterator[Cause]:
    """Every broken relation under its cause, in the order of the checks given."""
    by_said: dict[Said, list[Check]] = defaultdict(list)
    for check in checks:
        for said in dict.fromkeys(check.all_said):
            by_said[said].append(check)
    left = [check for check in checks if check.verdict() == BROKEN]
    yield from (Cause((check,)) for check in left[MOST:])
    left = left[:MOST]
    while left:
        cause = _best_cause(left, by_said) or Cause((left[0],))
        yield cause
        told = set(map(id, cause.checks))
        left = [check for check in left if id(check) not in told]


def _best_cause(left: list[Check], by_said: dict[Said, list[Check]]) -> Cause | None:
    """The figure that explains the most of what is left; the first relation is always among what is explained."""
    best: tuple[tuple[int, int, int], Cause] | None = None
    failing = set(map(id, left))
    for said, fits in _candidates(left[0]):
        mended = [c for c in by_said[said] if id(c) in failing and _verdict(c, said, fits) != BROKEN]
        harmed = [c for c in by_said[said] if _is_harmed(c, said, fits)]
        if len(harmed) >= len(mended):
            continue
        rank = (
            len(harmed) - len(mended),
            len(harmed),
            digits_changed(format_value(said, said.value), format_value(said, fits)),
        )
        if best is None or rank < best[0]:
            best = rank, Cause(tuple(sorted(mended, key=left.index)), said, fits)
    return best[1] if best and _is_sure(best[1], left[0], by_said) else None


def _candidates(check: Check) -> Iterator[tuple[Said, Decimal]]:
    for said in dict.fromkeys(check.all_said):
        fits = check.fits(said)
        if fits is not None and fits != said.value != 0:
            yield said, fits


def _is_harmed(check: Check, changed: Said, to: Decimal) -> bool:
    """Whether it would fail then and does not now, or fail by more."""
    if _verdict(check, changed, to) != BROKEN:
        return False
    if check.verdict() != BROKEN or isinstance(check, Rate):
        return check.verdict() != BROKEN
    return abs(check.gap(lambda said: to if said == changed else said.value)) > abs(check.gap())


def _verdict(check: Check, changed: Said, to: Decimal) -> str:
    return check.verdict(lambda said: to if said == changed else said.value)


def _is_sure(cause: Cause, first: Check, by_said: dict[Said, list[Check]]) -> bool:
    """Whether the suspect stands out: it explains several relations; or nothing vouches for it, but for all others."""
    if len(cause.checks) > 1:
        return True
    others = [said for said in first.all_said if said != cause.said]
    return not _is_vouched_for(cause.said, by_said) and all(_is_vouched_for(said, by_said) for said in others)


def _is_vouched_for(said: Said | None, by_said: dict[Said, list[Check]]) -> bool:
    """Whether it is part of anything that holds and would not hold otherwise."""
    if said is None:
        return False
    return any(check.verdict() != BROKEN and check.fits(said) is not None for check in by_said[said])


def digits_changed(printed: str, fitting: str) -> int:
    """How unlike what is printed what fits would be: a slip changes a digit, or the point; nothing is 0."""
    one, other = printed.replace(",", ""), fitting.replace(",", "")
    if one.replace(".", "").strip("0") == other.replace(".", "").strip("0"):
        return 0
    if len(one) != len(other):
        return 1 if _without_one(one, other) else 2 + abs(len(one) - len(other))
    return len([a for a, b in zip(one, other, strict=True) if a != b])


def _without_one(one: str, other: str) -> bool:
    """Whether the longer is the shorter with one character more: 887.36 for 87.36."""
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return len(longer) == len(shorter) + 1 and any(
        longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer))
    )


def format_value(said: Said, value: Decimal) -> str:
    """A value in the unit and to the digits that a figure is printed in: 87.36 for 873617 元 beside 887.36万元."""
    unit = YUAN_IN[WANYUAN] if said.unit == MONEY and "万" in said.printed else Decimal(1)
    step = said.step / unit if said.step else Decimal("0.01")
    shown = (value / unit).quantize(min(step, Decimal(1)).normalize())
    return f"{shown:,f}"

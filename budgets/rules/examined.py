"""A document that was read, examined: every rule that can be looked at in what is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import chain

from budgets.facts import Place, Reading, Said

from . import (
    printed_agreement,
    printed_changes,
    printed_form,
    printed_goals,
    printed_likely,
    printed_outline,
    printed_sums,
    printed_tables,
    printed_texts,
    printed_years,
)
from .causes import Cause, causes_of, format_value
from .finding import INFO, LEVELS, Finding, Side, Suspect
from .printed import Printed
from .printed_sides import amount_in_words, side_of_all
from .registry import RULES
from .relation import ROUNDED, TRUNCATED, Check, Rate, Relation

#: What must hold between printed figures.
RELATIONS: tuple[Callable[[Printed], Iterator[Check]], ...] = (
    printed_sums.table_sums,
    printed_sums.listed_sums,
    printed_sums.particular_sums,
    printed_agreement.one_figure_everywhere,
    printed_agreement.grants_by_function,
    printed_agreement.rows_of_income_and_expenditure,
    printed_agreement.declared,
    printed_changes.changes,
    printed_changes.last_years_are_as_published,
    printed_changes.rates,
    printed_changes.shares,
    *printed_goals.RELATIONS,
)
#: What is looked at one by one.
LOOKED_AT: tuple[Callable[[Printed], Iterator[Finding]], ...] = (
    printed_agreement.tables_of_other_money,
    printed_changes.verbs,
    printed_changes.nothing_grows_by_more_than_it_is,
    printed_changes.growth_from_nothing,
    printed_changes.nothing_is_no_growth,
    *printed_tables.LOOKED_AT,
    *printed_texts.LOOKED_AT,
    *printed_years.LOOKED_AT,
    *printed_form.LOOKED_AT,
    *printed_outline.LOOKED_AT,
    *printed_goals.LOOKED_AT,
    *printed_likely.LOOKED_AT,
)
ORDER = {rule.id: n for n, rule in enumerate(RULES)}


def examine_reading(
    reading: Reading, name_of: Callable[[str, str], str], earlier: Mapping[str, Said] | None = None
) -> list[Finding]:
    """Every finding in a document, causes before what follows from them; errors first, then by rule and place.

    ``name_of``: (letter, code) → what the year's chart calls it, empty for none. ``earlier``: the figures of the same
    department's document of the year before, by key, where one is known.
    """
    facts = Printed(reading, name_of, earlier)
    every = sorted(_once(facts), key=lambda check: ORDER[check.rule.id])
    relations = (check for check in every if isinstance(check, Relation))
    units = list(printed_agreement.tables_are_in_their_unit(facts, relations))
    checks = _between_one_unit(every, units)
    found = units + [_caused(cause) for cause in causes_of(checks)]
    found += [f for check in checks if (f := _rounded(check))]
    looks = LOOKED_AT if facts.year else [look for look in LOOKED_AT if look not in printed_years.OF_THE_YEAR]
    found += chain.from_iterable(look(facts) for look in looks)
    return sorted(found, key=lambda finding: (LEVELS.index(finding.level), ORDER[finding.rule]))


def _once(facts: Printed) -> Iterator[Check]:
    """Every relation once, whichever of the ways of finding it came first."""
    seen = set[tuple[object, ...]]()
    for relations in RELATIONS:
        for check in relations(facts):
            told = (type(check), frozenset(check.all_said))
            if told not in seen:
                seen.add(told)
                yield check


def _between_one_unit(checks: list[Check], units: list[Finding]) -> list[Check]:
    """The relations but those between a table whose unit is misprinted and what stands elsewhere: they all go back to it."""
    wrong = {place.scope for finding in units for place in finding.places}
    return [
        check
        for check in checks
        if len(scopes := {said.place.scope for said in check.all_said}) == 1 or not scopes & wrong
    ]


# From relations to findings ---------------------------------------------------------------------------------------


def _caused(cause: Cause) -> Finding:
    """The finding of a cause: the clearest of what it breaks, with the figure most likely wrong and the rest folded."""
    first, *echoes = (_finding(check) for check in cause.checks)
    if cause.said is None or cause.fits is None:
        return first
    suspect = Suspect(cause.said, cause.fits, format_value(cause.said, cause.fits), len(cause.checks))
    return replace(first, suspect=suspect, echoes=tuple(echoes))


def _finding(check: Check) -> Finding:
    if isinstance(check, Rate):
        return _of_rate(check)
    left, right = side_of_all(check.left, check.left_label), side_of_all(check.right, check.right_label)
    difference = amount_in_words(abs(check.gap()), left.unit)
    relation = "多于" if check.is_limit else "与"
    message = f"{left.label} {left.printed}{relation}{right.label} {right.printed}"
    end = f"，多 {difference}" if check.is_limit else f"不等，相差 {difference}"
    return check.rule.finds(
        left, right, message=message + end, subject=_subject(check), places=_places(left, right), **check.told
    )


def _of_rate(check: Rate) -> Finding:
    exact = check.exact()
    if exact is None:
        raise ValueError("a rate of nothing is no relation")
    left = side_of_all((check.rate,), "")
    right = Side(
        "按所写金额计算",
        exact,
        unit=check.rate.unit,
        printed=_signed(exact, check.rate),
        said=check.all_said[1:],
    )
    return check.rule.finds(
        left,
        right,
        message=f"{left.label} 写的是 {left.printed}，按所写金额计算是 {right.printed}",
        subject=_subject(check),
        places=_places(left, side_of_all(check.all_said[1:], "")),
    )


def _signed(rate: Decimal, like: Said) -> str:
    """A rate as its sentence would say it: with its verb where it goes the other way, else as a number."""
    verb = "" if rate * like.value >= 0 else "增加" if rate > 0 else "减少"
    return f"{verb}{abs(rate)}%"


def _rounded(check: Check) -> Finding | None:
    """What rounding, or digits cut off, leave between figures: for the reader to know, nobody's fault."""
    verdict = check.verdict()
    if verdict not in (ROUNDED, TRUNCATED) or isinstance(check, Rate):
        return None
    found = _finding(check)
    title = "四舍五入" if verdict == ROUNDED else "截去尾数，没有四舍五入"
    return replace(found, level=INFO, title=title)


def _places(*sides: Side) -> tuple[Place, ...]:
    return tuple(said.place for side in sides for said in side.said[:1])


def _subject(check: Check) -> str:
    first = check.all_said[0]
    return f"{first.key}-{first.place.scope}-{len(check.all_said)}"

"""Sides of findings over what is printed: what figures and sums of them are called, and how they are told to people."""

from __future__ import annotations

from decimal import Decimal

from budgets.catalogue import MONEY
from budgets.facts import Said
from budgets.figures import KNOWN_LABELS
from budgets.keys import parted
from budgets.ledger import add
from budgets.money import WANYUAN, YUAN_IN

from .finding import Side

VIEW_WORDS = {
    "": "",
    "last": "（上年）",
    "change": "（增减额）",
    "percent": "（增减率）",
    "share": "（占比）",
}


def side_of(said: Said, label: str = "") -> Side:
    """One printed figure as a side of a finding; ``label`` is what it is called where it has no words of its own."""
    name = called(said) if said.label or not label else label
    return Side(name, said.value, said.key, said.unit, said.place, said.printed, (said,))


def side_of_all(said: tuple[Said, ...], label: str) -> Side:
    """One or several figures as a side, several by their sum."""
    first = said[0]
    if len(said) == 1:
        return side_of(first, label or first.key)
    value = add(each.value for each in said)
    return Side(
        label or f"{first.label}等{len(said)}项之和",
        value,
        unit=first.unit,
        place=first.place,
        printed=amount_in_words(value, first.unit, said),
        said=said,
    )


def called(said: Said) -> str:
    """What a figure is called where it is printed; of a change or a rate also that it is one."""
    key, view = parted(said.key)
    name = said.label or KNOWN_LABELS.get(key) or key
    return f"{name}{VIEW_WORDS[view]}"


def amount_in_words(value: Decimal, unit: str, like: tuple[Said, ...] = ()) -> str:
    """An amount for people, to the last digit that is not nothing: in 万元 where its figures are, else in 元."""
    if unit != MONEY:
        return f"{_digits(value)}{unit}"
    if any("万" in said.printed for said in like) or not value % 100:
        return f"{_digits(value / YUAN_IN[WANYUAN], least=2)}万元"
    return f"{_digits(value)}元"


def _digits(value: Decimal, least: int = 0) -> str:
    """Digits with thousands separators, at least so many places, no zeros behind."""
    exponent = value.normalize().as_tuple().exponent
    places = max(least, -exponent if isinstance(exponent, int) else 0)
    return f"{value:,.{places}f}"

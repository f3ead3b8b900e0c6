"""改列: what stood on accounts that are no longer in use, kept aside when a year is opened until the clerk has chosen where
it goes. Nothing of it is lost unseen: rule C07 names each account until it is settled.

It stands in ``Budget.unsettled``: ``{"entries": [...], "purposes": [...], "names": {...}}``, the names as ``{"function
2080504": "2080504 未归口…"}``. An entry is its columns with accounts as last year's codes, ``last`` in 元 as text, project
and unit as keys of this year's rows; ``open`` lists the fields whose account is still to be chosen. A purpose is
``{"function", "use"}``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from . import chart
from .models import Account, Budget, Entry

ACCOUNTS = ("source", "function", "economic", "government")
FEW = 4
Key = tuple[str, str]  # classification and last year's code


@dataclass(frozen=True)
class Line:
    """One entry that waits: what it is in words, and last year's amount (元)."""

    words: str
    last: Decimal


@dataclass(frozen=True)
class Ended:
    """One account that is no longer in use: what stood on it last year, and what may take its place."""

    system: str
    code: str
    name: str
    lines: tuple[Line, ...]
    use: str
    proposals: tuple[Account, ...]

    @property
    def field(self) -> str:
        """Its field's name in a form."""
        return f"{self.system}-{self.code}"

    @property
    def sentence(self) -> str:
        """{2080504} 今年已停用，改列 {2080501 / 2080502}。"""
        instead = " / ".join(account.code for account in self.proposals)
        return f"{self.code} 今年已停用{f'，改列 {instead}' if instead else ''}。"


def ended_in(budget: Budget) -> list[Ended]:
    """What is still to be settled; one query where there is something."""
    waiting = budget.unsettled
    if not waiting:
        return []
    in_use = list(Account.objects.filter(year=budget.year).in_use())
    return [_ended(key, waiting, in_use) for key in keys(waiting)]


def _ended(key: Key, waiting: Mapping[str, Any], in_use: Collection[Account]) -> Ended:
    system, code = key
    name = waiting["names"].get(f"{system} {code}", code)
    on_it = [each for each in waiting["entries"] if system in each["open"] and each[system] == code]
    uses = [each["use"] for each in waiting["purposes"] if system == "function" and each["function"] == code]
    lines = tuple(Line(_words(each, system), Decimal(each["last"])) for each in on_it)
    return Ended(system, code, name, lines, "".join(uses), proposals(system, name, in_use))


def _words(entry: Mapping[str, Any], system: str) -> str:
    """支出 · 基本支出 · 30101: what an entry is beside the account in question."""
    nature = Entry.Nature(entry["nature"]).label if entry["nature"] else ""
    others = [entry[field] for field in ACCOUNTS[1:] if field != system]
    words = [Entry.Direction(entry["direction"]).label, nature, *others]
    return " · ".join(word for word in words if word)


def keys(waiting: Mapping[str, Any]) -> Iterator[Key]:
    """(classification, code) of each account that is still open, once, in the order of its code."""
    found = {(field, each[field]) for each in waiting["entries"] for field in each["open"]}
    found |= {("function", each["function"]) for each in waiting["purposes"]}
    yield from sorted(found, key=lambda key: (ACCOUNTS.index(key[0]), key[1]))


def titles(waiting: Mapping[str, Any]) -> tuple[str, ...]:
    """The accounts that are still open, by code and name."""
    return tuple(waiting["names"].get(f"{s} {code}", code) for s, code in keys(waiting)) if waiting else ()


# What may take its place ------------------------------------------------------------------------------------------


def proposals(system: str, name: str, in_use: Collection[Account]) -> tuple[Account, ...]:
    """What to offer in place of an account (``name``: its code and name): its successors, else 其他 under its heading."""
    found = successors(system, name, in_use)
    heading = _heading(system, name.partition(" ")[0])
    if found or not heading:
        return found
    left = {
        each.code: each for each in in_use if each.system == system and each.code in (f"{heading}99", heading)
    }
    return tuple(left[code] for code in sorted(left, reverse=True))[:1]


def successors(system: str, name: str, in_use: Collection[Account]) -> tuple[Account, ...]:
    """The likely successors of an account, the likeliest first: what the chart declares; its own code, given to another
    subject; the same name under the same heading, or the only one of this name."""
    code, _, called = name.partition(" ")
    chart_of = {account.code: account for account in in_use if account.system == system}
    found = _declared(system, code, called, chart_of)
    if code in chart_of:
        found.append(chart_of[code])
    heading = _heading(system, code)
    same = [
        account
        for account in chart_of.values()
        if account.name == called and account.code != code and len(account.code) == len(code)
    ]
    beside = [account for account in same if heading and account.code.startswith(heading)]
    found += beside or (same if len(same) == 1 else [])
    return tuple(dict.fromkeys(found))[:FEW]


def _declared(system: str, code: str, called: str, chart_of: Mapping[str, Account]) -> list[Account]:
    """What the chart declares; under a heading that took the place of its heading the one of the same name, else 其他."""
    declared = chart.successors(system, code)
    own = [chart_of[each] for each in declared if len(each) >= len(code) and each in chart_of]
    below = [
        account
        for heading in declared
        for account in chart_of.values()
        if len(heading) < len(code) == len(account.code) and account.code.startswith(heading)
    ]
    named = [account for account in below if account.name == called]
    return own or named or [account for account in below if account.code.endswith("99")]


def _heading(system: str, code: str) -> str:
    return next(
        (code[:length] for length in reversed(chart.LEVELS.get(system, ())) if length < len(code)), ""
    )

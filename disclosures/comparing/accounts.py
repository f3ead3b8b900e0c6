"""Accounts as addresses name them, and the figures that they are: ``function-2010602`` is ``expenditure.f2010602``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from budgets.ledger import LEVELS, SYSTEMS

from .comparability import names_of

#: The figure of an account, as the statutory tables print it: all expenditure by function, the basic expenditure of the
#: general budget by economic code (no form prints more of it for all), income by source.
KEYS = {
    "function": "expenditure.f{}",
    "economic": "economic.general.e{}.basic",
    "government": "government.g{}",
    "source": "income.s{}",
}
LENGTHS = {system: LEVELS[letter] for letter, system in SYSTEMS.items()}
SLUG = re.compile(r"(?P<system>[a-z]+)-(?P<code>[0-9]{1,7})")
#: What a figure of an account is called: its head, code and name; economic codes are of basic expenditure.
NAME_BEHIND_CODE = r"(?:^|[，：]){}\s+(?P<name>[^，]+)"


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """One code of one classification, in no year."""

    system: str
    code: str

    @property
    def slug(self) -> str:
        return f"{self.system}-{self.code}"

    @property
    def level(self) -> int:
        """1 类, 2 款, 3 项."""
        return LENGTHS[self.system].index(len(self.code)) + 1

    @property
    def key(self) -> str:
        return KEYS[self.system].format(self.code)

    def with_code(self, code: str) -> Account:
        return Account(self.system, code)


def account_of(slug: str) -> Account | None:
    """The account that an address names; None where it names none."""
    found = SLUG.fullmatch(slug)
    if found is None or len(found["code"]) not in LENGTHS.get(found["system"], ()):
        return None
    return Account(found["system"], found["code"])


def account_of_key(key: str) -> Account | None:
    """The account that a figure says; None of another figure."""
    for system, pattern in KEYS.items():
        before, behind = pattern.split("{}")
        code = key.removeprefix(before).removesuffix(behind)
        if key == pattern.format(code) and code.isdigit():
            return account_of(f"{system}-{code}")
    return None


def found_by(words: str, year: int) -> list[Account]:
    """The accounts of a year's chart that somebody may mean: those whose code begins so, else whose name holds the words,
    headings first; the one that is called exactly so alone."""
    text = "".join(words.split())
    if not text:
        return []
    found = [
        (Account(system, code), name)
        for system in KEYS
        for code, name in names_of(system, year).items()
        if (code.startswith(text) if text.isdigit() else text in name)
    ]
    exact = [account for account, name in found if text in (account.code, name)]
    if len(exact) == 1:
        return exact
    return sorted((account for account, _name in found), key=lambda each: (len(each.code), each))


def name_in(label: str, code: str) -> str:
    """The name of an account in the label of its figure; empty where it says none."""
    found = re.search(NAME_BEHIND_CODE.format(code), label)
    return found["name"].strip() if found else ""


def name_of(account: Account, years: Iterable[int], labels: Sequence[str]) -> str:
    """What an account is called: as the documents print it, else as the charts of these years do."""
    if account.system == "source" and labels:
        return labels[0]
    printed = (name for label in labels if (name := name_in(label, account.code)))
    charted = (each for year in years if (each := names_of(account.system, year).get(account.code)))
    return next(printed, None) or next(charted, "")

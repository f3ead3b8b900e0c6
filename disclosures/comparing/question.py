"""What an address of a comparison asks: its parameters, read one by one; what is wrong is said in a sentence, never guessed.

``/compare/?a=310107-105-2025&b=310107-205-2026&account=function-2010602&level=2``: up to six budgets under the letters a to
f, accounts to look at, how far down the functions go. ``q`` and ``find`` look for departments and accounts to choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from ..parameters import problems as problems_with
from .accounts import Account, account_of

LETTERS = "abcdef"
FEWEST, MOST = 2, len(LETTERS)
MOST_ACCOUNTS = 6
LONGEST_WORDS = 200
PLACE = re.compile(r"(?P<region>[0-9]{6})-(?P<department>[0-9a-z]{1,12})-(?P<year>[1-9][0-9]{3})")
LEVELS = ("1", "2", "3")
NAMES = (*LETTERS, "account", "level", "q", "find")

Place = tuple[str, str, int]


@dataclass(frozen=True)
class Question:
    """What was asked, as far as it can be read; ``problems`` are sentences about the rest."""

    places: tuple[Place, ...] = ()
    accounts: tuple[Account, ...] = ()
    level: int = 1
    words: str = ""
    find: str = ""
    problems: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The one way to ask this: budgets under the first letters, nothing empty, nothing that goes without saying."""
        asked = {letter: told(place) for letter, place in zip(LETTERS, self.places, strict=False)}
        if self.accounts:
            asked["account"] = ",".join(account.slug for account in self.accounts)
        if self.level != 1:
            asked["level"] = str(self.level)
        return urlencode(asked, safe=",")

    def with_place(self, place: Place) -> Question:
        return replace(self, places=(*self.places, place))

    def without(self, place: Place) -> Question:
        return replace(self, places=tuple(each for each in self.places if each != place))

    def instead(self, place: Place, other: Place) -> Question:
        return replace(self, places=tuple(other if each == place else each for each in self.places))

    def with_account(self, account: Account) -> Question:
        return replace(self, accounts=tuple(dict.fromkeys((*self.accounts, account))))

    def without_account(self, account: Account) -> Question:
        return replace(self, accounts=tuple(each for each in self.accounts if each != account))

    @property
    def has_room(self) -> bool:
        return len(self.places) < MOST


def told(place: Place) -> str:
    return "{}-{}-{}".format(*place)


def asked(parameters: QueryDict) -> Question:
    """The question of an address."""
    problems = problems_with(parameters, NAMES)
    places = _places(parameters, problems)
    accounts = read_accounts(parameters.get("account", ""), problems)
    level = parameters.get("level") or LEVELS[0]
    if level not in LEVELS:
        problems.append(_("“level” is 1, 2 or 3: how far down the functions are told."))
        level = LEVELS[0]
    words, find = (read_words(parameters, name, problems) for name in ("q", "find"))
    return Question(tuple(places), tuple(accounts), int(level), words, find, tuple(problems))


def _places(parameters: QueryDict, problems: list[str]) -> list[Place]:
    found: list[Place] = []
    for letter in LETTERS:
        text = parameters.get(letter, "").strip()
        if not text:
            continue
        match = PLACE.fullmatch(text)
        if match is None:
            problems.append(
                _(
                    "“%(name)s” should read like 310107-105-2025: region, department and year. "
                    "To find a department by its name, type it into the box below."
                )
                % {"name": letter}
            )
            continue
        place = (match["region"], match["department"], int(match["year"]))
        if place in found:
            problems.append(
                _("“%(name)s” is the same budget as another column. Please choose another one.")
                % {"name": letter}
            )
        else:
            found.append(place)
    return found


def read_accounts(text: str, problems: list[str]) -> list[Account]:
    """The accounts of an address, each once; what is none is said in ``problems``."""
    found: list[Account] = []
    slugs = [slug for slug in text.split(",") if slug]
    for slug in slugs[:MOST_ACCOUNTS]:
        account = account_of(slug)
        if account is None:
            problems.append(
                _("“%(name)s” is no account. It should read like function-2010602 or economic-30201.")
                % {"name": slug[:40]}
            )
        elif account not in found:
            found.append(account)
    if len(slugs) > MOST_ACCOUNTS:
        problems.append(_("At most %(most)s accounts at once.") % {"most": MOST_ACCOUNTS})
    return found


def read_words(parameters: QueryDict, name: str, problems: list[str]) -> str:
    """What somebody looks for; empty, and said in ``problems``, where it is too long."""
    text = parameters.get(name, "").strip()
    if len(text) > LONGEST_WORDS:
        problems.append(
            _("Please look for fewer words: at most %(most)s characters.") % {"most": LONGEST_WORDS}
        )
        return ""
    return text


# Other pages ------------------------------------------------------------------------------------------------------


def refused_choice(parameters: QueryDict, name: str, choices: Iterable[str]) -> list[str]:
    """A sentence where what is chosen is none of what can be."""
    text = parameters.get(name, "")
    if not text or text in choices:
        return []
    told = {"name": name, "choices": " / ".join(choices)}
    return [_("“%(name)s” is one of: %(choices)s.") % told]


def refused_number(parameters: QueryDict, name: str, low: int, high: int) -> list[str]:
    """A sentence where a number is none, or out of bounds."""
    text = parameters.get(name, "")
    if not text or re.fullmatch(r"[1-9][0-9]{0,8}", text) and low <= int(text) <= high:
        return []
    return [_("“%(name)s” is a number from %(low)s to %(high)s.") % {"name": name, "low": low, "high": high}]

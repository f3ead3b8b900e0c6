"""Subjects: what names side by side say together, and what a part inherits of the list that it stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from budgets import ledger
from budgets.catalogue import NUMBER, PEOPLE
from budgets.ledger import EXPENDITURE, INCOME

from .clauses import Candidate, Token
from .facets import ALL, Facets
from .settings import BOTH

NO_CODES: Mapping[int, str] = MappingProxyType({})
#: Classes of capital construction: no basic expenditure is of them.
CONSTRUCTION = ("309", "311")


@dataclass(frozen=True, slots=True)
class Subject:
    """What an amount is said of: its keys (two for 收支总预算), and what a part of it inherits."""

    says: Facets
    keys: tuple[str, ...]
    label: str = ""


#: Money that has a section and a table of its own.
OWN_BUDGETS = ("general", "fund", "capital", "account")
SOURCE_OF_FUND = {"general": "s101", "fund": "s102", "capital": "s103", "grant": "s1", "account": "s2"}
#: What could not be tied and goes on to be broken down: neither can its parts.
UNKNOWN = Subject(Facets(item="unknown"), ())
#: Which group a name is looked for in first, where nothing was told of; and by what was.
GENERAL_ORDER = (
    "unclassed", "fund", "measure", "nature", "three-public", "running", "procurement", "goals", "listed",
    "economic", "function", "source",
)  # fmt: skip
ORDERS: dict[str, tuple[str, ...]] = {
    "source": ("unclassed", "source", "measure", "fund", "nature", "function", "economic"),
    "economic": ("unclassed", "economic", "nature", "measure", "fund", "source"),
    "function": ("unclassed", "function", "nature", "fund", "measure", "economic", "source"),
    "nature": ("unclassed", "nature", "fund", "measure", "economic", "function", "source"),
    "three-public": ("three-public", "fund", "measure", "nature", "running"),
    "component": ("component", "running", "fund"),
    "procurement": ("procurement", "procured", "listed", "fund", "measure"),
    "goals": ("goals", "nature", "listed", "fund", "measure"),
    PEOPLE: ("staff",),
    NUMBER: ("listed", "counts", "goals"),
}


def facets_of(
    names: Sequence[Token], order: tuple[str, ...], base: Facets, codes: Mapping[int, str] = NO_CODES
) -> tuple[Facets, tuple[str, ...]]:
    """What names side by side say together, and the groups chosen; nothing where two of them contradict each other."""
    says = Facets()
    groups: list[str] = []
    for token in names:
        if token.path is not None:
            says, groups = says.with_(Facets(code=codes[token.start])), [*groups, "function"]
            continue
        chosen = _chosen(token, order, base)
        if chosen is None:
            continue
        says = _merged(says, chosen.says)
        groups.append(chosen.group)
    return says, tuple(groups)


def _chosen(token: Token, order: tuple[str, ...], base: Facets) -> Candidate | None:
    """What a name is of the first group that it can be of; nothing where it is several things there."""
    for group in order:
        found = [candidate for candidate in token.candidates if candidate.group == group]
        if len(found) > 1 and base.code:
            found = [each for each in found if each.says.code.startswith(base.code)] or found
        if len(found) > 1 and base.nature == ledger.BASIC:
            found = [each for each in found if each.says.code[1:4] not in CONSTRUCTION] or found
        if len(found) > 1:
            tops = [each for each in found if len(each.says.code) == 4]
            found = tops or found
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def _merged(first: Facets, second: Facets) -> Facets:
    """Two names side by side; a later name of another kind of figure takes the place of the earlier."""
    if second.item and (first.code or first.measure or first.nature):
        return second
    if ".." in second.item and first.item.startswith(second.item.partition("..")[0]):
        return replace(first, item=second.item.replace("..", f".{first.item.split('.')[1]}."))  # 实有行政人员
    if second.code[:1] == "s" and first.fund:
        return second
    if second.code and first.item:
        return second
    if second.measure and not second.fund and first.item:
        return first  # “三公”经费支出预算
    return first.with_(second)


def inherited(says: Facets, base: Facets) -> Facets:
    """What is said within something else: 工资福利支出 within the project expenditure of the grants."""
    letter = says.code[:1]
    base = replace(base, item="")
    if letter == "s":
        return _source_within(says, base)
    if letter or says.cost:
        base = replace(base, span="", measure="", cost="" if letter == "f" else base.cost)
        if letter == "f" or base.code[:1] != "f":
            base = replace(base, code="")
        if letter == "f" and says.measure != INCOME:
            says = replace(says, measure=EXPENDITURE)
        if says.cost:  # 人员经费 and 公用经费 are what basic expenditure is made of
            says = replace(says, measure="economic", nature=ledger.BASIC)
    elif says.nature:
        base = replace(
            base, span="", cost="", measure=EXPENDITURE, code=base.code if base.code[:1] == "f" else ""
        )
    elif says.measure:
        fund = "grant" if base.code == "s1" else base.fund
        base = replace(base, span="", cost="", nature="", code="", fund=fund)
        if says.measure == INCOME and base.fund not in ("", "grant"):
            base = replace(base, fund="")
    elif says.fund:
        measure = INCOME if base.measure == INCOME or base.code[:1] == "s" else base.measure
        if measure == INCOME and base.fund in ("", ALL) and says.fund in SOURCE_OF_FUND:
            return Facets(measure=INCOME, code=SOURCE_OF_FUND[says.fund])
        base = replace(base, measure=measure, code=base.code if base.code[:1] in "fe" else "")
    return base.with_(says)


def _source_within(says: Facets, base: Facets) -> Facets:
    """A source of income; within the grants their funds are no sources beside others but the whole."""
    if base.fund in ("", ALL):
        return Facets(measure=INCOME, code=says.code)
    if says.code == "s1":
        return Facets(measure=INCOME, fund="grant")
    if base.span == "year" and says.code[1:2] == "1":
        return Facets(code=says.code)
    fund = ledger.FUND_OF_SOURCE.get(says.code[1:])
    if fund and says.code[1:2] == "1":
        return Facets(measure=INCOME, fund=fund)
    if says.code[1:2] == "5":
        return (
            Facets(measure=INCOME, fund=base.fund, code="s5")
            if base.fund == "grant"
            else Facets(code=says.code)
        )
    return Facets(measure=INCOME, code=says.code)


def _fits_item(part: Facets, item: str) -> bool:
    """Whether something is a part of a particular: of its family, and no total beside it."""
    family = item.partition(".")[0]
    if family == "goals":
        return part.item.startswith("goals") or bool(part.nature)
    if part.item in ("staff.posts", "staff.actual", "assets.vehicles"):
        return part.item == item == "staff.actual"  # 实有人数, of them 在职人数
    return part.item.partition(".")[0] == family


def fits(part: Facets, whole: Subject) -> bool:
    """Whether something can be a part of what a list was opened for; if not, the list is over."""
    base = whole.says
    if base.item:
        return _fits_item(part, base.item)
    if part.item:
        return False
    letter, held = part.code[:1], base.code[:1]
    if base.measure == INCOME or held == "s":
        if part.nature or part.cost or letter in ("e", "f"):
            return False
        if part.measure and part.measure != INCOME:
            return False
        if held == "s" and letter == "s":
            return part.code.startswith(base.code) and part.code != base.code
        return bool(letter or part.fund or part.span)
    if letter == "s":
        return base.measure == BOTH
    if part.measure == INCOME:
        return base.measure == BOTH
    if (
        held in ("e", "f")
        and letter == held
        and not (part.code.startswith(base.code) and part.code != base.code)
    ):
        return False
    if part.cost and base.nature not in ("", ledger.BASIC):
        return False
    if (base.nature and part.nature) or (base.cost and (part.nature or part.cost)):
        return False
    if base.cost and letter == "e":
        is_staff = part.code[1:4] in ledger.STAFF_CLASSES
        return is_staff == (base.cost == ledger.STAFF)
    if held == "e" and not letter:
        return False
    if part.fund and base.fund and not (base.fund == "grant" and part.fund != "grant"):
        return False
    return bool(letter or part.nature or part.cost or part.fund or part.span)

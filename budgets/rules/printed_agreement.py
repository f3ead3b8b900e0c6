"""Agreement in a document: one figure in several places, and figures of different tables that are one money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from budgets.catalogue import MONEY
from budgets.facts import Said
from budgets.keys import (
    coordinates,
    function_beside_executed,
    group_of,
    is_beside_executed,
    is_of_no_budget,
)
from budgets.ledger import EXPENDITURE
from budgets.money import WANYUAN, YUAN_IN

from .declared import ALL_GENERAL, DECLARED, GRANT_FUNDS, SETTLED, Declared
from .finding import INFO, Finding
from .printed import MOST_PLACES, Printed
from .printed_sides import side_of
from .registry import RULE, Rule
from .relation import BROKEN, Relation, is_times

TABLES_RULES = (
    ({"balance", "grant"}, "R07"),
    ({"grant", "general", "fund", "capital"}, "R08"),
    ({"general", "basic"}, "R10"),
    ({"expenditure", "general"}, "R09"),
)


def one_figure_everywhere(facts: Printed) -> Iterator[Relation]:
    """N01, and R03–R10 between tables: every place that says a figure says the same as most of them do."""
    misread = _tables_that_say_otherwise(facts)
    for key, places in facts.by_key.items():
        if len({said.place.scope for said in places}) < 2 and not _is_said_twice(facts, places):
            continue
        if is_of_no_budget(key):
            continue
        kept = [said for said in places if said.place.scope not in misread]
        if kept:
            yield from _agreement(facts, kept)


def _is_said_twice(facts: Printed, places: Sequence[Said]) -> bool:
    """Whether one paragraph says it more than once; in a table the second is another column that was not told apart."""
    return len(places) > 1 and not facts.is_in_table(places[0])


def _agreement(facts: Printed, places: Sequence[Said]) -> Iterator[Relation]:
    said = _most_agreed(facts, places)
    for other in places:
        if other != said and (other.place.scope != said.place.scope or not facts.is_in_table(other)):
            yield Relation(_rule_between(facts, other, said), (other,), (said,))


#: Nobody says one figure in more ways in good faith; the one that most agree with is looked for among these, and every
#: place is held against it.
MOST_VALUES = 40


def _most_agreed(facts: Printed, places: Sequence[Said]) -> Said:
    """The place that most others agree with; of equals one in a table, then the most exact, then the first."""

    looked_at = list({(said.value, said.step): said for said in reversed(places)}.values())[-MOST_VALUES:]

    def rank(said: Said) -> tuple[int, bool, object]:
        agreeing = [
            o for o in places[:MOST_PLACES] if Relation(RULE["N01"], (o,), (said,)).verdict() != BROKEN
        ]
        return (-len(agreeing), not facts.is_in_table(said), said.step)

    return min(reversed(looked_at), key=rank)


def _rule_between(facts: Printed, left: Said, right: Said) -> Rule:
    if not (facts.is_in_table(left) and facts.is_in_table(right)):
        return RULE["N01"]
    kinds = {facts.kind_of(left), facts.kind_of(right)}
    return RULE[next((rule for pair, rule in TABLES_RULES if kinds <= pair), "R03")]


#: A table with this many figures that most of the others contradict is of something else: misread, or of other money.
FEW = 4


def _tables_that_say_otherwise(facts: Printed) -> set[str]:
    """Tables that disagree with the others in more than half of what they share with them."""
    return {
        scope
        for scope, pairs in facts.shared_by_table.items()
        if len(pairs) >= FEW and len([p for p in pairs if _is_other(*p)]) * 2 > len(pairs)
    }


def _is_other(one: Said, other: Said) -> bool:
    """Whether two places say other amounts, and not one amount in two units."""
    is_broken = Relation(RULE["N01"], (one,), (other,)).verdict() == BROKEN
    return is_broken and not _is_in_another_unit(one, other)


#: 万元 in 元.
WAN = YUAN_IN[WANYUAN]


def _is_in_another_unit(one: Said, other: Said) -> bool:
    return is_times(one, other, WAN) or is_times(one, other, 1 / WAN)


def tables_are_in_their_unit(facts: Printed, relations: Iterable[Relation]) -> Iterator[Finding]:
    """N14: a table whose figures are ten thousand times, or the ten thousandth of, what they are elsewhere is printed in
    another unit than it says. The table that this is true of most often comes first; what it alone explains is done with."""
    votes = [vote for relation in relations if (vote := _vote(facts, relation))]
    while worst := _worst(facts, votes):
        scope, (said, other) = worst
        table = facts.table_of[scope]
        unit = "元" if said.value > other.value else "万元"
        yield RULE["N14"].finds(
            side_of(said),
            side_of(other),
            message=f"《{table.title}》注明的单位是{table.unit or '（没有注明）'}，按其他数据应为{unit}",
            subject=f"unit-{scope}",
            title="表的金额单位不对",
            places=(table.place,),
        )
        votes = [vote for vote in votes if scope not in (vote[0].place.scope, vote[1].place.scope)]


#: Two places that should say one amount, and whether they say it in two units.
Vote = tuple[Said, Said, bool]


def _vote(facts: Printed, relation: Relation) -> Vote | None:
    if len(relation.left) != 1 or len(relation.right) != 1 or relation.is_limit:
        return None
    one, other = relation.left[0], relation.right[0]
    if not (one.value and other.value) or one.place.scope == other.place.scope:
        return None
    if not (facts.is_in_table(one) or facts.is_in_table(other)):
        return None
    return one, other, _is_in_another_unit(one, other)


def _worst(facts: Printed, votes: list[Vote]) -> tuple[str, tuple[Said, Said]] | None:
    """The table that most of its places contradict by the unit, with the first of them."""
    wrong: dict[str, list[tuple[Said, Said]]] = {}
    times: Counter[str] = Counter()
    for one, other, is_wrong in votes:
        for said, beside in ((one, other), (other, one)):
            if facts.is_in_table(said):
                times[said.place.scope] += 1
                if is_wrong:
                    wrong.setdefault(said.place.scope, []).append((said, beside))
    ranked = [(len(pairs) / times[scope], len(pairs), scope) for scope, pairs in wrong.items()]
    share, _number, scope = max(ranked, default=(0, 0, ""))
    return (scope, wrong[scope][0]) if share > HALF else None


HALF = 1 / 2


def tables_of_other_money(facts: Printed) -> Iterator[Finding]:
    """R03: a table that says otherwise than the others in most of what they share is told as a whole, once."""
    for scope in sorted(_tables_that_say_otherwise(facts)):
        table = facts.table_of[scope]
        yield RULE["R03"].finds(
            message=f"《{table.title}》与其他报表的多数数据不同；可能是口径不同，也可能没有读对，请对照原文",
            subject=f"otherwise-{scope}",
            title="与其他报表多数不同",
            level=INFO,
            places=(table.place,),
        )


# Different figures that are one money -----------------------------------------------------------------------------


def declared(facts: Printed) -> Iterator[Relation]:
    """The declared relations between figures, each where they are said best."""
    for line in DECLARED:
        for view in ("", ".last", ".change"):
            if _holds(facts, line.when) and not (view and line.is_limit):
                yield from _declared(facts, line, view)


def _holds(facts: Printed, when: str) -> bool:
    if when == ALL_GENERAL:
        return facts.is_all_general
    return not facts.has_carry_over if when == SETTLED else True


def _declared(facts: Printed, line: Declared, view: str) -> Iterator[Relation]:
    if (line.rule == "R12" and facts.is_itemised_in_part) or not facts.amount_is_nothing(line.unless):
        return
    left = facts.best(f"{line.left}{view}")
    right = [said for key in line.right if (said := facts.best(f"{key}{view}"))]
    is_known = right and (len(right) == len(line.right) or (line.absent_is_nothing and not view))
    if left is None or not is_known or (line.absent_is_nothing and right[0].key != f"{line.right[0]}{view}"):
        return
    is_spent = line.rule == "R07" and group_of(line.right[0]) == EXPENDITURE
    told = {"title": "财政拨款收入与财政拨款支出不符"} if is_spent else {}
    yield Relation(RULE[line.rule], (left,), tuple(right), is_limit=line.is_limit, told=told)


def grants_by_function(facts: Printed) -> Iterator[Relation]:
    """N01, R08: what a function gets of all grants is what it gets of the three budgets, beside 上年执行数 too."""
    for key, places in facts.by_key.items():
        if code := function_beside_executed(key):
            nature = ""
        elif (at := coordinates(key)) and at.fund == "grant" and at.measure == "expenditure" and not at.view:
            code, nature = at.f, at.nature
        else:
            continue
        if not code:
            continue
        of_funds = [f"expenditure.{fund}.f{code}{'.' * bool(nature)}{nature}" for fund in GRANT_FUNDS]
        parts = [said for each in of_funds if (said := facts.best(each))]
        if is_beside_executed(key) and not parts:
            parts = [said] if (said := facts.best(f"expenditure.grant.f{code}")) else []
        for said in places:
            if parts and said not in parts:
                rule = RULE["R08" if facts.is_in_table(said) else "N01"]
                yield Relation(rule, (said,), tuple(parts))


def rows_of_income_and_expenditure(facts: Printed) -> Iterator[Relation]:
    """R05, R09: by function, income and expenditure are the same rows; and where all is general budget, its table too."""
    both = facts.best("income.total"), facts.best("expenditure.total")
    if not all(both) or facts.has_carry_over:
        return
    for key in facts.by_key:
        at = coordinates(key)
        if at is None or at.view or not at.f or at.e or at.g or at.cost:
            continue
        left = facts.best(key)
        if at.measure == "income" and not (at.fund or at.s or at.span):
            right, rule = facts.best(f"expenditure.f{at.f}"), RULE["R05"]
        elif at.measure == "expenditure" and at.fund == "general" and facts.is_all_general:
            right, rule = facts.best(key.replace(".general", "", 1)), RULE["R09"]
        else:
            continue
        if left and right and left.unit == right.unit == MONEY:
            yield Relation(rule, (left,), (right,))

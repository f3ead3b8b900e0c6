"""Sums in a document: those that a table's build shows, those that sentences list, and those of particulars."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from budgets import catalogue
from budgets.facts import PrintedTable, Said, Sum
from budgets.keys import COMPARED, DIMENSIONS, Coordinates, coordinates, tokens_of, view_of
from budgets.ledger import BASIC, FUNDS, PROJECT

from .printed import Printed
from .registry import RULE
from .relation import BROKEN, Relation

#: Which rule the columns of a table are held to, by the table's kind; of others R04.
COLUMN_RULES = {
    "three-public": "R13",
    "income": "R02",
    "grant": "R08",
    "basic": "R11",
    "procurement": "R23",
    "goals": "R27",
    "project-goals": "R27",
    "projects": "R25",
}
#: And its rows; of others R03.
ROW_RULES = {
    "balance": "R02",
    "procurement": "R23",
    "goals": "R27",
    "project-goals": "R27",
    "projects": "R25",
}


def table_sums(facts: Printed) -> Iterator[Relation]:
    """R02–R04, R08, R11, R13: what each table adds up, row by row and column by column."""
    for table in facts.reading.tables:
        for found in table.sums:
            if not _is_unknown(found):
                yield _of_table(table, found)


def _is_unknown(found: Sum) -> bool:
    """Whether last year's total, or its change, stands over nothing but blanks: nobody says what its parts were."""
    return view_of(found.total.key) in COMPARED and all(part.is_blank for part in found.parts)


def _of_table(table: PrintedTable, found: Sum) -> Relation:
    if found.axis == "rows":
        rule = RULE[ROW_RULES.get(table.kind, "R03")]
        label = f"{found.label}，其下各行之和"
    else:
        rule = RULE[COLUMN_RULES.get(table.kind, "R04")]
        label = f"{found.label}，其后各栏之和"
    return Relation(rule, (found.total,), found.parts, found.total.label or found.label, label)


# What sentences list ----------------------------------------------------------------------------------------------

#: A list that says so is not all there is.
OPEN_ENDED = re.compile(r"主要(?:包括|有|是|用于)|等(?:支出|收入|费用|经费|项目|，|。|；|$)|部分")


#: Parts of one figure by the token that tells them apart: a code, a nature, a fund.
Parts = dict[str, Said]


def listed_sums(facts: Printed) -> Iterator[Relation]:
    """R02–R04, R06, R08, R11, R12, N05, N13: a total and what a paragraph, or a run of them, breaks it down into."""
    for scopes in _sections(facts):
        told: dict[tuple[Coordinates, str], list[Parts]] = defaultdict(list)
        for scope in scopes:
            for at, parts in _buckets(facts.spoken_by_scope[scope]).items():
                told[at].append(parts)
        for (parent, dimension), lists in told.items():
            for parts in _joined(facts, parent, dimension, lists):
                for above, below in _nested(parts, dimension).items():
                    whole = replace(parent, **{dimension: above})
                    yield from _breakdown(facts, whole, dimension, below)


def _sections(facts: Printed) -> list[list[str]]:
    """The paragraphs that say something, by the section they stand in."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for scope in facts.spoken_by_scope:
        found[facts.section_of.get(scope, ())].append(scope)
    return list(found.values())


def _buckets(spoken: Sequence[Said]) -> dict[tuple[Coordinates, str], Parts]:
    """What is broken down, and by which dimension; the parts said, each once."""
    buckets: dict[tuple[Coordinates, str], Parts] = defaultdict(dict)
    for said in spoken:
        at = coordinates(said.key)
        if at is None or at.view in ("percent", "share"):
            continue
        for dimension in DIMENSIONS:
            if token := getattr(at, dimension):
                buckets[at.without(dimension), dimension].setdefault(token, said)
    return buckets


def _joined(facts: Printed, parent: Coordinates, dimension: str, lists: list[Parts]) -> list[Parts]:
    """The lists that are meant as one: a paragraph's own where it says the whole itself, or where another goes through
    the same parts again; what other paragraphs of the section go through bit by bit, together."""
    own = [parts for parts in lists if len(parts) > 1 and _says_whole(facts, parent, dimension, parts)]
    rest = [parts for parts in lists if parts not in own]
    if any(one.keys() & other.keys() for one, other in combinations(rest, 2)):
        return lists
    union = {token: said for parts in rest for token, said in parts.items()}
    return [*own, union] if union else own


def _says_whole(facts: Printed, parent: Coordinates, dimension: str, parts: Parts) -> bool:
    first = next(iter(parts.values()))
    whole = _whole_of(facts, parent, dimension, list(parts.values()))
    return whole is not None and whole.place.scope == first.place.scope


def _nested(parts: dict[str, Said], dimension: str) -> dict[str, list[Said]]:
    """The parts by the listed part that each is part of: a code by the longest code above it, a fund by 财政拨款."""
    found: dict[str, list[Said]] = defaultdict(list)
    for token, said in parts.items():
        above = [other for other in parts if other != token and _is_above(other, token, dimension)]
        found[max(above, key=len, default="")].append(said)
    return found


def _is_above(other: str, token: str, dimension: str) -> bool:
    if dimension == "fund":
        return other == "grant" and token in FUNDS
    return dimension in "fegs" and token.startswith(other)


def _breakdown(facts: Printed, parent: Coordinates, dimension: str, parts: list[Said]) -> Iterator[Relation]:
    whole = _whole_of(facts, parent, dimension, parts)
    if whole is None or not _is_complete(facts, whole, dimension, parts):
        return
    rule = RULE[_rule_of(parent, dimension)]
    is_limit = len(parts) == 1
    left, right = ((whole,), tuple(parts)) if not is_limit else (tuple(parts), (whole,))
    told = {"title": "支出与其经济分类各项之和不等"} if rule.id == "R04" and dimension in "eg" else {}
    found = Relation(rule, left, right, right_label="所列各项之和", is_limit=is_limit, told=told)
    scopes = {part.place.scope for part in parts}
    if found.verdict() != BROKEN or not scopes & facts.untied_scopes:  # what is not understood may be a part
        yield found


def _is_complete(facts: Printed, whole: Said, dimension: str, parts: list[Said]) -> bool:
    """Whether a list is meant to be all there is; of one part only that it is not more than the whole is sure. Budgets are
    listed with 一般公共预算 first: where that is missing, only what there is none of is told."""
    if len(parts) == 1:
        is_amount = view_of(parts[0].key) != "change"
        return is_amount and not facts.is_in_table(whole) and parts[0].value > whole.value != 0
    if dimension == "fund" and not any(tokens_of(part.key) & {"general", "grant"} for part in parts):
        return False
    if dimension == "nature" and {BASIC, PROJECT} <= set().union(*(tokens_of(part.key) for part in parts)):
        return True  # there are hardly any others
    return not any(OPEN_ENDED.search(part.place.quote) for part in parts)


def _whole_of(facts: Printed, parent: Coordinates, dimension: str, parts: list[Said]) -> Said | None:
    """Where the whole is said that these parts belong to: in the same paragraph before them, in the same section, at all."""
    for key in _keys_of_whole(facts, parent, dimension, parts):
        said = [s for s in facts.said(key) if s not in parts]
        if said:
            return min(said, key=lambda each: _distance(facts, each, parts[0]))
    return None


def _keys_of_whole(facts: Printed, parent: Coordinates, dimension: str, parts: list[Said]) -> Iterator[str]:
    view = f".{parent.view}" if parent.view else ""
    funds = {at.fund for part in parts if (at := coordinates(part.key))}
    if dimension == "fund" and not funds & {"grant", "account"}:
        yield replace(parent, fund="grant").key
        return
    is_of_all = not (parent.e or parent.g or parent.cost or facts.is_itemised_in_part)
    if parent.measure in ("economic", "government") and is_of_all:
        yield Coordinates("expenditure", fund=parent.fund, nature=parent.nature).key + view
    yield parent.key
    if parent.measure == "income" and not parent.span and parent.key.startswith("income.total"):
        yield f"income.year.total{view}"
    if parent.measure == "expenditure" and not (parent.nature or parent.f):
        yield Coordinates("expenditure", fund=parent.fund, span="year").key + view


def _distance(facts: Printed, whole: Said, part: Said) -> tuple[int, int, int]:
    """How far a whole stands from its parts: other paragraph, other section; then the one before them nearest."""
    same_scope = whole.place.scope == part.place.scope
    section, other = (facts.section_of.get(said.place.scope, ()) for said in (whole, part))
    same_section = section == other and not facts.is_in_table(whole)
    behind = part.place.start - whole.place.start if same_scope else 0
    return (0 if same_scope else 1 if same_section else 2, behind < 0, abs(behind))


def _rule_of(parent: Coordinates, dimension: str) -> str:
    if parent.view == "change":
        return "N05"
    if dimension == "s":
        return "N13"
    if dimension in ("e", "g") and not getattr(parent, dimension):
        return "R04" if parent.nature else "R12"
    return {"fund": "R08", "nature": "R04", "cost": "R11"}.get(dimension, "R03")


# Particulars ------------------------------------------------------------------------------------------------------

#: (rule, total, parts): what the catalogue adds up, of “三公” also with its vehicles as one.
PARTICULARS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("R13", "three-public.total", catalogue.THREE_PUBLIC_WITH_VEHICLES),
    *(
        (rule, total, catalogue.TOTAL[total].parts)
        for rule, total in (
            ("R13", "three-public.vehicles"),
            ("R13", "three-public.total"),
            ("R23", "procurement.total"),
            ("R26", "goals.total"),
        )
    ),
)
#: Totals whose kinds are listed as far as they are: at least two of them are said together, and they are all.
OPEN_PARTICULARS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("R16", "running", tuple(f"running.{kind}" for kind, _ in catalogue.RUNNING_COMPONENTS)),
    ("N09", "staff.posts", tuple(f"staff.posts.{kind}" for kind, _ in catalogue.POST_KINDS)),
    ("N09", "staff.actual", tuple(f"staff.actual.{kind}" for kind, _ in catalogue.POST_KINDS)),
    ("N11", "assets.vehicles", tuple(f"assets.vehicles.{kind}" for kind, _ in catalogue.VEHICLE_KINDS)),
    (
        "N11",
        "assets.buy-vehicles",
        tuple(f"assets.buy-vehicles.{kind}" for kind, _ in catalogue.VEHICLE_KINDS),
    ),
)
PARTICULAR_VIEWS = ("", ".last", ".change")


def particular_sums(facts: Printed) -> Iterator[Relation]:
    """R13, R16, R23, R26, N05, N09, N11: totals of particulars in the text, this year, last year and the change."""
    for rule, total, parts in PARTICULARS:
        for view in PARTICULAR_VIEWS:
            yield from _particular(facts, rule, total, parts, view, least=len(parts))
    for rule, total, parts in OPEN_PARTICULARS:
        listed = (*parts, *_own_kinds(facts, total, parts))
        for view in PARTICULAR_VIEWS:
            yield from _particular(facts, rule, total, listed, view, least=2)


def _own_kinds(facts: Printed, total: str, known: Sequence[str]) -> Iterator[str]:
    """The kinds that a document lists and the catalogue does not have: 定向保障用车."""
    for key in facts.by_key:
        base = key.rpartition(".")[0]
        if base == total and key not in known and not view_of(key):
            yield key


def _particular(
    facts: Printed, rule: str, total: str, parts: Iterable[str], view: str, *, least: int
) -> Iterator[Relation]:
    """The sum where it is told; the parts of one section belong together, and so does the total nearest to them."""
    if not facts.said(f"{total}{view}"):
        return
    for group in _told_together(facts, [f"{part}{view}" for part in parts]):
        if len(group) < least or any(OPEN_ENDED.search(part.place.quote) for part in group):
            continue
        whole = min(facts.said(f"{total}{view}"), key=lambda said: _distance(facts, said, group[0]))
        label = "所列各分项之和"
        yield Relation(RULE["N05" if view == ".change" else rule], (whole,), tuple(group), right_label=label)


def _told_together(facts: Printed, keys: list[str]) -> list[list[Said]]:
    """The figures said in the text, by the section they are said in, each once."""
    found: dict[tuple[str, ...], dict[str, Said]] = defaultdict(dict)
    for key in keys:
        for said in facts.said(key):
            if not facts.is_in_table(said):
                found[facts.section_of.get(said.place.scope, ())].setdefault(key, said)
    return [list(group.values()) for group in found.values()]

"""What a department entered, examined: every rule that can be looked at before anything is printed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from budgets import catalogue
from budgets.books import Books
from budgets.figures import Figures
from budgets.withheld import disclosed

from . import entered_filled as filled
from . import entered_tables as tables
from . import entered_texts as texts
from .declared import sum_of
from .entered_amounts import typed_amounts_agree
from .entered_relations import as_declared, last_years_are_as_published, with_causes
from .finding import LEVELS, Finding
from .registry import ASKS, RULES, Rule
from .shapes import Check, any_stated, stated, sums_to


def always(_figures: Figures) -> bool:
    return True


@dataclass(frozen=True)
class Looked:
    """How a rule is looked at in what is entered, and when."""

    check: Check
    applies: Callable[[Figures], bool] = always


ENTERED: dict[str, Looked] = {
    "R01": Looked(sums_to(*sum_of("R01"))),
    "R02": Looked(
        sums_to("income.total", (*tables.SOURCES, *tables.BALANCES), "各项来源、使用结余与上年结转之和")
    ),
    "R03": Looked(tables.codes_add_up),
    "R04": Looked(tables.rows_have_natures),
    "R06": Looked(tables.grants_agree),
    "R08": Looked(sums_to(*sum_of("R08"), "一般公共预算、政府性基金、国有资本经营之和")),
    "R10": Looked(sums_to(*sum_of("R10"))),
    "R11": Looked(tables.basic_cost_kinds),
    "R13": Looked(
        sums_to(
            "three-public.total",
            catalogue.THREE_PUBLIC_WITH_VEHICLES,
            "因公出国（境）费、公务用车、公务接待费之和",
        ),
        stated("three-public.total"),
    ),
    "R14": Looked(tables.three_public_fit_accounts),
    "R15": Looked(tables.running_within_public, stated("running")),
    "R16": Looked(
        tables.running_components,
        any_stated(tuple(f"running.{kind}" for kind, _ in catalogue.RUNNING_COMPONENTS)),
    ),
    "R17": Looked(as_declared),
    "R18": Looked(as_declared),
    "R21": Looked(tables.accounts_are_in_the_chart),
    "R23": Looked(tables.procurement_agrees),
    "R24": Looked(as_declared, lambda figures: bool(figures.books.purchases)),
    "R25": Looked(
        tables.projects_agree,
        lambda figures: bool(
            figures.books.projects or (figures.books.no_projects and figures.value("expenditure.project"))
        ),
    ),
    "R26": Looked(tables.goals_agree, stated("goals.basic", "goals.project")),
    "R27": Looked(tables.goal_tables_agree),
    "R29": Looked(tables.targets_are_measurable),
    "N01": Looked(typed_amounts_agree),
    "N03": Looked(texts.verbs_are_chosen),
    "N04": Looked(texts.percentages_have_a_base),
    "N05": Looked(texts.changes_add_up),
    "N06": Looked(texts.reasons_fit_changes),
    "N07": Looked(last_years_are_as_published, lambda figures: bool(figures.earlier)),
    "N09": Looked(texts.staffing_adds_up, stated("staff.posts", "staff.actual")),
    "N10": Looked(texts.lists_have_no_repeats),
    "N11": Looked(texts.vehicles_and_costs, stated("assets.vehicles", "three-public.running")),
    "N12": Looked(texts.assets_are_counted_last_year),
    "N16": Looked(texts.nothing_is_left),
    "N18": Looked(as_declared),
    "C01": Looked(filled.codes_go_deep_enough),
    "C02": Looked(filled.required_is_filled),
    "C03": Looked(tables.last_totals_agree),
    "C04": Looked(filled.approval_is_dated),
    "C05": Looked(filled.purposes_are_written),
    "C06": Looked(filled.executed_is_stated),
    "C07": Looked(filled.ended_accounts_are_settled),
}


def examine(
    books: Books, asks: Collection[str] = (), earlier: Mapping[str, Decimal] | None = None
) -> list[Finding]:
    """Every finding, errors first, then in the order of the registry; what one wrong entry explains is folded under it.

    ``asks`` is what the form asks for; ``earlier`` the figures that the department published for the year before, by key.
    """
    figures = _figures(books, asks, earlier)
    return with_causes(
        figures, _found(figures, asks), lambda mended: _found(Figures(mended, asks, earlier), asks)
    )


def _found(figures: Figures, asks: Collection[str]) -> list[Finding]:
    """What every rule finds, errors first."""
    findings = [
        finding for rule in looked_at(asks) if _applies(rule, figures) for finding in _run(rule, figures)
    ]
    return sorted(findings, key=lambda finding: LEVELS.index(finding.level))


def not_applicable(books: Books, asks: Collection[str] = ()) -> list[Rule]:
    """The rules whose condition does not hold for these books, of those that their form is looked at for."""
    figures = _figures(books, asks)
    return [rule for rule in looked_at(asks) if not _applies(rule, figures)]


def looked_at(asks: Collection[str]) -> list[Rule]:
    """The rules that are looked at in what is entered, for a form that asks for these."""
    return [rule for rule in RULES if rule.id in ENTERED and (not rule.ask or rule.ask in asks)]


def _applies(rule: Rule, figures: Figures) -> bool:
    return ENTERED[rule.id].applies(figures)


def _run(rule: Rule, figures: Figures) -> list[Finding]:
    return list(ENTERED[rule.id].check(rule, figures))


def _figures(books: Books, asks: Collection[str], earlier: Mapping[str, Decimal] | None = None) -> Figures:
    """What is looked at: what would be said, without what the law keeps from the public."""
    if unknown := set(asks) - set(ASKS):
        raise ValueError(f"nothing is known to be asked for as {sorted(unknown)}")
    return Figures(disclosed(books), asks, earlier)

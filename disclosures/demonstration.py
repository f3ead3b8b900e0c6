"""The demo's county: its departments brought, by the people who would do it, each to another stage of the way.

Whatever stands further already is left as it is: running the demo again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from budgets.actions import waive
from budgets.books import open_books
from budgets.demo import Sample, county
from budgets.demo.load import load
from budgets.models import Budget, Department, Particular, Region
from budgets.opening import open_year
from budgets.waivers import standing, unwaived

from . import workflow
from .chain import findings_now
from .compose import form_of
from .drafts import draft_of
from .models import Population
from .peopling.actions import save_population

State = Budget.State


@dataclass(frozen=True)
class Team:
    """Who takes a budget on its way."""

    clerk: Any
    reviewer: Any
    finance: Any


# Steps ------------------------------------------------------------------------------------------------------------


def submit(budget: Budget, team: Team) -> None:
    workflow.submit(budget=budget, by=team.clerk)


def review(budget: Budget, team: Team) -> None:
    budget.refresh_from_db()
    draft = draft_of(budget)
    confirmed = [each.id for each in workflow.suspicions_in(budget, draft)]
    workflow.confirm_secrecy(budget=budget, by=team.reviewer, sha256=draft.sha256, confirmed=confirmed)
    workflow.pass_review(budget=budget, by=team.reviewer, sha256=draft.sha256, agrees=True)


def approve(budget: Budget, team: Team) -> None:
    budget.refresh_from_db()
    workflow.approve(budget=budget, by=team.finance, sha256=draft_of(budget).sha256)


def publish(budget: Budget, team: Team, late_reason: str = "") -> None:
    workflow.publish(budget=budget, by=team.finance, late_reason=late_reason)


def waive_warnings(budget: Budget, reasons: Mapping[str, str], *, by: Any) -> None:
    """Let the warnings stand that a sample gives a reason for."""
    books = open_books(budget)
    asks, findings = form_of(books).asks, findings_now(books)
    for finding in unwaived(findings, standing(budget, findings)):
        if reason := reasons.get(finding.rule):
            waive(budget=budget, finding_id=finding.id, reason=reason, by=by, asks=asks)


# Stages -----------------------------------------------------------------------------------------------------------


def returned(budget: Budget, team: Team) -> None:
    """卫生健康委: a draft that contradicts itself, past its day."""


def to_review(budget: Budget, team: Team) -> None:
    submit(budget, team)


def to_approve(budget: Budget, team: Team) -> None:
    submit(budget, team)
    review(budget, team)


def approved(budget: Budget, team: Team) -> None:
    to_approve(budget, team)
    approve(budget, team)


def scheduled(budget: Budget, team: Team) -> None:
    approved(budget, team)
    day = timezone.localdate() + timedelta(days=2)
    at = timezone.make_aware(datetime.combine(day, time(10)))
    workflow.schedule(budgets=[budget], by=team.finance, at=at)


def in_time(budget: Budget, team: Team) -> None:
    approved(budget, team)
    publish(budget, team)


def late(budget: Budget, team: Team) -> None:
    approved(budget, team)
    publish(budget, team, "档案数字化项目的采购方式经两次论证，文本定稿晚于期限。")


def corrected(budget: Budget, team: Team) -> None:
    """文化和旅游局: the staff as printed was wrong, and put right."""
    in_time(budget, team)
    workflow.correct(budget=budget, by=team.clerk, reason="编制人数误填为 36 人，应为 35 人。")
    told = Particular.objects.get(budget=budget, key="staff.posts")
    told.value -= 1
    told.save()
    approved(budget, team)
    publish(budget, team)


def withheld(budget: Budget, team: Team) -> None:
    basis = "《中华人民共和国保守国家秘密法》第十三条（样例）"
    workflow.withhold(budget=budget, by=team.finance, basis=basis)


#: Code of the department → days since its 批复, and its stage.
STAGES: dict[str, tuple[int, Callable[[Budget, Team], None]]] = {
    "301": (21, returned),
    "201": (17, to_review),
    "202": (17, to_approve),
    "203": (15, approved),
    "204": (17, scheduled),
    "205": (18, in_time),
    "206": (22, late),
    "207": (19, corrected),
    "208": (19, in_time),
    "209": (18, in_time),
    "210": (20, in_time),
    "299": (10, withheld),
}


def bring_about(team: Team, *, finance_bureau: Team) -> list[Budget]:
    """The county: its budgets, each at its stage, and the year of the finance bureau opened from the one before."""
    budgets = [_stand(sample, team) for sample in county.samples()]
    return [*_opened(finance_bureau), *budgets]


def departments() -> None:
    """The departments of the county, so that people can be given a part in them."""
    region, _ = Region.objects.get_or_create(code=county.REGION["code"], defaults=county.REGION)
    for sample in county.samples():
        Department.objects.get_or_create(
            region=region, code=sample.department["code"], defaults=sample.department
        )
    bureau = Department.objects.get(region=region, code="105")
    Department.objects.get_or_create(
        region=region, code=county.UNIT["code"], defaults=county.UNIT | {"parent": bureau}
    )


def populations() -> None:
    """How many people live in the county, for what is told per head."""
    for told in county.PEOPLE:
        if not Population.objects.filter(region_code=county.REGION["code"], year=told["year"]).exists():
            save_population(population=Population(region_code=county.REGION["code"], **told), by=None)


@transaction.atomic
def _stand(sample: Sample, team: Team) -> Budget:
    """Whole or not at all: a demo that is killed in between begins this one anew."""
    where = {"department__region__code": sample.region["code"], "department__code": sample.department["code"]}
    known = Budget.objects.filter(**where, year=county.YEAR).first()
    if known:
        return known
    days, stage = STAGES[sample.department["code"]]
    budget = load(sample=sample, by=team.clerk)
    approved_on = timezone.localdate() - timedelta(days=days)
    workflow.set_approval_date(budget=budget, by=team.finance, approved_on=approved_on)
    budget.refresh_from_db()
    stage(budget, team)
    return budget


@transaction.atomic
def _opened(team: Team) -> list[Budget]:
    """财政局 and its unit, begun by the finance office."""
    mine = Department.objects.filter(
        region__code=county.REGION["code"], code__in=["105", county.UNIT["code"]]
    )
    opened = open_year(departments=mine.select_related("region"), year=county.YEAR, by=team.finance)
    for each in opened:
        approved_on = timezone.localdate() - timedelta(days=12)
        workflow.set_approval_date(budget=each.budget, by=team.finance, approved_on=approved_on)
    return [each.budget for each in opened]

"""The matrix of rights: a world with a budget at every stage, everybody who may ask, and what each address answers them.

``permissions.csv`` holds what is expected. A line is an address (its pattern), the methods, whose the budget is (``own``;
``neighbour``: another department of the region; ``elsewhere``: another region; ``-``: no budget in the address), the
stages of the budget, and under each person the answer: its status, or ``login`` where it leads to the signing in.
"""

from __future__ import annotations

import csv
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "permissions.csv"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
SAFE = ("GET", "HEAD")
STAGES = (
    "editing",
    "submitted",
    "reviewed",
    "approved",
    "scheduled",
    "published",
    "correcting",
    "withheld",
    "withdrawn",
)
#: ``office`` is a finance office without somebody set apart for publishing; it keeps the other region.
PEOPLE = (
    "clerk",
    "reviewer",
    "finance",
    "publisher",
    "office",
    "system",
    "security",
    "audit",
    "parent",
    "parent-reviewer",
    "outsider",
    "anonymous",
)
WHOSE = ("own", "neighbour", "elsewhere")
HEAD = ("route", "methods", "whose", "stages", *PEOPLE)
PROJECT = "房屋维修"
REGION, OTHER_REGION = "430001", "430002"
PARENT, NEIGHBOURS = "100", 200
MINUTES = 5
#: What an address must be asked with, to be asked at all.
ASKED_WITH = {
    "verify/manifests.json": "?hash=" + "0" * 64,
    "admin/budgets/budget/<int:pk>/accounts/": "?system=function",
    "search/results.<kind:kind>": "?q=1",
    "api/v1/^search/$": "?q=1",
    "admin/autocomplete/": "?app_label=budgets&model_name=department&field_name=parent",
}


#: What is called by a name, by the kind of name that its address wants.
NAMES = {
    "<proof:": "manifest.json",
    "<citation:": "citation.bib",
    "<sitemap:": "lists",
    "": "disclosure.json",
}


# The lines --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of the file: what is expected of an address."""

    route: str
    methods: tuple[str, ...]
    whose: str
    stages: tuple[str, ...]
    expected: dict[str, str]


@dataclass(frozen=True)
class Case:
    """One request of one person."""

    route: str
    method: str
    whose: str
    stage: str
    person: str
    expected: str

    def __str__(self) -> str:
        return f"{self.person} {self.method} {self.route} ({self.whose}, {self.stage})"


def lines(path: Path = FILE) -> list[Line]:
    with path.open(newline="") as file:
        return [
            Line(
                row["route"],
                METHODS if row["methods"] == "*" else tuple(row["methods"].split()),
                row["whose"],
                _stages(row["stages"]),
                {person: row[person] for person in PEOPLE},
            )
            for row in csv.DictReader(file)
        ]


def _stages(words: str) -> tuple[str, ...]:
    """``*`` all of them, ``-`` none is asked about, else those named."""
    return STAGES if words == "*" else tuple(words.split())


def cases(found: list[Line]) -> Iterator[Case]:
    for line in found:
        for method in line.methods:
            for stage in line.stages:
                for person, expected in line.expected.items():
                    if expected != "-":
                        yield Case(line.route, method, line.whose, stage, person, expected)


def routes() -> list[str]:
    """Every pattern of the resolver."""
    from django.urls import get_resolver

    return list(dict.fromkeys(_walk(get_resolver().url_patterns)))


def _walk(patterns: Any, before: str = "") -> Iterator[str]:
    for each in patterns:
        route = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from _walk(each.url_patterns, route)
        else:
            yield route


def is_about_a_budget(route: str) -> bool:
    about = "admin/budgets/budget/<", "admin/board/<int:pk>", "admin/inspection/<int:pk>"
    return route.startswith(about)


def holes(found: list[Line], known: list[str]) -> list[str]:
    """Addresses that the file does not name, and lines that name no address; and what a named one is not asked."""
    named = {line.route for line in found}
    missing = [f"{route}: is missing" for route in known if route not in named]
    stale = [f"{route}: there is no such address" for route in sorted(named - set(known))]
    told = Counter((case.route, case.method, case.whose, case.stage, case.person) for case in cases(found))
    twice = [f"{' '.join(key)}: is said twice" for key, times in told.items() if times > 1]
    silent = [
        f"{' '.join(key)}: is not said"
        for route in sorted(named & set(known))
        for key in _asked(route)
        if key not in told
    ]
    return missing + stale + twice + silent


def _asked(route: str) -> Iterator[tuple[str, ...]]:
    about = is_about_a_budget(route)
    for method in METHODS:
        for whose in WHOSE if about else ("-",):
            for stage in STAGES if about else ("-",):
                for person in PEOPLE:
                    if not (person == "office" and whose == "neighbour"):
                        yield (route, method, whose, stage, person)


# The world --------------------------------------------------------------------------------------------------------


@dataclass
class World:
    """Budgets by (whose, stage) as seen from region 430001, the people, and a browser for each."""

    budgets: dict[tuple[str, str], Any] = field(default_factory=dict)
    users: dict[str, Any] = field(default_factory=dict)
    browsers: dict[str, Any] = field(default_factory=dict)
    signed_in_at: float = 0.0
    parts: dict[int, dict[str, int]] = field(default_factory=dict)
    examination: int = 0
    works: dict[str, int] = field(default_factory=dict)

    def sign_in(self) -> None:
        """Everybody, once more every few minutes: what they do is taken back, and a session left alone ends."""
        from tests.experiments.common import signed_in

        if not self.browsers or time.monotonic() - self.signed_in_at > MINUTES * 60:
            self.browsers = {name: signed_in(user) for name, user in self.users.items()}
            self.signed_in_at = time.monotonic()

    def budget(self, case: Case) -> Any:
        """The budget that is spoken of, from where this person stands."""
        whose = case.whose
        if case.person == "office":
            whose = {"own": "elsewhere", "elsewhere": "own"}[whose]
        return self.budgets[whose, case.stage]

    @cached_property
    def public(self) -> Any:
        return self.budgets["own", "published"]

    @cached_property
    def version(self) -> Any:
        from disclosures.models import Version

        department = self.public.department
        return Version.objects.get(
            publication__region_code=REGION, publication__department_code=department.code, number=1
        )

    @cached_property
    def objects(self) -> dict[str, int]:
        """One thing of each kind that the stock pages show: of region 430001."""
        from budgets.models import Account
        from disclosures.models import CodeChange, Population

        return {
            "codechange": CodeChange.objects.first().pk,
            "population": Population.objects.get(region_code=REGION).pk,
            "department": self.public.department.pk,
            "account": Account.objects.first().pk,
            "region": self.public.department.region.pk,
            "examination": self.examination,
            "publication": self.version.publication_id,
            "version": self.version.pk,
            **self.works,
        }

    def address(self, case: Case) -> str:
        values = self._values_about(case) if case.whose != "-" else self._values(case.route)
        made = case.route.replace("^", "").replace("$", "")
        made = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda m: str(values[m[1]]), made)
        made = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(values[m[1]]), made)
        return f"/{made}{ASKED_WITH.get(case.route, '')}"

    def _values_about(self, case: Case) -> dict[str, Any]:
        pk = self.budget(case).pk
        parts = self.parts[pk]
        mine = "sent" if case.route.endswith("answer/") else case.person  # else one's own that was not sent
        plain = {"pk": pk, "object_id": pk, "slug": "notes", "direction": "expenditure"}
        return plain | parts | {"remark": parts.get(mine, parts["reviewer"])}

    def _values(self, route: str) -> dict[str, Any]:
        from budgets.ledger import slug

        model = next((name for name in self.objects if f"/{name}/" in route), "")
        return {
            "pk": self.objects.get(model),
            "object_id": self.objects.get(model, 1),
            "content_type_id": 1,
            "username": "clerk",
            "app_label": "budgets",
            "url": "no-such-page",
            "sha256": self.version.sha256,
            "slug": "basic" if "<term:" in route else slug(PROJECT),
            "key": "expenditure.total" if "/figures/" in route else "balance",
            "region": REGION,
            "department": self.public.department.code,
            "year": 2025,
            "number": 1,
            "old": 1,
            "new": 2,
            "name": next(name for kind, name in NAMES.items() if kind in route or not kind),
            "part": 1,
            "kind": "json",
            "table": "balance",
            "measure": "total",
            "ending": "json",
            "seq": 1,
        }


def build() -> World:
    """The world, in an empty database."""
    from disclosures import copies
    from disclosures.models import Population

    copies.render_pdf = lambda content, sha256, files: b"%PDF"
    world = World()
    departments = {whose: _departments(whose) for whose in WHOSE}
    _people(world, departments)
    for whose in WHOSE:
        for stage, department in zip(STAGES, departments[whose], strict=True):
            world.budgets[whose, stage] = _budget(world, department, stage)
    Population.objects.create(region_code=REGION, year=2024, persons=500_000, source="统计公报")
    world.examination = _examination(world.users["clerk"])
    world.works = {"work": _work(world, "publish"), "workbooks": _work(world, "county")}
    world.sign_in()
    return world


def _departments(whose: str) -> list[Any]:
    from tests import drafts

    region = OTHER_REGION if whose == "elsewhere" else REGION
    first = NEIGHBOURS if whose == "neighbour" else 100
    codes = [str(first + number) for number in range(1, len(STAGES) + 1)]
    made = [drafts.department(code, region, f"某县第{code}局") for code in codes]
    if whose == "own":
        for department in made:
            department.kind = "unit"
            department.parent = drafts.department(PARENT, region, "某县主管部门")
            department.save()
    return made


def _people(world: World, departments: dict[str, list[Any]]) -> None:
    from tests import drafts, people

    own = departments["own"]
    region, other = own[0].region, departments["elsewhere"][0].region
    parent = drafts.department(PARENT, REGION)
    world.users = {
        "clerk": people.clerk("clerk", *own),
        "reviewer": people.reviewer("reviewer", *own),
        "finance": people.finance_officer("finance", region),
        "publisher": people.publisher("publisher", region),
        "office": people.finance_officer("office", other),
        **{role: people.administrator(role, role) for role in ("system", "security", "audit")},
        "parent": people.clerk("parent", parent),
        "parent-reviewer": people.reviewer("parent-reviewer", parent),
        "outsider": people.outsider("outsider"),
    }
    others = [*departments["neighbour"], *departments["elsewhere"]]
    people.reviewer("other-reviewer", *others)
    people.clerk("other-clerk", *others)


def _budget(world: World, department: Any, stage: str) -> Any:
    """A budget with a project and comments, brought to its stage."""
    from django.utils import timezone

    from budgets.models import Budget, Entry, Project, Remark
    from disclosures import workflow
    from tests import drafts, stages

    budget = drafts.sound_budget(department.code, department.region.code)
    Budget.objects.filter(pk=budget.pk).update(no_projects=False)
    project = Project.objects.create(
        budget=budget, name=PROJECT, amount=20000, last_amount=20000, use="房屋维修"
    )
    money = {"budget": budget, "source": drafts.account("source", "101"), "amount": 20000}
    spent = money | {"direction": "expenditure", "nature": "project", "project": project}
    Entry.objects.create(**money, direction="income")
    Entry.objects.create(**spent, function=drafts.account("function", "2010602"))
    Entry.objects.create(**spent, economic=drafts.account("economic", "30213"))
    workflow.set_approval_date(budget=budget, by=None, approved_on=date(2025, 1, 20))
    _bring(
        stages.again(budget),
        stage,
        by=world.users["finance" if department.region.code == REGION else "office"],
    )
    spent_on = budget.entries.filter(direction="expenditure").first()
    parts = {"entry": spent_on.pk, "project": project.pk}
    for name in ("reviewer", "finance", "office", "parent-reviewer"):
        parts[name] = Remark.objects.create(budget=budget, by=world.users[name], text="请核对。").pk
    sent = Remark(budget=budget, by=world.users["reviewer"], text="请改。", sent_at=timezone.now())
    sent.save()
    parts["paste"] = _pasted(budget, by=world.users["clerk"])
    parts["upload"] = _uploaded(budget, by=world.users["clerk"])
    world.parts[budget.pk] = parts | {"sent": sent.pk}
    return stages.again(budget)


def _pasted(budget: Any, *, by: Any) -> int:
    from budgets.intake.paste import keep_block

    block = {"text": "30217\t公务接待费\t1", "direction": "expenditure", "tab": "economic"}
    return keep_block(budget=budget, by=by, **block).pk


def _uploaded(budget: Any, *, by: Any) -> int:
    from budgets.intake.our_workbook_writer import workbook_of
    from budgets.models import Upload

    place = {"region": budget.department.region, "year": budget.year, "budget": budget}
    file = {"name": "财政局.xlsx", "data": workbook_of(budget), "state": Upload.State.READ}
    return Upload.objects.create(**place, **file, by=by).pk


def _bring(budget: Any, stage: str, *, by: Any) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from budgets import actions
    from disclosures import workflow
    from tests import stages

    late = {"late_reason": "批复资料送达较晚"}
    if stage == "withheld":
        workflow.withhold(budget=budget, by=by, basis="《政府信息公开条例》第十四条")
    elif stage in ("submitted", "reviewed"):
        getattr(stages, stage)(budget)
    elif stage in ("approved", "scheduled"):
        stages.approved(budget)
        if stage == "scheduled":
            at = timezone.now() + timedelta(days=2)
            workflow.schedule(budgets=[budget], by=None, at=at, **late)
    elif stage != "editing":
        workflow.publish(budget=budget, by=None, **late)
        if stage == "published":  # corrected once, so that there is something to compare
            stages.reopened(budget)
            budget.duties.update(text="管理本县财政收支和国有资产。")
            actions.touch(budget)
            workflow.publish(budget=budget, by=None, **late)
        elif stage == "correcting":
            stages.reopened(budget)
        elif stage == "withdrawn":
            name = budget.department.name
            workflow.withdraw(budget=budget, by=by, basis="《政府信息公开条例》第十四条", name_typed=name)


def _examination(user: Any) -> int:
    from disclosures.examined import examine_file

    data = "某县财政局2025年部门预算\n收入总计 1234.50 万元".encode()
    return examine_file(data=data, name="预算.txt", by=user).pk


def _work(world: World, kind: str) -> int:
    """Long work of region 430001, waiting."""
    from budgets.models import Work, WorkItem
    from disclosures.background import queue

    region = world.budgets["own", "editing"].department.region
    work = Work(kind=kind, title="预算.zip", region=region, year=2025, detail={"files": []})
    return queue.begin(work=work, items=[WorkItem(name="预算.xlsx")], by=world.users["finance"]).pk


# The answers ------------------------------------------------------------------------------------------------------


def answer(world: World, case: Case) -> str:
    """What this person is answered; nothing of it stays. A refusal that wrote something, and a look that did, says so."""
    from django.db import transaction
    from django.test import Client

    from budgets.models import Event

    browser = Client(raise_request_exception=False)
    if case.person in world.browsers:
        browser.cookies.update(world.browsers[case.person].cookies)
    address = world.address(case)
    with transaction.atomic():
        before = Event.objects.count()
        response = browser.generic(case.method, address, b"", "application/x-www-form-urlencoded")
        wrote = Event.objects.count() != before
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    word = _word(response)
    return f"{word}, and wrote" if wrote and (case.method in SAFE or word not in ("200", "302")) else word


def _word(response: Any) -> str:
    leads = response.headers.get("Location", "")
    return "login" if leads.startswith("/admin/login/?") else str(response.status_code)


def deviations(world: World, asked: list[Case]) -> list[str]:
    found = []
    for case in asked:
        world.sign_in()
        told = answer(world, case)
        if told != case.expected:
            found.append(f"{case}: {told}, not {case.expected}")
    return found

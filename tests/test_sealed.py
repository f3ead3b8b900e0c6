"""E1b: people of three departments do at random what the pages let them; whatever they do, no answer holds anything of a
department that is not theirs, nothing of it is changed, and every budget is where a lawful way leads."""

import os
import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from budgets import access
from budgets.models import Budget, Event, Handover
from disclosures import copies, workflow
from disclosures.drafts import draft_of
from disclosures.workflow import suspicions_in
from tests import drafts, people, stages
from tests.experiments.common import signed_in
from tests.opened import with_stamp

State, Move = Budget.State, Handover.Move
CODES = ("101", "102", "103")
BEGINNINGS = ("", "submitted", "reviewed", "approved", "published")
#: 500 sequences of 30 acts where asked for; a few in the suite.
EXAMPLES = int(os.environ.get("SEALED_EXAMPLES", "3"))
STEPS = int(os.environ.get("SEALED_STEPS", "12"))
LAWFUL = {
    Move.SUBMIT: {State.EDITING},
    Move.TAKE_BACK: {State.SUBMITTED},
    Move.SECRECY: {State.SUBMITTED},
    Move.PASS: {State.SUBMITTED},
    Move.APPROVE: {State.REVIEWED},
    Move.PUBLISH: {State.APPROVED, State.SCHEDULED},
    Move.CORRECT: {State.PUBLISHED},
}
LEADS_TO = {
    Move.SUBMIT: State.SUBMITTED,
    Move.TAKE_BACK: State.EDITING,
    Move.RETURN: State.EDITING,
    Move.PASS: State.REVIEWED,
    Move.APPROVE: State.APPROVED,
    Move.VOID: State.EDITING,
    Move.PUBLISH: State.PUBLISHED,
    Move.CORRECT: State.EDITING,
    Move.ABANDON: State.EDITING,
}
PAGES = ("change", "preview", "review", "submit", "correct", "correction", "publish", "take_back", "abandon")
ACTS = (
    "submit",
    "take_back",
    "return",
    "secrecy",
    "pass",
    "approve",
    "publish",
    "correct",
    "abandon",
    "remark",
)


def bring(budget, stage):
    if stage == "published":
        workflow.publish(budget=budget, by=None)
    elif stage:
        getattr(stages, stage)(budget)
    return stages.again(budget)


@pytest.fixture(autouse=True)
def plain_pdf(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")


class Sealed(RuleBasedStateMachine):
    @initialize(seed=st.integers(0, 10**6))
    def begin(self, seed):
        """Three departments, a clerk and a reviewer each, and budgets at any stage."""
        self.world = transaction.atomic()
        self.world.__enter__()
        self.dice = random.Random(seed)
        self.tokens, self.budgets, self.browsers, self.theirs = {}, {}, {}, {}
        for code in CODES:
            department = drafts.department(code, name=f"某县第{code}局")
            budget = drafts.sound_budget(code)
            self.tokens[code] = f"暗记{self.dice.getrandbits(48):012x}"
            budget.duties.update(text=f"管理{self.tokens[code]}。")
            self.budgets[code] = bring(budget, self.dice.choice(BEGINNINGS))
            for role in ("clerk", "reviewer"):
                name = f"{role}{code}"
                self.browsers[name] = signed_in(getattr(people, role)(name, department))
                self.theirs[name] = code
        self.officer = people.finance_officer("finance", drafts.department("101").region)

    def teardown(self):
        """The next example begins with nothing."""
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    def touch(self, name, code, send):
        """Send something; what is not theirs neither shows in the answer nor changes."""
        before = self.told(code)
        response = send(self.browsers[name])
        body = response.content.decode(errors="replace")
        others = [other for other in CODES if other != self.theirs[name]]
        assert not [other for other in others if self.tokens[other] in body], f"{name} is told of another"
        assert response.status_code != 500
        if code != self.theirs[name]:
            assert response.status_code == 404 and self.told(code) == before, f"{name} reached {code}"

    def told(self, code):
        budget = stages.again(self.budgets[code])
        events = Event.objects.filter(budget=budget).count()
        return budget.state, budget.updated_at, events, draft_of(budget).sha256

    @rule(name=st.integers(0, 5), code=st.sampled_from(CODES), page=st.sampled_from(PAGES))
    def look(self, name, code, page):
        address = people.page(page, self.budgets[code].pk)
        self.touch(list(self.browsers)[name], code, lambda browser: browser.get(address))

    @rule(name=st.integers(0, 5), code=st.sampled_from(CODES), act=st.sampled_from(ACTS))
    def do(self, name, code, act):
        budget = stages.again(self.budgets[code])
        draft = draft_of(budget)
        typed = {
            "note": "请核对。",
            "reason": "更正一处笔误",
            "text": "请核对。",
            "key": "",
            "anyway": "on",
            "agrees": "on",
            "looked": "on",
            "sha256": draft.sha256,
            "confirmed": [each.id for each in suspicions_in(budget, draft)],
        }
        address = people.page(act, budget.pk)
        self.touch(list(self.browsers)[name], code, lambda browser: browser.post(address, typed))

    @rule(name=st.integers(0, 5), act=st.sampled_from(ACTS))
    def do_ones_own(self, name, act):
        self.do(name, self.theirs[list(self.browsers)[name]], act)

    @rule(name=st.integers(0, 5), code=st.sampled_from(CODES), amount=st.integers(1, 10**6))
    def enter(self, name, code, amount):
        budget = self.budgets[code]
        entry = budget.entries.filter(direction="expenditure", function__isnull=False).first()
        address = people.page("entry", budget.pk, "expenditure", entry.pk)
        typed = {"function": str(entry.function), "nature": entry.nature, "source": entry.source_id}
        typed = with_stamp(address, typed | {"amount": str(amount)})
        self.touch(list(self.browsers)[name], code, lambda browser: browser.post(address, typed))

    @rule(name=st.integers(0, 5))
    def list_what_there_is(self, name):
        name = list(self.browsers)[name]
        for address in ("/admin/", "/admin/budgets/budget/"):
            self.touch(name, self.theirs[name], lambda browser, address=address: browser.get(address))

    @rule(code=st.sampled_from(CODES))
    def finance_goes_on(self, code):
        """The finance office approves and publishes what it has: so that all stages are reached."""
        budget = stages.again(self.budgets[code])
        if budget.state == State.REVIEWED:
            workflow.approve(budget=budget, by=self.officer, sha256=draft_of(budget).sha256)
        elif budget.state == State.APPROVED:
            workflow.publish(budget=budget, by=None)

    @invariant()
    def every_budget_came_there_lawfully(self):
        for budget in Budget.objects.all():
            state = State.EDITING
            for move in budget.handovers.order_by("at", "pk"):
                assert state in LAWFUL.get(move.move, set(State)), f"{move.move} from {state}"
                state = LEADS_TO.get(move.move, state)
            assert budget.state == state

    @invariant()
    def nobody_approved_what_they_entered(self):
        for move in Handover.objects.filter(
            move__in=(Move.PASS, Move.SECRECY, Move.APPROVE), by__isnull=False
        ):
            assert not move.budget.events.filter(by=move.by, action__in=access.ENTERING).exists()


@pytest.mark.django_db
def test_departments_are_sealed_whatever_people_do():
    bounds = {"max_examples": EXAMPLES, "stateful_step_count": STEPS, "deadline": None, "database": None}
    run_state_machine_as_test(
        Sealed, settings=settings(**bounds, suppress_health_check=list(HealthCheck), derandomize=True)
    )


@pytest.mark.django_db
def test_with_every_budget_open_to_everybody_the_machine_finds_it(monkeypatch):
    monkeypatch.setattr(access, "budgets_of", lambda user: Budget.objects.all())
    machine = Sealed()
    machine.begin(1)
    with pytest.raises(AssertionError):
        machine.look(0, "102", "change")
    machine.teardown()

"""Budgets on their way: brought to a stage by the operator, for tests that are about what comes after."""

from disclosures import workflow
from disclosures.drafts import draft_of


def submitted(budget):
    """Handed to the reviewer."""
    workflow.submit(budget=budget, by=None)
    return again(budget)


def reviewed(budget):
    """Passed by the reviewer, every suspicion looked at."""
    if again(budget).state == budget.State.EDITING:
        submitted(budget)
    draft = draft_of(again(budget))
    confirmed = [each.id for each in workflow.suspicions_in(budget, draft)]
    workflow.confirm_secrecy(budget=budget, by=None, sha256=draft.sha256, confirmed=confirmed)
    workflow.pass_review(budget=budget, by=None, sha256=draft.sha256)
    return again(budget)


def approved(budget):
    """Approved by the finance office; its warnings, if any, were waived before."""
    reviewed(budget)
    workflow.approve(budget=budget, by=None, sha256=draft_of(budget).sha256)
    return again(budget)


def reopened(budget, reason="更正测试"):
    """Public, and open again to be corrected."""
    workflow.correct(budget=budget, by=None, reason=reason)
    return again(budget)


def called_public(budget):
    """Public by its state alone: nothing is frozen, for tests that ask only how far it is."""
    for state in ("submitted", "reviewed", "approved", "published"):
        budget.__class__.objects.filter(pk=budget.pk).update(state=state)
    return again(budget)


def again(budget):
    """As it stands in the database now; the object given is brought up to it too."""
    budget.refresh_from_db()
    return budget

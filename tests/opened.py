"""The stamp that a form carries when it has just been opened, for whoever sends one without having looked at the page."""

from django.urls import Resolver404, resolve

from budgets import stale
from budgets.admin import _forms_of_project
from budgets.books import open_books
from budgets.forms import EntryForm
from budgets.models import Budget
from budgets.workspace import SECTION, forms_of


def with_stamp(path, data):
    """What is sent, and the stamp of what is stored now where the address is of a form that wants one. ``stamp=None``
    sends none."""
    data = {} if data is None else data
    if not isinstance(data, dict):
        return data
    if stale.FIELD in data:
        return {name: value for name, value in data.items() if value is not None}
    stored = _stored(path)
    return data | {stale.FIELD: stale.ground_of(stored).stamp} if stored else data


def _stored(path):
    """The forms at this address as they are opened now; none where nothing of the kind is there."""
    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return []
    kind, given = (found.url_name or "").removeprefix("budgets_budget_"), found.kwargs
    budget = Budget.objects.filter(pk=given.get("pk")).first() if kind in FORMS else None
    return list(FORMS[kind](budget, given)) if budget else []


def _section(budget, given):
    slug = given["slug"]
    return forms_of(budget, slug, books=open_books(budget)).values() if slug in SECTION else []


def _entry(budget, given):
    found = budget.entries.filter(pk=given["entry"], direction=given["direction"])
    return [EntryForm(None, budget=budget, direction=given["direction"], instance=entry) for entry in found]


def _project(budget, given):
    found = budget.projects.filter(pk=given["project"])
    return [form for project in found for form in _forms_of_project(project)]


FORMS = {"section": _section, "entry": _entry, "project": _project}

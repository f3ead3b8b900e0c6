"""What is imported is what somebody saw, typed and answered for."""

from datetime import date

import pytest

from budgets.actions import load_chart
from budgets.intake.actions import import_contents
from budgets.intake.contents import Contents, Row
from budgets.intake.plan import plan_of
from budgets.models import Budget
from tests.drafts import sound_budget

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget():
    load_chart(year=2025)
    return sound_budget()


# Compared on a copy -----------------------------------------------------------------------------------------------


def test_comparing_leaves_the_budget_that_was_given_as_it_is(budget):
    before = budget.assets_on
    contents = Contents(rows={"budget": [Row({"assets_on": date(2024, 12, 30)})]})
    (change,) = plan_of(budget, contents).changes
    assert change.after == "2024-12-30" and budget.assets_on == before != date(2024, 12, 30)
    import_contents(budget=budget, contents=contents, by=None, source="预算.xlsx")
    assert Budget.objects.get(pk=budget.pk).assets_on == date(2024, 12, 30)

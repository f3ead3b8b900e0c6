"""What is imported is what somebody saw, typed and answered for."""

from datetime import date

import pytest

from budgets.access import OWN_ENTRY, Act, entered, may
from budgets.actions import load_chart
from budgets.intake.actions import import_contents
from budgets.intake.contents import Contents, Row
from budgets.intake.layouts import chosen, remember
from budgets.intake.plan import plan_of
from budgets.models import Budget, Upload
from tests import people
from tests.drafts import sound_budget
from tests.people import words
from tests.test_uploads import copied_list, detail_list, page, seen_in, send, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget():
    load_chart(year=2025)
    return sound_budget()


@pytest.fixture
def clerk(client):
    person = people.clerk()
    client.force_login(person)
    return person


def read_as(answer, unit, **chosen):
    """What the page of a detail list sends, in this unit and with these columns chosen otherwise."""
    preview = answer.context["preview"]
    columns = {
        f"column-{each.number}": next(n for n, _label, is_on in each.options if is_on)
        for each in preview.columns
    }
    return {"shown": preview.shown_as, "unit": unit} | columns | chosen


def ticks(answer):
    return [question.tick for question in answer.context["preview"].questions]


# Compared on a copy -----------------------------------------------------------------------------------------------


def test_comparing_leaves_the_budget_that_was_given_as_it_is(budget):
    before = budget.assets_on
    contents = Contents(rows={"budget": [Row({"assets_on": date(2024, 12, 30)})]})
    (change,) = plan_of(budget, contents).changes
    assert change.after == "2024-12-30" and budget.assets_on == before != date(2024, 12, 30)
    import_contents(budget=budget, contents=contents, by=None, source="预算.xlsx")
    assert Budget.objects.get(pk=budget.pk).assets_on == date(2024, 12, 30)


# Seen in one window, changed in another ---------------------------------------------------------------------------


@pytest.mark.parametrize("otherwise", [{"unit": "万元"}, {"column-1": ""}])
def test_a_list_that_another_window_reads_otherwise_is_looked_at_first(client, clerk, budget, otherwise):
    send(client, budget, detail_list(), "明细.xlsx")
    upload = Upload.objects.get()
    answer = client.post(
        page("uploaded", upload), read_as(client.get(page("uploaded", upload)), "元"), follow=True
    )
    client.post(page("uploaded", upload), {"check": "", "tick": ticks(answer)})
    seen = client.get(page("uploaded", upload))

    other = client.post(page("uploaded", upload), read_as(seen, "元") | otherwise, follow=True)
    client.post(page("uploaded", upload), {"check": "", "tick": ticks(other)})

    sent = read_as(seen, "元") | {"confirm": "", "seen": seen_in(seen), "tick": ticks(seen) + ticks(other)}
    refused = client.post(page("uploaded", upload), sent)
    assert refused.status_code == 409 and "已重新比较，请再看一遍差别。" in words(refused)
    assert not budget.entries.filter(function__code="2010602").exists()


def test_a_list_whose_heads_are_remembered_otherwise_since_is_looked_at_first(client, clerk, budget):
    seen = send(client, budget, detail_list(), "明细.xlsx")
    upload, preview = Upload.objects.get(), seen.context["preview"]
    columns = {str(n): name for n, name in preview.layout.columns.items() if name != "nature"}
    remember(by=clerk, layout=chosen(preview.layout, columns), unit="万元")
    now = client.get(page("uploaded", upload))
    sent = {"confirm": "", "seen": seen_in(seen), "tick": ticks(seen) + ticks(now)}
    assert client.post(page("uploaded", upload), sent).status_code == 409
    assert not budget.entries.filter(function__code="2010602").exists()


# A unit that nobody wrote -----------------------------------------------------------------------------------------


def test_a_unit_remembered_from_another_list_is_proposed_and_asked_about(client, clerk, budget):
    first = send(client, budget, detail_list(), "明细.xlsx")
    client.post(page("uploaded", Upload.objects.get()), read_as(first, "万元"))
    other = people.budget(year=2025, code="105")
    answer = send(client, other, detail_list(), "明细.xlsx")
    preview = answer.context["preview"]
    assert [is_on for _unit, is_on in preview.units] == [False, True]
    asked = next(each for each in preview.questions if each.problem.kind == "unit")
    assert asked.problem.wanted == "没有写单位，按上次选的万元读取，合计 2346000 万元，请确认"
    assert not asked.is_ticked and preview.is_blocked

    upload = Upload.objects.get(budget=other)
    sent = {"check": "", "tick": ticks(answer)} | read_as(answer, "万元")
    assert asked.tick in ticks(client.post(page("uploaded", upload), sent, follow=True))
    yuan_read = client.post(page("uploaded", upload), read_as(answer, "元"), follow=True)
    assert "unit" not in {each.problem.kind for each in yuan_read.context["preview"].questions}


# Typed, and approved by somebody else -----------------------------------------------------------------------------


@pytest.fixture
def upload(client, clerk, budget):
    """The clerk's workbook with two amounts that nobody can read."""
    send(client, budget, wrong(budget))
    return Upload.objects.get()


def places(client, upload):
    return [fault.problem.place for fault in client.get(page("uploaded", upload)).context["preview"].faults]


def types(client, person, upload, **values):
    client.force_login(person)
    return client.post(page("uploaded", upload), {"check": "", **values}, follow=True)


def imports(client, person, upload):
    client.force_login(person)
    seen = client.get(page("uploaded", upload))
    client.post(page("uploaded", upload), {"confirm": "", "seen": seen_in(seen), "tick": ticks(seen)})
    return upload.budget.events.first()


def test_the_finance_office_does_not_approve_figures_that_it_typed(client, upload, budget):
    shen, qian = people.finance_officer("shen"), people.finance_officer("qian")
    first, second = places(client, upload)
    typed = {f"mend.{first}": "1,234.60", f"mend.{second}": "1,000.10"}
    types(client, shen, upload, **typed)
    assert not entered(shen, budget)  # nothing of it is in the budget
    event = imports(client, shen, upload)
    assert (event.action, event.by) == ("导入", shen)
    assert event.detail["typed"] == {str(shen.pk): {first: "1,234.60", second: "1,000.10"}}
    Budget.objects.filter(pk=budget.pk).update(state="submitted")
    Budget.objects.filter(pk=budget.pk).update(state="reviewed")
    budget.refresh_from_db()
    assert may(shen, Act.APPROVE, budget).why == OWN_ENTRY and may(qian, Act.APPROVE, budget)


def test_whoever_typed_answers_for_it_though_somebody_else_imports(client, clerk, upload, budget):
    shen, qian = people.finance_officer("shen"), people.finance_officer("qian")
    first, second = places(client, upload)
    types(client, shen, upload, **{f"mend.{first}": "1", f"mend.{second}": "1,000.10"})
    types(client, clerk, upload, **{f"mend.{first}": "1,234.60", f"mend.{second}": "1,000.10"})
    event = imports(client, qian, upload)
    assert (event.action, event.by) == ("代为导入", qian)
    assert event.detail["typed"] == {str(clerk.pk): {first: "1,234.60"}, str(shen.pk): {second: "1,000.10"}}
    assert [entered(person, budget) for person in (shen, clerk, qian)] == [True, True, False]


@pytest.mark.parametrize("choice", [{"unit": "万元"}, {"column-2": ""}])
def test_the_finance_office_does_not_approve_what_it_chose_the_unit_or_the_columns_of(
    client, clerk, budget, choice
):
    shen, qian = people.finance_officer("shen"), people.finance_officer("qian")
    first = send(client, budget, detail_list(), "明细.xlsx")
    upload = Upload.objects.get()
    read = types(client, clerk, upload, **read_as(first, "元"))
    types(client, shen, upload, **(read_as(read, "元") | choice))
    assert not entered(shen, budget)
    event = imports(client, qian, upload)
    chosen = {"单位": "万元"} if "unit" in choice else {"列 2": ""}
    assert event.action == "代为导入" and event.detail["typed"][str(shen.pk)] == chosen
    assert [entered(person, budget) for person in (shen, clerk, qian)] == [True, True, False]


def test_the_finance_office_does_not_approve_a_list_of_which_it_left_a_row_out(client, clerk, budget):
    shen = people.finance_officer("shen")
    seen = send(client, budget, copied_list(), "明细.xlsx")
    upload = Upload.objects.get()
    (question,) = [each for each in seen.context["preview"].questions if each.problem.kind == "twice"]
    answer = {f"twice.{question.problem.key}": question.leave_out}
    seen = types(client, shen, upload, **answer)
    client.post(
        page("uploaded", upload), {"confirm": "", "seen": seen_in(seen), "tick": ticks(seen)} | answer
    )
    event = budget.events.first()
    assert event.action == "导入" and event.detail["typed"] == {str(shen.pk): {question.leave_out: "不导入"}}
    assert entered(shen, budget)


def test_whoever_only_looked_and_confirmed_entered_nothing(client, clerk, budget):
    send(client, budget, copied_list(), "明细.xlsx")
    qian = people.finance_officer("qian")
    event = imports(client, qian, Upload.objects.get())
    assert event.action == "代为导入" and "typed" not in event.detail and not entered(qian, budget)


def test_whoever_typed_what_was_given_up_entered_nothing(client, upload, budget):
    shen = people.finance_officer()
    (first, *_others) = places(client, upload)
    types(client, shen, upload, **{f"mend.{first}": "1"})
    client.post(page("uploaded", upload), {"discard": ""})
    assert [event.action for event in budget.events.filter(by=shen)] == [
        "放弃上传的工作簿",
        "改上传工作簿的值",
    ]
    assert not entered(shen, budget)

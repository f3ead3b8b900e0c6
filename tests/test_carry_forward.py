"""带入上年: what a year begins with, where accounts have ended and projects go on."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from budgets import accounts, chart
from budgets.actions import load_chart
from budgets.books import open_books
from budgets.ended import ended_in, proposals, successors
from budgets.intake.lookup import Lookup
from budgets.models import Account, Budget, Indicator, Project, Purpose
from budgets.opening import open_year
from budgets.rules import examine
from budgets.settling import settle
from budgets.workspace import url_of
from disclosures import workflow
from tests import drafts, people, stages
from tests.drafts import sound_budget
from tests.people import words, yuan

pytestmark = pytest.mark.django_db
CODE = "2010601"


@pytest.fixture(autouse=True)
def charts():
    for year in (2025, 2026):
        load_chart(year=year)


@pytest.fixture
def last():
    """The finance bureau's budget of 2025, with a project that its project money is booked on."""
    budget = sound_budget()
    project = Project.objects.create(
        budget=budget,
        name="平台运维",
        amount=yuan("9"),
        use="运维",
        goal="稳定运行",
        period="2025年",
        position=1,
    )
    Indicator.objects.create(
        budget=budget, project=project, area="output", aspect="数量指标", name="次数", target="4"
    )
    people.entry(budget, "9", nature="project", function="2010602").project = project
    budget.entries.filter(nature="project").update(project=project)
    Purpose.objects.create(budget=budget, function=people.account("function", CODE), use="人员工资")
    return stages.called_public(budget)


def end(system, code, year=2026):
    Account.objects.filter(system=system, year=year, code=code).update(ended_on=timezone.localdate())


def opened(last):
    (found,) = open_year(departments=[last.department], year=2026, by=people.finance_officer())
    return found


def of_2026(code, system="function"):
    return people.account(system, code, 2026)


# Projects ---------------------------------------------------------------------------------------------------------


def test_projects_come_with_their_texts_and_indicators_and_nothing_planned(last):
    (project,) = opened(last).budget.projects.all()
    assert (project.name, project.use, project.goal, project.position) == ("平台运维", "运维", "稳定运行", 1)
    assert (project.amount, project.last_amount, project.period) == (0, yuan("9"), "")
    assert [each.name for each in project.indicators.all()] == ["次数"]
    assert [each.last_amount for each in project.entries.all()] == [yuan("9")]
    assert last.projects.get().indicators.count() == 1  # copied, not moved


def test_a_project_that_nobody_planned_for_stands_in_the_way_until_it_is_filled_in_or_deleted(client, last):
    budget = opened(last).budget
    missing = [f.message for f in examine(open_books(budget)) if f.rule == "C02"]
    assert "项目“平台运维”：请填本年安排；不再继续的请删除" in missing
    client.force_login(people.clerk())
    page = words(client.get(reverse("admin:budgets_budget_change", args=[budget.pk]) + "?open=projects"))
    assert "上年的项目已全部带来，本年安排待填；不再继续的请删除。" in page
    budget.projects.update(amount=yuan("8"))
    assert not [f for f in examine(open_books(budget)) if "平台运维" in f.message and f.rule == "C02"]


# Accounts that have ended -----------------------------------------------------------------------------------------


def test_what_stood_on_an_ended_account_waits_for_its_successor(last):
    end("function", CODE)
    found = opened(last)
    assert found.ended == ("2010601 行政运行",)
    assert not found.budget.entries.filter(function__code=CODE).exists()
    assert not found.budget.purposes.exists()
    (ended,) = ended_in(found.budget)
    assert (ended.name, ended.use) == ("2010601 行政运行", "人员工资")
    assert [(line.words, line.last) for line in ended.lines] == [("支出 · 基本支出", yuan("1234.5"))]
    finding = next(f for f in examine(open_books(found.budget)) if f.rule == "C07")
    assert finding.level == "error" and "2010601 行政运行" in finding.message
    assert url_of(finding, found.budget) == reverse("admin:budgets_budget_ended", args=[found.budget.pk])


def test_the_clerk_sees_the_ended_account_and_chooses_where_it_goes(client, last):
    end("function", CODE)
    budget = opened(last).budget
    client.force_login(people.clerk())
    assert "1 个上年科目今年停用，请先选定改列的科目。" in words(client.get(reverse("admin:index")))
    address = reverse("admin:budgets_budget_ended", args=[budget.pk])
    page = words(client.get(address))
    assert "2010601 今年已停用，改列 2010699。" in page
    assert "支出 · 基本支出" in page and '<span class="num">1,234.50<' in page
    field = f"function-{CODE}"
    answer = client.post(address, {field: "other", f"{field}-other": "2010650"}, follow=True)
    assert "已改列 1 个科目，带来上年明细 1 条。" in words(answer)
    entry = budget.entries.get(function=of_2026("2010650"))
    assert (entry.amount, entry.last_amount, entry.nature) == (0, yuan("1234.5"), "basic")
    assert budget.purposes.get().use == "人员工资"
    assert stages.again(budget).unsettled == {}
    assert not [f for f in examine(open_books(budget)) if f.rule == "C07"]
    event = budget.events.get(action="改列科目")
    assert event.detail["accounts"] == [{"from": "2010601 行政运行", "to": "2010650 事业运行"}]
    assert "没有待改列的科目" in words(client.get(address))


def test_an_entry_with_two_ended_accounts_waits_for_both(last):
    Budget.objects.filter(pk=last.pk).update(state="editing", correcting=1, correction_reason="误写")
    last.entries.filter(economic__code="30217").update(function=people.account("function", CODE))
    last.entries.filter(economic=None, function__code=CODE).delete()
    stages.called_public(last)
    end("function", CODE)
    end("economic", "30217")
    budget = opened(last).budget
    assert [each.code for each in ended_in(budget)] == [CODE, "30217"]
    by = people.clerk()
    assert settle(budget=budget, chosen={("function", CODE): of_2026("2010650")}, by=by) == 0
    assert [each.code for each in ended_in(stages.again(budget))] == ["30217"]
    assert settle(budget=budget, chosen={("economic", "30217"): of_2026("30299", "economic")}, by=by) == 1
    assert stages.again(budget).unsettled == {}


def test_what_is_left_out_by_choice_is_on_record(client, last):
    end("function", CODE)
    budget = opened(last).budget
    client.force_login(people.clerk())
    client.post(reverse("admin:budgets_budget_ended", args=[budget.pk]), {f"function-{CODE}": "left-out"})
    assert stages.again(budget).unsettled == {}
    (left_out,) = budget.events.get(action="改列科目").detail["left_out"]
    assert (left_out["function"], Decimal(left_out["last"])) == (CODE, yuan("1234.5"))


def test_choosing_another_account_without_naming_one_or_an_ended_one_is_said(client, last):
    end("function", CODE)
    budget = opened(last).budget
    client.force_login(people.clerk())
    address, field = reverse("admin:budgets_budget_ended", args=[budget.pk]), f"function-{CODE}"
    assert "请填写科目" in words(client.post(address, {field: "other"}))
    answer = client.post(address, {field: "other", f"{field}-other": CODE})
    assert answer.status_code == 400 and "2010601 自" in words(answer) and "年停用" in words(answer)
    assert "没有选定科目，不用保存。" in words(client.post(address, {}, follow=True))
    assert stages.again(budget).unsettled


def test_whoever_fills_in_chooses_and_nobody_else(client, last):
    end("function", CODE)
    budget = opened(last).budget
    address = reverse("admin:budgets_budget_ended", args=[budget.pk])
    for person, status in ((people.reviewer(), 404), (people.other_staff(), 404)):
        client.force_login(person)
        assert client.post(address, {f"function-{CODE}": "left-out"}).status_code == status
    client.force_login(people.reviewer("wu"))
    page = words(client.get(address))
    assert "2010601 行政运行" in page and "保存</button>" not in page
    assert stages.again(budget).unsettled


def test_with_an_ended_account_open_the_budget_is_not_handed_in(last):
    end("function", CODE)
    with pytest.raises(ValidationError, match="还不能提交"):
        workflow.submit(budget=opened(last).budget, by=None)


def test_an_account_that_was_renamed_comes_under_its_new_name_and_this_is_told(client, last):
    Account.objects.filter(system="function", year=2026, code=CODE).update(name="机关运行")
    budget = opened(last).budget
    assert budget.entries.filter(function__code=CODE).exists() and not budget.unsettled
    assert budget.events.get(action="带入上年").detail["renamed"] == ["2010601 行政运行 → 机关运行"]
    client.force_login(people.clerk())
    page = words(client.get(reverse("admin:budgets_budget_ended", args=[budget.pk])))
    assert "2010601 行政运行 → 机关运行" in page


# What is proposed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "code", "proposed"),
    [
        (2020, "2080504", ["2080501", "2080502"]),  # declared
        (2019, "2011501", ["2013801"]),  # of the same name under the heading that took its heading's place
        (2021, "2049901", ["2049999"]),
        (2024, "2100601", ["2101704"]),
        (2019, "2070404", ["2070804"]),
    ],
)
def test_the_successor_of_an_account_that_ended_is_proposed(year, code, proposed):
    load_chart(year=year)
    load_chart(year=year - 1)
    name = str(people.account("function", code, year - 1))
    in_use = list(Account.objects.filter(year=year).in_use())
    assert [each.code for each in proposals("function", name, in_use)] == proposed


def test_every_declared_successor_is_or_was_an_account():
    for system in ("function", "economic", "government"):
        known = {
            row.code for year in range(2016, 2027) for row in chart.rows_of(year) if row.system == system
        }
        declared = [record for record in chart._records("successors") if record["system"] == system]
        assert declared
        for record in declared:
            assert {record["code"], *record["successors"].split()} <= known, record


def test_the_sentence_of_an_ended_account_names_its_successors():
    Account.objects.create(system="function", year=2026, code="2080504", name="未归口", path="未归口")
    end("function", "2080504")
    with pytest.raises(ValidationError, match="2080504 自 .* 年停用，改列 2080501 / 2080502。"):
        accounts.find("2080504", system="function", year=2026)


@pytest.mark.parametrize(
    ("code", "name"), [("2010602", "一般行政管理事务"), ("2080504", "未归口管理的行政单位离退休")]
)
def test_a_file_that_names_an_ended_account_is_offered_the_successors_that_are_offered_everywhere(code, name):
    columns = {"name": name, "path": name}
    Account.objects.get_or_create(system="function", year=2026, code=code, defaults=columns)
    end("function", code)
    with pytest.raises(ValidationError) as refused:
        accounts.find(code, system="function", year=2026)
    chart_now = Lookup(2026)
    assert [chart_now.find("function", code).wanted] == refused.value.messages
    ended = Account.objects.get(system="function", year=2026, code=code)
    offered = [
        each.code
        for each in successors("function", str(ended), [*Account.objects.filter(year=2026).in_use()])
    ]
    (one,) = offered if len(offered) == 1 else ("",)
    assert chart_now.find("function", code).suggestion == one


def test_departments_that_begin_anew_have_nothing_to_settle():
    (found,) = open_year(
        departments=[drafts.department("102", name="新局")], year=2026, by=people.finance_officer()
    )
    assert ended_in(found.budget) == [] and found.ended == ()

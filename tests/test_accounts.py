"""Finding an account: by code, by name, by a part of either; and who keeps the chart."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from budgets import accounts
from budgets.models import Account, Event
from tests import people

pytestmark = pytest.mark.django_db


def found(typed, system="function", year=2025, **kwargs):
    return accounts.find(typed, system=system, year=year, **kwargs).code


def refusal(typed, system="function", year=2025):
    with pytest.raises(ValidationError) as refused:
        accounts.find(typed, system=system, year=year)
    return "".join(refused.value.messages)


@pytest.mark.parametrize(
    "typed",
    [
        "2101101",
        "２１０１１０１",
        "2101101 行政单位医疗",
        "2101101行政单位医疗",
        "行政单位医疗",
        "　行政单位医疗 ",
    ],
)
def test_the_clerk_writes_a_code_or_a_name_or_both(typed):
    assert found(typed) == "2101101"


def test_a_part_of_the_name_is_enough_where_only_one_account_has_it():
    assert found("公务员医疗") == "2101103"
    assert found("接待", system="economic") == "30217"


def test_words_may_stand_apart():
    assert found("职业年金 缴费") == "2080506"


def test_a_heading_is_taken_as_it_is():
    """History stands at 类 or 款; that 项 is wanted is a finding, not an error of typing."""
    assert found("201") == "201"
    assert found("20805") == "20805"


def test_several_matches_are_listed_with_code_and_path():
    words = refusal("医疗")
    assert "个科目符合“医疗”，请填编码" in words
    assert "2013813 一般公共服务支出 › 市场监督管理事务 › 医疗器械事务" in words


@pytest.mark.parametrize(
    ("typed", "system", "words"),
    [
        ("30217", "function", "30217 是部门经济科目，这里要功能科目。"),
        ("公务接待费", "function", "30217 是部门经济科目，这里要功能科目。"),
        ("2010601", "economic", "2010601 是功能科目，这里要部门经济科目。"),
        ("9999999", "function", "科目 9999999 不在 2025 年政府收支分类科目中。若确有需要，请财政局增加。"),
        ("不存在的科目", "function", "没有这个科目。若确有需要，请财政局增加。"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(typed, system, words):
    assert refusal(typed, system) == words


def test_an_ended_account_is_refused_with_the_year_it_ended():
    Account.objects.filter(year=2025, code="2101103").update(ended_on=date(2024, 1, 1))
    assert refusal("2101103") == "2101103 自 2024 年停用。"


def test_an_ended_account_names_the_one_that_took_its_name():
    old = people.account("function", "2101103")
    Account.objects.filter(pk=old.pk).update(ended_on=date(2024, 1, 1))
    Account.objects.create(system="function", year=2025, code="2101188", name=old.name, path=old.path)
    assert refusal("2101103") == "2101103 自 2024 年停用，改列 2101188。"


def test_an_entry_keeps_the_ended_account_it_has():
    old = people.account("function", "2101103")
    Account.objects.filter(pk=old.pk).update(ended_on=date(2024, 1, 1))
    assert found(str(old), kept=old) == "2101103"


def test_each_year_has_its_own_chart():
    Account.objects.filter(year=2021, code="2101101").delete()
    assert found("2101101") == "2101101"
    assert refusal("2101101", year=2021).startswith("科目 2101101 不在 2021 年政府收支分类科目中")


# The picker


def picked(client, budget, **query):
    return client.get(people.page("accounts", budget.pk), query).json()


def test_the_picker_offers_eight_at_a_time(client):
    client.force_login(people.clerk())
    budget = people.budget()
    first = picked(client, budget, system="function", q="医疗")
    assert (len(first["accounts"]), first["more"]) == (8, True)
    then = picked(client, budget, system="function", q="医疗", start="8")
    assert not {a["code"] for a in first["accounts"]} & {a["code"] for a in then["accounts"]}


def test_the_picker_puts_first_what_the_department_used(client):
    client.force_login(people.clerk())
    last_year, budget = people.budget(2024), people.budget(2025)
    Account.objects.create(system="function", year=2024, code="2101102", name="事业单位医疗", path="")
    Account.objects.create(system="source", year=2024, code="101", name="拨款", path="")
    people.entry(last_year, "1", function="2101102")
    people.entry(budget, "1", function="2101101")
    people.entry(people.budget(2025, code="999"), "1", function="2101103")
    first, second, third, *_ = picked(client, budget, system="function", q="医疗")["accounts"]
    assert (first["code"], first["used"]) == ("2101101", "本年用过")
    assert (second["code"], second["used"]) == ("2101102", "上年用过")
    assert third["used"] == ""


def test_the_picker_says_what_is_doubtful_and_leaves_out_what_has_ended(client):
    client.force_login(people.clerk())
    Account.objects.filter(year=2025, code="2101101").update(confidence="low")
    Account.objects.filter(year=2025, code="2101102").update(ended_on=date(2024, 1, 1))
    found = picked(client, people.budget(), system="function", q="210110")["accounts"]
    assert found[0]["note"] == "此科目尚待财政局核实，可先使用。"
    assert "2101102" not in [account["code"] for account in found]


def test_the_picker_costs_the_same_whatever_was_entered(client, django_assert_num_queries):
    client.force_login(people.clerk())
    budget = people.budget()
    people.many_entries(budget, 500)
    with django_assert_num_queries(9):  # three of them keep the session alive
        picked(client, budget, system="function", q="医疗")


@pytest.mark.parametrize("person", [None, people.outsider])
def test_the_picker_answers_no_outsider(client, person):
    budget = people.budget()
    if person:
        client.force_login(person())
    answer = client.get(people.page("accounts", budget.pk), {"system": "function"})
    assert answer.status_code == 302 and "/admin/login/" in answer["Location"]


def test_the_picker_does_not_exist_for_staff_without_budgets(client):
    client.force_login(people.other_staff())
    assert client.get(people.page("accounts", people.budget().pk), {"system": "function"}).status_code == 404


# The chart in the finance office


def test_the_finance_office_adds_an_account_and_the_chart_keeps_it(client):
    client.force_login(people.finance_officer())
    new = {"system": "function", "year": "2025", "code": "2010688", "name": "地方专用", "confidence": "high"}
    assert client.post(reverse("admin:budgets_account_add"), new).status_code == 302
    account = people.account("function", "2010688")
    assert account.is_local and account.path == "一般公共服务支出 › 财政事务 › 地方专用"
    assert Event.objects.filter(action="改科目").exists()


def test_the_finance_office_ends_an_account(client):
    client.force_login(people.finance_officer())
    account = people.account("function", "2101103")
    change = reverse("admin:budgets_account_change", args=[account.pk])
    client.post(change, {"name": account.name, "confidence": "high", "ended_on": "2024-12-31"})
    account.refresh_from_db()
    assert account.ended_on == date(2024, 12, 31) and account.is_local


def test_the_list_of_accounts_is_searched_by_code_name_and_path(client):
    client.force_login(people.finance_officer())
    accounts_page = reverse("admin:budgets_account_changelist")
    for words in ("2101101", "行政单位医疗", "卫生健康支出"):
        assert "2101101" in client.get(accounts_page, {"q": words, "year": 2025}).content.decode()


def test_a_clerk_does_not_change_the_chart(client):
    client.force_login(people.clerk())
    assert client.get(reverse("admin:budgets_account_add")).status_code == 404

"""Entering, changing, copying and deleting entries, and the list they stand in."""

from decimal import Decimal

import pytest

from budgets.models import Entry, Event
from tests import people
from tests.people import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget():
    return people.budget()


def add(client, budget, direction="expenditure", **typed):
    """Type a row and press Enter; what is not said stays as the page had it."""
    row = {
        "function": "2010601",
        "nature": "basic",
        "source": people.account("source", "101").pk,
        "amount": "1",
    }
    if direction == "income":
        row = {"source": row["source"], "amount": "1"}
    return client.post(people.page("entries", budget.pk, direction), row | typed)


def test_the_clerk_types_a_row_and_the_next_one_is_ready(client, clerk, budget):
    answer = add(client, budget, function="行政运行 财政事务", amount="1,234.5", last_amount="１２００")
    entry = Entry.objects.get()
    assert (entry.amount, entry.last_amount) == (Decimal("12345000.00"), Decimal("12000000.00"))
    assert (entry.function.code, entry.source.code, entry.nature) == ("2010601", "101", "basic")
    page = words(client.get(answer["Location"]))
    assert "已保存（" in page and "1234.5 万元" in page
    assert "已转换为半角" in page


def test_after_saving_the_nature_and_the_source_stay_and_the_account_has_the_cursor(client, clerk, budget):
    fund = people.account("source", "102")
    answer = add(client, budget, nature="project", source=fund.pk)
    form = client.get(answer["Location"]).context["form"]
    assert (form["nature"].value(), int(form["source"].value())) == ("project", fund.pk)
    assert "autofocus" in str(form["function"]) and not form["function"].value()


def test_every_entry_leaves_an_event(client, clerk, budget):
    add(client, budget)
    event = Event.objects.get(action="新增明细")
    assert (event.by, event.detail["after"]["amount"]) == (clerk, "10000.00")


def test_income_is_entered_by_source(client, clerk, budget):
    assert add(client, budget, "income", amount="10").status_code == 302
    entry = Entry.objects.get()
    assert (entry.direction, entry.source.code, entry.nature) == ("income", "101", "")


def test_income_without_a_source_is_asked_for_one(client, clerk, budget):
    answer = add(client, budget, "income", source="")
    assert answer.status_code == 400 and "请选择收入来源。" in words(answer)


def test_what_was_typed_stays_after_an_error_and_the_cursor_is_at_the_first(client, clerk, budget):
    answer = add(client, budget, function="医疗", amount="12,34.5", reason="写过的说明")
    page = words(answer)
    assert answer.status_code == 400 and not Entry.objects.exists()
    for kept in ('value="医疗"', 'value="12,34.5"', 'value="写过的说明"'):
        assert kept in page
    assert "千位分隔符位置不对，请填 1234.5" in page
    assert page.count("autofocus") == 1 and "autofocus" in str(answer.context["form"]["function"])


def test_a_blank_amount_is_not_zero(client, clerk, budget):
    assert "请填写；无支出请填 0" in words(add(client, budget, amount=""))
    assert add(client, budget, amount="0").status_code == 302
    assert "请填写；没有收入请填 0" in words(add(client, budget, "income", amount=""))


def test_a_negative_amount_needs_its_reason(client, clerk, budget):
    assert "支出金额不能为负；如为冲减请填写说明" in words(add(client, budget, amount="-5"))
    assert add(client, budget, amount="−5", reason="冲减上年多列").status_code == 302
    assert Entry.objects.get().amount == Decimal("-50000.00")


def test_a_jump_against_last_year_is_asked_about_until_a_reason_answers(client, clerk, budget):
    jump = {"amount": "10000", "last_amount": "1"}
    page = words(add(client, budget, **jump))
    assert "比上年增长 10000 倍，单位是否有误？" in page
    assert "单位有误，我来改" in page and "无误，写明原因" in page
    assert add(client, budget, **jump, reason="新建大楼").status_code == 302


def test_an_expenditure_without_any_account_is_asked_for_one(client, clerk, budget):
    assert "请填功能科目，或填部门经济科目。" in words(add(client, budget, function=""))
    assert add(client, budget, function="", nature="carry").status_code == 302


def test_a_project_of_another_budget_cannot_be_chosen(client, clerk, budget):
    other = people.budget(code="999").projects.create(name="别人的项目", amount=Decimal(1), use="别处")
    answer = add(client, budget, nature="project", project=other.pk)
    assert answer.status_code == 400 and not Entry.objects.exists()


def test_text_is_shown_as_text(client, clerk, budget):
    answer = add(client, budget, reason="<script>alert(1)</script>")
    assert answer.status_code == 400 and "名称不能含 &lt; &gt;" in words(answer)
    assert "<script>alert" not in words(answer) and "&lt;script&gt;alert" in words(answer)


def test_an_entry_is_changed_on_its_own_page(client, clerk, budget):
    entry = people.entry(budget, "1", function="2010601")
    page = people.page("entry", budget.pk, "expenditure", entry.pk)
    form = client.get(page).context["form"]
    assert form["function"].value() == "2010601 行政运行"
    assert form["amount"].value() == "1"
    typed = {"function": "2010601 行政运行", "nature": "basic", "source": entry.source_id, "amount": "2"}
    assert client.post(page, typed).status_code == 302
    entry.refresh_from_db()
    assert entry.amount == Decimal("20000.00")
    assert Event.objects.get(action="改明细").detail["before"]["amount"] == "10000.00"


def test_saving_without_a_change_says_so_and_writes_nothing(client, clerk, budget):
    entry = people.entry(budget, "1", function="2010601")
    typed = {"function": "2010601 行政运行", "nature": "basic", "source": entry.source_id, "amount": "1"}
    answer = client.post(people.page("entry", budget.pk, "expenditure", entry.pk), typed, follow=True)
    assert "没有改动，不用保存。" in words(answer)
    assert not Event.objects.exists()


def test_a_copy_keeps_everything_but_the_amount(client, clerk, budget):
    entry = people.entry(budget, "9", nature="project", function="2101101")
    page = client.get(people.page("entries", budget.pk, "expenditure"), {"copy": entry.pk})
    form = page.context["form"]
    assert form["function"].value() == "2101101 行政单位医疗"
    assert (form["nature"].value(), form["amount"].value()) == ("project", None)
    assert "autofocus" in str(form["amount"])


def test_deleting_asks_first(client, clerk, budget):
    entry = people.entry(budget, "9", function="2101101")
    page = people.page("entry_delete", budget.pk, "expenditure", entry.pk)
    assert "删除后合计随之变动" in words(client.get(page))
    assert Entry.objects.exists()
    client.post(page)
    assert not Entry.objects.exists()
    assert Event.objects.get(action="删除明细").detail["before"]["function"] == "2101101"


# The list


def test_both_breakdowns_are_tabs_over_the_same_money(client, clerk, budget):
    people.entry(budget, "10", direction="income")
    people.entry(budget, "10", function="2010601")
    people.entry(budget, "10", economic="30217")
    listed = client.get(people.page("entries", budget.pk, "expenditure")).context["entries"]
    assert [(tab.label, tab.count) for tab in listed.tabs] == [("按功能分类", 1), ("按部门经济分类", 1)]
    assert listed.difference == ("收支相等", None)
    assert listed.listed_row["amount"].this == people.yuan("10")


def test_the_difference_is_said_in_words(client, clerk, budget):
    people.entry(budget, "10", direction="income")
    people.entry(budget, "810", function="2010601")
    page = words(client.get(people.page("entries", budget.pk, "expenditure")))
    assert "支出多于收入" in page and "800.00<i></i>" in page


def test_what_nobody_entered_is_no_total_and_agrees_with_nothing(client, clerk, budget):
    listed = client.get(people.page("entries", budget.pk, "expenditure"))
    assert "还没有收入和支出明细" in words(listed) and "相符</span>" not in words(listed)
    assert [row["amount"].this for row in listed.context["entries"].totals] == [None, None]
    people.entry(budget, "0", direction="income")
    listed = client.get(people.page("entries", budget.pk, "expenditure"))
    assert "还没有支出明细" in words(listed) and "相符</span>" not in words(listed)


def test_sources_of_expenditure_have_short_names(client, clerk, budget):
    people.entry(budget, "1", function="2010601")
    page = client.get(people.page("entries", budget.pk, "expenditure"))
    assert ">一般公共预算</td>" in words(page)
    labels = [label for _pk, label in page.context["form"].fields["source"].choices]
    assert {"一般公共预算", "政府性基金", "国有资本经营"} <= set(labels)


def test_the_list_is_narrowed_by_nature_class_and_words_and_totals_what_is_listed(client, clerk, budget):
    people.entry(budget, "1", function="2010601")
    people.entry(budget, "2", nature="project", function="2010602")
    people.entry(budget, "4", function="2101101")
    page = people.page("entries", budget.pk, "expenditure")

    def listed(**query):
        entries = client.get(page, query).context["entries"]
        return len(entries.listed), entries.listed_row["amount"].this

    assert listed() == (3, people.yuan("7"))
    assert listed(nature="project") == (1, people.yuan("2"))
    assert listed(head="210") == (1, people.yuan("4"))
    assert listed(q="财政事务") == (2, people.yuan("3"))
    assert listed(q="行政单位医疗") == (1, people.yuan("4"))
    assert "没有符合条件的明细。" in words(client.get(page, {"q": "没有的词"}))


def test_digits_beyond_the_second_are_there_and_small(client, clerk, budget):
    people.entry(budget, "887.3617", function="2010601")
    assert "887.36<i>17</i>" in words(client.get(people.page("entries", budget.pk, "expenditure")))


def test_two_hundred_on_a_page(client, clerk, budget):
    people.many_entries(budget, 201)
    page = people.page("entries", budget.pk, "expenditure")
    first = client.get(page)
    assert len(list(first.context["entries"].lines)) == 200 and "第 1 页，共 2 页" in words(first)
    assert len(list(client.get(page, {"page": 2}).context["entries"].lines)) == 1


def test_two_thousand_entries_cost_no_more_queries_than_one(client, clerk, budget, django_assert_num_queries):
    page = people.page("entries", budget.pk, "expenditure")
    people.many_entries(budget, 1)
    with django_assert_num_queries(14):  # three of them keep the session alive
        client.get(page)
    people.many_entries(budget, 1999)
    with django_assert_num_queries(14):
        client.get(page)


# Outsiders


@pytest.mark.parametrize("person", [None, people.outsider])
def test_an_outsider_is_sent_to_sign_in_and_changes_nothing(client, budget, person):
    if person:
        client.force_login(person())
    entry = people.entry(budget, "1", function="2010601")
    assert "/admin/login/" in add(client, budget)["Location"]
    assert (
        "/admin/login/"
        in client.post(people.page("entry_delete", budget.pk, "expenditure", entry.pk))["Location"]
    )
    assert Entry.objects.count() == 1


def test_for_staff_without_budgets_the_entries_do_not_exist(client, budget):
    client.force_login(people.other_staff())
    assert client.get(people.page("entries", budget.pk, "expenditure")).status_code == 404
    assert add(client, budget).status_code == 404


def test_an_entry_is_not_found_under_another_budget(client, clerk, budget):
    entry = people.entry(people.budget(code="999"), "1", function="2010601")
    assert client.get(people.page("entry", budget.pk, "expenditure", entry.pk)).status_code == 404
    assert client.get(people.page("entries", budget.pk, "sideways")).status_code == 404


# Last year's bare total


@pytest.mark.parametrize("direction", ["income", "expenditure"])
def test_last_years_bare_total_is_ticked_and_carries_nothing_else(client, clerk, budget, direction):
    row = {"function": "", "amount": "0", "last_amount": "1167.25", "is_last_year_total": "on"}
    assert add(client, budget, direction, **row).status_code == 302
    entry = budget.entries.get()
    assert (entry.is_last_year_total, entry.nature, entry.last_amount) == (True, "", Decimal("11672500"))
    assert "上年合计（未分科目）" in client.get(people.page("entries", budget.pk, direction)).content.decode()


@pytest.mark.parametrize("wrong", [{"amount": "5"}, {"last_amount": ""}, {"function": "2010601"}])
def test_a_bare_total_with_anything_else_in_it_is_explained(client, clerk, budget, wrong):
    row = {"function": "", "amount": "0", "last_amount": "9", "is_last_year_total": "on"} | wrong
    answer = add(client, budget, **row)
    assert answer.status_code == 400 and not budget.entries.exists()
    assert "上年合计：本年填 0，科目空着，填上年数。" in answer.content.decode()


def test_an_entry_without_account_and_without_the_tick_asks_for_one(client, clerk, budget):
    answer = add(client, budget, function="", amount="0", last_amount="9")
    assert answer.status_code == 400
    assert "请填功能科目" in answer.content.decode()

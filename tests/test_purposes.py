"""科目用途: a clerk says what the grants of each function are for, beside what was executed last year."""

import pytest
from django.core.exceptions import ValidationError

from budgets.books import open_books
from budgets.models import Event, Purpose, Region
from budgets.rules import ASKS, rules_for
from budgets.workspace import workspace
from disclosures.admin import DisclosedBudgetAdmin
from tests import people
from tests.people import words
from tests.test_stale import stamp
from tests.test_workspace import fold, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget():
    """100 for one function, 50 for another, and money of its own that is no grant."""
    budget = people.budget()
    people.entry(budget, "100", function="2010601")
    people.entry(budget, "50", function="2010602", nature="project")
    people.entry(budget, "9", function="2010699", source="301")
    return budget


def typed(code, use="", executed="", reason=""):
    """What a browser sends for one function."""
    return {f"f{code}-use": use, f"f{code}-executed": executed, f"f{code}-reason": reason}


def opened(client, budget):
    return client.get(people.page("change", budget.pk))


def section(client, budget):
    return fold(opened(client, budget), "purposes")


def said(budget):
    return {code: (p.use, p.executed, p.reason) for code, p in open_books(budget).purposes.items()}


def test_every_lowest_function_with_grants_is_asked_about(client, clerk, budget):
    shown = section(client, budget).forms["purposes"].rows()
    listed = [(code, name, amount) for code, name, amount, *_fields in shown]
    assert listed == [
        ("2010601", "行政运行", people.yuan("100")),
        ("2010602", "一般行政管理事务", people.yuan("50")),
    ]
    page = words(opened(client, budget))
    assert (
        "2010602 一般行政管理事务：主要用途" in page and "2010699 " not in page.partition("科目用途</b>")[2]
    )


def test_a_purpose_is_saved_with_its_event(client, clerk, budget):
    sent = typed("2010601", "保障机关运行", "80", "人员增加") | typed("2010602")
    answer = save(client, budget, "purposes", **sent)
    assert answer["Location"].endswith("?open=purposes#purposes")
    assert said(budget) == {"2010601": ("保障机关运行", people.yuan("80"), "人员增加")}
    event = Event.objects.get()
    assert (event.action, event.by, event.detail["section"]) == ("保存章节", clerk, "purposes")
    page = words(opened(client, budget))
    assert "2 个科目 · 已写用途 1 个" in page and "+20.00" in page


def test_saving_the_same_again_writes_nothing(client, clerk, budget):
    for _ in range(2):
        answer = save(client, budget, "purposes", **typed("2010601", "保障机关运行", "80"))
    assert "没有改动，不用保存。" in words(client.get(answer["Location"]))
    assert Event.objects.count() == 1


def test_a_purpose_emptied_again_is_none(client, clerk, budget):
    save(client, budget, "purposes", **typed("2010601", "保障机关运行"))
    save(client, budget, "purposes", **typed("2010601"))
    assert not Purpose.objects.exists()


def test_nothing_executed_is_an_answer(client, clerk, budget):
    save(client, budget, "purposes", **typed("2010601", executed="0"))
    assert said(budget) == {"2010601": ("", 0, "")}


def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(client, clerk, budget):
    sent = typed("2010601", "保障机关运行", "八十") | typed("2010602", "专项检查")
    answer = save(client, budget, "purposes", **sent)
    page = words(answer)
    assert answer.status_code == 400 and not Purpose.objects.exists()
    assert 'value="八十"' in page and "保障机关运行</textarea>" in page and "专项检查</textarea>" in page
    assert 'aria-describedby="id_f2010601-executed_error"' in page
    assert fold(answer, "purposes").mark == ("err", "未保存")


def test_an_amount_executed_far_from_the_budget_asks_about_the_unit(client, clerk, budget):
    answer = save(client, budget, "purposes", **typed("2010601", executed="800000"))
    assert "只有上年的 1/8000，单位是否有误？" in words(answer)
    given = typed("2010601", executed="800000", reason="上年有一次性项目")
    assert save(client, budget, "purposes", **given).status_code == 302


def test_a_purpose_outlives_the_money_it_was_written_for(client, clerk, budget):
    save(client, budget, "purposes", **typed("2010602", "专项检查"))
    budget.entries.filter(function__code="2010602").delete()
    assert section(client, budget).forms["purposes"].codes == ["2010601"]
    save(client, budget, "purposes", **typed("2010601", "保障机关运行"))
    assert said(budget) == {"2010601": ("保障机关运行", None, ""), "2010602": ("专项检查", None, "")}


def test_a_function_that_came_after_the_page_was_opened_keeps_what_is_stored_of_it(client, clerk, budget):
    save(client, budget, "purposes", **typed("2010602", "专项检查"))
    save(client, budget, "purposes", **typed("2010601", "保障机关运行"))
    assert said(budget)["2010602"] == ("专项检查", None, "")


def test_without_grants_there_is_nothing_to_write(client, clerk, budget):
    budget.entries.exclude(source__code="301").delete()
    assert section(client, budget).mark == ("todo", "可不填")
    assert "没有财政拨款支出的科目" in words(opened(client, budget))


def test_purposes_are_optional_and_filled_once_every_function_has_one(client, clerk, budget):
    Region.objects.filter(pk=budget.department.region_id).update(form="national")
    save(client, budget, "purposes", **typed("2010601", "保障机关运行"))
    assert section(client, budget).mark == ("todo", "可不填")
    save(client, budget, "purposes", **typed("2010602", "专项检查"))
    assert section(client, budget).mark == ("ok", "已填好")


# What a form asks for


def test_what_the_form_asks_for_is_missing_until_it_is_filled_in(client, clerk, budget):
    desk = workspace(budget, asks=("purposes", "executed"))
    change = people.page("change", budget.pk)
    assert mark(desk) == ("todo", "缺 2 项")
    assert f"{change}?open=purposes#id_f2010601-use" in [shown.url for shown in desk.missing]
    assert [shown.url for shown in desk.wanting] == [
        f"{change}?open=purposes#id_f{code}-executed" for code in ("2010601", "2010602")
    ]
    for code in ("2010601", "2010602"):
        save(client, budget, "purposes", **typed(code, "机关运行", "99"))
    desk = workspace(budget, asks=("purposes", "executed"))
    assert mark(desk) == ("warn", "警告 2") and not desk.wanting
    assert f"{change}?open=purposes#id_f2010601-reason" in [shown.url for shown in desk.findings]
    for code in ("2010601", "2010602"):
        save(client, budget, "purposes", **typed(code, "机关运行", "99", "有增有减"))
    assert mark(workspace(budget, asks=("purposes", "executed"))) == ("ok", "已填好")


def mark(desk):
    return next(each for each in desk.folds if each.section.slug == "purposes").mark


def test_the_page_shows_what_the_form_asks_for(client, clerk, budget, monkeypatch):
    monkeypatch.setattr(DisclosedBudgetAdmin, "asks_of", lambda self, budget: ("purposes", "executed"))
    page = words(opened(client, budget))
    assert "2010601 行政运行：请写主要用途" in page and "2010601 行政运行：请填上年执行数；没有请填 0" in page
    assert '行政运行 <span class="mark todo">缺</span>' in page
    assert opened(client, budget).context["desk"].rules == len(rules_for(ASKS))


# Two people


def test_whoever_saves_second_is_told(client, clerk, budget):
    page = stamp(opened(client, budget), "purposes")
    save(client, budget, "purposes", stamp=page, **typed("2010601", "保障机关运行"))
    answer = save(client, budget, "purposes", stamp=page, **typed("2010601", "发工资"))
    assert answer.status_code == 409 and "此记录已被 zhou 于 " in words(answer)
    assert said(budget)["2010601"][0] == "保障机关运行"
    assert [(d.now, d.typed) for d in answer.context["desk"].folds[4].conflict.differences] == [
        ("保障机关运行", "发工资")
    ]
    again = stamp(answer, "purposes")
    assert save(client, budget, "purposes", stamp=again, **typed("2010601", "发工资")).status_code == 302


def test_entries_made_meanwhile_do_not_stand_in_the_way(client, clerk, budget):
    save(client, budget, "purposes", **typed("2010602", "专项检查"))
    page = stamp(opened(client, budget), "purposes")
    people.entry(budget, "3", function="2080505")
    budget.entries.filter(function__code="2010602").delete()
    sent = typed("2010601", "保障机关运行") | typed("2010602", "专项检查")
    assert save(client, budget, "purposes", stamp=page, **sent).status_code == 302
    assert said(budget)["2010601"][0] == "保障机关运行"


# What must never be


def test_one_function_has_one_purpose(budget):
    function = people.account("function", "2010601")
    budget.purposes.create(function=function, use="运行")
    with pytest.raises(ValidationError, match="这个科目已经写有用途。"):
        Purpose(budget=budget, function=function, use="再写").full_clean()


def test_a_purpose_is_of_a_function_and_of_no_other_account(budget):
    with pytest.raises(ValidationError):
        Purpose(budget=budget, function=people.account("economic", "30101"), use="工资").full_clean()


@pytest.mark.parametrize("person", [people.outsider, people.other_staff])
def test_others_write_no_purposes(client, budget, person):
    client.force_login(person())
    save(client, budget, "purposes", **typed("2010601", "改"))
    assert not Purpose.objects.exists()

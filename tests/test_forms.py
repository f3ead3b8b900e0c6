"""What people type into the forms of the staff side, and what comes out of them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from budgets import catalogue, forms
from budgets.books import open_books
from tests import people


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2025-1-20", date(2025, 1, 20)),
        ("2025/1/20", date(2025, 1, 20)),
        ("2025.01.20", date(2025, 1, 20)),
        ("2025年1月20日", date(2025, 1, 20)),
        ("２０２５-０１-２０", date(2025, 1, 20)),
        ("２０２５年１月２０日", date(2025, 1, 20)),
        (" 2024-02-29 ", date(2024, 2, 29)),
    ],
)
def test_dates_are_read_as_people_write_them(typed, kept):
    assert forms.DateField().clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2026-02-29", "2026 年 2 月没有 29 日"),
        ("2025-13-01", "没有 13 月"),
        ("26-2-3", "请写四位年份"),
        ("2014-12-31", "日期应在 2015–2035 年之间"),
        ("9999-12-31", "日期应在 2015–2035 年之间"),
        ("去年", "请写日期，如 2025-01-20"),
        ("2025", "请写日期，如 2025-01-20"),
    ],
)
def test_a_wrong_date_is_explained(typed, sentence):
    with pytest.raises(ValidationError, match=sentence):
        forms.DateField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("（一）拟订规划。", "拟订规划。"),
        ("(12) 管理", "管理"),
        ("十一、监督", "监督"),
        ("1、管理", "管理"),
        ("2．管理", "管理"),
        ("③ 管理", "管理"),
        ("2025年新增职责。", "2025年新增职责。"),
        ("1.5亿元以上项目评审。", "1.5亿元以上项目评审。"),
        ("一般公共预算管理。", "一般公共预算管理。"),
    ],
)
def test_numbers_before_a_paragraph_are_taken_off_and_nothing_else(typed, kept):
    assert forms.paragraphs(f"\n{typed}\r\n\r\n") == [kept]


@pytest.mark.django_db
def test_an_office_with_markup_is_named_by_its_line():
    form = forms.ListsForm({"duties": "", "offices": "办公室\n<b>预算科</b>"}, budget=people.budget())
    assert form.errors == {"offices": ["第 2 行：名称不能含 < >"]}


@pytest.mark.django_db
def test_income_has_neither_nature_nor_project_nor_economic_accounts():
    form = forms.EntryForm(budget=people.budget(), direction="income")
    asked = ["source", "function", "unit", "amount", "last_amount", "reason", "is_last_year_total"]
    assert list(form.fields) == asked


@pytest.mark.django_db
def test_what_an_entry_has_but_the_form_does_not_ask_cannot_be_smuggled_in():
    mine, other = people.budget(), people.budget(code="999")
    typed = {"function": "2010601", "amount": "1", "budget": other.pk, "direction": "income"}
    form = forms.EntryForm(typed, budget=mine, direction="expenditure")
    assert form.is_valid()
    entry = form.save(commit=False)
    assert (entry.budget, entry.direction) == (mine, "expenditure")


@pytest.mark.django_db
def test_the_account_field_tells_the_picker_where_to_ask():
    budget = people.budget()
    field = str(forms.EntryForm(budget=budget, direction="expenditure")["economic"])
    assert f'data-accounts="{people.page("accounts", budget.pk)}?system=economic"' in field


@pytest.mark.django_db
@pytest.mark.parametrize("section", sorted({item.section for item in catalogue.ITEMS}))
def test_every_particular_of_the_catalogue_can_be_typed_and_comes_back(section):
    budget = people.budget()
    typed = {}
    for item in catalogue.items_of(section):
        typed |= {item.field: "7", f"{item.field}__last": "6", f"{item.field}__reason": "原因"}
    form = forms.ParticularsForm(typed, budget=budget, section=section)
    assert form.is_valid(), form.errors
    form.save()
    books = open_books(budget)
    for item in catalogue.items_of(section):
        stated = books.stated[item.key]
        assert stated.value == (Decimal(70_000) if item.is_money else 7)
        assert (stated.last is not None) == item.last
    again = forms.ParticularsForm(typed, budget=budget, section=section, books=books)
    assert not again.has_changed()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("section", "field", "typed", "sentence"),
    [
        ("assets", "assets__vehicles", "1.5", "请填整数"),
        ("staffing", "staff__posts", "五十", "请填写阿拉伯数字，例如 50"),
        ("running", "running", "-1", "支出金额不能为负；如为冲减请填写说明"),
        ("running", "running", "100万", "请只填数字，单位为万元"),
        ("running", "running", "12\n34", "一格只填一个数"),
        ("running", "running", "12.5 30", "一格只填一个数"),
        ("running", "running", "1 234", "请去掉数字中的空格"),
        ("running", "running", "1000000000", "超过上限 9,999,999,999,999.99 元"),
    ],
)
def test_a_wrong_particular_is_explained_at_its_field(section, field, typed, sentence):
    form = forms.ParticularsForm({field: typed}, budget=people.budget(), section=section)
    assert form.errors[field] == [sentence]


@pytest.mark.django_db
def test_a_project_asks_for_name_amount_and_use_in_the_clerks_words():
    form = forms.ProjectForm({}, instance=people.budget().projects.model(budget=people.budget(2024)))
    assert form.errors == {"name": ["请填写"], "amount": ["请填写；无支出请填 0"], "use": ["请填写"]}

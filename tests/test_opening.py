"""开出年度: the finance officer begins a year, and what stays the same is there already."""

import pytest
from django.http import Http404
from django.urls import reverse

from budgets import opening
from budgets.models import Budget, Note, Office
from budgets.opening import open_year
from tests import drafts, people, stages
from tests.drafts import sound_budget
from tests.people import words, yuan

pytestmark = pytest.mark.django_db


def as_it_is(budget, state):
    """The budget in this state, which was public: in the hands of the clerk it is being corrected."""
    correcting = {"correcting": 1, "correction_reason": "误写"} if state == "editing" else {}
    Budget.objects.filter(pk=budget.pk).update(state=state, **correcting)
    return stages.again(budget)


@pytest.fixture
def last():
    """The finance bureau's budget of 2025, with a text for good and one for that year."""
    budget = sound_budget()
    budget.equipment_threshold = 200
    budget.save()
    Office.objects.create(budget=budget, name="预算股")
    for key in ("intro", "reason.income"):
        Note.objects.create(budget=budget, key=key, text="写下的文字")
    return stages.called_public(budget)


@pytest.fixture
def officer():
    return people.finance_officer("shen", drafts.department().region)


def opened(last, officer):
    (found,) = open_year(departments=[last.department], year=2026, by=officer)
    return found


def test_accounts_come_with_last_years_amounts_and_none_of_this_year(last, officer):
    budget = opened(last, officer).budget
    then = {(e.direction, e.function and e.function.code, e.economic and e.economic.code): e.amount
            for e in last.entries.select_related("function", "economic")}  # fmt: skip
    now = {(e.direction, e.function and e.function.code, e.economic and e.economic.code): e.last_amount
           for e in budget.entries.select_related("function", "economic")}  # fmt: skip
    assert now == then
    assert {e.amount for e in budget.entries.all()} == {0}
    assert {e.function.year for e in budget.entries.exclude(function=None)} == {2026}


def test_what_a_department_is_comes_along_and_reasons_do_not(last, officer):
    budget = opened(last, officer).budget
    assert [each.text for each in budget.duties.all()] == ["管理本县财政收支。"]
    assert [each.name for each in budget.offices.all()] == ["预算股"]
    assert [each.name for each in budget.units.all()] == ["财政局本级"]
    assert [each.key for each in budget.notes.all()] == ["intro"]
    assert budget.equipment_threshold == 200 and budget.approved_on is None
    assert last.duties.exists() and last.offices.exists()  # copied, not moved


def test_last_years_particulars_stand_beside_empty_fields(last, officer):
    budget = opened(last, officer).budget
    reception = budget.particulars.get(key="three-public.reception")
    assert (reception.value, reception.last) == (None, yuan("234.5"))
    assert not budget.particulars.exclude(value=None).exists()


def test_a_year_that_was_opened_is_left_as_it_is(last, officer):
    opened(last, officer)
    assert open_year(departments=[last.department], year=2026, by=officer) == []
    assert Budget.objects.filter(department=last.department, year=2026).count() == 1


def test_the_officer_opens_the_chosen_departments_and_no_other_regions(client, last, officer):
    client.force_login(officer)
    foreign, second = people.department(), drafts.department("102", name="某县教育局")
    third = drafts.department("103", name="某县民政局")
    page = words(client.get(reverse("board_open_year")))
    assert "开出所选部门的 2026 年预算" in page and "某县教育局" in page and foreign.name not in page
    chosen = {"year": "2026", "department": [last.department.pk, second.pk, foreign.pk]}
    asked = words(client.post(reverse("board_open_year"), chosen))
    assert "开出 2 个部门</button>" in asked and not Budget.objects.filter(year=2026).exists()
    page = client.post(reverse("board_open_year"), chosen | {"sure": "1"}, follow=True)
    assert "已开出 2026 年：2 个部门。其中 1 个：上年的科目、职能、单位已带来，上年数已填好。" in words(page)
    assert page.context["board"].year == 2026
    opened = Budget.objects.filter(year=2026)
    assert {budget.department for budget in opened} == {last.department, second}
    assert third.short_name in words(client.get(reverse("board_open_year"), {"year": "2026"}))


def test_one_region_is_opened_at_a_time(client, last, officer):
    client.force_login(officer)
    other = people.department()
    people.Membership.objects.create(user=officer, role="finance", region=other.region)
    address = reverse("board_open_year")
    page = words(client.get(address, {"region": last.department.region.code}))
    assert last.department.name in page and other.name not in page and other.region.name in page
    chosen = {"year": "2026", "sure": "1", "region": last.department.region.code}
    client.post(address, chosen | {"department": [last.department.pk, other.pk]})
    assert [each.department for each in Budget.objects.filter(year=2026)] == [last.department]


def test_figures_that_are_kept_from_the_public_do_not_come_along_and_this_is_said(client, last, officer):
    as_it_is(last, "withheld")
    last.withholdings.create(basis="保守国家秘密法第十三条", by=officer)
    client.force_login(officer)
    sentence = "没有上年数据。上年数需要自己填，或上传上年的公开文本读取。"
    page = words(client.get(reverse("board_open_year")))
    assert "没有上年数据</span>" in page and "带来上年数<" not in page
    assert page.count("上年数由部门自己填") == 1
    budget = opened(last, officer).budget
    assert not budget.entries.exists() and not budget.particulars.exists() and not budget.duties.exists()
    client.force_login(people.clerk("zhou"))
    assert sentence in words(client.get(reverse("admin:index")))


def to_open(budget, **more):
    return {"year": "2026", "department": [budget.department_id], **more}


def test_where_last_year_is_not_public_yet_nothing_is_ticked_and_it_may_be_carried_over_later(
    client, officer
):
    last, address = sound_budget(), reverse("board_open_year")
    client.force_login(officer)
    page = words(client.get(address))
    assert "上年预算还没有公开，不带上年数" in page and "1 个部门的上年预算还没有公开，没有预先勾选" in page
    assert f'value="{last.department_id}"' in page and " checked" not in page
    page = words(client.post(address, to_open(last, sure="1"), follow=True))
    assert "上年预算还没有公开，没有带来上年数。公开后，在部门填报之前，可再到“开出年度”带入。" in page
    assert "早先" not in words(client.get(address, {"year": "2026"}))
    stages.called_public(last)
    page = words(client.get(address, {"year": "2026"}))
    assert "已开出、还没有填的部门（单位）" in page and "为所选部门带入上年</button>" in page
    assert "其中 1 个早先已开出、还没有填，只带入上年。" in words(client.post(address, to_open(last)))
    page = words(client.post(address, to_open(last, sure="1"), follow=True))
    assert "早先开出的 1 个部门已带入上年。" in page and "已开出 2026 年" not in page
    budget = Budget.objects.get(year=2026)
    assert {e.last_amount for e in budget.entries.all()} == {e.amount for e in last.entries.all()}
    assert [each.by for each in budget.events.filter(action="带入上年")] == [officer]


@pytest.mark.parametrize("done", ["a text", "handed in"])
def test_nothing_is_carried_over_later_where_the_department_has_begun(client, officer, done):
    last = sound_budget()
    budget = opened(last, officer).budget
    stages.called_public(last)
    if done == "a text":
        Note.objects.create(budget=budget, key="intro", text="写下的文字")
    else:
        Budget.objects.filter(pk=budget.pk).update(state="submitted")
    client.force_login(officer)
    page = words(client.get(reverse("board_open_year"), {"year": "2026"}))
    assert "某县 2026 年各部门都已开出。" in page
    assert opening.carry_later(departments=[last.department], year=2026, by=officer) == []
    assert not budget.entries.exists()


def test_whoever_keeps_another_region_carries_nothing_over(officer):
    last = sound_budget()
    opened(last, officer)
    stages.called_public(last)
    stranger = people.finance_officer("wu", people.region())
    with pytest.raises(Http404):
        opening.carry_later(departments=[last.department], year=2026, by=stranger)


def test_what_was_opened_already_is_said_where_the_form_is_sent_again(client, last, officer):
    client.force_login(officer)
    for sentence in ("已开出 2026 年：1 个部门。", "所选部门中 1 个的 2026 年预算已经开出，没有再开。"):
        chosen = to_open(last, sure="1")
        assert sentence in words(client.post(reverse("board_open_year"), chosen, follow=True))
    assert Budget.objects.filter(year=2026).count() == 1


@pytest.mark.parametrize("state", ["editing", "submitted", "approved"])
def test_a_department_whose_last_budget_is_being_corrected_waits_with_a_word(client, last, officer, state):
    """What is opened cannot be taken back, and last year's figures would never come."""
    as_it_is(last, "editing")
    way = ["editing", "submitted", "reviewed", "approved", "published"]
    there = way.index(state) + 1
    for each in way[1:there]:
        Budget.objects.filter(pk=last.pk).update(state=each)
    second = stages.called_public(sound_budget("102"))
    client.force_login(officer)
    page = words(client.get(reverse("board_open_year")))
    assert "上年预算正在更正的部门（单位）" in page
    assert f'value="{second.department.pk}" checked' in page and f'value="{last.department.pk}"' not in page
    chosen = {"year": "2026", "sure": "1", "department": [last.department.pk, second.department.pk]}
    page = words(client.post(reverse("board_open_year"), chosen, follow=True))
    assert "上年预算正在更正，没有开出。更正公开后再开出，上年数才能带来。" in page
    assert "已开出 2026 年：1 个部门。" in page and "没有上年数据" not in page
    assert [each.department for each in Budget.objects.filter(year=2026)] == [second.department]
    for each in way[there:]:
        Budget.objects.filter(pk=last.pk).update(state=each)
    Budget.objects.filter(pk=last.pk).update(correcting=None, correction_reason="")
    assert opened(last, officer).has_last


def test_what_another_window_opened_meanwhile_is_passed_over_and_the_others_are_opened(
    client, last, officer, monkeypatch
):
    second = drafts.department("102", name="某县教育局")
    both = [last.department, second]
    opened(last, officer)
    monkeypatch.setattr(
        opening, "openable", lambda _departments, _year: both
    )  # as it was when this was begun
    client.force_login(officer)
    chosen = {"year": "2026", "sure": "1", "department": [each.pk for each in both]}
    page = words(client.post(reverse("board_open_year"), chosen, follow=True))
    assert (
        f"{last.department.short_name}：刚才已由别人开出。" in page and "已开出 2026 年：1 个部门。" in page
    )
    assert Budget.objects.filter(year=2026).count() == 2


def test_the_clerk_is_told_that_last_year_came_along(client, last, officer):
    opened(last, officer)
    client.force_login(people.clerk("zhou"))
    page = words(client.get(reverse("admin:index")))
    assert "还没有填。</b>上年的科目、职能、单位已带来，上年数已填好。" in page


def test_a_department_kept_from_the_public_stands_apart_and_is_not_ticked(client, last, officer):
    client.force_login(officer)
    ticked = f'value="{last.department.pk}" checked'
    assert ticked in words(client.get(reverse("board_open_year")))
    as_it_is(last, "withheld")
    page = words(client.get(reverse("board_open_year")))
    assert "上年登记不公开的部门" in page and last.department.name in page and ticked not in page


@pytest.mark.parametrize("year", ["1999", "2099", "x", ""])
def test_another_year_is_not_opened(client, last, officer, year):
    client.force_login(officer)
    client.post(reverse("board_open_year"), {"year": year, "department": [last.department.pk], "sure": "1"})
    assert Budget.objects.count() == 1


def test_the_stock_form_opens_no_budget_of_another_region(client, officer):
    """What a picker does not offer, a forged POST does not choose."""
    client.force_login(officer)
    foreign = people.department()
    address = reverse("admin:budgets_budget_add")
    page = client.post(address, {"department": foreign.pk, "year": "2025"})
    assert page.status_code == 200 and not Budget.objects.exists()
    client.post(address, {"department": drafts.department().pk, "year": "2025"})
    assert Budget.objects.get().department == drafts.department()


def test_lists_filters_and_pickers_know_no_other_region(client, officer):
    mine, foreign = drafts.department(), people.department()
    sound_budget(), people.budget()
    client.force_login(officer)
    listed = words(client.get(reverse("admin:budgets_department_changelist")))
    assert mine.name in listed and foreign.name not in listed and foreign.region.name not in listed
    found = client.get(reverse("admin:budgets_department_changelist"), {"q": "普陀"})
    assert foreign.name not in words(found)
    assert client.get(reverse("admin:budgets_department_change", args=[foreign.pk])).status_code == 404
    suggested = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "budgets", "model_name": "budget", "field_name": "department", "term": ""},
    ).json()
    assert [each["text"] for each in suggested["results"]] == [mine.name]
    budgets = words(client.get(reverse("admin:budgets_budget_changelist")))
    assert foreign.region.name not in budgets and foreign.name not in budgets
    add = words(client.get(reverse("admin:budgets_department_add")))
    assert mine.region.name in add and foreign.region.name not in add


def test_a_department_is_not_made_in_another_region(client, officer):
    client.force_login(officer)
    given = {"code": "777", "name": "某局", "short_name": "某局", "kind": "department"}
    address = reverse("admin:budgets_department_add")
    assert client.post(address, given | {"region": people.region().pk}).status_code == 200
    assert client.post(address, given | {"region": drafts.department().region.pk}).status_code == 302

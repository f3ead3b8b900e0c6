"""The workspace of a budget: sections that save by themselves, findings beside them, publication."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from budgets import workspace
from budgets.books import open_books
from budgets.models import Budget, Event, Indicator
from disclosures import copies, workflow
from disclosures.models import Version
from tests import people, stages
from tests.drafts import sound_budget
from tests.people import words
from tests.reading import Reading, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    """The PDF takes seconds and has tests of its own."""
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())


@pytest.fixture
def budget():
    return people.budget()


def save(client, budget, slug, **typed):
    return client.post(people.page("section", budget.pk, slug), typed)


def rows(prefix, *given, initial=0):
    """What a browser sends for a list with these rows."""
    sent = {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": initial}
    for n, row in enumerate(given):
        sent |= {f"{prefix}-{n}-{name}": value for name, value in row.items()}
    return sent


def fold(response, slug):
    return next(each for each in response.context["desk"].folds if each.section.slug == slug)


# Sections


def test_a_section_saves_by_itself_and_says_when(client, clerk, budget):
    answer = save(client, budget, "three-public", three_public__reception="0.95", three_public__abroad="0")
    assert answer["Location"].endswith("?open=three-public#three-public")
    assert f"已保存（{timezone.localtime():%H:}" in words(client.get(answer["Location"]))
    stated = {p.key: p.value for p in budget.particulars.all()}
    assert stated == {"three-public.reception": Decimal("9500.00"), "three-public.abroad": Decimal(0)}
    assert Event.objects.get(action="保存章节").by == clerk


def test_blank_is_not_zero(client, clerk, budget):
    save(client, budget, "three-public", three_public__abroad="0")
    page = client.get(people.page("change", budget.pk))
    assert fold(page, "three-public").mark == ("todo", "缺 3 项")
    save(client, budget, "three-public", three_public__abroad="")
    assert not budget.particulars.exists()


def test_saving_without_a_change_writes_nothing(client, clerk, budget):
    typed = {"three_public__abroad": "0", "three_public__abroad__reason": "由区统筹\r\n安排"}
    save(client, budget, "three-public", **typed)
    answer = save(client, budget, "three-public", **typed)
    assert "没有改动，不用保存。" in words(client.get(answer["Location"]))
    assert Event.objects.count() == 1


def test_saving_may_lead_on_to_the_next_section(client, clerk, budget):
    assert save(client, budget, "three-public", next="1")["Location"].endswith("?open=running#running")
    assert save(client, budget, "notes", next="1")["Location"].endswith("?open=notes#notes")


def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(client, clerk, budget):
    answer = save(
        client, budget, "three-public", three_public__abroad="0", three_public__reception="一百二十"
    )
    page = words(answer)
    assert answer.status_code == 400 and not budget.particulars.exists()
    assert fold(answer, "three-public").is_open
    assert "请填写阿拉伯数字，例如 120" in page and 'value="一百二十"' in page
    assert page.count("autofocus") == 1
    assert 'aria-describedby="id_three_public__reception_error"' in page


def test_a_particular_far_from_last_year_asks_about_the_unit(client, clerk, budget):
    typed = {"three_public__reception": "9500", "three_public__reception__last": "0.95"}
    assert "比上年增长 10000 倍，单位是否有误？" in words(save(client, budget, "three-public", **typed))
    answer = save(client, budget, "three-public", **typed, three_public__reception__reason="接待增加")
    assert answer.status_code == 302


def test_duties_and_offices_are_one_a_line_without_their_numbers(client, clerk, budget):
    unit = {"name": "财政局本级", "kind": "administrative", "funding": "full", "is_itself": "on"}
    duties = "（一）拟订规划。\n2、管理财政。\n\n2025年新增职责。\n1.5亿元以上项目评审。"
    save(client, budget, "basics", duties=duties, offices="办公室\n预算科\n", **rows("units", unit))
    assert [d.text for d in budget.duties.all()] == [
        "拟订规划。",
        "管理财政。",
        "2025年新增职责。",
        "1.5亿元以上项目评审。",
    ]
    assert [o.name for o in budget.offices.all()] == ["办公室", "预算科"]
    assert [(u.name, u.is_itself) for u in budget.units.all()] == [("财政局本级", True)]


def test_the_approval_date_starts_the_clock_and_is_not_the_clerks(client, clerk, budget):
    approved = timezone.localdate() - timedelta(days=18)
    save(client, budget, "basics", approved_on=f"{approved:%Y年%m月%d日}", **rows("units"))
    budget.refresh_from_db()
    assert budget.approved_on is None
    Budget.objects.filter(pk=budget.pk).update(approved_on=approved)
    assert "还剩 2 天" in words(client.get(people.page("change", budget.pk)))


def test_a_list_without_its_frame_is_refused(client, clerk, budget):
    answer = save(client, budget, "basics", duties="职责")
    assert answer.status_code == 400 and "表单数据不完整，请刷新后重试" in words(answer)
    assert not budget.duties.exists()


def test_a_row_of_another_budget_is_refused(client, clerk, budget):
    other = people.budget(code="999").units.create(name="别的单位", kind="administrative")
    row = {"id": other.pk, "name": "改掉", "kind": "administrative", "funding": "full"}
    answer = save(client, budget, "basics", **rows("units", row, initial=1))
    other.refresh_from_db()
    assert answer.status_code == 400 and other.name == "别的单位"


def test_notes_and_assets_are_kept(client, clerk, budget):
    save(client, budget, "notes", note__reason__income="在职人员增加 2 人")
    save(client, budget, "assets", assets_on="2024-12-31", equipment_threshold="50", assets__vehicles="3")
    budget.refresh_from_db()
    assert budget.notes.get().key == "reason.income"
    assert (budget.assets_on, budget.equipment_threshold) == (date(2024, 12, 31), 50)
    assert budget.particulars.get(key="assets.vehicles").value == 3


def test_too_long_a_text_says_how_long(client, clerk, budget):
    answer = save(client, budget, "notes", note__scope="长" * 20001)
    assert "最多 20000 字（收到 20001 字）" in words(answer)


def test_remarks_are_folded_until_something_is_written_in_them(client, clerk, budget):
    def groups():
        return list(fold(client.get(people.page("change", budget.pk)), "notes").forms["notes"].groups())

    assert [title for title, _fields, _ in groups()] == ["增减的原因", "概况与目标", "名词解释与补充说明"]
    assert [is_folded for _title, _fields, is_folded in groups()] == [False, False, True]
    save(client, budget, "notes", note__remark__meeting="含视频会议。")
    assert [is_folded for _title, _fields, is_folded in groups()] == [False, False, False]


def test_every_term_has_its_explanation(client, clerk, budget):
    answer = save(client, budget, "notes", note__terms="数字政务：网上办事。\n一网通办")
    assert answer.status_code == 400 and "第 2 行：请写成“名词：解释”" in words(answer)
    save(client, budget, "notes", note__terms="数字政务：网上办事。\n\n一网通办: 一个网站：办完。")
    assert open_books(budget).terms == (("数字政务", "网上办事。"), ("一网通办", "一个网站：办完。"))


def test_procurement_takes_named_items(client, clerk, budget):
    item = {"kind": "goods", "name": "办公设备", "amount": "17"}
    save(client, budget, "procurement", procurement__goods="17", **rows("purchases", item, {"kind": ""}))
    assert budget.procurement_items.get().amount == people.yuan("17")


def test_a_refused_section_says_that_it_is_not_saved_and_leads_to_the_first_fault(client, clerk, budget):
    unit = {"name": "财政局本级", "kind": ""}
    answer = save(client, budget, "basics", offices="办" * 101, **rows("units", unit))
    page = words(answer)
    assert '<a href="#id_offices">2 处待改，还没有保存</a>' in page
    assert fold(answer, "basics").mark == ("err", "未保存")
    assert "请选择单位性质" in page and "部门自己的机关打钩" in page


def test_a_figure_emptied_again_is_missing_again(client, clerk, budget):
    save(client, budget, "three-public", three_public__abroad="0")
    save(client, budget, "three-public", three_public__abroad="")
    page = client.get(people.page("change", budget.pk))
    assert fold(page, "three-public").mark == ("todo", "缺 4 项")
    assert words(page).count('<span class="mark todo">缺</span>') >= 4


def test_a_section_with_nothing_in_it_is_not_filled(client, clerk, budget):
    page = client.get(people.page("change", budget.pk))
    assert {each.mark[1] for each in page.context["desk"].folds} & {"已填好"} == set()
    assert fold(page, "income").summary == fold(page, "expenditure").summary == "合计 —"


def test_people_are_totalled_as_people(client, clerk, budget):
    typed = {"staff__actual": "50", "staff__actual__last": "53", "staff__retired": "7"}
    save(client, budget, "staffing", **typed, staff__retired__last="7")
    page = words(client.get(people.page("change", budget.pk)))
    total = page[page.index("实有人数（含离退休等）合计") :].partition("</tr>")[0]
    assert ">57<" in total and ">60<" in total and ">−3<" in total


# Projects

PROJECT = {"name": "信息化系统维护", "amount": "166.66", "use": "信息系统日常维护"}
INDICATOR = {"area": "output", "aspect": "数量指标", "name": "培训人次", "operator": "≥", "target": "200"}


def test_a_project_is_entered_with_its_indicators(client, clerk, budget):
    typed = PROJECT | rows("indicators", INDICATOR | {"unit": "人次", "weight": "100"})
    assert client.post(people.page("project_add", budget.pk), typed).status_code == 302
    project = budget.projects.get()
    assert project.amount == people.yuan("166.66")
    assert [(i.name, i.budget) for i in project.indicators.all()] == [("培训人次", budget)]


def test_an_error_in_a_project_keeps_project_and_indicators(client, clerk, budget):
    typed = PROJECT | {"amount": "一百"} | rows("indicators", INDICATOR)
    answer = client.post(people.page("project_add", budget.pk), typed)
    assert answer.status_code == 400 and not budget.projects.exists()
    assert 'value="一百"' in words(answer) and 'value="培训人次"' in words(answer)


def test_indicators_of_the_whole_department_stand_apart(client, clerk, budget):
    save(client, budget, "projects", no_projects="on", **rows("indicators", INDICATOR))
    assert Indicator.objects.get().project is None
    budget.refresh_from_db()
    assert budget.no_projects


def test_deleting_a_project_asks_first_and_leaves_its_entries(client, clerk, budget):
    project = budget.projects.create(name="旧项目", amount=people.yuan("1"), use="无")
    entry = people.entry(budget, "1", nature="project", function="2010602")
    entry.project = project
    entry.save()
    page = people.page("project_delete", budget.pk, project.pk)
    assert "删除“旧项目”" in words(client.get(page)) and budget.projects.exists()
    client.post(page)
    entry.refresh_from_db()
    assert not budget.projects.exists() and entry.project is None


# Findings and totals


def test_a_finding_shows_both_sides_the_difference_and_where_to_mend_it(client, clerk, budget):
    people.entry(budget, "3121.42", direction="income")
    people.entry(budget, "3921.42", function="2010601")
    page = words(client.get(people.page("change", budget.pk)))
    for shown in ("收入总计与支出总计不等", "3,921.42", "3,121.42", "800.00", "去改这一处"):
        assert shown in page
    assert people.page("entries", budget.pk, "expenditure") in page


def test_a_finding_leads_to_the_field_it_is_about(client, clerk, budget):
    page = client.get(people.page("change", budget.pk))
    urls = [shown.url for shown in page.context["desk"].missing]
    change = people.page("change", budget.pk)
    assert f"{change}?open=three-public#id_three_public__abroad" in urls
    assert f"{change}?open=basics#id_duties" in urls


def test_a_finding_about_an_account_leads_to_its_entries(client, clerk, budget):
    people.entry(budget, "1", economic="30903")
    urls = [shown.url for shown in client.get(people.page("change", budget.pk)).context["desk"].findings]
    assert people.page("entries", budget.pk, "expenditure") + "?by=economic&q=309" in urls


def test_the_entry_most_likely_wrong_is_named_with_what_follows_from_it(client, clerk, budget):
    for code in ("2080506", "2010601"):
        people.account("function", code)
    for code in ("30101", "30109"):
        people.account("economic", code)
    people.entry(budget, "31214", direction="income", nature="")
    people.entry(budget, "22477.83", function="2010601")
    people.entry(budget, "8873617", function="2080506")
    people.entry(budget, "22477.83", economic="30101")
    people.entry(budget, "8736.17", economic="30109")
    response = client.get(people.page("change", budget.pk))
    shown = next(each for each in response.context["desk"].findings if each.finding.suspect)
    assert "q=2080506" in shown.url
    assert "填 <b>8736.17</b> 时" in people.words(response)
    assert "改好后一并消除" in people.words(response)


def test_unequal_totals_mark_both_sides(client, clerk, budget):
    people.entry(budget, "1", direction="income")
    people.entry(budget, "2", function="2010601")
    page = client.get(people.page("change", budget.pk))
    assert fold(page, "income").mark[0] == fold(page, "expenditure").mark[0] == "err"


def test_basic_expenditure_wanting_its_economic_side_leads_to_that_tab(client, clerk, budget):
    people.entry(budget, "2", function="2010601")

    def tab():
        found = client.get(people.page("change", budget.pk)).context["desk"].findings
        return next(shown.url for shown in found if shown.finding.rule == "R10").partition("?")[2]

    assert tab() == "by=economic"
    people.entry(budget, "1", economic="30101")
    assert tab() == "by=economic"
    budget.entries.filter(economic=None).delete()
    assert tab() == ""


def test_the_tree_shows_headings_totals_and_change(client, clerk, budget):
    people.entry(budget, "87.3617", last="84.55", function="2080506")
    page = words(client.get(people.page("change", budget.pk)))
    assert "87.36<i>17</i>" in page and "+2.81<i>17</i>" in page
    tree = fold(client.get(people.page("change", budget.pk)), "expenditure").extra["trees"][0]
    assert [(row.code, row.level) for row in tree.rows] == [("208", 1), ("20805", 2), ("2080506", 3)]


def test_the_workspace_costs_the_same_whatever_was_entered(client, clerk, django_assert_num_queries):
    budget = sound_budget()
    page = people.page("change", budget.pk)
    with django_assert_num_queries(33):  # three of them keep the session alive
        client.get(page)
    people.many_entries(budget, 300)
    for n in range(5):
        project = budget.projects.create(name=f"项目{n}", amount=Decimal(1), use="无")
        budget.units.create(name=f"单位{n}", kind="administrative")
        project.indicators.create(budget=budget, area="output", aspect="数量指标", name="次", target="1")
    with django_assert_num_queries(33):
        client.get(page)


@pytest.mark.parametrize(
    ("days_ago", "sentence", "tone"),
    [(8, "还剩 12 天", "plain"), (14, "还剩 6 天", "amber"), (18, "还剩 2 天", "red")]
    + [(20, "今天 24 时前公开", "red"), (21, "已超期 1 天", "over")],
)
def test_the_clock_counts_natural_days(days_ago, sentence, tone):
    today = date(2025, 2, 9)
    clock = workspace.clock_of(today - timedelta(days=days_ago), today)
    assert (clock.words, clock.tone) == (sentence, tone)


def test_the_clock_names_the_weekday_of_the_last_day():
    clock = workspace.clock_of(date(2025, 1, 20), date(2025, 2, 7))
    assert clock.day == "2月9日（星期日）24 时前公开"
    assert clock.basis == "财政批复 1月20日 ＋ 20 日，节假日照算"
    assert workspace.clock_of(None, date(2025, 2, 7)).words == "财政局尚未登记批复日期，期限未起算。"


# Opening a budget, preview, publication


def keeper_of(model):
    """Who keeps regions, and who opens budgets and keeps departments."""
    return people.administrator("zheng", "system") if model == "region" else people.finance_officer()


@pytest.fixture
def officer(client):
    user = people.finance_officer()
    client.force_login(user)
    return user


def test_a_clerk_enters_and_previews_but_does_not_publish(client, clerk):
    budget = stages.approved(sound_budget())
    publish = people.page("publish", budget.pk)
    assert publish not in words(client.get(people.page("change", budget.pk)))
    assert client.post(publish).status_code == 404
    assert not Version.objects.exists()


def test_the_finance_office_opens_a_budget_once(client):
    client.force_login(people.finance_officer())
    new = {"department": people.department().pk, "year": "2025"}
    add = reverse("admin:budgets_budget_add")
    assert client.post(add, new).status_code == 302
    assert Event.objects.get().action == "开始填报"
    assert "这个部门这一年的预算已经建立。" in words(client.post(add, new))
    assert Budget.objects.count() == 1


def test_the_preview_is_marked_as_a_draft_and_kept_nowhere(client, clerk):
    budget = sound_budget()
    answer = client.get(people.page("preview", budget.pk))
    assert "未公开稿" in words(answer) and "no-store" in answer["Cache-Control"]
    assert "1,234.50" in words(answer) and "noindex" in words(answer)


def test_the_preview_of_a_correction_shows_what_is_not_yet_public(client, officer):
    budget = sound_budget()
    workflow.publish(budget=budget, by=None)
    stages.reopened(budget)
    client.force_login(people.clerk())
    save(client, budget, "notes", note__scope="含上年结转，尚未公开。")
    preview = Reading(words(client.get(people.page("preview", budget.pk))))
    assert "含上年结转，尚未公开。" in text_of(preview.one("main"))
    assert "尚未公开。" not in words(client.get("/430001/101/2025/"))


@pytest.mark.parametrize(
    ("model", "typed", "sentence"),
    [
        ("budget", {"year": "2050"}, "年度应在 2015–2035 年之间"),
        ("budget", {"year": "2000"}, "年度应在 2015–2035 年之间"),
        ("region", {"code": "4301234"}, "行政区划代码为六位数字"),
        ("department", {"code": "1234567890123"}, "部门编码最多 12 位（收到 13 位）"),
        ("department", {"code": ""}, "请填写部门编码"),
    ],
)
def test_codes_and_years_are_explained_at_their_fields(client, model, typed, sentence):
    client.force_login(keeper_of(model))
    page = client.post(reverse(f"admin:budgets_{model}_add"), typed)
    (field,) = typed
    assert sentence in page.context["adminform"].form.errors[field]


def test_the_code_of_a_department_says_beforehand_what_fits(client, officer):
    assert "数字和小写字母，最多 12 位" in words(client.get(reverse("admin:budgets_department_add")))


def test_the_list_says_what_is_published(client, officer):
    budget = sound_budget()
    page = reverse("admin:budgets_budget_changelist")
    assert "草稿" in words(client.get(page))
    workflow.publish(budget=budget, by=None)
    assert "已公开 版本 1" in words(client.get(page))


@pytest.mark.parametrize("model", ["version", "publication"])
def test_what_was_published_is_only_looked_at(client, officer, model):
    workflow.publish(budget=sound_budget(), by=None)
    assert client.get(reverse(f"admin:disclosures_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:disclosures_{model}_add")).status_code == 404
    change = reverse(f"admin:disclosures_{model}_change", args=[1])
    assert client.post(change, {}).status_code == 404


# Outsiders

PAGES = ("change", "preview", "publish", "project_add")


@pytest.mark.parametrize("person", [None, people.outsider])
@pytest.mark.parametrize("name", PAGES)
def test_an_outsider_is_sent_to_sign_in(client, budget, name, person):
    if person:
        client.force_login(person())
    for answer in (client.get(people.page(name, budget.pk)), client.post(people.page(name, budget.pk))):
        assert answer.status_code == 302 and "/admin/login/" in answer["Location"]


@pytest.mark.parametrize("name", PAGES)
def test_for_staff_without_budgets_there_is_no_such_page(client, budget, name):
    client.force_login(people.other_staff())
    assert client.get(people.page(name, budget.pk)).status_code == 404
    assert save(client, budget, "notes", note__scope="改").status_code == 404
    assert not budget.notes.exists()


# The first page


def test_the_first_page_costs_the_same_however_many_budgets(client, budget, django_assert_max_num_queries):
    departments = [people.department(f"9{n:02}", f"上海市普陀区某{n}局") for n in range(12)]
    client.force_login(people.clerk("zhou", people.department(), *departments))
    for department in departments:
        Budget.objects.create(department=department, year=2025)
    with django_assert_max_num_queries(45):
        page = words(client.get(reverse("admin:index")))
    assert all(department.short_name in page for department in departments)


def test_staff_without_budgets_see_none_on_the_first_page(client, budget):
    client.force_login(people.other_staff())
    assert people.page("change", budget.pk) not in words(client.get(reverse("admin:index")))


# A budget cannot be moved


def test_the_stock_form_that_could_move_a_budget_does_not_exist(client, officer):
    budget = sound_budget()
    assert client.get(f"/admin/budgets/budget/%20{budget.pk}/change/").status_code == 404


@pytest.mark.parametrize("model", ["region", "department"])
def test_a_code_that_stands_in_public_addresses_is_not_changed(client, model):
    client.force_login(keeper_of(model))
    budget = sound_budget()
    place = {"region": budget.department.region, "department": budget.department}[model]
    page = client.get(reverse(f"admin:budgets_{model}_change", args=[place.pk])).content.decode()
    assert 'name="code"' not in page and 'name="name"' in page

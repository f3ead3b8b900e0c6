"""The README's ten minutes, in a real browser: from an empty form to a published budget, and its correction."""

import re

import pytest

from tests.browser.signing import sign_in

#: The sections whose every figure is stated, as nothing: a 0 is an answer.
NOTHING = ("three-public", "running", "procurement", "assets")


def add(page, model, **fields):
    page.goto(f"/admin/budgets/{model}/add/")
    for name, text in fields.items():
        control = page.locator(f"#id_{name}")
        if control.evaluate("field => field.tagName") == "SELECT":
            control.select_option(label=text)
        else:
            control.fill(text)
    page.click("[name=_save]")


def choose(page, field, words):
    """Pick from a stock select2 field by typing part of the name."""
    page.click(f".field-{field} .select2-selection")
    page.fill(".select2-search__field", words)
    page.locator(".select2-results__option", has_text=words).click()


def section(page, slug):
    """The form of one section, unfolded."""
    form = page.locator(f"form[action$='/sections/{slug}/']")
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").first.click()
    return form


def save(page, form):
    with page.expect_navigation():
        form.get_by_role("button", name="保存本节").click()
    assert re.search(r"已保存（\d\d:\d\d）", page.inner_text("body"))


def enter(page, account, amount, **selects):
    """Type one entry in the row at the top: part of an account, chosen from what is offered, and the amount."""
    row = page.locator("tr.add").first
    if account:
        field = row.locator("input.account").first
        field.fill(account)
        page.locator("[role=option]").first.wait_for()
        field.press("Enter")
    for name, label in selects.items():
        row.locator(f"select[name={name}]").select_option(label=label)
    row.locator("[name=amount]").fill(amount)
    row.locator("[name=last_amount]").fill(amount)
    with page.expect_navigation():
        row.locator("[name=last_amount]").press("Enter")


@pytest.fixture
def desk(page):
    """The workspace of a department's new budget."""
    sign_in(page, "finance")
    add(page, "region", code="430999", name="某县", level="县")
    page.goto("/admin/budgets/department/add/")
    choose(page, "region", "某县") if page.locator(".field-region .select2").count() else page.select_option(
        "#id_region", label="某县"
    )
    for name, text in {"code": "777", "name": "某县档案馆", "short_name": "档案馆"}.items():
        page.fill(f"#id_{name}", text)
    page.click("[name=_save]")
    page.goto("/admin/budgets/budget/add/")
    choose(page, "department", "档案馆")
    page.fill("#id_year", "2025")
    page.click("[name=_save]")
    if "/change/" not in page.url:
        page.get_by_role("link", name="某县档案馆").first.click()
    page.desk = page.url.split("?")[0].split("#")[0]
    return page


def test_a_new_user_enters_publishes_and_corrects_a_budget(desk, axe):
    basics = section(desk, "basics")
    basics.get_by_label("主要职责").fill("保管本县档案。\n提供档案查阅。")
    basics.locator("[name=units-0-name]").fill("档案馆本级")
    basics.locator("[name=units-0-kind]").select_option(label="行政")
    save(desk, basics)
    for slug in NOTHING:
        form = section(desk, slug)
        for field in form.locator("input.num:not([name^=purchases])").all():
            field.fill("0")
        save(desk, form)
    form = section(desk, "projects")
    form.get_by_label("本年无项目支出").check()
    save(desk, form)
    assert axe(desk) == []

    desk.goto(desk.desk.replace("change", "entries/income"))
    enter(desk, "", "120", source="一般公共预算拨款收入")
    desk.goto(desk.desk.replace("change", "entries/expenditure"))
    enter(desk, "行政单位医疗", "120", nature="基本支出", source="一般公共预算")
    assert axe(desk) == []
    desk.get_by_role("link", name=re.compile("按部门经济分类")).click()
    enter(desk, "30101", "120", nature="基本支出", source="一般公共预算")

    desk.goto(desk.desk)
    findings = desk.locator("aside").inner_text()
    assert "错误" not in findings, findings
    desk.get_by_role("link", name="公开", exact=True).click()
    with desk.expect_navigation():
        desk.get_by_role("button", name="立即公开").click()
    desk.goto("/430999/777/2025/")
    assert "120.00" in desk.inner_text("#part-2 ~ * , main")
    assert "第1版" in desk.inner_text("main")

    desk.goto(desk.desk)
    basics = section(desk, "basics")
    basics.get_by_label("主要职责").fill("保管本县档案。\n提供档案查阅。\n征集档案。")
    save(desk, basics)
    desk.get_by_role("link", name="更正公开").click()
    with desk.expect_navigation():
        desk.get_by_role("button", name="立即公开").click()
    assert "请填写更正原因" in desk.inner_text("main, #content")
    desk.get_by_label("更正原因").fill("漏写一条职责")
    with desk.expect_navigation():
        desk.get_by_role("button", name="立即公开").click()
    desk.goto("/430999/777/2025/v1/")
    assert "已被第2版更正" in desk.inner_text("main")
    assert "漏写一条职责" in desk.inner_text("main")


def test_an_amount_that_cannot_be_read_is_kept_and_explained_where_it_stands(page):
    sign_in(page, "clerk")
    page.goto("/admin/budgets/budget/")
    page.get_by_role("link", name="上海市普陀区财政局").first.click()
    page.goto(page.url.split("?")[0].replace("change", "entries/income"))
    page.locator("[name=amount]").first.fill("12,34.5")
    with page.expect_navigation():
        page.locator("[name=amount]").first.press("Enter")
    assert page.locator("[name=amount]").first.input_value() == "12,34.5"
    assert "千位分隔符位置不对，请填 1234.5" in page.inner_text("body")

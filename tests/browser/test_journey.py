"""Filling in a budget, in a real browser: sections, entries, and what is said of an amount that cannot be read."""

import re

from tests.browser.signing import sign_in

#: The sections whose every figure is stated, as nothing: a 0 is an answer.
NOTHING = ("three-public", "running", "procurement", "assets")


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

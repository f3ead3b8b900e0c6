"""Staff pages under quick hands, in a real browser: the account picker, and what is typed but not saved."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.signing import sign_in
from tests.browser.test_journey import section

# Two accounts that differ in the last figures only.
USED, TYPED = "2010601", "2010699"


@pytest.fixture
def desk(page):
    """The workspace of the first budget the clerk sees."""
    sign_in(page, "clerk")
    page.goto("/admin/budgets/budget/")
    page.get_by_role("link", name="上海市普陀区财政局").first.click()
    page.desk = page.url.split("?")[0].split("#")[0]
    return page


@pytest.mark.parametrize("delay", [20, 80])
def test_enter_takes_what_was_typed_and_never_what_was_offered_before(desk, delay):
    desk.goto(desk.desk.replace("change", "entries/expenditure"))
    offered = [{"code": USED, "name": "行政运行", "path": "", "used": "本年用过", "note": ""}]
    desk.route("**/accounts/?*q=&*", lambda route: route.fulfill(json={"accounts": offered, "more": False}))
    desk.locator("[name=amount]").first.fill("1.5")
    field = desk.locator("tr.add input.account").first
    field.click()
    desk.locator("[role=option]").first.wait_for()
    assert desk.locator("[role=option][aria-selected=true]").count() == 0
    with desk.expect_navigation():
        field.press_sequentially(TYPED, delay=delay)
        field.press("Enter")
    said = desk.inner_text(".messagelist")
    assert TYPED in said and USED not in said
    with desk.expect_navigation():
        desk.locator("tr", has_text=TYPED).get_by_role("link", name=re.compile("^删除")).first.click()
    with desk.expect_navigation():
        desk.get_by_role("button", name="删除").click()


def test_one_answer_to_what_is_typed_is_taken_with_enter(desk):
    desk.goto(desk.desk.replace("change", "entries/expenditure"))
    field = desk.locator("tr.add input.account").first
    assert desk.locator("[role=option]:visible").count() == 0
    field.fill(TYPED)
    desk.locator("[role=option][aria-selected=true]").wait_for()
    field.press("Enter")
    assert field.input_value().startswith(f"{TYPED} ")


def test_saving_one_section_asks_about_what_was_typed_in_another(desk):
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    notes, running = section(desk, "notes"), section(desk, "running")
    notes.locator("textarea").first.press_sequentially("还没有保存")
    running.locator("textarea").first.press_sequentially("另一处")
    running.get_by_role("button", name="保存本节").click()
    desk.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert notes.locator("textarea").first.input_value().startswith("还没有保存")


def test_the_section_being_saved_is_no_reason_to_ask(desk):
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    notes = section(desk, "notes")
    notes.locator("textarea").first.press_sequentially("补充说明。")
    with desk.expect_navigation():
        notes.get_by_role("button", name="保存本节").click()
    assert asked == []


def test_the_row_at_the_top_of_the_list_is_not_left_silently(desk):
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    desk.goto(desk.desk.replace("change", "entries/expenditure"))
    desk.locator("[name=amount]").first.press_sequentially("12")
    desk.get_by_role("link", name="首页").first.click()
    desk.wait_for_timeout(300)
    assert asked == ["beforeunload"]


def test_the_second_tab_is_told(desk, axe):
    address = desk.desk + "?open=running"
    other = desk.context.new_page()
    desk.goto(address)
    other.goto(address)
    for page, text in ((desk, "甲"), (other, "乙")):
        page.locator("#id_running__reason").fill(text)
        with page.expect_navigation():
            section(page, "running").get_by_role("button", name="保存本节").click()
    assert "此记录已被" in other.inner_text(".conflict") and "乙" in other.inner_text(".conflict")
    assert other.locator("#id_running__reason").input_value() == "乙"
    assert axe(other) == []
    other.get_by_role("radio", name="采用我填的").check()
    with other.expect_navigation():
        section(other, "running").get_by_role("button", name="保存本节").click()
    assert "已保存" in other.inner_text(".messagelist")
    assert other.locator("#id_running__reason").input_value() == "乙"


def test_several_numbers_are_not_pasted_into_one_amount(desk):
    """Where rows are entered a block opens a page of its own (test_paste.py)."""
    form = section(desk, "running")
    amount = form.locator("input.num").first
    amount.evaluate(
        """field => { const data = new DataTransfer(); data.setData("text", "12\\n34");
        field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, cancelable: true, bubbles: true})); }"""
    )
    assert "一格只填一个数" in form.inner_text()


def test_on_a_phone_every_entry_is_read_whole_and_one_can_be_typed(desk):
    desk.goto(desk.desk.replace("change", "entries/expenditure"))
    desk.set_viewport_size({"width": 390, "height": 844})
    is_inside = (
        "each => each.getBoundingClientRect().right <= innerWidth && each.scrollWidth <= each.clientWidth + 1"
    )
    assert desk.evaluate("document.documentElement.scrollWidth") == 390
    for shown in ("table.entries", "table.entries tr.add", "table.entries tr.total", ".ledger table"):
        for each in desk.locator(shown).all():
            assert each.evaluate(is_inside), shown
    assert desk.locator("table.entries tr.add label", has_text="本年（万元）").is_visible()
    assert desk.locator("table.entries td[data-k=本年]").count() > 1
    assert Axe().run(desk).response["violations"] == []

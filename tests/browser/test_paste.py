"""A hundred rows copied from Excel, pasted on the entries page, mended and saved, in a real browser."""

import re

import pytest

from tests.browser.conftest import manage, production_environment
from tests.browser.signing import sign_in
from tests.browser.test_staff import desk  # noqa: F401 (a fixture)

ACCOUNTS = {
    "30201": "办公费",
    "30202": "印刷费",
    "30211": "差旅费",
    "30213": "维修（护）费",
    "30216": "培训费",
}
PROJECTS = 20


def block():
    """A hundred rows of twenty projects, three of them wrong, with their total."""
    rows = [
        (f"粘贴项目{project:02}", code, name, f"{1000 * project + n}.00")
        for project in range(1, PROJECTS + 1)
        for n, (code, name) in enumerate(ACCOUNTS.items())
    ]
    rows[10] = (rows[10][0], "30201", "办公费", "3 000.00")
    rows[30] = (rows[30][0], "3201", "办公费", "7000.00")
    rows[99] = (rows[99][0], "30216", "培训费", "2.0004万")
    lines = ["项目名称\t部门经济科目编码\t科目名称\t金额（元）", *("\t".join(row) for row in rows)]
    return "\n".join([*lines, "合计\t\t\t1,050,200.00"])


def paste(page, text):
    """As the keys do it: the browser asks the page before it puts anything into a field."""
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            (document.activeElement || document.body).dispatchEvent(event);
        }""",
        text,
    )


TAKE_AWAY = """
from budgets.models import Entry, Project
Entry.objects.filter(project__name__startswith="粘贴项目").delete()
Project.objects.filter(name__startswith="粘贴项目").delete()
"""


@pytest.fixture
def entries(desk, site):  # noqa: F811
    """The entries of the clerk's budget; what was pasted is taken away again."""
    desk.goto(desk.desk.replace("change", "entries/expenditure") + "?by=economic")
    yield desk
    manage(["shell", "-c", TAKE_AWAY], production_environment(site))


@pytest.mark.parametrize("width", [1280, 390])
def test_a_hundred_rows_are_pasted_mended_and_saved(entries, axe, width):
    page = entries
    page.set_viewport_size({"width": width, "height": 900})
    with page.expect_navigation(url=re.compile("/paste/[0-9]+/")):
        paste(page, block())
    assert page.locator(".pasted tbody tr").count() == 101
    assert page.locator(".tally .e b").inner_text() == "3"
    assert not axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # The first has the cursor; Enter leads to the next, Escape brings back what was pasted.
    first, second, third = page.locator("input.bad").all()
    assert first.evaluate("cell => cell === document.activeElement")
    first.fill("9")
    first.press("Escape")
    assert first.input_value() == "3 000.00"
    first.press("Enter")
    assert second.evaluate("cell => cell === document.activeElement")
    second.press("ArrowUp")
    assert first.evaluate("cell => cell === document.activeElement")

    page.evaluate("scrollTo(0, 400)")
    assert (
        page.locator(".stickyfoot").evaluate(
            "bar => Math.round(bar.getBoundingClientRect().bottom - innerHeight)"
        )
        == 0
    )
    assert page.locator(".stickyfoot").evaluate("bar => bar.offsetHeight") < 120
    # What is led to by the keyboard stops above the bar: as much is left free as the bar is high.
    free = page.evaluate("parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom)")
    assert free >= page.locator(".stickyfoot").evaluate("bar => bar.offsetHeight")
    page.get_by_role("button", name="保存", exact=False).click(force=True)
    assert first.evaluate("cell => cell === document.activeElement"), "nothing was sent"
    with page.expect_navigation():
        page.get_by_role("button", name="改为 3000.00").click()
    with page.expect_navigation():
        page.get_by_role("button", name="改为 30201").click()
    last = page.locator("input.bad")
    assert last.count() == 1
    last.fill("20004.00")
    with page.expect_navigation():
        last.press("Enter")
    assert page.locator("input.bad").count() == 0
    assert page.locator(".pair .mark.ok").inner_text() == "相符"
    if width == 1280:
        discard(page)
    else:
        save(page)


def discard(page):
    with page.expect_navigation():
        page.get_by_role("button", name="放弃").click()
    assert "预算没有变化" in page.inner_text(".messagelist")


def save(page):
    with page.expect_navigation():
        page.get_by_role("button", name="保存 100 条").click()
    assert "新增 120 条" in page.inner_text(".messagelist")  # with their projects


def test_what_is_far_too_much_is_told_and_not_sent(entries):
    page = entries
    paste(page, "30201\t办公费\t1.00\n" * 60_000)
    assert (
        "粘贴的内容太多，没有读取。" in page.get_by_role("alert").inner_text() and "/paste/" not in page.url
    )


def test_one_value_goes_into_the_cell_and_a_block_into_no_cell(entries):
    page = entries
    page.locator("[name=amount]").first.focus()
    paste(page, "12.5\r\n")
    assert "/paste/" not in page.url
    with page.expect_navigation(url=re.compile("/paste/[0-9]+/")):
        paste(page, "30201\t办公费\t1.00\n30202\t印刷费\t2.00")
    with page.expect_navigation():
        page.get_by_role("button", name="暂存，以后再改").click()
    kept = page.get_by_text("有一份粘贴的内容还没有保存：2 行")
    assert kept.count() == 1
    with page.expect_navigation():
        page.get_by_role("link", name="接着改").first.click()
    assert "没有写单位" in page.inner_text("main, #content")
    discard(page)


def test_without_scripts_the_box_does_the_same(chromium, site):
    context = chromium.new_context(locale="zh-CN", base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "clerk")
    page.goto("/admin/budgets/budget/")
    page.get_by_role("link", name="上海市普陀区财政局").first.click()
    page.goto(page.url.split("?")[0].split("#")[0].replace("change", "entries/expenditure"))
    page.get_by_role("link", name="粘贴明细").click()
    page.fill("#id_text", "部门经济科目\t金额（元）\n30201\t2 000.00")
    page.get_by_role("button", name="读取").click()
    page.get_by_role("button", name="改为 2000.00").click()
    assert page.locator("input.bad").count() == 0
    page.get_by_role("button", name="放弃").click()
    context.close()

"""A workbook is downloaded, filled in with two wrong cells, uploaded, mended in place and imported, in a real browser."""

import io
import re

import openpyxl
import pytest

from tests.browser.conftest import manage, production_environment
from tests.browser.signing import sign_in

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
#: What this test imports is taken back: others find the demo as it was.
TAKE_BACK = """
from budgets.models import Budget, Entry, Upload
budget = Budget.objects.get(department__region__code="310107", department__code="105", year=2026)
Upload.objects.filter(budget=budget).delete()
Entry.objects.filter(budget=budget, economic__code__in=("30217", "30201")).update(amount=0)
"""


@pytest.fixture
def clerk(chromium, site):
    context = chromium.new_context(locale="zh-CN", base_url=site.url, viewport=DESK)
    page = context.new_page()
    sign_in(page, "clerk")
    yield page
    context.close()
    manage(["shell", "-c", TAKE_BACK], production_environment(site))


def no_fault(page, axe):
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            "the page scrolls sideways"
        )


def tenthousandfold(data):
    """Two amounts in 元 under a head that says 万元."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["支出明细（按部门经济分类）"]
    heads = {str(cell.value).partition("（")[0]: cell.column for cell in sheet[4]}
    for row in sheet.iter_rows(min_row=6):
        if str(row[0].value or "")[:5] in ("30201", "30217"):
            sheet.cell(row[0].row, heads["本年"]).value = 30_000
            sheet.cell(row[0].row, heads["上年"]).value = 3
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled_in(data):
    """Two amounts as nobody should write them, in the rows of 30201 and 30217."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["支出明细（按部门经济分类）"]
    head = next(cell.column for cell in sheet[4] if str(cell.value).startswith("本年"))
    typed = {"30201": "1,7.00", "30217": "0.95万元"}
    for row in sheet.iter_rows(min_row=6):
        if (code := str(row[0].value or "")[:5]) in typed:
            sheet.cell(row[0].row, head).value = typed[code]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_uploaded_mended_and_imported_without_a_manual(clerk, axe):
    with clerk.expect_navigation():
        clerk.get_by_role("link", name="上传工作簿").first.click()
    no_fault(clerk, axe)
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="下载工作簿").click()
    data = filled_in(download.value.path().read_bytes())
    file = {"name": "财政局.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    clerk.get_by_label("工作簿").set_input_files(file)
    with clerk.expect_navigation():
        clerk.get_by_role("button", name="上传工作簿").click()
    said = clerk.inner_text("main")
    assert "还有 2 处错误、0 处未确认。全部导入或全部不导入。" in said
    assert "30217 公务接待费" in said and "0.95万元" in said
    no_fault(clerk, axe)

    cells = clerk.locator("input.bad")
    assert cells.count() == 2 and clerk.evaluate("document.activeElement.id") == cells.first.get_attribute(
        "id"
    )
    cells.first.fill("17.00")
    cells.first.press("Enter")  # leads to the next that is wrong
    cells.nth(1).fill("0.95")
    with clerk.expect_navigation():
        cells.nth(1).press("Enter")  # after the last the whole is looked at again
    said = clerk.inner_text("main")
    assert re.search(r"0\s*处错误", said) and "已改 2 处" in said and "17.00" in said
    no_fault(clerk, axe)
    with clerk.expect_navigation():
        clerk.get_by_role("button", name="确认导入").click()
    assert "已导入：新增 0 条，改动 2 条，删除 0 条。" in clerk.inner_text("body")


def test_the_button_is_ready_once_everything_is_ticked_and_not_before(clerk, axe):
    clerk.get_by_role("link", name="上传工作簿").first.click()
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="下载工作簿").click()
    data = tenthousandfold(download.value.path().read_bytes())
    file = {"name": "财政局.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    clerk.get_by_label("工作簿").set_input_files(file)
    with clerk.expect_navigation():
        clerk.get_by_role("button", name="上传工作簿").click()
    no_fault(clerk, axe)
    ready, address = clerk.get_by_role("button", name="确认导入"), clerk.url
    assert ready.get_attribute("aria-disabled") == "true"
    ready.click(force=True)
    assert clerk.evaluate("document.activeElement.type") == "checkbox" and clerk.url == address
    clerk.get_by_role("button", name="全部确认").click()
    assert clerk.url == address, "nothing was sent"
    for box in clerk.locator("li[data-question] input:not(:checked)").all():
        box.check()
    assert ready.get_attribute("aria-disabled") is None
    assert "还有 0 处错误、0 处未确认" in clerk.inner_text("#blocked")
    clerk.locator("li[data-question] input").first.uncheck()
    assert ready.get_attribute("aria-disabled") == "true" and "1 处未确认" in clerk.inner_text("#blocked")
    with clerk.expect_navigation():
        clerk.get_by_role("button", name="放弃这次上传").click()
    assert "预算没有变化" in clerk.inner_text("body")

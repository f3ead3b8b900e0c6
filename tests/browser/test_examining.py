"""A clerk examines a published file in a real browser: hands it in, reads the report, takes it away."""

import json

import pytest

from disclosures.management.commands.demo import PUBLISHED
from tests.browser.signing import sign_in

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def clerk(page):
    sign_in(page, "clerk")
    return page


@pytest.fixture
def report(clerk):
    """The report of the file that the demo had examined."""
    clerk.goto("/admin/disclosures/examination/")
    clerk.get_by_role("link", name="庐山市政务服务管理局 2021 年部门预算").first.click()
    return clerk


def test_a_clerk_hands_in_a_file_and_follows_a_finding_to_its_echo(clerk, tmp_path):
    clerk.goto("/admin/")
    clerk.get_by_role("link", name="去检查").click()
    clerk.get_by_label("文件").set_input_files(PUBLISHED)
    clerk.get_by_role("button", name="检查").click()
    assert "检查结果" in clerk.inner_text("h1")
    cause = clerk.locator(".finding", has_text="最可能有误").first
    echo = cause.locator("details .finding").first
    assert not echo.is_visible()
    cause.locator("details > summary").first.click()
    assert echo.is_visible() and "相差" in echo.inner_text()
    with clerk.expect_download() as saved:
        clerk.get_by_role("link", name="下载 JSON").click()
    saved.value.save_as(tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text())["department"] == "庐山市政务服务管理局"


def test_a_text_that_cannot_be_read_is_still_there_to_mend(clerk):
    clerk.goto("/admin/disclosures/examination/add/")
    clerk.get_by_label("或者粘贴文本").fill("{ 这不是预算")
    clerk.get_by_label("文件").set_input_files(PUBLISHED)
    clerk.get_by_role("button", name="检查").click()
    assert "请去掉一样" in clerk.get_by_role("alert").inner_text()
    assert clerk.get_by_label("或者粘贴文本").input_value() == "{ 这不是预算"


@pytest.mark.parametrize("width", [PHONE["width"], 1280])
def test_a_report_can_be_read_by_everybody_on_any_screen(report, axe, width):
    report.set_viewport_size({"width": width, "height": PHONE["height"]})
    folds = report.locator("details")
    for n in range(folds.count()):
        folds.nth(n).evaluate("fold => fold.open = true")
    assert axe(report) == []
    assert report.evaluate("document.documentElement.scrollWidth") <= width
    report.get_by_role("link", name="看每个数写在哪里").click()
    assert axe(report) == []
    assert report.evaluate("document.documentElement.scrollWidth") <= width


def test_the_pdf_of_a_report_opens(report):
    address = report.get_by_role("link", name="下载 PDF").get_attribute("href")
    answer = report.request.get(address)
    assert answer.ok and answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")


def test_a_citizen_is_led_from_a_disclosure_to_its_rules(page):
    page.goto("/310107/105/2025/")
    page.locator("#check a", has_text="勾稽规则").click()
    assert page.inner_text("h1") == "勾稽规则"
    page.goto("/rules/#R13")
    assert "因公出国（境）费" in page.locator("#R13").inner_text()

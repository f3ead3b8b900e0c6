"""A citizen without script looks a department up, reads what was found, narrows a year down and takes it away."""

import pytest

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PAGES = [
    f"{language}{path}"
    for language in ("", "/en")
    for path in (
        "/search/",
        "/search/?q=公务接待",
        "/search/?q=支出&in=figure&page=2",
        "/search/?q=没有这个词",
        "/310107/2025/?q=czj&kind=x&sort=-total",
        "/310107/timeliness/",
    )
]


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def screen(request):
    return request.param


@pytest.fixture
def plain(chromium, site, screen):
    """The page of a visitor whose browser runs no scripts."""
    context = chromium.new_context(
        base_url=site.url, viewport=screen, java_script_enabled=False, accept_downloads=True
    )
    yield context.new_page()
    context.close()


def test_a_department_is_found_by_its_initials_and_read_and_a_figure_too(plain):
    plain.goto("/")
    plain.get_by_role("searchbox").fill("czj")
    plain.get_by_role("searchbox").press("Enter")
    assert "/search/?q=czj" in plain.url
    assert plain.locator("#department mark").inner_text() == "财政局"
    plain.get_by_role("searchbox").fill("普陀区财政局 公务接待费")
    plain.get_by_role("main").get_by_role("button", name="检索").click()
    row = plain.locator("#figure tbody tr", has_text="0.95万元").first
    row.get_by_role("link").click()
    assert "/310107/105/2025/#fig-" in plain.url
    assert plain.locator(":target").inner_text() in ("0.95", "9,500.00")


def test_a_year_is_narrowed_down_sorted_and_taken_away(plain):
    plain.goto("/310107/2025/")
    plain.get_by_label("名称或拼音首字母").fill("czj")
    plain.get_by_role("main").get_by_role("button", name="筛选").click()
    assert plain.locator("tbody tr").count() == 1
    with plain.expect_download() as given:
        plain.get_by_role("link", name="下载本表 CSV").click()
    assert "31214205.80" in given.value.path().read_text("utf-8-sig")
    plain.get_by_role("link", name="显示全部").click()
    assert plain.url.endswith("/310107/2025/?")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_barriers_and_stays_within_the_screen(page, screen, axe, path, scheme):
    page.set_viewport_size(screen)
    page.emulate_media(color_scheme=scheme)
    page.goto(path)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0

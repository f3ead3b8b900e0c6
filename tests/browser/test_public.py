"""The public pages in a real browser: on a phone and on a desk, in both languages, with and without script."""

import pytest

PUTUO = "/310107/105/2025/"
PATHS = ("/", "/data/", "/rules/", "/310107/", "/310107/2025/", PUTUO)
PAGES = [f"{prefix}{path}" for prefix in ("", "/en") for path in PATHS]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def screen(request):
    return request.param


@pytest.fixture
def plain(chromium, site, screen):
    """The page of a visitor whose browser runs no scripts."""
    context = chromium.new_context(base_url=site.url, viewport=screen, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_barriers_and_stays_within_the_screen(page, screen, axe, path):
    page.set_viewport_size(screen)
    page.goto(path)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_dark_page_has_no_barriers(page, screen, axe):
    page.set_viewport_size(screen)
    page.emulate_media(color_scheme="dark")
    page.goto(PUTUO)
    assert axe(page) == []


def test_a_figure_opens_and_leads_to_its_cell_without_script(plain):
    plain.goto(PUTUO)
    source = plain.locator("#from-expenditure-total")
    assert not source.is_visible()
    plain.locator("#fig-expenditure-total").click()
    assert "31,214,205.80元" in source.inner_text()
    source.locator("a").first.click()
    assert plain.url.endswith("#fig-balance-8-4")
    assert plain.locator("#fig-balance-8-4").inner_text() == "31,214,205.80"


def test_a_source_is_closed_without_script(plain):
    plain.goto(PUTUO)
    plain.locator("#fig-expenditure-total").click()
    source = plain.locator("#from-expenditure-total")
    source.get_by_role("button", name="关闭").click()
    assert not source.is_visible()


@pytest.mark.parametrize("cell", ["balance-1-4", "income-2010601-5"])
def test_a_cell_is_shown_with_the_name_of_its_row(plain, cell):
    """The name stands beside the figure or sticks at the edge; the figure is not under it."""
    plain.goto(f"{PUTUO}#fig-{cell}")
    figure = plain.locator(f"#fig-{cell}")
    name = figure.locator("xpath=preceding-sibling::th[1]")
    of, at = name.bounding_box(), figure.bounding_box()
    assert of["x"] >= 0 and of["x"] + of["width"] <= at["x"] + 1
    assert at["x"] + at["width"] <= plain.viewport_size["width"]


def test_the_unit_of_a_table_stays_in_sight(plain):
    plain.goto(PUTUO)
    for unit in plain.locator(".broad caption .m span:last-child").all():
        box = unit.bounding_box()
        assert box["x"] + box["width"] <= plain.viewport_size["width"]


def test_the_page_is_whole_without_script(plain):
    plain.goto(PUTUO)
    assert plain.locator('script:not([type="application/ld+json"])').count() == 0, "data for machines is none"
    assert plain.locator("section.text").count() == 7
    key_figure = plain.locator("#key-expenditure-total")
    key_figure.locator("summary").click()
    assert key_figure.locator("dl").is_visible()


def test_a_figure_can_be_opened_and_left_with_the_keyboard(page):
    page.goto(PUTUO)
    page.locator("#fig-expenditure-total").focus()
    page.keyboard.press("Enter")
    source = page.locator("#from-expenditure-total")
    assert source.is_visible()
    page.keyboard.press("Escape")
    assert not source.is_visible()


def test_on_paper_the_dress_of_the_site_is_left_off(page):
    page.goto(PUTUO)
    page.emulate_media(media="print")
    assert not page.locator(".site-head").is_visible()
    assert page.locator("#table-balance").is_visible()

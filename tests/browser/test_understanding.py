"""A department over the years, its projects and the glossary in a real browser: no barriers, and amounts in another unit
without a script."""

import pytest

SIZES = [(1280, 900), (390, 844)]
PAGES = ["310107/105/", "360483/102/", "360483/102/2021/projects/18f7de64/", "glossary/", "glossary/running/"]


@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
@pytest.mark.parametrize("prefix", ["/", "/en/"])
@pytest.mark.parametrize("path", PAGES)
def test_the_pages_have_no_barriers_and_stay_within_the_screen(page, axe, site, path, prefix, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    assert page.goto(f"{site.url}{prefix}{path}").ok
    assert axe(page) == []
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(width) <= 0


def test_another_unit_is_chosen_with_the_keyboard_and_no_script(chromium, site):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/310107/105/")
    total = page.locator("table.series").nth(1).locator("tr.sum td").first
    unit = page.locator("table.series caption .m").nth(1)
    assert (total.inner_text(), unit.inner_text()) == ("3,121.42", "单位：万元")
    page.locator("#as-wan").focus()
    page.keyboard.press("ArrowRight")
    assert (total.inner_text(), unit.inner_text()) == ("31,214,205.80", "单位：元")
    page.check("#as-share")
    assert (total.inner_text(), unit.inner_text()) == ("100.00%", "占支出总计的比重")
    context.close()

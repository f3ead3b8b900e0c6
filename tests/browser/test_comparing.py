"""Comparing in a real browser: chosen by forms and links alone, read on a phone and on a desk, in both languages."""

import pytest

A, B = "310107-205-2026", "310107-206-2026"
SIDE_BY_SIDE = f"/compare/?a={A}&b={B}&c=310107-207-2026&d=310107-105-2025&account=function-208&level=2"
PATHS = (
    "/compare/",
    SIDE_BY_SIDE,
    f"/compare/?a={A}&q=局&find=信访",
    "/compare/?a=x&foo=1",
    "/compare/regions/",
    "/310107/205/2026/peers/",
    "/310107/2026/rankings/",
    "/310107/2026/rankings/three-public/",
)
PAGES = [f"{prefix}{path}" for prefix in ("", "/en") for path in PATHS]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_barriers_and_stays_within_the_screen(page, axe, screen, path):
    page.set_viewport_size(screen)
    page.emulate_media(color_scheme="dark" if screen is PHONE else "light")
    page.goto(path)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_two_departments_are_chosen_and_compared_without_script(chromium, site):
    context = chromium.new_context(base_url=site.url, viewport=DESK, java_script_enabled=False)
    page = context.new_page()
    page.goto("/310107/2026/")
    page.get_by_role("link", name="比较部门预算").click()
    for words, name in (("审计", "审计局"), ("daj", "档案局")):
        page.get_by_label("部门名称中的几个字").fill(words)
        page.get_by_role("button", name="查找").click()
        page.get_by_role("link", name="加入2026年").first.click()
        assert page.locator(".picked li", has_text=name).count() == 1
    assert page.url.endswith(f"/compare/?a={A}&b={B}")
    total = page.locator("table.cmp tr", has_text="预算总额").locator("td").first
    assert total.inner_text().strip() == "835.21"
    page.get_by_label("元", exact=True).check()
    assert total.inner_text().strip() == "8,352,100.00"
    total.get_by_role("link").click()
    assert page.url.endswith("/310107/205/2026/#fig-balance-8-4")
    context.close()

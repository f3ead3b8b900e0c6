"""Charts in a real browser: with real letters nothing runs into anything, at any width and in both languages."""

import pytest

PATHS = ("/310107/105/2025/", "/360483/102/2021/", "/439900/101/2021/")
#: Words of one line that touch, or words that leave their chart.
TOUCHING = """() => [...document.querySelectorAll('svg.chart')].flatMap(svg => {
  const words = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getAttribute('y'), t.getBBox()]);
  const out = words.filter(([, , b]) => b.x < -1 || b.x + b.width > 361);
  const touching = words.filter(([, y, b]) => words.some(([, v, c]) =>
    y === v && b !== c && b.x < c.x + c.width && c.x < b.x + b.width));
  return [...out, ...touching].map(([text]) => text);
})"""


@pytest.mark.parametrize("path", [f"{language}{path}" for language in ("", "/en") for path in PATHS])
def test_words_of_charts_do_not_touch_or_leave_their_chart(page, path):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(path)
    assert page.locator("svg.chart text").count() > 10
    assert page.evaluate(TOUCHING) == []


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1280])
def test_charts_and_tables_stay_within_the_screen(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(PATHS[0])
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    for table in page.locator("#charts table").all():
        name = table.locator("tbody th").first.bounding_box()
        assert name["width"] >= 70, "a name is not broken after every second character"


def test_charts_take_their_room_before_anything_is_loaded(page):
    page.goto(PATHS[0])
    assert (
        page.evaluate(
            """() => new Promise(resolve => new PerformanceObserver(list =>
             resolve(list.getEntries().map(entry => entry.value))
           ).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => resolve([]), 500))"""
        )
        == []
    )

"""Comparing on a site that is only files: what a browser makes of columns of different years."""

import json
import shutil

import pytest
from django.utils.translation import override

from disclosures.static_site import links, pages
from tests.browser.conftest import BASE_DIR

PLACES = ("430001-101-2023", "430001-102-2025")


def said(call, *told):
    return f"{call}({','.join(json.dumps(each) for each in told)})\n"


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The page that compares, two budgets, and what became of the codes between their years."""
    monkeypatch.setattr(pages.listing, "regions", list)  # led to without script only; no database here
    shutil.copytree(BASE_DIR / "static", tmp_path / "static")
    with override("zh-hans"):
        page, _links = links.relative(pages.compare("/compare/").encode(), "/compare/")
    folder = tmp_path / "compare" / "columns"
    folder.mkdir(parents=True)
    (folder.parent / "index.html").write_bytes(page)
    rows = [[place, f"局{place[-8]}", "某县", int(place[-4:]), 1, f"{place}/", "局"] for place in PLACES]
    (folder / "list.js").write_text(said("mingzhangBudgets", rows))
    then = [["按功能", "20103", "20103", "旧款", True, "30.00", "10%", "x/#a"]]
    now = [
        ["按功能", "20140", "20140", "新款", True, "50.00", "20%", "x/#b"],
        ["按功能", "20101", "20101", "未变", True, "1.00", "1%", "x/#c"],
    ]
    for place, column in zip(PLACES, (then, now), strict=True):
        (folder / f"{place}.js").write_text(said("mingzhangColumn", place, column))
    changes = (
        {"20103": ["20140", "新款", True]},
        {"20140": [1]},
        [[["没有用到的一句", False]], [["自2024年起，", False], ["20103 旧款", True], ["改列", False]]],
    )
    (folder / "changes-2023-2025.js").write_text(said("mingzhangChanges", "2023-2025", *changes))
    return tmp_path


def test_a_code_that_became_another_is_one_row_with_a_note_below(chromium, files):
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto((files / "compare/index.html").as_uri() + f"?a={PLACES[0]}&b={PLACES[1]}")
    page.wait_for_selector("table.cmp tbody")
    rows = page.locator("table.cmp tbody tr:not(.grp)")
    assert rows.locator("th .num").all_inner_texts() == ["20101", "20140"]
    assert rows.nth(1).inner_text().split() == ["20140", "新款1", "30.00", "10%", "原列20103", "50.00", "20%"]
    assert rows.nth(1).locator("sup a").get_attribute("aria-label") == "注1"
    assert rows.nth(1).locator("sup a").get_attribute("href") == "#note-1"
    assert page.locator("#note-1").inner_text() == "自2024年起，20103 旧款改列"
    assert page.locator("ol.tnotes li").count() == 1
    assert page.locator("[data-years]").is_visible()
    context.close()

"""The site as files, opened from a disk as from a server: it is read, searched and checked without any application."""

import hashlib

import pytest

ROOT = "index.html"


@pytest.fixture
def reader(chromium):
    """Somebody who opens the files; the test fails if anything but a file is asked for, or a script fails."""
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    wrong = []
    page.on(
        "request", lambda request: request.url.startswith(("file:", "data:")) or wrong.append(request.url)
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


def open_file(page, files, name):
    page.goto((files / name).as_uri())


def test_a_reader_goes_from_the_first_page_to_a_figure(reader, files):
    open_file(reader, files, ROOT)
    reader.click("text=上海市普陀区财政局2025年部门预算")
    assert "财政局" in reader.inner_text("h1")
    reader.click("text=English")
    assert reader.get_attribute("html", "lang") == "en"


@pytest.mark.parametrize("typed", ["财政", "czj", "公务接待费", "教", "财政局 2025"])
def test_search_finds_what_it_finds_with_the_application(reader, files, page, typed):
    open_file(reader, files, ROOT)
    reader.goto((files / "search" / "index.html").as_uri() + f"?q={typed}")
    reader.wait_for_selector("[data-status]:has-text('条')")
    told = {heading.rsplit(" ", 1)[1] for heading in reader.locator("[data-results] h2").all_inner_texts()}
    assert told
    page.goto(f"/search/?q={typed}")
    live = page.inner_text("main")
    assert all(count in live for count in told)


def test_search_without_a_hit_says_so(reader, files):
    reader.goto((files / "search" / "index.html").as_uri() + "?q=没有这样的词")
    reader.wait_for_selector("[data-status]:has-text('没有找到')")


def test_a_file_is_checked_by_its_digest(reader, files):
    pdf = files / "310107" / "105" / "2025" / "disclosure.pdf"
    open_file(reader, files, "verify/index.html")
    reader.fill("#hash", hashlib.sha256(pdf.read_bytes()).hexdigest())
    reader.click("#digest button")
    reader.wait_for_selector("[data-result] .banner")
    assert "财政局2025年部门预算" in reader.inner_text("[data-result]")
    reader.fill("#hash", "0" * 64)
    reader.click("#digest button")
    reader.wait_for_selector("[data-result] .banner.old")


def test_nothing_serious_stands_in_the_way_of_anybody(reader, files, axe):
    for name in (ROOT, "search/index.html", "en/search/index.html", "310107/2025/index.html"):
        open_file(reader, files, name)
        assert axe(reader) == [], name

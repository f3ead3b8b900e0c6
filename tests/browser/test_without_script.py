"""A citizen whose browser runs no script finds, understands, compares and takes away: of the portal and of its files."""

import csv
import io
import subprocess
import sys
import time
import urllib.request
import zipfile

import pytest

from tests.browser.conftest import free_port

AUDIT = "/310107/205/"


@pytest.fixture
def plain(chromium, site):
    """The page of a visitor of the portal."""
    yield from visiting(chromium, site.url)


@pytest.fixture(scope="module")
def served(files):
    """The exported site, by the plainest of servers; its address."""
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", files]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(url, server, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("The files are not served", pytrace=False)


@pytest.fixture
def of_files(chromium, served):
    """The page of a visitor of the exported site."""
    yield from visiting(chromium, served)


def visiting(chromium, url):
    context = chromium.new_context(
        base_url=url, locale="zh-CN", java_script_enabled=False, accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    failed = []
    page.on("response", lambda response: response.status >= 400 and failed.append(response.url))
    yield page
    context.close()
    assert failed == []


def taken(page, link):
    """The bytes of what a link gives to keep."""
    with page.expect_download() as given:
        link.click()
    return given.value.path().read_bytes()


def rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def link(page, name, **how):
    return page.get_by_role("main").get_by_role("link", name=name, **how).first


def tells_what_it_spends_most_on_and_what_changed(page):
    lede = page.locator(".lede").inner_text()
    assert "计划支出835.21万元" in lede and "比2025年增加28.83万元" in lede
    assert "变化原因：在职人员增加 1 人" in lede
    assert "花得最多的是一般公共服务支出：632.71万元，占75.75%" in lede


def tells_the_three_public_expenses_beside_the_peers(page):
    row = page.locator("table.fold tbody tr").first
    assert row.get_by_role("rowheader").inner_text() == "“三公”经费"
    own, median, *_rest, known = row.get_by_role("cell").all_inner_texts()
    assert "5.61" in own and "低于中位数" in own
    assert (median.strip(), known) == ("5.67", "4家中的4家")
    assert "统计局" in page.locator("table.wordless tbody").inner_text()


def gives_one_figure_to_cite(page):
    """A figure's own address, of the version; the words to cite it by, and the same for a bibliography."""
    figure = page.locator("#key-three-public-total")
    figure.locator("summary").click()
    cited = figure.locator("dd a[href*='/v1/#']")
    assert cited.is_visible()
    address = cited.inner_text()
    assert address.endswith(f"{AUDIT}2026/v1/#key-three-public-total")
    assert "《2026年部门预算》（第1版）" in page.locator("dt:text-is('引用格式') + dd").inner_text()
    bibtex = taken(page, link(page, "BibTeX")).decode()
    assert address.partition("#")[0] in bibtex and "审计局" in bibtex
    return address


def gives_a_table(page):
    table = rows(taken(page, page.locator("a[href$='tables/three-public.csv']").first))
    assert "56100.00" in table[1]


def gives_everything(page):
    """The data package; in it every figure of the department."""
    package = taken(page, link(page, "全部年度"))
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None and "datapackage.json" in archive.namelist()
        assert "审计局" in archive.read("data/publications.csv").decode()


# The portal --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["审计", "sjj"])
def test_a_department_is_found_understood_and_compared(plain, typed):
    plain.goto("/")
    plain.get_by_role("searchbox").fill(typed)
    plain.get_by_role("searchbox").press("Enter")
    plain.locator("#department").get_by_role("link", name="普陀区审计局").click()
    assert plain.url.endswith(AUDIT)
    tells_what_it_spends_most_on_and_what_changed(plain)
    link(plain, "与同类部门比较").click()
    tells_the_three_public_expenses_beside_the_peers(plain)
    link(plain, "5.61").click()
    assert "#fig-three-public-" in plain.url
    assert plain.locator(":target").inner_text() in ("5.61", "56,100.00")


def test_a_figure_is_cited_and_everything_taken_away(plain):
    plain.goto(f"{AUDIT}2026/")
    address = gives_one_figure_to_cite(plain)
    gives_a_table(plain)
    plain.goto(address)
    assert "5.61" in plain.locator(":target").inner_text()
    plain.get_by_role("banner").get_by_role("link", name="开放数据").click()
    gives_everything(plain)


# The same as files -------------------------------------------------------------------------------------------------


def test_of_the_files_a_department_is_reached_through_its_region(of_files):
    of_files.goto("/")
    link(of_files, "上海市普陀区", exact=True).click()
    link(of_files, "普陀区审计局").click()
    tells_what_it_spends_most_on_and_what_changed(of_files)
    link(of_files, "与同类部门比较").click()
    tells_the_three_public_expenses_beside_the_peers(of_files)
    assert rows(taken(of_files, link(of_files, "下载本表 CSV")))
    link(of_files, "5.61").click()
    assert of_files.locator(":target").inner_text() in ("5.61", "56,100.00")
    of_files.get_by_role("link", name="English").click()
    assert of_files.get_attribute("html", "lang") == "en"
    assert "审计局" in of_files.title()


def test_of_the_files_a_figure_is_cited_and_everything_taken_away(of_files):
    of_files.goto(f"{AUDIT}2026/index.html")
    gives_one_figure_to_cite(of_files)
    gives_a_table(of_files)
    of_files.get_by_role("banner").get_by_role("link", name="开放数据").click()
    gives_everything(of_files)


def test_of_the_files_search_says_what_it_takes_and_leads_on_to_the_departments(of_files):
    of_files.goto("/")
    of_files.get_by_role("searchbox").fill("sjj")
    of_files.get_by_role("searchbox").press("Enter")
    assert "检索需要启用 JavaScript" in of_files.get_by_role("main").inner_text()
    note = of_files.locator(".note")
    note.get_by_role("link", name="2026年").first.click()
    link(of_files, "普陀区审计局").click()
    assert of_files.url.endswith(f"{AUDIT}2026/index.html")


def test_of_the_files_the_comparison_says_what_it_takes_and_leads_on_to_rankings_and_departments(of_files):
    of_files.goto("/compare/index.html")
    note = of_files.locator(".note", has_text="并排比较需要启用 JavaScript")
    assert note.get_by_role("link", name="上海市普陀区", exact=True).is_visible()
    note.get_by_role("link", name="2026年排名").click()
    link(of_files, "“三公”经费", exact=True).click()
    ranked = of_files.locator("tbody tr", has_text="审计局")
    assert "5.61" in ranked.inner_text()
    of_files.get_by_role("link", name="English").click()
    assert of_files.url.endswith("/en/310107/2026/rankings/three-public/index.html")


@pytest.mark.parametrize("name", ["search", "compare"])
def test_of_the_files_the_notes_stand_in_nobodys_way(of_files, name):
    for screen in (390, 1280):
        of_files.set_viewport_size({"width": screen, "height": 900})
        of_files.goto(f"/en/{name}/index.html")
        note = of_files.locator("main").get_by_role("listitem").first
        box = note.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= screen

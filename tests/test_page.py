"""The page of a version: the whole document, every figure as printed, and where each of them comes from."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from disclosures.document import digest
from disclosures.rendering.layout import head_rows, lay_out
from disclosures.rendering.page import render_page
from tests.disclosed import PUBLISHED, document, lines
from tests.reading import Reading, text_of
from tests.shelf import cost, income, project, spending


def render(content, language="zh-hans", versions=1):
    return render_page(content, digest(content), language=language, versions=lines(versions))


@pytest.fixture(scope="module")
def content():
    return document()


@pytest.fixture(scope="module")
def page(content):
    return Reading(render(content))


# Nothing is lost, nothing is added ---------------------------------------------------------------------------------


def test_every_sentence_stands_on_the_page_word_for_word(content, page):
    paragraphs = page.texts("section.text > p")
    for block in content["blocks"]:
        if block["type"] == "paragraph":
            said = "".join(run if isinstance(run, str) else run["text"] for run in block["runs"])
            assert said in paragraphs


def test_every_cell_of_every_table_is_printed_as_frozen(content, page):
    for block in content["blocks"]:
        if block["type"] != "table":
            continue
        rows = page.all(f"#table-{block['key']} tbody tr:not(.blank)")
        printed = [[text_of(cell) for cell in row] for row in rows]
        assert printed == [[cell["text"].strip() for cell in row["cells"]] for row in block["rows"]]


def test_every_figure_in_a_table_has_its_address(content, page):
    cells = [
        cell
        for block in content["blocks"]
        if block["type"] == "table"
        for row in block["rows"]
        for cell in row["cells"]
        if "anchor" in cell
    ]
    assert len(cells) > 100
    found = {element.get("id"): text_of(element) for element in page.all("td[id]")}
    assert found == {cell["anchor"]: cell["text"] for cell in cells}


def test_notes_and_glossary_are_there(content, page):
    tables = [block for block in content["blocks"] if block["type"] == "table"]
    assert page.texts("p.tnote") == [note for table in tables for note in table["notes"]]
    (terms,) = [block["items"] for block in content["blocks"] if block["type"] == "terms"]
    assert page.texts("dl.terms dd") == [term["text"] for term in terms]


def test_the_same_document_gives_the_same_page(content):
    assert render(content) == render(content)


# Addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_address_is_given_twice(content, language):
    anchors = Counter(element.get("id") for element in Reading(render(content, language)).all("[id]"))
    assert [anchor for anchor, times in anchors.items() if times > 1] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_link_within_the_page_leads_somewhere(content, language):
    page = Reading(render(content, language))
    anchors = {element.get("id") for element in page.all("[id]")}
    links = {a.get("href")[1:] for a in page.all("a[href^='#']")}
    links |= {button.get("popovertarget") for button in page.all("button")}
    labelled = page.all("[aria-labelledby]")
    labels = {label for element in labelled for label in element.get("aria-labelledby").split()}
    assert (links | labels) - anchors == set()


def test_a_figure_in_a_sentence_tells_where_it_comes_from(page):
    button = page.one("#fig-expenditure-total")
    assert (button.tag, button.get("popovertarget")) == ("button", "from-expenditure-total")
    assert text_of(button) == "3,121.42万元"
    source = text_of(page.one("#from-expenditure-total"))
    assert "31,214,205.80元" in source and "表1 收支总表 · 支出总计 · 预算数" in source
    cell = page.one("#from-expenditure-total a[href^='#fig-balance']").get("href")
    assert text_of(page.one(cell)) == "3,121.42"


def test_a_source_names_the_row_and_not_the_unit_beside_it(content):
    places = content["figures"]["staff.actual"]["places"]
    assert [place["text"] for place in places] == ["表10 人员编制和实有情况表 · 实有人数 · 本年"]


def test_a_source_is_cited_by_its_full_address_and_closes_without_script(page, settings):
    source = "#from-expenditure-total"
    (address,) = [a for a in page.all(f"{source} a") if a.get("href") == text_of(a)]
    assert text_of(address) == f"{settings.SITE_URL}/430000/101/2025/v1/#fig-expenditure-total"
    close = page.one(f"{source} button")
    assert (close.get("popovertarget"), close.get("popovertargetaction")) == (source[1:], "hide")


def test_the_files_stand_under_the_title(page):
    assert [a.get("href").rpartition(".")[2] for a in page.all(".doc-head .get a")] == [
        "pdf",
        "docx",
        "xlsx",
        "json",
    ]


def test_units_are_said_once_where_tables_and_text_agree(page, content):
    assert "金额单位：万元" in page.texts(".doc-head .line span")
    in_yuan = Reading(render(content | {"table_unit": "元"}))
    assert "金额单位：表格为元，文字为万元" in in_yuan.texts(".doc-head .line span")


def test_punctuation_stays_with_its_figure(page):
    held = page.texts("span.nb")
    assert "3,121.42万元，" in held and "3,121.42万元。" in held
    assert not any(text[0] in "，。；、" for text in held)


# Tables ------------------------------------------------------------------------------------------------------------


def leaf(label, kind="amount", side=False, children=()):
    return {"label": label, "kind": kind, "side": side, "children": list(children)}


def test_a_column_tree_becomes_head_rows():
    group = leaf("公务用车", "group", children=[leaf("小计"), leaf("购置费")])
    rows = head_rows([leaf("项目", "name"), leaf("本年", "group", children=[leaf("合计"), group])])
    spans = [[(h.label, h.scope, h.colspan, h.rowspan) for h in row] for row in rows]
    assert spans == [
        [("项目", "col", 1, 3), ("本年", "colgroup", 3, 1)],
        [("合计", "col", 1, 2), ("公务用车", "colgroup", 2, 1)],
        [("小计", "col", 1, 1), ("购置费", "col", 1, 1)],
    ]


def test_head_rows_close_over_every_column(content):
    """Each head row, with what reaches down into it, is as wide as the table."""
    for table in lay_out(content).tables:
        widths = Counter()
        for n, row in enumerate(table.head):
            for head in row:
                for below in range(n, n + head.rowspan):
                    widths[below] += head.colspan
        assert set(widths.values()) == {len(table.columns)}, table.key
        assert all(len(row.cells) == len(table.columns) for row in table.rows)


def test_a_row_is_headed_by_its_name(page):
    row = next(row for row in page.all("#table-expenditure tbody tr") if text_of(row[0]) == "2010601")
    assert (row[1].tag, row[1].get("scope"), text_of(row[1])) == ("th", "row", "行政运行")


def test_a_caption_says_number_title_department_and_unit(page):
    assert page.texts("#table-balance-caption span.t") == ["表1　收支总表"]
    assert page.texts("#table-balance-caption .m span") == ["编制部门：某县财政局", "单位：万元"]


def test_a_table_wider_than_its_frame_is_marked(content, page):
    broad = {frame.get("id") for frame in page.all(".frame.broad")}
    tables = {f"table-{table.key}": table for table in lay_out(content).tables}
    assert broad == {anchor for anchor, table in tables.items() if len(table.columns) > 7}


def test_an_empty_table_keeps_its_head_its_total_and_its_note(page):
    assert len(page.all("#table-fund thead tr")) == 2
    assert [row.get("class") for row in page.all("#table-fund tbody tr")] == ["blank", "sum"]
    assert any("没有使用政府性基金预算拨款安排的支出，本表无数据" in note for note in page.texts("p.tnote"))


# The summary -------------------------------------------------------------------------------------------------------


def test_the_summary_says_in_words_how_the_budget_moved(page):
    lede = text_of(page.one("p.lede"))
    assert lede == (
        "财政局2025年计划支出3,121.42万元。比2024年增加107.62万元（+3.57%）。"
        "每100元里，80.48元用于人员和日常运转，19.52元用于专门任务。"
    )
    assert "与2024年持平。" in text_of(page.one("#key-three-public-total"))


def test_a_figure_that_fell_or_cannot_be_compared_says_so():
    fell = document(postings=[income("80", "100"), spending("80", "100"), cost("80", "100")])
    assert "减少" in render(fell) and "（−20.00%）" in render(fell)
    unknown = document(postings=[income("80"), spending("80"), cost("80")])
    assert "上年数未公开，不能比较。" in render(unknown)


def test_the_deadline_is_held_against_the_first_publication():
    deadline = {"approved_on": "2025-01-20", "due_on": "2025-02-09"}
    assert Reading(render(document(deadline=deadline))).texts(".line .ok") == ["按时公开（批复后第17日）"]
    late = {"approved_on": "2025-01-15", "due_on": "2025-02-04", "late_reason": "附表核对用时较长。"}
    second = document(number=2, reason="漏印", published_at=PUBLISHED + timedelta(weeks=1), deadline=late)
    assert Reading(render(second, versions=2)).texts(".line .bad") == [
        "逾期2日公开，原因：附表核对用时较长。"
    ]


# Versions ----------------------------------------------------------------------------------------------------------


def test_a_correction_leads_to_what_was_changed():
    content = document(number=2, reason="漏印", published_at=PUBLISHED + timedelta(weeks=1))
    note = Reading(render(content, versions=2)).one("header .banner")
    links = {text_of(a): a.get("href") for a in note.iter("a")}
    assert links["逐项对照"] == "/430000/101/2025/changes/1-2/"


def test_nothing_is_compared_with_a_version_that_was_withdrawn():
    content = document(number=2, reason="漏印", published_at=PUBLISHED + timedelta(weeks=1))
    gone = [replace(line, withdrawn_at=PUBLISHED) if line.number == 1 else line for line in lines(2)]
    html = render_page(content, digest(content), language="zh-hans", versions=gone)
    assert "/changes/" not in html
    assert Reading(html).texts("#versions .tag") == ["现行", "已撤下"]


def test_a_superseded_version_says_so_first_and_is_not_indexed(content):
    page = Reading(render(content, versions=2))
    first = page.one("main")[0]
    assert first.get("class") == "banner old"
    links = [(link.get("href"), text_of(link)) for link in page.all("main a")[:2]]
    assert links == [("/430000/101/2025/", "版本 2"), ("/430000/101/2025/changes/1-2/", "看改了什么")]
    assert text_of(first).startswith("本页是版本 1，已于2025年2月13日更正为版本 2。看改了什么")
    assert "职责文字漏印一句。" in text_of(first)
    assert page.one("meta[name=robots]").get("content") == "noindex"
    assert page.all("link[rel=canonical]") == []


def test_the_current_version_is_indexed_under_its_lasting_address():
    content = document(number=2, reason="漏印", published_at=PUBLISHED + timedelta(weeks=1))
    page = Reading(render(content, versions=2))
    assert page.all("meta[name=robots]") == [] and page.all(".banner.old") == []
    assert page.one("link[rel=canonical]").get("href").endswith("/430000/101/2025/")
    assert [a.get("href") for a in page.all("#versions tbody a")] == [
        "/430000/101/2025/v2/",
        "/430000/101/2025/changes/1-2/",
        "/430000/101/2025/v1/",
    ]


def test_files_are_offered_with_the_number_of_their_version(content, page):
    links = [a.get("href") for a in page.all("#get a")]
    base = "/430000/101/2025/v1"
    assert links[:4] == [f"{base}/disclosure.{kind}" for kind in ("pdf", "docx", "xlsx", "json")]
    keys = [block["key"] for block in content["blocks"] if block["type"] == "table"]
    assert links[4 : 4 + len(keys)] == [f"{base}/tables/{key}.csv" for key in keys]
    assert links[4 + len(keys) : -1] == [f"{base}/citation.bib", f"{base}/citation.ris"]
    assert digest(content) in text_of(page.one("#get"))


# English -----------------------------------------------------------------------------------------------------------


def test_the_english_page_speaks_english_and_offers_the_chinese_files(content):
    page = Reading(render(content, "en"))
    assert page.one("html").get("lang") == "en"
    assert page.texts("#summary > h2") == ["In one minute"]
    assert "3,121.42 × 10,000 yuan" in text_of(page.one("p.lede"))
    assert page.one("a.lang").get("href") == "/430000/101/2025/"
    assert [a.get("href") for a in page.all("#versions tbody a")] == ["/en/430000/101/2025/v1/"]
    assert page.all("#get a")[0].get("href") == "/430000/101/2025/v1/disclosure.pdf"


def test_the_english_page_has_one_unit_and_says_what_is_chinese():
    reason = "人员经费增加。"
    page = Reading(render(document(notes={"reason.expenditure": reason}), "en"))
    assert "万元" not in "".join(text_of(part) for part in page.all("#summary, .doc-head, #charts"))
    assert "万元" not in "".join(page.texts("[popover] > p > b"))
    assert all(text.endswith("。") for text in page.texts(".keys > li > p > span[lang]"))
    assert reason in page.texts(".keys > li > p > span[lang]")
    assert text_of(page.one("p.note")).startswith("The official text is the Chinese one")


def test_the_chinese_page_links_to_the_english_one(page):
    assert page.one("html").get("lang") == "zh-CN"
    assert page.one("a.lang").get("href") == "/en/430000/101/2025/"


# What a department may type ----------------------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script>\"'&"


def test_hostile_names_are_text():
    hostile = document(
        department_name=HOSTILE,
        department_short_name=HOSTILE,
        duties=(HOSTILE,),
        offices=(HOSTILE,),
        projects=(project(name=HOSTILE),),
        notes={"reason.expenditure": HOSTILE},
        reason=HOSTILE,
        number=1,
    )
    for language in ("zh-hans", "en"):
        html = render(hostile, language, versions=2)
        page = Reading(html)
        assert page.all("script") == [] and "<script" not in html
        assert HOSTILE in text_of(page.one("h1"))


def test_nothing_is_styled_or_run_in_the_page_and_nothing_comes_from_outside(page):
    assert page.all("[style]") == [] and page.all("style") == []
    assert [script.get("type") for script in page.all("script")] == ["application/ld+json"], (
        "data, and no script"
    )
    loaded = [e.get("src") or e.get("href") for e in page.all("[src], link[rel=stylesheet], link[rel=icon]")]
    assert loaded and all(url.startswith("/static/") for url in loaded)


def test_sample_data_says_so(content, settings):
    settings.SITE_SAMPLE = True
    assert "不是任何部门的正式公开文本" in render(content)
    settings.SITE_SAMPLE = False
    assert "样例" not in render(content)


def test_the_pointer_is_told_where_a_figure_stands_before_anybody_taps(page):
    hints = {button.get("popovertarget"): button.get("title") for button in page.all("button.fig")}
    assert all(hints.values())
    assert hints["from-expenditure-total"].startswith("支出总计 · 表1 收支总表")

"""A reader of PDFs sees what a person sees: the tables cell by cell, the text without what is hidden."""

import json
import time
from pathlib import Path

import pytest

from disclosures.reading.pdf import read_pdf
from disclosures.reading.raw import Grid, Line, Lost, Unreadable
from tests import drawn_pdf
from tests.drawn_pdf import box, rule, shown

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
PUBLISHED = ["putuo-finance-2025", "wanli-2024"]


def lines(raw):
    return [block.text for block in raw.blocks if isinstance(block, Line)]


def grids(raw):
    return [block for block in raw.blocks if isinstance(block, Grid)]


def rows(grid):
    """A grid as rows of texts: a merged cell says its text once, in its upper left corner."""
    shown = [[""] * grid.width for _ in range(grid.height)]
    for cell in grid.cells:
        shown[cell.row][cell.column] = cell.text
    return shown


# What others published --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=PUBLISHED)
def published(request):
    """A published PDF as read, and its tables as they were copied by hand and checked."""
    path = SAMPLES / f"{request.param}.pdf"
    if not path.exists():
        pytest.skip("the samples are not here")
    tables = json.loads(path.with_suffix(".tables.json").read_text(encoding="utf-8"))
    return read_pdf(path.read_bytes()), tables


def test_a_reviewer_finds_every_cell_of_the_published_tables(published):
    raw, tables = published
    wanted = {table["page"]: table["rows"] for table in tables if len(table["rows"][0]) > 1}
    found = {grid.page: rows(grid) for grid in grids(raw)}
    assert len(found) == len(grids(raw)) and found.keys() == wanted.keys()
    for page, table in wanted.items():
        if len(table[0]) < len(
            found[page][0]
        ):  # a last row on a page of its own, on the columns of its table
            assert [[text for text in row if text] for row in found[page]] == table, page
        else:
            assert found[page] == table, page


def test_a_citizen_sees_the_clipped_items_of_a_published_text_once(published):
    raw, _ = published
    starts = [text.split("“")[0] for text in lines(raw) if "（项）”" in text]
    assert starts and len(starts) == len(set(starts))


def test_a_long_document_is_read_in_seconds():
    path = SAMPLES / "wanli-2024.pdf"
    if not path.exists():
        pytest.skip("the samples are not here")
    start = time.process_time()
    assert read_pdf(path.read_bytes()).pages == 33
    assert time.process_time() - start < 6


# What nobody sees -------------------------------------------------------------------------------------------------

SEEN, HIDDEN = "看得见的收入预算", "看不见的收入预算"

HIDING = {
    "cut away by a clip": "q " + box(50, 50, 300, 120, "W n") + shown(HIDDEN, 60, 300) + "Q ",
    "cut away by the even-odd rule": "q " + box(50, 50, 300, 120, "W* n") + shown(HIDDEN, 60, 300) + "Q ",
    "cut away by two clips that share nothing": "q "
    + box(50, 50, 300, 120, "W n")
    + box(50, 200, 300, 320, "W n")
    + shown(HIDDEN, 60, 300)
    + "Q ",
    "cut away by a clip that is painted, too": "q "
    + box(50, 50, 60, 60, "W f")
    + shown(HIDDEN, 60, 300)
    + "Q ",
    "clipped inside a clip that ends": "q q " + box(0, 0, 9, 9, "W n") + shown(HIDDEN, 60, 300) + "Q Q ",
    "painted in no way": "q " + shown(HIDDEN, 60, 300, before="3 Tr") + "Q ",
    "only a clip": "q " + shown(HIDDEN, 60, 300, before="7 Tr") + "Q ",
    "white on white": "q 1 g " + shown(HIDDEN, 60, 300) + "Q ",
    "nearly white": "q 0.98 0.99 1 rg " + shown(HIDDEN, 60, 300) + "Q ",
    "white by its inks": "q 0 0 0 0 k " + shown(HIDDEN, 60, 300) + "Q ",
    "of the colour of its ground": "q 0 0 0.5 rg " + box(40, 280, 300, 310) + shown(HIDDEN, 60, 300) + "Q ",
    "painted over": shown(HIDDEN, 60, 300) + "q 1 g " + box(40, 280, 300, 310) + "Q ",
    "without size": shown(HIDDEN, 60, 300, size=0.1),
    "beside the paper": shown(HIDDEN, 700, 300),
    "below the paper": shown(HIDDEN, 60, 1200),
    "transparent": "q /Clear gs " + shown(HIDDEN, 60, 300) + "Q ",
    "on a layer that is off": "/OC /Off BDC " + shown(HIDDEN, 60, 300) + "EMC ",
    "in a form, beside its box": "q /X Do Q ",
}


@pytest.mark.parametrize("how", HIDING)
def test_an_outsider_cannot_hide_text_in_a_page(how):
    form = shown(HIDDEN, 400, 300)
    page = shown(SEEN, 60, 100) + HIDING[how] + shown(SEEN, 60, 500)
    assert lines(read_pdf(drawn_pdf.pdf(page, form=form))) == [SEEN, SEEN]


SHOWING = {
    "inside its clip": "q " + box(50, 250, 300, 320, "W n") + shown(SEEN, 60, 300) + "Q ",
    "after a clip has ended": "q " + box(0, 0, 9, 9, "W n") + "Q " + shown(SEEN, 60, 300),
    "white on blue": "q 0 0 0.5 rg " + box(40, 280, 300, 310) + "1 g " + shown(SEEN, 60, 300) + "Q ",
    "marked with a transparent pen": shown(SEEN, 60, 300)
    + "q /Multiply gs 1 1 0 rg "
    + box(40, 280, 300, 310)
    + "Q ",
    "outlined": shown(SEEN, 60, 300, before="1 Tr"),
    "over a field of yellow": "q 1 1 0 rg " + box(40, 280, 300, 310) + "Q " + shown(SEEN, 60, 300),
    "in a form": "q /X Do Q ",
    "twice, for want of a bold face": shown(SEEN, 60, 300) + shown(SEEN, 60.3, 300),
    "in an unclosed state": "q q q " + shown(SEEN, 60, 300),
}


@pytest.mark.parametrize("how", SHOWING)
def test_a_citizen_reads_what_is_shown(how):
    page = SHOWING[how]
    assert lines(read_pdf(drawn_pdf.pdf(page, form=shown(SEEN, 60, 300)))) == [SEEN]


def test_what_the_crop_box_leaves_off_is_not_read():
    page = shown(SEEN, 60, 300) + shown(HIDDEN, 60, 20)
    assert lines(read_pdf(drawn_pdf.pdf(page, boxes=b"/CropBox [0 0 595 742]"))) == [SEEN]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_is_turned_reads_the_same(turn):
    page = shown("第一行", 60, 300) + shown("第二行", 60, 330)
    raw = read_pdf(drawn_pdf.pdf(page, more=b"/Rotate %d" % turn))
    assert lines(raw) == ["第一行", "第二行"]


@pytest.mark.parametrize("turn", ["0 1 -1 0 595 0", "0 -1 1 0 0 842"])
def test_a_table_that_lies_on_its_side_is_turned_to_be_read(turn):
    table = drawn_pdf.table([["项目", "预算数"], ["收入总计", "3,121.42"]], [60, 160, 260], 300)
    raw = read_pdf(drawn_pdf.pdf(f"q {turn} cm {table} Q"))
    assert [rows(grid) for grid in grids(raw)] == [[["项目", "预算数"], ["收入总计", "3,121.42"]]]


# Lines ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drawn", "text"),
    [
        (shown("万元，财政业务费10.00", 60, 300, spread=5), "万元，财政业务费10.00"),
        (shown("项目支出 100.00 万元", 60, 300), "项目支出100.00万元"),
        (
            shown("收入", 60, 300) + shown("100.00", 200, 300) + shown("200.00", 240, 300),
            "收入 100.00 200.00",
        ),
        (
            shown("编制部门：某县财政局", 60, 300) + shown("单位：万元", 400, 300),
            "编制部门：某县财政局 单位：万元",
        ),
        (shown("1. 一般公共预算", 60, 300), "1. 一般公共预算"),
        (shown("比2024年", 60, 300) + shown("2", 108, 294, size=6), "比2024年2"),
    ],
)
def test_spaces_are_where_a_reader_sees_them(drawn, text):
    assert lines(read_pdf(drawn_pdf.pdf(drawn))) == [text]


def test_a_reviewer_is_told_where_lines_stand():
    page = shown("某县财政局2025年部门预算", 150, 100, size=24)
    page += "".join(shown("预" * 40, 57.5, y) for y in (200, 220)) + shown("预" * 30, 81.5, 240)
    title, first, _, third = [b for b in read_pdf(drawn_pdf.pdf(page)).blocks]
    assert (title.is_centred, title.size, title.page) == (True, 24, 1)
    assert (first.indent, first.is_centred) == (0, False)
    assert (third.indent, third.is_centred) == (24, False)


# Tables -----------------------------------------------------------------------------------------------------------

HEADS = [["项目", ("2025年预算数", 3)], ["", "合计", "基本支出", "项目支出"]]
BODY = [
    ["一般公共服务支出", "1,855.30", "1,174.08", "681.22"],
    ["卫生健康支出", "22.82", "22.82", ""],
    ["合计", "1,878.12", "1,196.90", "681.22"],
]
PLACES = [60, 180, 280, 380, 480]
READ = [["项目", "2025年预算数", "", ""], ["", "合计", "基本支出", "项目支出"], *BODY]


def test_merged_cells_have_their_span():
    page = drawn_pdf.table(HEADS + BODY, PLACES, 200)
    (grid,) = grids(read_pdf(drawn_pdf.pdf(page)))
    (wide,) = [cell for cell in grid.cells if cell.columns > 1]
    assert rows(grid) == READ
    assert (wide.text, wide.row, wide.column, wide.columns) == ("2025年预算数", 0, 1, 3)


@pytest.mark.parametrize("drawn", ["uprights", "levels", ""])
def test_a_table_with_half_its_rules_or_none_is_read_as_one(drawn):
    page = shown("单位：万元", 420, 190)
    page += rule(60, 200, 480, 200) + rule(60, 300, 480, 300) if drawn == "uprights" else ""
    page += drawn_pdf.table(HEADS + BODY, PLACES, 200, uprights=drawn == "uprights", levels=drawn == "levels")
    (grid,) = grids(read_pdf(drawn_pdf.pdf(page)))
    assert [[text for text in row if text] for row in rows(grid)] == [[t for t in row if t] for row in READ]
    assert rows(grid)[2:] == READ[2:]


def test_a_table_open_at_its_sides_is_read_as_one():
    page = drawn_pdf.table(HEADS + BODY, PLACES, 200)
    for x in (60, 480):
        page = page.replace(rule(x, 200, x, 220), "")
        for y in range(200, 300, 20):
            page = page.replace(rule(x, y, x, y + 20), "")
    (grid,) = grids(read_pdf(drawn_pdf.pdf(page)))
    assert rows(grid)[2:] == READ[2:]


def test_a_last_row_on_a_page_of_its_own_stands_in_the_columns_of_its_table():
    first = drawn_pdf.table(HEADS + BODY[:2], PLACES, 700)
    last = drawn_pdf.table([[("合计", 2), "1,196.90", "681.22"]], PLACES, 60)
    *_, grid = grids(read_pdf(drawn_pdf.pdf(first, last)))
    assert [(cell.text, cell.column, cell.columns) for cell in grid.cells] == [
        ("合计", 0, 2),
        ("1,196.90", 2, 1),
        ("681.22", 3, 1),
    ]


def test_lines_of_a_cell_are_one_text():
    page = box(60, 200, 130, 260, "S") + box(130, 200, 180, 260, "S")
    page += shown("机关事业单位", 62, 220, 9) + shown("养老保险缴费", 62, 235, 9)
    page += shown("31,214,20", 132, 220, 9) + shown("5.80", 132, 235, 9)
    (grid,) = grids(read_pdf(drawn_pdf.pdf(page)))
    assert rows(grid) == [["机关事业单位养老保险缴费", "31,214,205.80"]]


def test_prose_and_lists_are_no_tables():
    page = "".join(
        shown(f"收入预算{n},121.42万元，比2024年预算增加107.62万元。", 60, 100 + 20 * n) for n in range(1, 8)
    )
    page += "".join(shown(f"{n}．部门收入总表{'…' * 20}{n + 3}", 60, 300 + 20 * n) for n in range(1, 8))
    page += rule(60, 90, 500, 90) + rule(60, 700, 500, 700)
    assert grids(read_pdf(drawn_pdf.pdf(page))) == []


# What cannot be read ----------------------------------------------------------------------------------------------


def test_a_page_that_is_a_picture_is_reported_as_lost():
    picture = f"q {drawn_pdf.WIDTH} 0 0 {drawn_pdf.HEIGHT} 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID 0 EI Q\n"
    raw = read_pdf(drawn_pdf.pdf(shown(SEEN, 60, 100), picture))
    (lost,) = [block for block in raw.blocks if isinstance(block, Lost)]
    assert lost.page == 2 and "扫描件" in lost.reason


def test_a_scan_is_refused_with_what_to_do():
    picture = f"q {drawn_pdf.WIDTH} 0 0 {drawn_pdf.HEIGHT} 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID 0 EI Q\n"
    with pytest.raises(Unreadable, match="扫描件.*原件"):
        read_pdf(drawn_pdf.pdf(picture, picture))


def test_a_scan_with_empty_pages_or_small_pictures_is_refused_as_a_scan():
    whole = f"q {drawn_pdf.WIDTH} 0 0 {drawn_pdf.HEIGHT} 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID 0 EI Q\n"
    strip = "q 400 0 0 120 60 300 cm BI /W 1 /H 1 /BPC 8 /CS /G ID 0 EI Q\n"
    for pages in (("", whole, whole), (strip, ""), (whole, strip)):
        with pytest.raises(Unreadable, match="扫描件.*原件"):
            read_pdf(drawn_pdf.pdf(*pages))


def test_an_empty_page_is_refused():
    with pytest.raises(Unreadable, match="没有可见的文字"):
        read_pdf(drawn_pdf.pdf(""))

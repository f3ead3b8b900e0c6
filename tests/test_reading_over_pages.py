"""A clerk prints tables that begin at the foot of a page, or without rules; the reviewer is told what was not read."""

import pytest

from disclosures.examination import examine_reading
from disclosures.reading.pdf import read_pdf
from disclosures.reading.raw import Cell, Grid, Line, Raw
from disclosures.reading.reader import understand
from tests import drawn_pdf

HEADS = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")
BODY = (("201", "一般公共服务支出", "30.00", "20.00", "10.00"), ("", "合计", "30.00", "20.00", "10.00"))


def grid(rows, page):
    return Grid(
        tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row)), page=page
    )


def document(*blocks):
    return understand(Raw((Line("某县水务局2024年部门预算", 1), *blocks), 3))


def test_a_caption_at_the_foot_of_a_page_is_that_of_the_table_on_the_next():
    reading = document(
        Line("表1 支出总表", 1), Line("部门：某县水务局 单位：万元", 1), grid((HEADS, *BODY), 2)
    )
    (table,) = reading.tables
    assert (table.number, table.title, table.unit, reading.unread) == ("表1", "支出总表", "万元", ())


@pytest.mark.parametrize("between", [1, 2])
def test_what_else_stands_at_the_foot_of_a_page_is_no_caption(between):
    said = "各单位按照批复的预算执行。"
    reading = document(Line("支出总表见下", 1), Line(said, between), grid((HEADS, *BODY), 3))
    assert [table.title for table in reading.tables] == [""]
    assert said in "".join(paragraph.text for paragraph in reading.paragraphs)


def test_a_table_that_could_not_be_read_leaves_no_gap_in_the_numbers():
    def numbered(n, page):
        return (Line(f"表{n} 支出总表", page), Line("单位：万元", page), grid((HEADS, *BODY), page))

    unread = (Line("表2 收入总表", 1), Line("单位：万元", 1), Line("收入数没有列线。", 1))
    gaps = [
        "R22" in {finding.rule for finding in examine_reading(document(*blocks)).findings}
        for blocks in ((*numbered(1, 1), *unread, *numbered(3, 2)), (*numbered(1, 1), *numbered(3, 2)))
    ]
    assert gaps == [False, True]


def test_figures_that_run_into_the_next_column_make_no_table():
    rows = [
        (("收入项目", 60), ("预算数", 160), ("支出项目", 205), ("合计", 330)),
        (("拨款", 60), ("1,445.00教育支出", 160), ("96.40", 330)),
        (("结余", 60), ("1,300.00卫生支出", 160), ("31.20", 330)),
        (("总计", 60), ("2,745.00支出总计", 160), ("127.60", 330)),
    ]
    page = "".join(drawn_pdf.shown(text, x, 100 + 20 * n) for n, row in enumerate(rows) for text, x in row)
    blocks = read_pdf(drawn_pdf.pdf(page)).blocks
    assert not any(isinstance(block, Grid) for block in blocks)
    said = [block.text for block in blocks if isinstance(block, Line)]
    assert any("1,445.00教育支出" in text for text in said)

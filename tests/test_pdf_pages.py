"""The pages of a document that is hard to print: nothing cut, nothing parted that belongs together."""

from dataclasses import dataclass

import pytest

from disclosures.document import Cell, Column, Heading, Paragraph, Row, Table, digest
from disclosures.rendering.layout import lay_out
from disclosures.rendering.pdf import job_of, render_html
from disclosures.rendering.pdf_layout import printed_parts
from disclosures.rendering.pdf_tables import ACROSS, LARGE, UPRIGHT, fit, folded, stacked, width
from disclosures.rendering.typesetter import typeset
from tests import stress

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "caption"}


@dataclass
class Line:
    """A line of text on a page: the elements it stands in, outermost first, and where."""

    path: tuple
    text: str
    box: object
    holder: object


def lines_of(page):
    """The lines of a page but its running head and foot, from top to bottom."""
    found = []

    def walk(box, path, holder):
        if type(box).__name__ == "MarginBox":
            return
        if box.element_tag and path[-1:] != (box.element_tag,):
            path = (*path, box.element_tag)
        if type(box).__name__ == "LineBox":
            text = "".join(b.text for b in box.descendants() if hasattr(b, "text"))
            if text.strip():
                found.append(Line(path, text, box, holder))
            return
        is_holder = box.element_tag in ("th", "td")
        for child in getattr(box, "children", ()):
            walk(child, path, box if is_holder else holder)

    walk(page._page_box, (), None)
    return sorted(found, key=lambda line: line.box.position_y)


def typeset_here(content):
    html, widths = render_html(content, digest(content))
    return typeset(job_of(html, widths, digest(content)))


def pages_of(content):
    return [lines_of(page) for page in typeset_here(content).pages]


def table_of(columns, *rows, **facts):
    found = tuple(Row(tuple(Cell(text) for text in row)) for row in rows)
    return Table("t", "表", "元", tuple(columns), found, **facts)


def laid(table):
    (block,) = lay_out(stress.content(blocks=[table])).tables
    return block


@pytest.fixture(scope="module")
def document(fonts):
    return typeset_here(stress.content())


@pytest.fixture(scope="module")
def pages(document):
    return [lines_of(page) for page in document.pages]


# On every page -----------------------------------------------------------------------------------------------------


def test_nothing_is_cut_and_no_amount_is_broken(pages):
    for line in (line for page in pages for line in page if line.holder):
        assert line.box.width <= line.holder.width + 0.5, line.text
        if "n" in line.holder.element.get("class", "").split() and line.holder.element.tag == "td":
            assert line.text == "".join(line.holder.element.itertext())


def test_nothing_stands_below_the_last_line_of_the_page(document, pages):
    for page, lines in zip(document.pages, pages, strict=True):
        box = page._page_box
        assert all(
            line.box.position_y + line.box.height <= box.content_box_y() + box.height + 1 for line in lines
        )


def test_no_heading_and_no_caption_is_the_last_on_its_page(pages):
    for page in pages:
        assert not HEADINGS & set(page[-1].path), page[-1].text


def test_a_table_has_its_head_on_every_page(pages):
    for page in pages:
        if any("tbody" in line.path for line in page):
            assert any("thead" in line.path for line in page)


def test_a_total_never_stands_alone_and_a_note_never_leaves_its_table(pages):
    for page in pages:
        in_tables = [line for line in page if "tbody" in line.path]
        if any(line.text == "合计" for line in in_tables):
            assert in_tables[0].text != "合计"
        if any(line.text.startswith("注：") for line in page):
            assert in_tables


def test_only_what_is_wide_lies_across(document):
    names = [page._page_box.page_type.name for page in document.pages]
    assert set(names) == {"bare", "toc", "", "vast"}
    assert 2 <= names.count("vast") <= 3  # sixty rows of nineteen columns


def test_the_headings_above_a_table_stand_on_its_page(pages):
    (page,) = [page for page in pages if any("一般公共预算基本支出预算明细表" in line.text for line in page)]
    assert [line.text for line in page][:3] == ["（一）支出明细", "1. 按经济分类", "（1）基本支出"]


def test_a_name_of_forty_characters_is_all_there(pages):
    assert len(stress.NAME) == 40
    assert stress.NAME in "".join(line.text for line in pages[0])


# Parts -------------------------------------------------------------------------------------------------------------


def begins(*parts):
    """Which of the parts, lists of blocks, begin a page."""
    blocks = [block for part in parts for block in (Heading(1, "部分", "part"), *part)]
    return [part.begins_page for part in printed_parts(lay_out(stress.content(blocks=blocks)))]


def test_a_part_begins_a_page_only_when_it_is_long_or_has_tables_or_follows_one_that_does(fonts):
    short, long = [Paragraph(("一句。",))], [Paragraph(("话" * 1000,))]
    assert begins(short, short, short) == [False, False, False]
    assert begins(short, long, short, short) == [False, True, True, False]
    assert begins(short, [stress.small(1)], short) == [False, True, True]


def test_a_document_without_parts_is_printed_too(fonts):
    (_cover, _contents, page) = pages_of(
        stress.content(blocks=[Heading(2, "说明", "said"), Paragraph(("一句。",))])
    )
    assert [line.text for line in page] == ["说明", "一句。"]


# Tables ------------------------------------------------------------------------------------------------------------


def test_a_table_of_few_columns_stands_upright_in_common_letters(fonts):
    found = fit(laid(stress.by_function(9)))
    assert (found.sheet, found.size) == (UPRIGHT, 9)


def test_more_columns_lie_across_and_still_more_on_a_larger_sheet(fonts):
    def sheet(count, amount):
        columns = [Column("名称", "name"), *(Column(f"第{n}栏") for n in range(count))]
        return fit(laid(table_of(columns, ["行", *[amount] * count]))).sheet

    assert [sheet(count, "1,156,211,123.00") for count in (4, 8, 16)] == [UPRIGHT, ACROSS, LARGE]
    assert [sheet(count, "11.00") for count in (4, 8, 16)] == [UPRIGHT, UPRIGHT, ACROSS]


def test_every_column_has_room_for_its_longest_number(fonts):
    table = laid(stress.economic())
    found = fit(table)
    for n, css in enumerate(table.columns):
        if css in ("cn", "ck"):
            assert found.widths[n] > max(width(row.cells[n].text) for row in table.rows)


def test_letters_are_a_size_smaller_if_that_keeps_a_table_on_its_page(fonts):
    assert [fit(laid(stress.by_function(rows))).size for rows in (30, 38, 60)] == [9, 7.5, 9]


def test_a_single_row_in_groups_is_printed_as_a_table_for_each_group(fonts):
    groups = [
        Column(f"{year}年预算数", "group", tuple(Column(f"第{n}栏") for n in range(6)))
        for year in (2025, 2026)
    ]
    table = laid(table_of(groups, [f"{n},150,000.00" for n in range(12)]))
    parts = stacked(table)
    assert [part.title for part in parts] == ["表", ""]
    assert [[head.label for head in part.head[0]] for part in parts] == [["2025年预算数"], ["2026年预算数"]]
    assert [cell for part in parts for cell in part.rows[0].cells] == list(table.rows[0].cells)
    assert stacked(laid(stress.small(1))) == (laid(stress.small(1)),)


@pytest.mark.parametrize(
    ("label", "room", "lines"),
    [
        ("合计", 3, ["合计"]),
        ("政府性基金预算", 4, ["政府性", "基金", "预算"]),
        ("国有资本经营预算", 5, ["国有资本", "经营预算"]),
        ("资本性支出（一）", 5.2, ["资本性支", "出（一）"]),
        ("2025年预算数", 5, ["2025年", "预算数"]),
    ],
)
def test_heads_are_folded_into_lines_of_about_one_length(fonts, label, room, lines):
    assert folded(label, room).split("\n") == lines


def test_text_is_measured_as_it_is_set(fonts):
    assert width("1,156.00") == pytest.approx(6 * 0.562 + 2 * 0.328)
    assert width("预算") == 2

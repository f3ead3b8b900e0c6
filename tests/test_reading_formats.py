"""A published text, Word file, workbook or web page is read as a person sees it: every line, every cell in its column."""

import io
import json
import re
import zipfile

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.styles import Border, Side

from disclosures.document import digest
from disclosures.reading.cell_formats import shown
from disclosures.reading.docx import read_docx
from disclosures.reading.html import read_html
from disclosures.reading.marks import printed
from disclosures.reading.raw import Grid, Line, Lost, Unreadable
from disclosures.reading.text import read_text
from disclosures.reading.xlsx import read_xlsx
from disclosures.rendering.page import render_page
from disclosures.rendering.word import render_word
from disclosures.rendering.workbook import render_workbook
from tests import disclosed
from tests.samples_text import SHARED

SHA = "ab" * 32


def grids(raw):
    return [block for block in raw.blocks if isinstance(block, Grid)]


def lines(raw):
    return [block.text for block in raw.blocks if isinstance(block, Line)]


def lost(raw):
    return [block.reason for block in raw.blocks if isinstance(block, Lost)]


def rows(grid):
    """A grid as a person writes it down: rows of texts, a merged cell's text in its first place."""
    found = [["" for _ in range(grid.width)] for _ in range(grid.height)]
    for cell in grid.cells:
        found[cell.row][cell.column] = cell.text
    return found


def spans(grid):
    return {cell.text: (cell.rows, cell.columns) for cell in grid.cells if cell.rows * cell.columns > 1}


def squeezed(table):
    return [[text.replace(" ", "") for text in row] for row in table]


# Plain text: tables laid out with spaces ---------------------------------------------------------------------------


def sample(name):
    path = SHARED / f"{name}.txt"
    if not path.exists():
        pytest.skip(f"the published text is not here: {path}")
    return read_text(path.read_bytes())


@pytest.mark.parametrize("name", ["putuo-finance-2025", "wanli-2024"])
def test_every_cell_of_a_published_text_stands_in_its_column(name):
    raw = sample(name)
    by_page = {grid.page: rows(grid) for grid in grids(raw)}
    held = 0
    for table in json.loads((SHARED / f"{name}.tables.json").read_text()):
        expected = [row for row in table["rows"] if any(row)]
        if len(expected[0]) < 4:  # the contents, framed
            continue
        found = by_page[table["page"]]
        if len(expected[0]) < len(
            found[0]
        ):  # a page with the total alone, whose columns only the page before shows
            expected = [[*row[:1], *[""] * (len(found[0]) - len(row)), *row[1:]] for row in expected]
        assert squeezed(found) == squeezed(expected)
        held += sum(bool(text) for row in expected for text in row)
    assert held > 400
    assert lost(raw) == []


def test_heads_in_three_rows_span_what_stands_below_them():
    grid = next(g for g in grids(sample("wanli-2024")) if g.page == 31)
    assert grid.heads == 3
    assert spans(grid) == {
        "2024年“三公”经费预算数": (1, 6),
        "合计": (2, 1),
        "因公出国(境)费": (2, 1),
        "公务接待费": (2, 1),
        "公务用车购置及运行费": (1, 3),
        "2024年机关运行经费预算数": (3, 1),
    }


def test_a_page_without_heads_has_the_columns_of_the_page_before():
    by_page = {grid.page: grid for grid in grids(sample("wanli-2024"))}
    assert by_page[15].heads == 0
    assert rows(by_page[15]) == [["合计", "", "", "", "156,211,123", "156,211,123", "0", "0", "0"]]


TWO_SIDED = """
                 2025年收支总表
编制单位：某县档案馆                                  单位：万元
        收    入                         支    出
   项    目      预算数           项    目       预算数
一、财政拨款收入       1,200.50  一、一般公共服务支出      1,000.25
二、事业收入                   二、住房保障支出           200.25
   收入总计         1,200.50     支出总计          1,200.50
注：本表按四舍五入列示。
"""


def test_a_reader_finds_both_sides_of_a_table_and_its_lines_around():
    raw = read_text(TWO_SIDED.encode())
    assert lines(raw) == ["2025年收支总表", "编制单位：某县档案馆  单位：万元", "注：本表按四舍五入列示。"]
    (grid,) = grids(raw)
    assert rows(grid) == [
        ["收入", "", "支出", ""],
        ["项目", "预算数", "项目", "预算数"],
        ["一、财政拨款收入", "1,200.50", "一、一般公共服务支出", "1,000.25"],
        ["二、事业收入", "", "二、住房保障支出", "200.25"],
        ["收入总计", "1,200.50", "支出总计", "1,200.50"],
    ]


WIDE = """
单位：万元
科目编码  科目名称              合计      基本支出  项目支出
201       一般公共服务支出      1,000.25  800.00      200.25
20126     档案事务              1,000.25  800.00      200.25
2012604   档案馆                  200.25              200.25
"""


def test_a_listing_for_the_screen_counts_a_character_as_two_columns():
    (grid,) = grids(read_text(WIDE.encode()))
    assert rows(grid)[-1] == ["2012604", "档案馆", "200.25", "", "200.25"]


WRAPPED = """
                                    单位：元
 科目                               支出
类    款       科目名称          合计         基本支出
208                            1,748.00     1,748.00
              社会保障和就业支出
             机关事业单位基本养老
208   05                       1,748.00     1,748.00
             保险缴费支出
"""


def test_a_name_on_two_lines_is_one_name_of_one_row():
    (grid,) = grids(read_text(WRAPPED.encode()))
    assert rows(grid)[-1] == ["208", "05", "机关事业单位基本养老保险缴费支出", "1,748.00", "1,748.00"]


CONVERTED = """
单位：万元
          功能分类科目                                                                     对附属
                                                               事业单位       上缴上
                             合计         基本支出        项目支出                             单位补
科目编码            科目名称                                           经营支出       级支出
                                                                                     助支出

205       教育支出             12,391.00     8,934.00   2,276.00   1,181.00

20501      教育管理事务          5,547.00     3,271.00 2,276.00

20502      普通教育            6,844.00     5,663.00               1,181.00

               机关事业单位基本养
2080505                    1,097.00     1,097.00
               老保险缴费支出

          合计               18,148.00    10,031.00   4,556.00   1,181.00   1,187.00   1,193.00
"""


def test_amounts_written_close_together_stand_in_columns_next_to_each_other():
    (grid,) = grids(read_text(CONVERTED.encode()))
    heads = ["合计", "基本支出", "项目支出", "事业单位经营支出", "上缴上级支出", "对附属单位补助支出"]
    assert rows(grid)[0] == ["功能分类科目", "", *heads]
    assert rows(grid)[1][:2] == ["科目编码", "科目名称"]
    assert rows(grid)[2:] == [
        ["205", "教育支出", "12,391.00", "8,934.00", "2,276.00", "1,181.00", "", ""],
        ["20501", "教育管理事务", "5,547.00", "3,271.00", "2,276.00", "", "", ""],
        ["20502", "普通教育", "6,844.00", "5,663.00", "", "1,181.00", "", ""],
        ["2080505", "机关事业单位基本养老保险缴费支出", "1,097.00", "1,097.00", "", "", "", ""],
        ["合计", "", "18,148.00", "10,031.00", "4,556.00", "1,181.00", "1,187.00", "1,193.00"],
    ]


def test_what_runs_over_every_page_is_no_part_of_a_table():
    table = "单位：元\n项目    合计\n教育  1,{0}00.00"
    page = f"某县档案馆2025年部门预算      第{{0}}部分\n\n\n{table}\n\n\n       — {{0}} —     第1版"
    raw = read_text("\f".join(page.format(n) for n in range(1, 6)).encode())
    assert [rows(grid)[-1] for grid in grids(raw)] == [["教育", f"1,{n}00.00"] for n in range(1, 6)]
    assert set(lines(raw)) == {"单位：元"}


def test_what_cannot_be_placed_is_said_to_be_lost():
    first = "单位：元\n科目名称    合计    基本支出    项目支出\n教育支出    1,000.00    400.00    600.00"
    second = "住房保障支出    1,000.00    400.00"
    raw = read_text(f"{first}\f{second}".encode())
    assert len(grids(raw)) == 1
    (reason,) = lost(raw)
    assert "没有表头" in reason and "2栏" in reason


def test_sentences_and_contents_are_no_tables():
    text = "一、部门职责  ……………… 3\n二、机构设置  ……………… 4\n本年安排  12.50  万元。\n"
    raw = read_text(text.encode())
    assert grids(raw) == [] and lost(raw) == []
    assert len(lines(raw)) == 3


def test_spread_characters_are_closed_again():
    raw = read_text("元 ， 财 政 业 务 费 10.00 万 元 ， 运 维 费 3.00 万 元 。".encode())
    assert lines(raw) == ["元，财政业务费10.00万元，运维费3.00万元。"]


# Plain text: tables with tabs --------------------------------------------------------------------------------------


def test_rows_pasted_from_a_spreadsheet_are_a_table():
    text = "部门收入总表\n科目编码\t科目名称\t合计\n201\t一般公共服务支出\t10.00\n\t合计\t10.00\n说明文字。"
    raw = read_text(text.encode())
    assert lines(raw) == ["部门收入总表", "说明文字。"]
    (grid,) = grids(raw)
    assert rows(grid) == [
        ["科目编码", "科目名称", "合计"],
        ["201", "一般公共服务支出", "10.00"],
        ["", "合计", "10.00"],
    ]


def test_the_goal_table_pasted_cell_by_cell_is_put_together():
    raw = sample("lushan-service-2021")
    (grid,) = grids(raw)
    found = rows(grid)
    at = lines(raw).index("附件1")
    assert lines(raw)[at + 1 : at + 3] == ["项目支出绩效目标表", "（  2021 年度）"]
    assert found[0][:2] == ["项目名称", "庐山市“互联网+智慧政务”建设应用项目"]
    assert found[3] == ["", "年度资金总额", "250", "250", "237.33", "10", "94.93%", "9", ""]
    assert ["", "", "质量指标", "审批需求处理及时率（%）", "100%", "100%", "10", "10", ""] in found
    assert ["", "满意度指标", "服务对象满意度指标", "服务用户满意度", "100%", "98%", "10", "9", ""] in found
    assert found[-1][:3] == ["总分", "100", "98"]


# Plain text: what it is written in ---------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_is_read_in_the_encodings_in_use(encoding):
    assert lines(read_text("一、部门职责\r\n预算１２万元。".encode(encoding))) == [
        "一、部门职责",
        "预算１２万元。",
    ]


@pytest.mark.parametrize("data", [b"", b"  \n\n", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"\xff\xfe\x00"])
def test_what_is_no_text_is_refused_in_words(data):
    with pytest.raises(Unreadable, match="请"):
        read_text(data)


def test_one_broken_character_does_not_make_a_text_unreadable():
    data = ("一、部门职责。" * 100).encode()
    (line,) = lines(read_text(data[:301] + data[302:]))
    assert line.count("\ufffd") >= 1 and line.count("部门职责") >= 98


def test_paragraphs_pasted_whole_are_whole_and_wrapped_lines_are_not():
    assert all(b.is_whole for b in sample("hunan-service-2021").blocks)
    wrapped = [b for b in sample("putuo-finance-2025").blocks if isinstance(b, Line)]
    assert not any(b.is_whole for b in wrapped)


# Word --------------------------------------------------------------------------------------------------------------


def word(*body, numbering=""):
    """A Word file with these paragraphs (text) and elements (XML)."""
    file = docx.Document()
    element = file.element.body
    for child in list(element)[:-1]:
        element.remove(child)
    for part in body:
        if part.startswith("<"):
            element.insert(
                len(element) - 1,
                parse_xml(part.replace(">", f" {nsdecls('w')}>", 1)),
            )
        else:
            file.add_paragraph(part)
    if numbering:
        root = file.part.numbering_part.element
        for child in list(root):
            root.remove(child)
        for child in parse_xml(f"<w:numbering {nsdecls('w')}>{numbering}</w:numbering>"):
            root.append(child)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


LEVELS = """
<w:abstractNum w:abstractNumId="7">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2.%3"/></w:lvl>
</w:abstractNum>
<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="7"/>
 <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
"""


def item(level, text, number=3):
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def test_the_numbers_that_word_counts_are_read_with_the_text():
    body = [
        item(0, "职责"),
        item(0, "机构"),
        item(1, "内设"),
        item(1, "下属"),
        item(2, "细目"),
        item(0, "人员"),
        item(1, "编制"),
    ]
    found = lines(read_docx(word(*body, numbering=LEVELS)))
    assert found == [
        "一、职责",
        "二、机构",
        "（一）内设",
        "（二）下属",
        "2.2.1 细目",
        "三、人员",
        "（一）编制",
    ]


def test_a_list_of_its_own_starts_again():
    body = [item(0, "甲"), item(0, "乙"), item(0, "丙", number=4), item(0, "丁", number=4)]
    assert lines(read_docx(word(*body, numbering=LEVELS))) == ["一、甲", "二、乙", "一、丙", "二、丁"]


@pytest.mark.parametrize(
    ("number", "style", "text"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCounting", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "ideographTraditional", "丙"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
        (7, "decimalFullWidth", "７"),
        (7, "no such style", "7"),
    ],
)
def test_numbers_are_printed_in_the_styles_in_use(number, style, text):
    assert printed(number, style) == text


def test_results_of_fields_are_read_and_codes_and_hidden_text_are_not():
    paragraph = (
        '<w:p><w:r><w:t>共</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText>PAGEREF _Toc1</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>12</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r><w:r><w:t>页</w:t></w:r></w:p>"
    )
    raw = read_docx(word(paragraph))
    assert lines(raw) == ["共12页"]
    assert raw.residue == ()


def test_an_outsider_sees_what_was_inserted_and_the_traces_are_told():
    paragraph = (
        '<w:p><w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/><w:r><w:t>预算</w:t></w:r>'
        '<w:del w:id="1" w:author="周敏"><w:r><w:delText>12.00</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="周敏"><w:r><w:t>13.00</w:t></w:r></w:ins><w:r><w:t>万元</w:t></w:r></w:p>'
    )
    raw = read_docx(word(paragraph))
    assert lines(raw) == ["预算13.00万元"]
    assert raw.residue == ("修订痕迹：删除“12.00”", "修订痕迹：插入“13.00”")


def cell(text, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def test_merged_cells_of_a_word_table_are_one_cell_each():
    across, start, on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = (
        f"<w:tbl><w:tblPr/><w:tr><w:trPr><w:tblHeader/></w:trPr>{cell('项目', start)}{cell('支出', across)}</w:tr>"
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{cell('', on)}{cell('基本')}{cell('项目支出')}</w:tr>"
        f"<w:tr>{cell('教育')}{cell('1.00')}{cell('2.00')}</w:tr></w:tbl>"
    )
    (grid,) = grids(read_docx(word("表一", table)))
    assert grid.heads == 2
    assert rows(grid) == [["项目", "支出", ""], ["", "基本", "项目支出"], ["教育", "1.00", "2.00"]]
    assert spans(grid) == {"项目": (2, 1), "支出": (1, 2)}


def test_title_and_unit_inside_a_table_are_lines_before_it_and_notes_after_it():
    across = '<w:gridSpan w:val="3"/>'
    table = (
        f"<w:tbl><w:tblPr/><w:tr>{cell('部门支出总表', across)}</w:tr><w:tr>{cell('单位：万元', across)}</w:tr>"
        f"<w:tr>{cell('项目')}{cell('合计')}{cell('基本')}</w:tr><w:tr>{cell('教育')}{cell('3.00')}{cell('3.00')}</w:tr>"
        f"<w:tr>{cell('注：无项目支出。', across)}</w:tr></w:tbl>"
    )
    raw = read_docx(word(table))
    assert lines(raw) == ["部门支出总表", "单位：万元", "注：无项目支出。"]
    assert rows(grids(raw)[0]) == [["项目", "合计", "基本"], ["教育", "3.00", "3.00"]]


def test_a_frame_around_text_is_no_table_and_a_text_box_is_read():
    frame = f"<w:tbl><w:tblPr/><w:tr>{cell('一段说明。')}</w:tr></w:tbl>"
    box = (
        "<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>"
        "<w:p><w:r><w:t>框里的话。</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    raw = read_docx(word(frame, box))
    assert lines(raw) == ["一段说明。", "框里的话。"] and grids(raw) == []


def test_headings_have_the_level_of_their_style():
    file = docx.Document()
    file.add_heading("第一部分 概况", 1)
    file.add_heading("一、职责", 2)
    file.add_paragraph("正文。")
    stream = io.BytesIO()
    file.save(stream)
    found = read_docx(stream.getvalue()).blocks
    assert [(b.text, b.level) for b in found] == [("第一部分 概况", 1), ("一、职责", 2), ("正文。", 0)]


# Workbooks ---------------------------------------------------------------------------------------------------------


def workbook(fill):
    book = openpyxl.Workbook()
    fill(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_numbers_are_read_as_their_cells_show_them():
    def fill(book):
        sheet = book.active
        sheet.append(["编码", "名称", "合计", "增减%"])
        sheet.append([5, "教育", 1234.5, 0.0357])
        sheet["A2"].number_format, sheet["C2"].number_format = "000", "#,##0.00"
        sheet["D2"].number_format = "0.00%"

    (grid,) = grids(read_xlsx(workbook(fill)))
    assert rows(grid)[1] == ["005", "教育", "1,234.50", "3.57%"]


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        ("31214205.800000001", "General", "31214205.8"),
        ("0.30000000000000004", "General", "0.3"),
        ("1234.565", "#,##0.00", "1,234.57"),
        ("-1234.5", "#,##0.00", "-1,234.50"),
        ("-1234.5", "#,##0.00_);(#,##0.00)", "(1,234.50)"),
        ("-4.49", "#,##0.00_ ;[Red]\\-#,##0.00\\ ", "-4.49"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        ("1234.5", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"),
        ("0", "#,##0.00;-#,##0.00;", ""),
        ("-0.001", "0.00", "0.00"),
        ("12345678", "#,##0.00,", "12,345.68"),
        ("12.5", '0.0"万元"', "12.5万元"),
        ("7", "00", "07"),
        ("0.5", "#.##", ".5"),
        ("45658", 'yyyy"年"m"月"d"日"', "2025年1月1日"),
        ("45658", "yyyy-mm-dd", "2025-01-01"),
        ("2025", '0"年"', "2025年"),
        ("2080505", "@", "2080505"),
        ("abc", "0.00", "abc"),
    ],
)
def test_formats_show_what_the_program_shows(value, style, text):
    assert shown(value, style) == text


def test_what_is_hidden_is_not_read():
    def fill(book):
        sheet = book.active
        for row in (["项目", "暗", "合计"], ["教育", 1, 2], ["暗行", 3, 4], ["住房", 5, 6]):
            sheet.append(row)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        other = book.create_sheet("底稿")
        other.append(["底稿", "1"])
        other.sheet_state = "hidden"

    (grid,) = grids(read_xlsx(workbook(fill)))
    assert rows(grid) == [["项目", "合计"], ["教育", "2"], ["住房", "6"]]


def test_a_formula_that_was_never_counted_is_lost_and_no_empty_cell():
    def fill(book):
        book.active.append(["科目", "合计"])
        book.active.append(["教育", "=1+1"])

    raw = read_xlsx(workbook(fill))
    assert rows(grids(raw)[0])[1] == ["教育", "（公式）"]
    (reason,) = lost(raw)
    assert "B2" in reason and "公式没有计算结果，请用 Excel 打开并保存" in reason


def test_a_sheet_gives_its_title_its_tables_and_their_notes():
    side = Side(style="thin")

    def fill(book):
        sheet = book.active
        sheet.title = "支出"
        given = {
            "A1": "部门支出总表", "A2": "编制部门：档案馆", "C2": "单位：万元", "A3": "项目", "B3": "支出",
            "B4": "基本", "C4": "项目支出", "A5": "教育", "B5": 1, "C5": 2, "A7": "合计", "B7": 1, "C7": 2,
            "A8": "注：无。", "A10": "部门收入总表", "A11": "项目", "B11": "合计", "A12": "拨款", "B12": 3,
        }  # fmt: skip
        for place, value in given.items():
            sheet[place] = value
        for area in ("A1:C1", "A3:A4", "B3:C3"):
            sheet.merge_cells(area)
        for row in sheet["A3:C7"]:
            for each in row:
                each.border = Border(side, side, side, side)

    raw = read_xlsx(workbook(fill))
    assert lines(raw) == ["部门支出总表", "编制部门：档案馆  单位：万元", "注：无。", "部门收入总表"]
    first, second = grids(raw)
    assert first.name == "支出"
    assert rows(first) == [
        ["项目", "支出", ""],
        ["", "基本", "项目支出"],
        ["教育", "1", "2"],
        ["", "", ""],
        ["合计", "1", "2"],
    ]
    assert spans(first) == {"项目": (2, 1), "支出": (1, 2)}
    assert rows(second) == [["项目", "合计"], ["拨款", "3"]]


def test_two_cells_far_apart_do_not_fill_the_memory():
    def fill(book):
        book.active["A1"] = "项目"
        book.active.cell(1_048_576, 16_384, 1)

    raw = read_xlsx(workbook(fill))
    assert any("过大" in reason for reason in lost(raw))


@pytest.mark.parametrize("cell", ("<v>1</v>", "<is><t>项目</t></is>"))
def test_a_cell_too_far_off_to_be_read_is_told_of_however_it_is_written(cell):
    def with_cell(name, part):
        kind = ' t="inlineStr"' if "<is>" in cell else ""
        far = f'<c r="ZZZ1"{kind}>{cell}</c></row>'.encode()
        return part.replace(b"</row>", far, 1) if name.endswith("sheet1.xml") else part

    whole = workbook(lambda book: book.active.cell(1, 1, "项目"))
    with zipfile.ZipFile(io.BytesIO(whole)) as parts:
        changed = {name: with_cell(name, parts.read(name)) for name in parts.namelist()}
    assert not lost(read_xlsx(whole))
    assert any("过大" in reason for reason in lost(read_xlsx(package(changed))))


def test_the_official_form_is_read_sheet_by_sheet():
    path = SHARED / "shanghai-department-form-2026.xlsx"
    if not path.exists():
        pytest.skip(f"the official form is not here: {path}")
    raw = read_xlsx(path.read_bytes())
    assert [grid.width for grid in grids(raw)] == [4, 9, 7, 7, 7, 7, 7, 6, 7]
    titles = [text for text in lines(raw) if re.fullmatch(r"2026年部门.*预算(?:总)?表", text)]
    assert len(titles) == 9 and lost(raw) == []


# Web pages ---------------------------------------------------------------------------------------------------------


def page(body, head=""):
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode()
    )


def test_a_page_is_read_without_the_site_around_it():
    body = """
    <header><a href="/">首页</a></header><nav><a href="/a">公开目录</a></nav>
    <div class="crumb-bar"><a href="/">首页</a> &gt; <a href="/b">预决算</a></div>
    <h1>2025年部门预算</h1><p style="display:none">暗</p><p hidden>暗</p><p class="x">暗</p>
    <p class="MsoNormal" align="center"><b>一、</b>部门<span>职责</span></p>
    <div>第一段。<br>　　第二段
    接着。<br/>&nbsp;&nbsp;第三段。</div><svg><text>12</text></svg><script>var a = 1</script>
    <footer>版权所有</footer>"""
    raw = read_html(page(body, "<style>.x { display: none }</style>"))
    assert lines(raw) == ["2025年部门预算", "一、部门职责", "第一段。", "第二段接着。", "第三段。"]
    assert [block.level for block in raw.blocks] == [1, 0, 0, 0, 0]


def test_tables_that_lay_out_the_page_are_looked_through():
    body = """
    <table><tr><td><p>引言。</p></td></tr><tr><td>
      <table border=1><caption>表2 部门收入总表</caption>
      <thead><tr><th rowspan=2>项目</th><th colspan=2>收入</th></tr><tr><th>合计</th><th>拨款</th></tr></thead>
      <tr><td>教育<td align=right>&nbsp;3.00&nbsp;<td>3.00</tr>
      <tr><td rowspan=99>住房</td><td colspan=0>1.00</td><td></td></tr></table>
    </td></tr></table>"""
    raw = read_html(page(body))
    assert lines(raw) == ["引言。", "表2 部门收入总表"]
    (grid,) = grids(raw)
    assert grid.heads == 2
    assert rows(grid) == [
        ["项目", "收入", ""],
        ["", "合计", "拨款"],
        ["教育", "3.00", "3.00"],
        ["住房", "1.00", ""],
    ]


def test_a_page_in_the_old_encoding_is_read():
    data = "<meta http-equiv=Content-Type content='text/html; charset=gb2312'><p>镕城区财政局</p>".encode(
        "gb18030"
    )
    assert lines(read_html(data)) == ["镕城区财政局"]


# Our own renderings ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def content():
    return disclosed.document()


def printed_tables(content):
    """Every row of every table as frozen, blank ones left out."""
    for block in content["blocks"]:
        if block["type"] == "table":
            yield [
                [each["text"].strip() for each in row["cells"] if each["text"].strip()]
                for row in block["rows"]
                if any(each["text"].strip() for each in row["cells"])
            ]


def printed_paragraphs(content):
    for block in content["blocks"]:
        if block["type"] == "paragraph":
            yield "".join(run if isinstance(run, str) else run["text"] for run in block["runs"])
        elif block["type"] == "heading":
            yield block["number"] + block["text"]
        elif block["type"] == "terms":
            yield from (f"{entry['name']}：{entry['text']}" for entry in block["items"])


def renderings():
    return {
        "page": lambda c: read_html(
            render_page(c, digest(c), language="zh-hans", versions=disclosed.lines()).encode()
        ),
        "word": lambda c: read_docx(render_word(c, SHA)),
        "workbook": lambda c: read_xlsx(render_workbook(c, SHA)),
    }


@pytest.mark.parametrize("name", ["page", "word", "workbook"])
def test_our_own_rendering_is_read_back_cell_by_cell_and_word_by_word(content, name):
    raw = renderings()[name](content)
    assert lost(raw) == [] and raw.residue == ()
    wanted = list(printed_tables(content))
    found = [[[text for text in row if text] for row in rows(grid)] for grid in grids(raw)]
    found = [
        [[text.replace("-", "−") if text[:1] == "-" else text for text in row] for row in t if row]
        for t in found
    ]
    assert len(found) == len(wanted)
    for table, read in zip(wanted, found, strict=True):
        assert read[-len(table) :] == [[text for text in row] for row in table]
    read_lines = {re.sub(r"\s", "", text) for text in lines(raw)}
    for text in printed_paragraphs(content):
        assert re.sub(r"\s", "", text) in read_lines


def test_the_page_says_nothing_beside_the_document(content):
    text = "".join(lines(renderings()["page"](content)))
    for beside in ("一分钟看懂", "这个数从哪里来", "引用本表", "版本与更正", "图解", "首页"):
        assert beside not in text


# Hostile files -----------------------------------------------------------------------------------------------------


def package(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return stream.getvalue()


RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{}"/>'
    "</Relationships>"
)
ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("read", [read_docx, read_xlsx])
@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1", b"%PDF-1.7", package({"a": "b"})]
)
def test_a_broken_or_encrypted_file_is_refused_in_words(read, data):
    with pytest.raises(Unreadable, match="请"):
        read(data)


def test_entities_are_never_resolved():
    body = f"{ENTITY}<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
    data = package({"_rels/.rels": RELATIONS.format("word/document.xml"), "word/document.xml": body})
    with pytest.raises(Unreadable, match="XML 定义"):
        read_docx(data)
    book = f'{ENTITY}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    data = package({"_rels/.rels": RELATIONS.format("xl/workbook.xml"), "xl/workbook.xml": book})
    with pytest.raises(Unreadable, match="XML 定义"):
        read_xlsx(data)


def test_a_page_nested_without_end_is_refused_or_read():
    try:
        found = lines(read_html(page("<div>" * 5000 + "文字")))
    except Unreadable as refused:
        assert "嵌套" in str(refused)
    else:
        assert found == ["文字"]

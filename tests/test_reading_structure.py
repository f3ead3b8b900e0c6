"""The structure of what somebody published: headings, paragraphs and captioned tables, whoever set the page.

Our own documents are the measure: what they are made of is known, block by block, and has to be found again in every
form that they take.
"""

from functools import cache

import pytest

from disclosures.compose import compose
from disclosures.declaring import forms
from disclosures.document import Heading, Paragraph, Table, Terms, as_json, digest
from disclosures.reading.captions import is_title, read_caption
from disclosures.reading.docx import read_docx
from disclosures.reading.html import read_html
from disclosures.reading.lines import clean
from disclosures.reading.numbering import number_of
from disclosures.reading.pdf import read_pdf
from disclosures.reading.raw import Cell, Grid, Line, Lost, Raw
from disclosures.reading.structure import build
from disclosures.reading.text import read_text
from disclosures.reading.xlsx import read_xlsx
from disclosures.rendering.page import render_page
from disclosures.rendering.pdf import render_pdf
from disclosures.rendering.word import render_word
from disclosures.rendering.workbook import render_workbook
from tests.disclosed import lines as versions
from tests.samples_text import SHARED, block_text, sample_text
from tests.test_every_form import EVERY_KIND, full

WIDE = 30  # signs to a line of the pages below


# What our documents are made of -----------------------------------------------------------------------------------


def document_of(form, kind):
    return composed(form.key, kind)


@cache
def composed(key, kind):
    form = next(form for form in forms.FORMS if form.key == key)
    made = compose(full(form, kind))
    return made.stamped(number=1, reason="", published_at="2025-02-06T10:00:00+08:00", previous="")


def outline_of(structure):
    """The document's own headings as they were found, without the contents list and the heads of paragraphs."""
    found = [h for h in structure.headings if not h.is_listed and not h.is_lead]
    return [(h.level, h.number, h.text) for h in found]


def true_outline(document):
    return [(b.level, b.number.strip(), b.text) for b in document.blocks if isinstance(b, Heading)]


def captions_of(structure):
    return [(t.number, t.title, t.unit, t.maker, t.notes) for t in structure.tables]


def true_captions(document):
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return [(t.label, t.title, str(t.unit), t.maker.partition("：")[2], t.notes) for t in tables]


def grid_of(table):
    """A table's cells as any reader gives them: heads in the first row, as far as they go."""
    heads = tuple(Cell(column.label, 0, n) for n, column in enumerate(table.leaves()))
    body = (Cell(c.text, r, n) for r, row in enumerate(table.rows, 1) for n, c in enumerate(row.cells))
    return Grid((*heads, *body), heads=1)


def lines_of(block):
    match block:
        case Heading():
            yield Line(f"{block.number}{'　' if block.level == 1 and block.number else ''}{block.text}")
        case Paragraph():
            yield Line(block_text(block))
        case Terms():
            yield from (Line(f"{item.name}：{item.text}") for item in block.items)
        case Table():
            yield from (Line(text) for text in (f"{block.label} {block.title}".strip(),) if text)
            if block.maker or block.unit:
                yield Line(f"{block.maker}    {'单位：' if block.unit else ''}{block.unit}")
            yield grid_of(block)
            yield from (Line(note) for note in block.notes)


def as_pasted(document):
    """The document as somebody pastes it: nothing says what is a heading; a contents list with dots stands before it."""
    firsts = [block for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    listed = [Line(f"{b.number}{b.listed or b.text}…………{n}") for n, b in enumerate(firsts, 3)]
    body = [line for block in document.blocks for line in lines_of(block)]
    return Raw((Line(document.title), Line("目　录"), *listed, *body))


@EVERY_KIND
def test_a_citizen_who_saves_our_page_gets_its_outline_and_its_tables(form, kind):
    document = document_of(form, kind)
    content = as_json(document)
    page = render_page(content, digest(content), language="zh-hans", versions=versions(1))
    structure = build(read_html(page.encode()))
    assert outline_of(structure) == true_outline(document)
    assert captions_of(structure) == true_captions(document)
    assert (structure.year, structure.department, structure.kind) == (document.year, "某县教育局", kind)


@EVERY_KIND
def test_a_clerk_who_keeps_our_word_file_gets_its_outline_and_its_tables(form, kind):
    document = document_of(form, kind)
    structure = build(read_docx(render_word(as_json(document), "ab" * 32)))
    found = [heading for heading in outline_of(structure) if not heading[2].startswith("附　")]
    assert found == true_outline(document)
    assert captions_of(structure) == true_captions(document)
    assert (structure.year, structure.department, structure.kind) == (document.year, "某县教育局", kind)
    assert structure.published_on == "2025-02-06"


@EVERY_KIND
def test_a_finance_officer_who_keeps_our_workbook_gets_its_tables(form, kind):
    document = document_of(form, kind)
    structure = build(read_xlsx(render_workbook(as_json(document), "ab" * 32)))
    assert captions_of(structure) == true_captions(document)
    with_text = [
        heading for heading in true_outline(document) if not heading[2].endswith(("表", "附表", "目标"))
    ]
    assert [heading for heading in with_text if heading not in outline_of(structure)] == []
    assert (structure.year, structure.department, structure.kind) == (document.year, "某县教育局", kind)


@EVERY_KIND
def test_a_citizen_who_pastes_our_text_gets_its_outline_and_its_tables(form, kind):
    document = document_of(form, kind)
    raw = as_pasted(document)
    structure = build(raw)
    assert outline_of(structure) == true_outline(document)
    assert captions_of(structure) == true_captions(document)
    assert lost_from(raw, structure) == []
    said = [block_text(b) for b in document.blocks if isinstance(b, Paragraph)]
    found = {paragraph.text for paragraph in structure.paragraphs}
    assert [text for text in said if clean(text) not in found] == []


def test_a_citizen_who_prints_our_pdf_gets_its_outline():
    document = composed("jiangxi-2023", "department")
    content = as_json(document)
    structure = build(read_pdf(render_pdf(content, digest(content), {})))
    found = [heading for heading in outline_of(structure) if not heading[2].startswith(("附　", "附 "))]
    assert found == true_outline(document)
    assert not any("第1版" in p.text for p in structure.paragraphs if p.place.page > 1)


# Nothing is dropped -----------------------------------------------------------------------------------------------


def squeezed(text):
    return "".join(text.split())


def lost_from(raw, structure):
    """The lines of a file that stand nowhere in its structure; dots and page numbers of a contents list aside."""
    said = [heading.place.quote for heading in structure.headings]
    said += [paragraph.text for paragraph in structure.paragraphs]
    said += [line for table in structure.tables for line in (*table.over, *table.notes)]
    everything = squeezed("\n".join([structure.title, "目录", *said, *structure.furniture]))
    lines = [
        squeezed(clean(block.text)).strip(".…·0123456789") for block in raw.blocks if isinstance(block, Line)
    ]
    return [line for line in lines if line not in everything]


@pytest.mark.parametrize(
    "name", ["hunan-service-2021", "lushan-service-2021", "wanli-2024", "putuo-finance-2025"]
)
def test_no_line_of_a_published_text_is_dropped(name):
    raw = read_text(sample_text(name).encode())
    assert lost_from(raw, build(raw)) == []


@pytest.mark.parametrize("name", ["wanli-2024", "putuo-finance-2025"])
def test_no_line_of_a_published_pdf_is_dropped(name):
    raw = sample_pdf(name)
    assert lost_from(raw, build(raw)) == []


@cache
def sample_pdf(name):
    """What a published PDF shows; skips where the samples are not here."""
    path = SHARED / f"{name}.pdf"
    if not path.exists():
        pytest.skip(f"the published file is not here: {path}")
    return read_pdf(path.read_bytes())


# The samples ------------------------------------------------------------------------------------------------------


def numbered(structure):
    return [f"{h.number}{h.text}" for h in structure.headings if not h.is_listed]


def test_a_reviewer_sees_what_number_the_hunan_sample_says_what_under():
    structure = build(read_text(sample_text("hunan-service-2021").encode()))
    assert [h.text for h in structure.headings if h.level == 1] == [
        "部门职能职责",
        "机构设置",
        "部门收支概况",
        "其他重要事项情况说明",
        "名词解释",
    ]
    of_income = next(p for p in structure.paragraphs if p.text.startswith("（一）收入预算"))
    assert of_income.section == ("部门收支概况", "收入预算")
    property_fee = next(p for p in structure.paragraphs if "558.80万元。主要用于" in p.text)
    assert property_fee.section == ("部门收支概况", "支出预算", "项目支出")
    assert structure.year == 2021


def test_a_reviewer_sees_the_gaps_of_the_lushan_sample():
    structure = build(read_text(sample_text("lushan-service-2021").encode()))
    parts = [h.ordinal for h in structure.headings if h.style == "第一部分"]
    assert parts == [1, 3, 4]
    of_grants = [
        h.ordinal for h in structure.headings if h.level == 3 and h.style == "（一）" and not h.is_lead
    ]
    assert of_grants == [1, 2, 3, 5, 6, 7, 8]
    assert "政府性基金情况" in numbered(structure) and "实施主体" in numbered(structure)
    assert (structure.department, structure.region, structure.year) == (
        "庐山市政务服务管理局",
        "庐山市",
        2021,
    )
    (table,) = structure.tables
    assert (table.number, table.title) == ("附件1", "项目支出绩效目标表")
    assert table.section[-1] == "绩效目标和指标"


def test_duties_are_no_headings():
    for name in ("hunan-service-2021", "lushan-service-2021", "wanli-2024", "putuo-finance-2025"):
        structure = build(read_text(sample_text(name).encode()))
        assert not any(h.text.startswith(("负责", "贯彻", "加强", "组织")) for h in structure.headings)


@pytest.mark.parametrize("name", ["wanli-2024", "putuo-finance-2025"])
def test_a_pdf_and_its_text_have_one_outline(name):
    printed, pasted = build(sample_pdf(name)), build(read_text(sample_text(name).encode()))
    assert [(h.level, h.number, h.text) for h in printed.headings] == [
        (h.level, h.number, h.text) for h in pasted.headings
    ]
    assert [(t.title, t.unit, t.maker, t.notes) for t in printed.tables] == [
        (t.title, t.unit, t.maker, t.notes) for t in pasted.tables
    ]
    assert len(printed.tables) == 9
    assert (printed.year, printed.department, printed.region) == (
        pasted.year,
        pasted.department,
        "上海市普陀区",
    )


def test_what_was_broken_at_the_edge_of_the_page_is_one_sentence_again():
    structure = build(sample_pdf("putuo-finance-2025"))
    said = [p.text for p in structure.paragraphs]
    assert any(
        "机关事业单位基本养老保险缴费支出（项）”174.83万元，主要用于" in squeezed(text) for text in said
    )
    assert all(text.endswith(("。", "：", "；")) or len(text) < 40 for text in said)


def test_the_same_table_over_five_pages_is_one_table():
    structure = build(sample_pdf("wanli-2024"))
    assert [len(table.grids) for table in structure.tables] == [1, 5, 5, 1, 5, 1, 1, 2, 1]


# Lines ------------------------------------------------------------------------------------------------------------


def paper(*pages, size=12.0):
    """Pages of lines, each a text or (text, indent)."""
    blocks = []
    for number, page in enumerate(pages, 1):
        for line in page:
            text, indent = line if isinstance(line, tuple) else (line, 0)
            blocks.append(
                line if not isinstance(line, str | tuple) else Line(text, number, indent=indent, size=size)
            )
    return Raw(tuple(blocks), pages=len(pages))


def broken(text):
    """A paragraph as a page breaks it: its first line set in by two signs."""
    first, rest = text[: WIDE - 2], text[WIDE - 2 :]
    return [(first, 24.0), *(rest[n : n + WIDE] for n in range(0, len(rest), WIDE))]


SENTENCE = (
    "本部门收入由一般公共预算拨款收入和事业收入两个部分组成，没有政府性基金预算拨款收入，"
    "也没有国有资本经营预算拨款收入；以前年度没有结转的资金。"
)


def texts(structure):
    return [paragraph.text for paragraph in structure.paragraphs]


def test_a_paragraph_goes_on_over_lines_and_over_the_page():
    raw = paper([*broken(SENTENCE), *broken(SENTENCE)[:2]], [*broken(SENTENCE)[2:], *broken(SENTENCE)])
    assert texts(build(raw)) == [SENTENCE, SENTENCE, SENTENCE]


def test_a_paragraph_that_ends_at_the_edge_is_not_run_into_the_next():
    exact = SENTENCE[: 2 * WIDE - 3] + "。"
    assert texts(build(paper([*broken(SENTENCE), *broken(exact), *broken(SENTENCE), *broken(SENTENCE)]))) == [
        SENTENCE,
        exact,
        SENTENCE,
        SENTENCE,
    ]


def test_a_sentence_that_ends_at_the_edge_goes_on_where_the_next_line_is_not_set_in():
    two = "甲" * (WIDE - 3) + "。" + "乙" * 20 + "。"
    assert two in texts(build(paper([*broken(SENTENCE), *broken(SENTENCE), *broken(SENTENCE), *broken(two)])))


def test_a_numbered_paragraph_begins_anew_even_in_a_full_line():
    raw = paper(
        [*broken(SENTENCE), *broken("1." + SENTENCE[:-1]), *broken("2." + SENTENCE), *broken(SENTENCE)]
    )
    assert texts(build(raw)) == [SENTENCE, "1." + SENTENCE[:-1], "2." + SENTENCE, SENTENCE]


def test_an_amount_at_the_start_of_a_line_is_no_number_of_a_heading():
    said = "本部门收入预算比上一年度的预算数增加了一百余万元即一共" + "12.50万元，主要原因是人员增加。"
    assert said in texts(build(paper([*broken(SENTENCE), *broken(SENTENCE), *broken(said)])))


def test_page_numbers_and_running_heads_are_furniture_and_the_title_stays():
    said = [SENTENCE.replace("本部门", name) for name in ("本级", "河道所", "水库", "水文站", "设计院")]
    pages = [["某县水利局2024年部门预算", *broken(text), f"— {n} —"] for n, text in enumerate(said, 1)]
    structure = build(paper(*pages))
    assert structure.title == "某县水利局2024年部门预算"
    assert texts(structure) == said
    assert len(structure.furniture) == 4 + 5


def test_a_table_head_that_stands_on_every_page_is_no_furniture():
    grid = Grid((Cell("项目", 0, 0), Cell("合计", 0, 1), Cell("办公费", 1, 0), Cell("1.00", 1, 1)))
    pages = [[f"表{n} 第{n}类支出表", "编制部门：某县水利局  单位：万元", grid, f"{n}"] for n in range(1, 5)]
    structure = build(paper(*pages))
    assert [table.unit for table in structure.tables] == ["万元"] * 4
    assert structure.furniture == ("1", "2", "3", "4")


def test_letter_spaced_lines_are_read_as_words():
    assert clean("元 ， 财 政 业 务 费 10.00 万 元 ， 信 息 化") == "元，财政业务费10.00万元，信息化"
    assert clean("第三部分 某局 2021年部门预算") == "第三部分 某局 2021年部门预算"


# Numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "style", "ordinal", "rest"),
    [
        ("第二部分　部门预算表", "第二部分", "第一部分", 2, "部门预算表"),
        ("第 十二 部分 名词解释", "第十二部分", "第一部分", 12, "名词解释"),
        ("二十一、其他", "二十一、", "一、", 21, "其他"),
        ("（二)政府采购", "（二)", "（一）", 2, "政府采购"),
        ("( 三 ) 支出", "(三)", "（一）", 3, "支出"),
        ("4．2025年收入总表", "4．", "1.", 4, "2025年收入总表"),
        ("1、人员经费", "1、", "1.", 1, "人员经费"),
        ("（10）物业费", "（10）", "（1）", 10, "物业费"),
        ("2）立项依据", "2）", "1）", 2, "立项依据"),
        ("⑪其他", "⑪", "①", 11, "其他"),
        ("[bookmark: _GoBack]2.项目支出：无", "2.", "1.", 2, "项目支出：无"),
    ],
)
def test_a_number_is_read_in_every_style(text, number, style, ordinal, rest):
    found = number_of(text)
    assert (found.text, found.style, found.ordinal, found.rest) == (number, style, ordinal, rest)


@pytest.mark.parametrize(
    "text", ["2.5万元", "2021年", "（2021年度）", "一般公共预算", "10、11月", "107.62万元；", "第二季度"]
)
def test_what_is_no_number_is_read_as_none(text):
    assert number_of(text) is None


# Headings ---------------------------------------------------------------------------------------------------------


def pasted(text):
    return build(Raw(tuple(Line(line.strip()) for line in text.strip().splitlines())))


def test_styles_nest_in_the_order_in_which_they_appear():
    structure = pasted(
        """
        第一部分 概况
        1、主要职责
        做好水利工作。
        2、机构设置
        设两个科。
        第二部分 预算情况说明
        一、收入情况
        （1）总体情况
        收入10万元。
        （2）财政拨款情况
        收入10万元。
        二、支出情况
        支出10万元。
        """
    )
    assert [(h.level, h.text) for h in structure.headings] == [
        (1, "概况"),
        (2, "主要职责"),
        (2, "机构设置"),
        (1, "预算情况说明"),
        (2, "收入情况"),
        (3, "总体情况"),
        (3, "财政拨款情况"),
        (2, "支出情况"),
    ]
    assert structure.paragraphs[3].section == ("预算情况说明", "收入情况", "财政拨款情况")


def test_the_head_of_a_paragraph_is_a_heading_too_and_the_paragraph_stays_whole():
    structure = pasted(
        "一、收支情况\n（一）收入预算：2024年收入预算10万元。\n（二）机关运行经费。2024年安排5万元。"
    )
    assert [(h.number, h.text, h.is_lead) for h in structure.headings] == [
        ("一、", "收支情况", False),
        ("（一）", "收入预算", True),
        ("（二）", "机关运行经费", True),
    ]
    assert structure.paragraphs[0].text == "（一）收入预算：2024年收入预算10万元。"
    assert structure.paragraphs[1].section == ("收支情况", "机关运行经费")


def test_units_and_offices_in_a_list_are_no_headings():
    structure = pasted(
        """
        一、机构设置
        本部门由下列单位组成：
        1.某县水利局本级
        2.某县河道管理所
        3.某县水库管理所
        二、人员情况
        共有人员20人。
        """
    )
    assert [h.text for h in structure.headings] == ["机构设置", "人员情况"]
    assert texts(structure)[1:4] == ["1.某县水利局本级", "2.某县河道管理所", "3.某县水库管理所"]


def test_a_number_that_is_missing_is_not_mended():
    structure = pasted("一、概况\n有。\n三、收入情况\n有。\n三、支出情况\n有。")
    assert [h.ordinal for h in structure.headings] == [1, 3, 3]
    assert [h.level for h in structure.headings] == [1, 1, 1]


def test_a_part_that_is_named_again_on_its_next_sheet_is_one_part():
    structure = pasted(
        "第一部分 概况\n一、职责\n有。\n第一部分 概况\n二、机构\n有。\n第二部分 名词解释\n财政拨款：钱。"
    )
    assert [(h.level, h.text) for h in structure.headings] == [
        (1, "概况"),
        (2, "职责"),
        (2, "机构"),
        (1, "名词解释"),
    ]
    assert structure.furniture == ("第一部分 概况",)


def test_a_part_whose_number_stands_in_a_line_of_its_own_is_one_heading():
    structure = pasted("第四部分\n名词解释\n财政拨款：财政给的钱。")
    assert [(h.number, h.text) for h in structure.headings] == [("第四部分", "名词解释")]


def test_what_the_contents_list_is_listed_and_not_said():
    structure = pasted(
        """
        某县水利局2024年部门预算
        目录
        一、部门概况
        二、收支情况
        三、名词解释
        一、部门概况
        做好水利工作。
        二、收支情况
        收入10万元。
        四、名词解释
        财政拨款：财政给的钱。
        """
    )
    assert [h.ordinal for h in structure.headings if h.is_listed] == [1, 2, 3]
    assert [h.ordinal for h in structure.headings if not h.is_listed] == [1, 2, 4]
    assert len(structure.paragraphs) == 3


def test_contents_with_dots_may_take_two_lines_an_entry():
    structure = pasted(
        """
        目  录
        第一部分 概况 ............ 3
        第二部分 某县水利局2024年一般公共预算财政拨款支出情况和
        其他重要事项的说明 ............ 12
        第一部分 概况
        做好水利工作。
        """
    )
    assert [h.text for h in structure.headings if h.is_listed] == [
        "概况",
        "某县水利局2024年一般公共预算财政拨款支出情况和其他重要事项的说明",
    ]


# Captions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("over", "number", "title", "unit", "maker"),
    [
        (["2025年收入总表", "编制部门：某局    单位：元"], "", "2025年收入总表", "元", "某局"),
        (["表1", "收支总表", "填报单位：某局 单位：万元"], "表1", "收支总表", "万元", "某局"),
        (
            ["部门公开表5", "一般公共预算支出表", "金额单位：万元"],
            "部门公开表5",
            "一般公共预算支出表",
            "万元",
            "",
        ),
        (["附表3：部门支出总表（万元）"], "附表3", "部门支出总表", "万元", ""),
        (["表3　部门支出总表　　编制单位：某中心　　单位：万元"], "表3", "部门支出总表", "万元", "某中心"),
        (["三、支出总表", "单 位：万 元"], "三、", "支出总表", "万元", ""),
        (["附件1", "项目支出绩效目标表", "（2021年度）"], "附件1", "项目支出绩效目标表", "", ""),
        (
            ["预算公开02表", "收入总表（续）", "部门名称：某局 2024年 单位：元"],
            "预算公开02表",
            "收入总表",
            "元",
            "某局",
        ),
        (["收入总表", "预算单位：元江县水利局"], "", "收入总表", "", "元江县水利局"),
    ],
)
def test_a_caption_is_read_however_it_is_set(over, number, title, unit, maker):
    caption = read_caption(over)
    assert (caption.number, caption.title, caption.unit, caption.maker) == (number, title, unit, maker)


@pytest.mark.parametrize(
    "text", ["故本表为空表。", "具体见附表", "（详见附表）", "编制部门：某局", "收支情况如下表"]
)
def test_what_speaks_of_a_table_is_not_its_title(text):
    assert not is_title(text)


def cells(*rows, first=0):
    return tuple(Cell(text, r, c) for r, row in enumerate(rows, first) for c, text in enumerate(row))


HEAD, BODY, MORE = ("科目", "合计"), ("2010101", "1.00"), ("2010102", "2.00")


def test_a_table_goes_on_over_the_page_with_and_without_its_head():
    page = Line("1", 1), Line("2", 2)
    for rest in ((HEAD, MORE), (MORE,)):
        raw = Raw((Line("收入总表", 1), Grid(cells(HEAD, BODY), 1), page[0], Grid(cells(*rest), 2), page[1]))
        (table,) = build(raw).tables
        assert (table.title, len(table.grids), table.page) == ("收入总表", 2, 1)


def test_a_table_with_a_title_of_its_own_is_another():
    raw = Raw((Line("收入总表"), Grid(cells(HEAD, BODY)), Line("支出总表"), Grid(cells(HEAD, MORE))))
    assert [table.title for table in build(raw).tables] == ["收入总表", "支出总表"]


def test_the_same_title_again_is_the_same_table():
    raw = Raw(
        (
            Line("收入总表"),
            Grid(cells(HEAD, BODY)),
            Line("收入总表（续）"),
            Line("单位：元"),
            Grid(cells(HEAD, MORE)),
        )
    )
    (table,) = build(raw).tables
    assert (len(table.grids), table.unit) == (2, "元")


def test_titles_and_notes_inside_a_grid_are_taken_out_of_it():
    rows = [
        [("2024年收入总表", 2)],
        [("编制部门：某局", 1), ("单位：万元", 1)],
        [("科目", 1), ("合计", 1)],
        [("2010101", 1), ("1.00", 1)],
        [("注：本表不含结转。", 2)],
    ]
    grid = Grid(
        tuple(
            Cell(text, r, c, columns=across)
            for r, row in enumerate(rows)
            for c, (text, across) in enumerate(row)
        )
    )
    (table,) = build(Raw((grid,))).tables
    assert (table.title, table.unit, table.maker, table.notes) == (
        "2024年收入总表",
        "万元",
        "某局",
        ("注：本表不含结转。",),
    )
    assert [cell.text for cell in table.grids[0].cells] == ["科目", "合计", "2010101", "1.00"]
    assert table.grids[0].cells[0].row == 0


def test_a_grid_that_only_lays_out_a_caption_is_its_lines():
    layout = Grid(cells(("2024年收入总表", ""), ("编制部门：某局", "单位：元")))
    (table,) = build(Raw((layout, Grid(cells(HEAD, BODY))))).tables
    assert (table.title, table.maker, table.unit) == ("2024年收入总表", "某局", "元")


def test_tables_one_under_another_in_one_grid_are_several():
    rows = [
        ("收入总表", ""),
        ("单位：元", ""),
        HEAD,
        BODY,
        ("注：无", ""),
        ("表2", ""),
        ("支出总表", ""),
        HEAD,
        MORE,
    ]
    income, spending = build(Raw((Grid(cells(*rows)),))).tables
    assert (income.title, income.unit, income.notes) == ("收入总表", "元", ("注：无",))
    assert (spending.number, spending.title) == ("表2", "支出总表")
    assert [cell.text for cell in spending.grids[0].cells] == [*HEAD, *MORE]


def test_what_stands_right_under_an_empty_table_is_its_note():
    empty = Grid(cells(HEAD, ("合计", "")))
    none = "某局2024年没有使用政府性基金预算安排的支出。"
    (table,) = build(Raw((Line("政府性基金预算支出表"), empty, Line(none)))).tables
    assert table.notes == (none,)
    (table,) = build(Raw((Line("收入总表"), Grid(cells(HEAD, BODY)), Line(none)))).tables
    assert table.notes == ()


def test_a_sheet_without_a_title_has_its_name():
    (table,) = build(Raw((Grid(cells(HEAD, BODY), name="3.支出总表"),))).tables
    assert (table.number, table.title) == ("3.", "支出总表")


def test_a_heading_right_above_a_table_names_it_and_stays_a_heading():
    structure = build(Raw((Line("四、支出总表"), Line("单位：万元"), Grid(cells(HEAD, BODY)))))
    assert [(h.number, h.text) for h in structure.headings] == [("四、", "支出总表")]
    assert structure.tables[0].title == "支出总表"
    assert structure.tables[0].section == ("支出总表",)


def test_a_picture_of_a_table_is_told_and_so_is_a_title_without_a_table():
    structure = build(
        Raw((Line("收入总表", 3), Lost(3, "图片中的表格读不出"), Line("支出总表", 4), Line("单位：元", 4)))
    )
    assert [(u.place.page, u.reason) for u in structure.unread] == [
        (3, "“收入总表”：图片中的表格读不出"),
        (4, "只读到表名，没有读出这张表的内容"),
    ]


# Whose ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "department", "region", "kind", "year"),
    [
        (
            "重庆市云屏区交通局2023年部门预算\n一、概况\n有。",
            "重庆市云屏区交通局",
            "重庆市云屏区",
            "department",
            2023,
        ),
        ("2024年云川县图书馆单位预算\n一、概况\n有。", "云川县图书馆", "云川县", "unit", 2024),
        (
            "某市水利局\n2022年部门预算公开\n目录\n一、概况…………1\n一、概况\n有。",
            "某市水利局",
            "某市",
            "department",
            2022,
        ),
        (
            "某市岱南区审计局2024年部门预算\n一、概况\n有。",
            "某市岱南区审计局",
            "某市岱南区",
            "department",
            2024,
        ),
        ("2024年单位预算\n预算单位：某县第一中学\n一、概况\n有。", "某县第一中学", "某县", "unit", 2024),
        (
            "第一部分 某县审计局概况\n一、职责\n2023年预算比2022年预算增加，2022年预算为5万元。",
            "某县审计局",
            "某县",
            "department",
            2023,
        ),
    ],
)
def test_a_document_says_whose_it_is(text, department, region, kind, year):
    structure = pasted(text)
    assert (structure.department, structure.region, structure.kind, structure.year) == (
        department,
        region,
        kind,
        year,
    )


def test_a_document_says_when_it_was_published():
    assert pasted("某局2024年部门预算\n公开时间：2024年2月30日\n一、概况\n有。").published_on == ""
    assert pasted("某局2024年部门预算\n发布日期：2024-02-09\n一、概况\n有。").published_on == "2024-02-09"

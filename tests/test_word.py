"""The Word document says what the document says, sentence by sentence and cell by cell, in headings, tables and fields."""

import copy
import io
import zipfile

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from disclosures.rendering.grid import body, leaves, place_heads
from disclosures.rendering.imprint import contents
from disclosures.rendering.word import render_word
from tests import by_hand, disclosed

SHA = "ab" * 32


def opened(content):
    return docx.Document(io.BytesIO(render_word(content, SHA)))


def blocks_of(file):
    """What stands in the file behind the contents: (style, text) of a paragraph, or a table."""
    found = []
    for element in file.element.body:
        if element.tag == qn("w:tbl"):
            found.append(Table(element, file))
        elif element.tag == qn("w:p") and element.text:
            paragraph = Paragraph(element, file)
            found.append((paragraph.style.name, paragraph.text))
    first = next(n for n, block in enumerate(found) if block[0] == "Heading 1")
    return found[first:]


def expected(content):
    """The same out of the frozen document, written down once more."""
    for block in content["blocks"]:
        if block["type"] == "heading":
            joint = "　" if block["level"] == 1 and block["number"] else ""
            yield f"Heading {min(block['level'], 4)}", f"{block['number']}{joint}{block['text']}"
        elif block["type"] == "paragraph":
            style = {"item": "条目", "note": "说明"}.get(block["role"], "Body Text")
            yield style, "".join(r if isinstance(r, str) else r["text"] for r in block["runs"])
        elif block["type"] == "terms":
            yield from (("Body Text", f"{item['name']}：{item['text']}") for item in block["items"])
        else:
            yield "Caption", f"{block['label']}　{block['title']}".strip()
            if block["maker"] or block["unit"]:
                yield "表头", f"{block['maker']}\t{'单位：' * bool(block['unit'])}{block['unit']}"
            yield cells_expected(block)
            yield from (("表注", note) for note in block["notes"])
    if told := [each for each in content["examination"].get("findings", []) if each["level"] != "info"]:
        yield "Heading 1", "附　勾稽说明"
        yield from (("Body Text", f"{each['rule']}　{each['message']}。") for each in told)


def cells_expected(table):
    """Every cell of the grid, heads first; what spans several is said in each."""
    columns, rows = list(leaves(table["columns"])), body(table, keeps_height=False)
    heads = [dict() for _ in range(max(head.row + head.rows for head in place_heads(table["columns"])))]
    for head in place_heads(table["columns"]):
        for n in range(head.row, head.row + head.rows):
            heads[n] |= dict.fromkeys(range(head.column, head.column + head.columns), head.label)
    found = [[row[n] for n in range(len(columns))] for row in heads]
    for row in rows:
        texts = [cell["text"] for cell in row["cells"]]
        names = len([c for c in columns if c["kind"] in ("code", "name")])
        if row["kind"] == "total" and columns[0]["kind"] == "code":
            texts[:names] = ["".join(texts[:names])] * names
        found.append(texts)
    return found


def compare(content, file):
    found = [block if isinstance(block, tuple) else grid(block) for block in blocks_of(file)]
    assert found == list(expected(content))


def grid(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


# What it says -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [by_hand.content(text="一段。"), disclosed.document()], ids=["by hand", "composed"]
)
def test_every_sentence_and_every_cell_is_the_document_s(content):
    compare(content, opened(content))


def test_a_changed_figure_sentence_head_or_note_is_noticed():
    content = by_hand.content(text="一段。")
    file = opened(content)
    table = next(n for n, block in enumerate(content["blocks"]) if block["type"] == "table")
    changes = (
        lambda blocks: blocks[table]["rows"][0]["cells"][4].update(text="31,214,205.81"),
        lambda blocks: blocks[table]["rows"][1]["cells"][5].update(text="0.00"),
        lambda blocks: blocks[table]["columns"][1]["children"][0].update(label="总计"),
        lambda blocks: blocks[table].update(notes=["注：别的话。"]),
        lambda blocks: blocks[table].update(unit="万元"),
        lambda blocks: blocks[1].update(runs=["一段"]),
        lambda blocks: blocks[2]["runs"][1].update(text="31,214,205.81"),
        lambda blocks: blocks[2].update(role=""),
        lambda blocks: blocks[-1]["items"][0].update(text="别的资金。"),
        lambda blocks: blocks.pop(),
    )
    for change in changes:
        other = copy.deepcopy(content)
        change(other["blocks"])
        with pytest.raises(AssertionError):
            compare(other, file)


def test_a_form_may_have_a_cover_of_its_own():
    own = {"title": "某区2025年区级部门预算", "subtitle": "预算主管部门：某局"}
    said = [p.text for p in opened(by_hand.content() | {"cover": own}).paragraphs[:12]]
    assert said[:3] == ["部门预算公开文本", own["title"], own["subtitle"]]


def test_the_cover_says_which_version_this_is(settings):
    settings.SITE_SAMPLE = True
    said = [p.text for p in opened(by_hand.content()).paragraphs[:12]]
    assert said[:3] == ["部门预算公开文本", "上海市普陀区某局\n2026年部门预算", "上海市普陀区"]
    assert {
        "版本\t第2版",
        "更正原因\t漏印一句。",
        "公开日期\t2026年2月6日",
        f"文本摘要\tsha256:{SHA}",
    } <= set(said)
    assert [line for line in said if line.startswith("核验地址") and line.endswith("/310107/105/2026/v2/")]
    assert "样例，不是任何部门的正式公开文本。" in said


def test_a_site_that_is_no_sample_does_not_say_so(settings):
    settings.SITE_SAMPLE = False
    assert not [p for p in opened(by_hand.content()).paragraphs if p.style.name == "样例"]


def test_the_file_s_properties_are_the_version_s():
    facts = opened(by_hand.content()).core_properties
    assert (facts.title, facts.author) == ("上海市普陀区某局2026年部门预算", "上海市普陀区某局")
    assert (facts.language, facts.revision) == ("zh-CN", 2)
    assert facts.created.isoformat() == facts.modified.isoformat() == "2026-02-06T02:30:00+00:00"
    assert SHA in facts.comments


# How it is made ---------------------------------------------------------------------------------------------------


def test_headings_have_outline_levels_and_their_typeface():
    styles = opened(by_hand.content()).styles
    for level in range(1, 5):
        style = styles[f"Heading {level}"].element
        assert style.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == str(level - 1)
        assert style.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"
    assert styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "宋体"


def test_terms_stand_in_black():
    runs = opened(by_hand.content()).paragraphs[-1].runs
    assert [run.style.name for run in runs] == ["Strong", "Default Paragraph Font"]
    assert runs[0].text == "财政拨款收入"


def test_the_contents_are_a_field_filled_in_that_leads_to_headings_and_tables():
    content = by_hand.content()
    file = opened(content)
    lines = [p for p in file.paragraphs if p.style.name.startswith("toc ")]
    assert [p.hyperlinks[0].text for p in lines] == [entry.text for _level, entry in contents(content)]
    assert 'TOC \\o "1-2" \\h \\z \\u' in "".join(e.text for e in file.element.body.iter(qn("w:instrText")))
    marks = {mark.get(qn("w:name")) for mark in file.element.body.iter(qn("w:bookmarkStart"))}
    assert {p.hyperlinks[0].fragment for p in lines} == marks
    kinds = [mark.get(qn("w:fldCharType")) for mark in file.element.body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_brought_up_to_date_the_contents_list_what_they_listed_before():
    """A program lists headings of two levels, and captions where the contents list the tables themselves."""
    content = by_hand.content()
    table = next(n for n, block in enumerate(content["blocks"]) if block["type"] == "table")
    section = {"type": "heading", "level": 2, "number": "1. ", "text": "某表", "anchor": "s", "listed": ""}
    content["blocks"].insert(table + 2, section)
    listed = [text for text, level in outlined(opened(content)) if level <= 2]
    titles = [b["title"] for b in content["blocks"] if b["type"] == "table"]
    assert [text for text in listed if text in titles or text.startswith("表1")] == [
        f"表1　{titles[0]}",
        titles[1],
    ]


def outlined(file):
    for paragraph in file.paragraphs:
        for properties in (paragraph._p.pPr, paragraph.style.element.pPr):
            level = properties.find(qn("w:outlineLvl"))
            if level is not None:
                yield paragraph.text, int(level.get(qn("w:val"))) + 1
                break


def test_a_table_tells_its_heads_its_name_and_its_unit():
    table = opened(by_hand.content()).tables[0]
    rows = table._tbl.tr_lst
    assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True] * 3 + [False] * 4
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "表1　2026年部门支出预算总表"
    assert "单位：元" in table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
    merged = [(c.grid_span, c.vMerge) for c in rows[1].tc_lst]
    assert merged == [(3, None), *[(1, "restart")] * 4]


def test_amounts_stand_at_the_right_names_are_set_in_and_totals_marked():
    rows = opened(by_hand.content()).tables[0].rows
    alignments = [str(cell.paragraphs[0].alignment).partition(" ")[0] for cell in rows[3].cells]
    assert alignments == ["CENTER"] * 3 + ["None"] + ["RIGHT"] * 3
    names = [row.cells[3].paragraphs[0].paragraph_format.left_indent for row in rows[3:6]]
    assert names[0] is None and names[1] < names[2]
    total = rows[6].cells
    assert total[0].text == total[3].text == "合计" and total[4].paragraphs[0].runs[0].style.name == "Strong"


def test_only_what_is_too_wide_lies_across_and_its_heading_with_it():
    columns = tuple(by_hand.Column(f"第{n}项支出的合计数") for n in range(12))
    cells = tuple(by_hand.Cell("31,214,205.80", "total") for _ in columns)
    wide = by_hand.Table("wide", "很宽的表", "元", columns, (by_hand.Row(cells),))
    file = opened(by_hand.content(wide))
    pages = [section.orientation for section in file.sections]
    assert pages == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert [
        [block.text for block in section.iter_inner_content() if isinstance(block, Paragraph) and block.text]
        for section in file.sections
    ][1] == ["五、　部门预算表", "很宽的表", "\t单位：元"]
    upright = opened(by_hand.content(by_hand.by_function()))
    assert [section.orientation for section in upright.sections] == [WD_ORIENT.PORTRAIT]


def test_rows_that_only_the_workbook_keeps_are_not_printed():
    table = opened(by_hand.content(by_hand.by_function(height=14))).tables[0]
    assert len(table.rows) == 3 + 4


def test_every_page_but_the_cover_bears_title_and_number():
    file = opened(disclosed.document())
    first, *rest = file.sections
    assert first.different_first_page_header_footer
    assert first.header.paragraphs[0].text == "某县财政局2025年部门预算　第1版"
    assert "PAGE" in first.footer._element.xml
    assert rest and all(
        s.header.is_linked_to_previous and not s.different_first_page_header_footer for s in rest
    )


# What it must never do --------------------------------------------------------------------------------------------


def test_the_same_version_gives_the_same_bytes():
    content = by_hand.content()
    data = render_word(content, SHA)
    assert data == render_word(copy.deepcopy(content), SHA)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert {part.date_time for part in file.infolist()} == {(2026, 2, 6, 10, 30, 0)}


def test_a_line_break_pasted_from_word_stays_one_and_what_no_file_can_hold_is_left_out():
    said = [p.text for p in opened(by_hand.content(text="甲\x01乙\v丙\ufffe")).paragraphs]
    assert "甲乙\n丙" in said


def test_markup_in_a_text_stays_text():
    text = "<w:br/>&amp; </w:t> ]]>"
    assert text in [p.text for p in opened(by_hand.content(text=text)).paragraphs]


def test_nothing_in_the_file_leads_outside():
    with zipfile.ZipFile(io.BytesIO(render_word(by_hand.content(), SHA))) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    assert not [name for name, part in parts.items() if b'TargetMode="External"' in part]
    assert not [name for name in parts if "thumbnail" in name or "customXml" in name]

"""A workbook that is taken over is read to the last decimal, each value with its cell, and nothing of it is passed over."""

import datetime
import io
import resource
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures import limited
from disclosures.intake import sheets
from disclosures.intake.child import SHOWN, answer
from disclosures.intake.sheets import Workbook, read_many, read_workbook
from disclosures.reading.cell_formats import exact
from disclosures.reading.raw import Unreadable
from disclosures.reading.reader import read
from disclosures.reading.sandbox import FAILED, TOO_LONG
from disclosures.reading.xlsx import read_xlsx
from tests import hostile
from tests.experiments.e4 import CORPUS, with_strings
from tests.hostile import MAIN

ROOT = Path(__file__).parent.parent


def made(fill):
    """A workbook that ``fill`` fills, as openpyxl writes it."""
    book = openpyxl.Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def statement(book):
    """A statement of expenditure whose cells show two decimals and hold six; a hidden row, a hidden sheet."""
    sheet = book.active
    sheet.title = "部门支出总表"
    sheet.append(["2026年部门支出预算总表"])
    sheet.append(["编制部门：某县财政局", None, None, None, "单位：万元"])
    sheet.append(["科目编码", "科目名称", "合计", "基本支出", "项目支出"])
    for code, name in (
        ("201", "一般公共服务支出"),
        ("20106", "财政事务"),
        ("2010601", "行政运行"),
        (None, "合计"),
    ):
        sheet.append([code, name, 12.345678, 10, 2.345678])
        for cell in sheet[sheet.max_row][2:]:
            cell.number_format = "#,##0.00"
    sheet.row_dimensions[6].hidden = True
    other = book.create_sheet("底稿", 0)
    other.append(["2026年部门收入预算总表"])
    other.append(["项目", "金额"])
    other.append(["财政拨款收入", 3])
    other.sheet_state = "hidden"


def said_in(data, **options):
    return {
        said.key: said
        for table in read(data, "a.xlsx", **options).tables
        for said in table.said
        if said.value
    }


# A statement taken over ---------------------------------------------------------------------------------------------


def test_figures_of_a_workbook_name_their_cells():
    said = said_in(made(statement))
    assert said["expenditure.f201.project"].place.cell == "部门支出总表!E4"
    assert said["expenditure.year.total"].place.cell == "部门支出总表!C7"
    (table,) = read(made(statement), "a.xlsx").tables
    assert [row.place.cell for row in table.rows] == ["部门支出总表!B4", "部门支出总表!B5", "部门支出总表!B7"]


def test_who_looks_reads_what_is_shown_and_who_takes_over_all_decimals():
    shown, held = said_in(made(statement)), said_in(made(statement), exactly=True)
    key = "expenditure.f201.project"
    assert (shown[key].value, shown[key].printed) == (23_500, "2.35万元")
    assert (str(held[key].value.normalize()), held[key].printed) == ("23456.78", "2.345678万元")


def test_what_is_hidden_is_taken_over_and_marked():
    looked, taken = said_in(made(statement)), said_in(made(statement), exactly=True)
    hidden = [said for key, said in taken.items() if said.place.is_hidden]
    assert not any(said.place.is_hidden for said in looked.values())
    assert "expenditure.f2010601" not in looked and taken["expenditure.f2010601"].place.is_hidden
    assert {said.place.cell for said in hidden} >= {"部门支出总表!C6", "底稿!B3"}


def test_hidden_sheets_stand_behind_the_others():
    names = [
        block.name for block in read_xlsx(made(statement), exactly=True).blocks if hasattr(block, "name")
    ]
    assert names == ["部门支出总表", "底稿"]


def test_only_a_workbook_is_taken_over():
    with pytest.raises(Unreadable, match="不是 Excel 工作簿"):
        read("2025年，某县财政局收入预算3,121.42万元。".encode(), exactly=True)


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        ("1234.5678", "#,##0.00", "1234.5678"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("-1234.5678", "#,##0.00;(#,##0.00)", "-1234.5678"),
        ("0.123456", "0.00%", "12.3456%"),
        ("0.12", "0.00%", "12.00%"),
        ("1234567.89", "#,##0.00,", "1234.56789"),
        ("0", '#,##0.00;-#,##0.00;"-"', "0"),
        ("12.5", ";;;", "12.5"),
        ("1234.5600000000001", "General", "1234.56"),
        ("0.30000000000000004", "0.00", "0.30"),
        ("15", "000", "015"),
        ("46023", "yyyy/m/d", "2026/1/1"),
        ("1234.567", '0.00"元"', "1234.567元"),
        ("0.004", "0.00", "0.004"),
    ],
)
def test_a_cell_held_exactly_has_its_decimals_and_the_signs_that_it_shows(value, style, text):
    assert exact(value, style) == text


# Cells ----------------------------------------------------------------------------------------------------------------


def cells_of(data, sheet=0):
    return read_workbook(data).sheets[sheet].cells


def written(rows, is_1904=False):
    """Cells from XML as it may stand in a sheet, a string of cells for each row."""
    text = "".join(f'<row r="{n}">{cells}</row>' for n, cells in enumerate(rows, 1))
    more = {}
    if is_1904:
        more["xl/workbook.xml"] = (
            f'<workbook xmlns="{MAIN}" xmlns:r="{hostile.LINKS}"><workbookPr date1904="1"/>'
            '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
        )
    return hostile.workbook(hostile.sheet(text), **more)


def kinds_of(cells):
    return {place: (cell.kind, cell.text) for place, cell in cells.items()}


def test_every_kind_of_cell_is_told_apart():
    def fill(book):
        sheet = book.active
        sheet.append(
            ["行政运行", 1234.5, True, False, datetime.date(2026, 1, 1), 0, -0.01, "１，２３４．５０"]
        )
        sheet.append(
            [datetime.datetime(2026, 1, 1, 8, 30), datetime.time(8, 30), " 留白 ", "第一行\n第二行", 100000]
        )

    cells = cells_of(made(fill))
    assert [cells[0, n][:2] for n in range(8)] == [
        ("行政运行", "text"),
        ("1234.5", "number"),
        ("TRUE", "bool"),
        ("FALSE", "bool"),
        ("2026-01-01", "date"),
        ("0", "number"),
        ("-0.01", "number"),
        ("１，２３４．５０", "text"),
    ]
    assert [cells[1, n][:2] for n in range(5)] == [
        ("2026-01-01T08:30:00", "date"),
        ("08:30:00", "date"),
        (" 留白 ", "text"),
        ("第一行\n第二行", "text"),
        ("100000", "number"),
    ]
    assert cells[0, 4].format == "yyyy\\-mm\\-dd" or "yy" in cells[0, 4].format
    assert cells[0, 4].raw == "46023"


def test_a_formula_gives_what_was_worked_out_and_one_never_worked_out_is_neither_nothing_nor_zero():
    cells = cells_of(
        written(
            [
                '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v/></c>',
                '<c r="A2" t="str"><f>IF(A1,"a","")</f><v>a</v></c><c r="B2" t="str"><f>""</f><v></v></c>',
                '<c r="A3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B3"><f t="shared" si="0"/><v>3</v></c>',
                '<c r="A4" t="str"><f>B1</f></c>',
            ]
        )
    )
    assert kinds_of(cells) == {
        (0, 0): ("number", "2"),
        (0, 1): ("uncounted", ""),
        (0, 2): ("uncounted", ""),
        (1, 0): ("text", "a"),
        (1, 1): ("text", ""),
        (2, 0): ("error", "#DIV/0!"),
        (2, 1): ("number", "3"),
        (3, 0): ("uncounted", ""),
    }
    assert all(cell.is_formula for cell in cells.values())


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("1234.5600000000001", "number", "1234.56"),
        ("0.30000000000000004", "number", "0.3"),
        ("3.1214205799999997E7", "number", "31214205.8"),
        ("1E3", "number", "1000"),
        ("1E-7", "number", "0.0000001"),
        ("-0", "number", "0"),
        ("0.10", "number", "0.1"),
        ("007", "number", "7"),
        (".5", "number", "0.5"),
        ("9999999999999.99", "number", "9999999999999.99"),
        ("1E400", "error", "1E400"),
        ("NaN", "error", "NaN"),
        ("Infinity", "error", "Infinity"),
        ("1" + "0" * 1_000_000, "error", "1" + "0" * 19),
        ("&#49;2", "number", "12"),
    ],
)
def test_a_number_is_its_plain_decimal_and_what_is_none_an_error(value, kind, text):
    (cell,) = cells_of(written([f'<c r="A1"><v>{value}</v></c>'])).values()
    assert (cell.kind, cell.text) == (kind, text)
    assert kind == "error" or cell.raw == ("12" if "&" in value else value)


@pytest.mark.parametrize(
    ("serial", "is_1904", "text"),
    [
        ("1", False, "1900-01-01"),
        ("59", False, "1900-02-28"),
        ("61", False, "1900-03-01"),
        ("46023", False, "2026-01-01"),
        ("44561", True, "2026-01-01"),
        ("46023.75", False, "2026-01-01T18:00:00"),
        ("0.5", False, "12:00:00"),
    ],
)
def test_a_date_is_counted_as_its_workbook_counts(serial, is_1904, text):
    styles = (
        f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    data = written([f'<c r="A1" s="1"><v>{serial}</v></c><c r="B1"><v>{serial}</v></c>'], is_1904)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    link = f'<Relationship Id="r9" Type="{hostile.LINKS}/styles" Target="styles.xml"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>", link.encode()
    )
    cells = cells_of(hostile.packed(parts | {"xl/styles.xml": styles}))
    assert (cells[0, 0].kind, cells[0, 0].text, cells[0, 0].raw) == ("date", text, serial)
    assert (cells[0, 1].kind, cells[0, 1].text) == ("number", serial)
    assert read_workbook(hostile.packed(parts)).is_1904 == is_1904


def test_shared_texts_are_read_without_their_readings_and_with_their_runs():
    strings = (
        '<si><r><t>行政</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 运行</t></r></si>'
        '<si><t>教育</t><rPh sb="0" eb="2"><t>キョウイク</t></rPh><phoneticPr fontId="1"/></si>'
        "<si><t>a&amp;b_x000D_\nc_x005F_x0041_</t></si>"
    )
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
    texts = [cell.text for cell in cells_of(with_strings(rows, strings)).values()]
    assert texts == ["行政 运行", "教育", "a&b\nc_x0041_"]


def test_what_is_hidden_and_what_is_merged_is_told():
    def fill(book):
        sheet = book.active
        for row in (["项目", "暗", "合计"], ["教育", 1, 2], ["暗行", 3, 4], ["住房", 5, 6]):
            sheet.append(row)
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[40].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.column_dimensions["Z"].hidden = True
        sheet.merge_cells("A5:B6")
        book.create_sheet("底稿").sheet_state = "veryHidden"
        book["底稿"].append(["底稿"])

    first, second = read_workbook(made(fill)).sheets
    assert (first.is_hidden, first.hidden_rows, first.hidden_columns) == (False, {2}, {1})
    assert first.merged == ((4, 0, 5, 1),)
    assert (second.name, second.is_hidden, second.cells[0, 0].text) == ("底稿", True, "底稿")


# Sheets in every hand ---------------------------------------------------------------------------------------------------

TEXTS = st.text(
    st.characters(
        blacklist_categories=("Cs", "Cc", "Co", "Cn"),
        blacklist_characters="_\ufffe\uffff",
        max_codepoint=0xFFFF,
    ),
    min_size=1,
    max_size=20,
).filter(lambda text: not text.startswith("="))
NUMBERS = st.one_of(
    st.integers(-(10**14), 10**14),
    st.decimals(-(10**11), 10**11, places=2).map(float),
    st.floats(-1e20, 1e20).filter(lambda number: not 0 < abs(number) < 1e-90),
)
VALUES = st.one_of(st.none(), TEXTS, NUMBERS, st.booleans(), st.dates(datetime.date(1901, 1, 1)))
TABLES = st.lists(st.lists(VALUES, max_size=6), min_size=1, max_size=8)


def in_xlsxwriter(table, options=()):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            **dict(options),
        },
    )
    sheet = book.add_worksheet("表")
    formats = [None, book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": 14})]
    for r, row in enumerate(table):
        for c, value in enumerate(row):
            match value:
                case None:
                    sheet.write_blank(r, c, None, formats[1])
                case bool():
                    sheet.write_boolean(r, c, value)
                case str():
                    sheet.write_string(r, c, value)
                case datetime.date():
                    sheet.write_datetime(r, c, datetime.datetime.combine(value, datetime.time()), formats[2])
                case _:
                    sheet.write_number(r, c, value, formats[(r + c) % 2])
    book.close()
    return out.getvalue()


def is_as_openpyxl_has_it(cell, value):
    match value:
        case bool():
            return (cell.kind, cell.text) == ("bool", str(value).upper())
        case str():
            return (cell.kind, cell.text) == ("text", value.replace("\r", ""))
        case datetime.datetime():
            return (cell.kind, cell.text) == ("date", value.date().isoformat())
    return cell.kind == "number" and Decimal(cell.text) == SHOWN.create_decimal(repr(value))


def in_another_hand(data):
    """The same workbook as a program might write it that nobody knows: with a comment among its rows."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"<sheetData>", b"<sheetData><!-- rows -->")
    parts["xl/sharedStrings.xml"] = parts.get("xl/sharedStrings.xml", b"").replace(
        b"</sst>", b"<!-- end --></sst>"
    )
    return hostile.packed({name: part for name, part in parts.items() if part})


@settings(max_examples=60, deadline=None)
@given(TABLES, st.booleans())
def test_any_workbook_holds_what_openpyxl_says_it_holds_in_whatever_hand(table, is_lean):
    data = in_xlsxwriter(table, {"constant_memory": is_lean})
    found = sheets._understood(answer(data)[0])
    assert found == sheets._understood(answer(in_another_hand(data))[0])
    expected = {
        (cell.row - 1, cell.column - 1): cell.value
        for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()
        for cell in row
        if cell.value is not None
    }
    cells = found.sheets[0].cells
    assert list(cells) == sorted(expected)
    assert all(is_as_openpyxl_has_it(cells[place], value) for place, value in expected.items())


def test_names_with_prefixes_and_cells_without_places_are_read_alike():
    prefixed = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>收入</x:t></x:is></x:c>'
        "<x:c><x:v>1.5</x:v></x:c></x:row><x:row><x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    cells = cells_of(hostile.workbook(prefixed))
    assert kinds_of(cells) == {(0, 0): ("text", "收入"), (0, 1): ("number", "1.5"), (1, 0): ("number", "2")}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "gb18030"])
def test_a_sheet_in_another_encoding_is_read(encoding):
    text = hostile.sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>收入</t></is></c></row>')
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    cells = cells_of(hostile.workbook((head + text).encode(encoding)))
    assert kinds_of(cells) == {(0, 0): ("text", "收入")}


# Files made to do harm ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made_to_harm(tmp_path_factory):
    """The corpus of E4 and as many workbooks broken at random; made elsewhere, for what making them takes is no growth of
    the server."""
    folder = tmp_path_factory.mktemp("corpus")
    command = [sys.executable, "-m", "tests.experiments.e4", folder, str(2 * len(CORPUS))]
    subprocess.run(command, check=True, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def hostile_files(made_to_harm):
    """The corpus by name."""
    return {name: made_to_harm / f"corpus-{n:03d}" for n, name in enumerate(CORPUS)}


def spent():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_every_hostile_workbook_is_answered_in_its_words_and_moves_nothing(hostile_files):
    sound = in_xlsxwriter([["收入", 1.5]])
    read_workbook(sound)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, path in hostile_files.items():
        start, word = spent(), CORPUS[name][1]
        ((_, found), (_, after)) = read_many([(name, path.read_bytes()), ("收入", sound)])
        assert isinstance(after, Workbook), name
        assert spent() - start < 10, name
        assert word is None or (isinstance(found, Unreadable) and word in str(found)), (name, found)
        assert isinstance(found, Workbook) or "Error" not in str(found)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 50


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\0" * 20 * 2**20 + b"1", "超过 20 MB"),
        ("科目,金额\n教育,1".encode(), "不是 Excel 工作簿（.xlsx），请另存为 .xlsx 后再上传。"),
        (hostile.word("<w:p/>"), "不是 Excel 工作簿（.xlsx）"),
        (b"%PDF-1.7", "不是 Excel 工作簿（.xlsx）"),
    ],
)
def test_what_is_no_workbook_is_told_so(data, words):
    with pytest.raises(Unreadable, match=words.replace("(", r"\(")):
        read_workbook(data)


def test_a_workbook_broken_at_random_is_read_or_answered_in_a_sentence(made_to_harm):
    broken = sorted(made_to_harm.glob("mutant-*"))
    for name, found in read_many((path.name, path.read_bytes()) for path in broken):
        assert isinstance(found, Workbook) or (str(found) != FAILED and "Error" not in str(found)), name


def test_a_sheet_formatted_to_its_end_is_read_for_what_it_holds(hostile_files):
    start = spent()
    cells = cells_of(hostile_files["half a million empty rows"].read_bytes())
    assert kinds_of(cells) == {(0, 0): ("text", "收入预算总额"), (0, 1): ("number", "3121.42")}
    assert spent() - start < 5


def test_a_text_shared_by_every_cell_is_not_multiplied():
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 4000))
    with pytest.raises(Unreadable, match="过多"):
        read_workbook(with_strings(rows, f"<si><t>{'字' * 30_000}</t></si>"))


def test_cells_without_a_place_do_not_run_off_the_sheet_unseen():
    with pytest.raises(Unreadable, match=r"单元格 GS1 超出允许范围（5000 行×200 列）"):
        read_workbook(hostile.workbook(hostile.sheet("<row>" + "<c><v>1</v></c>" * 201 + "</row>")))


# Many files ----------------------------------------------------------------------------------------------------


@pytest.fixture
def mortal(monkeypatch):
    """A reader that some files end."""
    reader = limited.Child("tests.dying_reader", 1, 10, 2**20)
    monkeypatch.setattr(sheets, "READER", reader)
    return reader


def named(word):
    """A sound workbook that holds a word for the reader, outside of its parts."""
    data = bytearray(in_xlsxwriter([["收入", 1.5]]))
    data[-2:] = len(word).to_bytes(2, "little")  # the comment of the package
    return bytes(data) + word.encode()


def outcomes(words):
    return [
        str(found) if isinstance(found, Unreadable) else found.sheets[0].cells[0, 1].text
        for _, found in read_many((word, named(word)) for word in words)
    ]


def test_a_file_that_ends_its_reader_is_the_only_one_to_fail(mortal):
    assert outcomes(["a", "die", "b", "die", "die", "c"]) == ["1.5", FAILED, "1.5", FAILED, FAILED, "1.5"]


def test_a_file_that_takes_all_its_time_is_the_only_one_to_fail(mortal):
    assert outcomes(["a", "hang", "b", "loop", "c"]) == ["1.5", TOO_LONG, "1.5", TOO_LONG, "1.5"]


def test_a_reader_that_ends_between_two_files_fails_none(mortal):
    assert outcomes(["tired", "tired", "a"]) == ["1.5", "1.5", "1.5"]


def test_who_waits_too_long_for_a_reader_is_told_to_come_again(mortal):
    mortal.wait_seconds = 0
    with mortal.line(), mortal.line():
        assert all("请稍后再试" in outcome for outcome in outcomes(["a", "b"]))


def test_the_reader_is_gone_when_nobody_listens_any_longer(mortal):
    found = read_many(("a", named("a")) for _ in range(3))
    next(found)
    found.close()
    with mortal.line(), mortal.line():
        pass


def test_three_hundred_workbooks_take_the_memory_of_thirty():
    ran = subprocess.run([sys.executable, "-c", MEMORY], cwd=ROOT, capture_output=True, text=True, check=True)
    ours_before, child_before, ours, child = map(int, ran.stdout.split())
    assert ours - ours_before < 20_000 and child - child_before < 10_000


MEMORY = """
import os, pathlib, re
from disclosures.intake.sheets import read_many
from tests.test_intake_sheets import in_xlsxwriter

row = lambda n, r: [f"{n} {r} {c}" for c in range(4)] + [r * c / 7 for c in range(8)]
books = [in_xlsxwriter([row(n, r) for r in range(150)]) for n in range(30)]

def peak(process):
    return int(re.search("VmHWM:\\s+(\\d+)", pathlib.Path(f"/proc/{process}/status").read_text())[1])

at = []
for n, (_, found) in enumerate(read_many(("a", books[n % 30]) for n in range(300)), 1):
    assert len(found.sheets[0].cells) == 1800
    if n in (30, 300):
        (child,) = pathlib.Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        at += [peak("self"), peak(child)]
print(*at)
"""

"""The form of Shanghai's districts: two disclosures of Putuo district in it, head by head, cell by cell, number by number.

They are of a department in 2025 (普陀区财政局) and of one with five units in 2024 (万里街道办事处). The official workbook
is of 2026. What is excepted is named with its reason; everything else has to agree.
"""

import json
import re
import unicodedata
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction

from budgets.actions import load_chart
from budgets.books import PurposeText, Stated, open_books
from budgets.demo import putuo_finance_2025, wanli_2024
from budgets.demo.load import load
from budgets.ledger import Ledger
from disclosures.compose import compose
from disclosures.declaring.forms import form_for
from disclosures.document import as_json
from disclosures.rendering.grid import body, leaves, place_heads
from disclosures.rendering.layout import lay_out
from disclosures.rendering.pdf import render_html
from tests.full import PROJECTS, full_books
from tests.samples_text import SHARED, block_text, cut, headings, numbers, sample_text, section_text
from tests.shelf import cost, income, sound_books, spending

# The samples are read from the drafts; a test database is only made where a test says that it wants one.
pytestmark = pytest.mark.django_db
PUTUO, WANLI = "putuo-finance-2025", "wanli-2024"
SAMPLES = {PUTUO: putuo_finance_2025.SAMPLE, WANLI: wanli_2024.SAMPLE}
EITHER = pytest.mark.parametrize("name", [PUTUO, WANLI])


@pytest.fixture(scope="module")
def shelf(django_db_setup, django_db_blocker):
    """The books of both samples; the database is left as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        for sample in SAMPLES.values():
            load_chart(year=sample.budget["year"])
        books = {name: open_books(load(sample=sample, by=None)) for name, sample in SAMPLES.items()}
        transaction.set_rollback(True)
    return books


@pytest.fixture(scope="module")
def documents(shelf):
    return {name: compose(books) for name, books in shelf.items()}


def plain(text):
    """A text without spaces, its punctuation in one width: 注: and 注：, 1． and 1. are one."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def text_behind_the_contents(name):
    """The published text from its first section on."""
    text = sample_text(name)
    return text[text.index("\n", text.index("七、项目经费情况说明")) :]


# The outline ------------------------------------------------------------------------------------------------------

MATTERS = [
    (2, "二、机关运行经费预算"),
    (2, "三、政府采购预算情况"),
    (2, "四、绩效目标设置情况"),
    (2, "五、国有资产占有使用情况"),
]
SHEET = [
    (2, "一、项目概述"),
    (2, "二、立项依据"),
    (2, "三、实施主体"),
    (2, "四、实施方案"),
    (2, "五、实施周期"),
    (2, "六、年度预算安排"),
    (2, "七、绩效目标"),
]
#: (level, heading) as the texts were published, in order.
OUTLINES = {
    PUTUO: [
        (1, "上海市普陀区财政局主要职能"),
        (1, "上海市普陀区财政局机构设置"),
        (1, "名词解释"),
        (1, "2025年部门预算编制说明"),
        (1, "部门预算表"),
        (1, "其他相关情况说明"),
        (2, "一、2025年“三公”经费预算情况说明"),
        *MATTERS,
        (1, "项目经费情况说明"),
        *SHEET,
    ],
    WANLI: [
        (1, "上海市普陀区人民政府万里街道办事处（部门）主要职能"),
        (1, "上海市普陀区人民政府万里街道办事处（部门）机构设置"),
        (1, "名词解释"),
        (1, "2024年部门预算编制说明"),
        (1, "部门预算表"),
        (1, "其他相关情况说明"),
        (2, "一、2024年“三公”经费预算情况说明"),
        *MATTERS,
        (1, "项目经费情况说明"),
        *SHEET,
    ],
}
#: Headings that a text does not have so, what it has, and why ours differs.
OTHERWISE = {
    (PUTUO, "部门预算表"): ("", "stands in the contents only: in the text each table has a page of its own"),
    (WANLI, "部门预算表"): ("", "as above"),
    (WANLI, "一、项目概述"): (
        "一、项目概况",
        "the official sheet calls it 项目概述, as the text of 2025 does",
    ),
}


@EITHER
def test_the_outline_is_the_published_one(documents, name):
    assert headings(documents[name]) == OUTLINES[name]


@EITHER
def test_the_published_text_has_these_headings_in_this_order(name):
    text, at = plain(text_behind_the_contents(name)), 0
    for _level, heading in OUTLINES[name]:
        published, _why = OTHERWISE.get((name, heading), (heading, ""))
        at = text.index(plain(published), at)


def listed(text):
    """The lines of the published contents."""
    lines = [re.sub(r"…+", "", line).strip() for line in text.splitlines()]
    start = next(n for n, line in enumerate(lines) if line.replace(" ", "") == "目录")
    found = [line for line in lines[start + 1 :] if line]
    return found[: next(n for n, line in enumerate(found) if line.startswith("七、")) + 1]


@EITHER
def test_the_contents_are_the_published_ones(documents, name):
    """Line by line, tables with their numbers. Ours also list the headings of the second level of the last two."""
    contents = lay_out(as_json(documents[name])).contents
    ours = []
    for entry in contents:
        ours += [entry.text, *([e.text for e in entry.children] if entry.text == "五、部门预算表" else [])]
    assert [plain(line) for line in ours] == [plain(line) for line in listed(sample_text(name))]


@EITHER
def test_the_cover_is_the_published_one(documents, name):
    cover = as_json(documents[name])["cover"]
    first = [plain(line) for line in sample_text(name).splitlines() if line.strip()]
    assert [plain(cover["title"]), plain(cover["subtitle"])] == first[:2]


def test_the_cover_is_printed(documents):
    html, _widths = render_html(
        as_json(documents[PUTUO].stamped(number=1, published_at="2025-02-06T10:00:00+08:00")), "ab" * 32
    )
    cover = html[html.index('<section class="cover">') : html.index('<nav class="contents">')]
    assert "<h1>上海市普陀区2025年区级部门预算</h1>" in cover
    assert '<p class="org">预算主管部门：上海市普陀区财政局</p>' in cover


def test_a_glossary_is_numbered_as_in_the_text(documents):
    text = section_text(documents[PUTUO], "glossary").splitlines()[1:]
    assert [line[:3] for line in text[:3]] == ["（一）", "（二）", "（三）"]


# The tables -------------------------------------------------------------------------------------------------------

TITLE = re.compile(r"^([0-9]{4}年)?部门.*表$")


def published_tables(name):
    """The published tables by title: maker and unit, rows of heads, rows of cells. Continued pages are joined."""
    path = SHARED / f"{name}.tables.json"
    if not path.exists():
        pytest.skip(f"the published tables are not here: {path}")
    tables, heads = {}, []
    for page in json.loads(path.read_text()):
        if TITLE.match(page["title"]):
            depth = 2 if "收支" in page["title"] else 3
            heads = page["rows"][:depth]
            table = tables[page["title"]] = {"second": page["second"], "heads": heads, "rows": []}
        elif not tables:
            continue  # the contents
        rows = page["rows"][len(heads) :] if page["rows"][: len(heads)] == heads else page["rows"]
        table["rows"] += rows
    return tables


def our_tables(document):
    """Our tables by title, as they stand in the frozen document."""
    blocks = [block for block in as_json(document)["blocks"] if block["type"] == "table"]
    return {block["title"]: block for block in blocks}


def head_grid(table):
    """The heads as the published file has them: each in the first cell that it spans."""
    placed = list(place_heads(table["columns"]))
    grid = [[""] * len(list(leaves(table["columns"]))) for _ in range(max(h.row + h.rows for h in placed))]
    for head in placed:
        grid[head.row][head.column] = head.label
    return grid


@EITHER
def test_titles_and_their_order_are_as_published(documents, name):
    assert list(our_tables(documents[name])) == list(published_tables(name))


@EITHER
def test_every_head_is_as_published_with_what_it_spans(documents, name):
    ours = our_tables(documents[name])
    for title, table in published_tables(name).items():
        published = [[plain(cell) for cell in row] for row in table["heads"]]
        assert [[plain(cell) for cell in row] for row in head_grid(ours[title])] == published


@EITHER
def test_maker_and_unit_are_as_published(documents, name):
    ours = our_tables(documents[name])
    for title, table in published_tables(name).items():
        unit = {"元": "元", "万元": "万元"}[ours[title]["unit"]]
        assert plain(f"{ours[title]['maker']} 单位：{unit}") == plain(table["second"])


#: Cells of codes and names that were published otherwise, and why ours differ.
CELLS_OTHERWISE = {
    ("301", "2", "津贴补贴"): (
        ("301", "02", "津贴补贴"),
        "a code that lost its zero; the text of 2025 has it",
    ),
    ("301", "7", "绩效工资"): (("301", "07", "绩效工资"), "the same"),
}


def row_of(cells, width):
    """The words before the amounts without empty cells at the total's, and the amounts: None blank."""
    amounts = [
        None if cell == "" else Decimal(cell.replace(",", "").replace("−", "-")) for cell in cells[width:]
    ]
    words = tuple(plain(cell) for cell in cells[:width])
    return CELLS_OTHERWISE.get(words, (words, ""))[0], amounts


def published_rows(title, table):
    """(words, amounts) of each row that says something, and how many rows the layout left empty."""
    columns, rows = len(table["heads"][0]), []
    for cells in table["rows"]:
        if cells[0] == "合计" and len(cells) < columns:  # a page of its own, its merged cells lost
            cells = ["合计", *[""] * (columns - len(cells)), *cells[1:]]
        rows.append(cells)
    return rows


def two_sided(cells):
    """A row of a two-sided table as (words, amounts): the names of both sides, and the amounts of both."""
    words = (plain(cells[0]), plain(cells[2]))
    amounts = [cells[1], *cells[3:]]
    return words, [None if cell == "" else Decimal(cell.replace(",", "")) for cell in amounts]


def comparable(title, rows, width):
    """The rows of a table that say something, told alike for both: words and amounts."""
    told = [two_sided(cells) if "收支" in title else row_of(cells, width) for cells in rows]
    return [
        (tuple(sorted(words)) if "合计" in words else words, amounts)
        for words, amounts in told
        if any(words) or any(amount is not None for amount in amounts)
    ]


def width_of(table):
    """How many columns stand before the amounts."""
    return sum(leaf["kind"] in ("code", "name") for leaf in leaves(table["columns"]))


def differences(name, document):
    """Every row of a published table that ours has not so, and every row that ours has beside: (title, ours, published)."""
    ours, found = our_tables(document), []
    for title, table in published_tables(name).items():
        mine = [[cell["text"] for cell in row["cells"]] for row in ours[title]["rows"]]
        width = width_of(ours[title])
        here = comparable(title, mine, width)
        there = comparable(title, published_rows(title, table), width)
        pairs = zip(here + [None] * len(there), there + [None] * len(here), strict=True)
        found += [(title, a, b) for a, b in pairs if a != b and (a or b)]
    return found


#: Amount cells that are compared, printed and blank, in rows that say something.
CELLS = {PUTUO: 364, WANLI: 916}


@EITHER
def test_every_cell_of_every_table_is_as_published(documents, name):
    """Codes in their own cells, names, order of the rows, amounts to the 分; blank where blank, 0 where 0."""
    assert differences(name, documents[name]) == []
    compared = 0
    for title, table in published_tables(name).items():
        width = width_of(our_tables(documents[name])[title])
        compared += sum(len(amounts) for _, amounts in comparable(title, published_rows(title, table), width))
    assert compared == CELLS[name]


@EITHER
def test_no_amount_of_the_published_file_is_lost_on_the_way_to_the_comparison(documents, name):
    text = (SHARED / f"{name}.tables.json").read_text()
    amounts = Counter(
        Decimal(a.replace(",", "")) for a in re.findall(r'"([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?)"', text)
    )
    compared = Counter()
    for title, table in published_tables(name).items():
        width = width_of(our_tables(documents[name])[title])
        for _, found in comparable(title, published_rows(title, table), width):
            compared.update(amount for amount in found if amount is not None and amount >= 1000)
    assert +amounts == compared and sum(amounts.values()) > 200


#: Remarks under the tables that were published otherwise: {(sample, title): (published, ours, why)}.
NOTES_OTHERWISE = {
    (PUTUO, "2025年部门国有资本经营预算支出功能分类预算表"): (
        "注:本部门2025年无政府性基金预算财政拨款安排的预算，故本表为空表。",
        "注：本部门2025年无国有资本经营预算财政拨款安排的预算，故本表为空表。",
        "the remark of the table before stands under this one",
    ),
    (WANLI, "部门“三公”经费和机关运行经费预算表"): (
        "注:本部门2024年无“三公”经费和机关运行经费预算，故本表为空表。",
        "",
        "the table is not empty",
    ),
}


@EITHER
def test_remarks_under_tables_are_as_published(documents, name):
    titles = list(published_tables(name))
    pieces = cut(text_behind_the_contents(name), *titles, "其他相关情况说明")
    ours = our_tables(documents[name])
    for title in titles:
        published = re.findall(r"^\s*(注[:：].*)$", pieces[title], re.MULTILINE)
        if (name, title) in NOTES_OTHERWISE:
            was, is_now, _why = NOTES_OTHERWISE[name, title]
            assert published == [was]
            published = [is_now] if is_now else []
        assert [plain(note) for note in ours[title]["notes"]] == [plain(note) for note in published]


@pytest.mark.parametrize("cent", [Decimal("0.01"), Decimal("-0.01")])
def test_a_cent_more_or_less_in_any_entry_is_found(shelf, cent):
    """Wherever it is booked, it is in a row of the published tables."""
    books = shelf[PUTUO]
    booked = [p for p in books.ledger.postings if not p.is_last_year_total]
    for wrong in booked[::5]:
        changed = [replace(p, amount=p.amount + cent) if p is wrong else p for p in books.ledger.postings]
        assert differences(PUTUO, compose(replace(books, ledger=Ledger(changed)))), wrong


def test_an_entry_is_compared_in_every_table_that_it_counts_in(shelf):
    """A project's entry: the class and the total of tables 1 and 4; 项, 款, 类 and 合计 of tables 3 and 5."""
    books = shelf[PUTUO]
    (wrong,) = (p for p in books.ledger.postings if p.function == "2010602" and p.nature == "project")
    changed = [
        replace(p, amount=p.amount + Decimal("0.01")) if p is wrong else p for p in books.ledger.postings
    ]
    found = differences(PUTUO, compose(replace(books, ledger=Ledger(changed))))
    assert Counter(title for title, _, _ in found) == {
        "2025年部门财务收支预算总表": 2,
        "2025年部门支出预算总表": 4,
        "2025年部门财政拨款收支预算总表": 2,
        "2025年部门一般公共预算支出功能分类预算表": 4,
    }


@EITHER
def test_three_public_in_wanyuan_is_compared_too(shelf, name):
    stated = shelf[name].stated
    for key in (
        "three-public.abroad",
        "three-public.purchase",
        "three-public.running",
        "three-public.reception",
        "running",
    ):
        more = replace(stated[key], value=stated[key].value + 100)
        found = differences(name, compose(replace(shelf[name], stated={**stated, key: more})))
        assert [title for title, _, _ in found] == [[*published_tables(name)][-1]] * len(found) and found


# The official workbook --------------------------------------------------------------------------------------------

SHEETS = {
    "balance": "部门收支总表",
    "income": "部门收入总表",
    "expenditure": "部门支出总表",
    "grant": "部门财政拨款收支总表",
    "general": "部门一般公共预算拨款表",
    "fund": "部门政府性基金拨款表",
    "capital": "部门国有资本经营预算拨款表 ",
    "basic": "部门一般公共预算拨款基本支出明细表",
    "three-public": "部门“三公”经费和机关运行费预算表",
}


@pytest.fixture(scope="module")
def workbook():
    openpyxl = pytest.importorskip("openpyxl")
    path = SHARED / "shanghai-department-form-2026.xlsx"
    if not path.exists():
        pytest.skip(f"the official workbook is not here: {path}")
    return openpyxl.load_workbook(path)


def of_2026(books=None):
    """Our tables of a department in 2026, by key."""
    books = books or sound_books(region_code="310107", form="", year=2026, postings=[])
    blocks = as_json(compose(books))["blocks"]
    return {block["key"]: block for block in blocks if block["type"] == "table"}


@pytest.mark.parametrize("key", SHEETS)
def test_title_heads_and_rows_of_the_official_workbook_are_ours(workbook, key):
    """The title, the merged heads, the lines that are given, and as many rows as it keeps, its total the last."""
    sheet, table = workbook[SHEETS[key]], of_2026()[key]
    top = 4 if key == "three-public" else 6
    heads = head_grid(table)
    values = [
        [plain(str(sheet.cell(top + r, 1 + c).value or "")) for c in range(len(heads[0]))]
        for r in range(len(heads))
    ]
    assert plain(table["title"]) == plain(sheet["A2"].value)
    assert [[plain(cell) for cell in row] for row in heads] == values
    first = top + len(heads)
    if key == "three-public":
        return
    last = next(n for n in range(first, 40) if sheet.cell(n, 1).value in ("合计", "收入总计"))
    assert len(body(table)) == last - first + 1
    if table["is_two_sided"]:
        given = [sheet.cell(n, 1).value for n in range(first, last) if sheet.cell(n, 1).value]
        ours = [row["cells"][0]["text"] for row in table["rows"][:-1]]
        assert [plain(text) for text in ours] == [plain(text) for text in given]


def test_the_nine_tables_are_those_of_the_official_workbook_in_its_order(workbook):
    assert [name for name in workbook.sheetnames if name.endswith(("表", "表 "))] == list(SHEETS.values())
    assert list(of_2026()) == list(SHEETS)


def test_headings_of_2026_are_those_of_the_official_workbook(workbook):
    document = compose(sound_books(region_code="310107", form="", year=2026))
    (named, structure, *_rest) = [text for _level, text in headings(document)]
    assert plain(workbook["部门主要职能"]["A1"].value).replace("XX", "某县财政局") == plain(named)
    assert plain(workbook["部门机构设置"]["A1"].value).replace("XX", "某县财政局") == plain(structure)
    contents = [e.text for e in lay_out(as_json(document)).contents]
    official = [workbook["目录"].cell(n, 1).value for n in (4, 5, 6, 7, 8, 18, 19)]
    assert [plain(text) for text in contents] == [plain(text.rstrip("…").strip("… ")) for text in official]


# The numbers of the text ------------------------------------------------------------------------------------------

#: Where a section begins in the published text, and our section. Each text is cut in this order.
SECTIONS = (
    ("主要职能\n", "duties"),
    ("机构设置\n", "structure"),
    ("名词解释\n", "glossary"),
    ("年部门预算编制说明\n", "explanation"),
    ("年部门财务收支预算总表\n", ""),
    ("其他相关情况说明\n", ""),
    ("年“三公”经费预算情况说明\n", "other-three-public"),
    ("二、机关运行经费预算\n", "other-running"),
    ("三、政府采购预算情况\n", "other-procurement"),
    ("四、绩效目标设置情况\n", "other-goals"),
    ("五、国有资产占有使用情况\n", "other-assets"),
    ("项目经费情况说明\n", ""),
    ("一、项目概", "project-overview-1"),
    ("二、立项依据\n", "project-basis-1"),
    ("三、实施主体\n", "project-body-1"),
    ("四、实施方案\n", "project-plan-1"),
    ("五、实施周期\n", "project-period-1"),
    ("六、年度预算安排\n", "project-allocation-1"),
    ("七、绩效目标\n", "project-goal-1"),
)
#: Numbers of the text that ours has not in that section, as often as they stand there, and why.
NUMBERS_OTHERWISE = {
    PUTUO: {
        "explanation": {
            ("87.70", "万元"): (1, "cut off instead of rounded: the table has 877,080.00"),
            ("887.36", "万元"): (
                2,
                "a digit too many: the table has 873,617.00; items 7 to 11 are printed twice",
            ),
            ("0.96", "万元"): (1, "printed twice"),
            ("78.21", "万元"): (2, "cut off: 782,164.00; printed twice"),
            ("204.91", "万元"): (2, "cut off: 2,049,197.00; printed twice"),
            ("268.77", "万元"): (2, "cut off: 2,687,760.00; printed twice"),
        },
        "other-three-public": {("0", "万元"): (2, "“与2024年预算一致0万元”: the same said twice")},
        "project-allocation-1": {("10", "万元"): (1, "10.00 elsewhere in the text")},
    },
    WANLI: {
        "explanation": {
            ("100.00", "%"): (1, "item 9: nothing can be compared with an execution of 0.00"),
            ("352.67", "万元"): (
                1,
                "item 31: 350.35 in the same item and in the table; its 0.53% is of 350.35",
            ),
        },
        "other-three-public": {
            ("25", "万元"): (4, "25.00: the text has two decimals everywhere but in this section"),
            ("0", "万元"): (1, "0.00, as above"),
        },
        "project-overview-1": {
            ("8013", "平方米"): (
                1,
                "8103: the storeys above ground are 7998 and 105, and 13459 without 5356",
            ),
        },
    },
}
#: How many numbers the sections of a text have.
NUMBERS = {PUTUO: 77, WANLI: 197}


def published_sections(name):
    """The published text by the anchor of our section, without the spaces and lines that the page has put in."""
    text = re.sub(r"\n\s*", "\n", text_behind_the_contents(name))
    pieces = cut(text, *(start for start, _ in SECTIONS))
    return {anchor: re.sub(r"\s", "", pieces[start]) for start, anchor in SECTIONS if anchor}


def missing_numbers(name, document):
    """The numbers of each section of the published text that are not, or not as often, in ours."""
    found = {}
    for anchor, text in published_sections(name).items():
        if missing := numbers(text) - numbers(section_text(document, anchor)):
            found[anchor] = dict(missing)
    return found


@EITHER
def test_every_number_of_the_text_stands_in_the_same_section_of_ours(documents, name):
    excepted = {
        anchor: {number: times for number, (times, _why) in found.items()}
        for anchor, found in NUMBERS_OTHERWISE[name].items()
    }
    assert missing_numbers(name, documents[name]) == excepted
    assert sum(sum(numbers(text).values()) for text in published_sections(name).values()) == NUMBERS[name]


def test_what_a_text_contradicts_in_itself_is_not_printed(documents):
    text = section_text(documents[PUTUO], "explanation")
    assert "887.36" not in text and "87.36万元" in text and "87.71万元" in text
    text = section_text(documents[WANLI], "explanation")
    assert "352.67" not in text and "2023年没有执行数，增减率不可比" in text


#: Particulars that stand in the text, each changed by itself.
PARTICULARS = (
    "three-public.abroad",
    "three-public.reception",
    "running",
    "procurement.goods",
    "procurement.works",
    "procurement.services",
    "assets.vehicles",
    "assets.vehicles.law",
    "assets.equipment",
    "assets.buy-vehicles",
    "assets.buy-vehicles.other",
    "assets.buy-equipment",
)


@EITHER
@pytest.mark.parametrize("key", PARTICULARS)
def test_one_particular_changed_is_missed_in_its_section(shelf, documents, name, key):
    before = missing_numbers(name, documents[name])
    stated = shelf[name].stated
    other = replace(stated[key], value=stated[key].value + (100 if key.split(".")[0] != "assets" else 1))
    document = compose(replace(shelf[name], stated={**stated, key: other}))
    assert missing_numbers(name, document) != before


@EITHER
def test_any_code_a_hundred_yuan_off_is_missed_in_the_list_of_purposes(shelf, documents, name):
    before = missing_numbers(name, documents[name])["explanation"]
    books = shelf[name]
    for wrong in [p for p in books.ledger.postings if p.function and p.direction == "expenditure"][::4]:
        changed = [replace(p, amount=p.amount + 200) if p is wrong else p for p in books.ledger.postings]
        document = compose(replace(books, ledger=Ledger(changed)))
        assert missing_numbers(name, document)["explanation"] != before, wrong


def test_an_executed_amount_changed_is_missed_with_its_percentage(shelf, documents):
    books = shelf[WANLI]
    before = missing_numbers(WANLI, documents[WANLI])["explanation"]
    for code, purpose in books.purposes.items():
        changed = {**books.purposes, code: replace(purpose, executed=purpose.executed + 10_000)}
        document = compose(replace(books, purposes=changed))
        assert len(missing_numbers(WANLI, document)["explanation"]) > len(before), code


@EITHER
def test_dates_documents_and_limits_are_as_published(documents, name):
    text = plain("".join(block_text(block) for block in documents[name].blocks))
    phrases = {
        PUTUO: ("截至2024年8月31日", "单价100万元", "2025年1月1日至2025年12月31日", "400.00万元以上"),
        WANLI: (
            "截至2023年8月31日",
            "沪府规【2016】168号",
            "普发改投【2017】89号",
            "W060701单元W-07、W-08街坊",
        ),
    }
    assert [phrase for phrase in phrases[name] if plain(phrase) not in text] == []


# Other budgets of the form ----------------------------------------------------------------------------------------


def of_shanghai(year=2026, kind="department", **changes):
    """A small sound budget of the district."""
    return sound_books(region_code="310107", form="", year=year, kind=kind, **changes)


def everything(year=2026, kind="department", **changes):
    """The budget that has everything, in the district."""
    return full_books(year=year, kind=kind, region="310107", form="", **changes)


def said(books, anchor="other"):
    return section_text(compose(books), anchor)


@pytest.mark.parametrize(
    ("year", "kind", "key"),
    [
        (2020, "department", "national-2015"),
        (2021, "department", "shanghai-2021"),
        (2022, "unit", "shanghai-2021-unit"),
        (2023, "department", "shanghai-2021"),
        (2024, "department", "shanghai-2024"),
        (2024, "unit", "shanghai-2021-unit"),
        (2025, "unit", "shanghai-2025-unit"),
        (2026, "department", "shanghai-2026"),
        (2027, "department", "shanghai-2026"),
        (2035, "unit", "shanghai-2026-unit"),
    ],
)
def test_a_district_publishes_every_year_in_the_form_of_the_year_or_the_nearest(year, kind, key):
    assert form_for("310107", year, kind).key == key
    assert form_for("310112", year, kind).key == key


@pytest.mark.parametrize(("year", "compares"), [(2023, True), (2024, True), (2025, False), (2026, False)])
def test_the_purposes_are_held_against_the_execution_until_2024(year, compares):
    purposes = {"2010601": PurposeText("机关运行", Decimal(800), "人员增加")}
    text = said(of_shanghai(year, purposes=purposes), "explanation")
    assert "主要用于机关运行。" in text
    assert (f"{year - 1}年当年预算执行数0.08万元" in text) == compares
    assert ("比" in text and f"{year - 1}年预算执行数增加25.00%。主要原因是：人员增加。" in text) == compares


def test_what_is_not_known_of_the_execution_is_not_told():
    text = said(of_shanghai(2024, purposes={"2010601": PurposeText("机关运行")}), "explanation")
    assert "执行" not in text and "主要用于机关运行。" in text


def test_the_tables_of_goals_are_a_part_of_their_own_in_2023_only():
    parts = {
        year: [h for level, h in headings(compose(everything(year))) if level == 1] for year in (2023, 2024)
    }
    assert parts[2023][-2:] == ["项目经费情况说明", "项目绩效目标"]
    assert parts[2024][-1] == "项目经费情况说明"
    assert "维修学校" in said(everything(2024), "projects") and "维修学校" in said(everything(2023), "goals")


def test_a_unit_has_its_own_titles_and_words_and_no_sheet_on_projects():
    document = compose(everything(kind="unit"))
    titles = [table.title for table in document.tables()][:9]
    assert titles[0] == "2026年预算单位财务收支预算总表"
    assert titles[8] == "2026年预算单位“三公”经费和机关运行经费预算表"
    assert all(title.startswith("2026年预算单位") for title in titles)
    assert {table.maker for table in document.tables()} == {"编制单位：某县教育局"}
    assert document.cover == {"title": "某县2026年县级单位预算", "subtitle": "预算单位：某县教育局"}
    assert [h for level, h in headings(document) if level == 1] == [
        "某县教育局（单位）主要职能",
        "某县教育局（单位）机构设置",
        "名词解释",
        "2026年单位预算编制说明",
        "单位预算表",
        "其他相关情况说明",
    ]
    assert "主要用于维修三所学校的屋面。" in section_text(document, "other-goals")


def test_the_first_table_of_a_unit_parts_its_expenditure_by_nature_and_cost():
    """The seven columns of the form, and no more where there is no other money."""
    postings = [
        income("1000", function="2010601"),
        replace(spending("600"), economic="30101"),
        replace(spending("250"), economic="30217"),
        replace(spending("150", nature="project"), economic="30227"),
    ]
    table = our_tables(compose(of_shanghai(kind="unit", postings=postings)))["2026年预算单位财务收支预算总表"]
    assert head_grid(table) == [
        ["本年收入", "", "本年支出", "", "", "", ""],
        ["项目", "预算数", "项目", "预算数", "", "", ""],
        ["", "", "", "合计", "基本支出", "", "项目支出"],
        ["", "", "", "", "人员经费", "公用经费", ""],
    ]
    rows = [[cell["text"] for cell in row["cells"][2:]] for row in table["rows"] if row["cells"][2]["text"]]
    assert rows == [
        ["一、一般公共服务支出", "1,000.00", "600.00", "250.00", "150.00"],
        ["支出总计", "1,000.00", "600.00", "250.00", "150.00"],
    ]
    assert table["notes"] == []


def test_a_unit_that_entered_only_the_margins_says_what_it_leaves_out():
    postings = [income("1000"), spending("1000"), cost("1000")]
    table = our_tables(compose(of_shanghai(kind="unit", postings=postings)))["2026年预算单位财务收支预算总表"]
    assert [cell["text"] for cell in table["rows"][0]["cells"][3:]] == ["1,000.00", "", "", ""]
    assert len(table["notes"]) == 1 and "合计行列全部" in table["notes"][0]


def test_money_that_the_form_has_no_line_for_gets_one_so_that_every_table_adds_up():
    tables = our_tables(compose(everything()))
    first = tables["2026年部门财务收支预算总表"]
    left = [row["cells"][0]["text"] for row in first["rows"]]
    assert left[4:12] == [
        "二、事业收入",
        "三、事业单位经营收入",
        "四、其他收入",
        "五、财政专户管理资金收入",
        "六、上级补助收入",
        "七、附属单位上缴收入",
        "八、使用非财政拨款结余",
        "九、上年结转",
    ]
    amounts = [
        Decimal(row["cells"][1]["text"].replace(",", "")) for row in first["rows"] if row["level"] == 1
    ]
    assert sum(amounts[:-1]) == amounts[-1]
    assert "六、结转下年" in [row["cells"][2]["text"] for row in first["rows"]]
    assert list(head["label"] for head in tables["2026年部门支出预算总表"]["columns"][1]["children"])[3:] == [
        "事业单位经营支出",
        "上缴上级支出",
        "对附属单位补助支出",
    ]
    text = said(everything(), "explanation")
    assert "其他收入1,061.00万元；财政专户管理资金收入1,031.00万元；上级补助收入1,049.00万元" in text


def test_what_is_less_is_said_to_be_less_and_what_is_unknown_to_be_unknown():
    less = [income("900", "1000"), spending("900", "1000"), cost("900")]
    assert "财政拨款收入0.09万元，比2025年预算减少0.01万元" in said(of_shanghai(postings=less), "explanation")
    unknown = [income("900"), spending("900"), cost("900")]
    text = said(of_shanghai(postings=unknown), "explanation")
    assert "财政拨款收入0.09万元，2025年预算数没有公开，无法比较" in text and "减少" not in text


def test_each_reason_is_given_once_with_what_it_explains():
    text = said(of_shanghai(), "explanation")
    assert "财政拨款收入支出增加的主要原因是人员增加两人。" in text
    notes = {"reason.income": "收费项目减少", "reason.expenditure": "专项增加", "reason.grant": "专项增加"}
    other = [income("500", "400"), income("90", "200", source="301"), spending("590", "600"), cost("590")]
    text = said(of_shanghai(postings=other, notes=notes), "explanation")
    assert "收入预算减少的主要原因是收费项目减少。" in text
    assert text.count("专项增加") == 1


def test_nothing_planned_is_said_in_so_many_words():
    nothing = {key: Stated(Decimal(0), Decimal(0)) for key in ("running", "three-public.reception")}
    text = said(of_shanghai(stated=nothing, projects=()))
    for sentence in (
        "本部门无机关运行经费。",
        "某县财政局2026年未安排政府采购预算。",
        "2026年本部门没有编报绩效目标的项目。",
    ):
        assert sentence in text
    assert "2026年没有项目支出。" in said(of_shanghai(), "projects")
    (last,) = [t for t in compose(of_shanghai(stated=nothing)).tables() if t.key == "three-public"]
    assert last.notes == ("注：本部门2026年无“三公”经费和机关运行经费预算，故本表为空表。",)


def test_several_sheets_on_projects_have_headings_of_their_own():
    second = replace(PROJECTS[1], overview="全年办班。", goal="教师都参加培训。")
    third = replace(PROJECTS[1], name="设备更新")
    document = compose(replace(everything(), projects=(PROJECTS[0], second, third)))
    levels = [(level, h) for level, h in headings(document)]
    part = levels[levels.index((1, "项目经费情况说明")) + 1 :]
    assert part == [
        (2, "（一）校舍维修"),
        *((3, heading) for _, heading in SHEET),
        (2, "（二）宣传培训"),
        (3, "一、项目概述"),
        (3, "二、年度预算安排"),
        (3, "三、绩效目标"),
        (2, "（三）其他项目"),
    ]
    assert "1. 设备更新13.00万元，主要用于开展教师培训。" in section_text(document, "project-others")


def test_many_projects_are_counted_and_not_told_in_one_sentence():
    many = tuple(replace(PROJECTS[1], name=f"项目{n}") for n in range(11))
    stated = {key: Stated(None) for key in ("goals.units", "goals.projects", "goals.funds")}
    text = said(of_shanghai(projects=many, stated=stated), "other-goals")
    assert "编报绩效目标的项目11个，涉及项目预算资金143.00万元。" in text
    assert "项目10" not in text
    assert "其中：项目0" in said(of_shanghai(projects=many[:10], stated=stated), "other-goals")


def test_what_the_department_states_of_its_goals_goes_before_what_is_listed():
    stated = {
        "goals.units": Stated(Decimal(3)),
        "goals.projects": Stated(Decimal(20)),
        "goals.funds": Stated(Decimal(500_000)),
    }
    text = said(of_shanghai(projects=PROJECTS, stated=stated), "other-goals")
    assert "3个预算单位编报绩效目标的项目20个，涉及项目预算资金50.00万元。" in text and "校舍维修" not in text


def test_vehicles_outside_the_eight_kinds_are_told_where_there_are_some():
    stated = {"assets.vehicles": Stated(Decimal(3)), "assets.vehicles.general": Stated(Decimal(2))}
    stated["assets.vehicles.other"] = Stated(Decimal(1))
    text = said(of_shanghai(stated=stated), "other-assets")
    assert "共有车辆3辆，其中：其他用车1辆、一般公务用车2辆" in text
    stated["assets.vehicles.general"] = Stated(Decimal(0))
    assert "一般公务用车" not in said(of_shanghai(stated=stated), "other-assets")

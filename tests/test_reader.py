"""From a file to what it says: our own documents come back as they were frozen, and a reading comes whole out of the
process that made it."""

import json
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from budgets.facts import Heading, Paragraph, Place, PrintedRow, PrintedTable, Reading, Said, Sum, Unread
from disclosures.compose import compose
from disclosures.declaring import forms
from disclosures.document import as_json, digest
from disclosures.examination import examine_reading
from disclosures.reading import reader
from disclosures.reading.codec import packed, unpacked
from disclosures.reading.frozen import read_json
from disclosures.reading.pdf import read_pdf
from disclosures.reading.raw import Grid, Line, Unreadable
from disclosures.reading.reader import raw_of, read, read_here
from disclosures.rendering.pdf import render_pdf
from tests.disclosed import PUBLISHED, document
from tests.test_every_form import full

# Our own documents ------------------------------------------------------------------------------------------------

#: Forms whose tables are hard to tell apart on paper: many columns, two sides, four levels of heads, goals.
HARD = {
    "hunan-long": "department",
    "jiangxi-2022": "department",
    "shanghai-2025-unit": "unit",
}


def squeezed(text):
    return "".join(text.split())


def rows(grid):
    """The rows of a grid that say something; a merged cell says its text once."""
    shown = [[""] * grid.width for _ in range(grid.height)]
    for cell in grid.cells:
        shown[cell.row][cell.column] = squeezed(cell.text)
    return [row for row in shown if any(row)]


def tables(raw):
    return [block for block in raw.blocks if isinstance(block, Grid)]


@pytest.mark.parametrize("key", HARD)
def test_every_cell_of_our_own_pdf_reads_as_it_was_frozen(fonts, key):
    (form,) = [form for form in forms.FORMS if form.key == key]
    frozen = as_json(compose(full(form, HARD[key])).stamped(number=1, published_at=PUBLISHED.isoformat()))
    printed = tables(read_pdf(render_pdf(frozen, digest(frozen), {})))
    for table in tables(read_json(json.dumps({"document": frozen, "sha256": digest(frozen)}).encode())):
        found, wanted = rows(printed.pop(0)), rows(table)
        while len(found) < len(wanted):  # it goes on over the page, under the same heads
            following = rows(printed.pop(0))
            assert following[: table.heads] == wanted[: table.heads]
            found += following[table.heads :]
        assert found == wanted


def test_our_own_json_is_read_and_not_trusted():
    content = document()
    told = read_here(json.dumps({"document": content, "sha256": digest(content)}).encode())
    assert (told.title, told.year, told.department) == (content["title"], 2025, "某县财政局")
    assert [table.title for table in told.tables][:2] == ["收支总表", "收入总表"]
    figures = {said.key: said.value for said in told.everything_said()}
    assert figures["income.total"] == figures["expenditure.total"] == Decimal("31214200")
    # What the file says of its figures counts for nothing; what it prints does.
    content["figures"] = {}
    assert read_here(json.dumps({"document": content, "sha256": ""}).encode()) == told


def test_heads_of_a_frozen_table_span_what_they_head():
    raw = read_json(json.dumps(document()).encode())
    grid = tables(raw)[0]
    assert [(c.text, c.column, c.columns) for c in grid.cells if c.row == 0] == [
        ("收入", 0, 2),
        ("支出", 2, 2),
    ]
    assert grid.heads == 2
    assert any(isinstance(b, Line) and b.text == "表1 收支总表" for b in raw.blocks)


@pytest.mark.parametrize(
    "content", [b"{}", b"[]", b'{"document": {}}', b'{"blocks": [{}], "title": 1}', b'{"a']
)
def test_other_json_is_refused(content):
    with pytest.raises(Unreadable, match="JSON"):
        raw_of(content, "json")


def test_a_reading_comes_whole_out_of_the_child_process():
    content = json.dumps(document()).encode()
    assert read(content) == read_here(content)


# The codec --------------------------------------------------------------------------------------------------------

texts = some.text(max_size=8)
amounts = some.decimals(allow_nan=False, allow_infinity=False, places=2)
places = some.builds(Place, texts, texts, some.integers(0, 99), texts, some.integers(0, 99))
sayings = some.builds(
    Said, texts, amounts, texts, texts, texts, amounts, places, some.integers(0, 2035), texts, some.booleans()
)
sums = some.builds(Sum, sayings, some.lists(sayings, max_size=2).map(tuple), texts, texts)
printed_rows = some.builds(PrintedRow, texts, texts, some.integers(0, 3), places, texts)
printed = some.builds(
    PrintedTable,
    kind=texts,
    title=texts,
    place=places,
    columns=some.lists(some.lists(texts, max_size=2).map(tuple), max_size=2).map(tuple),
    rows=some.lists(printed_rows, max_size=2).map(tuple),
    said=some.lists(sayings, max_size=2).map(tuple),
    sums=some.lists(sums, max_size=1).map(tuple),
    notes=some.lists(texts, max_size=2).map(tuple),
    is_empty=some.booleans(),
)
readings = some.builds(
    Reading,
    texts,
    some.integers(2015, 2035),
    texts,
    texts,
    texts,
    headings=some.lists(some.builds(Heading, texts, some.integers(1, 9), places), max_size=2).map(tuple),
    paragraphs=some.lists(some.builds(Paragraph, texts, places), max_size=2).map(tuple),
    tables=some.lists(printed, max_size=2).map(tuple),
    spoken=some.lists(sayings, max_size=2).map(tuple),
    unread=some.lists(some.builds(Unread, places, texts), max_size=2).map(tuple),
    untied=some.lists(places, max_size=2).map(tuple),
)


@settings(max_examples=100, deadline=None)
@given(readings)
def test_a_reading_survives_json_exactly(reading):
    again = unpacked(Reading, json.loads(json.dumps(packed(reading))))
    assert again == reading
    assert [str(s.value) for s in again.everything_said()] == [
        str(s.value) for s in reading.everything_said()
    ]


def test_what_is_as_usual_takes_no_room():
    assert packed(Said("income.total", Decimal("1.10"))) == {"key": "income.total", "value": "1.10"}


@pytest.mark.parametrize(
    "plain",
    [
        [],
        "",
        None,
        {"key": "a"},
        {"key": 1, "value": "1"},
        {"key": "a", "value": 1.5},
        {"key": "a", "value": "x"},
        {"key": "a", "value": "1", "more": 1},
        {"key": "a", "value": "1", "place": []},
        {"key": "a", "value": "1", "year": True},
    ],
)
def test_json_of_another_shape_is_refused(plain):
    with pytest.raises(ValueError, match="not a Said"):
        unpacked(Said, plain)


def test_a_value_without_a_place_in_json_is_refused():
    @dataclass
    class Odd:
        value: float

    with pytest.raises(TypeError, match="float"):
        packed(Odd(0.1))
    with pytest.raises(ValueError, match="not a Odd"):
        unpacked(Odd, {"value": 0.1})


# Of what year, in what language -----------------------------------------------------------------------------------

NO_YEARS_TABLE = (
    "某县水务局部门预算\n\n支出总表\n单位：万元\n科目编码\t科目名称\t{head}\t基本支出\t项目支出\n"
    "213\t农林水支出\t30.00\t20.00\t10.00\n21303\t水利支出\t30.00\t20.00\t10.00\n"
    "2130301\t水利的别名\t30.00\t20.00\t10.00\n合计\t\t30.00\t20.00\t10.00\n"
)


def test_the_year_is_taken_from_the_heads_of_tables_where_nothing_else_says_it():
    reading = read_here(NO_YEARS_TABLE.format(head="2024年预算数").encode())
    assert reading.year == 2024 and reader.NO_YEAR not in {each.reason for each in reading.unread}


def test_without_a_year_no_chart_is_held_against_the_codes_and_the_reviewer_is_told():
    reading = read_here(NO_YEARS_TABLE.format(head="合计").encode())
    assert reading.year == 0 and reader.NO_YEAR in {each.reason for each in reading.unread}
    assert "R21" not in {finding.rule for finding in examine_reading(reading).findings}


def test_a_document_in_another_language_is_refused():
    english = "The department plans to spend more than in the year before, mostly on pay. " * 10
    with pytest.raises(Unreadable, match="不是中文"):
        read_here(english.encode())
    assert read_here(
        f"某县水务局2025年部门预算说明\n\n{'本部门预算收入与支出相等。' * 60}\n\n{english}".encode()
    )

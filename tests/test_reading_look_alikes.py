"""A clerk prints a page from the browser; the file names other characters than the reader of the page sees."""

import io

import pytest
from openpyxl import Workbook

from disclosures.reading.raw import Grid, Line
from disclosures.reading.reader import raw_of


def texts(raw):
    for block in raw.blocks:
        if isinstance(block, Line):
            yield block.text
        elif isinstance(block, Grid):
            yield from (cell.text for cell in block.cells)


def sheet(text):
    book = Workbook()
    for row in (("科目", "金额"), (text, 12.5), ("合计", 12.5)):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


FILES = {
    "text": lambda text: text.encode(),
    "page": lambda text: f"<!doctype html><html><body><p>{text}</p></body></html>".encode(),
    "sheet": sheet,
}


@pytest.mark.parametrize("make", FILES.values(), ids=FILES)
@pytest.mark.parametrize(
    ("carried", "meant"),
    [
        ("⼀般公共预算⽀出", "一般公共预算支出"),
        ("公务⽤⻋运⾏维护", "公务用车运行维护"),
        ("社保缴费⻓期护理", "社保缴费长期护理"),
        ("⾦额、⼾数", "金额、户数"),
    ],
)
def test_a_clerk_reads_the_characters_that_the_page_shows(make, carried, meant):
    assert meant in "".join(texts(raw_of(make(carried))))


def test_what_is_no_look_alike_stays_as_printed():
    said = "（一）２０２５年收入①½万元，㎡"
    assert said in "".join(texts(raw_of(said.encode())))

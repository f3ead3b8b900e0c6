"""Official workbooks as departments fill them in: the form's own layout, with the tables and texts of what they published.

The layout is that of ``samples/shanghai-department-form-2026.xlsx``; tables come cell by cell from ``*.tables.json``, texts
from the published text. Codes stand in three cells, the 类 as a number, 款 and 项 as text; filler rows (…) stay.
"""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest

from tests.samples_text import SHARED, sample_text

LAYOUT = "shanghai-department-form-2026.xlsx"
#: Sheets of tables in the layout's order: name, first row of the body, how many code columns.
TABLES = (
    ("部门收支总表", 8, 0),
    ("部门收入总表", 9, 3),
    ("部门支出总表", 9, 3),
    ("部门财政拨款收支总表", 8, 0),
    ("部门一般公共预算拨款表", 9, 3),
    ("部门政府性基金拨款表", 9, 3),
    ("部门国有资本经营预算拨款表 ", 9, 3),
    ("部门一般公共预算拨款基本支出明细表", 9, 2),
    ("部门“三公”经费和机关运行费预算表", 7, 0),
)
FILLER = "…"
#: The sheets of text, and the line of the published text that each begins with.
TEXTS = (
    ("部门主要职能", "主要职能"),
    ("部门机构设置", "机构设置"),
    ("名词解释", "名词解释"),
    ("部门编制说明", "预算编制说明"),
)
#: What begins a paragraph, set in or not.
OPENS = re.compile(r"\d+[.．](?!\d)|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）")
#: A line of at least so many characters may go on in the next.
PRINTED_LINE = 40
AMOUNT = re.compile(r"-?[\d,]+(\.\d+)?")


def published_tables(name):
    """The nine tables of a sample, each as its rows of cells, pages joined and heads once."""
    path = SHARED / f"{name}.tables.json"
    if not path.exists():
        pytest.skip(f"the published tables are not here: {path}")
    tables = []
    for page in json.loads(path.read_text()):
        if page["title"].startswith("目"):
            continue
        rows = page["rows"]
        is_new = re.match(r"(20\d\d年)?部门", page["title"]) and page["title"].endswith("表")
        if is_new:
            tables.append({"title": page["title"], "rows": list(rows)})
        else:
            heads = tables[-1]["rows"][:3]
            tables[-1]["rows"] += [_widened(row, len(heads[0])) for row in rows if row not in heads]
    return tables


def _widened(row, width):
    """合计 alone before its amounts: in the first of the columns that it is merged over."""
    return [row[0], *[""] * (width - len(row)), *row[1:]] if len(row) < width else row


def bodies(tables):
    """The rows of each table below its heads, without blank ones."""
    return [
        [row for row in table["rows"][3 if codes or first == 7 else 2 :] if any(row)]
        for table, (_, first, codes) in zip(tables, TABLES, strict=True)
    ]


def filled(name, *, year, maker, texts=None):
    """The layout filled in with a sample, as an openpyxl workbook: to be changed further by a test, then ``saved``."""
    path = SHARED / LAYOUT
    if not path.exists():
        pytest.skip(f"the layout is not here: {path}")
    book = openpyxl.load_workbook(path)
    book["封面"]["A3"] = f"上海市普陀区{year}年区级部门预算"
    book["封面"]["A9"] = f"预算主管部门：{maker}"
    tables = published_tables(name)
    for (sheet, first, codes), table, body in zip(TABLES, tables, bodies(tables), strict=True):
        _fill(book[sheet], table["title"], maker, first, codes, body)
    for sheet, lines in (texts or text_sheets(name, maker)).items():
        page = book[sheet]
        head, *rest = lines
        page["A1"] = head
        for row in range(3, page.max_row + 1):
            if not isinstance(page.cell(row, 1), openpyxl.cell.cell.MergedCell):
                page.cell(row, 1).value = None
        page["A3"] = "\n".join(f"    {line}" for line in rest)
    return book


def _fill(page, title, maker, first, codes, body):
    page["A2"] = title
    for row in page.iter_rows(min_row=3, max_row=4):
        for cell in row:
            if str(cell.value or "").startswith("编制部门"):
                cell.value = f"编制部门：{maker}"
    for merged in [m for m in page.merged_cells.ranges if m.min_row >= first]:
        page.unmerge_cells(str(merged))
    for row in page.iter_rows(min_row=first, max_row=page.max_row):
        for cell in row:
            cell.value = None
    rows = list(body)
    if codes:  # as people leave it: a filler row above the total
        rows.insert(len(rows) - 1, [FILLER] * (codes + 1))
    for n, row in enumerate(rows, first):
        for c, text in enumerate(row, 1):
            page.cell(n, c).value = _value(text, is_class=bool(codes) and c == 1, is_code=c <= codes)
        if codes and row[0] == "合计":
            page.merge_cells(start_row=n, end_row=n, start_column=1, end_column=codes + 1)


def _value(text, *, is_class, is_code):
    if not text:
        return None
    if is_class and text.isdigit():
        return int(text)
    if is_code or not AMOUNT.fullmatch(text):
        return text
    return float(text.replace(",", ""))


def text_sheets(name, maker):
    """The texts of a sample as its sheets would hold them: paragraphs by sheet, the head first."""
    lines = sample_text(name).replace("\x0c", "").split("\n")
    heads = [*(word for _, word in TEXTS), "财务收支预算总表", "其他相关情况说明", "项目经费情况说明"]
    starts, at = {}, 0
    while "…" not in lines[at] or "…" in lines[at + 1]:
        at += 1
    for head in heads:
        at += 1
        while not (lines[at].strip().endswith(head) and "…" not in lines[at] and len(lines[at].strip()) < 40):
            at += 1
        starts[head] = at
    sheets = {}
    order = list(starts.items())
    for n, (head, start) in enumerate(order):
        end = order[n + 1][1] if n + 1 < len(order) else len(lines)
        if head != "财务收支预算总表":
            sheet = next((s for s, word in TEXTS if word == head), head)
            sheets[sheet] = _paragraphs(lines[start:end])
    return sheets


def _paragraphs(lines):
    """Lines of a page joined to paragraphs: one begins behind a line that is short or ends a sentence, or with a number."""
    head, *rest = [line for line in lines if line.strip()]
    joined, is_open = [head.strip()], False
    for line in rest:
        text = line.strip()
        if is_open and not OPENS.match(text):
            joined[-1] += text
        else:
            joined.append(text)
        is_open = len(text) >= PRINTED_LINE and text[-1] not in "。；："
    return joined


def saved(book):
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

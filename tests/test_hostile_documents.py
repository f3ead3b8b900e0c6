"""An outsider hands in a document made to be long: what was read of it is examined in moments, in the process that asked.

``test_hostile_files`` is about files; these are read without harm, and it is their texts and tables that are without end.
"""

import time
from datetime import UTC, datetime

import pytest

from disclosures.examination import MOST_FINDINGS, examine_reading
from disclosures.reading.reader import read_here
from disclosures.reporting.printed import render_html
from disclosures.reporting.shape import report_of
from disclosures.reporting.text import lines_of
from disclosures.reporting.told import told

#: Processor time that examining one document may take, in seconds; an honest one takes a tenth of a second.
LONGEST = 10
LARGEST = 300_000
TITLE = "某县财政局2025年部门预算公开"
CHINESE = "零一二三四五六七八九"


def in_parts(*paragraphs, section="一、收入预算情况说明"):
    """A page of these paragraphs, in a section of a disclosure."""
    return page("".join(f"<p>{text}</p>" for text in paragraphs), section)


def page(body, section="一、收入预算情况说明"):
    return f"<!doctype html><meta charset=utf-8><body><h2>{TITLE}</h2><h3>{section}</h3>{body}</body>"


def table(title, heads, rows):
    lines = ["".join(f"<td>{cell}</td>" for cell in row) for row in (heads, *rows)]
    rows = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<p>{title}</p><p>部门：某县财政局　　单位：万元</p><table>{rows}</table>"


def numbered(n):
    """A number in Chinese digits: no two alike, and none an amount."""
    return "".join(CHINESE[int(digit)] for digit in str(n))


def of_one_figure(n):
    return f"2025年收入预算合计{n + 1}.00万元。"


def headed(n):
    level = 2 + n % 5
    return f"<h{level}>{numbered(n)}、关于部门预算的说明</h{level}><p>收入1.00万元。</p>"


def code(n):
    """A code of seven digits; no two alike."""
    return f"{201 + n // 900 % 30}{1 + n // 90 % 90:02}{1 + n % 90:02}"


def told_changes(n):
    """A figure with its change and rate; every one is of another amount."""
    return f"2025年收入预算{n}.13万元，比上年增加{n % 7}.10万元，增长{n % 90}.5%。"


REASON = "2025年收入预算10.00万元，比2024年增加1.00万元，主要原因是"
ROW = ("2080505", "机关事业单位基本养老保险缴费支出", "1.00", "1.00", "0.00")
HEADS = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")

#: What is in a document: its text, in HTML, or as it stands in a text file.
DOCUMENTS = {
    # Characters without end
    "parts": lambda: in_parts("1；" * 29_000),
    "digits": lambda: in_parts(*["9" * 59_000] * 5),
    "digits and dots": lambda: in_parts(*["1." * 29_000] * 5),
    "digits and commas": lambda: in_parts("2025年收入预算" + "1," * 29_000 + "万元"),
    "an amount of twenty thousand digits": lambda: in_parts(REASON + "9" * 20_000 + "万元。"),
    "a name": lambda: in_parts("预" * 59_000),
    "spaces": lambda: in_parts("收入预算" + "\u3000 " * 20_000 + "10.00万元，持平" + "1" * 18_000),
    "a name with figures": lambda: in_parts(
        "2025年收入预算" + "收入" * 14_000 + "10.00万元，比上年增加1.00万元，" * 200
    ),
    "a name of functions": lambda: in_parts(
        "2025年行政运行（项）" + "预算支出（类）" * 5_000 + "10.00万元，比上年增加1.00万元，" * 20
    ),
    "underlines": lambda: in_parts("收入_" * 19_000),
    "quotes that never close": lambda: in_parts("“" * 59_000, *["“收入" * 900] * 80),
    "brackets that never close": lambda: in_parts("（" * 59_000, *["（其中：收入" * 400] * 50),
    "titles that never close": lambda: in_parts("《" * 59_000),
    # Words without end
    "words in a quote": lambda: in_parts("“" + "部门预算" * 14_000),
    "reasons": lambda: in_parts("增加1万元，主要原因是" * 5_000),
    "classes of functions": lambda: in_parts("收入预算" + "甲（类）乙（款）" * 7_000 + "10.00万元。"),
    "sentences alike": lambda: in_parts("收入预算10.00万元。" * 4_500),
    "headings": lambda: page("".join(f"<h3>（{numbered(n)}）收入预算情况说明</h3>" for n in range(6_000))),
    "headings in headings": lambda: page("".join(map(headed, range(3_000)))),
    # Figures without end
    "one amount two thousand times": lambda: in_parts(*["2025年收入预算合计10.00万元。"] * 2_000),
    "two thousand amounts of one figure": lambda: in_parts(*map(of_one_figure, range(2_000))),
    "two thousand amounts in a paragraph": lambda: in_parts("".join(map(of_one_figure, range(2_000)))),
    "six thousand changes": lambda: in_parts(*map(told_changes, range(1, 6_001))),
    "a thousand changes in a paragraph": lambda: in_parts("".join(map(told_changes, range(1, 1_001)))),
    "parts of a sum": lambda: in_parts(
        f"2025年收入预算10.00万元，其中：{'，'.join(f'第{numbered(n)}项1.00万元' for n in range(4_000))}。"
    ),
    "kinds of vehicles": lambda: in_parts(
        f"实有车辆3000辆，其中：{'、'.join(f'{numbered(n)}号用车1辆' for n in range(3_000))}。",
        section="三、国有资产占用情况",
    ),
    "kinds of staff": lambda: in_parts(
        f"实有人员3000人，其中{'、'.join(f'{numbered(n)}类人员1人' for n in range(3_000))}。",
        section="二、人员构成情况",
    ),
    "offices": lambda: in_parts(
        f"内设机构300个：{'、'.join(f'第{numbered(n)}科' for n in range(3_000))}。", section="二、机构设置"
    ),
    # Tables without end
    "a table of one code": lambda: page(table("部门支出总体情况表", HEADS, [ROW] * 1_200)),
    "a table of one code in a text file": lambda: "\n".join(
        [TITLE, "部门支出总体情况表", "单位：万元", "\t".join(HEADS), *["\t".join(ROW)] * 1_200]
    ),
    "a table of one code in other amounts": lambda: page(
        table(
            "一般公共预算支出表",
            HEADS,
            [("2080505", "支出", f"{n}.00", "0.02", "0.01") for n in range(2_000)],
        )
    ),
    "a table of codes": lambda: page(
        table("部门支出总体情况表", HEADS, [(code(n), "支出", "1.00", "2.00", "3.00") for n in range(2_500)])
    ),
    "a table of three hundred columns": lambda: page(
        table(
            "部门收入总体情况表",
            ("科目编码", "科目名称", *["一般公共预算拨款收入"] * 298),
            [("2080505", "支出", *["1.00"] * 298)] * 30,
        )
    ),
    "two hundred tables": lambda: page(table("部门支出总体情况表", HEADS, [ROW] * 3) * 200),
}

#: Those that contradict themselves more often than anybody reads.
CONTRADICTED = ("two thousand amounts of one figure", "six thousand changes", "a table of codes")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_made_to_be_long_is_examined_in_moments(name):
    made = DOCUMENTS[name]()
    assert len(made) <= LARGEST
    reading = read_here(made.encode())
    assert reading.paragraphs or reading.headings or reading.tables
    started = time.process_time()
    report = examine_reading(reading)
    assert time.process_time() - started < LONGEST
    assert len(report.findings) <= MOST_FINDINGS
    assert report.more or name not in CONTRADICTED
    assert len(report.findings) == MOST_FINDINGS or not report.more


def test_what_a_report_does_not_list_is_counted_for_its_reader():
    made = DOCUMENTS["six thousand changes"]()
    kept = report_of(examine_reading(read_here(made.encode())), target="很长.html")
    assert len([finding for finding in kept["findings"] if finding["echo_of"] is None]) == MOST_FINDINGS
    assert kept["more_findings"] > 0
    assert f"另有 {kept['more_findings']} 处没有列出" in list(lines_of(told(kept)))
    assert f"还有 {kept['more_findings']} 处没有列出" in render_html(
        told(kept), examined_at=datetime.now(UTC)
    )


def test_of_what_is_all_listed_nobody_is_told_that_there_is_more():
    kept = report_of(
        examine_reading(read_here(in_parts("2025年收入预算合计10.00万元。").encode())), target="短.html"
    )
    assert kept["more_findings"] == 0
    assert not [line for line in lines_of(told(kept)) if "没有列出" in line]

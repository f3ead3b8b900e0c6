"""勾稽说明: what a citizen reads of warnings that were waived, and of totals that rounding moved by a last digit."""

import io
from dataclasses import replace

import docx
import pytest

from budgets.ledger import Posting
from disclosures.document import completed, digest
from disclosures.rendering.page import render_page
from disclosures.rendering.pdf import render_html
from disclosures.rendering.word import render_word
from tests import disclosed
from tests.reading import Reading, text_of
from tests.shelf import cost, income, spending

REASON = "经办单位已书面说明，本年不再调整。"


def posted(*amounts):
    """Income and spending of three 项 under one 类; amounts in 元."""
    whole = str(sum(map(int, amounts)))
    codes = ("2010601", "2010602", "2010699")
    spent = [spending(amount, amount, function=code) for amount, code in zip(amounts, codes, strict=True)]
    return [income(whole, whole), *spent, cost(whole, whole)]


@pytest.fixture(scope="module")
def rounded():
    """1.004万元 three times: each is printed as 1.00, and the total as 3.01."""
    return disclosed.document(postings=posted("10040", "10040", "10040"), projects=(), no_projects=True)


@pytest.fixture
def waived():
    content = disclosed.document()
    finding = {
        "rule": "R25",
        "level": "warning",
        "message": "项目支出 609.31，项目合计 598.46，相差 10.85",
        "difference": "108500.00",
        "figures": [],
        "waived": {"reason": REASON, "on": "2025-02-06"},
    }
    content["examination"]["findings"].append(finding)
    return content


def section(content, language="zh-hans"):
    page = render_page(content, digest(content), language=language, versions=disclosed.lines())
    return text_of(Reading(page).one("#check"))


def word(content):
    return "\n".join(
        p.text for p in docx.Document(io.BytesIO(render_word(content, digest(content)))).paragraphs
    )


# Rounding


def test_each_total_that_its_printed_parts_miss_is_frozen_with_its_place(rounded):
    found = rounded["examination"]["rounding"]
    in_general = [
        each for each in found if each["place"] == "表5 一般公共预算支出表 · 财政事务 · 2025年预算数 › 小计"
    ]
    assert in_general == [
        {
            "anchor": "fig-general-20106-4",
            "place": "表5 一般公共预算支出表 · 财政事务 · 2025年预算数 › 小计",
            "printed": "3.01",
            "summed": "3.00",
            "difference": "0.01",
            "unit": "万元",
        }
    ]


def test_nothing_is_rounding_where_the_printed_parts_come_to_their_total():
    content = disclosed.document(postings=posted("10000", "20000", "30000"), projects=(), no_projects=True)
    assert content["examination"]["rounding"] == []
    content["examination"]["findings"] = []
    assert "四舍五入" not in section(content) and "附　勾稽说明" not in word(content)


def test_a_contradiction_is_no_rounding(rounded):
    broken = posted("10040", "10040", "10040")
    broken[1] = replace(broken[1], amount=broken[1].amount + 5)
    assert isinstance(broken[1], Posting)
    found = disclosed.document(postings=broken, projects=(), no_projects=True)["examination"]["rounding"]
    balance = [each["place"] for each in found if each["place"].startswith("表1")]
    assert balance == [
        each["place"] for each in rounded["examination"]["rounding"] if each["place"].startswith("表1")
    ]


def test_a_citizen_reads_which_totals_rounding_moved(rounded):
    told = " ".join(section(rounded).split())
    assert "表5 一般公共预算支出表 · 财政事务 · 2025年预算数 › 小计：各项之和3.00，合计3.01，相差0.01" in told


def test_an_english_reader_reads_it_in_english(rounded):
    told = " ".join(section(rounded, "en").split())
    assert "parts 3.00, total 3.01, 0.01 apart" in told and "Rounding" in told


def test_each_of_them_leads_to_its_total(rounded):
    page = Reading(render_page(rounded, digest(rounded), language="zh-hans", versions=disclosed.lines()))
    anchors = {element.get("id") for element in page.all("[id]")}
    links = [a.get("href")[1:] for a in page.all("#check li a")]
    assert links == [each["anchor"] for each in rounded["examination"]["rounding"]] and {*links} <= anchors


def test_the_printed_files_tell_it_too(rounded):
    words = "表5 一般公共预算支出表 · 财政事务 · 2025年预算数 · 小计：各项之和3.00万元，合计3.01万元，相差0.01万元。"
    html, _widths = render_html(rounded, digest(rounded))
    assert words in html and '<a href="#check">附　勾稽说明</a>' in html and words in word(rounded)


# Waivers


def test_a_citizen_reads_why_a_warning_was_let_stand_and_when(waived):
    told = section(waived)
    assert f"2025年2月6日由复核人放行，理由： {REASON}" in told


def test_an_english_reader_reads_the_day_and_the_reason_in_chinese(waived):
    told = section(waived, "en")
    assert "Waived on Feb. 6, 2025, because:" in told and REASON in told


def test_the_printed_files_give_the_reason_too(waived):
    html, _widths = render_html(waived, digest(waived))
    words = f"2025年2月6日放行，理由：{REASON}"
    assert words in html and words in word(waived)


def test_what_merely_informs_is_not_printed(waived):
    informs = {
        "rule": "C04",
        "level": "info",
        "message": "没有登记批复日期",
        "difference": None,
        "figures": [],
    }
    waived["examination"]["findings"].append(informs)
    assert "没有登记批复日期" in section(waived) and "没有登记批复日期" not in word(waived)


def test_what_earlier_software_froze_tells_nothing_of_rounding(waived):
    before = {key: value for key, value in waived["examination"].items() if key != "rounding"}
    older = completed({**waived, "examination": before})
    assert older["examination"]["rounding"] == [] and "四舍五入造成" not in section(older)

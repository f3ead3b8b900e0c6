"""`manage.py examine`: what people read, what scripts read, and what the exit code says."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from budgets.rules.finding import Side
from disclosures.management.commands import examine
from disclosures.reading.raw import Unreadable
from disclosures.reporting import shape
from disclosures.reporting.quotes import Quote, quoted
from disclosures.reporting.text import lines_of
from disclosures.reporting.told import in_a_sum, signed, told
from tests import people, reports
from tests.drafts import sound_budget


def run(target, capsys, format="text"):
    """(exit code, what is printed, what is said beside it)."""
    code, words = 0, ""
    try:
        call_command("examine", target, format=format)
    except CommandError as error:
        code, words = error.returncode, str(error)
    return code, capsys.readouterr().out, words


def spend_more_than_there_is(budget):
    """One 万元 is spent that nobody gave."""
    income = budget.entries.get(direction="income")
    income.amount -= 10000
    income.save()


@pytest.fixture
def published(monkeypatch, tmp_path):
    """A published file whose report is the one made by hand."""
    monkeypatch.setattr(examine, "report_of_file", lambda data, name: reports.as_json(name))
    path = tmp_path / "预算公开.txt"
    path.write_text("某市政务服务局2025年部门预算")
    return str(path)


# Our own budget ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_sound_budget_is_examined_by_its_code_and_year(capsys):
    budget = sound_budget()
    code, printed, words = run(f"{budget.department.code}/{budget.year}", capsys)
    assert (code, words) == (0, "")
    assert printed.startswith(f"{budget.department.name} {budget.year} 年部门预算")
    assert run(f"{budget.department.region.code}/{budget.department.code}/{budget.year}", capsys)[0] == 0


@pytest.mark.django_db
def test_a_contradiction_in_a_budget_is_exit_1_with_both_figures(capsys):
    budget = sound_budget()
    spend_more_than_there_is(budget)
    code, printed, words = run(f"{budget.department.code}/{budget.year}", capsys)
    assert code == 1 and words.startswith("不相符：错误")
    assert "错误 R01 收入总计与支出总计不等" in printed and "相差　1.00万元" in printed


@pytest.mark.django_db
def test_the_json_of_a_budget_is_what_the_contract_says(capsys):
    budget = sound_budget()
    spend_more_than_there_is(budget)
    target = f"{budget.department.code}/{budget.year}"
    code, printed, _words = run(target, capsys, "json")
    report = json.loads(printed)
    assert (code, report["target"], report["year"], report["kind"]) == (1, target, budget.year, "department")
    assert report["figures"] > 50 and report["tables"] == len(report["read"]) > 5
    finding = next(f for f in report["findings"] if f["rule"] == "R01")
    assert (finding["level"], finding["difference"].lstrip("-")) == ("error", "10000.00")
    left, right = finding["figures"]
    assert {left["key"], right["key"]} == {"income.total", "expenditure.total"}
    assert left["place"] and left["printed"].endswith("万元") and Decimal(left["value"])


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["999/2025", "430001/999/2025", "101/2031"])
def test_a_budget_that_is_not_there_is_exit_2(capsys, target):
    sound_budget()
    code, printed, words = run(target, capsys)
    assert (code, printed) == (2, "") and "没有" in words


@pytest.mark.django_db
def test_two_departments_of_one_code_are_asked_apart(capsys):
    people.budget(code="101")
    sound_budget()
    code, _printed, words = run("101/2025", capsys)
    assert code == 2 and "行政区划代码/101" in words


# A published file -------------------------------------------------------------------------------------------------


def test_people_read_the_cause_first_with_both_places_and_its_echo_under_it(capsys, published):
    code, printed, words = run(published, capsys)
    assert (code, words) == (1, "不相符：错误 1 处")
    head, summary, _blank, *lines = printed.splitlines()
    assert head.startswith("某市政务服务局 2025 年部门预算（")
    assert summary == (
        "6 页，读到 1 张表、2 个数（3 处），错误 1 处、警告 1 处、提示 1 处，没有读出来或没有对上 2 处"
    )
    assert lines[0] == "1. 错误 N13 收入总额与所列来源之和不等"
    text = "\n".join(lines)
    assert "第 2 页 · 一、收支情况 · （一）收入预算" in text and f"“{reports.SENTENCE}”" in text
    assert "相差　730.00万元" in text
    assert "最可能有误：收入预算总额，印为 940.95万元，210.95万元 才相符，由此引起的 1 条也相符" in text
    echo = next(line for line in lines if "N01" in line)
    assert echo.startswith("      错误 N01")
    assert "3. 警告 N16" in text and "4. 提示 R03" in text


def test_people_read_what_could_not_be_read(capsys, published):
    _code, printed, _words = run(published, capsys)
    assert "没有读出来（1 处）\n   第 4 页：这张表是图片" in printed
    assert "没有对上数据的金额（1 处）\n   第 5 页 · 九、其他\n      “另有12万元。”" in printed


def test_scripts_get_one_object_and_nothing_else(capsys, published):
    code, printed, _words = run(published, capsys, "json")
    report = json.loads(printed)
    assert code == 1
    assert report.pop("target") == published
    assert report == {name: value for name, value in reports.as_json().items() if name != "target"}


def test_a_file_that_is_not_there_is_exit_2(capsys, tmp_path):
    code, _printed, words = run(str(tmp_path / "没有.pdf"), capsys)
    assert code == 2 and words.endswith("这个文件")
    assert run(str(tmp_path), capsys)[0] == 2


def test_a_file_that_cannot_be_read_is_exit_2_and_says_why(capsys, published, monkeypatch):
    def refuse(data, name):
        raise Unreadable("文件损坏，无法打开")

    monkeypatch.setattr(examine, "report_of_file", refuse)
    assert run(published, capsys) == (2, "", "读不出来：文件损坏，无法打开")


def test_warnings_alone_are_no_contradiction(capsys, published, monkeypatch):
    report = reports.as_json()
    kept = [f for f in report["findings"] if f["level"] != "error"]
    quiet = report | {"findings": kept, "counts": report["counts"] | {"error": 0}}
    monkeypatch.setattr(examine, "report_of_file", lambda data, name: quiet)
    assert run(published, capsys)[0] == 0


#: What people choose by mistake: a story, a bill with amounts, a table of something else.
NO_BUDGETS = {
    "novel": "那年冬天，他第一次坐火车去北方。\n\n" * 30,
    "invoice": "发票\n\n货物\t数量\t单价\t金额\n纸张\t10\t25.00\t250.00\n墨盒\t2\t100.00\t200.00\n合计\t\t\t450.00\n",
    "numbers": "月份\t读数\n一月\t12.5\n二月\t13.5\n合计\t26.0\n",
}


@pytest.mark.django_db
@pytest.mark.parametrize("text", NO_BUDGETS.values(), ids=NO_BUDGETS)
def test_a_file_without_a_budget_is_exit_2_and_never_called_sound(capsys, tmp_path, text):
    path = tmp_path / "别的文件.txt"
    path.write_text(text)
    code, printed, words = run(str(path), capsys)
    assert code == 2 and "没有读到预算数据" in words
    assert "没有读到预算数据，没有可核对的内容" in printed and "勾稽全部相符" not in printed


# The shape --------------------------------------------------------------------------------------------------------


def test_the_report_has_what_the_contract_names():
    report = reports.as_json()
    contract = {"target", "title", "department", "region", "year", "kind", "figures", "tables", "findings"}
    assert contract <= report.keys()
    assert (report["figures"], report["tables"], len(report["said"])) == (2, 1, 3)
    for finding in report["findings"]:
        assert {"rule", "level", "message", "difference", "figures"} <= finding.keys()
        for figure in finding["figures"]:
            assert {"key", "printed", "value", "place"} <= figure.keys()
    assert json.loads(json.dumps(report)) == report


def test_a_cause_is_followed_by_its_echoes_and_each_names_the_other():
    cause, echo, *others = reports.as_json()["findings"]
    assert (cause["n"], cause["echoes"], cause["echo_of"]) == (1, [2], None)
    assert (echo["n"], echo["echoes"], echo["echo_of"]) == (2, [], 1)
    assert [finding["n"] for finding in others] == [3, 4]
    assert reports.as_json()["counts"] == {"error": 1, "warning": 1, "info": 1}


def test_the_suspect_is_quoted_with_the_value_that_fits():
    suspect = reports.as_json()["findings"][0]["suspect"]
    assert (suspect["printed"], suspect["value"]) == ("940.95万元", "9409500.00")
    assert (suspect["fits_printed"], suspect["fits"], suspect["settles"]) == ("210.95万元", "2109500.00", 2)
    assert suspect["quote"] == reports.SENTENCE


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        ("9409500", "元", "9409500.00"),
        ("-0.5", "元", "-0.50"),
        ("0.125", "元", "0.125"),
        ("19", "人", 19),
        ("1.5", "台（套）", "1.5"),
        ("38.730", "%", "38.73"),
        ("5", "%", "5"),
        ("0", "%", "0"),
    ],
)
def test_values_are_written_for_machines(value, unit, written):
    assert shape.value_of(Decimal(value), unit) == written


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("2109500", "元", "210.95万元"),
        ("6093114.80", "元", "609.31万元"),
        ("1", "元", "1.00元"),
        ("-1", "元", "−1.00元"),
        ("0", "元", "0.00万元"),
        ("19", "人", "19人"),
        ("38.730", "%", "38.73%"),
    ],
)
def test_values_are_written_for_people(value, unit, words):
    assert shape.in_words(Decimal(value), unit) == words


def test_what_nobody_sees_does_not_come_out_of_a_file():
    report = reports.as_json(title="预算\x00公开\u202e文本\ud800")
    assert report["title"] == "预算公开文本"


def test_a_long_sentence_is_quoted_around_its_amount():
    quote = quoted("甲" * 300 + "940.95万元" + "乙" * 300, "940.95万元")
    assert quote == Quote("…" + "甲" * 60, "940.95万元", "乙" * 60 + "…")
    assert quoted("合计 1,234.00", "1,234.00元") == Quote("合计 ", "1,234.00", "")
    assert quoted("1,234.00", "1,234.00元") is None
    assert quoted("940.95万元", "940.95万元") is None


def test_a_sum_tells_what_it_is_the_sum_of():
    parts = [{"label": f"第{n}项", "printed": f"{n}万元", "value": f"{n}0000.00"} for n in range(20)]
    assert in_a_sum(parts[:3]) == "＝ 第1项 1万元 ＋ 第2项 2万元，另有 1 项为 0"
    assert in_a_sum(parts).endswith("第12项 12万元，另有 7 项，另有 1 项为 0")
    assert in_a_sum(parts[:1]) == "1 项都为 0" and in_a_sum([], "0.00") == ""


def test_a_sum_of_changes_tells_which_are_less():
    changes = [
        {"label": "工资", "printed": "64.87万元", "value": "648700.00"},
        {"label": "补助", "printed": "0.06万元", "value": "-600.00"},
    ]
    assert in_a_sum(changes, "648100.00") == "＝ 工资 64.87万元 － 补助 0.06万元"
    assert in_a_sum(changes[1:] + changes[:1], "648100.00") == "＝ － 补助 0.06万元 ＋ 工资 64.87万元"
    assert signed(changes[1]) == "−0.06万元" and signed(changes[0]) == "64.87万元"


def test_what_is_no_sum_tells_what_it_is_worked_out_of():
    parts = [
        {"label": "分值", "printed": "10", "value": 10},
        {"label": "执行率", "printed": "94.93%", "value": "94.93"},
    ]
    assert in_a_sum(parts, "9.49") == "由分值 10、执行率 94.93%算出"


def test_an_amount_that_stands_twice_is_quoted_where_it_is_meant():
    sentence = "项目支出570万元，比上年增加570万元，物业管理费0元，其他费用0元。"
    assert quoted(sentence, "570万元", "项目支出").before == "项目支出"
    assert quoted(sentence, "570万元", "项目支出（增减额）", is_change=True).before.endswith("增加")
    assert quoted(sentence, "0元", "其他费用").before.endswith("，其他费用")
    assert quoted(sentence, "0元", "没有这个词").meant == "0元"


def test_counts_without_a_unit_differ_without_one():
    side_of = {"unit": "个", "key": "", "label": "", "place": "", "page": 0, "quote": "", "parts": []}
    figures = [side_of | {"printed": "9", "value": 9}, side_of | {"printed": "9.49", "value": "9.49"}]
    finding = reports.as_json()["findings"][3]
    (told_so,) = told(
        reports.as_json() | {"findings": [finding | {"difference": "-0.49", "figures": figures}]}
    ).findings
    assert told_so.difference == "0.49"


@pytest.mark.parametrize(
    ("digits", "printed", "whole"),
    [
        ("570", "0万元", "570万元"),
        ("1,234.00", "1,230.00元", "1,234.00元"),
        ("19", "18", "19"),
        ("38.7%", "38%", "38.7%"),
    ],
)
def test_the_value_that_fits_has_the_unit_of_what_is_printed(digits, printed, whole):
    assert shape.with_unit(digits, printed) == whole


def test_places_are_told_once():
    cause, *_ = reports.findings()
    seen_there = replace(cause, places=(reports.IN_TEXT, reports.IN_TABLE), echoes=())
    (finding,) = shape.numbered([seen_there])
    assert [place["place"] for place in finding["places"]] == [reports.IN_TABLE.text]


def test_one_fault_in_several_places_is_told_once_with_its_places(capsys, published, monkeypatch):
    cause, residue, rounding = reports.findings()
    again = replace(residue, message="另一处也没有选定", places=(reports.IN_TABLE,))
    made = reports.as_json(made=(cause, residue, rounding, again))
    monkeypatch.setattr(examine, "report_of_file", lambda data, name: made)
    first, told_once, last = told(made).findings
    assert (first.alike, [each.n for each in told_once.alike], told_once.spots) == ((), [5], 2)
    assert told(made).counts[1] == ("warn", "警告", 2, 3)
    _code, printed, _words = run(published, capsys)
    assert "同样的另外 1 处：\n      另一处也没有选定\n         第 3 页 · 表1 部门收入总表 · 合计" in printed


def test_an_amount_and_a_rate_have_no_difference():
    rate = Side("增减率", Decimal(100), "income.total.percent", "%", printed="100%")
    finding = replace(reports.findings()[2], sides=(reports.side(reports.TOTAL), rate))
    (written,) = shape.numbered([finding])
    assert written["difference"] is None


def test_differences_between_figures_in_yuan_are_told_in_yuan():
    (_cause, *_others, rounding) = told(reports.as_json()).findings
    assert rounding.difference == ""
    yuan = [figure | {"value": "1.00"} for figure in reports.as_json()["findings"][3]["figures"]]
    finding = reports.as_json()["findings"][3] | {"difference": "-1.00", "figures": yuan}
    (told_so,) = told(reports.as_json() | {"findings": [finding]}).findings
    assert told_so.difference == "1.00元"


def test_a_document_that_does_not_say_whose_it_is_goes_by_its_file():
    nobodys = told(reports.as_json("预算.txt", department="", title=""))
    assert next(lines_of(nobodys)) == "预算.txt"
    assert (
        next(lines_of(told(reports.as_json("预算.txt", department=""))))
        == "某市政务服务局2025年部门预算（预算.txt）"
    )

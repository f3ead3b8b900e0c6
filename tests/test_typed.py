"""Amounts that people type in their texts: tied to the figure they are named after, and examined like all others."""

from dataclasses import replace
from decimal import Decimal

import pytest

from budgets.books import Stated
from budgets.rules import examine
from budgets.typed import amounts_of
from tests.full import full_books
from tests.shelf import project, sound_books

NAMES = {"公务接待费": "three-public.reception", "接待费": "other", "会议费": "meeting"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("公务接待费0.95万元，用于调研", [("公务接待费", "9500.00")]),
        ("全年公务接待费预算安排 1,234.5 万元", [("公务接待费", "12345000.0")]),
        ("公务接待费为9500元；会议费共计：2万元", [("公务接待费", "9500"), ("会议费", "20000")]),
        ("公务接待费增加2万元", []),
        ("公务接待费安排了资金达到人民币２．５万元", [("公务接待费", "25000.0")]),
        (
            "公务接待费规模约为0.02亿元；会议费2025年预算3万",
            [("公务接待费", "2000000.00"), ("会议费", "30000")],
        ),
        (
            "1、会议费1，234.5万元、公务接待费2元和会议费3元",
            [("会议费", "12345000.0"), *[("公务接待费", "2"), ("会议费", "3")]],
        ),
        ("2024年公务接待费3万元，2019年公务接待费3万元", [("公务接待费", "30000")]),
        ("会议费2019年3万元，2026年安排会议费3万元", []),
        ("会议费400万元以上，会议费2万余元，会议费3万元/人，会议费3万元标准，会议费3万人次", []),
        ("公务接待费、会议费共计3万元，全省工作会议费3万元，减少会议费3万元", []),
        ("下属学校用会议费，会议费3万元；第一中学全年会议费3万元。会议费4万元", [("会议费", "40000")]),
        ("限额400万元以上的项目", []),
        ("公务接待费按标准执行", []),
    ],
)
def test_an_amount_belongs_to_the_name_directly_before_it(text, found):
    assert [(t.name, str(t.value)) for t in amounts_of(text, NAMES, year=2025, parts=["第一中学"])] == found


@pytest.mark.parametrize(
    ("typed", "figure", "same"),
    [
        ("0.95万元", "9500", True),
        ("0.95万元", "9549.99", True),
        ("0.95万元", "9450.00", True),
        ("0.95万元", "9600", False),
        ("1万元", "12000", True),
        ("1万元", "15001", False),
        ("9500元", "9500.40", True),
        ("9500元", "9600", False),
    ],
)
def test_a_figure_may_be_typed_with_fewer_digits(typed, figure, same):
    (amount,) = amounts_of(f"会议费{typed}", NAMES)
    assert amount.is_the_same_as(Decimal(figure)) is same


def findings(**changes):
    return [f for f in examine(sound_books(**changes)) if f.rule == "N01"]


def test_a_remark_that_contradicts_a_figure_is_found_where_it_was_typed():
    (finding,) = findings(
        stated={"three-public.reception": Stated(Decimal(9500), Decimal(9500))},
        notes={"remark.three-public": "其中公务接待费2万元。"},
    )
    assert "公务接待费 2万元" in finding.message and "0.95万元" in finding.message
    assert (finding.section, finding.level) == ("notes", "warning")
    assert finding.difference == Decimal(10500)


def test_last_years_figure_may_be_told_too():
    stated = {"three-public.reception": Stated(Decimal(9500), Decimal(12000))}
    assert findings(stated=stated, notes={"remark.three-public": "上年公务接待费1.2万元。"}) == []


def test_a_text_without_amounts_and_a_figure_nobody_stated_raise_no_alarm():
    assert findings(stated={"meeting": Stated(None)}, notes={"remark.other": "会议费3万元，见附表。"}) == []
    assert [f for f in examine(full_books()) if f.rule == "N01"] == []


#: 收入 and 支出 of these books are 1000 this year and 900 last year, 人员经费 600 and 500, 公用经费 400 both years.
COUNTS = {"staff.posts": Stated(Decimal(27), Decimal(28)), "staff.actual": Stated(Decimal(14))}


@pytest.mark.parametrize(
    "text",
    [
        "一般公共预算拨款收入1000元，事业收入0元，财政拨款收入900元，其他收入0万元",
        "收入预算1000元，支出总计0.1万元，财政拨款支出安排1000元",
        "一般公共预算支出１０００元，政府性基金预算支出0元，国有资本经营预算支出0万元",
        "人员经费600元，公用经费400元，工资福利支出600元，基本支出1000元，一般公共服务支出1000元",
        "“三公”经费400元，三公经费预算400元",
        "核定编制 27 名，实有14人，共有车辆0辆，2024年编制28人",
        "每辆车辆3万元，上年实有13人，编制预算3万元",
    ],
)
def test_what_is_stated_is_no_finding(text):
    assert findings(stated=COUNTS, notes={"remark.other": text}) == []


@pytest.mark.parametrize(
    ("text", "told", "stated"),
    [
        ("一般公共预算拨款收入2000元", "一般公共预算拨款收入 2000元", "0.10万元"),
        ("收入预算30万元", "收入预算 30万元", "0.10万元"),
        ("其中：支出总计30万元", "支出总计 30万元", "0.10万元"),
        ("财政拨款收入30万元", "财政拨款收入 30万元", "0.10万元"),
        ("财政拨款支出30万元", "财政拨款支出 30万元", "0.10万元"),
        ("政府性基金预算支出30万", "政府性基金预算支出 30万", "0.00万元"),
        ("人员经费700元", "人员经费 700元", "0.06万元"),
        ("公用经费0.002亿元", "公用经费 0.002亿元", "0.04万元"),
        ("工资福利支出30元", "工资福利支出 30元", "0.06万元"),
        ("三公经费30万元，“三公”经费31万元", "三公经费 30万元", "0.04万元"),
        ("编制30人", "编制 30人", "27人"),
        ("上年编制30人", "编制 30人", "28人"),
        ("实有在职人员15名", "实有 15名", "14人"),
        ("车辆3辆", "车辆 3辆", "0辆"),
    ],
)
def test_every_figure_with_a_name_is_looked_at_once_for_each_text(text, told, stated):
    (finding,) = findings(stated=COUNTS, notes={"remark.other": text})
    assert finding.message == f"其他需要说明的事项：写的是{told}，填报的是 {stated}"
    assert len({side.unit for side in finding.sides}) == 1


def test_a_project_with_a_short_name_is_none_and_one_with_a_figures_name_hides_nothing():
    def of(name, text):
        return findings(projects=(replace(project("100"), name=name),), notes={"remark.other": text})

    assert of("维修", "维修3万元") == []
    assert of("公务接待费", "公务接待费100元，公务接待费400元") == []
    assert len(of("公务接待", "公务接待费3万元")) == len(of("校舍维修", "校舍维修项目资金3万元")) == 1


def test_a_part_that_a_project_pays_is_not_the_whole():
    parts = replace(project("100"), name="校舍维修", overview="会议费3万元，校舍维修3万元")
    (finding,) = findings(stated={"meeting": Stated(Decimal(5))}, projects=(parts,))
    assert (finding.sides[0].label, finding.sides[1].unit) == ("项目 校舍维修 · 项目概述中的校舍维修", "元")

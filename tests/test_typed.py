"""Amounts that people type in their texts: tied to the figure they are named after, and examined like all others."""

from decimal import Decimal

import pytest

from budgets.books import Stated
from budgets.rules import examine
from budgets.typed import amounts_of
from tests.full import full_books
from tests.shelf import sound_books

NAMES = {"公务接待费": "three-public.reception", "接待费": "other", "会议费": "meeting"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("公务接待费0.95万元，用于调研", [("公务接待费", "9500.00")]),
        ("全年公务接待费预算安排 1,234.5 万元", [("公务接待费", "12345000.0")]),
        ("公务接待费为9500元；会议费共计：2万元", [("公务接待费", "9500"), ("会议费", "20000")]),
        ("公务接待费增加2万元", []),
        ("限额400万元以上的项目", []),
        ("公务接待费按标准执行", []),
    ],
)
def test_an_amount_belongs_to_the_name_directly_before_it(text, found):
    assert [(t.name, str(t.value)) for t in amounts_of(text, NAMES)] == found


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

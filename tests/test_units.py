"""Amounts in every way that a reader may choose: exact in, rounded once each, nothing that is something shown as nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.money import WANYUAN, YIYUAN, YUAN, printed
from disclosures.understanding.units import labels, shown

AMOUNT = Decimal("12345678.91")


def ways(*args, **kwargs):
    return {way.css: way.text for way in shown(*args, **kwargs)}


def test_an_amount_is_printed_in_three_units_per_head_and_as_a_share():
    assert ways(AMOUNT, whole=Decimal("24691357.82"), persons=1000, has_heads=True) == {
        "wan": "1,234.57",
        "yuan": "12,345,678.91",
        "yi": "0.1235",
        "head": "12,345.68",
        "share": "50.00%",
    }


@pytest.mark.parametrize(
    ("amount", "way", "text"),
    [
        ("50", "wan", "0.01"),
        ("49.99", "wan", "0.00"),
        ("0", "wan", "0.00"),
        ("-49.99", "wan", "0.00"),
        ("5000", "yi", "0.0001"),
        ("4999.99", "yi", "<0.0001"),
        ("-1234500", "wan", "−123.45"),
    ],
)
def test_what_is_little_is_not_nothing(amount, way, text):
    assert ways(Decimal(amount))[way] == text


def test_what_cannot_be_said_is_said_in_words(settings):
    told = ways(AMOUNT, whole=None, persons=None, has_heads=True)
    assert (told["head"], told["share"]) == ("未登记人口", "不可比")
    assert ways(AMOUNT, whole=Decimal(0))["share"] == "不可比"
    assert "head" not in ways(AMOUNT)


def test_the_unit_of_a_table_is_said_in_each_way():
    assert [way.text for way in labels("占支出总计的比重", has_heads=True)] == [
        "单位：万元",
        "单位：元",
        "单位：亿元",
        "单位：元（人均）",
        "占支出总计的比重",
    ]


@given(cents=st.integers(-(10**15), 10**15), persons=st.integers(1, 10**9))
def test_each_way_is_rounded_once_from_the_exact_amount(cents, persons):
    amount = Decimal(cents) / 100
    told = ways(amount, whole=Decimal(10**13), persons=persons, has_heads=True)
    for css, unit, step, exact in (
        ("wan", WANYUAN, "0.01", amount / 10**4),
        ("yuan", YUAN, "0.01", amount),
        ("yi", YIYUAN, "0.0001", amount / 10**8),
        ("head", YUAN, "0.01", amount / persons),
    ):
        if told[css][0] in "<>":
            assert 0 < abs(exact) < Decimal(step) / 2
        else:
            number = Decimal(told[css].replace(",", "").replace("−", "-"))
            assert abs(number - exact) <= Decimal(step) / 2
            if css != "head":
                assert told[css] == printed(amount, unit)

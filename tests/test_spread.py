"""Medians and quartiles: exact, and honest about what is few or not known."""

from decimal import Decimal
from statistics import median, quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.comparing.spread import quantile, ratio, spread

amounts = st.decimals("-9999999999.99", "9999999999.99", places=2)
known = st.lists(amounts, min_size=4, max_size=60)


def decimals(*texts):
    return [Decimal(text) for text in texts]


@given(known)
def test_the_median_is_that_of_the_standard_library(values):
    assert spread(values).median == median(values)


@given(known)
def test_the_quartiles_are_those_of_spreadsheets(values):
    expected = quantiles(values, n=4, method="inclusive")
    found = spread(values)
    assert [found.first, found.median, found.third] == expected


@given(known)
def test_everything_lies_in_order_and_within_what_is_known(values):
    found = spread(values)
    assert min(values) == found.lowest <= found.first <= found.median <= found.third <= found.highest
    assert found.highest == max(values)


@given(known, st.randoms())
def test_the_order_in_which_departments_stand_does_not_matter(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert spread(shuffled) == spread(values)


@given(known, st.integers(0, 9))
def test_what_is_not_known_is_counted_apart_and_is_no_zero(values, more):
    found = spread([*values, *[None] * more])
    assert found.unknown == more
    assert (found.known, found.median) == (len(values), spread(values).median)


@given(st.lists(amounts, max_size=2))
def test_of_fewer_than_three_no_median_is_told(values):
    found = spread(values)
    assert not found.has_median and found.lowest is None and found.highest is None
    assert found.known == len(values)


@given(st.lists(amounts, min_size=3, max_size=3))
def test_of_three_the_median_is_told_and_no_quartiles(values):
    found = spread(values)
    assert found.median == sorted(values)[1]
    assert not found.has_quartiles


def test_a_median_between_two_is_exact():
    assert spread(decimals("0.01", "0.02", "0.03", "0.04")).median == Decimal("0.025")
    assert quantile(decimals("1", "2", "3", "4"), Decimal("0.25")) == Decimal("1.75")


@pytest.mark.parametrize("part, whole", [(None, Decimal(3)), (Decimal(3), None), (Decimal(3), Decimal(0))])
def test_no_ratio_is_told_of_what_is_not_known_or_by_nothing(part, whole):
    assert ratio(part, whole) is None


@given(amounts, st.decimals("0.01", "999999.99", places=2))
def test_a_ratio_comes_back_when_multiplied(part, whole):
    assert abs(ratio(part, whole) * whole - part) < Decimal("1e-9")

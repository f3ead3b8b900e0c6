"""The chart of accounts: which government economic code an economic code is mapped to."""

import pytest

from budgets.chart import government_code


@pytest.mark.parametrize(
    ("economic", "administrative", "institution"),
    [
        ("30101", "50101", "50501"),
        ("30217", "50206", "50502"),
        ("30113", "50103", "50501"),
        ("30302", "50905", "50905"),
        ("31002", "50306", "50601"),
    ],
)
def test_a_code_is_mapped_by_the_kind_of_the_unit(economic, administrative, institution):
    assert government_code(economic, "行政", 2025) == administrative
    assert government_code(economic, "事业", 2025) == institution


@pytest.mark.parametrize(
    ("heading", "administrative", "institution"),
    [("301", "501", "505"), ("302", "502", "505"), ("303", "509", "509"), ("310", "503", "506")],
)
def test_a_heading_is_mapped_to_the_heading_that_all_under_it_go_to(heading, administrative, institution):
    assert government_code(heading, "行政", 2025) == administrative
    assert government_code(heading, "事业", 2025) == institution


def test_a_heading_whose_items_part_is_mapped_to_nothing():
    assert government_code("312", "行政", 2025) == ""


def test_a_code_the_mapping_leaves_open_is_mapped_like_its_heading():
    assert government_code("30107", "行政", 2025) == "501", "绩效工资 belongs to institutions"
    assert government_code("30188", "事业", 2025) == "505", "a code of the finance office's own"


def test_the_mapping_is_that_of_the_year():
    assert government_code("31201", "行政", 2021) == "50801"
    assert government_code("31201", "行政", 2022) == "50803"
    assert government_code("30101", "行政", 2017) == "", "there was no such classification"

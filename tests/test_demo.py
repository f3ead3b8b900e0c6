"""Loading a sample: what it may tell beyond the samples we have."""

from dataclasses import replace

import pytest

from budgets.books import PurposeText, open_books
from budgets.demo.load import load
from budgets.demo.lushan_service_2021 import SAMPLE
from tests import people

pytestmark = pytest.mark.django_db


def test_a_sample_may_tell_purposes_schedules_and_codes_of_units():
    (name, *_), *_ = SAMPLE.units
    (project,) = SAMPLE.projects
    told = replace(
        SAMPLE,
        unit_codes={name: "102001"},
        projects=({**project, "schedule": "上半年完成招标", "is_special_fund": True},),
        purposes=(("201", "政务大厅运行", "300", "人员增加"), ("208", "养老保险缴费", "", "")),
    )
    books = open_books(load(sample=told, by=None))
    assert [unit.code for unit in books.units] == ["102001", ""]
    assert (books.projects[0].schedule, books.projects[0].is_special_fund) == ("上半年完成招标", True)
    assert books.purposes == {
        "201": PurposeText("政务大厅运行", people.yuan("300"), "人员增加"),
        "208": PurposeText("养老保险缴费", None, ""),
    }

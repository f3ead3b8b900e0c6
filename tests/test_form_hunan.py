"""The forms of Hunan: the county department of 2021 as it was published, and the long set with every kind of money."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from django.db import transaction

from budgets.books import open_books
from budgets.demo.hunan_service_2021 import SAMPLE
from budgets.demo.load import load
from budgets.ledger import Ledger
from disclosures.compose import compose
from tests.samples_text import cut, headings, numbers, sample_text, section_text

pytestmark = pytest.mark.django_db
NAME = "hunan-service-2021"


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker):
    """The books of the county department."""
    with django_db_blocker.unblock(), transaction.atomic():
        books = open_books(load(sample=SAMPLE, by=None))
        transaction.set_rollback(True)
    return books


@pytest.fixture(scope="module")
def document(county):
    return compose(county)


# The county form: the outline -------------------------------------------------------------------------------------

#: (level, heading) as the text was published, in order; its tables are announced (附表) and not attached.
OUTLINE = [
    (1, "一、部门职能职责"),
    (1, "二、机构设置"),
    (1, "三、部门收支概况"),
    (2, "（一）收入预算"),
    (2, "（二）支出预算"),
    (3, "1.基本支出"),
    (3, "2.项目支出"),
    (2, "（三）预算收支增减变化情况说明"),
    (1, "四、其他重要事项情况说明"),
    (2, "（一）机关运行经费"),
    (2, "（二）政府采购预算"),
    (2, "（三）国有资产占有情况"),
    (2, "（四）预算绩效目标"),
    (2, "（五）“三公”经费预算"),
    (2, "（六）会议费、培训费预算"),
    (2, "（七）其他事项"),
    (1, "名词解释"),
]
TABLES = (1, "部门预算公开表")


def test_the_outline_is_the_published_one_with_the_tables_behind_it(document):
    assert headings(document) == [*OUTLINE, TABLES]


def test_every_heading_stands_in_the_published_text_in_this_order():
    text, at = re.sub(r"\s", "", sample_text(NAME)).replace(")", "）"), 0
    for _level, heading in OUTLINE:
        at = text.index(heading, at) + len(heading)
    assert "附表" in text


def test_the_tables_are_the_eleven_of_the_short_set(document):
    assert [table.title for table in document.tables()] == [
        "收支总表",
        "收入总表",
        "支出总表",
        "财政拨款收支总表",
        "一般公共预算支出表",
        "一般公共预算基本支出表",
        "一般公共预算“三公”经费支出表",
        "政府性基金预算支出表",
        "国有资本经营预算支出表",
        "项目支出绩效目标表",
        "整体支出绩效目标表",
    ]


# The county form: every figure of the text ------------------------------------------------------------------------

#: Where a section begins in the published text, and our section.
PLACES = (
    ("一、 部门职能职责", "duties"),
    ("二、机构设置", "structure"),
    ("三、 部门收支概况", "text-balance"),
    ("（一）收入预算", "text-income"),
    ("（二）支出预算", "text-expenditure"),
    ("1.基本支出", "text-basic"),
    ("2.项目支出", "text-projects"),
    ("（三）预算收支增减变化", "text-changes"),
    ("（一）机关运行经费", "other-running"),
    ("（二)政府采购预算", "other-procurement"),
    ("（三）国有资产占有", "other-assets"),
    ("（四）预算绩效目标", "other-goals"),
    ("（五）“三公”经费", "other-three-public"),
    ("（六）会议费、培训费", "other-meetings"),
    ("（七）其他事项", "other-remarks"),
    ("名词解释", "terms"),
)
#: What the text prints with fewer decimals than is its own custom for what is not whole (1196.90, 558.80), and what
#: our section prints for it.
FEWER_DECIMALS = {
    ("other-three-public", "0.2", "万元"): "0.20",
    ("other-meetings", "0.2", "万元"): "0.20",
}
#: How many numbers with a unit the text prints.
NUMBERS = 42


@pytest.fixture(scope="module")
def published():
    """The numbers of the published text by our section, as our sections are to print them."""
    pieces = cut(sample_text(NAME), *(start for start, _ in PLACES))
    return {
        anchor: Counter(
            (FEWER_DECIMALS.get((anchor, digits, unit), digits), unit)
            for digits, unit in numbers(pieces[start]).elements()
        )
        for start, anchor in PLACES
    }


def missing(document, published):
    """(section, digits, unit) of what is published and does not stand in our section, as often as it does not."""
    return [
        (anchor, *number)
        for anchor, found in published.items()
        for number in (found - numbers(section_text(document, anchor))).elements()
    ]


def test_every_figure_of_the_text_stands_in_the_same_section(document, published):
    assert missing(document, published) == []


def test_the_comparison_reads_the_whole_text(published):
    read = sum((sum(found.values()) for found in published.values()), 0)
    assert read == sum(numbers(sample_text(NAME)).values()) == NUMBERS


def test_dates_and_thresholds_are_as_published(document):
    assert "截至2020年12月31日" in section_text(document, "other-assets")
    assert section_text(document, "other-assets").count("单位价值200万元（含）以上") == 2


#: What no number of the text tells by itself: expenditure by economic nature is not in it; that three items of 三公 were
#: nothing last year it tells with the change of the fourth, and last year's totals of income and expenditure together.
UNPRINTED = ("301", "302")
TOLD_TOGETHER = ("three-public.abroad", "three-public.purchase", "three-public.running")
STATED = [
    (key, year)
    for key, values in SAMPLE.particulars.items()
    for year, value in zip(("value", "last"), values[:2], strict=True)
    if value and (year == "value" or key not in TOLD_TOGETHER)
]


@pytest.mark.parametrize(("key", "year"), STATED, ids=lambda part: part)
def test_a_particular_that_is_wrong_is_found(county, published, key, year):
    stated = county.stated[key]
    wrong = replace(stated, **{year: getattr(stated, year) + 10_000})
    changed = compose(replace(county, stated={**county.stated, key: wrong}))
    assert missing(changed, published)


def test_an_entry_that_is_wrong_is_found(county, published):
    for n, posting in enumerate(county.ledger.postings):
        if posting.economic in UNPRINTED or posting.is_last_year_total:
            continue
        wrong = replace(posting, amount=posting.amount + 100)
        postings = [*county.ledger.postings[:n], wrong, *county.ledger.postings[n + 1 :]]
        assert missing(compose(replace(county, ledger=Ledger(postings))), published), posting


def test_totals_of_last_year_that_are_wrong_are_found(county, published):
    postings = [replace(p, last=p.last + 100) if p.is_last_year_total else p for p in county.ledger.postings]
    changed = compose(replace(county, ledger=Ledger(postings)))
    assert missing(changed, published) == [("text-changes", "710.87", "万元")]


@pytest.mark.parametrize("what", ["projects", "purchases"])
def test_a_project_or_a_purchase_that_is_wrong_is_found(county, published, what):
    listed = getattr(county, what)
    for n, each in enumerate(listed):
        wrong = (*listed[:n], replace(each, amount=each.amount + 100), *listed[n + 1 :])
        assert missing(compose(replace(county, **{what: wrong})), published), each

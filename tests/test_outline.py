"""Outlines: what stands in a section, beside what the forms themselves show."""

from dataclasses import replace
from decimal import Decimal

from budgets.books import Stated
from budgets.figures import Figures
from disclosures.declaring.forms.national import NATIONAL
from disclosures.declaring.lists import booked, codes, first_stated, given
from disclosures.declaring.outline import Glossary, Tables, section, write
from disclosures.document import Table, Terms
from tests.shelf import cost, income, sound_books, spending


def blocks(*outline, **changes):
    form = replace(NATIONAL, outline=tuple(outline))
    return write(form, Figures(sound_books(**changes)))


def test_only_the_statements_of_a_form_are_numbered_in_the_order_in_which_they_stand():
    def in_the_text(_writer):
        yield Table("aside", "附带的表", "", (), ())

    written = blocks(
        section("说明", "text", in_the_text, Tables(("fund",))),
        section("附表", "annex", Tables(("balance", "income"))),
    )
    tables = [(t.key, t.label) for t in written if isinstance(t, Table)]
    assert tables == [("aside", ""), ("fund", "表1"), ("balance", "表2"), ("income", "表3")]


def test_a_form_calls_a_term_its_own_name_and_may_explain_what_has_no_money():
    terms = ("business", "special-account")
    assert blocks(section("名词", "terms", Glossary(terms))) == []
    named = Glossary(terms, names={"special-account": "教育收费资金收入"}, whole=True)
    (_heading, explained) = blocks(section("名词", "terms", named))
    assert isinstance(explained, Terms)
    assert [item.name for item in explained.items] == ["事业收入", "教育收费资金收入"]


def test_a_form_numbers_its_terms_and_those_of_the_department():
    glossary = Glossary(("fund", "capital"), own=True, number="（{cn}）")
    (_heading, explained) = blocks(
        section("名词", "terms", glossary), notes={"terms": "公物仓：共用的资产库"}
    )
    assert [item.name for item in explained.items] == [
        "（一）政府性基金预算",
        "（二）国有资本经营预算",
        "（三）公物仓",
    ]


def test_a_particular_that_is_not_stated_is_told_by_the_lists():
    either = first_stated("goals.units", "units.count")
    assert [item.key for item in either(Figures(sound_books()))] == ["units.count"]
    stated = Figures(sound_books(stated={"goals.units": Stated(Decimal(0))}))
    assert [item.key for item in either(stated)] == ["goals.units"]


def test_what_ended_last_year_is_told_and_what_never_was_is_not():
    postings = [income("1000", "900"), income("0", "50", source="301"), spending("1000", "950")]
    figures = Figures(sound_books(postings=postings))
    sources = given(("income.s1", "财政拨款收入"), ("income.s301", "事业收入"), ("income.s305", "其他收入"))
    assert [item.key for item in booked(sources)(figures)] == ["income.s1", "income.s301"]
    assert [item.key for item in booked(sources, "income.s305")(figures)][-1] == "income.s305"


def test_a_class_that_the_form_always_tells_is_told_where_the_chart_of_the_year_has_it():
    costs = codes("economic", letter="e", level=1, always=("302", "307", "399"))
    books = sound_books(postings=[income("600"), spending("600"), cost("600")])
    assert [item.key for item in costs(Figures(books))] == ["economic.e301", "economic.e302", "economic.e307"]

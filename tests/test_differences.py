"""What one version says otherwise than another: what was corrected, what follows, which words changed."""

from decimal import Decimal

import pytest

from budgets.books import Stated
from budgets.parts import Parts, is_computed
from disclosures.differences import ALIKE, LONGEST, differences, pieces
from tests.disclosed import document
from tests.shelf import cost, income, project, spending


def postings(more="0", *, costs=None):
    """The department's money with so much more for wages, and the income for it."""
    extra = Decimal(more)
    return [
        income(Decimal("31214205.80") + extra, "30138000"),
        spending(Decimal("25121091") + extra, "24000000"),
        spending("6093114.80", "6138000", function="2080505", nature="project"),
        cost(Decimal("25111591") + (extra if costs is None else Decimal(costs)), "23990500"),
        cost("9500", "9500", economic="30217"),
        cost("6093114.80", "6138000", economic="30217", nature="project"),
    ]


def between(old=None, **new):
    return differences(document(**(old or {})), document(number=2, reason="更正", **new))


def corrected(told):
    return {each["key"]: (each["old"], each["new"]) for each in told["figures"] if not each["follows"]}


def following(told):
    return {each["key"] for each in told["figures"] if each["follows"]}


# Figures ----------------------------------------------------------------------------------------------------------


def test_two_documents_that_say_the_same_differ_in_nothing():
    told = between()
    assert (told["figures"], told["texts"], told["parts"]) == ([], [], [])
    assert told["counted"]["unchanged"] > 100


def test_one_entry_corrected_is_told_once_in_each_classification():
    told = between(postings=postings("10000"))
    assert corrected(told) == {
        "income.s101": ("31214205.80", "31224205.80"),
        "expenditure.general.f2010601.basic": ("25121091.00", "25131091.00"),
        "economic.general.e30101.basic.staff": ("25111591.00", "25121591.00"),
    }


def test_totals_headings_percentages_and_shares_follow():
    told = following(between(postings=postings("10000")))
    assert told >= {
        "expenditure.total",
        "expenditure.year.total",
        "expenditure.f201",
        "expenditure.basic",
        "expenditure.general.f2010601",
        "economic.general.basic",
        "income.total",
        "income.grant.total",
        "income.total.percent",
        "expenditure.basic.share",
        "expenditure.project.share",
    }


def test_a_total_that_moved_by_another_amount_than_its_parts_was_corrected_itself():
    """Nothing explains it: the reader is told so."""
    old, new = document(), document(number=2, reason="更正", postings=postings("10000"))
    new["figures"]["expenditure.general.f201"]["value"] = "1.00"
    assert "expenditure.general.f201" in corrected(differences(old, new))


def test_a_particular_is_corrected_and_its_total_follows():
    stated = {"three-public.reception": Stated(Decimal(9500), Decimal(9500))}
    more = {"three-public.reception": Stated(Decimal(9800), Decimal(9500), "来访增加")}
    told = between({"stated": stated}, stated=more)
    assert corrected(told) == {"three-public.reception": ("9500.00", "9800.00")}
    assert {"three-public.total", "three-public.total.change"} <= following(told)


def test_last_years_figure_may_be_what_was_corrected():
    before = {"three-public.reception": Stated(Decimal(9500), Decimal(9500))}
    told = between(
        {"stated": before}, stated={"three-public.reception": Stated(Decimal(9500), Decimal(9000))}
    )
    assert corrected(told) == {"three-public.reception.last": ("9500.00", "9000.00")}
    assert "three-public.total.last" in following(told)


def test_what_becomes_known_is_told_without_a_difference():
    told = between({"stated": {"meeting": Stated(None)}}, stated={"meeting": Stated(Decimal(100))})
    each = next(each for each in told["figures"] if each["key"] == "meeting")
    assert (each["old"], each["new"], each["difference"]) == (None, "100.00", None)


def test_a_new_account_counts_from_nothing():
    more = [*postings(), income("500"), spending("500", function="2010602"), cost("500")]
    told = between(postings=more)
    each = next(e for e in told["figures"] if e["key"] == "expenditure.general.f2010602.basic")
    assert (each["old"], each["new"], each["difference"], each["follows"]) == (
        None,
        "500.00",
        "500.00",
        False,
    )


def test_a_figure_says_where_it_stands_in_the_later_version():
    told = between(postings=postings("10000"))
    each = next(e for e in told["figures"] if e["key"] == "income.s101")
    assert each["anchor"].startswith("fig-balance-") and each["place"].startswith("表1 收支总表 · ")


def test_figures_are_told_in_the_order_of_the_document():
    keys = [each["key"] for each in between(postings=postings("10000"))["figures"]]
    assert keys.index("income.s101") < keys.index("economic.general.e30101.basic")


# What figures are made of -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        "three-public.total",
        "income.total.change",
        "staff.posts.share",
        "units.count",
        "project.total",
        "goals.total",
    ],
)
def test_what_nobody_types_is_computed(key):
    assert is_computed(key)


@pytest.mark.parametrize("key", ["income.total", "three-public.reception", "staff.posts", "running.last"])
def test_what_is_typed_or_added_up_from_entries_is_not(key):
    assert not is_computed(key)


def ways(key, *others):
    return sorted(sorted(way) for way in Parts([key, *others]).breakdowns(key) if way)


def test_a_heading_is_the_sum_of_the_nearest_codes_that_stand():
    assert ways("expenditure.f201", "expenditure.f20106", "expenditure.f2010601") == [["expenditure.f20106"]]
    assert ways("expenditure.f201", "expenditure.f2010601") == [["expenditure.f2010601"]]


def test_grants_are_the_three_budgets_and_the_years_total_leaves_out_what_is_carried():
    assert ways("expenditure.grant.f201", "expenditure.general.f201", "expenditure.fund.f201") == [
        ["expenditure.fund.f201", "expenditure.general.f201"]
    ]
    assert ways("expenditure.year.total", "expenditure.basic", "expenditure.carry") == [["expenditure.basic"]]
    assert ways("expenditure.total", "expenditure.year.total", "expenditure.carry") == [
        ["expenditure.carry"],
        ["expenditure.carry", "expenditure.year.total"],
    ]


def test_a_source_tells_whose_money_it_is():
    assert ways("income.general.total", "income.s101") == [["income.s101"]]
    assert ways("income.fund.total", "income.s101") == []


def test_a_cross_is_part_of_both_its_classifications():
    cross = "cross.general.f2010601.basic.e30201"
    assert ways("expenditure.general.f2010601.basic", cross) == [[cross]]
    assert ways("economic.general.e30201.basic", cross) == [[cross]]


def test_no_figure_follows_from_itself():
    assert ways("economic.e30201", "cross.e30201") == []
    assert ways("cross.e30201", "economic.e30201") == [["economic.e30201"]]


# Texts ------------------------------------------------------------------------------------------------------------


def test_words_are_marked_one_by_one():
    assert pieces("管理财政收支。", "管理本县财政收支。") == [
        {"same": "管理"},
        {"ins": "本县"},
        {"same": "财政收支。"},
    ]


def test_a_number_is_one_word():
    assert pieces("共 1,234.50 万元", "共 1,234.60 万元") == [
        {"same": "共 "},
        {"del": "1,234.50"},
        {"ins": "1,234.60"},
        {"same": " 万元"},
    ]


def test_shreds_are_told_as_one_change():
    assert pieces("甲的乙", "丙的丁") == [{"del": "甲的乙"}, {"ins": "丙的丁"}]


def test_both_texts_can_be_put_together_again():
    old, new = "维护信息系统，采购服务器。", "运行维护信息系统及网络，采购服务。"
    told = pieces(old, new)
    assert "".join(p.get("same", p.get("del", "")) for p in told) == old
    assert "".join(p.get("same", p.get("ins", "")) for p in told) == new


def test_a_very_long_text_is_told_as_a_whole_and_at_once():
    side = int(LONGEST**0.5) + 1
    assert [*map(list, pieces("长" * side, "文" * side))] == [["del"], ["ins"]]


def test_a_sentence_whose_figures_alone_moved_is_no_text_that_changed():
    told = between(postings=postings("10000"))
    assert told["texts"] == []


def test_a_duty_that_was_reworded_is_shown_in_its_place_in_both_languages():
    told = between(duties=("管理本县财政收支。",))
    assert [(t["place"], t["anchor"]) for t in told["texts"]] == [("一、主要职责", "duties")]
    assert {"ins": "本县"} in told["texts"][0]["pieces"] and {"ins": "本县"} in told["texts"][0]["en"]


def test_a_text_that_is_gone_and_one_that_is_new_stand_by_themselves():
    told = between({"duties": ("管理财政收支。",)}, duties=("管理财政收支。", "监督会计工作，组织会计考试。"))
    assert [list(t["pieces"][0]) for t in told["texts"]] == [["ins"]]
    gone = differences(document(duties=("管理财政收支。", "监督会计工作。")), document(number=2))
    assert [list(t["pieces"][0]) for t in gone["texts"]] == [["del"]]
    assert ALIKE > 0, "or anything would be like anything"


def test_words_in_tables_are_compared_too():
    old = {"projects": (project("6093114.80", weights=(60, 40)),)}
    new = {"projects": (project("6093114.80", weights=(70, 30)),)}
    told = between(old, **new)
    assert [t["anchor"] for t in told["texts"]] == ["table-goals-1", "table-goals-1"]


def test_parts_beside_figures_and_sentences_are_named():
    old, new = document(deadline={"approved_on": "2025-01-20", "due_on": "2025-02-09"}), document(number=2)
    assert differences(old, new)["parts"] == ["deadline"]

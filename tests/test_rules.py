"""Reconciliation: each rule is silent on sound books and speaks on one thing broken."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from budgets.books import Purchase, PurposeText, Stated, Target, Unit
from budgets.ledger import Posting
from budgets.rules import ASKS, ERROR, RULE, RULES, entered, errors_in, examine, not_applicable, rules_for
from budgets.rules.entered import ENTERED
from tests.shelf import cost, income, project, sound_books, spending

BASE = [
    income("1000", "900"),
    spending("1000", "900"),
    cost("600", "500"),
    cost("400", "400", economic="30217"),
]


RUNS = PurposeText("机关运行", Decimal(900), "人员增加两人")
SAID = {"2010601": RUNS}
LAST_TOTAL = Posting("expenditure", Decimal(0), Decimal(900), source="101", is_last_year_total=True)


def found(books, asks=ASKS):
    return {finding.rule for finding in examine(books, asks)}


def stated(value, last=None, reason=""):
    return Stated(None if value is None else Decimal(value), None if last is None else Decimal(last), reason)


def test_sound_books_have_no_findings():
    assert examine(sound_books()) == []
    assert examine(sound_books(purposes=SAID), ASKS) == []


BROKEN = {
    "R01": {"postings": [income("1001", "900"), *BASE[1:]]},
    "R02": {"postings": [income("1000", "900", source="1"), *BASE[1:]]},
    "R03": {"postings": [BASE[0], spending("900", "900"), spending("100", "0", function="201"), *BASE[2:]]},
    "R04": {"postings": [BASE[0], spending("1000", "900", nature=""), *BASE[2:]]},
    "R06": {"postings": [income("600", "500"), income("400", "400", source="301"), *BASE[1:]]},
    "R08": {"postings": [BASE[0], spending("1000", "900", source="1"), *BASE[2:]]},
    "R10": {"postings": [*BASE[:2], cost("601", "500"), BASE[3]]},
    "R11": {"postings": [*BASE[:3], cost("400", "400", economic="307")]},
    "R15": {"stated": {"running": stated(399, 399)}},
    "R16": {"stated": {"running.office": stated(10), "running.post": stated(20)}},
    "R17": {
        "postings": [*BASE[:2], spending("80", "80", function="2080505"), cost("90", "90", economic="30108")]
    },
    "R18": {
        "postings": [*BASE, spending("80", "80", function="2101101"), cost("90", "90", economic="30110")]
    },
    "R21": {"names": {("source", "101"): "一般公共预算拨款收入"}},
    "R23": {"stated": {"procurement.goods": stated(10), "procurement.sme": stated(11)}},
    "R24": {
        "stated": {"procurement.services": stated(10)},
        "purchases": (Purchase("services", "物业", Decimal(11), is_public_service=True),),
    },
    "R29": {"targets": (Target("产出指标", "质量指标", "及时", "显著提升", 100),)},
    "N12": {"assets_on": date(2025, 8, 31)},
    "N18": {"postings": [*BASE, cost("9", "9", economic="30215")], "stated": {"meeting": stated(8)}},
    "R25": {"projects": (project("100"),), "no_projects": False},
    "R26": {"stated": {"goals.basic": stated(999), "goals.project": stated(0)}},
    "R27": {
        "targets": (
            Target("产出指标", "数量指标", "办件", "≥1件", 60),
            Target("效益指标", "社会效益", "满意", "≥1", 35),
        )
    },
    "N01": {"notes": {"remark.running": "机关运行经费2万元，用于水电。"}},
    "N16": {"notes": {"intro": "XX 单位"}},
    "N03": {"notes": {"reason.income": "人员增加（减少）", "reason.expenditure": "人员增加两人"}},
    "N04": {"postings": [income("1000"), *BASE[1:]]},
    "N06": {"notes": {"reason.income": "人员增加两人"}},
    "N09": {"stated": {"staff.posts": stated(10), "staff.actual": stated(5), "staff.posts.full": stated(9)}},
    "N10": {"offices": ("办公室", "办公室")},
    "N11": {"stated": {"three-public.running": stated(2, 2)}},
    "C01": {"postings": [BASE[0], spending("1000", "900", function="201"), *BASE[2:]]},
    "C02": {"stated": {"assets.vehicles": stated(None)}},
    "C03": {
        "postings": [*BASE[:1], spending("1000"), *BASE[2:], spending("0", "950"), LAST_TOTAL],
    },
    "C04": {"approved_on": None},
    "C05": {"purposes": {"2010601": replace(RUNS, use=" ")}},
    "C06": {"purposes": {"2010601": replace(RUNS, executed=None)}},
    "C07": {"unsettled": ("2080504 未归口管理的行政单位离退休",)},
    "R14": {"stated": {"three-public.reception": stated("0.02", "0.02")}},
}


@pytest.mark.parametrize("rule", BROKEN)
def test_the_rule_speaks_when_the_one_thing_it_guards_is_broken(rule):
    assert rule in found(sound_books(**BROKEN[rule]))


def test_every_rule_has_its_broken_example():
    by_derivation = {"R13", "N05"}  # sums the ledger itself makes; shown below where they can fail
    assert ENTERED.keys() == BROKEN.keys() | by_derivation | {"N07"}
    assert ENTERED.keys() <= RULE.keys() and len(RULE) == len(RULES)


def test_a_finding_names_both_figures_their_difference_and_where_to_mend():
    finding = next(f for f in examine(sound_books(**BROKEN["R01"])) if f.rule == "R01")
    assert [side.value for side in finding.sides] == [1000, 1001]
    assert (finding.difference, finding.section, finding.level) == (-1, "expenditure", ERROR)
    assert finding.id == "R01"
    assert "支出总计" in finding.message


def test_amounts_in_messages_are_in_ten_thousand_yuan():
    books = sound_books(postings=[income("31214205.80", "0"), spending("39214205.80", "0")])
    finding = next(f for f in examine(books) if f.rule == "R01")
    assert finding.message == "支出总计 3,921.42，收入总计 3,121.42，相差 800.00"


def test_running_costs_may_be_less_than_public_costs_where_a_public_institution_belongs_to_the_department():
    units = (
        Unit("本级", "administrative", "行政", "全额拨款", True),
        Unit("中心", "institution", "事业", "全额拨款", False),
    )
    assert "R15" not in found(sound_books(units=units, stated={"running": stated(300, 300)}))
    assert "R15" in found(sound_books(units=units, stated={"running": stated(401, 401)}))


def test_a_pure_public_institution_has_no_running_costs():
    units = (Unit("中心", "institution", "事业", "全额拨款", True),)
    assert "R15" in found(sound_books(units=units))
    assert "R15" not in found(sound_books(units=units, stated={"running": stated(0, 400, "改列事业单位")}))


def test_other_money_than_grants_is_no_contradiction():
    postings = [
        income("600", "500"),
        income("400", "400", source="301"),
        spending("600", "500"),
        spending("400", "400", function="2010602", nature="project", source="301"),
        cost("600", "500"),
    ]
    books = sound_books(
        postings=postings,
        projects=(project("400", entered="400"),),
        no_projects=False,
        stated={"running": stated(0, 0)},
    )
    assert errors_in(examine(books)) == []


def test_projects_below_project_expenditure_are_a_warning_and_above_it_an_error():
    postings = [
        income("1000", "900"),
        spending("900", "900"),
        spending("100", "0", function="2010602", nature="project"),
    ]
    postings += [cost("500", "500"), cost("400", "400", economic="30217")]
    less = sound_books(postings=postings, projects=(project("90"),), no_projects=False)
    more = sound_books(postings=postings, projects=(project("110"),), no_projects=False)
    assert [f.level for f in examine(less) if f.rule == "R25"] == ["warning"]
    assert [f.level for f in examine(more) if f.rule == "R25"] == ["error"]


def test_a_project_is_what_its_entries_and_its_sources_come_to():
    postings = [
        income("1000", "900"),
        spending("900", "900"),
        spending("100", "0", function="2010602", nature="project"),
    ]
    books = sound_books(
        postings=postings,
        projects=(project("100", entered="99", funds=("60", "30", None)),),
        no_projects=False,
    )
    key = books.projects[0].key
    assert {f.id for f in examine(books)} >= {f"R25-{key}", f"R27-funds-{key}"}


def test_named_purchases_may_not_exceed_their_kind():
    books = sound_books(
        stated={"procurement.goods": stated(10)}, purchases=(Purchase("goods", "电脑", Decimal(11)),)
    )
    assert "R23-goods" in {f.id for f in examine(books)}


def test_a_reason_that_says_the_opposite_of_the_figures_is_found():
    notes = {"reason.income": "压减一般性支出", "reason.expenditure": "人员增加两人"}
    titles = {f.title for f in examine(sound_books(notes=notes)) if f.rule == "N06"}
    assert titles == {"原因与增减方向不一致"}


def test_a_change_without_a_reason_says_by_how_much():
    said = [f.message for f in examine(sound_books(**BROKEN["N06"])) if f.rule == "N06"]
    assert said == ["支出总计增加 0.01，请写一句原因"]


def test_more_staff_than_posts_asks_for_a_word():
    many = {"staff.posts": stated(10), "staff.actual": stated(12)}
    said = {"staff.posts": stated(10), "staff.actual": stated(12, reason="军转干部待消化")}
    assert "N09" in found(sound_books(stated=many))
    assert "N09" not in found(sound_books(stated=said))


def test_an_ended_account_is_found():
    assert "R21" in found(sound_books(ended=(("function", "2010601"),)))


def test_grants_that_agree_together_but_not_fund_by_fund_are_found():
    money = [income("600", "500"), income("400", "400", source="102")]
    money += [spending("500", "500"), spending("500", "400", function="2080505", source="102")]
    ids = {finding.id for finding in examine(sound_books(postings=[*money, cost("500")]))}
    assert {"R06-general", "R06-fund"} <= ids and "R06-grant" not in ids


def test_a_heading_that_misses_its_items_in_one_column_or_only_last_year_is_found():
    crossed = [BASE[0], spending("900", "900"), spending("200", "0", function="201", nature="project")]
    crossed += [spending("-100", "0", function="2010602"), *BASE[2:]]
    earlier = [BASE[0], spending("1000", "800"), spending("0", "100", function="201"), *BASE[2:]]
    assert "R03" in found(sound_books(postings=crossed))
    assert "R03" in found(sound_books(postings=earlier))


def test_a_rule_whose_condition_does_not_hold_is_skipped_and_listed():
    skipped = {rule.id for rule in not_applicable(sound_books())}
    assert {"R16", "R25", "R26", "N09"} <= skipped


def test_purposes_are_demanded_only_where_the_form_asks_for_them():
    assert not {"C05", "C06"} & found(sound_books(), asks=())
    assert {"C05", "C06"} & found(sound_books(), asks=["executed"]) == {"C06"}
    assert "C05" in {rule.id for rule in rules_for(["purposes"])} - {rule.id for rule in rules_for([])}
    with pytest.raises(ValueError, match="purpose"):
        examine(sound_books(), asks=["purpose"])


def test_a_purpose_wants_only_grants_of_this_year():
    money = [spending("0", "900"), spending("7", source="301", function="2010602")]
    assert not {"C05", "C06"} & found(sound_books(postings=money))


def test_a_change_against_what_was_executed_needs_its_reason_where_the_form_compares_them():
    books = sound_books(purposes={"2010601": replace(RUNS, reason="")})
    (finding,) = [f for f in examine(books, ASKS) if f.rule == "N06"]
    assert (finding.section, finding.level, finding.id) == ("purposes", "warning", "N06-against.f2010601")
    assert finding.message == "2010601 行政运行，财政拨款支出比上年执行数增加 0.01，请写一句原因"
    assert "N06" not in found(books, asks=["purposes"])
    fewer = sound_books(purposes={"2010601": replace(RUNS, reason="压减一般性支出")})
    assert [f.title for f in examine(fewer, ASKS)] == ["原因与增减方向不一致"]


def test_errors_come_first():
    books = sound_books(**BROKEN["R01"] | {"notes": {}})
    levels = [finding.level for finding in examine(books)]
    assert levels == sorted(levels, key=["error", "warning", "info"].index)


def test_the_ids_of_findings_are_unique():
    for broken in BROKEN.values():
        ids = [finding.id for finding in examine(sound_books(**broken))]
        assert len(ids) == len(set(ids))


def test_every_rule_gives_its_basis_and_its_section():
    sections = {
        "basics", "staffing", "income", "expenditure", "projects",
        "three-public", "running", "procurement", "assets", "notes", "purposes",
    }  # fmt: skip
    for rule in RULES:
        assert rule.basis and rule.title and rule.section in sections
    assert RULE["R01"].level == ERROR


def test_changes_of_parts_that_do_not_meet_the_change_of_the_total_are_found():
    mixed = [BASE[0], spending("900", "900"), spending("100", "0", function="201"), *BASE[2:]]
    assert "N05" not in found(sound_books(postings=mixed)), "the ledger's own sums agree"
    assert "R03" in found(sound_books(postings=mixed)), "but the printed rows do not"


def test_books_are_not_changed_by_examining_them():
    books = sound_books()
    before = replace(books)
    examine(books)
    assert books == before


def test_last_years_figures_are_those_that_were_published():
    assert "N07" not in {f.rule for f in examine(sound_books(), earlier={"income.total": Decimal(900)})}
    found_ = [
        f for f in examine(sound_books(), earlier={"income.total": Decimal(901), "income.s101": Decimal(901)})
    ]
    assert [(f.rule, f.subject, f.difference) for f in found_] == [("N07", "income.s101", Decimal(-1))]


SLIP = [
    income("31214", "0"),
    spending("22477.83", "0"),
    spending("8873617", "0", function="2080506"),
    cost("22477.83", "0"),
    cost("8736.17", "0", economic="30109"),
]


def test_one_wrong_entry_is_named_and_what_follows_from_it_is_folded_under_it():
    clerk_typed = next(f for f in examine(sound_books(postings=SLIP)) if f.suspect)
    assert clerk_typed.rule == "R01"
    assert clerk_typed.suspect.said.key == "expenditure.f2080506.basic"
    assert clerk_typed.suspect.fits == Decimal("8736.17")
    assert {f.rule for f in clerk_typed.echoes} >= {"R06", "R10", "R17"}


def test_where_several_entries_could_be_wrong_none_is_accused():
    several = [income("1001", "900"), spending("500", "450"), spending("500", "450", nature="project")]
    assert not any(f.suspect for f in examine(sound_books(postings=several)))


BARE_TOTAL = Posting("income", Decimal(0), Decimal(900), source="101", is_last_year_total=True)


def test_a_bare_total_of_last_year_is_no_entry_that_could_be_wrong_this_year():
    books = sound_books(
        postings=[income("10000", None), spending("1000", "900"), spending("10623.18", None), BARE_TOTAL]
    )
    assert "R01" in {f.rule for f in examine(books)}
    assert not any(f.suspect and f.suspect.said.value == 0 for f in examine(books))


GRANTS_OF_TWO = [
    income("1000000", "0"),
    spending("500000", "0"),
    spending("500000", "0", nature="project", function="2010602"),
]


@pytest.mark.parametrize("factor", ["10", "0.1", "0", "2", "1.00002", "0.97"])
@pytest.mark.parametrize("wrong", range(len(SLIP)))
def test_what_is_proposed_brings_no_other_error_and_widens_none(wrong, factor):
    for postings in (SLIP, GRANTS_OF_TWO):
        if wrong >= len(postings):
            continue
        typed = [
            replace(p, amount=(p.amount * Decimal(factor)).quantize(Decimal("0.01"))) if n == wrong else p
            for n, p in enumerate(postings)
        ]
        books = sound_books(postings=typed)
        now = {f.id: abs(f.difference or 0) for each in examine(books) for f in (each, *each.echoes)}
        for suspect in [f.suspect for f in examine(books) if f.suspect]:
            at = next(n for n, p in enumerate(typed) if p.amount == suspect.said.value)
            mended = [replace(p, amount=suspect.fits) if n == at else p for n, p in enumerate(typed)]
            after = errors_in(examine(sound_books(postings=mended)))
            assert all(f.id in now and abs(f.difference or 0) <= now[f.id] for f in after)


def test_a_difference_is_that_of_the_two_amounts_that_are_told_beside_it():
    books = sound_books(postings=[income("123454", "0"), spending("123040", "0")])
    finding = next(f for f in examine(books) if f.rule == "R01")
    assert finding.message == "支出总计 12.304，收入总计 12.3454，相差 0.0414"
    assert [side.text for side in finding.sides] == ["12.304", "12.3454"]
    assert finding.difference_text == "0.0414"


def test_every_rule_of_the_list_is_looked_at_somewhere_and_no_other():
    folder = Path(entered.__file__).parent
    printed = (
        "".join(path.read_text() for path in folder.glob("printed_*.py"))
        + (folder / "declared.py").read_text()
    )
    looked_at = ENTERED.keys() | set(re.findall(r'"([RNC][0-9]{2})"', printed))
    assert looked_at == RULE.keys()

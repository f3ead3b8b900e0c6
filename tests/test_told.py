"""What 操作记录 tells is told in the words of the pages: what, before and after; the export keeps it as written."""

import ast
from pathlib import Path

import pytest

from budgets.actions import record, save_entry
from budgets.administering.told import WORDS, tell
from budgets.models import Event
from budgets.money import typed_back
from budgets.rules.registry import RULE
from tests import drafts, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def past():
    return drafts.sound_budget()


def told(event):
    tell([event])
    return [(line.what, line.before, line.after) for line in event.told]


def last(action):
    return Event.objects.select_related("budget").filter(action=action).order_by("seq").last()


def test_a_changed_entry_tells_amounts_in_wan_and_accounts_by_code_and_name(past):
    entry = past.entries.filter(direction="expenditure", function__isnull=False).first()
    old, new = entry.function, drafts.account("function", "2010602")
    before = entry.amount
    entry.amount, entry.function = people.yuan("1234.56"), new
    save_entry(entry=entry, by=None)
    lines = told(last("改明细"))
    assert ("本年", f"{typed_back(before)} 万元", "1234.56 万元") in lines
    assert ("功能科目", str(old), str(new)) in lines and new.name in str(new)
    assert {line[0] for line in lines} == {"明细编号", "本年", "功能科目"}


def test_a_saved_section_tells_each_value_with_its_name_and_unit(past):
    clerk = people.clerk("zhou")
    saved = [
        ("particular", "公务接待费 · 本年", "12000.00", "9500.00"),
        ("particular", "实有人数 · 本年", None, "5.00"),
        ("entry", "预算明细 · 功能科目", str(drafts.account("function", "2010602").pk), None),
        ("entry", "预算明细 · 性质", "basic", "project"),
        ("budgetunit", "预算单位 本级 · 本级", "False", "True"),
        ("project", "项目 房屋维修 · 从前叫别的名字的一栏", "甲", "乙"),
    ]
    names = ("table", "label", "before", "after")
    changes = [dict(zip(names, each, strict=True)) | {"row": "1"} for each in saved]
    record(budget=past, by=clerk, action="保存章节", section="three-public", changes=changes)
    assert told(last("保存章节")) == [
        ("章节", None, "“三公”经费"),
        ("公务接待费 · 本年", "1.2 万元", "0.95 万元"),
        ("实有人数 · 本年", "（空）", "5 人"),
        ("预算明细 · 功能科目", str(drafts.account("function", "2010602")), "（空）"),
        ("预算明细 · 性质", "基本支出", "项目支出"),
        ("预算单位 本级 · 本级", "否", "是"),
        ("项目 房屋维修 · 从前叫别的名字的一栏", "甲", "乙"),
    ]


def test_a_step_tells_the_state_in_words_and_a_waiver_its_rule(past):
    record(
        budget=past,
        by=None,
        action="提交复核",
        before="editing",
        after="submitted",
        note="",
        sha256="ab" * 32,
    )
    assert told(last("提交复核")) == [("摘要", None, "abab abab abab abab"), ("状态", "草稿", "待复核")]
    seen = {"rule": "R14", "message": "公务接待费比经济科目多", "values": []}
    record(budget=past, by=None, action="放行警告", finding="R14-x", reason="合并列支", seen=seen)
    assert told(last("放行警告")) == [
        ("勾稽规则", None, f"R14 {RULE['R14'].title}"),
        ("原因", None, "合并列支"),
        ("当时所见", None, "公务接待费比经济科目多"),
    ]


def test_a_remark_and_a_role_are_told_in_words():
    record(budget=None, by=None, action="改意见", key="three-public", label="整节", before="甲", after="乙")
    assert told(last("改意见")) == [("对象", None, "整节"), ("意见", "甲", "乙")]
    record(budget=None, by=None, action="授予职责", username="wu", role="clerk", scope="430001/101")
    assert ("职责", None, "填报人") in told(last("授予职责"))


def test_ended_accounts_are_told_with_what_is_taken_in_their_place(past):
    moves = [{"from": "2010607 信息化建设", "to": "2010699 其他"}, {"from": "2010699 其他", "to": ""}]
    record(budget=past, by=None, action="改列科目", accounts=moves, entries=2, left_out=[])
    assert told(last("改列科目")) == [
        ("改列", None, "2010607 信息化建设 → 2010699 其他；2010699 其他 → （空）"),
        ("明细条数", None, "2"),
    ]


def test_what_a_page_of_events_refers_to_costs_two_queries(past, django_assert_num_queries):
    for entry in past.entries.all():
        save_entry(entry=entry, by=None)
    events = list(Event.objects.select_related("budget"))
    with django_assert_num_queries(1):
        tell(events)


def test_everything_that_is_put_on_record_has_a_word():
    """The names of the details, as the code writes them."""
    written = set()
    for path in [*Path("budgets").rglob("*.py"), *Path("disclosures").rglob("*.py")]:
        for call in [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]:
            if getattr(call.func, "id", "") in ("record", "note_attempt"):
                written |= {word.arg for word in call.keywords if word.arg}
    apart = {"budget", "by", "action", "before", "after", "changes"}
    assert written > {"finding", "section"} and sorted(written - apart - set(WORDS)) == []

"""The items of the inspection, one declaration each: the criterion, what is asked, when, for how many points, on what basis,
and what looks. Where figures and texts agree is asked of the rules (budgets/rules/registry.py), never looked at again here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from .subject import Subject

FULL_MARKS = 20
CRITERIA = {
    "complete": "完整性",
    "detailed": "细化程度",
    "timely": "及时性",
    "open": "公开方式",
    "true": "真实性",
}
FILES = ("disclosure.pdf", "disclosure.docx", "disclosure.xlsx", "disclosure.json")
FILE_WORDS = {
    "disclosure.pdf": "PDF",
    "disclosure.docx": "Word",
    "disclosure.xlsx": "工作簿",
    "disclosure.json": "数据",
}


class Result(Enum):
    FULL = "满分"
    LOST = "失分"
    NOT = "不适用"
    OPEN = "待"


@dataclass(frozen=True)
class Verdict:
    """What was seen, as evidence; ``anchor`` is the place in the document, where there is one."""

    result: Result
    evidence: str
    anchor: str = ""


Look = Callable[[Subject], Verdict]


@dataclass(frozen=True)
class Item:
    id: str
    criterion: str
    says: str
    points: int
    basis: str
    look: Look
    when: str = ""


# What looks -------------------------------------------------------------------------------------------------------


def by_rules(*ids: str) -> Look:
    """Full marks where none of these rules found anything that nobody has let stand."""

    def look(subject: Subject) -> Verdict:
        found = [each for rule in ids for each in subject.found.get(rule, ())]
        left = [each for each in found if not each.get("waived")]
        if left:
            more = f"，等 {len(left)} 处" if len(left) > 1 else ""
            return Verdict(Result.LOST, f"{left[0]['rule']} {left[0]['message']}{more}")
        if found:
            return Verdict(Result.FULL, f"警告 {len(found)} 条已说明理由，随文本公开")
        return Verdict(Result.FULL, f"{'、'.join(ids)} 没有发现不符")

    return look


def where(is_so: Callable[[Subject], bool], look: Look, otherwise: str) -> Look:
    """An item that does not concern every department."""
    return lambda subject: look(subject) if is_so(subject) else Verdict(Result.NOT, otherwise)


def says(*keys: str, unless: str = "") -> Look:
    """Full marks where the document gives all of these figures; the first one's place is the evidence."""

    def look(subject: Subject) -> Verdict:
        missing = [key for key in keys if key not in subject.figures]
        if missing:
            return Verdict(Result.LOST, f"没有公开：{unless}")
        first = subject.figures[keys[0]]
        place = first["places"][0] if first["places"] else {"text": first["label"], "anchor": ""}
        return Verdict(Result.FULL, f"见{place['text']}", place["anchor"])

    return look


def all_tables(subject: Subject) -> Verdict:
    """Every table of the form stands in the document, be it an empty one with its note."""
    names = [table["title"] for table in subject.tables]
    verdict = by_rules("R20", "R22")(subject)
    if verdict.result is Result.LOST or not names:
        return Verdict(Result.LOST, verdict.evidence if names else "没有报表")
    return Verdict(Result.FULL, f"{len(names)} 张表：{'、'.join(names)}")


def has_projects(subject: Subject) -> bool:
    count = subject.figures.get("projects.count", {})
    return count.get("value") not in (None, 0, "0")


def has_last_year(subject: Subject) -> bool:
    return any(key.endswith(".last") and each["value"] is not None for key, each in subject.figures.items())


def in_twenty_days(subject: Subject) -> Verdict:
    if subject.approved_on is None or subject.due_on is None:
        return Verdict(Result.OPEN, "没有登记批复日期")
    due = f"批复 {_day(subject.approved_on)}，期限 {_day(subject.due_on)}"
    until = subject.published_on or subject.today
    late = (until - subject.due_on).days
    if late > 0:
        told = f"{_day(until)}公开，迟 {late} 天" if subject.published_on else f"还没有公开，已超期 {late} 天"
        return Verdict(Result.LOST, f"{due}，{told}")
    if subject.published_on is None:
        return Verdict(Result.OPEN, f"{due}，还没有到期")
    return Verdict(
        Result.FULL,
        f"{due}，{_day(until)}公开，批复后第 {(until - subject.approved_on).days} 天",
    )


def reason_of_delay(subject: Subject) -> Verdict:
    verdict = in_twenty_days(subject)
    if verdict.result is not Result.LOST:
        return Verdict(verdict.result, verdict.evidence)
    if subject.published_on and subject.late_reason:
        return Verdict(Result.FULL, f"超期原因随文本公开：{subject.late_reason}")
    return Verdict(Result.LOST, "超期，没有公开原因" if subject.published_on else "超期，还没有公开")


def one_platform(subject: Subject) -> Verdict:
    """The same address for ever, on one site for all departments."""
    if not subject.address:
        return Verdict(Result.FULL, "在本站公开，地址由系统给出，长期不变")
    return Verdict(Result.FULL, f"{subject.address}，版本 {subject.number}")


def files_to_take(subject: Subject) -> Verdict:
    if not subject.address:
        return Verdict(Result.FULL, "公开时由系统生成 PDF、Word、工作簿和数据文件")
    missing = [FILE_WORDS[name] for name in FILES if name not in subject.files]
    if missing:
        return Verdict(Result.LOST, f"缺{'、'.join(missing)}")
    return Verdict(Result.FULL, "、".join(FILE_WORDS.values()))


def can_be_checked(subject: Subject) -> Verdict:
    if not subject.address:
        return Verdict(Result.FULL, "公开时写入公开账本，每份文件有摘要")
    return Verdict(Result.FULL, f"摘要 {subject.sha256[:16]}，载于公开账本，任何人可以核对")


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


# The items --------------------------------------------------------------------------------------------------------

LAW, DETAIL, FORMAT = "预算法第十四条", "预算法实施条例第六条", "财预〔2016〕143号"
ITEMS = (
    Item("A1", "complete", "公开格式要求的报表齐全，没有数的列空表并注明", 5, FORMAT, all_tables),
    Item("A2", "complete", "公开格式要求的数和内容都已填写", 5, FORMAT, by_rules("C02")),
    Item(
        "A3",
        "complete",
        "说明机关运行经费安排",
        3,
        LAW,
        says("running", unless="机关运行经费"),
    ),
    Item("A4", "complete", "说明政府采购安排", 3, LAW, says("procurement.total", unless="政府采购")),
    Item(
        "A5",
        "complete",
        "说明国有资产占有使用情况",
        2,
        FORMAT,
        says("assets.vehicles", unless="国有资产占有使用情况"),
    ),
    Item(
        "A6",
        "complete",
        "项目支出列到项目",
        2,
        FORMAT,
        where(has_projects, by_rules("R25"), "没有项目支出"),
        "有项目支出的",
    ),
    Item("B1", "detailed", "功能分类列到项，经济分类列到款", 6, DETAIL, by_rules("C01", "R21")),
    Item("B2", "detailed", "基本支出按经济分类列出，分人员经费和公用经费", 4, DETAIL, by_rules("R10", "R11")),
    Item(
        "B3",
        "detailed",
        "“三公”经费列到项，公务用车分购置和运行",
        4,
        LAW,
        says("three-public.purchase", "three-public.running", unless="公务用车购置费和运行费"),
    ),
    Item("B4", "detailed", "有增减的写明原因", 3, LAW, by_rules("N06")),
    Item(
        "B5",
        "detailed",
        "绩效目标可以衡量，目标表与预算相符",
        3,
        "预算法第三十二条",
        where(has_projects, by_rules("R26", "R27", "R29"), "没有项目支出"),
        "有项目支出的",
    ),
    Item("C1", "timely", "财政部门批复后二十日内公开", 8, LAW, in_twenty_days),
    Item("C2", "timely", "公开时间由系统记录；超期的公开原因", 12, LAW, reason_of_delay),
    Item("D1", "open", "在统一平台公开，地址长期不变", 8, FORMAT, one_platform),
    Item("D2", "open", "可以下载，机器可读", 8, FORMAT, files_to_take),
    Item("D3", "open", "公开后不能改动，任何人可以核对", 4, "政府信息公开条例第六条", can_be_checked),
    Item(
        "E1",
        "true",
        "各表的数相符",
        7,
        FORMAT,
        by_rules(*(f"R{n:02}" for n in range(1, 10)), "R12", "R13", "R14", "R23"),
    ),
    Item(
        "E2", "true", "文字与报表相符", 5, FORMAT, by_rules("N01", "N02", "N03", "N04", "N05", "N08", "N13")
    ),
    Item(
        "E3",
        "true",
        "上年数与上年公开的数相符",
        3,
        LAW,
        where(has_last_year, by_rules("N07", "C03"), "没有上年数"),
        "有上年数的",
    ),
    Item("E4", "true", "运行经费、车辆与费用相称", 2, FORMAT, by_rules("R15", "R16", "N11")),
    Item("E5", "true", "没有套用模板、年度和单位写错", 3, FORMAT, by_rules("N12", "N14", "N15", "N16")),
)

"""What a department states beside its entries: the particulars (其他重要事项) and the written notes.

Each list is one literal in the order of the form. Forms, checks, tables and sentences are made from it: a new
particular is one line here. Legal basis of the contents: 预算法 art. 14, 实施条例 art. 5-6, 操作规程 (财预〔2016〕143号).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MONEY, PEOPLE, VEHICLES, AREA, SETS, NUMBER = "元", "人", "辆", "平方米", "台（套）", "个"


@dataclass(frozen=True)
class Item:
    """One figure that is no entry. ``key`` is its figure key; money is typed in 万元 and kept in 元."""

    key: str
    label: str
    section: str
    unit: str = MONEY
    help: str = ""
    required: bool = False
    last: bool = True

    @property
    def is_money(self) -> bool:
        return self.unit == MONEY

    @property
    def field(self) -> str:
        """The key as a form field name."""
        return self.key.replace(".", "__").replace("-", "_")


@dataclass(frozen=True)
class Total:
    """A figure that is the sum of particulars; never typed.

    ``is_partial``: the sum of the parts that are stated, known as soon as the first is; else of all parts or of none.
    """

    key: str
    label: str
    section: str
    parts: tuple[str, ...]
    unit: str = MONEY
    is_partial: bool = False

    @property
    def is_money(self) -> bool:
        return self.unit == MONEY


@dataclass(frozen=True)
class NoteKind:
    """A text of the department: the reason of a change, or a remark to a section of the published text."""

    key: str
    label: str
    group: str
    help: str = ""
    explains: str = ""  # the figure whose change this text explains


POST_KINDS = (
    ("administrative", "行政"),
    ("civil-service", "参公事业"),
    ("full", "全额事业"),
    ("partial", "差额事业"),
    ("self", "自收自支事业"),
)
VEHICLE_KINDS = (
    ("general", "一般公务用车"),
    ("ministerial", "副部（省）级及以上领导用车"),
    ("leaders", "主要领导干部用车"),
    ("confidential", "机要通信用车"),
    ("emergency", "应急保障用车"),
    ("law", "执法执勤用车"),
    ("special", "特种专业技术用车"),
    ("retired", "离退休干部用车"),
    ("other", "其他用车"),
)
#: People beside those in post: kind, name. None of them counts in 实有人数.
OTHER_PEOPLE = (
    ("retired-cadres", "离休人员"),
    ("retired", "退休人员"),
    ("survivors", "遗属人员"),
    ("students", "在校学生"),
)
RUNNING_COMPONENTS = (
    ("office", "办公及印刷费"),
    ("post", "邮电费"),
    ("travel", "差旅费"),
    ("meeting", "会议费"),
    ("welfare", "福利费"),
    ("repair", "日常维修费"),
    ("materials", "专用材料及一般设备购置费"),
    ("utilities", "办公用房水电费"),
    ("heating", "办公用房取暖费"),
    ("property", "办公用房物业管理费"),
    ("vehicles", "公务用车运行维护费"),
    ("other", "其他费用"),
)
#: What a project is paid from, in the order of its sheet.
PROJECT_FUNDS = (("grant", "当年财政拨款"), ("carried", "上年结转资金"), ("other", "其他资金"))
#: What a form prints where the figure is not stated.
BY_LIST = "不填时按所列项目计。"

ITEMS = (
    Item("staff.posts", "编制人数", "staffing", PEOPLE, "按机构编制部门核定数。"),
    *(
        Item(f"staff.posts.{k}", f"编制 · {v}", "staffing", PEOPLE, "没有分类的可不填。")
        for k, v in POST_KINDS
    ),
    Item("staff.actual", "实有人数", "staffing", PEOPLE, "在职人数，不含离退休。"),
    *(
        Item(f"staff.actual.{k}", f"实有 · {v}", "staffing", PEOPLE, "没有分类的可不填。")
        for k, v in POST_KINDS
    ),
    *(Item(f"staff.{k}", v, "staffing", PEOPLE, "不公开的可不填。") for k, v in OTHER_PEOPLE),
    Item(
        "three-public.abroad",
        "因公出国（境）费",
        "three-public",
        help="由上级统筹安排的，填 0，并在说明中写明。",
        required=True,
    ),
    Item(
        "three-public.purchase",
        "公务用车购置费",
        "three-public",
        help="与运行费分开填。没有公务用车的，两项都填 0。",
        required=True,
    ),
    Item(
        "three-public.running",
        "公务用车运行费",
        "three-public",
        help="与购置费分开填。没有公务用车的，两项都填 0。",
        required=True,
    ),
    Item("three-public.reception", "公务接待费", "three-public", required=True),
    Item(
        "running",
        "机关运行经费",
        "running",
        help="行政和参公单位用一般公共预算安排的日常公用经费；事业单位填 0。",
        required=True,
    ),
    *(
        Item(f"running.{k}", f"其中：{v}", "running", help="不分项公开的可不填。")
        for k, v in RUNNING_COMPONENTS
    ),
    Item("meeting", "会议费", "running", help="全部会议费，不限于机关运行经费。"),
    Item("training", "培训费", "running", help="全部培训费，不限于机关运行经费。"),
    Item(
        "procurement.goods", "货物", "procurement", help="货物、工程、服务分别填，合计自动算。", required=True
    ),
    Item("procurement.works", "工程", "procurement", required=True),
    Item("procurement.services", "服务", "procurement", required=True),
    Item("procurement.sme", "面向中小企业预留", "procurement", help="专门面向中小企业的采购预算。"),
    Item("procurement.small", "其中：小型和微型企业", "procurement", help="不能多于面向中小企业预留。"),
    Item("assets.area", "办公及业务用房", "assets", AREA, "建筑面积，最多两位小数。", last=False),
    Item(
        "assets.vehicles",
        "车辆",
        "assets",
        VEHICLES,
        "截至上年 8月31日 或 12月31日，以公开格式为准。",
        required=True,
        last=False,
    ),
    *(Item(f"assets.vehicles.{k}", f"其中：{v}", "assets", VEHICLES, last=False) for k, v in VEHICLE_KINDS),
    Item(
        "assets.equipment", "大型设备", "assets", SETS, "单价在下面所选标准以上，不含车辆。", True, last=False
    ),
    Item("assets.buy-vehicles", "本年安排购置车辆", "assets", VEHICLES, "没有填 0。", True, last=False),
    *(
        Item(f"assets.buy-vehicles.{k}", f"购置，其中：{v}", "assets", VEHICLES, last=False)
        for k, v in VEHICLE_KINDS
    ),
    Item("assets.buy-equipment", "本年安排购置大型设备", "assets", SETS, "没有填 0。", True, last=False),
    Item(
        "goals.basic",
        "纳入整体支出绩效目标的基本支出",
        "performance",
        help="没有编报部门整体绩效目标的可不填。",
        last=False,
    ),
    Item("goals.project", "纳入整体支出绩效目标的项目支出", "performance", last=False),
    Item("goals.units", "编报绩效目标的预算单位", "performance", NUMBER, "不填时按所列单位计。", last=False),
    Item("goals.projects", "编报绩效目标的项目", "performance", NUMBER, BY_LIST, last=False),
    Item("goals.funds", "涉及项目预算资金", "performance", help=BY_LIST, last=False),
)

TOTALS = (
    Total(
        "staff.present",
        "实有人数（含离退休等）",
        "staffing",
        ("staff.actual", *(f"staff.{k}" for k, _ in OTHER_PEOPLE)),
        PEOPLE,
        is_partial=True,
    ),
    Total(
        "three-public.vehicles",
        "公务用车购置及运行费",
        "three-public",
        ("three-public.purchase", "three-public.running"),
    ),
    Total(
        "three-public.total",
        "“三公”经费",
        "three-public",
        (
            "three-public.abroad",
            "three-public.purchase",
            "three-public.running",
            "three-public.reception",
        ),
    ),
    Total(
        "procurement.total",
        "政府采购",
        "procurement",
        ("procurement.goods", "procurement.works", "procurement.services"),
    ),
    Total("goals.total", "纳入整体支出绩效目标的金额", "performance", ("goals.basic", "goals.project")),
)
#: What “三公” is printed as the sum of where its vehicles are, with a total of their own.
THREE_PUBLIC_WITH_VEHICLES = ("three-public.abroad", "three-public.vehicles", "three-public.reception")

#: The groups that notes are written in; the last is folded where nothing is written in it.
REASONS, OUTLINE, REMARKS = "增减的原因", "概况与目标", "名词解释与补充说明"

NOTES = (
    NoteKind(
        "reason.income",
        "收入增减的原因",
        REASONS,
        "写到具体事项，如“在职人员增加 2 人”，不写“因工作需要”。",
        explains="income.total",
    ),
    NoteKind("reason.expenditure", "支出增减的原因", REASONS, "同上。", explains="expenditure.total"),
    NoteKind("reason.grant", "财政拨款增减的原因", REASONS, "与收支总额的原因相同的，可不填。"),
    NoteKind(
        "reason.three-public",
        "“三公”经费总额增减的原因",
        REASONS,
        "各项的原因写在各项旁边。",
        explains="three-public.total",
    ),
    NoteKind("intro", "部门简介", OUTLINE, "一句话，印在主要职责前面，如本部门是什么性质的机构。可不填。"),
    NoteKind("tasks", "年度主要工作任务", OUTLINE, "公开格式要求的才填，每条一段。"),
    NoteKind("scope", "预算编报范围", OUTLINE, "写明哪些单位编入本部门预算；上年结转是否编入。"),
    NoteKind("goal", "部门整体支出绩效目标", OUTLINE, "用一段话写清全年要达到的效果。没有编报的可不填。"),
    NoteKind(
        "terms", "名词解释补充", REMARKS, "每行一个，写成“名词：解释”。通用的名词已自动加上，不用再写。"
    ),
    *(
        NoteKind(f"remark.{key}", label, REMARKS, help)
        for key, label, help in (
            ("overview", "对基本情况的补充说明", "可不填；印在该部分末尾，将向社会公开。下同。"),
            ("structure", "对机构设置的补充说明", ""),
            ("income", "对收入的补充说明", ""),
            ("expenditure", "对支出的补充说明", ""),
            ("grant", "对财政拨款的补充说明", ""),
            ("basic", "对基本支出的补充说明", ""),
            ("fund", "对政府性基金预算的补充说明", ""),
            ("capital", "对国有资本经营预算的补充说明", ""),
            ("three-public", "对“三公”经费的补充说明", ""),
            ("running", "对机关运行经费的补充说明", ""),
            ("meeting", "对会议费和培训费的补充说明", ""),
            ("procurement", "对政府采购的补充说明", ""),
            ("assets", "对国有资产的补充说明", ""),
            ("projects", "对项目支出的补充说明", ""),
            ("performance", "对项目与绩效的补充说明", ""),
            ("other", "其他需要说明的事项", ""),
        )
    ),
)

ITEM = {item.key: item for item in ITEMS}
TOTAL = {total.key: total for total in TOTALS}
NOTE = {note.key: note for note in NOTES}


def items_of(section: str) -> tuple[Item, ...]:
    return tuple(item for item in ITEMS if item.section == section)


def split_term(line: str) -> tuple[str, str] | None:
    """A line of the note ``terms`` as (term, explanation); None where it is not written as 名词：解释."""
    term, *rest = (part.strip() for part in re.split("[:：]", line, maxsplit=1))
    return (term, rest[0]) if term and rest and rest[0] else None

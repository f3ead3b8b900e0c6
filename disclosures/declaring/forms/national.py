"""The national form: nine statutory tables, the tables of particulars, and a plain narrative. The default everywhere.

Tables: 财预〔2016〕143号 and the set in use since 国有资本经营 was added in 2021 (domain/tables.md §1, §5). Outline: four
parts — overview, tables, explanation, glossary (domain/rules.md C1).
"""

from __future__ import annotations

from dataclasses import replace

from budgets.catalogue import POST_KINDS, RUNNING_COMPONENTS, VEHICLE_KINDS
from budgets.money import WANYUAN

from .. import lists
from ..form import Form
from ..lists import codes
from ..narrative import Joined
from ..outline import Each, ForEach, Glossary, Say, Tables, Told, Untold, none, section, some, stated, zero
from ..statements import CODE, YEAR, Beside, ByCode, Classes, Head, Line, OneRow, Side, coded
from . import common
from .common import THREE_PUBLIC_SUMS, natures

# The tables -------------------------------------------------------------------------------------------------------


def _three_public(view: str = "") -> tuple[Head, ...]:
    return (
        Head("合计", ("three-public.total",), view),
        Head("因公出国（境）费", ("three-public.abroad",), view),
        Head(
            "公务用车购置及运行费",
            children=(
                Head("小计", ("three-public.vehicles",), view),
                Head("购置费", ("three-public.purchase",), view),
                Head("运行费", ("three-public.running",), view),
            ),
        ),
        Head("公务接待费", ("three-public.reception",), view),
    )


BALANCE = Beside(
    "balance",
    "收支总表",
    (
        Side(
            "收入",
            (
                Line("一、一般公共预算拨款收入", "income.s101"),
                Line("二、政府性基金预算拨款收入", "income.s102"),
                Line("三、国有资本经营预算拨款收入", "income.s103"),
                Line("四、财政专户管理资金收入", "income.s2"),
                Line("五、事业收入", "income.s301"),
                Line("六、事业单位经营收入", "income.s302"),
                Line("七、上级补助收入", "income.s303"),
                Line("八、附属单位上缴收入", "income.s304"),
                Line("九、其他收入", "income.s305"),
                Line("本年收入合计", "income.year.total", "subtotal"),
                Line("使用非财政拨款结余", "income.s4"),
                Line("上年结转", "income.s5"),
                Line("收入总计", "income.total", "total"),
            ),
        ),
        Side(
            "支出",
            (
                Classes(("expenditure",)),
                Line("本年支出合计", "expenditure.year.total", "subtotal"),
                Line("结转下年", "expenditure.carry"),
                Line("支出总计", "expenditure.total", "total"),
            ),
        ),
    ),
)
INCOME = ByCode(
    "income",
    "收入总表",
    rows=("income",),
    letter="f",
    columns=(
        Head("合计", ("income", CODE)),
        Head("上年结转", ("income", CODE, "s5")),
        Head("一般公共预算拨款收入", ("income", CODE, "s101")),
        Head("政府性基金预算拨款收入", ("income", CODE, "s102")),
        Head("国有资本经营预算拨款收入", ("income", CODE, "s103")),
        Head("财政专户管理资金收入", ("income", CODE, "s2")),
        Head("事业收入", ("income", CODE, "s301")),
        Head("事业单位经营收入", ("income", CODE, "s302")),
        Head("上级补助收入", ("income", CODE, "s303")),
        Head("附属单位上缴收入", ("income", CODE, "s304")),
        Head("其他收入", ("income", CODE, "s305")),
        Head("使用非财政拨款结余", ("income", CODE, "s4")),
    ),
    subject="收入",
)
EXPENDITURE = ByCode(
    "expenditure",
    "支出总表",
    rows=("expenditure",),
    letter="f",
    columns=(
        *natures("expenditure"),
        Head("事业单位经营支出", ("expenditure", CODE, "operating")),
        Head("上缴上级支出", ("expenditure", CODE, "upward")),
        Head("对附属单位补助支出", ("expenditure", CODE, "downward")),
    ),
    subject="支出",
    total=YEAR,
)
GRANT = Beside(
    "grant",
    "财政拨款收支总表",
    (
        Side(
            "收入",
            (
                Line("一、本年收入", "income.s1"),
                Line("（一）一般公共预算拨款", "income.s101", "part"),
                Line("（二）政府性基金预算拨款", "income.s102", "part"),
                Line("（三）国有资本经营预算拨款", "income.s103", "part"),
                Line("二、上年结转", "income.grant.s5"),
                Line("（一）一般公共预算拨款", "income.general.s5", "part"),
                Line("（二）政府性基金预算拨款", "income.fund.s5", "part"),
                Line("（三）国有资本经营预算拨款", "income.capital.s5", "part"),
                Line("收入总计", "income.grant.total", "total"),
            ),
        ),
        Side(
            "支出",
            (
                Classes(("expenditure", "grant")),
                Line("结转下年", "carry"),
                Line("支出总计", "", "total"),
            ),
            columns=(
                Head("合计", ("expenditure", "grant", CODE)),
                Head("一般公共预算", ("expenditure", "general", CODE)),
                Head("政府性基金预算", ("expenditure", "fund", CODE)),
                Head("国有资本经营预算", ("expenditure", "capital", CODE)),
            ),
        ),
    ),
)
GENERAL = ByCode(
    "general",
    "一般公共预算支出表",
    rows=("expenditure", "general"),
    letter="f",
    columns=(
        Head("{last_year}年预算数", ("expenditure", "general", CODE), "last"),
        Head(
            "{year}年预算数",
            children=(
                Head("小计", ("expenditure", "general", CODE)),
                Head("基本支出", ("expenditure", "general", CODE, "basic")),
                Head("项目支出", ("expenditure", "general", CODE, "project")),
            ),
        ),
        Head(
            "比{last_year}年预算数",
            children=(
                Head("增减额", ("expenditure", "general", CODE), "change"),
                Head("增减%", ("expenditure", "general", CODE), "percent"),
            ),
        ),
    ),
    subject="一般公共预算拨款安排的支出",
    total=YEAR,
)
BASIC = ByCode(
    "basic",
    "一般公共预算基本支出表",
    rows=("economic", "general"),
    letter="e",
    lead=coded("部门预算支出经济分类科目"),
    columns=(
        Head(
            "{year}年基本支出",
            children=(
                Head("合计", ("economic", "general", CODE, "basic")),
                Head("人员经费", ("economic", "general", CODE, "basic", "staff")),
                Head("公用经费", ("economic", "general", CODE, "basic", "public")),
            ),
        ),
    ),
    subject="一般公共预算拨款安排的基本支出",
    nature="basic",
)
THREE_PUBLIC = OneRow(
    "three-public",
    "一般公共预算“三公”经费支出表",
    (
        Head("{last_year}年预算数", children=_three_public("last")),
        Head("{year}年预算数", children=_three_public()),
    ),
    sums=THREE_PUBLIC_SUMS,
)
FUND = ByCode(
    "fund",
    "政府性基金预算支出表",
    rows=("expenditure", "fund"),
    letter="f",
    columns=(Head("本年政府性基金预算支出", children=natures("expenditure", "fund")),),
    subject="使用政府性基金预算拨款安排的支出",
    total=YEAR,
)
CAPITAL = ByCode(
    "capital",
    "国有资本经营预算支出表",
    rows=("expenditure", "capital"),
    letter="f",
    columns=(Head("本年国有资本经营预算支出", children=natures("expenditure", "capital")),),
    subject="使用国有资本经营预算拨款安排的支出",
    total=YEAR,
)
STATUTORY = (BALANCE, INCOME, EXPENDITURE, GRANT, GENERAL, BASIC, THREE_PUBLIC, FUND, CAPITAL)
STATEMENTS = (*STATUTORY, *common.PARTICULARS)

# The outline ------------------------------------------------------------------------------------------------------

OVERVIEW = (
    section("主要职责", "duties", Told("{note.intro}"), Each(lists.duties, "（{item:cn}）{item:text}")),
    section(
        "机构设置",
        "structure",
        Say(
            "本{kind}内设机构{offices.count}，分别是：{*offices}。",
            {"offices": Joined(lists.offices, "{item:name}", "、")},
            when=some("offices.count"),
        ),
        Say(
            "纳入本{kind}预算的单位共{units.count}，其中所属单位{units.subordinate}。",
            when=some("units.count"),
        ),
        Each(lists.units, "{item:n}. {item:name}（{item:about}）"),
        Told("{note.scope}"),
        remark="structure",
    ),
    section(
        "人员情况",
        "staffing-text",
        Say(
            "本{kind}编制{staff.posts}[?，其中{*posts}][?；实有{staff.actual}[?，其中{*actual}]{staff.actual:why}]。",
            {
                "posts": common.by_kind("staff.posts", POST_KINDS),
                "actual": common.by_kind("staff.actual", POST_KINDS),
            },
            when=stated("staff.posts"),
        ),
    ),
    section("年度主要工作任务", "tasks", Told("{note.tasks}")),
    Told("{note.remark.overview}", "note"),
)


def special(fund: str, name: str) -> tuple[Say, Say, Each]:
    """A budget of its own: what was spent from it on what, or that nothing was."""
    total = f"expenditure.{fund}.year.total"
    return (
        Say(f"{{year}}年{name}支出{{{total}}}，{{{total}:compare}}。", when=some(total)),
        Say(f"{{year}}年没有使用{name}拨款安排的支出。", when=none(total)),
        Each(
            codes("expenditure", fund, lowest=True),
            "{item:n}. {item:full}{item}{item:moved}[，主要用于{item:use}]。",
            when=some(total),
        ),
    )


def paid_for(figure: str, name: str) -> tuple[Say, Say]:
    """The sentence on one kind of cost, or that none is planned."""
    return (
        Say(f"{{year}}年{name}预算{{{figure}}}{{{figure}:moved}}{{{figure}:why}}。", when=some(figure)),
        Say(f"{{year}}年没有安排{name}。", when=zero(figure)),
    )


BALANCE_TEXT = section(
    "收支预算总体情况",
    "text-balance",
    Say(
        "按照综合预算的要求，{name}的全部收入和支出都编入{year}年{kind}预算。收支总预算{expenditure.total}。"
    ),
)
INCOME_TEXT = section(
    "收入预算情况",
    "text-income",
    Say("{year}年收入预算{income.total}，{income.total:compare}{income.total:why}。"),
    Say(
        "[其中：{*sources}。]",
        {"sources": Joined(common.sources, "[{item:name}{item}，占{item:share}]", "；")},
    ),
    remark="income",
)
EXPENDITURE_TEXT = section(
    "支出预算情况",
    "text-expenditure",
    Say("{year}年支出预算{expenditure.total}，{expenditure.total:compare}{expenditure.total:why}。"),
    Say(
        "[按支出性质分：{*natures}。]",
        {
            "natures": Joined(
                common.expenditure_natures, "[{item:name}{item}，占{item:share}{item:moved}]", "；"
            )
        },
    ),
    Say(
        "[按功能分类分：{*classes}。]",
        {
            "classes": Joined(
                codes("expenditure", level=1), "{item:name}{item}[，占{item:share}]{item:moved}", "；"
            )
        },
    ),
    remark="expenditure",
)
GRANT_TEXT = section(
    "财政拨款收支预算情况",
    "text-grant",
    Say(
        "{year}年财政拨款收入预算{income.grant.total}，支出预算{expenditure.grant.total}，"
        "{expenditure.grant.total:compare}。"
    ),
    Say("[财政拨款{expenditure.grant.total:verb}的主要原因是{note.reason.grant}。]"),
    remark="grant",
)
GENERAL_TEXT = section(
    "一般公共预算支出情况",
    "text-general",
    Say("{year}年没有使用一般公共预算拨款安排的支出。", when=none("expenditure.general.year.total")),
    Say(
        "{year}年一般公共预算支出{expenditure.general.year.total}，"
        "{expenditure.general.year.total:compare}。按科目分：",
        when=some("expenditure.general.year.total"),
    ),
    Each(
        codes("expenditure", "general", lowest=True),
        "{item:n}. {item:full}{item}{item:moved}[，主要用于{item:use}]。",
        when=some("expenditure.general.year.total"),
    ),
)
BASIC_TEXT = section(
    "一般公共预算基本支出情况",
    "text-basic",
    Say("{year}年没有使用一般公共预算拨款安排的基本支出。", when=none("economic.general.basic")),
    Say(
        "{year}年一般公共预算基本支出{economic.general.basic}，其中：人员经费{economic.general.basic.staff}，"
        "公用经费{economic.general.basic.public}。按经济分类分：",
        when=some("economic.general.basic"),
    ),
    Each(
        codes("economic", "general", letter="e", level=1, nature="basic"),
        "{item:n}. {item:name}{item}{item:moved}。",
    ),
    remark="basic",
)
THREE_PUBLIC_TEXT = section(
    "“三公”经费预算情况",
    "text-three-public",
    Say(
        "{year}年“三公”经费预算{three-public.total}，{three-public.total:compare}{three-public.total:why}。其中："
    ),
    Say(
        "（一）因公出国（境）费{three-public.abroad}，{three-public.abroad:compare}{three-public.abroad:why}。",
        role="item",
    ),
    Say(
        "（二）公务用车购置及运行费{three-public.vehicles}，{three-public.vehicles:compare}。"
        "其中：公务用车购置费{three-public.purchase}，{three-public.purchase:compare}{three-public.purchase:why}；"
        "公务用车运行费{three-public.running}，{three-public.running:compare}{three-public.running:why}。",
        role="item",
    ),
    Say(
        "（三）公务接待费{three-public.reception}，{three-public.reception:compare}{three-public.reception:why}。",
        role="item",
    ),
    when=stated("three-public.total"),
    remark="three-public",
)
RUNNING_TEXT = section(
    "机关运行经费",
    "other-running",
    Say(
        "{year}年机关运行经费预算{running}，{running:compare}{running:why}。[?包括：{*components}。]",
        {"components": common.by_kind("running", RUNNING_COMPONENTS)},
        when=some("running"),
    ),
    Say("{year}年没有安排机关运行经费{running:why}。", when=zero("running")),
    remark="running",
)
MEETINGS_TEXT = section(
    "会议费和培训费",
    "other-meetings",
    *paid_for("meeting", "会议费"),
    *paid_for("training", "培训费"),
    remark="meeting",
)
PROCUREMENT_TEXT = section(
    "政府采购",
    "other-procurement",
    Say(
        "{year}年政府采购预算{procurement.total}，其中：货物{procurement.goods}、工程{procurement.works}、"
        "服务{procurement.services}。",
        when=some("procurement.total"),
    ),
    Say(
        "[?面向中小企业预留{procurement.sme}[?，其中面向小型和微型企业{procurement.small}]。]",
        when=some("procurement.total"),
    ),
    Say("{year}年没有安排政府采购预算。", when=zero("procurement.total")),
    remark="procurement",
)
ASSETS_TEXT = section(
    "国有资产占有使用情况",
    "other-assets",
    Say(
        "[截至{assets_on}，]本{kind}共有[?办公及业务用房{assets.area}；]车辆{assets.vehicles}[?，其中{*vehicles}]"
        "[?；单价{threshold}万元（含）以上的设备（不含车辆）{assets.equipment}]。",
        {"vehicles": common.by_kind("assets.vehicles", VEHICLE_KINDS)},
    ),
    Say(
        "[?{year}年安排购置车辆{assets.buy-vehicles}"
        "[?，购置单价{threshold}万元（含）以上的设备{assets.buy-equipment}]。]"
    ),
    when=stated("assets.vehicles"),
    remark="assets",
)
GOALS_TEXT = section(
    "绩效目标",
    "other-goals",
    Say(
        "[?{year}年纳入{kind}整体支出绩效目标的金额{goals.total}，其中：基本支出{goals.basic}，项目支出{goals.project}。]"
    ),
    Told("{note.goal}"),
    remark="performance",
)
OTHER_TEXT = section(
    "其他重要事项",
    "text-other",
    RUNNING_TEXT,
    MEETINGS_TEXT,
    PROCUREMENT_TEXT,
    ASSETS_TEXT,
    GOALS_TEXT,
    section("其他说明", "other-remarks", Told("{note.remark.other}"), Untold()),
)
PROJECT_SHEET = tuple(
    Told(f"[{name}：{{item:{word}}}]")
    for name, word in (
        ("项目概述", "overview"),
        ("立项依据", "basis"),
        ("实施主体", "body"),
        ("实施方案", "plan"),
        ("实施周期", "period"),
        ("用款计划", "schedule"),
        ("年度总体目标", "goal"),
    )
)
PROJECTS_TEXT = section(
    "项目支出情况",
    "text-projects",
    Say("{year}年没有项目支出。", when=none("expenditure.project")),
    Say("{year}年公开的项目{projects.count}，预算安排{project.total}。", when=common.has_projects),
    Say("{year}年项目支出{expenditure.project}，没有分项公开。", when=common.spends_unlisted),
    ForEach(
        lists.projects,
        (
            section(
                "{item:name}",
                "project",
                Say("年度预算安排{item}{item:moved}，主要用于{item:use}。"),
                *PROJECT_SHEET,
                number="{n}. ",
            ),
        ),
    ),
    remark="projects",
)
EXPLANATION = (
    BALANCE_TEXT,
    INCOME_TEXT,
    EXPENDITURE_TEXT,
    GRANT_TEXT,
    GENERAL_TEXT,
    BASIC_TEXT,
    THREE_PUBLIC_TEXT,
    section("政府性基金预算支出情况", "text-fund", *special("fund", "政府性基金预算"), remark="fund"),
    section(
        "国有资本经营预算支出情况", "text-capital", *special("capital", "国有资本经营预算"), remark="capital"
    ),
    OTHER_TEXT,
    PROJECTS_TEXT,
)
OUTLINE = (
    section("{name}概况", "part-1", *OVERVIEW),
    section("{year}年{kind}预算表", "part-2", Tables()),
    section("{year}年{kind}预算情况说明", "part-3", *EXPLANATION),
    section("名词解释", "part-4", Glossary(own=True)),
)

NATIONAL = Form(
    key="national",
    family="national",
    title="通用格式（2021年起）",
    regions=("",),
    valid_from=2021,
    valid_to=2099,
    table_unit=WANYUAN,
    statements=STATEMENTS,
    outline=OUTLINE,
)
#: Before 2021 国有资本经营预算 had no table of its own (domain/tables.md §1).
EARLIER = replace(
    NATIONAL,
    key="national-2015",
    title="通用格式（2015至2020年）",
    valid_from=2015,
    valid_to=2020,
    statements=tuple(statement for statement in STATEMENTS if statement is not CAPITAL),
)
FORMS = (NATIONAL, EARLIER)

"""Anhui, 2021 and later: eleven tables, and a paragraph for each of them (domain/narrative.md §1, §3; tables.md §1).

The third part explains the tables one by one, 关于…的说明; “三公” has no table and is told among the other matters.
"""

from __future__ import annotations

from dataclasses import replace

from budgets.catalogue import VEHICLE_KINDS
from budgets.money import WANYUAN

from .. import lists
from ..form import Form
from ..lists import codes
from ..narrative import Comparison, Joined, Wording
from ..outline import (
    Each,
    ForEach,
    Glossary,
    Say,
    Section,
    Tables,
    Told,
    Untold,
    none,
    section,
    some,
    stated,
    zero,
)
from . import common, national
from .national import OVERVIEW, PROJECT_SHEET

# The tables -------------------------------------------------------------------------------------------------------

STATEMENTS = (
    replace(national.BALANCE, title="{kind}收支总表"),
    replace(national.INCOME, title="{kind}收入总表"),
    replace(national.EXPENDITURE, title="{kind}支出总表"),
    national.GRANT,
    national.GENERAL,
    national.BASIC,
    national.FUND,
    national.CAPITAL,
    replace(common.PROJECTS, title="项目支出表"),
    replace(common.PROCUREMENT, title="政府采购支出表"),
    replace(common.PUBLIC_SERVICES, title="政府购买服务支出表"),
    common.GOALS,
)

# The words --------------------------------------------------------------------------------------------------------

WORDING = Wording(
    separators=False,
    comparisons={
        "compare": Comparison(
            changed="与{last_year}年预算相比，{this:verb}{this:delta}，{this:rate}{this:percent}",
            same="与{last_year}年预算持平",
            unknown="{last_year}年预算数未公开，不能比较",
            from_zero="与{last_year}年预算相比，{this:verb}{this:delta}，{last_year}年没有安排，增减率不可比",
            tiny="与{last_year}年预算基本持平",
        )
    },
    why="，{this:verb}的主要原因是{this:reason}",
)

# The outline ------------------------------------------------------------------------------------------------------


def about(table: str, anchor: str, *contents, remark: str = "") -> Section:
    """The section that explains one table."""
    return section(f"关于{{year}}年{table}的说明", anchor, *contents, remark=remark)


def fund_text(fund: str, name: str) -> tuple[Say, Say, Each]:
    total = f"expenditure.{fund}.year.total"
    return (
        Say(
            f"{{name}}{{year}}年{name}支出{{{total}}}，{{{total}:compare}}，"
            f"其中：基本支出{{expenditure.{fund}.basic}}，项目支出{{expenditure.{fund}.project}}。",
            when=some(total),
        ),
        Say(f"{{name}}{{year}}年没有使用{name}安排的支出。", when=none(total)),
        Each(
            codes("expenditure", fund, lowest=True),
            "{item:n}. {item:full}{year}年预算{item}{item:moved}[，主要用于{item:use}]。",
            when=some(total),
        ),
    )


GENERAL = about(
    "一般公共预算支出表",
    "text-general",
    Say("{name}{year}年没有使用一般公共预算拨款安排的支出。", when=none("expenditure.general.year.total")),
    section(
        "规模变化",
        "text-general-size",
        Say(
            "{name}{year}年一般公共预算支出{expenditure.general.year.total}，"
            "{expenditure.general.year.total:compare}[，主要原因是{note.reason.grant}]。"
        ),
        when=some("expenditure.general.year.total"),
    ),
    section(
        "结构情况",
        "text-general-structure",
        Say(
            "{*classes}。",
            {
                "classes": Joined(
                    codes("expenditure", "general", level=1),
                    "[{item:name}{item}，占支出总计的{item:share}]",
                    "；",
                )
            },
        ),
        when=some("expenditure.general.year.total"),
    ),
    section(
        "具体安排",
        "text-general-items",
        Each(
            codes("expenditure", "general", lowest=True),
            "{item:n}. {item:full}{year}年预算{item}{item:moved}[，主要用于{item:use}]。",
        ),
        when=some("expenditure.general.year.total"),
    ),
)
BASIC = about(
    "一般公共预算基本支出表",
    "text-basic",
    Say("{name}{year}年没有使用一般公共预算拨款安排的基本支出。", when=none("economic.general.basic")),
    Say(
        "{name}{year}年一般公共预算基本支出{economic.general.basic}，其中：",
        when=some("economic.general.basic"),
    ),
    *(
        Say(
            f"{label}{{economic.general.basic.{cost}}}[，包括{{*items}}]。",
            {
                "items": Joined(
                    codes("economic", "general", letter="e", level=2, nature="basic", cost=cost),
                    "[{item:name}{item}]",
                    "、",
                )
            },
            when=some(f"economic.general.basic.{cost}"),
        )
        for cost, label in (("staff", "人员经费"), ("public", "公用经费"))
    ),
    remark="basic",
)
PROJECTS = about(
    "项目支出表",
    "text-projects",
    Say("{name}{year}年没有项目支出。", when=none("expenditure.project")),
    Say("{name}{year}年项目支出{expenditure.project}，没有分项公开。", when=common.spends_unlisted),
    Say("{name}{year}年共安排项目{projects.count}，预算{project.total}。", when=common.has_projects),
    ForEach(
        lists.projects,
        (
            section(
                "{item:name}",
                "project",
                Say("年度预算{item}{item:moved}，主要用于{item:use}。"),
                *PROJECT_SHEET,
                number="{n}. ",
            ),
        ),
    ),
    remark="projects",
)
PROCUREMENT = about(
    "政府采购支出表",
    "text-procurement",
    Say(
        "{name}{year}年政府采购预算{procurement.total}，其中：货物{procurement.goods}、工程{procurement.works}、"
        "服务{procurement.services}。",
        when=some("procurement.total"),
    ),
    Say(
        "[?预留给中小企业{procurement.sme}[?，其中预留给小型和微型企业{procurement.small}]。]",
        when=some("procurement.total"),
    ),
    Say("{name}{year}年没有安排政府采购支出。", when=none("procurement.total")),
    remark="procurement",
)
SERVICES = about(
    "政府购买服务支出表",
    "text-services",
    Say("{name}{year}年没有安排政府购买服务支出。", when=none("purchase.services")),
    Say("{name}{year}年政府购买服务支出{purchase.services}。", when=some("purchase.services")),
)
THREE_PUBLIC = section(
    "“三公”经费",
    "other-three-public",
    Say(
        "{year}年“三公”经费预算{three-public.total}，{three-public.total:compare}{three-public.total:why}。其中："
    ),
    Each(
        lists.given(
            ("three-public.abroad", "因公出国（境）费"),
            ("three-public.reception", "公务接待费"),
            ("three-public.vehicles", "公务用车购置及运行费"),
            ("three-public.purchase", "其中：公务用车购置费"),
            ("three-public.running", "公务用车运行费"),
        ),
        "{item:name}{item}，{item:compare}{item:why}。",
    ),
    when=stated("three-public.total"),
    remark="three-public",
)
ASSETS = section(
    "国有资产占有使用情况",
    "other-assets",
    Say(
        "[截至{assets_on}，]{name}共有车辆{assets.vehicles}[?，其中：{*vehicles}]"
        "[?；单价{threshold}万元（含）以上的设备（不含车辆）{assets.equipment}]"
        "[?；办公及业务用房{assets.area}]。",
        {"vehicles": common.by_kind("assets.vehicles", VEHICLE_KINDS)},
    ),
    Say(
        "[?{year}年预算安排购置车辆{assets.buy-vehicles}"
        "[?，购置单价{threshold}万元（含）以上的设备（不含车辆）{assets.buy-equipment}]。]"
    ),
    when=stated("assets.vehicles"),
    remark="assets",
)
OTHER = section(
    "其他重要事项情况说明",
    "text-other",
    section(
        "机关运行经费",
        "other-running",
        Say(
            "{name}{year}年机关运行经费预算{running}，{running:compare}{running:why}。", when=some("running")
        ),
        Say("{name}{year}年没有安排机关运行经费{running:why}。", when=zero("running")),
        remark="running",
    ),
    THREE_PUBLIC,
    national.MEETINGS_TEXT,
    ASSETS,
    section(
        "预算绩效情况",
        "other-goals",
        Say(
            "{year}年，{name}编报绩效目标的项目{goals.projects}[?，涉及资金{goals.funds}]。",
            when=stated("goals.projects"),
        ),
        Say(
            "[?纳入{kind}整体支出绩效目标的金额{goals.total}，其中：基本支出{goals.basic}，项目支出{goals.project}。]"
        ),
        Told("{note.goal}"),
        remark="performance",
    ),
    section("其他说明", "other-remarks", Told("{note.remark.other}"), Untold()),
)
EXPLANATION = (
    about(
        "{kind}收支总表",
        "text-balance",
        Say(
            "按照综合预算的要求，{name}的全部收入和支出都编入{year}年{kind}预算，收支总计{income.total}，"
            "{income.total:compare}。"
        ),
    ),
    about(
        "{kind}收入总表",
        "text-income",
        Say(
            "{name}{year}年收入预算{income.total}[，其中：本年收入{income.year.total}，占{income.year.total:share}]"
            "[，上年结转结余{income.s5}，占{income.s5:share}]。"
        ),
        Say(
            "[本年收入中：{*sources}。]",
            {"sources": Joined(lists.given(*common.SOURCES), "[{item:name}{item}{item:moved}]", "；")},
        ),
        Say("[收入{income.total:verb}的主要原因是{income.total:reason}。]"),
        remark="income",
    ),
    about(
        "{kind}支出总表",
        "text-expenditure",
        Say(
            "{name}{year}年支出预算{expenditure.total}，{expenditure.total:compare}{expenditure.total:why}。"
        ),
        Say(
            "[其中：{*natures}。]",
            {
                "natures": Joined(
                    common.expenditure_natures, "[{item:name}{item}，占{item:share}{item:moved}]", "；"
                )
            },
        ),
        remark="expenditure",
    ),
    about(
        "财政拨款收支总表",
        "text-grant",
        Say(
            "{name}{year}年财政拨款收支总预算{expenditure.grant.total}，{expenditure.grant.total:compare}。"
            "收入按资金来源分：{*funds}。",
            {
                "funds": Joined(
                    lists.given(
                        ("income.general.total", "一般公共预算拨款"),
                        ("income.fund.total", "政府性基金预算拨款"),
                        ("income.capital.total", "国有资本经营预算拨款"),
                    ),
                    "{item:name}{item}",
                    "、",
                )
            },
        ),
        Say(
            "[支出按功能分类分：{*classes}。]",
            {"classes": Joined(codes("expenditure", "grant", level=1), "[{item:name}{item}]", "、")},
        ),
        remark="grant",
    ),
    GENERAL,
    BASIC,
    about("政府性基金预算支出表", "text-fund", *fund_text("fund", "政府性基金预算"), remark="fund"),
    about(
        "国有资本经营预算支出表", "text-capital", *fund_text("capital", "国有资本经营预算"), remark="capital"
    ),
    PROJECTS,
    PROCUREMENT,
    SERVICES,
    OTHER,
)
OUTLINE = (
    section("{name}概况", "part-1", *OVERVIEW),
    section("{name}{year}年{kind}预算表", "part-2", Tables()),
    section("{name}{year}年{kind}预算情况说明", "part-3", *EXPLANATION),
    section("名词解释", "part-4", Glossary(own=True)),
)
FORMS = (
    Form(
        key="anhui-2021",
        family="anhui",
        title="安徽（2021年起）",
        regions=("34",),
        valid_from=2021,
        valid_to=2099,
        table_unit=WANYUAN,
        statements=STATEMENTS,
        outline=OUTLINE,
        wording=WORDING,
    ),
)

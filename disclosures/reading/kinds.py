"""Kinds: what a table is recognised as by its title.

``kind`` is one of::

    balance        收支总表            income, expenditure   收入总表, 支出总表
    grant          财政拨款收支总表       grant-expenditure     财政拨款支出表
    general, fund, capital, account     支出 of one budget (一般公共预算, 政府性基金, 国有资本经营, 财政专户)
    basic          基本支出表            basic-items           a part of it (工资福利, 商品和服务, …)
    economic, government               支出 by department, by government economic classes
    three-public · running · staffing · assets · procurement · public-services · special-funds · projects
    goals          整体支出绩效目标表      project-goals         项目支出绩效目标表, 自评表
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from budgets.ledger import EXPENDITURE, INCOME
from budgets.names import plain

from .labels import QUOTES

#: Words of titles, the first that is met decides.
KINDS = (
    ("goals", r"(?:部门|单位)?整体.*绩效|绩效.*整体"),
    ("project-goals", r"绩效"),
    ("three-public", r"三公"),
    ("public-services", r"购买服务"),
    ("procurement", r"采购"),
    ("special-funds", r"专项资金"),
    ("staffing", r"人员.*(?:编制|实有|情况表)|编制.*实有|机构人员"),
    ("assets", r"资产"),
    ("running", r"机关运行|会议费|培训费"),
    ("projects", r"项目支出|项目明细|项目预算|项目安排|支出项目"),
    ("grant", r"财政(?:预算)?拨款.*收支|收支.*财政拨款"),
    ("balance", r"收支|收入支出"),
    ("account", r"财政专户|专户"),
    ("capital", r"国有资本"),
    ("fund", r"政府性基金"),
    ("basic", r"基本支出"),
    ("general", r"一般公共预算|公共财政预算|一般公共财政"),
    ("grant-expenditure", r"财政(?:预算)?拨款支出|财政拨款.*支出"),
    ("income", r"收入"),
    ("government", r"支出.*政府(?:预算)?(?:支出)?经济"),
    ("economic", r"支出.*(?:部门(?:预算)?(?:支出)?经济|经济(?:分类|科目))"),
    ("expenditure", r"支出|人员经费|公用经费"),
)
#: Kinds that are of no measure of the ledger: particulars, goals.
UNMEASURED = (
    "three-public",
    "running",
    "staffing",
    "assets",
    "procurement",
    "public-services",
    "goals",
    "project-goals",
)
FUND_WORDS = (
    ("general", r"一般公共(?:预算|财政)|公共财政预算"),
    ("fund", r"政府性基金"),
    ("capital", r"国有资本"),
    ("account", r"财政专户"),
    ("grant", r"财政(?:预算)?拨款"),
)
BY_GOVERNMENT = re.compile(r"政府(?:预算)?(?:支出)?经济")
BY_ECONOMIC = re.compile(r"部门(?:预算)?(?:支出)?经济|经济(?:分类|科目)")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a table says it is about. ``letter``: by which economic classes (e, g) its columns or rows are; ``code``: the
    class that it is a part of (一般公共预算基本支出表—人员经费（工资福利支出）). ``is_two_sided``: 收 beside 支."""

    name: str
    measure: str = ""
    fund: str = ""
    nature: str = ""
    letter: str = ""
    code: str = ""
    is_two_sided: bool = False


#: A department before the title of its table: 国有资产监督管理委员会2025年部门收支总表 is no table of assets.
WHOSE = re.compile(
    r"^.*(?:局|委员会|委|办公室|办|中心|院|校|厅|会|处|站|所|队|馆|署|部|集团|公司|大学|中学|小学|政府|街道|镇|乡|区)(?:本级)?"
    r"(?=20\d\d年|[（(]|(?:部门|单位)(?:预算|收|支|整体|综合|财政|一般|基本|项目))"
)


def kind_of(title: str, department: str = "") -> Kind:
    """What a title says beside the department's name; an empty name where it says nothing that is known."""
    told = QUOTES.sub("", plain(title))
    told = WHOSE.sub("", told.replace(plain(department), "") if department else told)
    name = next((name for name, words in KINDS if re.search(words, told)), "")
    if not name:
        return Kind("")
    fund = _fund_in(told)
    letter = "g" if BY_GOVERNMENT.search(told) else "e" if BY_ECONOMIC.search(told) else ""
    if name in UNMEASURED:
        return Kind(name)
    if name in ("balance", "grant"):
        fund = fund or ("grant" if name == "grant" else "")
        return Kind(fund if fund in ("fund", "capital", "account") else name, fund=fund, is_two_sided=True)
    if name == "income":
        return Kind(name, INCOME)
    nature = "basic" if "基本支出" in told else "project" if name == "projects" else ""
    code = _class_in(told) if name in ("basic", "expenditure", "economic", "government") else ""
    letter = letter or code[:1]
    if name == "basic" and code:
        name = "basic-items"
    return Kind(name, EXPENDITURE, fund, nature, letter, code)


def _fund_in(title: str) -> str:
    """The budget that a title narrows its table to; the grants where it names several."""
    found = [fund for fund, words in FUND_WORDS if re.search(words, title)]
    several = [fund for fund in found if fund in ("general", "fund", "capital")]
    return "grant" if len(several) > 1 else next(iter(found), "")


def _class_in(title: str) -> str:
    """The economic 类 that a title narrows its table to."""
    found = re.search(r"工资福利|商品和服务|商品服务|对个人和家庭|个人和家庭", title)
    if not found:
        return ""
    return "e301" if found[0].startswith("工") else "e302" if found[0].startswith("商") else "e303"

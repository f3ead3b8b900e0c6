"""The glossary: terms of departmental budgets, explained in our own words. A document prints the terms it uses."""

from __future__ import annotations

from collections.abc import Iterable

from budgets.figures import Figures

from ..document import Explanation

#: term → (name, explanation). ``{level}`` is the region's level word: 省, 市, 区 or 县.
TERMS = {
    "grant": (
        "财政拨款收入",
        "本{level}财政从预算里拨给单位的钱，按来源分为一般公共预算、政府性基金预算和国有资本经营预算三类。",
    ),
    "general": (
        "一般公共预算",
        "以税收为主要来源的政府收支计划，用于教育、医疗、社会保障、公共安全和机关运转等一般公共事务。",
    ),
    "fund": (
        "政府性基金预算",
        "依照法律、行政法规向特定对象征收、收取的资金的收支计划，只能用于规定的事业，收多少、办多少。",
    ),
    "capital": (
        "国有资本经营预算",
        "政府以出资人身份从国有企业取得的收益的收支计划，单独编列，收支相抵，不列赤字。",
    ),
    "special-account": (
        "财政专户管理资金",
        "按规定存入财政专户、不纳入上面三本预算的收入，主要是学费、住宿费等教育收费。",
    ),
    "business": ("事业收入", "事业单位做本行业务和相关辅助活动取得的收入，不含财政专户里的教育收费。"),
    "operating-income": (
        "事业单位经营收入",
        "事业单位在本行业务之外，开展不单独核算的经营活动取得的收入。",
    ),
    "superior": ("上级补助收入", "事业单位从主管部门或上级单位得到的非财政性补助。"),
    "subordinate": ("附属单位上缴收入", "附属的独立核算单位按规定标准或比例交来的钱。"),
    "other-income": ("其他收入", "以上各项之外的收入，如利息、租金、捐赠。"),
    "balance-used": ("使用非财政拨款结余", "用以前年度攒下的非财政资金，补足当年收入与支出的差额。"),
    "carried": ("上年结转", "以前年度已经安排、当年没有用完、按规定留到今年接着用的钱。"),
    "basic": ("基本支出", "保证机构正常运转和完成日常工作的开支，由人员经费和公用经费两部分组成。"),
    "project": ("项目支出", "基本支出以外，为完成某项特定任务或事业发展目标单独安排的开支。"),
    "staff": ("人员经费", "用在人身上的基本支出：工资福利支出，以及对个人和家庭的补助。"),
    "public": ("公用经费", "用在日常办公上的基本支出：商品和服务支出，以及办公设备等资本性支出。"),
    "three-public": (
        "“三公”经费",
        "用财政拨款安排的三类开支：因公出国（境）费、公务用车购置及运行费、公务接待费。",
    ),
    "running": (
        "机关运行经费",
        "行政单位和参照公务员法管理的事业单位，用一般公共预算安排、用来购买货物和服务的日常公用经费。",
    ),
    "procurement": (
        "政府采购",
        "机关、事业单位和团体组织用财政性资金，购买集中采购目录以内或限额标准以上的货物、工程和服务。",
    ),
    "goals": ("绩效目标", "花一笔钱打算做成什么事、做到什么程度，事先写明，事后据此评价。"),
    "function": ("支出功能分类", "按“钱用来办什么事”划分支出，分类、款、项三级。"),
    "economic": ("支出经济分类", "按“钱花在什么上”划分支出，如工资、办公费、设备购置，分类、款两级。"),
}

#: Which figures call for which term: a term is explained where one of its keys has money.
CALLED_BY = {
    "grant": ("income.s1",),
    "general": ("income.general.total", "expenditure.general.total"),
    "fund": ("income.fund.total", "expenditure.fund.total"),
    "capital": ("income.capital.total", "expenditure.capital.total"),
    "special-account": ("income.s2",),
    "business": ("income.s301",),
    "operating-income": ("income.s302",),
    "superior": ("income.s303",),
    "subordinate": ("income.s304",),
    "other-income": ("income.s305",),
    "balance-used": ("income.s4",),
    "carried": ("income.s5",),
    "basic": ("expenditure.basic",),
    "project": ("expenditure.project",),
    "staff": ("economic.general.basic.staff",),
    "public": ("economic.general.basic.public",),
    "running": ("running",),
    "procurement": ("procurement.total",),
    "goals": ("goals.total", "project.total"),
}
#: Printed in every document: the tables always carry them.
ALWAYS = ("three-public", "function", "economic", "fund", "capital")


def terms_used(figures: Figures) -> list[str]:
    """The terms that a document of these figures uses, in the glossary's order."""
    called = {term for term, keys in CALLED_BY.items() if any(figures.value(key) for key in keys)}
    return [term for term in TERMS if term in called or term in ALWAYS]


def explain(terms: Iterable[str], level: str) -> tuple[Explanation, ...]:
    """The explanations of the given terms, with the region's level word."""
    return tuple(
        Explanation(term, TERMS[term][0], TERMS[term][1].replace("{level}", level)) for term in terms
    )

"""The two seed documents, examined by hand in domain/reconcile.md §2 and §3: every item that the text decides is found
by its rule and its difference, and nothing else is said."""

import pytest

from tests.expected import Expected, differs, found, missing, report, says, unexpected

LUSHAN, HUNAN = "lushan-service-2021.txt", "hunan-service-2021.txt"

#: reconcile.md §3, by item: the document of 庐山市政务服务管理局 of 2021.
OF_LUSHAN: dict[str, tuple[Expected, ...]] = {
    "1 the income total misses its sources": (differs("N13", "730.00", "940.95", "210.95", level="error"),),
    "2 grants received are not the grants spent": (
        differs("R07/N13", "730.00", "财政拨款收入", "财政拨款支出", level="error"),
        differs("R07", "565.10", "623.48", "58.38", level="error"),
        differs("N05", "565.10", "623.48", "58.38", level="error"),
    ),
    "3 the parts of 项目支出 are all nothing": (
        differs("R04/N01", "570.00", "项目支出", "支出预算情况", level="error"),
        differs("R04/N01", "570.00", "项目支出", "财政拨款支出情况", level="error"),
    ),
    "4 by economy is not by function": (
        differs("R12", "570.00", "940.95", level="error"),
        differs("N05", "569.99", "623.48", level="error"),
    ),
    "5 what rounding leaves": (
        differs("R03", "0.01", "940.95", level="info", times=2),
        differs("N05", "0.02", "623.48", level="info"),
    ),
    "6 机关运行费 is not its components": (differs("R16", "254.90", "324.42", level="error"),),
    "7 机关运行费 is more than 商品和服务支出": (
        differs("R15", "196.06", "324.42", "128.36", level="error"),
    ),
    "8 机关运行费 is compared with the whole budget": (says("N07/N04/R15", "317.47", level="warning"),),
    "9 running costs rise where goods and services fall": (says("N06", "6.95", "5.98", level="warning"),),
    "10 years that cannot be": (
        says("N12", "比2021年", level="error"),
        says("N12", "截至2021年8月", level="error"),
        says("N12", "上年结转", "填列2021年", level="error"),
    ),
    "11 the project is not the sum of its goal table": (
        differs("R25", "320.00", "570", "250", level="error"),
    ),
    "12 a budget with what was carried out": (says("R28", level="error"),),
    "13 the score is not the rate's": (differs("R27", "0.49", "9.49", level="error"),),
    "14 a project of bidders is not procured": (says("R23", "中标", "570", level="warning"),),
    "20 a project has more grants than there are": (says("R25", "当年财政拨款", "210.95", level="warning"),),
    "15 verbs that were not chosen": (
        says("N03", "增加（减少）", "教育收费", level="error"),
        says("N03", "增加（减少）", "对企业补助", level="error"),
        says("N03", "增加（减少）", "财政拨款支出预算总额", level="error"),
        *(
            says("N03", "增（减）", item, level="error")
            for item in ("因公出国", "公务接待", "公务用车运行", "公务用车购置")
        ),
    ),
    "15 underscores of a form": (says("N16", "下划线", level="error", times=13),),
    "16 doubled and mixed text": (
        says("N16", "年部门预算年部门预算", level="error"),
        says("N16", "文字重复：“财政拨款支出预算总额为财政拨款支出预算总额”", level="error"),
        says("N16", "文字重复：“互联网+政务政务”"),
        says("N14", "物业管理费 写作 0元", level="warning"),
        says("N14", "其他费用 写作 0元", level="warning"),
    ),
    "17 numbers that are missing": (
        says("N17", "第一部分", "第三部分", level="warning"),
        says("N17", "（五）国有资本经营情况", level="warning"),
        says("N17", "（三）事业收入", level="warning"),
        says("N17", "政务服务（政府业务服务）", level="warning"),
    ),
    "18 the glossary's level of government": (says("N15", "省级", level="warning"),),
    "19 a reference to what is not there": (says("N16", "详见附表", level="warning"),),
}

#: Items of §3 that the text does not decide, and why.
NOT_OF_LUSHAN = {
    "15 (减少)": "“（减少）” with brackets left on says which way it went: it is told with the unresolved verbs of its "
    "paragraph, not by itself",
    "16 网上结转, 非统计": "words that are none (上年, 非同级): telling them takes knowing the language, not the figures",
    "17 (九), 1）2）": "a heading without any number is no gap in the numbers of the others",
    "18 公款出国": "what a glossary calls a thing is free",
}

#: True, and in no item.
BESIDE_LUSHAN = (says("N15", "本部门", "本单位", level="warning"),)

#: reconcile.md §2: the document of an unnamed 行政审批服务局 of 2021.
OF_HUNAN: dict[str, tuple[Expected, ...]] = {
    "1 the causes of the change are not the change": (differs("N05", "627.64", "710.87", level="warning"),),
    "4 procurement is not given as goods, works and services": (says("R23", "工程", level="warning"),),
    "6 staff without pensions and housing": (says("R17", "社会保障", "住房保障", level="warning"),),
    "6 an annex that is not there": (says("N16", "详见附表", level="warning"),),
    "7 sections and titles that are missing": (
        says("N17", "国有资本经营"),
        says("N17", "名称"),
    ),
    "8 本部门 and 本单位 mixed": (says("N15", "本部门", "本单位", level="warning"),),
    "9 staff without kinds": (says("N09", "27", level="info"),),
    "11 traces of a word processor": (says("N16", "bookmark", level="error"),),
}

NOT_OF_HUNAN = {
    "2": "two institutions under a department need not keep budgets of their own",
    "3": "two definitions of 机关运行经费 are words, and no figure tells which was followed",
    "5": "goods may be bought out of basic expenditure, and a contract may run already",
    "10": "what a glossary says of public finance is not of this department",
    "11 （二), 截止, spaces": "mixed brackets, spaces and 截止 for 截至 are no fault that the figures show",
}


@pytest.mark.parametrize("item", OF_LUSHAN)
def test_a_reviewer_finds_each_contradiction_of_lushan(item):
    assert missing(report(LUSHAN).findings, OF_LUSHAN[item]) == []


@pytest.mark.parametrize("item", OF_HUNAN)
def test_a_reviewer_finds_each_contradiction_of_the_service_bureau(item):
    assert missing(report(HUNAN).findings, OF_HUNAN[item]) == []


def test_nothing_is_said_of_lushan_that_is_not_there():
    known = [expected for item in OF_LUSHAN.values() for expected in item]
    assert unexpected(report(LUSHAN).findings, [*known, *BESIDE_LUSHAN]) == []


def test_nothing_is_said_of_the_service_bureau_that_is_not_there():
    known = [expected for item in OF_HUNAN.values() for expected in item]
    assert unexpected(report(HUNAN).findings, known) == []


def test_every_item_of_the_two_examinations_by_hand_is_decided_or_argued():
    for items, argued, last in ((OF_LUSHAN, NOT_OF_LUSHAN, 20), (OF_HUNAN, NOT_OF_HUNAN, 11)):
        numbers = {int(item.split()[0]) for item in (*items, *argued)}
        assert numbers == set(range(1, last + 1))


def test_what_holds_in_the_seeds_is_silent():
    """reconcile.md §2 and §3, “Holds”: units, staff, sums of basic and project, procurement, 三公, rates."""
    silent = {
        LUSHAN: ("R13", "R23", "N09", "N10", "R26"),
        HUNAN: ("R01", "R02", "R13", "R25", "R26", "N10", "N11"),
    }
    for name, rules in silent.items():
        for rule in rules:
            assert [f.message for f in found(report(name).findings, says(rule)) if f.level == "error"] == []

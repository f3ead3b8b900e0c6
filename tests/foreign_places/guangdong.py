"""Guangdong, a county."""

from __future__ import annotations

from tests.foreign import Made, Sheet, Spend, Writer, names

from .common import (
    ABROAD,
    BOTH,
    BUY,
    RECEIVE,
    RUN,
    balanced,
    bought,
    empty_rows,
    natures_sums,
    office,
    sources,
    three_public_sums,
    with_contents,
    without_nothing,
)


def guangdong() -> Made:
    """Amounts to the 元 that are printed in 万元, so that printed parts miss printed totals by what rounding takes."""
    lines = [
        *office("2013801"),
        Spend("2013816", "30227", "50205", "project", "101", 88),
        Spend("2013815", "30226", "50201", "project", "101", 23),
        Spend("2013804", "30202", "50201", "project", "101", 9, change=-1),
    ]
    sheet = Sheet("guangdong", 2023, lines, grain=1, staff_posts=70, staff_actual=66, assets_vehicles=4)
    name = "云溪县市场监督管理局"
    w = Writer(sheet, name, flat="与上年持平", moved="比上年{v}{a}，{p}", table_commas=True, code_columns=1)
    bought(w, ("30201",), (), ("30227",))
    w.head("", "{Y}年云溪县市场监督管理局部门预算", 1)
    w.head("第一部分 ", "云溪县市场监督管理局概况", 2)
    w.head("一、", "主要职责", 3)
    w.p("负责全县市场主体登记、食品药品安全监督、产品质量监督和计量标准化管理。")
    w.head("二、", "机构设置", 3)
    w.p(
        "本部门预算为局本级预算，内设股室4个：办公室、登记股、食品股、质量股。核定编制{c:staff.posts}名，在职{c:staff.actual}人。"
    )
    w.head("第二部分 ", "{Y}年部门预算表", 2)
    left = sources(
        w,
        ("一、一般公共预算拨款", "101"),
        ("二、政府性基金预算拨款", "102"),
        ("三、国有资本经营预算拨款", "103"),
        ("四、财政专户拨款", "2"),
        ("五、其他资金", "305"),
    )
    by_nature = [w.line("一、基本支出", "expenditure.basic"), w.line("二、项目支出", "expenditure.project")]
    w.table(
        "收支总体情况表",
        "收入{项目|2023年预算} 支出{项目|2023年预算}",
        balanced(w, left, by_nature),
        number="表1",
    )
    w.table(
        "收入总体情况表",
        "项目 2023年预算",
        [
            *left,
            w.line("本年收入合计", "income.year.total"),
            w.line("上年结转", "income.s5"),
            w.line("收入总计", "income.total"),
        ],
        number="表2",
    )
    w.table(
        "支出总体情况表",
        "项目 2023年预算",
        [
            w.line("一、基本支出", "expenditure.basic"),
            *[
                w.line(names(2023)["economic", c], f"economic.e{c}.basic")
                for c in sheet.ledger.codes("economic", letter="e", level=1)
            ],
            w.line("二、项目支出", "expenditure.project"),
            w.line("本年支出合计", "expenditure.year.total"),
            w.line("支出总计", "expenditure.total"),
        ],
        number="表3",
    )
    w.table(
        "财政拨款收支总体情况表",
        "收入{项目|2023年预算} 支出{项目|2023年预算}",
        w.sides(
            [
                *sources(
                    w,
                    ("一、一般公共预算", "101"),
                    ("二、政府性基金预算", "102"),
                    ("三、国有资本经营预算", "103"),
                ),
                w.line("本年收入合计", "income.grant.total"),
            ],
            [*w.classes("expenditure", "grant", "f"), w.line("本年支出合计", "expenditure.grant.total")],
        ),
        number="表4",
    )
    w.table(
        "一般公共预算支出情况表（按功能分类科目）",
        "功能科目编码 功能科目名称 合计 基本支出 项目支出",
        w.coded("expenditure", "general", "f", ("", "basic", "project"), is_first=True),
        number="表5",
    )
    w.table(
        "一般公共预算基本支出情况表（按支出经济分类科目）",
        "支出经济分类科目编码 支出经济分类科目名称 2023年预算",
        without_nothing(w.coded("economic", "general", "e", ("basic",), is_first=True), 1),
        number="表6",
    )
    order = (
        ("“三公”经费", "three-public.total"),
        ("其中：（一）因公出国（境）支出", ABROAD),
        ("（二）公务用车购置及运行维护支出", BOTH),
        ("1.公务用车购置", BUY),
        ("2.公务用车运行维护费", RUN),
        ("（三）公务接待费支出", RECEIVE),
    )
    w.table(
        "财政拨款安排的行政经费及“三公”经费预算表",
        "项目 2023年预算",
        [w.line("行政经费", "running"), *(w.line(label, at) for label, at in order)],
        number="表7",
        is_added=False,
    )
    for number, fund in (("表8", "政府性基金预算"), ("表9", "国有资本经营预算")):
        w.table(
            f"{fund}支出情况表",
            "功能科目编码 功能科目名称 合计 基本支出 项目支出",
            empty_rows(5),
            number=number,
            notes=(f"注：本表为空，云溪县市场监督管理局2023年没有使用{fund}安排的支出。",),
        )
    w.head("第三部分 ", "{Y}年部门预算情况说明", 2)
    w.head("一、", "部门预算收支增减变化情况", 3)
    w.p(
        "{Y}年本部门收入预算{m:income.total}，{d:income.total}，主要原因是{why:income.total}，其中：一般公共预算拨款{m:income.s101}，政府性"
        "基金预算拨款{m:income.s102}，财政专户拨款{m:income.s2}，其他资金{m:income.s305}；支出预算{m:expenditure.total}，"
        "{d:expenditure.total}，主要原因是{why:expenditure.total}，其中：基本支出{m:expenditure.basic}，项目支出{m:expenditure.project}。"
    )
    w.total("income.total", "income.s101", "income.s102", "income.s2", "income.s305")
    natures_sums(w)
    w.head("二、", "“三公”经费安排情况", 3)
    w.p(
        "{Y}年本部门“三公”经费预算安排{m:three-public.total}，{d:three-public.total}，主要原因是{why:three-public.total}。其中：因公出国（境）费"
        "{m:three-public.abroad}，{d:three-public.abroad}；公务用车购置及运行费{m:three-public.vehicles}（公务用车购置费"
        "{m:three-public.purchase}，{d:three-public.purchase}；公务用车运行费{m:three-public.running}，{d:three-public.running}）；公务接待费"
        "{m:three-public.reception}，{d:three-public.reception}。"
    )
    three_public_sums(w)
    w.head("三、", "机关运行经费安排情况", 3)
    w.p(
        "{Y}年本部门机关运行经费安排{m:running}，{d:running}，主要原因是{why:running}。其中：办公费{m:economic.e30201.basic}，差旅费{m:economic.e30211.basic}，会议费{m:economic.e30215.basic}等。"
    )
    w.head("四、", "政府采购情况", 3)
    w.p(
        "{Y}年本部门政府采购安排{m:procurement.total}，其中：货物类采购预算{m:procurement.goods}，工程类采购预算{m:procurement.works}，服务类采购预算{m:procurement.services}。"
    )
    w.head("五、", "国有资产占有使用情况", 3)
    w.p("截至{on:2022年12月31日}，本部门共有车辆{c:assets.vehicles}辆。")
    w.head("第四部分 ", "名词解释", 2)
    w.p("一、一般公共预算拨款：指县级财政当年安排的一般公共预算资金。")
    w.p("二、“三公”经费：指用财政拨款安排的因公出国（境）费、公务用车购置及运行费和公务接待费。")
    return with_contents(w, "guangdong", levels=3, has_rounding=True, format="text")

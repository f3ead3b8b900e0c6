"""Zhejiang."""

from __future__ import annotations

from tests.foreign import Made, Sheet, Spend, Writer, names

from .common import (
    ABROAD,
    BOTH,
    BUY,
    RECEIVE,
    RUN,
    balanced,
    basic_rows,
    bought,
    classes,
    empty_rows,
    granted,
    institution,
    items,
    natures_sums,
    sources,
    three_public_sums,
    with_contents,
)


def zhejiang() -> Made:
    """A library, an institution with income of its own; its sentences give shares."""
    lines = [
        *institution("2070104"),
        Spend("2070104", "30201", "50502", "project", "101", 60),
        Spend("2070104", "31003", "50601", "project", "101", 45, change=-1),
        Spend("2070104", "30226", "50502", "project", "301", 25),
        Spend("2070104", "30227", "50502", "project", "305", 12, change=0),
    ]
    w = Writer(
        Sheet("zhejiang", 2024, lines, assets_vehicles=1), "云川市图书馆", code_columns=1, table_commas=False
    )
    w.flat, w.moved = "与{L}年执行数持平", "比{L}年执行数{v}{a}，{p}"
    bought(w, ("31003",), (), ("30226",))
    w.head("", "云川市图书馆{Y}年单位预算", 1)
    w.head("一、", "云川市图书馆概况", 2)
    w.head("（一）", "主要职责", 3)
    w.p("1.收集、整理、保存文献，面向社会开展借阅服务。")
    w.p("2.组织阅读推广和地方文献整理工作。")
    w.head("（二）", "单位基本情况", 3)
    w.p("云川市图书馆是公益一类事业单位，内设机构4个，分别为：办公室、采编部、流通部、技术部。")
    w.head("二、", "云川市图书馆{Y}年单位预算安排情况说明", 2)
    w.head("（一）", "关于云川市图书馆{Y}年收支预算情况的总体说明", 3)
    w.p(
        "按照综合预算的原则，云川市图书馆的全部收入和支出都纳入预算管理。收入包括：一般公共预算拨款收入、事业收入、其他收入；支出包括："
        + "、".join(
            names(2024)["function", c] for c in w.sheet.ledger.codes("expenditure", letter="f", level=1)
        )
        + "。云川市图书馆{Y}年收支总预算{m:income.total}。"
    )
    w.head("（二）", "关于云川市图书馆{Y}年收入预算情况说明", 3)
    w.p(
        "云川市图书馆{Y}年收入预算{m:income.total}，其中：一般公共预算拨款收入{m:income.s101}，占{s:income.s101/income.total}；事业收入"
        "{m:income.s301}，占{s:income.s301/income.total}；其他收入{m:income.s305}，占{s:income.s305/income.total}。"
    )
    w.total("income.total", "income.s101", "income.s301", "income.s305")
    w.head("（三）", "关于云川市图书馆{Y}年支出预算情况说明", 3)
    w.p(
        "云川市图书馆{Y}年支出预算{m:expenditure.total}，其中：基本支出{m:expenditure.basic}，占{s:expenditure.basic/expenditure.total}；"
        "项目支出{m:expenditure.project}，占{s:expenditure.project/expenditure.total}。"
    )
    natures_sums(w)
    w.p("按支出功能分类，包括" + classes(w, "<n>{m:<k>}，占{s:<k>/expenditure.total}", between="；") + "。")
    w.head("（四）", "关于云川市图书馆{Y}年财政拨款收支预算情况的总体说明", 3)
    w.p(
        "云川市图书馆{Y}年财政拨款收支总预算{m:income.grant.total}。收入为一般公共预算拨款{m:income.s101}；支出包括："
        + classes(w, "<n>{m:<k>}", "general")
        + "。"
    )
    w.head("（五）", "关于云川市图书馆{Y}年一般公共预算拨款情况说明", 3)
    w.head("1.", "一般公共预算拨款规模变化情况", 4)
    w.p(
        "云川市图书馆{Y}年一般公共预算拨款{m:expenditure.general.total}，{d:expenditure.general.total}，主要是"
        "{why:expenditure.general.total}。"
    )
    w.head("2.", "一般公共预算拨款结构情况", 4)
    w.p(
        classes(w, "<n>支出{m:<k>}，占{s:<k>/expenditure.general.total}", "general", "；").replace(
            "支出支出", "支出"
        )
        + "。"
    )
    w.head("3.", "一般公共预算拨款具体使用情况", 4)
    for sentence in items(w, "（<i>）<1>（类）<2>（款）<3>（项）{m:<k>}，主要用于本单位该项支出。"):
        w.p(sentence)
    w.head("（六）", "关于云川市图书馆{Y}年一般公共预算基本支出情况说明", 3)
    w.p(
        "云川市图书馆{Y}年一般公共预算基本支出{m:expenditure.general.basic}，其中：人员经费{m:economic.general.basic.staff}，主要包括"
        "基本工资、津贴补贴、绩效工资等；公用经费{m:economic.general.basic.public}，主要包括办公费、印刷费、水费、电费等。"
    )
    w.total("expenditure.general.basic", "economic.general.basic.staff", "economic.general.basic.public")
    w.head("（七）", "关于云川市图书馆{Y}年政府性基金预算支出情况说明", 3)
    w.p("云川市图书馆{Y}年没有使用政府性基金预算安排的支出。")
    w.head("（八）", "关于云川市图书馆{Y}年国有资本经营预算支出情况说明", 3)
    w.p("云川市图书馆{Y}年没有使用国有资本经营预算安排的支出。")
    w.head("（九）", "关于云川市图书馆{Y}年“三公”经费预算情况说明", 3)
    w.moved, w.flat = "比{L}年预算数{v}{a}", "与{L}年预算数持平"
    w.p("云川市图书馆{Y}年“三公”经费预算数为{m:three-public.total}，{d:three-public.total}。具体如下：")
    w.p("1.因公出国（境）费{m:three-public.abroad}，{d:three-public.abroad}。")
    w.p(
        "2.公务接待费{m:three-public.reception}，{d:three-public.reception}，主要原因是{why:three-public.reception}。"
    )
    w.p(
        "3.公务用车购置及运行维护费{m:three-public.vehicles}，{d:three-public.vehicles}，其中：公务用车购置费{m:three-public.purchase}；公务用车"
        "运行维护费{m:three-public.running}，主要原因是{why:three-public.running}。"
    )
    three_public_sums(w)
    w.head("（十）", "其他重要事项的情况说明", 3)
    w.head("1.", "机关运行经费", 4)
    w.p("本单位为事业单位，没有机关运行经费。")
    w.head("2.", "政府采购情况", 4)
    w.p(
        "云川市图书馆{Y}年政府采购预算总额{m:procurement.total}，其中：政府采购货物预算{m:procurement.goods}、政府采购工程预算"
        "{m:procurement.works}、政府采购服务预算{m:procurement.services}。"
    )
    w.head("3.", "国有资产占有使用情况", 4)
    w.p(
        "截至{on:2023年12月31日}，云川市图书馆共有车辆{c:assets.vehicles}辆，均为其他用车；单价100万元以上设备0台（套）。{Y}年单位预算未安排"
        "购置车辆和单价100万元以上设备。"
    )
    w.head("三、", "名词解释", 2)
    w.p("1.一般公共预算拨款收入：指市级财政当年拨付的资金。")
    w.p("2.事业收入：指事业单位开展专业业务活动及辅助活动所取得的收入。")
    w.p("3.其他收入：指除上述收入以外的各项收入。")
    w.head("四、", "云川市图书馆{Y}年单位预算表", 2)
    left = sources(
        w,
        ("一、一般公共预算拨款收入", "101"),
        ("二、政府性基金预算拨款收入", "102"),
        ("三、国有资本经营预算拨款收入", "103"),
        ("四、事业收入", "301"),
        ("五、其他收入", "305"),
    )
    w.table(
        "收支预算总表",
        "收入{项目|预算数} 支出{项目（按功能分类）|预算数}",
        balanced(w, left, w.classes("expenditure", "", "f")),
        number="表1",
    )
    w.table(
        "收入预算总表",
        "科目编码 科目名称 合计 上年结转 一般公共预算 政府性基金预算 国有资本经营预算 事业收入 其他收入",
        w.coded("income", "", "f", ("", "s5", "s101", "s102", "s103", "s301", "s305")),
        number="表2",
    )
    w.table(
        "支出预算总表",
        "科目编码 科目名称 合计 基本支出 项目支出",
        w.coded("expenditure", "", "f", ("", "basic", "project")),
        number="表3",
    )
    w.table(
        "财政拨款收支预算总表",
        "收入{项目|预算数} 支出{项目|合计|一般公共预算|政府性基金预算|国有资本经营预算}",
        granted(w),
        number="表4",
    )
    w.table(
        "一般公共预算支出表",
        "科目编码 科目名称 2023年执行数 2024年预算数{合计|基本支出|项目支出}",
        w.coded("expenditure", "general", "f", ("last", "", "basic", "project")),
        number="表5",
    )
    w.table(
        "一般公共预算基本支出表",
        "经济分类科目{科目编码|科目名称} 2024年基本支出{合计|人员经费|公用经费}",
        basic_rows(w),
        number="表6",
    )
    w.table(
        "政府性基金预算支出表",
        "科目编码 科目名称 合计 基本支出 项目支出",
        empty_rows(5),
        number="表7",
        notes=("注：本单位2024年没有使用政府性基金预算安排的支出，故本表无数据。",),
    )
    w.table(
        "国有资本经营预算支出表",
        "科目编码 科目名称 合计 基本支出 项目支出",
        empty_rows(5),
        number="表8",
        notes=("注：本单位2024年没有使用国有资本经营预算安排的支出，故本表无数据。",),
    )
    w.table(
        "“三公”经费预算表",
        "项目 2023年预算数 2024年预算数",
        [
            [
                label,
                w.cell(f"{name}.last", w.sheet.last(name), label),
                w.cell(name, w.sheet.this(name), label),
            ]
            for label, name in (
                ("一、因公出国（境）费", ABROAD),
                ("二、公务接待费", RECEIVE),
                ("三、公务用车购置及运行维护费", BOTH),
                ("其中：公务用车购置费", BUY),
                ("公务用车运行维护费", RUN),
                ("合计", "three-public.total"),
            )
        ],
        number="表9",
    )
    return with_contents(w, "zhejiang", levels=3)

"""Henan."""

from __future__ import annotations

from tests.foreign import Made, Sheet, Spend, Writer

from .common import (
    bought,
    classes,
    counts,
    natures_sums,
    nine_tables,
    office,
    three_public_sums,
    with_contents,
)


def henan() -> Made:
    """收入总计 and 支出总计 in one sentence, each fund compared by itself, vehicles at 期末."""
    lines = [
        *office("2150501"),
        Spend("2150502", "30227", "50205", "project", "101", 70),
        Spend("2150508", "30218", "50204", "project", "101", 33, change=0),
        Spend("2120804", "31005", "50302", "project", "102", 210),
        Spend("2150508", "30227", "50205", "project", "501", 28, change=-1),
    ]
    sheet = Sheet("henan", 2025, lines)
    name = "汝南市伊川区工业和信息化局"
    w = Writer(sheet, name, trims=True, table_commas=False, flat="与{L}年持平", moved="比{L}年{v}{a}")
    w.head("", f"{name}{{Y}}年部门预算公开", 1)
    w.head("第一部分  ", f"{name}概况", 2)
    w.head("一、", "主要职能", 3)
    w.p("研究提出全区新型工业化发展战略，推进信息化和工业化融合。")
    w.head("二、", "机构设置", 3)
    w.p(f"{name}内设机构5个，分别是：办公室、规划科、运行科、企业科、信息科。")
    w.head("第二部分  ", f"{name}{{Y}}年部门预算情况说明", 2)
    w.head("一、", "收入支出预算总体情况说明", 3)
    w.moved = "各{v}{a}，{p}"
    w.p(
        f"{name}{{Y}}年收入总计{{m:income.total}}，支出总计{{m:expenditure.total}}，与{{L}}年预算相比，收、支总计{{d:income.total}}。主要原因："
        "{why:income.total}。"
    )
    w.head("二、", "收入预算总体情况说明", 3)
    w.p(
        f"{name}{{Y}}年收入合计{{m:income.total}}，其中：一般公共预算收入{{m:income.s101}}；政府性基金收入{{m:income.s102}}；上年结转结余"
        "{m:income.s5}。"
    )
    w.total("income.total", "income.s101", "income.s102", "income.s5")
    w.head("三、", "支出预算总体情况说明", 3)
    w.p(
        f"{name}{{Y}}年支出合计{{m:expenditure.total}}，其中：基本支出{{m:expenditure.basic}}，占{{s:expenditure.basic/expenditure.total}}；项目支出"
        "{m:expenditure.project}，占{s:expenditure.project/expenditure.total}。"
    )
    natures_sums(w)
    w.head("四、", "财政拨款收入支出预算总体情况说明", 3)
    w.moved = "{v}{a}，{p}"
    w.p(
        f"{name}{{Y}}年一般公共预算收支预算{{m:expenditure.general.total}}，政府性基金收支预算{{m:expenditure.fund.total}}。与{{L}}年相比，一般公共"
        "预算收支预算{d:expenditure.general.total}，主要原因：{why:expenditure.general.total}；政府性基金收支预算{d:expenditure.fund.total}，主要"
        "原因：{why:expenditure.fund.total}。"
    )
    w.head("五、", "一般公共预算支出预算情况说明", 3)
    w.p(
        f"{name}{{Y}}年一般公共预算支出年初预算为{{m:expenditure.general.total}}。主要用于以下方面："
        + classes(w, "<n>（类）{m:<k>}，占{s:<k>/expenditure.general.total}", "general", "；")
        + "。"
    )
    w.head("六、", "支出预算经济分类情况说明", 3)
    w.p("按照要求，{Y}年起全面实施支出经济分类科目改革，部门预算支出按两套经济分类科目分别列示。")
    w.head("七、", "“三公”经费支出预算情况说明", 3)
    w.moved = "比{L}年{v}{a}"
    w.p(
        f"{name}{{Y}}年“三公”经费预算为{{m:three-public.total}}。{{Y}}年“三公”经费支出预算数{{d:three-public.total}}。具体支出情况如下："
    )
    w.p(
        "（一）因公出国（境）费{m:three-public.abroad}，主要用于单位工作人员公务出国（境）。预算数{d:three-public.abroad}。"
    )
    w.p(
        "（二）公务用车购置及运行费{m:three-public.vehicles}，其中，公务用车购置费{m:three-public.purchase}；公务用车运行维护费"
        "{m:three-public.running}，主要用于开展工作所需公务用车的燃料费、维修费、过路过桥费、保险费等支出。公务用车购置费预算数"
        "{d:three-public.purchase}；公务用车运行维护费预算数{d:three-public.running}，主要原因：{why:three-public.running}。"
    )
    w.p(
        "（三）公务接待费{m:three-public.reception}，主要用于按规定开支的各类公务接待。预算数{d:three-public.reception}，主要原因：{why:three-public.reception}。"
    )
    three_public_sums(w)
    w.head("八、", "政府性基金预算支出预算情况说明", 3)
    w.p(f"{name}{{Y}}年政府性基金预算支出{{m:expenditure.fund.total}}。")
    w.head("九、", "国有资本经营预算支出情况说明", 3)
    w.p(f"{name}{{Y}}年没有使用国有资本经营预算拨款安排的支出。")
    w.head("十、", "其他重要事项的情况说明", 3)
    w.head("（一）", "机关运行经费支出情况", 4)
    w.p(
        f"{name}{{Y}}年机关运行经费支出预算{{m:running}}，主要保障机构正常运转及履职需要，{{d:running}}，主要原因：{{why:running}}。"
    )
    bought(w, ("30218",), ("31005",), ())
    w.head("（二）", "政府采购支出情况", 4)
    w.p(
        "{Y}年政府采购预算安排{m:procurement.total}，其中：政府采购货物预算{m:procurement.goods}、政府采购工程预算{m:procurement.works}、政府采购"
        "服务预算{m:procurement.services}。"
    )
    w.head("（三）", "绩效目标设置情况", 4)
    w.p("我部门{Y}年预算项目均按要求编制了绩效目标，从产出、效益、满意度等方面设定了绩效指标。")
    counts(w, "assets.vehicles", general=1, law=0, other=1)
    w.head("（四）", "国有资产占用情况", 4)
    w.p(
        "{L}年期末，我部门共有车辆{c:assets.vehicles}辆，其中：一般公务用车{c:assets.vehicles.general}辆，一般执法执勤用车"
        "{c:assets.vehicles.law}辆，其他用车{c:assets.vehicles.other}辆；单价50万元以上通用设备0台（套），单位价值100万元以上专用设备0台（套）。"
    )
    w.head("第三部分  ", "名词解释", 2)
    w.p("一、财政拨款收入：是指区级财政当年拨付的资金。")
    w.p(
        "二、“三公”经费：是指纳入区级财政预算管理，用财政拨款安排的因公出国（境）费、公务用车购置及运行费和公务接待费。"
    )
    w.head("附件：", f"{name}{{Y}}年部门预算表", 2)
    nine_tables(
        w,
        (
            "部门收支总体情况表",
            "部门收入总体情况表",
            "部门支出总体情况表",
            "财政拨款收支总体情况表",
            "一般公共预算支出情况表",
            "一般公共预算基本支出情况表",
            "一般公共预算“三公”经费支出情况表",
            "政府性基金预算支出情况表",
            "国有资本经营预算支出情况表",
        ),
        number="预算{n:02}表",
        unit_code="019001",
        note="注：本部门2025年没有{fund}支出，本表为空表。",
    )
    return with_contents(w, "henan", levels=3)

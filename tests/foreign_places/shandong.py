"""Shandong."""

from __future__ import annotations

from tests.foreign import Made, Sheet, Spend, Writer

from .common import (
    balanced,
    basic_rows,
    bought,
    classes,
    empty_rows,
    granted,
    items,
    natures_sums,
    office,
    sources,
    three_public,
    three_public_sums,
    with_contents,
    without_nothing,
)


def shandong() -> Made:
    """收、支总计各增加; basic spending by both economic classifications; 元 in the tables, 万元 in the text."""
    lines = [
        *office("2013301", same=("30231",)),
        Spend("2013302", "30227", "50205", "project", "101", 55),
        Spend("2013302", "30211", "50201", "project", "101", 12, change=0),
        Spend("2013304", "30201", "50201", "project", "305", 8, change=-1),
    ]
    sheet = Sheet("shandong", 2024, lines, assets_vehicles=2, assets_equipment=0)
    name = "临沧市岱南区委宣传部"
    w = Writer(sheet, name, table_unit="元", table_places=2, table_commas=True, commas=False)
    w.flat, w.moved = "与上年持平", "与上年相比{v}{a}，{p}"
    bought(w, ("30201", "30202"), (), ("30227",))
    w.head("", f"{name}2024年部门预算", 1)
    w.head("第一部分 ", "部门概况", 2)
    w.head("一、", "部门职责", 3)
    w.p("负责全区理论学习、新闻宣传、精神文明建设和网络舆情工作。")
    w.head("二、", "机构设置", 3)
    w.p(
        "本部门预算包括部机关预算，没有所属事业单位预算。部机关内设科室4个，分别是：办公室、理论科、新闻科、文明科。"
    )
    w.head("第二部分 ", "2024年部门预算表", 2)
    left = sources(
        w,
        ("一、财政拨款收入", "101"),
        ("二、事业收入", "301"),
        ("三、经营收入", "302"),
        ("四、上级补助收入", "303"),
        ("五、附属单位上缴收入", "304"),
        ("六、其他收入", "305"),
    )
    w.table(
        "收支总体情况表",
        "收入{项目|预算数} 支出{项目|预算数}",
        balanced(w, left, w.classes("expenditure", "", "f")),
        number="公开表1",
    )
    w.table(
        "收入总体情况表",
        "科目编码 科目名称 合计 财政拨款收入 事业收入 经营收入 上级补助收入 附属单位上缴收入 其他收入 上年结转",
        w.coded("income", "", "f", ("", "s101", "s301", "s302", "s303", "s304", "s305", "s5"), is_first=True),
        number="公开表2",
    )
    w.table(
        "支出总体情况表",
        "科目编码 科目名称 合计 基本支出 项目支出",
        w.coded("expenditure", "", "f", ("", "basic", "project"), is_first=True),
        number="公开表3",
    )
    w.table(
        "财政拨款收支总体情况表",
        "收入{项目|预算数} 支出{项目|合计|一般公共预算|政府性基金预算|国有资本经营预算}",
        granted(w),
        number="公开表4",
    )
    w.table(
        "一般公共预算支出情况表",
        "科目编码 科目名称 合计 基本支出 项目支出",
        w.coded("expenditure", "general", "f", ("", "basic", "project"), is_first=True),
        number="公开表5",
    )
    w.table(
        "一般公共预算基本支出情况表（部门预算支出经济分类）",
        "科目编码 科目名称 合计 人员经费 公用经费",
        basic_rows(w, is_first=True),
        number="公开表6",
    )
    w.table(
        "一般公共预算基本支出情况表（政府预算支出经济分类）",
        "科目编码 科目名称 基本支出",
        without_nothing(w.coded("government", "general", "g", ("basic",), is_first=True), 1),
        number="公开表7",
    )
    w.table(
        "一般公共预算“三公”经费支出情况表",
        "合计 因公出国（境）费 公务用车购置及运行费{小计|公务用车购置费|公务用车运行费} 公务接待费",
        [three_public(w)],
        number="公开表8",
    )
    for number, fund in (("公开表9", "政府性基金预算"), ("公开表10", "国有资本经营预算")):
        w.table(
            f"{fund}支出情况表",
            "科目编码 科目名称 合计 基本支出 项目支出",
            empty_rows(5),
            number=number,
            notes=(f"备注：本部门没有{fund}安排的支出，本表为空。",),
        )
    w.head("第三部分 ", "2024年部门预算情况说明", 2)
    w.head("一、", "收支预算总体情况说明", 3)
    w.moved, w.flat = "各{v}{a}，{p}", "持平"
    w.p(
        f"{name}{{Y}}年收支总预算{{m:income.total}}。与上年相比，收、支总计{{d:income.total}}，主要原因是{{why:income.total}}。"
    )
    w.head("二、", "收入预算情况说明", 3)
    w.p(
        "{Y}年收入预算{m:income.total}，其中：财政拨款收入{m:income.s101}，占{s:income.s101/income.total}；其他收入{m:income.s305}，"
        "占{s:income.s305/income.total}。"
    )
    w.total("income.total", "income.s101", "income.s305")
    w.head("三、", "支出预算情况说明", 3)
    w.p(
        "{Y}年支出预算{m:expenditure.total}，其中：基本支出{m:expenditure.basic}，占{s:expenditure.basic/expenditure.total}；项目支出"
        "{m:expenditure.project}，占{s:expenditure.project/expenditure.total}。"
    )
    natures_sums(w)
    w.head("四、", "财政拨款收支预算总体情况说明", 3)
    w.p(
        "{Y}年财政拨款收支总预算{m:income.grant.total}。与上年相比，财政拨款收、支总计{d:income.grant.total}，主要原因是{why:income.grant.total}。"
    )
    w.head("五、", "一般公共预算支出情况说明", 3)
    w.moved, w.flat = "与上年相比{v}{a}，{p}", "与上年持平"
    w.p(
        "{Y}年一般公共预算支出{m:expenditure.general.total}，{d:expenditure.general.total}。其中："
        + classes(w, "<n>{m:<k>}，占{s:<k>/expenditure.general.total}", "general", "；")
        + "。"
    )
    for sentence in items(
        w, "（<i>）<1>（类）<2>（款）<3>（项）。{Y}年预算数为{m:<k>}，{d:<k>}，主要原因是{why:<k>}。"
    ):
        w.p(sentence)
    lowest = sheet.ledger.lowest("expenditure", "general", letter="f")
    w.total("expenditure.general.total.change", *(f"expenditure.general.f{code}.change" for code in lowest))
    w.head("六、", "一般公共预算基本支出情况说明", 3)
    w.p(
        "{Y}年一般公共预算基本支出{m:expenditure.general.basic}，其中：人员经费{m:economic.general.basic.staff}，公用经费"
        "{m:economic.general.basic.public}。"
    )
    w.total("expenditure.general.basic", "economic.general.basic.staff", "economic.general.basic.public")
    w.head("七、", "“三公”经费支出情况说明", 3)
    w.p(
        "{Y}年通过财政拨款安排的“三公”经费预算{m:three-public.total}，{d:three-public.total}。其中：因公出国（境）费{m:three-public.abroad}，"
        "{d:three-public.abroad}；公务用车购置费{m:three-public.purchase}，{d:three-public.purchase}；公务用车运行维护费{m:three-public.running}，"
        "{d:three-public.running}；公务接待费{m:three-public.reception}，{d:three-public.reception}，主要原因是{why:three-public.reception}。"
    )
    three_public_sums(w)
    w.head("八、", "其他重要事项说明", 3)
    w.head("（一）", "机关运行经费", 4)
    w.p("{Y}年机关运行经费财政拨款预算{m:running}，{d:running}，主要原因是{why:running}。")
    w.head("（二）", "政府采购", 4)
    w.p(
        "{Y}年政府采购预算{m:procurement.total}，其中：政府采购货物预算{m:procurement.goods}，政府采购工程预算{m:procurement.works}，政府采购服务"
        "预算{m:procurement.services}。"
    )
    w.head("（三）", "国有资产占有使用", 4)
    w.p(
        "截至{on:2023年12月31日}，本部门共有车辆{c:assets.vehicles}辆。单位价值50万元以上通用设备{c:assets.equipment}台（套）。"
    )
    w.head("（四）", "绩效目标设置", 4)
    w.p("{Y}年本部门所有项目均编报了绩效目标。")
    w.head("第四部分 ", "名词解释", 2)
    w.p("一、财政拨款收入：指由财政拨款形成的部门收入。")
    w.p("二、其他收入：指除财政拨款收入以外的各项收入。")
    return with_contents(w, "shandong", levels=3)

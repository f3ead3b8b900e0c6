"""Guangxi."""

from __future__ import annotations

from decimal import Decimal

from tests.foreign import Made, Sheet, Spend, Writer

from .common import bought, classes, natures_sums, nine_tables, office, three_public_sums


def guangxi() -> Made:
    """同比, shares of income and of spending by nature and function, an institution beside the office."""
    lines = [
        *office("2060101", without=("30231",)),
        *(
            Spend("2060301", e, g, size=n)
            for e, g, n in (("30101", "50501", 44), ("30107", "50501", 30), ("30201", "50502", 7))
        ),
        Spend("2060404", "30227", "50205", "project", "101", 160),
        Spend("2060404", "31204", "507", "project", "101", 90, change=-1),
        Spend("2060301", "30226", "50502", "project", "301", 13),
    ]
    sheet = Sheet("guangxi", 2023, lines, staff_actual=61, assets_vehicles=1)
    sheet.state(
        "running",
        sum(
            (p.amount for p in sheet.postings if p.function == "2060101" and p.economic[:3] == "302"),
            Decimal(0),
        ),
        sum(
            (
                p.last or Decimal(0)
                for p in sheet.postings
                if p.function == "2060101" and p.economic[:3] == "302"
            ),
            Decimal(0),
        ),
    )
    name = "桂江市科学技术局"
    w = Writer(
        sheet,
        name,
        commas=True,
        table_commas=True,
        blank_zero=False,
        zero="0.00",
        flat="同比持平",
        moved="同比{v}{a}，同比{p}",
    )
    w.head("", f"{name}{{Y}}年部门预算公开说明", 1)
    w.head("一、", "部门概况", 2)
    w.head("（一）", "部门主要职责", 3)
    w.p("牵头全市科技创新工作，组织实施科技计划，促进科技成果转化。")
    w.head("（二）", "部门机构设置", 3)
    w.p(
        f"{name}内设科室4个，分别为：办公室、计划科、高新科、农社科。纳入部门预算的单位共2个，其中：行政单位1个，公益一类事业单位1个。"
    )
    w.head("二、", "部门收支总体情况", 2)
    w.head("（一）", "收入预算说明", 3)
    w.p(
        "{Y}年收入总预算{m:income.total}，{d:income.total}，主要原因：{why:income.total}。其中：一般公共预算拨款收入{m:income.s101}，占收入总预算"
        "的{s:income.s101/income.total}，{d:income.s101}；事业收入{m:income.s301}，占收入总预算的{s:income.s301/income.total}，{d:income.s301}。"
    )
    for view in ("", ".change"):
        w.total(f"income.total{view}", f"income.s101{view}", f"income.s301{view}")
    w.head("（二）", "支出预算说明", 3)
    w.p("{Y}年支出总预算{m:expenditure.total}，{d:expenditure.total}，主要原因：{why:expenditure.total}。")
    w.p(
        "1.按支出性质分：基本支出预算{m:expenditure.basic}，占支出总预算的{s:expenditure.basic/expenditure.total}，{d:expenditure.basic}；项目支出"
        "预算{m:expenditure.project}，占支出总预算的{s:expenditure.project/expenditure.total}，{d:expenditure.project}。"
    )
    natures_sums(w)
    w.p(
        "2.按功能分类科目分："
        + classes(w, "<n>类{m:<k>}，占支出总预算的{s:<k>/expenditure.total}，{d:<k>}", between="；")
        + "。"
    )
    w.head("三、", "一般公共预算拨款支出情况", 2)
    w.p(
        "{Y}年一般公共预算拨款支出预算{m:expenditure.general.total}，{d:expenditure.general.total}，主要原因：{why:expenditure.general.total}。"
    )
    w.p(
        "基本支出预算{m:expenditure.general.basic}，其中：人员经费{m:economic.general.basic.staff}，公用经费{m:economic.general.basic.public}。"
        "项目支出预算{m:expenditure.general.project}。"
    )
    natures_sums(w, "expenditure.general")
    w.total("expenditure.general.basic", "economic.general.basic.staff", "economic.general.basic.public")
    w.head("四、", "政府性基金预算支出情况", 2)
    w.p("{Y}年本部门没有政府性基金预算安排的支出。")
    w.head("五、", "国有资本经营预算支出情况", 2)
    w.p("{Y}年本部门没有国有资本经营预算安排的支出。")
    w.head("六、", "“三公”经费预算情况", 2)
    w.p(
        "{Y}年“三公”经费预算安排{m:three-public.total}，{d:three-public.total}。其中：因公出国（境）费{m:three-public.abroad}，"
        "{d:three-public.abroad}；公务接待费{m:three-public.reception}，{d:three-public.reception}，原因是{why:three-public.reception}；公务用车购置"
        "费{m:three-public.purchase}，{d:three-public.purchase}；公务用车运行维护费{m:three-public.running}，{d:three-public.running}。"
    )
    three_public_sums(w)
    w.head("七、", "其他重要事项情况说明", 2)
    w.head("（一）", "机关运行经费", 3)
    w.p("{Y}年本部门机关运行经费预算安排{m:running}，{d:running}，主要原因：{why:running}。")
    bought(w, ("30201",), (), ("30227", "30226"))
    w.head("（二）", "政府采购", 3)
    w.p(
        "{Y}年本部门政府采购预算总额{m:procurement.total}，其中：货物类采购预算{m:procurement.goods}，工程类采购预算{m:procurement.works}，服务类"
        "采购预算{m:procurement.services}。"
    )
    w.head("（三）", "国有资产占有使用", 3)
    w.p("截至{on:2022年12月31日}，本部门共有车辆{c:assets.vehicles}辆，单价100万元以上设备0台（套）。")
    w.head("（四）", "绩效目标", 3)
    w.p("{Y}年本部门实行绩效目标管理的项目共3个，涉及财政拨款{m:expenditure.general.project}。")
    w.head("八、", "名词解释", 2)
    w.p("1.一般公共预算拨款收入：指市本级财政当年拨付的资金。")
    w.p("2.事业收入：指事业单位开展业务活动取得的收入。")
    w.head("九、", "部门预算公开表", 2)
    nine_tables(
        w,
        (
            "部门收支总表",
            "部门收入总表",
            "部门支出总表",
            "财政拨款收支总表",
            "一般公共预算支出表",
            "一般公共预算基本支出表",
            "“三公”经费支出表",
            "政府性基金预算支出表",
            "国有资本经营预算支出表",
        ),
        number="预算公开{n:02}表",
        unit_code="206",
        note="注：本部门无{fund}支出，故此表为空表。",
    )
    return w.made("guangxi", format="html")

"""Tianjin."""

from __future__ import annotations

from decimal import Decimal

from tests.foreign import Made, Piece, Sheet, Spend, Writer

from .common import (
    balanced,
    basic_rows,
    bought,
    classes,
    crossed,
    empty_rows,
    granted,
    items,
    natures_sums,
    office,
    sources,
    three_public,
    three_public_sums,
    with_contents,
)


def tianjin() -> Made:
    """A bureau that prints 元 everywhere, a paragraph for each table, and a section on the empty ones."""
    lines = [
        *office("2080201", same=("30217", "30231")),
        Spend("2080206", "30227", "50205", "project", "101", 35),
        Spend("2081002", "30305", "50901", "project", "101", 320, change=-1),
        Spend("2081006", "30227", "50205", "project", "101", 75),
        Spend("2296002", "31006", "50307", "project", "102", 140),
    ]
    sheet = Sheet("tianjin", 2022, lines, grain=1, assets_vehicles=2)
    name = "天津市河岳区民政局"
    w = Writer(sheet, name, unit="元", table_unit="元", commas=True, places=0, table_places=0, code_columns=3)
    w.flat, w.moved, w.zero = "与{L}年预算持平", "与{L}年预算相比{v}{a}", "0"
    bought(w, ("30201",), ("31006",), ("30227",))
    w.head("", f"{name}{{Y}}年部门预算", 1)
    w.head("第一部分　", f"{name}概况", 2)
    w.head("一、", "主要职责", 3)
    w.p("负责全区养老服务、社会救助、社会组织登记和基层政权建设等工作。")
    w.head("二、", "机构设置", 3)
    w.p(
        f"{name}内设5个科室，分别为：办公室、计划财务科、养老服务科、社会救助科、社会组织科。{name}部门预算包括局机关1个单位。"
    )
    w.head("第二部分　", f"{name}{{Y}}年部门预算表", 2)
    left = sources(
        w,
        ("一、一般公共预算拨款收入", "101"),
        ("二、政府性基金预算拨款收入", "102"),
        ("三、国有资本经营预算拨款收入", "103"),
        ("四、财政专户管理资金收入", "2"),
        ("五、事业收入", "301"),
        ("六、上级补助收入", "303"),
        ("七、附属单位上缴收入", "304"),
        ("八、事业单位经营收入", "302"),
        ("九、其他收入", "305"),
    )
    w.table(
        "收支总表",
        "收入{项目|预算数} 支出{项目|预算数}",
        balanced(w, left, w.classes("expenditure", "", "f")),
        number="预算公开01表",
    )
    sources_of = ("", "s5", "s101", "s102", "s103", "s2", "s301", "s302", "s303", "s304", "s305")
    w.table(
        "收入总表",
        "科目{类|款|项|科目名称} 总计 上年结转 本年收入{一般公共预算|政府性基金预算|国有资本经营预算|财政专户管理资金|"
        "事业收入|事业单位经营收入|上级补助收入|附属单位上缴收入|其他收入}",
        w.coded("income", "", "f", sources_of),
        number="预算公开02表",
    )
    w.table(
        "支出总表",
        "科目编码{类|款|项} 科目名称 合计 基本支出 项目支出 上缴上级支出 事业单位经营支出 对附属单位补助支出",
        w.coded("expenditure", "", "f", ("", "basic", "project", "upward", "operating", "downward")),
        number="预算公开03表",
    )
    w.table(
        "财政拨款收支总表",
        "收入{项目|预算数} 支出{项目|合计|一般公共预算|政府性基金预算|国有资本经营预算}",
        granted(w, ends=("收入总计", "支出总计")),
        number="预算公开04表",
    )
    w.table(
        "一般公共预算支出表",
        "科目编码{类|款|项} 科目名称 合计 基本支出{小计|人员经费|公用经费} 项目支出",
        crossed(w),
        number="预算公开05表",
    )
    w.code_columns = 1
    w.table(
        "一般公共预算基本支出表",
        "部门预算支出经济分类科目{科目编码|科目名称} 本年一般公共预算基本支出{合计|人员经费|公用经费}",
        basic_rows(w),
        number="预算公开06表",
    )
    w.table(
        "一般公共预算“三公”经费支出表",
        "合计 因公出国（境）费 公务用车购置及运行费{小计|公务用车购置费|公务用车运行费} 公务接待费",
        [three_public(w)],
        number="预算公开07表",
    )
    w.code_columns = 3
    w.table(
        "政府性基金预算支出表",
        "科目编码{类|款|项} 科目名称 本年政府性基金预算支出{合计|基本支出|项目支出}",
        w.coded("expenditure", "fund", "f", ("", "basic", "project")),
        number="预算公开08表",
    )
    w.table(
        "国有资本经营预算支出表",
        "科目编码{类|款|项} 科目名称 本年国有资本经营预算支出{合计|基本支出|项目支出}",
        empty_rows(7),
        number="预算公开09表",
        notes=(f"注：{name}2022年没有使用国有资本经营预算拨款安排的支出，本表为空表。",),
    )
    spent = [p for p in sheet.ledger.postings if p.nature == "project"]
    projects = ("社会组织评估", "高龄老人津贴", "居家养老服务", "养老设施改造")
    rows: list[list[Piece]] = []
    for project, posting in zip(projects, spent, strict=True):
        general, fund = (
            (posting.amount, Decimal(0)) if posting.source == "101" else (Decimal(0), posting.amount)
        )
        at = f"project.{project}"
        rows.append(
            [
                name,
                project,
                *(
                    w.cell(f"{at}.{n}", v, project)
                    for n, v in (("", posting.amount), ("g", general), ("f", fund))
                ),
            ]
        )
    rows.append(
        [
            "合计",
            "",
            w.cell("expenditure.project", sheet.this("expenditure.project"), "合计"),
            w.cell("expenditure.general.project", sheet.this("expenditure.general.project"), "合计"),
            w.cell("expenditure.fund.project", sheet.this("expenditure.fund.project"), "合计"),
        ]
    )
    w.table("项目支出表", "单位名称 项目名称 合计 一般公共预算 政府性基金预算", rows, number="预算公开10表")
    w.head("第三部分　", f"{name}{{Y}}年部门预算情况说明", 2)
    w.head("一、", "关于{Y}年收支总表的说明", 3)
    w.p(
        f"{name}{{Y}}年收入预算{{m:income.total}}，{{d:income.total}}，主要原因是{{why:income.total}}。其中：一般公共预算拨款收入"
        "{m:income.s101}，政府性基金预算拨款收入{m:income.s102}。支出预算{m:expenditure.total}，{d:expenditure.total}，主要原因是"
        "{why:expenditure.total}。其中：" + classes(w, "<n>{m:<k>}") + "。"
    )
    w.total("income.total", "income.s101", "income.s102")
    w.total("income.total.change", "income.s101.change", "income.s102.change")
    w.head("二、", "关于{Y}年收入总表的说明", 3)
    w.p(
        "{Y}年收入预算{m:income.total}，其中：一般公共预算拨款{m:income.s101}，占{s:income.s101/income.total}；政府性基金预算拨款"
        "{m:income.s102}，占{s:income.s102/income.total}。"
    )
    w.head("三、", "关于{Y}年支出总表的说明", 3)
    w.p(
        "{Y}年支出预算{m:expenditure.total}，其中：基本支出{m:expenditure.basic}，占{s:expenditure.basic/expenditure.total}；项目支出"
        "{m:expenditure.project}，占{s:expenditure.project/expenditure.total}。"
    )
    natures_sums(w)
    w.head("四、", "关于{Y}年财政拨款收支总表的说明", 3)
    w.p(
        "{Y}年财政拨款收入预算{m:income.grant.total}，{d:income.grant.total}，主要原因是{why:income.grant.total}。财政拨款支出预算"
        "{m:expenditure.grant.total}，{d:expenditure.grant.total}，主要原因是{why:expenditure.grant.total}。"
    )
    w.head("五、", "关于{Y}年一般公共预算支出表的说明", 3)
    w.p("{Y}年一般公共预算支出{m:expenditure.general.total}，{d:expenditure.general.total}。其中：")
    for sentence in items(w, "<i>.<1>（类）<2>（款）<3>（项）{m:<k>}，{d:<k>}，主要原因是{why:<k>}。"):
        w.p(sentence)
    lowest = sheet.ledger.lowest("expenditure", "general", letter="f")
    w.total("expenditure.general.total.change", *(f"expenditure.general.f{code}.change" for code in lowest))
    w.head("六、", "关于{Y}年一般公共预算基本支出表的说明", 3)
    w.p(
        "{Y}年一般公共预算基本支出{m:expenditure.general.basic}，其中：人员经费{m:economic.general.basic.staff}，主要包括基本工资、津贴"
        "补贴、奖金等；公用经费{m:economic.general.basic.public}，主要包括办公费、印刷费、差旅费等。"
    )
    w.total("expenditure.general.basic", "economic.general.basic.staff", "economic.general.basic.public")
    w.head("七、", "关于{Y}年一般公共预算“三公”经费支出表的说明", 3)
    w.p("{Y}年“三公”经费预算{m:three-public.total}，{d:three-public.total}。具体情况：")
    w.p(
        "1.因公出国（境）费{m:three-public.abroad}，{d:three-public.abroad}，主要原因是{why:three-public.abroad}。"
    )
    w.p(
        "2.公务用车购置及运行费{m:three-public.vehicles}，其中：公务用车购置费{m:three-public.purchase}，{d:three-public.purchase}；公务"
        "用车运行费{m:three-public.running}，{d:three-public.running}。"
    )
    w.p(
        "3.公务接待费{m:three-public.reception}，{d:three-public.reception}，主要原因是{why:three-public.reception}。"
    )
    three_public_sums(w)
    w.head("八、", "关于{Y}年政府性基金预算支出表的说明", 3)
    w.p(
        "{Y}年政府性基金预算支出{m:expenditure.fund.total}，{d:expenditure.fund.total}，主要原因是{why:expenditure.fund.total}。"
    )
    w.head("九、", "关于{Y}年国有资本经营预算支出表的说明", 3)
    w.p(f"{name}{{Y}}年没有使用国有资本经营预算拨款安排的支出。")
    w.head("十、", "关于{Y}年项目支出表的说明", 3)
    w.p(
        "{Y}年项目支出{m:expenditure.project}，{d:expenditure.project}，主要原因是{why:expenditure.project}。"
    )
    w.head("十一、", "其他重要事项的说明", 3)
    w.p("1.机关运行经费。{Y}年机关运行经费预算{m:running}，{d:running}，主要原因是{why:running}。")
    w.p(
        "2.政府采购。{Y}年政府采购预算{m:procurement.total}，其中：政府采购货物预算{m:procurement.goods}，政府采购工程预算"
        "{m:procurement.works}，政府采购服务预算{m:procurement.services}。"
    )
    w.p(
        "3.国有资产占有使用。截至{on:2021年12月31日}，共有车辆{c:assets.vehicles}辆，单价100万元以上设备0台（套）。"
    )
    w.head("十二、", "关于空表的说明", 3)
    w.p(f"{name}{{Y}}年没有使用国有资本经营预算拨款安排的支出，因此《国有资本经营预算支出表》为空表。")
    w.head("第四部分　", "名词解释", 2)
    w.p("1.一般公共预算拨款收入：指区级财政从一般公共预算中安排的资金。")
    w.p("2.项目支出：指除基本支出以外，为完成专门任务而安排的支出。")
    return with_contents(w, "tianjin", levels=3, has_rounding=False)

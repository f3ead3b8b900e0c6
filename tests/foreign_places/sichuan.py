"""Sichuan."""

from __future__ import annotations

from tests.foreign import Made, Piece, Sheet, Spend, Writer, names

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
)


def sichuan() -> Made:
    """元 in the text and in the tables, without separators; two more tables of the same money by economy."""
    lines = [
        *office("2100101"),
        Spend("2100408", "30227", "50205", "project", "101", 210),
        Spend("2100499", "30218", "50204", "project", "101", 64, change=0),
        Spend("2100717", "30305", "50901", "project", "101", 43),
    ]
    sheet = Sheet("sichuan", 2024, lines, grain=1, assets_vehicles=3)
    name = "青原县卫生健康局"
    w = Writer(
        sheet, name, unit="元", table_unit="元", places=2, table_places=2, table_commas=False, zero="0"
    )
    w.flat, w.moved = "与{L}年预算持平", "较{L}年预算数{v}{a}"
    bought(w, ("30218",), (), ("30227",))
    w.head("", f"{name}{{Y}}年部门预算", 1)
    w.head("第一部分　", f"{name}概况", 2)
    w.head("一、", "基本职能及主要工作", 3)
    w.head("（一）", "职能简介", 4)
    w.p("拟订全县卫生健康事业发展规划，组织公共卫生服务和疾病预防控制。")
    w.head("（二）", "{Y}年重点工作", 4)
    w.p("推进县域医共体建设，提升基层服务能力。")
    w.head("二、", "部门预算单位构成", 3)
    w.p(f"{name}下属二级预算单位0个。")
    w.head("第二部分　", f"{name}{{Y}}年部门预算情况说明", 2)
    w.head("一、", "收支预算总体情况", 3)
    w.p(
        f"按照综合预算的原则，{name}所有收入和支出均纳入部门预算管理。收入包括：一般公共预算拨款收入；支出包括："
        + "、".join(
            names(2024)["function", c] for c in sheet.ledger.codes("expenditure", letter="f", level=1)
        )
        + f"。{name}{{Y}}年收支总预算{{m:income.total}}，{{d:income.total}}，主要原因是{{why:income.total}}。"
    )
    w.head("（一）", "收入预算情况", 4)
    w.p(
        f"{name}{{Y}}年收入预算{{m:income.total}}，其中：一般公共预算拨款收入{{m:income.s101}}，占{{s:income.s101/income.total}}。"
    )
    w.head("（二）", "支出预算情况", 4)
    w.p(
        f"{name}{{Y}}年支出预算{{m:expenditure.total}}，其中：基本支出{{m:expenditure.basic}}，占{{s:expenditure.basic/expenditure.total}}；"
        "项目支出{m:expenditure.project}，占{s:expenditure.project/expenditure.total}。"
    )
    natures_sums(w)
    w.head("二、", "财政拨款收支预算情况", 3)
    w.p(
        f"{name}{{Y}}年财政拨款收支总预算{{m:income.grant.total}}，{{d:income.grant.total}}，主要原因是{{why:income.grant.total}}。收入为本年"
        "一般公共预算拨款收入{m:income.s101}；支出包括：" + classes(w, "<n>{m:<k>}", "grant", "、") + "。"
    )
    w.head("三、", "一般公共预算当年拨款情况", 3)
    w.head("（一）", "一般公共预算当年拨款规模变化情况", 4)
    w.p(
        f"{name}{{Y}}年一般公共预算当年拨款{{m:expenditure.general.total}}，{{d:expenditure.general.total}}，主要原因是{{why:expenditure.general.total}}。"
    )
    w.head("（二）", "一般公共预算当年拨款结构情况", 4)
    w.p(classes(w, "<n>{m:<k>}，占{s:<k>/expenditure.general.total}", "general", "；") + "。")
    w.head("（三）", "一般公共预算当年拨款具体使用情况", 4)
    for sentence in items(
        w, "<i>.<1>（类）<2>（款）<3>（项）：{Y}年预算数为{m:<k>}，主要用于：该项工作的各项开支。"
    ):
        w.p(sentence)
    w.head("四、", "一般公共预算基本支出情况", 3)
    w.p(
        f"{name}{{Y}}年一般公共预算基本支出{{m:expenditure.general.basic}}，其中：人员经费{{m:economic.general.basic.staff}}，主要包括：基本"
        "工资、津贴补贴、奖金等；公用经费{m:economic.general.basic.public}，主要包括：办公费、印刷费、水费、电费等。"
    )
    w.total("expenditure.general.basic", "economic.general.basic.staff", "economic.general.basic.public")
    w.head("五、", "“三公”经费财政拨款预算安排情况", 3)
    w.p(
        f"{name}{{Y}}年“三公”经费财政拨款预算数{{m:three-public.total}}，其中：因公出国（境）经费{{m:three-public.abroad}}，公务接待费"
        "{m:three-public.reception}，公务用车购置及运行维护费{m:three-public.vehicles}。"
    )
    three_public_sums(w)
    w.p("（一）因公出国（境）经费{d:three-public.abroad}。")
    w.p("（二）公务接待费{d:three-public.reception}，主要原因是{why:three-public.reception}。")
    w.p(
        "（三）公务用车购置及运行维护费{d:three-public.vehicles}，主要原因是{why:three-public.vehicles}。现有公务用车{c:assets.vehicles}辆。{Y}年"
        "安排公务用车购置费{m:three-public.purchase}，安排公务用车运行维护费{m:three-public.running}。"
    )
    w.head("六、", "政府性基金预算支出情况", 3)
    w.p(f"{name}{{Y}}年没有使用政府性基金预算拨款安排的支出。")
    w.head("七、", "国有资本经营预算支出情况", 3)
    w.p(f"{name}{{Y}}年没有使用国有资本经营预算拨款安排的支出。")
    w.head("八、", "其他重要事项的情况说明", 3)
    w.head("（一）", "机关运行经费", 4)
    w.p(
        f"{{Y}}年，{name}的机关运行经费财政拨款预算为{{m:running}}，{{d:running}}，主要原因是{{why:running}}。"
    )
    w.head("（二）", "会议费、培训费情况", 4)
    w.p("{Y}年会议费预算{m:meeting}，培训费预算{m:training}。")
    w.head("（三）", "政府采购情况", 4)
    w.p(
        f"{{Y}}年，{name}安排政府采购预算{{m:procurement.total}}，其中：政府采购货物预算{{m:procurement.goods}}、政府采购工程预算{{m:procurement.works}}、政府采购服务预算{{m:procurement.services}}。"
    )
    w.head("（四）", "国有资产占有使用情况", 4)
    w.p(f"截至{{on:2023年底}}，{name}共有车辆{{c:assets.vehicles}}辆。单价100万元以上设备0台（套）。")
    w.head("第三部分　", "名词解释", 2)
    w.p("1.一般公共预算拨款收入：指县级财政当年拨付的资金。")
    w.p("2.基本支出：指为保障机构正常运转、完成日常工作任务而安排的人员支出和公用支出。")
    w.head("第四部分　", f"{name}{{Y}}年部门预算表", 2)
    left = sources(
        w,
        ("一、一般公共预算拨款收入", "101"),
        ("二、政府性基金预算拨款收入", "102"),
        ("三、国有资本经营预算拨款收入", "103"),
        ("四、事业收入", "301"),
        ("五、事业单位经营收入", "302"),
        ("六、其他收入", "305"),
    )
    w.table(
        "部门收支总表",
        "收入{项目|预算数} 支出{项目|预算数}",
        balanced(w, left, w.classes("expenditure", "", "f")),
        number="表1",
    )
    w.code_columns = 3
    w.table(
        "部门收入总表",
        "项目{科目编码{类|款|项}|科目名称} 合计 上年结转 一般公共预算拨款收入 政府性基金预算拨款收入 "
        "国有资本经营预算拨款收入 事业收入 其他收入",
        w.coded("income", "", "f", ("", "s5", "s101", "s102", "s103", "s301", "s305"), is_first=True),
        number="表1-1",
    )
    w.table(
        "部门支出总表",
        "项目{科目编码{类|款|项}|科目名称} 合计 基本支出 项目支出 上缴上级支出 对附属单位补助支出",
        w.coded("expenditure", "", "f", ("", "basic", "project", "upward", "downward"), is_first=True),
        number="表1-2",
    )
    w.code_columns = 1
    w.table(
        "财政拨款收支预算总表",
        "收入{项目|预算数} 支出{项目|合计|一般公共预算|政府性基金预算|国有资本经营预算}",
        granted(w),
        number="表2",
    )
    w.table(
        "财政拨款支出预算表（政府经济分类科目）",
        "科目编码 科目名称 总计 基本支出 项目支出",
        w.coded("government", "general", "g", ("", "basic", "project"), is_first=True),
        number="表2-1",
    )
    w.code_columns = 3
    w.table(
        "一般公共预算支出预算表",
        "项目{科目编码{类|款|项}|科目名称} 合计 基本支出 项目支出",
        w.coded("expenditure", "general", "f", ("", "basic", "project"), is_first=True),
        number="表3",
    )
    w.table(
        "一般公共预算基本支出预算表",
        "项目{科目编码{类|款}|科目名称} 基本支出{合计|人员经费|公用经费}",
        basic_rows(w, is_first=True),
        number="表3-1",
    )
    w.code_columns = 1
    projects = ("基本公共卫生服务", "公共卫生物资", "计划生育服务")
    spent = [p for p in sheet.ledger.postings if p.nature == "project"]
    listed: list[list[Piece]] = [
        [name, project, w.cell(f"project.{project}", p.amount, project)]
        for project, p in zip(projects, spent, strict=True)
    ]
    listed.append(
        ["合计", "", w.cell("expenditure.general.project", sheet.this("expenditure.general.project"), "合计")]
    )
    w.table("一般公共预算项目支出预算表", "单位名称 项目名称 金额", listed, number="表3-2")
    w.table(
        "一般公共预算“三公”经费支出预算表",
        "单位名称 当年财政拨款预算安排{合计|因公出国（境）费用|"
        "公务用车购置及运行费{小计|公务用车购置费|公务用车运行费}|公务接待费}",
        [["合计", *three_public(w)], [name, *three_public(w)]],
        number="表3-3",
    )
    w.table(
        "政府性基金支出预算表",
        "科目编码 科目名称 合计 基本支出 项目支出",
        empty_rows(5),
        number="表4",
        notes=("注：此表无数据。",),
    )
    w.table(
        "国有资本经营支出预算表",
        "科目编码 科目名称 合计 基本支出 项目支出",
        empty_rows(5),
        number="表5",
        notes=("注：此表无数据。",),
    )
    return with_contents(w, "sichuan", levels=3, numbers="")

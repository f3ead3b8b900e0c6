"""Yunnan."""

from __future__ import annotations

from tests.foreign import Made, Sheet, Spend, Writer, names

from .common import (
    balanced,
    basic_rows,
    bought,
    crossed,
    empty_rows,
    granted,
    natures_sums,
    office,
    sources,
    three_public,
    three_public_sums,
)


def yunnan() -> Made:
    """Items by their codes in the text; guests and vehicles are counted; a fund; 对下转移支付 and empty tables in words."""
    lines = [
        *office("2130201"),
        Spend("2130205", "30226", "50201", "project", "101", 130),
        Spend("2130234", "30218", "50204", "project", "101", 48, change=0),
        Spend("2120804", "31005", "50302", "project", "102", 95),
    ]
    sheet = Sheet(
        "yunnan",
        2023,
        lines,
        assets_vehicles=3,
        staff_posts_administrative=32,
        staff_posts_full=8,
        staff_actual=37,
    )
    sheet.state("staff.posts", 40)
    name = "云屏县林业和草原局"
    w = Writer(
        sheet,
        name,
        table_commas=True,
        commas=False,
        code_columns=1,
        flat="与上年持平",
        moved="较上年{v}{a}，{p}",
    )
    w.total("staff.posts", "staff.posts.administrative", "staff.posts.full")
    bought(w, ("30218",), (), ("30226",))
    w.head("", f"{name}{{Y}}年部门预算编制说明", 1)
    w.head("一、", "基本职能及主要工作", 2)
    w.head("（一）", "部门主要职责", 3)
    w.p("负责全县林业和草原保护、造林绿化、森林防火和野生动植物保护。")
    w.head("（二）", "机构设置情况", 3)
    w.p("我部门共设置4个内设机构，包括：办公室、造林股、资源股、防火股。")
    w.head("（三）", "重点工作概述", 3)
    w.p("全面推行林长制，做好森林草原防灭火工作。")
    w.head("二、", "预算单位基本情况", 2)
    w.p(
        "我部门编制{Y}年部门预算单位共1个。截至{on:2022年12月31日}，部门编制{c:staff.posts}人，其中：行政编制{c:staff.posts.administrative}人，"
        "事业编制{c:staff.posts.full}人。实有在职人员{c:staff.actual}人。车辆编制{c:assets.vehicles}辆，实有车辆{c:assets.vehicles}辆。"
    )
    w.head("三、", "预算单位收入情况", 2)
    w.head("（一）", "部门财务收入情况", 3)
    w.p(
        "{Y}年部门财务总收入{m:income.total}，其中：一般公共预算财政拨款收入{m:income.s101}，政府性基金预算财政拨款收入{m:income.s102}，国有资本"
        "经营预算财政拨款收入{m:income.s103}，事业收入{m:income.s301}，其他收入{m:income.s305}。{d:income.total}，主要原因是{why:income.total}。"
    )
    for view in ("", ".change"):
        w.total(f"income.total{view}", f"income.s101{view}", f"income.s102{view}")
    w.head("（二）", "财政拨款收入情况", 3)
    w.p(
        "{Y}年部门财政拨款收入{m:income.grant.total}，其中：本年收入{m:income.grant.year.total}，上年结转收入{m:income.s5}。本年收入中，一般公共"
        "预算财政拨款{m:income.s101}，政府性基金预算财政拨款{m:income.s102}，国有资本经营预算财政拨款{m:income.s103}。"
    )
    w.head("四、", "预算单位支出情况", 2)
    w.p(
        "{Y}年部门预算总支出{m:expenditure.total}。财政拨款安排支出{m:expenditure.grant.total}，其中，基本支出{m:expenditure.grant.basic}，"
        "{d:expenditure.grant.basic}，主要原因是{why:expenditure.grant.basic}；项目支出{m:expenditure.grant.project}，"
        "{d:expenditure.grant.project}，主要原因是{why:expenditure.grant.project}。"
    )
    natures_sums(w, "expenditure.grant")
    w.p("财政拨款安排支出按功能科目分类情况如下：")
    for code in sheet.ledger.lowest("expenditure", "grant", letter="f"):
        w.p(f"{code}{names(2023)['function', code]}{{m:expenditure.grant.f{code}}}，主要用于该项工作的开支。")
    w.head("五、", "对下专项转移支付情况", 2)
    w.p("我部门{Y}年无对下专项转移支付。")
    w.head("六、", "政府采购预算情况", 2)
    w.p(
        "根据有关规定，编制了政府采购预算，共涉及采购预算总额{m:procurement.total}，其中：政府采购货物预算{m:procurement.goods}，政府采购服务预算"
        "{m:procurement.services}，政府采购工程预算{m:procurement.works}。"
    )
    w.head("七、", "部门“三公”经费增减变化情况及原因说明", 2)
    w.p(
        "我部门{Y}年一般公共预算财政拨款“三公”经费预算合计{m:three-public.total}，{d:three-public.total}，具体变动情况如下："
    )
    w.head("（一）", "因公出国（境）费", 3)
    w.p(
        "我部门{Y}年因公出国（境）费预算为{m:three-public.abroad}，{d:three-public.abroad}，共计安排因公出国（境）团组0个，因公出国（境）0人次。"
    )
    w.head("（二）", "公务接待费", 3)
    w.p(
        "我部门{Y}年公务接待费预算为{m:three-public.reception}，{d:three-public.reception}，国内公务接待批次为20次，共计接待180人次。变动原因是"
        "{why:three-public.reception}。"
    )
    w.head("（三）", "公务用车购置及运行维护费", 3)
    w.p(
        "我部门{Y}年公务用车购置及运行维护费为{m:three-public.vehicles}，{d:three-public.vehicles}。其中：公务用车购置费{m:three-public.purchase}，"
        "{d:three-public.purchase}；公务用车运行维护费{m:three-public.running}，{d:three-public.running}。共计购置公务用车0辆，年末公务用车保有量为"
        "{c:assets.vehicles}辆。变动原因是{why:three-public.vehicles}。"
    )
    three_public_sums(w)
    w.head("八、", "重点项目预算绩效目标情况", 2)
    w.p("森林防火项目的绩效目标是全年森林火灾受害率控制在规定范围之内。")
    w.head("九、", "其他公开信息", 2)
    w.head("（一）", "专业名词解释", 3)
    w.p("机关运行经费：指为保障行政单位运行，用于购买货物和服务的各项资金。")
    w.head("（二）", "机关运行经费安排变化情况及原因说明", 3)
    w.p("我部门{Y}年机关运行经费安排{m:running}，{d:running}，主要原因是{why:running}。")
    w.head("（三）", "国有资产占有使用情况", 3)
    w.p("截至{on:2022年12月31日}，我部门共有车辆{c:assets.vehicles}辆，单价100万元以上的设备0台（套）。")
    w.head("十、", "没有数据的表格说明", 2)
    w.p("我部门{Y}年没有国有资本经营预算支出，《国有资本经营预算支出预算表》为空表。")
    left = sources(
        w,
        ("一、一般公共预算拨款收入", "101"),
        ("二、政府性基金预算拨款收入", "102"),
        ("三、国有资本经营预算拨款收入", "103"),
        ("四、财政专户管理资金收入", "2"),
        ("五、单位资金", "3"),
        ("（一）事业收入", "301"),
        ("（二）事业单位经营收入", "302"),
        ("（三）上级补助收入", "303"),
        ("（四）附属单位上缴收入", "304"),
        ("（五）其他收入", "305"),
    )
    w.table(
        "部门财务收支预算总表",
        "收入{项目|2023年预算数} 支出{项目|2023年预算数}",
        balanced(w, left, w.classes("expenditure", "", "f")),
        number="01-1表",
    )
    unit = [
        w.cell(at, sheet.this(at), name)
        for at in (
            "income.total",
            "income.year.total",
            *(f"income.s{c}" for c in ("101", "102", "103", "2", "3", "5")),
        )
    ]
    w.table(
        "部门收入预算表",
        "部门（单位）代码 部门（单位）名称 合计 "
        "本年收入{小计|一般公共预算|政府性基金预算|国有资本经营预算|财政专户管理资金|单位资金} 上年结转结余",
        [["131", name, *unit], ["合计", "", *unit]],
        number="01-2表",
    )
    w.table(
        "部门支出预算表",
        "科目编码 科目名称 合计 基本支出 项目支出",
        w.coded("expenditure", "", "f", ("", "basic", "project")),
        number="01-3表",
    )
    w.table(
        "财政拨款收支预算总表",
        "收入{项目|2023年预算数} 支出{项目|合计|一般公共预算|政府性基金预算|国有资本经营预算}",
        granted(w),
        number="02-1表",
    )
    w.table(
        "一般公共预算支出预算表（按功能科目分类）",
        "部门预算支出功能分类科目{科目编码|科目名称} 合计 基本支出{小计|人员经费|公用经费} 项目支出",
        crossed(w),
        number="02-2表",
    )
    w.table(
        "一般公共预算“三公”经费支出预算表",
        "“三公”经费合计 因公出国（境）费 公务用车购置及运行费{小计|公务用车购置费|公务用车运行费} 公务接待费",
        [three_public(w)],
        number="03表",
    )
    w.table(
        "基本支出预算表（人员类、运转类公用经费）",
        "经济科目编码 经济科目名称 合计 人员经费 公用经费",
        basic_rows(w),
        number="04表",
    )
    w.table(
        "政府性基金预算支出预算表",
        "科目编码 科目名称 本年政府性基金预算支出{合计|基本支出|项目支出}",
        w.coded("expenditure", "fund", "f", ("", "basic", "project")),
        number="05表",
    )
    w.table(
        "国有资本经营预算支出预算表",
        "科目编码 科目名称 本年国有资本经营预算支出{合计|基本支出|项目支出}",
        empty_rows(5),
        number="06表",
    )
    return w.made("yunnan", format="docx")

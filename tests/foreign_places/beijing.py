"""Beijing."""

from __future__ import annotations

from decimal import Decimal

from tests.foreign import Made, Piece, Sheet, Spend, Writer

from .common import (
    BOUGHT,
    balanced,
    basic_rows,
    bought,
    counts,
    crossed,
    empty_rows,
    granted,
    natures_sums,
    office,
    sources,
    three_public,
    three_public_sums,
    with_contents,
)


def beijing() -> Made:
    """Tables to six places of 万元, fourteen of them, two of which are empty; the glossary stands before them."""
    lines = [
        *office("2010301", same=("30217",)),
        Spend("2010302", "30227", "50205", "project", "101", 90),
        Spend("2010302", "30213", "50209", "project", "101", 30),
        Spend("2010306", "30227", "50205", "project", "501", 15, change=-1),
    ]
    sheet = Sheet(
        "beijing", 2024, lines, grain=1, staff_posts_administrative=36, staff_posts_full=9, staff_actual=43
    )
    sheet.state("staff.posts", 45)
    name = "北京市云麓区政务服务中心"
    w = Writer(
        sheet, name, places=6, table_places=6, table_commas=True, flat="与{L}年持平", moved="比{L}年{v}{a}"
    )
    w.zero = "0.000000"
    w.total("staff.posts", "staff.posts.administrative", "staff.posts.full")
    bought(w, ("30202",), (), ("30227", "30213"))
    counts(w, "assets.vehicles", general=2, other=1)
    w.head("", f"{name}{{Y}}年部门预算信息公开", 1)
    w.head("第一部分　", "{Y}年部门预算情况说明", 2)
    w.head("一、", "部门情况说明", 3)
    w.head("（一）", "部门机构设置、职责", 4)
    w.p(
        "负责全区政务服务事项的集中办理、平台运行和服务质量监督。内设3个科室，分别为：综合科、业务科、督查科。"
    )
    w.head("（二）", "人员构成情况", 4)
    w.p(
        "本部门编制{c:staff.posts}人，其中行政编制{c:staff.posts.administrative}人，事业编制{c:staff.posts.full}人；实有人数"
        "{c:staff.actual}人。"
    )
    w.head("二、", "收入预算情况说明", 3)
    w.p(
        "{Y}年收入预算{m:income.total}，比{L}年{l:income.total}{x:income.total}，{p:income.total}。其中：本年财政拨款收入"
        "{m:income.s101}，上年结转{m:income.s5}。"
    )
    w.total("income.total", "income.s101", "income.s5")
    w.head("三、", "支出预算情况说明", 3)
    w.p(
        "{Y}年支出预算{m:expenditure.total}，比{L}年{l:expenditure.total}{x:expenditure.total}，{p:expenditure.total}。其中：基本支出预算"
        "{m:expenditure.basic}，占总支出预算{s:expenditure.basic/expenditure.total}，比{L}年{l:expenditure.basic}{x:expenditure.basic}，"
        "{p:expenditure.basic}；项目支出预算{m:expenditure.project}，占总支出预算{s:expenditure.project/expenditure.total}，比{L}年"
        "{l:expenditure.project}{x:expenditure.project}，{p:expenditure.project}。"
    )
    natures_sums(w)
    w.head("四、", "“三公”经费财政拨款预算情况说明", 3)
    w.p(
        "{Y}年“三公”经费财政拨款预算{m:three-public.total}，{d:three-public.total}。其中：1.因公出国（境）费用{m:three-public.abroad}，"
        "{d:three-public.abroad}。2.公务接待费{m:three-public.reception}，{d:three-public.reception}。3.公务用车购置及运行维护费"
        "{m:three-public.vehicles}，其中，公务用车购置费{m:three-public.purchase}，{d:three-public.purchase}；公务用车运行维护费"
        "{m:three-public.running}，{d:three-public.running}，主要原因：{why:three-public.running}。"
    )
    three_public_sums(w)
    w.head("五、", "其他情况说明", 3)
    w.head("（一）", "政府采购预算说明", 4)
    w.p(
        "{Y}年政府采购预算总额{m:procurement.total}，其中：政府采购货物预算{m:procurement.goods}，政府采购工程预算{m:procurement.works}，政府采购服务预算{m:procurement.services}。"
    )
    w.head("（二）", "机关运行经费说明", 4)
    w.p("{Y}年机关运行经费财政拨款预算{m:running}，{d:running}，主要原因：{why:running}。")
    w.head("（三）", "重点行政事业性收费情况说明", 4)
    w.p("本部门没有行政事业性收费。")
    w.head("（四）", "国有资本经营预算财政拨款情况说明", 4)
    w.p("本部门{Y}年没有国有资本经营预算财政拨款安排的预算。")
    w.head("（五）", "国有资产占用情况说明", 4)
    w.p(
        "截至{on:2023年底}，本部门共有车辆{c:assets.vehicles}台，其中：一般公务用车{c:assets.vehicles.general}台、其他用车"
        "{c:assets.vehicles.other}台；单价100万元以上的设备0台（套）。"
    )
    w.head("六、", "名词解释", 3)
    w.p("基本支出：指为保障机构正常运转、完成日常工作任务发生的人员支出和公用支出。")
    w.p(
        "机关运行经费：指行政单位和参照公务员法管理的单位使用一般公共预算安排的基本支出中的日常公用经费支出。"
    )
    w.head("第二部分　", "{Y}年部门预算报表", 2)
    left = sources(
        w,
        ("一、一般公共预算拨款收入", "101"),
        ("二、政府性基金预算拨款收入", "102"),
        ("三、国有资本经营预算拨款收入", "103"),
        ("四、财政专户管理资金收入", "2"),
        ("五、单位资金收入", "3"),
    )
    w.table(
        "收支总表",
        "收入{项目|预算数} 支出{项目|预算数}",
        balanced(w, left, w.classes("expenditure", "", "f")),
        number="01表",
    )
    w.table(
        "收入总表",
        "部门（单位）名称 合计 "
        "本年收入{小计|一般公共预算|政府性基金预算|国有资本经营预算|财政专户管理资金|单位资金} 上年结转结余",
        [
            [
                label,
                *(
                    w.cell(at, sheet.this(at), label)
                    for at in (
                        "income.total",
                        "income.year.total",
                        *(f"income.s{c}" for c in ("101", "102", "103", "2", "3", "5")),
                    )
                ),
            ]
            for label in (name, "合计")
        ],
        number="02表",
    )
    w.table(
        "支出总表",
        "科目编码 科目名称 合计 基本支出 项目支出 事业单位经营支出 上缴上级支出 对附属单位补助支出",
        w.coded("expenditure", "", "f", ("", "basic", "project", "operating", "upward", "downward")),
        number="03表",
    )
    projects = (("大厅运行保障", "政务大厅"), ("平台维护", "网络平台"), ("政务公开宣传", "公开专区"))
    spent = [p for p in sheet.ledger.postings if p.nature == "project"]
    listed: list[list[Piece]] = []
    for (project, subject), posting in zip(projects, spent, strict=True):
        at = f"project.{project}"
        carried = posting.amount if posting.source == "501" else Decimal(0)
        listed.append(
            [
                project,
                subject,
                w.cell(at, posting.amount, project),
                w.cell(f"{at}.g", posting.amount - carried, project),
                w.cell(f"{at}.c", carried, project),
            ]
        )
    listed.append(
        ["合计", "", w.cell("expenditure.project", sheet.this("expenditure.project"), "合计")]
        + [w.cell("project.g", sum((p.amount for p in spent if p.source == "101"), Decimal(0)), "合计")]
        + [w.cell("income.s5", sheet.this("income.s5"), "合计")]
    )
    w.table("项目支出表", "项目名称 项目内容 合计 本年拨款 上年结转", listed, number="04表")
    rows = [
        *(w.line(label, at) for label, at in zip(("货物", "工程", "服务"), BOUGHT, strict=True)),
        w.line("合计", "procurement.total"),
    ]
    w.table("政府采购预算明细表", "采购类别 金额", rows, number="05表")
    w.table(
        "财政拨款收支总表",
        "收入{项目|预算数} 支出{项目|合计|一般公共预算|政府性基金预算|国有资本经营预算}",
        granted(w),
        number="06表",
    )
    w.table(
        "一般公共预算财政拨款支出表",
        "功能分类科目{科目编码|科目名称} 合计 基本支出{小计|人员经费|公用经费} 项目支出",
        crossed(w),
        number="07表",
    )
    w.table(
        "一般公共预算财政拨款基本支出表",
        "部门预算支出经济分类科目{科目编码|科目名称} 本年一般公共预算基本支出{合计|人员经费|公用经费}",
        basic_rows(w),
        number="08表",
    )
    for title, fund, number in (
        ("政府性基金预算", "政府性基金预算", "09表"),
        ("国有资本经营预算", "国有资本经营预算", "10表"),
    ):
        w.table(
            f"{title}财政拨款支出表",
            f"科目编码 科目名称 本年{fund}财政拨款支出{{合计|基本支出|项目支出}}",
            empty_rows(5),
            number=number,
            notes=(f"说明：本部门2024年没有{fund}财政拨款安排的预算，故本表无数据。",),
        )
    w.table(
        "财政拨款（含一般公共预算和政府性基金预算）“三公”经费支出表",
        "年度 “三公”经费合计 因公出国（境）费用 公务用车购置和运行维护费{小计|公务用车购置费|公务用车运行维护费} 公务接待费",
        [["2023年", *three_public(w, last=True)], ["2024年", *three_public(w)]],
        number="11表",
        is_added=False,
    )
    w.table(
        "政府购买服务预算财政拨款明细表",
        "指导性目录 服务领域 预算金额",
        [["", "", ""], ["合计", "", ""]],
        number="12表",
        notes=("说明：本部门2024年没有政府购买服务预算，故本表无数据。",),
    )
    w.p("13表 项目支出绩效目标表和14表 部门整体支出绩效目标表随项目另行公开。")
    return with_contents(w, "beijing", levels=3)

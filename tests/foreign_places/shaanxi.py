"""Shaanxi."""

from __future__ import annotations

from dataclasses import replace

from tests.foreign import Made, Piece, Sheet, Spend, Table, Writer, names

from .common import (
    balanced,
    bought,
    crossed,
    empty_rows,
    granted,
    office,
    sources,
    three_public_sums,
    with_contents,
)


def shaanxi() -> Made:
    """Spending by economic class in the text, each with its code and its change; 综合预算 tables by number."""
    lines = [
        *office("2010801", without=("30231",)),
        Spend("2010804", "30227", "50205", "project", "101", 140),
        Spend("2010804", "30211", "50201", "project", "101", 22),
        Spend("2010806", "31007", "50306", "project", "101", 35, change=-1),
    ]
    sheet = Sheet(
        "shaanxi",
        2025,
        lines,
        assets_vehicles=0,
        staff_posts_administrative=28,
        staff_posts_full=10,
        staff_actual=35,
    )
    sheet.state("staff.posts", 38)
    sheet.state("staff.actual.administrative", 26)
    sheet.state("staff.actual.full", 9)
    name = "渭川市秦岭区审计局"
    w = Writer(sheet, name, table_commas=True, code_columns=1, flat="与上年持平", moved="较上年{v}{a}")
    for total in ("staff.posts", "staff.actual"):
        w.total(total, f"{total}.administrative", f"{total}.full")
    bought(w, ("31007",), (), ("30227",))
    w.head("", f"{name}{{Y}}年部门综合预算", 1)
    w.head("第一部分 ", "部门概况", 2)
    w.head("一、", "部门主要职责及机构设置", 3)
    w.p(
        "主管全区审计工作，对预算执行情况、重大投资项目和领导干部经济责任进行审计监督。内设5个股室，分别为：办公室、法规股、财政股、投资股、经责股。"
    )
    w.head("二、", "工作任务", 3)
    w.p("完成年度审计项目计划，推进审计监督全覆盖。")
    w.head("三、", "部门预算单位构成", 3)
    w.p("纳入本部门{Y}年部门预算编制范围的单位共有1个，为局机关本级。")
    w.head("四、", "部门人员情况说明", 3)
    w.p(
        "截至{on:2024年底}，本部门人员编制{c:staff.posts}人，其中行政编制{c:staff.posts.administrative}人、事业编制{c:staff.posts.full}人；实有人员"
        "{c:staff.actual}人，其中行政{c:staff.actual.administrative}人、事业{c:staff.actual.full}人。"
    )
    w.head("第二部分 ", "收支情况", 2)
    w.head("五、", "{Y}年部门预算收支说明", 3)
    w.head("（一）", "收支预算总体情况", 4)
    w.p(
        "{Y}年本部门预算收入{m:income.total}，其中一般公共预算拨款收入{m:income.s101}、政府性基金拨款收入{m:income.s102}、国有资本经营预算收入"
        "{m:income.s103}，{Y}年本部门预算收入{d:income.total}，主要原因是{why:income.total}；{Y}年本部门预算支出{m:expenditure.total}，其中一般公共"
        "预算拨款支出{m:expenditure.general.total}、政府性基金拨款支出{m:expenditure.fund.total}、国有资本经营预算支出{m:expenditure.capital.total}，"
        "{Y}年本部门预算支出{d:expenditure.total}，主要原因是{why:expenditure.total}。"
    )
    w.head("（二）", "财政拨款收支情况", 4)
    w.p(
        "{Y}年本部门财政拨款收入{m:income.grant.total}，其中一般公共预算拨款收入{m:income.s101}，{Y}年本部门财政拨款收入{d:income.grant.total}，主要"
        "原因是{why:income.grant.total}；{Y}年本部门财政拨款支出{m:expenditure.grant.total}，{d:expenditure.grant.total}，主要原因是"
        "{why:expenditure.grant.total}。"
    )
    w.head("（三）", "一般公共预算拨款支出明细情况", 4)
    w.p(
        "1.一般公共预算当年拨款规模变化情况。{Y}年本部门一般公共预算拨款支出{m:expenditure.general.total}，{d:expenditure.general.total}，主要原因是{why:expenditure.general.total}。"
    )
    w.p("2.支出按功能科目分类的明细情况。{Y}年本部门一般公共预算支出{m:expenditure.general.total}，其中：")
    called = names(2025)
    for n, code in enumerate(sheet.ledger.lowest("expenditure", "general", letter="f"), 1):
        at = f"expenditure.general.f{code}"
        w.p(f"（{n}）{called['function', code]}（{code}）{{m:{at}}}，{{d:{at}}}，原因是{{why:{at}}}；")
    w.total(
        "expenditure.general.total.change",
        *(
            f"expenditure.general.f{c}.change"
            for c in sheet.ledger.lowest("expenditure", "general", letter="f")
        ),
    )
    w.p("3.支出按经济科目分类的明细情况。")
    w.p(
        "（1）按照部门预算支出经济分类的类级科目说明。{Y}年本部门一般公共预算支出{m:expenditure.general.total}，其中："
    )
    economic = sheet.ledger.codes("economic", "general", letter="e", level=1)
    for code in economic:
        at = f"economic.general.e{code}"
        w.p(f"{called['economic', code]}（{code}）{{m:{at}}}，{{d:{at}}}，原因是{{why:{at}}}；")
    for view in ("", ".change"):
        w.total(f"expenditure.general.total{view}", *(f"economic.general.e{c}{view}" for c in economic))
    w.head("（四）", "政府性基金预算支出情况", 4)
    w.p("本部门{Y}年无政府性基金预算收支，并已公开空表。")
    w.head("（五）", "国有资本经营预算拨款收支情况", 4)
    w.p("本部门{Y}年无国有资本经营预算拨款收支，并已公开空表。")
    w.head("六、", "部门“三公”经费等预算情况", 3)
    w.p(
        "{Y}年本部门“三公”经费预算支出{m:three-public.total}，{d:three-public.total}，原因是{why:three-public.total}。其中：因公出国（境）经费"
        "{m:three-public.abroad}，{d:three-public.abroad}；公务接待费{m:three-public.reception}，{d:three-public.reception}；公务用车运行维护费"
        "{m:three-public.running}，{d:three-public.running}；公务用车购置费{m:three-public.purchase}，{d:three-public.purchase}。"
    )
    three_public_sums(w)
    w.p(
        "{Y}年本部门会议费预算支出{m:meeting}，{d:meeting}，原因是{why:meeting}；培训费预算支出{m:training}，{d:training}，原因是{why:training}。"
    )
    w.head("七、", "部门国有资产占有使用及资产购置情况", 3)
    w.p(
        "截至{on:2024年底}，本部门所属预算单位共有车辆{c:assets.vehicles}辆，单价20万元以上的设备0台（套）。{Y}年当年部门预算安排购置车辆0辆。"
    )
    w.head("八、", "部门政府采购情况", 3)
    w.p(
        "{Y}年本部门政府采购预算共{m:procurement.total}，其中政府采购货物类预算{m:procurement.goods}、政府采购服务类预算{m:procurement.services}、政府采购工程类预算{m:procurement.works}。"
    )
    w.head("九、", "部门预算绩效目标说明", 3)
    w.p("{Y}年本部门绩效目标管理全覆盖，涉及一般公共预算拨款{m:income.s101}。")
    w.head("十、", "机关运行经费安排说明", 3)
    w.p("{Y}年本部门机关运行经费预算安排{m:running}，{d:running}，主要原因是{why:running}。")
    w.head("十一、", "专业名词解释", 3)
    w.p("1.机关运行经费：指各部门的公用经费，包括办公费、印刷费、差旅费、会议费、维修费、水费、电费等。")
    w.p("2.“三公”经费：指因公出国（境）费、公务用车购置及运行费和公务接待费。")
    w.head("第三部分 ", "公开报表", 2)
    left = [
        *sources(
            w,
            ("1、一般公共预算拨款", "101"),
            ("2、政府性基金拨款", "102"),
            ("3、国有资本经营预算收入", "103"),
            ("4、事业收入", "301"),
            ("5、其他收入", "305"),
        ),
    ]
    functions = [
        [f"{n}、{called['function', c]}", w.cell(f"expenditure.f{c}", sheet.this(f"expenditure.f{c}"), c)]
        for n, c in enumerate(sheet.ledger.codes("expenditure", letter="f", level=1), 1)
    ]
    w.table(
        "部门综合预算收支总表",
        "收入{项目|预算数} 支出{支出功能分科目（按大类）|预算数}",
        balanced(w, left, functions),
        number="表1",
    )
    w.table(
        "部门综合预算收入总表",
        "单位编码 单位（部门）名称 合计 一般公共预算拨款 政府性基金拨款 国有资本经营预算收入 事业收入 其他收入 上年结转",
        [
            [
                code,
                label,
                *(
                    w.cell(at, sheet.this(at), label)
                    for at in (
                        "income.total",
                        *(f"income.s{c}" for c in ("101", "102", "103", "301", "305", "5")),
                    )
                ),
            ]
            for code, label in (("", "合计"), ("118001", name))
        ],
        number="表2",
    )
    w.table(
        "部门综合预算财政拨款收支总表",
        "收入{项目|预算数} 支出{项目|合计|一般公共预算|政府性基金预算|国有资本经营预算}",
        granted(w),
        number="表4",
    )
    w.table(
        "部门综合预算一般公共预算支出明细表（按支出功能分类科目）",
        "功能科目编码 功能科目名称 合计 人员经费支出 公用经费支出 专项业务经费支出",
        [[*row[:3], *row[4:]] for row in _crossed_with_basic(w)],
        number="表5",
    )
    w.table(
        "部门综合预算一般公共预算支出明细表（按支出经济分类科目）",
        "部门经济科目编码 部门经济科目名称 合计 基本支出 项目支出",
        w.coded("economic", "general", "e", ("", "basic", "project"), is_first=True),
        number="表6",
    )
    w.table(
        "部门综合预算政府性基金收支表",
        "功能科目编码 功能科目名称 合计 基本支出 项目支出",
        empty_rows(5),
        number="表9",
        notes=("本部门2025年没有政府性基金预算收支，本表为空表。",),
    )
    w.table(
        "部门综合预算国有资本经营收支表",
        "功能科目编码 功能科目名称 合计 基本支出 项目支出",
        empty_rows(5),
        number="表10",
        notes=("本部门2025年没有国有资本经营预算收支，本表为空表。",),
    )
    made = with_contents(w, "shaanxi", levels=3)
    numbers = iter(range(1, 20))
    blocks = tuple(
        replace(b, number=f"表{next(numbers)}") if isinstance(b, Table) else b for b in made.blocks
    )
    return replace(made, blocks=blocks)


def _crossed_with_basic(w: Writer) -> list[list[Piece]]:
    """The rows of ``crossed`` with the total first."""
    rows = crossed(w)
    return [rows[-1], *rows[:-1]]

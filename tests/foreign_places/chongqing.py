"""Chongqing."""

from __future__ import annotations

from tests.foreign import Made, Sheet, Spend, Writer

from .common import (
    BOUGHT,
    balanced,
    basic_rows,
    bought,
    classes,
    granted,
    natures_sums,
    office,
    sources,
    three_public,
    three_public_sums,
)


def chongqing() -> Made:
    """A committee with a fund and money carried over; last year's budget stands in two of its tables."""
    lines = [
        *office("2140101"),
        Spend("2140106", "31006", "50307", "project", "101", 260),
        Spend("2140104", "31005", "50302", "project", "501", 120, change=-1),
        Spend("2140110", "30227", "50205", "project", "101", 40, change=0),
        Spend("2120804", "31005", "50302", "project", "102", 180),
    ]
    w = Writer(
        Sheet("chongqing", 2023, lines, staff_posts=48, staff_actual=45, assets_vehicles=3),
        "重庆市云屏区交通运输委员会",
        flat="与{L}年持平",
        moved="较{L}年{v}{a}",
    )
    bought(w, ("30201", "30202"), ("31006",), ("30227", "30213"))
    w.head("", "重庆市云屏区交通运输委员会{Y}年部门预算情况说明", 1)
    w.head("一、", "单位基本情况", 2)
    w.head("（一）", "职能职责", 3)
    w.p("1．拟订全区公路、水路交通发展规划并组织实施。")
    w.p("2．负责农村公路养护，监督管理交通建设市场。")
    w.head("（二）", "单位构成", 3)
    w.p(
        "本部门内设科室3个，分别为：办公室、建设养护科、运输安全科。编制人数{c:staff.posts}人，实有人数{c:staff.actual}人。"
    )
    w.head("二、", "部门收支总体情况", 2)
    w.p(
        "（一）收入预算：{Y}年年初预算数{m:income.total}，其中：一般公共预算拨款{m:income.s101}，政府性基金预算拨款{m:income.s102}，"
        "国有资本经营预算收入{m:income.s103}，上年结转{m:income.s5}。收入{d:income.total}，主要是一般公共预算拨款{x:income.s101}，"
        "政府性基金预算拨款{x:income.s102}，上年结转{x:income.s5}。"
    )
    for view in ("", ".change"):
        w.total(f"income.total{view}", *(f"income.s{code}{view}" for code in ("101", "102", "103", "5")))
    w.p(
        "（二）支出预算：{Y}年年初预算数{m:expenditure.total}，其中："
        + classes(w, "<n>{m:<k>}")
        + "。支出{d:expenditure.total}，"
        "主要是基本支出{x:expenditure.basic}，项目支出{x:expenditure.project}。"
    )
    natures_sums(w)
    w.head("三、", "部门预算情况说明", 2)
    w.p(
        "{Y}年一般公共预算财政拨款支出{m:expenditure.general.total}，{d:expenditure.general.total}。其中：基本支出"
        "{m:expenditure.general.basic}，{d:expenditure.general.basic}，主要原因是{why:expenditure.general.basic}，主要用于保障在职人员"
        "工资福利、社会保险缴费和机构正常运转的商品和服务支出；项目支出{m:expenditure.general.project}，{d:expenditure.general.project}，"
        "主要原因是{why:expenditure.general.project}，主要用于公路养护和交通专项工作。"
    )
    natures_sums(w, "expenditure.general")
    w.p(
        "{Y}年政府性基金预算支出{m:expenditure.fund.total}，{d:expenditure.fund.total}，主要原因是{why:expenditure.fund.total}。"
    )
    w.p("本部门{Y}年无国有资本经营预算财政拨款安排的支出。")
    w.head("四、", "“三公”经费情况说明", 2)
    w.p(
        "{Y}年“三公”经费预算{m:three-public.total}，{d:three-public.total}。其中：因公出国（境）费用{m:three-public.abroad}，"
        "{d:three-public.abroad}；公务接待费{m:three-public.reception}，{d:three-public.reception}，主要原因是{why:three-public.reception}；"
        "公务用车运行维护费{m:three-public.running}，{d:three-public.running}，主要原因是{why:three-public.running}；公务用车购置费"
        "{m:three-public.purchase}，{d:three-public.purchase}。"
    )
    three_public_sums(w)
    w.head("五、", "其他重要事项的情况说明", 2)
    w.p(
        "1．机关运行经费。{Y}年一般公共预算财政拨款运行经费{m:running}，{d:running}，主要原因是{why:running}。"
    )
    w.p(
        "2．政府采购情况。本部门政府采购预算总额{m:procurement.total}：政府采购货物预算{m:procurement.goods}、政府采购工程预算"
        "{m:procurement.works}、政府采购服务预算{m:procurement.services}。"
    )
    w.p(
        "3．国有资产占有使用情况。截至{on:2022年12月31日}，本部门共有车辆{c:assets.vehicles}辆。{Y}年未安排购置车辆及单价100万元以上的设备。"
    )
    w.head("六、", "专业性名词解释", 2)
    w.p("（一）财政拨款收入：指本年度从区级财政取得的财政拨款。")
    w.p("（二）基本支出：指为保证机构正常运转而安排的人员经费和公用经费。")
    w.p("（三）项目支出：指在基本支出之外，为完成特定的工作任务而安排的支出。")
    w.table(
        "{Y}年财政拨款收支总表",
        "收入{项目|预算数} 支出{项目|合计|一般公共预算财政拨款|政府性基金预算财政拨款|国有资本经营预算财政拨款}",
        granted(w),
        number="表一",
    )
    w.table(
        "{Y}年一般公共预算财政拨款支出预算表",
        "功能分类科目{科目编码|科目名称} 2022年预算数 2023年预算数{总计|基本支出|项目支出}",
        w.coded("expenditure", "general", "f", ("last", "", "basic", "project"), is_first=True),
        number="表二",
    )
    w.table(
        "{Y}年一般公共预算财政拨款基本支出预算表",
        "经济分类科目{科目编码|科目名称} 2023年基本支出{总计|人员经费|公用经费}",
        basic_rows(w, is_first=True),
        number="表三",
    )
    public = "{合计|因公出国（境）费|公务用车购置及运行费{小计|公务用车购置费|公务用车运行费}|公务接待费}"
    w.table(
        "{Y}年一般公共预算“三公”经费支出表",
        f"2022年预算数{public} 2023年预算数{public}",
        [[*three_public(w, last=True), *three_public(w)]],
        number="表四",
    )
    w.table(
        "{Y}年政府性基金预算支出表",
        "功能分类科目{科目编码|科目名称} 本年政府性基金预算财政拨款支出{总计|基本支出|项目支出}",
        w.coded("expenditure", "fund", "f", ("", "basic", "project"), is_first=True),
        number="表五",
    )
    left = sources(
        w,
        ("一般公共预算拨款收入", "101"),
        ("政府性基金预算拨款收入", "102"),
        ("国有资本经营预算拨款收入", "103"),
        ("事业收入", "301"),
        ("其他收入", "305"),
    )
    w.table(
        "{Y}年部门收支总表",
        "收入{项目|预算数} 支出{项目|预算数}",
        balanced(w, left, w.classes("expenditure", "", "f", "")),
        number="表六",
    )
    w.table(
        "{Y}年部门收入总表",
        "科目{科目编码|科目名称} 总计 上年结转 一般公共预算拨款收入 政府性基金预算拨款收入 国有资本经营预算拨款收入 "
        "事业收入 其他收入",
        w.coded("income", "", "f", ("", "s5", "s101", "s102", "s103", "s301", "s305"), is_first=True),
        number="表七",
    )
    w.table(
        "{Y}年部门支出总表",
        "科目{科目编码|科目名称} 总计 基本支出 项目支出",
        w.coded("expenditure", "", "f", ("", "basic", "project"), is_first=True),
        number="表八",
    )
    labels = ("货物", "工程", "服务")
    rows = [
        *(w.line(label, name) for label, name in zip(labels, BOUGHT, strict=True)),
        w.line("合计", "procurement.total"),
    ]
    w.table("{Y}年政府采购预算明细表", "采购类别 采购金额", rows, number="表九")
    return w.made("chongqing")

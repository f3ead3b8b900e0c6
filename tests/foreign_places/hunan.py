"""Hunan, the long set."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tests.foreign import Made, Piece, Sheet, Spend, Writer, names

from .common import (
    basic_rows,
    bought,
    classes,
    empty_rows,
    granted,
    natures_sums,
    office,
    sources,
    three_public,
    three_public_sums,
)


def hunan() -> Made:
    """A bureau whose economic tables have a column for each 款, and whose projects stand in a list."""
    lines = [
        *office("2200101", without=("30231",)),
        Spend("2200106", "30227", "50205", "project", "101", 150),
        Spend("2200106", "30202", "50201", "project", "101", 20),
        Spend("2200109", "31007", "50306", "project", "101", 66),
    ]
    sheet = Sheet("hunan", 2022, lines, assets_vehicles=0, staff_posts=61, staff_actual=58, units_count=1)
    name = "临江县自然资源局"
    w = Writer(sheet, name, flat="与{L}年持平", moved="比上年{v}{a}", trims=True, table_commas=False)
    bought(w, ("30201",), (), ("30227", "30213"))
    sheet.state("goals.basic", sheet.this("expenditure.basic"))
    sheet.state("goals.project", sheet.this("expenditure.project"))
    sheet.state("goals.total", sheet.this("expenditure.total"))
    projects = (("国土空间规划编制", 0), ("规划成果印制", 1), ("不动产登记系统建设", 2))
    spent = [p for p in sheet.ledger.postings if p.nature == "project"]
    for project, n in projects:
        sheet.state(f"project.{project}", spent[n].amount)
    w.head("", f"{name}{{Y}}年度部门预算公开说明", 1)
    w.head("第一部分　", "{Y}年部门预算说明", 2)
    w.head("一、", "部门基本概况", 3)
    w.head("（一）", "职能职责", 4)
    w.p("承担全县自然资源调查监测、确权登记、国土空间规划和用途管制等职责。")
    w.head("（二）", "机构设置", 4)
    w.p(
        "本部门共有编制人数{c:staff.posts}人，实有人数{c:staff.actual}人。内设股室4个，分别为：办公室、规划股、登记股、执法股。本部门无下属"
        "二级预算单位。"
    )
    w.head("二、", "部门预算单位构成", 3)
    w.p("纳入{Y}年部门预算编制范围的只有局机关本级。")
    w.head("三、", "部门收支总体情况", 3)
    w.p(
        "（一）收入预算：{Y}年年初预算数{m:income.total}，其中，一般公共预算拨款{m:income.s101}。收入{d:income.total}，主要是因为{why:income.total}。"
    )
    w.p(
        "（二）支出预算：{Y}年年初预算数{m:expenditure.total}，其中，"
        + classes(w, "<n>{m:<k>}")
        + "。支出{d:expenditure.total}，主要是因为"
        "{why:expenditure.total}。"
    )
    w.head("四、", "一般公共预算拨款支出预算", 3)
    w.p("{Y}年一般公共预算拨款支出预算数{m:expenditure.general.total}，具体安排情况如下：")
    w.p(
        "（一）基本支出：{Y}年年初预算数为{m:expenditure.general.basic}，用于保障机构正常运转，包括人员经费{m:economic.general.basic.staff}"
        "和公用经费{m:economic.general.basic.public}。"
    )
    w.p(
        "（二）项目支出：{Y}年年初预算数为{m:expenditure.general.project}，其中："
        + "".join(f"（{n + 1}）{p}专项{{m:project.{p}}}。" for p, n in projects)
    )
    w.total("expenditure.general.basic", "economic.general.basic.staff", "economic.general.basic.public")
    w.total("expenditure.general.project", *(f"project.{p}" for p, _ in projects))
    natures_sums(w, "expenditure.general")
    w.head("五、", "政府性基金预算支出", 3)
    w.p("本部门{Y}年没有政府性基金预算拨款安排的支出。")
    w.head("六、", "其他重要事项的情况说明", 3)
    w.p(
        "（一）机关运行经费：本部门{Y}年机关运行经费当年一般公共预算拨款{m:running}，{d:running}，主要原因是{why:running}。"
    )
    w.p(
        "（二）“三公”经费预算：{Y}年“三公”经费预算数{m:three-public.total}，其中：公务接待费{m:three-public.reception}、公务用车购置费"
        "{m:three-public.purchase}、公务用车运行费{m:three-public.running}、因公出国（境）费{m:three-public.abroad}。{Y}年“三公”经费预算"
        "{d:three-public.total}，主要是因为{why:three-public.total}。"
    )
    three_public_sums(w)
    w.p("（三）一般性支出情况：{Y}年会议费预算{m:meeting}；培训费预算{m:training}。")
    w.p(
        "（四）政府采购情况：{Y}年政府采购预算总额{m:procurement.total}，其中，货物类采购预算{m:procurement.goods}；工程类采购预算"
        "{m:procurement.works}；服务类采购预算{m:procurement.services}。"
    )
    w.p(
        "（五）国有资产占有使用情况：截至{on:2021年12月31日}，本部门共有车辆{c:assets.vehicles}辆；单位价值100万元以上大型设备0台（套）。{Y}年"
        "拟新增配置车辆0辆。"
    )
    w.p(
        "（六）预算绩效目标：纳入{Y}年部门整体支出绩效目标的金额为{m:goals.total}，其中，基本支出{m:goals.basic}，项目支出"
        "{m:goals.project}。"
    )
    w.total("goals.total", "goals.basic", "goals.project")
    w.head("七、", "名词解释", 3)
    w.p("1.机关运行经费：指行政单位使用一般公共预算拨款安排的日常公用经费。")
    w.p("2.“三公”经费：指用财政拨款安排的因公出国（境）费、公务用车购置及运行费和公务接待费。")
    w.head("第二部分　", "{Y}年部门预算表", 2)
    w.p("注：以上部门预算报表中，空表表示本部门无相关收支情况。")
    left = sources(
        w,
        ("一、一般公共预算拨款收入", "101"),
        ("二、政府性基金预算拨款收入", "102"),
        ("三、国有资本经营预算拨款收入", "103"),
        ("四、事业收入", "301"),
        ("五、其他收入", "305"),
    )
    economic = w.classes("expenditure", "", "f")
    by_class = [
        w.line(names(2022)["economic", c], f"economic.e{c}")
        for c in sheet.ledger.codes("economic", letter="e", level=1)
    ]
    middle = w.sides(
        [*economic, w.line("本年支出合计", "expenditure.year.total")],
        [*by_class, w.line("本年支出合计", "expenditure.year.total")],
    )
    rows = w.sides([*left, w.line("本年收入合计", "income.year.total")], middle)
    ends = ("收入总计", "income.total"), ("支出总计", "expenditure.total"), ("支出总计", "expenditure.total")
    rows.append([piece for label, at in ends for piece in w.line(label, at)])
    w.table(
        "收支总表",
        "收入{项目|本年预算} 支出{项目（按功能分类）|本年预算|项目（按部门预算经济分类）|本年预算}",
        rows,
        number="表1",
    )
    every = ("", "income.s101", "income.s102", "income.s103", "income.s301", "income.s305")
    unit = [
        "301001",
        name,
        w.cell("income.total", sheet.this("income.total"), name),
        *(w.cell(at, sheet.this(at), name) for at in every[1:]),
    ]
    w.table(
        "收入总表",
        "单位代码 单位名称 合计 一般公共预算 政府性基金预算 国有资本经营预算 事业收入 其他收入",
        [unit, ["", "合计", *unit[2:]]],
        number="表2",
    )
    w.code_columns = 3
    w.table(
        "支出总表",
        "功能科目编码{类|款|项} 功能科目名称 合计 基本支出 项目支出",
        w.coded("expenditure", "", "f", ("", "basic", "project")),
        number="表3",
    )
    w.code_columns = 1
    codes = sheet.ledger.codes("economic", letter="e", level=1)
    w.table(
        "支出预算分类汇总表（按部门预算经济分类）",
        "功能科目编码 功能科目名称 总计 " + " ".join(names(2022)["economic", c] for c in codes),
        _by_economic(w, codes),
        number="表4",
    )
    wages = [c for c in sheet.ledger.codes("economic", letter="e", level=2) if c.startswith("301")]
    w.table(
        "一般公共预算基本支出表（工资福利支出）",
        "功能科目编码 功能科目名称 合计 " + " ".join(names(2022)["economic", c] for c in wages),
        [
            row
            for row in _by_economic(w, wages, of="301")
            if any(not isinstance(p, str) and p.role == "cell" and p.value for p in row)
        ],
        number="表5",
    )
    w.table(
        "财政拨款收支总表",
        "收入{项目|本年预算} 支出{项目|合计|一般公共预算|政府性基金预算|国有资本经营预算}",
        granted(w),
        number="表6",
    )
    w.table(
        "一般公共预算支出表",
        "功能科目编码 功能科目名称 合计 基本支出 项目支出",
        w.coded("expenditure", "general", "f", ("", "basic", "project"), is_first=True),
        number="表7",
    )
    w.table(
        "一般公共预算基本支出表",
        "部门预算经济分类科目{科目编码|科目名称} 基本支出{合计|人员经费|公用经费}",
        basic_rows(w, is_first=True),
        number="表8",
    )
    w.table(
        "一般公共预算“三公”经费支出表",
        "单位名称 “三公”经费合计 因公出国（境）费 公务用车购置及运行费{小计|公务用车购置费|公务用车运行费} 公务接待费",
        [[name, *three_public(w)]],
        number="表9",
    )
    w.table(
        "政府性基金预算支出表",
        "功能科目编码 功能科目名称 合计 基本支出 项目支出",
        empty_rows(5),
        number="表10",
    )
    w.table(
        "国有资本经营预算支出表",
        "功能科目编码 功能科目名称 合计 基本支出 项目支出",
        empty_rows(5),
        number="表11",
    )
    listed: list[list[Piece]] = [
        [name, p, w.cell(f"project.{p}", sheet.this(f"project.{p}"), p)] for p, _ in projects
    ]
    listed.append(["合计", "", w.cell("expenditure.project", sheet.this("expenditure.project"), "合计")])
    w.table("项目支出预算明细表", "单位名称 项目名称 一般公共预算拨款", listed, number="表12")
    return w.made("hunan", format="docx")


def _by_economic(w: Writer, codes: Sequence[str], of: str = "") -> list[list[Piece]]:
    """A row for each function, a column for each economic code; ``of``: basic money of one 类 only."""
    crosses: dict[tuple[str, str], Decimal] = {}
    for p in w.sheet.ledger.postings:
        if p.direction == "expenditure" and p.economic.startswith(of) and (not of or p.nature == "basic"):
            for function in ("", *(p.function[:n] for n in (3, 5, 7))):
                for code in codes:
                    if p.economic.startswith(code):
                        crosses[function, code] = crosses.get((function, code), Decimal(0)) + p.amount
    rows: list[list[Piece]] = []
    for function in (*w.sheet.ledger.codes("expenditure", letter="f"), ""):
        at = [crosses.get((function, code), Decimal(0)) for code in codes]
        start: list[Piece] = w.code("f", function) if function else ["", "合计"]
        head = f"cross.f{function}." if function else "cross."
        whole = f"expenditure.f{function}" if function else "expenditure.total"
        near = function or "合计"
        cells = [w.cell(f"{head}e{code}", value, near) for code, value in zip(codes, at, strict=True)]
        rows.append([*start, w.cell(f"{whole}.e{of}" if of else whole, sum(at, Decimal(0)), near), *cells])
    return rows

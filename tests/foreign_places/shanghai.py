"""Shanghai, a unit."""

from __future__ import annotations

from decimal import Decimal

from tests.foreign import Made, Piece, Sheet, Spend, Writer, chinese, names

from .common import (
    FUNDS,
    THREE_PUBLIC_SOUTH,
    basic_rows,
    bought,
    contents,
    empty_rows,
    institution,
    items,
    sources,
    three_public,
    three_public_sums,
)


def shanghai() -> Made:
    """A school with income of its own: 收支总表 in seven columns, glossary before the figures."""
    lines = [
        *institution("2050203", without=("30231",)),
        Spend("2050203", "30201", "50502", "project", "101", 130),
        Spend("2050203", "31003", "50601", "project", "101", 85, change=-1),
        Spend("2050203", "30226", "50502", "project", "301", 40),
    ]
    sheet = Sheet("shanghai", 2025, lines, grain=1, assets_vehicles=0)
    name = "上海市云间区第二中学"
    w = Writer(sheet, name, table_unit="元", table_places=0, commas=True, table_commas=True, code_columns=3)
    w.flat, w.moved = "与{L}年预算持平", "比{L}年预算{v}{a}"
    bought(w, ("31003",), (), ("30226",))
    w.head("", "上海市云间区{Y}年单位预算", 1)
    w.p("预算主管部门：上海市云间区教育局")
    w.p(f"预算单位：{name}")
    parts = ("主要职能", "机构设置", "名词解释", "单位预算编制说明", "单位预算表", "其他相关情况说明")
    contents(w, (f"{chinese(n)}、{part}" for n, part in enumerate(parts, 1)))
    w.head("", f"{name}主要职能", 2)
    w.p(f"{name}是区教育局所属公办初级中学，实施九年义务教育阶段的初中教育。")
    w.head("", f"{name}机构设置", 2)
    w.p(f"{name}设3个内设机构，包括：校长室、教导处、总务处。")
    w.head("", "名词解释", 2)
    w.p("（一）财政拨款收入：是单位本年度从区级财政部门取得的财政拨款。")
    w.p("（二）事业收入：是事业单位开展专业业务活动及其辅助活动取得的收入。")
    w.head("", "{Y}年单位预算编制说明", 2)
    w.p(
        f"{{Y}}年，{name}收入预算{{m:income.total}}，其中：财政拨款收入{{m:income.s1}}，{{d:income.s1}}；事业收入{{m:income.s301}}；事业单位经营收入"
        "{m:income.s302}；其他收入{m:income.s305}。"
    )
    w.total("income.total", "income.s1", "income.s301")
    w.p(
        "支出预算{m:expenditure.total}，其中：财政拨款支出预算{m:expenditure.grant.total}，{d:expenditure.grant.total}。财政拨款支出预算中，一般"
        "公共预算拨款支出预算{m:expenditure.general.total}，{d:expenditure.general.total}；政府性基金拨款支出预算{m:expenditure.fund.total}，"
        "{d:expenditure.fund.total}；国有资本经营预算拨款支出预算{m:expenditure.capital.total}，{d:expenditure.capital.total}。"
    )
    w.p("财政拨款收入支出变动的主要原因是{why:expenditure.grant.total}。")
    w.p("财政拨款支出主要内容如下：")
    for sentence in items(w, "<i>.“<1>（类）<2>（款）<3>（项）”{m:<k>}，主要用于该项工作的开支。"):
        w.p(sentence)
    w.head("", "单位预算表", 2)
    maker = f"编制单位：{name}"
    left = [
        ["一、财政拨款收入", w.cell("income.s1", sheet.this("income.s1"), "一、财政拨款收入")],
        *sources(
            w,
            ("1. 一般公共预算资金", "101"),
            ("2. 政府性基金", "102"),
            ("3. 国有资本经营预算", "103"),
            ("二、事业收入", "301"),
            ("三、事业单位经营收入", "302"),
            ("四、其他收入", "305"),
        ),
        w.line("收入总计", "income.total"),
    ]
    spans: dict[str, list[Decimal]] = {}
    for p in sheet.ledger.postings:
        if p.direction == "expenditure":
            for code in ("", p.function[:3]):
                at = spans.setdefault(code, [Decimal(0)] * 4)
                basic, staff = p.nature == "basic", p.economic[:3] in ("301", "303")
                for n, counts_here in enumerate((True, basic and staff, basic and not staff, not basic)):
                    at[n] += p.amount if counts_here else 0
    right: list[list[Piece]] = []
    for n, (code, values) in enumerate(sorted(spans.items())):
        at = f"expenditure.f{code}" if code else "expenditure"
        keys = [
            at if code else "expenditure.total",
            f"cross.{at}.staff",
            f"cross.{at}.public",
            f"{at}.project",
        ]
        label = f"{chinese(n)}、{names(2025)['function', code]}" if code else "支出总计"
        right.append([label, *(w.cell(k, v, label) for k, v in zip(keys, values, strict=True))])
    right = [*right[1:], right[0]]
    w.table(
        "{Y}年单位财务收支预算总表",
        "本年收入{项目|预算数} 本年支出{项目|预算数{合计|基本支出{人员经费|公用经费}|项目支出}}",
        w.sides(left, right),
        number="1.",
        maker=maker,
    )
    w.table(
        "{Y}年单位收入预算总表",
        "项目{功能分类科目编码{类|款|项}|功能分类科目名称} 收入预算{合计|财政拨款收入|事业收入|事业单位经营收入|其他收入}",
        w.coded("income", "", "f", ("", "s1", "s301", "s302", "s305")),
        number="2.",
        maker=maker,
    )
    w.table(
        "{Y}年单位支出预算总表",
        "项目{功能分类科目编码{类|款|项}|功能分类科目名称} 支出预算{合计|基本支出|项目支出}",
        w.coded("expenditure", "", "f", ("", "basic", "project")),
        number="3.",
        maker=maker,
    )
    whole = tuple(f"expenditure.{fund}.total" for fund in FUNDS)
    grants: list[list[Piece]] = []
    for n, code in enumerate(sheet.ledger.codes("expenditure", "grant", letter="f", level=1), 1):
        grants.append(
            w.line(
                f"{chinese(n)}、{names(2025)['function', code]}",
                *(f"expenditure.{fund}.f{code}" for fund in FUNDS),
            )
        )
    w.table(
        "{Y}年单位财政拨款收支预算总表",
        "财政拨款收入{项目|预算数} 财政拨款支出{项目|合计|一般公共预算|政府性基金预算|国有资本经营预算}",
        w.sides(
            [
                *sources(
                    w,
                    ("一、一般公共预算资金", "101"),
                    ("二、政府性基金", "102"),
                    ("三、国有资本经营预算", "103"),
                ),
                w.line("收入总计", "income.grant.total"),
            ],
            [*grants, w.line("支出总计", *whole)],
        ),
        number="4.",
        maker=maker,
    )
    w.table(
        "{Y}年单位一般公共预算支出功能分类预算表",
        "项目{功能分类科目编码{类|款|项}|功能分类科目名称} 一般公共预算支出{合计|基本支出|项目支出}",
        w.coded("expenditure", "general", "f", ("", "basic", "project")),
        number="5.",
        maker=maker,
    )
    for number, fund, note in (
        ("6.", "政府性基金预算", "政府性基金预算"),
        ("7.", "国有资本经营预算", "国有资本经营预算"),
    ):
        w.table(
            f"{{Y}}年单位{fund}支出功能分类预算表",
            f"项目{{功能分类科目编码{{类|款|项}}|功能分类科目名称}} {fund}支出{{合计|基本支出|项目支出}}",
            empty_rows(7),
            number=number,
            maker=maker,
            notes=(f"注：本单位2025年无{note}财政拨款安排的预算，故本表为空表。",),
        )
    w.table(
        "{Y}年单位一般公共预算基本支出部门预算经济分类预算表",
        "项目{部门预算经济分类科目编码{类|款}|经济分类科目名称} 一般公共预算基本支出{合计|人员经费|公用经费}",
        basic_rows(w),
        number="8.",
        maker=maker,
    )
    w.table_unit, w.table_places = "万元", 2
    w.table(
        "{Y}年单位“三公”经费和机关运行经费预算表",
        "“三公”经费预算数{合计|因公出国(境)费|公务接待费|公务用车购置及运行费{小计|购置费|运行费}} 机关运行经费预算数",
        [[*three_public(w, THREE_PUBLIC_SOUTH), ""]],
        number="9.",
        maker=maker,
    )
    w.head("", "其他相关情况说明", 2)
    w.head("一、", "{Y}年“三公”经费预算情况说明", 3)
    w.p("{Y}年“三公”经费预算数为{m:three-public.total}，{d:three-public.total}。其中：")
    w.p("（一）因公出国（境）费{m:three-public.abroad}，{d:three-public.abroad}。")
    w.p(
        "（二）公务用车购置及运行费{m:three-public.vehicles}，{d:three-public.vehicles}。其中：公务用车购置费{m:three-public.purchase}，"
        "{d:three-public.purchase}；公务用车运行费{m:three-public.running}，{d:three-public.running}。"
    )
    w.p(
        "（三）公务接待费{m:three-public.reception}，{d:three-public.reception}，主要原因是{why:three-public.reception}。"
    )
    three_public_sums(w)
    w.head("二、", "机关运行经费预算", 3)
    w.p("本单位无机关运行经费。")
    w.head("三、", "政府采购预算情况", 3)
    w.p(
        "{Y}年本单位政府采购预算{m:procurement.total}，其中：政府采购货物预算{m:procurement.goods}、政府采购工程预算{m:procurement.works}、政府采购服务预算{m:procurement.services}。"
    )
    w.head("四、", "国有资产占有使用情况", 3)
    w.p(
        "截至{on:2024年8月31日}，本单位共有车辆{c:assets.vehicles}辆；单价100万元（含）以上设备（不含车辆）0台（套）。"
    )
    return w.made("shanghai", format="html", has_rounding=True)

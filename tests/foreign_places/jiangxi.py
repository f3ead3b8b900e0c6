"""Jiangxi."""

from __future__ import annotations

from decimal import Decimal

from tests.foreign import Made, Sheet, Spend, Writer, names

from .common import (
    ABROAD,
    BOTH,
    BUY,
    RECEIVE,
    RUN,
    basic_rows,
    bought,
    classes,
    counts,
    empty_rows,
    granted,
    natures_sums,
    office,
    sources,
    three_public,
    three_public_sums,
    with_contents,
)


def jiangxi() -> Made:
    """Tables before the text, sums in one long paragraph, 机关运行费 with its components, zeros that are printed."""
    lines = [
        *office("2130101"),
        *(
            Spend("2130104", e, "50502" if e.startswith("302") else "50501", size=s)
            for e, s in (("30101", 40), ("30102", 22), ("30201", 6), ("30211", 3))
        ),
        Spend("2130106", "30227", "50205", "project", "101", 130),
        Spend("2130108", "30218", "50204", "project", "101", 52),
        Spend("2130135", "31005", "50302", "project", "501", 77, change=-1),
        Spend("2130104", "30226", "50502", "project", "302", 18),
    ]
    counts_of = {
        "staff_posts_administrative": 30,
        "staff_posts_full": 12,
        "staff_actual_administrative": 27,
        "staff_actual_full": 11,
    }
    sheet = Sheet("jiangxi", 2023, lines, staff_posts=42, staff_actual=38, **counts_of)
    name = "青云县农业农村局"
    w = Writer(
        sheet,
        name,
        flat="较上年预算安排持平",
        moved="较上年预算安排{v}{a}",
        table_commas=False,
        blank_zero=False,
        zero="0.00",
    )
    w.zero = "0"
    bought(w, ("30201", "30218"), (), ("30227",))
    for total in ("staff.posts", "staff.actual"):
        w.total(total, f"{total}.administrative", f"{total}.full")
    public = [
        (c, sheet.this(f"economic.general.e{c}.basic"))
        for c in sheet.ledger.codes("economic", "general", letter="e", level=2)
        if c.startswith("302")
    ]
    named = {
        "office": ("30201", "30202"),
        "post": ("30207",),
        "travel": ("30211",),
        "meeting": ("30215",),
        "welfare": ("30229",),
        "repair": ("30213",),
        "utilities": ("30205", "30206"),
        "vehicles": ("30231",),
    }
    for part, codes in named.items():
        sheet.state(f"running.{part}", sum((v for c, v in public if c in codes), Decimal(0)))
    known = {c for codes in named.values() for c in codes}
    sheet.state("running.other", sum((v for c, v in public if c not in known), Decimal(0)))
    w.total("running", *(f"running.{part}" for part in (*named, "other")))
    w.head("", f"{name}{{Y}}年部门预算", 1)
    w.head("第一部分　", f"{name}概况", 2)
    w.head("一、", "部门主要职责", 3)
    w.p("组织实施乡村振兴战略，指导种植业、畜牧业、渔业和农产品质量安全监管。")
    w.head("二、", "机构设置及人员情况", 3)
    w.p(
        f"{name}共有预算单位2个，包括局本级和1个所属二级预算单位。编制人数{{c:staff.posts}}人，其中：行政编制{{c:staff.posts.administrative}}人，全部"
        "补助事业编制{c:staff.posts.full}人；实有人数{c:staff.actual}人，其中：行政人员{c:staff.actual.administrative}人，全部补助事业人员"
        "{c:staff.actual.full}人。"
    )
    w.head("第二部分　", f"{name}{{Y}}年部门预算表", 2)
    left = [
        ["一、财政拨款收入", w.cell("income.s1", sheet.this("income.s1"), "一、财政拨款收入")],
        *sources(
            w,
            ("（一）一般公共预算收入", "101"),
            ("（二）政府性基金预算收入", "102"),
            ("（三）国有资本经营预算收入", "103"),
        ),
        *sources(
            w,
            ("二、教育收费资金收入", "2"),
            ("三、事业收入", "301"),
            ("四、事业单位经营收入", "302"),
            ("五、附属单位上缴收入", "304"),
            ("六、上级补助收入", "303"),
            ("七、其他收入", "305"),
        ),
        w.line("本年收入合计", "income.year.total"),
        *sources(w, ("八、使用非财政拨款结余", "4"), ("九、上年结转（结余）", "5")),
        w.line("收入总计", "income.total"),
    ]
    right = [
        *w.classes("expenditure", "", "f", ""),
        w.line("本年支出合计", "expenditure.year.total"),
        w.line("结转下年", "expenditure.carry"),
        ["", ""],
        w.line("支出总计", "expenditure.total"),
    ]
    w.table(
        "收支预算总表",
        "收入{项目|预算数} 支出{项目（按支出功能科目类级）|预算数}",
        w.sides(left, right, end=4),
        maker=f"填报单位：{name}",
    )
    w.table(
        "部门收入总表",
        "功能分类科目{科目编码|科目名称} 合计 上年结转 "
        "财政拨款收入{小计|一般公共预算拨款收入|政府性基金预算拨款收入|国有资本经营预算拨款收入} "
        "教育收费资金收入 事业收入 事业单位经营收入 附属单位上缴收入 上级补助收入 其他收入 使用非财政拨款结余",
        w.coded(
            "income",
            "",
            "f",
            ("", "s5", "s1", "s101", "s102", "s103", "s2", "s301", "s302", "s304", "s303", "s305", "s4"),
            is_first=True,
        ),
        maker=f"填报单位：{name}",
    )
    w.table(
        "部门支出总表",
        "支出功能分类科目{科目编码|科目名称} 合计 基本支出 项目支出",
        w.coded("expenditure", "", "f", ("", "basic", "project"), is_first=True),
        maker=f"填报单位：{name}",
    )
    w.table(
        "财政拨款收支总表",
        "收入{项目|预算数} 支出{项目|合计|一般公共预算财政拨款|政府性基金预算财政拨款|国有资本经营预算财政拨款}",
        granted(w, ends=("收入总计", "支出总计")),
        maker=f"填报单位：{name}",
    )
    w.table(
        "一般公共预算支出表",
        "支出功能分类科目{科目编码|科目名称} 2023年预算数{合计|基本支出|项目支出}",
        w.coded("expenditure", "general", "f", ("", "basic", "project"), is_first=True),
        maker=f"填报单位：{name}",
    )
    w.table(
        "一般公共预算基本支出表",
        "支出经济分类科目{科目编码|科目名称} 2023年基本支出{合计|人员经费|公用经费}",
        basic_rows(w, is_first=True),
        maker=f"填报单位：{name}",
    )
    w.table(
        "财政拨款“三公”经费支出表",
        "单位编码 单位名称 合计 因公出国（境）费 公务接待费 公务用车购置及运行维护费{小计|公务用车运行维护费|公务用车购置}",
        [["205", name, *three_public(w, ("three-public.total", ABROAD, RECEIVE, BOTH, RUN, BUY))]],
        maker=f"填报单位：{name}",
    )
    for fund in ("政府性基金预算", "国有资本经营预算"):
        w.table(
            f"{fund}支出表",
            "支出功能分类科目{科目编码|科目名称} 合计 基本支出 项目支出",
            empty_rows(5),
            maker=f"填报单位：{name}",
            notes=(f"注：若为空表，则为该部门（单位）无{fund}收支",),
        )
    w.head("第三部分　", f"{name}{{Y}}年部门预算情况说明", 2)
    w.head("一、", "{Y}年部门预算收支情况说明", 3)
    w.head("（一）", "收入预算情况", 4)
    w.p(
        f"{{Y}}年{name}收入预算总额为{{m:income.total}}，{{d:income.total}}，其中：财政拨款收入{{m:income.s1}}，{{d:income.s1}}；教育收费资金收入"
        "{m:income.s2}，{d:income.s2}；事业单位经营收入{m:income.s302}，{d:income.s302}；上年结转{m:income.s5}，{d:income.s5}。预算收入变动的主要"
        "原因是：{why:income.total}。"
    )
    for view in ("", ".change"):
        w.total(f"income.total{view}", *(f"income.s{c}{view}" for c in ("1", "2", "302", "5")))
    w.head("（二）", "支出预算情况", 4)
    w.p(f"{{Y}}年{name}支出预算总额为{{m:expenditure.total}}，{{d:expenditure.total}}；其中：")
    natures = [
        c for c in sheet.ledger.codes("economic", letter="e", level=1) if sheet.this(f"economic.e{c}.basic")
    ]
    of_project = [
        c for c in sheet.ledger.codes("economic", letter="e", level=1) if sheet.this(f"economic.e{c}.project")
    ]
    called = names(2023)
    w.p(
        "按支出项目类别划分：基本支出{m:expenditure.basic}，{d:expenditure.basic}；其中："
        + "、".join(f"{called['economic', c]}{{m:economic.e{c}.basic}}" for c in natures)
        + "。项目支出{m:expenditure.project}，{d:expenditure.project}；其中："
        + "、".join(f"{called['economic', c]}{{m:economic.e{c}.project}}" for c in of_project)
        + "。"
    )
    natures_sums(w)
    w.total("expenditure.basic", *(f"economic.e{c}.basic" for c in natures))
    w.total("expenditure.project", *(f"economic.e{c}.project" for c in of_project))
    w.p("按支出功能科目划分：" + classes(w, "<n>{m:<k>}，{d:<k>}", between="；") + "。")
    economic = sheet.ledger.codes("economic", letter="e", level=1)
    w.p(
        "按支出经济分类划分："
        + "；".join(f"{called['economic', c]}{{m:economic.e{c}}}，{{d:economic.e{c}}}" for c in economic)
        + "。"
    )
    for view in ("", ".change"):
        w.total(f"expenditure.total{view}", *(f"economic.e{c}{view}" for c in economic))
    w.head("（三）", "财政拨款支出情况", 4)
    w.p(
        f"{{Y}}年{name}财政拨款支出预算总额{{m:expenditure.grant.total}}，{{d:expenditure.grant.total}}。按支出功能科目划分："
        + classes(w, "<n>{m:<k>}", "grant", "；")
        + "。按支出项目类别划分：基本支出{m:expenditure.grant.basic}，{d:expenditure.grant.basic}；"
        "项目支出{m:expenditure.grant.project}，"
        "{d:expenditure.grant.project}。"
    )
    natures_sums(w, "expenditure.grant")
    w.head("（四）", "政府性基金情况", 4)
    w.p("本部门{Y}年没有使用政府性基金预算拨款安排的支出。")
    w.head("（五）", "国有资本经营情况", 4)
    w.p("本部门{Y}年没有使用国有资本经营预算拨款安排的支出。")
    w.head("（六）", "机关运行经费等重要事项的说明", 4)
    w.moved, w.flat = "比{L}年预算{v}{a}，{p}", "与{L}年预算持平"
    w.p(
        "{Y}年部门机关运行费预算{m:running}，{d:running}。主要原因是{why:running}。包括办公及印刷费{m:running.office}、邮电费{m:running.post}、差旅费"
        "{m:running.travel}、会议费{m:running.meeting}、福利费{m:running.welfare}、日常维修费{m:running.repair}、办公用房水电费"
        "{m:running.utilities}、公务用车运行维护费{m:running.vehicles}以及其他费用{m:running.other}。"
    )
    w.head("（七）", "政府采购情况", 4)
    w.p(
        "{Y}年部门所属各单位政府采购总额{m:procurement.total}，其中：政府采购货物预算{m:procurement.goods}、政府采购工程预算"
        "{m:procurement.works}、政府采购服务预算{m:procurement.services}。"
    )
    counts(w, "assets.vehicles", general=2, law=3)
    w.head("（八）", "国有资产占有使用情况", 4)
    w.p(
        "截至{on:2022年8月31日}，部门共有车辆{c:assets.vehicles}辆，其中：一般公务用车{c:assets.vehicles.general}辆，执法执勤用车"
        "{c:assets.vehicles.law}辆。{Y}年部门预算安排购置车辆0辆，安排购置单位价值200万元以上大型设备具体为：无。"
    )
    w.head("二、", "{Y}年“三公”经费预算情况说明", 3)
    w.moved, w.flat = "比上年{v}{a}", "与上年持平"
    w.p(f"{{Y}}年{name}“三公”经费财政拨款安排{{m:three-public.total}}。其中：")
    w.p(
        "因公出国（境）费{m:three-public.abroad}，{d:three-public.abroad}，主要原因是：{why:three-public.abroad}。"
    )
    w.p(
        "公务接待费{m:three-public.reception}，{d:three-public.reception}，主要原因是：{why:three-public.reception}。"
    )
    w.p(
        "公务用车运行维护费{m:three-public.running}，{d:three-public.running}，主要原因是：{why:three-public.running}。"
    )
    w.p(
        "公务用车购置费{m:three-public.purchase}，{d:three-public.purchase}，主要原因是：{why:three-public.purchase}。"
    )
    three_public_sums(w)
    w.head("第四部分　", "名词解释", 2)
    w.head("一、", "收入科目", 3)
    w.p("（一）财政拨款：指县级财政当年拨付的资金。")
    w.p("（二）上年结转和结余：填列{L}年全部结转和结余的资金数。")
    w.head("二、", "支出科目", 3)
    w.p("（一）行政运行：反映行政单位的基本支出。")
    return with_contents(w, "jiangxi", levels=3)

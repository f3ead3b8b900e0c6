"""The made-up disclosures, one function a place: its tables in its order, its sentences, its way to print a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from tests.foreign import Head, Made, Para, Piece, Sheet, Spend, Table, Writer, chinese, names, said

ABROAD, BOTH, BUY, RUN, RECEIVE = (
    "three-public.abroad",
    "three-public.vehicles",
    "three-public.purchase",
    "three-public.running",
    "three-public.reception",
)
#: 三公 as most tables order it, and as Jiangxi's and Shanghai's do.
THREE_PUBLIC = ("three-public.total", ABROAD, BOTH, BUY, RUN, RECEIVE)
THREE_PUBLIC_SOUTH = ("three-public.total", ABROAD, RECEIVE, BOTH, BUY, RUN)
FUNDS = ("grant", "general", "fund", "capital")
BOUGHT = ("procurement.goods", "procurement.works", "procurement.services")

#: 款 of an office's basic spending beside insurance, what the government's classification calls them, about 万元.
WAGES = (("30101", "50101", 90), ("30102", "50101", 70), ("30103", "50101", 40), ("30112", "50102", 6))
GOODS = (
    ("30201", "50201", 14),
    ("30202", "50201", 5),
    ("30205", "50201", 3),
    ("30206", "50201", 4),
    ("30207", "50201", 6),
    ("30211", "50201", 9),
    ("30213", "50209", 5),
    ("30215", "50202", 2),
    ("30216", "50203", 3),
    ("30217", "50206", 4),
    ("30228", "50201", 7),
    ("30229", "50201", 8),
    ("30231", "50208", 6),
    ("30239", "50201", 21),
    ("30299", "50299", 5),
)


def office(run: str, *, without: Sequence[str] = (), same: Sequence[str] = ()) -> list[Spend]:
    """What an office spends on its people and its running; ``same`` are the 款 that are as last year."""
    lines = [Spend(run, e, g, size=size) for e, g, size in (*WAGES, *GOODS) if e not in without]
    lines += [
        Spend("2080501", "30302", "50905", size=11),
        Spend("2080505", "30108", "50102", size=36),
        Spend("2080506", "30109", "50102", size=18),
        Spend("2101101", "30110", "50102", size=19),
        Spend("2101103", "30111", "50102", size=8),
        Spend("2210201", "30113", "50103", size=31),
    ]
    return [replace(line, change=0) if line.economic in same else line for line in lines]


def institution(run: str, **more: Sequence[str]) -> list[Spend]:
    """The same of an institution: 绩效工资 for 奖金, medical insurance and pensions of its own 项, and subsidies by the
    government's classification."""
    own = {"2101101": "2101102", "2080501": "2080502"}
    subsidy = {"301": "50501", "302": "50502", "303": "50905"}
    return [
        replace(
            line,
            function=own.get(line.function, line.function),
            economic="30107" if line.economic == "30103" else line.economic,
            government=subsidy[line.economic[:3]],
        )
        for line in office(run, **more)
        if line.economic != "30111"
    ]


# What several places have in common ------------------------------------------------------------------------------


def contents(w: Writer, entries: Iterable[str]) -> None:
    """A contents list as it is typed: a heading, then a line for each part."""
    w.blocks.append(Head("", "目　录", 1, is_listed=True))
    w.blocks += [Head("", said(w.pieces(entry)), 2, is_listed=True) for entry in entries]


def with_contents(w: Writer, name: str, *, levels: int = 2, numbers: str = "", **more: object) -> Made:
    """The document with a contents list after its title: its headings down to a level, and its tables."""
    made = w.made(name, **more)
    listed: list[Head | Para | Table] = [Head("", "目　录", 1, is_listed=True)]
    tables = 0
    for block in made.blocks[1:]:
        if isinstance(block, Head) and block.level <= levels:
            listed.append(Head("", block.line, 2, is_listed=True))
        elif isinstance(block, Table) and numbers:
            tables += 1
            listed.append(
                Head("", numbers.format(n=tables, c=chinese(tables)) + block.name, 3, is_listed=True)
            )
    return replace(made, blocks=(made.blocks[0], *listed, *made.blocks[1:]))


def balanced(
    w: Writer, left: list[list[Piece]], right: list[list[Piece]], *, carried: bool = True
) -> list[list[Piece]]:
    """收支总表: the sources against the 类, 本年收入合计 and 本年支出合计, what is carried over, 收入总计 and 支出总计."""
    rows = w.sides(
        [*left, w.line("本年收入合计", "income.year.total")],
        [*right, w.line("本年支出合计", "expenditure.year.total")],
    )
    if carried:
        rows.append([*w.line("上年结转", "income.s5"), *w.line("结转下年", "expenditure.carry")])
    rows.append([*w.line("收入总计", "income.total"), *w.line("支出总计", "expenditure.total")])
    return rows


def sources(w: Writer, *pairs: tuple[str, str]) -> list[list[Piece]]:
    return [w.line(label, f"income.s{code}") for label, code in pairs]


def granted(
    w: Writer,
    *,
    balance: str = "二、上年结转",
    out: str = "二、结转下年",
    ends: tuple[str, str] = ("收入总计", "支出总计"),
) -> list[list[Piece]]:
    """财政拨款收支总表 in the layout of the ministry."""
    whole = tuple(f"expenditure.{fund}.total" for fund in FUNDS)
    of_funds = ("（一）一般公共预算拨款", "（二）政府性基金预算拨款", "（三）国有资本经营预算拨款")
    left = [
        w.line("一、本年收入", "income.grant.year.total"),
        *sources(w, *zip(of_funds, ("101", "102", "103"), strict=True)),
        w.line(balance, "income.grant.s5"),
        *sources(w, *zip(of_funds, ("501", "502", "503"), strict=True)),
        w.line(ends[0], "income.grant.total"),
    ]
    right = [w.line("一、本年支出", *whole)]
    for n, code in enumerate(w.sheet.ledger.codes("expenditure", "grant", letter="f", level=1), 1):
        label = f"（{chinese(n)}）{names(w.sheet.year)['function', code]}"
        right.append(w.line(label, *(f"expenditure.{fund}.f{code}" for fund in FUNDS)))
    right += [[out, "", "", "", ""], w.line(ends[1], *whole)]
    return w.sides(left, right)


def without_nothing(rows: list[list[Piece]], width: int) -> list[list[Piece]]:
    """The rows that have an amount in one of their last columns."""
    return [row for row in rows if any(not isinstance(p, str) and p.value for p in row[-width:])]


def basic_rows(w: Writer, **more: object) -> list[list[Piece]]:
    """基本支出表: the 款 of the general budget's basic spending, with 人员经费 and 公用经费."""
    rows = w.coded("economic", "general", "e", ("basic", "basic.staff", "basic.public"), **more)  # type: ignore[arg-type]
    return without_nothing(rows, 3)


def empty_rows(width: int, total: str = "合计") -> list[list[Piece]]:
    """The body of a table in which nothing stands."""
    return [[""] * width, [""] * width, [*[""] * (width - 4), total, "", "", ""]]


def three_public(w: Writer, order: Sequence[str] = THREE_PUBLIC, *, last: bool = False) -> list[Piece]:
    if last:
        return [w.cell(f"{name}.last", w.sheet.last(name), "“三公”经费") for name in order]
    return [w.cell(name, w.sheet.this(name), "“三公”经费") for name in order]


def three_public_sums(w: Writer) -> None:
    for view in ("", ".change"):
        w.total(f"three-public.total{view}", *(f"{name}{view}" for name in (ABROAD, BOTH, RECEIVE)))
        w.total(f"three-public.total{view}", *(f"{name}{view}" for name in (ABROAD, BUY, RUN, RECEIVE)))
        w.total(f"{BOTH}{view}", *(f"{name}{view}" for name in (BUY, RUN)))


def natures_sums(w: Writer, measure: str = "expenditure") -> None:
    for view in ("", ".change"):
        w.total(f"{measure}.total{view}", f"{measure}.basic{view}", f"{measure}.project{view}")


def classes(w: Writer, template: str, fund: str = "", between: str = "，") -> str:
    """A phrase for each 类 that carries money: ``{n}`` its name, ``{k}`` its key."""
    found = w.sheet.ledger.codes("expenditure", fund, letter="f", level=1)
    prefix = f"expenditure.{fund}." if fund else "expenditure."
    w.total(f"{prefix}total", *(f"{prefix}f{code}" for code in found))
    w.total(f"{prefix}total.change", *(f"{prefix}f{code}.change" for code in found))
    called = names(w.sheet.year)
    return between.join(
        template.replace("<n>", called["function", code]).replace("<k>", f"{prefix}f{code}") for code in found
    )


def items(w: Writer, template: str, fund: str = "general") -> Iterator[str]:
    """A sentence for each 项: ``<1>`` ``<2>`` ``<3>`` the names of 类, 款 and 项, ``<k>`` the key, ``<i>`` which it is."""
    called = names(w.sheet.year)
    codes = w.sheet.ledger.lowest("expenditure", fund, letter="f")
    for n, code in enumerate(codes, 1):
        path = [called["function", code[:length]] for length in (3, 5, 7)]
        sentence = template.replace("<k>", f"expenditure.{fund}.f{code}").replace("<i>", str(n))
        for step, name in enumerate(path, 1):
            sentence = sentence.replace(f"<{step}>", name)
        yield sentence


def bought(w: Writer, goods: Sequence[str], works: Sequence[str], services: Sequence[str]) -> None:
    """Procurement out of what is spent under some 款."""
    for name, codes in zip(BOUGHT, (goods, works, services), strict=True):
        w.sheet.state(
            name,
            sum((w.sheet.ledger[f"economic.e{c}"].this for c in codes), Decimal(0)),
            sum((w.sheet.ledger[f"economic.e{c}"].last or Decimal(0) for c in codes), Decimal(0)),
        )
    w.sheet.add_up("procurement.total", *BOUGHT)
    w.total("procurement.total", *BOUGHT)


def counts(w: Writer, total: str, **parts: int) -> None:
    """A count and its kinds."""
    for name, count in parts.items():
        w.sheet.state(f"{total}.{name.replace('_', '-')}", count)
    w.sheet.state(total, sum(parts.values()))
    w.total(total, *(f"{total}.{name.replace('_', '-')}" for name in parts))


# Chongqing -----------------------------------------------------------------------------------------------------


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


# Zhejiang ------------------------------------------------------------------------------------------------------


def zhejiang() -> Made:
    """A library, an institution with income of its own; its sentences give shares."""
    lines = [
        *institution("2070104"),
        Spend("2070104", "30201", "50502", "project", "101", 60),
        Spend("2070104", "31003", "50601", "project", "101", 45, change=-1),
        Spend("2070104", "30226", "50502", "project", "301", 25),
        Spend("2070104", "30227", "50502", "project", "305", 12, change=0),
    ]
    w = Writer(
        Sheet("zhejiang", 2024, lines, assets_vehicles=1), "云川市图书馆", code_columns=1, table_commas=False
    )
    w.flat, w.moved = "与{L}年执行数持平", "比{L}年执行数{v}{a}，{p}"
    bought(w, ("31003",), (), ("30226",))
    w.head("", "云川市图书馆{Y}年单位预算", 1)
    w.head("一、", "云川市图书馆概况", 2)
    w.head("（一）", "主要职责", 3)
    w.p("1.收集、整理、保存文献，面向社会开展借阅服务。")
    w.p("2.组织阅读推广和地方文献整理工作。")
    w.head("（二）", "单位基本情况", 3)
    w.p("云川市图书馆是公益一类事业单位，内设机构4个，分别为：办公室、采编部、流通部、技术部。")
    w.head("二、", "云川市图书馆{Y}年单位预算安排情况说明", 2)
    w.head("（一）", "关于云川市图书馆{Y}年收支预算情况的总体说明", 3)
    w.p(
        "按照综合预算的原则，云川市图书馆的全部收入和支出都纳入预算管理。收入包括：一般公共预算拨款收入、事业收入、其他收入；支出包括："
        + "、".join(
            names(2024)["function", c] for c in w.sheet.ledger.codes("expenditure", letter="f", level=1)
        )
        + "。云川市图书馆{Y}年收支总预算{m:income.total}。"
    )
    w.head("（二）", "关于云川市图书馆{Y}年收入预算情况说明", 3)
    w.p(
        "云川市图书馆{Y}年收入预算{m:income.total}，其中：一般公共预算拨款收入{m:income.s101}，占{s:income.s101/income.total}；事业收入"
        "{m:income.s301}，占{s:income.s301/income.total}；其他收入{m:income.s305}，占{s:income.s305/income.total}。"
    )
    w.total("income.total", "income.s101", "income.s301", "income.s305")
    w.head("（三）", "关于云川市图书馆{Y}年支出预算情况说明", 3)
    w.p(
        "云川市图书馆{Y}年支出预算{m:expenditure.total}，其中：基本支出{m:expenditure.basic}，占{s:expenditure.basic/expenditure.total}；"
        "项目支出{m:expenditure.project}，占{s:expenditure.project/expenditure.total}。"
    )
    natures_sums(w)
    w.p("按支出功能分类，包括" + classes(w, "<n>{m:<k>}，占{s:<k>/expenditure.total}", between="；") + "。")
    w.head("（四）", "关于云川市图书馆{Y}年财政拨款收支预算情况的总体说明", 3)
    w.p(
        "云川市图书馆{Y}年财政拨款收支总预算{m:income.grant.total}。收入为一般公共预算拨款{m:income.s101}；支出包括："
        + classes(w, "<n>{m:<k>}", "general")
        + "。"
    )
    w.head("（五）", "关于云川市图书馆{Y}年一般公共预算拨款情况说明", 3)
    w.head("1.", "一般公共预算拨款规模变化情况", 4)
    w.p(
        "云川市图书馆{Y}年一般公共预算拨款{m:expenditure.general.total}，{d:expenditure.general.total}，主要是"
        "{why:expenditure.general.total}。"
    )
    w.head("2.", "一般公共预算拨款结构情况", 4)
    w.p(
        classes(w, "<n>支出{m:<k>}，占{s:<k>/expenditure.general.total}", "general", "；").replace(
            "支出支出", "支出"
        )
        + "。"
    )
    w.head("3.", "一般公共预算拨款具体使用情况", 4)
    for sentence in items(w, "（<i>）<1>（类）<2>（款）<3>（项）{m:<k>}，主要用于本单位该项支出。"):
        w.p(sentence)
    w.head("（六）", "关于云川市图书馆{Y}年一般公共预算基本支出情况说明", 3)
    w.p(
        "云川市图书馆{Y}年一般公共预算基本支出{m:expenditure.general.basic}，其中：人员经费{m:economic.general.basic.staff}，主要包括"
        "基本工资、津贴补贴、绩效工资等；公用经费{m:economic.general.basic.public}，主要包括办公费、印刷费、水费、电费等。"
    )
    w.total("expenditure.general.basic", "economic.general.basic.staff", "economic.general.basic.public")
    w.head("（七）", "关于云川市图书馆{Y}年政府性基金预算支出情况说明", 3)
    w.p("云川市图书馆{Y}年没有使用政府性基金预算安排的支出。")
    w.head("（八）", "关于云川市图书馆{Y}年国有资本经营预算支出情况说明", 3)
    w.p("云川市图书馆{Y}年没有使用国有资本经营预算安排的支出。")
    w.head("（九）", "关于云川市图书馆{Y}年“三公”经费预算情况说明", 3)
    w.moved, w.flat = "比{L}年预算数{v}{a}", "与{L}年预算数持平"
    w.p("云川市图书馆{Y}年“三公”经费预算数为{m:three-public.total}，{d:three-public.total}。具体如下：")
    w.p("1.因公出国（境）费{m:three-public.abroad}，{d:three-public.abroad}。")
    w.p(
        "2.公务接待费{m:three-public.reception}，{d:three-public.reception}，主要原因是{why:three-public.reception}。"
    )
    w.p(
        "3.公务用车购置及运行维护费{m:three-public.vehicles}，{d:three-public.vehicles}，其中：公务用车购置费{m:three-public.purchase}；公务用车"
        "运行维护费{m:three-public.running}，主要原因是{why:three-public.running}。"
    )
    three_public_sums(w)
    w.head("（十）", "其他重要事项的情况说明", 3)
    w.head("1.", "机关运行经费", 4)
    w.p("本单位为事业单位，没有机关运行经费。")
    w.head("2.", "政府采购情况", 4)
    w.p(
        "云川市图书馆{Y}年政府采购预算总额{m:procurement.total}，其中：政府采购货物预算{m:procurement.goods}、政府采购工程预算"
        "{m:procurement.works}、政府采购服务预算{m:procurement.services}。"
    )
    w.head("3.", "国有资产占有使用情况", 4)
    w.p(
        "截至{on:2023年12月31日}，云川市图书馆共有车辆{c:assets.vehicles}辆，均为其他用车；单价100万元以上设备0台（套）。{Y}年单位预算未安排"
        "购置车辆和单价100万元以上设备。"
    )
    w.head("三、", "名词解释", 2)
    w.p("1.一般公共预算拨款收入：指市级财政当年拨付的资金。")
    w.p("2.事业收入：指事业单位开展专业业务活动及辅助活动所取得的收入。")
    w.p("3.其他收入：指除上述收入以外的各项收入。")
    w.head("四、", "云川市图书馆{Y}年单位预算表", 2)
    left = sources(
        w,
        ("一、一般公共预算拨款收入", "101"),
        ("二、政府性基金预算拨款收入", "102"),
        ("三、国有资本经营预算拨款收入", "103"),
        ("四、事业收入", "301"),
        ("五、其他收入", "305"),
    )
    w.table(
        "收支预算总表",
        "收入{项目|预算数} 支出{项目（按功能分类）|预算数}",
        balanced(w, left, w.classes("expenditure", "", "f")),
        number="表1",
    )
    w.table(
        "收入预算总表",
        "科目编码 科目名称 合计 上年结转 一般公共预算 政府性基金预算 国有资本经营预算 事业收入 其他收入",
        w.coded("income", "", "f", ("", "s5", "s101", "s102", "s103", "s301", "s305")),
        number="表2",
    )
    w.table(
        "支出预算总表",
        "科目编码 科目名称 合计 基本支出 项目支出",
        w.coded("expenditure", "", "f", ("", "basic", "project")),
        number="表3",
    )
    w.table(
        "财政拨款收支预算总表",
        "收入{项目|预算数} 支出{项目|合计|一般公共预算|政府性基金预算|国有资本经营预算}",
        granted(w),
        number="表4",
    )
    w.table(
        "一般公共预算支出表",
        "科目编码 科目名称 2023年执行数 2024年预算数{合计|基本支出|项目支出}",
        w.coded("expenditure", "general", "f", ("last", "", "basic", "project")),
        number="表5",
    )
    w.table(
        "一般公共预算基本支出表",
        "经济分类科目{科目编码|科目名称} 2024年基本支出{合计|人员经费|公用经费}",
        basic_rows(w),
        number="表6",
    )
    w.table(
        "政府性基金预算支出表",
        "科目编码 科目名称 合计 基本支出 项目支出",
        empty_rows(5),
        number="表7",
        notes=("注：本单位2024年没有使用政府性基金预算安排的支出，故本表无数据。",),
    )
    w.table(
        "国有资本经营预算支出表",
        "科目编码 科目名称 合计 基本支出 项目支出",
        empty_rows(5),
        number="表8",
        notes=("注：本单位2024年没有使用国有资本经营预算安排的支出，故本表无数据。",),
    )
    w.table(
        "“三公”经费预算表",
        "项目 2023年预算数 2024年预算数",
        [
            [
                label,
                w.cell(f"{name}.last", w.sheet.last(name), label),
                w.cell(name, w.sheet.this(name), label),
            ]
            for label, name in (
                ("一、因公出国（境）费", ABROAD),
                ("二、公务接待费", RECEIVE),
                ("三、公务用车购置及运行维护费", BOTH),
                ("其中：公务用车购置费", BUY),
                ("公务用车运行维护费", RUN),
                ("合计", "three-public.total"),
            )
        ],
        number="表9",
    )
    return with_contents(w, "zhejiang", levels=3)


# Tianjin -------------------------------------------------------------------------------------------------------


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
        _crossed(w),
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


def _crossed(w: Writer, fund: str = "general") -> list[list[Piece]]:
    """一般公共预算支出表, or with no fund 支出总表, with 人员经费 and 公用经费 under 基本支出."""
    crosses: dict[str, list[Decimal]] = {}
    for p in w.sheet.ledger.postings:
        if p.nature == "basic" and (not fund or p.source in ("101", "501")):
            for code in ("", *(p.function[:n] for n in (3, 5, 7))):
                pair = crosses.setdefault(code and f"f{code}", [Decimal(0), Decimal(0)])
                pair[p.economic[:3] not in ("301", "303")] += p.amount

    def own(code: str) -> list[Piece]:
        staff, public = crosses.get(code, [Decimal(0), Decimal(0)])
        tail = f"{code}." if code else ""
        near = code[1:] or "合计"
        return [
            w.cell(f"cross.{fund}{'.' * bool(fund)}{tail}basic.staff", staff, near),
            w.cell(f"cross.{fund}{'.' * bool(fund)}{tail}basic.public", public, near),
        ]

    rows = w.coded("expenditure", fund, "f", ("", "basic", "project"), own=own)
    return [[*row[:-3], *row[-2:], row[-3]] for row in rows]


# Hunan, the long set -------------------------------------------------------------------------------------------


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


# Beijing -------------------------------------------------------------------------------------------------------


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
        _crossed(w),
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


# Guangdong, a county -------------------------------------------------------------------------------------------


def guangdong() -> Made:
    """Amounts to the 元 that are printed in 万元, so that printed parts miss printed totals by what rounding takes."""
    lines = [
        *office("2013801"),
        Spend("2013816", "30227", "50205", "project", "101", 88),
        Spend("2013815", "30226", "50201", "project", "101", 23),
        Spend("2013804", "30202", "50201", "project", "101", 9, change=-1),
    ]
    sheet = Sheet("guangdong", 2023, lines, grain=1, staff_posts=70, staff_actual=66, assets_vehicles=4)
    name = "云溪县市场监督管理局"
    w = Writer(sheet, name, flat="与上年持平", moved="比上年{v}{a}，{p}", table_commas=True, code_columns=1)
    bought(w, ("30201",), (), ("30227",))
    w.head("", "{Y}年云溪县市场监督管理局部门预算", 1)
    w.head("第一部分 ", "云溪县市场监督管理局概况", 2)
    w.head("一、", "主要职责", 3)
    w.p("负责全县市场主体登记、食品药品安全监督、产品质量监督和计量标准化管理。")
    w.head("二、", "机构设置", 3)
    w.p(
        "本部门预算为局本级预算，内设股室4个：办公室、登记股、食品股、质量股。核定编制{c:staff.posts}名，在职{c:staff.actual}人。"
    )
    w.head("第二部分 ", "{Y}年部门预算表", 2)
    left = sources(
        w,
        ("一、一般公共预算拨款", "101"),
        ("二、政府性基金预算拨款", "102"),
        ("三、国有资本经营预算拨款", "103"),
        ("四、财政专户拨款", "2"),
        ("五、其他资金", "305"),
    )
    by_nature = [w.line("一、基本支出", "expenditure.basic"), w.line("二、项目支出", "expenditure.project")]
    w.table(
        "收支总体情况表",
        "收入{项目|2023年预算} 支出{项目|2023年预算}",
        balanced(w, left, by_nature),
        number="表1",
    )
    w.table(
        "收入总体情况表",
        "项目 2023年预算",
        [
            *left,
            w.line("本年收入合计", "income.year.total"),
            w.line("上年结转", "income.s5"),
            w.line("收入总计", "income.total"),
        ],
        number="表2",
    )
    w.table(
        "支出总体情况表",
        "项目 2023年预算",
        [
            w.line("一、基本支出", "expenditure.basic"),
            *[
                w.line(names(2023)["economic", c], f"economic.e{c}.basic")
                for c in sheet.ledger.codes("economic", letter="e", level=1)
            ],
            w.line("二、项目支出", "expenditure.project"),
            w.line("本年支出合计", "expenditure.year.total"),
            w.line("支出总计", "expenditure.total"),
        ],
        number="表3",
    )
    w.table(
        "财政拨款收支总体情况表",
        "收入{项目|2023年预算} 支出{项目|2023年预算}",
        w.sides(
            [
                *sources(
                    w,
                    ("一、一般公共预算", "101"),
                    ("二、政府性基金预算", "102"),
                    ("三、国有资本经营预算", "103"),
                ),
                w.line("本年收入合计", "income.grant.total"),
            ],
            [*w.classes("expenditure", "grant", "f"), w.line("本年支出合计", "expenditure.grant.total")],
        ),
        number="表4",
    )
    w.table(
        "一般公共预算支出情况表（按功能分类科目）",
        "功能科目编码 功能科目名称 合计 基本支出 项目支出",
        w.coded("expenditure", "general", "f", ("", "basic", "project"), is_first=True),
        number="表5",
    )
    w.table(
        "一般公共预算基本支出情况表（按支出经济分类科目）",
        "支出经济分类科目编码 支出经济分类科目名称 2023年预算",
        without_nothing(w.coded("economic", "general", "e", ("basic",), is_first=True), 1),
        number="表6",
    )
    order = (
        ("“三公”经费", "three-public.total"),
        ("其中：（一）因公出国（境）支出", ABROAD),
        ("（二）公务用车购置及运行维护支出", BOTH),
        ("1.公务用车购置", BUY),
        ("2.公务用车运行维护费", RUN),
        ("（三）公务接待费支出", RECEIVE),
    )
    w.table(
        "财政拨款安排的行政经费及“三公”经费预算表",
        "项目 2023年预算",
        [w.line("行政经费", "running"), *(w.line(label, at) for label, at in order)],
        number="表7",
        is_added=False,
    )
    for number, fund in (("表8", "政府性基金预算"), ("表9", "国有资本经营预算")):
        w.table(
            f"{fund}支出情况表",
            "功能科目编码 功能科目名称 合计 基本支出 项目支出",
            empty_rows(5),
            number=number,
            notes=(f"注：本表为空，云溪县市场监督管理局2023年没有使用{fund}安排的支出。",),
        )
    w.head("第三部分 ", "{Y}年部门预算情况说明", 2)
    w.head("一、", "部门预算收支增减变化情况", 3)
    w.p(
        "{Y}年本部门收入预算{m:income.total}，{d:income.total}，主要原因是{why:income.total}，其中：一般公共预算拨款{m:income.s101}，政府性"
        "基金预算拨款{m:income.s102}，财政专户拨款{m:income.s2}，其他资金{m:income.s305}；支出预算{m:expenditure.total}，"
        "{d:expenditure.total}，主要原因是{why:expenditure.total}，其中：基本支出{m:expenditure.basic}，项目支出{m:expenditure.project}。"
    )
    w.total("income.total", "income.s101", "income.s102", "income.s2", "income.s305")
    natures_sums(w)
    w.head("二、", "“三公”经费安排情况", 3)
    w.p(
        "{Y}年本部门“三公”经费预算安排{m:three-public.total}，{d:three-public.total}，主要原因是{why:three-public.total}。其中：因公出国（境）费"
        "{m:three-public.abroad}，{d:three-public.abroad}；公务用车购置及运行费{m:three-public.vehicles}（公务用车购置费"
        "{m:three-public.purchase}，{d:three-public.purchase}；公务用车运行费{m:three-public.running}，{d:three-public.running}）；公务接待费"
        "{m:three-public.reception}，{d:three-public.reception}。"
    )
    three_public_sums(w)
    w.head("三、", "机关运行经费安排情况", 3)
    w.p(
        "{Y}年本部门机关运行经费安排{m:running}，{d:running}，主要原因是{why:running}。其中：办公费{m:economic.e30201.basic}，差旅费{m:economic.e30211.basic}，会议费{m:economic.e30215.basic}等。"
    )
    w.head("四、", "政府采购情况", 3)
    w.p(
        "{Y}年本部门政府采购安排{m:procurement.total}，其中：货物类采购预算{m:procurement.goods}，工程类采购预算{m:procurement.works}，服务类采购预算{m:procurement.services}。"
    )
    w.head("五、", "国有资产占有使用情况", 3)
    w.p("截至{on:2022年12月31日}，本部门共有车辆{c:assets.vehicles}辆。")
    w.head("第四部分 ", "名词解释", 2)
    w.p("一、一般公共预算拨款：指县级财政当年安排的一般公共预算资金。")
    w.p("二、“三公”经费：指用财政拨款安排的因公出国（境）费、公务用车购置及运行费和公务接待费。")
    return with_contents(w, "guangdong", levels=3, has_rounding=True, format="text")


# Sichuan -------------------------------------------------------------------------------------------------------


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


# Jiangxi -------------------------------------------------------------------------------------------------------


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


# Shanghai, a unit ----------------------------------------------------------------------------------------------


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


# Shandong ------------------------------------------------------------------------------------------------------


def shandong() -> Made:
    """收、支总计各增加; basic spending by both economic classifications; 元 in the tables, 万元 in the text."""
    lines = [
        *office("2013301", same=("30231",)),
        Spend("2013302", "30227", "50205", "project", "101", 55),
        Spend("2013302", "30211", "50201", "project", "101", 12, change=0),
        Spend("2013304", "30201", "50201", "project", "305", 8, change=-1),
    ]
    sheet = Sheet("shandong", 2024, lines, assets_vehicles=2, assets_equipment=0)
    name = "临沧市岱南区委宣传部"
    w = Writer(sheet, name, table_unit="元", table_places=2, table_commas=True, commas=False)
    w.flat, w.moved = "与上年持平", "与上年相比{v}{a}，{p}"
    bought(w, ("30201", "30202"), (), ("30227",))
    w.head("", f"{name}2024年部门预算", 1)
    w.head("第一部分 ", "部门概况", 2)
    w.head("一、", "部门职责", 3)
    w.p("负责全区理论学习、新闻宣传、精神文明建设和网络舆情工作。")
    w.head("二、", "机构设置", 3)
    w.p(
        "本部门预算包括部机关预算，没有所属事业单位预算。部机关内设科室4个，分别是：办公室、理论科、新闻科、文明科。"
    )
    w.head("第二部分 ", "2024年部门预算表", 2)
    left = sources(
        w,
        ("一、财政拨款收入", "101"),
        ("二、事业收入", "301"),
        ("三、经营收入", "302"),
        ("四、上级补助收入", "303"),
        ("五、附属单位上缴收入", "304"),
        ("六、其他收入", "305"),
    )
    w.table(
        "收支总体情况表",
        "收入{项目|预算数} 支出{项目|预算数}",
        balanced(w, left, w.classes("expenditure", "", "f")),
        number="公开表1",
    )
    w.table(
        "收入总体情况表",
        "科目编码 科目名称 合计 财政拨款收入 事业收入 经营收入 上级补助收入 附属单位上缴收入 其他收入 上年结转",
        w.coded("income", "", "f", ("", "s101", "s301", "s302", "s303", "s304", "s305", "s5"), is_first=True),
        number="公开表2",
    )
    w.table(
        "支出总体情况表",
        "科目编码 科目名称 合计 基本支出 项目支出",
        w.coded("expenditure", "", "f", ("", "basic", "project"), is_first=True),
        number="公开表3",
    )
    w.table(
        "财政拨款收支总体情况表",
        "收入{项目|预算数} 支出{项目|合计|一般公共预算|政府性基金预算|国有资本经营预算}",
        granted(w),
        number="公开表4",
    )
    w.table(
        "一般公共预算支出情况表",
        "科目编码 科目名称 合计 基本支出 项目支出",
        w.coded("expenditure", "general", "f", ("", "basic", "project"), is_first=True),
        number="公开表5",
    )
    w.table(
        "一般公共预算基本支出情况表（部门预算支出经济分类）",
        "科目编码 科目名称 合计 人员经费 公用经费",
        basic_rows(w, is_first=True),
        number="公开表6",
    )
    w.table(
        "一般公共预算基本支出情况表（政府预算支出经济分类）",
        "科目编码 科目名称 基本支出",
        without_nothing(w.coded("government", "general", "g", ("basic",), is_first=True), 1),
        number="公开表7",
    )
    w.table(
        "一般公共预算“三公”经费支出情况表",
        "合计 因公出国（境）费 公务用车购置及运行费{小计|公务用车购置费|公务用车运行费} 公务接待费",
        [three_public(w)],
        number="公开表8",
    )
    for number, fund in (("公开表9", "政府性基金预算"), ("公开表10", "国有资本经营预算")):
        w.table(
            f"{fund}支出情况表",
            "科目编码 科目名称 合计 基本支出 项目支出",
            empty_rows(5),
            number=number,
            notes=(f"备注：本部门没有{fund}安排的支出，本表为空。",),
        )
    w.head("第三部分 ", "2024年部门预算情况说明", 2)
    w.head("一、", "收支预算总体情况说明", 3)
    w.moved, w.flat = "各{v}{a}，{p}", "持平"
    w.p(
        f"{name}{{Y}}年收支总预算{{m:income.total}}。与上年相比，收、支总计{{d:income.total}}，主要原因是{{why:income.total}}。"
    )
    w.head("二、", "收入预算情况说明", 3)
    w.p(
        "{Y}年收入预算{m:income.total}，其中：财政拨款收入{m:income.s101}，占{s:income.s101/income.total}；其他收入{m:income.s305}，"
        "占{s:income.s305/income.total}。"
    )
    w.total("income.total", "income.s101", "income.s305")
    w.head("三、", "支出预算情况说明", 3)
    w.p(
        "{Y}年支出预算{m:expenditure.total}，其中：基本支出{m:expenditure.basic}，占{s:expenditure.basic/expenditure.total}；项目支出"
        "{m:expenditure.project}，占{s:expenditure.project/expenditure.total}。"
    )
    natures_sums(w)
    w.head("四、", "财政拨款收支预算总体情况说明", 3)
    w.p(
        "{Y}年财政拨款收支总预算{m:income.grant.total}。与上年相比，财政拨款收、支总计{d:income.grant.total}，主要原因是{why:income.grant.total}。"
    )
    w.head("五、", "一般公共预算支出情况说明", 3)
    w.moved, w.flat = "与上年相比{v}{a}，{p}", "与上年持平"
    w.p(
        "{Y}年一般公共预算支出{m:expenditure.general.total}，{d:expenditure.general.total}。其中："
        + classes(w, "<n>{m:<k>}，占{s:<k>/expenditure.general.total}", "general", "；")
        + "。"
    )
    for sentence in items(
        w, "（<i>）<1>（类）<2>（款）<3>（项）。{Y}年预算数为{m:<k>}，{d:<k>}，主要原因是{why:<k>}。"
    ):
        w.p(sentence)
    lowest = sheet.ledger.lowest("expenditure", "general", letter="f")
    w.total("expenditure.general.total.change", *(f"expenditure.general.f{code}.change" for code in lowest))
    w.head("六、", "一般公共预算基本支出情况说明", 3)
    w.p(
        "{Y}年一般公共预算基本支出{m:expenditure.general.basic}，其中：人员经费{m:economic.general.basic.staff}，公用经费"
        "{m:economic.general.basic.public}。"
    )
    w.total("expenditure.general.basic", "economic.general.basic.staff", "economic.general.basic.public")
    w.head("七、", "“三公”经费支出情况说明", 3)
    w.p(
        "{Y}年通过财政拨款安排的“三公”经费预算{m:three-public.total}，{d:three-public.total}。其中：因公出国（境）费{m:three-public.abroad}，"
        "{d:three-public.abroad}；公务用车购置费{m:three-public.purchase}，{d:three-public.purchase}；公务用车运行维护费{m:three-public.running}，"
        "{d:three-public.running}；公务接待费{m:three-public.reception}，{d:three-public.reception}，主要原因是{why:three-public.reception}。"
    )
    three_public_sums(w)
    w.head("八、", "其他重要事项说明", 3)
    w.head("（一）", "机关运行经费", 4)
    w.p("{Y}年机关运行经费财政拨款预算{m:running}，{d:running}，主要原因是{why:running}。")
    w.head("（二）", "政府采购", 4)
    w.p(
        "{Y}年政府采购预算{m:procurement.total}，其中：政府采购货物预算{m:procurement.goods}，政府采购工程预算{m:procurement.works}，政府采购服务"
        "预算{m:procurement.services}。"
    )
    w.head("（三）", "国有资产占有使用", 4)
    w.p(
        "截至{on:2023年12月31日}，本部门共有车辆{c:assets.vehicles}辆。单位价值50万元以上通用设备{c:assets.equipment}台（套）。"
    )
    w.head("（四）", "绩效目标设置", 4)
    w.p("{Y}年本部门所有项目均编报了绩效目标。")
    w.head("第四部分 ", "名词解释", 2)
    w.p("一、财政拨款收入：指由财政拨款形成的部门收入。")
    w.p("二、其他收入：指除财政拨款收入以外的各项收入。")
    return with_contents(w, "shandong", levels=3)


# Yunnan --------------------------------------------------------------------------------------------------------


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
        _crossed(w),
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


# Shaanxi -------------------------------------------------------------------------------------------------------


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
    """The rows of ``_crossed`` with the total first."""
    rows = _crossed(w)
    return [rows[-1], *rows[:-1]]


# Henan ---------------------------------------------------------------------------------------------------------


def nine_tables(
    w: Writer, titles: Sequence[str], *, number: str = "", unit_code: str = "", note: str = ""
) -> None:
    """The ministry's nine tables under a place's own titles; ``number`` is a pattern of their numbers."""
    numbers = (number.format(n=n, c=chinese(n)) for n in range(1, 20))
    left = sources(
        w,
        ("一、一般公共预算拨款收入", "101"),
        ("二、政府性基金预算拨款收入", "102"),
        ("三、国有资本经营预算拨款收入", "103"),
        ("四、财政专户管理资金收入", "2"),
        ("五、事业收入", "301"),
        ("六、其他收入", "305"),
    )
    right = w.classes("expenditure", "", "f")
    w.table(titles[0], "收入{项目|预算数} 支出{项目|预算数}", balanced(w, left, right), number=next(numbers))
    at = (
        "income.total",
        "income.year.total",
        *(f"income.s{c}" for c in ("101", "102", "103", "2", "301", "305", "5")),
    )
    values = [w.cell(name, w.sheet.this(name), w.name) for name in at]
    w.table(
        titles[1],
        "单位代码 单位名称 合计 "
        "本年收入{小计|一般公共预算|政府性基金预算|国有资本经营预算|财政专户管理资金|事业收入|其他收入} 上年结转结余",
        [["", "合计", *values], [unit_code, w.name, *values]],
        number=next(numbers),
    )
    w.table(
        titles[2],
        "科目编码{类|款|项} 单位（科目名称） 合计 基本支出{小计|人员经费|公用经费} 项目支出",
        _three_columns(w, lambda: _crossed(w, "")),
        number=next(numbers),
    )
    heads = "收入{项目|预算数} 支出{项目|合计|一般公共预算|政府性基金预算|国有资本经营预算}"
    w.table(titles[3], heads, granted(w), number=next(numbers))
    w.table(
        titles[4],
        "科目编码{类|款|项} 科目名称 合计 基本支出{小计|人员经费|公用经费} 项目支出",
        _three_columns(w, lambda: _crossed(w)),
        number=next(numbers),
    )
    w.table(
        titles[5],
        "部门预算经济科目{科目编码|科目名称} 合计 人员经费 公用经费",
        basic_rows(w, is_first=True),
        number=next(numbers),
    )
    w.table(
        titles[6],
        "“三公”经费合计 因公出国（境）费 公务用车购置及运行费{小计|公务用车购置费|公务用车运行费} 公务接待费",
        [three_public(w)],
        number=next(numbers),
    )
    for title, fund, called in (
        (titles[7], "fund", "政府性基金预算"),
        (titles[8], "capital", "国有资本经营预算"),
    ):
        rows = w.coded("expenditure", fund, "f", ("", "basic", "project"), is_first=True)
        is_empty = len(rows) == 1
        w.table(
            title,
            "科目编码 科目名称 合计 基本支出 项目支出",
            empty_rows(5) if is_empty else rows,
            number=next(numbers),
            notes=(note.format(fund=called),) if is_empty and note else (),
        )


def _three_columns(w: Writer, rows: Callable[[], list[list[Piece]]]) -> list[list[Piece]]:
    """Rows whose codes stand in 类, 款 and 项, the total first."""
    before, w.code_columns = w.code_columns, 3
    found = rows()
    w.code_columns = before
    return [found[-1], *found[:-1]]


def henan() -> Made:
    """收入总计 and 支出总计 in one sentence, each fund compared by itself, vehicles at 期末."""
    lines = [
        *office("2150501"),
        Spend("2150502", "30227", "50205", "project", "101", 70),
        Spend("2150508", "30218", "50204", "project", "101", 33, change=0),
        Spend("2120804", "31005", "50302", "project", "102", 210),
        Spend("2150508", "30227", "50205", "project", "501", 28, change=-1),
    ]
    sheet = Sheet("henan", 2025, lines)
    name = "汝南市伊川区工业和信息化局"
    w = Writer(sheet, name, trims=True, table_commas=False, flat="与{L}年持平", moved="比{L}年{v}{a}")
    w.head("", f"{name}{{Y}}年部门预算公开", 1)
    w.head("第一部分  ", f"{name}概况", 2)
    w.head("一、", "主要职能", 3)
    w.p("研究提出全区新型工业化发展战略，推进信息化和工业化融合。")
    w.head("二、", "机构设置", 3)
    w.p(f"{name}内设机构5个，分别是：办公室、规划科、运行科、企业科、信息科。")
    w.head("第二部分  ", f"{name}{{Y}}年部门预算情况说明", 2)
    w.head("一、", "收入支出预算总体情况说明", 3)
    w.moved = "各{v}{a}，{p}"
    w.p(
        f"{name}{{Y}}年收入总计{{m:income.total}}，支出总计{{m:expenditure.total}}，与{{L}}年预算相比，收、支总计{{d:income.total}}。主要原因："
        "{why:income.total}。"
    )
    w.head("二、", "收入预算总体情况说明", 3)
    w.p(
        f"{name}{{Y}}年收入合计{{m:income.total}}，其中：一般公共预算收入{{m:income.s101}}；政府性基金收入{{m:income.s102}}；上年结转结余"
        "{m:income.s5}。"
    )
    w.total("income.total", "income.s101", "income.s102", "income.s5")
    w.head("三、", "支出预算总体情况说明", 3)
    w.p(
        f"{name}{{Y}}年支出合计{{m:expenditure.total}}，其中：基本支出{{m:expenditure.basic}}，占{{s:expenditure.basic/expenditure.total}}；项目支出"
        "{m:expenditure.project}，占{s:expenditure.project/expenditure.total}。"
    )
    natures_sums(w)
    w.head("四、", "财政拨款收入支出预算总体情况说明", 3)
    w.moved = "{v}{a}，{p}"
    w.p(
        f"{name}{{Y}}年一般公共预算收支预算{{m:expenditure.general.total}}，政府性基金收支预算{{m:expenditure.fund.total}}。与{{L}}年相比，一般公共"
        "预算收支预算{d:expenditure.general.total}，主要原因：{why:expenditure.general.total}；政府性基金收支预算{d:expenditure.fund.total}，主要"
        "原因：{why:expenditure.fund.total}。"
    )
    w.head("五、", "一般公共预算支出预算情况说明", 3)
    w.p(
        f"{name}{{Y}}年一般公共预算支出年初预算为{{m:expenditure.general.total}}。主要用于以下方面："
        + classes(w, "<n>（类）{m:<k>}，占{s:<k>/expenditure.general.total}", "general", "；")
        + "。"
    )
    w.head("六、", "支出预算经济分类情况说明", 3)
    w.p("按照要求，{Y}年起全面实施支出经济分类科目改革，部门预算支出按两套经济分类科目分别列示。")
    w.head("七、", "“三公”经费支出预算情况说明", 3)
    w.moved = "比{L}年{v}{a}"
    w.p(
        f"{name}{{Y}}年“三公”经费预算为{{m:three-public.total}}。{{Y}}年“三公”经费支出预算数{{d:three-public.total}}。具体支出情况如下："
    )
    w.p(
        "（一）因公出国（境）费{m:three-public.abroad}，主要用于单位工作人员公务出国（境）。预算数{d:three-public.abroad}。"
    )
    w.p(
        "（二）公务用车购置及运行费{m:three-public.vehicles}，其中，公务用车购置费{m:three-public.purchase}；公务用车运行维护费"
        "{m:three-public.running}，主要用于开展工作所需公务用车的燃料费、维修费、过路过桥费、保险费等支出。公务用车购置费预算数"
        "{d:three-public.purchase}；公务用车运行维护费预算数{d:three-public.running}，主要原因：{why:three-public.running}。"
    )
    w.p(
        "（三）公务接待费{m:three-public.reception}，主要用于按规定开支的各类公务接待。预算数{d:three-public.reception}，主要原因：{why:three-public.reception}。"
    )
    three_public_sums(w)
    w.head("八、", "政府性基金预算支出预算情况说明", 3)
    w.p(f"{name}{{Y}}年政府性基金预算支出{{m:expenditure.fund.total}}。")
    w.head("九、", "国有资本经营预算支出情况说明", 3)
    w.p(f"{name}{{Y}}年没有使用国有资本经营预算拨款安排的支出。")
    w.head("十、", "其他重要事项的情况说明", 3)
    w.head("（一）", "机关运行经费支出情况", 4)
    w.p(
        f"{name}{{Y}}年机关运行经费支出预算{{m:running}}，主要保障机构正常运转及履职需要，{{d:running}}，主要原因：{{why:running}}。"
    )
    bought(w, ("30218",), ("31005",), ())
    w.head("（二）", "政府采购支出情况", 4)
    w.p(
        "{Y}年政府采购预算安排{m:procurement.total}，其中：政府采购货物预算{m:procurement.goods}、政府采购工程预算{m:procurement.works}、政府采购"
        "服务预算{m:procurement.services}。"
    )
    w.head("（三）", "绩效目标设置情况", 4)
    w.p("我部门{Y}年预算项目均按要求编制了绩效目标，从产出、效益、满意度等方面设定了绩效指标。")
    counts(w, "assets.vehicles", general=1, law=0, other=1)
    w.head("（四）", "国有资产占用情况", 4)
    w.p(
        "{L}年期末，我部门共有车辆{c:assets.vehicles}辆，其中：一般公务用车{c:assets.vehicles.general}辆，一般执法执勤用车"
        "{c:assets.vehicles.law}辆，其他用车{c:assets.vehicles.other}辆；单价50万元以上通用设备0台（套），单位价值100万元以上专用设备0台（套）。"
    )
    w.head("第三部分  ", "名词解释", 2)
    w.p("一、财政拨款收入：是指区级财政当年拨付的资金。")
    w.p(
        "二、“三公”经费：是指纳入区级财政预算管理，用财政拨款安排的因公出国（境）费、公务用车购置及运行费和公务接待费。"
    )
    w.head("附件：", f"{name}{{Y}}年部门预算表", 2)
    nine_tables(
        w,
        (
            "部门收支总体情况表",
            "部门收入总体情况表",
            "部门支出总体情况表",
            "财政拨款收支总体情况表",
            "一般公共预算支出情况表",
            "一般公共预算基本支出情况表",
            "一般公共预算“三公”经费支出情况表",
            "政府性基金预算支出情况表",
            "国有资本经营预算支出情况表",
        ),
        number="预算{n:02}表",
        unit_code="019001",
        note="注：本部门2025年没有{fund}支出，本表为空表。",
    )
    return with_contents(w, "henan", levels=3)


# Guangxi -------------------------------------------------------------------------------------------------------


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


PLACES = (
    chongqing,
    zhejiang,
    tianjin,
    hunan,
    beijing,
    guangdong,
    sichuan,
    jiangxi,
    shanghai,
    shandong,
    yunnan,
    shaanxi,
    henan,
    guangxi,
)


@cache
def everything() -> tuple[Made, ...]:
    return tuple(place() for place in PLACES)

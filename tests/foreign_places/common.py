"""What several of the made-up disclosures have in common: an office's spending, tables in usual layouts, usual sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from tests.foreign import Head, Made, Para, Piece, Spend, Table, Writer, chinese, names, said

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


def crossed(w: Writer, fund: str = "general") -> list[list[Piece]]:
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
        three_columns(w, lambda: crossed(w, "")),
        number=next(numbers),
    )
    heads = "收入{项目|预算数} 支出{项目|合计|一般公共预算|政府性基金预算|国有资本经营预算}"
    w.table(titles[3], heads, granted(w), number=next(numbers))
    w.table(
        titles[4],
        "科目编码{类|款|项} 科目名称 合计 基本支出{小计|人员经费|公用经费} 项目支出",
        three_columns(w, lambda: crossed(w)),
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


def three_columns(w: Writer, rows: Callable[[], list[list[Piece]]]) -> list[list[Piece]]:
    """Rows whose codes stand in 类, 款 and 项, the total first."""
    before, w.code_columns = w.code_columns, 3
    found = rows()
    w.code_columns = before
    return [found[-1], *found[:-1]]

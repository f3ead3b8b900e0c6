"""The national form of 2021 and later: nine statutory tables, the tables of particulars, and a plain narrative.

Tables: 财预〔2016〕143号 and the set in use since 国有资本经营 was added in 2021 (domain/tables.md §1, §5). Outline: four
parts — overview, tables, explanation, glossary (domain/rules.md C1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from budgets.books import ProjectSheet, Target
from budgets.catalogue import POST_KINDS, RUNNING_COMPONENTS, VEHICLE_KINDS
from budgets.figures import Figures
from budgets.ledger import key
from budgets.money import Unit

from ..document import Block, Cell, Column, Heading, Paragraph, Row, Table, Terms
from ..glossary import CALLED_BY, explain
from ..narrative import literal, plain_paragraph, say
from ..statements import (
    CODE,
    YEAR,
    ByCode,
    Classes,
    Custom,
    Head,
    Line,
    Lines,
    Narrowed,
    OneRow,
    TwoSided,
    anchor_word,
    build,
    cell,
    chinese_number,
    rounding_note,
)

if TYPE_CHECKING:
    from . import Form

# The tables -------------------------------------------------------------------------------------------------------


def _natures(*coordinates: str) -> tuple[Head, ...]:
    """合计, 基本支出, 项目支出 under the given coordinates."""
    return (
        Head("合计", (*coordinates, CODE)),
        Head("基本支出", (*coordinates, CODE, "basic")),
        Head("项目支出", (*coordinates, CODE, "project")),
    )


def _three_public(view: str = "") -> tuple[Head, ...]:
    return (
        Head("合计", ("three-public.total",), view),
        Head("因公出国（境）费", ("three-public.abroad",), view),
        Head(
            "公务用车购置及运行费",
            children=(
                Head("小计", ("three-public.vehicles",), view),
                Head("购置费", ("three-public.purchase",), view),
                Head("运行费", ("three-public.running",), view),
            ),
        ),
        Head("公务接待费", ("three-public.reception",), view),
    )


INCOME_LINES = (
    Line("一、一般公共预算拨款收入", "income.s101"),
    Line("二、政府性基金预算拨款收入", "income.s102"),
    Line("三、国有资本经营预算拨款收入", "income.s103"),
    Line("四、财政专户管理资金收入", "income.s2"),
    Line("五、事业收入", "income.s301"),
    Line("六、事业单位经营收入", "income.s302"),
    Line("七、上级补助收入", "income.s303"),
    Line("八、附属单位上缴收入", "income.s304"),
    Line("九、其他收入", "income.s305"),
)

STATEMENTS = (
    TwoSided(
        "balance",
        "收支总表",
        "收入",
        "支出",
        left=(
            *INCOME_LINES,
            Line("本年收入合计", "income.year.total", "subtotal"),
            Line("使用非财政拨款结余", "income.s4"),
            Line("上年结转", "income.s5"),
            Line("收入总计", "income.total", "total"),
        ),
        right=(
            Classes(("expenditure",)),
            Narrowed("本年支出合计", "year", "subtotal"),
            Narrowed("结转下年", "carry"),
            Narrowed("支出总计", "", "total"),
        ),
        right_columns=(Head("预算数", ("expenditure", CODE)),),
    ),
    ByCode(
        "income",
        "收入总表",
        rows=("income",),
        letter="f",
        code_label="功能分类科目",
        columns=(
            Head("合计", ("income", CODE)),
            Head("上年结转", ("income", CODE, "s5")),
            Head("一般公共预算拨款收入", ("income", CODE, "s101")),
            Head("政府性基金预算拨款收入", ("income", CODE, "s102")),
            Head("国有资本经营预算拨款收入", ("income", CODE, "s103")),
            Head("财政专户管理资金收入", ("income", CODE, "s2")),
            Head("事业收入", ("income", CODE, "s301")),
            Head("事业单位经营收入", ("income", CODE, "s302")),
            Head("上级补助收入", ("income", CODE, "s303")),
            Head("附属单位上缴收入", ("income", CODE, "s304")),
            Head("其他收入", ("income", CODE, "s305")),
            Head("使用非财政拨款结余", ("income", CODE, "s4")),
        ),
        subject="收入",
    ),
    ByCode(
        "expenditure",
        "支出总表",
        rows=("expenditure",),
        letter="f",
        code_label="功能分类科目",
        columns=(
            *_natures("expenditure"),
            Head("事业单位经营支出", ("expenditure", CODE, "operating")),
            Head("上缴上级支出", ("expenditure", CODE, "upward")),
            Head("对附属单位补助支出", ("expenditure", CODE, "downward")),
        ),
        subject="支出",
        total=YEAR,
    ),
    TwoSided(
        "grant",
        "财政拨款收支总表",
        "收入",
        "支出",
        left=(
            Line("一、本年收入", "income.s1"),
            Line("（一）一般公共预算拨款", "income.s101", "part"),
            Line("（二）政府性基金预算拨款", "income.s102", "part"),
            Line("（三）国有资本经营预算拨款", "income.s103", "part"),
            Line("二、上年结转", "income.grant.s5"),
            Line("（一）一般公共预算拨款", "income.general.s5", "part"),
            Line("（二）政府性基金预算拨款", "income.fund.s5", "part"),
            Line("（三）国有资本经营预算拨款", "income.capital.s5", "part"),
            Line("收入总计", "income.grant.total", "total"),
        ),
        right=(
            Classes(("expenditure", "grant")),
            Narrowed("结转下年", "carry"),
            Narrowed("支出总计", "", "total"),
        ),
        right_columns=(
            Head("合计", ("expenditure", "grant", CODE)),
            Head("一般公共预算", ("expenditure", "general", CODE)),
            Head("政府性基金预算", ("expenditure", "fund", CODE)),
            Head("国有资本经营预算", ("expenditure", "capital", CODE)),
        ),
    ),
    ByCode(
        "general",
        "一般公共预算支出表",
        rows=("expenditure", "general"),
        letter="f",
        code_label="功能分类科目",
        columns=(
            Head("{last_year}年预算数", ("expenditure", "general", CODE), "last"),
            Head(
                "{year}年预算数",
                children=(
                    Head("小计", ("expenditure", "general", CODE)),
                    Head("基本支出", ("expenditure", "general", CODE, "basic")),
                    Head("项目支出", ("expenditure", "general", CODE, "project")),
                ),
            ),
            Head(
                "比{last_year}年预算数",
                children=(
                    Head("增减额", ("expenditure", "general", CODE), "change"),
                    Head("增减%", ("expenditure", "general", CODE), "percent"),
                ),
            ),
        ),
        subject="一般公共预算拨款安排的支出",
        total=YEAR,
    ),
    ByCode(
        "basic",
        "一般公共预算基本支出表",
        rows=("economic", "general"),
        letter="e",
        code_label="部门预算支出经济分类科目",
        columns=(
            Head(
                "{year}年基本支出",
                children=(
                    Head("合计", ("economic", "general", CODE, "basic")),
                    Head("人员经费", ("economic", "general", CODE, "basic", "staff")),
                    Head("公用经费", ("economic", "general", CODE, "basic", "public")),
                ),
            ),
        ),
        subject="一般公共预算拨款安排的基本支出",
        nature="basic",
    ),
    OneRow(
        "three-public",
        "一般公共预算“三公”经费支出表",
        (
            Head("{last_year}年预算数", children=_three_public("last")),
            Head("{year}年预算数", children=_three_public()),
        ),
        sums=tuple(
            (f"{total}{view}", tuple(f"{part}{view}" for part in parts))
            for view in ("", ".last")
            for total, parts in (
                ("three-public.vehicles", ("three-public.purchase", "three-public.running")),
                (
                    "three-public.total",
                    ("three-public.abroad", "three-public.vehicles", "three-public.reception"),
                ),
            )
        ),
    ),
    ByCode(
        "fund",
        "政府性基金预算支出表",
        rows=("expenditure", "fund"),
        letter="f",
        code_label="功能分类科目",
        columns=(Head("本年政府性基金预算支出", children=_natures("expenditure", "fund")),),
        subject="使用政府性基金预算拨款安排的支出",
        total=YEAR,
    ),
    ByCode(
        "capital",
        "国有资本经营预算支出表",
        rows=("expenditure", "capital"),
        letter="f",
        code_label="功能分类科目",
        columns=(Head("本年国有资本经营预算支出", children=_natures("expenditure", "capital")),),
        subject="使用国有资本经营预算拨款安排的支出",
        total=YEAR,
    ),
    Lines(
        "staffing",
        "人员编制和实有情况表",
        (
            Line("编制人数", "staff.posts"),
            *(Line(f"其中：{label}", f"staff.posts.{kind}", "part") for kind, label in POST_KINDS),
            Line("实有人数", "staff.actual"),
            *(Line(f"其中：{label}", f"staff.actual.{kind}", "part") for kind, label in POST_KINDS),
        ),
        views=("this", "last", "reason"),
        has_money=False,
    ),
    Lines(
        "running",
        "机关运行经费及会议费、培训费表",
        (
            Line("机关运行经费", "running"),
            *(Line(f"其中：{label}", f"running.{kind}", "part") for kind, label in RUNNING_COMPONENTS),
            Line("会议费总额", "meeting"),
            Line("培训费总额", "training"),
        ),
        views=("this", "last", "change", "reason"),
    ),
    Custom("procurement", lambda figures, unit: _procurement(figures, unit)),
    Lines(
        "assets",
        "国有资产占有使用及购置计划表",
        (
            Line("办公及业务用房", "assets.area"),
            Line("车辆", "assets.vehicles"),
            *(Line(f"其中：{label}", f"assets.vehicles.{kind}", "part") for kind, label in VEHICLE_KINDS),
            Line("大型设备", "assets.equipment"),
            Line("本年安排购置车辆", "assets.buy-vehicles"),
            Line("本年安排购置大型设备", "assets.buy-equipment"),
        ),
        has_money=False,
    ),
    Custom("projects", lambda figures, unit: _projects(figures, unit)),
    Custom("goals", lambda figures, unit: _goals(figures, unit)),
)


def _procurement(figures: Figures, unit: Unit) -> Iterator[Table]:
    """政府采购预算表: by kind, named items under each, and what is reserved for small firms."""
    if figures.value("procurement.total") is None:
        return
    kinds = (("goods", "货物"), ("works", "工程"), ("services", "服务"))
    rows = []
    for kind, label in kinds:
        rows.append(_procurement_row(figures, f"procurement.{kind}", label, unit, 1))
        for purchase in figures.books.purchases:
            if purchase.kind == kind:
                rows.append(_procurement_row(figures, purchase.key, purchase.name, unit, 2, views=("this",)))
    rows.append(_procurement_row(figures, "procurement.total", "合计", unit, 0, kind="total"))
    for name, label in (("sme", "面向中小企业预留"), ("small", "其中：小型和微型企业")):
        if figures.value(f"procurement.{name}") is not None:
            rows.append(_procurement_row(figures, f"procurement.{name}", label, unit, 1))
    columns = (Column("项目", "name"), Column("本年"), Column("上年"), Column("增减"))
    parts = [f"procurement.{kind}" for kind, _label in kinds]
    notes = rounding_note(figures, unit, [("procurement.total", parts)])
    yield Table("procurement", "政府采购预算表", unit, columns, tuple(rows), notes)


def _procurement_row(
    figures: Figures,
    figure_key: str,
    label: str,
    unit: Unit,
    level: int,
    *,
    kind: str = "item",
    views: tuple[str, ...] = ("this", "last", "change"),
) -> Row:
    keys = (figure_key, f"{figure_key}.last", f"{figure_key}.change")
    shown = [cell(figures[k], unit) for k in keys[: len(views)]]
    blanks = [Cell()] * (3 - len(shown))
    return Row((Cell(label), *shown, *blanks), kind=kind, level=level, code=anchor_word(figure_key))


def _projects(figures: Figures, unit: Unit) -> Iterator[Table]:
    """项目支出预算表: one row a project, with what it is for."""
    books = figures.books
    columns = (
        Column("项目名称", "name"),
        Column("本年"),
        Column("上年"),
        Column("增减"),
        Column("主要用途", "text"),
    )
    rows = tuple(
        Row(
            (
                Cell(project.name),
                *(cell(figures[f"{project.key}{view}"], unit) for view in ("", ".last", ".change")),
                Cell(project.use),
            ),
            level=1,
            code=anchor_word(project.key),
        )
        for project in books.projects
    )
    total = (cell(figures[f"project.total{view}"], unit) for view in ("", ".last", ".change"))
    rows += (Row((Cell("合计"), *(total if rows else [Cell()] * 3), Cell()), kind="total", code="total"),)
    notes = rounding_note(figures, unit, [("project.total", [p.key for p in books.projects])])
    if not books.projects:
        word = "没有分项公开项目支出" if figures.amount("expenditure.project") else "没有项目支出"
        notes = (f"注：本{books.kind_label}{books.year}年{word}，本表无数据。",)
    yield Table("projects", "项目支出预算表", unit, columns, rows, notes, is_empty=not books.projects)


def _goals(figures: Figures, unit: Unit) -> Iterator[Table]:
    """绩效目标表: the whole department's, then one for each project that has indicators."""
    books = figures.books
    if books.targets:
        yield _targets_table("goals", "部门整体支出绩效目标表", books.targets)
    for n, project in enumerate(books.projects, 1):
        if project.targets:
            yield _targets_table(f"goals-{n}", f"项目支出绩效目标表（{project.name}）", project.targets)


def _targets_table(table_key: str, title: str, targets: tuple[Target, ...]) -> Table:
    columns = (
        Column("一级指标", "text"),
        Column("二级指标", "text"),
        Column("三级指标", "name"),
        Column("指标值", "text"),
        Column("权重", "text"),
    )
    rows = tuple(
        Row(
            (
                Cell(t.area),
                Cell(t.aspect),
                Cell(t.name),
                Cell(t.target),
                Cell("" if t.weight is None else str(t.weight)),
            )
        )
        for t in targets
    )
    return Table(table_key, title, "", columns, rows)


# The outline ------------------------------------------------------------------------------------------------------


def outline(figures: Figures, form: Form) -> list[Block]:
    """The whole document in order: overview, tables, explanation, glossary."""
    name, kind = figures.books.department_name, figures.books.kind_label
    return [
        Heading(1, f"{name}概况", "part-1", "第一部分"),
        *_overview(figures),
        Heading(1, f"{figures.books.year}年{kind}预算表", "part-2", "第二部分"),
        *_tables(figures, form),
        Heading(1, f"{figures.books.year}年{kind}预算情况说明", "part-3", "第三部分"),
        *_explanation(figures),
        Heading(1, "名词解释", "part-4", "第四部分"),
        Terms(explain(_terms_used(figures), figures.books.region_level)),
    ]


def _tables(figures: Figures, form: Form) -> Iterator[Table]:
    kind, name = figures.books.kind_label, figures.books.department_name
    tables = [t for statement in form.statements for t in build(statement, figures, form.table_unit)]
    for n, table in enumerate(tables, 1):
        yield replace(table, number=str(n), label=f"表{n}", maker=f"编制{kind}：{name}")


def _terms_used(figures: Figures) -> list[str]:
    return [term for term, keys in CALLED_BY.items() if any(figures.value(k) for k in keys)]


Section = tuple[str, str, Callable[[Figures], Iterator[Block]]]


def _overview(figures: Figures) -> Iterator[Block]:
    sections = (
        ("主要职责", "duties", _duties),
        ("机构设置", "structure", _structure),
        ("人员情况", "staffing-text", _staffing),
    )
    yield from _sections(sections, figures)
    yield from plain_paragraph(figures.books.notes.get("remark.overview", ""), role="note")


def _sections(sections: tuple[Section, ...], figures: Figures) -> Iterator[Block]:
    """Numbered sections; one that has nothing to say is left out and the numbers close up."""
    n = 0
    for title, anchor, write in sections:
        if blocks := list(write(figures)):
            n += 1
            yield Heading(2, title, anchor, f"{chinese_number(n)}、")
            yield from blocks


def _duties(figures: Figures) -> Iterator[Block]:
    for n, duty in enumerate(figures.books.duties, 1):
        yield Paragraph((f"（{chinese_number(n)}）{duty}",), "item")


def _structure(figures: Figures) -> Iterator[Block]:
    books = figures.books
    if books.offices:
        yield say(
            "本{kind}内设机构{offices.count}，分别是：" + literal("、".join(books.offices)) + "。",
            figures,
        )
    if books.units:
        yield say("纳入本{kind}预算的单位共{units.count}，其中所属单位{units.subordinate}。", figures)
        for n, unit in enumerate(books.units, 1):
            about = "，".join(word for word in (unit.kind_label, unit.funding_label) if word)
            yield Paragraph((f"{n}. {unit.name}（{about}）",), "item")
    yield from plain_paragraph(books.notes.get("scope", ""))


def _staffing(figures: Figures) -> Iterator[Block]:
    if figures.value("staff.posts") is None:
        return
    posts = _kinds(figures, "staff.posts")
    actual = _kinds(figures, "staff.actual")
    pattern = f"本{{kind}}编制{{staff.posts}}{posts}；实有{{staff.actual}}{actual}{{staff.actual:why}}。"
    yield say(pattern, figures)


def _kinds(figures: Figures, base: str) -> str:
    """“，其中行政编制13人、…” where the kinds are stated."""
    stated = [
        f"{label}{{{base}.{kind}}}"
        for kind, label in POST_KINDS
        if figures.value(f"{base}.{kind}") is not None
    ]
    return f"，其中{'、'.join(stated)}" if stated else ""


def _explanation(figures: Figures) -> Iterator[Block]:
    sections = (
        ("收支预算总体情况", "text-balance", _balance),
        ("收入预算情况", "text-income", _income),
        ("支出预算情况", "text-expenditure", _expenditure),
        ("财政拨款收支预算情况", "text-grant", _grant),
        ("一般公共预算支出情况", "text-general", _general),
        ("一般公共预算基本支出情况", "text-basic", _basic),
        ("“三公”经费预算情况", "text-three-public", _three_public_text),
        ("政府性基金预算支出情况", "text-fund", _fund),
        ("国有资本经营预算支出情况", "text-capital", _capital),
        ("其他重要事项", "text-other", _other),
        ("项目支出情况", "text-projects", _projects_text),
    )
    yield from _sections(sections, figures)


def _balance(figures: Figures) -> Iterator[Block]:
    yield say(
        "按照综合预算的要求，{name}的全部收入和支出都编入{year}年{kind}预算。收支总预算{expenditure.total}。",
        figures,
    )


def _income(figures: Figures) -> Iterator[Block]:
    yield say("{year}年收入预算{income.total}，{income.total:compare}{income.total:why}。", figures)
    used = [line for line in INCOME_LINES if figures.amount(line.key)]
    used += [
        Line(label, key_)
        for label, key_ in (("使用非财政拨款结余", "income.s4"), ("上年结转", "income.s5"))
        if figures.amount(key_)
    ]
    if used:
        parts = (
            f"{line.label.partition('、')[2] or line.label}{{{line.key}}}，{{{line.key}:share}}"
            for line in used
        )
        yield say("其中：" + "；".join(parts) + "。", figures)
    yield from plain_paragraph(figures.books.notes.get("remark.income", ""), role="note")


NATURE_WORDS = (
    ("basic", "基本支出"),
    ("project", "项目支出"),
    ("operating", "事业单位经营支出"),
    ("upward", "上缴上级支出"),
    ("downward", "对附属单位补助支出"),
    ("carry", "结转下年"),
)


def _expenditure(figures: Figures) -> Iterator[Block]:
    yield say(
        "{year}年支出预算{expenditure.total}，{expenditure.total:compare}{expenditure.total:why}。", figures
    )
    used = [(k, label) for k, label in NATURE_WORDS if figures.amount(f"expenditure.{k}")]
    if used:
        parts = (
            f"{label}{{expenditure.{k}}}，{{expenditure.{k}:share}}{{expenditure.{k}:moved}}"
            for k, label in used
        )
        yield say("按支出性质分：" + "；".join(parts) + "。", figures)
    codes = figures.books.ledger.codes("expenditure", letter="f", level=1)
    if codes:
        parts = (
            f"{_name(figures, 'f', code)}{{expenditure.f{code}}}，{{expenditure.f{code}:share}}"
            f"{{expenditure.f{code}:moved}}"
            for code in codes
        )
        yield say("按功能分类分：" + "；".join(parts) + "。", figures)
    yield from plain_paragraph(figures.books.notes.get("remark.expenditure", ""), role="note")


def _grant(figures: Figures) -> Iterator[Block]:
    yield say(
        "{year}年财政拨款收入预算{income.grant.total}，支出预算{expenditure.grant.total}，"
        "{expenditure.grant.total:compare}。",
        figures,
    )
    reason = figures.books.notes.get("reason.grant", "").strip().rstrip("。")
    if reason and figures.change("expenditure.grant.total"):
        yield Paragraph((f"财政拨款增减的主要原因是{reason}。",))


def _general(figures: Figures) -> Iterator[Block]:
    if not figures.amount("expenditure.general.year.total"):
        yield say("{year}年没有使用一般公共预算拨款安排的支出。", figures)
        return
    yield say(
        "{year}年一般公共预算支出{expenditure.general.year.total}，"
        "{expenditure.general.year.total:compare}。按科目分：",
        figures,
    )
    ledger = figures.books.ledger
    codes = ledger.codes("expenditure", "general", letter="f")
    lowest = [code for code in codes if not any(other != code and other.startswith(code) for other in codes)]
    for n, code in enumerate(lowest, 1):
        base = key("expenditure", "general", f"f{code}")
        yield say(f"{n}. {_full_name(figures, code)}{{{base}}}{{{base}:moved}}。", figures, role="item")


def _full_name(figures: Figures, code: str) -> str:
    """一般公共服务支出（类）财政事务（款）行政运行（项）."""
    steps = zip((3, 5, 7), "类款项", strict=True)
    return "".join(f"{_name(figures, 'f', code[:n])}（{level}）" for n, level in steps if len(code) >= n)


def _name(figures: Figures, letter: str, code: str) -> str:
    """An account's name as part of a pattern."""
    return literal(figures.books.name_of(letter, code))


def _basic(figures: Figures) -> Iterator[Block]:
    if not figures.amount("economic.general.basic"):
        yield say("{year}年没有使用一般公共预算拨款安排的基本支出。", figures)
        return
    yield say(
        "{year}年一般公共预算基本支出{economic.general.basic}，其中：人员经费{economic.general.basic.staff}，"
        "公用经费{economic.general.basic.public}。按经济分类分：",
        figures,
    )
    for n, code in enumerate(_basic_classes(figures), 1):
        base = key("economic", "general", f"e{code}", "basic")
        yield say(
            f"{n}. {figures.books.name_of('e', code)}{{{base}}}{{{base}:moved}}。", figures, role="item"
        )


def _basic_classes(figures: Figures) -> list[str]:
    return figures.books.ledger.codes("economic", "general", letter="e", level=1, nature="basic")


THREE_PUBLIC_ITEMS = (
    ("three-public.abroad", "因公出国（境）费"),
    ("three-public.vehicles", "公务用车购置及运行费"),
    ("three-public.reception", "公务接待费"),
)


def _three_public_text(figures: Figures) -> Iterator[Block]:
    if figures.value("three-public.total") is None:
        return
    yield say(
        "{year}年“三公”经费预算{three-public.total}，{three-public.total:compare}{three-public.total:why}。其中：",
        figures,
    )
    for n, (item, label) in enumerate(THREE_PUBLIC_ITEMS, 1):
        text = f"（{chinese_number(n)}）{label}{{{item}}}，{{{item}:compare}}{{{item}:why}}。"
        if item == "three-public.vehicles":
            text += (
                "其中：公务用车购置费{three-public.purchase}，{three-public.purchase:compare}"
                "{three-public.purchase:why}；公务用车运行费{three-public.running}，"
                "{three-public.running:compare}{three-public.running:why}。"
            )
        yield say(text, figures, role="item")
    yield from plain_paragraph(figures.books.notes.get("remark.three-public", ""), role="note")


def _fund(figures: Figures) -> Iterator[Block]:
    yield from _special(figures, "fund", "政府性基金预算")


def _capital(figures: Figures) -> Iterator[Block]:
    yield from _special(figures, "capital", "国有资本经营预算")


def _special(figures: Figures, fund: str, label: str) -> Iterator[Block]:
    total = f"expenditure.{fund}.year.total"
    if figures.amount(total):
        yield say(f"{{year}}年{label}支出{{{total}}}，{{{total}:compare}}。", figures)
    else:
        yield say(f"{{year}}年没有使用{label}拨款安排的支出。", figures)


def _other(figures: Figures) -> Iterator[Block]:
    topics = (
        ("机关运行经费", _running),
        ("会议费和培训费", _meetings),
        ("政府采购", _procurement_text),
        ("国有资产占有使用情况", _assets),
        ("绩效目标", _goals_text),
        ("其他说明", _remarks),
    )
    n = 0
    for title, write in topics:
        if blocks := list(write(figures)):
            n += 1
            yield Heading(3, title, f"other-{n}", f"（{chinese_number(n)}）")
            yield from blocks


def _running(figures: Figures) -> Iterator[Block]:
    amount = figures.value("running")
    if amount is None:
        return
    if amount:
        yield say("{year}年机关运行经费预算{running}，{running:compare}{running:why}。", figures)
        parts = [
            f"{label}{{running.{k}}}"
            for k, label in RUNNING_COMPONENTS
            if figures.value(f"running.{k}") is not None
        ]
        if parts:
            yield say("包括：" + "、".join(parts) + "。", figures)
    else:
        yield say("{year}年没有安排机关运行经费{running:why}。", figures)
    yield from plain_paragraph(figures.books.notes.get("remark.running", ""), role="note")


def _meetings(figures: Figures) -> Iterator[Block]:
    for item, label in (("meeting", "会议费"), ("training", "培训费")):
        amount = figures.value(item)
        if amount:
            yield say(f"{{year}}年{label}预算{{{item}}}{{{item}:moved}}{{{item}:why}}。", figures)
        elif amount is not None:
            yield say(f"{{year}}年没有安排{label}。", figures)


def _procurement_text(figures: Figures) -> Iterator[Block]:
    total = figures.value("procurement.total")
    if total is None:
        return
    if not total:
        yield say("{year}年没有安排政府采购预算。", figures)
        return
    yield say(
        "{year}年政府采购预算{procurement.total}，其中：货物{procurement.goods}、工程{procurement.works}、"
        "服务{procurement.services}。",
        figures,
    )
    if figures.value("procurement.sme") is not None:
        small = (
            "，其中面向小型和微型企业{procurement.small}"
            if figures.value("procurement.small") is not None
            else ""
        )
        yield say(f"面向中小企业预留{{procurement.sme}}{small}。", figures)
    yield from plain_paragraph(figures.books.notes.get("remark.procurement", ""), role="note")


def _assets(figures: Figures) -> Iterator[Block]:
    books = figures.books
    if figures.value("assets.vehicles") is None:
        return
    date = (
        f"截至{books.assets_on.year}年{books.assets_on.month}月{books.assets_on.day}日，"
        if books.assets_on
        else ""
    )
    area = "办公及业务用房{assets.area}；" if figures.value("assets.area") is not None else ""
    kinds = [
        f"{label}{{assets.vehicles.{k}}}"
        for k, label in VEHICLE_KINDS
        if figures.value(f"assets.vehicles.{k}") is not None
    ]
    vehicles = f"，其中{'、'.join(kinds)}" if kinds else ""
    equipment = (
        f"；单价{books.equipment_threshold}万元（含）以上的设备（不含车辆）{{assets.equipment}}"
        if figures.value("assets.equipment") is not None
        else ""
    )
    yield say(f"{date}本{{kind}}共有{area}车辆{{assets.vehicles}}{vehicles}{equipment}。", figures)
    if figures.value("assets.buy-vehicles") is not None:
        pattern = "{year}年安排购置车辆{assets.buy-vehicles}"
        if figures.value("assets.buy-equipment") is not None:
            pattern += f"，购置单价{books.equipment_threshold}万元（含）以上的设备{{assets.buy-equipment}}"
        yield say(pattern + "。", figures)
    yield from plain_paragraph(books.notes.get("remark.assets", ""), role="note")


def _goals_text(figures: Figures) -> Iterator[Block]:
    books = figures.books
    if figures.value("goals.total") is not None:
        yield say(
            "{year}年纳入{kind}整体支出绩效目标的金额{goals.total}，其中：基本支出{goals.basic}，"
            "项目支出{goals.project}。",
            figures,
        )
    yield from plain_paragraph(books.notes.get("goal", ""))
    yield from plain_paragraph(books.notes.get("remark.performance", ""), role="note")


def _remarks(figures: Figures) -> Iterator[Block]:
    yield from plain_paragraph(figures.books.notes.get("remark.other", ""))


def _projects_text(figures: Figures) -> Iterator[Block]:
    if not figures.books.projects:
        has_none = not figures.amount("expenditure.project")
        sentence = (
            "{year}年没有项目支出。" if has_none else "{year}年项目支出{expenditure.project}，没有分项公开。"
        )
        yield say(sentence, figures)
        return
    yield say("{year}年公开的项目{projects.count}，预算安排{project.total}。", figures)
    for n, project in enumerate(figures.books.projects, 1):
        yield Heading(3, project.name, f"project-{n}", f"{n}. ")
        yield from _project_text(figures, project)


def _project_text(figures: Figures, project: ProjectSheet) -> Iterator[Block]:
    opening = say(f"年度预算安排{{{project.key}}}{{{project.key}:moved}}，主要用于", figures)
    yield Paragraph((*opening.runs, f"{project.use.strip().rstrip('。')}。"))
    sheet = (
        ("项目概述", project.overview),
        ("立项依据", project.basis),
        ("实施主体", project.body),
        ("实施方案", project.plan),
        ("实施周期", project.period),
        ("年度总体目标", project.goal),
    )
    for label, text in sheet:
        if text:
            yield from plain_paragraph(f"{label}：{text.rstrip('。')}。")

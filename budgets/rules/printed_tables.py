"""Tables in a document, looked at one by one: rows that are missing, codes and names, empty tables, conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from budgets.facts import PrintedRow, PrintedTable
from budgets.keys import coordinates, tokens_of
from budgets.names import plain, unspaced

from .finding import ERROR, INFO, WARNING, Finding, Side
from .printed import Printed
from .printed_sides import side_of
from .registry import RULE


def income_and_expenditure_have_the_same_rows(facts: Printed) -> Iterator[Finding]:
    """R05: where both go by function, a row of the one is a row of the other; none where money is carried over."""
    income, expenditure = _by_function(facts, "income"), _by_function(facts, "expenditure")
    if not income or not expenditure or facts.has_carry_over:
        return
    for rows, others, table in ((income, expenditure, "支出总表"), (expenditure, income, "收入总表")):
        for code in sorted(rows.keys() - others.keys()):
            row = rows[code]
            if _is_of_money(facts, row):
                yield RULE["R05"].finds(
                    message=f"{code} {row.name} 不在{table}中", subject=f"{code}-{table}", places=(row.place,)
                )


def _by_function(facts: Printed, kind: str) -> dict[str, PrintedRow]:
    """The rows with function codes of the tables of one kind."""
    return {
        row.code: row for table in facts.tables(kind) if table.letter == "f" for row in table.rows if row.code
    }


def _is_of_money(facts: Printed, row: PrintedRow) -> bool:
    table = facts.table_of[row.place.scope]
    token = f"f{row.code}"
    return any(said.value for said in table.said if token in tokens_of(said.key))


#: 人员经费 are wages and grants to persons, the rest is 公用经费 (实施条例 art. 5).
COST_OF_CLASS = {"301": "staff", "303": "staff", "302": "public", "310": "public"}
COST_WORDS = {"staff": "人员经费", "public": "公用经费"}


def costs_are_of_their_class(facts: Printed) -> Iterator[Finding]:
    """R11: 301 and 303 stand under 人员经费 only, 302 and 310 under 公用经费 only."""
    told: set[tuple[str, str]] = set()
    for key, places in facts.by_key.items():
        at = coordinates(key)
        if at is None or at.measure != "economic" or not at.cost or at.view or (at.e[:3], at.cost) in told:
            continue
        meant = COST_OF_CLASS.get(at.e[:3])
        if meant and meant != at.cost and places[0].value:
            said = places[0]
            told.add((at.e[:3], at.cost))
            yield RULE["R11"].finds(
                side_of(said),
                message=f"{said.label} {said.printed}：{at.e[:3]} 应列在{COST_WORDS[meant]}，"
                f"印在{COST_WORDS[at.cost]}",
                subject=key,
                places=(said.place,),
            )


# Running cost -----------------------------------------------------------------------------------------------------


def running_cost_is_public_cost(facts: Printed) -> Iterator[Finding]:
    """R15: no more than 商品和服务支出 with 资本性支出 of basic expenditure; no base taken from another total."""
    running = facts.best("running")
    goods = facts.best("economic.e302.basic") or facts.best("economic.general.e302.basic")
    if running and goods:
        capital = facts.best("economic.e310.basic") or facts.best("economic.general.e310.basic")
        public = goods.value + (capital.value if capital else Decimal(0))
        if running.value > public + running.step and not facts.best("economic.general.basic.public"):
            yield RULE["R15"].finds(
                side_of(running), side_of(goods), title="机关运行经费多于商品和服务支出", subject="goods"
            )
    yield from _base_of_another_total(facts)


def _base_of_another_total(facts: Printed) -> Iterator[Finding]:
    """R15: last year's running cost, as this year's and its change tell it, is not last year's whole budget."""
    last, whole = _last_year(facts, "running"), _last_year(facts, "expenditure.total")
    running, total = facts.best("running"), facts.best("expenditure.total")
    if last and whole and running and total and last == whole and running.value != total.value:
        yield RULE["R15"].finds(
            Side("上年机关运行经费（本年数减增减额）", last, "running.last", place=running.place),
            Side("上年支出总额（本年数减增减额）", whole, "expenditure.total.last", place=total.place),
            message=f"按增减额推算，上年机关运行经费与上年部门支出总额同为 {Side('', last).text} 万元，"
            "基数可能取错了行",
            subject="base",
            title="机关运行经费的上年数是部门支出总额",
            level=WARNING,
        )


def _last_year(facts: Printed, key: str) -> Decimal | None:
    """Last year's figure as said, or as this year's and the change tell it."""
    if said := facts.best(f"{key}.last"):
        return said.value
    this, change = facts.best(key), facts.best(f"{key}.change")
    return this.value - change.value if this and change else None


def running_cost_by_kind_of_unit(facts: Printed) -> Iterator[Finding]:
    """R15: the whole of 公用经费 where no unit is a 事业单位; none where all are."""
    running, public = facts.best("running"), facts.best("economic.general.basic.public")
    institutions, offices = facts.best("units.institution"), facts.best("units.administrative")
    if not (running and institutions and offices):
        return
    is_whole = institutions.value == 0 and offices.value > 0
    if is_whole and public and abs(running.value - public.value) > running.step + public.step:
        yield RULE["R15"].finds(
            side_of(running),
            side_of(public),
            title="机关运行经费与公用经费不等（全部为行政和参公单位，两数应相等）",
            subject="equal",
            level=WARNING,
        )


def _is_by_ten(ratio: Decimal) -> bool:
    """Whether a slip of the point would put it right."""
    return any(LEAST_RATIO <= ratio * factor <= MOST_RATIO for factor in (10, Decimal("0.1")))


#: How far 职业年金 may be from the half of 养老保险 (8 % and 16 % of wages) before it looks wrong.
LEAST_RATIO, MOST_RATIO = Decimal("0.4"), Decimal("0.6")


def annuity_is_half_of_pension(facts: Printed) -> Iterator[Finding]:
    """R19: 职业年金 is about half of 养老保险, by the rates of both."""
    pairs = (
        ("economic.general.e30109.basic", "economic.general.e30108.basic"),
        ("expenditure.general.f2080506", "expenditure.general.f2080505"),
    )
    for half, whole in pairs:
        annuity, pension = facts.best(half), facts.best(whole)
        if not (annuity and pension and annuity.value and pension.value):
            continue
        ratio = annuity.value / pension.value
        if not LEAST_RATIO <= ratio <= MOST_RATIO:
            message = f"{annuity.label} {annuity.printed}，{pension.label} {pension.printed}，"
            yield RULE["R19"].finds(
                side_of(annuity),
                side_of(pension),
                message=f"{message}前者是后者的 {ratio:.2f}，通常约为 0.50",
                subject=half,
                level=WARNING if _is_by_ten(ratio) else INFO,
            )


# Empty tables -----------------------------------------------------------------------------------------------------

SAYS_EMPTY = re.compile(r"空表|表为空|无数据|没有数据")
SAYS_NONE = re.compile(r"(?:无|没有|未安排|未使用|不涉及|没有使用)")
#: What a note may be about, by the kinds of tables it may stand under.
SUBJECTS = {
    "政府性基金": ("fund",),
    "国有资本经营": ("capital",),
    "三公": ("three-public",),
    "财政专户": ("account",),
    "专项资金": ("special-funds",),
    "政府购买服务": ("public-services",),
    "政府采购": ("procurement",),
}


def empty_tables_have_their_note(facts: Printed) -> Iterator[Finding]:
    """R20: an empty table has a note that it is, of its own subject; one with figures has none."""
    is_told_once = _one_note_for_all(facts)
    others_have = any(t.is_empty and any(map(SAYS_EMPTY.search, t.notes)) for t in facts.reading.tables)
    for table in facts.reading.tables:
        note = next((n for n in table.notes if SAYS_EMPTY.search(n) or SAYS_NONE.search(n)), "")
        claims_empty = next((n for n in table.notes if SAYS_EMPTY.search(n)), "")
        if claims_empty and not table.is_empty and _is_of_this_table(claims_empty, table):
            yield _about(table, f"注明为空表，表中却有数：“{claims_empty}”", "filled")
        elif table.is_empty and note and not _is_of_this_table(note, table):
            yield _about(table, f"空表的说明写的不是这张表：“{note}”", "subject")
        elif _wants_note(table, note or is_told_once) and (others_have or not _is_explained(facts, table)):
            yield _about(table, "是空表，没有说明", "missing", level=WARNING)


def _wants_note(table: PrintedTable, has_note: object) -> bool:
    return table.is_empty and not has_note and table.kind in EMPTY_KINDS


#: The tables that are empty in many departments, and then want a note.
EMPTY_KINDS = (
    "fund",
    "capital",
    "three-public",
    "account",
    "special-funds",
    "procurement",
    "public-services",
)


def _is_of_this_table(note: str, table: PrintedTable) -> bool:
    subjects = [kinds for word, kinds in SUBJECTS.items() if word in note]
    return not subjects or not table.kind or any(table.kind in kinds for kinds in subjects)


def _one_note_for_all(facts: Printed) -> bool:
    """Whether one sentence of the document tells what empty tables mean (Hunan)."""
    return any(
        "空表" in p.text and "以上" in p.text or "空表表示" in p.text for p in facts.reading.paragraphs
    )


def _is_explained(facts: Printed, table: PrintedTable) -> bool:
    """Whether a sentence elsewhere says that there is nothing of what the table is about."""
    words = [word for word, kinds in SUBJECTS.items() if table.kind in kinds]
    return any(
        word in paragraph.text and (SAYS_NONE.search(paragraph.text) or SAYS_EMPTY.search(paragraph.text))
        for paragraph in facts.reading.paragraphs
        for word in words
    )


def _about(table: PrintedTable, what: str, subject: str, **told: str) -> Finding:
    return RULE["R20"].finds(
        message=f"《{table.title}》{what}",
        subject=f"{subject}-{table.place.scope}",
        places=(table.place,),
        **told,
    )


# Codes and names --------------------------------------------------------------------------------------------------


def codes_are_in_the_chart(facts: Printed) -> Iterator[Finding]:
    """R21: every code is in the year's chart, and is printed with its name there."""
    seen: set[tuple[str, str, str]] = set()
    for table in facts.reading.tables if facts.year else ():
        for row in table.rows:
            line = (table.letter, row.code_text, row.name)
            if table.letter and row.code and line not in seen:
                seen.add(line)
                yield from _code(facts, table.letter, row)


#: Codes in one cell, or in cells of 类, 款 and 项, which are joined by a bar.
WELL_PRINTED = re.compile(r"[0-9]{3}(?:\|?[0-9]{2}){0,2}")


def _code(facts: Printed, letter: str, row: PrintedRow) -> Iterator[Finding]:
    name = facts.name_of(letter, row.code)
    places = (row.place,)
    if not name:
        yield RULE["R21"].finds(
            message=f"科目 {row.code} {row.name} 不在 {facts.year} 年科目表中",
            subject=f"{letter}{row.code}",
            places=places,
        )
    elif row.name and unspaced(row.name) != unspaced(name):
        yield RULE["R21"].finds(
            message=f"科目 {row.code} 印作“{row.name}”，{facts.year} 年科目表为“{name}”",
            subject=f"{letter}{row.code}-name",
            places=places,
            title="科目名称与编码不符",
            level=ERROR if plain(row.name) != plain(name) else INFO,
        )
    if row.code_text and not WELL_PRINTED.fullmatch(row.code_text.strip()):
        yield RULE["R21"].finds(
            message=f"科目编码印作“{row.code_text.replace('|', ' ')}”，应为 {row.code}",
            subject=f"{letter}{row.code}-digits-{row.place.scope}",
            places=places,
            title="科目编码印得不规范",
            level=WARNING,
        )


LOOKED_AT: tuple[Callable[[Printed], Iterator[Finding]], ...] = (
    income_and_expenditure_have_the_same_rows,
    costs_are_of_their_class,
    running_cost_is_public_cost,
    running_cost_by_kind_of_unit,
    annuity_is_half_of_pension,
    empty_tables_have_their_note,
    codes_are_in_the_chart,
)

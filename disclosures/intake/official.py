"""The official workbook of a form: the tables and texts that it publishes, taken over into a budget.

    bytes ──reading──▶ Reading (figures by key, each with its cell) ──lines, items, texts──▶ Contents

Nothing here knows a province: a sheet is what its title and heads say, a figure what its key says. The nine tables carry
totals only; they become entries with the classifications that they have (``official_lines``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from budgets import chart
from budgets.books import CARRIED, open_books
from budgets.facts import Reading, Said
from budgets.intake.called import is_called
from budgets.intake.cells import address
from budgets.intake.contents import Contents, Level, Origin, Problem, Value
from budgets.ledger import EXPENDITURE, INCOME, PROJECT, ZERO, Ledger, add, slug
from budgets.models import Budget, BudgetUnit
from budgets.money import WANYUAN, YUAN, printed
from budgets.names import plain

from ..compose import compose
from ..document import as_json
from ..reading.kinds import kind_of
from ..rendering.opendata import heading_text, paragraph_text
from . import official_items
from .official_cells import Cells, cells_of
from .official_goals import formulas_in, goals_of
from .official_items import Item
from .official_lines import GRANT_SOURCES, SOURCE_OF, Drafting, Line, stored_lines
from .official_pages import FRONT, OPEN, Page, filled, pages_of, squashed
from .official_texts import ProjectText, Texts, functions_of
from .official_units import codes_in, units_in
from .sheets import Sheet, Workbook

KIND = "official"
OTHER_YEAR = "工作簿是 {} 年的，这里是 {} 年的预算"
OTHER_DEPARTMENT = "工作簿是“{}”的，不是本部门（{}）"
STRANGE_NAME = "这里写着“{}”，工作簿的其他地方是本部门（{}）的名称或编码，请确认这是本部门的工作簿"
OTHER_CODE = "第 {} 行部门编码 {} 不是本部门（{}）"
EMPTY_TABLE = "（空表，没有数）"
NO_TABLES = "没有认出预算表。请核对表名和表头"
OTHER_LAST = "按正文的增减算，上年是 {} 元；已填的上年合计是 {} 元，没有改动"
RUNNING = "表中是四舍五入的万元数，按公用经费的准确数 {} 元导入"
#: What the last digit of a table in 万元 is worth, in 元.
PRINTED_STEP = Decimal(100)
#: Titles stand in the first rows of a sheet.
TITLE_ROWS, LONGEST_TITLE = 8, 50
STATUTORY = (
    "balance",
    "grant",
    "income",
    "expenditure",
    "general",
    "fund",
    "capital",
    "basic",
    "three-public",
)
#: One place of a name: 上海市, 普陀区.
PLACE = re.compile(r".+?(?:自治[区州县旗]|[省市区县旗盟])")
#: No department states as many; drafting entries from them would keep others waiting.
MOST_FIGURES = 20_000
TOO_MANY_FIGURES = "表里共有 {} 个数，一个部门至多 {} 个。请核对这是不是一个部门的工作簿"
CODE = re.compile(r"(?:部门|单位)(?:预算)?(?:编码|代码)[：:\s]*([0-9a-z]{3,12})(?![0-9a-z])")


def contents_of(
    reading: Reading, workbook: Workbook, budget: Budget, *, mended: Mapping[str, str] | None = None
) -> Contents:
    """What an official workbook says of this budget. ``reading`` is the exact one (``reader.read(…, exactly=True)``),
    ``workbook`` its cells, ``mended`` what was typed instead of one, by ``Problem.place``."""
    pages = list(pages_of(workbook, {t.place.cell.rpartition("!")[0] for t in reading.tables}))
    cells = cells_of(reading, mended or {})
    contents = Contents(department=reading.department, year=reading.year, kind=KIND)
    contents.recognised = [*_tables_told(cells), *_pages_told(workbook, pages)]
    contents.problems += _of_another(reading, workbook, pages, budget)
    contents.problems += units_in(workbook, reading)
    contents.problems += codes_in(workbook, reading)
    if any(problem.level is Level.ERROR for problem in contents.problems):
        return contents
    contents.problems += cells.problems
    if not cells.stands:
        contents.problems.append(Problem(Level.ERROR, Origin(), "", NO_TABLES))
        return contents
    if len(cells.stands) > MOST_FIGURES:
        words = TOO_MANY_FIGURES.format(len(cells.stands), MOST_FIGURES)
        contents.problems.append(Problem(Level.ERROR, Origin(), "", words, kind="figures"))
        return contents
    taking = _Taking(budget, reading, cells, pages, contents)
    taking.take()
    taking.take_goals(workbook)
    contents.problems += formulas_in(workbook)
    return contents


def _tables_told(cells: Cells) -> Iterator[tuple[str, str]]:
    for table in cells.kinds:
        yield table.place.cell.rpartition("!")[0], f"{table.title}{EMPTY_TABLE if table.is_empty else ''}"


def _pages_told(workbook: Workbook, pages: Sequence[Page]) -> Iterator[tuple[str, str]]:
    """What the sheets without tables are; what a form printed and nobody filled in says nothing."""
    empty = {sheet.name for sheet in workbook.sheets if not any(c.text.strip() for c in sheet.cells.values())}
    for page in pages:
        if page.sheet in empty:
            yield page.sheet, "空表，没有内容"
        elif FRONT.fullmatch(page.title.strip()) or FRONT.fullmatch(page.sheet.strip()):
            yield page.sheet, "封面、目录，不导入"
        else:
            yield page.sheet, "文字" if any(filled(page.lines, "")) else "文字，没有填写，只有格式原有的字"


# What it is -----------------------------------------------------------------------------------------------------------


def is_official(workbook: Workbook) -> bool:
    """Whether at least two sheets are titled as tables that a form publishes: 2026年部门收入预算总表."""
    titled = [sheet for sheet in workbook.sheets if any(map(_is_title, _top(sheet)))]
    return len(titled) > 1


def _top(sheet: Sheet) -> Iterator[str]:
    return (cell.text.strip() for (row, _column), cell in sheet.cells.items() if row < TITLE_ROWS)


def _is_title(text: str) -> bool:
    return 5 < len(text) <= LONGEST_TITLE and text.endswith("表") and kind_of(text).name in STATUTORY


# Whose it is --------------------------------------------------------------------------------------------------------


def _of_another(
    reading: Reading, workbook: Workbook, pages: Sequence[Page], budget: Budget
) -> Iterator[Problem]:
    """What says that the workbook is another year's or another department's; then nothing of it is taken. Where code
    and name do not agree, or one sheet says another name than the others, a person says."""
    department = budget.department
    if reading.year and reading.year != budget.year:
        words = OTHER_YEAR.format(reading.year, budget.year)
        yield Problem(Level.ERROR, Origin(), str(reading.year), words, kind="year")
    codes = [
        (line, found[1]) for page in pages for line in page.lines[:30] if (found := CODE.search(line.text))
    ]
    for line, code in codes:
        if code != department.code:
            words = OTHER_CODE.format(line.origin.row, code, department.code)
            yield Problem(Level.ERROR, line.origin, code, words, kind="department")
    named = [name for name in [reading.department, *(table.maker for table in reading.tables)] if name]
    strange = [name for name in named if not OPEN.search(name) and not _is_called(name, budget)]
    if not strange:
        return
    origin, ours = _where(strange[0], workbook), f"{department.code} {department.name}"
    if len(strange) < len(named) or any(code == department.code for _line, code in codes):
        words = STRANGE_NAME.format(strange[0], ours)
        yield Problem(Level.QUESTION, origin, strange[0], words, kind="name")
    else:
        words = OTHER_DEPARTMENT.format(strange[0], ours)
        yield Problem(Level.ERROR, origin, strange[0], words, kind="department")


def _where(name: str, workbook: Workbook) -> Origin:
    """The first cell that says a name."""
    for sheet in workbook.sheets:
        for (row, column), cell in sorted(sheet.cells.items(), key=lambda each: each[0]):
            if squashed(name) in squashed(cell.text):
                return Origin(sheet.name, address(row, column), row + 1)
    return Origin()


def _is_called(name: str, budget: Budget) -> bool:
    return is_called(name, budget.department)


def text_now(budget: Budget) -> str:
    """The text of the document that the budget makes as it stands, without spaces; empty where no form holds."""
    try:
        document = as_json(compose(open_books(budget), []))
    except LookupError:
        return ""
    told: list[str] = []
    for block in document["blocks"]:
        match block["type"]:
            case "heading":
                told.append(heading_text(block))
            case "paragraph":
                told.append(paragraph_text(block))
            case "terms":
                told += [f"{item['name']}：{item['text']}" for item in block["items"]]
    return squashed("\n".join(told))


# Taking it ------------------------------------------------------------------------------------------------------------


class _Taking:
    """One workbook on its way into one budget."""

    def __init__(
        self, budget: Budget, reading: Reading, cells: Cells, pages: Sequence[Page], contents: Contents
    ) -> None:
        self.budget, self.cells, self.contents = budget, cells, contents
        self.texts = Texts(budget, pages, text_now(budget))
        self.spoken = [(said, self._origin(said)) for said in reading.spoken if self.texts.is_new(said)]
        self.functions = functions_of(budget.year)

    def _origin(self, said: Said) -> Origin:
        line = self.texts.line_of(said.place.quote)
        return line.origin if line else Origin(table=said.place.text)

    def take(self) -> None:
        contents, texts = self.contents, self.texts
        texts.duties(contents)
        units = texts.units(contents)
        drafting = self._drafted(units)
        items = official_items.items_of(self.cells.stands, self.spoken, contents)
        self._exactly_running(items, drafting.ledger())
        texts.reasons(items, contents, is_all_grants=_is_all_grants(drafting.ledger()))
        texts.dates(contents)
        uses = texts.purposes(contents, self.functions, drafting.executed())
        texts.projects(self.spoken, uses, contents, lambda found: self._book_projects(found, drafting.lines))
        for line in drafting.lines:
            contents.add("entry", line.row())
        contents.covers["entry"] = [{}]
        stored = {particular.key: particular for particular in self.budget.particulars.all()}
        for row in official_items.rows_of(items, stored):
            contents.add("particular", row)
        official_items.check_totals(items, self.cells.stands, self.spoken, contents)

    def take_goals(self, workbook: Workbook) -> None:
        """Indicators as they stand in the goal tables. One that prints the same stays as it is."""
        stored = {
            (plain(i.project.name) if i.project else "", i.area, i.aspect, i.name): i
            for i in self.budget.indicators.select_related("project")
        }
        named = {plain(project.name): project.name for project in self.budget.projects.all()}
        for row in self.contents.rows.get("project", ()):
            named.setdefault(plain(str(row.values["name"])), str(row.values["name"]))
        amounts = {stand.key: stand.value for stand in self.cells.stands}
        for goal in goals_of(workbook):
            if OPEN.search(goal.name) or OPEN.search(goal.project):
                continue
            project = plain(goal.project)
            if project and project not in named:
                named[project] = goal.project
                worth = amounts.get(f"project.{slug(project)}", ZERO)
                values: dict[str, Value] = {"name": goal.project, "amount": worth, "use": goal.project}
                self.texts.add(self.contents, "project", values, goal.origin)
            key: dict[str, Value] = {"project": named.get(project), "area": goal.area}
            key |= {"aspect": goal.aspect, "name": goal.name}
            now = stored.get((project, goal.area, goal.aspect, goal.name))
            operator, target, unit = goal.target
            if now and f"{now.operator}{now.target}{now.unit}" == goal.printed:
                self.texts.add(self.contents, "indicator", key, goal.origin)
                continue
            told: dict[str, Value] = {"operator": operator, "target": target, "unit": unit}
            told |= {"weight": goal.weight} if goal.weight is not None else {}
            self.texts.add(self.contents, "indicator", key | told, goal.origin)

    def _drafted(self, units: Iterable[str]) -> Drafting:
        entries = self.budget.entries.select_related(*CARRIED, "project")
        stored = list(self.budget.units.all())
        names = [*(unit.name for unit in stored), *units]
        drafting = Drafting(
            self.cells.stands,
            stored_lines(entries),
            units={slug(name): name for name in names},
            unit_type=_unit_type([unit.kind for unit in stored]),
            year=self.budget.year,
        )
        drafting.draft()
        self._last_totals(drafting)
        if not self.cells.has_gaps:
            drafting.check()
        self.contents.problems += drafting.problems
        self.contents.stated += drafting.stated
        return drafting

    def _exactly_running(self, items: Mapping[str, Item], ledger: Ledger) -> None:
        """机关运行经费 is printed in 万元 beside the 公用经费 that it is, which the tables tell exactly."""
        item, exact = items.get("running"), ledger["economic.general.basic.public"].this
        if item and item.value != exact and abs(item.value - exact) * 2 <= PRINTED_STEP:
            words = RUNNING.format(printed(exact, YUAN))
            found = printed(item.value, WANYUAN)
            self.contents.problems.append(
                Problem(Level.NOTICE, item.origin, found, words, about="机关运行经费", kind="rounded")
            )
            item.value = exact

    # Last year, where only sentences tell it

    def _last_totals(self, drafting: Drafting) -> None:
        """比上年增加: this year's total less the change, kept as last year's bare total of its source."""
        ledger = drafting.ledger()
        changes = {
            said.key.removesuffix(".change"): (said, origin)
            for said, origin in self.spoken
            if said.key.endswith(".change")
        }
        spent = {}
        for fund in GRANT_SOURCES.values():
            if (told := changes.get(f"{EXPENDITURE}.{fund}.total")) is not None:
                spent[SOURCE_OF[fund]] = self._last_of(f"{EXPENDITURE}.{fund}.total", told, ledger)
        alone = [s for s in GRANT_SOURCES if ledger[f"{EXPENDITURE}.{GRANT_SOURCES[s]}.total"].this]
        if not spent and len(alone) == 1 and (told := changes.get(f"{EXPENDITURE}.grant.total")):
            spent[alone[0]] = self._last_of(f"{EXPENDITURE}.grant.total", told, ledger)
        received: dict[str, Decimal | None] = {}
        if told := changes.get(f"{INCOME}.s1") or changes.get(f"{INCOME}.grant.total"):
            whole = self._last_of(f"{INCOME}.s1", told, ledger)
            known = [value for value in spent.values() if value is not None]
            sources = [s for s in GRANT_SOURCES if ledger[f"{INCOME}.s{s}"].this]
            if whole is not None and abs(add(known) - whole) <= told[0].step:
                received = dict(spent)
            elif len(sources) == 1:
                received[sources[0]] = whole
        for direction, lasts in ((EXPENDITURE, spent), (INCOME, received)):
            for source, last in lasts.items():
                if last is not None:
                    self._set_last_total(direction, source, last, drafting)

    def _last_of(self, key: str, told: tuple[Said, Origin], ledger: Ledger) -> Decimal | None:
        """Last year's value of a figure; None where it is known already."""
        said, origin = told
        amount = ledger[key]
        last = amount.this - said.value
        if amount.last is None:
            return last
        if abs(amount.last - last) > said.step:
            words = OTHER_LAST.format(f"{last:,.2f}", f"{amount.last:,.2f}")
            self.contents.problems.append(
                Problem(Level.NOTICE, origin, said.printed, words, about=said.label, kind=f"last {key}")
            )
        return None

    def _set_last_total(self, direction: str, source: str, last: Decimal, drafting: Drafting) -> None:
        same = [
            line
            for line in drafting.lines
            if line.is_last_year_total and (line.direction, line.source) == (direction, source)
        ]
        has_money = any(
            line.amount and (line.direction, line.source) == (direction, source) for line in drafting.lines
        )
        if same:
            same[0].last = last
            same[0].told.add("last")
        elif last or has_money:
            drafting.lines.append(Line(direction, ZERO, source, is_last_year_total=True, last=last))

    # Projects

    def _book_projects(self, found: Mapping[str, ProjectText], lines: Sequence[Line]) -> None:
        """New project spending that is just what one project gets is booked on it, and tells its exact amount."""
        free = [line for line in lines if line.nature == PROJECT and not line.stored and not line.project]
        for project in found.values():
            if not project.amount:
                continue
            fitting = [line for line in free if abs(line.amount - project.amount) * 2 <= project.step]
            if len(fitting) == 1:
                fitting[0].project, project.function = project.name, fitting[0].function
                project.amount, project.step = fitting[0].amount, ZERO
                free = [line for line in free if line is not fitting[0]]


def _unit_type(kinds: Sequence[str]) -> str:
    return chart.INSTITUTION if {*kinds} == {BudgetUnit.Kind.INSTITUTION} else chart.ADMINISTRATIVE


def _is_all_grants(ledger: Ledger) -> bool:
    return ledger[f"{INCOME}.s1"].this == ledger[f"{INCOME}.total"].this

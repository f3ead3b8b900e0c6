"""Goal tables (绩效目标表, 自评表): the money that a goal is set for, its indicators, and what they are worth.

They are sheets, a label with its value beside it, or lists with a row for each project. Keys, where ``<slug>`` is that of
the project's name (``whole`` for the whole department)::

    project.<slug>[.grant|.carried|.other]            年度资金总额 and what it is made of, as budgeted
    goal.<slug>.budget[.grant|.carried|.other]        全年预算数 (A), where the sheet tells it apart
    goal.<slug>.executed[.grant|.carried|.other]      全年执行数 (B)
    goal.<slug>.rate                                  执行率, in %
    goal.<slug>.execution.weight, .execution.score    分值 and 得分 of the execution
    goal.<slug>.whole[.grant|.other]                  all years' money (项目资金总额 beside 年度资金总额)
    goal.<slug>.i<n>.weight, .score                   分值 (权重) and 得分 of the n-th indicator
    goal.<slug>.i<n>.target, .actual                  its 指标值 and 实际完成值 where they are a plain amount
    goal.<slug>.weight, .score                        总分

The money of the whole department has its usual keys (income.total, expenditure.project, …). An indicator is a row of the
table; its name is that of the third level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from budgets.catalogue import MONEY, NUMBER
from budgets.facts import Place, PrintedRow, PrintedTable, Said, Sum, Unread
from budgets.ledger import slug
from budgets.names import plain

from .context import Context
from .heads import AMOUNT, COUNT, Column, Sheet, SheetRow, read_sheet, rows_of
from .kinds import kind_of
from .labels import bare, year_in
from .meanings import unit_of
from .numbers import Number, is_amount, parse
from .raw import Cell
from .structure import Captioned
from .table_places import first_cell, place_of, printed_unit

PERCENT_UNIT, WAN = "%", Decimal(10_000)
WHOLE, PROJECT = "goals", "project-goals"
#: Rows of money; the first word that is met decides.
FUNDS = (
    (
        "total",
        r"(?:年度|当年|本年)?(?:项目)?资金(?:申请)?总额|年度预算(?:安排)?|预算(?:资金)?总额|年度资金|资金合计|预算金额",
    ),
    ("carried", r"上年(?:度)?结转(?:结余)?(?:资金)?|结转(?:结余)?资金"),
    (
        "grant",
        r"(?:当年|本年|年度)?财政(?:拨款|资金|预算拨款)(?:资金)?|一般公共预算(?:拨款|资金)?",
    ),
    ("other", r"其他资金|自筹资金|单位资金|其他"),
)
ALL_YEARS = re.compile(r"^项目资金总额|^实施期资金总额|^中期资金总额")
#: Heads over money in a sheet: what is said under them.
MONEY_HEADS = (
    ("executed", r"执行数|实际支出|支出数|完成数|使用数"),
    ("rate", r"执行率|完成率"),
    ("weight", r"分值|权重|分数|权值"),
    ("score", r"得分|自评分"),
    ("budget", r"全年预算|调整预算|预算数[（(]?A"),
    ("planned", r"年初预算|预算数|预算金额|^金额"),
)
#: Heads over indicators.
INDICATOR_HEADS = (
    ("first", r"一级指标"),
    ("second", r"二级指标"),
    ("third", r"三级指标|指标名称|指标内容|绩效指标$|具体指标"),
    ("actual", r"实际.*(?:值|情况)|完成值|完成情况"),
    ("target", r"指标值|目标值|年度指标|计划值|绩效标准"),
    ("score", r"得分|自评分"),
    ("weight", r"分值|权重|权值|评.*分标准|分数"),
)
NAME_LABEL = re.compile(r"项目名称|项目\(?名称\)?")
LIST_NAME = re.compile(r"项目名称|.*（项目）(?:名称)?|单位名称|部门名称|项目|预算单位|单位")
TOTAL_SCORE = re.compile(r"总分|合计得分|得分合计|总得分|自评得分")
#: What the whole department's sheet tells: figures that have their own keys.
WHOLE_LABELS = (
    ("income.total", r"收入预算合计|收入预算总额|收入合计|年度资金总额|资金总额|年度预算申请|预算资金总额"),
    ("expenditure.total", r"支出预算合计|支出预算总额|支出合计"),
    ("income.s101", r"一般公共预算(?:拨款|资金)?(?:收入)?"),
    ("income.s102", r"政府性基金(?:预算)?(?:拨款|资金)?(?:收入)?"),
    ("income.s103", r"国有资本经营(?:预算)?(?:拨款|资金)?(?:收入)?"),
    ("income.s1", r"(?:当年)?财政拨款(?:收入)?"),
    ("income.s2", r"(?:纳入)?(?:财政)?专户管理(?:的)?(?:非税收入)?资金?|财政专户(?:资金)?"),
    ("income.s3", r"单位资金"),
    ("income.balance.total", r"结转结余"),
    ("expenditure.basic", r"基本支出"),
    ("economic.basic.staff", r"人员经费"),
    ("economic.basic.public", r"(?:日常)?公用经费"),
    ("expenditure.project", r"项目(?:支出|经费)"),
    ("staff.posts", r"编制(?:人)?数"),
    ("staff.actual", r"(?:在职|实有)(?:人员|人)?(?:数|总数)?"),
    ("assets.area", r"办公及业务用房(?:面积)?"),
    ("assets.vehicles", r"车辆(?:数)?"),
)
AREA_WORD = re.compile(
    r"指标|^(?:产出|效益|满意度|成本|数量|质量|时效|社会|经济|生态|可持续).{0,8}$|决策|过程|履职"
)
PLAIN_VALUE = re.compile(r"[≥≤=＝><＞＜约]?\s*(?P<number>[-\d,.]+)\s*(?P<unit>[%％]|万元|元|[^\d\s]{1,4})?")


def is_goal_table(captioned: Captioned, department: str = "") -> bool:
    """Whether a table sets goals: its title says so, or it has indicators at three levels."""
    if kind_of(captioned.title, department).name in (WHOLE, PROJECT):
        return True
    texts = {plain(cell.text) for grid in captioned.grids for cell in grid.cells}
    return {"一级指标", "二级指标"} <= texts or {"三级指标", "二级指标"} <= texts


def read_goals(captioned: Captioned, context: Context) -> tuple[PrintedTable, tuple[Unread, ...]]:
    """A goal table as read, and what of it could not be read."""
    return _Goals(captioned, context).read()


@dataclass
class _Goals:
    """Reads one goal table."""

    captioned: Captioned
    context: Context
    said: list[Said] = field(default_factory=list)
    rows: list[PrintedRow] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    columns: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def kind(self) -> str:
        kind = kind_of(self.captioned.title, self.context.department).name
        if kind in (WHOLE, PROJECT):
            return kind
        texts = "".join(cell.text for grid in self.captioned.grids for cell in grid.cells[:20])
        return WHOLE if re.search("整体(?:支出|绩效)", texts) else PROJECT

    @cached_property
    def unit(self) -> str:
        texts = [cell.text for grid in self.captioned.grids for cell in grid.cells]
        return printed_unit(self.captioned, texts)

    def read(self) -> tuple[PrintedTable, tuple[Unread, ...]]:
        sheet = read_sheet(self.captioned.grids)
        if self._is_list(sheet):
            self._read_list(sheet)
        else:
            self._read_sheet()
        is_money = any(said.unit == MONEY and not said.is_blank for said in self.said)
        if is_money and not self.unit:
            self.unread.append(Unread(self._place(), "没有注明金额单位，按万元读取"))
        captioned = self.captioned
        table = PrintedTable(
            kind=self.kind,
            title=captioned.title,
            place=self._place(cell=first_cell(captioned)),
            number=captioned.number,
            unit=self.unit,
            year=year_in(captioned.title),
            maker=captioned.maker,
            columns=self.columns,
            rows=tuple(self.rows),
            said=tuple(self.said),
            sums=tuple(self.sums),
            notes=captioned.notes,
            is_empty=not self.rows and not any(said.value for said in self.said),
        )
        return table, tuple(self.unread)

    def _place(self, *what: str, page: int = 0, quote: str = "", cell: Cell | None = None) -> Place:
        return place_of(self.captioned, *what, page=page, quote=quote, cell=cell)

    # What a cell says -------------------------------------------------------------------------------------------------

    def _say(
        self, key: str, number: Number, row: SheetRow, place: int, *label: str, unit: str = MONEY
    ) -> Said:
        each, told, text = Decimal(1), unit, row.text(place)
        if number.unit == "%" or unit == PERCENT_UNIT:
            unit = told = PERCENT_UNIT
        elif unit == MONEY:
            told = number.unit or self.unit or "万元"
            each = WAN if told == "万元" else Decimal(1)
        said = Said(
            key=key,
            value=number.value * each,
            label=" · ".join(filter(None, label)),
            unit=unit,
            printed=""
            if number.is_blank
            else text
            if number.unit
            else f"{text}{told if unit != NUMBER else ''}",
            step=each.scaleb(-number.places) if unit in (MONEY, PERCENT_UNIT) else Decimal(0),
            place=self._place(*label, page=row.page, quote=text, cell=row.slots[place]),
            is_blank=number.is_blank,
        )
        self.said.append(said)
        return said

    # Lists: a row for each project, or one for the whole --------------------------------------------------------------

    def _is_list(self, sheet: Sheet) -> bool:
        first = sheet.columns[0] if sheet.columns else None
        has_money = any(column.role == AMOUNT and _fund(column.leaf) for column in sheet.columns)
        return first is not None and bool(LIST_NAME.fullmatch(first.leaf)) and has_money

    def _read_list(self, sheet: Sheet) -> None:
        names = [column for column in sheet.columns if NAME_LABEL.search(column.leaf)] or [sheet.columns[0]]
        third = next((c for c in sheet.columns if re.search("三级指标|指标名称", c.leaf)), None)
        self.columns = tuple(column.path for column in sheet.columns if column.role in (AMOUNT, COUNT))
        name = ""
        for row in sheet.body:
            name = next((text for column in names if (text := row.text(column.place))), name)
            self._list_row(row, sheet.columns, name)
            text = row.text(third.place) if third else name
            if text:
                cell = row.slots[third.place if third else names[0].place]
                self.rows.append(PrintedRow("", text, 1, self._place(name, text, page=row.page, cell=cell)))

    def _list_row(self, row: SheetRow, columns: Sequence[Column], name: str) -> None:
        for column in columns:
            text = row.text(column.place)
            number = parse(text)
            if number is None or number.is_blank and not row.text(columns[0].place):
                continue
            key = self._whole_key(column) if self.kind == WHOLE else self._fund_key(column.leaf, name)
            if key and column.role == AMOUNT:
                unit = unit_of(key)
                self._say(key, number, row, column.place, name, column.leaf, unit=unit)

    def _whole_key(self, column: Column) -> str:
        """The figure of the whole department under a head; a total within a group is the group's."""
        return next((key for label in reversed(column.path) if (key := _whole_figure(label))), "")

    def _fund_key(self, label: str, name: str) -> str:
        fund = _fund(label)
        if not fund or not name:
            return ""
        base = f"project.{slug(plain(name))}"
        return base if fund == "total" else f"{base}.{fund}"

    # Sheets: labels with what is said beside them ---------------------------------------------------------------------

    def _read_sheet(self) -> None:
        rows = [row for grid in self.captioned.grids for row in rows_of(grid)]
        sheet = _Sheet(self, rows)
        for row in rows:
            sheet.take(row)
        self.sums += sheet.sums()


def _fund(label: str) -> str:
    told = bare(label).rstrip("：:")
    return next((fund for fund, words in FUNDS if re.fullmatch(words, told)), "")


def _whole_figure(label: str) -> str:
    told = bare(label).rstrip("：:")
    return next((key for key, words in WHOLE_LABELS if re.fullmatch(words, told)), "")


def _over(label: str, heads: Sequence[tuple[str, str]]) -> str:
    told = plain(label)
    return next((name for name, words in heads if re.search(words, told)), "")


class _Sheet:
    """What a sheet says, row by row: the project's name, its money, its indicators, the total of its scores."""

    def __init__(self, goals: _Goals, rows: Sequence[SheetRow]) -> None:
        self.goals = goals
        self.name = self._name(rows)
        self.is_whole = goals.kind == WHOLE
        self.slug = "whole" if self.is_whole else slug(plain(self.name))
        self.has_years = any(
            re.match("年度|当年", label) and _fund(label) == "total" for row in rows for label in row.said()
        )
        self.money: dict[int, str] = {}
        self.heads: dict[int, str] = {}
        self.above = ""
        self.count = 0
        self.funds: dict[tuple[str, str], Said] = {}  # (what, fund)
        self.worth: dict[str, list[Said]] = {"weight": [], "score": []}
        self.totals: dict[str, Said] = {}

    def _name(self, rows: Sequence[SheetRow]) -> str:
        for row in rows:
            said = row.said()
            for label, value in zip(said, said[1:], strict=False):
                if NAME_LABEL.fullmatch(plain(label).rstrip("：:")) and not NAME_LABEL.fullmatch(
                    plain(value)
                ):
                    return plain(value)
        found = re.search(r"[（(—\-](.+?)[）)]?$", self.goals.captioned.title)
        return found[1] if found else self.goals.captioned.title

    def take(self, row: SheetRow) -> None:
        said = [(place, text) for place, text in enumerate(row.texts()) if text]
        if not said:
            return
        if self._takes_heads(said, row):
            return
        if TOTAL_SCORE.fullmatch(plain(said[0][1])):
            self._take_total(said, row)
        elif self._take_money(said, row):
            return
        elif self.heads:
            self._take_indicator(row)

    def _takes_heads(self, said: Sequence[tuple[int, str]], row: SheetRow) -> bool:
        """A row of heads: over the indicators, or over the money."""
        indicators = {place: name for place, text in said if (name := _over(text, INDICATOR_HEADS))}
        if (
            {"third", "second"} & set(indicators.values())
            and len(indicators) > 1
            and not any(is_amount(text) for _, text in said)
        ):
            self.heads, self.money = self._spread(indicators, row), {}
            return True
        money = {place: name for place, text in said if (name := _over(text, MONEY_HEADS))}
        is_head = len(money) > 1 and not any(is_amount(text) or _fund(text) for _, text in said)
        if is_head and set(money.values()) - {"planned"}:
            self.money = self._spread(money, row)
            return True
        return False

    def _spread(self, heads: dict[int, str], row: SheetRow) -> dict[int, str]:
        """Heads over every column that their cells span."""
        found = {}
        for place, name in heads.items():
            cell = row.slots[place]
            for column in range(place, place + (cell.columns if cell else 1)):
                found[column] = name
        return found

    # Money ------------------------------------------------------------------------------------------------------------

    def _take_money(self, said: Sequence[tuple[int, str]], row: SheetRow) -> bool:
        """Whether a row tells of money or of the department: each label with the number behind it."""
        found = False
        for n, (_place, label) in enumerate(said):
            fund = "" if self.is_whole else _fund(label)
            figure = _whole_figure(label) if self.is_whole else ""
            if fund and self.money:
                found = True
                self._take_columns(fund, label, said[n + 1 :], row)
                break
            if (fund or figure) and n + 1 < len(said) and (number := parse(said[n + 1][1])) is not None:
                found = True
                key = figure or self._key(label, fund)
                unit = unit_of(figure) if figure else MONEY
                told = self.goals._say(key, number, row, said[n + 1][0], self.name, bare(label), unit=unit)
                if fund and not self._is_of_all_years(label):
                    self.funds["planned", fund] = told
            elif fund and len(said) > 1:
                found = found or self._is_money_row(said)
        return found

    def _is_money_row(self, said: Sequence[tuple[int, str]]) -> bool:
        return all(_fund(text) or re.search("资金|其中|预算", text) for _, text in said)

    def _is_of_all_years(self, label: str) -> bool:
        return self.has_years and bool(ALL_YEARS.search(bare(label)))

    def _key(self, label: str, fund: str) -> str:
        tail = "" if fund == "total" else f".{fund}"
        if self._is_of_all_years(label):
            return f"goal.{self.slug}.whole{tail}"
        if re.fullmatch("财政资金", bare(label)) and self.has_years:
            return f"goal.{self.slug}.whole{tail}"
        return f"project.{self.slug}{tail}"

    def _take_columns(self, fund: str, label: str, values: Sequence[tuple[int, str]], row: SheetRow) -> None:
        """A row of money under heads: budgeted, executed, worth."""
        tail = "" if fund == "total" else f".{fund}"
        for place, what in self.money.items():
            if place >= len(row.slots) or not row.begins[place]:
                continue
            number = parse(row.text(place))
            if number is None:
                continue
            self._say_money(what, fund, tail, number, row, place, bare(label))

    def _say_money(
        self, what: str, fund: str, tail: str, number: Number, row: SheetRow, place: int, label: str
    ) -> None:
        keys = {
            "planned": f"project.{self.slug}{tail}",
            "budget": f"goal.{self.slug}.budget{tail}",
            "executed": f"goal.{self.slug}.executed{tail}",
            "rate": f"goal.{self.slug}.rate{tail}",
            "weight": f"goal.{self.slug}.execution.weight{tail}",
            "score": f"goal.{self.slug}.execution.score{tail}",
        }
        unit = {"rate": PERCENT_UNIT, "weight": NUMBER, "score": NUMBER}.get(what, MONEY)
        words = {"planned": "预算数", "budget": "全年预算数", "executed": "执行数", "rate": "执行率"}
        words |= {"weight": "分值", "score": "得分"}
        said = self.goals._say(keys[what], number, row, place, self.name, label, words[what], unit=unit)
        if what in self.worth and fund == "total":
            self.worth[what].append(said)
        elif what in ("planned", "budget", "executed"):
            self.funds[what, fund] = said

    # Indicators -------------------------------------------------------------------------------------------------------

    def _take_indicator(self, row: SheetRow) -> None:
        told: dict[str, str] = {}
        places: dict[str, int] = {}
        for place, what in self.heads.items():
            if place < len(row.slots) and (text := row.text(place)):
                told.setdefault(what, text)
                places.setdefault(what, place)
        self.above = told.get("first", self.above)
        name = told.get("third", "")
        if not name or not AREA_WORD.search(plain(self.above or told.get("second", ""))):
            return
        self.count += 1
        self.goals.rows.append(
            PrintedRow(
                "",
                plain(name),
                1,
                self.goals._place(self.name, plain(name), page=row.page, cell=row.slots[places["third"]]),
            )
        )
        for what in ("weight", "score"):
            number = parse(told.get(what, ""))
            if number is not None and not number.is_blank:
                self.worth[what].append(self._of_indicator(what, number, row, places[what], name))
        for what in ("target", "actual"):
            if what in places:
                self._say_value(what, row, places[what], name)

    def _of_indicator(self, what: str, number: Number, row: SheetRow, place: int, name: str) -> Said:
        word = {"weight": "分值", "score": "得分", "target": "指标值", "actual": "实际完成值"}[what]
        key = f"goal.{self.slug}.i{self.count}.{what}"
        unit = MONEY if number.unit in ("万元", "元") else PERCENT_UNIT if number.unit == "%" else NUMBER
        return self.goals._say(key, number, row, place, self.name, plain(name), word, unit=unit)

    def _say_value(self, what: str, row: SheetRow, place: int, name: str) -> None:
        """A target or an actual value that is a plain amount; others are words."""
        found = PLAIN_VALUE.fullmatch(plain(row.text(place)).replace("％", "%"))
        if found is None:
            return
        known = found["unit"] if found["unit"] in ("%", "万元", "元") else ""
        number = parse(f"{found['number']}{known}")
        if number is not None and not number.is_blank:
            self._of_indicator(what, number, row, place, name)

    def _take_total(self, said: Sequence[tuple[int, str]], row: SheetRow) -> None:
        """总分: what the indicators are worth, then what they were given."""
        numbers = [
            (place, number) for place, text in said[1:] if (number := parse(text)) and not number.is_blank
        ]
        has_score = bool(self.worth["score"])
        words = ("weight", "score") if len(numbers) > 1 or not has_score else ("score",)
        for what, (place, number) in zip(words, numbers, strict=False):
            key = f"goal.{self.slug}.{what}"
            self.totals[what] = self.goals._say(key, number, row, place, self.name, "总分", unit=NUMBER)

    # What adds up -----------------------------------------------------------------------------------------------------

    def sums(self) -> Iterator[Sum]:
        for what in ("planned", "budget", "executed"):
            total = self.funds.get((what, "total"))
            parts = [said for (each, fund), said in self.funds.items() if each == what and fund != "total"]
            if total is not None and len(parts) > 1:
                yield Sum(total, tuple(parts), "rows", total.label)
        for what, total in self.totals.items():
            if self.worth[what]:
                yield Sum(total, tuple(self.worth[what]), "rows", total.label)

"""The heads of a detail list: where they stand, and which column is what, whatever a system calls it and in any order."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from .. import names
from ..money import NUMBER, SPACES, Unit
from .cells import FIRST_ROWS, Grid, address
from .contents import Level, Origin, Problem
from .lookup import SOURCE_ENDS, SOURCES, Lookup, nature_of, split, systems_of
from .units import WANTED, strange_unit

#: What a column can be, with the words of the page; the amounts that imply something are ``AMOUNTS``.
FIELDS = {
    "year": "预算年度",
    "department_code": "部门编码",
    "department": "部门名称",
    "unit_code": "单位编码",
    "unit": "预算单位",
    "project": "项目名称",
    "function": "功能科目编码",
    "function_name": "功能科目名称",
    "economic": "部门经济科目编码",
    "economic_name": "部门经济科目名称",
    "government": "政府经济科目编码",
    "government_name": "政府经济科目名称",
    "source": "资金来源",
    "source_name": "资金来源名称",
    "nature": "支出性质",
    "amount": "本年金额",
    "last_amount": "上年金额",
    "reason": "说明",
}
#: Columns of amounts that say by their head what the money is: {field: (words, what it implies)}.
AMOUNTS = {
    "amount.basic": ("本年金额：基本支出", {"nature": "basic"}),
    "amount.project": ("本年金额：项目支出", {"nature": "project"}),
    "amount.101": ("本年金额：一般公共预算", {"source": "101"}),
    "amount.102": ("本年金额：政府性基金", {"source": "102"}),
    "amount.103": ("本年金额：国有资本经营", {"source": "103"}),
    "amount.2": ("本年金额：财政专户", {"source": "2"}),
    "amount.3": ("本年金额：单位资金", {"source": "3"}),
    "amount.301": ("本年金额：事业收入", {"source": "301"}),
    "amount.302": ("本年金额：经营收入", {"source": "302"}),
    "amount.305": ("本年金额：其他资金", {"source": "305"}),
    "amount.5": ("本年金额：上年结转", {"source": "5"}),
}
LABELS = FIELDS | {name: words for name, (words, _implied) in AMOUNTS.items()}
#: Several columns of one sheet may be these: 人员经费 and 公用经费 are both basic.
REPEATED = frozenset(AMOUNTS)
#: The classifications whose codes tell a column apart.
CODED = ("function", "economic", "government", "source")
CLASSIFYING = ("account", "function", "economic", "government", "source", "project", "unit", "nature")

EXACT = {
    "year": ("年度", "年份", "预算年度", "预算年份", "财政年度", "会计年度", "所属年度"),
    "department_code": (
        "部门编码",
        "部门代码",
        "主管部门编码",
        "主管部门代码",
        "预算部门编码",
        "预算部门代码",
    ),
    "department": ("部门", "部门名称", "主管部门", "主管部门名称", "预算部门", "预算部门名称"),
    "unit_code": ("单位编码", "单位代码", "预算单位编码", "预算单位代码", "基层单位编码"),
    "unit": (
        "预算单位",
        "单位名称",
        "预算单位名称",
        "单位",
        "编制单位",
        "用款单位",
        "基层单位",
        "基层单位名称",
    ),
    "project": ("项目", "项目名称", "预算项目", "预算项目名称", "具体项目", "支出项目", "二级项目名称"),
    "nature": (
        "支出性质",
        "支出类型",
        "支出类别",
        "支出分类",
        "性质",
        "项目类别",
        "项目类型",
        "项目分类",
        "基本支出或项目支出",
    ),
    "source": (
        "资金来源",
        "资金性质",
        "经费来源",
        "收入来源",
        "资金类型",
        "资金类别",
        "来源",
        "指标来源",
        "来源项目",
        "收入项目",
    ),
    "reason": ("说明", "原因", "增减原因", "变动原因", "测算说明"),
}
#: In this order, where several columns could be the amount; the others are then not used.
AMOUNT_HEADS = (
    "批复数", "批复金额", "预算批复数", "核定数", "核定金额", "下达数", "预算数", "预算金额", "年初预算", "年初预算数",
    "预算", "金额", "本年", "本年数", "本年金额", "预算安排", "预算安排数", "安排数", "安排金额", "年度预算",
    "年度预算安排", "申报数", "申报金额", "控制数", "今年", "今年数", "当年预算", "合计", "总计",
    "小计", "预算合计", "金额合计",
)  # fmt: skip
LAST = re.compile(r"\A(?:上年度?|去年|上一年度?)(.*)\Z")
THIS = re.compile(r"\A(?:本年度?|当年|今年)(.+)\Z")
YEAR = re.compile(r"(20[0-9]{2})年?度?")
BRACKETS = re.compile(r"[（(【\[]([^）)】\]]*)[）)】\]]")
#: What a column of numbers is called that holds no amounts of a budget, of whatever year.
NO_AMOUNT = re.compile(
    r"执行|决算|完成|增减|增长|增幅|同比|比上年|较上年|差额|占比|比重|比例|率\Z|[%％]|人数|户数|数量|单价"
    r"|编号|序号|行次|行号|[-—~～至][0-9一二三四五六七八九十]+月|月份|季度|半年"
)
NO_THIS_YEAR = "没有认出本年金额一列，没有导入。若表中有这一列，请选定哪一列读作本年金额"
NOT_THIS_YEARS = "“{}”一列照选定的读作本年金额，请确认"
UNIT = re.compile(r"(?:单位|计量单位|金额单位)[:：]?(?:人民币)?(万元|元)(?![/／人])")
UNIT_IN_HEAD = re.compile(r"\A(?:单位[:：]?)?(?:人民币)?(万元|元)\Z")
OTHER_UNIT = "“{}”与金额一栏的单位不同，按{}读取，请确认"
OTHER_COLUMN = "“{}”与其他金额栏的单位（{}）不同，请统一单位"
#: A head is this long at most; what is longer is a sentence.
LONGEST = 24


@dataclass(frozen=True)
class Layout:
    """What each column is (``columns``: number from 0 → field), read out of ``heads``, which end at row ``last`` (-1: there
    are none). ``unit`` of the amounts, None where nothing says it, and ``unit_words`` where it stands. ``understood`` are
    the columns as they were read for a budget of ``year``, whatever a person chose since (``of_year``)."""

    columns: Mapping[int, str]
    heads: Mapping[int, str] = field(default_factory=dict)
    last: int = -1
    unit: Unit | None = None
    unit_words: str = ""
    width: int = 0
    year: int = 0
    understood: Mapping[int, str] = field(default_factory=dict)

    @property
    def head_words(self) -> list[str]:
        """The heads as they are compared; a year by how far it is from the budget's, as columns are read by that."""
        heads = [plain(self.heads.get(column, "")) for column in range(self.width)]
        return [YEAR.sub(lambda found: f"{int(found[1]) - self.year:+}", head) for head in heads]

    @property
    def fingerprint(self) -> str:
        """By which this layout is known again: by its heads, and by what its codes are codes of where these tell it. One
        without heads is not known again: columns alike may be anything."""
        if not self.heads:
            return ""
        coded = sorted((c, n) for c, n in self.understood.items() if n.removesuffix("_name") in CODED)
        told = json.dumps([self.head_words, coded], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    def column(self, name: str) -> int | None:
        """The first column that is this."""
        return self._first.get(name)

    @cached_property
    def _first(self) -> dict[str, int]:
        return {name: column for column, name in sorted(self.columns.items(), reverse=True)}

    def has(self, name: str) -> bool:
        return name in self._first

    @cached_property
    def amounts(self) -> list[tuple[int, Mapping[str, str]]]:
        """The columns of this year's amounts with what each implies; a column of totals beside its parts is none."""
        parts = [(c, AMOUNTS[name][1]) for c, name in sorted(self.columns.items()) if name in AMOUNTS]
        whole = self.column("amount")
        return parts or ([] if whole is None else [(whole, {})])

    @property
    def checked(self) -> int | None:
        """The column of totals beside its parts, against which they are held."""
        return self.column("amount") if any(name in AMOUNTS for name in self.columns.values()) else None

    @property
    def is_usable(self) -> bool:
        """Whether there is money, and something that it is for."""
        return bool(self.amounts) and any(self.has(name) or self.has(f"{name}_name") for name in CLASSIFYING)

    @property
    def said(self) -> int:
        """How many things the columns say of a row beside its amounts."""
        return len([name for name in CLASSIFYING if self.has(name) or self.has(f"{name}_name")])

    @property
    def of_other_years(self) -> list[int]:
        """The columns that are taken for this year's amounts, and whose heads say that they are none."""
        return [
            column for column, _implied in self.amounts if _says_other(self.heads.get(column, ""), self.year)
        ]

    @property
    def names_others(self) -> bool:
        """Whether a head says that its numbers are another year's, or no amounts."""
        return any(_says_other(head, self.year) for head in self.heads.values())

    @property
    def unused(self) -> Iterator[str]:
        for column in range(self.width):
            if column not in self.columns and self.heads.get(column):
                yield f"第 {column + 1} 列“{self.heads[column]}”没有用到。"


def layout_of(grid: Grid, lookup: Lookup, *, by: str = "function") -> Layout:
    """The layout of a sheet or a block: by its heads, else by what stands in the columns. ``by`` is the classification
    that a bare 科目编码 belongs to where its codes do not tell. Where one head is known no column is taken for amounts by
    what stands in it: last year's look like this year's."""
    layout = _by_heads(grid) or _by_some_heads(grid, lookup, by) or _without_heads(grid, lookup, by)
    unit, words = _unit(grid, layout)
    layout = replace(layout, unit=unit, unit_words=words, width=grid.width)
    return replace(layout, columns=_accounts_told(grid, layout, lookup, by))


def plain(head: str) -> str:
    """A head as it is compared: without spaces, brackets and what stands in them."""
    text = unicodedata.normalize("NFKC", head)
    return re.sub(r"[\s“”\"'*:：·、]", "", BRACKETS.sub("", text))


# By heads ---------------------------------------------------------------------------------------------------------


def _by_heads(grid: Grid) -> Layout | None:
    """The row whose cells are heads of most columns, with the row above it where heads stand over heads."""
    best: Layout | None = None
    width = grid.width
    for row in sorted(grid.rows)[:FIRST_ROWS]:
        for heads in (_own(grid, row), _under(grid, row, width)) if _is_head(grid, row) else ():
            found = Layout(_columns(heads), heads, row, width=width)
            if found.is_usable and _is_better(found, best):
                best = found
    return best


def _is_better(layout: Layout, best: Layout | None) -> bool:
    """More columns are understood, or as many and more of them as parts of what stands above them."""
    known, before = len(layout.columns), len(best.columns) if best else 1
    return known > before or bool(best and known == before and len(layout.amounts) > len(best.amounts))


def _by_some_heads(grid: Grid, lookup: Lookup, by: str) -> Layout | None:
    """The row above the numbers of which some cells are known heads, though there are no amounts of this year, or nothing
    that they are for. What they are for is then looked for in the columns."""
    best, most = None, 0
    for row in _above_numbers(grid):
        for heads in (_own(grid, row), _under(grid, row, grid.width)):
            known = len([head for head in heads.values() if _field(head) or _is_no_amount(head)])
            if len(heads) > 1 and known > most:
                best, most = (row, heads), known
    if best is None:
        return None
    row, heads = best
    columns = _columns(heads)
    if not any(name.removesuffix("_name") in CLASSIFYING for name in columns.values()):
        unknown = [column for column in range(grid.width) if not _field(heads.get(column, ""))]
        found = _by_contents(grid, lookup, by, row, unknown)
        columns = {c: name for c, name in found.items() if "amount" not in name} | columns
    return Layout(columns, heads, row, width=grid.width)


def _above_numbers(grid: Grid) -> Iterator[int]:
    for row in sorted(grid.rows)[:FIRST_ROWS]:
        if not _is_head(grid, row):
            return
        yield row


def _is_no_amount(head: str) -> bool:
    """Whether a head says that its numbers are no amounts of this year's budget: another year's, or no money."""
    said = [plain(head), *map(plain, BRACKETS.findall(head))]
    return any((NO_AMOUNT.search(each) or LAST.match(each)) and "结转" not in each for each in said)


def _says_other(head: str, year: int) -> bool:
    dated = _year_in(head)
    return _is_no_amount(head) or bool(dated and year and dated != year)


def _year_in(head: str) -> int:
    """The year that a head names, in brackets too: 预算数（2025年）; 0 where it names none."""
    found = YEAR.search(plain(head)) or YEAR.search(head)
    return int(found[1]) if found else 0


def _is_head(grid: Grid, row: int) -> bool:
    """A head holds no amounts; a row of data may name what a head is called (项目支出)."""
    texts = [grid.text(row, column) for column in grid.rows[row]]
    return not any(NUMBER.fullmatch(text.strip(SPACES)) and not YEAR.fullmatch(text) for text in texts)


def _own(grid: Grid, row: int) -> dict[int, str]:
    return {c: text for c in grid.rows[row] if 0 < len(text := grid.text(row, c)) <= LONGEST * 2}


def _under(grid: Grid, row: int, width: int) -> dict[int, str]:
    """Heads in two rows: what stands above goes with each below it, and alone where nothing stands below."""
    above, own = _own(grid, row - 1) if row - 1 in grid.rows else {}, _own(grid, row)
    if not above:
        return {}
    found: dict[int, str] = {}
    over = ""
    for column in range(width):
        if column in above:
            over = above[column]
        elif column not in own:
            over = ""
        below = own.get(column, "")
        if column in above and not below:
            found[column] = over
        elif below:
            found[column] = _joined(over, below)
    return found


def _joined(over: str, below: str) -> str:
    """A head below another; of a known one what stands above it says at most the year: 2025年预算数 over 基本支出."""
    name = _field(below)
    if not name or name == "account":
        return f"{over}{below}"
    if not name.startswith(("amount", "last")):
        return below
    dated = YEAR.search(plain(over))
    if _is_no_amount(over) or (dated and _is_no_amount(f"{over}{below}")):
        return f"{over}{below}"
    return f"{dated[0]}{below}" if dated and not YEAR.search(plain(below)) else below


def _columns(heads: Mapping[int, str]) -> dict[int, str]:
    columns: dict[int, str] = {}
    ranked: list[tuple[int, int]] = []
    for column, head in sorted(heads.items()):
        name = _field(head)
        if name == "amount":
            ranked.append((_rank(head), column))
        elif name and (name in REPEATED or name not in columns.values()):
            columns[column] = name
    if ranked:
        columns[min(ranked)[1]] = "amount"
    return columns


def _rank(head: str) -> int:
    words = _this_year(plain(head))
    return AMOUNT_HEADS.index(words) if words in AMOUNT_HEADS else len(AMOUNT_HEADS)


def _this_year(words: str) -> str:
    words = YEAR.sub("", words)
    found = THIS.match(words)
    return found[1] if found and words not in AMOUNT_HEADS else words


@lru_cache(maxsize=2048)  # a county's lists have the same few dozen heads
def _field(head: str) -> str:
    """The field that a head names; ``account`` and ``account_name`` where it does not say of which classification."""
    words = plain(head)
    if not words or len(words) > LONGEST:
        return ""
    for name, known in EXACT.items():
        if words in known:
            return name
    name = _account_field(words) or _amount_field(words)
    inside = BRACKETS.findall(head)
    return "" if name.startswith("amount") and any(_is_no_amount(each) for each in inside) else name


def _account_field(words: str) -> str:
    if not re.search("分类|科目|经济|功能", words) or re.search("金额|预算数|合计", words):
        return ""
    ending = "_name" if words.endswith("名称") else ""
    if "功能" in words:
        return f"function{ending}"
    if "经济" in words:
        return f"government{ending}" if "政府" in words else f"economic{ending}"
    if words in (
        "科目",
        "科目编码",
        "科目代码",
        "科目编号",
        "预算科目",
        "支出科目",
        "科目名称",
        "支出科目名称",
        "预算科目名称",
    ):
        return f"account{ending}"
    return ""


def _amount_field(words: str) -> str:
    if LAST.match(words) and "结转" not in words:
        rest = YEAR.sub("", LAST.match(words)[1])  # type: ignore[index]
        return "last_amount" if rest in ("", "数") or rest in AMOUNT_HEADS else ""
    if _this_year(words) in AMOUNT_HEADS or (YEAR.search(words) and not YEAR.sub("", words)):
        return "amount"
    bare = re.sub(r"(?:金额|预算数|支出数|小计)\Z", "", _this_year(words))
    if bare in ("基本支出", "人员经费", "公用经费", "日常公用经费", "人员支出", "公用支出"):
        return "amount.basic"
    if bare == "项目支出":
        return "amount.project"
    source = SOURCES.get(SOURCE_ENDS.sub("", bare))
    return (
        f"amount.{source}"
        if source and f"amount.{source}" in AMOUNTS and bare not in ("单位", "其他", "公共")
        else ""
    )


# The years and units that heads tell ------------------------------------------------------------------------------


def of_year(layout: Layout, year: int) -> Layout:
    """The layout for a budget of this year. Where heads name years, the column of the year before is last year's:
    2024年预算数, 2025年预算数."""
    columns = dict(layout.columns)
    dated = {c: told for c, head in layout.heads.items() if (told := _year_in(head))}
    for column, told in sorted(dated.items()):
        if _field(layout.heads[column]) != "amount":
            if told != year and columns.get(column, "").startswith("amount"):
                del columns[column]
            continue
        if told == year - 1 and "last_amount" not in columns.values():
            columns[column] = "last_amount"
        elif told == year:
            columns = {c: name for c, name in columns.items() if name != "amount"} | {column: "amount"}
        elif columns.get(column) == "amount":
            del columns[column]
    return replace(layout, columns=columns, understood=columns, year=year)


def _unit(grid: Grid, layout: Layout) -> tuple[Unit | None, str]:
    """From the head of an amount, else from the heads and the lines above them; without heads from nowhere."""
    for column, name in sorted(layout.columns.items()):
        head = layout.heads.get(column, "")
        if "amount" in name and (unit := _unit_in(head)):
            return unit, f"表头写着“{head}”"
    for row in sorted(row for row in grid.rows if row <= layout.last):
        for column in sorted(grid.rows[row]):
            text = grid.text(row, column)
            if found := UNIT.search(re.sub(r"[\s（()）]", "", text)):
                return Unit(found[1]), f"表头写着“{found[0]}”"
            if unit := _unit_in(text):
                return unit, f"表头写着“{text}”"
    return None, ""


def _unit_in(head: str) -> Unit | None:
    """The unit in brackets behind a head: 金额（万元）."""
    for inside in BRACKETS.findall(head):
        if found := UNIT_IN_HEAD.match(re.sub(r"\s", "", inside)):
            return Unit(found[1])
    return None


def units_in_doubt(grid: Grid, layout: Layout) -> Iterator[Problem]:
    """A unit other than 元 and 万元 is refused where it stands; so are columns of amounts of which each says another, and a
    line above them that says otherwise than they is asked about."""
    amounts = {column for column, name in layout.columns.items() if "amount" in name}
    top = [row for row in sorted(grid.rows)[:FIRST_ROWS] if row <= layout.last or layout.last < 0]
    for row, column in [(each, column) for each in top for column in sorted(grid.rows[each])]:
        text = grid.text(row, column)
        is_head = column in amounts and row <= layout.last
        if strange := strange_unit(text, is_head=is_head):
            yield _doubt(Level.ERROR, grid, row, column, WANTED.format(strange))
        elif layout.unit and (told := _told_unit(text)) and told != layout.unit and row <= layout.last:
            words = OTHER_UNIT.format(text, layout.unit)
            level = Level.ERROR if is_head else Level.QUESTION
            yield _doubt(
                level,
                grid,
                row,
                column,
                words if level is Level.QUESTION else OTHER_COLUMN.format(text, layout.unit),
            )


def _told_unit(text: str) -> Unit | None:
    found = UNIT.search(re.sub(r"[\s（()）]", "", text))
    return Unit(found[1]) if found else _unit_in(text)


def _doubt(level: Level, grid: Grid, row: int, column: int, words: str) -> Problem:
    """A pasted block has no cells that a person could look up: there the words alone say which."""
    cell = address(row, column) if grid.sheet else ""
    return Problem(
        level, Origin(grid.sheet, cell, row + 1), grid.text(row, column), words, kind=f"unit-{row}-{column}"
    )


# By contents ------------------------------------------------------------------------------------------------------


def _texts(grid: Grid, column: int, after: int = -1) -> list[str]:
    return [text for row in sorted(grid.rows) if row > after and (text := grid.text(row, column))]


def _without_heads(grid: Grid, lookup: Lookup, by: str) -> Layout:
    """By what stands in the columns. A first row without a digit, over rows that have some, is heads that nobody knows."""
    first, *others = sorted(grid.rows) or [0]
    digits = [row for row in grid.rows if any(re.search("[0-9]", grid.text(row, c)) for c in grid.rows[row])]
    is_head = (
        bool(others) and first not in digits and len(digits) == len(others) and len(grid.rows[first]) > 1
    )
    heads, last = (_own(grid, first), first) if is_head else ({}, -1)
    columns = [column for column in range(grid.width) if not _is_no_amount(heads.get(column, ""))]
    return Layout(_by_contents(grid, lookup, by, last, columns), heads, last, width=grid.width)


def _by_contents(grid: Grid, lookup: Lookup, by: str, last: int, which: Iterable[int]) -> dict[int, str]:
    """Columns of a block without heads: codes, the names behind them, words that say the nature, amounts."""
    columns: dict[int, str] = {}
    for column in which:
        texts = _texts(grid, column, last)
        name = _content(texts, lookup, by, columns)
        if name and name not in columns.values():
            columns[column] = name
    return columns


def _content(texts: list[str], lookup: Lookup, by: str, columns: Mapping[int, str]) -> str:
    half = (len(texts) + 1) // 2
    if not texts:
        return ""
    hits, system = max(systems_of(texts, lookup), key=lambda each: (each[0], each[1] == by))
    if hits >= half:
        return system
    numbers = [text for text in texts if re.search("[0-9]", text) and not re.search(r"[^\W\d]{2}", text)]
    if len(numbers) >= half:
        return "last_amount" if "amount" in columns.values() else "amount"
    if len([text for text in texts if nature_of(text) and len(text) <= 10]) >= half:
        return "nature"
    coded = next((name for name in ("function", "economic", "government") if name in columns.values()), "")
    if coded and f"{coded}_name" not in columns.values():
        return f"{coded}_name"
    if coded:
        return "project"
    return by if _agrees(texts, lookup, by) else ""


def _agrees(texts: list[str], lookup: Lookup, system: str) -> bool:
    """Whether these are, for the most part, names of accounts."""
    known = [text for text in texts if lookup.named.get((system, names.plain(split(text)[1])))]
    return len(known) * 2 >= len(texts)


def _accounts_told(grid: Grid, layout: Layout, lookup: Lookup, by: str) -> dict[int, str]:
    """A bare 科目编码 belongs to the classification that most of its codes are of; 科目名称 goes with it."""
    columns = dict(layout.columns)
    if not any(name.startswith("account") for name in columns.values()):
        return columns
    coded = layout.column("account")
    texts = _texts(grid, coded if coded is not None else layout.column("account_name") or 0, layout.last)
    hits, system = max(systems_of(texts, lookup), key=lambda each: (each[0], each[1] == by))
    system = system if hits else by
    for column, name in list(columns.items()):
        if name.startswith("account"):
            told = name.replace("account", system)
            columns[column] = told
            if list(columns.values()).count(told) > 1:
                del columns[column]
    return columns

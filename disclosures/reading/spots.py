"""Spots: what the words of heads and rows say of a figure, together, in the coordinates that keys are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from budgets import ledger
from budgets.ledger import EXPENDITURE, INCOME
from budgets.names import plain

from .context import Context
from .facets import Facets
from .kinds import Kind
from .labels import LAST_WORDS, QUOTES, bare, year_in
from .meanings import all_words, meanings

NO_FUNCTION = "nofunction"
LAST, CHANGE, PERCENT, SHARE = "last", "change", "percent", "share"


@dataclass(frozen=True, slots=True)
class Spot:
    """The coordinates of a cell, of its row and column together.

    ``code`` is an economic class with its letter; ``function`` and ``source`` are digits, or ``nofunction`` for money
    without one. ``is_known`` is False once a word was not understood.
    """

    measure: str = ""
    fund: str = ""
    span: str = ""
    function: str = ""
    code: str = ""
    source: str = ""
    nature: str = ""
    cost: str = ""
    item: str = ""
    view: str = ""
    is_against: bool = False
    is_total: bool = False
    is_known: bool = True

    def key(self) -> str:
        """The figure's key without its view; empty for none."""
        if not self.is_known:
            return ""
        if self.item:
            return "" if self.item.startswith(".") or ".." in self.item else self.item
        if self.is_against:
            return f"against.f{self.function}" if self.function else "against.total"
        function = f"f{self.function}" if self.function.isdigit() else self.function
        if self.measure == INCOME:
            span = "" if self.source else self.span
            return ledger.key(INCOME, self.fund, span, function, self.source and f"s{self.source}")
        if self.measure == EXPENDITURE:
            if self.code or self.cost:
                last = self.code or self.cost
                return ".".join(filter(None, (ledger.CROSS, self.fund, function, self.nature, last)))
            span = "" if self.nature or function else self.span
            return ledger.key(EXPENDITURE, self.fund, span, function, self.nature)
        if self.measure in ("economic", "government"):
            return ledger.key(self.measure, self.fund, self.code, self.nature, self.cost)
        return ""


#: Words that say nothing of a figure by themselves.
NEUTRAL_WORDS = """
    部门 单位 预算 资金 金额 数 项目 科目 功能 分类 经济 支出功能 按 年初 本年 当年 本级 全年
    年度 安排 使用 性质 来源 其中 情况 总 的 财务 款 类 额 项 申请 公开 （ ） 、 : ： / “
    ” 本年度 小计 合计 总计 共计 总额 编制 计划 比 较 与 相比 上年 对比 数额 收支 计算 需求
    建议 采购 政府采购
"""
_LONGEST_FIRST = sorted(map(re.escape, NEUTRAL_WORDS.split()), key=len, reverse=True)
#: Any number of them; none is tried twice, so that no label takes long.
NEUTRAL = re.compile(f"(?:{'|'.join(_LONGEST_FIRST)})*+")
COMPARED = re.compile(r"比|较|同比|相比|增减|变动|增长|增（减）|增加（减少）|增\+|差额")
RATE = re.compile(r"[%％]|率|幅度|百分比|比例")
EXECUTED = re.compile(r"执行数|预算执行|完成数|决算数?")
SHORT = 30

#: Rows and heads of particulars that tables word otherwise than sentences do.
ROWS = {
    QUOTES.sub("", plain(word)): item
    for item, words in (
        ("assets.buy-vehicles", "本年安排购置车辆 购置车辆 拟购置车辆 计划购置车辆 新增车辆"),
        ("assets.buy-equipment", "本年安排购置大型设备 购置大型设备 拟购置大型设备 计划购置大型设备"),
        ("assets.equipment", "大型设备 大型设备（台套）"),
        ("meeting", "会议费总额"),
        ("training", "培训费总额"),
        ("procurement.sme", "面向中小企业预留"),
        ("procurement.small", "小型和微型企业"),
        ("three-public.total", "“三公”经费支出合计 “三公”经费预算 三公经费"),
        ("three-public.purchase", "购置费 购置 公车购置费"),
        ("three-public.running", "运行费 运行维护费 运行 维护费 公车运行费"),
    )
    for word in words.split()
}
#: What some provinces call 项目支出 in the heads of their tables.
PROJECT_COSTS = ("专项业务经费支出", "专项业务经费", "专项支出", "特定目标类", "特定目标类项目")
#: What “三公” tables call 公务用车购置及运行费 for short.
CARS = ("公务用车", "公车", "公务用车费", "公务用车购置及运行", "公务用车购置及运行维护", "公务用车经费")


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of one table are understood with: the year's names, and what the table is about."""

    context: Context
    kind: Kind

    def said_by(self, label: str, spot: Spot) -> Spot:
        """A spot with what a head or row adds to it; not known where a word says something that is not understood."""
        told = bare(label)
        if not told or not spot.is_known:
            return spot
        if (whole := self._whole(told, spot)) is not None:
            return whole
        spot, told = self._viewed(told, spot)
        if NEUTRAL.fullmatch(told):
            return replace(spot, is_known=not _meanings(told))
        return self._placed(told, spot)

    def _viewed(self, told: str, spot: Spot) -> tuple[Spot, str]:
        """What a label says of years and comparisons, and the rest of it."""
        year = year_in(told)
        rest = re.sub(r"20\d\d年?度?", "", told)
        is_compared = bool(COMPARED.search(rest)) and not re.search(r"比例$|占比|比重", rest)
        if re.search(r"占比|比重|^占", rest):
            return replace(spot, view=SHARE), ""
        if is_compared:
            executed = spot.is_against or bool(EXECUTED.search(rest))
            view = PERCENT if RATE.search(rest.replace("比例", "率")) else CHANGE
            found = replace(spot, view=view, is_against=executed)
            rest = re.sub(
                r"[比较与]?上年度?|增减变?[动化]?|额|增长|变动|[%％]|率|幅度|百分比|比例|同比|相比|预算执行数?|执行数|"
                r"年初|预算数?|情况|差额|（）|增（减）|增加（减少）",
                "",
                rest,
            )
            return found, rest
        if 0 < year < self.context.year or LAST_WORDS.search(rest):
            spot = replace(spot, view=LAST)
            rest = re.sub(r"上年度?|去年|上一年", "", rest)
        if EXECUTED.search(rest) and spot.view == LAST:
            spot = replace(spot, is_against=True)
            rest = EXECUTED.sub("", rest)
        return spot, rest

    def _placed(self, told: str, spot: Spot) -> Spot:
        """What the words of a label say of money, items or classes: as a whole, else piece by piece."""
        whole = self._whole(told, spot)
        if whole is not None:
            return whole
        rest, found = told, spot
        while rest:
            word = self._longest(rest, found)
            if word is None:
                neutral = NEUTRAL.match(rest)
                step = neutral.end() if neutral else 0
                if not step:
                    return replace(spot, is_known=False)
                rest = rest[step:]
                continue
            read = self._whole(word, found)
            if read is None:
                return replace(spot, is_known=False)
            found, rest = read, rest[len(word) :]
        return found

    def _longest(self, rest: str, spot: Spot) -> str | None:
        for length in range(min(len(rest), SHORT), 1, -1):
            word = rest[:length]
            if NEUTRAL.fullmatch(word):
                return None
            if word in _spellings() and self._whole(word, spot) is not None:
                return word
        return None

    def _whole(self, told: str, spot: Spot) -> Spot | None:
        """What one term says in its place; None for no term."""
        if told in ROWS:
            return replace(spot, item=_fill(ROWS[told], spot.item))
        if told in PROJECT_COSTS and spot.measure == EXPENDITURE:
            return replace(spot, nature="project")
        if told in CARS and self.kind.name == "three-public":
            return replace(spot, item="three-public.vehicles")
        if (code := self._class_named(told, spot)) is not None:
            return code
        for facets in _ordered(_meanings(told), spot):
            if (found := _joined(spot, facets)) is not None:
                return found
        return None

    def _class_named(self, told: str, spot: Spot) -> Spot | None:
        """An economic class by its name, where the table is by such classes."""
        if spot.measure == INCOME or spot.item:
            return None
        if spot.measure == EXPENDITURE and self.kind.letter:
            return self._class_of(self.kind.letter, told, spot)
        if spot.measure in ("economic", "government"):
            return self._class_of("e" if spot.measure == "economic" else "g", told, spot)
        return None

    def _class_of(self, letter: str, told: str, spot: Spot) -> Spot | None:
        above = spot.code[1:] if spot.code[:1] == letter else ""
        for under in dict.fromkeys((above, "")):
            codes = self.context.codes_named(letter, told, under)
            codes = tuple(code for code in codes if code != under) or codes
            if codes and (len(codes) == 1 or under or len(codes[0]) == 3):
                return replace(spot, code=f"{letter}{codes[0]}")
        return None

    def function_class(self, label: str) -> str:
        """The function 类 of a name; empty for none."""
        return NO_FUNCTION if bare(label).startswith("未列功能") else self._first_class("f", label)

    def _first_class(self, letter: str, label: str) -> str:
        name = bare(label)
        tried = (name, f"{name}支出", name.removesuffix("支出"))
        return next(
            (code for word in tried for code in self.context.codes_named(letter, word) if len(code) == 3), ""
        )

    def economic_class(self, letter: str, label: str) -> str:
        """The economic 类 of a name with its letter; empty for none."""
        code = self._first_class(letter, label)
        if code:
            return f"{letter}{code}"
        if letter == "e":
            return next((f.code for f in _meanings(bare(label)) if f.code.startswith("e")), "")
        return ""


@cache
def _spellings() -> frozenset[str]:
    return frozenset((*_by_spelling(), *ROWS, *CARS, *PROJECT_COSTS))


@cache
def _by_spelling() -> dict[str, tuple[Facets, ...]]:
    return {QUOTES.sub("", plain(word)): meanings(word) for word in all_words()}


def _meanings(told: str) -> tuple[Facets, ...]:
    """What a word says, however it is quoted."""
    return _by_spelling().get(told, ())


def _ordered(found: tuple[Facets, ...], spot: Spot) -> list[Facets]:
    """The meanings of a word, those first that fit what is told of so far."""
    if spot.measure == INCOME:
        first = [f for f in found if f.code.startswith("s")]
    elif spot.measure == EXPENDITURE or spot.measure in ("economic", "government"):
        first = [f for f in found if f.fund or f.nature or f.cost]
    elif spot.item:
        first = [f for f in found if f.item.startswith(f"{spot.item.partition('.')[0]}.") or ".." in f.item]
    else:
        first = []
    return [*first, *(f for f in found if f not in first)]


def _fill(item: str, before: str) -> str:
    """staff..full after staff.posts is staff.posts.full."""
    if ".." not in item:
        return item
    family, _, kind = item.partition("..")
    if not before.startswith(f"{family}."):
        return item
    return f"{'.'.join(before.split('.')[:2])}.{kind}"


def _joined(spot: Spot, facets: Facets) -> Spot | None:
    """A spot with a term's facets; None where they do not go together."""
    if facets.measure == "both":
        return spot
    if facets.item:
        if spot.measure and not spot.item:
            return None
        return replace(spot, item=_fill(facets.item, spot.item))
    if spot.item:
        is_neutral = facets.measure == EXPENDITURE or (facets.fund and spot.item.startswith("three-public"))
        return spot if is_neutral else None
    if facets.code.startswith("s"):
        if spot.measure not in ("", INCOME):
            return None
        if spot.fund == "grant" and spot.source.startswith("5") and facets.code[1:] in BALANCES:
            return _received(
                spot, {source: fund for fund, source in SOURCES.items()}.get(facets.code[1:], spot.fund)
            )
        return replace(spot, measure=INCOME, source=_source(facets.code[1:], spot.source))
    if facets.code:
        return None
    if facets.measure and spot.measure and facets.measure != spot.measure:
        if {facets.measure, spot.measure} == {EXPENDITURE, "economic"} or spot.measure == "government":
            return spot
        return None
    if spot.measure == INCOME and (facets.nature or facets.cost):
        return None
    if spot.measure == INCOME and facets.fund and not facets.span:
        return _received(spot, facets.fund)
    found = replace(
        spot,
        measure=spot.measure or facets.measure or (EXPENDITURE if facets.nature or facets.cost else ""),
        fund=_fund(spot.fund, facets.fund),
        span=facets.span or spot.span,
        nature=facets.nature or spot.nature,
        cost=facets.cost or spot.cost,
    )
    if found.cost and not found.nature and found.measure == EXPENDITURE:
        return replace(found, nature="basic")
    return found


def _fund(before: str, told: str) -> str:
    """The narrower of two funds: a government budget within the grants."""
    return before if told == "grant" and before in ("general", "fund", "capital") else told or before


#: The source of income that each budget's money is.
SOURCES = {"grant": "1", "general": "101", "fund": "102", "capital": "103", "account": "2"}


def _received(spot: Spot, fund: str) -> Spot:
    """Income of one budget: its grant, or what is carried over of it."""
    if spot.fund == "grant" and spot.source.startswith("5"):
        return replace(spot, fund=fund, source="5")
    return replace(spot, source=_source(SOURCES[fund], spot.source))


BALANCES = {"101": "501", "102": "502", "103": "503", "2": "509", "3": "509"}


def _source(told: str, before: str) -> str:
    """A source within another: what is carried over of one is a balance of its own."""
    if before.startswith("5") and told in BALANCES:
        return BALANCES[told]
    return told

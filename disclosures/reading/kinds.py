"""Kinds: what a table is recognised as by its title, and what the words of its heads and rows say.

``kind`` is one of::

    balance        收支总表            income, expenditure   收入总表, 支出总表
    grant          财政拨款收支总表       grant-expenditure     财政拨款支出表
    general, fund, capital, account     支出 of one budget (一般公共预算, 政府性基金, 国有资本经营, 财政专户)
    basic          基本支出表            basic-items           a part of it (工资福利, 商品和服务, …)
    economic, government               支出 by department, by government economic classes
    three-public · running · staffing · assets · procurement · public-services · special-funds · projects
    goals          整体支出绩效目标表      project-goals         项目支出绩效目标表, 自评表
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from budgets import ledger

from . import terms
from .context import Context, plain
from .heads import TOTAL_WORDS, numbering_style
from .terms import Facets

NO_FUNCTION = "nofunction"
LAST, CHANGE, PERCENT, SHARE = "last", "change", "percent", "share"
INCOME, EXPENDITURE = ledger.INCOME, ledger.EXPENDITURE
FUND_KINDS = ("general", "fund", "capital", "account", "grant")

#: Words of titles, the first that is met decides.
KINDS = (
    ("goals", r"(?:部门|单位)?整体.*绩效|绩效.*整体"),
    ("project-goals", r"绩效"),
    ("three-public", r"三公"),
    ("public-services", r"购买服务"),
    ("procurement", r"采购"),
    ("special-funds", r"专项资金"),
    ("staffing", r"人员.*(?:编制|实有|情况表)|编制.*实有|机构人员"),
    ("assets", r"资产"),
    ("running", r"机关运行|会议费|培训费"),
    ("projects", r"项目支出|项目明细|项目预算|项目安排|支出项目"),
    ("grant", r"财政(?:预算)?拨款.*收支|收支.*财政拨款"),
    ("balance", r"收支|收入支出"),
    ("account", r"财政专户|专户"),
    ("capital", r"国有资本"),
    ("fund", r"政府性基金"),
    ("basic", r"基本支出"),
    ("general", r"一般公共预算|公共财政预算|一般公共财政"),
    ("grant-expenditure", r"财政(?:预算)?拨款支出|财政拨款.*支出"),
    ("income", r"收入"),
    ("government", r"支出.*政府(?:预算)?(?:支出)?经济"),
    ("economic", r"支出.*(?:部门(?:预算)?(?:支出)?经济|经济(?:分类|科目))"),
    ("expenditure", r"支出|人员经费|公用经费"),
)
#: Kinds that are of no measure of the ledger: particulars, goals.
UNMEASURED = (
    "three-public",
    "running",
    "staffing",
    "assets",
    "procurement",
    "public-services",
    "goals",
    "project-goals",
)
FUND_WORDS = (
    ("general", r"一般公共(?:预算|财政)|公共财政预算"),
    ("fund", r"政府性基金"),
    ("capital", r"国有资本"),
    ("account", r"财政专户"),
    ("grant", r"财政(?:预算)?拨款"),
)
BY_GOVERNMENT = re.compile(r"政府(?:预算)?(?:支出)?经济")
BY_ECONOMIC = re.compile(r"部门(?:预算)?(?:支出)?经济|经济(?:分类|科目)")
YEAR = re.compile(
    r"(?P<digits>20\d\d)(?:年度?|$)|(?P<chinese>[二2][〇○零0Oo][一二三〇○零][〇○零一二三四五六七八九])年"
)
CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九Oo", "00012345678900")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a table says it is about. ``letter``: by which economic classes (e, g) its columns or rows are; ``code``: the
    class that it is a part of (一般公共预算基本支出表—人员经费（工资福利支出）). ``is_two_sided``: 收 beside 支."""

    name: str
    measure: str = ""
    fund: str = ""
    nature: str = ""
    letter: str = ""
    code: str = ""
    is_two_sided: bool = False


QUOTES = re.compile("[“”\"'‘’]")
#: A department before the title of its table: 国有资产监督管理委员会2025年部门收支总表 is no table of assets.
WHOSE = re.compile(
    r"^.*(?:局|委员会|委|办公室|办|中心|院|校|厅|会|处|站|所|队|馆|署|部|集团|公司|大学|中学|小学|政府|街道|镇|乡|区)(?:本级)?"
    r"(?=20\d\d年|[（(]|(?:部门|单位)(?:预算|收|支|整体|综合|财政|一般|基本|项目))"
)


def kind_of(title: str, department: str = "") -> Kind:
    """What a title says beside the department's name; an empty name where it says nothing that is known."""
    told = QUOTES.sub("", plain(title))
    told = WHOSE.sub("", told.replace(plain(department), "") if department else told)
    name = next((name for name, words in KINDS if re.search(words, told)), "")
    if not name:
        return Kind("")
    fund = _fund_in(told)
    letter = "g" if BY_GOVERNMENT.search(told) else "e" if BY_ECONOMIC.search(told) else ""
    if name in UNMEASURED:
        return Kind(name)
    if name in ("balance", "grant"):
        fund = fund or ("grant" if name == "grant" else "")
        return Kind(fund if fund in ("fund", "capital", "account") else name, fund=fund, is_two_sided=True)
    if name == "income":
        return Kind(name, INCOME)
    nature = "basic" if "基本支出" in told else "project" if name == "projects" else ""
    code = _class_in(told) if name in ("basic", "expenditure", "economic", "government") else ""
    letter = letter or code[:1]
    if name == "basic" and code:
        name = "basic-items"
    return Kind(name, EXPENDITURE, fund, nature, letter, code)


def _fund_in(title: str) -> str:
    """The budget that a title narrows its table to; the grants where it names several."""
    found = [fund for fund, words in FUND_WORDS if re.search(words, title)]
    several = [fund for fund in found if fund in ("general", "fund", "capital")]
    return "grant" if len(several) > 1 else next(iter(found), "")


def _class_in(title: str) -> str:
    """The economic 类 that a title narrows its table to."""
    found = re.search(r"工资福利|商品和服务|商品服务|对个人和家庭|个人和家庭", title)
    if not found:
        return ""
    return "e301" if found[0].startswith("工") else "e302" if found[0].startswith("商") else "e303"


def year_in(text: str) -> int:
    """The year that a title or a head names; 0 for none."""
    found = YEAR.search(plain(text))
    if not found:
        return 0
    return int((found["digits"] or found["chinese"]).translate(CHINESE_DIGITS))


# What a label says --------------------------------------------------------------------------------------------------


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

    def full_key(self) -> str:
        """The key with its view."""
        base = self.key()
        return f"{base}.{self.view}" if base and self.view else base


#: Words that say nothing of a figure by themselves.
NEUTRAL = re.compile(
    r"(?:部门|单位|预算|资金|金额|数|项目|科目|功能|分类|经济|支出功能|按|年初|本年|当年|本级|全年|年度|安排|使用|性质|来源|其中|情况|总|的|"
    r"财务|款|类|额|项|申请|公开|（|）|、|:|：|/|“|”|本年度|小计|合计|总计|共计|总额|编制|计划|比|较|与|相比|上年|对比|数额|"
    r"收支|计算|需求|建议|采购|政府采购)*"
)
COMPARED = re.compile(r"比|较|同比|相比|增减|变动|增长|增（减）|增加（减少）|增\+|差额")
RATE = re.compile(r"[%％]|率|幅度|百分比|比例")
LAST_WORDS = re.compile(r"上年(?!结转|结余|度?结转|财政|一般|政府|国有|度?结余)|去年|上一年")
EXECUTED = re.compile(r"执行数|预算执行|完成数|决算数?")
UNIT_SUFFIX = re.compile(r"[（(](?:金额)?(?:单位[:：])?(?:万元|元|人|辆|台|套|台套|%|％|平方米|个)[)）]")
PARTIAL = re.compile(r"^其中[:：]?")
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


def bare(label: str) -> str:
    """A label without number, 其中, unit, year and breaks."""
    told = plain(label)
    for _ in range(3):
        told = PARTIAL.sub("", numbering_style(told)[1])
    told = QUOTES.sub("", UNIT_SUFFIX.sub("", told))
    return re.sub(r"^[减加][:：]", "", told)


def is_partial(label: str) -> bool:
    """Whether a row or head is only some of what stands before it (其中：…)."""
    return bool(PARTIAL.match(numbering_style(plain(label))[1]))


def is_total(label: str) -> bool:
    """Whether a label says nothing but that it is the sum."""
    told = bare(label)
    return told in TOTAL_WORDS or told in (
        "金额合计",
        "资金合计",
        "预算合计",
        "合计金额",
        "总合计",
        "资金总额",
        "总额",
    )


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
        if spot.view == PERCENT or spot.view == CHANGE:
            pass
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
    return {QUOTES.sub("", plain(word)): terms.meanings(word) for word in terms.all_words()}


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

"""Grammar: what the sentences of a published budget say, tied to figure keys.

A sentence is a row of tokens (``clauses``). Names before an amount are its subject, put together and narrowed by what
was spoken of before: the heading that the paragraph stands under, the list that was opened (其中：), the figure that was
named last (比2024年预算增加…). What no pattern ties is *untied*, which is counted and shown; nothing is guessed.

    SUBJECT amount · SUBJECT 比 BASE VERB amount [VERB percent] · SUBJECT 与 BASE 持平 · 占 percent · 未安排 SUBJECT
    SUBJECT amount，其中：SUBJECT amount、… · BASE 执行数为 amount · amount SUBJECT (2个预算单位)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

from budgets import ledger
from budgets.catalogue import MONEY, NUMBER, PEOPLE
from budgets.facts import Paragraph, Place, Said
from budgets.ledger import slug

from . import clauses, terms
from .amounts import PERCENT, Amount, Squeezed
from .clauses import Candidate, Token
from .context import Context, plain
from .terms import Facets

#: How much of a long sentence is quoted before and behind an amount.
QUOTED = 150
INCOME, EXPENDITURE, BOTH = ledger.INCOME, ledger.EXPENDITURE, "both"

# What a paragraph stands under --------------------------------------------------------------------------------------

#: Sections whose amounts are no figures of the budget: explanations of words, duties, and what a project is based on.
SILENT = re.compile(
    "名词解释|专业名词|名词说明|术语|主要职[责能]|职能职责|部门职[责能]|单位职[责能]|基本职能|职能简介|工作任务|重点工作|工作目标|"
    "立项依据|项目概述|实施方案|实施主体|实施周期|法律依据|政策依据|联系方式|绩效目标和指标|绩效指标"
)
TOPICS = (
    ("three-public", "三公"),
    ("procurement", "采购|购买服务"),
    ("running", "机关运行|一般性支出|会议费|培训费"),
    ("assets", "国有资产|资产"),
    ("goals", "绩效"),
    ("staffing", "人员情况|人员构成|人员编制|机构设置|机构情况|单位构成|机构及人员|编制"),
    ("projects", "项目(?!支出)|年度预算安排|项目支出(?:表|情况|明细|说明)"),
    ("other", "其他(?:重要)?(?:事项|情况|需要)|其他相关"),
)
#: Headings below a project that do not name it.
OF_A_PROJECT = re.compile(
    "项目概述|立项依据|实施|年度预算安排|预算安排|绩效|项目名称|资金|概况|项目情况|项目说明|项目支出|项目经费"
)
_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十0-9]+部分|[一二三四五六七八九十]+、|（[一二三四五六七八九十0-9]+）|[0-9]+[.．、）]|[①-⑳])\s*"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What headings say of everything below them. ``project`` is the name of the project that they are about."""

    says: Facets = field(default_factory=Facets)
    topic: str = ""
    project: str = ""
    is_silent: bool = False

    def below(self, heading: str, context: Context) -> Setting:
        """The setting under a further heading."""
        text = _NUMBERING.sub("", Squeezed(heading).text)
        if SILENT.search(text):
            return replace(self, is_silent=True)
        topic = next((name for name, words in TOPICS if re.search(words, text)), "")
        says = facets_of_heading(text, context)
        project = self.project
        if topic == "projects" or self.topic == "projects":
            is_name = self.topic == "projects" and not OF_A_PROJECT.search(text) and not says.nature
            project = text if is_name else project
        if topic in ("", "projects"):
            topic = topic or ("" if says.measure or says.fund else self.topic)
            merged = _narrowed(self.says, says)
        else:
            merged = says if topic == "other" else Facets()
        return Setting(merged, topic, project, self.is_silent)


def _style(number: str) -> str:
    """How a paragraph is numbered: （一）, （1）, 1., 一、."""
    return re.sub("[0-9]+", "1", re.sub("[一二三四五六七八九十]+", "一", number.strip()))


def _narrowed(outer: Facets, inner: Facets) -> Facets:
    """What an inner heading leaves of an outer one: 支出 under 收支, 基本支出 under 一般公共预算支出."""
    kept = outer
    if inner.measure in (INCOME, EXPENDITURE, BOTH):
        kept = replace(kept, nature="", cost="")
    if inner.fund:
        kept = replace(kept, nature="", cost="")
    return kept.with_(inner)


@lru_cache(maxsize=4096)
def facets_of_heading(text: str, context: Context) -> Facets:
    """Measure, fund and nature that a heading names; of two funds or two natures none."""
    found: dict[str, set[str]] = {"measure": set(), "fund": set(), "nature": set()}
    for token in clauses.tokens_of(Squeezed(text), context):
        for candidate in token.candidates:
            if candidate.group in ("fund", "measure", "nature", "source"):
                says = candidate.says
                for axis, values in found.items():
                    if value := getattr(says, axis):
                        values.add(value)
                if candidate.group == "source" and len(token.candidates) == 1:
                    found["measure"].add(INCOME)
                    found["fund"].update({"grant"} & {"grant" if says.code == "s1" else ""})
    measures = found["measure"]
    measure = BOTH if len(measures) > 1 else "".join(measures)
    single = {axis: "".join(values) if len(values) == 1 else "" for axis, values in found.items()}
    if single["nature"] and not measures - {EXPENDITURE}:
        measure = EXPENDITURE
    return Facets(measure=measure, fund=single["fund"], nature=single["nature"])


NO_CODES: Mapping[int, str] = MappingProxyType({})
#: Classes of capital construction: no basic expenditure is of them.
CONSTRUCTION = ("309", "311")

# What a subject is --------------------------------------------------------------------------------------------------

_FILLER = re.compile(
    "(?:20[0-9]{2}年度?|年初|涉及|采购项目|年度|预算|安排|总额|总计|合计|共计|金额|资金|经费|支出|计划|编制|数|为|共有|共|是|有|拟|的|计|达|本|"
    '情况|拨款|财政|部门|单位|单价|年|实有|额|于|“|”|"|一|项|：|:|具体|收入)*'
)
#: Whose figure it is not: the county's, or that of a part of the department.
_OTHERS = re.compile("(?:全[省市县区州]|本[省市县区]|[省市县区]级|全[省市县区]性)$")
_PARTS = re.compile(
    "(?:中心|学校|中学|小学|幼儿园|医院|卫生院|大队|支队|中队|局?本级|[^政]机关|站|所|馆|下属单位|二级单位|学院)$"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What an amount is said of: its keys (two for 收支总预算), and what a part of it inherits."""

    says: Facets
    keys: tuple[str, ...]
    label: str = ""
    is_said: bool = False  # its own amount was tied


#: Money that has a section and a table of its own.
OWN_BUDGETS = ("general", "fund", "capital", "account")
#: What could not be tied and goes on to be broken down: neither can its parts.
SOURCE_OF_FUND = {"general": "s101", "fund": "s102", "capital": "s103", "grant": "s1", "account": "s2"}
UNKNOWN = Subject(Facets(item="unknown"), ())
GENERAL_ORDER = (
    "unclassed", "fund", "measure", "nature", "cost", "three-public", "running", "procurement", "goals", "listed",
    "economic", "function", "source",
)  # fmt: skip
ORDERS: dict[str, tuple[str, ...]] = {
    "source": ("unclassed", "source", "measure", "fund", "nature", "function", "economic"),
    "economic": ("unclassed", "economic", "nature", "measure", "fund", "source"),
    "function": ("unclassed", "function", "nature", "fund", "measure", "economic", "source"),
    "nature": ("unclassed", "nature", "fund", "measure", "economic", "function", "source"),
    "three-public": ("three-public", "fund", "measure", "nature", "running"),
    "component": ("component", "running", "fund"),
    "procurement": ("procurement", "procured", "listed", "fund", "measure"),
    "goals": ("goals", "nature", "listed", "fund", "measure"),
    PEOPLE: ("staff",),
    NUMBER: ("listed", "counts", "goals"),
}


def facets_of(
    names: Sequence[Token], order: tuple[str, ...], base: Facets, codes: Mapping[int, str] = NO_CODES
) -> tuple[Facets, tuple[str, ...]]:
    """What names side by side say together, and the groups chosen; nothing where two of them contradict each other."""
    says = Facets()
    groups: list[str] = []
    for token in names:
        if token.path is not None:
            says, groups = says.with_(Facets(code=codes[token.start])), [*groups, "function"]
            continue
        chosen = _chosen(token, order, base)
        if chosen is None:
            continue
        says = _merged(says, chosen.says)
        groups.append(chosen.group)
    return says, tuple(groups)


def _chosen(token: Token, order: tuple[str, ...], base: Facets) -> Candidate | None:
    """What a name is of the first group that it can be of; nothing where it is several things there."""
    for group in order:
        found = [candidate for candidate in token.candidates if candidate.group == group]
        if len(found) > 1 and base.code:
            found = [each for each in found if each.says.code.startswith(base.code)] or found
        if len(found) > 1 and base.nature == ledger.BASIC:
            found = [each for each in found if each.says.code[1:4] not in CONSTRUCTION] or found
        if len(found) > 1:
            tops = [each for each in found if len(each.says.code) == 4]
            found = tops or found
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def _merged(first: Facets, second: Facets) -> Facets:
    """Two names side by side; a later name of another kind of figure takes the place of the earlier."""
    if second.item and (first.code or first.measure or first.nature):
        return second
    if second.item.startswith(".") and first.item:
        return replace(first, item=first.item + second.item)
    if second.code[:1] == "s" and first.fund:
        return second
    if second.code and first.item:
        return second
    if second.measure and not second.fund and first.item:
        return first  # “三公”经费支出预算
    return first.with_(second)


def inherited(says: Facets, base: Facets) -> Facets:
    """What is said within something else: 工资福利支出 within the project expenditure of the grants."""
    letter = says.code[:1]
    base = replace(base, item="")
    if letter == "s":
        return _source_within(says, base)
    if letter or says.cost:
        base = replace(base, span="", measure="", cost="" if letter == "f" else base.cost)
        if letter == "f" or base.code[:1] != "f":
            base = replace(base, code="")
        if letter == "f" and says.measure != INCOME:
            says = replace(says, measure=EXPENDITURE)
        if says.cost:  # 人员经费 and 公用经费 are what basic expenditure is made of
            says = replace(says, measure="economic", nature=ledger.BASIC)
    elif says.nature:
        base = replace(
            base, span="", cost="", measure=EXPENDITURE, code=base.code if base.code[:1] == "f" else ""
        )
    elif says.measure:
        fund = "grant" if base.code == "s1" else base.fund
        base = replace(base, span="", cost="", nature="", code="", fund=fund)
        if says.measure == INCOME and base.fund not in ("", "grant"):
            base = replace(base, fund="")
    elif says.fund:
        measure = INCOME if base.measure == INCOME or base.code[:1] == "s" else base.measure
        if measure == INCOME and base.fund in ("", terms.ALL) and says.fund in SOURCE_OF_FUND:
            return Facets(measure=INCOME, code=SOURCE_OF_FUND[says.fund])
        base = replace(base, measure=measure, code=base.code if base.code[:1] in "fe" else "")
    return base.with_(says)


def _source_within(says: Facets, base: Facets) -> Facets:
    """A source of income; within the grants their funds are no sources beside others but the whole."""
    if base.fund in ("", terms.ALL):
        return Facets(measure=INCOME, code=says.code)
    if says.code == "s1":
        return Facets(measure=INCOME, fund="grant")
    if base.span == "year" and says.code[1:2] == "1":
        return Facets(code=says.code)
    fund = ledger.FUND_OF_SOURCE.get(says.code[1:])
    if fund and says.code[1:2] == "1":
        return Facets(measure=INCOME, fund=fund)
    if says.code[1:2] == "5":
        return (
            Facets(measure=INCOME, fund=base.fund, code="s5")
            if base.fund == "grant"
            else Facets(code=says.code)
        )
    return Facets(measure=INCOME, code=says.code)


def fits(part: Facets, whole: Subject) -> bool:
    """Whether something can be a part of what a list was opened for; if not, the list is over."""
    base = whole.says
    if base.item:
        family = base.item.partition(".")[0]
        if family == "goals":
            return part.item.startswith("goals") or bool(part.nature)
        return part.item.partition(".")[0] == family
    if part.item:
        return False
    letter, held = part.code[:1], base.code[:1]
    if base.measure == INCOME or held == "s":
        if part.nature or part.cost or letter in ("e", "f"):
            return False
        if part.measure and part.measure != INCOME:
            return False
        if held == "s" and letter == "s":
            return part.code.startswith(base.code) and part.code != base.code
        return bool(letter or part.fund or part.span)
    if letter == "s":
        return base.measure == BOTH
    if part.measure == INCOME:
        return base.measure == BOTH
    if (
        held in ("e", "f")
        and letter == held
        and not (part.code.startswith(base.code) and part.code != base.code)
    ):
        return False
    if part.cost and base.nature not in ("", ledger.BASIC):
        return False
    if (base.nature and part.nature) or (base.cost and (part.nature or part.cost)):
        return False
    if base.cost and letter == "e":
        is_staff = part.code[1:4] in ledger.STAFF_CLASSES
        return is_staff == (base.cost == ledger.STAFF)
    if held == "e" and not letter:
        return False
    if part.fund and base.fund and not (base.fund == "grant" and part.fund != "grant"):
        return False
    return bool(letter or part.nature or part.cost or part.fund or part.span)


# Telling ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """What the paragraphs say, and the amounts that no pattern ties to a figure."""

    spoken: tuple[Said, ...]
    untied: tuple[Place, ...]


def tell(paragraphs: Iterable[Paragraph], context: Context) -> Told:
    """What the paragraphs of a document say, in order."""
    teller = _Teller(context)
    for paragraph in paragraphs:
        teller.hear(paragraph)
    return Told(tuple(teller.spoken), tuple(teller.untied))


@dataclass(slots=True)
class _Scene:
    """What has been spoken of, within one paragraph."""

    squeezed: Squeezed
    paragraph: Paragraph
    setting: Setting
    wholes: list[Subject] = field(default_factory=list)  # the lists that are open, innermost last
    last: Subject | None = None
    head: Subject | None = None  # the first subject of the sentence that is no part of a list
    by: str = ""
    names: list[Token] = field(default_factory=list)
    year: int = 0
    year_at: int = 0  # where it stands
    is_year_told: bool = False
    compare: Token | None = None
    verb: Token | None = None
    mode: str = ""  # reason or use: what is said is no figure
    is_share: bool = False
    is_none: bool = False
    is_buying: bool = False
    is_executed: bool = False
    is_last: bool = False  # last year's amount comes: 上年预算安排
    clause: int = 0  # where the clause began
    sentence: int = 0
    is_list: bool = False
    depth: int = 0  # how many lists were open at the start
    tops: list[Subject] = field(
        default_factory=list
    )  # what the last sentence was of, without parts of its lists
    is_new_sentence: bool = True
    lead: Subject | None = None  # what the paragraph names before its first sentence
    amounts: int = 0  # how many were tied in this sentence
    step: Decimal = Decimal(0)
    joined: list[Token] = field(default_factory=list)  # named side by side before one amount: 收入、支出
    sibling: str = ""  # the group of the part before in the same list
    whole_of_share: list[Token] = field(default_factory=list)

    def base(self) -> Facets:
        return self.wholes[-1].says if self.wholes else self.setting.says


class _Teller:
    """Hears paragraph after paragraph."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.spoken: list[Said] = []
        self.untied: list[Place] = []
        self.section: tuple[str, ...] | None = None
        self.labels: list[tuple[str, Setting]] = []
        self.open: list[Subject] = []  # lists that go on in the next paragraphs
        self.head: Subject | None = None
        self.last: Subject | None = None
        self.opener_style = ""  # how the paragraph is numbered that opened a list
        self.item_style: str | None = None  # how its first item is; None before there is one
        self.function = ""  # the code that was named last
        self.has_grant = False  # the section spoke of the grants' expenditure
        self.settings: dict[tuple[str, ...], Setting] = {}

    # Paragraphs

    def hear(self, paragraph: Paragraph) -> None:
        if paragraph.section != self.section:
            self.section, self.labels, self.open, self.head = paragraph.section, [], [], None
            self.has_grant, self.last, self.function = False, None, ""
        squeezed = Squeezed(paragraph.text)
        setting = self._setting(squeezed.text)
        if setting.is_silent:
            return
        tokens = clauses.tokens_of(squeezed, self.context)
        start = _NUMBERING.match(squeezed.text)
        is_item = start is not None
        scene = _Scene(squeezed, paragraph, setting, list(self.open), head=self.head, is_list=is_item)
        scene.depth = len(self.open)
        scene.clause = scene.sentence = start.end() if start else 0
        if not is_item and _goes_on(tokens):
            scene.last = self.last
        machine = _Machine(self, scene, tokens)
        machine.run()
        self.head = scene.tops[0] if scene.tops else scene.head or self.head
        self.last = scene.last
        last = tokens[-1] if tokens else None
        opened = [token for token in tokens[-2:] if token.kind in (clauses.PART, clauses.COLON)]
        if last is not None and last.kind in (clauses.COLON, clauses.COMMA, clauses.PART) and opened:
            whole = scene.wholes[-1] if scene.wholes and machine.has_opened else scene.head or scene.last
            if whole is not None:
                self.open = [whole]
        elif not is_item and self.open and machine.count and not machine.has_used_open:
            self.open = []

    def _setting(self, text: str) -> Setting:
        setting = self._of_section(self.section or ())
        found = _NUMBERING.match(text)
        style = _style(found[0]) if found else ""
        self._close_lists(style)
        label = text[found.end() :].partition("：")[0] if found else ""
        is_label = bool(style) and 2 <= len(label) <= 40 and "：" in text and not re.search("[，。；]", label)
        if style:
            at = next((n for n, (each, _) in enumerate(self.labels) if each == style), len(self.labels))
            if is_label or at < len(self.labels):
                del self.labels[at:]
        outer = self.labels[-1][1] if self.labels else setting
        if not is_label:
            return outer
        label = re.sub("（[^（）]*）", "", label)
        inner = outer.below(label, self.context)
        if inner.topic != outer.topic or inner.says.measure or inner.says.nature or inner.is_silent:
            self.labels.append((style, inner))
        return inner

    def _close_lists(self, style: str) -> None:
        """A list is over where a paragraph is numbered otherwise than its first item."""
        if not self.open:
            self.item_style = None
        elif self.item_style is None:
            self.item_style = style
            if style and style == self.opener_style:
                self.open = []
        elif style and style != self.item_style:
            self.open = []
        if not self.open:
            self.opener_style, self.item_style = style, None

    def _of_section(self, section: tuple[str, ...]) -> Setting:
        if section not in self.settings:
            setting = Setting()
            for heading in section:
                setting = setting.below(heading, self.context)
            self.settings[section] = setting
        return self.settings[section]


def _goes_on(tokens: Sequence[Token]) -> bool:
    """Whether a paragraph speaks on of what the one before it spoke of: 比2024年预算增加…"""
    first = [token for token in tokens[:3] if token.kind != clauses.YEAR][:1]
    return bool(first) and first[0].kind in (clauses.COMPARE, clauses.EXECUTED)


class _Machine:
    """Goes through the tokens of one paragraph."""

    def __init__(self, teller: _Teller, scene: _Scene, tokens: list[Token]) -> None:
        self.teller, self.scene, self.tokens = teller, scene, tokens
        self.context = teller.context
        self.at = 0
        self.saved: list[tuple[list[Token], list[Subject], Subject | None, str, int]] = []
        self.has_opened = False
        self.has_used_open = False
        self.count = 0
        self.codes: dict[int, str] = {}  # of functions named down their levels, by where they stand
        self.reasons: dict[int, tuple[Subject, Token]] = {}  # changes told as a reason, by where they stand

    def run(self) -> None:
        handlers = {
            clauses.AMOUNT: self._amount,
            clauses.NAME: self._name,
            clauses.PATH: self._path,
            clauses.YEAR: self._year,
            clauses.COMPARE: self._compare,
            clauses.RISE: self._verb,
            clauses.FALL: self._verb,
            clauses.OPEN: self._verb,
            clauses.HOLD: self._hold,
            clauses.EXECUTED: self._executed,
            clauses.LAST: self._last_year,
            clauses.SHARE: self._share,
            clauses.PART: self._part,
            clauses.BY: self._by,
            clauses.REASON: self._reason,
            clauses.USE: self._use,
            clauses.NONE: self._none,
            clauses.BUY: self._buy,
            clauses.TEXT: self._text,
            clauses.STOP: self._stop,
            clauses.SEMICOLON: self._semicolon,
            clauses.COMMA: self._comma,
            clauses.PAUSE: self._comma,
            clauses.COLON: self._colon,
            clauses.OPENING: self._opening,
            clauses.CLOSING: self._closing,
        }
        for at, token in enumerate(self.tokens):
            self.at = at
            handler = handlers.get(token.kind)
            if handler is not None:
                handler(token)
        self._end_of_clause()

    def _next(self, offset: int = 1) -> Token | None:
        at = self.at + offset
        return self.tokens[at] if 0 <= at < len(self.tokens) else None

    # Boundaries

    def _end_of_clause(self) -> None:
        scene = self.scene
        if scene.is_none:
            self._say_none()
        scene.names, scene.is_none, scene.joined, scene.is_last = [], False, [], False
        scene.verb, scene.is_share, scene.whole_of_share = None, False, []

    def _stop(self, token: Token) -> None:
        scene = self.scene
        if scene.names and not self.count and not scene.mode and self._is_covered(token):
            scene.lead = self._subject(scene.names, MONEY)  # 1.公务接待费。2024年预算数…
        self._end_of_clause()
        scene.wholes = [whole for whole in scene.wholes if whole in self.teller.open]
        scene.compare, scene.mode, scene.is_buying, scene.is_executed = None, "", False, False
        scene.year, scene.is_year_told, scene.amounts = 0, False, 0
        scene.clause = scene.sentence = token.end
        scene.is_new_sentence = True

    def _semicolon(self, token: Token) -> None:
        scene = self.scene
        self._end_of_clause()
        scene.compare, scene.mode, scene.is_executed = None, "", False
        scene.is_buying = False
        scene.clause = token.end

    def _comma(self, token: Token) -> None:
        scene = self.scene
        joined = [*scene.joined, *scene.names] if token.kind == clauses.PAUSE and not scene.verb else []
        self._end_of_clause()
        scene.joined, scene.is_executed = joined, False
        scene.clause = token.end

    def _colon(self, token: Token) -> None:
        scene = self.scene
        if self._next() is None and scene.names and not scene.amounts and not scene.mode:
            scene.head = self._subject(scene.names, MONEY) or scene.head  # 财政拨款支出主要内容如下：
        before = self._next(-1)
        if (
            before is not None
            and before.kind == clauses.AMOUNT
            and self._next() is not None
            and not scene.mode
        ):
            scene.wholes.append(scene.last or UNKNOWN)
            self.has_opened = True
            scene.clause, scene.sibling = token.end, ""
            return
        if scene.names and (
            scene.names[-1].end < token.start or all(self._is_no_money(name) for name in scene.names)
        ):
            scene.names = []  # 收支增减变化情况说明：
        scene.clause = token.end if not scene.names else scene.clause

    def _is_no_money(self, name: Token) -> bool:
        """Whether a name can only be of something that is counted: 采购项目, 预算单位."""
        counted = ("counts", "staff", "assets")
        return name.path is None and all(each.group in counted for each in name.candidates)

    def _opening(self, token: Token) -> None:
        scene = self.scene
        self.saved.append((scene.names, list(scene.wholes), scene.last, scene.mode, scene.clause))
        before = self._next(-1)
        if before is not None and before.kind == clauses.AMOUNT and scene.last is not None and not scene.mode:
            scene.wholes.append(scene.last)
        scene.names, scene.clause = [], token.end

    def _closing(self, token: Token) -> None:
        scene = self.scene
        if not self.saved:
            return
        if scene.is_none:
            self._say_none()
            scene.is_none = False
        scene.names, scene.wholes, scene.last, scene.mode, _ = self.saved.pop()
        scene.verb, scene.is_share = None, False

    # Words

    def _text(self, token: Token) -> None:
        scene = self.scene
        if scene.names and token.text.startswith("中") and len(token.text) == 1:
            following = self._next()
            if following is not None and following.kind in (clauses.COMMA, clauses.COLON):
                subject = self._subject(scene.names, MONEY)
                if subject is not None:
                    scene.wholes.append(subject)
                    self.has_opened = True

    def _path(self, token: Token) -> None:
        if token.path is not None and not self.scene.mode:
            code = clauses.code_of_path(token.path, self.context, self.teller.function)
            if code:
                self.teller.function = code
                self.codes[token.start] = f"f{code}"
        self._name(token)

    def _name(self, token: Token) -> None:
        scene = self.scene
        if scene.mode:
            if scene.mode == "reason":
                self._name_in_reason(token)
            return
        if scene.is_share:
            scene.whole_of_share.append(token)
            return
        if scene.compare is not None and scene.verb is None and scene.compare.start >= scene.clause:
            return  # it belongs to what is compared with: 比2020年一般公共预算收入
        scene.names.append(token)

    def _name_in_reason(self, token: Token) -> None:
        """主要是基本支出增加5万元: a reason that is itself the change of a part."""
        verb, told = self._next(), self._next(2)
        before = self._next(-1)
        if verb is None or told is None or told.amount is None or told.amount.unit != MONEY:
            return
        if verb.kind not in (clauses.RISE, clauses.FALL):
            return
        if before is None or before.kind not in (clauses.REASON, clauses.COMMA, clauses.COLON, clauses.PAUSE):
            return
        scene = self.scene
        if not any(each.group in ("source", "nature") for each in token.candidates):
            return
        whole = scene.last
        says, groups = facets_of([token], ("nature", "source"), Facets())
        if whole is None or not groups or not fits(says, whole):
            return
        full = inherited(says, whole.says)
        if key := full.key():
            self.reasons[told.start] = (Subject(full, (key,), token.text), verb)

    def _year(self, token: Token) -> None:
        if not self.scene.mode:
            self.scene.year, self.scene.is_year_told, self.scene.year_at = token.year, False, token.start

    def _compare(self, token: Token) -> None:
        scene = self.scene
        before = self._next(-1)
        if scene.mode == "use" and before is not None and before.kind == clauses.COMMA:
            scene.mode = ""
        if scene.mode:
            return
        if scene.names:
            subject = self._subject(scene.names, MONEY)
            if subject is not None:
                self._turn_to(subject)
            else:
                scene.last = None
            scene.names = []
        elif before is None or before.kind == clauses.STOP:
            scene.last = self._spoken_of()
        scene.compare, scene.verb = token, None

    def _spoken_of(self) -> Subject | None:
        """What a sentence goes on about that names nothing: what the one before was of, if that was one thing."""
        scene = self.scene
        return scene.last if not scene.tops else scene.tops[0] if len(scene.tops) == 1 else None

    def _verb(self, token: Token) -> None:
        scene = self.scene
        if scene.mode:
            return
        if scene.names:
            following = self._next()
            if following is None or following.kind != clauses.AMOUNT:
                return
            subject = self._subject(scene.names, MONEY)
            if subject is None:
                return
            self._turn_to(subject)
            scene.names = []
        scene.verb = token

    def _hold(self, token: Token) -> None:
        scene = self.scene
        if scene.mode or scene.compare is None or scene.last is None:
            return
        following = self._next()
        if following is not None and following.kind == clauses.AMOUNT:
            scene.verb = token
            return
        for key in scene.last.keys:
            self._say(f"{key}.change", Decimal(0), token, scene.last.label, token.text, MONEY, scene.step)
        scene.compare = None

    def _last_year(self, token: Token) -> None:
        if not self.scene.mode:
            self.scene.is_last = True

    def _executed(self, token: Token) -> None:
        if not self.scene.mode:
            self.scene.is_executed = True

    def _share(self, token: Token) -> None:
        scene = self.scene
        if scene.mode:
            return
        if scene.names:
            subject = self._subject(scene.names, MONEY)
            if subject is not None:
                self._turn_to(subject)
            scene.names = []
        scene.is_share = True

    def _part(self, token: Token) -> None:
        scene = self.scene
        before = self._next(-1)
        if scene.mode == "reason":
            return
        scene.mode = ""
        if scene.names and scene.names[-1].end > scene.clause:
            subject = self._subject(scene.names, MONEY)
            if subject is not None and not scene.amounts:
                scene.wholes.append(subject)
                scene.names = []
                self.has_opened = True
                return
        scene.names = []
        if token.text.startswith("具体项目") and scene.wholes:
            del scene.wholes[1:]  # of the whole, not of the part named last
            scene.sibling, scene.clause = "", token.end
            return
        is_start = before is None or before.kind in (clauses.STOP, clauses.TEXT) and not scene.amounts
        if is_start:  # of what the sentence before was of, of the last first
            wholes = scene.tops or [whole for whole in (scene.head or scene.last,) if whole is not None]
        else:
            wholes = [whole for whole in (scene.last or scene.head,) if whole is not None]
        scene.wholes.extend(whole for whole in wholes if whole not in scene.wholes)
        self.has_opened = True
        scene.clause, scene.sibling = token.end, ""

    def _by(self, token: Token) -> None:
        scene = self.scene
        scene.by, scene.names, scene.sibling, scene.mode = token.by, [], "", ""
        scene.wholes = [whole for whole in scene.wholes if whole in self.teller.open][:1]
        scene.clause = token.end
        if token.by == "purchase":
            scene.wholes = [Subject(Facets(item="procurement.total"), ("procurement.total",))]

    def _reason(self, token: Token) -> None:
        self._end_of_clause()
        self.scene.mode = "reason"

    def _use(self, token: Token) -> None:
        if not self.scene.mode:
            self.scene.mode = "use"

    def _none(self, token: Token) -> None:
        if not self.scene.mode and self.scene.compare is None:
            self.scene.is_none = True
            self.scene.names = []

    def _buy(self, token: Token) -> None:
        self.scene.is_buying = True

    # Amounts

    def _amount(self, token: Token) -> None:
        amount = token.amount
        if amount is None or amount.is_vague:
            return
        scene = self.scene
        self.count += 1
        if token.start in self.reasons:
            subject, verb = self.reasons[token.start]
            value = -amount.value if verb.kind == clauses.FALL else amount.value
            self._say(
                f"{subject.keys[0]}.change",
                value,
                token,
                subject.label,
                amount.printed,
                MONEY,
                amount.step,
                0,
                verb.text,
            )
            return
        is_tied = False if scene.mode else self._tie(amount, token)
        if is_tied:
            scene.amounts += 1
        elif amount.unit in (MONEY, PERCENT) or self.scene.setting.topic in ("assets", "staffing"):
            self.teller.untied.append(self._place(token))
        if not is_tied and not scene.mode and scene.verb is None and amount.unit != PERCENT:
            scene.last = None  # what follows is said of something that is not known
        scene.names, scene.joined, scene.is_none = [], [], False

    def _tie(self, amount: Amount, token: Token) -> bool:
        scene = self.scene
        if amount.unit == PERCENT:
            return self._tie_percent(amount, token)
        if scene.verb is not None:
            return self._tie_change(amount, token)
        if scene.is_executed:
            return self._tie_executed(amount, token)
        if scene.compare is not None and scene.compare.start >= scene.clause and amount.unit == MONEY:
            return self._tie_base(amount, token)
        if self._is_of_last_year(amount, token):
            return self._tie_last(amount, token)
        is_money = amount.unit == MONEY
        subject = self._subject_of_money(amount, token) if is_money else self._counted(amount, token)
        if subject is None:
            return False
        year = 0 if scene.is_year_told else scene.year
        scene.is_year_told = True
        for key in subject.keys:
            self._say(key, amount.value, token, subject.label, amount.printed, amount.unit, amount.step, year)
        self._turn_to(replace(subject, is_said=True))
        scene.step, scene.compare = amount.step, None
        return True

    def _is_of_last_year(self, amount: Amount, token: Token) -> bool:
        """Whether an amount is last year's: 上年预算安排 before it, or its year beside an amount of this year's."""
        scene, before = self.scene, self.context.year - 1
        if scene.is_last:
            return True
        if scene.year != before or scene.is_year_told or scene.year_at < scene.clause:
            return False
        behind = scene.squeezed.text[token.end : token.end + 8].lstrip("，；、,")
        return behind.startswith(f"{before + 1}年") or (not scene.names and scene.last is not None)

    def _tie_base(self, amount: Amount, token: Token) -> bool:
        """比2023年预算9.00万元减少…: the amount that is compared with stands beside its year."""
        scene = self.scene
        if scene.last is None or scene.compare is None:
            return False
        keys = self._against(scene.last) if scene.compare.is_executed else scene.last.keys
        for key in keys:
            self._say(
                f"{key}.last", amount.value, token, scene.last.label, amount.printed, MONEY, amount.step,
                scene.compare.year,
            )  # fmt: skip
        scene.compare = replace(scene.compare, year=0)
        return bool(keys)

    def _tie_last(self, amount: Amount, token: Token) -> bool:
        scene = self.scene
        subject = self._subject(scene.names, amount.unit) if scene.names and self._is_close(token) else None
        if not scene.names:
            subject = scene.last
        if subject is None:
            return False
        year = 0 if scene.is_year_told or scene.is_last else scene.year
        scene.is_year_told = True
        for key in subject.keys:
            self._say(
                f"{key}.last",
                amount.value,
                token,
                subject.label,
                amount.printed,
                amount.unit,
                amount.step,
                year,
            )
        scene.last, scene.is_last = subject, False
        return True

    def _tie_percent(self, amount: Amount, token: Token) -> bool:
        scene = self.scene
        if scene.last is None:
            return False
        if scene.is_share:
            for key in scene.last.keys[:1]:
                self._say(
                    f"{key}.share",
                    amount.value,
                    token,
                    scene.last.label,
                    amount.printed,
                    PERCENT,
                    amount.step,
                )
            scene.is_share, scene.whole_of_share = False, []
            return True
        if scene.verb is None:
            return False
        value = -amount.value if scene.verb.kind == clauses.FALL else amount.value
        year = scene.compare.year if scene.compare is not None else 0
        keys = self._against(scene.last) if self._is_against() else scene.last.keys
        for key in keys:
            self._say(
                f"{key}.percent", value, token, scene.last.label, amount.printed, PERCENT, amount.step, year,
                scene.verb.text,
            )  # fmt: skip
        scene.verb, scene.compare = None, None
        return bool(keys)

    def _tie_change(self, amount: Amount, token: Token) -> bool:
        scene = self.scene
        if scene.last is None or scene.verb is None:
            return False
        value = -amount.value if scene.verb.kind == clauses.FALL else amount.value
        year = scene.compare.year if scene.compare is not None else 0
        keys = self._against(scene.last) if self._is_against() else scene.last.keys
        for key in keys:
            self._say(
                f"{key}.change", value, token, scene.last.label, amount.printed, amount.unit, amount.step, year,
                scene.verb.text,
            )  # fmt: skip
        scene.verb = None
        if scene.compare is not None:
            scene.compare = replace(scene.compare, year=0)
        return bool(keys)

    def _is_against(self) -> bool:
        return self.scene.compare is not None and self.scene.compare.is_executed

    def _against(self, subject: Subject) -> tuple[str, ...]:
        code = subject.says.code
        return (f"against.{code}",) if code.startswith("f") else ()

    def _tie_executed(self, amount: Amount, token: Token) -> bool:
        scene = self.scene
        if scene.last is None or not (keys := self._against(scene.last)):
            return False
        for key in keys:
            self._say(
                f"{key}.last",
                amount.value,
                token,
                scene.last.label,
                amount.printed,
                MONEY,
                amount.step,
                scene.year,
            )
        scene.is_executed, scene.year = False, 0
        self._turn_to(replace(scene.last, keys=keys, is_said=True))
        return True

    # Subjects

    def _order(self, unit: str) -> tuple[str, ...]:
        scene = self.scene
        if unit in ORDERS:
            order = ORDERS[unit]
            return ("goals", *order) if unit == NUMBER and scene.setting.topic == "goals" else order
        if unit != MONEY:
            return ("assets",)
        whole = scene.wholes[-1] if scene.wholes else None
        item = whole.says.item if whole is not None else ""
        if item == "running":
            return ORDERS["component"]
        if item.startswith("procurement") or (not item and scene.setting.topic == "procurement"):
            return ORDERS["procurement"]
        if item.startswith("goals") or (not item and scene.setting.topic == "goals"):
            return ORDERS["goals"]
        if item.startswith("three-public") or scene.setting.topic == "three-public":
            return ORDERS["three-public"]
        base = scene.base()
        if whole is not None and scene.sibling in ("function", "economic", "source"):
            return ORDERS[scene.sibling]
        if scene.by in ORDERS:
            is_grant_expenditure = scene.by == "source" and base.measure == EXPENDITURE
            return GENERAL_ORDER if is_grant_expenditure else ORDERS[scene.by]
        if base.nature or base.cost or base.code[:1] == "e":
            return ORDERS["economic"] if whole is not None or base.code or base.cost else GENERAL_ORDER
        if base.code[:1] == "f":
            return ORDERS["function"]
        if base.measure == INCOME or base.code[:1] == "s":
            return ORDERS["source"]
        return GENERAL_ORDER

    def _subject(self, names: Sequence[Token], unit: str) -> Subject | None:
        """What names before an amount are the subject of, within what was spoken of."""
        scene = self.scene
        if any(token.path is not None and not self.codes.get(token.start) for token in names):
            return None
        if UNKNOWN in scene.wholes:
            return None
        order = self._order(unit)
        base = scene.base()
        says, groups = facets_of(names, self._spending(names, order), base, self.codes)
        is_particular = bool(scene.wholes and scene.wholes[-1].says.item)
        if not groups and order is not GENERAL_ORDER and unit == MONEY and not is_particular:
            says, groups = facets_of(names, self._spending(names, GENERAL_ORDER), base, self.codes)
        if says.fund and says.fund == base.fund and says == Facets(measure=says.measure, fund=says.fund):
            function = facets_of(
                names, ("function",), base, self.codes
            )  # 国有资本经营预算支出 of that budget: its class 223
            says, groups = function if function[1] and scene.wholes else (says, groups)
        if not groups:
            return None
        while scene.wholes and not fits(says, scene.wholes[-1]):
            if scene.wholes[-1] in self.teller.open and not scene.amounts:
                self.teller.open = []
            scene.wholes.pop()
            scene.sibling = ""
        subject = self._made(says, names)
        if subject is None and "source" not in groups and not says.item:
            says, groups = facets_of(names, ("source", *order), base, self.codes)
            subject = self._made(says, names) if "source" in groups else None
        if subject is not None and scene.wholes:
            scene.sibling = groups[-1]
            if scene.wholes[-1] in self.teller.open:
                self.has_used_open = True
        return subject

    def _spending(self, names: Sequence[Token], order: tuple[str, ...]) -> tuple[str, ...]:
        """The order of groups, with funds before sources where the names speak of spending."""
        words = {candidate.group: candidate.says for token in names for candidate in token.candidates}
        is_spending = any(
            candidate.says.measure in (EXPENDITURE, BOTH) or candidate.says.nature or candidate.says.cost
            for token in names
            for candidate in token.candidates
            if candidate.group in ("measure", "nature")
        )
        if is_spending and "fund" in words:
            return ("fund", *(group for group in order if group not in ("fund", "source")))
        return order

    def _made(self, says: Facets, names: Sequence[Token]) -> Subject | None:
        scene = self.scene
        label = self._label(names)
        if says.item:
            if says.item.startswith("procurement") and says.fund not in ("", "grant"):
                return None  # what is procured from one budget alone
            item = self._item(says.item)
            return Subject(Facets(item=item), (item,), label) if item else None
        if (
            scene.wholes
            and scene.wholes[-1].says.item.startswith("goals")
            and says.nature in ("basic", "project")
        ):
            item = f"goals.{says.nature}"
            return Subject(Facets(item=item), (item,), label)
        whole = scene.base()
        full = inherited(says, whole)
        if says.code[:3] == "s10" and any(word in label for word in ("本年", "当年")):
            full = Facets(code=says.code)  # of this year alone, beside what is brought forward
        own_fund = says.fund or whole.fund
        if full.code[:1] == "f" and not full.fund and names and names[0].path is not None:
            is_grant = self.teller.has_grant or any(t.kind == clauses.EXECUTED for t in self.tokens)
            full = replace(full, fund="grant" if is_grant else "")  # what a list by items tells of
        is_alone = not scene.wholes and not scene.by
        if (
            is_alone and own_fund in OWN_BUDGETS
            and full.measure == EXPENDITURE and not (full.code or full.nature or full.cost or full.span)
        ):  # fmt: skip
            full = replace(full, span="year")
        if full.measure == BOTH:
            keys = tuple(replace(full, measure=m).key() for m in (INCOME, EXPENDITURE))
            return Subject(full, keys, label)
        if (
            not full.measure
            and is_alone
            and full == Facets(fund=scene.setting.says.fund)
            and full.fund in OWN_BUDGETS
        ):
            full = replace(full, measure=EXPENDITURE, span="year")  # 一般公共预算当年拨款
        key = full.key()
        return Subject(full, (key,), label) if key else None

    def _item(self, item: str) -> str:
        """The key of a particular; a kind of post or vehicle is one of what was counted before."""
        if self.scene.setting.topic == "goals":
            item = {"units.count": "goals.units", "projects.count": "goals.projects"}.get(item, item)
        if ".." not in item:
            return item
        family, kind = item.split("..")
        scene = self.scene
        for whole in reversed(scene.wholes):
            base = whole.says.item
            if base.startswith(f"{family}."):
                return f"{'.'.join(base.split('.')[:2])}.{kind}"
        if family == "assets":
            return f"assets.{'buy-vehicles' if scene.is_buying else 'vehicles'}.{kind}"
        return ""

    def _label(self, names: Sequence[Token]) -> str:
        return self.scene.squeezed.text[names[0].start : names[-1].end] if names else ""

    def _subject_of_money(self, amount: Amount, token: Token) -> Subject | None:
        scene = self.scene
        if scene.names:
            whole = scene.wholes[-1] if scene.wholes else None
            is_goal = whole is None and any(c.group == "goals" for n in scene.names for c in n.candidates)
            if self._kind_of_list(whole) == "project" and not is_goal and not self._is_covered(token):
                return self._listed(token)
            if not self._is_close(token) or self._is_of_others() or not self._is_one(amount):
                return None
            return self._subject(scene.names, amount.unit) or self._listed(token)
        subject = self._listed(token)
        return subject or self._by_heading(token)

    def _is_one(self, amount: Amount) -> bool:
        """Whether the names before an amount are one subject: not 会议费、培训费共5万元. Of 收入、支出 it is both."""
        scene = self.scene
        names = [*scene.joined, *scene.names]
        text = scene.squeezed.text
        for first, second in pairwise(names):
            if not re.fullmatch("(?:预算|经费|支出)?(?:、|和|及|与|以及|或)", text[first.end : second.start]):
                continue
            if amount.value == 0:
                continue  # both are nothing
            if not self._is_both(first, second):
                return False
            scene.names = [replace(second, candidates=(Candidate("measure", Facets(measure=BOTH)),))]
        return not scene.joined or amount.value == 0 or scene.names[0].candidates[0].says.measure == BOTH

    def _is_both(self, first: Token, second: Token) -> bool:
        measures = [
            {each.says.measure for each in token.candidates if each.group == "measure"}
            for token in (first, second)
        ]
        return measures == [{INCOME}, {EXPENDITURE}]

    def _is_close(self, token: Token) -> bool:
        """Whether nothing but filling words stand between the last name and the amount."""
        scene = self.scene
        between = scene.squeezed.text[scene.names[-1].end : token.start]
        between = re.sub("（[^（）]*）", "", between)
        return _FILLER.fullmatch(between) is not None

    def _is_of_others(self) -> bool:
        scene = self.scene
        before = scene.squeezed.text[scene.clause : scene.names[0].start]
        before = re.sub("20[0-9]{2}年度?$", "", before)
        own = self.context.department
        if own and before.endswith(own):
            return False
        return bool(_OTHERS.search(before) or (_PARTS.search(before) and not self._is_own(before)))

    def _is_own(self, before: str) -> bool:
        own = self.context.department
        return bool(own) and own.endswith(before[-6:])

    def _is_listing_projects(self) -> bool:
        scene = self.scene
        whole = scene.wholes[-1] if scene.wholes else None
        if whole is None:
            return False
        keys = whole.keys
        return bool(keys) and (
            keys[0] in ("project.total", "projects.count", "goals.funds", "goals.projects")
            or (keys[0].startswith("expenditure.") and keys[0].endswith(".project"))
        )

    def _is_covered(self, token: Token) -> bool:
        """Whether the clause is nothing but names and filling words."""
        scene = self.scene
        rest = scene.squeezed.text[scene.clause : token.start]
        for name in scene.names:
            rest = rest.replace(name.text, "", 1)
        return _FILLER.fullmatch(rest) is not None

    def _listed(self, token: Token) -> Subject | None:
        """A project or a purchase that a list names."""
        scene = self.scene
        whole = scene.wholes[-1] if scene.wholes else None
        kind = self._kind_of_list(whole)
        if not kind:
            return None
        text = scene.squeezed.cut(scene.clause, token.start)
        name = _NUMBERING.sub("", text.strip())
        name = re.sub(
            "(?:年初|年度)?(?:预算)?(?:安排|支出|资金|金额|合计|共计|为|共|：|:)*$", "", name
        ).strip(' ：:“”"')
        if not 2 <= len(name) <= 50 or re.search("20[0-9]{2}年", name) or _FILLER.fullmatch(plain(name)):
            return None
        if whole is not None and whole in self.teller.open:
            self.has_used_open = True
        return Subject(Facets(item=f"{kind}.{slug(plain(name))}"), (f"{kind}.{slug(plain(name))}",), name)

    def _kind_of_list(self, whole: Subject | None) -> str:
        """Whether a list, or the section that a paragraph stands in, is one of projects or of purchases."""
        scene = self.scene
        if whole is not None:
            if self._is_listing_projects():
                return "project"
            return "purchase" if whole.says.item == "procurement.total" else ""
        is_of_goals = scene.setting.topic == "goals" and scene.is_list
        if (scene.setting.topic == "projects" or is_of_goals) and not scene.setting.project:
            return "project" if self._begins_list() else ""
        told = scene.squeezed.text[scene.sentence : scene.clause]
        return "purchase" if scene.setting.topic == "procurement" and "采购项目" in told else ""

    def _begins_list(self) -> bool:
        """Whether only projects were named in the paragraph so far."""
        last = self.scene.last
        return last is None or last.keys[0].startswith("project.")

    def _by_heading(self, token: Token) -> Subject | None:
        """What a paragraph that names no subject is about: 2021年年初预算数为… under 1.基本支出."""
        scene = self.scene
        text = scene.squeezed.text[scene.clause : token.start]
        text = re.sub("^20[0-9]{2}年度?", "", text)
        own = self.context.department
        text = text.replace(own, "") if own else text
        if _FILLER.fullmatch(text) is None or not (text or scene.setting.project):
            return None
        if scene.last is not None and scene.last.keys and scene.last.keys[0].startswith("against."):
            return scene.last
        if scene.last is not None and scene.last.keys[:1] == ("goals.projects",) and "涉及" in text:
            return Subject(Facets(item="goals.funds"), ("goals.funds",), text)
        if scene.last is not None and scene.last.keys[:1] == ("projects.count",):
            return Subject(Facets(item="project.total"), ("project.total",), text)
        if scene.lead is not None and scene.last in (None, scene.lead):
            return scene.lead
        if scene.last is not None or scene.wholes:
            return None
        setting = scene.setting
        if setting.project:
            key = f"project.{slug(plain(setting.project))}"
            return Subject(Facets(item=key), (key,), setting.project)
        if setting.topic in ("three-public", "procurement", "running"):
            item = {
                "three-public": "three-public.total",
                "procurement": "procurement.total",
                "running": "running",
            }
            key = item[setting.topic]
            return Subject(Facets(item=key), (key,), text)
        if setting.says.measure or setting.says.nature:
            return self._made(setting.says, ())
        return None

    # What is counted

    def _counted(self, amount: Amount, token: Token) -> Subject | None:
        scene = self.scene
        unit = amount.unit
        names = scene.names
        if unit == NUMBER and not self._is_next_to(token):
            following = self._next()
            if following is not None and following.kind == clauses.NAME:
                names = [following]
        if not names:
            return None
        text = scene.squeezed.text
        if text.endswith("采购", 0, names[0].start) and names[0].text.startswith("项目"):
            return None
        if names[0].start > token.start and self._is_subordinate(names[0], token):
            return Subject(Facets(item="units.subordinate"), ("units.subordinate",), names[0].text)
        is_counted = unit in (PEOPLE, NUMBER)
        subject = self._subject(names, unit) if is_counted else self._of_assets(names, unit)
        if subject is None:
            return None
        if subject.keys == ("staff.actual",) and any(w.keys == ("staff.actual",) for w in scene.wholes):
            self._retie("staff.actual", "staff.present")
        return subject

    def _is_subordinate(self, name: Token, token: Token) -> bool:
        """下属2家预算单位: the word that tells which units stands before the number."""
        before = self.scene.squeezed.text[self.scene.clause : token.start]
        is_units = any(each.says.item == "units.count" for each in name.candidates)
        return is_units and before.endswith(("下属", "所属", "直属", "下辖"))

    def _is_next_to(self, token: Token) -> bool:
        scene = self.scene
        if not scene.names:
            return False
        between = scene.squeezed.text[scene.names[-1].end : token.start]
        return _FILLER.fullmatch(between) is not None

    def _retie(self, old: str, new: str) -> None:
        """Ties what was said last under a key to another one, now that its parts tell what it was."""
        for index in range(len(self.teller.spoken) - 1, -1, -1):
            said = self.teller.spoken[index]
            if said.key == old:
                self.teller.spoken[index] = replace(said, key=new)
                return

    def _of_assets(self, names: Sequence[Token], unit: str) -> Subject | None:
        scene = self.scene
        items = [c.says.item for token in names for c in token.candidates if c.group == "assets"]
        buys = scene.is_buying or any(
            c.says.item == "three-public.purchase" for token in names for c in token.candidates
        )
        label = self._label(names)
        if not items and buys:
            items = ["assets.vehicles"]
        if not items:
            return None
        item = self._item(items[-1])
        if buys and item in ("assets.vehicles", "assets.equipment"):
            item = item.replace("assets.", "assets.buy-")
        expected = terms.unit_of(item)
        is_one_of = unit == expected or {unit, expected} <= {"辆", "台（套）"}
        if not item or not is_one_of:
            return None
        return Subject(Facets(item=item), (item,), label)

    # Saying

    def _turn_to(self, subject: Subject) -> None:
        scene = self.scene
        scene.last = subject
        is_count = subject.says.item.startswith(("units.", "offices.", "projects."))
        if len(scene.wholes) <= scene.depth and not self.saved and not is_count:
            if scene.is_new_sentence:
                scene.tops, scene.is_new_sentence = [], False
            if all(subject.keys != other.keys for other in scene.tops):
                scene.tops.append(subject)
        if subject.says.fund == "grant" and subject.says.measure in (EXPENDITURE, BOTH):
            self.teller.has_grant = True
        if not scene.wholes or (scene.wholes[-1] in self.teller.open and not self.has_used_open):
            scene.head = subject

    def _say_none(self) -> None:
        """未安排政府性基金预算: a figure that is nothing."""
        scene = self.scene
        names = scene.names
        if not names or scene.mode:
            return
        after = scene.squeezed.text[names[-1].end :]
        after = re.split("[，。；：、（）]", after, maxsplit=1)[0]
        if _FILLER.fullmatch(after) is None:
            return
        says, groups = facets_of(names, self._spending(names, self._order(MONEY)), scene.base(), self.codes)
        if not groups or not (says.fund or says.item or says.code or says.nature):
            return
        if says.fund and not (says.measure or says.code or says.nature or says.item):
            says = replace(says, measure=EXPENDITURE)
        subject = self._made(says, names)
        if subject is None:
            return
        start = names[0]
        self._turn_to(subject)
        for key in subject.keys:
            self._say(key, Decimal(0), start, subject.label, "无", terms.unit_of(key), Decimal(0), scene.year)

    def _say(
        self, key: str, value: Decimal, token: Token, label: str, printed: str, unit: str, step: Decimal,
        year: int = 0, word: str = "",
    ) -> None:  # fmt: skip
        if not word and token.kind == clauses.HOLD:
            word = token.text
            year = self.scene.compare.year if self.scene.compare is not None else 0
        counted = (
            PERCENT if unit == PERCENT else terms.unit_of(key.removesuffix(".change").removesuffix(".last"))
        )
        self.teller.spoken.append(
            Said(key, value, label, counted, printed, step, self._place(token), year, word)
        )

    def _place(self, token: Token) -> Place:
        scene = self.scene
        text = scene.squeezed.text
        least, most = max(0, token.start - QUOTED), min(len(text), token.end + QUOTED)
        start = max(least, *(text.rfind(mark, least, token.start) + 1 for mark in "。；"))
        end = min(most, *(at for mark in "。；" if (at := text.find(mark, token.end, most)) >= 0), most)
        quote = scene.squeezed.cut(start, end).strip()
        return replace(scene.paragraph.place, quote=quote, start=scene.squeezed.at(token.start))

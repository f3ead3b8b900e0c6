"""Clauses: a sentence as a row of tokens, each of one kind; what they mean together is the grammar's matter.

The words are those of ``terms``, the names of the year's charts, and the few declared here that join them. Every token
is found by its longest spelling; what is no word of the field is ``text``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import cache

from budgets import chart
from budgets.names import plain

from . import terms
from .amounts import Amount, Squeezed, amounts_in
from .context import Context
from .facets import Facets
from .meanings import meanings, spellings

# Kinds of tokens
AMOUNT, NAME, PATH, YEAR, DATE = "amount", "name", "path", "year", "date"
RISE, FALL, HOLD, OPEN = "rise", "fall", "hold", "open"
COMPARE, LAST, EXECUTED, SHARE, PART, BY = "compare", "last", "executed", "share", "part", "by"
REASON, USE, NONE, BUY, TEXT = "reason", "use", "none", "buy", "text"
STOP, SEMICOLON, COMMA, PAUSE, COLON, OPENING, CLOSING = (
    "stop",
    "semicolon",
    "comma",
    "pause",
    "colon",
    "(",
    ")",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that a name can be: of which group of terms, and what it says there."""

    group: str
    says: Facets


@dataclass(frozen=True, slots=True)
class Path:
    """A function named down its levels, as printed; ``level`` is that of the first name, 0 for 类. ``code``: as printed
    before the name or behind it (2010101行政运行), which says it alone."""

    names: tuple[str, ...]
    level: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A part of the squeezed text, of one kind, with what it is by its kind."""

    kind: str
    start: int
    end: int
    text: str
    amount: Amount | None = None
    candidates: tuple[Candidate, ...] = ()
    path: Path | None = None
    year: int = 0
    is_executed: bool = False
    by: str = ""
    date: str = ""


def _kind(kind: str, listed: str) -> dict[str, str]:
    """Words that are listed with blanks between them, all of one kind."""
    return dict.fromkeys(listed.split(), kind)


#: Words that join: the kind of token each is.
JOINING: dict[str, str] = {
    **dict.fromkeys(terms.RISES, RISE),
    **dict.fromkeys(terms.FALLS, FALL),
    **dict.fromkeys(terms.HOLDS, HOLD),
    **{plain(word): OPEN for word in terms.OPEN},
    **_kind(
        PART,
        """
        其中 包括 包含 分为 具体为 具体包括 主要包括 分别为 分别是
        具体项目有 主要用于以下方面 用于以下方面 主要用于以下几个方面 细分为 由以下部分组成
        """,
    ),
    **_kind(SHARE, "占 占比 占比为 占比重 所占比重"),
    **_kind(
        REASON,
        """
        主要原因是 主要原因 主要是因为 主要是由于 主要是 主要因为 主要由于 原因是 原因为 原因 主要系 系因 是因为 因为 由于
        的主要原因是 的原因是 变动原因 变化原因 增减原因 主要为
        """,
    ),
    **_kind(USE, "主要用于 用于 专项用于 统筹用于 是指 指 反映 主要反映 具体用于 主要用作"),
    **_kind(
        NONE,
        """
        未安排 没有安排 没有使用 未使用 不涉及 没有 未编制 未发生 无 未列 未预算 不安排 没有编制 未涉及 无安排 未纳入
        """,
    ),
    **_kind(BUY, "购置 新增配置 拟新增配置 拟购置 新购 购买 新购置 采购 更新购置 计划购置 新增"),
    **_kind(
        EXECUTED, "执行数 预算执行数 当年预算执行数 决算数 完成数 实际执行数 当年执行数 预算执行 支出完成数"
    ),
    **_kind(TEXT, "占有 占用 占地 无法 无偿 无线 无障碍 无形 指导 指标 指定 指挥 指南 多种 多项 少数"),
    "。": STOP,
    "；": SEMICOLON,
    "，": COMMA,
    ",": COMMA,
    "、": PAUSE,
    "：": COLON,
    "（": OPENING,
    ")": CLOSING,
    "）": CLOSING,
}

#: 比2024年预算, 较上年预算安排, 与去年相比, 同比: what is compared with.
_COMPARE = re.compile(
    r"(?:相?比较?|较|与|同|相较于?|较之|和|对比)(?:本部门|本单位)?"
    r"(?:(?P<year>20[0-9]{2})年度?|上一?年(?:度|同期)?|去年(?:同期)?|以前年度)"
    r"(?:年初|当年|同期|部门|单位|财政拨款|一般公共预算|本级|调整后|安排的?)*"
    r"(?:预算|决算)?(?:安排|批复|下达|编制)?(?P<executed>执行|完成|决算)?(?:总额|总数|数|额|情况|口径|资金)*(?:相比较?|比较|比)?"
    r"|同比|环比"
)
#: 上年预算安排: what last year's amount is said by. 上年结转 is a source.
_LAST = re.compile(r"(?:上一?年度?|去年)(?!结|末|底|累)(?:年初|部门|同期)*(?:预算)?(?:安排|数|总额)*")
_YEAR = re.compile(r"(20[0-9]{2})年度?(?!(?:[0-9]{1,2}月))")
_DATE = re.compile(r"(20[0-9]{2})年([0-9]{1,2})月(?:([0-9]{1,2})日|(?:底|末))?")
#: 按支出功能科目划分: how what follows is broken down.
_BY = re.compile(
    r"按照?(?:[^，。；：、（）“”]{0,10}?(?:划分|分类|来源|性质|用途|科目|类别|项目)){1,3}"
    r"(?:分为|分|看|为|的?(?:支出|情况))?"
)
_BREAKDOWNS = (
    ("功能", "function"),
    ("经济", "economic"),
    ("来源", "source"),
    ("资金性质", "source"),
    ("采购项目", "purchase"),
    ("项目类别", "nature"),
    ("性质", "nature"),
    ("用途", "nature"),
    ("科目", "function"),
    ("类别", "nature"),
)
LEVELS = "类款项"
_CODE = re.compile(
    r"(?<![0-9.,A-Za-z])(?P<before>2[0-9]{2}(?:[0-9]{2}){0,2})(?=[\u4e00-\u9fff])"
    r"|（(?P<behind>2[0-9]{2}(?:[0-9]{2}){0,2})）"
)
_MARK = re.compile(f"（([{LEVELS}])）")
LONGEST_NAME = 46
_BOUND = re.compile('[，。；：、“”"《》「」]')


def tokens_of(squeezed: Squeezed, context: Context) -> list[Token]:
    """The tokens of a squeezed text, in order and without gaps."""
    text = squeezed.text
    fixed = _fixed(text, context)
    words, longest = _words(context.year)
    found: list[Token] = []
    at = unknown = 0
    while at < len(text):
        token = fixed.get(at) or _word_at(text, at, words, longest)
        if token is None:
            at += 1
            continue
        if unknown < at:
            found.append(Token(TEXT, unknown, at, text[unknown:at]))
        found.append(token)
        at = unknown = token.end
    if unknown < at:
        found.append(Token(TEXT, unknown, at, text[unknown:at]))
    return found


def _word_at(text: str, at: int, words: dict[str, Token], longest: dict[str, int]) -> Token | None:
    for length in range(min(longest.get(text[at], 0), len(text) - at), 0, -1):
        model = words.get(text[at : at + length])
        if model is not None:
            end = at + length
            return Token(model.kind, at, end, text[at:end], candidates=model.candidates)
    return None


def _fixed(text: str, context: Context) -> dict[int, Token]:
    """What is found by its shape and not by its spelling, by where it starts; what is listed last goes first."""
    found: dict[int, Token] = {}
    for year in _YEAR.finditer(text):
        found[year.start()] = Token(YEAR, year.start(), year.end(), year[0], year=int(year[1]))
    for last in _LAST.finditer(text):
        found[last.start()] = Token(LAST, last.start(), last.end(), last[0])
    for date in _DATE.finditer(text):
        iso = "-".join(part.zfill(2) for part in date.groups() if part)
        found[date.start()] = Token(DATE, date.start(), date.end(), date[0], year=int(date[1]), date=iso)
    for by in _BY.finditer(text):
        breakdown = next((name for word, name in _BREAKDOWNS if word in by[0]), "")
        if breakdown:
            found[by.start()] = Token(BY, by.start(), by.end(), by[0], by=breakdown)
    for compare in _COMPARE.finditer(text):
        found[compare.start()] = Token(
            COMPARE,
            compare.start(),
            compare.end(),
            compare[0],
            year=int(compare["year"] or 0),
            is_executed=bool(compare["executed"]),
        )
    for amount in amounts_in(text):
        found[amount.start] = Token(AMOUNT, amount.start, amount.end, amount.printed, amount=amount)
    own = plain(context.department)
    at = text.find(own) if own else -1
    while at >= 0:
        found[at] = Token(TEXT, at, at + len(own), own)
        at = text.find(own, at + len(own))
    for path in (*_coded(text, context), *_paths(text)):
        found[path.start] = path
    return found


def _coded(text: str, context: Context) -> Iterator[Token]:
    """Functions that are named with their codes: 2010101行政运行, 208类, 行政运行（2010101）."""
    for found in _CODE.finditer(text):
        code = found["before"] or found["behind"]
        name = plain(context.name_of("f", code))
        if not name:
            continue
        end = found.end()
        if found["before"]:
            end += 1 if text.startswith(tuple(LEVELS), end) else 0
            spelled = (name, f"{name}支出", name.removesuffix("支出"))
            told = next((each for each in spelled if text.startswith(each, end)), "")
            if not told and end == found.end():
                continue  # 205间
            end += len(told)
        yield Token(PATH, found.start(), end, text[found.start() : end], path=Path((), 0, code))


def _paths(text: str) -> list[Token]:
    """Functions that are named down their levels, from the first or a lower one: X（类）Y（款）Z（项）, Z（项）."""
    found: list[Token] = []
    names: list[str] = []
    first = level = start = end = 0
    for mark in _MARK.finditer(text):
        at = LEVELS.index(mark[1])
        if (
            names
            and at > level
            and mark.start() - end <= LONGEST_NAME
            and not _BOUND.search(text, end, mark.start())
        ):
            names.append(text[end : mark.start()])
        else:
            if names:
                found.append(_path(text, start, end, tuple(names), first))
            start = _start_of_name(text, mark.start(), end)
            names, first = [text[start : mark.start()]], at
        level, end = at, mark.end()
    if names:
        found.append(_path(text, start, end, tuple(names), first))
    return found


def _start_of_name(text: str, end: int, least: int) -> int:
    """Where a name begins that ends here: behind the last mark or number of a list before it."""
    least = max(least, end - LONGEST_NAME)
    start = max((bound.end() for bound in _BOUND.finditer(text, least, end)), default=least)
    numbered = re.match("[0-9]+[.．、)）]|（[0-9一二三四五六七八九十]+）", text[start:end])
    return start + (numbered.end() if numbered else 0)


def _path(text: str, start: int, end: int, names: tuple[str, ...], level: int) -> Token:
    clean = tuple(re.sub("^[0-9]{3,7}", "", name) for name in names)
    return Token(PATH, start, end, text[start:end], path=Path(clean, level))


def code_of_path(path: Path, context: Context, under: str = "") -> str:
    """The function code of a path of names; empty where the chart has none, or several.

    ``under``: the code that was spoken of before, which a path that begins lower goes on from. A name in the middle that
    the chart does not have is passed over where the others leave one code; of the last one a misprint is understood.
    """
    if path.code:
        return path.code
    tops = [under[:length] for length in (5, 3) if path.level and len(under) >= length] or [""]
    for top in [*tops, ""] if path.level else [""]:
        codes = _codes_below(path, top, context)
        if len(codes) == 1:
            return codes.pop()
    return ""


def _codes_below(path: Path, top: str, context: Context) -> set[str]:
    found = {top}
    for depth, name in enumerate(path.names, path.level):
        length = 3 + 2 * depth
        below = {code for each in found for code in _function_codes(name, each, length, context)}
        is_last = depth == path.level + len(path.names) - 1
        if not below and is_last and depth > 0:
            below = {
                code for each in found if len(each) == length - 2 for code in _misprinted(name, each, context)
            }
        if not below and (is_last or depth == 0 and len(path.names) == 1):
            return set()
        found = below or found
    length = 3 + 2 * (path.level + len(path.names) - 1)
    return {code for code in found if len(code) == length}


def _misprinted(name: str, under: str, context: Context) -> set[str]:
    """The code below another whose name differs by a misprint; none where two are as near."""
    names = {code: each for code, each in names_below(under, context.year)}
    near = get_close_matches(plain(name), list(names.values()), n=2, cutoff=0.75)
    if not near or (len(near) > 1 and SequenceMatcher(None, plain(name), near[1]).ratio() > 0.9):
        return set()
    return {code for code, each in names.items() if each == near[0]}


@cache
def names_below(under: str, year: int) -> tuple[tuple[str, str], ...]:
    """(code, name) of the functions one level below one."""
    length = len(under) + 2
    return tuple(
        (row.code, plain(row.name))
        for row in chart.rows_of(year)
        if row.system == "function" and row.code.startswith(under) and len(row.code) == length
    )


def _function_codes(name: str, under: str, length: int, context: Context) -> tuple[str, ...]:
    """The codes of this length below another that have a name, or the end of one: 用于行政运行."""
    for cut in range(max(1, len(name) - 3)):
        rest = name[cut:]
        for each in (rest, f"{rest}支出", rest.removesuffix("支出")):
            codes = tuple(code for code in context.codes_named("f", each, under) if len(code) == length)
            if codes:
                return codes
    return ()


@cache
def _words(year: int) -> tuple[dict[str, Token], dict[str, int]]:
    """Every word of a year with a token as its model, and by its first character how long a word can be."""
    names: dict[str, dict[Candidate, None]] = {}
    for row in chart.rows_of(year):
        letter = {"function": "f", "economic": "e"}.get(row.system)
        if letter is None:
            continue
        group = row.system
        name = plain(row.name)
        if len(row.code) > 3 and len(name) < 4 and letter == "f":
            continue  # 教育, 司法, 体育: said of everything; as parts of a path they are found by its shape
        for spelled in {name, *_short(name, row.code)}:
            names.setdefault(spelled, {})[Candidate(group, Facets(code=f"{letter}{row.code}"))] = None
    declared: dict[str, dict[Candidate, None]] = {}
    for group, word, says in spellings():
        declared.setdefault(word, {})[Candidate(group, says)] = None
    for word, candidates in names.items():
        declared.setdefault(word, {}).update(candidates)
    for word in names:
        for composed in _composed(word):
            declared[word][composed] = None
    found = {word: Token(NAME, 0, 0, word, candidates=tuple(each)) for word, each in declared.items()}
    found |= {word: Token(kind, 0, 0, word) for word, kind in JOINING.items()}
    longest: dict[str, int] = {}
    for word in found:
        longest[word[0]] = max(longest.get(word[0], 0), len(word))
    return found, longest


def _short(name: str, code: str) -> tuple[str, ...]:
    """What a class is called beside its name in the chart: 教育 and 教育支出, 一般公共服务 and 一般公共服务支出."""
    if len(code) != 3:
        return ()
    return (
        (f"{name}支出",)
        if not name.endswith("支出")
        else (name.removesuffix("支出"),)
        if len(name) > 6
        else ()
    )


def _composed(word: str) -> tuple[Candidate, ...]:
    """What a chart's name says when it is read as a fund and a measure: 国有资本经营预算支出."""
    for cut in range(2, len(word) - 1):
        fund, measure = meanings(word[:cut]), meanings(word[cut:])
        for first in fund:
            for second in measure:
                if first.fund and second.measure:
                    return (Candidate("fund", first.with_(second)),)
    return ()

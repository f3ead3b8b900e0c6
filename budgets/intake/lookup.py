"""The account that a cell means: by code, by name, or by both, out of a chart that is read once for a whole file."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.db import router

from ..accounts import ASK, DOUBTFUL, FEW, HALF_WIDTH, SYSTEM_NAMES
from ..ended import successors
from ..models import Account, Entry
from ..names import plain

#: What the accounts of a classification are, as a whole, in a sentence.
CHARTS = {
    "function": "支出功能分类科目",
    "economic": "支出经济分类科目",
    "government": "政府预算支出经济分类科目",
    "source": "收入来源",
}
#: The columns of an account, and which of them is its primary key.
COLUMNS = tuple(field.attname for field in Account._meta.concrete_fields)
KEY = COLUMNS.index("id")
CODE_IS_TEXT = "科目编码应为文本"
SCIENTIFIC = re.compile(r"[0-9.]+[eE][+-]?[0-9]+")
WHOLE = re.compile(r"([0-9]+)\.0+")
#: No account has a longer one.
LONGEST_CODE = 12
#: 2010601, [2010601], 201 06 01, 201-06-01; then a name, whatever stands between.
CODED = re.compile(
    r"[\[【(（]?\s*([0-9]+(?:[ .\-][0-9]{2}(?![0-9]))*)\s*[\]】)）]?[\s\-—–_:：.、|/]*(.*)", re.DOTALL
)
#: A name may carry its headings before it: 一般公共服务支出/财政事务/行政运行.
STEP = re.compile(r"\s*[/＞>›»\\]\s*")

#: The sources of money as budget systems call them; 资金, 拨款, 收入, 预算 and 财政 at their ends aside.
SOURCES = {
    "一般公共": "101",
    "公共": "101",
    "经费": "101",
    "政府性基金": "102",
    "基金": "102",
    "国有资本经营": "103",
    "国有资本": "103",
    "财政专户管理": "2",
    "财政专户": "2",
    "专户": "2",
    "教育收费": "2",
    "单位": "3",
    "单位自有": "3",
    "自有": "3",
    "事业": "301",
    "事业单位经营": "302",
    "经营": "302",
    "上级补助": "303",
    "附属单位上缴": "304",
    "附属单位": "304",
    "其他": "305",
    "使用非财政拨款结余": "4",
    "上年结转": "5",
    "上年结转结余": "5",
}
SOURCE_ENDS = re.compile(r"(?:财政|预算|拨款|补助|资金|收入|支出|当年|本年|安排)+\Z")
SOURCE_STARTS = re.compile(r"\A(?:当年|本年|本级|财政拨款[-—－:：])+")
GRANT = "请写明是一般公共预算、政府性基金预算还是国有资本经营预算"
BRACKETED = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")

# What money is spent as, by a word in the cell; the first that stands there.
NATURES = (
    ("其他运转", "project"),
    ("特定目标", "project"),
    ("项目", "project"),
    ("上缴", "upward"),
    ("附属", "downward"),
    ("经营", "operating"),
    ("结转", "carry"),
    ("基本", "basic"),
    ("人员", "basic"),
    ("公用", "basic"),
    ("运转", "basic"),
)
NO_NATURE = f"支出性质应为{'、'.join(label for _value, label in Entry.Nature.choices)}之一"


@dataclass(frozen=True, slots=True)
class Found:
    """An account as meant. ``wanted`` is why it cannot be taken, empty where it can; ``suggestion`` a code that fits;
    ``note`` what to say beside one that is not certain."""

    code: str = ""
    name: str = ""
    wanted: str = ""
    suggestion: str = ""
    note: str = ""


class Line(NamedTuple):
    """An account of the chart."""

    code: str
    name: str
    path: str
    ended: int  # the year, 0 where it is in use
    is_doubtful: bool


class Lookup:
    """The chart of one year; one query, whatever is looked up."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.read_at = time.monotonic()
        self.charts: dict[str, dict[str, Line]] = {system: {} for system in CHARTS}
        self._rows: dict[tuple[str, str], tuple[Any, ...]] = {}
        self._made: dict[tuple[str, str], Account] = {}
        self._found: dict[tuple[str, str, str], Found] = {}
        self._successors: dict[tuple[str, str], tuple[str, ...]] = {}
        for row in Account.objects.filter(year=year).values_list(*COLUMNS):
            account = dict(zip(COLUMNS, row, strict=True))
            system, code = account["system"], account["code"]
            ended_on, doubtful = account["ended_on"], account["confidence"] == Account.Confidence.LOW
            line = Line(code, account["name"], account["path"], ended_on.year if ended_on else 0, doubtful)
            self.charts[system][code] = line
            self._rows[system, code] = row

    @cached_property
    def named(self) -> dict[tuple[str, str], list[Line]]:
        """The accounts in use by classification and plain name."""
        found: dict[tuple[str, str], list[Line]] = defaultdict(list)
        for system, chart in self.charts.items():
            for line in chart.values():
                if not line.ended:
                    found[system, plain(line.name)].append(line)
        return found

    @cached_property
    def names(self) -> dict[tuple[str, str], str]:
        """The names of all accounts by classification and code."""
        return {
            (system, code): line.name for system, chart in self.charts.items() for code, line in chart.items()
        }

    def account(self, system: str, code: str) -> Account | None:
        """The account itself, made of what was read where it is first asked for: of a chart of two thousand a file names
        some dozen."""
        place = (system, code)
        if place not in self._made and place in self._rows:
            self._made[place] = Account.from_db(router.db_for_read(Account), COLUMNS, self._rows[place])
        return self._made.get(place)

    def accounts(self, keys: Collection[int]) -> dict[int, Account]:
        """Accounts by primary key; one query more where some are of another year."""
        ours = {key: self._places[key] for key in keys if key in self._places}
        found = {key: account for key, place in ours.items() if (account := self.account(*place))}
        if len(found) < len(keys):
            found |= Account.objects.in_bulk(set(keys) - found.keys())
        return found

    @cached_property
    def _places(self) -> dict[int, tuple[str, str]]:
        return {row[KEY]: place for place, row in self._rows.items()}

    def name(self, system: str, code: str) -> str:
        line = self.charts[system].get(code)
        return line.name if line else ""

    def has(self, system: str, text: str) -> bool:
        """Whether a cell begins with a code of this classification."""
        return split(text)[0] in self.charts[system]

    def find(self, system: str, text: str, name: str = "") -> Found:
        """The account of a cell, ``name`` being what stands in the cell of its name; Found() where both are blank."""
        asked = (system, text, name)
        if asked not in self._found:
            if len(self._found) >= MOST_FOUND:
                self._found.clear()
            self._found[asked] = self._find(system, text, name)
        return self._found[asked]

    def _find(self, system: str, text: str, name: str) -> Found:
        if not text.strip() and not name.strip():
            return Found()
        if system == "source":
            return self._source(text, name)
        if SCIENTIFIC.fullmatch(text.strip()):
            return Found(wanted=CODE_IS_TEXT, suggestion=self.only(system, name))
        code, own = split(text)
        beside, given = split(name)
        code, given = code or beside, given or own
        return self._coded(system, code, given) if code else self._by_name(system, given)

    def _coded(self, system: str, code: str, name: str) -> Found:
        line = self.charts[system].get(code)
        if line is None:
            return self._unknown(system, code, name)
        if line.ended:
            return self._ended(system, line)
        meant = self.only(system, name)
        if meant and meant != code and plain(name) not in plain(line.path):
            words = f"科目 {code} 是“{line.name}”；“{name}”是 {meant}"
            return Found(code, line.name, words, meant)
        return Found(code, line.name, note=DOUBTFUL if line.is_doubtful else "")

    def _unknown(self, system: str, code: str, name: str) -> Found:
        meant = self.only(system, name)
        words = f"科目 {code} 不在 {self.year} 年{CHARTS[system]}中"
        if meant:
            return Found(code, name, f"{words}；“{name}”是 {meant}", meant)
        if elsewhere := self._elsewhere(system, code):
            return Found(code, name, elsewhere)
        known = self.charts[system]
        near = [known[each] for each in _neighbours(code) if each in known and not known[each].ended]
        if len(near) == 1:
            return Found(code, name, f"{words}；是否为 {near[0].code} {near[0].name}", near[0].code)
        return Found(code, name, f"{words}。{ASK}")

    def _elsewhere(self, system: str, code: str) -> str:
        """The sentence for a code of another classification; empty where it is of none."""
        others = [other for other in CHARTS if other not in (system, "source") and code in self.charts[other]]
        return f"{code} 是{SYSTEM_NAMES[others[0]]}，这里要{SYSTEM_NAMES[system]}。" if others else ""

    def why_not(self, system: str, code: str) -> str:
        """Why a code cannot be taken that stands in a column of codes, as where it is typed; empty where it can."""
        if line := self.charts[system].get(code):
            return self._ended(system, line).wanted if line.ended else ""
        if not code.isdecimal():
            return self.find(system, code).wanted
        unknown = f"科目 {code} 不在 {self.year} 年政府收支分类科目中。{ASK}"
        return self._elsewhere(system, code) or unknown

    def _ended(self, system: str, line: Line) -> Found:
        instead = self._instead(system, line)
        words = f"{line.code} 自 {line.ended} 年停用" + (
            f"，改列 {' / '.join(instead)}。" if instead else "。"
        )
        return Found(line.code, line.name, words, instead[0] if len(instead) == 1 else "")

    def _instead(self, system: str, line: Line) -> tuple[str, ...]:
        """The successors of an account that has ended, as they are offered wherever it is named."""
        place = (system, line.code)
        if place not in self._successors:
            found = successors(system, f"{line.code} {line.name}", self._in_use(system))
            self._successors[place] = tuple(account.code for account in found)
        return self._successors[place]

    def _in_use(self, system: str) -> list[Account]:
        codes = [line.code for line in self.charts[system].values() if not line.ended]
        return [account for code in codes if (account := self.account(system, code))]

    def _by_name(self, system: str, name: str) -> Found:
        found = self._all_named(system, name)
        if len(found) == 1:
            return Found(found[0].code, found[0].name, note=DOUBTFUL if found[0].is_doubtful else "")
        if found:
            few = "、".join(line.code for line in found[:FEW])
            return Found(
                name=name,
                wanted=f"有 {len(found)} 个科目符合“{name[:30]}”，请填编码：{few}{'等' if len(found) > FEW else ''}",
            )
        return Found(name=name, wanted=f"没有科目“{name[:30]}”。{ASK}")

    def only(self, system: str, name: str) -> str:
        """The code of the one account of this name; empty where there are several or none."""
        found = self._all_named(system, name) if name else []
        return found[0].code if len(found) == 1 else ""

    def _all_named(self, system: str, name: str) -> list[Line]:
        """Of several accounts of one name those that stand under the headings which are written before it."""
        steps = [plain(step) for step in STEP.split(split(name)[1]) if step]
        if not steps:
            return []
        found = self.named.get((system, steps[-1]), [])
        under = [line for line in found if all(step in plain(line.path) for step in steps[:-1])]
        return under or found

    def _source(self, text: str, name: str) -> Found:
        """By name before code: other systems number their sources otherwise."""
        code, own = split(text)
        given = split(name)[1] or own
        words = plain(BRACKETED.sub("", given))
        for line in self.named.get(("source", plain(given)), []):
            return Found(line.code, line.name)
        if meant := SOURCES.get(SOURCE_STARTS.sub("", SOURCE_ENDS.sub("", words)) or words):
            return Found(meant, self.name("source", meant))
        if words.startswith("财政拨款") or (words and not SOURCE_ENDS.sub("", words)):
            return Found(name=given, wanted=GRANT, suggestion="101")
        if not given and code in self.charts["source"]:
            return Found(code, self.name("source", code))
        return Found(code, given, f"没有资金来源“{(given or code)[:30]}”。{ASK}")


#: The charts that were read since somebody began to hold them, by year.
_held: ContextVar[dict[int, Lookup] | None] = ContextVar("charts_held", default=None)
#: Seconds after which a chart is read anew: of an account that the finance office adds, a long run hears while it goes on.
FRESH = 20
#: So many answers are kept: a list names the same accounts row after row.
MOST_FOUND = 5000


@contextmanager
def charts_held() -> Iterator[None]:
    """Within, the chart of a year is read once: for a page that compares what it read, or all files of a county."""
    if _held.get() is not None:
        yield
        return
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def chart_of(year: int) -> Lookup:
    """The chart of a year, the one that is held where somebody holds one."""
    held = _held.get()
    if held is None:
        return Lookup(year)
    if year not in held or time.monotonic() - held[year].read_at > FRESH:
        held[year] = Lookup(year)
    return held[year]


@lru_cache(maxsize=4096)
def split(text: str) -> tuple[str, str]:
    """A cell as (code, name), either may be empty: “2010601-行政运行”, “[2010601]行政运行”, 105001.0, 行政运行."""
    text = " ".join(text.translate(HALF_WIDTH).split())
    if whole := WHOLE.fullmatch(text):
        return whole[1], ""
    found = CODED.match(text)
    if not found:
        return "", text
    return re.sub(r"[ .\-]", "", found[1]), found[2].strip()


def nature_of(text: str) -> str:
    """基本支出, 人员类, 特定目标类项目 …: the nature they say; empty where none."""
    return next((nature for word, nature in NATURES if word in text), "")


def systems_of(codes: Iterable[str], lookup: Lookup) -> Iterator[tuple[int, str]]:
    """How many of these cells begin with a code of each classification of expenditure."""
    cells = list(codes)
    for system in ("function", "economic", "government"):
        yield len([cell for cell in cells if lookup.has(system, cell)]), system


def _neighbours(code: str) -> set[str]:
    """What it may be a slip of: one digit is missing or too many, or two stand in each other's place. Of a code that is too
    long for any account, nothing."""
    if len(code) > LONGEST_CODE:
        return set()
    cuts = [(code[:n], code[n:]) for n in range(len(code) + 1)]
    fewer = {head + rest[1:] for head, rest in cuts if rest}
    more = {head + digit + rest for head, rest in cuts for digit in "0123456789"}
    swapped = {head + rest[1] + rest[0] + rest[2:] for head, rest in cuts if len(rest) > 1}
    return (fewer | more | swapped) - {code}

"""Whose document it is: its title, budget year, department, region, whether a department's or a unit's, and its date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .captions import MAKER, is_particular
from .lines import SENTENCE_ENDS, Text, width
from .numbering import number_of

_YEAR = re.compile(r"(20\d\d)\s*年?\s*(?:度)?[^。；\n]{0,30}?预算")
_COMPARED = re.compile(r"(?:比|较|与|同|上年|截至|截止|自|从|按照)[^，。；]{0,4}$")
_DATED = re.compile(
    r"(?:公开|发布|公布|发文|成文)\s*(?:日期|时间)\s*[:：]?\s*(20\d\d)\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})"
)
_FULL_WIDTH = {ord("０") + n: str(n) for n in range(10)}
_ORGAN = (
    "局|委员会|办公室|办事处|中心|厅|部|院|学校|中学|小学|大学|学院|幼儿园|所|站|队|馆|社|会|团|处|政府|公司|法院|"
    "检察院|银行|台|园|场|库|医院|党校|协会|联合会|总队|支队|大队|党委|纪委|政法委|组织部|委|办|科|室"
)
_NAME_END = re.compile(rf"(?:{_ORGAN})(?:[（(](?:部门|单位|本级|机关|汇总|本部)[)）])?$")
_BEFORE_YEAR = re.compile(r"^(.{2,40}?)\s*(?:关于)?\s*(?:公开)?\s*20\d\d\s*年")
_BEFORE_BUDGET = re.compile(
    r"^(?:20\d\d\s*年度?)?\s*(.{2,40}?)\s*(?:20\d\d\s*年度?)?\s*(?:部门|单位)(?:综合)?预算"
)
_OF_SECTION = re.compile(r"^(.{3,40}?)\s*(?:部门|单位)?(?:概况|主要职能|主要职责|机构设置|基本情况)")
_SPEAKS = re.compile(
    r"(?:20\d\d\s*年度?\s*，?\s*)([^，。；：\d]{3,30}?)\s*(?:部门|单位)?(?:收入|收支|支出)(?:总)?预算"
    r"|^([^，。；：\d]{3,30}?)\s*20\d\d\s*年度?\s*(?:部门|单位)?(?:收入|收支|支出)(?:总)?预算"
)
_KEPT_BRACKETS = re.compile(r"[（(](?:部门|单位|汇总|本部门)[)）]$")

#: Regions of the first level; what stands after one and ends in 市, 州, 区, 县 … belongs to the name of the region.
PROVINCES = (
    "北京市",
    "天津市",
    "河北省",
    "山西省",
    "内蒙古自治区",
    "辽宁省",
    "吉林省",
    "黑龙江省",
    "上海市",
    "江苏省",
    "浙江省",
    "安徽省",
    "福建省",
    "江西省",
    "山东省",
    "河南省",
    "湖北省",
    "湖南省",
    "广东省",
    "广西壮族自治区",
    "海南省",
    "重庆市",
    "四川省",
    "贵州省",
    "云南省",
    "西藏自治区",
    "陕西省",
    "甘肃省",
    "青海省",
    "宁夏回族自治区",
    "新疆维吾尔自治区",
    "新疆生产建设兵团",
)
_LOWER = re.compile(
    r"(?:[\u4e00-\u9fff]{2,7}?(?:自治州|地区|盟|市|州))?(?:[\u4e00-\u9fff]{1,8}?(?:自治县|自治旗|新区|开发区|林区|区|县|旗|市))?"
)
_LOCAL = re.compile(r"([\u4e00-\u9fff]{1,5}?(?:自治县|自治州|市|县|区|旗|省))(?=[\u4e00-\u9fff]{2,})")
_NO_REGION = re.compile(r"市场|社区|县级|市级|区级|省级|园区|地区|城区|校区|库区|景区|区域|市民|市委")


@dataclass(frozen=True, slots=True)
class Whose:
    title: str
    year: int
    department: str
    region: str
    kind: str
    published_on: str


def title_of(cover: Sequence[Text]) -> tuple[str, frozenset[int]]:
    """The title that the cover's lines make, and the places of those lines: 某县教育局 · 2025年部门预算."""
    named = [n for n, text in enumerate(cover) if _may_be_title(text.text) and "预算" in text.text]
    for n in sorted(named, key=lambda n: not re.search(r"20\d\d", cover[n].text)):
        text = cover[n]
        used = [text]
        before = cover[n - 1].text if n else ""
        names_it = not _is_named(text.text) and _NAME_END.search(before) and width(before) <= 40
        dates_it = not re.search(r"20\d\d", text.text) and re.fullmatch(r"20\d\d\s*年?度?", before)
        if names_it or dates_it:
            used.insert(0, cover[n - 1])
        return "".join(one.text for one in used), frozenset(one.at for one in used)
    return "", frozenset()


def _may_be_title(text: str) -> bool:
    return (
        4 <= width(text) <= 60
        and not any(c in SENTENCE_ENDS + "，：:" for c in text)
        and not is_particular(text)
        and not number_of(text)
    )


def _is_named(title: str) -> bool:
    """An organisation stands in the title."""
    before = _BEFORE_YEAR.match(title) or _BEFORE_BUDGET.match(title)
    return bool(before and _NAME_END.search(before[1]))


def year_of(title: str, headings: Sequence[str], tables: Iterable[str], texts: Iterable[str]) -> int:
    """The budget's year: what the title says; else what most headings, table titles and sentences say of a budget.

    Years of comparison (比2024年预算) do not count; cells of tables are not asked."""
    votes: Counter[int] = Counter()
    for weight, sources in ((12, [title]), (3, headings), (2, tables), (1, texts)):
        for source in map(_ascii_digits, sources):
            for found in _YEAR.finditer(source):
                if not _COMPARED.search(source[: found.start()]):
                    votes[int(found[1])] += weight
    if votes:
        return max(votes, key=lambda year: (votes[year], year))
    plain = re.search(r"(20\d\d)\s*年", _ascii_digits(title))
    return int(plain[1]) if plain else 0


def _ascii_digits(text: str) -> str:
    return text.translate(_FULL_WIDTH)


def department_of(
    title: str, headings: Sequence[str], makers: Sequence[str], cover: Sequence[str], texts: Sequence[str]
) -> str:
    """Who says it: named on the cover (预算主管部门：…), above the tables, in the title, in a heading, or in the sentence
    that says its income (2025年某局收入预算…)."""
    labelled = [
        (found[0], _tidy(found[1])) for text in cover if (found := MAKER.match(text)) and _tidy(found[1])
    ]
    if labelled:  # the unit before the department that it belongs to
        return min(labelled, key=lambda one: "单位" not in one[0].replace(":", "：").split("：")[0])[1]
    named = Counter(_tidy(maker) for maker in makers if _tidy(maker))
    if named:
        return named.most_common(1)[0][0]
    for text in (title, *headings):
        for pattern in (_BEFORE_YEAR, _BEFORE_BUDGET, _OF_SECTION):
            if (found := pattern.match(text)) and _NAME_END.search(found[1].strip()):
                return _tidy(found[1])
    said = Counter(_tidy(found[1] or found[2]) for text in texts if (found := _SPEAKS.search(text)))
    return next(
        (name for name, _ in said.most_common() if _NAME_END.search(name) and name[0] not in "本我"), ""
    )


def _tidy(name: str) -> str:
    name = "".join(name.split()).strip("，。、:：_")
    name = re.sub(r"^\d{3,}[-—]?", "", name)
    return _KEPT_BRACKETS.sub("", name)


def region_of(department: str, title: str) -> str:
    """The region at the head of a name: 上海市普陀区 of 上海市普陀区财政局; empty where none stands there."""
    for name in (department, title):
        for province in PROVINCES:
            if name.startswith(province):
                return province + _lower(name[len(province) :])
        if (found := _LOCAL.match(name)) and not _NO_REGION.search(
            name[max(0, found.end() - 2) : found.end() + 1]
        ):
            return found[1] + (_district(name[found.end() :]) if found[1][-1] in "市州" else "")
    return ""


def _district(rest: str) -> str:
    """The district or county at the head of what stands after a city: 岱南区 of 岱南区财政局."""
    found = re.match(r"[\u4e00-\u9fff]{1,6}?(?:自治县|区|县|旗)(?=[\u4e00-\u9fff]{2})", rest)
    return found[0] if found and not _NO_REGION.search(rest[: found.end() + 1]) else ""


def _lower(rest: str) -> str:
    found = _LOWER.match(rest)
    lower = found[0] if found else ""
    return "" if not lower or _NO_REGION.search(lower + rest[len(lower) : len(lower) + 1]) else lower


def kind_of(title: str, makers: Sequence[str], texts: Iterable[str]) -> str:
    """unit where the document calls itself a unit's, else department."""
    if re.search(r"(?:预算)?单位[^，。]{0,6}预算|单位预算", title):
        return "unit"
    if "部门" in title:
        return "department"
    said = "".join(makers)
    units = len(re.findall(r"(?:编制|预算)单位\s*[:：]", said))
    departments = len(re.findall(r"(?:编制|主管|预算)部门\s*[:：]", said))
    if units != departments:
        return "unit" if units > departments else "department"
    written = "".join(texts)
    return (
        "unit"
        if len(re.findall("单位预算", written)) > len(re.findall("部门预算", written))
        else "department"
    )


def published_on(texts: Iterable[str]) -> str:
    """The ISO date that the document says it was published on; empty where it says none that can be."""
    for text in texts:
        if found := _DATED.search(text):
            try:
                return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
            except ValueError:
                continue
    return ""

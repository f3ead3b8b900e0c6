"""The form of a document, looked at one by one: years and dates, units, names, numbering, what has to be there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from budgets.catalogue import MONEY
from budgets.facts import Heading, Place, PrintedTable, Said
from budgets.keys import COMPARED, group_of, parted, view_of
from budgets.names import unspaced

from .finding import ERROR, WARNING, Finding
from .printed import Printed
from .printed_sides import called, side_of
from .printed_texts import DUTIES, GLOSSARY, is_under
from .registry import RULE
from .relation import is_times

# Years and dates --------------------------------------------------------------------------------------------------


def comparisons_are_with_last_year(facts: Printed) -> Iterator[Finding]:
    """N12: what is compared with is the year before the budget's."""
    told: set[tuple[str, int]] = set()
    for said in facts.reading.spoken:
        is_comparison = view_of(said.key) in COMPARED
        here = (said.place.scope, said.year)
        if is_comparison and said.year and said.year != facts.year - 1 and here not in told:
            told.add(here)
            yield RULE["N12"].finds(
                side_of(said),
                message=f"{facts.year} 年预算与 {said.year} 年比较，应与 {facts.year - 1} 年比较",
                subject=f"{said.place.scope}-{said.year}",
                title="比较的年度不对",
                places=(said.place,),
            )


AS_OF = re.compile(r"截[至止]到?\s*(?P<year>20[0-9]{2})\s*年\s*(?:底|末|年底|[0-9]{1,2}\s*月)")
OF_STAFF = re.compile(r"编制|实有|在职")


def assets_are_of_last_year(facts: Printed) -> Iterator[Finding]:
    """N12: assets are counted on a day of the year before (31 August or 31 December)."""
    for paragraph in facts.reading.paragraphs:
        found = AS_OF.search(paragraph.text)
        if not found:
            continue
        year, words = int(found["year"]), found[0]
        is_of_assets = any(
            group_of(s.key) == "assets" for s in facts.spoken_by_scope.get(paragraph.place.scope, ())
        )
        if is_of_assets and year != facts.year - 1:
            yield _date(
                f"资产截止日写作“{words}”，应在 {facts.year - 1} 年", paragraph.place, "资产截止日不对"
            )
        elif (
            not is_of_assets and OF_STAFF.search(paragraph.text) and year not in (facts.year - 1, facts.year)
        ):
            yield _date(
                f"人员截止日写作“{words}”，应在 {facts.year - 1} 年或以后", paragraph.place, "截止日不对"
            )


BALANCE_OF = re.compile(r"结转[^。；]{0,16}?(?:填列|反映)\s*(?P<year>20[0-9]{2})\s*年")


def balances_are_of_last_year(facts: Printed) -> Iterator[Finding]:
    """N12: what is brought forward comes from the year before."""
    for paragraph in facts.reading.paragraphs:
        found = BALANCE_OF.search(paragraph.text)
        if found and int(found["year"]) != facts.year - 1:
            yield _date(
                f"“{found[0]}”：上年结转应为 {facts.year - 1} 年及以前", paragraph.place, "结转的年度不对"
            )


OF_ANOTHER = re.compile(r"上年|决算|执行|完成|规划|十[三四五]五|截[至止]")
NOTHING = re.compile(r"空表|表为空|没有|无")
PRINTED_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})\s*年")


def titles_are_of_the_year(facts: Printed) -> Iterator[Finding]:
    """N12: titles of tables and headings name the budget's year."""
    for table in facts.reading.tables:
        if table.year and table.year != facts.year and not OF_ANOTHER.search(table.title):
            yield _date(f"《{table.title}》的年度应为 {facts.year} 年", table.place, "表名的年度不对")
        for note in table.notes:
            years = {int(year) for year in PRINTED_YEAR.findall(note)}
            if years and facts.year not in years and NOTHING.search(note):
                yield _date(f"表下说明“{note}”的年度应为 {facts.year} 年", table.place, "说明的年度不对")
    for heading in facts.reading.headings:
        years = {int(year) for year in PRINTED_YEAR.findall(heading.text)}
        if (
            years
            and facts.year not in years
            and "预算" in heading.text
            and not OF_ANOTHER.search(heading.text)
        ):
            yield _date(f"标题“{heading.text}”的年度应为 {facts.year} 年", heading.place, "标题的年度不对")


FUTURE = re.compile(
    r"(?<![0-9编制定报])(20[0-9]{2})\s*年(?:度)?(?:部门|单位)?(?:收入|支出|收支)?(?:总)?预算(?:数)?(?:为|安排)?[^，。；]{0,6}?[0-9]"
)


def budgets_are_of_the_year(facts: Printed) -> Iterator[Finding]:
    """N12: an amount is of this year's budget or last year's, never of a later one."""
    for paragraph in facts.reading.paragraphs:
        later = [year for year in FUTURE.findall(paragraph.text) if int(year) > facts.year]
        if later and facts.spoken_by_scope.get(paragraph.place.scope):
            yield _date(
                f"写有“{later[0]}年…预算”的金额，本文本是 {facts.year} 年预算",
                paragraph.place,
                "预算年度不对",
            )


def amounts_are_of_the_year(facts: Printed) -> Iterator[Finding]:
    """N12: what is said of another year than the budget's is not this year's figure."""
    for said in facts.reading.spoken:
        key, view = parted(said.key)
        is_of_a_day = group_of(said.key) in ("assets", "staff")
        if (
            said.unit != MONEY
            or said.year in (0, facts.year)
            or view in ("change", "percent", "share")
            or is_of_a_day
        ):
            continue
        this = facts.best(key)
        is_repeated = any(s.key == key for s in facts.spoken_by_scope[said.place.scope])
        if view == "last" and (is_repeated or this is None or not is_times(said, this)):
            continue
        if said.value:
            yield RULE["N12"].finds(
                side_of(said),
                message=f"{said.label} {said.printed} 写作 {said.year} 年，是 {facts.year} 年的数",
                subject=f"{said.key}-{said.place.scope}",
                title="金额的年度不对",
                places=(said.place,),
            )


DAY = re.compile(r"(?P<year>20[0-9]{2})\s*年\s*(?P<month>[0-9]{1,2})\s*月(?:\s*(?P<day>[0-9]{1,2})\s*日)?")


def days_exist(facts: Printed) -> Iterator[Finding]:
    """N12: a date is one of the calendar."""
    for paragraph in facts.reading.paragraphs:
        for found in DAY.finditer(paragraph.text):
            try:
                date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
            except ValueError:
                yield _date(f"“{found[0]}”不是一个日期", paragraph.place, "日期不存在")


def _date(message: str, place: Place, title: str) -> Finding:
    return RULE["N12"].finds(message=message, subject=f"{title}-{place.scope}", title=title, places=(place,))


# Units ------------------------------------------------------------------------------------------------------------

#: With this many amounts in one unit, one in another stands out.
SEVERAL = 3


A_HEAD = re.compile("标准|每(?:人|户|亩|月|天|日|次|台|件|生|床)|人均|户均")


def _money(spoken: Sequence[Said]) -> list[Said]:
    """The amounts printed with a unit; none of a standard, which is so much a head."""
    return [
        said
        for said in spoken
        if said.unit == MONEY and said.printed.endswith("元") and not A_HEAD.search(said.place.quote)
    ]


def one_unit_in_a_paragraph(facts: Printed) -> Iterator[Finding]:
    """N14: among amounts in 万元 none is in 元, nor the other way."""
    for scope, spoken in facts.spoken_by_scope.items():
        money = _money(spoken)
        in_wan = [said for said in money if "万" in said.printed]
        in_yuan = [said for said in money if "万" not in said.printed and "亿" not in said.printed]
        few, many = sorted((in_wan, in_yuan), key=len)
        if few and len(many) >= SEVERAL and len(many) >= 3 * len(few):
            for said in few:
                yield RULE["N14"].finds(
                    side_of(said),
                    message=f"{called(said)} 写作 {said.printed}，同一段其他金额的单位是"
                    f"{'万元' if many is in_wan else '元'}",
                    subject=f"{scope}-{said.key}",
                    level=ERROR if said.value else WARNING,
                    places=(said.place,),
                )


#: In a text with so many amounts in one unit, so few in another are slips.
MANY, SLIPS = 20, 2


def one_unit_in_the_text(facts: Printed) -> Iterator[Finding]:
    """N14: a text that is all in 万元, or all in 元, does not change to the other for one figure."""
    money = _money(facts.reading.spoken)
    in_wan = [said for said in money if "万" in said.printed]
    in_yuan = [said for said in money if "万" not in said.printed and "亿" not in said.printed]
    few, many = sorted((in_wan, in_yuan), key=len)
    for said in few if len(many) >= MANY and len(few) <= SLIPS else ():
        if said.value:
            yield RULE["N14"].finds(
                side_of(said),
                message=f"{called(said)} 写作 {said.printed}，全文其他金额的单位是{'万元' if many is in_wan else '元'}",
                subject=f"{said.place.scope}-{said.key}-text",
                places=(said.place,),
            )


# Names ------------------------------------------------------------------------------------------------------------

LEVELS_IN_NAME = (("区", "区级"), ("县", "县级"), ("旗", "旗级"))
#: Levels of government that money comes from; a document speaks of its own.
LEVEL_OF_MONEY = re.compile(r"(?P<level>中央|省级|市级|州级|县级|区级|乡级|镇级)(?:财政|预算主管部门)")


def money_is_of_the_right_level(facts: Printed) -> Iterator[Finding]:
    """N15: where the glossary says which government's money it is, it is this department's."""
    allowed = _levels(facts.reading.department + facts.reading.region + facts.reading.title)
    wrong: dict[str, Place] = {}
    for paragraph in facts.reading.paragraphs:
        if is_under(paragraph, GLOSSARY):
            for found in LEVEL_OF_MONEY.finditer(paragraph.text):
                if found["level"] not in allowed:
                    wrong.setdefault(found["level"], paragraph.place)
    for level, place in wrong.items():
        if allowed:
            yield RULE["N15"].finds(
                message=f"名词解释写的是“{level}”，本{_kind(facts)}不是这一级",
                subject=f"level-{level}",
                title="财政资金的级次不对",
                places=(place,),
            )


def _levels(names: str) -> set[str]:
    """The levels that a department of this name may belong to; none where the name does not tell."""
    found = re.search(
        r"[\u4e00-\u9fff](?P<mark>区|县|旗|市)(?=[\u4e00-\u9fff]*(?:局|委|办|厅|院|政府|部|会|中心|馆|校|所|队|部门|单位))",
        names,
    )
    told = re.sub(
        r"示范区|开发区|自治区|社区|园区|景区|名胜区|灌区|库区|林区|矿区|牧区|新区|小区|校区|地区|保护区",
        "",
        names,
    )
    if found is None:
        return set()
    if "区" in told or "县" in told or "旗" in told:
        return {"区级", "县级", "旗级"}
    return {"市级", "县级", "区级"} if "市" in told and "省" not in told else set()


def _kind(facts: Printed) -> str:
    return "单位" if facts.reading.kind == "unit" else "部门"


CALLED = (("本部门", re.compile("本部门|我部门")), ("本单位", re.compile("本单位|我单位")))


def it_is_called_one_thing(facts: Printed) -> Iterator[Finding]:
    """N15: a document calls itself 本部门 or 本单位, not both."""
    own = [p for p in facts.reading.paragraphs if not is_under(p, GLOSSARY) and not is_under(p, DUTIES)]
    notes = [(note, table.place) for table in facts.reading.tables for note in table.notes]
    texts = [(p.text, p.place) for p in own] + notes
    found = {name: [place for text, place in texts if words.search(text)] for name, words in CALLED}
    if all(found.values()):
        few, many = sorted(found.items(), key=lambda item: len(item[1]))
        yield RULE["N15"].finds(
            message=f"{len(many[1])} 处写“{many[0]}”，{len(few[1])} 处写“{few[0]}”",
            subject="called",
            title="“本部门”“本单位”混用",
            places=(few[1][0], many[1][0]),
        )


def tables_name_one_maker(facts: Printed) -> Iterator[Finding]:
    """N15: every table names the same 编制部门."""
    made = [table for table in facts.reading.tables if table.maker]
    names = Counter(_without_brackets(table.maker) for table in made)
    if len(names) < 2:
        return
    usual, _times = names.most_common(1)[0]
    for table in made:
        if _without_brackets(table.maker) != usual:
            yield RULE["N15"].finds(
                message=f"《{table.title}》的编制部门写作“{table.maker}”，其他表为“{usual}”",
                subject=f"maker-{table.place.scope}",
                title="编制部门的名称不一致",
                places=(table.place,),
            )


def _without_brackets(name: str) -> str:
    return re.sub("[（）]", "", unspaced(name))


# Numbering and contents -------------------------------------------------------------------------------------------


def headings_are_numbered_through(facts: Printed) -> Iterator[Finding]:
    """N17: no number is missing or repeated among headings of one kind under one heading; in the contents list too."""
    for is_listed in (False, True):
        last: dict[int, Heading] = {}
        of_style: dict[str, int] = {}  # some run on through parts
        for heading in facts.reading.headings:
            of_duties = DUTIES.search(heading.place.text.rpartition("›")[0])
            if heading.is_listed != is_listed or not heading.ordinal or of_duties:
                continue
            last = {level: seen for level, seen in last.items() if level <= heading.level}
            before = last.get(heading.level)
            last[heading.level] = heading
            runs_on = of_style.get(heading.style) == heading.ordinal - 1
            of_style[heading.style] = heading.ordinal
            if not runs_on and (finding := _numbered(heading, before)):
                yield finding


def _numbered(heading: Heading, before: Heading | None) -> Finding | None:
    is_same = before is not None and before.style == heading.style
    number = before.ordinal if before is not None and is_same else 0
    if heading.ordinal == number + 1 or (
        heading.ordinal == 1 and heading.number != (before and before.number)
    ):
        return None
    what = f"“{heading.number}{heading.text[:24]}”"
    if heading.ordinal == number:
        message = f"标题{what}与前一个编号相同"
    elif before is not None and is_same:
        message = f"标题编号从“{before.number}”跳到“{heading.number}”：{what}"
    else:
        message = f"标题{what}之前没有编号为 1 的标题"
    return RULE["N17"].finds(
        message=message,
        subject=f"{heading.place.scope}-{heading.number}",
        title="标题编号不连续",
        places=(heading.place,),
    )


OF_CAPITAL = "国有资本经营预算"
#: What every department's budget has to tell (财预〔2016〕143号 and the forms made on it): name, words that tell it.
REQUIRED = (
    ("职责", "职能|职责"),
    ("机构设置", "机构|内设|下属|单位构成|科室|股室"),
    ("收入情况", "收入"),
    ("支出情况", "支出"),
    ("财政拨款", "财政拨款|一般公共预算拨款|预算拨款"),
    ("政府性基金预算", "政府性基金"),
    (OF_CAPITAL, "国有资本经营"),
    ("“三公”经费", "三公"),
    ("机关运行经费", "机关运行"),
    ("政府采购", "政府采购|采购预算"),
    ("国有资产", "国有资产|车辆|资产"),
    ("名词解释", "名词解释|名词说明"),
)
#: 国有资本经营预算 became a statement of its own in the forms of 2021.
CAPITAL_SINCE = 2021
#: Where more is missing than this, it is not the whole disclosure.
FEW_MISSING = 3
#: A document with less text than this is an excerpt, not a whole disclosure.
WHOLE_DOCUMENT = 20


def it_says_whose_it_is(facts: Printed) -> Iterator[Finding]:
    """N17: a document has a title, and names the department it is of."""
    reading = facts.reading
    if reading.paragraphs and not reading.department:
        yield RULE["N17"].finds(
            message="文本中没有写部门（单位）的名称，也没有标题"
            if not reading.title
            else "文本中没有写部门（单位）的名称",
            subject="whose",
            title="没有写是哪个部门的预算",
        )


def what_is_required_is_there(facts: Printed) -> Iterator[Finding]:
    """N17: every topic that has to be published is in a heading, a table's title or a sentence."""
    reading = facts.reading
    if len(reading.paragraphs) + len(reading.tables) < WHOLE_DOCUMENT:
        return
    text = "\n".join(
        [h.text for h in reading.headings if not (h.is_listed or GLOSSARY.search(h.place.text))]
        + [t.title for t in reading.tables]
        + [p.text for p in reading.paragraphs if not is_under(p, GLOSSARY)]
    )
    text += "名词解释" * any(GLOSSARY.search(h.text) for h in reading.headings)
    wanted = [line for line in REQUIRED if facts.year >= CAPITAL_SINCE or line[0] != OF_CAPITAL]
    missing = [name for name, words in wanted if not re.search(words, text)]
    for name in missing if len(missing) <= FEW_MISSING else ():
        yield RULE["N17"].finds(
            message=f"没有“{name}”的内容；没有发生的也应写明",
            subject=f"required-{name}",
            title="缺少应公开的内容",
        )


OF_A_TABLE = re.compile(r"表$|表[（(]")
#: A part of the document that holds the tables, and is none.
ALL_TABLES = re.compile(r"^(?:部门|单位)?(?:预算|公开)*(?:报|附)?表$")


def contents_list_the_tables(facts: Printed) -> Iterator[Finding]:
    """R22: the tables of the contents list are those of the body, by the same names."""
    listed = [h for h in facts.reading.headings if h.is_listed and OF_A_TABLE.search(h.text.strip())]
    titles = {_title(table) for table in facts.reading.tables if table.title}
    if len(listed) < SEVERAL or len(titles) < SEVERAL:
        return
    for heading in listed:
        name = _bare(heading.text)
        if name not in titles and not ALL_TABLES.search(name) and not _is_a_heading(facts, heading):
            yield RULE["R22"].finds(
                message=f"目录中的“{heading.text}”在正文中没有同名的表",
                subject=f"listed-{heading.place.scope}",
                level=WARNING,
                places=(heading.place,),
            )


def _is_a_heading(facts: Printed, listed: Heading) -> bool:
    return any(not h.is_listed and _bare(h.text) == _bare(listed.text) for h in facts.reading.headings)


def _title(table: PrintedTable) -> str:
    return _bare(table.title)


def _bare(title: str) -> str:
    """A title as it is compared: without year, quotes, brackets and numbers before it."""
    bare = re.sub(r"20[0-9]{2}年度?|[\s“”\"《》（）()]", "", title)
    return re.sub(
        r"^(?:(?:附?表|附件)(?:[0-9]+(?:[-－—][0-9]+)?|[一二三四五六七八九十]+(?=[:：、.．]))[:：、.．]?|[0-9一二三四五六七八九十]+[、.．])",
        "",
        bare,
    )


#: 表5, 1-2 (the second part of 1), 附件3-1.
#: The number in a title that is all that could be read of its table.
NUMBER_UNREAD = re.compile(r"表\s*([0-9]{1,3})")
NUMBERED = re.compile(r"(?P<main>[0-9]+)(?P<part>[-－—.][0-9]+)?$")


def table_numbers_run_through(facts: Printed) -> Iterator[Finding]:
    """R22: tables are numbered without gap or repeat, where they are numbered."""
    numbered = [
        (int(m["main"]), m["part"], t)
        for t in facts.reading.tables
        if (m := NUMBERED.search(t.number.strip(" .．、：:")))
    ]
    unread = {int(n) for each in facts.reading.unread for n in NUMBER_UNREAD.findall(each.place.quote)}
    for (before, _part, _one), (number, part, table) in pairwise(numbered):
        is_unread = number > before and unread.issuperset(range(before + 1, number))
        if number not in (before + 1, 1) and not (part and number == before) and not is_unread:
            yield RULE["R22"].finds(
                message=f"表的编号从 {before} 到 {number}：《{table.title}》",
                subject=f"number-{table.place.scope}",
                title="表的编号不连续",
                places=(table.place,),
            )


#: What cannot be looked at where nobody says which year's budget it is.
OF_THE_YEAR = (
    comparisons_are_with_last_year,
    assets_are_of_last_year,
    balances_are_of_last_year,
    titles_are_of_the_year,
    budgets_are_of_the_year,
    amounts_are_of_the_year,
)

LOOKED_AT: tuple[Callable[[Printed], Iterator[Finding]], ...] = (
    comparisons_are_with_last_year,
    assets_are_of_last_year,
    balances_are_of_last_year,
    titles_are_of_the_year,
    budgets_are_of_the_year,
    amounts_are_of_the_year,
    days_exist,
    one_unit_in_a_paragraph,
    one_unit_in_the_text,
    money_is_of_the_right_level,
    it_is_called_one_thing,
    tables_name_one_maker,
    headings_are_numbered_through,
    it_says_whose_it_is,
    what_is_required_is_there,
    contents_list_the_tables,
    table_numbers_run_through,
)

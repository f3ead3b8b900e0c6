"""The outline of a document: numbering, the list of contents, and what has to be there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from budgets.facts import Heading, PrintedTable

from .finding import WARNING, Finding
from .printed import Printed
from .printed_texts import DUTIES, GLOSSARY, is_under
from .registry import RULE


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


#: Fewer tables, in the list or in the body, are not held against each other.
FEWEST_LISTED = 3
OF_A_TABLE = re.compile(r"表$|表[（(]")
#: A part of the document that holds the tables, and is none.
ALL_TABLES = re.compile(r"^(?:部门|单位)?(?:预算|公开)*(?:报|附)?表$")


def contents_list_the_tables(facts: Printed) -> Iterator[Finding]:
    """R22: the tables of the contents list are those of the body, by the same names."""
    listed = [h for h in facts.reading.headings if h.is_listed and OF_A_TABLE.search(h.text.strip())]
    titles = {_title(table) for table in facts.reading.tables if table.title}
    if len(listed) < FEWEST_LISTED or len(titles) < FEWEST_LISTED:
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


#: The number in a title that is all that could be read of its table.
NUMBER_UNREAD = re.compile(r"表\s*([0-9]{1,3})")
#: 表5, 1-2 (the second part of 1), 附件3-1.
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


LOOKED_AT: tuple[Callable[[Printed], Iterator[Finding]], ...] = (
    headings_are_numbered_through,
    it_says_whose_it_is,
    what_is_required_is_there,
    contents_list_the_tables,
    table_numbers_run_through,
)

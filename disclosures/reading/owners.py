"""Owners: whose figure it is. What is said of the county, of a part of the department or of a project, and what was carried
out or is a limit, is no figure of the department's budget."""

from __future__ import annotations

import re
from collections.abc import Iterable

from budgets.facts import Paragraph
from budgets.ledger import slug
from budgets.names import plain

from .amounts import Squeezed
from .context import Context
from .settings import NUMBERING, TOPICS

#: The county as a whole: what goes on behind it is of the county too.
EVERYBODY = re.compile(r"全(?:[省市县区州国镇乡]|社会)[^，。；：]{0,12}$")
#: A level of government: of it alone.
LEVEL = re.compile("(?:本[省市县区]|[省市县区]级|全[省市县区]性|[省市县区州]本级)$")
_PART = (
    "中心|学校|中学|小学|幼儿园|医院|卫生院|保健院|大队|支队|中队|总队|局?本级|[局委厅办部会院]机关|站|所|馆|"
    "(?:下属|所属|直属|下级|二级|基层|局属|委属)(?:预算|事业)?单位|学院|党校|服务队|管理处|事务所"
)
PART = re.compile(f"(?:{_PART})$")
#: Bare words that a unit calls itself by.
BARE = re.compile("(?:中心|学校|医院|大队|支队|中队|站|所|馆|学院|幼儿园|卫生院|党校)$")
SELF = re.compile(
    "(?:^[本我]|[本我]部门|[本我]单位|[本我该全](?:局|委|办|厅|院|校|所|站|馆|中心|队|处|会|镇|街道|乡)|部门|合计|汇总)$"
)
#: The department with all that belongs to it.
TOGETHER = re.compile(
    "(?:[及和与、含]其?(?:所属|下属|直属|下辖|参公|参照|事业|各|二级|基层)|编制范围|所有|全部|各(?:预算|所属)?单位)[^，。；：]{0,16}$"
)
#: What is no budget but what was carried out, or what may be spent at most, or for each.
NO_BUDGET = re.compile(
    "(?:(?:累计|完成|实现|实际|决算)(?:财政|支付|安排)?|标准|限额|上限|人均|每[人天辆次户床生])$"
)
#: A project that a figure is of.
PROJECT = re.compile("(?:项目|专项|工程|专项经费|专项资金|课题)$")
#: What is done: before 项目支出 it names one project.
WORK = re.compile(
    "(?:建设|改造|维护|运维|购置|系统|服务|活动|养护|治理|培训|设备|平台|(?<!经)费|奖补|工程|采购|信息化|试点|类|专项)$"
)
#: Kinds of posts that have no word of their own in the catalogue.
POST_KIND = re.compile(
    "(?:其他|财政|机关|后勤|政法|专项|公安|司法|教师|工勤|事业|参公|警察|法官|检察官|员额|雇员|控制数|全额|差额|合同制)"
    "(?:单位|服务|管理|人员|拨款)*$"
)
#: Who is not in post, by words that a list names them with; and those for whom there is no one word.
OUTSIDE = re.compile("离退休|编外|聘用|聘请|临时|临聘|劳务|派遣|外聘|公益性岗位|合同工|见习|返聘")
OUT_OF_POST = re.compile(f"{OUTSIDE.pattern}|离休|退休|遗属|供养|学生|抚恤")
TAIL = re.compile(
    "(?:20[0-9]{2}年度?|年初|年度|本年|当年|预算|安排|总额|合计|共计|的|：|共|拟|计划|事业|工勤)+$"
)
_HEADING_TAIL = re.compile(
    "(?:（[^（）]*）|20[0-9]{2}年度?|部门|单位|预算|情况|说明|公开|编制|收支|的|安排)+$"
)
_ORGAN = re.compile(f"(?:{_PART}|局|委员会|办公室|办事处|厅|院|队|处|会|机关)$")
#: More than any name and what it is of.
LONGEST = 48
_AMOUNT = re.compile("[0-9][亿万千]?元")


def bare(before: str) -> str:
    """What stands before a name, without the years and filling words between them; of a long text its end."""
    return TAIL.sub("", before[-LONGEST:])


def is_own(before: str, context: Context) -> bool:
    """Whether words before a name are the department itself."""
    own = plain(context.department)
    if SELF.search(before) or TOGETHER.search(before):
        return True
    if not own:
        return False
    if context.kind == "unit":
        before = re.sub("(?:（?本级）?|机关)$", "", before)
        if PART.search(own) and BARE.fullmatch(before):
            return True
    return before.endswith(own) or (len(before) > 1 and own.endswith(before[-6:]))


def is_part(before: str, context: Context) -> bool:
    """Whether words before a name are a part of the department."""
    return bool(PART.search(before)) and not is_own(before, context)


def owner_of(heading: str, context: Context) -> str:
    """The office or unit that a heading names; empty where it is none, or the department itself."""
    text = _HEADING_TAIL.sub("", NUMBERING.sub("", Squeezed(heading).text))
    is_named = 2 < len(text) <= 30 and _ORGAN.search(text) and not re.search("[，。；：、0-9]|及|和", text)
    if not is_named or any(re.search(words, text) for _, words in TOPICS if words != "绩效"):
        return ""
    return text


def owners_of(paragraphs: Iterable[Paragraph], context: Context) -> dict[str, str]:
    """The units that sections of their own are of, by their headings, with the words that their figures' keys begin with;
    nothing where fewer than two have one: a department may call itself 本级 throughout."""
    named: dict[str, str] = {}
    for paragraph in paragraphs:
        if _AMOUNT.search(paragraph.text):
            named |= {
                heading: owner for heading in paragraph.section if (owner := owner_of(heading, context))
            }
    if len(set(named.values())) < 2:
        return {}
    own = plain(context.department)
    units = {head: owner for head, owner in named.items() if not (own.endswith(owner) or owner.endswith(own))}
    return {heading: f"unit.{slug(owner)}." for heading, owner in units.items()}

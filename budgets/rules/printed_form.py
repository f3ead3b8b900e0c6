"""The units and names of a document, looked at one by one: whether it keeps to one of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from budgets.catalogue import MONEY
from budgets.facts import Place, Said
from budgets.names import unspaced

from .finding import ERROR, WARNING, Finding
from .printed import Printed
from .printed_sides import called, side_of
from .printed_texts import DUTIES, GLOSSARY, is_under
from .registry import RULE

# Units ------------------------------------------------------------------------------------------------------------

#: With this many amounts in one unit, one in another stands out.
SEVERAL = 3
#: So much for each, which is no amount of the budget.
A_HEAD = re.compile("标准|每(?:人|户|亩|月|天|日|次|台|件|生|床)|人均|户均")


def _money(spoken: Sequence[Said]) -> list[Said]:
    """The amounts printed with a unit; none of a standard, which is so much a head."""
    return [
        said
        for said in spoken
        if said.unit == MONEY and said.printed.endswith("元") and not A_HEAD.search(said.place.quote)
    ]


def _by_unit(spoken: Sequence[Said]) -> tuple[list[Said], list[Said], str]:
    """The amounts in the unit that fewer are in, those in the other, and which that is: 万元 or 元."""
    money = _money(spoken)
    in_wan = [said for said in money if "万" in said.printed]
    in_yuan = [said for said in money if "万" not in said.printed and "亿" not in said.printed]
    return (in_wan, in_yuan, "元") if len(in_wan) <= len(in_yuan) else (in_yuan, in_wan, "万元")


def one_unit_in_a_paragraph(facts: Printed) -> Iterator[Finding]:
    """N14: among amounts in 万元 none is in 元, nor the other way."""
    for scope, spoken in facts.spoken_by_scope.items():
        few, many, usual = _by_unit(spoken)
        if few and len(many) >= SEVERAL and len(many) >= 3 * len(few):
            for said in few:
                yield RULE["N14"].finds(
                    side_of(said),
                    message=f"{called(said)} 写作 {said.printed}，同一段其他金额的单位是{usual}",
                    subject=f"{scope}-{said.key}",
                    level=ERROR if said.value else WARNING,
                    places=(said.place,),
                )


#: In a text with so many amounts in one unit, so few in another are slips.
MANY, SLIPS = 20, 2


def one_unit_in_the_text(facts: Printed) -> Iterator[Finding]:
    """N14: a text that is all in 万元, or all in 元, does not change to the other for one figure."""
    few, many, usual = _by_unit(facts.reading.spoken)
    for said in few if len(many) >= MANY and len(few) <= SLIPS else ():
        if said.value:
            yield RULE["N14"].finds(
                side_of(said),
                message=f"{called(said)} 写作 {said.printed}，全文其他金额的单位是{usual}",
                subject=f"{said.place.scope}-{said.key}-text",
                places=(said.place,),
            )


# Names ------------------------------------------------------------------------------------------------------------

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


LOOKED_AT: tuple[Callable[[Printed], Iterator[Finding]], ...] = (
    one_unit_in_a_paragraph,
    one_unit_in_the_text,
    money_is_of_the_right_level,
    it_is_called_one_thing,
    tables_name_one_maker,
)

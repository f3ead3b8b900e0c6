"""Texts of a document, looked at one by one: words left of a template, dates, names, what is listed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from budgets.facts import Paragraph, Place, Said
from budgets.keys import coordinates, function_of, view_of
from budgets.ledger import LEVELS
from budgets.names import plain, unspaced

from .entered_texts import contradicts
from .finding import ERROR, INFO, WARNING, Finding
from .printed import Printed
from .printed_sides import side_of
from .registry import RULE
from .residue import UNRESOLVED, left_in

#: Sections whose words are about other things than this year's figures.
GLOSSARY = re.compile(r"名词解释|专业名词|名词说明")
DUTIES = re.compile(r"职能|职责")


def is_under(paragraph: Paragraph, words: re.Pattern[str]) -> bool:
    return any(words.search(heading) for heading in paragraph.section)


def verbs_are_chosen(facts: Printed) -> Iterator[Finding]:
    """N03: no “增加（减少）” is left."""
    for paragraph in facts.reading.paragraphs:
        if found := [match[0] for match in UNRESOLVED.finditer(paragraph.text)]:
            times = f"{len(found)} 处" if len(found) > 1 else ""
            yield RULE["N03"].finds(
                message=f"留有未选定的{times}“{'”“'.join(dict.fromkeys(found))}”",
                subject=paragraph.place.scope,
                title="增减没有选定",
                places=(paragraph.place,),
            )


UNCHANGED = re.compile(r"(?:持平|无变化|没有变化|无增减)\s*(?P<amount>[0-9][0-9,，.]*)\s*(?:亿|万)?元")


def what_is_unchanged_has_no_amount(facts: Printed) -> Iterator[Finding]:
    """N03: 持平 is said of what did not change, so no amount stands behind it."""
    for paragraph in facts.reading.paragraphs:
        for found in UNCHANGED.finditer(paragraph.text):
            if found["amount"].strip("0,，."):
                yield RULE["N03"].finds(
                    message=f"写作“{found[0]}”：持平就没有增减额",
                    subject=f"{paragraph.place.scope}-{found.start()}",
                    title="持平却有增减额",
                    places=(paragraph.place,),
                )


#: The same words twice on end, as an editor leaves them: 年部门预算年部门预算表.
DOUBLED = re.compile(r"([\u4e00-\u9fff]{4,18})(?:为|是)?\1(?![东西南北新老第]?[分总][院局校所部店])")
#: Words that nobody says twice on end in good faith.
OF_BUDGETS = re.compile("预算|支出|收入|拨款|经费|部门|情况")
#: A name in quotes with a word in it twice.
DOUBLED_WORD = re.compile(r"“(?P<name>[^”“]{0,40}?(?P<word>[\u4e00-\u9fff]{2})(?P=word)[^”“]{0,40})”")
#: Shorter sentences and paragraphs may well stand twice.
SENTENCE, LONG_PARAGRAPH = 10, 15
#: Runs of more sentences than this are not looked for.
LONGEST_RUN = 8


def nothing_is_left_of_editing(facts: Printed) -> Iterator[Finding]:
    """N16: no template, no field code, nothing written twice."""
    for text, place in _texts(facts):
        for name, words, found in left_in(text):
            times = f"（{found} 处）" if found > 1 else ""
            yield _left(f"留有{name}“{words}”{times}", place, name)
        if doubled := DOUBLED.search(text):
            level = ERROR if OF_BUDGETS.search(doubled[1]) else WARNING
            yield _left(f"文字重复：“{doubled[0]}”", place, "doubled", level)
    yield from _words_said_twice(facts)
    yield from _sentences_said_twice(facts)
    for n, trace in enumerate(facts.reading.residue):
        yield RULE["N16"].finds(message=f"文件中留有{trace}", subject=f"trace-{n}", level=WARNING)


def _texts(facts: Printed) -> Iterator[tuple[str, Place]]:
    for heading in facts.reading.headings:
        if not heading.is_listed:
            yield heading.text, heading.place
    for paragraph in facts.reading.paragraphs:
        yield paragraph.text, paragraph.place
    for table in facts.reading.tables:
        yield table.title, table.place


def _left(message: str, place: Place, subject: str, level: str = ERROR) -> Finding:
    return RULE["N16"].finds(
        message=message, subject=f"{subject}-{place.scope}", level=level, places=(place,)
    )


def _words_said_twice(facts: Printed) -> Iterator[Finding]:
    """A word that stands twice in a name in quotes; each name told once."""
    found: dict[str, Place] = {}
    for text, place in _texts(facts):
        for word in DOUBLED_WORD.finditer(text):
            found.setdefault(word["name"], place)
    for name, place in found.items():
        yield _left(f"文字重复：“{name}”", place, name, WARNING)


def _said_twice(text: str) -> str:
    """A run of sentences, or of parts between semicolons, with a number in it, that stands twice on end; empty for none."""
    for ends in ("。", "。；;", "。；;：:"):
        parts = [part.strip() for part in re.split(f"[{ends}]", text)]
        for length in range(1, min(LONGEST_RUN, len(parts) // 2) + 1):
            for n in range(len(parts) - 2 * length + 1):
                run, again = parts[n : n + length], parts[n + length : n + 2 * length]
                if run == again and len(run[0]) >= SENTENCE and re.search("[0-9]", run[0]):
                    return run[0]
    return ""


def _sentences_said_twice(facts: Printed) -> Iterator[Finding]:
    """A sentence that is said again right behind itself, or a paragraph again right below."""
    for paragraph in facts.reading.paragraphs:
        if one := _said_twice(paragraph.text):
            yield _left(f"同一句写了两次：“{one}”", paragraph.place, "sentence", WARNING)
    for above, below in pairwise(facts.reading.paragraphs):
        if above.text.strip() == below.text.strip() and len(above.text) >= LONG_PARAGRAPH:
            yield _left(f"同一段写了两次：“{below.text[:40]}”", below.place, "paragraph", WARNING)


ATTACHED = re.compile(r"[^。；，（）]{0,12}(?:详见|见)附[表件]")


def what_is_attached_is_there(facts: Printed) -> Iterator[Finding]:
    """N16: where the text refers to tables that are attached, the document has tables."""
    if any(table.kind not in ("goals", "project-goals") for table in facts.reading.tables):
        return
    for paragraph in facts.reading.paragraphs:
        if found := ATTACHED.search(paragraph.text):
            yield _left(f"写有“{found[0].strip()}”，文本中没有附表", paragraph.place, "attached", WARNING)


# Reasons ----------------------------------------------------------------------------------------------------------

REASON = re.compile(r"(?:原因(?:是|为|：|:)+|主要是(?:因为|由于)?|(?:由于|因为))[：:]?(?P<why>[^。；]*)")


def reasons_fit(facts: Printed) -> Iterator[Finding]:
    """N06: the reason that follows a change does not say that it goes the other way."""
    for scope, spoken in facts.spoken_by_scope.items():
        paragraph = facts.paragraph_of.get(scope)
        changed = [s for s in spoken if view_of(s.key) in ("change", "percent") and s.value and s.word]
        if paragraph is None:
            continue
        for n, said in enumerate(changed):
            end = changed[n + 1].place.start if n + 1 < len(changed) else len(paragraph.text)
            if why := REASON.search(paragraph.text, said.place.start, max(end, said.place.start)):
                yield from _reason(said, why["why"], paragraph)


def _reason(said: Said, why: str, paragraph: Paragraph) -> Iterator[Finding]:
    if contradicts(why, said.value):
        yield RULE["N06"].finds(
            side_of(said),
            message=f"{said.label}{said.word}，原因写的却是“{why.strip()[:40]}”",
            subject=f"{said.key}-{said.place.scope}",
            title="原因与增减方向不一致",
            places=(paragraph.place,),
        )


def running_cost_moves_with_its_parts(facts: Printed) -> Iterator[Finding]:
    """N06: 机关运行经费 does not rise while 商品和服务支出 of basic expenditure falls, nor the other way."""
    change = facts.best("running.change")
    of_projects = facts.best("economic.e302.project")
    goods = facts.best("economic.e302.basic.change")
    if goods is None and of_projects and of_projects.value == 0:
        goods = facts.best("economic.e302.change")
    if change and goods and change.value * goods.value < 0:
        yield RULE["N06"].finds(
            side_of(change),
            side_of(goods),
            message=f"机关运行经费{change.word}{change.printed}，商品和服务支出却{goods.word}{goods.printed}",
            subject="running",
            title="机关运行经费与商品和服务支出的增减方向相反",
        )


# Functions that the text goes through -----------------------------------------------------------------------------

#: With fewer 项 told than this the text does not go through them.
FEWEST_TOLD = 3


def functions_are_told_once(facts: Printed) -> Iterator[Finding]:
    """N02: a text that goes through the functions of the table tells each once, none that is not there."""
    told, granted = _functions_told(facts), _functions_of(facts, "general")
    elsewhere = _functions_of(facts, "fund", "capital")
    if len(told) < FEWEST_TOLD or not granted or len(told.keys() & granted.keys()) * 2 < len(granted):
        return
    loose = "".join(
        facts.paragraph_of[scope].text for scope in facts.untied_scopes if scope in facts.paragraph_of
    )
    untold = [code for code in granted.keys() - told.keys() if facts.name_of("f", code) not in loose]
    for code in sorted(untold):
        yield RULE["N02"].finds(
            side_of(granted[code]),
            message=f"{code} {facts.name_of('f', code)} 在报表中有 {granted[code].printed}，文字中没有说明",
            subject=f"{code}-untold",
        )
    for code in sorted(told.keys() - granted.keys() - elsewhere.keys()):
        said = told[code][0]
        yield RULE["N02"].finds(
            side_of(said), message=f"文字中的“{said.label}”不在报表中", subject=f"{code}-extra"
        )
    for code, places in told.items():
        yield from _told_again(facts, code, places)


def _told_again(facts: Printed, code: str, places: list[Said]) -> Iterator[Finding]:
    """A 项 that one section tells twice; another section may go through the same money in its own order."""
    sections: dict[tuple[str, ...], list[Said]] = {}
    for said in places:
        sections.setdefault((*facts.section_of.get(said.place.scope, ()), said.key), []).append(said)
    for told in sections.values():
        if len({said.place.scope for said in told}) > 1:
            yield RULE["N02"].finds(
                *map(side_of, told[:2]),
                message=f"{code} {facts.name_of('f', code)} 在文字中说明了 {len(told)} 次",
                subject=f"{code}-twice",
            )


def _functions_told(facts: Printed) -> dict[str, list[Said]]:
    """The 项 that paragraphs name with an amount, by code."""
    found: dict[str, list[Said]] = {}
    for said in facts.reading.spoken:
        at = coordinates(said.key)
        if at and at.measure == "expenditure" and len(at.f) == 7 and not (at.nature or at.view):
            found.setdefault(at.f, []).append(said)
    return found


def _functions_of(facts: Printed, *funds: str) -> dict[str, Said]:
    """The 项 that tables of these budgets give money to, by code."""
    found = {}
    for key in facts.by_key:
        at = coordinates(key)
        if at and at.measure == "expenditure" and at.fund in funds and len(at.f) == 7:
            said = facts.best(key)
            if said and said.value and facts.is_in_table(said) and not (at.nature or at.view):
                found[at.f] = said
    return found


NAMED = re.compile(
    r"(?P<f3>[^“”、，。：]{1,40}?)（类）(?P<f5>[^“”、，。：]{1,40}?)（款）(?P<f7>[^“”、，。：]{1,40}?)（项）"
)


#: Names of 类, 款 and 项 together are no longer than this.
LONGEST_NAME = 200


def names_are_written_right(facts: Printed) -> Iterator[Finding]:
    """N02, R21: the text names 类, 款 and 项 as the chart does; 其它 for 其他 is a slip of the pen."""
    told: set[tuple[str, str]] = set()
    for said in facts.reading.spoken:
        code = function_of(said.key)
        names = NAMED.search(unspaced(said.label[:LONGEST_NAME])) if code else None
        if not (code and names) or (said.place.scope, code) in told:
            continue
        told.add((said.place.scope, code))
        for n in LEVELS["f"]:
            yield from _named(facts, said, code[:n], names[f"f{n}"])


def _named(facts: Printed, said: Said, code: str, printed: str) -> Iterator[Finding]:
    name = unspaced(facts.name_of("f", code))
    if not name or name == printed:
        return
    is_slip = name == plain(printed)
    yield RULE["R21" if is_slip else "N02"].finds(
        message=f"{code} 写作“{printed}”，科目表写作“{name}”",
        subject=f"{code}-{said.place.scope}",
        title="科目名称与科目表不同",
        level=INFO if is_slip else ERROR,
        places=(said.place,),
    )


# Lists, vehicles --------------------------------------------------------------------------------------------------

LISTED = re.compile(
    r"(?P<count>[0-9]{1,3})\s*(?:个|家)(?P<what>[\u4e00-\u9fff]{0,10}?)[，,；]?\s*"
    r"(?:分别(?:为|是)|具体(?:为|是|包括)|包括|即|为)?[：:]\s*(?P<list>[^。；;：:]+)"
)


def lists_have_as_many_as_they_say(facts: Printed) -> Iterator[Finding]:
    """N10: the number of what is listed behind it."""
    for paragraph in facts.reading.paragraphs:
        for found in LISTED.finditer(paragraph.text):
            listed = found["list"].split("，")[0] if "、" in found["list"] else found["list"]
            names = _names_in(listed)
            if len(names) < 2 or "等" in names[-1] or re.search("[0-9]", listed):
                continue
            finer = [name for each in names for name in re.split("以及|[和及与]", each)]
            if int(found["count"]) not in (len(names), len(finer)):
                yield _listed(f"写的是 {found['count']} 个，列出 {len(names)} 个：{listed[:60]}", paragraph)
            for name, times in Counter(names).items():
                if times > 1:
                    yield _listed(f"“{name}”列了不止一次", paragraph)


def _names_in(listed: str) -> list[str]:
    """The names of a list; what stands in brackets behind one is not of the list."""
    plain_list = re.sub(r"（[^）]*）|\([^)]*\)", "", listed)
    return [name.strip() for name in re.split("[、，,]", plain_list) if name.strip()]


def _listed(message: str, paragraph: Paragraph) -> Finding:
    return RULE["N10"].finds(
        message=message, subject=f"{paragraph.place.scope}-{message[:12]}", places=(paragraph.place,)
    )


def vehicles_fit_their_costs(facts: Printed) -> Iterator[Finding]:
    """N11: no vehicles, no running cost; what is bought has its money, and the money buys something."""
    vehicles, running = facts.best("assets.vehicles"), facts.best("three-public.running")
    bought, purchase = facts.best("assets.buy-vehicles"), facts.best("three-public.purchase")
    has_none = vehicles is not None and vehicles.value == 0 and (bought is None or bought.value == 0)
    if has_none and vehicles and running and running.value:
        yield RULE["N11"].finds(
            side_of(running),
            side_of(vehicles),
            message=f"车辆 0 辆，却有公务用车运行费 {running.printed}",
            subject="running",
            title="没有车辆却有运行费",
        )
    if bought and purchase and bool(bought.value) != bool(purchase.value):
        yield RULE["N11"].finds(
            side_of(bought),
            side_of(purchase),
            message=f"安排购置车辆 {bought.printed}，公务用车购置费 {purchase.printed}，两者应同时有或同时没有",
            subject="purchase",
            title="购置车辆与购置费不一致",
        )


LOOKED_AT: tuple[Callable[[Printed], Iterator[Finding]], ...] = (
    verbs_are_chosen,
    what_is_unchanged_has_no_amount,
    nothing_is_left_of_editing,
    what_is_attached_is_there,
    reasons_fit,
    running_cost_moves_with_its_parts,
    functions_are_told_once,
    names_are_written_right,
    lists_have_as_many_as_they_say,
    vehicles_fit_their_costs,
)

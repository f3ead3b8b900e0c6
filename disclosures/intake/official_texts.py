"""What the text sheets of an official workbook say, as texts of the budget: duties, units, offices, uses, reasons, projects.

Only what was written is taken: not what the form prints, and not what the budget's own document already says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from budgets.facts import Said
from budgets.intake.contents import Contents, Level, Origin, Problem, Row, Value
from budgets.keys import is_project
from budgets.ledger import ZERO, add
from budgets.models import Account, Budget, BudgetUnit
from budgets.money import CENT, LIMIT, WAN, AmountError, parse_amount
from budgets.names import plain
from budgets.text import clean_line, clean_text

from .official_items import Item
from .official_pages import FRONT, NUMBERED, OPEN, Page, TextLine, filled, parts_of, squashed

DUTIES = re.compile(r"主要职能|主要职责|职能职责|职责职能|基本职能")
STRUCTURE = re.compile(r"机构设置|单位构成|机构情况|机构人员|基本情况")
SHEET_PARTS = (
    (re.compile(r"项目概述|项目概况"), "overview"),
    (re.compile(r"立项依据"), "basis"),
    (re.compile(r"实施主体"), "body"),
    (re.compile(r"实施方案"), "plan"),
    (re.compile(r"实施周期"), "period"),
    (re.compile(r"年度预算安排"), "schedule"),
    (re.compile(r"绩效目标"), "goal"),
)
LONGEST_HEADING = 16
OF_PROJECTS = re.compile(r"^(?P<name>.*?)(?:财政)?(?:项目)?(?:经费|支出)?情况说明$")
#: What is no name of a project, though an amount stands behind it.
NO_PROJECT = re.compile(r"季度|用款计划|^\d+月|预算(?:数|安排)?$|合计|支出$|收入$")
ALLOCATED = re.compile(
    r"^(?P<name>[^，。；：“”]{2,60}?)\s*(?P<amount>-?\d[\d,]*(?:\.\d+)?)\s*万元(?:，[^。]*?)?，主要用于(?P<use>.+?)[。；]?$"
)
PURPOSE = re.compile(
    r"[“\"](?P<name>[^”\"]+)[”\"](?:科目)?\s*(?P<amount>-?\d[\d,]*(?:\.\d+)?)\s*万元，(?:主要)?用于(?P<use>[^。]+)。?(?P<rest>.*)$"
)
EXECUTED = re.compile(r"(?<!\d)20\d\d年(?:当年)?预算执行数为?\s*(-?\d[\d,]*(?:\.\d+)?)\s*万元")
WHY = re.compile(r"(?:主要)?原因(?:是|为|：|:)+(?P<why>.+?)[。；]?$")
SAME_BECAUSE = re.compile(r"(?:持平|一致|相同)[^，。；]*，(?P<why>[^。；]+)[。；]?$")
REASON = re.compile(
    r"^(?P<what>[^，。]{0,20}?)(?:较上年|比上年)?(?:增加|减少|增长|下降|持平|变动|增减)[^，。]{0,6}的?(?:主要)?原因(?:是|为|：|:)+(?P<why>.+?)[。；]?$"
)
MONEY_AFTER = r"(?:预算)?(?:数)?(?:安排)?(?:为)?\s*-?\d[\d,]*(?:\.\d+)?\s*万元"
LABELS = (
    (re.compile(rf"因公出国[（(]境[）)]费用?{MONEY_AFTER}"), "three-public.abroad"),
    (re.compile(rf"公务?(?:用?车|车用车)购置及运行(?:维护)?费{MONEY_AFTER}"), ""),
    (re.compile(rf"公务?(?:用?车|车用车)购置费{MONEY_AFTER}"), "three-public.purchase"),
    (re.compile(rf"公务?(?:用?车|车用车)运行(?:维护)?费{MONEY_AFTER}"), "three-public.running"),
    (re.compile(rf"公务接待费{MONEY_AFTER}"), "three-public.reception"),
    (re.compile(rf"机关运行经费预算{MONEY_AFTER}"), "running"),
    (re.compile(rf"会议费{MONEY_AFTER}"), "meeting"),
    (re.compile(rf"培训费{MONEY_AFTER}"), "training"),
    (re.compile(rf"(?<!拨款)收入预算{MONEY_AFTER}"), "reason.income"),
    (re.compile(rf"(?<!拨款)支出预算{MONEY_AFTER}"), "reason.expenditure"),
    (re.compile(rf"[“\"]三公[”\"]经费{MONEY_AFTER}"), "reason.three-public"),
)
OFFICES = re.compile(
    r"(?:内设|设有?|下设)[^。；：:]{0,24}(?:机构|科室|处室|股室|部门)[^。；：:]{0,12}?(?:分别(?:是|为)|包括|具体(?:是|为)|：|:|是)[：:]?(?P<names>[^。]+)"
)
ASSETS_ON = re.compile(r"截[至止]\s*(20\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
THRESHOLD = re.compile(r"单价\s*(50|100|200)\s*万元?（?含?")
INSTITUTION = re.compile(r"中心|学校|中学|小学|幼儿园|医院|所$|站$|馆|园$|院$|台$|社$")
CIVIL_SERVICE = re.compile(r"执法|大队|支队|总队|参公")
ITSELF = re.compile(r"本部|本级|机关$|（机关）")
TOLD_BEHIND = re.compile(r"[（(](?=[^（）()]*(?:行政|参公|事业|拨款|自收自支))[^（）()]*[）)]$")
KIND_GUESSED = "单位性质是按名称和家数推定的，请核对"
USE_MISSING = "没有写项目的主要用途，暂用项目名称，请补充"
WHICH_PROJECT = "项目经费情况说明没有写明是哪个项目，将记在“{}”名下"
NO_NAME = "项目经费情况说明没有写项目名称，将记为“{}”，请改成项目的全称"
UNNAMED = "未写名称的项目"
#: What a project is called in its own description: 由……建设的某某工程，位于……
NAME_IN_TEXT = re.compile(
    r"^(?:由[^，。]{2,40}?(?:建设|承建|组织|实施|开展)的)?(?P<name>[^，。；：]{3,40}?(?:工程|项目|经费))(?=[，。；：是为])"
)
QUARTER = re.compile(r"第?[一二三四]季度[^，。；]{0,8}?(\d[\d,]*(?:\.\d+)?)\s*万元")
LONGEST_PERIOD = 60


@dataclass(slots=True)
class ProjectText:
    """A project as the texts tell it: by which line it is named first, its amount as printed, and its parts."""

    name: str
    origin: Origin
    amount: Decimal | None = None
    step: Decimal = ZERO
    use: str = ""
    function: str = ""  # that its money is booked on, where that is known
    parts: dict[str, list[str]] = field(default_factory=dict)


class Texts:
    """The sheets of text of one workbook, for one budget."""

    def __init__(self, budget: Budget, pages: Sequence[Page], known: str) -> None:
        self.budget, self.known = budget, known
        self.pages = [page for page in pages if not FRONT.fullmatch(page.title.strip() or page.sheet)]
        self.parts = list(parts_of(pages))
        self.lines = [line for page in self.pages for line in page.lines]
        self._places = {squashed(line.text): line for line in self.lines}

    def line_of(self, quote: str) -> TextLine | None:
        """The line that a sentence stands in."""
        told = squashed(quote)
        exact = self._places.get(told)
        return exact or next((line for text, line in self._places.items() if told and told in text), None)

    def is_new(self, said: Said) -> bool:
        """Whether a figure of the text is one that somebody wrote, and not what the budget's document says already."""
        line = self.line_of(said.place.quote)
        text = line.text if line else said.place.quote
        return squashed(text) not in self.known and any(True for _ in filled([_as_line(text)], ""))

    def _filled(self, page: Page) -> list[TextLine]:
        return list(filled(page.lines, ""))

    def _is_known(self, lines: Iterable[TextLine]) -> bool:
        """Whether everything that these lines say is in the budget's document already."""
        return all(squashed(line.text) in self.known for line in lines)

    # Duties, structure

    def duties(self, contents: Contents) -> None:
        for page in self.parts:
            lines = self._filled(page)
            if not DUTIES.search(page.title) or not lines or self._is_known(lines):
                continue
            numbered = [line for line in lines if line.number]
            told = [line for line in lines if not line.text.endswith(("：", ":"))]
            duties = numbered or [line for line in told if line is not lines[0]] or told
            if not duties:
                continue
            first = lines.index(duties[0])
            intro = [line for line in lines[:first] if not line.text.endswith(("：", ":"))]
            for n, line in enumerate(duties, 1):
                self.add(contents, "duty", {"position": n, "text": line.said}, line.origin)
            contents.covers["duty"] = [{}]
            if intro:
                text = "\n".join(line.text for line in intro)
                self.add(contents, "note", {"key": "intro", "text": text}, intro[0].origin)
            return

    def units(self, contents: Contents) -> list[str]:
        """The names of the units; their kinds as far as the text tells how many of each there are."""
        for page in self.parts:
            lines = self._filled(page)
            if not STRUCTURE.search(page.title) or not lines or self._is_known(lines):
                continue
            whole = "".join(line.text for line in lines)
            self._offices(lines, contents)
            named = [line for line in lines if line.number and len(line.said) <= 60]
            if self.budget.department.kind == "department" and named:
                self._units(named, whole, contents)
                return [_unit_told(line.said)[0] for line in named]
        return []

    def _offices(self, lines: Iterable[TextLine], contents: Contents) -> None:
        for line in lines:
            if found := OFFICES.search(line.text):
                names = [_name(name) for name in re.split("[、，,]|以?及|和(?=[^、]*$)", found["names"])]
                for n, name in enumerate(filter(None, names), 1):
                    self.add(contents, "office", {"name": name, "position": n}, line.origin)

    def _units(self, named: Sequence[TextLine], whole: str, contents: Contents) -> None:
        stored = {unit.name: unit for unit in self.budget.units.all()}
        kinds = list(_kinds_of([line.said for line in named], whole))
        for n, (line, kind) in enumerate(zip(named, kinds, strict=True), 1):
            name, _kind, funding = _unit_told(line.said)
            values: dict[str, Value] = {"name": name}
            if name not in stored:
                values |= {"funding": funding} if funding else {}
                values |= {"kind": kind, "position": n, "is_itself": _is_itself(name, self.budget, n)}
            self.add(contents, "budgetunit", values, line.origin)
        guessed = [line for line in named if not _unit_told(line.said)[1]]
        if any(_name(line.said) not in stored for line in guessed) and len(set(kinds)) > 1:
            contents.problems.append(Problem(Level.NOTICE, named[0].origin, "", KIND_GUESSED, kind="units"))

    # Uses and reasons

    def purposes(
        self, contents: Contents, names: Mapping[str, str], executed: Mapping[str, tuple[Decimal, Origin]]
    ) -> dict[str, str]:
        """主要用于 of each function, and what was executed under it last year, as a table tells it exactly (by code) or a
        sentence; returns the uses by code."""
        found: dict[str, str] = {}
        by_path = {_path(path): code for code, path in names.items()}
        for line in filled(self.lines, self.known):
            told = PURPOSE.search(line.text)
            code = _function(told["name"], by_path) if told else ""
            if not told or not code or code in found:
                continue
            found[code] = told["use"].strip()
            values: dict[str, Value] = {"function": code, "use": found[code]}
            if code in executed:
                values["executed"] = executed[code][0]
            elif before := EXECUTED.search(told["rest"]):
                values["executed"] = _wan(before[1])
            if why := WHY.search(told["rest"]):
                values["reason"] = why["why"].strip()
            self.add(contents, "purpose", values, line.origin)
        for code, (value, origin) in executed.items():
            if code not in found:
                self.add(contents, "purpose", {"function": code, "executed": value}, origin)
        return found

    def reasons(self, items: Mapping[str, Item], contents: Contents, *, is_all_grants: bool) -> None:
        notes = dict(self.budget.notes.values_list("key", "text"))
        for line in filled(self.lines, self.known):
            if "原因" not in line.text and "持平" not in line.text and "一致" not in line.text:
                continue
            if told := REASON.match(line.said):
                for key in _explained(told["what"], is_all_grants=is_all_grants):
                    if not notes.get(key):
                        notes[key] = told["why"].strip()
                        self.add(contents, "note", {"key": key, "text": notes[key]}, line.origin)
            for key, why in _reasons_in(line.text):
                if key.startswith("reason."):
                    if not notes.get(key):
                        notes[key] = why
                        self.add(contents, "note", {"key": key, "text": why}, line.origin)
                elif key in items:
                    items[key].reason = why

    def dates(self, contents: Contents) -> None:
        """As of which day the assets are counted, and from which price equipment is large."""
        values: dict[str, Value] = {}
        origin = Origin()
        for line in filled(self.lines, self.known):
            if "车辆" not in line.text and "设备" not in line.text:
                continue
            if (found := ASSETS_ON.search(line.text)) and "assets_on" not in values:
                try:
                    values["assets_on"] = date(*map(int, found.groups())).isoformat()
                except ValueError:
                    continue
                origin = line.origin
            if (told := THRESHOLD.search(line.text)) and "equipment_threshold" not in values:
                values["equipment_threshold"] = int(told[1])
                origin = line.origin
        if values:
            contents.add("budget", Row(values, {"": origin}))

    # Projects

    def projects(
        self,
        spoken: Iterable[tuple[Said, Origin]],
        uses: Mapping[str, str],
        contents: Contents,
        book: Callable[[Mapping[str, ProjectText]], None],
    ) -> None:
        """Every project that is told of, with what its sheet says. Stored ones keep what they have where the texts are
        silent. ``book`` may tell the exact amount of one before it is written."""
        found: dict[str, ProjectText] = {}
        told_by_figure = set()
        for said, origin in spoken:
            if is_project(said.key) and said.label and not NO_PROJECT.search(said.label):
                told_by_figure.add(squashed(said.place.quote))
                project = found.setdefault(plain(said.label), ProjectText(said.label, origin))
                if project.amount is None or said.step < project.step:
                    project.amount, project.step = said.value, said.step
        for line in filled(self.lines, self.known):
            if told := ALLOCATED.match(line.said):
                if PURPOSE.search(line.text) or NO_PROJECT.search(told["name"]):
                    continue
                project = found.setdefault(
                    plain(told["name"]), ProjectText(told["name"].strip(), line.origin)
                )
                project.amount, project.use = _wan(told["amount"]), told["use"].strip()
                told_by_figure.add(squashed(line.text))
        for page in self.pages:
            self._sheet(page, found, told_by_figure, contents)
        book(found)
        self._write(found, uses, contents)

    def _sheet(
        self, page: Page, found: dict[str, ProjectText], skipped: set[str], contents: Contents
    ) -> None:
        """A page of the seven headings; several projects on one page have a heading each."""
        lines = self._filled(page)
        if not any(_part(line) == "overview" for line in lines) or self._is_known(lines):
            return
        if all(_part(line) or _is_pointer(line.text) for line in lines):
            return  # headings alone
        project: ProjectText | None = None
        part = ""
        for n, line in enumerate(lines):
            begins = _part(line)
            after = _part(lines[n + 1]) if n + 1 < len(lines) else ""
            if (
                after == "overview"
                and not begins
                and len(line.said) <= LONGEST_PERIOD
                and not line.text.endswith("。")
            ):
                project, part = self._named(_name(line.said), line.origin, found), ""
            elif begins:
                part = begins
                project = project or self._of_page(page, line, found, contents)
            elif part and project and not _is_pointer(line.text) and not _is_told(line.text, skipped):
                project.parts.setdefault(part, []).append(line.text)

    def _named(self, name: str, origin: Origin, found: dict[str, ProjectText]) -> ProjectText:
        return found.setdefault(plain(name), ProjectText(name, origin))

    def _of_page(
        self, page: Page, line: TextLine, found: dict[str, ProjectText], contents: Contents
    ) -> ProjectText:
        """By the page's title; else the only project, or the largest one with a question."""
        told = OF_PROJECTS.match(_name(re.sub(r"^20\d\d年度?", "", page.title)))
        name = told["name"] if told else ""
        for whose in (self.budget.department.name, self.budget.department.short_name):
            name = name.replace(whose, "")
        if len(name) > 1 and name not in ("项目", "财政项目") and not OPEN.search(name):
            return self._named(name, line.origin, found)
        known = [project for project in found.values() if project.amount]
        whole = squashed("".join(each.text for each in page.lines))
        stored = list(self.budget.projects.values_list("name", "amount", "overview"))
        told_before = [name for name, _amount, text in stored if text and squashed(text) in whole]
        if told_before:
            return self._named(told_before[0], line.origin, found)
        if not known and stored:
            largest = max(stored, key=lambda each: each[1])[0]
            return self._named(largest, line.origin, found)
        if not known:
            guessed = NAME_IN_TEXT.search("".join(_texts_under("overview", page.lines)))
            called = guessed["name"] if guessed else UNNAMED
            words = NO_NAME.format(called)
            contents.problems.append(Problem(Level.QUESTION, line.origin, page.title, words, kind="project"))
            return self._named(called, line.origin, found)
        chosen = max(known, key=lambda project: project.amount or ZERO)
        if len(known) > 1:
            words = WHICH_PROJECT.format(chosen.name)
            contents.problems.append(Problem(Level.QUESTION, line.origin, page.title, words, kind="project"))
        return chosen

    def _write(self, found: Mapping[str, ProjectText], uses: Mapping[str, str], contents: Contents) -> None:
        stored = {plain(project.name): project for project in self.budget.projects.all()}
        for key, project in found.items():
            now = stored.get(key)
            values: dict[str, Value] = {"name": now.name if now else project.name}
            if project.amount is not None and not (
                now and abs(now.amount - project.amount) * 2 <= max(project.step, CENT)
            ):
                values["amount"] = project.amount
            elif now is None:
                values["amount"] = project.amount if project.amount is not None else _by_quarters(project)
            use = project.use or ("" if now else uses.get(project.function, ""))
            if use:
                values["use"] = use
            elif now is None:
                values["use"] = project.name
                contents.problems.append(
                    Problem(
                        Level.NOTICE, project.origin, "", USE_MISSING, about=project.name, kind=project.name
                    )
                )
            for part, texts in project.parts.items():
                values[part] = ("；" if part == "period" else "\n").join(texts)
            if len(str(values.get("period", ""))) > LONGEST_PERIOD:
                values["plan"] = f"{values.get('plan', '')}\n{values.pop('period')}".strip()
            self.add(contents, "project", values, project.origin)

    # Writing

    def add(self, contents: Contents, table: str, values: dict[str, Value], origin: Origin) -> None:
        """A row whose texts are clean; what is wrong with one is told at its cell."""
        cleaned: dict[str, Value] = {}
        for name, value in values.items():
            if not isinstance(value, str) or not value:
                cleaned[name] = value
                continue
            clean = clean_line if name in ("name", "period", "aspect", "target", "unit") else clean_text
            try:
                cleaned[name] = clean(value)
            except ValidationError as error:
                words = "；".join(error.messages)
                contents.problems.append(Problem(Level.ERROR, origin, value[:40], words))
                return
        contents.add(table, Row(cleaned, {"": origin}))


# Helpers ----------------------------------------------------------------------------------------------------------


def _as_line(text: str) -> TextLine:
    number = NUMBERED.match(text)
    return TextLine(text, Origin(), number[0] if number else "")


def _name(text: str) -> str:
    return text.strip().rstrip("。；;，,、：:").strip()


def _wan(text: str) -> Decimal:
    """万元 as printed, in 元."""
    try:
        return parse_amount(text.strip()).yuan
    except AmountError:
        value = Decimal(text.replace(",", "")) * WAN
        return (
            value if abs(value) > LIMIT else value.quantize(CENT)
        )  # too much is told where it would be stored


def _part(line: TextLine) -> str:
    """Which of the seven headings a line is; empty for none."""
    name = _name(line.said)
    if len(name) > LONGEST_HEADING or line.text.endswith("。"):
        return ""
    return next((part for pattern, part in SHEET_PARTS if pattern.fullmatch(name)), "")


def _is_pointer(text: str) -> bool:
    """详见单位的项目绩效目标表: where it is told, not what."""
    return bool(re.fullmatch(r"(?:详见|参见|见).{0,30}(?:表|附件).{0,6}", text.strip()))


def _is_told(text: str, told: set[str]) -> bool:
    """Whether a line is only the list of projects and amounts that was read as figures."""
    return squashed(text) in told or squashed(text).rstrip("。；") in told


def _unit_told(text: str) -> tuple[str, str, str]:
    """A unit's name, and its kind and funding where they stand behind it: 某县第一中学（事业，差额拨款）."""
    found = TOLD_BEHIND.search(_name(text))
    if not found:
        return _name(text), "", ""
    kind = next((str(kind) for kind, label in BudgetUnit.Kind.choices if label in found[0]), "")
    funding = next((str(each) for each, label in BudgetUnit.Funding.choices if label in found[0]), "")
    return _name(text[: found.start()]), kind, funding


def _texts_under(part: str, lines: Iterable[TextLine]) -> Iterator[str]:
    """What stands under one of the seven headings."""
    at = ""
    for line in lines:
        if begins := _part(line):
            at = begins
        elif at == part:
            yield line.text


def _by_quarters(project: ProjectText) -> Decimal:
    """What a project gets in its four quarters, where only these are told."""
    told = QUARTER.findall("".join(project.parts.get("schedule", ())))
    return add(_wan(each) for each in told) if len(told) == 4 else ZERO


def _kinds_of(said: Sequence[str], whole: str) -> Iterator[str]:
    """What each unit is, as its name tells and as many of each as the text counts."""
    left = {
        kind: int(found[1]) if (found := re.search(rf"{word}单位\s*(\d+)\s*[家个]", whole)) else 0
        for kind, word in (("administrative", "行政"), ("civil-service", "参公"), ("institution", "事业"))
    }
    for n, text in enumerate(said):
        name, told, _funding = _unit_told(text)
        guess = told or _kind_by_name(name)
        if not told and n == 0 and left["administrative"]:
            guess = "administrative"
        if not told and any(left.values()) and not left[guess]:
            guess = next(kind for kind, count in left.items() if count)
        left[guess] = max(left[guess] - 1, 0)
        yield guess


def _kind_by_name(name: str) -> str:
    if INSTITUTION.search(name) and not ITSELF.search(name):
        return "institution"
    return "civil-service" if CIVIL_SERVICE.search(name) else "administrative"


def _is_itself(name: str, budget: Budget, n: int) -> bool:
    department = budget.department
    bare = re.sub(r"[（(].*?[)）]", "", name)
    return bool(ITSELF.search(name)) or bare in (department.name, department.short_name)


def _path(path: str) -> str:
    return plain(path.replace(" › ", ""))


def _function(name: str, by_path: Mapping[str, str]) -> str:
    """The code of “一般公共服务支出（类）财政事务（款）行政运行（项）”, or of a name that only one code has."""
    told = plain(re.sub(r"[（(][类款项][)）]", "", name))
    if told in by_path:
        return by_path[told]
    ending = [code for path, code in by_path.items() if path.endswith(told)]
    longest = [code for code in ending if len(code) == 7] or ending
    return longest[0] if len(longest) == 1 else ""


def _explained(what: str, *, is_all_grants: bool) -> list[str]:
    """The notes that a reason of 财政拨款收入支出, 收入预算, 支出预算 is written into."""
    if "财政拨款" in what:
        return ["reason.income", "reason.expenditure"] if is_all_grants else ["reason.grant"]
    if "收入" in what and "支出" in what or "收支" in what:
        return ["reason.income", "reason.expenditure"]
    if "收入" in what:
        return ["reason.income"]
    return ["reason.expenditure"] if "支出" in what else []


def _reasons_in(text: str) -> Iterator[tuple[str, str]]:
    """(key, reason) of each figure in a line that is followed by one."""
    marks = sorted(
        (found.start(), found.end(), key) for pattern, key in LABELS for found in pattern.finditer(text)
    )
    for n, (_start, end, key) in enumerate(marks):
        piece = text[end : marks[n + 1][0] if n + 1 < len(marks) else len(text)]
        piece = re.split(r"其中[：:]|(?<=[；。])", piece, maxsplit=1)[0]
        found = WHY.search(piece) or SAME_BECAUSE.search(piece)
        if key and found:
            yield key, _name(found["why"])


def functions_of(year: int) -> dict[str, str]:
    """The full names of the functions of a year, by code."""
    found = Account.objects.filter(system="function", year=year).values_list("code", "path")
    return dict(found)

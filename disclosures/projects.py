"""What a frozen document says of projects: what they cost, their basis, plan, period and use, their goals and indicators.

Forms tell of a project in different places: a section of its own, a line of a list with paragraphs behind it, a row of a
table, a sheet of goals. It is found in all of them by its figure (``project.<slug>``) or its name, whatever the form. Pages,
packages and the API tell what is read here and nothing besides. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from budgets.catalogue import PROJECT_FUNDS
from budgets.keys import is_project

from .rendering.opendata import anchor_of, cited_by, heads, paragraph_text, tables_of

Content = Mapping[str, Any]
Block = Mapping[str, Any]

#: What is told of a project besides amounts and indicators, in the order of a page: the words that forms have for each, in
#: headings, before a colon and over columns. The first of them is what it is called here.
PARTS = {
    "overview": ("项目概述",),
    "basis": ("立项依据",),
    "body": ("实施主体",),
    "plan": ("实施方案",),
    "period": ("实施周期",),
    "budget": ("年度预算安排",),
    "schedule": ("用款计划",),
    "use": ("主要用途",),
    "goal": ("绩效目标", "年度总体目标", "实施期绩效目标"),
    "more": ("其他说明",),
}
NAMED = {word: part for part, words in PARTS.items() for word in words}
LABELLED = re.compile(rf"(?P<word>{'|'.join(NAMED)})[：:]\s*(?P<text>.+)", re.DOTALL)
#: What stands in the heads of indicators, by what it is here.
HEADS = {
    "area": re.compile("一级指标"),
    "aspect": re.compile("二级指标"),
    "name": re.compile("三级指标"),
    "target": re.compile("(年度)?(指标值|目标值)"),
    "weight": re.compile("权重|分值|评（扣）分标准"),
}
SLUG = re.compile(r"project[.-](?P<slug>[0-9a-f]{8})\b")
NUMBERED = re.compile(r"^(?:[0-9]+[.、]|（[0-9]+）)\s*")
REMARK, ITEM = "note", "item"


@dataclass(frozen=True)
class Indicator:
    """A line of the goals: 产出指标 › 数量指标 › name, ``≥ 200 人次``. ``project`` is empty where it is of the whole budget,
    or of a project that its table does not tell; ``row`` counts the table's rows from 1."""

    project: str
    area: str
    aspect: str
    name: str
    target: str
    weight: str
    table: str
    row: int


@dataclass(frozen=True)
class Part:
    """A part of what is said of a project; ``name`` is one of ``PARTS``."""

    name: str
    paragraphs: tuple[str, ...]

    @property
    def label(self) -> str:
        return PARTS[self.name][0]


@dataclass(frozen=True)
class Fund:
    """A part of the amount by where it comes from: grant, carried, other."""

    name: str
    label: str
    amount: Decimal


@dataclass(frozen=True)
class Project:
    """A project of one version. Amounts are exact, in 元; None where the version says none. ``other_sheet``: where a sheet
    stands that does not say which of several projects it is about."""

    slug: str
    name: str
    anchor: str
    amount: Decimal | None
    last: Decimal | None
    change: Decimal | None
    funds: tuple[Fund, ...] = ()
    parts: tuple[Part, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    other_sheet: str = ""

    @property
    def goal(self) -> str:
        return next(("\n".join(part.paragraphs) for part in self.parts if part.name == "goal"), "")

    @property
    def has_weights(self) -> bool:
        return any(each.weight for each in self.indicators)

    def fund(self, name: str) -> Decimal | None:
        return next((fund.amount for fund in self.funds if fund.name == name), None)


def slug_of(key: str) -> str:
    """``project.245e518d`` is addressed as 245e518d."""
    return key.partition(".")[2]


def projects_of(content: Content) -> list[Project]:
    """The projects of a document, the dearest first; those whose amount is not known last."""
    names = _names(content)
    sheets, indicators = _sheets(content, names), indicators_of(content)
    found = [_project(content, slug, sheets, indicators) for slug in names]
    return sorted(found, key=lambda each: (-(Decimal(-1) if each.amount is None else each.amount), each.slug))


def find(content: Content, slug: str) -> Project | None:
    return next((each for each in projects_of(content) if each.slug == slug), None)


def indicators_of(content: Content) -> list[Indicator]:
    """Every indicator that a document's tables list, in their order."""
    names = _names(content)
    return [each for table in tables_of(content) for each in _indicators(table, names)]


def _names(content: Content) -> dict[str, str]:
    """What projects are called, by slug."""
    return {
        slug_of(key): str(content["figures"][key]["label"]) for key in content["figures"] if is_project(key)
    }


def _project(
    content: Content, slug: str, sheets: Mapping[str, Sheet], indicators: list[Indicator]
) -> Project:
    key = f"project.{slug}"
    sheet, nameless = sheets.get(slug) or Sheet(), sheets.get("")
    funds = ((name, label, _value(content, f"{key}.{name}")) for name, label in PROJECT_FUNDS)
    return Project(
        slug=slug,
        name=str(content["figures"][key]["label"]),
        anchor=sheet.anchor or anchor_of(content, key),
        amount=_value(content, key),
        last=_value(content, f"{key}.last"),
        change=_value(content, f"{key}.change"),
        funds=tuple(Fund(name, label, amount) for name, label, amount in funds if amount is not None),
        parts=tuple(Part(name, tuple(sheet.parts[name])) for name in PARTS if name in sheet.parts),
        indicators=tuple(each for each in indicators if each.project == slug),
        other_sheet=nameless.anchor if nameless and not sheet.is_full else "",
    )


def _value(content: Content, key: str) -> Decimal | None:
    told = content["figures"].get(key, {}).get("value")
    return None if told is None else Decimal(told)


# What is said of each -----------------------------------------------------------------------------------------------


@dataclass
class Sheet:
    """What a document says of a project. ``is_full``: under headings or before colons, not in a sentence or a cell alone."""

    anchor: str = ""
    parts: dict[str, list[str]] = field(default_factory=dict)
    is_full: bool = False

    def say(self, part: str, text: str) -> None:
        """Each line once: a form may print the same goal in its text and in a table."""
        said = self.parts.get(part, [])
        for line in filter(None, map(str.strip, text.splitlines())):
            if line.rstrip("。") not in [each.rstrip("。") for each in said]:
                said = self.parts.setdefault(part, said)
                said.append(line)


def _sheets(content: Content, names: Mapping[str, str]) -> dict[str, Sheet]:
    """By slug. A sheet that names no project is the only one's; where there are several it stands under the empty name, for
    nobody can say whose it is."""
    reader = _Reader(names)
    for block in content["blocks"]:
        reader.read(block)
    found = reader.found
    for table in tables_of(content):
        for slug, part, text in _in_table(table, names):
            found.setdefault(slug, Sheet()).say(part, text)
    if "" in found and len(names) == 1:
        _give(found.pop(""), found.setdefault(next(iter(names)), Sheet()))
    return {slug: sheet for slug, sheet in found.items() if slug or sheet.is_full}


def _give(nameless: Sheet, own: Sheet) -> None:
    own.anchor, own.is_full = own.anchor or nameless.anchor, own.is_full or nameless.is_full
    for part, lines in nameless.parts.items():
        own.say(part, "\n".join(lines))


class _Reader:
    """Goes through the text, and knows whose words it is at: under which heading, or behind which line of a list."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.slugs = {name: slug for slug, name in names.items()}
        self.found: dict[str, Sheet] = {}
        self.part = ""
        self._leave()

    def _leave(self) -> None:
        self.owner, self.level, self.is_listed = "", 0, False

    def read(self, block: Block) -> None:
        if block["type"] == "heading":
            self._heading(block)
        elif block["type"] == "paragraph" and block["role"] == REMARK:
            self._remark(paragraph_text(block))
        elif block["type"] == "paragraph":
            self._paragraph(block)

    def _heading(self, block: Block) -> None:
        is_of_projects = block["anchor"].startswith("project-")
        slug = self.slugs.get(block["text"], "") if is_of_projects else ""
        if slug or self.is_listed or block["level"] <= self.level:
            self._leave()
        self.part = _part_of(block["text"]) if is_of_projects and not slug else ""
        if slug:
            self.owner, self.level = slug, block["level"]
        if slug or self.part:
            sheet = self.found.setdefault(self.owner, Sheet())
            sheet.anchor = sheet.anchor or block["anchor"]

    def _paragraph(self, block: Block) -> None:
        text = paragraph_text(block)
        if cited := cited_by(block):
            self._sentence(block, cited, text)
            return
        labelled = LABELLED.fullmatch(text) if self.owner or self.part else None
        if labelled:
            self.part, text = NAMED[labelled["word"]], labelled["text"]
        if self.part:
            sheet = self.found.setdefault(self.owner, Sheet())
            sheet.is_full = True
            sheet.say(self.part, text)

    def _remark(self, text: str) -> None:
        """A remark is about the section that it closes; but a form without a place for what a department wrote of a project
        prints it among the remarks, after the project's name."""
        for name, slug in self.slugs.items():
            if text.startswith(f"项目 {name}："):
                self.found.setdefault(slug, Sheet()).say("more", text.removeprefix(f"项目 {name}："))

    def _sentence(self, block: Block, cited: set[str], text: str) -> None:
        """A sentence about this project and no other: 中介机构服务费418.80万元，主要用于… What is said behind a line
        of a list is said of what the line names."""
        slugs = {match["slug"] if (match := SLUG.match(key)) else "" for key in cited}
        slug = slugs.pop() if len(slugs) == 1 else ""
        if slug in self.slugs.values():
            self.found.setdefault(slug, Sheet()).say("budget", NUMBERED.sub("", text, count=1))
        if block["role"] == ITEM and (self.is_listed or not self.owner):
            self.owner, self.is_listed, self.part = slug, bool(slug), ""


def _part_of(heading: str) -> str:
    """The part of a sheet that a heading begins: 绩效目标 of 绩效目标和指标."""
    return next((part for word, part in NAMED.items() if heading.startswith(word)), "")


# Tables ---------------------------------------------------------------------------------------------------------------


def _rows(table: Block, names: Mapping[str, str]) -> Iterator[tuple[int, str, list[str]]]:
    """(number, slug, texts) of each row; the slug is empty for what is about no project. A sheet says in its title whose
    it is, a list in the row that it begins with."""
    titled = next((slug for slug, name in names.items() if table["title"].endswith(f"（{name}）")), "")
    slug = titled
    for number, row in enumerate(table["rows"], 1):
        figures = [cell["figure"] for cell in row["cells"] if cell.get("figure")]
        if not titled and (figures or row["code"] or row["kind"] != "item" or row["cells"][0]["text"]):
            named = {match["slug"] for key in (row["code"], *figures) if (match := SLUG.match(key))}
            slug = named.pop() if len(named) == 1 and row["kind"] == "item" else ""
        yield number, slug, [str(cell["text"]).strip() for cell in row["cells"]]


def _labels(table: Block) -> list[str]:
    """The lowest head of each column."""
    return [label.rpartition(" › ")[2] for label, _kind in heads(table)]


def _columns(table: Block) -> dict[str, int]:
    """Where a table says what of an indicator; empty where it tells of none."""
    found: dict[str, int] = {}
    for n, label in enumerate(_labels(table)):
        for name, pattern in HEADS.items():
            if pattern.fullmatch(label):
                found.setdefault(name, n)
    return found if {"area", "name", "target"} <= found.keys() else {}


def _in_table(table: Block, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(slug, part, text): in a column of its own, or in a row above the indicators."""
    told = [(n, NAMED[label]) for n, label in enumerate(_labels(table)) if label in NAMED]
    of = _columns(table)
    for _number, slug, texts in _rows(table, names):
        if slug:
            yield from ((slug, part, texts[n]) for n, part in told)
            if of and texts[of["area"]] in NAMED:
                yield slug, NAMED[texts[of["area"]]], texts[of["target"]]


def _indicators(table: Block, names: Mapping[str, str]) -> Iterator[Indicator]:
    """Each indicator with the levels above it, which a table may print once for several."""
    columns = _columns(table)
    if not columns:
        return
    owner = area = aspect = ""
    for number, slug, texts in _rows(table, names):
        said = dict.fromkeys(HEADS, "") | {name: texts[n] for name, n in columns.items()}
        if slug != owner or said["area"] not in ("", area):
            owner, area, aspect = slug, said["area"], ""
        aspect = said["aspect"] or aspect
        if said["name"] and area.endswith("指标"):
            levels = {"area": area, "aspect": aspect}
            yield Indicator(project=slug, table=table["key"], row=number, **said | levels)

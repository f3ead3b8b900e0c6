"""What a Word file's styles and lists say about a paragraph: its level as a heading, its number, whether it is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from .marks import printed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)


def val(parent: etree._Element | None, name: str) -> str | None:
    """The value of a property: empty where it is there without one, None where it is not there."""
    found = parent.find(W + name) if parent is not None else None
    return None if found is None else found.get(W + "val", "")


def is_on(parent: etree._Element | None, name: str) -> bool | None:
    """A property that is on or off; None where nothing is said."""
    value = val(parent, name)
    return None if value is None else value not in ("0", "false", "off", "none")


def number(text: str | None, default: int = 0) -> int:
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else default


class Styles:
    """The styles of styles.xml by id, each with those it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self.default = ""
        for style in root.iter(W + "style") if root is not None else ():
            name = style.get(W + "styleId", "")
            self._styles[name] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true"):
                self.default = name

    def chain(self, name: str) -> Iterator[etree._Element]:
        """A style and what it is based on, nearest first."""
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = val(self._styles[name], "basedOn") or ""

    def name(self, style: str) -> str:
        return val(self._styles.get(style), "name") or ""

    def level(self, style: str) -> int:
        """The level of a heading style: by its outline level, else by its name; 0 for none."""
        for element in self.chain(style):
            outline = val(element.find(W + "pPr"), "outlineLvl")
            if outline is not None:
                return number(outline, 9) + 1 if number(outline, 9) < 9 else 0
            named = HEADING.fullmatch(val(element, "name") or "")
            if named:
                return int(named[1])
        return 0

    def is_hidden(self, style: str) -> bool:
        return next(
            (on for e in self.chain(style) if (on := is_on(e.find(W + "rPr"), "vanish")) is not None), False
        )

    def is_centred(self, style: str) -> bool:
        return next(
            (jc == "center" for e in self.chain(style) if (jc := val(e.find(W + "pPr"), "jc"))), False
        )

    def list_of(self, style: str) -> tuple[str, str, int | None]:
        """The list that a style belongs to and which style of its chain says so; its level where it is said."""
        for element in self.chain(style):
            numbering = element.find(f"{W}pPr/{W}numPr")
            if numbering is not None:
                level = val(numbering, "ilvl")
                return (
                    val(numbering, "numId") or "0",
                    element.get(W + "styleId", ""),
                    None if level is None else number(level),
                )
        return "0", "", None


@dataclass
class Level:
    """One level of a list: what it counts from, how it prints, and what begins it anew."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    restart: int | None = None
    is_legal: bool = False
    suffix: str = "tab"
    paragraph_style: str = ""

    @classmethod
    def of(cls, element: etree._Element) -> Level:
        restart = val(element, "lvlRestart")
        return cls(
            start=number(val(element, "start"), 1),
            style=val(element, "numFmt") or "decimal",
            text=val(element, "lvlText") or "",
            restart=None if restart is None else number(restart),
            is_legal=bool(is_on(element, "isLgl")),
            suffix=val(element, "suff") or "tab",
            paragraph_style=val(element, "pStyle") or "",
        )


@dataclass
class List:
    """One list: its levels, what it counts with others of the same kind, and from where it starts by itself."""

    counts: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


class Lists:
    """The lists of numbering.xml, and how far each has counted: ask for the paragraphs in their order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._kinds = {}
        self._lists: dict[str, List] = {}
        self._counted: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        if root is None:
            return
        self._kinds = {e.get(W + "abstractNumId", ""): e for e in root.findall(W + "abstractNum")}
        self._numbers = {e.get(W + "numId", ""): e for e in root.findall(W + "num")}
        for name, element in self._numbers.items():
            self._lists[name] = self._list(element)

    def _list(self, element: etree._Element) -> List:
        kind = val(element, "abstractNumId") or ""
        levels = {number(e.get(W + "ilvl")): Level.of(e) for e in self._levels(kind)}
        made = List(kind, levels)
        for override in element.findall(W + "lvlOverride"):
            at = number(override.get(W + "ilvl"))
            own = override.find(W + "lvl")
            if own is not None:
                made.levels[at] = Level.of(own)
            start = val(override, "startOverride")
            if start is not None:
                made.starts[at] = number(start, 1)
        return made

    def _levels(self, kind: str, depth: int = 0) -> list[etree._Element]:
        """The levels of a kind of list; a kind may be that of a list style."""
        element = self._kinds.get(kind)
        if element is None:
            return []
        linked = val(element, "numStyleLink")
        if linked and depth < 5:
            other = self._numbers.get(self._styles.list_of(linked)[0])
            if other is not None:
                return self._levels(val(other, "abstractNumId") or "", depth + 1)
        return element.findall(W + "lvl")

    def number_of(self, name: str, at: int | None, style: str) -> str:
        """The number that the next paragraph of this list at this level prints, with the gap behind it; empty for none.

        ``style`` is the paragraph style that brings the list, if one does: its level is the one that names it.
        """
        made = self._lists.get(name)
        if made is None:
            return ""
        if at is None:
            at = next((n for n, level in made.levels.items() if style and level.paragraph_style == style), 0)
        level = made.levels.get(at)
        if level is None:
            return ""
        counted = self._count(name, made, at)
        if level.style == "bullet":
            return ""

        def part(match: re.Match[str]) -> str:
            n = int(match[1]) - 1
            other = made.levels.get(n, Level())
            return printed(counted.get(n, other.start), "decimal" if level.is_legal else other.style)

        text = re.sub(r"%([1-9])", part, level.text)
        needs_gap = level.suffix != "nothing" and text[-1:].isalnum()
        return text + " " * needs_gap

    def _count(self, name: str, made: List, at: int) -> dict[int, int]:
        counted = self._counted.setdefault(made.counts, {})
        if name not in self._begun:
            self._begun.add(name)
            for n, start in made.starts.items():
                counted[n] = start - 1
        start = made.levels[at].start
        counted[at] = counted.get(at, start - 1) + 1
        for n in [n for n in counted if n > at]:
            restart = made.levels.get(n, Level()).restart
            if restart is None or (restart > 0 and at < restart):
                del counted[n]
        return counted

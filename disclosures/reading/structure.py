"""Structure: from lines and grids to headings, paragraphs and captioned tables."""

from __future__ import annotations

from dataclasses import dataclass

from budgets.facts import Heading, Paragraph, Unread

from .raw import Grid


@dataclass(frozen=True, slots=True)
class Captioned:
    """A table before its cells are understood: the grids that it goes on over, and the lines around it.

    ``scope`` is that of everything it says (t1, t2 …); ``unit`` 元, 万元 or empty; ``notes`` the lines under it.
    """

    grids: tuple[Grid, ...]
    scope: str
    title: str = ""
    number: str = ""
    unit: str = ""
    maker: str = ""
    notes: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    page: int = 0


@dataclass(frozen=True, slots=True)
class Structure:
    """A whole document by its parts, in order within each."""

    title: str
    year: int
    department: str
    region: str
    kind: str
    published_on: str
    headings: tuple[Heading, ...]
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Captioned, ...]
    unread: tuple[Unread, ...]

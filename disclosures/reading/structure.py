"""Structure: from lines and grids to headings, paragraphs and captioned tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from budgets.facts import Heading, Paragraph, Place, Unread

from . import captions, whose
from .contents import Contents, find_contents
from .furniture import without_furniture
from .headings import Outline, Table, Title, titles_of
from .lines import SENTENCE_ENDS, Block, Text, body_size, clean, join, measure, width
from .numbering import Number, number_of
from .raw import Grid, Line, Lost, Raw


@dataclass(frozen=True, slots=True)
class Captioned:
    """A table before its cells are understood: the grids that it goes on over, and the lines around it.

    ``scope`` is that of everything it says (t1, t2 …); ``unit`` 元, 万元 or empty; ``notes`` the lines under it;
    ``over`` all the lines above it as printed, title, maker and unit among them.
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
    over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Structure:
    """A whole document by its parts, in order within each. ``furniture`` are the lines that belong to the page and not
    to the text: page numbers, running heads and feet, a part's name said again on its next sheet."""

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
    furniture: tuple[str, ...] = ()


def build(raw: Raw) -> Structure:
    """The structure of a file. Nothing that it says is dropped: it is furniture, or in a part."""
    raw = replace(raw, blocks=tuple(_laid_out(raw.blocks)))
    numbered, gone = without_furniture(raw.blocks)
    contents = find_contents(numbered)
    numbered = [pair for pair in numbered if pair[0] not in contents.places]
    size = body_size([block for _, block in numbered if isinstance(block, Line)])
    return _Build(raw, contents, list(gone), size).run(numbered)


@dataclass(slots=True)
class _Framed:
    """A table and the lines above it, by their places."""

    at: int
    grids: list[Grid]
    over: list[str]
    notes: list[str] = field(default_factory=list)
    level: int = 0  # that the format gives its title


Part = Text | _Framed | Lost


@dataclass(slots=True)
class _Build:
    raw: Raw
    contents: Contents
    furniture: list[str]
    body_size: float
    headings: list[Heading] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[Captioned] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def run(self, numbered: Sequence[tuple[int, Block]]) -> Structure:
        parts = _with_notes(_parts(numbered))
        cover = _cover(parts, self.contents)
        title, used = whose.title_of(cover)
        self._list_contents()
        self._walk([part for part in parts if not (isinstance(part, Text) and part.at in used)])
        return self._finished(title, [text.text for text in cover])

    def _list_contents(self) -> None:
        outline = Outline()
        for entry in self.contents.entries:
            number = number_of(entry.text)
            name = (number.rest if number else entry.text) or entry.text
            if number is None:
                outline.content()  # what has no number stands beside the parts, not below the last of them
            level = outline.enter(Title(name, number, is_main=number is None, level=entry.depth))
            place = Place(
                f"h{len(self.headings) + 1}", self._where(entry.page, ("目录",)), entry.page, entry.text
            )
            self.headings.append(_heading(name, level, place, number, is_listed=True))

    def _walk(self, parts: Sequence[Part]) -> None:
        outline = Outline()
        read = [
            Table(part.at) if isinstance(part, _Framed) else part
            for part in parts
            if not isinstance(part, Lost)
        ]
        titles = titles_of(read, self.body_size, self._listed_names())
        n = -1
        for at, part in enumerate(parts):
            if isinstance(part, Lost):
                self._lost(part, parts[at - 1] if at else None)
                continue
            n += 1
            if isinstance(part, _Framed):
                self._table(part, outline)
            elif _frames_nothing(parts, at):
                self._missing(part)
                self._text(part, None, outline)
            else:
                self._text(part, titles.get(n), outline)

    def _listed_names(self) -> dict[str, bool]:
        """The names in the contents list, without spaces, and whether each stands at its first level."""
        return {"".join(h.text.split()): h.level == 1 for h in self.headings if h.is_listed}

    def _text(self, text: Text, title: Title | None, outline: Outline) -> None:
        if title is not None and outline.is_again(title):
            self.furniture.append(text.text)
            return
        if title is not None:
            self._enter(title, text.page, text.text, outline)
        if title is None or title.is_lead:
            outline.content()
            scope = f"p{len(self.paragraphs) + 1}"
            place = Place(
                scope, self._where(text.page, outline.path, len(self.paragraphs) + 1), text.page, text.text
            )
            self.paragraphs.append(Paragraph(text.text, place, outline.path))

    def _enter(self, title: Title, page: int, printed: str, outline: Outline) -> None:
        above = outline.path
        level = outline.enter(title)
        scope = f"h{len(self.headings) + 1}"
        place = Place(scope, self._where(page, outline.path or above), page, printed)
        self.headings.append(_heading(title.text, level, place, title.number, is_lead=title.is_lead))

    def _table(self, framed: _Framed, outline: Outline) -> None:
        caption = captions.read_caption(framed.over)
        if not caption.title:
            caption = self._titled_by_heading(framed, caption, outline)
        number = number_of(caption.number + " ") if caption.number else None
        if number is not None and caption.over:
            title = Title(caption.title, replace(number, rest=caption.title), level=framed.level)
            self._enter(title, framed.grids[0].page, f"{caption.number}{caption.title}", outline)
        outline.content()
        self.tables.append(
            Captioned(
                tuple(framed.grids),
                f"t{len(self.tables) + 1}",
                caption.title,
                caption.number,
                caption.unit,
                caption.maker,
                tuple(framed.notes),
                outline.path,
                framed.grids[0].page,
                caption.over,
            )
        )

    def _titled_by_heading(
        self, framed: _Framed, caption: captions.Caption, outline: Outline
    ) -> captions.Caption:
        """A table without a title of its own has that of its sheet, or of the heading right above it."""
        if name := framed.grids[0].name:
            named = captions.read_caption([name])
            return replace(caption, title=named.title or name, number=caption.number or named.number)
        if outline.is_bare and self.headings:
            heading = self.headings[-1]
            return replace(caption, title=heading.text, number=caption.number or heading.number, over=())
        return caption

    def _lost(self, lost: Lost, before: Part | None) -> None:
        named = f"“{before.text}”：" if isinstance(before, Text) and captions.is_title(before.text) else ""
        place = Place("", f"第 {lost.page} 页" if lost.page else "", lost.page)
        self.unread.append(Unread(place, f"{named}{lost.reason}"))

    def _missing(self, title: Text) -> None:
        place = Place("", self._where(title.page, (title.text,)), title.page, title.text)
        self.unread.append(Unread(place, "只读到表名，没有读出这张表的内容"))

    def _where(self, page: int, path: tuple[str, ...], n: int = 0) -> str:
        """Where a person looks: 第 3 页，“概况 › 收入预算”."""
        said = [f"第 {page} 页"] if page else []
        if path:
            said.append(f"“{' › '.join(path)}”")
        if n and not page:
            said.append(f"第 {n} 段")
        return "，".join(said)

    def _finished(self, title: str, cover: Sequence[str]) -> Structure:
        spoken = [heading.place.quote for heading in self.headings]
        named = [table.title for table in self.tables]
        texts = [paragraph.text for paragraph in self.paragraphs]
        makers = [line for table in self.tables for line in table.over]
        title = title or next((h.text for h in self.headings if _is_title(h)), "")
        department = whose.department_of(
            title, [h.text for h in self.headings], [t.maker for t in self.tables], cover, texts
        )
        return Structure(
            title=title,
            year=whose.year_of(title, spoken, named, texts),
            department=department,
            region=whose.region_of(department, title),
            kind=whose.kind_of(title, [*makers, *cover], texts),
            published_on=whose.published_on([*cover, *texts]),
            headings=tuple(self.headings),
            paragraphs=tuple(self.paragraphs),
            tables=tuple(self.tables),
            unread=tuple(self.unread),
            furniture=tuple(self.furniture),
        )


def _is_title(heading: Heading) -> bool:
    """A heading that names the document where it has no cover: year and budget are in it."""
    return not heading.is_listed and not heading.is_lead and bool(re.search(r"20\d\d.*预算", heading.text))


def _heading(
    text: str,
    level: int,
    place: Place,
    number: Number | None,
    *,
    is_listed: bool = False,
    is_lead: bool = False,
) -> Heading:
    if number is not None:
        return Heading(text, level, place, number.text, number.ordinal, number.style, is_listed, is_lead)
    return Heading(text, level, place, is_listed=is_listed, is_lead=is_lead)


def _frames_nothing(parts: Sequence[Part], at: int) -> bool:
    """A table's title with its maker or unit below it, and then no table."""
    part, after = parts[at], parts[at + 1] if at + 1 < len(parts) else None
    return (
        isinstance(part, Text)
        and isinstance(after, Text)
        and captions.is_title(part.text)
        and captions.is_particular(after.text)
        and not captions.is_title(after.text)
    )


def _laid_out(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, lines that a grid only lays out as lines."""
    for block in blocks:
        found = captions.as_lines(block) if isinstance(block, Grid) else ()
        yield from found or (block,)


# From blocks to parts ---------------------------------------------------------------------------------------------


def _parts(numbered: Sequence[tuple[int, Block]]) -> list[Part]:
    """Lines joined to texts, grids framed by the lines above them, in order."""
    set_as = measure([block for _, block in numbered if isinstance(block, Line)])
    parts: list[Part] = []
    waiting: list[tuple[int, Line]] = []
    for n, block in numbered:
        if isinstance(block, Line):
            waiting.append((n, block))
            continue
        over: list[tuple[int, Line]] = []
        if isinstance(block, Grid):
            waiting, over = _split_caption(waiting, block)
        parts += join(waiting, set_as)
        waiting = []
        if isinstance(block, Lost):
            parts.append(block)
        else:
            first, *others = captions.apart(block)
            _frame(parts, n, first, [line for _, line in over])
            for other in others:
                _frame(parts, n, other, [])
    return parts + join(waiting, set_as)


def _split_caption(
    lines: Sequence[tuple[int, Line]], grid: Grid
) -> tuple[list[tuple[int, Line]], list[tuple[int, Line]]]:
    """Lines before a grid, and those at their end that are its caption."""
    first, titled = len(lines), False
    for i in range(len(lines) - 1, max(-1, len(lines) - 10), -1):
        line = lines[i][1]
        text = clean(line.text)
        is_title, is_other = captions.is_title(text), _is_over_page(line, grid)
        if line.level and not is_title or is_other and not _stays_behind(line, grid, first < len(lines)):
            break
        if is_title and not titled:
            titled, first = True, i
        elif captions.is_number(text) or captions.is_particular(text):
            first = i
        elif not (titled and _is_first_half(line, lines[first][1])):
            if titled or not _names_table(line, is_over_unit=i == first - 1 < len(lines) - 1):
                break
            titled, first = True, i
        else:
            first = i
    while not titled and first < len(lines) and _is_over_page(lines[first][1], grid):
        first += 1
    return list(lines[:first]), list(lines[first:])


def _is_over_page(line: Line, grid: Grid) -> bool:
    return bool(grid.page and line.page) and line.page != grid.page


def _stays_behind(line: Line, grid: Grid, is_begun: bool) -> bool:
    """A line at the foot of a page is of the caption of a table on the next: its maker or unit, or over those its
    title."""
    text = clean(line.text)
    is_fact = captions.is_number(text) or captions.is_particular(text)
    return line.page == grid.page - 1 and (is_fact or is_begun and captions.is_title(text))


def _is_first_half(line: Line, rest: Line) -> bool:
    """The first line of a title that goes on in the next."""
    text = clean(line.text)
    return (
        line.is_centred
        and rest.is_centred
        and line.page == rest.page
        and abs(line.size - rest.size) < 0.5
        and not any(c in SENTENCE_ENDS + "，：:" for c in text)
        and not captions.is_particular(text)
        and width(text) >= 16
        and "年" in text
    )


def _names_table(line: Line, *, is_over_unit: bool) -> bool:
    """A short line right above the unit, or a centred one right above the grid, is the table's title, whatever its
    last word."""
    text = clean(line.text)
    return (
        (line.is_centred or is_over_unit)
        and not number_of(text)
        and width(text) <= 45
        and not any(sign in SENTENCE_ENDS + "，：:" for sign in text)
        and text[0] not in "（("
    )


def _frame(parts: list[Part], n: int, grid: Grid, lines: Sequence[Line]) -> None:
    """Adds a grid: to the table before it where it goes on with it, else as a table of its own."""
    inner, grid, notes = captions.peel(grid)
    over = [*(clean(line.text) for line in lines), *inner]
    before = parts[-1] if parts else None
    if isinstance(before, _Framed) and not before.notes and _is_rest(before, grid, over):
        before.grids.append(grid)
        before.notes.extend(notes)
        before.over.extend(over)
        return
    level = max((line.level for line in lines), default=0)
    parts.append(_Framed(n, [grid], over, list(notes), level))


def _is_rest(before: _Framed, grid: Grid, over: Sequence[str]) -> bool:
    first, again = captions.read_caption(before.over), captions.read_caption(over)
    if again.title and again.title != first.title or again.number and again.number != first.number:
        return False
    if again.is_continued or again.title:
        return before.grids[0].width == grid.width or captions.continues(before.grids[-1], grid)
    return captions.continues(before.grids[-1], grid)


def _with_notes(parts: Sequence[Part]) -> list[Part]:
    """Texts right under a table that explain it become its notes."""
    found: list[Part] = []
    framed: _Framed | None = None
    for part in parts:
        if isinstance(part, Text) and framed is not None and _is_note(part, framed):
            framed.notes.append(part.text)
            continue
        framed = part if isinstance(part, _Framed) else None
        found.append(part)
    return found


def _is_note(text: Text, framed: _Framed) -> bool:
    if text.level or captions.is_title(text.text):
        return False
    if captions.is_note(text.text):
        return True
    number = number_of(text.text)
    if framed.notes:
        first = number_of(framed.notes[-1].split("：", 1)[-1].split(":", 1)[-1])
        return (
            number is not None
            and first is not None
            and (number.style, number.ordinal) == (first.style, first.ordinal + 1)
        )
    empty = not any(captions.has_amounts(grid) for grid in framed.grids)
    return number is None and empty and captions.says_nothing(text.text)


def _cover(parts: Sequence[Part], contents: Contents) -> list[Text]:
    """The texts before the contents, or before the first sentence, numbered heading or table."""
    listed = min((entry.at for entry in contents.entries), default=None)
    found: list[Text] = []
    for part in parts:
        if not isinstance(part, Text) or len(found) >= 12:
            break
        if listed is not None and part.at > listed:
            break
        if listed is None and (
            number_of(part.text) or width(part.text) > 60 or any(c in "。；" for c in part.text)
        ):
            break
        found.append(part)
    return found

"""Web pages to lines and grids: the article as it is seen, without the site around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

from .framing import framed
from .marks import letter, roman
from .raw import Cell, Grid, Line, Lost, Raw, Unreadable
from .text import decode

Block = Line | Grid | Lost

#: What is not text, or not the document: programs, drawings, forms, and the site around the article.
UNREAD = frozenset(
    ("script", "style", "noscript", "template", "svg", "head", "title", "nav", "header", "footer", "aside")
    + ("select", "input", "textarea", "object", "embed", "video", "audio", "canvas", "map", "dialog", "math")
)
ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "tooltip", "menu")
)
#: Names that sites give to what stands around the article.
AROUND = frozenset(
    ("nav", "menu", "footer", "foot", "breadcrumb", "breadcrumbs", "crumbs", "sidebar", "share", "toolbar")
    + ("copyright", "pagination", "skip", "ttools", "navbar", "topnav")
)
BLOCKS = frozenset(
    ("p", "div", "li", "ul", "ol", "dl", "section", "article", "main", "blockquote", "pre", "center", "form")
    + (
        "fieldset",
        "address",
        "hr",
        "figure",
        "figcaption",
        "body",
        "html",
        "details",
        "summary",
        "h1",
        "h2",
        "h3",
    )
    + ("h4", "h5", "h6", "caption", "td", "th", "tr", "tbody", "thead", "tfoot")
)
HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
HIDING_RULE = re.compile(r"(?:^|[}\s,])\.([\w-]+)\s*\{([^}]*)\}")
CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201d]"
BROKEN = re.compile(rf"(?<={WIDE})[ \t\r\f]*\n\s*(?={WIDE})")

#: A line break; the source's own line ends are nothing but space.
BREAK = "\x01"

#: So wide and high a picture, in pixels, may hold a table.
LARGE = (400, 150)
#: A cell with so many paragraphs, or so much text, is a part of the page and no cell of a table.
PARAGRAPHS, CHARACTERS = 12, 2500
WIDEST = 200
DEEPEST = 250


def read_html(data: bytes) -> Raw:
    """A web page. Of a page of this portal the parts of the document are read; of any other, what it shows apart from
    the site's own head, foot and navigation. Raises ``Unreadable`` where nothing is there to be read."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", _decoded(data)).replace("\0", "").replace(BREAK, "")
    if not text.strip():
        raise Unreadable("网页里没有文字，请确认上传的是已公开的网页")
    try:
        root = lxml_html.document_fromstring(
            text, parser=lxml_html.HTMLParser(huge_tree=True, no_network=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("文件不是能读的网页，请确认上传的是已公开的网页") from error
    walker = Walker(frozenset(_hidden_classes(root)))
    blocks: list[Block] = []
    for part in _parts(root):
        blocks += walker.blocks(part)
    if not any(isinstance(block, Line | Grid) for block in blocks):
        raise Unreadable("网页里没有文字，可能由脚本显示或是图片，请上传有文字的文件")
    return Raw(tuple(blocks))


def _decoded(data: bytes) -> str:
    """By the mark, by what the page says, by what it is."""
    named = CHARSET.search(data[:4096])
    if named and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = named[1].decode("ascii").lower()
        name = "gb18030" if name in ("gb2312", "gbk", "gb_2312-80") else name
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            return decode(data)  # a page that says the wrong thing is read as what it is
    return decode(data)


def _parts(root: lxml_html.HtmlElement) -> list[lxml_html.HtmlElement]:
    """Where the document stands: the parts of a page of this portal, else the article, else the whole page."""
    own = root.xpath(
        ".//main//section[contains(concat(' ', @class, ' '), ' part ') and contains(@class, 'text')]"
    )
    if own:
        return [*root.xpath(".//main//h1")[:1], *own]
    whole = len(root.text_content())
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = root.xpath(path)
        if len(found) == 1 and len(found[0].text_content()) > 0.3 * whole:
            return list(found)
    return list(root.xpath("./body")) or [root]


def _hidden_classes(root: lxml_html.HtmlElement) -> Iterator[str]:
    for style in root.iter("style"):
        for name, rules in HIDING_RULE.findall(style.text or ""):
            if HIDING.search(rules):
                yield name


@dataclass
class Walker:
    """Goes through a part of a page in order, gathering the text of a paragraph until a block begins or ends."""

    hidden: frozenset[str]
    text: list[str] = field(default_factory=list)
    found: list[Block] = field(default_factory=list)

    def blocks(self, part: lxml_html.HtmlElement) -> list[Block]:
        self.text, self.found = [], []
        self.walk(part, 0, is_root=True)
        self.flush()
        return self.found

    def walk(
        self,
        element: lxml_html.HtmlElement,
        level: int,
        *,
        centred: bool = False,
        depth: int = 0,
        is_root: bool = False,
    ) -> None:
        if depth > DEEPEST:
            raise Unreadable("网页的嵌套层次过深，不像是公开的预算文件")
        tag = element.tag
        if not isinstance(tag, str) or (not is_root and self.is_unread(element)):
            return
        if tag == "br":
            self.text.append(BREAK)
            return
        if tag == "img":
            self.picture(element)
            return
        if tag == "iframe":
            self.flush()
            self.found.append(Lost(0, "网页里嵌入的页面或附件没有读出"))
            return
        if tag == "table":
            self.flush()
            self.found += self.table(element, depth + 1)
            return
        is_block = tag in BLOCKS
        if tag == "dt" or is_block:
            self.flush(level, centred)
        if tag == "dd" and not "".join(self.text).rstrip().endswith(("：", ":")):
            self.text.append("：")
        own_level = int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else level
        own_centred = centred or tag == "center" or _is_centred(element)
        if tag == "li":
            self.text.append(_marker(element))
        self.text.append(element.text or "")
        for child in element:
            self.walk(child, own_level, centred=own_centred, depth=depth + 1)
            self.text.append(child.tail or "")
        if is_block or tag == "dd":
            self.flush(own_level, own_centred)

    def is_unread(self, element: lxml_html.HtmlElement) -> bool:
        """Whether this is not seen, or belongs to the site and not to the document."""
        if element.tag in UNREAD or element.get("role", "").lower() in ROLES:
            return True
        if "hidden" in element.attrib or "popover" in element.attrib or element.get("aria-hidden") == "true":
            return True
        if HIDING.search(element.get("style", "")):
            return True
        names = {*element.get("class", "").split(), element.get("id", "")}
        if names & self.hidden or {name.lower() for name in names} & AROUND:
            return True
        return element.tag in ("ul", "ol", "div", "p") and _is_all_links(element)

    def flush(self, level: int = 0, centred: bool = False) -> None:
        text, self.text = "".join(self.text), []
        lines = lines_of(text)
        if level:
            lines = ["".join(lines)] if lines else []
        self.found += [Line(line, is_whole=True, level=level, is_centred=centred) for line in lines]

    def picture(self, element: lxml_html.HtmlElement) -> None:
        sizes = [_pixels(element, name) for name in ("width", "height")]
        if sizes[0] >= LARGE[0] and sizes[1] >= LARGE[1]:
            self.flush()
            self.found.append(Lost(0, "图片里的文字或表格没有读出"))

    # Tables

    def table(self, table: lxml_html.HtmlElement, depth: int) -> Iterator[Block]:
        """A table, or where it only lays the page out, what stands in it."""
        rows = [row for row in _rows(table) if not self.is_unread(row)]
        cells = [
            [cell for cell in row if cell.tag in ("td", "th") and not self.is_unread(cell)] for row in rows
        ]
        if _is_layout(table, cells):
            inner = Walker(self.hidden)
            for cell in (cell for row in cells for cell in row):
                inner.text, inner.found = [], []
                inner.walk(cell, 0, depth=depth, is_root=True)
                inner.flush()
                yield from inner.found
            return
        for caption in table.findall("caption"):
            if not self.is_unread(caption):
                yield from self.caption(caption)
        placed = [
            Cell(self.text_in(element), row, column, height, width)
            for element, row, column, height, width in _placed(cells)
        ]
        heads = 0
        for row, own in zip(rows, cells, strict=True):
            if row.getparent().tag != "thead" and not (own and all(cell.tag == "th" for cell in own)):
                break
            heads += 1
        yield from framed(Grid(tuple(placed), heads=heads if heads < len(rows) else 0))

    def caption(self, caption: lxml_html.HtmlElement) -> Iterator[Line]:
        """A caption's lines: each of its own parts is one (the title; maker and unit)."""
        parts = [
            child for child in caption if isinstance(child.tag, str) and child.tag in ("span", "div", "p")
        ]
        if not parts or (caption.text or "").strip():
            parts = [caption]
        for part in parts:
            pieces = [self.text_in(child) for child in part if isinstance(child.tag, str)]
            is_plain = not pieces or (part.text or "").strip()
            text = self.text_in(part) if is_plain else "  ".join(filter(None, pieces))
            if text:
                yield Line(text, is_whole=True, is_centred=True)

    def text_in(self, element: lxml_html.HtmlElement) -> str:
        """The text of a cell as one line; paragraphs and breaks are joined as lines of a cell are."""
        inner = Walker(self.hidden)
        found = inner.blocks(element)
        parts = [block.text for block in found if isinstance(block, Line)]
        text = ""
        for part in parts:
            gap = text[-1:].isascii() and text[-1:].isalnum() and part[0].isascii() and part[0].isalpha()
            text += " " * gap + part
        return text


def lines_of(text: str) -> list[str]:
    """The text of a block as paragraphs: a break ends one where a sentence ends or the next is indented."""
    found: list[str] = []
    for part in BROKEN.sub("", text).split(BREAK):
        is_indented = re.match(r"[ \t\r\n]*(?:\u3000|\u00a0{2,})", part) is not None
        line = re.sub(r"[ \t\r\n\f]+", " ", part).strip(" \u3000\u00a0")
        line = re.sub(r"[\u00a0 ]{2,}", "  ", line).replace("\u00a0", " ").replace("\u200b", "")
        if not line:
            continue
        if found and not is_indented and found[-1][-1] not in "。；：！？;:!?":
            found[-1] += line
        else:
            found.append(line)
    return found


def _is_centred(element: lxml_html.HtmlElement) -> bool:
    return (
        element.get("align", "").lower() == "center" or CENTRED.search(element.get("style", "")) is not None
    )


def _is_all_links(element: lxml_html.HtmlElement) -> bool:
    """Whether nothing but several links stands in it: a menu, a path, a list of other pages."""
    links = [link for link in element.iter("a") if link.get("href")]
    if len(links) < 2:
        return False
    whole = _length(element)
    inside = sum(map(_length, links))
    return whole > 0 and inside >= 0.85 * whole


def _length(element: lxml_html.HtmlElement) -> int:
    """How much text stands in an element; signs between links of a path are none."""
    return len(re.sub(r"[\s>/|»›·：:]+", "", element.text_content()))


def _pixels(element: lxml_html.HtmlElement, name: str) -> int:
    style = re.search(rf"(?:^|;)\s*{name}\s*:\s*(\d+)", element.get("style", ""))
    text = element.get(name, "") or (style[1] if style else "")
    found = re.match(r"\d{1,5}", text)
    return int(found[0]) if found else 0


def _marker(item: lxml_html.HtmlElement) -> str:
    """The number that an ordered list prints before an item."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol" or "none" in parent.get("style", ""):
        return ""
    start = parent.get("start", "1")
    count = int(start) if re.fullmatch(r"\d{1,4}", start) else 1
    for before in parent.iterchildren("li"):
        value = before.get("value", "")
        count = int(value) if re.fullmatch(r"\d{1,4}", value) else count
        if before is item:
            break
        count += 1
    styles = {
        "A": letter(max(count, 1)),
        "a": letter(max(count, 1)).lower(),
        "I": roman(count),
        "i": roman(count).lower(),
    }
    return styles.get(parent.get("type", "1"), str(count)) + ". "


def _rows(table: lxml_html.HtmlElement) -> Iterator[lxml_html.HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _is_layout(table: lxml_html.HtmlElement, cells: Iterable[Iterable[lxml_html.HtmlElement]]) -> bool:
    """Whether a table only lays out the page: tables, headings or whole texts stand in its cells, or it is one column."""
    if table.get("role") in ("presentation", "none"):
        return True
    if next((inner for inner in table.iter("table") if inner is not table), None) is not None:
        return True
    if table.find("caption") is not None and next(table.iter("th"), None) is not None:
        return False  # it says itself that it is a table, however long its texts are
    rows = [list(row) for row in cells]
    if max((len(row) for row in rows), default=0) <= 1:
        return True
    for cell in (cell for row in rows for cell in row):
        if sum(1 for _ in cell.iter("p")) > PARAGRAPHS or len(cell.text_content()) > CHARACTERS:
            return True
        if next(cell.iter("h1", "h2", "h3"), None) is not None:
            return True
    return False


def _placed(
    rows: list[list[lxml_html.HtmlElement]],
) -> Iterator[tuple[lxml_html.HtmlElement, int, int, int, int]]:
    """Each cell with its row, column, height and width, spans kept inside the table."""
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        column = 0
        for cell in row:
            while (r, column) in taken:
                column += 1
            height = min(_span(cell, "rowspan") or len(rows), len(rows) - r)
            width = min(max(_span(cell, "colspan"), 1), WIDEST)
            taken |= {(r + a, column + b) for a in range(height) for b in range(width)}
            yield cell, r, column, height, width
            column += width


def _span(cell: lxml_html.HtmlElement, name: str) -> int:
    text = cell.get(name, "1").strip()
    return int(text) if re.fullmatch(r"\d{1,5}", text) else 1

"""The parts of a workbook (.xlsx): its sheets, and what their cells hold, before anybody says what it shows or means.

What programs write is nearly always written in one way: ``<c r="B2" s="3" t="s"><v>17</v></c>`` within its row. That is
taken apart by one regular expression, which must account for every character between ``<sheetData>`` and its end; what
stands around it is parsed as XML. A sheet written in any other way (prefixes, comments, rich text in cells, cells without
a place) is parsed as XML altogether, with the same result. Measured on a sheet of 150 rows and 12 columns: 0.6 ms for the
expression, 1.9 for lxml with a tree, 3.5 for expat, 6.5 for lxml's iterparse; openpyxl loads that workbook in 11.8.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html import unescape

from lxml import etree

from budgets.intake.cells import column_of

from .cell_formats import BUILT_IN
from .package import SAFELY, Package, parse
from .prescan import BROKEN
from .raw import Unreadable

KIND = "Excel 工作簿（.xlsx）"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
#: A number as a program writes it into a cell; 1E400 and NaN are none.
HELD = re.compile(r"[-+]?(?:[0-9]{1,20}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?")
#: So much of a sheet is taken apart at a time: a sheet may be formatted to its very end.
PIECE = 2**18
#: A format longer than any that a program writes.
LONGEST_FORMAT = 255


#: What a cell holds: its row and column from 0, the number of its style, its type as the file names it (n, s, str,
#: inlineStr, b, e, d), its value with shared texts resolved, None where there is none, and whether a formula stands in it.
#: A plain tuple: there are thousands of them in every sheet.
Held = tuple[int, int, int, str, str | None, bool]


@dataclass(frozen=True)
class Style:
    """How a cell shows its number, and whether lines are drawn around it."""

    code: str = "General"
    is_framed: bool = False


@dataclass(frozen=True)
class Listed:
    """A sheet as the workbook lists it; ``kind`` of its part (worksheet, chartsheet), ``part`` its name."""

    name: str
    kind: str
    part: str
    is_hidden: bool


@dataclass
class Furniture:
    """What a sheet says of its cells: merged areas (top, left, bottom, right), hidden rows and columns, from 0.

    ``shows_zeros``: a 0 is shown as one. Rows beyond ``most_rows`` and columns beyond ``most_columns`` are not told of.
    """

    most_rows: int
    most_columns: int
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    shows_zeros: bool = True

    def take(self, element: etree._Element) -> None:
        """One element of a sheet that is no cell and no row."""
        tag = element.tag
        if tag == S + "col":
            if element.get("hidden") in ("1", "true") or element.get("width") in ("0", "0.0"):
                first, last = number_in(element.get("min"), 1), number_in(element.get("max"), 1)
                self.hidden_columns |= set(range(max(first, 1) - 1, min(last, self.most_columns)))
        elif tag == S + "mergeCell":
            if area := self._area(element.get("ref", "")):
                self.merged.append(area)
        elif tag == S + "sheetView" and element.get("showZeros") in ("0", "false"):
            self.shows_zeros = False

    def _area(self, reference: str) -> tuple[int, int, int, int] | None:
        """Of A1:C2 the first row and column and the last."""
        first, _, last = reference.partition(":")
        (top, left), (bottom, right) = (place_of(part, (-1, -2)) for part in (first, last or first))
        if left < 0 or right < 0:
            return None
        return top, left, min(bottom, self.most_rows), min(right, self.most_columns)


class Workbook:
    """A workbook by its parts. Raises ``Unreadable`` for files that are broken, encrypted or no workbook."""

    def __init__(self, data: bytes) -> None:
        self._package = Package(data, KIND)
        root = self._package.xml(self._package.main)
        related = self._package.related(self._package.main)
        parts = {kind: name for kind, name in related.values()}
        self.strings = _strings(self._optional(parts.get("sharedStrings")))
        self.styles = _styles(self._package.optional(parts.get("styles")))
        self.is_1904 = any(e.get("date1904") in ("1", "true") for e in root.iter(S + "workbookPr"))
        self.sheets = [
            Listed(
                sheet.get("name", ""),
                *related.get(sheet.get(R + "id", ""), ("", "")),
                sheet.get("state", "visible") != "visible",
            )
            for sheet in root.iter(S + "sheet")
        ]

    def _optional(self, part: str | None) -> bytes:
        return self._package.read(part) if part and self._package.has(part) else b""

    def style(self, at: int) -> Style:
        return self.styles[at] if at < len(self.styles) else Style()

    @cached_property
    def by_number(self) -> dict[str, str]:
        """The shared texts by number as cells write it."""
        return {str(n): text for n, text in enumerate(self.strings)}

    def part(self, sheet: Listed) -> bytes:
        """A sheet as it is written."""
        return self._package.read(sheet.part)

    def held(self, part: bytes, furniture: Furniture) -> Iterator[Held]:
        """The cells of a sheet in its order, those too that only have a style. ``furniture`` is filled by the time that the
        last cell is given. Raises Unreadable where a text is missing."""
        given = 0
        with suppress(Unusual):  # then from where it stopped, by way of a tree
            for batch in batches(part, furniture, with_empty=True):
                for cell in batch.held(self.strings):
                    given += 1
                    yield cell
            return
        for n, cell in enumerate(self.parsed(part, furniture)):
            if n >= given:
                yield cell

    def parsed(self, part: bytes, furniture: Furniture) -> Iterator[Held]:
        """The same of a sheet in any hand, by way of a tree."""
        return _parsed(part, self.strings, furniture)


def number_in(text: str | None, default: int = 0) -> int:
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,9}", text) else default


def place_of(reference: str | None, before: tuple[int, int]) -> tuple[int, int]:
    """A cell's row and column; where it names none it follows the one before."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", reference or "")
    if not found:
        return max(before[0], 0), before[1] + 1
    return int(found[2]) - 1, column_of(found[1])


# Texts and styles --------------------------------------------------------------------------------------------------

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: Characters that XML does not allow: a part that has one is for the parser, which refuses it.
NO_XML = bytes({*range(32)} - {9, 10, 13})
NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
#: References that are resolved here; whoever writes others is read by the parser.
ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#(?:9|10|13|34|38|39|60|62)|#x(?:9|A|D|22|26|27|3C|3E));)")
STRING = re.compile(
    r'<si>(?:<t(?: xml:space="preserve")?>([^<>]*)</t>|<t ?/>)?(?:<phoneticPr [^<>]*/>)?</si>\s*|(\S[\s\S]*)'
)


def as_text(text: str) -> str:
    """A text as the program shows it: characters that XML cannot hold are written as _x000D_, and are none of a text."""
    if "_x" in text:
        text = ESCAPED.sub(_unescaped, text)
    return text.replace("\r", "") if "\r" in text else text


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    if code < 32:
        return chr(code) if code in (9, 10) else ""
    return found[0] if 0xD800 <= code < 0xE000 else chr(code)


def _plain(text: str) -> str:
    """Character data of XML as text."""
    return as_text(unescape(text) if "&" in text else text)


def _decoded(part: bytes) -> str | None:
    """A piece of XML as text with line ends as XML has them; None where only a parser can judge it."""
    if len(part.translate(None, NO_XML)) < len(part) or any(code in part for code in NO_CHARACTERS):
        return None
    try:
        text = part.decode()
    except UnicodeDecodeError:
        return None
    if "&" in text and ENTITY.search(text):
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _strings(part: bytes) -> list[str]:
    """The texts that cells refer to by number; readings above characters (rPh) are no text of the cell."""
    if not part:
        return []
    inside = _inside(part, "sst")
    if inside is not None:
        found = STRING.findall(inside)
        if not found or not found[-1][1]:
            return [_plain(text) for text, _ in found]
    strings = []
    for element in _stream(part):
        if element.tag == S + "si":
            strings.append(_text(element))
            element.clear()
    return strings


def _inside(part: bytes, tag: str) -> str | None:
    """What stands within the root, where the rest is nothing but the root; None where it is not so."""
    found = re.match(
        rb'(?:<\?xml version="1.0" encoding="(?i:utf-8)"[^<>]*\?>\s*)?<%b(?: [^<>]*)?>' % tag.encode(), part
    )
    end = part.rfind(b"</" + tag.encode())
    if not found or end < found.end() or b"<!" in part:
        return None
    shell = parse(part[: found.end()] + part[end:], KIND)
    return _decoded(part[found.end() : end]) if shell.tag == S + tag else None


def _stream(part: bytes) -> Iterator[etree._Element]:
    """The elements of a part as they end; the caller clears what it has read."""
    events = etree.iterparse(io.BytesIO(part), events=("end",), **SAFELY)
    try:
        for n, (_, element) in enumerate(events):
            if n == 0 and element.getroottree().docinfo.doctype:
                raise Unreadable("文件含不允许的 XML 定义，请用办公软件打开后另存再上传")
            yield element
    except etree.XMLSyntaxError as error:
        raise Unreadable("文件损坏，内容无法解析，请用办公软件打开后另存再上传") from error


def _text(element: etree._Element) -> str:
    return as_text("".join(t.text or "" for t in element.iter(S + "t") if t.getparent().tag != S + "rPh"))


def _styles(root: etree._Element | None) -> list[Style]:
    if root is None:
        return []
    codes = dict(BUILT_IN)
    for e in root.iter(S + "numFmt"):
        codes[number_in(e.get("numFmtId"))] = e.get("formatCode", "General")[:LONGEST_FORMAT]
    borders = [
        sum(side.get("style", "none") != "none" for side in border) >= 2
        for border in root.iterfind(f"{S}borders/{S}border")
    ]
    found = []
    for xf in root.iterfind(f"{S}cellXfs/{S}xf"):
        border = number_in(xf.get("borderId"))
        found.append(
            Style(
                codes.get(number_in(xf.get("numFmtId")), "General"),
                border < len(borders) and borders[border],
            )
        )
    return found


def _shared(number: str, strings: list[str]) -> str:
    at = number_in(number, 10**9)
    if at >= len(strings):
        raise Unreadable(BROKEN)
    return strings[at]


# A sheet as programs write it ----------------------------------------------------------------------------------------

#: A value that is a plain number already, or the number of a text.
_PLAIN = r"(0|-?(?:[1-9][0-9]{0,12}(?:\.[0-9]?[1-9])?|0\.[0-9]?[1-9]))"
#: Nearly every cell: its column and row, its other attributes, its formula, its value (a plain number, or another one);
#: several without any content; and whatever else there is: a cell of another build, a row, the end of a row, or what is
#: none of these, to the end.
_VALUED = (
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"([^<>/]*)>(<f[^<>]*(?:/>|>[^<>]*</f>))?'
    rf"<v>(?:{_PLAIN}|([^<>]+))</v></c>\s*"
)
_EMPTY = r'(?:<c r="[A-Z]{1,3}[0-9]{1,7}"[^<>/]*/>\s*)+'
_OTHER = (
    r'(<row [^<>]*>|</row>(?=\s*(?:<row |\Z))|<c r="[A-Z]{1,3}[0-9]{1,7}"[^<>]*(?:/>|(?<!/)>'
    r"(?:<f[^<>]*(?:/>|>[^<>]*</f>))?(?:<v></v>|<v ?/>|<is><t(?: [^<>]*)?>[^<>]*</t></is>)?</c>)|\S[\s\S]*)\s*"
)
ALL = re.compile(f"{_VALUED}|{_OTHER}")
FILLED = re.compile(f"{_VALUED}|{_EMPTY}|{_OTHER}")
CELL = re.compile(
    r'<c r="([A-Z]+)([0-9]+)"([^<>/]*)(?:/>|>(<f.*?(?:/>|</f>))?(<v></v>|<v ?/>)?(?:<is><t[^<>]*>([^<>]*)</t></is>)?</c>)\Z',
    re.DOTALL,
)
ROW = re.compile(r'<row r="([0-9]{1,7})"((?: [A-Za-z0-9:]+="[^"<>]*")*)(/?)>\Z')
ATTRIBUTE = re.compile(r'([A-Za-z0-9:]+)="([^"]*)"')
OF_CELL = re.compile(r'(?: (?:s|t|cm|vm|ph)="[A-Za-z0-9]*")*')
BEGIN, END = b"<sheetData>", b"</sheetData>"


class Unusual(Exception):
    """The sheet is written in a way that the parser must judge."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some hundred rows. ``tokens`` are the cells with a value, one after the other: letters of the column, digits of the
    row, attributes (``style_and_kind``), formula, value where it is a plain number, value where it is not; among them, the
    last of seven and in ``rest`` again, what is no such cell and ``held`` knows."""

    tokens: list[tuple[str, str, str, str, str, str, str]]
    rest: list[str] = field(default_factory=list)

    def held(self, strings: list[str]) -> Iterator[Held]:
        """Its cells in order."""
        for letters, digits, more, formula, plain, value, other in self.tokens:
            if letters:
                style, kind = style_and_kind(more)
                value = _shared(plain, strings) if kind == "s" else plain or _plain(value)
                yield int(digits) - 1, column_of(letters), style, kind, value, formula != ""
            elif other.startswith("<c "):
                yield _other_cell(other)

    def others(self) -> Iterator[Held]:
        """Those of its cells that have a text of their own, an empty one, or a formula that was never worked out."""
        for other in self.rest:
            if other.startswith("<c "):
                held = _other_cell(other)
                if held[4] is not None or held[5]:
                    yield held


def batches(part: bytes, furniture: Furniture, *, with_empty: bool = False) -> Iterator[Batch]:
    """The cells of a sheet as programs write it, and into ``furniture`` what it says of them; ``with_empty`` those too that
    only have a style. Raises Unusual, maybe after some were given."""
    start, end = part.find(BEGIN) + len(BEGIN), part.rfind(END)
    if start < len(BEGIN) or end < start or not _has_usual_shell(part, start, end, furniture):
        raise Unusual
    open_rows = 0
    for piece in _pieces(part, start, end):
        tokens = (ALL if with_empty else FILLED).findall(piece)
        rest = [token[6] for token in tokens if token[6]]
        for other in rest:
            if other == "</row>":
                open_rows -= 1
            elif other.startswith("<row "):
                open_rows += _opens(other, furniture)
            elif not other.startswith("<c "):
                raise Unusual
        yield Batch(tokens, rest)
    if open_rows:
        raise Unusual


def _has_usual_shell(part: bytes, start: int, end: int, furniture: Furniture) -> bool:
    """Whether what stands around the rows is XML with one place for them, in the names of a sheet; notes what it says."""
    head = part[:start]
    if part.count(BEGIN, 0, end) > 1 or part.find(b"xmlns", start, end) >= 0:
        return False
    if not head.startswith((b"<worksheet", b"<?xml")) or not _is_utf8(head[:200]):
        return False
    try:
        root = parse(head + part[end:], KIND)
    except Unreadable:
        return False
    holders = list(root.iter(S + "sheetData"))
    if root.tag != S + "worksheet" or len(holders) != 1 or holders[0].getparent() is not root:
        return False
    for element in root.iter(S + "col", S + "mergeCell", S + "sheetView"):
        furniture.take(element)
    return True


def _pieces(part: bytes, at: int, end: int) -> Iterator[str]:
    """What stands between the ends, a number of rows at a time."""
    while at < end:
        cut = part.find(b"</row>", at + PIECE, end)
        cut = end if cut < 0 else cut + len(b"</row>")
        piece = _decoded(part[at:cut])
        if piece is None:
            raise Unusual
        yield piece
        at = cut


def _opens(text: str, furniture: Furniture) -> bool:
    """Whether the end of a row is still to come; notes whether it is hidden."""
    if "hidden" not in text and 'ht="0' not in text:
        return not text.endswith("/>")
    found = ROW.match(text)
    if not found:
        raise Unusual
    row = int(found[1])
    if row <= furniture.most_rows and _is_hidden(dict(ATTRIBUTE.findall(found[2]))):
        furniture.hidden_rows.add(row - 1)
    return not found[3]


def _other_cell(text: str) -> Held:
    """A cell without a value, with one that is empty, or with a text of its own."""
    found = CELL.match(text)
    if not found:
        raise Unusual
    letters, digits, more, formula, nothing, own = found.groups()
    style, kind = style_and_kind(more)
    value = _plain(own) if own and kind == "inlineStr" else None
    if nothing and kind == "str":
        value = ""
    return int(digits) - 1, column_of(letters), style, kind, value, formula is not None


def _is_utf8(head: bytes) -> bool:
    found = re.match(rb"<\?xml[^<>]*?encoding=[\"']([A-Za-z0-9_-]*)[\"']", head)
    return found is None or found[1].lower() == b"utf-8"


@lru_cache(maxsize=4096)
def style_and_kind(text: str) -> tuple[int, str]:
    """Style and type of a cell; programs write few different ones. Raises Unusual for what they never write."""
    if not OF_CELL.fullmatch(text):
        raise Unusual
    found = dict(ATTRIBUTE.findall(text))
    return number_in(found.get("s")), found.get("t", "n")


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden") in ("1", "true") or attributes.get("ht") in ("0", "0.0")


# A sheet written in any other way --------------------------------------------------------------------------------------


def _parsed(part: bytes, strings: list[str], furniture: Furniture) -> Iterator[Held]:
    furniture.merged.clear()
    at = (-1, -1)
    for element in _stream(part):
        tag = element.tag
        if tag == S + "c":
            at = place_of(element.get("r"), at)
            yield _held(element, at, strings)
        elif tag == S + "row":
            row = number_in(element.get("r"), at[0] + 1) - 1 if element.get("r") else max(at[0], 0)
            if row < furniture.most_rows and _is_hidden(dict(element.attrib)):
                furniture.hidden_rows.add(row)
            at = (row + 1, -1)
            element.clear()
        else:
            furniture.take(element)


def _held(cell: etree._Element, at: tuple[int, int], strings: list[str]) -> Held:
    kind = cell.get("t", "n")
    is_formula = cell.find(S + "f") is not None
    value = "".join(map(_text, cell.findall(S + "is"))) if kind == "inlineStr" else cell.findtext(S + "v")
    if value and kind == "s":
        value = _shared(value, strings)
    elif value:
        value = as_text(value)
    is_text = value == "" and kind == "str"
    return *at, number_in(cell.get("s")), kind, value if is_text else value or None, is_formula

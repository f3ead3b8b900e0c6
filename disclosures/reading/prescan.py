"""What a file is, by its content and not by its name, and whether it is safe to unpack.

A packed file of a megabyte may unpack to gigabytes, and a sheet of two kilobytes may claim seventeen billion cells.
So every XML part is unpacked here once, in pieces, and counted; nothing is built from it.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator

from .raw import TOO_MUCH, Unreadable

MOST_BYTES = 20 * 2**20  # of an upload
MOST_UNPACKED = 50 * 2**20  # of all XML parts together
MOST_PACKED_PICTURES = 400 * 2**20  # of everything, as the file itself says
MOST_PARTS = 2000
MOST_ROWS, MOST_COLUMNS = 5000, 200
MOST_CELLS = 100_000  # that hold something, on all sheets together
MOST_STRINGS = 2_000_000
MOST_TEXT = 6 * 2**20  # bytes of a text or a page
MOST_LINES = 100_000
MOST_TYPES = 2**18  # bytes of the list of what the parts are
MOST_TAGS = 400_000
DEEPEST_TAG = 400
PIECE = 2**18

EMPTY = "文件损坏，无法打开：文件是空的，请确认后重新上传。"
TOO_LARGE = f"文件超过 {MOST_BYTES // 2**20} MB。请压缩图片或另存后再上传。"
BROKEN = "文件损坏，无法打开。请用原来的软件打开确认，另存后再上传。"
ODD = "文件结构异常，未予读取。请用原来的软件打开，另存后再上传。"
UNPACKED = f"解压后超过 {MOST_UNPACKED // 2**20} MB，不像一份预算公开文件，未予读取。"
LOCKED = "文件设有密码，请取消密码后再上传。"
XML = "含不允许的 XML 定义（DOCTYPE），请用原来的软件另存后再上传。"
MACROS = "不接受含宏文件，请另存为 .xlsx 或 .docx 后再上传。"
LINKED = "含外部链接，请断开后上传。"
NO_WORKBOOK = "不是 Excel 工作簿（.xlsx），请另存为 .xlsx 后再上传。"
ROWS = f"工作表超过 {MOST_ROWS} 行，不像一份预算公开文件，未予读取。"
CELLS = f"工作簿超过 {MOST_CELLS // 10_000} 万个单元格，不像一份预算公开文件，未予读取。"
NESTED = "网页的标签过多或嵌套过深，不像一份预算公开文件，未予读取。"
OTHER = "不是可以读取的文件格式。请上传 PDF（有文字的）、.docx、.xlsx、.html 或 .txt 文件。"
SHEET = "这是 {}，请另存为 .xlsx 后再上传。"
WORD = "这是 {}，请另存为 .docx 后再上传。"
PICTURE = "这是图片，读不出文字。请上传有文字的 PDF、.docx 或 .xlsx 文件。"
ARCHIVE = "这是压缩包，请解压后逐个上传其中的文件。"

#: How files begin that cannot be read, and what to do instead.
_BEGINNINGS = (
    (b"{\\rtf", WORD.format("RTF 文件")),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
    (b"PK\x07\x08", ARCHIVE),
    (b"MZ", OTHER),
    (b"\x7fELF", OTHER),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TAG = re.compile(
    rb"<(/?)(div|span|table|section|article|font|center|blockquote|ul|ol)\b[^<>]*?(/?)>", re.IGNORECASE
)


def has_its_ending(data: bytes, name: str) -> bool:
    """Whether a file that is called a workbook can be one: it is packed, or of the time before, which is said later."""
    return (
        not name.lower().endswith(".xlsx") or data.startswith((b"PK", _OLE)) or not data.strip(b"\0 \t\r\n")
    )


def format_of(data: bytes) -> str:
    """What a file is: ``pdf``, ``docx``, ``xlsx``, ``html``, ``json`` or ``text``. Raises Unreadable for anything else,
    and for what is not safe to unpack."""
    if len(data) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable(EMPTY)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _packed_format(data)
    if data.startswith(b"PK\x05\x06"):
        raise Unreadable(EMPTY)
    if data.startswith(_OLE):
        raise Unreadable(_ole(data))
    for beginning, message in _BEGINNINGS:
        if data.startswith(beginning):
            raise Unreadable(message)
    return _text_format(data)


def _ole(data: bytes) -> str:
    """Files of the time before 2007, and of every time with a password."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        return LOCKED
    if has("WordDocument"):
        return WORD.format("旧格式文档（.doc 或 .wps）")
    if has("Workbook") or has("Book"):
        return SHEET.format("旧格式工作簿（.xls 或 .et）")
    return OTHER


def _text_format(data: bytes) -> str:
    if len(data) > MOST_TEXT or data.count(b"\n") > MOST_LINES:
        raise Unreadable(TOO_MUCH)
    head = data[:4096]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    elif b"\0" in head:
        raise Unreadable(OTHER)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"{") and b'"' in start:
        return "json"
    if start.startswith(b"<?xml") and b"opendocument" not in start:
        if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
            raise Unreadable(SHEET.format("XML 表格"))
        if b"schemas.microsoft.com/office" in start and b"<html" not in start:
            raise Unreadable(WORD.format("XML 文档"))
    if start.startswith(b"mime-version:"):
        raise Unreadable("这是单个文件网页（.mht），请另存为 .html 后再上传。")
    if start.startswith(b"<") and re.search(
        rb"<(?:!doctype html|html|head|body|table|div|meta|p|span)\b", start
    ):
        _scan_html(data)
        return "html"
    # Text has no control characters but tabs, line ends and the marks of pages.
    odd = sum(head.count(bytes([code])) for code in range(32) if code not in (9, 10, 11, 12, 13, 26, 27))
    if odd > len(head) // 100:
        raise Unreadable(OTHER)
    return "text"


def _scan_html(data: bytes) -> None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode()
    if data.count(b"<") > MOST_TAGS:
        raise Unreadable(NESTED)
    depth = 0
    for found in _TAG.finditer(data):
        depth += -1 if found[1] else 0 if found[3] else 1
        depth = max(depth, 0)
        if depth > DEEPEST_TAG:
            raise Unreadable(NESTED)


# Packed files -----------------------------------------------------------------------------------------------------


def _packed_format(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            kind = _kind(package)
            _scan_package(package, kind)
            return kind
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Unreadable(BROKEN) from error
    except RuntimeError as error:  # zipfile says so of a part with a password
        raise Unreadable(LOCKED) from error


def _kind(package: zipfile.ZipFile) -> str:
    parts = package.infolist()
    _scan_list(parts)
    names = {part.filename for part in parts}
    if any(name.endswith("vbaProject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise Unreadable(MACROS)
    if "xl/workbook.bin" in names:
        raise Unreadable(SHEET.format(".xlsb 工作簿"))
    if "mimetype" in names:
        kind = _beginning(package, "mimetype")
        raise Unreadable((SHEET if b"spreadsheet" in kind else WORD).format("OpenDocument 文件"))
    if "OFD.xml" in names:
        raise Unreadable("这是 OFD 文件，请另存为 PDF 后再上传。")
    if "[Content_Types].xml" not in names:
        raise Unreadable(ARCHIVE)
    if b"macroEnabled" in _beginning(package, "[Content_Types].xml"):
        raise Unreadable(MACROS)
    if any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("xl/") for name in names):
        if any(name.startswith(OUTSIDE) for name in names):
            raise Unreadable(LINKED)
        return "xlsx"
    raise Unreadable(OTHER)


#: Parts of a workbook that lead out of it: other files, data sources, embedded objects.
OUTSIDE = ("xl/externalLinks/", "xl/connections", "xl/queryTables/", "xl/embeddings/")
PACKED = (".zip", ".rar", ".7z", ".gz")


def _beginning(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(MOST_TYPES)


def _scan_list(parts: list[zipfile.ZipInfo]) -> None:
    """The list of parts: how many, how large, under what names."""
    if len(parts) > MOST_PARTS:
        raise Unreadable(ODD)
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(LOCKED)
    names = [part.filename for part in parts]
    if len({name.lower() for name in names}) < len(names):
        raise Unreadable(ODD)
    for part in parts:
        way = part.filename.replace("\\", "/")
        if (
            way.lower().endswith(PACKED)
            or way.startswith("/")
            or ".." in way.split("/")
            or ":" in way
            or stat.S_ISLNK(part.external_attr >> 16)
        ):
            raise Unreadable(ODD)
    if sum(part.file_size for part in parts) > MOST_PACKED_PICTURES:
        raise Unreadable(UNPACKED)


def _scan_package(package: zipfile.ZipFile, kind: str) -> None:
    """Every XML part, unpacked once: not too much together, no definitions, no cells beyond what a budget has."""
    room, cells = MOST_UNPACKED, MOST_CELLS
    for part in package.infolist():
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        is_sheet = kind == "xlsx" and part.filename.startswith("xl/worksheets/")
        unplaced = MOST_ROWS
        for piece in _pieces(package, part):
            room -= len(piece) - OVERLAP
            if room < 0:
                raise Unreadable(UNPACKED)
            if any(definition in piece for definition in _DEFINITIONS):
                raise Unreadable(XML)
            if is_sheet:
                if _FAR.search(piece):
                    _scan_cells(piece)
                cells -= _filled(piece)
                if piece.count(b"<row r=") < piece.count(b"<row") or b":row" in piece:
                    unplaced -= len(_UNPLACED.findall(piece, OVERLAP))
                if unplaced < 0:
                    raise Unreadable(ROWS)
                if cells < 0:
                    raise Unreadable(CELLS)
            elif kind == "xlsx" and part.filename.endswith("sharedStrings.xml"):
                _scan_strings(piece)


#: Pieces overlap by this much, so that nothing is missed that stands where two of them meet.
OVERLAP = 256
_DEFINITIONS = tuple("<!DOCTYPE".encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be"))
#: What a cell too far off is called, roughly: few pieces have any, and only those are looked at cell by cell.
_FAR = re.compile(rb"r=[\"'](?:[A-Z]{3}|[H-Z][A-Z]|G[S-Z]|[A-Z]+(?:[5-9][0-9]{3}|[0-9]{5}))")
_CELL = re.compile(
    rb"<(?:\w{1,20}:)?c\s(?:[^<>]{0,200}?\s)?r=[\"']([A-Z]{1,7})([0-9]{1,9})[\"'][^<>]{0,200}(?<!/)>(?!</)"
)
#: A cell that holds something, in a part whose names have prefixes; and a row that does not say which it is.
_FILLED = re.compile(rb"<\w{1,20}:(?:v|is)>")
_UNPLACED = re.compile(rb"<(?:\w{1,20}:)?row(?:\s(?!r=)[^<>=]{1,30}=[\"'][^\"'<>]{0,60}[\"']){0,20}\s?>")
_COUNT = re.compile(rb"(?:uniqueCount|count)=[\"']([0-9]+)[\"']")


def _pieces(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(part) as stream:
        tail = bytes(OVERLAP)
        while piece := stream.read(PIECE):
            yield tail + piece
            tail = (tail + piece)[-OVERLAP:]


def _filled(piece: bytes) -> int:
    """How many cells hold something."""
    usual = piece.count(b"<v>", OVERLAP) + piece.count(b"<is>", OVERLAP)
    return usual + (len(_FILLED.findall(piece, OVERLAP)) if b":v>" in piece or b":is>" in piece else 0)


def _scan_cells(piece: bytes) -> None:
    """Cells that hold something; empty ones are formatting, and sheets may be formatted to their very end."""
    for letters, digits in _CELL.findall(piece):
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        if column > MOST_COLUMNS:
            place = (letters + digits).decode()
            raise Unreadable(f"单元格 {place} 超出允许范围（{MOST_ROWS} 行×{MOST_COLUMNS} 列）。")
        if int(digits) > MOST_ROWS:
            raise Unreadable(ROWS)


def _scan_strings(piece: bytes) -> None:
    for digits in _COUNT.findall(piece):
        if len(digits) > 9 or int(digits) > MOST_STRINGS:
            raise Unreadable(ODD)

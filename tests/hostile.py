"""Files made to do harm, or that are not what they say: how each is made, and what its sender is told.

Run as a program it writes them into a directory, so that making them weighs on no other process.
"""

import io
import json
import random
import struct
import sys
import warnings
import zipfile
import zlib
from pathlib import Path

import pypdf

NOISE = random.Random(2025).randbytes
SENTENCE = "2025年，某县财政局收入预算3,121.42万元，比2024年预算增加107.62万元。\n"


def packed(parts, **options):
    """A zip file of these parts: name → bytes or text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(sheet, **more):
    """The least workbook that holds this sheet."""
    link = f'<Relationship Id="r1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    root = f'<Relationship Id="r1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/>'
    return packed(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE_LINKS}">{root}</Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE_LINKS}">{link}</Relationships>',
            "xl/worksheets/sheet1.xml": sheet,
        }
        | more
    )


def sheet(rows):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def word(body, before="", **more):
    """The least Word file with this body."""
    root = f'<Relationship Id="r1" Type="{LINKS}/officeDocument" Target="word/document.xml"/>'
    return packed(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE_LINKS}">{root}</Relationships>',
            "word/document.xml": f'{before}<w:document xmlns:w="{WORDS}"><w:body>{body}</w:body></w:document>',
        }
        | more
    )


def pdf(objects, root=1):
    """A PDF of these objects, numbered from 1, with a table of their places."""
    out = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    return out


def stream(content, more=b""):
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(content), more, content)


def page_pdf(content, resources=b"<< >>", more=(), stream_more=b""):
    """A PDF of one page with this content; ``more`` are objects from number 5 on."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s >>" % resources
    )
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            stream(content, stream_more),
            *more,
        ]
    )


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
TEXT = b"BT /F1 12 Tf 72 720 Td (Budget 2025) Tj ET"
FONTS = b"<< /Font << /F1 5 0 R >> >>"


def encrypted_pdf():
    writer = pypdf.PdfWriter(io.BytesIO(page_pdf(TEXT, FONTS, [FONT])))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def form_bomb():
    """Ten forms, each drawing the next ten times: ten thousand million strokes from two kilobytes."""
    forms = []
    for number in range(10):
        own = 5 + number
        content = (b"/X Do " * 10) if number < 9 else b"0 0 m 9 9 l S"
        names = b"/Resources << /XObject << /X %d 0 R >> >>" % (own + 1) if number < 9 else b""
        forms.append(stream(content, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + names))
    return page_pdf(b"/X Do", b"<< /XObject << /X 5 0 R >> >>", forms)


def form_in_itself():
    form = stream(b"/X Do", b"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> ")
    names = b"<< /Font << /F1 6 0 R >> /XObject << /X 5 0 R >> >>"
    return page_pdf(TEXT + b" /X Do", names, [form, FONT])


def many_pages(number):
    """A PDF with very many empty pages, that are one object."""
    kids = b" ".join(b"%d 0 R" % (4 + i) for i in range(number))
    pages = [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"] * number
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, number),
            b"<< >>",
            *pages,
        ]
    )


def page_tree_in_itself():
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"])


def huge_count():
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 99999999999 >>"])


def object_that_is_itself():
    return pdf([b"1 0 R", b"2 0 R"])


def inflating_page():
    """A page that unpacks to 300 MB."""
    content = zlib.compress(b"0 0 m 9 9 l S\n" * (300 * 2**20 // 14), 9)
    return page_pdf(content, stream_more=b"/Filter /FlateDecode ")


def scanned_pdf():
    picture = stream(
        b"\0" * 300, b"/Subtype /Image /Width 10 /Height 10 /BitsPerComponent 8 /ColorSpace /DeviceRGB "
    )
    return page_pdf(b"q 595 0 0 842 0 0 cm /I Do Q", b"<< /XObject << /I 5 0 R >> >>", [picture])


def scan_with_hidden_text():
    picture = stream(
        b"\0" * 300, b"/Subtype /Image /Width 10 /Height 10 /BitsPerComponent 8 /ColorSpace /DeviceRGB "
    )
    content = b"q 595 0 0 842 0 0 cm /I Do Q BT 3 Tr /F1 12 Tf 72 720 Td (Budget 2025) Tj ET"
    return page_pdf(content, b"<< /XObject << /I 5 0 R >> /Font << /F1 6 0 R >> >>", [picture, FONT])


def lying_zip():
    """A part whose size is not what the list says."""
    data = bytearray(workbook(sheet("<row r='1'><c r='A1'><v>1</v></c></row>" * 50)))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 7)
    return bytes(data)


def symlink_zip():
    link = zipfile.ZipInfo("xl/theme.xml")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO(workbook(sheet("")))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(link, "/etc/passwd")
    return out.getvalue()


def doubled_zip():
    out = io.BytesIO(workbook(sheet("")))
    with zipfile.ZipFile(out, "a") as package, warnings.catch_warnings(action="ignore"):
        package.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


def locked_zip():
    data = bytearray(workbook(sheet("")))
    for mark, away in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = 0
        while (at := data.find(mark, at)) >= 0:
            data[at + away] |= 1
            at += 4
    return bytes(data)


def ole(name):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + name.encode("utf-16-le") + b"\0" * 400


ENTITIES = "".join(f'<!ENTITY a{n} "{"".join(f"&a{n - 1};" for _ in range(10))}">' for n in range(1, 10))
BILLION = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "lol">{ENTITIES}]>'
FILE_ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


#: name: how the file is made, and a word of the sentence it gets; None: it is read, or is told apart by something else.
FILES = {
    # Nothing, or not what it says
    "empty": (lambda: b"", "空"),
    "only zeros": (lambda: bytes(4096), "空"),
    "random bytes": (lambda: NOISE(100_000), "不是可以读取"),
    "program": (lambda: b"MZ" + NOISE(5000), "不是可以读取"),
    "photograph": (lambda: b"\xff\xd8\xff\xe0" + NOISE(5000), "图片"),
    "archive": (lambda: packed({"a.txt": SENTENCE}), "压缩包"),
    "gzip": (lambda: b"\x1f\x8b\x08" + NOISE(500), "压缩包"),
    "too large": (lambda: b"a" * (20 * 2**20 + 1), "超过 20 MB"),
    "other JSON": (lambda: json.dumps({"document": [1, 2]}).encode(), "JSON"),
    "deep JSON": (lambda: b'{"document":' + b"[" * 200_000, "JSON"),
    "JSON with a huge head": (
        lambda: json.dumps({"title": "a", "blocks": [{"type": "table", "columns": 7}]}).encode(),
        "JSON",
    ),
    # Old and locked
    "old Word file": (lambda: ole("WordDocument"), ".docx"),
    "old workbook": (lambda: ole("Workbook"), ".xlsx"),
    "locked workbook": (lambda: ole("EncryptedPackage"), "取消密码"),
    "zip with a password": (locked_zip, "取消密码"),
    "RTF": (lambda: rb"{\rtf1 budget}", ".docx"),
    "OpenDocument": (
        lambda: packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        ".xlsx",
    ),
    "OFD": (lambda: packed({"OFD.xml": "<a/>"}), "PDF"),
    "binary workbook": (lambda: packed({"[Content_Types].xml": TYPES, "xl/workbook.bin": b"1"}), ".xlsx"),
    "macros": (lambda: workbook(sheet(""), **{"xl/vbaProject.bin": b"1"}), "宏"),
    # Packed to burst
    "zip bomb in a sheet": (
        lambda: workbook(b'<worksheet><sheetData><row r="1">' + b" " * (200 * 2**20)),
        "解压后超过 50 MB",
    ),
    "zip bomb in a picture": (
        lambda: workbook(sheet(""), **{"xl/media/a.png": bytes(500 * 2**20)}),
        "解压后超过 50 MB",
    ),
    "two cells far apart": (
        lambda: workbook(sheet('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>')),
        "XFD1048576",
    ),
    "a million rows": (
        lambda: workbook(
            sheet("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 400_000)))
        ),
        "超过 5000 行",
    ),
    "four thousand million strings": (
        lambda: workbook(
            sheet(""), **{"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" uniqueCount="4294967295"/>'}
        ),
        "结构异常",
    ),
    "ten thousand parts": (
        lambda: workbook(sheet(""), **{f"xl/p{n}.xml": "" for n in range(10_000)}),
        "结构异常",
    ),
    "path out of the archive": (lambda: workbook(sheet(""), **{"../../etc/passwd": "x"}), "结构异常"),
    "symbolic link": (symlink_zip, "结构异常"),
    "two parts of one name": (doubled_zip, "结构异常"),
    "lying size": (lying_zip, "损坏"),
    "truncated workbook": (lambda: workbook(sheet("<row/>" * 5000))[:-200], "损坏"),
    "half a workbook": (lambda: workbook(sheet("<row/>" * 5000))[:700], "损坏"),
    "billion laughs": (lambda: word("<w:p/>&a9;", BILLION), "XML 定义"),
    "entity that names a file": (lambda: word("<w:p/>&a;", FILE_ENTITY), "XML 定义"),
    "definition in UTF-16": (
        lambda: packed({"[Content_Types].xml": TYPES, "word/document.xml": BILLION.encode("utf-16")}),
        "XML 定义",
    ),
    "deep Word file": (lambda: word("<w:tbl>" * 100_000), None),
    "Word file of nothing": (lambda: packed({"[Content_Types].xml": TYPES, "word/x.xml": "<a/>"}), None),
    # PDF
    "locked PDF": (encrypted_pdf, "密码"),
    "PDF cut off": (lambda: page_pdf(TEXT, FONTS, [FONT])[:150], "PDF"),
    "PDF of only a head": (lambda: b"%PDF-1.7\n", "PDF"),
    "PDF of noise": (lambda: b"%PDF-1.7\n" + NOISE(200_000), "PDF"),
    "PDF whose page tree is in itself": (page_tree_in_itself, "PDF"),
    "PDF with a count of pages": (huge_count, "PDF"),
    "PDF object that is itself": (object_that_is_itself, "用时过长"),
    "PDF of very many pages": (lambda: many_pages(30_000), "1000 页"),
    "PDF forms that draw each other": (form_bomb, "庞杂"),
    "PDF form that draws itself": (form_in_itself, None),
    "PDF that inflates": (inflating_page, "过大"),
    "PDF of clips without end": (lambda: page_pdf(b"q " * 100_000 + TEXT, FONTS, [FONT]), None),
    "PDF of numbers without end": (lambda: page_pdf(b"1 " * 500_000 + TEXT, FONTS, [FONT]), None),
    "PDF with impossible boxes": (
        lambda: page_pdf(TEXT, FONTS, [FONT]).replace(b"[0 0 595 842]", b"[0 0 -1e9 () ]"),
        None,
    ),
    "scan": (scanned_pdf, "扫描件"),
    "scan with text behind it": (scan_with_hidden_text, "扫描件"),
    # Pages of the web, and text
    "a million nested parts": (lambda: b"<html><body>" + b"<div>" * 1_000_000, "网页"),
    "a page of brackets": (lambda: b"<html>" + b"<" * 5_000_000, "网页"),
    "one cell over a million columns": (
        lambda: (
            "<html><table>" + "<tr><td colspan=1000000 rowspan=1000000>1</td></tr>" * 50 + "</table></html>"
        ).encode(),
        None,
    ),
    "page without an end": (lambda: b"<html><table><tr><td>" + b"a" * 3_000_000, None),
    "text in GBK": (lambda: (SENTENCE * 20).encode("gbk"), None),
    "text in UTF-16": (lambda: (SENTENCE * 20).encode("utf-16"), None),
    "one endless line": (lambda: ("收入预算3,121.42万元，" * 100_000).encode(), "过多"),
    "very many lines": (lambda: "第一部分\n".encode() * 400_000, "过多"),
    "brackets without end": (lambda: ("（" * 400_000).encode(), None),
    "digits without end": (lambda: b"9" * 2_000_000, None),
}


def main(folder):
    """Writes every file under its number."""
    for number, (make, _told) in enumerate(FILES.values()):
        (Path(folder) / str(number)).write_bytes(make())


if __name__ == "__main__":
    main(sys.argv[1])

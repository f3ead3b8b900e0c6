"""E4: workbooks made to do harm, and workbooks broken at random, are each answered in seconds; the portal stays small and
goes on answering.

The corpus is handed in on the page 检查一份已公开的文件, the broken ones to the reader behind it. The control reads the
corpus without what guards it, in a process that stands for the server.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

from tests import hostile
from tests.experiments.common import ROOT, Result, signed_in, some_of
from tests.hostile import LINKS, MAIN, TYPES, packed, sheet, workbook

TITLE = "hostile workbooks are answered, and the portal lives"
SHORT, FULL = 12, 2000
MOST_SECONDS, MOST_GROWTH, MOST_HEALTH = 10, 50, 1.0
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>收入预算总额</t></is></c><c r="B1"><v>3121.42</v></c></row>'


def types_of(content):
    return TYPES.replace("/>", f'><Override PartName="/xl/workbook.xml" ContentType="{content}"/></Types>')


def cells(text):
    """A workbook with one row."""
    return workbook(sheet(f'<row r="1">{text}</row>'))


def rows(text):
    """A workbook with a sound row, and these after it."""
    return workbook(sheet(CELL + text))


def also(name, content):
    """A workbook with one part more, or another one."""
    return workbook(sheet(CELL), **{name: content})


def strings(content, before=""):
    return also("xl/sharedStrings.xml", f"{before}<sst>{content}</sst>")


def merged(areas):
    return workbook(sheet(CELL).replace("</sheetData>", f"</sheetData><mergeCells>{areas}</mergeCells>"))


def listing(sheets):
    return f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{"".join(sheets)}</sheets></workbook>'


def shared(number):
    return f'<row r="1"><c r="A1" t="s"><v>{number}</v></c></row>'


def relations(*parts):
    links = (
        f'<Relationship Id="r{n}" Type="{LINKS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, 1)
    )
    return f'<Relationships xmlns="{hostile.PACKAGE_LINKS}">{"".join(links)}</Relationships>'


def with_strings(sheet_rows, content):
    """A workbook whose cells refer to shared texts."""
    links = relations(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"))
    more = {
        "xl/_rels/workbook.xml.rels": links,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{content}</sst>',
    }
    return workbook(sheet(sheet_rows), **more)


def bad_sum():
    data = bytearray(workbook(sheet(CELL)))
    at = data.index(b"PK\x03\x04", 200)
    data[at + 60] ^= 0xFF
    return bytes(data)


def overlapping():
    """Forty parts that are one and the same piece of the file."""
    data = packed({"[Content_Types].xml": TYPES, "xl/workbook.xml": " " * 2**20})
    end = data.index(b"PK\x01\x02")
    entry = data[data.rindex(b"PK\x01\x02") : data.rindex(b"PK\x05\x06")]
    more = b"".join(entry.replace(b"xl/workbook.xml", b"xl/workboo%02d.xml" % n) for n in range(40))
    listed = data[end : data.rindex(b"PK\x05\x06")] + more
    count = (42).to_bytes(2, "little")
    size, start = len(listed).to_bytes(4, "little"), end.to_bytes(4, "little")
    tail = b"PK\x05\x06" + bytes(4) + count + count + size + start + bytes(2)
    return data[:end] + listed + tail


def method(number):
    """A way of packing that nobody knows."""
    data = bytearray(workbook(sheet(CELL)))
    for mark, away in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = 0
        while (at := data.find(mark, at)) >= 0:
            data[at + away] = number
            at += 4
    return bytes(data)


BILLION = hostile.BILLION
QUADRATIC = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'
FILE = hostile.FILE_ENTITY
HIDDEN = '<col min="1" max="999999999" hidden="1"/>'
LONG_FORMAT = f'<numFmt numFmtId="200" formatCode="{"0" * 1_000_000}"/>'

#: name: how it is made, and a word of its answer; None: it is read, or refused, in time.
CORPUS = {
    **{
        name: hostile.FILES[name]
        for name in (
            "empty", "only zeros", "archive", "old workbook", "locked workbook",
            "zip with a password", "OpenDocument", "binary workbook", "macros", "zip bomb in a sheet",
            "zip bomb in a picture", "two cells far apart", "a million rows", "four thousand million strings",
            "ten thousand parts", "path out of the archive", "symbolic link", "two parts of one name", "lying size",
            "truncated workbook", "half a workbook",
        )
    },
    **{
        name: (hostile.FILES[name][0], "不是 Excel 工作簿（.xlsx）")
        for name in ("random bytes", "program", "photograph")
    },
    "wrong sum": (bad_sum, "损坏"),
    "unknown packing": (lambda: method(93), "损坏"),
    "overlapping parts": (overlapping, None),
    "absolute path": (lambda: also("/etc/passwd", "x"), "结构异常"),
    "path with a drive": (lambda: also("C:\\a.xml", "x"), "结构异常"),
    "packed in packed": (lambda: also("xl/a.zip", packed({"a": "b"})), "结构异常"),
    "names that differ in capitals": (lambda: also("XL/workbook.xml", "x"), "结构异常"),
    "billion laughs in a sheet": (lambda: workbook(BILLION + sheet(CELL)), "XML 定义"),
    "billion laughs in strings": (lambda: strings("<si><t>&a9;</t></si>", BILLION), "XML 定义"),
    "quadratic growth": (lambda: strings(f"<si><t>{'&a;' * 50_000}</t></si>", QUADRATIC), "XML 定义"),
    "entity that names a file": (lambda: strings("<si><t>&a;</t></si>", FILE), "XML 定义"),
    "definition in UTF-16": (lambda: workbook((BILLION + sheet(CELL)).encode("utf-16")), "XML 定义"),
    "definition behind a long comment": (
        lambda: workbook(f"<!--{'a' * 300_000}-->{FILE}{sheet(CELL)}"),
        "XML 定义",
    ),
    "definition in a relation": (lambda: also("_rels/.rels", BILLION + "<a/>"), "XML 定义"),
    "a column too far": (lambda: cells('<c r="GS1"><v>1</v></c>'), "单元格 GS1 超出允许范围（5000 行×200 列）"),
    "a row too far": (lambda: rows('<row r="9999999"><c r="A9999999"><v>1</v></c></row>'), "超过 5000 行"),
    "columns beyond the alphabet": (lambda: cells('<c r="ZZZZZZZ1"><v>1</v></c>'), "超出允许范围"),
    "a million cells without a place": (lambda: cells("<c><v>1</v></c>" * 1_000_000), None),
    "a million rows without a place": (lambda: rows("<row><c><v>1</v></c></row>" * 1_000_000), None),
    "half a million empty rows": (
        lambda: rows("".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in range(2, 500_000))),
        None,
    ),
    "links to other files": (lambda: also("xl/externalLinks/externalLink1.xml", "<a/>"), "外部链接"),
    "data connections": (lambda: also("xl/connections.xml", "<a/>"), "外部链接"),
    "an embedded object": (lambda: also("xl/embeddings/oleObject1.bin", b"1"), "外部链接"),
    "macros without a project": (
        lambda: also("[Content_Types].xml", types_of("application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
        "宏",
    ),
    "old macros": (lambda: also("xl/macrosheets/sheet1.xml", "<a/>"), "宏"),
    "a text nobody has": (lambda: with_strings(shared(99), "<si><t>a</t></si>"), "损坏"),
    "a negative text": (lambda: with_strings(shared(-1), "<si><t>a</t></si>"), "损坏"),
    "more than any number": (lambda: cells('<c r="A1"><v>1E400</v></c>'), None),
    "a number of a million digits": (lambda: cells(f'<c r="A1"><v>1{"0" * 1_000_000}</v></c>'), None),
    "exponent without end": (lambda: cells('<c r="A1"><v>1E999999999999</v></c>'), None),
    "no number": (lambda: cells('<c r="A1"><v>NaN</v></c><c r="B1"><v>Infinity</v></c>'), None),
    "an error in a cell": (lambda: cells('<c r="A1" t="e"><v>#REF!</v></c>'), None),
    "a formula never counted": (lambda: cells('<c r="A1"><f>1+1</f></c>'), None),
    "a merged area without end": (lambda: merged('<mergeCell ref="A1:XFD1048576"/>'), None),
    "a hundred thousand merged areas": (
        lambda: merged("".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 100_000))),
        None,
    ),
    "hidden columns without end": (
        lambda: workbook(sheet(CELL).replace("<sheetData>", f"<cols>{HIDDEN}</cols><sheetData>")),
        None,
    ),
    "nesting without end": (lambda: workbook(f'<worksheet xmlns="{MAIN}">' + "<a>" * 100_000), None),
    "an attribute of ten megabytes": (lambda: rows(f'<row r="1" a="{"x" * 10_000_000}"/>'), None),
    "a text of forty megabytes": (
        lambda: cells(f'<c r="A1" t="inlineStr"><is><t>{"字" * 13_000_000}</t></is></c>'),
        None,
    ),
    "control characters": (lambda: cells('<c r="A1" t="inlineStr"><is><t>a\x01\x02</t></is></c>'), None),
    "half a character": (lambda: workbook(sheet(CELL).encode().replace("预".encode(), b"\xe9\xa2")), None),
    "sheets that are not there": (lambda: workbook(""), None),
    "no relation": (lambda: also("xl/_rels/workbook.xml.rels", "<a/>"), None),
    "a relation out of the file": (
        lambda: also("xl/_rels/workbook.xml.rels", relations(("worksheet", "file:///etc/passwd"))),
        None,
    ),
    "a format without end": (
        lambda: also("xl/styles.xml", f'<styleSheet xmlns="{MAIN}"><numFmts>{LONG_FORMAT}</numFmts></styleSheet>'),
        None,
    ),
    "a hundred thousand sheets": (
        lambda: also("xl/workbook.xml", listing(f'<sheet name="{n}" sheetId="{n}" r:id="r1"/>' for n in range(99_999))),
        None,
    ),
}  # fmt: skip


def run(size):
    with tempfile.TemporaryDirectory() as folder:
        # Made elsewhere: what making them takes is no growth of the portal.
        command = [sys.executable, "-m", "tests.experiments.e4", folder, str(size)]
        subprocess.run(command, check=True, cwd=ROOT)
        made = {path.name: path for path in sorted(Path(folder).iterdir())}
        return tried(made)


def tried(made):
    submit = handed_in()
    submit(hostile.SENTENCE.encode(), "先读一份.txt")  # what the first reading loads is no growth
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    failures, slowest = [], 0.0
    with healthy() as probes:
        corpus = {name: file for name, file in made.items() if name.startswith("corpus-")}
        mutants = [file for name, file in made.items() if name.startswith("mutant-")]
        for name, file in corpus.items():
            word = list(CORPUS.values())[int(name.split("-")[1])][1]
            failure, seconds = answered(submit, file, word)
            slowest = max(slowest, seconds)
            failures += [f"{list(CORPUS)[int(name.split('-')[1])]}: {failure}"] if failure else []
        with ThreadPoolExecutor(2) as readers:
            for file, (failure, seconds) in zip(mutants, readers.map(read_alone, mutants), strict=True):
                slowest = max(slowest, seconds)
                failures += [f"{file.name}: {failure}"] if failure else []
    growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if growth >= MOST_GROWTH:
        failures.append(f"the portal grew by {growth:.0f} MB")
    if max(probes) > MOST_HEALTH:
        failures.append(f"the portal answered a probe after {max(probes):.1f} s")
    faults = len(corpus) + len(mutants)
    return Result(
        faults,
        faults - len(failures),
        control=control(list(corpus.values())),
        failures=tuple(failures[:20]),
        notes={
            "corpus": len(corpus),
            "mutated": len(mutants),
            "slowest_seconds": round(slowest, 1),
            "growth_megabytes": round(growth, 1),
            "slowest_probe_seconds": round(max(probes), 2),
        },
    )


def handed_in():
    """How a member of staff hands in a file: gives the answer's status and words."""
    from tests import people

    client = signed_in(people.examiner())

    def submit(data, name):
        from django.core.files.uploadedfile import SimpleUploadedFile

        file = SimpleUploadedFile(name, data)
        answer = client.post("/admin/disclosures/examination/add/", {"file": file, "text": ""})
        return answer.status_code, "" if answer.status_code == 302 else answer.content.decode()

    return submit


def spent():
    """Seconds of work by the children that have ended: what a person waits on a machine that has nothing else to do."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def answered(submit, file, word):
    """What is wrong with the answer to a file of the corpus, or "", and after how long it came."""
    start = spent()
    status, said = submit(file.read_bytes(), "预算.bin" if word is None else "预算.xlsx")
    seconds = spent() - start
    if seconds > MOST_SECONDS:
        return f"answered after {seconds:.0f} s", seconds
    if status not in (302, 400) or (word is not None and (status != 400 or word not in said)):
        return f"status {status}, without {word}", seconds
    return "", seconds


def read_alone(file):
    from disclosures.reading.raw import Unreadable
    from disclosures.reading.reader import read

    start, failure = time.monotonic(), ""
    try:
        read(file.read_bytes(), file.name)
    except Unreadable as error:
        is_sentence = str(error) and "Error" not in str(error)
        failure = "" if is_sentence else str(error)[:100]
    except Exception as error:
        failure = repr(error)[:100]
    seconds = time.monotonic() - start
    return failure or (f"answered after {seconds:.0f} s" if seconds > MOST_SECONDS else ""), seconds


class healthy:
    """Asks the portal every half second whether it lives; gives how long each answer took."""

    def __enter__(self):
        from django.test import Client

        self.found, self.is_over = [0.0], threading.Event()

        def probe():
            client = Client()
            while not self.is_over.wait(0.5):
                start = time.monotonic()
                assert client.get("/healthz").status_code == 200
                self.found.append(time.monotonic() - start)

        self.thread = threading.Thread(target=probe, daemon=True)
        self.thread.start()
        return self.found

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()


# The control ------------------------------------------------------------------------------------------------------

#: The server without its guards: it opens what it is given, as large as it is, and lives as long as it may.
UNGUARDED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 * 2**30, 2 * 2**30))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from openpyxl import load_workbook
load_workbook(sys.argv[1])
"""


def control(files):
    """How many of some files end the process that opens them as they are."""
    ended = 0
    for file in [*files[:: max(1, len(files) // 6)]][:6]:
        named = file.with_suffix(".xlsx")
        Path(named).write_bytes(file.read_bytes())
        ended += (
            subprocess.run([sys.executable, "-c", UNGUARDED, str(named)], capture_output=True).returncode != 0
        )
    return ended


# Making the files ---------------------------------------------------------------------------------------------------


def main(folder, size):
    """Writes some of the corpus and ``size`` mutants: all of the corpus where the run is long."""
    names = list(CORPUS)
    for name, (make, _word) in some_of(CORPUS, size).items():
        (Path(folder) / f"corpus-{names.index(name):03d}").write_bytes(make())
    dice = random.Random(2025)
    for n in range(size):
        (Path(folder) / f"mutant-{n:05d}").write_bytes(mutated(dice))


def sound():
    """A small workbook as a program writes it."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{n % 3}</v></c><c r="B{n}"><v>{n * 1.25}</v></c>'
        f'<c r="C{n}"><f>B{n}*2</f><v>{n * 2.5}</v></c></row>'
        for n in range(1, 40)
    )
    texts = ("收入预算总额", "支出合计", "教育支出")
    return with_strings(rows, "".join(f"<si><t>{text}</t></si>" for text in texts))


def mutated(dice):
    """A sound workbook with something broken: bytes of the package, or a part of it and the package whole again."""
    data = sound()
    if dice.random() < 0.4:
        return bytes_changed(data, dice)
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = dice.choice(list(parts))
    parts[name] = dice.choice((bytes_changed, tags_changed, numbers_changed))(parts[name], dice)
    return packed(parts)


def bytes_changed(data, dice):
    changed = bytearray(data)
    for _ in range(dice.choice((1, 3, 20))):
        at = dice.randrange(len(changed))
        match dice.randrange(3):
            case 0:
                changed[at] = dice.randrange(256)
            case 1:
                del changed[at : at + dice.randrange(1, 40)]
            case 2:
                changed[at:at] = dice.randbytes(dice.randrange(1, 40))
        if not changed:
            break
    return bytes(changed)


def tags_changed(data, dice):
    """Parts between brackets doubled, dropped or put elsewhere."""
    pieces = data.replace(b"<", b"\0<").split(b"\0")
    for _ in range(dice.choice((1, 3, 10))):
        at = dice.randrange(len(pieces))
        pieces[at : at + 1] = dice.choice(([], [pieces[at]] * 2, [pieces[at]] * 500, [dice.choice(pieces)]))
        pieces = pieces or [b""]
    return b"".join(pieces)


def numbers_changed(data, dice):
    """Digits made extreme."""
    extreme = (b"-1", b"0", b"99999999999", b"1E400", b"NaN", b"1048576", b"XFD", b"\xef\xbc\x91", b"")
    pieces = data.split(b'"')
    for _ in range(dice.choice((1, 3, 10))):
        pieces[dice.randrange(len(pieces))] = dice.choice(extreme)
    return b'"'.join(pieces)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

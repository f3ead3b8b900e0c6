"""A person's own workbook with a comment on each cell that is to be mended: ``python -m disclosures.intake.annotating
[seconds]`` < work > workbook. Started by ``results``.

Only what comments need is written: the comments of a sheet, the drawing that shows them, and the lines that lead to both.
Every other part is copied as it is, so formulas, formats and everything that we know nothing of stay what they were.
"""

from __future__ import annotations

import io
import json
import posixpath
import sys
import zipfile
from collections.abc import Mapping
from copy import copy

from lxml import etree

from disclosures.limited import limit
from disclosures.reading.cells import Workbook, place_of
from disclosures.reading.package import RELATIONS

MEMORY = 1024 * 2**20  # bytes of address space
CPU_SECONDS = 20
#: Ends the notes and begins the workbook in what the child is given.
END = b"\n"
AUTHOR = "核对"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
VML, OFFICE, EXCEL = (
    f"urn:schemas-microsoft-com:{name}" for name in ("vml", "office:office", "office:excel")
)
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
#: What may stand behind the drawing of comments in a sheet.
BEHIND = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
SHAPE = (
    '<v:shape xmlns:v="{v}" xmlns:o="{o}" xmlns:x="{x}" id="{id}" type="#_x0000_t202" fillcolor="#ffffe1" '
    'style="position:absolute;width:200pt;height:{height}pt;z-index:{n};visibility:hidden" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
DRAWING = (
    '<xml xmlns:v="{v}" xmlns:o="{o}" xmlns:x="{x}"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{n}"/>'
    '</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
#: Lines and columns that a comment covers, by how much is written in it.
CHARACTERS_A_LINE, COLUMNS = 22, 3


def annotated(data: bytes, notes: Mapping[str, Mapping[str, str]]) -> bytes:
    """The workbook with ``notes``, {sheet: {cell: words}}, as comments; what stood in a comment stays before ours."""
    book = Workbook(data)
    parts = {sheet.name: sheet.part for sheet in book.sheets if sheet.kind == "worksheet"}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        package = _Package(archive)
        for number, (name, of_sheet) in enumerate(notes.items(), 1):
            if name in parts and of_sheet:
                _annotate(package, parts[name], of_sheet, number)
        return package.written()


class _Package:
    """The parts of a file, those that changed beside those that did not."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.members = {member.filename.lstrip("/"): member for member in archive.infolist()}
        self.changed: dict[str, bytes] = {}

    def has(self, name: str) -> bool:
        return name in self.changed or name in self.members

    def xml(self, name: str, *, default: str = "", recover: bool = False) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=recover)
        if not self.has(name):
            return etree.fromstring(default.encode(), parser)
        data = self.changed[name] if name in self.changed else self.archive.read(self.members[name])
        return etree.fromstring(data, parser)

    def put(self, name: str, root: etree._Element) -> None:
        self.changed[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def free(self, pattern: str) -> str:
        """The first name of this pattern that no part has."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def written(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name, member in self.members.items():
                data = self.changed.pop(name, None)
                target.writestr(copy(member), self.archive.read(member) if data is None else data)
            for name, data in self.changed.items():
                target.writestr(name, data)
        return out.getvalue()


def _annotate(package: _Package, sheet: str, notes: Mapping[str, str], number: int) -> None:
    rels_name = f"{posixpath.dirname(sheet)}/_rels/{posixpath.basename(sheet)}.rels"
    rels = package.xml(rels_name, default=f'<Relationships xmlns="{RELS}"/>')
    comments, drawing = _target(rels, sheet, "comments"), _target(rels, sheet, "vmlDrawing")
    if not comments:
        comments = package.free("xl/comments{}.xml")
        _relate(rels, "comments", f"/{comments}")
        _declare(package, comments)
    root = package.xml(comments, default=f'<comments xmlns="{S}"><authors/><commentList/></comments>')
    fresh = _comment(root, notes)
    package.put(comments, root)
    if not drawing:
        drawing = package.free("xl/drawings/vmlDrawing{}.vml")
        identifier = _relate(rels, "vmlDrawing", f"/{drawing}")
        _show_drawing(package, sheet, identifier)
    shapes = package.xml(drawing, default=DRAWING.format(v=VML, o=OFFICE, x=EXCEL, n=number), recover=True)
    for n, cell in enumerate(fresh, 1):
        shapes.append(_shape(f"_x0000_s{number * 1024 + 500 + n}", n, cell, notes[cell]))
    package.put(drawing, shapes)
    package.put(rels_name, rels)


def _target(rels: etree._Element, sheet: str, kind: str) -> str:
    """The part of a kind that the sheet leads to already; empty where there is none."""
    for each in rels.iter(RELATIONS):
        if each.get("Type", "").rpartition("/")[2] == kind:
            target = each.get("Target", "")
            return posixpath.normpath(posixpath.join(f"/{posixpath.dirname(sheet)}", target)).lstrip("/")
    return ""


def _relate(rels: etree._Element, kind: str, target: str) -> str:
    taken = {each.get("Id") for each in rels}
    number = 1
    while f"rId{number}" in taken:
        number += 1
    identifier = f"rId{number}"
    etree.SubElement(rels, RELATIONS, Id=identifier, Type=f"{R}/{kind}", Target=target)
    return identifier


def _declare(package: _Package, comments: str) -> None:
    types = package.xml("[Content_Types].xml")
    if not any(each.get("Extension", "").lower() == "vml" for each in types):
        types.insert(0, etree.Element(f"{{{TYPES}}}Default", Extension="vml", ContentType=VML_TYPE))
    etree.SubElement(types, f"{{{TYPES}}}Override", PartName=f"/{comments}", ContentType=COMMENTS_TYPE)
    package.put("[Content_Types].xml", types)


def _comment(root: etree._Element, notes: Mapping[str, str]) -> list[str]:
    """Write the comments; returns the cells that had none before. They stand in the order of their places."""
    space = etree.QName(root).namespace
    authors, listed = root.find(f"{{{space}}}authors"), root.find(f"{{{space}}}commentList")
    if authors is None or listed is None:
        return []
    author = etree.SubElement(authors, f"{{{space}}}author")
    author.text = AUTHOR
    there = {each.get("ref", "").replace("$", ""): each for each in listed}
    fresh = [cell for cell in notes if cell not in there]
    for cell, words in notes.items():
        if cell in there:
            text = there[cell].find(f"{{{space}}}text")
            words = f"\n{AUTHOR}：{words}"
        else:
            each = etree.SubElement(listed, f"{{{space}}}comment", ref=cell, authorId=str(len(authors) - 1))
            text = etree.SubElement(each, f"{{{space}}}text")
        if text is not None:
            _write(text, words, space)
    listed[:] = sorted(listed, key=lambda each: place_of(each.get("ref", ""), (0, 0)))
    return fresh


def _write(text: etree._Element, words: str, space: str | None) -> None:
    run = etree.SubElement(text, f"{{{space}}}r")
    written = etree.SubElement(run, f"{{{space}}}t")
    written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    written.text = words


def _show_drawing(package: _Package, sheet: str, identifier: str) -> None:
    root = package.xml(sheet)
    space = etree.QName(root).namespace
    element = etree.Element(f"{{{space}}}legacyDrawing")
    element.set(f"{{{_relations_of(space)}}}id", identifier)
    behind = {f"{{{space}}}{name}" for name in BEHIND}
    at = next((n for n, each in enumerate(root) if each.tag in behind), len(root))
    root.insert(at, element)
    package.put(sheet, root)


def _relations_of(space: str | None) -> str:
    """The names of relations beside these of sheets: the strict form has its own."""
    is_strict = (space or "").startswith("http://purl.oclc.org/")
    return "http://purl.oclc.org/ooxml/officeDocument/relationships" if is_strict else R


def _shape(identifier: str, n: int, cell: str, words: str) -> etree._Element:
    row, column = place_of(cell, (0, 0))
    lines = -(-len(words) // CHARACTERS_A_LINE) + 1
    top = max(row - 1, 0)
    anchor = f"{column + 1}, 15, {top}, 10, {column + 1 + COLUMNS}, 15, {top + lines}, 4"
    names = {"v": VML, "o": OFFICE, "x": EXCEL, "id": identifier, "n": n, "height": lines * 15}
    return etree.fromstring(SHAPE.format(**names, anchor=anchor, row=row, column=column))


# The process ------------------------------------------------------------------------------------------------------


def work_of(data: bytes, notes: Mapping[str, Mapping[str, str]]) -> bytes:
    """What the child is given."""
    return json.dumps(notes).encode() + END + data


def main() -> None:
    """Reads standard input, answers on standard output."""
    limit(memory=MEMORY, seconds=int(sys.argv[1]) if len(sys.argv) > 1 else CPU_SECONDS)
    notes, _, data = sys.stdin.buffer.read().partition(END)
    sys.stdout.buffer.write(annotated(data, json.loads(notes)))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()

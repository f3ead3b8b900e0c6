"""Repairs to what WeasyPrint 70 writes, made before the file is closed.

Merged head cells are linked to the wrong cells below them and carry no scope. A file can say PDF/A or PDF/UA, but not
both, although it is both. Embedded files are listed twice, with the media type that the machine happens to know.
(veraPDF 1.31 passes 3a and UA-1 with these; without them the heads are wrong unnoticed.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pydyf

from .pdf_objects import slim
from .pdf_streams import tidy

#: PDF/A knows no pdfuaid: what it means must be described in the same packet.
PDFUA = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""

#: Of the files that are embedded, by the ending of their names.
MEDIA_TYPES = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Placed:
    """A cell on the grid of its table: the columns and the rows it takes."""

    section: str
    across: range
    down: range
    element: Any


def finish(_document: object, pdf: pydyf.PDF) -> None:
    """The finisher of write_pdf."""
    for element in list(pdf.objects):
        if isinstance(element, dict) and element.get("S") == "/Table":
            link_heads(list(place_cells(element, pdf)))
    claim_accessibility(pdf)
    list_files(pdf)
    for page in pdf.objects:
        if isinstance(page, dict) and page.get("Type") == "/Page":
            tidy(_object(page["Contents"], pdf))
    slim(pdf)


def link_heads(cells: list[Placed]) -> None:
    """Give every head its scope, and every data cell the heads above and beside it."""
    above, beside = defaultdict(list), defaultdict(list)
    for cell in cells:
        if cell.element["S"] == "/TH":
            is_above = cell.section == "/THead"
            cell.element["A"]["Scope"] = "/Column" if is_above else "/Row"
            line, reach = (above, cell.across) if is_above else (beside, cell.down)
            for n in reach:
                line[n].append(cell.element["ID"])
    for cell in cells:
        if cell.element["S"] == "/TD":
            linked = [*(h for n in cell.across for h in above[n]), *(h for n in cell.down for h in beside[n])]
            if linked:
                cell.element["A"]["Headers"] = pydyf.Array(dict.fromkeys(linked))
            else:
                cell.element["A"].pop("Headers", None)


def place_cells(table: Any, pdf: pydyf.PDF) -> Iterator[Placed]:
    """Every cell of a table with the rows and columns it takes."""
    taken = set()
    for r, (section, row) in enumerate(_rows(table, pdf)):
        column = 0
        for element in _children(row, pdf):
            if element.get("S") not in ("/TH", "/TD"):
                continue
            while (r, column) in taken:
                column += 1
            rows, columns = element["A"].get("RowSpan", 1), element["A"].get("ColSpan", 1)
            taken |= {(r + y, column + x) for y in range(rows) for x in range(columns)}
            yield Placed(section, range(column, column + columns), range(r, r + rows), element)


def _rows(element: Any, pdf: pydyf.PDF, section: str = "") -> Iterator[tuple[str, Any]]:
    for child in _children(element, pdf):
        if child.get("S") == "/TR":
            yield section, child
        elif child.get("S") in ("/THead", "/TBody", "/TFoot"):
            yield from _rows(child, pdf, child["S"])


def _children(element: Any, pdf: pydyf.PDF) -> Iterator[Any]:
    for child in element.get("K", []):
        if isinstance(child, bytes | str) and isinstance(found := _object(child, pdf), dict):
            yield found


def _object(reference: bytes | str, pdf: pydyf.PDF) -> Any:
    return pdf.objects[int(reference.split()[0])]


def claim_accessibility(pdf: pydyf.PDF) -> None:
    """Say PDF/UA in the metadata beside PDF/A: in the one rdf:RDF, a second would be ignored."""
    stream = _object(pdf.catalog["Metadata"], pdf)
    stream.stream = [part.replace(b"</rdf:RDF>", PDFUA + b"</rdf:RDF>") for part in stream.stream]


def list_files(pdf: pydyf.PDF) -> None:
    """Each embedded file once among the associated files, with its media type."""
    associated = dict.fromkeys(pdf.catalog.pop("AF", ()))
    for reference in associated:
        specification = _object(reference, pdf)
        stream = _object(specification["EF"]["F"], pdf)
        ending = specification["UF"].string.rpartition(".")[2]
        stream.extra["Subtype"] = f"/{MEDIA_TYPES[ending].replace('/', '#2f')}"
    if associated:
        pdf.catalog["AF"] = pydyf.Array(associated)

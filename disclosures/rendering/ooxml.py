"""Elements of a Word document, short to write. What is typed may hold characters that no XML can: they are left out."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

#: Pasted from Word, a line break may be a vertical tab and a page break a form feed.
BREAKS = str.maketrans({"\v": "\n", "\f": "\n"})
ILLEGAL = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")


def legal(text: str) -> str:
    """Text that XML can hold."""
    return text if text.isprintable() else ILLEGAL.sub("", text.translate(BREAKS))


def w(tag: str, *children: Any, **attributes: Any) -> Any:
    """An element of WordprocessingML. A schema orders the children: write them in its order."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(children)
    return element


def paragraph(style: str, *content: Any, properties: tuple[Any, ...] = ()) -> Any:
    """A paragraph of a style, given by its id. Content is text or elements."""
    runs = [run(part) if isinstance(part, str) else part for part in content]
    return w("p", w("pPr", w("pStyle", val=style), *properties), *runs)


def run(text: str, style: str = "") -> Any:
    """Words, in a style of their own if one is given. Tabs and line breaks stay what they are."""
    element = w("r")
    element.text = legal(text)
    if style:
        element.insert(0, w("rPr", w("rStyle", val=style)))
    return element


def field_start(instruction: str) -> list[Any]:
    """The beginning of a field; behind it stands what it shows until a program brings it up to date."""
    code = w("instrText")
    code.text = f" {instruction} "
    code.set(qn("xml:space"), "preserve")
    begin, separate = (w("fldChar", fldCharType=kind) for kind in ("begin", "separate"))
    return [w("r", begin), w("r", code), w("r", separate)]


def field_end() -> Any:
    return w("r", w("fldChar", fldCharType="end"))

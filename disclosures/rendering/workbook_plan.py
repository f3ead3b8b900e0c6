"""The plan of a workbook: which sheets a document makes, what they are called, and their text line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .grid import printed_width
from .ooxml import legal
from .opendata import heading_text, paragraph_text

Block = Mapping[str, Any]

#: The longest name that a sheet may have, and what may not stand in one.
LONGEST_NAME = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
SENTENCE = re.compile(r"[^。；\n]*(?:[。；\n]|$)")


@dataclass(frozen=True)
class Sheet:
    """A table, or the text of a part. ``anchor`` is the line of the contents that leads to it, ``above`` are headings
    that stand over a table alone."""

    title: str
    anchor: str
    table: Block | None = None
    above: str = ""
    text: tuple[Block, ...] = ()


def sheets(blocks: Sequence[Block]) -> Iterator[Sheet]:
    """A sheet for each table, and one for the text of a part before, between and after its tables."""
    part: Block = {"level": 1, "number": "", "text": "", "anchor": ""}
    text: list[Block] = []
    for block in blocks:
        starts_part = block["type"] == "heading" and block["level"] == 1
        if starts_part or block["type"] == "table":
            above, text = text, []
            if _says_something(above):
                yield Sheet(part["text"], part["anchor"], text=(part, *above))
                above = []
        if block["type"] == "table":
            yield Sheet(block["title"], f"table-{block['key']}", block, " › ".join(map(heading_text, above)))
        elif starts_part:
            part = block
        else:
            text.append(block)
    if _says_something(text):
        yield Sheet(part["text"], part["anchor"], text=(part, *text))


def _says_something(blocks: Sequence[Block]) -> bool:
    return any(block["type"] != "heading" for block in blocks)


def paragraphs(blocks: Sequence[Block]) -> Iterator[tuple[str, bool]]:
    """The lines of a text, and whether each is a heading."""
    for block in blocks:
        match block["type"]:
            case "heading":
                yield heading_text(block), True
            case "paragraph":
                yield paragraph_text(block), False
            case "terms":
                yield from ((f"{item['name']}：{item['text']}", False) for item in block["items"])


def divided(text: str, most: int) -> Iterator[str]:
    """A text in pieces of at most this width, each of whole sentences."""
    piece = ""
    for sentence in SENTENCE.findall(text):
        if piece and printed_width(piece + sentence) > most:
            yield piece
            piece = ""
        piece += sentence
    yield piece


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel accepts and no other sheet has. It counts in UTF-16, and takes no account of case."""
    plain = FORBIDDEN.sub("", legal(title)).strip() or "表"
    n, ending = 1, ""
    while (name := _cut(plain, LONGEST_NAME - len(ending)) + ending).casefold() in taken:
        n, ending = n + 1, f"（{n + 1}）"
    taken.add(name.casefold())
    return name


def _cut(text: str, most: int) -> str:
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")

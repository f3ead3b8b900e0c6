"""What a published text says: its headings and its numbers, section by section, to hold our documents against."""

import re
from collections import Counter
from pathlib import Path

import pytest

from disclosures.document import Heading, Paragraph, Table, Terms

SHARED = Path(__file__).resolve().parents[2] / "shared" / "samples"
UNITS = ("万元", "元", "平方米", "人", "名", "个", "家", "辆", "台（套）", "台", "套", "项", "%", "％")
NUMBER = re.compile(rf"([0-9][0-9,]*(?:\.[0-9]+)?)[\s_]*(?:余)?({'|'.join(map(re.escape, UNITS))})")


def sample_text(name):
    """The published text of a sample; skips where the samples are not here."""
    path = SHARED / f"{name}.txt"
    if not path.exists():
        pytest.skip(f"the published text is not here: {path}")
    return path.read_text()


def numbers(text):
    """Every number with its unit, as often as it stands: ("1878.12", "万元"). Separators of thousands are no digits."""
    return Counter(
        (digits.replace(",", ""), unit.replace("％", "%")) for digits, unit in NUMBER.findall(text)
    )


def cut(text, *starts):
    """A text cut before each of these beginnings, in order: one piece for each, from it to the next."""
    places, at = [], 0
    for start in starts:
        at = text.index(start, at)
        places.append(at)
    ends = [*places[1:], len(text)]
    return {start: text[a:b] for start, a, b in zip(starts, places, ends, strict=True)}


def headings(document):
    """(level, number and text) of every heading, in order."""
    return [(b.level, f"{b.number}{b.text}") for b in document.blocks if isinstance(b, Heading)]


def section_text(document, anchor):
    """What stands under a heading, further headings, tables and glossary included, as one text."""
    lines, level = [], 0
    for block in document.blocks:
        if isinstance(block, Heading):
            if block.anchor == anchor:
                level = block.level
            elif level and block.level <= level:
                break
        if level:
            lines.append(block_text(block))
    assert level, f"there is no section {anchor}"
    return "\n".join(lines)


def block_text(block):
    match block:
        case Heading():
            return f"{block.number}{block.text}"
        case Paragraph():
            return "".join(run if isinstance(run, str) else run.text for run in block.runs)
        case Table():
            rows = (" ".join(cell.text for cell in row.cells) for row in block.rows)
            return "\n".join([block.title, *rows, *block.notes])
        case Terms():
            return "\n".join(f"{item.name}：{item.text}" for item in block.items)

"""What honest departments write about everything else, and how they explain themselves, is nothing to object to.

``silent_sentences.txt`` has the sentences; each is put into made-up documents in which everything agrees.
"""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from budgets.rules import examine
from disclosures.compose import compose
from disclosures.declaring import forms
from disclosures.document import as_json, digest
from disclosures.examination import examine_reading
from disclosures.reading import reader
from disclosures.rendering.page import render_page
from tests import foreign, own
from tests.disclosed import PUBLISHED, lines
from tests.foreign import Head, Para, Slot, Table
from tests.foreign_places import everything

WRITTEN = Path(__file__).with_name("silent_sentences.txt").read_text()
#: Which heading a section has in the documents; what has none gets one of its own before the explanations of words.
HEADINGS = {
    "职责": r"主要职[责能]",
    "机构": r"机构设置|单位基本情况",
    "收入": r"收入预算(?:总体)?情况说明",
    "支出": r"支出预算(?:总体)?情况说明",
    "三公": r"“三公”经费.*情况说明",
    "运行": r"机关运行经费",
    "采购": r"政府采购",
    "资产": r"国有资产",
    "名词": r"名词解释",
}
OWN = {"绩效": "绩效目标设置情况", "项目": "重点项目情况说明"}
REASON = re.compile(r"(?:原因[是为：]*|主要是(?:因为)?)$")
#: A department and an institution; neither says how many people it has.
DOCUMENTS = tuple(made for made in everything() if made.name in ("henan", "zhejiang"))


def sentences():
    """(section, sentence) as written."""
    section = ""
    for line in WRITTEN.splitlines():
        if line.startswith("## "):
            section = line[3:]
        elif line and not line.startswith("#"):
            yield section, line


SENTENCES = [given for given in sentences() if given[0] != "原因"]
REASONS = [(line[0], line[1:]) for section, line in sentences() if section == "原因"]


def faults(made):
    reading = reader.understand(foreign.raw(made))
    findings = examine_reading(reading).findings
    return [f"{f.rule} {f.level}: {f.message}" for f in findings if f.level in ("error", "warning")]


def pieces_of(block):
    if isinstance(block, Para):
        return block.pieces
    return [piece for row in block.rows for piece in row] if isinstance(block, Table) else ()


def said_in(made, sentence):
    """A sentence with the years and amounts of a document."""
    years = {"Y": made.year, "L": made.year - 1, "B": made.year - 2, "N": made.year + 1}
    amounts = {
        piece.key: piece.value
        for block in made.blocks
        for piece in pieces_of(block)
        if isinstance(piece, Slot) and piece.role in ("money", "cell")
    }

    def fill(found):
        if found[1] in years:
            return str(years[found[1]])
        return f"{amounts[found[1]] / foreign.WANYUAN - Decimal(found[2] or 0):.2f}"

    return re.sub(r"\{([\w.]+)(?:-(\d+))?\}", fill, sentence)


def with_sentence(made, section, sentence):
    """The document with a paragraph more at the end of a section."""
    blocks = list(made.blocks)
    paragraph = Para((said_in(made, sentence),))
    pattern = HEADINGS.get(section, HEADINGS["名词"])
    at = next(
        n
        for n, block in enumerate(blocks)
        if isinstance(block, Head) and not block.is_listed and re.search(pattern, block.text)
    )
    if section in OWN:
        blocks[at:at] = [Head("", OWN[section], blocks[at].level), paragraph]
    else:
        end = next((n for n in range(at + 1, len(blocks)) if not isinstance(blocks[n], Para)), len(blocks))
        blocks.insert(end, paragraph)
    return replace(made, blocks=tuple(blocks))


def with_reason(made, sign, reason):
    """The document with this as the reason of its first change that goes this way; None where none does."""
    for n, block in enumerate(made.blocks):
        if not isinstance(block, Para):
            continue
        change = None
        for m, piece in enumerate(block.pieces):
            if isinstance(piece, Slot) and piece.role == "verb":
                change = piece.value
            before = block.pieces[m - 1] if m else ""
            if change and (change > 0) == (sign == "↑") and isinstance(before, str) and REASON.search(before):
                pieces = (*block.pieces[:m], reason, *block.pieces[m + 1 :])
                return replace(
                    made, blocks=(*made.blocks[:n], replace(block, pieces=pieces), *made.blocks[n + 1 :])
                )
    return None


def test_the_documents_are_silent_before_anything_is_put_into_them():
    assert len(DOCUMENTS) == 2 and len(SENTENCES) + len(REASONS) >= 60
    assert [faults(made) for made in DOCUMENTS] == [[], []]


@pytest.mark.parametrize(("section", "sentence"), SENTENCES, ids=count(1))
def test_what_an_honest_clerk_writes_is_nothing_to_object_to(section, sentence):
    for made in DOCUMENTS:
        written = with_sentence(made, section, sentence)
        assert said_in(made, sentence) in foreign.text(written)
        assert faults(written) == []


@pytest.mark.parametrize(("sign", "reason"), REASONS, ids=count(1))
def test_a_reason_that_goes_the_way_of_the_figures_is_taken(sign, reason):
    written = [changed for made in everything() if (changed := with_reason(made, sign, reason))][:2]
    assert len(written) == 2
    for made in written:
        assert reason in foreign.text(made)
        assert faults(made) == []


def test_a_clerk_may_write_them_as_duties():
    form = next(form for form in forms.FORMS if form.key == "national")
    books = own.books_of(form, "department")
    duties = tuple(
        said_in(replace(DOCUMENTS[0], year=books.year), sentence)
        for section, sentence in SENTENCES
        if section == "职责"
    )
    before = [f.message for f in examine(books, form.asks) if f.level != "info"]
    written = replace(books, duties=duties)
    assert [f.message for f in examine(written, form.asks) if f.level != "info"] == before
    content = as_json(
        compose(written).stamped(number=1, reason="", published_at=PUBLISHED.isoformat(), previous="")
    )
    page = render_page(content, digest(content), language="zh-hans", versions=lines())
    found = examine_reading(reader.read_here(page.encode())).findings
    assert duties[0] in page
    assert [f.message for f in found if f.level != "info"] == []

"""Terms at the word: the text of a disclosure with a link to the glossary where a part of it names a term first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from .. import glossary
from ..document import CHINESE
from .layout import Block, Layout, Paragraph, Part, Run, Terms


def glossed(layout: Layout) -> Layout:
    """A layout whose sentences and own glossary lead to the pages of the terms, in the active language. No word of it is
    another."""
    return replace(layout, parts=tuple(_part(part) for part in layout.parts))


def _part(part: Part) -> Part:
    known: set[str] = set()
    return replace(part, blocks=tuple(_block(block, known) for block in part.blocks))


def _block(block: Block, known: set[str]) -> Block:
    match block:
        case Paragraph():
            return replace(block, runs=tuple(_runs(block, known)))
        case Terms():
            return Terms(tuple({**item, "url": url_of(item["term"])} for item in block.items))
    return block


def _runs(paragraph: Paragraph, known: set[str]) -> Iterator[Run]:
    language = settings.LANGUAGE_CODE if paragraph.lang == CHINESE else str(get_language())
    for run in paragraph.runs:
        if run.figure or run.term or run.lang:
            yield run
            continue
        for text, slug in glossary.pieces(run.text, language, known):
            if text:
                yield Run(text, term=url_of(slug))


def url_of(slug: str) -> str:
    """The address of a term's page; empty where the glossary has no such term."""
    return reverse("term", args=(slug,)) if slug and glossary.find(slug) else ""

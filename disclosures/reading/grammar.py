"""Grammar: what the sentences of a published budget say, tied to figure keys.

A sentence is a row of tokens (``clauses``). Names before an amount are its subject, put together and narrowed by what
was spoken of before (``naming``, ``scene``): the heading that the paragraph stands under (``settings``), the list that was
opened (其中：), the figure that was named last (比2024年预算增加…). What no pattern ties (``tying``) is *untied*, which is
counted and shown; nothing is guessed::

    SUBJECT amount · SUBJECT 比 BASE [amount] VERB amount [VERB percent] · SUBJECT 与 BASE 持平 · SUBJECT 占 percent
    SUBJECT amount，其中：SUBJECT amount、… · SUBJECT：amount · 未安排 SUBJECT · amount SUBJECT (2个预算单位)
    FUNCTION amount。BASE 执行数为 amount，YEAR 预算安排 amount，比 BASE 执行数 VERB percent
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from budgets.facts import Paragraph, Place, Said

from . import clauses
from .amounts import Squeezed
from .clauses import Token
from .context import Context
from .owners import owners_of
from .scene import Memory, Scene
from .sentences import Sentences
from .settings import NUMBERING, Setting, style_of

LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Told:
    """What the paragraphs say, and the amounts that no pattern ties to a figure."""

    spoken: tuple[Said, ...]
    untied: tuple[Place, ...]


def tell(paragraphs: Iterable[Paragraph], context: Context) -> Told:
    """What the paragraphs of a document say, in order."""
    paragraphs = tuple(paragraphs)
    listener = _Listener(context, owners_of(paragraphs, context))
    for paragraph in paragraphs:
        listener.hear(paragraph)
    return Told(tuple(listener.memory.spoken), tuple(listener.memory.untied))


class _Listener:
    """Hears paragraph after paragraph, and knows under which headings and labels they stand."""

    def __init__(self, context: Context, owners: Mapping[str, str]) -> None:
        self.context = context
        self.owners = owners  # units that sections are of, by their headings
        self.memory = Memory()
        self.section: tuple[str, ...] | None = None
        self.labels: list[tuple[str, Setting]] = []  # （一）机关运行经费：, with how they are numbered
        self.opener_style = ""  # how the paragraph is numbered that opened a list
        self.item_style: str | None = None  # how its first item is; None before there is one
        self.settings: dict[tuple[str, ...], Setting] = {}

    def hear(self, paragraph: Paragraph) -> None:
        if paragraph.section != self.section:
            self.section, self.labels = paragraph.section, []
            self.memory.forget()
        squeezed = Squeezed(paragraph.text)
        number = NUMBERING.match(squeezed.text)
        setting = self._setting(squeezed.text, number[0] if number else "")
        if setting.is_silent:
            return
        memory = self.memory
        tokens = clauses.tokens_of(squeezed, self.context)
        scene = Scene(self.context, memory, paragraph, squeezed, setting, tokens)
        scene.wholes, scene.depth, scene.head = list(memory.open), len(memory.open), memory.head
        scene.clause = scene.sentence = number.end() if number else 0
        scene.is_list = number is not None
        scene.owner = next((self.owners[h] for h in reversed(paragraph.section) if h in self.owners), "")
        if not scene.is_list and _goes_on(tokens):
            scene.last = memory.last
        Sentences(scene).read()
        memory.head = scene.tops[0] if scene.tops else scene.head or memory.head
        memory.last = scene.last
        self._leave_open(scene)

    def _leave_open(self, scene: Scene) -> None:
        """A paragraph that ends in 其中： opens a list for the next; one that does not go on with a list ends it."""
        ends = [token.kind for token in scene.tokens[-2:]]
        is_opening = clauses.PART in ends or clauses.COLON in ends
        if is_opening and ends[-1] in (clauses.COLON, clauses.COMMA, clauses.PART):
            whole = scene.whole if scene.whole and scene.has_opened else scene.head or scene.last
            if whole is not None:
                self.memory.open = [whole]
        elif not scene.is_list and scene.count and not scene.has_used_open:
            self.memory.open = []

    def _setting(self, text: str, number: str) -> Setting:
        """What a paragraph stands under: the headings, and the labels that paragraphs before it begin with."""
        style = style_of(number)
        self._close_lists(style)
        label = text[len(number) :].partition("：")[0] if number else ""
        is_label = 2 <= len(label) <= LONGEST_LABEL and "：" in text and not re.search("[，。；]", label)
        if style:
            at = next((n for n, (each, _) in enumerate(self.labels) if each == style), len(self.labels))
            del self.labels[at:]
        outer = self.labels[-1][1] if self.labels else self._of_section(self.section or ())
        if not is_label:
            return outer
        inner = outer.below(re.sub("（[^（）]*）", "", label), self.context)
        if inner.topic != outer.topic or inner.says.measure or inner.says.nature or inner.is_silent:
            self.labels.append((style, inner))
        return inner

    def _close_lists(self, style: str) -> None:
        """A list is over where a paragraph is numbered otherwise than its first item, or as the one that opened it."""
        memory = self.memory
        if memory.open and self.item_style is None:
            self.item_style = style
            if style and style == self.opener_style:
                memory.open = []
        elif memory.open and style and style != self.item_style:
            memory.open = []
        if not memory.open:
            self.opener_style, self.item_style = style, None

    def _of_section(self, section: tuple[str, ...]) -> Setting:
        if section not in self.settings:
            setting = Setting()
            for heading in section:
                setting = setting.below(heading, self.context)
            self.settings[section] = setting
        return self.settings[section]


def _goes_on(tokens: Sequence[Token]) -> bool:
    """Whether a paragraph speaks on of what the one before it spoke of: 比2024年预算增加…"""
    first = [token for token in tokens[:3] if token.kind != clauses.YEAR][:1]
    return bool(first) and first[0].kind in (clauses.COMPARE, clauses.EXECUTED)

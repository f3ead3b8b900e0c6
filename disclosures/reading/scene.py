"""Scene: what was spoken of so far, in a section and in the paragraph that is being read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from budgets.facts import Paragraph, Place, Said
from budgets.keys import is_of_projects

from .amounts import Squeezed
from .clauses import Token
from .context import Context
from .facets import Facets
from .settings import Setting
from .subjects import Subject

#: How much of a long sentence is quoted before and behind an amount.
QUOTED = 150


@dataclass(slots=True)
class Memory:
    """What goes on from paragraph to paragraph; a new section forgets all but what was said."""

    spoken: list[Said] = field(default_factory=list)
    untied: list[Place] = field(default_factory=list)
    open: list[Subject] = field(default_factory=list)  # lists that go on in the next paragraphs
    head: Subject | None = None  # what the last paragraph was about
    last: Subject | None = None
    function: str = ""  # the code that was named last
    has_grant: bool = False  # the grants' expenditure was spoken of

    def forget(self) -> None:
        self.open, self.head, self.last, self.function, self.has_grant = [], None, None, "", False


@dataclass(slots=True)
class Outside:
    """What a bracket interrupts, and what goes on behind it."""

    names: list[Token]
    wholes: list[Subject]
    last: Subject | None
    mode: str
    is_foreign: bool


@dataclass(slots=True)
class Scene:
    """One paragraph, and what has been spoken of in it up to where one reads."""

    context: Context
    memory: Memory
    paragraph: Paragraph
    squeezed: Squeezed
    setting: Setting
    tokens: list[Token]
    at: int = 0  # the token that is read

    # Lists and subjects
    wholes: list[Subject] = field(default_factory=list)  # the lists that are open, innermost last
    depth: int = 0  # how many of them were open before the paragraph
    last: Subject | None = None  # named last
    head: Subject | None = None
    tops: list[Subject] = field(
        default_factory=list
    )  # what the last sentence was of, parts of its lists apart
    lead: Subject | None = None  # what the paragraph names before its first sentence
    by: str = ""  # how it is broken down: 按功能科目分
    sibling: str = ""  # the group of the part before in the same list
    item_style: str = ""  # how the items of a list within the paragraph are numbered
    is_list: bool = False  # the paragraph is numbered
    has_opened: bool = False  # a list was opened in it
    has_used_open: bool = False  # it went on with a list of the paragraphs before

    # The sentence and the clause
    sentence: int = 0  # where they began
    clause: int = 0
    is_new_sentence: bool = True
    names: list[Token] = field(default_factory=list)  # before the amount that comes
    joined: list[Token] = field(default_factory=list)  # named side by side before one amount: 收入、支出
    codes: dict[int, str] = field(default_factory=dict)  # of functions named down their levels, by place
    mode: str = ""  # reason or use: what is said is no figure
    outside: list[Outside] = field(default_factory=list)
    year: int = 0
    year_at: int = 0
    is_year_told: bool = False
    compare: Token | None = None
    verb: Token | None = None
    is_share: bool = False
    is_none: bool = False
    is_buying: bool = False
    is_executed: bool = False
    is_last: bool = False  # last year's amount comes: 上年预算安排
    owner: str = ""  # the prefix of the keys under the heading of a unit
    is_foreign: bool = False  # what is spoken of is no figure of the department's budget
    is_foreign_on: bool = False  # and neither is what follows, to the end of the paragraph

    # Amounts
    amounts: int = 0  # tied in this sentence
    count: int = 0  # in the paragraph, tied or not
    step: Decimal = Decimal(0)  # of the last one
    reasons: dict[int, tuple[Subject, Token]] = field(
        default_factory=dict
    )  # changes told as a reason, by place

    @property
    def text(self) -> str:
        return self.squeezed.text

    @property
    def whole(self) -> Subject | None:
        """The innermost list that is open."""
        return self.wholes[-1] if self.wholes else None

    def base(self) -> Facets:
        """What the next subject is a part of."""
        return self.wholes[-1].says if self.wholes else self.setting.says

    def token(self, offset: int = 1) -> Token | None:
        """The token that stands so many behind the one that is read."""
        at = self.at + offset
        return self.tokens[at] if 0 <= at < len(self.tokens) else None

    def open_list(self, *wholes: Subject) -> None:
        """What follows are parts of these, of the last first."""
        self.wholes.extend(whole for whole in wholes if whole not in self.wholes)
        self.has_opened, self.sibling = True, ""

    def turn_to(self, subject: Subject) -> None:
        """A subject is spoken of."""
        self.last = subject
        is_count = subject.says.item.startswith(("units.", "offices.", "projects."))
        if len(self.wholes) <= self.depth and not self.outside and not is_count:
            if self.is_new_sentence:
                self.tops, self.is_new_sentence = [], False
            if all(subject.keys != other.keys for other in self.tops):
                self.tops.append(subject)
        if subject.says.fund == "grant" and subject.says.measure in ("expenditure", "both"):
            self.memory.has_grant = True
        if not self.wholes or (self.wholes[-1] in self.memory.open and not self.has_used_open):
            self.head = subject

    def spoken_of(self) -> Subject | None:
        """What a sentence goes on about that names nothing: what the one before was of, if that was one thing."""
        if not self.tops:
            return self.last
        return self.tops[0] if len(self.tops) == 1 else None

    def prefix_of(self, key: str) -> str:
        """What a key begins with under the heading of a unit; a unit's project is the department's too."""
        return "" if is_of_projects(key) else self.owner

    def place(self, token: Token) -> Place:
        """Where a token stands, with its sentence."""
        text = self.text
        least, most = max(0, token.start - QUOTED), min(len(text), token.end + QUOTED)
        start = max(least, *(text.rfind(mark, least, token.start) + 1 for mark in "。；"))
        end = min(most, *(at for mark in "。；" if (at := text.find(mark, token.end, most)) >= 0), most)
        quote = self.squeezed.cut(start, end).strip()
        return replace(self.paragraph.place, quote=quote, start=self.squeezed.at(token.start))

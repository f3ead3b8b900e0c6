"""Sentences: goes through the tokens of a paragraph and keeps the scene; each kind of token has one short handler."""

from __future__ import annotations

from collections.abc import Callable

from budgets.catalogue import MONEY

from . import clauses
from .clauses import Token
from .facets import Facets
from .naming import Namer, is_counted
from .scene import Outside, Scene
from .settings import NUMBERING, style_of
from .subjects import UNKNOWN, Subject, facets_of, fits, inherited
from .tying import Tier

REASON, USE = "reason", "use"


class Sentences:
    """Reads one paragraph; what it says is put into the scene's memory."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.namer = Namer(scene)
        self.tier = Tier(scene, self.namer)

    def read(self) -> None:
        handlers: dict[str, Callable[[Token], None]] = {
            clauses.AMOUNT: self.tier.amount,
            clauses.NAME: self._name,
            clauses.PATH: self._path,
            clauses.YEAR: self._year,
            clauses.COMPARE: self._compare,
            clauses.RISE: self._verb,
            clauses.FALL: self._verb,
            clauses.OPEN: self._verb,
            clauses.HOLD: self._hold,
            clauses.EXECUTED: self._executed,
            clauses.LAST: self._last,
            clauses.SHARE: self._share,
            clauses.PART: self._part,
            clauses.BY: self._by,
            clauses.REASON: self._reason,
            clauses.USE: self._use,
            clauses.NONE: self._none,
            clauses.BUY: self._buy,
            clauses.TEXT: self._text,
            clauses.STOP: self._stop,
            clauses.SEMICOLON: self._semicolon,
            clauses.COMMA: self._comma,
            clauses.PAUSE: self._pause,
            clauses.COLON: self._colon,
            clauses.OPENING: self._opening,
            clauses.CLOSING: self._closing,
        }
        for at, token in enumerate(self.scene.tokens):
            self.scene.at = at
            handler = handlers.get(token.kind)
            if handler is not None:
                handler(token)
        self._end_of_clause()

    # Boundaries

    def _end_of_clause(self) -> None:
        scene = self.scene
        if scene.is_none:
            self.tier.nothing()
        scene.names, scene.joined, scene.verb = [], [], None
        scene.is_none = scene.is_last = scene.is_share = False

    def _end_of_part(self, token: Token) -> None:
        """A full stop or a semicolon: reasons and comparisons end here."""
        scene = self.scene
        self._end_of_clause()
        scene.compare, scene.mode, scene.clause = None, "", token.end
        scene.is_buying = scene.is_executed = False
        scene.is_foreign = scene.is_foreign_on

    def _stop(self, token: Token) -> None:
        scene = self.scene
        if scene.names and not scene.count and not scene.mode and self.namer.is_covered(token):
            scene.lead = self.namer.subject(scene.names) or UNKNOWN  # 1.公务接待费。2024年预算数…
        self._end_of_part(token)
        if not self._goes_on_with_list(token):
            scene.wholes = [whole for whole in scene.wholes if whole in scene.memory.open]
        scene.year, scene.is_year_told, scene.amounts = 0, False, 0
        scene.sentence, scene.is_new_sentence = token.end, True

    def _goes_on_with_list(self, token: Token) -> bool:
        """Whether the next sentence is a further item of a numbered list within the paragraph: 其中：（1）…。（2）…。"""
        scene = self.scene
        number = NUMBERING.match(scene.text[token.end : token.end + 8])
        return number is not None and scene.item_style == style_of(number[0])

    def _semicolon(self, token: Token) -> None:
        self._end_of_part(token)

    def _comma(self, token: Token) -> None:
        self._end_of_clause()
        self.scene.is_executed, self.scene.clause = False, token.end
        if token.kind == clauses.COMMA:
            self.scene.is_buying = False

    def _pause(self, token: Token) -> None:
        joined = [] if self.scene.verb else [*self.scene.joined, *self.scene.names]
        self._comma(token)
        self.scene.joined = joined

    def _colon(self, token: Token) -> None:
        scene = self.scene
        before, is_end = scene.token(-1), scene.token() is None
        self.namer.heed(token)
        if is_end and scene.names and not scene.amounts and not scene.mode:
            scene.head = self.namer.subject(scene.names) or scene.head  # 财政拨款支出主要内容如下：
        if before is not None and before.kind == clauses.AMOUNT and not is_end and not scene.mode:
            scene.wholes.append(scene.last or UNKNOWN)  # 政府采购预算120万元：货物…
            scene.has_opened, scene.sibling, scene.clause = True, "", token.end
            return
        if scene.names and (scene.names[-1].end < token.start or all(map(is_counted, scene.names))):
            scene.names = []  # 收支增减变化情况说明：
        scene.clause = scene.clause if scene.names else token.end

    def _opening(self, token: Token) -> None:
        scene = self.scene
        scene.outside.append(
            Outside(scene.names, list(scene.wholes), scene.last, scene.mode, scene.is_foreign)
        )
        before = scene.token(-1)
        if before is not None and before.kind == clauses.AMOUNT and scene.last is not None and not scene.mode:
            scene.wholes.append(scene.last)
        scene.names, scene.clause = [], token.end

    def _closing(self, token: Token) -> None:
        scene = self.scene
        if not scene.outside:
            return
        if scene.is_none:
            self.tier.nothing()
        out = scene.outside.pop()
        scene.names, scene.wholes, scene.last, scene.mode = out.names, out.wholes, out.last, out.mode
        scene.verb, scene.is_share, scene.is_none = None, False, False
        scene.is_foreign = out.is_foreign or scene.is_foreign_on
        before = scene.token(-1)
        if before is not None and before.kind == clauses.TEXT and NUMBERING.fullmatch(f"（{before.text}）"):
            scene.clause = token.end

    # Names

    def _name(self, token: Token) -> None:
        scene = self.scene
        if scene.mode:
            if scene.mode == REASON:
                self._name_in_reason(token)
            return
        if not is_counted(token):
            self.namer.heed(token)
        is_whole_of_share = scene.is_share
        is_base = scene.compare is not None and scene.verb is None and scene.compare.start >= scene.clause
        if not is_whole_of_share and not is_base:  # 占收入总额的, 比2020年一般公共预算收入
            scene.names.append(token)

    def _path(self, token: Token) -> None:
        scene = self.scene
        if token.path is not None and not scene.mode:
            code = clauses.code_of_path(token.path, scene.context, scene.memory.function)
            if code:
                scene.memory.function, scene.codes[token.start] = code, f"f{code}"
        self._name(token)

    def _name_in_reason(self, token: Token) -> None:
        """主要是基本支出增加5万元: a reason that is itself the change of a part."""
        scene = self.scene
        before, verb, told = scene.token(-1), scene.token(), scene.token(2)
        if verb is None or told is None or told.amount is None or told.amount.unit != MONEY:
            return
        begins = (clauses.REASON, clauses.COMMA, clauses.COLON, clauses.PAUSE)
        if verb.kind not in (clauses.RISE, clauses.FALL) or before is None or before.kind not in begins:
            return
        says, groups = facets_of([token], ("nature", "source"), Facets())
        if scene.last is None or not groups or not fits(says, scene.last):
            return
        full = inherited(says, scene.last.says)
        if key := full.key():
            scene.reasons[told.start] = (Subject(full, (key,), token.text), verb)

    def _named(self) -> Subject | None:
        """Turns to what the names that stand here are the subject of."""
        subject = self.namer.subject(self.scene.names)
        if subject is not None:
            self.scene.turn_to(subject)
        self.scene.names = []
        return subject

    # Words

    def _text(self, token: Token) -> None:
        scene = self.scene
        following = scene.token()
        ends = (clauses.COMMA, clauses.COLON)
        if token.text == "中" and scene.names and following is not None and following.kind in ends:
            subject = self.namer.subject(scene.names)  # 财政拨款支出预算中，
            if subject is not None:
                scene.wholes.append(subject)
                scene.has_opened = True

    def _year(self, token: Token) -> None:
        if not self.scene.mode:
            self.scene.year, self.scene.year_at, self.scene.is_year_told = token.year, token.start, False

    def _compare(self, token: Token) -> None:
        scene = self.scene
        before = scene.token(-1)
        if scene.mode == USE and before is not None and before.kind == clauses.COMMA:
            scene.mode = ""
        if scene.mode:
            return
        if scene.names:
            if self._named() is None:
                scene.last = None
        elif before is None or before.kind == clauses.STOP:
            scene.last = scene.spoken_of() if before is not None else scene.last
        scene.compare, scene.verb = token, None

    def _verb(self, token: Token) -> None:
        scene = self.scene
        if scene.mode:
            return
        if scene.names:
            following = scene.token()
            if following is None or following.kind != clauses.AMOUNT or self._named() is None:
                return
        scene.verb = token

    def _hold(self, token: Token) -> None:
        scene = self.scene
        if scene.mode or scene.compare is None or scene.last is None:
            return
        following = scene.token()
        if following is not None and following.kind == clauses.AMOUNT:
            scene.verb = token  # 与上年一致0万元
        else:
            self.tier.held(token)

    def _last(self, _token: Token) -> None:
        self.scene.is_last = not self.scene.mode

    def _executed(self, _token: Token) -> None:
        self.scene.is_executed = not self.scene.mode

    def _share(self, _token: Token) -> None:
        if self.scene.mode:
            return
        if self.scene.names:
            self._named()
        self.scene.is_share = True

    def _part(self, token: Token) -> None:
        """其中：, 包括: what follows are parts of what was named last, or of what the sentence before was of."""
        scene = self.scene
        if scene.mode == REASON and not self._lists_amounts():
            return
        scene.mode = ""
        number = NUMBERING.match(scene.text[token.end : token.end + 8].lstrip("：，"))
        scene.item_style = style_of(number[0]) if number else ""
        before, names = scene.token(-1), scene.names
        scene.names = []
        if names and names[-1].end > scene.clause and not scene.amounts:
            subject = self.namer.subject(names)  # 收入包括：
            if subject is not None:
                scene.open_list(subject)
                return
        if token.text.startswith("具体项目") and scene.wholes:
            del scene.wholes[1:]  # of the whole, not of the part named last
            scene.sibling, scene.clause = "", token.end
            return
        is_start = before is None or (before.kind in (clauses.STOP, clauses.TEXT) and not scene.amounts)
        first = (scene.head, scene.last) if is_start else (scene.last, scene.head)
        named = next((subject for subject in first if subject is not None), None)
        wholes = scene.tops if is_start and scene.tops else [named] if named else []
        if scene.by and not scene.amounts:  # 按功能科目分，包括…: of a total, not of what was named last
            wholes = [
                whole for whole in wholes if not (whole.says.nature or whole.says.code or whole.says.cost)
            ]
        scene.open_list(*wholes)
        scene.clause = token.end

    def _lists_amounts(self) -> bool:
        """Whether 其中： in a reason begins a list of amounts: a name follows, and its amount."""
        kinds = [token.kind if (token := self.scene.token(n)) else "" for n in (1, 2, 3)]
        return (
            kinds[0] == clauses.COLON
            and kinds[1] in (clauses.NAME, clauses.PATH)
            and kinds[2] == clauses.AMOUNT
        )

    def _by(self, token: Token) -> None:
        scene = self.scene
        scene.by, scene.names, scene.sibling, scene.mode = token.by, [], "", ""
        scene.wholes = [whole for whole in scene.wholes if whole in scene.memory.open][:1]
        scene.clause = token.end
        if token.by == "purchase":
            scene.wholes = [Subject(Facets(item="procurement.total"), ("procurement.total",))]

    def _reason(self, _token: Token) -> None:
        self._end_of_clause()
        self.scene.mode = REASON

    def _use(self, _token: Token) -> None:
        self.scene.mode = self.scene.mode or USE

    def _none(self, _token: Token) -> None:
        if not self.scene.mode and self.scene.compare is None:
            self.scene.is_none, self.scene.names = True, []

    def _buy(self, _token: Token) -> None:
        self.scene.is_buying = True

"""Tying: the amounts of a sentence, each to the figure that it says, or to none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from budgets.catalogue import MONEY
from budgets.facts import Said
from budgets.keys import AGAINST, is_beside_executed

from . import clauses
from .amounts import PERCENT, Amount
from .clauses import Token
from .meanings import unit_of
from .naming import Namer, is_filler
from .scene import Scene
from .subjects import Subject

CHANGE, LAST, PERCENT_OF, SHARE = ".change", ".last", ".percent", ".share"


@dataclass(slots=True)
class Tier:
    """Says what amounts say; what no pattern ties is put down as untied."""

    scene: Scene
    namer: Namer

    def amount(self, token: Token) -> None:
        """An amount is read."""
        amount, scene = token.amount, self.scene
        if amount is None or amount.is_vague:
            return
        scene.count += 1
        if token.start in scene.reasons:
            subject, verb = scene.reasons[token.start]
            self._say(subject, CHANGE, token, _signed(amount, verb), word=verb.text)
            return
        self.namer.heed(token)
        is_tied = not scene.mode and not scene.is_foreign and self._tie(amount, token)
        if is_tied:
            scene.amounts += 1
        elif amount.unit in (MONEY, PERCENT) or scene.setting.topic in ("assets", "staffing"):
            scene.memory.untied.append(scene.place(token))
        if not is_tied and not scene.mode and scene.verb is None and amount.unit != PERCENT:
            scene.last = None  # what follows is said of something that is not known
        scene.names, scene.joined, scene.is_none = [], [], False

    def nothing(self) -> None:
        """未安排政府性基金预算: a figure that is nothing."""
        scene = self.scene
        if not scene.names or scene.mode:
            return
        name = scene.names[-1]
        ends = [at for mark in "，。；：、（）" if (at := scene.text.find(mark, name.end)) >= 0]
        if not is_filler(scene.text[name.end : min(ends, default=len(scene.text))]):
            return
        subject = self.namer.of_nothing()
        if subject is None:
            return
        scene.turn_to(subject)
        self._say(subject, "", scene.names[0], Decimal(0), printed="无", step=Decimal(0), year=scene.year)

    def held(self, token: Token) -> None:
        """与上年持平: a change of nothing, to the digits of the amount before."""
        scene = self.scene
        if scene.last is None or scene.compare is None:
            return
        year = scene.compare.year
        self._say(
            scene.last,
            CHANGE,
            token,
            Decimal(0),
            printed=token.text,
            step=scene.step,
            year=year,
            word=token.text,
        )
        scene.compare = None

    def _tie(self, amount: Amount, token: Token) -> bool:
        scene = self.scene
        if amount.unit == PERCENT:
            return self._percent(amount, token)
        if scene.verb is not None:
            return self._change(amount, token, scene.verb)
        if scene.is_executed:
            return self._executed(token)
        if scene.compare is not None and scene.compare.start >= scene.clause and amount.unit == MONEY:
            return self._base(token, scene.compare)
        if self._is_of_last_year(token):
            return self._last(amount, token)
        is_money = amount.unit == MONEY
        subject = self.namer.of_money(amount, token) if is_money else self.namer.of_count(amount.unit, token)
        if subject is None:
            return False
        self._say(subject, "", token, year=self._year())
        scene.turn_to(subject)
        scene.step, scene.compare = amount.step, None
        return True

    def _year(self) -> int:
        """The year of the sentence, told once."""
        scene = self.scene
        year = 0 if scene.is_year_told else scene.year
        scene.is_year_told = True
        return year

    def _is_of_last_year(self, token: Token) -> bool:
        """Whether an amount is last year's: 上年预算安排 before it, or its year beside an amount of this year's."""
        scene, before = self.scene, self.scene.context.year - 1
        if scene.is_last:
            return True
        if scene.year != before or scene.is_year_told or scene.year_at < scene.clause:
            return False
        behind = scene.text[token.end : token.end + 8].lstrip("，；、,")
        return behind.startswith(f"{before + 1}年") or (not scene.names and scene.last is not None)

    def _last(self, amount: Amount, token: Token) -> bool:
        """上年预算安排…: last year's amount of what is named, or of what was named last."""
        scene = self.scene
        subject = scene.last
        if scene.names:
            subject = self.namer.subject(scene.names, amount.unit) if self.namer.is_close(token) else None
        if subject is None:
            return False
        year = 0 if scene.is_last else self._year()
        scene.is_year_told = True
        self._say(subject, LAST, token, year=year)
        scene.last, scene.is_last = subject, False
        return True

    def _base(self, token: Token, compare: Token) -> bool:
        """比2023年预算9.00万元减少…: the amount that is compared with stands beside its year."""
        scene = self.scene
        subject = self._compared()
        if subject is None:
            return False
        self._say(subject, LAST, token, year=compare.year)
        scene.compare = replace(compare, year=0)
        return True

    def _executed(self, token: Token) -> bool:
        """2023年预算执行数为…: what was executed under a function."""
        scene = self.scene
        subject = _against(scene.last)
        if subject is None:
            return False
        self._say(subject, LAST, token, year=scene.year)
        scene.is_executed, scene.year = False, 0
        scene.turn_to(subject)
        return True

    def _change(self, amount: Amount, token: Token, verb: Token) -> bool:
        scene = self.scene
        subject = self._compared()
        scene.verb = None
        if subject is None:
            return False
        year = scene.compare.year if scene.compare is not None else 0
        self._say(subject, CHANGE, token, _signed(amount, verb), year=year, word=verb.text)
        if scene.compare is not None:
            scene.compare = replace(scene.compare, year=0)
        return True

    def _percent(self, amount: Amount, token: Token) -> bool:
        scene = self.scene
        if scene.is_share and scene.last is not None:
            self._say(replace(scene.last, keys=scene.last.keys[:1]), SHARE, token)
            scene.is_share = False
            return True
        subject, verb = self._compared(), scene.verb
        if subject is None or verb is None:
            return False
        year = scene.compare.year if scene.compare is not None else 0
        self._say(subject, PERCENT_OF, token, _signed(amount, verb), year=year, word=verb.text)
        scene.verb, scene.compare = None, None
        return True

    def _compared(self) -> Subject | None:
        """What is compared: with what was executed, where the base says so."""
        scene = self.scene
        is_executed = scene.compare is not None and scene.compare.is_executed
        return _against(scene.last) if is_executed else scene.last

    def _say(
        self,
        subject: Subject,
        view: str,
        token: Token,
        value: Decimal | None = None,
        *,
        printed: str = "",
        step: Decimal | None = None,
        year: int = 0,
        word: str = "",
    ) -> None:
        """Puts down what is said; an amount says its own value, unless it is signed or said in words."""
        amount = token.amount
        if amount is not None:
            printed, step = printed or amount.printed, amount.step if step is None else step
            value = amount.value if value is None else value
        place = self.scene.place(token)
        for key in subject.keys:
            unit = PERCENT if view in (PERCENT_OF, SHARE) else unit_of(key)
            self.scene.memory.spoken.append(
                Said(
                    f"{self.scene.prefix_of(key)}{key}{view}",
                    value or Decimal(0),
                    subject.label,
                    unit,
                    printed,
                    step or Decimal(0),
                    place,
                    year,
                    word,
                )
            )


def _signed(amount: Amount, verb: Token) -> Decimal:
    return -amount.value if verb.kind == clauses.FALL else amount.value


def _against(subject: Subject | None) -> Subject | None:
    """A figure beside what was executed under it last year: a function under the key that figures give it."""
    if subject is None:
        return None
    if subject.says.code.startswith("f"):
        return replace(subject, keys=(f"against.{subject.says.code}",))
    keys = tuple(key if is_beside_executed(key) else f"{AGAINST}{key}" for key in subject.keys)
    return replace(subject, keys=keys)

"""The moves of a budget from hand to hand: from which states each leads to which. Declared here alone; the rights
(access.py), the walls of the database and the steps (disclosures/steps.py) read it.

Who makes a move stays with the rights: they also say whose the acts are that move nothing, and 退回修改 is of several,
each in other states. The words stay apart too: a record (Handover.Move), a button and a refusal name a move otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

from .models import Budget, Handover

State, Move = Budget.State, Handover.Move

EVERY = tuple(State)


@dataclass(frozen=True)
class Way:
    """``after`` is None where the state stays. ``is_conditional``: open only while more holds than the state; the wall asks
    for that too."""

    before: tuple[str, ...]
    after: str | None = None
    is_conditional: bool = False


MOVES: dict[str, Way] = {
    Move.SUBMIT: Way((State.EDITING,), State.SUBMITTED),
    Move.TAKE_BACK: Way((State.SUBMITTED,), State.EDITING),
    Move.RETURN: Way((State.SUBMITTED, State.REVIEWED, State.APPROVED, State.SCHEDULED), State.EDITING),
    Move.SECRECY: Way((State.SUBMITTED,)),
    Move.PASS: Way((State.SUBMITTED,), State.REVIEWED),
    Move.APPROVE: Way((State.REVIEWED,), State.APPROVED),
    Move.SCHEDULE: Way((State.APPROVED,), State.SCHEDULED),
    Move.UNSCHEDULE: Way((State.SCHEDULED,), State.APPROVED),
    Move.VOID: Way((State.APPROVED, State.SCHEDULED), State.EDITING),
    Move.PUBLISH: Way((State.APPROVED, State.SCHEDULED), State.PUBLISHED),
    Move.CORRECT: Way((State.PUBLISHED,), State.EDITING, is_conditional=True),
    Move.ABANDON: Way((State.EDITING,), State.PUBLISHED, is_conditional=True),
    Move.WITHDRAW: Way(EVERY),
    Move.WITHHOLD: Way(tuple(each for each in EVERY if each != State.WITHHELD), State.WITHHELD),
    Move.DISCLOSE: Way((State.WITHHELD,), State.EDITING),
}
#: What begins a round: whatever was entered, said or submitted before is settled.
ROUNDS = (Move.PUBLISH, Move.CORRECT, Move.ABANDON, Move.DISCLOSE)
#: What somebody answers for on the way to the public.
APPROVALS = (Move.SUBMIT, Move.SECRECY, Move.PASS, Move.APPROVE)


def follow(state: str) -> list[str]:
    """Where a budget in this state may go, without condition; each once, in the order of the moves."""
    ways = (way for way in MOVES.values() if state in way.before and not way.is_conditional)
    return list(dict.fromkeys(str(way.after) for way in ways if way.after))

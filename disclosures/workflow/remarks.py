"""Comments: what a reviewer says of a figure, kept until the budget is returned, and what the clerk answers."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from budgets.access import Act, WrongState
from budgets.actions import held, record
from budgets.models import Budget, Remark

from ..steps import refuse


@transaction.atomic
def remark(*, budget: Budget, by: Any, text: str, key: str = "", label: str = "", value: str = "") -> Remark:
    """Note a comment on a figure (its key, its name, its value as printed now), a section, or the whole (empty key)."""
    budget = held(budget, by=by, act=Act.REMARK)
    made = Remark(budget=budget, by=by, key=key, label=label, value=value, text=text)
    made.full_clean()
    made.save(force_insert=True)
    record(budget=budget, by=by, action="写意见", key=key, label=label, text=made.text)
    return made


@transaction.atomic
def change_remark(*, remark: Remark, by: Any, text: str) -> None:
    """Reword one's own comment while it is not sent."""
    _mine_unsent(remark, by)
    before, remark.text = remark.text, text
    remark.full_clean()
    remark.save(update_fields=["text"])
    record(budget=remark.budget, by=by, action="改意见", **_place(remark), before=before, after=remark.text)


@transaction.atomic
def delete_remark(*, remark: Remark, by: Any) -> None:
    _mine_unsent(remark, by)
    record(budget=remark.budget, by=by, action="删意见", **_place(remark), before=remark.text)
    remark.delete()


def _mine_unsent(remark: Remark, by: Any) -> None:
    held(remark.budget, by=by, act=Act.REMARK)
    remark.refresh_from_db()
    if remark.by_id != by.pk or remark.sent_at is not None:
        raise WrongState("意见已经发出，不能再改。")


@transaction.atomic
def answer(*, remark: Remark, by: Any, answer: str, text: str = "") -> None:
    """已改为… or 未改，原因…: a change needs no words, no change needs its reason."""
    held(remark.budget, by=by, act=Act.ANSWER)
    remark.refresh_from_db()
    if remark.sent_at is None:
        raise WrongState("这条意见还没有发出。")
    if answer not in Remark.Answer.values:
        raise refuse("请选“已改”或“未改”。")
    if answer == Remark.Answer.UNCHANGED and not text.strip():
        raise refuse("请写明没有改的原因。")
    remark.answer, remark.answer_text = answer, text
    remark.answered_by, remark.answered_at = by, timezone.now()
    remark.full_clean()
    remark.save(update_fields=["answer", "answer_text", "answered_by", "answered_at"])
    record(
        budget=remark.budget,
        by=by,
        action="答复意见",
        **_place(remark),
        answer=answer,
        text=remark.answer_text,
    )


def _place(remark: Remark) -> dict[str, str]:
    """What a comment is on, for the record: its key, and what that is called."""
    return {"key": remark.key, "label": remark.label}

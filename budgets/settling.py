"""Putting what stood on ended accounts (see ``ended``) on the accounts that were chosen for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from .access import Act
from .actions import held, record, touch
from .ended import ACCOUNTS, Key, keys
from .ledger import ZERO
from .models import Account, Budget, Entry, Purpose


@transaction.atomic
def settle(*, budget: Budget, chosen: Mapping[Key, Account | None], by: Any) -> int:
    """Put what stood on ended accounts on those chosen; None leaves it out, to be entered anew by hand. An entry with
    another ended account waits on. Returns how many entries were written.

    Raises WrongState or Http404 where this person may not enter figures now."""
    budget = held(budget, by=by, act=Act.ENTER)
    waiting = budget.unsettled
    named = {key: waiting["names"].get(" ".join(key), key[1]) for key in keys(waiting)} if waiting else {}
    chosen = {key: account for key, account in chosen.items() if key in named}
    if not chosen:
        return 0
    done, left = _moved(waiting["entries"], chosen)
    _purposes(
        budget, [each for each in waiting["purposes"] if ("function", each["function"]) in chosen], chosen
    )
    uses = [each for each in waiting["purposes"] if ("function", each["function"]) not in chosen]
    entries = list(_entries(budget, done))
    Entry.objects.bulk_create(entries)
    budget.unsettled = {"entries": left, "purposes": uses, "names": waiting["names"]} if left or uses else {}
    budget.save(update_fields=["unsettled", "updated_at"])
    dropped = [each for each in waiting["entries"] if _is_left_out(each, chosen)]
    moves = [{"from": named[key], "to": str(account or "")} for key, account in chosen.items()]
    record(budget=budget, by=by, action="改列科目", accounts=moves, entries=len(entries), left_out=dropped)
    touch(budget)
    return len(entries)


def _moved(entries: list[dict[str, Any]], chosen: Mapping[Key, Account | None]) -> tuple[list, list]:
    """(entries of which nothing is open any more, those that wait on); what is left out is in neither."""
    done, left = [], []
    for each in entries:
        now = dict(each)
        told = [field for field in each["open"] if (field, each[field]) in chosen]
        if _is_left_out(each, chosen):
            continue
        for field in told:
            now[field] = chosen[field, each[field]].code
        now["open"] = [field for field in each["open"] if field not in told]
        (left if now["open"] else done).append(now)
    return done, left


def _is_left_out(entry: Mapping[str, Any], chosen: Mapping[Key, Account | None]) -> bool:
    return any(chosen.get((field, entry[field]), entry) is None for field in entry["open"])


def _entries(budget: Budget, rows: list[dict[str, Any]]) -> Iterator[Entry]:
    in_use = {(a.system, a.code): a for a in Account.objects.filter(year=budget.year)} if rows else {}
    units, projects = (
        set(budget.units.values_list("pk", flat=True)),
        set(budget.projects.values_list("pk", flat=True)),
    )
    for each in rows:
        yield Entry(
            budget=budget,
            direction=each["direction"],
            nature=each["nature"],
            unit_id=each["unit"] if each["unit"] in units else None,
            project_id=each["project"] if each["project"] in projects else None,
            amount=ZERO,
            last_amount=Decimal(each["last"]),
            **{field: in_use.get((field, each[field])) for field in ACCOUNTS},
        )


def _purposes(budget: Budget, uses: list[dict[str, Any]], chosen: Mapping[Key, Account | None]) -> None:
    """The use of an ended code goes to its successor, after what is written there."""
    for each in uses:
        account = chosen["function", each["function"]]
        if account is None:
            continue
        purpose, _ = Purpose.objects.get_or_create(budget=budget, function=account)
        if each["use"] not in purpose.use:
            purpose.use = "；".join(text for text in (purpose.use, each["use"]) if text)
            purpose.save()

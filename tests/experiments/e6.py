"""E6: clients save the same records at the same time, each with what it saw; whatever is acknowledged stands in the history,
on what it was said to replace, and the last of it is what is stored.

Each client is a process with its own connection. A round is one try of one client: it opens the form, and sends an amount
that nobody else sends. Saved is what is answered 302; 409 writes nothing. The control takes the question whether the form is
stale away.
"""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from typing import Any

from tests.experiments.common import ROOT, Result, signed_in

TITLE = "whatever two people save at once, nothing that was acknowledged is lost unseen"
SHORT, FULL = 60, 1000
DATABASES = ("sqlite", "postgresql")
CLIENTS = (2, 4, 8)
FEW = (2, 4)
#: One client: so many rounds with the session given; prints the status and amount of each.
CLIENT = """
import sys, random, django
django.setup()
import logging; logging.disable(logging.CRITICAL)
from django.test.utils import setup_test_environment
setup_test_environment()
from django.conf import settings
from django.test import Client
from tests.experiments.e6 import save
number, rounds, address, key, is_guarded = sys.argv[1:]
if is_guarded == "no":
    from budgets import stale
    stale.is_stale = lambda data, stamp: False
client = Client()
client.cookies[settings.SESSION_COOKIE_NAME] = key
print("ready", flush=True)
sys.stdin.readline()
for each in range(int(rounds)):
    amount = int(number) * 1_000_000 + each + 1
    print(*save(client, address, amount), amount, flush=True)
"""


def save(client: Any, address: str, amount: int) -> tuple[int, str]:
    """Open the form, type another amount, save; the status of the answer, and the amount that was seen."""
    page = client.get(address)
    form = page.context["form"]
    typed = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    typed |= {"function": str(page.context["entry"].function), "stamp": page.context["stamp"]}
    seen = str(page.context["entry"].amount)
    return client.post(address, typed | {"amount": str(amount)}).status_code, seen


def run(size: int) -> Result:
    acknowledged = refused = 0
    failures: list[str] = []
    numbers = CLIENTS if size == FULL else FEW
    share = -(-size // len(numbers))
    for number in numbers:
        saved, told = together(number, share, is_guarded=True)
        acknowledged, refused = acknowledged + saved, refused + told["refused"]
        failures += told["lost"]
    control = len(together(numbers[-1], share, is_guarded=False)[1]["lost"])
    return Result(
        faults=acknowledged + refused,
        survived=acknowledged + refused - len(failures),
        control=control,
        lost=len(failures),
        failures=tuple(failures[:20]),
        notes={"acknowledged": acknowledged, "refused": refused, "clients": numbers},
    )


def together(clients: int, rounds: int, *, is_guarded: bool) -> tuple[int, dict[str, Any]]:
    """So many rounds shared by so many clients on one entry of a new budget."""
    entry, address, key = scene(f"{clients}{'g' if is_guarded else 'c'}")
    guarded = "yes" if is_guarded else "no"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", CLIENT, str(n + 1), str(-(-rounds // clients)), address, key, guarded],
            cwd=ROOT, env=os.environ.copy(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for n in range(clients)
    ]  # fmt: skip
    for each in running:
        each.stdout.readline()
    for each in running:
        each.stdin.write("go\n")
        each.stdin.flush()
    answers = [line.split() for each in running for line in each.communicate()[0].splitlines()]
    saved = {Decimal(amount) * 10_000: Decimal(seen) for status, seen, amount in answers if status == "302"}
    other = [f"{status} for {amount}" for status, _seen, amount in answers if status not in ("302", "409")]
    silent = [f"a client ended with {each.returncode}" for each in running if each.returncode]
    lost = [*other, *silent, *lost_of(entry, saved)]
    return len(saved), {"refused": len(answers) - len(saved), "lost": lost}


def scene(code: str) -> tuple[Any, str, str]:
    """An entry of a budget, the address of its form, and the session of its clerk."""
    from django.conf import settings
    from django.urls import reverse

    from tests import drafts, people

    budget = drafts.sound_budget(f"6{code}")
    entry = budget.entries.filter(direction="expenditure", function__isnull=False).first()
    browser = signed_in(people.clerk(f"clerk{code}", budget.department))
    address = reverse("admin:budgets_budget_entry", args=[budget.pk, "expenditure", entry.pk])
    return entry, address, browser.cookies[settings.SESSION_COOKIE_NAME].value


def lost_of(entry: Any, saved: dict[Decimal, Decimal]) -> list[str]:
    """What was acknowledged and is not in the history, or was saved over something that its person had not seen; ``saved``
    is what was seen, by what was saved."""
    from budgets.models import Event

    events = Event.objects.filter(budget=entry.budget, action="改明细").order_by("seq")
    replaced = {_amount(each, "after"): _amount(each, "before") for each in events}
    found = [f"{amount} was acknowledged and is not recorded" for amount in saved if amount not in replaced]
    found += [
        f"{amount} replaced {replaced[amount]}, but had seen {seen}"
        for amount, seen in saved.items()
        if amount in replaced and replaced[amount] != seen
    ]
    entry.refresh_from_db()
    last = list(replaced)[-1] if replaced else entry.amount
    return found if entry.amount == last else [*found, f"{entry.amount} is stored, {last} was saved last"]


def _amount(event: Any, which: str) -> Decimal:
    return Decimal(event.detail[which]["amount"])

"""What somebody had typed when the budget went out of their hands: kept 24 hours, given back once it is theirs again
(states.md §9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from .actions import record
from .kept import CHECK
from .models import Budget, KeptInput

KEPT_FOR = timedelta(hours=24)


@transaction.atomic
def keep(*, budget: Budget, by: Any, path: str, typed: QueryDict) -> KeptInput:
    """Keep what was typed at an address, in place of what was kept of it before."""
    values = {"budget": budget, "data": typed.urlencode(), "at": timezone.now()}
    kept, _is_new = KeptInput.objects.update_or_create(by=by, path=path, defaults=values)
    record(budget=budget, by=by, action="留存未保存的内容", path=path)
    return kept


def kept_of(user: Any, budget: Budget) -> QuerySet[KeptInput]:
    """What is still kept for a person of one budget, the latest first."""
    fresh = KeptInput.objects.filter(at__gt=timezone.now() - KEPT_FOR)
    return fresh.filter(by=user, budget=budget).order_by("-at")


def given_back(request: HttpRequest, budget: Budget) -> QueryDict | None:
    """What was kept of this address; given once, and not before it can be saved."""
    if request.method != "GET" or budget.state != Budget.State.EDITING:
        return None
    kept = kept_of(request.user, budget).filter(path=request.get_full_path()).first()
    if kept is None:
        return None
    typed = QueryDict(kept.data)
    kept.delete()
    messages.warning(request, CHECK)
    return typed

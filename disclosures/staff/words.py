"""How staff pages name moments and digests."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def moment(at: datetime) -> str:
    """2月6日 09:05, 今天 10:38; with the year where it is another one. Beijing time."""
    local = timezone.localtime(at)
    if local.date() == timezone.localdate():
        return f"今天 {local:%H:%M}"
    return f"{day(local.date())} {local:%H:%M}"


def day(on: date) -> str:
    """2月6日; 2024年2月6日 of another year than this one."""
    year = "" if on.year == timezone.localdate().year else f"{on.year}年"
    return f"{year}{on.month}月{on.day}日"


def seal(sha256: str) -> str:
    """A digest as people compare it: four groups of four."""
    return " ".join(sha256[start : start + 4] for start in range(0, 16, 4))

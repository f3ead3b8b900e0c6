"""How often somebody may try. An attempt is counted before it is looked at, so that many at once count as many.

Five failures of one name at one address, and that name waits fifteen minutes there. Where a name fails at many addresses,
or many names fail at one address, each name has one try at each address instead of five: a guesser gets next to nothing,
and an office behind one address is never locked out. A hundred failures of one name in a row lock it everywhere. Wrong
one-time codes are counted by name alone: whoever sends them knows the password.
"""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..models import SignInCount

WINDOW = timedelta(minutes=15)
EACH = 5
SUSPECT_NAME = 20
SUSPECT_ADDRESS = 100
WHEN_SUSPECT = 1
MOST = 100
LOCKED = "密码连续输错，请 15 分钟后再试，或请管理员重置。"
LOCKED_CODE = "验证码连续输错，请 15 分钟后再试，或请管理员重置。"


@transaction.atomic
def may_try_password(username: str, address: str) -> bool:
    """Whether a password may be looked at; if so it is counted as a failure until it turns out right."""
    name, place, both = _keys(username, address)
    counts = _held({name: name, place: "", both: name})
    is_suspect = counts[name].failures >= SUSPECT_NAME or counts[place].failures >= SUSPECT_ADDRESS
    if counts[both].failures >= (WHEN_SUSPECT if is_suspect else EACH) or counts[name].failures >= MOST:
        return False
    _count(counts)
    return True


@transaction.atomic
def may_try_code(username: str) -> bool:
    """Whether a one-time code may be looked at; counted like a password."""
    counts = _held({_key("code", username): _key("name", username)})
    if any(count.failures >= EACH for count in counts.values()):
        return False
    _count(counts)
    return True


@transaction.atomic
def password_was_right(username: str, address: str) -> None:
    """It was no guess: nobody is charged with it. What failed before stays counted until the code is right too."""
    for key in sorted(_keys(username, address)):
        SignInCount.objects.filter(key=key, failures__gt=0).update(failures=F("failures") - 1)


@transaction.atomic
def succeeded(username: str, address: str) -> None:
    """Both factors were right: forget what this name did wrong here, and what is over anyway."""
    name, _place, both = _keys(username, address)
    SignInCount.objects.filter(key__in=(name, both, _key("code", username))).update(failures=0)
    over = SignInCount.objects.filter(last_at__lt=timezone.now() - WINDOW).select_for_update(skip_locked=True)
    SignInCount.objects.filter(pk__in=[count.pk for count in over[:1000]]).delete()


@transaction.atomic
def forget(username: str) -> None:
    """An administrator lets this person try again, wherever they are."""
    SignInCount.objects.filter(name=_key("name", username)).update(failures=0)


def _held(keys: dict[str, str]) -> dict[str, SignInCount]:
    """The counts of these keys, each with the name it belongs to, held until the transaction ends; always in one order, so
    that two never wait for each other."""
    now = timezone.now()
    held = {}
    for key, name in sorted(keys.items()):
        count, _is_new = SignInCount.objects.select_for_update().get_or_create(
            key=key, defaults={"name": name, "last_at": now}
        )
        if count.last_at < now - WINDOW:
            count.failures = 0
        held[key] = count
    return held


def _count(counts: dict[str, SignInCount]) -> None:
    for count in counts.values():
        count.failures += 1
        count.last_at = timezone.now()
        count.save()


def _keys(username: str, address: str) -> tuple[str, str, str]:
    """What an attempt is counted under: the name, the address, and the one at the other."""
    place = network_of(address)
    return _key("name", username), _key("address", place), _key("both", username, place)


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def network_of(address: str) -> str:
    """An IPv4 address, or the /64 that one subscriber has of IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else address

"""E11: many guesses at once at one password, and one one-time code sent many times at once (security.md R7, R19)."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.experiments.common import Result

TITLE = "of many guesses at once five are looked at, and a code sent many times at once opens once"
SHORT, FULL = 64, 2000
DATABASES = ("sqlite", "postgresql")
AT_ONCE = 8
ADDRESS = "10.1.1.1"


def run(size: int) -> Result:
    from budgets.signing_in import attempts

    guesses, rounds = size, max(2, size // 32)
    looked_at = at_once(lambda: attempts.may_try_password("zhou", ADDRESS), guesses)
    too_many = max(0, looked_at - attempts.EACH)
    openings = [opened(number) for number in range(rounds)]
    twice = len([count for count in openings if count != 1])
    return Result(
        faults=guesses + rounds,
        survived=guesses + rounds - too_many - twice,
        control=at_once(guess_without_lock, guesses) - attempts.EACH,
        notes={"looked_at": looked_at, "rounds": rounds},
    )


def at_once(attempt: Callable[[], bool], times: int) -> int:
    """How often the attempt was let through, made so many times by several people at once."""
    from django.db import connection

    def once(_number: int) -> bool:
        try:
            return bool(attempt())
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as people:
        return list(people.map(once, range(times))).count(True)


def opened(number: int) -> int:
    """How often one code was taken."""
    from django.contrib.auth import get_user_model
    from django_otp.oath import hotp
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from budgets.signing_in import codes

    user = get_user_model().objects.create_user(f"person{number}")
    device = TOTPDevice.objects.create(user=user, name="验证器", confirmed=True)
    code = f"{hotp(device.bin_key, int(time.time()) // 30, 6):06d}"
    return at_once(lambda: codes.is_right(user, code) == "验证码", AT_ONCE)


def guess_without_lock() -> bool:
    """The control: looks, then counts, as one would without thinking of others."""
    from django.utils import timezone

    from budgets.models import SignInCount
    from budgets.signing_in import attempts

    count, _ = SignInCount.objects.get_or_create(key="control", defaults={"last_at": timezone.now()})
    if count.failures >= attempts.EACH:
        return False
    time.sleep(0.002)
    count.failures += 1
    count.save()
    return True

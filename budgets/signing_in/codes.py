"""The second factor: a one-time code from an authenticator application (RFC 6238), or one of ten recovery codes."""

from __future__ import annotations

import re
import secrets
import time
from base64 import b32encode
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_otp.oath import hotp
from django_otp.plugins.otp_totp.models import TOTPDevice

from ..models import RecoveryCode

RECOVERY_CODES = 10
#: No letter or digit that looks like another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
#: What every person of the demo has. Worth nothing anywhere else: see ``is_known``.
DEMO_KEY = "6d696e677a68616e672d64656d6f2d6b65792d21"
#: Steps of half a minute by which a demo code may run ahead, so that one person may sign in again and again.
DEMO_TOLERANCE = 60
TO_HALF_WIDTH = str.maketrans("０１２３４５６７８９－", "0123456789-")


def device_of(user: Any) -> TOTPDevice | None:
    """The authenticator this person has set up; None before that."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def device_to_set_up(user: Any) -> TOTPDevice:
    """The authenticator this person is setting up; the same one however often the page is opened."""
    return TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "验证器"})[0]


@transaction.atomic
def is_right(user: Any, typed: str) -> str:
    """What the typed code was, 验证码 or 恢复码; empty where it was neither. It works once.

    Raises ValidationError where the clock of this machine was set back behind a code already used.
    """
    code = normal(typed)
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
    if device is None or is_known(device):
        return ""
    if re.fullmatch(r"[0-9]{6}", code):
        return "验证码" if _verified(device, code) else ""
    return "恢复码" if _used_up(user, code) else ""


@transaction.atomic
def proves(user: Any, typed: str) -> bool:
    """Whether the authenticator that is being set up tells the right codes."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    code = normal(typed)
    return bool(device and re.fullmatch(r"[0-9]{6}", code) and _verified(device, code))


def normal(typed: str) -> str:
    """As the code was told: half-width, without spaces, lower case."""
    return re.sub(r"\s", "", typed.translate(TO_HALF_WIDTH)).lower()


def _verified(device: TOTPDevice, code: str) -> bool:
    if device.last_t > _step(device) + device.tolerance + 1:
        raise ValidationError("服务器时间异常，请联系系统管理员。", code="clock")
    return device.verify_token(code)


def _used_up(user: Any, code: str) -> bool:
    for kept in RecoveryCode.objects.select_for_update().filter(user=user, used_at=None):
        if check_password(code, kept.hashed):
            kept.used_at = timezone.now()
            kept.save(update_fields=["used_at"])
            return True
    return False


def recovery_codes_left(user: Any) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def new_recovery_code() -> str:
    return f"{random_text(5)}-{random_text(5)}"


def random_text(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


# What is shown while setting up --------------------------------------------------------------------------------------


def secret_of(device: TOTPDevice) -> str:
    """The secret in groups of four, for whoever types it in."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def picture_of(device: TOTPDevice) -> str:
    """The QR code as an image within the page: dark on light, also where the page is dark."""
    return segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=4, light="white")


# The demo -----------------------------------------------------------------------------------------------------------


def demo_device(user: Any) -> TOTPDevice:
    """The authenticator of a person of the demo."""
    return TOTPDevice.objects.update_or_create(
        user=user,
        confirmed=True,
        defaults={"name": "样例", "key": DEMO_KEY, "tolerance": DEMO_TOLERANCE},
    )[0]


def is_known(device: TOTPDevice) -> bool:
    """Whether everybody knows this secret and this is no sample site: such a device opens nothing."""
    return device.key == DEMO_KEY and not settings.SITE_SAMPLE


def people_of_the_demo() -> list[str]:
    """Active people with the authenticator that everybody knows."""
    devices = TOTPDevice.objects.filter(key=DEMO_KEY, user__is_active=True)
    return list(devices.values_list("user__username", flat=True))


def code_to_show(user: Any) -> str:
    """The next code of a person of the demo on a sample site; empty for everybody else and everywhere else."""
    device = device_of(user)
    if not settings.SITE_SAMPLE or device is None or device.key != DEMO_KEY:
        return ""
    step = max(_step(device), device.last_t + 1)
    return f"{hotp(device.bin_key, step, device.digits):0{device.digits}d}"


def _step(device: TOTPDevice) -> int:
    return (int(time.time()) - device.t0) // device.step

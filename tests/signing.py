"""How the people of the tests come in: a password, and the code that their authenticator tells now."""

import re
import time

from django.urls import reverse
from django_otp.oath import hotp
from django_otp.plugins.otp_totp.models import TOTPDevice

PASSWORD = "a-long-password-1"
SIGN_IN = reverse("admin:login")
CODE = reverse("admin:sign_in_code")
SET_UP = reverse("admin:sign_in_set_up")


def with_authenticator(user):
    """The person has set up an authenticator."""
    TOTPDevice.objects.create(user=user, name="验证器", confirmed=True)
    return user


def code_of(user, *, ahead=0):
    """What the authenticator of this person tells now, or so many half minutes later."""
    device = TOTPDevice.objects.filter(user=user).latest("pk")
    return f"{hotp(device.bin_key, int(time.time()) // 30 + ahead, 6):06d}"


def wrong_code(user):
    """Six digits that no step near now gives."""
    right = {code_of(user, ahead=ahead) for ahead in range(-3, 4)}
    return next(f"{n:06d}" for n in range(10) if f"{n:06d}" not in right)


def give_password(client, username, *, password=PASSWORD, address="127.0.0.1", **fields):
    sent = {"username": username, "password": password} | fields
    return client.post(SIGN_IN, sent, REMOTE_ADDR=address)


def give_code(client, user, *, code=None, address="127.0.0.1"):
    return client.post(CODE, {"code": code or code_of(user)}, REMOTE_ADDR=address)


def sign_in(client, user, *, password=PASSWORD, address="127.0.0.1", **fields):
    """Both steps, as a person does them; returns the last answer."""
    give_password(client, user.get_username(), password=password, address=address, **fields)
    return give_code(client, user, address=address)


def is_in(client):
    return client.get(reverse("admin:index")).status_code == 200


def recovery_codes(page):
    return re.findall(r"<li><code>([a-z0-9]{5}-[a-z0-9]{5})</code>", page.content.decode())

"""What is written about signing in, each with its event: who came, who failed, who was let in again, and by whom."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from ..access import require_administrator, require_other
from ..actions import record
from ..models import Membership, Person, RecoveryCode
from . import attempts, codes

User = Any
Role = Membership.Role
ADMINISTRATORS = (Role.SYSTEM, Role.SECURITY, Role.AUDIT)
NOT_ONESELF = "不能对本人这样做，请由另一位安全管理员办理。"
#: Names that everybody tries first (GB/T 22239 8.1.4.2b: no default accounts).
TOO_PLAIN = {
    "admin",
    "administrator",
    "root",
    "system",
    "sysadmin",
    "superuser",
    "user",
    "guest",
    "test",
    "mingzhang",
}


@transaction.atomic
def signed_in(*, user: User, how: str) -> None:
    record(budget=None, by=user, action="登录", how=how)


@transaction.atomic
def failed(*, username: str, factor: str) -> None:
    """Somebody was refused. Only names that exist are written down: others may be passwords in the wrong field."""
    user = get_user_model().objects.filter(username=username).first()
    if user:
        record(budget=None, by=None, action="登录失败", username=username, factor=factor)


@transaction.atomic
def signed_out(*, by: User) -> None:
    record(budget=None, by=by, action="退出")


@transaction.atomic
def set_up_second_factor(*, by: User) -> list[str]:
    """The device that was just shown to work becomes the one; returns ten recovery codes, told this once."""
    device = TOTPDevice.objects.select_for_update().get(user=by, confirmed=False)
    TOTPDevice.objects.filter(user=by, confirmed=True).delete()
    device.confirmed = True
    device.save()
    told = [codes.new_recovery_code() for _ in range(codes.RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=by).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=by, hashed=make_password(code)) for code in told)
    record(budget=None, by=by, action="设置验证器")
    return told


@transaction.atomic
def reset_second_factor(*, user: User, by: User | None) -> None:
    """A lost telephone: at the next sign-in this person sets up another. Their sessions end."""
    _let_in_by_another(user, by)
    TOTPDevice.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    record(budget=None, by=by, action="重置验证器", username=user.get_username())
    sign_out_everywhere(user=user, by=by)


@transaction.atomic
def end_sessions(*, user: User, by: User | None) -> None:
    """Everywhere this person is signed in, they no longer are."""
    _let_in_by_another(user, by)
    sign_out_everywhere(user=user, by=by)


def sign_out_everywhere(*, user: User, by: User | None) -> None:
    """The part of an action that ends a person's sessions: whoever may do the whole may do this."""
    Person.objects.filter(user=user).update(sessions_valid_from=timezone.now())
    record(budget=None, by=by, action="结束会话", username=user.get_username())


@transaction.atomic
def unlock(*, user: User, by: User | None) -> None:
    _let_in_by_another(user, by)
    attempts.forget(user.get_username())
    record(budget=None, by=by, action="解除锁定", username=user.get_username())


def _let_in_by_another(user: User, by: User | None) -> None:
    """安全管理员 lets people in again, and not themselves."""
    require_administrator(by, Role.SECURITY)
    require_other(user, by, NOT_ONESELF)


@transaction.atomic
def password_changed(*, by: User) -> None:
    """Somebody chose a password of their own."""
    Person.objects.filter(user=by).update(password_changed_at=timezone.now(), must_change_password=False)
    record(budget=None, by=by, action="改密码")


@transaction.atomic
def give_one_time_password(*, user: User, by: User | None) -> str:
    """A password to come in with once, told to whoever hands it over; the person must choose another at once."""
    require_administrator(by, Role.SYSTEM)
    require_other(user, by, "本人的密码请在“修改密码”中改。")
    password = one_time_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    now = timezone.now()
    Person.objects.filter(user=user).update(
        must_change_password=True, password_changed_at=now, sessions_valid_from=now
    )
    record(budget=None, by=by, action="重置密码", username=user.get_username())
    return password


def one_time_password() -> str:
    """Four groups of four, to be read out: 80 bits, no letter that looks like another."""
    return "-".join(codes.random_text(4) for _ in range(4))


@transaction.atomic
def create_administrator(*, username: str, role: str) -> tuple[User, str]:
    """The first of an installation, made on the server; returns the person and a one-time password.

    Raises ValidationError where the name is one that everybody would try, is taken, or the role is none of the three.
    """
    if role not in ADMINISTRATORS:
        raise ValidationError(f"--role is {role!r}; it must be one of {', '.join(ADMINISTRATORS)}.")
    if username.casefold() in TOO_PLAIN or len(username) < 3:
        raise ValidationError(f"{username!r} is a name that everybody tries first; choose one of your own.")
    user = get_user_model()(username=username, is_staff=True)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    Person.objects.create(user=user)
    Membership.objects.create(user=user, role=role)
    record(budget=None, by=None, action="建立管理员", username=username, role=str(role))
    return user, give_one_time_password(user=user, by=None)


@transaction.atomic
def give_demo_device(*, user: User) -> None:
    """A person of the demo shares one secret that everybody knows, and that works on sample sites only."""
    codes.demo_device(user)
    record(budget=None, by=None, action="设置验证器", username=user.get_username(), demo=True)

"""What administrators write about people; each with its event. Each action asks for the administrator whose it is, and
nobody grants, takes away, disables or resets anything of their own."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction

from ..access import require_administrator, require_other
from ..actions import record
from ..models import Department, Membership, Person, Region
from ..signing_in import actions as signing_in
from ..walls import ONE_ADMINISTRATION

User = Any
Role = Membership.Role


# 系统管理员: accounts -----------------------------------------------------------------------------------------------


@transaction.atomic
def add_person(*, username: str, name: str, email: str, phone: str, by: User | None) -> tuple[User, str]:
    """A new account with no role; returns it and its one-time password, which is shown once.

    Raises ValidationError where the user name is one that everybody tries first, is taken, or has other signs.
    """
    require_administrator(by, Role.SYSTEM)
    if username.casefold() in signing_in.TOO_PLAIN:
        raise ValidationError({"username": "这个用户名人人都会先试，请另取一个。"})
    user = get_user_model()(username=username, first_name=name, email=email, is_staff=True)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    person = Person(user=user, phone=phone)
    person.full_clean()
    person.save()
    record(budget=None, by=by, action="建立账号", username=username, name=name)
    return user, signing_in.give_one_time_password(user=user, by=by)


@transaction.atomic
def change_person(*, user: User, name: str, email: str, phone: str, by: User | None) -> None:
    """Name, e-mail and telephone; a user name stays, it stands in the record."""
    require_administrator(by, Role.SYSTEM)
    before = {"name": user.first_name, "email": user.email, "phone": user.person.phone}
    after = {"name": name, "email": email, "phone": phone}
    user.first_name, user.email, user.person.phone = name, email, phone
    user.full_clean(exclude=["password"])
    user.person.full_clean()
    user.save(update_fields=["first_name", "email"])
    user.person.save(update_fields=["phone"])
    record(budget=None, by=by, action="改账号", username=user.get_username(), before=before, after=after)


@transaction.atomic
def disable(*, user: User, by: User | None) -> None:
    """停用: this person cannot come in any more, and is out at once. What they did stays theirs."""
    require_administrator(by, Role.SYSTEM)
    require_other(user, by, "不能停用本人的账号。")
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(budget=None, by=by, action="停用账号", username=user.get_username())
    signing_in.sign_out_everywhere(user=user, by=by)


@transaction.atomic
def enable(*, user: User, by: User | None) -> None:
    require_administrator(by, Role.SYSTEM)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(budget=None, by=by, action="启用账号", username=user.get_username())


def reset_password(*, user: User, by: User | None) -> str:
    """A new one-time password, shown once. With the second factor, which another administrator resets, it takes two."""
    return signing_in.give_one_time_password(user=user, by=by)


# 安全管理员: roles --------------------------------------------------------------------------------------------------


@transaction.atomic
def grant(
    *,
    user: User,
    role: str,
    by: User | None,
    department: Department | None = None,
    region: Region | None = None,
) -> Membership:
    """授予职责: one role within a department or a region. The person's sessions end.

    Raises ValidationError where it is for oneself, the account is disabled, the scope does not fit the role, the role is
    held already, or an administrator would hold another role.
    """
    require_administrator(by, Role.SECURITY)
    require_other(user, by, "不能给本人授予职责。")
    if not user.is_active:
        raise ValidationError("账号已停用，请先由系统管理员启用。")
    if _mixes(user, role):
        raise ValidationError(ONE_ADMINISTRATION)
    membership = Membership(user=user, role=role, department=department, region=region)
    membership.full_clean()
    membership.save(force_insert=True)
    record(
        budget=None,
        by=by,
        action="授予职责",
        username=user.get_username(),
        role=role,
        scope=_scope(membership),
    )
    signing_in.sign_out_everywhere(user=user, by=by)
    return membership


@transaction.atomic
def revoke(*, membership: Membership, by: User | None) -> None:
    """收回职责; the person's sessions end."""
    require_administrator(by, Role.SECURITY)
    user = membership.user
    require_other(user, by, "不能收回本人的职责。")
    told = {"username": user.get_username(), "role": membership.role, "scope": _scope(membership)}
    membership.delete()
    record(budget=None, by=by, action="收回职责", **told)
    signing_in.sign_out_everywhere(user=user, by=by)


ADMINISTRATIONS = {Role.SYSTEM, Role.SECURITY, Role.AUDIT}


def _mixes(user: User, role: str) -> bool:
    """Whether this role beside those held would make an administrator somebody else too."""
    held = {*user.memberships.values_list("role", flat=True)}
    others = held - {role}
    return bool(others) and (role in ADMINISTRATIONS or bool(others & ADMINISTRATIONS))


def _scope(membership: Membership) -> str:
    """Where a role holds: the code of the region, and of the department."""
    if membership.department:
        return f"{membership.department.region.code}/{membership.department.code}"
    return membership.region.code if membership.region else ""

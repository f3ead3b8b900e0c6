"""Who may be somebody here at all. The seam for single sign-on is a further backend (settings.SINGLE_SIGN_ON)."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend

from ..access import duties_of


def may_come_in(user):
    """Whether somebody is active and has a duty. A superuser passes every check of rights, and is therefore nobody."""
    is_known = user.is_active and not user.is_superuser and hasattr(user, "person")
    return bool(is_known and duties_of(user).is_any)


class StaffBackend(ModelBackend):
    """People with a duty here, by name and password. Asked at every request: whoever is disabled or loses the last duty is
    out at once. What they may do follows from their duties alone (access.py), never from rights given by hand.
    """

    def user_can_authenticate(self, user):
        return may_come_in(user)

    def get_user(self, user_id):
        user = get_user_model().objects.select_related("person").filter(pk=user_id).first()
        return user if user and may_come_in(user) else None

    def get_all_permissions(self, user_obj, obj=None):
        return set()


def superusers():
    """Names of active superusers; there should be none."""
    found = get_user_model().objects.filter(is_superuser=True, is_active=True)
    return list(found.values_list("username", flat=True))

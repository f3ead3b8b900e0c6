"""What a password must be beside what Django asks (ASVS 5.0, 6.2): long, and not made of words that everybody here knows."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

LONGEST = 128
#: What is left of a password when the words of this place are taken out must still be worth guessing.
SHORTEST_REST = 8
WORDS = (
    "mingzhang", "明账", "yusuan", "预算", "budget", "caizheng", "财政", "finance", "zhengfu", "政府",
    "gongkai", "公开", "bumen", "部门", "mima", "密码", "password", "passw0rd", "qwerty", "admin", "zhongguo", "中国",
    "welcome", "huanying",
)  # fmt: skip


class NotTooLong:
    """A limit, so that nobody has a megabyte hashed."""

    def validate(self, password, user=None):
        if len(password) > LONGEST:
            raise ValidationError(f"密码最多 {LONGEST} 个字符。", code="password_too_long")

    def get_help_text(self):
        return f"密码最多 {LONGEST} 个字符。"


class NotOfTheHouse:
    """Not the name of the department, the year and the name of this system put together."""

    def validate(self, password, user=None):
        rest = password.casefold()
        for word in sorted((*WORDS, *names_around(user)), key=len, reverse=True):
            rest = rest.replace(word.casefold(), "")
        rest = re.sub(r"(19|20)[0-9]{2}", "", rest)
        if len(rest) < SHORTEST_REST:
            raise ValidationError(
                "密码主要由机构名称、年份或常用词组成，太容易猜到。", code="password_of_the_house"
            )

    def get_help_text(self):
        return "密码不能主要由机构名称、年份或常用词组成。"


class OfSeveralKinds:
    """PASSWORD_COMPLEXITY: what assessments by 等保 ask for."""

    KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")

    def validate(self, password, user=None):
        found = [kind for kind in self.KINDS if re.search(kind, password)]
        if len(found) < 3:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self):
        return "密码须含大写字母、小写字母、数字、其他字符中的三种。"


def names_around(user):
    """Somebody's own names, and those of the departments and regions they work for."""
    if user is None or user.pk is None:
        return []
    names = [user.get_username(), user.first_name, user.last_name]
    for membership in user.memberships.select_related("department", "region"):
        if membership.department:
            names += [
                membership.department.name,
                membership.department.short_name,
                membership.department.code,
            ]
        if membership.region:
            names += [membership.region.name, membership.region.code]
    return [name for name in names if name]

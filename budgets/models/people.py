"""Who works here: what a person is responsible for, and what belongs to their account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..text import Line
from .entered import Department, Region


class Person(models.Model):
    """人员: what a user account carries beside its name."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="person")
    phone = Line("办公电话", max_length=30, blank=True)
    password_changed_at = models.DateTimeField("改密码时间", default=timezone.now)
    must_change_password = models.BooleanField("须改密码", default=False)
    # A session that began before this moment has ended.
    sessions_valid_from = models.DateTimeField("会话起算", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "人员"

    def __str__(self):
        return self.user.get_full_name() or self.user.get_username()


class Membership(models.Model):
    """职责: one role of one person, within a department or a region. All rights on budgets follow from it (access.py)."""

    class Role(models.TextChoices):
        CLERK = "clerk", "填报人"
        REVIEWER = "reviewer", "复核人"
        FINANCE = "finance", "财政局"
        PUBLISHER = "publisher", "公开岗"
        SYSTEM = "system", "系统管理员"
        SECURITY = "security", "安全管理员"
        AUDIT = "audit", "审计管理员"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name="人员"
    )
    role = models.CharField("职责", max_length=9, choices=Role)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="memberships", verbose_name="部门", null=True, blank=True
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="memberships", verbose_name="地区", null=True, blank=True
    )
    at = models.DateTimeField("授予时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "职责"
        ordering = ["user", "role", "department", "region"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["clerk", "reviewer"], department__isnull=False, region=None)
                | Q(role__in=["finance", "publisher"], department=None, region__isnull=False)
                | Q(role__in=["system", "security", "audit"], department=None, region=None),
                name="a_role_has_its_scope",
                violation_error_message="填报人、复核人须选部门；财政局、公开岗须选地区；三类管理员都不选。",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                condition=Q(department__isnull=False),
                name="one_role_per_department",
                violation_error_message="已有这项职责。",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "region"],
                condition=Q(region__isnull=False),
                name="one_role_per_region",
                violation_error_message="已有这项职责。",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(role__in=["system", "security", "audit"]),
                name="one_administration_per_person",
                violation_error_message="系统、安全、审计三类管理员不能由一人兼任。",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.department or self.region or ''}".strip()

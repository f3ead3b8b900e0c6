"""What signing in needs to remember: recovery codes, and how often somebody failed."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class RecoveryCode(models.Model):
    """恢复码: stands in once for the one-time code of a lost telephone. Kept as a password is, never readable again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    hashed = models.CharField(max_length=128)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "恢复码"

    def __str__(self):
        return f"{self.user} {'已使用' if self.used_at else '未使用'}"


class SignInCount(models.Model):
    """登录计数: failures in a row of a name, of an address, or of one at the other. Digests: what is typed as a name may be
    a password."""

    key = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=64, blank=True, db_index=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录计数"

    def __str__(self):
        return f"{self.key[:8]} {self.failures}"

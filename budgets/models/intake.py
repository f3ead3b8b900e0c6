"""What was handed in and is not in the budget yet: a workbook with what its sender mended, ticked and chose."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from .entered import Budget, Region


class Upload(models.Model):
    """上传的文件: kept 30 days, so that nobody sends it twice. Nothing of it is in the budget before it is confirmed."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        READ = "read", "待确认"
        FAILED = "failed", "有误"
        IMPORTED = "imported", "已完成"
        SAME = "same", "没有改动"
        DISCARDED = "discarded", "已放弃"

    region = models.ForeignKey(Region, models.CASCADE, related_name="uploads")
    year = models.PositiveSmallIntegerField("年度")
    # Not known before the file says whose it is, where many were handed in together.
    budget = models.ForeignKey(Budget, models.CASCADE, related_name="uploads", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    at = models.DateTimeField("上传时间", default=timezone.now)
    name = models.CharField("文件", max_length=100)
    sha256 = models.CharField("文件摘要", max_length=64)
    data = models.BinaryField()
    state = models.CharField("结果", max_length=9, choices=State, default=State.WAITING)
    message = models.TextField("情况", blank=True)
    ended_at = models.DateTimeField("完成", null=True, blank=True)
    unit = models.CharField("单位", max_length=2, blank=True)
    mended = models.JSONField(default=dict)  # {place of a problem: what was typed instead}
    ticked = models.JSONField(default=list)  # keys of the questions answered with yes
    mapping = models.JSONField(default=dict)  # {column: field} of a detail list

    class Meta:
        verbose_name = verbose_name_plural = "上传的文件"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["budget", "state"], name="uploads_of_a_budget")]

    def __str__(self):
        return self.name

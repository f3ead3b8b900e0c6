"""What happened: events in one chain, each holding the digest of the one before it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from .entered import Budget


class ChainHead(models.Model):
    """The last link of a chain. Whoever adds one holds this row until the transaction ends: links never branch."""

    name = models.CharField(max_length=20, primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "链头"

    def __str__(self):
        return f"{self.name} {self.seq}"


class Event(models.Model):
    """操作记录: who did what, when, from where, with what stood before and after; written in the transaction that did it.

    Never changed: the database refuses, and each event is chained to the one before by its digest (audit.py). Names are
    kept as they were then.
    """

    seq = models.PositiveBigIntegerField("序号", unique=True)
    budget = models.ForeignKey(Budget, models.PROTECT, related_name="events", null=True)
    at = models.DateTimeField("时间", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name="人员"
    )
    who = models.CharField("用户名", max_length=150, blank=True)
    place = models.CharField("来自", max_length=45, blank=True)
    subject = models.CharField("对象", max_length=60, blank=True)
    action = models.CharField("操作", max_length=40)
    detail = models.JSONField("内容", default=dict)
    previous = models.CharField("上一条摘要", max_length=64, blank=True)
    sha256 = models.CharField("摘要", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering = ["-seq"]

    def __str__(self):
        return f"{self.action} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"

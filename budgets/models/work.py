"""后台工作: what takes longer than a page is waited for, with how far it is."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .entered import Budget, Department, Region
from .intake import Upload
from .workflow import person


class Work(models.Model):
    """One piece of long work: a list of items done one after the other by a worker, each for itself.

    What it has done is told by its items, so that whoever takes it up again goes on from there. ``seen_at`` is when its
    worker last said that it is at it, ``spent`` how long workers were at it until then.
    """

    class Kind(models.TextChoices):
        COUNTY = "county", "全区工作簿导入"
        PUBLISH = "publish", "成批公开"
        RENDER = "render", "重新生成文件"

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        PAUSED = "paused", "已暂停"
        STOPPED = "stopped", "已停止"
        DONE = "done", "已完成"
        FAILED = "failed", "没有办成"

    kind = models.CharField("工作", max_length=10, choices=Kind)
    title = models.CharField("名称", max_length=200)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="行政区划", null=True)
    year = models.PositiveSmallIntegerField("年度", null=True)
    by = person("人员", null=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    message = models.TextField("说明", blank=True)
    detail = models.JSONField("详情", default=dict)
    tries = models.PositiveSmallIntegerField("连续失败", default=0)
    at = models.DateTimeField("开始于", default=timezone.now)
    started_at = models.DateTimeField("着手于", null=True)
    seen_at = models.DateTimeField("最近一次", null=True)
    spent = models.DurationField("用时", default=timedelta)
    ended_at = models.DateTimeField("结束于", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台工作"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(
                fields=["state"],
                name="work_that_is_not_over",
                condition=Q(state__in=["waiting", "running"]),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}：{self.title}"

    @property
    def is_over(self):
        return self.state in (self.State.DONE, self.State.STOPPED, self.State.FAILED)


class WorkItem(models.Model):
    """One item of it: a workbook of the zip, a department to publish, a version whose file was lost.

    ``key`` says to whoever does it what it is. ``tries`` counts how often it was begun: one that takes its worker with it is
    not begun for ever. ``message`` is what became of it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "正在读"
        DONE = "done", "已完成"
        WRONG = "wrong", "有误"
        UNKNOWN = "unknown", "认不出部门"
        SKIPPED = "skipped", "未读"

    work = models.ForeignKey(Work, models.CASCADE, related_name="items")
    number = models.PositiveIntegerField("序号")
    name = models.CharField("名称", max_length=300)
    key = models.CharField(max_length=300, blank=True)
    department = models.ForeignKey(
        Department, models.SET_NULL, related_name="+", verbose_name="部门", null=True
    )
    budget = models.ForeignKey(Budget, models.SET_NULL, related_name="+", null=True)
    upload = models.OneToOneField(Upload, models.SET_NULL, related_name="item", null=True)
    state = models.CharField("结果", max_length=8, choices=State, default=State.WAITING)
    problems = models.PositiveIntegerField("错误", default=0)
    message = models.TextField("情况", blank=True)
    found = models.JSONField(
        "错误所在", default=list
    )  # [place, what stands there, what is wanted, what fits, sheet, cell, row, level] each
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField("完成", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台工作的一项"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["work", "number"], name="one_item_per_number")]

    def __str__(self):
        return self.name

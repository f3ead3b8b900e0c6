"""What people do with a budget on its way to the public: waivers, hand-overs, comments, what is withheld, e-mails."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..text import Line, Text
from .entered import Budget

NO_REASON = "请写明放行理由（将印在“勾稽说明”里）。"
NO_BASIS = "登记不公开须写明法律依据。对外不显示本部门，也不计入各项统计。"


def person(label, **options):
    """Who did it; people who did something are never deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label, **options
    )


class Waiver(models.Model):
    """放行: a warning that the reviewer lets stand, with the reason that is printed. It holds for what was ``seen`` then,
    the words and values of the finding; once they change it is void (see ``waivers``)."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="waivers")
    finding = models.CharField("警告", max_length=200)  # the finding's id: its rule and its subject
    seen = models.JSONField("放行时所见")
    reason = Text(
        "放行理由",
        max_length=500,
        validators=[MaxLengthValidator(500, "放行理由最多 500 字")],
        error_messages={"blank": NO_REASON},
    )
    at = models.DateTimeField("放行时间", default=timezone.now)
    by = person("复核人")

    class Meta:
        verbose_name = verbose_name_plural = "放行"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "finding"],
                name="one_waiver_per_finding",
                violation_error_message="这一条警告已经放行。",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="a_waiver_has_a_reason",
                violation_error_message=NO_REASON,
            ),
        ]

    def __str__(self):
        return f"放行 {self.finding}"


class Handover(models.Model):
    """交接: one step of a budget from hand to hand, with the digest of the document as it was then. Never changed.

    ``seen`` is that document where the step will be compared with later ones (a submission), or all that was entered
    where it may have to come back (a correction begun)."""

    class Move(models.TextChoices):
        SUBMIT = "submit", "提交复核"
        TAKE_BACK = "take-back", "撤回"
        RETURN = "return", "退回修改"
        SECRECY = "secrecy", "保密审查"
        PASS = "pass", "复核通过"
        APPROVE = "approve", "审批通过"
        SCHEDULE = "schedule", "定时公开"
        UNSCHEDULE = "unschedule", "撤销定时"
        VOID = "void", "审批失效"
        PUBLISH = "publish", "公开"
        CORRECT = "correct", "更正"
        ABANDON = "abandon", "不更正了"
        WITHDRAW = "withdraw", "撤下"
        WITHHOLD = "withhold", "登记不公开"
        DISCLOSE = "disclose", "恢复公开"

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="handovers")
    move = models.CharField("步骤", max_length=10, choices=Move)
    at = models.DateTimeField("时间", default=timezone.now)
    by = person("人员", null=True)
    note = Text("附言", max_length=1000, blank=True)
    sha256 = models.CharField("摘要", max_length=64, blank=True)
    seen = models.JSONField("当时的内容", null=True)
    detail = models.JSONField("详情", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "交接"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.get_move_display()} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class Remark(models.Model):
    """意见: what a reviewer says of a figure, a row, a section, with the value it had then; sent when the budget is
    returned."""

    class Answer(models.TextChoices):
        CHANGED = "changed", "已改"
        UNCHANGED = "unchanged", "未改"

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="remarks")
    key = models.CharField(
        "位置", max_length=80, blank=True
    )  # a figure's key, a section's slug; empty: the whole
    label = Line("对象", max_length=200, blank=True)
    value = models.CharField("当时的数", max_length=40, blank=True)  # as printed then, with its unit
    text = Text("意见", max_length=1000, error_messages={"blank": "请填写意见。"})
    by = person("提出人")
    at = models.DateTimeField("提出时间", default=timezone.now)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    answer = models.CharField("答复", max_length=9, choices=Answer, blank=True)
    answer_text = Text("答复内容", max_length=1000, blank=True)
    answered_by = person("答复人", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "意见"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_remark_says_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | Q(sent_at__isnull=False, answered_at__isnull=False),
                name="only_what_was_sent_is_answered",
            ),
        ]

    def __str__(self):
        return f"{self.label}：{self.text[:30]}"


class Withholding(models.Model):
    """不公开: a budget, or one part of it, that is kept from the public by law, with the basis. It is then absent
    everywhere and counted nowhere."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="withholdings")
    part = models.CharField("部分", max_length=60, blank=True)  # a part of the outline; empty: all of it
    basis = Text(
        "不公开依据",
        max_length=500,
        help_text="写法律、法规名称和条款。不对外显示。",
        error_messages={"blank": NO_BASIS},
    )
    by = person("登记人")
    at = models.DateTimeField("登记时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "不公开"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "part"],
                name="withheld_once",
                violation_error_message="这一部分已经登记不公开。",
            ),
            models.CheckConstraint(
                condition=~Q(basis=""),
                name="withheld_on_a_basis",
                violation_error_message=NO_BASIS,
            ),
        ]

    def __str__(self):
        return f"{self.budget} {self.part or '全部'}"


class Letter(models.Model):
    """邮件: one e-mail to one person, written in the transaction that gave cause to it and sent afterwards. ``cause``
    makes it unique: whoever runs twice sends once."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="letters", null=True)
    to = person("收件人")
    cause = models.CharField(max_length=120)
    subject = models.CharField("主题", max_length=200)
    body = models.TextField("正文")
    at = models.DateTimeField("写成时间", default=timezone.now)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "邮件"
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["to", "cause"], name="one_letter_per_cause")]

    def __str__(self):
        return self.subject


class KeptInput(models.Model):
    """What a person had typed when the budget went out of their hands; kept 24 hours (states.md §9)."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="kept_inputs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    data = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "未保存的内容"
        constraints = [models.UniqueConstraint(fields=["by", "path"], name="one_kept_input_per_page")]

    def __str__(self):
        return self.path


class Tally(models.Model):
    """勾稽计数: how many findings a budget had when it was last examined, for the board (disclosures/tallying.py). It holds
    for what was entered at ``of``; once the budget has changed it is not shown."""

    budget = models.OneToOneField(Budget, models.CASCADE, related_name="tally")
    of = models.DateTimeField("所查的是")  # the budget's updated_at
    errors = models.PositiveIntegerField("错误")
    missing = models.PositiveIntegerField("必填")
    warnings = models.PositiveIntegerField("警告")  # that nobody has waived
    scores = models.JSONField(
        "自查得分", default=dict
    )  # {criterion: points, or null}, what hangs on the day aside
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "勾稽计数"

    def __str__(self):
        return f"{self.budget} 错误 {self.errors}"

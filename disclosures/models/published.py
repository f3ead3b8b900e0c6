"""What was said: frozen versions, and the index rows written from them at publication.

Nothing here refers to a draft: a version holds its whole document, and the index repeats what lists need. The public
side reads these tables and no others (design.md §3, rules 1 and 11), and of these all but the examinations of staff.
"""

from __future__ import annotations

import json

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgets.money import MoneyField

from ..addresses import public_addresses


class PublicationQuerySet(models.QuerySet):
    def listed(self):
        """What is public: lists, search, totals and the API know of nothing else."""
        return self.filter(withdrawn_at=None)


class Publication(models.Model):
    """One department and year as published: what a list shows, taken from the current version."""

    region_code = models.CharField(max_length=6)
    region_name = models.CharField(max_length=60)
    department_code = models.CharField(max_length=12)
    department_name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=160)
    total = MoneyField()
    change = MoneyField(null=True)
    percent = models.CharField(max_length=20, blank=True)
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField()
    approved_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    late_reason = models.TextField(blank=True)
    # Its current version was withdrawn: the address tells so, and no list, search or total knows it any more.
    withdrawn_at = models.DateTimeField(null=True)
    # A digest of the earlier years' versions that its pages tell of (history.py); empty where there are none.
    history = models.CharField(max_length=12, blank=True)
    # What its rows in the index were written from (indexing.py); another value is written again.
    indexed = models.CharField(max_length=80, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "已公开目录"
        ordering = ["region_code", "-year", "department_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "department_code", "year"],
                name="one_publication_per_department_and_year",
            )
        ]
        indexes = [
            # Those of about the same size, of a year: peers, whatever else is published.
            models.Index("year", "kind", "total", name="publications_by_size"),
            # The latest few: read at every publication, and not sorted out of all.
            models.Index(F("published_at").desc(), F("id").desc(), name="publications_by_moment"),
            models.Index(F("first_published_at").desc(), F("id").desc(), name="publications_by_first_moment"),
        ]

    def __str__(self):
        return self.title

    @public_addresses()
    def get_absolute_url(self):
        return reverse("disclosure", args=[self.region_code, self.department_code, self.year])


class VersionQuerySet(models.QuerySet):
    def of(self, region, department, year):
        return self.filter(
            publication__region_code=region,
            publication__department_code=department,
            publication__year=year,
        )

    def standing(self):
        """Those that were not withdrawn: of the others nothing is left but that they were."""
        return self.filter(withdrawal=None)

    def in_force(self):
        """The current version of everything that is public."""
        return self.standing().filter(publication__withdrawn_at=None, number=F("publication__number"))


class Version(models.Model):
    """公开版本: a frozen document. Never changed and never deleted; the database refuses both."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    sha256 = models.CharField(_("digest"), max_length=64, unique=True)
    content = models.TextField()  # canonical JSON: the very bytes the digest is over
    published_at = models.DateTimeField(_("published"))
    published_by = models.CharField(max_length=150)
    reason = models.TextField(_("reason"), blank=True)
    # Random, 32 hexadecimal digits: what the public ledger says of reason and files is mixed with it (proofs.py). A
    # withdrawal takes it away, and nobody can try values on the ledger any more.
    salt = models.CharField(max_length=32, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开版本"
        ordering = ["publication", "-number"]
        get_latest_by = "number"
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="one_version_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="versions_count_from_one"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""),
                name="a_later_version_has_a_reason",
                violation_error_message="请填写更正原因（将向社会公开）",
            ),
        ]
        indexes = [models.Index(F("published_at").desc(), F("id").desc(), name="versions_by_moment")]

    def __str__(self):
        return f"{self.publication} 第{self.number}版"

    @public_addresses()
    def get_absolute_url(self):
        p = self.publication
        return reverse("version", args=[p.region_code, p.department_code, p.year, self.number])

    @property
    def document(self):
        return json.loads(self.content)


class Withdrawal(models.Model):
    """撤下: a version whose text and files were removed by law; what stays is that it was, when, and on what basis."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField(_("withdrawn"))
    by = models.CharField(max_length=150)
    basis = models.TextField(_("basis"))

    class Meta:
        verbose_name = verbose_name_plural = "撤下记录"
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(basis=""),
                name="withdrawn_on_a_basis",
                violation_error_message="请写明撤下的法律依据。",
            )
        ]

    def __str__(self):
        return f"{self.version} 已撤下"


class Removal(models.Model):
    """What is still to be done of a withdrawal: a row stands from the withdrawal until nothing of it is found any more."""

    publication = models.OneToOneField(Publication, models.PROTECT, related_name="removal")
    is_scrubbed = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = "撤下后待清除"

    def __str__(self):
        return f"{self.publication} 待清除"


class Unsettled(models.Model):
    """A version that was committed, and that pages, pointers and lists may not tell of yet: a row stands until they do."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="unsettled")

    class Meta:
        verbose_name = verbose_name_plural = "公开后待落定"

    def __str__(self):
        return f"{self.version} 待落定"


class LedgerEntry(models.Model):
    """公开总账: one publication or withdrawal as it was told to everybody, chained to the one before. Append-only.

    ``content`` is the canonical JSON (RFC 8785) that ``sha256`` is over; see public_ledger.py.
    """

    seq = models.PositiveBigIntegerField(_("number"), unique=True)
    version = models.ForeignKey(Version, models.PROTECT, related_name="ledger_entries")
    content = models.TextField()
    sha256 = models.CharField(_("digest"), max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "公开总账"
        ordering = ["seq"]

    def __str__(self):
        return f"{self.seq} {self.version}"

    @property
    def said(self):
        return json.loads(self.content)


class PublishedFile(models.Model):
    """The digests of one file as it was given out on the day of publication. A withdrawal takes them away too: a small
    file can be guessed, and each guess be held against its digest."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="files")
    name = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64, blank=True)  # empty where the machine had none then

    class Meta:
        verbose_name = verbose_name_plural = "已公开文件"
        ordering = ["version", "name"]
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="one_digest_per_file")]

    def __str__(self):
        return self.name


class PublishedFigure(models.Model):
    """One figure of a version's document, for the API and for comparing."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="figures")
    key = models.CharField(max_length=80)
    label = models.CharField(max_length=200)
    unit = models.CharField(max_length=10)
    value = models.CharField(max_length=30, blank=True)  # machine form; empty where not known

    class Meta:
        verbose_name = verbose_name_plural = "已公开数据"
        ordering = ["version", "key"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="one_value_per_figure")]

    def __str__(self):
        return f"{self.key} {self.value}"


class Examination(models.Model):
    """检查记录: a file that a member of staff had examined, and what was found. The file itself is not kept."""

    name = models.CharField("文件", max_length=100)
    sha256 = models.CharField("文件摘要", max_length=64)
    heading = models.CharField("检查的是", max_length=200, blank=True)
    errors = models.PositiveIntegerField("错误")
    warnings = models.PositiveIntegerField("警告")
    at = models.DateTimeField("检查时间", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="检查人")
    report = models.JSONField("检查结果")  # reporting/shape.py

    class Meta:
        verbose_name = verbose_name_plural = "文件检查"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.heading or self.name} {self.at:%Y-%m-%d %H:%M}"

"""How a person has columns read: remembered for each layout of lists that they paste or upload (states.md §13)."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class IntakeLayout(models.Model):
    """列的读法: which column of a layout is what, and in which unit its amounts are, as this person chose it."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=32)  # of the heads, see budgets/intake/heads.py
    columns = models.JSONField(default=dict)  # {number of the column from 0: field}
    unit = models.CharField("单位", max_length=2, blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "列的读法"
        constraints = [
            models.UniqueConstraint(fields=["by", "fingerprint"], name="one_reading_per_person_and_layout")
        ]

    def __str__(self):
        return self.fingerprint

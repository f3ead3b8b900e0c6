"""What lists of departments are narrowed down by: a part of the name or its initials, the kind, how punctual they were.

A value that cannot be read narrows nothing down, and the page says which are possible.
"""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from .listing import LATE, ON_TIME, UNDATED
from .models import Publication, SearchEntry
from .models.published import PublicationQuerySet
from .search.folding import LONGEST, words_of

Group = SearchEntry.Group
KINDS = (("department", _("Department")), ("unit", _("Unit")))
PUNCTUAL = {"on-time": ON_TIME, "late": LATE, "undated": UNDATED}
PUNCTUAL_NAMES = (("on-time", _("On time")), ("late", _("Late")), ("undated", _("No approval date")))
NO_CHOICE = {"invalid_choice": _("This is none of the choices; nothing is narrowed down by it.")}


class DepartmentFilter(filters.FilterSet):
    """Of the departments of a region."""

    q = filters.CharFilter(
        method="named",
        label=_("Name or initials in pinyin"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = filters.ChoiceFilter(
        label=_("Kind"), choices=KINDS, empty_label=_("All"), error_messages=NO_CHOICE
    )

    class Meta:
        model = Publication
        fields: list[str] = []

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for, readable or not."""
        return any(self.data.get(name) for name in self.filters)

    def named(self, publications: PublicationQuerySet, name: str, value: str) -> PublicationQuerySet:
        """Those whose department is found by all of these words, under any name it ever published under."""
        found = SearchEntry.objects.filter(
            group__in=(Group.DEPARTMENT, Group.UNIT), region_code=self.region, publication__isnull=False
        )
        for word in words_of(value):
            found = found.filter(folded__contains=word)
        return publications.filter(department_code__in=found.values("publication__department_code"))


class YearFilter(DepartmentFilter):
    """Of what they published for one year."""

    on = filters.ChoiceFilter(
        method="punctual",
        label=_("Timeliness"),
        choices=PUNCTUAL_NAMES,
        empty_label=_("All"),
        error_messages=NO_CHOICE,
    )

    def punctual(self, publications: PublicationQuerySet, name: str, value: str) -> PublicationQuerySet:
        return publications.filter(PUNCTUAL[value])

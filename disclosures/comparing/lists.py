"""The lists of comparing as tables: rankings, and regions side by side."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets.catalogue import MONEY
from budgets.money import YUAN

from .. import listing, printing
from ..tables import NUMBER, List
from . import shown
from .measures import Ranked
from .standing import address


class RankingTable(List):
    """Departments by one figure; equal ones share a rank."""

    name = tables.Column(_("Department"), accessor="publication__department_name")
    rank = tables.Column(_("Rank"), attrs=NUMBER)
    value = tables.Column(_("Amount"), attrs=NUMBER, accessor="number")
    share = tables.Column(_("Share of its total"), attrs=NUMBER, accessor="number")
    change = tables.Column(_("Against last year"), attrs=NUMBER, accessor="publication")

    class Meta(List.Meta):
        sequence = ("name", "rank", "value", "share", "change")

    def __init__(self, data, measure: Ranked):
        self.measure = measure
        hidden = [] if measure.in_share else ["share"]
        hidden += [] if measure.slug == "total" else ["change"]
        super().__init__(data, exclude=hidden)
        if measure.is_change:
            self.columns["value"].column.verbose_name = _("Change")

    def render_name(self, record):
        publication = record.publication
        link = format_html(
            '<a href="{}" lang="zh-CN">{}</a>', publication.get_absolute_url(), publication.department_name
        )
        if publication.number == 1:
            return link
        corrected = gettext("Version %(number)s") % {"number": publication.number}
        return format_html('{} <span class="tag on">{}</span>', link, corrected)

    def render_value(self, record):
        number = record.value
        if record.unit == MONEY:
            words = shown.html(shown.ways(number))
        elif self.measure.is_change:
            words = printing.rate(record.publication.change, number)
        else:
            words = printing.number(number, record.unit)
        url = address(record.publication.get_absolute_url(), record.anchor)
        return format_html('<a href="{}">{}</a>', url, words)

    def render_share(self, record):
        return printing.share(record.value, record.publication.total)

    def render_change(self, value):
        return listing.line(value).change_words


class RegionsTable(List):
    """Regions side by side."""

    name = tables.Column(_("Region"))
    departments = tables.Column(_("Departments published"), attrs=NUMBER)
    units = tables.Column(_("Units published"), attrs=NUMBER)
    on_time = tables.Column(_("On time"), attrs=NUMBER)
    late = tables.Column(_("Late"), attrs=NUMBER)
    total = tables.Column(_("Totals of the departments"), attrs=NUMBER)
    three_public = tables.Column(_("The three public expenses"), attrs=NUMBER)
    per_head = tables.Column(_("For each inhabitant (yuan)"), attrs=NUMBER, empty_values=())

    class Meta(List.Meta):
        empty_text = _("Nothing has been published yet.")

    def render_name(self, value, record):
        return format_html('<a href="{}" lang="zh-CN">{}</a>', record.url, value)

    def render_on_time(self, value):
        return format_html('<span class="ok">{}</span>', value) if value else value

    def render_late(self, value, record):
        told = format_html('<span class="bad">{}</span>', value) if value else value
        if not record.undated:
            return told
        undated = gettext("%(count)s without a date") % {"count": record.undated}
        return format_html("{} <small>{}</small>", told, undated)

    def render_total(self, value):
        return _sum(value)

    def render_three_public(self, value):
        return _sum(value)

    def render_per_head(self, value, record):
        if value is None:
            return gettext("population not registered")
        return format_html("{} <small>{}</small>", printing.amount(value, YUAN), record.people_words)


class AccountColumn(tables.Column):
    """What the departments of each region list under one account, added up: the ``n``-th of those looked at."""

    def __init__(self, n: int, name: str):
        self.n = n
        attrs = {"th": NUMBER["th"] | {"lang": "zh-CN"}, "td": NUMBER["td"]}
        super().__init__(mark_safe(escape(name)), accessor="line", attrs=attrs)  # noqa: S308 (as it is, not capitalized)

    def render(self, record):
        found, url = record.accounts[self.n], record.rankings[self.n]
        if not found.stated:
            return gettext("no department lists it")
        return format_html('<a class="plain-fig" href="{}">{}</a>', url, _sum(found))


def _sum(found):
    """What is known, and of how many where that is not of all."""
    if found.value is None:
        return gettext("not disclosed")
    if found.is_whole:
        return shown.html(shown.ways(found.value))
    part = gettext("of %(known)s of %(of)s") % {"known": found.known, "of": found.of}
    if found.known < found.stated:
        part += gettext(", %(count)s not disclosing it") % {"count": found.stated - found.known}
    return format_html("{} <small>{}</small>", shown.html(shown.ways(found.value)), part)

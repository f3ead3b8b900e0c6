"""Lists as tables: regions, departments, the publications of a year. Statutory tables are never among them."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

NUMBER = {"th": {"class": "n"}, "td": {"class": "n"}}


class List(tables.Table):
    class Meta:
        template_name = "tables/list.html"
        orderable = False


class RegionTable(List):
    """First page: each region, and how punctual its latest year was."""

    name = tables.Column(_("Region"))
    years = tables.Column(_("Years"), empty_values=())
    published = tables.Column(_("In the latest year"), attrs=NUMBER)
    on_time = tables.Column(_("On time"), attrs=NUMBER)
    late = tables.Column(_("Late"), attrs=NUMBER)
    undated = tables.Column(_("No approval date"), attrs=NUMBER)
    longest = tables.Column(_("Longest time taken"), attrs=NUMBER, default="–")

    class Meta(List.Meta):
        empty_text = _("Nothing has been published yet.")

    def render_name(self, value, record):
        return format_html('<a href="{}" lang="zh-CN">{}</a>', record["url"], value)

    def render_years(self, value):
        return _year_links(value)

    def render_on_time(self, value):
        return format_html('<span class="ok">{}</span>', value) if value else value

    def render_late(self, value, record):
        if not value:
            return value
        return format_html('<a class="bad" href="{}#late">{}</a>', record["timeliness"], value)

    def render_longest(self, value):
        return _days(value)


class PunctualTable(RegionTable):
    """How punctual each year of a region was."""

    name = None
    years = None
    year = tables.Column(_("Year"))
    published = tables.Column(_("Published budgets"), attrs=NUMBER)

    class Meta(RegionTable.Meta):
        sequence = ("year", "published", "...")

    def render_year(self, value, record):
        return format_html('<a href="{}">{}</a>', record["url"], gettext("Year %(year)s") % {"year": value})


class LateTable(List):
    """What a region published late, and why."""

    year = tables.Column(_("Year"), orderable=True)
    name = tables.Column(_("Department"), orderable=True, order_by="code")
    late = tables.Column(_("Days late"), attrs=NUMBER, orderable=True)
    days = tables.Column(_("Time taken"), attrs=NUMBER, orderable=True)
    reason = tables.Column(_("Reason"), default=_("No reason given"))

    class Meta(List.Meta):
        sequence = ("name", "year", "...")

    def render_name(self, value, record):
        return format_html('<a href="{}" lang="zh-CN">{}</a>', record.url, value)

    def render_late(self, value):
        return format_html('<span class="bad">{}</span>', _days(value))

    def render_days(self, value):
        return _days(value)

    def render_reason(self, value):
        return format_html('<span lang="zh-CN">{}</span>', value)


class DepartmentTable(List):
    """The departments of a region with the years they have published."""

    name = tables.Column(_("Department"), orderable=True, order_by="code")
    years = tables.Column(_("Years"), empty_values=())

    class Meta(List.Meta):
        empty_text = _("No department is like this.")

    def render_name(self, value, record):
        return format_html('<a href="{}" lang="zh-CN">{}</a>', record["url"], value)

    def render_years(self, value):
        return _year_links(value)


class YearTable(List):
    """What the departments of a region published for one year."""

    name = tables.Column(_("Department"), orderable=True, order_by="code")
    total = tables.Column(_("Total budget"), attrs=NUMBER, orderable=True)
    change = tables.Column(
        _("Against last year"), attrs=NUMBER, empty_values=(), orderable=True, order_by="rate"
    )
    days = tables.Column(_("Time taken"), attrs=NUMBER, orderable=True, default="–")
    timeliness = tables.Column(_("Timeliness"), empty_values=(), orderable=True, order_by="late")

    class Meta(List.Meta):
        empty_text = _("No department is like this.")

    def render_name(self, value, record):
        link = format_html('<a href="{}" lang="zh-CN">{}</a>', record.url, value)
        if record.number == 1:
            return link
        corrected = gettext("Version %(number)s") % {"number": record.number}
        return format_html('{} <span class="tag on">{}</span>', link, corrected)

    def render_total(self, record):
        return record.total_words

    def render_change(self, record):
        return record.change_words

    def render_days(self, value):
        return _days(value)

    def render_timeliness(self, value):
        if value is None:
            return format_html('<span class="none">{}</span>', gettext("No approval date"))
        if not value.late:
            return format_html('<span class="ok">{}</span>', value.words)
        told = format_html('<span class="bad">{}</span>', value.words)
        if not value.reason:
            return told
        return format_html('{}{}<span lang="zh-CN">{}</span>', told, gettext(", because: "), value.reason)


def _days(value):
    return ngettext("%(days)s day", "%(days)s days", value) % {"days": value}


def _year_links(years):
    items = ((year.url, gettext("Year %(year)s") % {"year": year.year}) for year in years)
    return format_html(
        '<ul class="years">{}</ul>', format_html_join("", '<li><a href="{}">{}</a></li>', items)
    )

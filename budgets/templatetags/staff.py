"""How staff pages print figures: two decimals in line, what is exact beyond them small behind."""

from decimal import Decimal

from django import template
from django.apps import apps
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from budgets.money import MINUS, typed_back

register = template.Library()
UNKNOWN = mark_safe("—<i></i>")  # noqa: S308 - a literal
SAME = mark_safe('<span class="same">持平</span>')  # noqa: S308 - a literal


@register.filter
def wan(yuan):
    """元 in 万元: 1,234.56 with the digits beyond the second small; — where not known."""
    return UNKNOWN if yuan is None else _exact(yuan, sign=MINUS if yuan < 0 else "")


@register.filter
def change(yuan):
    """The same with + or −; 持平 where nothing changed."""
    if yuan is None:
        return UNKNOWN
    if not yuan:
        return SAME
    return _exact(yuan, sign=MINUS if yuan < 0 else "+")


@register.filter
def count(number):
    """People, vehicles, m²: as many places as there are; — where not known."""
    return UNKNOWN if number is None else f"{number.normalize():,f}"


@register.filter
def counted_change(number):
    """The same with + or −; 持平 where nothing changed."""
    if number is None:
        return UNKNOWN
    return f"{number.normalize():+,f}".replace("-", MINUS) if number else SAME


@register.filter
def get(mapping, key):
    return mapping.get(key)


@register.filter
def longest(place):
    """How many characters a field keeps, for whoever types into it: {{ "remark.text"|longest }}."""
    model, _, field = place.partition(".")
    return apps.get_model("budgets", model)._meta.get_field(field).max_length


def _exact(yuan, sign):
    whole, _, decimals = typed_back(abs(Decimal(yuan))).partition(".")
    decimals = decimals.ljust(2, "0")
    return format_html("{}{}.{}<i>{}</i>", sign, f"{int(whole):,}", decimals[:2], decimals[2:])

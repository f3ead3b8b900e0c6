"""The first page of staff, in parts by what a person is."""

from django import template

from disclosures.staff.home import parts_for

register = template.Library()


@register.simple_tag(takes_context=True)
def parts_of_home(context):
    return parts_for(context["request"])

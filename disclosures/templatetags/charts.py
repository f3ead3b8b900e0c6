"""Charts for a template whose view does not draw them: the printed document."""

from django import template

from disclosures.rendering.charts import draw

register = template.Library()


@register.simple_tag
def charts_of(document):
    return draw(document)

"""What templates of public pages need beside Django's own tags."""

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.utils.safestring import mark_safe

register = template.Library()


class Kept(Node):
    """Renders what is in it into a variable instead of the page."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context):
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308 - was rendered
        return ""


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """{% kept name %}…{% endkept %}: for what a page says twice, such as its title; escaped once, when it is kept."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(name, nodelist)

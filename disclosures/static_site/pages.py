"""Pages that a site of files has in the place of those that an application answers: they look things up in the browser."""

from __future__ import annotations

from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop

from ..rendering.frame import frame

SEARCH_SAYS = {
    "searching": gettext_noop("Searching…"),
    "failed": gettext_noop("The index of this site cannot be loaded. Please try again."),
    "found": gettext_noop("0 found, by kind"),
    "about": gettext_noop("about "),
    "nothing": gettext_noop("Nothing found. Fewer words, or part of a word, find more."),
    "more": gettext_noop("The first 20 are shown. More words find fewer."),
    "no-figures": gettext_noop("Single figures are too many to be searched in a browser. Please look for the account."),
    "department": gettext_noop("Departments"),
    "unit": gettext_noop("Units"),
    "project": gettext_noop("Projects"),
    "account": gettext_noop("Accounts"),
    "figure": gettext_noop("Figures"),
    "text": gettext_noop("Texts of disclosures"),
    "term": gettext_noop("Explanations of terms"),
}  # fmt: skip


COMPARE_SAYS = {
    "add": gettext_noop("Add"),
    "away": gettext_noop("Take away"),
    "absent": "–",
    "nothing": gettext_noop("No department was found. A shorter part of the name may find it."),
    "failed": gettext_noop("The index of this site cannot be loaded. Please try again."),
}


def search(path: str) -> str:
    return _page("static_search", path, SEARCH_SAYS)


def compare(path: str) -> str:
    return _page("static_compare", path, COMPARE_SAYS)


def _page(template: str, path: str, says: dict[str, str]) -> str:
    told = [(name, gettext(words) if words.isascii() else words) for name, words in says.items()]
    return render_to_string(f"disclosures/{template}.html", frame(path) | {"path": path, "says": told})


OWN: dict[str, Callable[[str], str]] = {"/search/": search, "/compare/": compare}


def addresses() -> list[str]:
    return [f"{language}{path}" for path in OWN for language in ("", "/en")]

"""Pages that a site of files has in the place of those that an application answers: they look things up in the browser."""

from __future__ import annotations

from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop

from ..rendering.frame import frame

SAYS = {
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


def search(path: str) -> str:
    says = [(name, gettext(words)) for name, words in SAYS.items()]
    return render_to_string("disclosures/static_search.html", frame(path) | {"path": path, "says": says})


OWN: dict[str, Callable[[str], str]] = {"/search/": search}

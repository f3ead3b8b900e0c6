"""Pages that a site of files has in the place of those that an application answers: they look things up in the browser."""

from __future__ import annotations

from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop

from .. import listing
from ..comparing.shown import DASH
from ..rendering.frame import frame
from ..search.results import NAMES

SEARCH_SAYS = {
    "searching": gettext_noop("Searching…"),
    "failed": gettext_noop("The index of this site cannot be loaded. Please try again."),
    "found": gettext_noop("0 found, by kind"),
    "about": gettext_noop("about "),
    "nothing": gettext_noop("Nothing found. Fewer words, or part of a word, find more."),
    "more": gettext_noop("The first 20 are shown. More words find fewer."),
    "no-figures": gettext_noop("Single figures are too many to be searched in a browser. Please look for the account."),
}  # fmt: skip


COMPARE_SAYS = {
    "note": gettext_noop("Note %(note)s"),
    "notes": gettext_noop("Notes"),
    "then": gettext_noop("then %(code)s"),
    "add": gettext_noop("Add"),
    "away": gettext_noop("Take away"),
    "nothing": gettext_noop("No department was found. A shorter part of the name may find it."),
    "failed": gettext_noop("The index of this site cannot be loaded. Please try again."),
}


def search(path: str) -> str:
    groups = {group.value: str(name) for group, name in NAMES.items()}
    return _page("static_search", path, _told(SEARCH_SAYS) | groups)


def compare(path: str) -> str:
    return _page("static_compare", path, _told(COMPARE_SAYS) | {"absent": DASH})


def _told(says: dict[str, str]) -> dict[str, str]:
    """In the language of the page."""
    return {name: gettext(words) for name, words in says.items()}


def _page(template: str, path: str, says: dict[str, str]) -> str:
    """``regions``: where whoever runs no script goes on, by links alone."""
    context = frame(path) | {"path": path, "says": says.items(), "regions": listing.regions()}
    return render_to_string(f"disclosures/{template}.html", context)


OWN: dict[str, Callable[[str], str]] = {"/search/": search, "/compare/": compare}


def addresses() -> list[str]:
    return [f"{language}{path}" for path in OWN for language in ("", "/en")]

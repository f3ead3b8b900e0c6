"""Chinese is the language of the site: nothing public may fall back to English."""

import io
import re
from pathlib import Path

import django
import polib
import pytest
from babel.messages.extract import extract
from django.template import Context, Template
from django.utils import translation
from django.utils.translation.template import templatize

BASE_DIR = Path(__file__).resolve().parent.parent
CATALOGUE = BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
SOURCES = [
    *sorted((BASE_DIR / "disclosures").rglob("*.py")),
    *sorted((BASE_DIR / "templates" / "disclosures").glob("*.html")),
    *sorted((BASE_DIR / "templates" / "tables").glob("*.html")),
]
PLACEHOLDER = re.compile(r"%\(([a-z_]+)\)s")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def djangos():
    """What Django itself says to staff, in words that we replace: 您, not 你."""
    for app in ("auth", "admin"):
        place = Path(django.__file__).parent / "contrib" / app / "locale/zh_Hans/LC_MESSAGES/django.po"
        yield from (
            entry.msgid
            for entry in polib.pofile(str(place))
            if "你" in "".join([entry.msgstr, *entry.msgstr_plural.values()])
        )


def messages_in(path):
    """Every message of a source: the same words Django would look up."""
    text = path.read_text()
    if path.suffix == ".html":
        text = templatize(text)
    for _line, message, _comments, _context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        yield message if isinstance(message, str) else message[0]


def public_messages():
    return sorted({message for path in SOURCES for message in messages_in(path)})


@pytest.fixture(scope="module")
def catalogue():
    return {entry.msgid: entry for entry in polib.pofile(str(CATALOGUE))}


def test_every_public_message_is_found_at_all():
    found = public_messages()
    assert "In one minute" in found  # a template's
    assert "Time taken" in found  # a table's
    assert "The same as in %(last_year)s." in found  # a page's


def test_every_public_message_is_said_in_chinese(catalogue):
    missing = [
        message
        for message in public_messages()
        if message not in catalogue or not catalogue[message].translated()
    ]
    assert missing == []


def test_no_message_is_kept_that_nobody_says(catalogue):
    assert sorted(set(catalogue) - set(public_messages()) - set(djangos())) == []


def test_chinese_words_are_chinese(catalogue):
    """A translation without a single hanzi was forgotten, not translated."""
    plain = [
        entry.msgid
        for entry in catalogue.values()
        for text in [entry.msgstr or entry.msgstr_plural[0]]
        if not any("一" <= character <= "鿿" for character in text)
    ]
    assert plain == []


def test_every_placeholder_is_kept(catalogue):
    for entry in catalogue.values():
        text = entry.msgstr or entry.msgstr_plural[0]
        assert set(PLACEHOLDER.findall(entry.msgid)) <= set(PLACEHOLDER.findall(text)), entry.msgid


def test_a_page_in_english_does_not_fall_back_to_chinese():
    template = Template('{% load i18n %}{% translate "In one minute" %}')
    with translation.override("en"):
        assert template.render(Context()) == "In one minute"
    with translation.override("zh-hans"):
        assert template.render(Context()) == "一分钟看懂"

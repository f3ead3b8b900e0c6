"""What every public page carries around its content: language, addresses, and whether the figures are samples."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils import translation

#: The page of open data, in the site's own language.
DATA = "/data/"
HTML_LANGUAGES = {"zh-hans": "zh-CN", "en": "en"}


def frame(path: str) -> dict[str, object]:
    """The frame of the page at this path, in the language that is active. Asks nothing of a request."""
    language = translation.get_language()
    return {
        "language": HTML_LANGUAGES[language],
        "is_chinese": language == settings.LANGUAGE_CODE,
        "canonical": settings.SITE_URL + path,
        "other": _other(path, language),
        "home": reverse("home"),
        "search": reverse("search"),
        "data": reverse("data"),
        "dictionary": reverse("dictionary"),
        "compare_url": reverse("compare"),
        "rules": reverse("rules"),
        "glossary_url": reverse("glossary"),
        "corrections_url": reverse("corrections"),
        "ledger": reverse("ledger"),
        "verify": reverse("verify"),
        "feed": reverse("feed"),
        "licence": settings.LICENCE_NAME if language == settings.LANGUAGE_CODE else settings.LICENCE_NAME_EN,
        "licence_url": _licence(),
        "is_sample": settings.SITE_SAMPLE,
    }


def _licence() -> str:
    """Where the licence is told: on the page of open data where it is nowhere else."""
    own = f"{settings.SITE_URL}{DATA}"
    address: str = settings.LICENCE_URL
    return address.replace(own, reverse("data"), 1) if address.startswith(own) else address


def _other(path: str, language: str) -> dict[str, str]:
    """The same page in the other language; its home page where the address means nothing."""
    code, name = next((code, name) for code, name in settings.LANGUAGES if code != language)
    url = translate_url(path, code)
    if url == path:
        with translation.override(code):
            url = reverse("home")
    return {"code": HTML_LANGUAGES[code], "name": name, "url": url}

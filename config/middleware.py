"""The language of a page is in its address and nowhere else."""

from django.conf import settings
from django.utils import translation

PREFIXED = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}


class LanguageFromAddress:
    """Speak English under /en/ and Chinese everywhere else, whatever the browser asks for.

    Django's own LocaleMiddleware also reads a cookie and the Accept-Language header: one address
    would then hold two pages, and every response would need a Vary header, which spoils caching.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = language_of(request.path_info)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def language_of(path):
    """The language whose prefix opens this path."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in PREFIXED else settings.LANGUAGE_CODE

"""What holds for every answer: its language is in its address and nowhere else; its headers tell browsers what to do."""

import secrets
from functools import cache

from django.conf import settings
from django.http import HttpResponse
from django.http.request import split_domain_port, validate_host
from django.utils import translation

PREFIXED = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
STAFF = "/admin/"


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


class Headers:
    """Headers of every answer, files and redirects included: what browsers may load, keep, tell and index.

    A page that has to write something inline takes ``request.csp_nonce``; only its own answer then allows that nonce.
    Published pages need none: they are stored, and a stored nonce would be no secret.
    """

    PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.csp_nonce = nonce = Nonce()
        if not request.path.startswith(STAFF):
            request.META.pop("HTTP_COOKIE", None)  # none is ours there, and an answer to one could be kept for all
        response = self._refusal(request) or self.get_response(request)
        response.headers["Content-Security-Policy"] = policy(nonce.text)
        response.headers["Permissions-Policy"] = self.PERMISSIONS
        if request.path.startswith(STAFF):
            response.headers["Cache-Control"] = "no-store, private"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def _refusal(self, request):
        """A front server that was told another host would have its pages lead there."""
        forwarded = request.META.get("HTTP_X_FORWARDED_HOST")
        if forwarded is None or validate_host(split_domain_port(forwarded)[0], settings.ALLOWED_HOSTS):
            return None
        return HttpResponse("Bad Request\n", status=400, content_type="text/plain")


class Nonce:
    """A word that only one answer knows; made when a template asks for it."""

    def __init__(self):
        self.text = ""

    def __str__(self):
        self.text = self.text or secrets.token_urlsafe(16)
        return self.text


@cache
def _plain_policy():
    return policy_with("")


def policy(nonce):
    """The Content-Security-Policy of an answer; that of nearly every answer is written once."""
    return policy_with(f" 'nonce-{nonce}'") if nonce else _plain_policy()


def policy_with(more):
    said = dict(settings.CONTENT_SECURITY_POLICY)
    for part in ("script-src", "style-src"):
        said[part] += more
    return "; ".join(f"{part} {sources}" for part, sources in said.items())

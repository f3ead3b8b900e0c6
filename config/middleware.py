"""What holds for every answer: its language is in its address and nowhere else; its headers tell browsers what to do."""

import secrets
from functools import cache

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed
from django.http.request import split_domain_port, validate_host
from django.utils import translation

from disclosures.addresses import language_of

STAFF, API = "/admin/", "/api/"
READING = ("GET", "HEAD")


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
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = policy(nonce.text)
        response.headers["Permissions-Policy"] = self.PERMISSIONS
        if request.path.startswith(STAFF):
            response.headers["Cache-Control"] = "no-store, private"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


class Bounds:
    """What no honest reader sends is refused before anything is looked at (security.md §5.5, rows 110–119)."""

    HEADERS, COOKIE, COOKIES = 60 * 1024, 8 * 1024, 100

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_public = not request.path.startswith(STAFF)
        response = self._refusal(request) or (is_public and self._refusal_to_readers(request))
        if is_public:
            request.META.pop(
                "HTTP_COOKIE", None
            )  # none is ours there, and an answer to one could be kept for all
        return response or self.get_response(request)

    def _refusal(self, request):
        cookie = request.META.get("HTTP_COOKIE", "")
        headers = "".join(str(value) for name, value in request.META.items() if name.startswith("HTTP_"))
        if len(headers) > self.HEADERS or len(cookie) > self.COOKIE or cookie.count(";") >= self.COOKIES:
            return _plain(431, "Request Header Fields Too Large")
        forwarded = request.META.get("HTTP_X_FORWARDED_HOST")
        if forwarded is not None and not is_ours(forwarded):
            return _plain(400, "Bad Request")
        return None

    def _refusal_to_readers(self, request):
        """Published pages are only read, and nothing is read with a request. The API says the same in its own words."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return _plain(413, "Content Too Large")
        if request.method in READING or request.path.startswith(API):
            return None
        return HttpResponseNotAllowed(READING)


class OpenToScripts:
    """The API may be read by scripts of any site: it knows no cookies, and everything in it is public."""

    SAID = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag, Retry-After",
    }
    BEFOREHAND = {
        "Allow": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Headers": "Accept, If-None-Match",
        "Access-Control-Max-Age": "86400",
    }

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith(API):
            return self.get_response(request)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=self.SAID | self.BEFOREHAND)
        response = self.get_response(request)
        for name, value in self.SAID.items():
            response.headers[name] = value
        return response


def is_ours(host):
    """Whether a front server that was told this host leads to our pages."""
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


def _plain(status, words):
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain")


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

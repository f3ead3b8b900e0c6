"""The bytes of an address, as the site answers it. What was rendered at publication is read; the rest is rendered once."""

from __future__ import annotations

import io
import json
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.utils.translation import override

from ..addresses import language_of, public_addresses
from ..views import not_found
from . import pages

#: What is written: what stands, and the records of what was withdrawn.
TOLD = (200, 410)
#: What a server says of addresses that are none.
NOT_FOUND = "/404.html"


class Unanswered(Exception):
    """An address that the site links to and does not answer."""


@dataclass(frozen=True)
class Answer:
    """``media_type`` without its parameters: text/html, application/pdf."""

    media_type: str
    body: bytes


def script(call: str, *said: Any) -> Answer:
    """Data as a call that a browser can load from a disk too, where it fetches nothing."""
    told = ",".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in said)
    return Answer("text/javascript", f"{call}({told})\n".encode())


def answer(address: str) -> Answer:
    """What the site answers at an address of its own. Raises Unanswered where that is no content."""
    if address.startswith(settings.STATIC_URL):
        return _static_file(address.removeprefix(settings.STATIC_URL))
    request = _request(address)
    with override(language_of(request.path)), public_addresses():
        if request.path.endswith(NOT_FOUND):
            return Answer("text/html", _body(not_found(request)))
        if own := pages.OWN.get(request.path.removeprefix("/en")):
            return Answer("text/html", own(request.path).encode())
        try:
            found = resolve(request.path)
            response = found.func(request, *found.args, **found.kwargs)
        except Http404 as error:
            raise Unanswered(address) from error
        if response.status_code not in TOLD:
            raise Unanswered(address)
        return Answer(response["Content-Type"].partition(";")[0], _body(response))


def _static_file(name: str) -> Answer:
    """A style sheet, script or picture, under the name that pages know it by."""
    collected = Path(settings.STATIC_ROOT) / name
    place = collected if collected.is_file() else finders.find(name)
    if not place:
        raise Unanswered(settings.STATIC_URL + name)
    return Answer(mimetypes.guess_type(name)[0] or "application/octet-stream", Path(place).read_bytes())


def _body(response: HttpResponseBase) -> bytes:
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    return b"".join(response) if response.streaming else response.content


def _request(address: str) -> WSGIRequest:
    """Somebody who asks for an address, at the site's own host."""
    path, _, query = address.partition("?")
    host = urlsplit(settings.SITE_URL)
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": host.netloc,
            "SERVER_NAME": host.hostname or "localhost",
            "SERVER_PORT": str(host.port or 443),
            "wsgi.url_scheme": host.scheme,
            "wsgi.input": io.BytesIO(),
        }
    )

"""Errors of the API: one shape, a code for programs that stays, and a sentence for people in the language they ask for.

The API has one set of addresses; what it says besides errors is data, and in no language of its own.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext, gettext_noop, override
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler

#: What is said where the error itself says nothing better, by its code.
SENTENCES = {
    "not_found": gettext_noop(
        "There is nothing here: it was never published, was withdrawn, or does not exist."
    ),
    "method_not_allowed": gettext_noop("The API can only be read: GET, HEAD and OPTIONS."),
    "not_acceptable": gettext_noop("Only JSON (application/json) is given"),
    "no_address": gettext_noop("There is no such address."),
    "unavailable": gettext_noop("The database does not answer at the moment. Please try again soon."),
}


class BadParameter(APIException):
    """A query parameter that is unknown, repeated or unreadable: a sentence to be translated, and what it names."""

    status_code = 400

    def __init__(self, sentence: str, code: str, **names: object) -> None:
        self.sentence, self.names = sentence, names
        super().__init__(self.said, code)

    @property
    def said(self) -> str:
        return gettext(self.sentence) % self.names


def language_asked_for(request: HttpRequest) -> str:
    """The first language of Accept-Language that the site has, else its own."""
    for asked, weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        for language, _name in settings.LANGUAGES:
            if weight and asked.split("-")[0] == language.lower().split("-")[0]:
                return language
    return settings.LANGUAGE_CODE


def answer_error(error, context):
    """The exception handler of the API: {"code", "detail"}."""
    response = exception_handler(error, context)
    if response is not None:
        language = language_asked_for(context["request"])
        code = getattr(response.data["detail"], "code", "error")
        with override(language):
            sentence = error.said if isinstance(error, BadParameter) else SENTENCES.get(code)
            response.data = {"code": code, "detail": gettext(sentence) if sentence else str(error.detail)}
        _mark(response, language)
    return response


def refusal(request: HttpRequest, code: str, status: int, sentence: str = "") -> JsonResponse:
    """The same shape where no view of the API was reached."""
    language = language_asked_for(request)
    with override(language):
        said = {"code": code, "detail": gettext(SENTENCES[sentence or code])}
    response = JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})
    _mark(response, language)
    return response


def _mark(response: Response | JsonResponse, language: str) -> None:
    response["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language"])

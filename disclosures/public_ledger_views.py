"""What lets anybody check what is published: the public ledger, the proofs beside a version, and a page that knows files by
their digest. Digests alone come in: no file is ever sent here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from . import pointers, proofs, signing
from .asking import asking
from .kept_pages import kept_a_minute, stored
from .models import LedgerEntry, PublishedFile, Version
from .parameters import in_a_line, takes
from .rendering.frame import frame

PER_PAGE = 50
AT_ONCE = 200
MOST_FOUND = 20
ACTS = {
    "publish": gettext_noop("Publication"),
    "correct": gettext_noop("Correction"),
    "withdraw": gettext_noop("Withdrawal"),
}
STEPS = {
    "submit": gettext_noop("handed in"),
    "secrecy": gettext_noop("secrecy review"),
    "pass": gettext_noop("review passed"),
    "approve": gettext_noop("approved"),
}


# The ledger --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """An entry as pages list it. ``name`` is empty where the department's budget was withdrawn."""

    seq: int
    sha256: str
    said: dict[str, Any]
    name: str
    url: str

    @property
    def act(self) -> str:
        word = ACTS[self.said["act"]]
        return gettext(word)

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.said["published_at"])


def _line(entry: LedgerEntry) -> Line:
    publication = entry.version.publication
    place = (publication.region_code, publication.department_code, publication.year)
    is_gone = publication.withdrawn_at is not None
    return Line(
        seq=entry.seq,
        sha256=entry.sha256,
        said=entry.said,
        name="" if is_gone else publication.department_name,
        url=reverse("version", args=(*place, entry.version.number)),
    )


def _entries():
    return LedgerEntry.objects.select_related("version__publication").defer("version__content")


@takes("page")
@kept_a_minute
@stored
def ledger(request):
    pages = Paginator(_entries().order_by("-seq"), PER_PAGE)
    page = pages.page(_page_number(request.GET.get("page", "1"), pages.num_pages))
    newest = LedgerEntry.objects.order_by("-seq").first()
    context = {
        "lines": [_line(entry) for entry in page],
        "page": page,
        "newest": newest,
        "site": settings.SITE_URL,
        "is_signed": signing.public_key() is not None,
    }
    return render(request, "disclosures/ledger.html", frame(request.path) | context)


def _page_number(text: str, last: int) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text) or int(text) > last:
        raise Http404
    return int(text)


@takes()
@kept_a_minute
def ledger_entry(request, seq):
    with asking():
        entry = _entries().filter(seq=seq).first()
    if entry is None:
        raise Http404
    if not request.path.endswith("/"):
        return HttpResponsePermanentRedirect(reverse("ledger-entry", args=(seq,)))
    line = _line(entry)
    context = {
        "line": line,
        "content": entry.content,
        "before": seq - 1,
        "steps": [_step(step) for step in line.said["approvals"]],
    }
    return render(request, "disclosures/ledger_entry.html", frame(request.path) | context)


def _step(step: dict[str, Any]) -> dict[str, Any]:
    word = STEPS[step["step"]]
    return {"words": gettext(word), "at": datetime.fromisoformat(step["at"]), "by": step["by"]}


@takes()
@require_safe
@cache_control(public=True, max_age=60)
def ledger_lines(request):
    """Every entry on its own line, as the bytes that its digest is over."""
    with asking():
        last = LedgerEntry.objects.order_by("-seq").first()
    etag = quote_etag(last.sha256 if last else "empty")
    lines = _lines(last.seq if last else 0)
    response = StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8")
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)


def _lines(last: int) -> Iterator[bytes]:
    """The entries up to this one, asked for a few at a time."""
    seq = 0
    while seq < last:
        following = LedgerEntry.objects.filter(seq__gt=seq, seq__lte=last).order_by("seq")
        with asking():
            entries = list(following.values_list("seq", "content")[:AT_ONCE])
        if not entries:
            return
        yield "".join(f"{content}\n" for _seq, content in entries).encode()
        seq = entries[-1][0]


@takes()
@kept_a_minute
def ledger_head(request):
    """Number and digest of the last entry: one line to keep, and to hold a later ledger against."""
    with asking():
        last = LedgerEntry.objects.order_by("-seq").first()
    text = f"{last.seq} {last.sha256} {last.said['published_at']}\n" if last else "0\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@takes()
@kept_a_minute
def ledger_key(request):
    key = signing.public_key()
    if key is None:
        raise Http404
    return HttpResponse(key.file(), content_type="text/plain; charset=utf-8")


# Beside a version --------------------------------------------------------------------------------------------------


@require_safe
@cache_control(public=True, max_age=300)
@conditional_page
def proof(request, region, department, year, name, number=None):
    """manifest.json, SHA256SUMS or its signature: as stored at publication, else made of the entry again."""
    pointer = pointers.find(region, department, year)
    version = pointer and pointer.version(number)
    if version is None:
        raise Http404
    if version.withdrawn:
        return HttpResponse(status=410)
    data = proofs.stored(version.sha256, name)
    if data is None:
        with asking():
            entry = proofs.entry_of(Version.objects.defer("content").get(sha256=version.sha256))
        data = proofs.proofs(entry).get(name) if entry else None
    if data is None:
        raise Http404
    return HttpResponse(data, content_type=proofs.MEDIA_TYPES[name])


# Files that people have --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """A file that was published here; the document itself has no ``name``. ``state``: current, corrected."""

    name: str
    version: Any
    state: str
    url: str
    current_url: str

    @property
    def publication(self) -> Any:
        return self.version.publication


@takes("hash")
@kept_a_minute
def verify(request):
    """A form that asks for a digest, and what is known of it."""
    typed = request.GET.get("hash")
    digest = "".join((typed or "")[:200].split()).lower()
    is_wrong = typed is not None and not re.fullmatch("[0-9a-f]{64}", digest)
    if not is_wrong and not request.path.endswith("/"):
        return HttpResponsePermanentRedirect(reverse("verify") + (f"?hash={digest}" if digest else ""))
    context = {
        "asked": typed is not None and not is_wrong,
        "error": gettext("A digest is 64 hexadecimal digits.") if is_wrong else "",
        "typed": (typed or "")[:200],
        "digest": digest,
        "found": [],
        "site": settings.SITE_URL,
    }
    if context["asked"]:
        with asking():
            context["found"] = find(digest)
    status = 400 if is_wrong else 200
    return render(request, "disclosures/verify.html", frame(request.path) | context, status=status)


def find(digest: str) -> list[Found]:
    """Where a file or a document of this digest stands: what is in force first, then the newest. Of what was withdrawn
    nothing is known any more: a small file can be guessed, and nobody is to learn here that the guess is right."""
    files = PublishedFile.objects.filter(sha256=digest, version__withdrawal=None).select_related(
        "version__publication"
    )
    documents = Version.objects.standing().filter(sha256=digest).select_related("publication")
    newest = files.defer("version__content").order_by("-version__published_at", "-pk")[:MOST_FOUND]
    found = [_found(file.version, file.name) for file in newest]
    found += [_found(version, "") for version in documents.defer("content")]
    return sorted(found, key=lambda each: each.state != "current")


def _found(version: Version, name: str) -> Found:
    publication = version.publication
    place = (publication.region_code, publication.department_code, publication.year)
    is_current = version.number == publication.number
    return Found(
        name=name,
        version=version,
        state="current" if is_current else "corrected",
        url=reverse("version", args=(*place, version.number)),
        current_url=reverse("disclosure", args=place),
    )


@takes("hash", refuse=in_a_line)
@kept_a_minute
def manifests(request):
    """{"manifests": [manifest.json of each version that a file or document of this digest is of]}, for verify.py."""
    digest = request.GET.get("hash", "")
    if not re.fullmatch("[0-9a-f]{64}", digest):
        return JsonResponse({"error": gettext("A digest is 64 hexadecimal digits.")}, status=400)
    with asking():
        versions = {each.version.pk: each.version for each in find(digest)}
        found = [_manifest(version) for version in versions.values()]
    return JsonResponse({"manifests": [json.loads(data) for data in found if data is not None]})


def _manifest(version: Version) -> bytes | None:
    entry = proofs.entry_of(version)
    return proofs.proofs(entry)[proofs.MANIFEST] if entry else None


SCRIPT = Path(settings.BASE_DIR) / "static" / "verify.py"


@takes()
@kept_a_minute
def verify_script(request):
    """The script that checks files without this site; it knows which site it came from."""
    script = SCRIPT.read_text(encoding="utf-8").replace('SITE = ""', f"SITE = {settings.SITE_URL!r}", 1)
    response = HttpResponse(script, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify.py"'
    return response

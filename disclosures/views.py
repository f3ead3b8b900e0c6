"""The public pages. Disclosures are answered from what was stored at publication; lists from the index."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import changes, copies, corrections, pointers, rulebook
from .api.errors import refusal
from .api.told import endpoints
from .asking import Unavailable, asking
from .copies import respond
from .kept_pages import kept_a_minute, stored
from .models import Publication, Version
from .parameters import in_a_line, takes
from .rendering import citing, linked
from .rendering.frame import frame
from .rendering.imprint import permanent_url
from .sheets import KINDS
from .tombstones import gone

ATOM = "application/atom+xml; charset=utf-8"


@takes()
@kept_a_minute
@stored
def data(request):
    """What can be downloaded and asked for, with examples out of the latest version."""
    version = (
        Version.objects.in_force()
        .select_related("publication")
        .defer("content")
        .order_by("-published_at", "-pk")
        .first()
    )
    context = {
        "version": version,
        "packages": (packages := _packages()),
        "linked": linked.block(linked.of_portal(packages)) if packages else "",
        "endpoints": endpoints(version),
        "index": settings.SITE_URL + reverse("api-index"),
        "site": settings.SITE_URL,
        "example": _numbered_address(version) if version else "",
    }
    return render(request, "disclosures/data.html", frame(request.path) | context)


def _packages():
    """(words, address) of each data package: that of all years, then year by year, the latest first."""
    found = Publication.objects.listed().order_by("-year").values_list("year", flat=True).distinct()
    years = [
        (gettext("Year %(year)s") % {"year": year}, reverse("year-package", args=[year])) for year in found
    ]
    return [(gettext("All years"), reverse("package")), *years] if years else []


@takes()
@kept_a_minute
@stored(asks=False)
def rules(request):
    """Every rule of the cross-checks: what must hold, when, and on what it is based."""
    chapters = list(rulebook.chapters())
    context = {"chapters": chapters, "count": len([rule for each in chapters for rule in each.rules])}
    return render(request, "disclosures/rules.html", frame(request.path) | context)


@takes("region", "page")
@kept_a_minute
@stored
def corrected(request, region=""):
    """Every correction and withdrawal, of one region (in the address or asked for) or of all."""
    region = region or request.GET.get("region", "")
    name = corrections.name_of(region)
    if region and not name:
        raise Http404
    page = Paginator(corrections.rows(region), corrections.AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "region_name": name,
        "region_url": reverse("region", args=[region]) if region else "",
        "all_url": reverse("corrections"),
        "feed_url": reverse("corrections-feed") + (f"?region={region}" if region else ""),
        "regions": [
            (each, reverse("region-corrections", args=[code])) for code, each in corrections.regions()
        ],
        "corrections": corrections.told(page),
        "page": page,
        "pages_of": f"region={region}&" if "region" in request.GET else "",
        "files": _corrections_files(region),
    }
    return render(request, "disclosures/corrections.html", frame(request.path) | context)


def _corrections_files(region):
    """(kind, address) of the same as files."""
    name, place = ("region-corrections-file", [region]) if region else ("corrections-file", [])
    return [(kind.upper(), reverse(name, args=[*place, kind])) for kind in KINDS]


@takes("region", refuse=in_a_line)
@kept_a_minute
@stored(media_type=ATOM)
def corrections_feed(request):
    """The latest corrections and withdrawals as Atom."""
    region = request.GET.get("region", "")
    name = corrections.name_of(region)
    if region and not name:
        raise Http404
    title = " · ".join(word for word in (gettext("Mingzhang"), name, gettext("Corrections")) if word)
    latest = corrections.told(corrections.rows(region)[: corrections.AT_ONCE])
    return HttpResponse(corrections.feed(request.get_full_path(), title, latest), content_type=ATOM)


def _numbered_address(version):
    """Files have one address in every language, that of the site's own."""
    with override(settings.LANGUAGE_CODE):
        return version.get_absolute_url()


# One disclosure ---------------------------------------------------------------------------------------------------


@require_safe
def disclosure(request, region, department, year, number=None):
    return _answer(request, (region, department, year), number, f"page.{get_language()}.html")


@require_safe
def file(request, region, department, year, name, number=None):
    return _answer(request, (region, department, year), number, name)


@require_safe
def table_csv(request, region, department, year, key, number=None):
    return _answer(request, (region, department, year), number, f"tables/{key}.csv")


def _answer(request, place, number, name):
    """The numbered version, or the one that stands, as it is stored; its pointer knows which that is."""
    pointer = pointers.find(*place)
    version = pointer and pointer.version(number)
    if version is None:
        raise Http404
    if version.withdrawn:
        return gone(request, version)
    return respond(request, version, name)


@require_safe
def citation(request, region, department, year, number, name):
    """A version as reference managers take it, out of its stored document."""
    pointer = pointers.find(region, department, year)
    version = pointer and pointer.version(number)
    if version is None:
        raise Http404
    if version.withdrawn:
        return gone(request, version)
    document = copies.document_of(version.sha256)
    with override(settings.LANGUAGE_CODE):
        told = citing.cited(document, version.sha256, permanent_url(document))
    response = HttpResponse(citing.record(name, told), content_type=citing.MEDIA_TYPES[name])
    response["Content-Disposition"] = f'attachment; filename="{told.key}.{name.rpartition(".")[2]}"'
    response["Cache-Control"] = "public, no-cache"
    return response


@require_safe
def changed(request, region, department, year, old, new):
    """What one version says otherwise than another, figure by figure."""
    return changes.respond(request, (region, department, year), old, new)


@require_safe
def changed_json(request, region, department, year, old, new):
    return changes.respond(request, (region, department, year), old, new, as_json=True)


# Beside the pages -------------------------------------------------------------------------------------------------


def not_found(request, exception=None):
    """One page for what does not exist and for what is not published."""
    if request.path.startswith("/api/"):
        return refusal(request, "not_found", 404, "no_address")
    return render(request, "disclosures/404.html", frame(request.path), status=404)


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request):
    """Browsers ask for it whatever a page says."""
    return HttpResponseRedirect(static("icon.svg"))


@require_safe
@cache_control(public=True, max_age=86400)
def robots(request):
    """Everything here is public and may be found; superseded versions say themselves that they are none to index."""
    address = settings.SITE_URL + reverse("sitemap")
    return HttpResponse(f"User-agent: *\nAllow: /\n\nSitemap: {address}\n", content_type="text/plain")


@require_safe
@cache_control(public=True, max_age=86400)
def security_txt(request):
    """Whom to tell of a hole (RFC 9116); it runs out, so that a forgotten site does not promise for ever."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": f"{timezone.now() + timedelta(days=180):%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages": "zh, en",
        "Canonical": settings.SITE_URL + reverse("security-txt"),
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(no_store=True)
def healthz(request):
    """Whether this process can do its work: serve published pages, for which pointers will do; to staff, the database."""
    if settings.SERVES_PUBLIC and pointers.are_there():
        return HttpResponse("ok\n", content_type="text/plain")
    try:
        with asking():
            Publication.objects.exists()
    except (DatabaseError, Unavailable):
        return HttpResponse("database\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")

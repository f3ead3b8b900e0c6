"""What search engines for data are told (schema.org, as JSON-LD): a block of data inside the page, and no script."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

#: What could end the block, or begin another.
ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "csv": "text/csv",
    "zip": "application/zip",
}


def block(said: Mapping[str, Any]) -> SafeString:
    """The block of a page."""
    text = json.dumps({"@context": "https://schema.org", **said}, ensure_ascii=False, separators=(",", ":"))
    text = text.translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


def licence() -> str:
    return settings.LICENCE_URL


def download(url: str, **more: Any) -> dict[str, Any]:
    """One file that can be had; ``url`` is a path of this site."""
    media_type = FORMATS[url.partition("?")[0].rpartition(".")[2]]
    return {
        "@type": "DataDownload",
        "contentUrl": settings.SITE_URL + url,
        "encodingFormat": media_type,
        **more,
    }


def dataset(name: str, url: str, downloads: Iterable[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """What a page tells as data. ``url`` is its whole address."""
    return {
        "@type": "Dataset",
        "name": name,
        "url": url,
        "license": licence(),
        "isAccessibleForFree": True,
        "inLanguage": ["zh-CN", "en"],
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": "明账",
            "url": settings.SITE_URL + reverse("data"),
        },
        "distribution": list(downloads),
        **more,
    }


def of_portal(packages: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Everything that is published: (words, path) of each data package."""
    return dataset(
        gettext("Departmental budgets"),
        settings.SITE_URL + reverse("data"),
        [download(path, name=words) for words, path in packages],
        description=gettext(
            "The yearly budgets of government departments: how much money, where it comes from, where it goes."
        ),
    )


def of_list(name: str, description: str, url: str, files: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """A list: (kind, path) of each file of its rows."""
    return dataset(name, url, [download(path, name=kind) for kind, path in files], description=description)


def of_disclosure(
    document: Mapping[str, Any], sha256: str, url: str, description: str, files: Mapping[str, Any]
) -> dict[str, Any]:
    """A version in force. ``url`` is its own address, which stays; ``files`` are those of page_context."""
    whole = [download(files[kind]) for kind in ("pdf", "docx", "xlsx", "json")]
    tables = [download(address, name=table.title) for table, address in files["tables"]]
    who = {"@type": "GovernmentOrganization", "name": document["department"]["name"]}
    return dataset(
        document["title"],
        url,
        [*whole, *tables],
        description=description,
        identifier=f"sha256:{sha256}",
        version=str(document["number"]),
        datePublished=document["published_at"],
        creator=who,
        publisher=who,
        temporalCoverage=str(document["year"]),
        spatialCoverage={
            "@type": "Place",
            "name": document["region"]["name"],
            "identifier": document["region"]["code"],
        },
        measurementTechnique="部门预算",
    )

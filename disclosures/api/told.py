"""The endpoints as the index of the API and the page of open data tell them."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from ..models import Version
from .asking import ReadOnly
from .lists import CodeChanges, Departments, Figures, Populations, Projects, Versions


@dataclass(frozen=True)
class Endpoint:
    """An address of the API. Braces stand for what is filled in."""

    name: str
    path: str
    words: str
    parameters: tuple[str, ...] = ()
    query: str = ""  # of the example
    example: str = ""


OF_A_DEPARTMENT = "?region={region}&department={department}&year={year}"
ENDPOINTS = (
    Endpoint("regions", "regions/", gettext_noop("Regions in which anything is published")),
    Endpoint(
        "departments",
        "departments/",
        gettext_noop("Departments and years that are published, with the total of the version in force"),
        tuple(Departments.filters),
        "?region={region}&year={year}",
    ),
    Endpoint(
        "versions",
        "versions/",
        gettext_noop("Versions, the newest first; superseded ones stay"),
        tuple(Versions.filters),
        OF_A_DEPARTMENT,
    ),
    Endpoint("version", "versions/{sha256}/", gettext_noop("One version, by its digest")),
    Endpoint("tables", "versions/{sha256}/tables/", gettext_noop("All tables of a version")),
    Endpoint("table", "versions/{sha256}/tables/{key}/", gettext_noop("One table of a version, by its key")),
    Endpoint(
        "figures of a version",
        "versions/{sha256}/figures/",
        gettext_noop("All figures of a version"),
    ),
    Endpoint(
        "figure",
        "versions/{sha256}/figures/{figure}/",
        gettext_noop("One figure of a version, by its key; this address stands for ever"),
    ),
    Endpoint(
        "projects of a version",
        "versions/{sha256}/projects/",
        gettext_noop("The projects of a version with their goals and indicators"),
    ),
    Endpoint(
        "indicators",
        "versions/{sha256}/indicators/",
        gettext_noop("The performance indicators of a version"),
    ),
    Endpoint(
        "figures",
        "figures/",
        gettext_noop("Figures of the versions in force"),
        tuple(Figures.filters),
        f"{OF_A_DEPARTMENT}&key=expenditure.total",
    ),
    Endpoint(
        "projects",
        "projects/",
        gettext_noop("Projects of the versions in force"),
        tuple(Projects.filters),
        OF_A_DEPARTMENT,
    ),
    Endpoint(
        "search",
        "search/",
        gettext_noop("What the search finds: departments, projects, accounts, figures, text, terms"),
        ("q", "group"),
        "?q={year}",
    ),
    Endpoint(
        "populations",
        "populations/",
        gettext_noop("Residents of regions, for figures per head"),
        tuple(Populations.filters),
    ),
    Endpoint(
        "code-changes",
        "code-changes/",
        gettext_noop("Accounts of the chart that changed with a year"),
        tuple(CodeChanges.filters),
    ),
)


def endpoints(version: Version | None) -> list[Endpoint]:
    """Every endpoint in the active language, with an example about this version where there is one."""
    return [_told(endpoint, version) for endpoint in ENDPOINTS]


def _told(endpoint: Endpoint, version: Version | None) -> Endpoint:
    root = reverse("api-index")
    example = ""
    if version is not None:
        of = version.publication
        places = {"region": of.region_code, "department": of.department_code, "year": of.year}
        places |= {"sha256": version.sha256, "key": "balance", "figure": "expenditure.total"}
        example = (root + endpoint.path + endpoint.query).format(**places)
    parameters = (*endpoint.parameters, "page", "page_size") if "{" not in endpoint.path else ()
    return Endpoint(
        endpoint.name, root + endpoint.path, gettext(endpoint.words), parameters, endpoint.query, example
    )


class Index(ReadOnly):
    """The endpoints by name."""

    pagination_class = None

    @extend_schema(operation_id="index", responses={200: OpenApiTypes.OBJECT})
    def index(self, request):
        root = settings.SITE_URL + reverse("api-index")
        addresses = {endpoint.name: root + endpoint.path for endpoint in ENDPOINTS}
        return Response(addresses | {"schema": f"{root}schema/", "docs": f"{root}docs/"})

"""The public addresses (contract.md). Digits are ASCII digits: an address has one spelling."""

from django.urls import path, register_converter

from . import feeds, list_pages, public_ledger_views, views
from .comparing import views as comparing
from .packages import pages as package_pages
from .search import pages as search_pages
from .understanding import views as understanding


class RegionConverter:
    """A six-digit division code."""

    regex = "[0-9]{6}"
    to_python = to_url = staticmethod(str)


class DepartmentConverter(RegionConverter):
    regex = "[0-9a-z]{1,12}"


class YearConverter:
    regex = "[1-9][0-9]{3}"
    to_python, to_url = staticmethod(int), staticmethod(str)


class NumberConverter(YearConverter):
    """A version's number, from 1."""

    regex = "[1-9][0-9]{0,3}"


class FileConverter(RegionConverter):
    regex = r"disclosure\.(?:pdf|docx|xlsx|json)"


class ProofConverter(RegionConverter):
    regex = r"manifest\.json|SHA256SUMS(?:\.minisig)?"


class KindConverter(RegionConverter):
    """The kind of a file that a list is taken away as."""

    regex = "csv|xlsx|json"


class MeasureConverter(RegionConverter):
    """What a ranking is by; whether there is such a measure is asked of comparing/measures.py."""

    regex = "[a-z]+(?:-[a-z0-9]+)*"


class CitationConverter(RegionConverter):
    regex = r"citation\.(?:bib|ris)"


class SitemapConverter(RegionConverter):
    """What a part of the map of the site is of: lists, departments, or a year's publications."""

    regex = "lists|departments|[1-9][0-9]{3}"


class EntryConverter(YearConverter):
    """The number of an entry in the public ledger, from 1."""

    regex = "[1-9][0-9]{0,8}"


class TableConverter(RegionConverter):
    """A table's key; the name of its file is checked against the document."""

    regex = "[a-z][a-z0-9-]{0,39}"


class ProjectConverter(RegionConverter):
    """A project's slug; whether there is one is asked of the document."""

    regex = "[0-9a-f]{8}"


class TermConverter(RegionConverter):
    """A term of the glossary."""

    regex = "[a-z][a-z-]{0,39}"


register_converter(RegionConverter, "region")
register_converter(DepartmentConverter, "department")
register_converter(YearConverter, "budget_year")
register_converter(NumberConverter, "number")
register_converter(FileConverter, "file")
register_converter(TableConverter, "table")
register_converter(ProofConverter, "proof")
register_converter(EntryConverter, "entry")
register_converter(CitationConverter, "citation")
register_converter(SitemapConverter, "sitemap")
register_converter(ProjectConverter, "project")
register_converter(TermConverter, "term")
register_converter(KindConverter, "kind")
register_converter(MeasureConverter, "measure")

CURRENT = "<region:region>/<department:department>/<budget_year:year>/"
NUMBERED = f"{CURRENT}v<number:number>/"
RANKINGS = "<region:region>/<budget_year:year>/rankings/"
CHANGES = f"{CURRENT}changes/<number:old>-<number:new>/"

urlpatterns = [
    # First what is asked for most: each pattern before it would cost every reader of a disclosure.
    path(CURRENT, views.disclosure, name="disclosure"),
    path("", list_pages.home, name="home"),
    path("list.<kind:kind>", list_pages.home_file, name="home-file"),
    path("search/", search_pages.search, name="search"),
    path("search/results.<kind:kind>", search_pages.search_file, name="search-file"),
    path("data/", views.data, name="data"),
    path("data/dictionary/", package_pages.dictionary, name="dictionary"),
    path("compare/", comparing.compare, name="compare"),
    path("compare/table.<kind:ending>", comparing.compare_file, name="compare-file"),
    path("compare/regions/", comparing.regions, name="compare-regions"),
    path("compare/regions/table.<kind:ending>", comparing.regions_file, name="compare-regions-file"),
    path("rules/", views.rules, name="rules"),
    path("glossary/", understanding.glossary, name="glossary"),
    path("glossary/<term:slug>/", understanding.term, name="term"),
    path("ledger/", public_ledger_views.ledger, name="ledger"),
    path("ledger/<entry:seq>/", public_ledger_views.ledger_entry, name="ledger-entry"),
    path("ledger/<entry:seq>", public_ledger_views.ledger_entry),
    path("verify/", public_ledger_views.verify, name="verify"),
    path("verify", public_ledger_views.verify),
    path("corrections/", views.corrected, name="corrections"),
    path("corrections/list.<kind:kind>", list_pages.corrections_file, name="corrections-file"),
    path("corrections/feed/", views.corrections_feed, name="corrections-feed"),
    path("feed/", feeds.feed, name="feed"),
    path("<region:region>/feed/", feeds.feed, name="region-feed"),
    path("<region:region>/<department:department>/feed/", feeds.feed, name="department-feed"),
    path("<region:region>/corrections/", views.corrected, name="region-corrections"),
    path(
        "<region:region>/corrections/list.<kind:kind>",
        list_pages.corrections_file,
        name="region-corrections-file",
    ),
    path("<region:region>/", list_pages.region, name="region"),
    path("<region:region>/list.<kind:kind>", list_pages.region_file, name="region-file"),
    path("<region:region>/timeliness/", list_pages.region_timeliness, name="region-timeliness"),
    path(
        "<region:region>/timeliness/list.<kind:kind>",
        list_pages.region_timeliness_file,
        name="region-timeliness-file",
    ),
    path("<region:region>/timeliness/late.<kind:kind>", list_pages.region_late_file, name="region-late-file"),
    path("<region:region>/<budget_year:year>/", list_pages.year, name="year"),
    path("<region:region>/<budget_year:year>/list.<kind:kind>", list_pages.year_file, name="year-file"),
    path("<region:region>/<department:department>/", understanding.department, name="department"),
    path(RANKINGS, comparing.rankings, name="rankings"),
    path(f"{RANKINGS}<measure:measure>/", comparing.ranking, name="ranking"),
    path(f"{RANKINGS}<measure:measure>/table.<kind:ending>", comparing.ranking_file, name="ranking-file"),
    path(f"{CURRENT}peers/", comparing.peers, name="peers"),
    path(f"{CURRENT}peers/table.<kind:ending>", comparing.peers_file, name="peers-file"),
    path(f"{CURRENT}projects/<project:slug>/", understanding.project, name="project"),
    path(f"{CURRENT}<file:name>", views.file, name="file"),
    path(f"{CURRENT}<proof:name>", public_ledger_views.proof, name="proof"),
    path(f"{CURRENT}tables/<table:key>.csv", views.table_csv, name="table-csv"),
    path(CHANGES, views.changed, name="changes"),
    path(f"{CHANGES}changes.json", views.changed_json, name="changes-json"),
    path(NUMBERED, views.disclosure, name="version"),
    path(f"{NUMBERED}<file:name>", views.file, name="version-file"),
    path(f"{NUMBERED}<citation:name>", views.citation, name="version-citation"),
    path(f"{NUMBERED}<proof:name>", public_ledger_views.proof, name="version-proof"),
    path(f"{NUMBERED}tables/<table:key>.csv", views.table_csv, name="version-table-csv"),
]

"""Every public address is asked with the parameters it names: what it does not know is refused, and never answered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from disclosures import copies, parameters, urls, workflow
from tests.drafts import sound_budget
from tests.reading import Reading, text_of

LISTS = (
    "/430001/",
    "/430001/2025/",
    "/430001/timeliness/",
    "/corrections/",
    "/430001/corrections/",
    "/ledger/",
    "/search/",
    "/430001/2025/rankings/",
    "/430001/2025/rankings/total/",
    "/430001/101/2025/peers/",
    "/compare/",
    "/compare/regions/",
)
PLAIN = ("/", "/data/", "/rules/", "/glossary/", "/430001/101/", "/data/dictionary/", "/430001/101/2025/")


@pytest.fixture(autouse=True)
def quick_files(monkeypatch):
    """Printing and laying out have tests of their own."""
    for name in ("render_pdf", "render_word", "render_workbook"):
        monkeypatch.setattr(copies, name, lambda *_: b"%PDF")


@pytest.fixture
def published(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        workflow.publish(budget=sound_budget(), by=None)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_refuses_what_it_does_not_know_and_says_so(client, published, address):
    answer = client.get(f"{address}?foo=1")
    assert answer.status_code == 400
    page = Reading(answer.content.decode())
    assert "foo" in text_of(page.one("#main"))
    in_english = client.get(f"/en{address}?foo=1")
    assert in_english.status_code == 400 and b"There is no parameter foo." in in_english.content


@pytest.mark.parametrize(
    "asked",
    [
        "/430001/2025/?sort=total&sort=name",
        "/search/?q=a&q=b",
        "/corrections/?page=1&page=2",
        "/ledger/?page=1&page=2",
        "/430001/?kind=unit&kind=unit",
    ],
)
def test_what_is_given_twice_is_refused(client, published, asked):
    answer = client.get(asked)
    assert answer.status_code == 400 and "重复" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/corrections/feed/", "/verify/manifests.json", "/list.csv", "/430001/2025/list.json"]
)
def test_what_programs_read_refuses_in_a_line(client, published, address):
    answer = client.get(f"{address}?foo=1")
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (400, "text/plain")


@pytest.mark.parametrize("address", [*LISTS[:4], *PLAIN])
def test_what_an_app_adds_changes_nothing_and_asks_nothing(client, published, address):
    plain = client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        passed_on = client.get(f"{address}?from=timeline&isappinstalled=0&utm_source=newsletter")
    assert (passed_on.status_code, passed_on.content) == (200, plain.content)
    if address != "/430001/timeliness/":
        assert len(queries) == 0


@pytest.mark.parametrize("address", PLAIN)
def test_a_page_that_takes_no_parameters_is_the_stored_one_whatever_is_asked(client, published, address):
    plain = client.get(address)
    with CaptureQueriesContext(connection) as queries:
        asked = client.get(f"{address}?foo=1&foo=2")
    assert (asked.status_code, asked.content, len(queries)) == (200, plain.content, 0)


#: Answered from what is stored under the address, whatever else is asked.
BY_ADDRESS = {
    "disclosure", "file", "table-csv", "version", "version-file", "version-table-csv", "version-citation", "proof",
    "version-proof", "changes", "changes-json",
}  # fmt: skip


def patterns():
    return [each for each in urls.urlpatterns if isinstance(each, URLPattern)]


@pytest.mark.parametrize("pattern", patterns(), ids=lambda each: each.name or str(each.pattern))
def test_every_public_view_names_its_parameters(pattern):
    named = getattr(pattern.callback, "takes", None)
    assert (named is None) == (pattern.name in BY_ADDRESS)
    assert not [name for name in named or () if parameters.ADDED.fullmatch(name)]

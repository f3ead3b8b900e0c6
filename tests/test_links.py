"""Every link of the public site leads somewhere: followed from the first page on, in both languages, down to the anchor."""

from collections import deque
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse

from budgets.actions import load_chart
from budgets.demo import county
from budgets.demo.load import load
from disclosures import copies, store, workflow
from tests.drafts import raise_by, sound_budget

pytestmark = pytest.mark.django_db

#: Pages that lead on; everything else that is answered is taken away.
PAGES = ("text/html", "application/atom+xml")
#: What must have been met in each language.
KINDS = ("/search/", "/regions/", "/peers/", "/rankings/", "/projects/", "/changes/1-2/", "/v1/", "/feed/")


@pytest.fixture(autouse=True)
def quick_files(monkeypatch):
    """Printing has tests of its own; packages of other tests are none of ours."""
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())
    store.discard(store.root() / "packages")
    yield
    store.discard(store.root() / "packages")


@pytest.fixture
def published(django_capture_on_commit_callbacks):
    """One department with a correction behind it and an earlier year, and one with projects."""
    corrected, before = sound_budget(), sound_budget(year=2021)
    load_chart(year=county.YEAR)
    audit = county.sample_of(next(place for place in county.PLACES if place.earlier), county.YEAR)
    with django_capture_on_commit_callbacks(execute=True):
        for budget in (before, corrected, load(sample=audit, by=None)):
            workflow.publish(budget=budget, by=None)
    raise_by(corrected, 10000)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.publish(budget=corrected, by=None, reason="漏报一项收入")


class Page(HTMLParser):
    """The addresses that a page leads to, and the anchors it has."""

    def __init__(self, text):
        super().__init__()
        self.links, self.anchors = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        self.anchors |= {told[name] for name in ("id", "name") if told.get(name)}
        self.links += [told[name] for name in ("href", "src", "action") if told.get(name)]


class Walk:
    """Somebody who follows every link once. Of a list that was sorted, narrowed down or paged the links that do so again
    are left: there is no end of those."""

    def __init__(self, client):
        self.client = client
        self.pages, self.answers, self.found = {}, {}, []

    def from_the_first_page(self):
        waiting = deque(["/"])
        while waiting:
            address = waiting.popleft()
            if address in self.answers:
                continue
            self.ask(address)
            for link in self.pages[address].links if address in self.pages else ():
                target, fragment = urldefrag(self.inside(address, link))
                if target and not ("?" in address and "?" in target and target != address):
                    self.found.append((address, target, unquote(fragment)))
                    waiting.append(target)
        return self

    def inside(self, address, link):
        """The address that a link names on this site; nothing where it leads away."""
        parts = urlsplit(urljoin(settings.SITE_URL + address, link))
        if not parts.scheme.startswith("http") or f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL:
            return ""
        return parts._replace(scheme="", netloc="").geturl()

    def ask(self, address):
        if address.startswith(settings.STATIC_URL):
            is_there = finders.find(address.removeprefix(settings.STATIC_URL))
            self.answers[address] = 200 if is_there else 404
            return
        response = self.client.get(address, follow=True)
        self.answers[address] = response.status_code
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if response["Content-Type"].partition(";")[0] in PAGES:
            self.pages[address] = Page(body.decode())
        elif not body:
            self.answers[address] = "empty"

    def in_english(self):
        return {each for each in self.answers if each.startswith("/en/")}

    def broken(self):
        for address, target, fragment in self.found:
            if self.answers[target] != 200:
                yield address, target, self.answers[target]
            elif fragment and fragment not in self.pages[target].anchors:
                yield address, target, f"#{fragment}"


def test_every_link_of_the_site_leads_to_a_page_or_a_file_and_to_an_anchor_on_it(client, published):
    walk = Walk(client).from_the_first_page()
    assert sorted(set(walk.broken()), key=str) == []
    for pages in (walk.in_english(), set(walk.answers) - walk.in_english()):
        assert [kind for kind in KINDS if not any(kind in each for each in pages)] == []
    assert any(each.endswith("/v1/citation.bib") for each in walk.answers)
    assert "/data/datapackage.zip" in walk.answers


def test_a_link_to_nowhere_and_one_to_a_missing_anchor_are_told():
    site = {
        "/": '<a href="/a/#there">a</a> <a href="/a/#gone">b</a> <a href="/c/">c</a> <a href="https://e.org/">e</a>',
        "/a/": '<h2 id="there"></h2><a href="?sort=x">sorted</a>',
        "/a/?sort=x": '<a href="?sort=y">not followed</a><a href="#there">there no more</a>',
    }

    def get(address, follow):
        status = 200 if address in site else 404
        return HttpResponse(site.get(address, ""), status=status)

    walk = Walk(SimpleNamespace(get=get)).from_the_first_page()
    assert set(walk.broken()) == {
        ("/", "/a/", "#gone"),
        ("/", "/c/", 404),
        ("/a/?sort=x", "/a/?sort=x", "#there"),
    }

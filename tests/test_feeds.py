"""The feeds: whoever subscribes learns of every publication, correction and withdrawal, once."""

from datetime import datetime

import pytest
from django.utils import timezone
from lxml import etree

from disclosures import copies, feeds, withdrawing, workflow
from tests.drafts import raise_by, sound_budget

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def quick_files(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")


@pytest.fixture
def budget():
    return sound_budget()


@pytest.fixture
def version(budget):
    return workflow.publish(budget=budget, by=None)


def feed(client, address="/feed/"):
    response = client.get(address)
    assert response.status_code == 200 and response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = etree.fromstring(response.content)
    check(root)
    return root


def check(root):
    """What RFC 4287 asks of a feed and of its entries (§4.1.1, §4.1.2, §4.2.6, §4.2.7, §3.3)."""
    assert root.tag == f"{ATOM}feed"
    one(root, "title"), one(root, "id"), moment(one(root, "updated"))
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"].startswith("http") and links["alternate"].startswith("http")
    identifiers = []
    for entry in root.findall(f"{ATOM}entry"):
        one(entry, "title")
        identifiers.append(one(entry, "id"))
        moment(one(entry, "updated"))
        assert entry.find(f"{ATOM}author/{ATOM}name").text, "the feed has no author of its own"
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
    assert len(identifiers) == len(set(identifiers))
    assert all(each.startswith("http") for each in identifiers)


def one(element, name):
    (found,) = element.findall(f"{ATOM}{name}")
    assert found.text
    return found.text


def moment(text):
    assert datetime.fromisoformat(text).tzinfo


def acts(root):
    return [entry.find(f"{ATOM}category").get("term") for entry in root.findall(f"{ATOM}entry")]


def titles(root):
    return [one(entry, "title") for entry in root.findall(f"{ATOM}entry")]


def test_a_journalist_learns_of_a_publication_and_of_its_correction(client, budget, version):
    raise_by(budget, 10000)
    workflow.publish(budget=budget, by=None, reason="工资少填一万元")
    found = feed(client)
    assert titles(found) == ["某县财政局2025年部门预算：更正为版本 2", "某县财政局2025年部门预算：公开"]
    assert acts(found) == ["correct", "publish"]
    newest = found.find(f"{ATOM}entry")
    assert one(newest, "summary") == "工资少填一万元"
    assert newest.find(f"{ATOM}link").get("href").endswith("/430001/101/2025/v2/")


def test_of_what_was_withdrawn_nothing_is_told_but_that_it_was(client, budget, version):
    raise_by(budget, 10000)
    workflow.publish(budget=budget, by=None, reason="泄露了名单")
    withdrawing.withdraw(
        publication=version.publication, by=None, basis="《条例》第十四条", at=timezone.now()
    )
    found = feed(client)
    assert acts(found) == ["withdraw"], "once, however many versions there were"
    assert "泄露了名单" not in etree.tostring(found, encoding="unicode")


def test_region_and_department_have_feeds_of_their_own(client, version):
    workflow.publish(budget=sound_budget(code="102"), by=None)
    assert len(titles(feed(client))) == 2
    assert len(titles(feed(client, "/430001/feed/"))) == 2
    only = feed(client, "/430001/101/feed/")
    assert len(titles(only)) == 1
    assert one(only, "title").startswith("明账 · 某县 · 某县财政局")


def test_a_feed_of_nothing_is_not_there_and_the_whole_one_is_empty(client):
    assert titles(feed(client)) == []
    assert client.get("/430001/feed/").status_code == 404
    assert client.get("/430001/101/feed/").status_code == 404


def test_both_languages_tell_of_the_same_things(client, version):
    chinese, english = feed(client), feed(client, "/en/feed/")
    assert one(chinese.find(f"{ATOM}entry"), "id") == one(english.find(f"{ATOM}entry"), "id")
    assert titles(english) == ["某县财政局2025年部门预算：Publication"]
    assert english.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_a_feed_is_bounded_and_costs_two_queries(client, version, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(feeds, "AT_ONCE", 1)
    workflow.publish(budget=sound_budget(code="102"), by=None)
    with django_assert_num_queries(2):
        assert len(titles(feed(client))) == 1


def test_a_reader_of_feeds_is_told_when_nothing_is_new(client, version):
    first = client.get("/feed/")
    assert client.get("/feed/", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_pages_lead_to_the_feed(client, version):
    page = client.get("/430001/101/2025/").content.decode()
    assert '<link rel="alternate" type="application/atom+xml"' in page and 'href="/feed/"' in page


def test_hostile_names_are_text(client, version):
    publication = version.publication
    publication.title = "<script>alert(1)</script>]]>&"
    publication.save()
    assert titles(feed(client))[0].startswith("<script>alert(1)</script>]]>&")

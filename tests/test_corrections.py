"""A correction leaves its trace: both versions figure by figure, a notice on the old page, an entry in list and feed."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from disclosures import changes, copies, lists, store, workflow
from disclosures.models import Publication, Version
from tests import people
from tests.drafts import raise_by, sound_budget
from tests.reading import Reading, text_of

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
WHY = "工资少计1万元，应为1,000.00万元。"


@pytest.fixture(autouse=True)
def quick_files(monkeypatch):
    """Printing and laying out have tests of their own."""
    for name in ("render_pdf", "render_word", "render_workbook"):
        monkeypatch.setattr(copies, name, lambda content, sha256, *_: f"made of {sha256}".encode())


@pytest.fixture
def budget(django_capture_on_commit_callbacks):
    """A budget, published and corrected once: 1万元 more for wages."""
    budget = sound_budget()
    with django_capture_on_commit_callbacks(execute=True):
        workflow.publish(budget=budget, by=None)
    correct(budget, django_capture_on_commit_callbacks)
    return budget


def correct(budget, commit, more=10000, why=WHY):
    raise_by(budget, more)
    with commit(execute=True):
        return workflow.publish(budget=budget, by=None, reason=why)


def page_of(client, address):
    return Reading(client.get(address).content.decode())


# The page of differences ------------------------------------------------------------------------------------------


def test_a_citizen_reads_old_new_and_difference_of_every_corrected_figure(client, budget):
    page = page_of(client, "/430001/101/2025/changes/1-2/")
    rows = [[text_of(cell) for cell in row] for row in page.all("tbody tr")]
    wages = next(
        row for row in rows if row[0].startswith("支出（部门经济分类），一般公共预算，30101 基本工资")
    )
    assert wages[1:] == ["1,000.00", "1,001.00", "+1.00"]
    heads = page.texts("main section h2")
    assert heads == ["更正的数据", "改动的文字", "随之变动的数据"]
    assert WHY in text_of(page.one("main .note"))


def test_a_figure_leads_to_its_place_in_the_later_version(client, budget):
    links = {a.get("href") for a in page_of(client, "/430001/101/2025/changes/1-2/").all("tbody a")}
    assert links and all(link.startswith("/430001/101/2025/v2/#fig-") for link in links)
    page = client.get("/430001/101/2025/v2/").content.decode()
    assert all(f'id="{link.partition("#")[2]}"' in page for link in links)


def test_words_that_were_taken_out_and_put_in_are_marked(client, budget):

    page = page_of(client, "/430001/101/2025/changes/1-2/")
    assert "人员增加" in "".join(page.texts(".changed ins"))


def test_the_page_is_told_in_english_too(client, budget):
    page = page_of(client, "/en/430001/101/2025/changes/1-2/")
    assert text_of(page.one("h1")) == "What differs between version 1 and version 2"
    assert page.one("html").get("lang") == "en"
    assert all(a.get("href").startswith("/en/") for a in page.all("tbody a"))


def test_the_same_is_there_for_machines(client, budget):
    told = json.loads(client.get("/430001/101/2025/changes/1-2/changes.json").content)
    versions = dict(Version.objects.values_list("number", "sha256"))
    assert (told["old"]["sha256"], told["new"]["sha256"]) == (versions[1], versions[2])
    wages = next(each for each in told["figures"] if each["key"] == "economic.general.e30101.basic.staff")
    assert (wages["old"], wages["new"], wages["difference"]) == ("10000000.00", "10010000.00", "10000.00")
    assert told["new"]["reason"] == WHY


def test_what_was_written_at_publication_is_answered_without_the_database(
    client, budget, django_assert_num_queries
):
    for address in ("", "changes.json"):
        with django_assert_num_queries(0):
            answer = client.get(f"/430001/101/2025/changes/1-2/{address}")
        assert answer.status_code == 200
        again = client.get(
            f"/430001/101/2025/changes/1-2/{address}", headers={"If-None-Match": answer["ETag"]}
        )
        assert again.status_code == 304


def test_any_two_versions_can_be_compared_and_are_kept(client, budget, django_capture_on_commit_callbacks):
    third = correct(budget, django_capture_on_commit_callbacks, 20000, "再更正")
    reasons = page_of(client, "/430001/101/2025/changes/1-3/").texts("main .note p")
    assert WHY in reasons[1] and "再更正" in reasons[2]
    assert store.read(third.sha256, changes.json_name(1)) and store.read(third.sha256, changes.json_name(2))


@pytest.mark.parametrize("settles", [False, True])
def test_newer_software_that_tells_differences_otherwise_is_no_tampering(
    client, budget, monkeypatch, django_capture_on_commit_callbacks, settles
):
    third = correct(budget, django_capture_on_commit_callbacks, 20000, "再更正")
    assert client.get("/430001/101/2025/changes/1-3/").status_code == 200  # kept from now on
    compared = changes.differences
    monkeypatch.setattr(changes, "differences", lambda *about: compared(*about) | {"title": "newer"})
    assert list(changes.differing(third.publication)), "the control: in the same dress it is"
    monkeypatch.setattr(copies, "dress", lambda: "newer0000000")
    if settles:
        changes.settle(third.publication)
        kept = [place.name for place in store.folder_of(third.sha256).glob("changes.*")]
        assert len(kept) == 3 and all("newer0000000" in name for name in kept)
    assert list(changes.differing(third.publication)) == []


@pytest.mark.parametrize("source", ["keys", "parts"])
def test_what_figures_and_parts_are_called_is_in_the_dress(monkeypatch, source):
    before = copies.dress.__wrapped__()
    read = Path.read_bytes
    monkeypatch.setattr(
        Path,
        "read_bytes",
        lambda path: read(path) + b"#" * (path.name == f"{source}.py" and "budgets" in path.parts),
    )
    assert copies.dress.__wrapped__() != before


@pytest.mark.parametrize("pair", ["2-1", "1-1", "1-3", "0-1", "01-2"])
def test_there_is_no_page_where_there_are_no_two_versions(client, budget, pair):
    assert client.get(f"/430001/101/2025/changes/{pair}/").status_code == 404


def test_the_old_page_and_the_new_one_lead_to_what_was_changed(client, budget):
    for address, language in (("v1/", ""), ("", ""), ("v1/", "/en"), ("", "/en")):
        page = page_of(client, f"{language}/430001/101/2025/{address}")
        links = {a.get("href") for a in page.all(".banner a")}
        assert f"{language}/430001/101/2025/changes/1-2/" in links


def test_a_lost_page_of_differences_is_rendered_again(client, budget):
    before = client.get("/430001/101/2025/changes/1-2/").content
    sha256 = Version.objects.get(number=2).sha256
    store.path_of(sha256, changes.page_name(1, "zh-hans")).unlink()
    assert client.get("/430001/101/2025/changes/1-2/").content == before


def test_what_a_hostile_text_says_stays_text(client, budget, django_capture_on_commit_callbacks):
    raise_by(budget, 100)
    budget.notes.update_or_create(key="remark.other", defaults={"text": "<script>alert(1)</script>"})
    with django_capture_on_commit_callbacks(execute=True):
        workflow.publish(budget=budget, by=None, reason="<b>改</b>")
    html = client.get("/430001/101/2025/changes/2-3/").content.decode()
    assert "<script>alert" not in html and "<b>改</b>" not in html and "&lt;script&gt;" in html


# The list and the feed --------------------------------------------------------------------------------------------


def test_the_list_says_who_corrected_what_when_and_why(client, budget):
    for address in ("/corrections/", "/430001/corrections/", "/corrections/?region=430001"):
        page = page_of(client, address)
        entry = text_of(page.one("ul.plain > li"))
        assert "某县财政局2025年部门预算" in entry and "更正为版本 2" in entry and WHY in entry
        assert "更正数据 " in entry
        assert "/430001/101/2025/changes/1-2/" in {a.get("href") for a in page.all("ul.plain a")}


def test_a_region_without_corrections_says_so(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        workflow.publish(budget=sound_budget(), by=None)
    assert "没有更正过。" in client.get("/430001/corrections/").content.decode()
    assert client.get("/999999/corrections/").status_code == 404
    assert client.get("/corrections/?region=999999").status_code == 404


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_feed_is_atom_and_leads_to_the_differences(client, budget, language):
    answer = client.get(f"{language}/corrections/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - ours
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href").endswith(f"{language}/430001/101/2025/changes/1-2/")
    assert WHY in entry.find(f"{ATOM}summary").text
    assert entry.find(f"{ATOM}updated").text


def test_the_latest_comes_first_and_is_listed_without_the_database(
    client, budget, django_capture_on_commit_callbacks, django_assert_num_queries
):
    correct(budget, django_capture_on_commit_callbacks, 20000, "再更正")
    with django_assert_num_queries(0):
        entries = page_of(client, "/corrections/").texts("ul.plain > li .tag")
    assert entries == ["更正为版本 3", "更正为版本 2"]


def test_every_page_leads_to_the_list(client, budget):
    assert "/corrections/" in {a.get("href") for a in page_of(client, "/").all("footer a")}
    with override("en"):
        assert "/en/corrections/" in {a.get("href") for a in page_of(client, "/en/").all("footer a")}


def test_a_draft_is_in_no_list(client, budget):
    people.budget(code="102")
    raise_by(budget, 5000)
    assert len(page_of(client, "/corrections/").all("ul.plain > li")) == 1
    assert Publication.objects.count() == 1


def test_a_first_correction_of_a_region_is_led_to_from_those_of_all_others(
    client, budget, django_capture_on_commit_callbacks
):
    elsewhere = sound_budget(code="300", region="310107")
    with django_capture_on_commit_callbacks(execute=True):
        workflow.publish(budget=elsewhere, by=None)
        raise_by(elsewhere, 10000)
        workflow.publish(budget=elsewhere, by=None, reason="漏报一项收入")
    assert list(lists.differing()) == []

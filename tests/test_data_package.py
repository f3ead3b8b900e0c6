"""The data packages: everything that is published, in one archive that says itself what stands in it."""

import csv
import gc
import io
import json
import tracemalloc
import zipfile
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.urls import get_urlconf, set_urlconf
from django.utils import timezone
from frictionless import Package, system, validate

from disclosures import asking, copies, store, tending, withdrawing, workflow
from disclosures.compose import compose
from disclosures.document import as_json
from disclosures.models import CodeChange, Population, Version
from disclosures.packages import building, parts
from disclosures.packages.declared import BY_NAME, FISCAL_MODEL, RESOURCES
from disclosures.packages.rows import TOLD, head_line, lines, rows_of, safe, text_of
from disclosures.packages.zipping import Archive, Member
from disclosures.rendering.opendata import heads, tables_of
from tests.drafts import raise_by, sound_budget
from tests.reading import Reading
from tests.reading import text_of as words_of
from tests.test_every_form import EVERY_KIND, full

pytestmark = pytest.mark.django_db

ALL = "/data/datapackage.zip"


@pytest.fixture(autouse=True)
def quick_files(monkeypatch):
    """Printing has tests of its own; packages of other tests are none of ours."""
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())
    store.discard(store.root() / "packages")
    yield
    store.discard(store.root() / "packages")


@pytest.fixture
def budget():
    return sound_budget()


@pytest.fixture
def version(budget):
    return workflow.publish(budget=budget, by=None)


def body(client, address=ALL):
    response = client.get(address)
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def opened(data):
    return zipfile.ZipFile(io.BytesIO(data))


def rows(archive, name):
    """The rows of a resource as anybody would read them."""
    return list(csv.DictReader(io.StringIO(archive.read(f"data/{name}.csv").decode(), newline="")))


# What a researcher takes away --------------------------------------------------------------------------------------


def test_a_researcher_rebuilds_every_table_of_a_disclosure_from_the_package_alone(client, version):
    archive = opened(body(client))
    rebuilt = {
        table["table"]: (json.loads(table["columns"]), int(table["rows"]))
        for table in rows(archive, "tables")
    }
    cells = {(c["table"], int(c["row"]), int(c["column"])): c for c in rows(archive, "cells")}
    content = version.document
    assert list(rebuilt) == [table["key"] for table in tables_of(content)] and len(rebuilt) >= 9
    compared = 0
    for table in tables_of(content):
        columns, count = rebuilt[table["key"]]
        assert [(" › ".join(c["path"]), c["kind"]) for c in columns] == heads(table)
        assert count == len(table["rows"])
        for n, row in enumerate(table["rows"], 1):
            for c, cell in enumerate(row["cells"], 1):
                found = cells.pop((table["key"], n, c))
                figure = content["figures"].get(cell.get("figure", ""))
                assert text_of(found["printed"]) == cell["text"]
                assert found["value"] == (
                    "" if figure is None or figure["value"] is None else str(figure["value"])
                )
                assert found["anchor"] == cell.get("anchor", "")
                assert (found["row_kind"], found["code"]) == (row["kind"], row["code"])
                assert int(found["level"]) == row["level"]
                compared += 1
    assert not cells and compared > 100


@EVERY_KIND
def test_every_form_gives_rows_that_fit_the_declaration(form, kind):
    content = as_json(compose(full(form, kind)))
    for resource, told in rows_of(content).items():
        text = head_line(BY_NAME[resource]) + b"".join(lines(BY_NAME[resource], told))
        found = list(csv.DictReader(io.StringIO(text.decode(), newline="")))
        keys = [tuple(row[column] for column in BY_NAME[resource].key) for row in found]
        assert len(keys) == len(set(keys)), resource
    assert [row["table"] for row in TOLD["tables"](content)] == [table["key"] for table in tables_of(content)]
    assert list(TOLD["indicators"](content)) and list(TOLD["projects"](content)), (
        "both are in every full budget"
    )


def test_the_whole_package_is_valid_with_its_foreign_keys_for_somebody_elses_validator(
    client, version, tmp_path
):
    Population.objects.create(region_code="430001", year=2025, persons=1000000, source="统计公报")
    CodeChange.objects.create(system="function", year=2025, old_code="2010601", new_code="2010602", note="改")
    place = tmp_path / "package.zip"
    place.write_bytes(body(client))
    report = validate(str(place))
    assert report.valid, report.flatten(["title", "message"])[:5]
    assert report.stats["tasks"] == len(RESOURCES)
    package = Package(str(place))
    assert [resource.name for resource in package.resources] == [resource.name for resource in RESOURCES]
    keys = package.get_resource("cells").schema.foreign_keys
    assert {key["reference"]["resource"] for key in keys} == {"tables", "figures"}


def test_the_validator_would_find_a_row_that_leads_nowhere(client, version, tmp_path):
    archive = opened(body(client))
    archive.extractall(tmp_path)
    place = tmp_path / "data/cells.csv"
    place.write_text(place.read_text().replace("#expenditure.total", "#nothing.of.the.kind"))
    with system.use_context(trusted=True):
        report = validate(str(tmp_path / "datapackage.json"))
    assert "foreign-key" in {kind for (kind,) in report.flatten(["type"])}
    assert "hash-count" in {kind for (kind,) in report.flatten(["type"])}, "and that bytes were changed"


def test_every_file_is_of_the_size_and_digest_that_the_descriptor_says(client, version):
    from hashlib import sha256

    archive = opened(body(client))
    assert archive.testzip() is None
    said = json.loads(archive.read("datapackage.json"))
    assert len(said["resources"]) == len(RESOURCES)
    for resource in said["resources"]:
        data = archive.read(resource["path"])
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{sha256(data).hexdigest()}"
        assert resource["rowCount"] == len(rows(archive, resource["name"]))
    assert set(archive.namelist()) == {
        "datapackage.json",
        "README.md",
        *(resource["path"] for resource in said["resources"]),
    }


def test_every_field_is_told_in_both_languages_with_the_licence_and_the_source(client, version, settings):
    said = json.loads(opened(body(client)).read("datapackage.json"))
    for resource in said["resources"]:
        for field in resource["schema"]["fields"]:
            assert all(field[name] for name in ("title", "title_en", "description", "description_en", "type"))
    assert said["licenses"] == [
        {"path": settings.LICENCE_URL, "title": settings.LICENCE_NAME, "title_en": settings.LICENCE_NAME_EN}
    ]
    assert said["sources"][0]["path"] == settings.SITE_URL
    text = opened(body(client)).read("README.md").decode()
    for resource in RESOURCES:
        assert text.count(f"### {resource.path}") == 2, "Chinese and English"


def test_the_fiscal_model_speaks_of_fields_that_there_are():
    of = BY_NAME["expenditure"].columns
    told = [*FISCAL_MODEL["measures"].values()]
    for dimension in FISCAL_MODEL["dimensions"].values():
        told += dimension["attributes"].values()
        assert set(dimension["primaryKey"]) <= dimension["attributes"].keys()
    assert {each["resource"] for each in told} == {"expenditure"}
    assert {each["source"] for each in told} <= set(of)


def test_expenditure_facts_are_the_finest_codes_and_none_is_counted_twice(client, version):
    found = rows(opened(body(client)), "expenditure")
    assert [(row["function_code"], row["function_name"], row["amount"]) for row in found] == [
        ("2010601", "行政运行", "12345000.00")
    ]


def test_figures_say_what_they_are_of_and_unknown_is_empty(client, version):
    found = {row["key"]: row for row in rows(opened(body(client)), "figures")}
    assert set(found) == set(version.document["figures"])
    total = found["expenditure.total"]
    assert (total["figure"], total["value"], total["unit"], total["measure"]) == (
        "430001/101/2025#expenditure.total",
        "12345000.00",
        "元",
        "expenditure",
    )
    assert (
        found["expenditure.total.last"]["value"] == "" and found["expenditure.total.last"]["view"] == "last"
    )


def test_a_correction_leaves_the_old_version_in_the_list_of_versions(client, budget, version):
    raise_by(budget, 10000)
    newer = workflow.publish(budget=budget, by=None, reason="工资少填一万元")
    archive = opened(body(client))
    assert [(v["version"], v["in_force"], v["sha256"], v["reason"]) for v in rows(archive, "versions")] == [
        ("1", "false", version.sha256, ""),
        ("2", "true", newer.sha256, "工资少填一万元"),
    ]
    (published,) = rows(archive, "publications")
    assert (published["version"], published["sha256"]) == ("2", newer.sha256)
    assert published["address"].endswith("/430001/101/2025/v2/")


def test_a_year_has_a_package_of_its_own(client, version):
    sound = workflow.publish(budget=sound_budget(code="102"), by=None)
    assert {
        row["publication"] for row in rows(opened(body(client, "/data/2025/datapackage.zip")), "publications")
    } == {
        "430001/101/2025",
        "430001/102/2025",
    }
    assert sound.publication.year == 2025
    assert client.get("/data/2024/datapackage.zip").status_code == 404


def test_nothing_published_is_nothing_to_take_away(client):
    assert client.get(ALL).status_code == 404


# Text that is no formula -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-x", "@a", "\tx", "\rx", "'=1", "''=1"])
def test_a_spreadsheet_takes_no_text_for_a_formula_and_nothing_is_lost(text):
    assert safe(text).startswith("'") and text_of(safe(text)) == text


@pytest.mark.parametrize("text", ["-1.00", "+3.5%", "1,234.50", "'quoted", "财政局", "", "—", "−1.00"])
def test_numbers_and_other_text_stay_as_they_are(text):
    assert safe(text) == text == text_of(text)


# Built once ---------------------------------------------------------------------------------------------------------


def test_the_same_data_give_the_same_bytes(client, version):
    first = body(client)
    store.discard(store.root() / "packages")
    for place in store.folder_of(version.sha256).glob("part.*"):
        place.unlink()
    assert body(client) == first


def test_a_package_is_built_once_and_answered_without_the_database(
    client, version, monkeypatch, django_assert_num_queries
):
    body(client)
    monkeypatch.setattr(building, "_build", None)
    with django_assert_num_queries(0):
        response = client.get(ALL)
        assert response["Content-Type"] == "application/zip"
        assert response["Content-Disposition"] == 'attachment; filename="mingzhang-all.zip"'
        assert int(response["Content-Length"]) == len(b"".join(response.streaming_content))
        again = client.get(ALL, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, response["ETag"])


def test_tend_builds_what_changed_and_nothing_else(budget, version):
    assert building.write_missing() == 2
    assert building.write_missing() == 0
    raise_by(budget, 10000)
    workflow.publish(budget=budget, by=None, reason="工资少填一万元")
    later = timezone.now() + timedelta(hours=1)
    assert building.write_missing(later) == 2
    assert "data packages built" in tending.CHORES
    assert len(list(building.folder("all").glob("*.zip"))) == 1


def test_a_package_that_takes_long_is_not_built_again_all_the_time(budget, version, monkeypatch):
    monkeypatch.setattr(building, "REST", 10**9)
    building.write_missing()
    raise_by(budget, 10000)
    workflow.publish(budget=budget, by=None, reason="工资少填一万元")
    assert building.write_missing() == 0


def test_a_large_portal_lets_nobody_wait_for_its_first_package(client, version, monkeypatch):
    from disclosures.packages import pages

    monkeypatch.setattr(pages, "AT_ONCE", 0)
    response = client.get(ALL)
    assert response.status_code == 503 and response["Retry-After"]
    building.write_missing()
    assert client.get(ALL).status_code == 200


def test_what_is_withdrawn_is_in_no_package_from_that_moment_on(
    client, version, django_capture_on_commit_callbacks
):
    other = workflow.publish(budget=sound_budget(code="102"), by=None)
    building.write_missing()
    with django_capture_on_commit_callbacks(execute=True):
        withdrawing.withdraw(
            publication=version.publication, by=None, basis="《条例》第十四条", at=timezone.now()
        )
    assert building.current("all") is None and building.current("2025") is None
    data = body(client)
    assert b"430001/101/2025" not in b"".join(opened(data).read(name) for name in opened(data).namelist())
    assert [row["sha256"] for row in rows(opened(data), "versions")] == [other.sha256]


def test_a_package_that_a_withdrawal_overtook_is_begun_again_before_anybody_is_led_to_it(
    version, monkeypatch, django_capture_on_commit_callbacks
):
    other = workflow.publish(budget=sound_budget(code="102"), by=None)
    pointed, put, waiting = [], store.put, [other.publication]

    def withdraw_once(source, file):
        write(source, file)
        if waiting:
            with django_capture_on_commit_callbacks(execute=True):
                withdrawing.withdraw(
                    publication=waiting.pop(), by=None, basis="《条例》第十四条", at=timezone.now()
                )

    def pointing(place, content):
        if place.name == building.CURRENT:
            pointed.append(json.loads(content)["publications"])
        put(place, content)

    write = building.write
    monkeypatch.setattr(building, "write", withdraw_once)
    monkeypatch.setattr(store, "put", pointing)
    stored = building.build("all")
    assert pointed == [1] and stored == building.current("all")
    assert list(building.folder("all").glob("*.zip")) == [stored.path]
    assert [row["sha256"] for row in rows(zipfile.ZipFile(stored.path), "publications")] == [version.sha256]


def test_a_package_that_somebody_waits_for_notices_a_withdrawal_too(client, version, monkeypatch):
    """Within a transaction that reads what one instant says it would not."""
    monkeypatch.setattr(asking, "_one_instant", None)
    assert client.get(ALL).status_code == 200


def test_a_document_that_is_withdrawn_before_it_is_read_makes_no_package_fail(
    version, monkeypatch, django_capture_on_commit_callbacks
):
    other = workflow.publish(budget=sound_budget(code="102"), by=None)
    make, waiting = parts.make, [other.publication]

    def withdraw_first(content):
        if waiting:
            with django_capture_on_commit_callbacks(execute=True):
                withdrawing.withdraw(
                    publication=waiting.pop(), by=None, basis="《条例》第十四条", at=timezone.now()
                )
        return make(content)

    monkeypatch.setattr(parts, "make", withdraw_first)
    assert building.build("all").publications == 1
    assert not store.folder_of(other.sha256).exists(), "no part of it is left"


def publish_again(budget):
    """By somebody of the staff, whose letters lead to pages that the public has not."""
    public = get_urlconf()
    set_urlconf(None)
    raise_by(budget, 10000)
    workflow.publish(budget=budget, by=None, reason="工资少填一万元")
    set_urlconf(public)


@pytest.mark.parametrize("moment", ["before the lists", "between the lists", "after the lists"])
def test_a_package_is_of_one_moment_whenever_a_correction_comes(budget, version, monkeypatch, moment):
    waiting = [budget]

    def correcting(function):
        def correct_first(*args):
            if waiting:
                publish_again(waiting.pop())
            return function(*args)

        return correct_first

    if moment == "after the lists":
        monkeypatch.setattr(building, "_have_part", correcting(building._have_part))
    else:
        name = "publications" if moment == "before the lists" else "versions"
        monkeypatch.setitem(building.ROWS, name, correcting(building.ROWS[name]))
    archive = zipfile.ZipFile(building.build("all").path)
    (publication,) = rows(archive, "publications")
    totals = [row["value"] for row in rows(archive, "figures") if row["key"] == "expenditure.total"]
    assert totals == [{"1": "12345000.00", "2": "12355000.00"}[publication["version"]]]
    in_force = [row for row in rows(archive, "versions") if row["in_force"] == "true"]
    assert [(row["version"], row["sha256"]) for row in in_force] == [
        (publication["version"], publication["sha256"])
    ]


def test_the_package_is_taken_away_with_the_last_publication_of_a_year(
    version, django_capture_on_commit_callbacks
):
    building.write_missing()
    with django_capture_on_commit_callbacks(execute=True):
        withdrawing.withdraw(
            publication=version.publication, by=None, basis="《条例》第十四条", at=timezone.now()
        )
    assert building.write_missing() == 1, "an empty one of all"
    assert not building.folder("2025").exists()


# Memory -------------------------------------------------------------------------------------------------------------


class Many(building.Source):
    """So many departments that say what one says."""

    def __init__(self, digest, count, kept):
        super().__init__("all", kept)
        building._have_part(digest)
        self.digests = [digest] * count


def peak_of(source, folder):
    """The most memory that writing a package takes, in bytes, and how large it is."""
    gc.enable()  # whatever was tried before: what is in circles is not kept
    with (folder / "package.zip").open("wb") as file:
        tracemalloc.start()
        building.write(source, file)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return peak, (folder / "package.zip").stat().st_size


def test_memory_is_the_same_however_many_departments_there_are(version, tmp_path):
    with ExitStack() as kept:
        few, small = peak_of(Many(version.sha256, 10, kept), tmp_path)
        # The lesser of two: the interpreter's table of strings grows now and then, by megabytes after many tests.
        many, large = min(peak_of(Many(version.sha256, 1000, kept), tmp_path) for _ in range(2))
    assert large > 20 * small
    assert many < few + 300_000, f"{few} and {many} bytes"
    assert zipfile.ZipFile(tmp_path / "package.zip").testzip() is None


def test_an_archive_larger_than_four_gigabytes_says_so_as_the_format_wants(tmp_path, monkeypatch):
    """With the limit lowered: the same heads with sizes of 64 bits, which others read."""
    from disclosures.packages import zipping

    data, _rows = parts.squeezed([b"a" * 5000])
    place = tmp_path / "large.zip"
    with place.open("wb") as file:
        archive = Archive(file)
        monkeypatch.setattr(zipping, "MOST", 20)
        import zlib

        archive.add(Member("a.txt", zlib.crc32(b"a" * 5000), 5000, len(data) + 2), [data, parts.LAST])
        assert archive.members[0][0].is_large
    assert b"\x01\x00\x10\x00" in place.read_bytes(), "the extra field of 64 bits"


# The dictionary -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "column"), [("", 0), ("/en", 1)])
def test_the_dictionary_tells_of_every_field_that_the_descriptor_declares(client, language, column):
    page = Reading(client.get(f"{language}/data/dictionary/").content.decode())
    for resource in RESOURCES:
        told = [words_of(row) for row in page.all(f"#{resource.name} tbody tr")]
        assert len(told) == len(resource.fields)
        for line, field in zip(told, resource.fields, strict=True):
            assert field.name in line and field.title[column] in line and field.says[column] in line


def test_the_dictionary_needs_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/data/dictionary/").status_code == 200


def test_versions_of_documents_frozen_earlier_have_a_part_too(version):
    content = Version.objects.get().document
    del content["cover"]
    assert parts.make(content)

"""Printed documents are what they claim: PDF/A-3a, PDF/UA-1, sound files, in the judgement of other people's programs."""

import subprocess

import pytest
from weasyprint import HTML

from disclosures.copies import render_file
from disclosures.document import as_json, digest
from tests import by_hand, stress, verapdf
from tests.disclosed import PUBLISHED
from tests.test_samples import documents, shelf  # noqa: F401

# The samples are loaded into a database, which is there only when a test asks for one.
pytestmark = pytest.mark.django_db

DOCUMENTS = ("439900-101-2021", "360483-102-2021", "310107-401-2024", "310107-105-2025", "by-hand", "stress")


@pytest.fixture(scope="module")
def printed(documents, fonts, tmp_path_factory):  # noqa: F811
    """The samples, a table with heads of three levels beside an empty one, and what is hard to set: as files."""
    stamp = {"number": 1, "published_at": PUBLISHED.isoformat()}
    contents = {region: as_json(document.stamped(**stamp)) for region, document in documents.items()}
    contents |= {"by-hand": by_hand.content(), "stress": stress.content()}
    folder = tmp_path_factory.mktemp("printed")
    paths = {}
    for name in DOCUMENTS:
        paths[name] = folder / f"{name}.pdf"
        paths[name].write_bytes(render_file("disclosure.pdf", contents[name], digest(contents[name])))
    return paths


@pytest.fixture(scope="module")
def control(tmp_path_factory):
    """A file that is neither."""
    path = tmp_path_factory.mktemp("control") / "plain.pdf"
    HTML(string="<p>无标记").write_pdf(path)
    return path


@pytest.fixture(scope="module")
def judged(printed, control):
    verapdf.need()
    return verapdf.report([*printed.values(), control])


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("profile", verapdf.PROFILES)
def test_vera_finds_nothing_broken(judged, printed, name, profile):
    assert judged[profile, printed[name]] == []


@pytest.mark.parametrize("profile", verapdf.PROFILES)
def test_vera_does_find_what_is_broken(judged, control, profile):
    assert len(judged[profile, control]) > 1


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_file_is_sound_to_its_last_object(printed, name):
    checked = subprocess.run(["qpdf", "--check", printed[name]], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_font_is_embedded(printed, name):
    listed = subprocess.run(["pdffonts", printed[name]], capture_output=True, text=True, check=True)
    _head, _rule, *fonts = listed.stdout.splitlines()
    # name, type (in two words), encoding, emb, sub, uni, object (in two numbers)
    assert fonts
    assert [line for line in fonts if line.split()[-5:-2] != ["yes", "yes", "yes"]] == []

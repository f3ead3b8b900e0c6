"""What was frozen by earlier software is still read, rendered and verified; its own bytes never change."""

import json

import pytest

from disclosures import copies
from disclosures.document import canonical, completed, digest
from disclosures.models import Version
from disclosures.workflow import publish
from tests.disclosed import document
from tests.drafts import sound_budget

SINCE = {"heading": {"listed"}, "paragraph": {"en"}, "table": {"label", "maker", "height"}}


def earlier(content):
    """The document as it was frozen before 2026-11-22, without what documents have had only since."""
    blocks = [
        {name: value for name, value in block.items() if name not in SINCE.get(block["type"], ())}
        for block in content["blocks"]
    ]
    return {name: value for name, value in content.items() if name != "cover"} | {"blocks": blocks}


@pytest.mark.django_db
@pytest.mark.usefixtures("fonts")
def test_every_rendering_of_an_earlier_document_can_be_made(client):
    content = earlier(publish(budget=sound_budget(), by=None).document)
    for name in copies.file_names(content):
        assert copies.render_file(name, content, digest(content))
    line = copies.version_line(Version.objects.get(), 1)
    for html in copies.write_pages(content, digest(content), [line]).values():
        assert html


@pytest.mark.django_db
@pytest.mark.usefixtures("fonts")
def test_its_json_is_the_very_document_that_was_frozen():
    content = earlier(publish(budget=sound_budget(), by=None).document)
    file = json.loads(copies.render_file("disclosure.json", content, digest(content)))
    assert canonical(file["document"]) == canonical(content)
    assert digest(file["document"]) == file["sha256"]


def test_a_document_of_today_is_complete():
    content = document()
    assert completed(content) == content


def test_an_earlier_table_is_labelled_as_it_was_printed_then():
    tables = [b for b in completed(earlier(document()))["blocks"] if b["type"] == "table"]
    assert [(t["label"], t["maker"]) for t in tables[:2]] == [
        ("表1", "编制部门：某县财政局"),
        ("表2", "编制部门：某县财政局"),
    ]

"""Comparisons on a site that is only files say of codes that changed what the live page says of them."""

import json

import pytest
from django.utils.translation import override

from disclosures import copies, workflow
from disclosures.comparing.comparability import Change, Crosswalk, names_of
from disclosures.comparing.table import compared
from disclosures.static_site import codes, columns
from tests.drafts import sound_budget
from tests.test_comparing import clone, column, lines_of, standing


def charted(year):
    """The codes of the 类 and 款 of a year."""
    return {code for code in names_of("function", year) if len(code) <= 5}


@pytest.mark.django_db
@pytest.mark.parametrize("first, last", [(2018, 2019), (2021, 2024), (2017, 2026), (2025, 2026)])
def test_rows_are_joined_and_noted_as_on_the_live_page(first, last):
    walk = Crosswalk.read()
    listed = {first: charted(first), last: charted(last)}
    figures = {(pk, "expenditure.total"): standing("9") for pk in (1, 2)}
    figures |= {(1, f"expenditure.f{code}"): standing("1") for code in listed[first]}
    figures |= {(2, f"expenditure.f{code}"): standing("2") for code in listed[last]}
    live = compared([column(1, first), column(2, last)], figures, level=2, crosswalk=walk)
    lines = lines_of(live)
    moved, said, texts = codes.between(listed, walk, first, last)
    assert {moved.get(code, [code])[0] for code in listed[first]} | listed[last] == set(lines)
    for code, line in lines.items():
        assert ["".join(words for words, _is_chinese in texts[n]) for n in said.get(code, [])] == [
            str(live.breaks[note - 1]) for note in line.notes
        ]
    for code, (now, name, is_chinese) in moved.items():
        assert lines[now].cells[0].code == code and name == lines[now].label and is_chinese
    assert bool(moved) == (first < 2019), "three 款 moved as they were"


def test_names_of_accounts_are_marked_as_chinese_on_english_pages():
    walk = Crosswalk((Change("function", 2024, "20103", "20140", note="信访事务单列"),))
    with override("en"):
        _moved, _said, ((*parts,),) = codes.between({2023: {"20103"}, 2024: {"20140"}}, walk, 2023, 2024)
    assert [words for words, is_chinese in parts if is_chinese][-1] == "信访事务单列。"
    assert not any(
        "\u4e00" <= sign <= "\u9fff" for words, is_chinese in parts if not is_chinese for sign in words
    )
    assert not any("<" in words or "&" in words for words, _is_chinese in parts)


@pytest.mark.django_db
def test_every_two_years_that_stand_have_a_file_in_each_language(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")
    version = workflow.publish(budget=sound_budget(), by=None)
    clone(version.publication, "101", year=2023)
    ready = {piece.address: piece.ready.body.decode() for piece in columns.pieces()}
    for language in ("", "/en"):
        text = ready[f"{language}/compare/columns/changes-2023-2025.js"]
        years, _moved, said, texts = json.loads(f"[{text.removeprefix('mingzhangChanges(').strip()[:-1]}]")
        assert years == "2023-2025" and all(n < len(texts) for each in said.values() for n in each)

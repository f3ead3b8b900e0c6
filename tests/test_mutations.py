"""Documents in which everything agrees are examined in silence; changed in one place, at least 95 of 100 are caught.

A few mutants of each kind run here, drawn by a seed; ``make mutants`` runs all of them and reports the survivors.
"""

import random
from collections import defaultdict
from dataclasses import replace

import pytest

from disclosures.examination import examine_reading
from disclosures.reading import reader
from tests import foreign, own
from tests.foreign_places import everything
from tests.mutations import (
    examined,
    mutants_of,
    mutants_of_raw,
    run,
    signatures,
    some,
    words_of,
)

ENOUGH = 0.95
#: Of each kind, of each document.
OF_EACH = 1
PLACES = pytest.mark.parametrize("made", everything(), ids=lambda made: made.name)
#: What is not given may be told for the reader's eye: sections, kinds of staff.
FOR_THE_EYE = ("N09", "N17")
#: Those that are printed here too; printing one takes three seconds.
PRINTED = pytest.mark.parametrize(
    "made",
    [made for made in everything() if made.name in ("zhejiang", "tianjin", "yunnan")],
    ids=lambda m: m.name,
)
#: Our own forms whose mutants are looked at: one of each family.
OWN = (
    ("national", "department"),
    ("anhui-2021", "unit"),
    ("hunan-county", "department"),
    ("hunan-long", "department"),
    ("jiangxi-2023", "unit"),
    ("shanghai-2025", "department"),
    ("shanghai-2026-unit", "unit"),
)


def faults(findings):
    return [f"{f.rule} {f.level}: {f.message}" for f in findings if f.level != "info"]


# Silence ----------------------------------------------------------------------------------------------------------


@PLACES
@pytest.mark.parametrize("format", ["raw", "text", "html", "docx"])
def test_a_document_in_which_everything_agrees_is_examined_in_silence(made, format):
    findings = examined(replace(made, format=format))
    assert faults(findings) == []
    told = [f.message for f in findings if f.rule not in FOR_THE_EYE]
    assert made.has_rounding or told == []


@PLACES
def test_lines_that_break_where_the_page_ends_change_nothing(made):
    reading = reader.understand(foreign.raw(made, wrap=46))
    assert faults(examine_reading(reading).findings) == []


@PRINTED
def test_a_printed_document_says_what_its_lines_and_tables_say(made, fonts):
    printed, given = reader.read_here(foreign.pdf(made)), reader.understand(foreign.raw(made))
    assert [table.title for table in printed.tables] == [table.title for table in given.tables]
    assert [[(s.key, s.value) for s in table.said] for table in printed.tables] == [
        [(s.key, s.value) for s in table.said] for table in given.tables
    ]
    assert [p.text for p in printed.paragraphs] == [p.text for p in given.paragraphs]
    assert faults(examine_reading(printed).findings) == []


@PLACES
def test_every_table_is_recognised_and_nothing_is_left_unread(made):
    reading = reader.understand(foreign.raw(made))
    assert [table.title for table in reading.tables if not table.kind] == []
    assert [missed.reason for missed in reading.unread] == []
    written = [block.name for block in made.blocks if isinstance(block, foreign.Table)]
    assert [table.title for table in reading.tables] == written


@PLACES
def test_every_amount_of_the_text_is_tied_to_a_figure(made):
    reading = reader.understand(foreign.raw(made))
    assert [place.quote for place in reading.untied] == []


@pytest.mark.parametrize(("form", "kind"), own.every())
def test_our_own_page_of_a_consistent_budget_is_examined_in_silence(form, kind):
    reading = reader.understand(own.raw_of(form, kind))
    assert [f.message for f in examine_reading(reading).findings] == []


# Mutants ----------------------------------------------------------------------------------------------------------


@PLACES
def test_what_is_changed_in_one_place_is_caught(made):
    tally = run(made, some(mutants_of(made), OF_EACH))
    assert tally.share >= ENOUGH, "\n".join(tally.lines())


def test_what_is_changed_on_our_own_pages_is_caught():
    survivors, count = [], 0
    for form, kind in OWN:
        raw = own.raw_of(form, kind)
        before = signatures(examine_reading(reader.understand(raw)).findings)
        for mutant in some_of(
            mutants_of_raw(raw, own.said_twice(form, kind), random.Random(form)), random.Random(form)
        ):
            count += 1
            after = examine_reading(reader.understand(mutant[1])).findings
            fresh = [f for f in after if (f.rule, f.message) not in before]
            if not any(new in words_of(f) for f in fresh for new in mutant[2:4]):
                survivors.append(f"{form}, {mutant[0]}: {mutant[2]} → {mutant[3]}")
    assert count > 60 and len(survivors) <= (1 - ENOUGH) * count, "\n".join(survivors)


def some_of(mutants, draw):
    """Five decidable mutants of each kind."""
    by_kind = defaultdict(list)
    for mutant in mutants:
        if mutant[-1]:
            by_kind[mutant[0]].append(mutant)
    return [mutant for found in by_kind.values() for mutant in draw.sample(found, min(5, len(found)))]


# The harness itself -----------------------------------------------------------------------------------------------


def test_a_reader_who_sees_nothing_catches_nothing():
    made = everything()[0]
    tally = run(made, some(mutants_of(made), 1), examine=lambda _: ())
    assert tally.caught.total() == 0 and tally.decidable.total() > 20


def test_a_mutant_differs_from_its_document_in_one_place():
    made = everything()[0]
    for mutant in some(mutants_of(made), 1):
        pairs = zip(foreign.text(made).splitlines(), foreign.text(mutant.made).splitlines(), strict=False)
        changed = [pair for pair in pairs if pair[0] != pair[1]]
        grown = len(foreign.text(mutant.made).splitlines()) - len(foreign.text(made).splitlines())
        assert len(changed) == 1 or grown, str(mutant)


def test_the_made_up_documents_are_of_places_with_other_layouts():
    assert len(everything()) >= 9
    assert len({made.year for made in everything()}) >= 4
    assert (
        len(
            {
                block.heads
                for made in everything()
                for block in made.blocks
                if isinstance(block, foreign.Table)
            }
        )
        > 40
    )

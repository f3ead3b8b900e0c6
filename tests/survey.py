"""``python -m tests.survey [documents] [number of each kind]``: every mutant of every document, and which survive.

Without a number all mutants are examined, which takes some minutes a document; ``make mutants`` does that.
"""

from __future__ import annotations

import os
import sys

import django


def main(*given: str) -> None:
    os.environ |= {"DEBUG": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    django.setup()
    from tests.foreign_places import everything
    from tests.mutations import mutants_of, run, some

    of_each = next((int(word) for word in given if word.isdigit()), 0)
    wanted = {word for word in given if not word.isdigit()}
    caught = decidable = 0
    for made in everything():
        if wanted and made.name not in wanted:
            continue
        mutants = mutants_of(made)
        tally = run(made, some(mutants, of_each) if of_each else mutants)
        for finding in tally.before:
            print(f"  of the unchanged document: {finding.rule} {finding.level} {finding.message}")
        print("\n".join(tally.lines()), flush=True)
        caught, decidable = caught + tally.caught.total(), decidable + tally.decidable.total()
    print(f"all: {caught} of {decidable} decidable caught ({caught / max(1, decidable):.1%})")


if __name__ == "__main__":
    main(*sys.argv[1:])

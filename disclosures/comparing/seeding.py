"""The crosswalk as it comes with the chart: lines of budgets/chart/successors.csv, each with the year it took effect.

Written after every migration (apps.py), which every update of the software runs: what the files say changes with the
software and at no other time. ``load_chart`` cannot do it, for what is true does not know what was said. A line that is
there already stays as the finance office left it; one that they put aside (``is_void``) does not come back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from budgets import chart

#: A successor that the chart begins later than its predecessor ended.
GAP = "原科目用到{last}年，{new}自{first}年起才有，其间列入何处未查明。"
DOUBTFUL_YEAR = "起始年度尚待核对。"
NO_YEAR = "改变的年度未查明。"


def seed(sender: Any, using: str, apps: Any, **kwargs: Any) -> None:
    """Write the lines that are not there. Does nothing where the table is not, or is not yet as it is now."""
    try:
        model = apps.get_model("disclosures", "CodeChange")
    except LookupError:
        return
    if not any(field.name == "is_void" for field in model._meta.get_fields()):
        return
    missing(model.objects.using(using))


def missing(rows: Any) -> int:
    """Write what of the files ``rows`` (a manager of code changes) do not have; how many lines that were."""
    known = set(rows.values_list("system", "year", "old_code", "new_code"))
    new = [line for line in lines() if _key(line) not in known]
    rows.bulk_create([rows.model(**line) for line in new], batch_size=500)
    return len(new)


def _key(line: dict[str, Any]) -> tuple[Any, ...]:
    return line["system"], line["year"], line["old_code"], line["new_code"]


def lines() -> Iterator[dict[str, Any]]:
    """The fields of every line whose year can be told: the one after the last year of the code that ended, else the
    first year of the one that took its place. Of others see ``undated``."""
    for each in chart.succeeded():
        year = _year(each)
        if year is not None:
            yield {
                "system": each.system,
                "year": year,
                "old_code": each.old,
                "new_code": each.new,
                "note": _note(each),
                "confidence": "medium"
                if _is_doubtful(each) and each.confidence == "high"
                else each.confidence,
            }


def undated() -> list[chart.Succession]:
    """The lines of the file that tell no year: they cannot be written, and are told by ``manage.py check``."""
    return [each for each in chart.succeeded() if _year(each) is None]


def _year(each: chart.Succession) -> int | None:
    return each.last + 1 if each.last else each.first


def _is_doubtful(each: chart.Succession) -> bool:
    return each.is_doubtful or _has_gap(each)


def _has_gap(each: chart.Succession) -> bool:
    return bool(each.last and each.first and each.first > each.last + 1)


def _note(each: chart.Succession) -> str:
    notes = [each.note]
    if _has_gap(each):
        notes.append(GAP.format(last=each.last, new=each.new, first=each.first))
    if each.is_doubtful:
        notes.append(DOUBTFUL_YEAR)
    return "。".join(note.rstrip("。") for note in notes if note)

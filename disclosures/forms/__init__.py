"""The registry of forms (公开格式). Adding one is a file here and a line in FORMS (docs/adding-a-province.md)."""

from __future__ import annotations

from collections.abc import Sequence

from ..form import Form
from . import national

FORMS: tuple[Form, ...] = (*national.FORMS,)


def form_for(
    region_code: str, year: int, kind: str, family: str = "", forms: Sequence[Form] | None = None
) -> Form:
    """The form that holds for a region, year and kind of organisation; LookupError where none does.

    ``family`` is the region's own choice; without one, or for a year in which that family has no form, the form with
    the longest matching prefix of the division code.
    """
    holding = [form for form in (FORMS if forms is None else forms) if form.holds(year, kind)]
    chosen = [form for form in holding if form.family == family]
    matching = chosen or [form for form in holding if _prefix(form, region_code) is not None]
    if not matching:
        raise LookupError(f"没有 {year} 年的公开格式")
    return max(matching, key=lambda form: len(_prefix(form, region_code) or ""))


def _prefix(form: Form, region_code: str) -> str | None:
    """The longest prefix of this form that a division code begins with."""
    return max((p for p in form.regions if region_code.startswith(p)), key=len, default=None)

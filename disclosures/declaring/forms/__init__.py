"""The registry of forms (公开格式). Adding one is a file here and a line in FORMS (docs/adding-a-province.md)."""

from __future__ import annotations

from ..form import Form
from . import anhui, hunan, jiangxi, national, shanghai

FORMS: tuple[Form, ...] = (
    *national.FORMS,
    *anhui.FORMS,
    *hunan.FORMS,
    *jiangxi.FORMS,
    *shanghai.FORMS,
)


def form_for(region_code: str, year: int, kind: str, family: str = "") -> Form:
    """The form that holds for a region, year and kind of organisation; LookupError where none does.

    ``family`` is the region's own choice; without one, or for a year in which that family has no form, the form with
    the longest matching prefix of the division code.
    """
    holding = [form for form in FORMS if form.holds(year, kind)]
    chosen = [form for form in holding if form.family == family]
    matching = chosen or [form for form in holding if form.prefix(region_code) is not None]
    if not matching:
        raise LookupError(f"没有 {year} 年的公开格式")
    return max(matching, key=lambda form: len(form.prefix(region_code) or ""))

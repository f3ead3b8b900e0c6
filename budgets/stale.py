"""Two people at one thing: what was stored when a form was opened, told by a short stamp, and what differs now.

A stamp is a digest of the stored values under a form. It travels in the form as a hidden field; where the stored values
give another stamp on saving, somebody saved in between, and nothing is written (security.md, row 64).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django import forms
from django.utils import timezone

FIELD = "stamp"


@dataclass(frozen=True)
class Difference:
    """One thing that is stored otherwise than it was typed."""

    label: str
    now: str
    typed: str


@dataclass(frozen=True)
class Conflict:
    """Who saved first, and what differs from what was typed."""

    words: str
    differences: list


def stamp_of(stored):
    """The stamp of what is stored under these forms."""
    told = json.dumps([pair for form in stored for pair in _values(form)], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def has_stamp(data):
    """Whether what was sent says what it was opened on. Without that nothing is saved: it would overwrite unseen."""
    return bool(data.get(FIELD))


def is_stale(data, stamp):
    """Whether a form was opened on something else than is stored now."""
    return data.get(FIELD) != stamp


def conflict(stored, typed, event):
    """What to say where ``stored`` is no longer what it was when ``typed`` was opened."""
    pairs = zip(stored, typed, strict=True)
    return Conflict(_words(event), [each for pair in pairs for each in _differences(*pair)])


def _words(event, did="修改"):
    if event is None:
        return f"此记录已被他人{did}"
    at, name = (
        timezone.localtime(event.at),
        event.by and (event.by.get_full_name() or event.by.get_username()),
    )
    day = "" if at.date() == timezone.localdate() else f"{at.month}月{at.day}日 "
    return f"此记录已被 {name or '他人'} 于 {day}{at:%H:%M} {did}"


def deleted_words(event):
    return _words(event, "删除")


# What is stored and what was typed, field by field ----------------------------------------------------------------


def _values(form):
    """(name, text) of every stored value under a form or a list of rows.

    A form whose fields come and go with other sections says itself what is ``stored`` in its own.
    """
    if hasattr(form, "stored"):
        yield from form.stored()
        return
    if isinstance(form, forms.BaseFormSet):
        for row in form.initial_forms:
            yield form.prefix, str(row.instance.pk)
            yield from _values(row)
        return
    for field in form:
        value = field.field.prepare_value(field.initial)
        yield field.html_name, "" if value is None else str(value)


def _differences(stored, typed):
    if isinstance(stored, forms.BaseFormSet):
        return _rows_that_differ(stored, typed)
    return _fields_that_differ(stored, typed)


def _fields_that_differ(stored, typed):
    for field in typed:
        now = stored[field.name].initial
        if field.field.has_changed(now, field.data):
            yield Difference(field.label, _shown(field.field, now), _shown(field.field, field.data))


def _rows_that_differ(stored, typed):
    label = stored.model._meta.verbose_name
    now = [_row(form, "initial") for form in stored.initial_forms]
    mine = [_row(form, "data") for form in typed.forms if _is_kept(typed, form)]
    yield from (Difference(label, row, "—") for row in now if row not in mine)
    yield from (Difference(label, "—", row) for row in mine if row not in now)


def _is_kept(rows, form):
    return form.has_changed() or form in rows.initial_forms


def _row(form, which):
    fields = [field for field in form.visible_fields() if field.name != "DELETE" or getattr(field, which)]
    shown = (_shown(field.field, getattr(field, which)) for field in fields)
    return "　".join(text for text in shown if text)


def _shown(field, value):
    """A value in the words of the page."""
    if isinstance(field, forms.BooleanField):
        return field.label if field.to_python(value) else ""
    value = field.prepare_value(value)
    if value is None or value == "":
        return ""
    if isinstance(field, forms.ChoiceField):
        return next((str(label) for key, label in field.choices if str(key) == str(value)), str(value))
    return str(value)


# Rows -------------------------------------------------------------------------------------------------------------


def rebased(data, stored):
    """What was typed, on the rows stored now: rows that others added join, rows they deleted become new ones."""
    data = data.copy()
    for rows in stored:
        if isinstance(rows, forms.BaseFormSet):
            _rebase(data, rows)
    return data


def _rebase(data, rows):
    known = {str(row.instance.pk): row for row in rows.initial_forms}
    typed = _typed_rows(data, rows)
    kept = [row for row in typed if row.get("id") in known]
    seen = {row["id"] for row in kept}
    added = [_as_typed(row) for pk, row in known.items() if pk not in seen]
    new = [row | {"id": ""} for row in typed if row.get("id") not in known]
    every = [*kept, *added, *new]
    data[f"{rows.prefix}-TOTAL_FORMS"] = len(every)
    data[f"{rows.prefix}-INITIAL_FORMS"] = len(kept) + len(added)
    for n, row in enumerate(every):
        for name, value in row.items():
            data[f"{rows.prefix}-{n}-{name}"] = value


def _typed_rows(data, rows):
    """The rows as typed, taken out of the data."""
    found = {}
    for key in [key for key in data if key.startswith(f"{rows.prefix}-")]:
        number, _, name = key.removeprefix(f"{rows.prefix}-").partition("-")
        values = data.pop(key)
        if number.isdecimal() and name:
            found.setdefault(int(number), {})[name] = values[-1]
    return [found[number] for number in sorted(found)][: rows.absolute_max]


def _as_typed(form):
    """A stored row as a browser would send it."""
    values = {
        field.name: field.field.prepare_value(field.initial) for field in form if field.name != "DELETE"
    }
    sent = {name: "on" if value is True else str(value) for name, value in values.items() if value}
    return sent | {"id": str(form.instance.pk)}

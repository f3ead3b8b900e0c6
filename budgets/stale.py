"""Two people at one thing: what was stored when a form was opened, told by a short stamp, and what differs now.

A form carries in hidden fields what it was opened on: a stamp, which is a digest of the stored values under it, and the
values themselves, signed. Where the stored values give another stamp on saving, somebody saved in between, and nothing is
written (security.md, row 64). What was sent is laid over what is stored now: whatever this person left as it was comes as
it is now, what only they changed stays theirs, and of what both changed they are asked (states.md §9).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django import forms
from django.core import signing
from django.utils import timezone

FIELD = "stamp"
OPENED = "opened"
SALT = "budgets.stale"
KEEP = "keep-"
NOW, MINE = "now", "mine"


@dataclass(frozen=True)
class Ground:
    """What a form was opened on, as its hidden fields carry it."""

    stamp: str = ""
    opened: str = ""


@dataclass(frozen=True)
class Difference:
    """One thing that is stored otherwise than it was typed. ``opened`` is None where that is not known; ``name`` is of the
    field that says which to take, empty where there is nothing to choose; ``choice`` is what to take unless said."""

    label: str
    opened: str | None
    now: str
    typed: str
    name: str = ""
    choice: str = ""


@dataclass(frozen=True)
class Conflict:
    """Who saved first, and what differs from what was typed."""

    words: str
    differences: list


def ground_of(stored, undecided=None):
    """What these forms are opened on now; ``undecided`` are values that this person still has to choose about, by key, as
    they were before anybody changed them."""
    values = _values_of(stored)
    stamp = _digest(values)
    told = {"stamp": stamp, "values": values | (undecided or {})}
    return Ground(stamp, signing.dumps(told, salt=SALT, compress=True))


def ground_in(data):
    """What a form that was sent says it was opened on."""
    return Ground(data.get(FIELD, ""), data.get(OPENED, ""))


def has_stamp(data):
    """Whether what was sent says what it was opened on. Without that nothing is saved: it would overwrite unseen."""
    return bool(data.get(FIELD))


def is_stale(data, stamp):
    """Whether a form was opened on something else than is stored now."""
    return data.get(FIELD) != stamp


def conflict(differences, event):
    """What to say where something was saved, by ``event``, after the form was opened."""
    return Conflict(_words(event), differences)


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


# What is stored ---------------------------------------------------------------------------------------------------


def _digest(values):
    told = json.dumps(list(values.items()), ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _values_of(stored):
    """Every stored value under these forms and lists of rows as text, by key, in the order of the page."""
    return {key: text for form in stored for key, text in _values(form)}


def _values(form):
    """A form whose fields come and go with other sections says itself what is ``stored`` in its own."""
    if hasattr(form, "stored"):
        yield from form.stored()
    elif isinstance(form, forms.BaseFormSet):
        for row in form.initial_forms:
            yield from ((_row_key(form, row, field.name), _text(field)) for field in row)
    else:
        yield from ((field.html_name, _text(field)) for field in form)


def _row_key(rows, row, name):
    return f"{rows.prefix}-{row.instance.pk}-{name}"


def _text(field):
    """The stored value of a field as text."""
    value = field.field.prepare_value(field.initial)
    return "" if value is None else str(value)


# What was sent, laid over it --------------------------------------------------------------------------------------


class Overlay:
    """What was sent, laid over what is stored now.

    ``data`` is what comes of it, to fill the form with; ``differences`` are to be shown and nothing saved while there are
    any; ``ground`` is what the form then stands on. Nothing is laid over anything where nobody saved in between. A form
    that carries no values it was opened on counts as typed in all its fields.
    """

    def __init__(self, data, stored):
        values = _values_of(stored)
        self.is_stale = is_stale(data, _digest(values))
        self.data, self.differences, self._undecided = data, [], {}
        self._before = _opened_in(data)
        self._chosen = {} if self.is_stale else _chosen_in(data)
        if self.is_stale or self._chosen or self._before not in (None, values):
            self._lay(stored)
        self.ground = ground_of(stored, self._undecided)

    def _lay(self, stored):
        self.data = self.data.copy()
        for form in stored:
            if isinstance(form, forms.BaseFormSet):
                self._lay_rows(form)
            else:
                self._lay_fields(form)

    def _lay_fields(self, form):
        for field in form:
            name = field.html_name
            sent = self._settled(name, field.label, field, self.data.get(name))
            self.data.pop(name, None)
            if sent is not None:
                self.data[name] = sent

    def _settled(self, key, label, field, typed):
        """What comes of one value, as a browser would send it; None for a box without a tick."""
        before = self._opened(key)
        was_left = typed is None and not isinstance(field.field, forms.BooleanField)
        choice = NOW if was_left else self._chosen.get(key, "")
        if choice == NOW:
            return _sent(field)
        if choice == MINE or _is_same(field.field, field.initial, typed):
            return typed
        is_theirs = before not in (None, _text(field))
        if is_theirs and _is_same(field.field, before, typed):
            return _sent(field)
        if is_theirs:
            self._undecided[key] = before
        if is_theirs or self.is_stale:
            self.differences.append(_difference(key, label, field, before, typed, "" if is_theirs else MINE))
        return typed

    def _opened(self, key):
        """A value as it was opened, as text; None where that is not known."""
        return None if self._before is None else self._before.get(key, "")

    # Rows: those that others added join, those they changed or deleted are so, unless this person changed them too.

    def _lay_rows(self, rows):
        known = {str(row.instance.pk): row for row in rows.initial_forms}
        typed = _typed_rows(self.data, rows)
        kept = [self._laid_row(rows, known[row["id"]], row) for row in typed if row.get("id") in known]
        seen = {row["id"] for row in kept}
        added = [_as_typed(row) for pk, row in known.items() if pk not in seen]
        news = [row for row in typed if row.get("id") not in known]
        new = self._new_rows(rows, news, [_row_words(rows, row) for row in added])
        every = [*kept, *added, *new]
        self.data[f"{rows.prefix}-TOTAL_FORMS"] = len(every)
        self.data[f"{rows.prefix}-INITIAL_FORMS"] = len(kept) + len(added)
        for n, row in enumerate(every):
            for name, value in row.items():
                self.data[f"{rows.prefix}-{n}-{name}"] = value

    def _laid_row(self, rows, stored, row):
        laid = dict(row)
        for field in stored.visible_fields():
            label = f"{_kind(rows)} {stored.instance}：{field.label}"
            sent = self._settled(_row_key(rows, stored, field.name), label, field, laid.pop(field.name, None))
            if sent is not None:
                laid[field.name] = sent
        return laid

    def _new_rows(self, rows, typed, added):
        """Rows that are not stored, without those that somebody deleted and this person left as they were, and without
        those that came in between: whoever presses twice adds once."""
        found = []
        for row in typed:
            words = _row_words(rows, row)
            if row.get("DELETE") or self._was_left(rows, row):
                continue
            if words in added:
                added.remove(words)
                continue
            if self.is_stale and _is_filled(rows, row):
                self.differences.append(Difference(_kind(rows), None, "", words))
            found.append(row | {"id": ""})
        return found

    def _was_left(self, rows, row):
        """Whether a row stood on the page that was opened and was left as it was."""
        start = f"{rows.prefix}-{row.get('id')}-"
        if self._before is None or f"{start}id" not in self._before:
            return False
        return all(
            _is_same(field.field, self._before.get(start + field.name, ""), row.get(field.name))
            for field in _columns(rows)
        )


def _opened_in(data):
    """What a form that was sent was opened on, as text by key; None where it does not say so under our signature, or says
    it of another stamp."""
    try:
        told = signing.loads(data.get(OPENED, ""), salt=SALT)
    except signing.BadSignature:
        return None
    return told["values"] if told["stamp"] == data.get(FIELD) else None


def _chosen_in(data):
    return {name.removeprefix(KEEP): data[name] for name in data if name.startswith(KEEP)}


def _is_same(field, value, typed):
    """Whether what was typed is a stored value, or one that was opened as this text."""
    if isinstance(field, forms.BooleanField):
        return field.to_python(value) == field.to_python(typed)
    text = field.prepare_value(value)
    shown = "" if text is None else str(text)
    return shown == (typed or "").replace("\r\n", "\n") or not field.has_changed(value, typed)


def _sent(field):
    """A stored value as a browser would send it; None for a box without a tick."""
    if isinstance(field.field, forms.BooleanField):
        return "on" if field.field.to_python(field.initial) else None
    return _text(field)


def _difference(key, label, field, before, typed, choice):
    opened = None if before is None else _shown(field.field, before)
    now, mine = _shown(field.field, field.initial), _shown(field.field, typed)
    return Difference(label, opened, now, mine, f"{KEEP}{key}", choice)


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


# Rows as they were sent -------------------------------------------------------------------------------------------


def _kind(rows):
    return rows.model._meta.verbose_name


def _columns(rows):
    return [field for field in rows.empty_form.visible_fields() if field.name != "DELETE"]


def _row_words(rows, row):
    shown = (_shown(field.field, row.get(field.name)) for field in _columns(rows))
    return "　".join(text for text in shown if text)


def _is_filled(rows, row):
    return not all(_is_same(field.field, field.initial, row.get(field.name)) for field in _columns(rows))


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
    sent = {field.name: _sent(field) for field in form if field.name != "DELETE"}
    return {name: text for name, text in sent.items() if text} | {"id": str(form.instance.pk)}

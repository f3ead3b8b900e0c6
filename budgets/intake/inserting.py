"""Many new rows of one table at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections, models, router

BATCH = 500


def insert(rows: Sequence[models.Model]) -> None:
    """Write new rows of one table, within the caller's transaction. Raises IntegrityError as any other write does: each row
    goes through the same constraints and walls.

    On PostgreSQL rows that no other table refers to are sent by COPY, which takes half of INSERT; they get no primary key.
    """
    if not rows:
        return
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    if connection.vendor == "postgresql" and not model._meta.related_objects:
        _copy(rows, connection)
    else:
        model._default_manager.bulk_create(rows, batch_size=BATCH)


def _copy(rows: Sequence[models.Model], connection: Any) -> None:
    meta = type(rows[0])._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    command = f"COPY {quote(meta.db_table)} ({names}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(command) as copying:
        for row in rows:
            _take_keys(row, fields)
            copying.write_row(
                [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
            )


def _take_keys(row: models.Model, fields: Sequence[models.Field]) -> None:
    """Of rows that were written only after this one was made."""
    for field in fields:
        if field.is_relation and getattr(row, field.attname) is None:
            other = field.get_cached_value(row, default=None)
            setattr(row, field.attname, other.pk if other else None)

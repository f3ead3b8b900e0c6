"""Values of dataclasses as JSON and back, exactly: how a reading comes out of the process that made it.

The shape follows the type hints. A dataclass is an object of those fields that differ from their default, a tuple a
list, a Decimal a string; everything else must be what JSON has.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

Plain = Any  # what json reads and writes


def packed(value: object) -> Plain:
    """A value as JSON has it."""
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [packed(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        found = {}
        for name, default, make in _fields(type(value)):
            own = getattr(value, name)
            if default is MISSING and make is MISSING or own != (make() if make is not MISSING else default):
                found[name] = packed(own)
        return found
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def unpacked(kind: Any, plain: Plain) -> Any:
    """A value of this type from JSON. Raises ValueError where the JSON has another shape."""
    try:
        return _reader(kind)(plain)
    except (TypeError, KeyError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"not a {getattr(kind, '__name__', kind)}: {error}") from error


@cache
def _fields(kind: type) -> tuple[tuple[str, Any, Any], ...]:
    return tuple((field.name, field.default, field.default_factory) for field in fields(kind))


@cache
def _reader(kind: Any) -> Callable[[Plain], Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin in (Union, types.UnionType):
        return _optional_reader(arguments)
    if kind is Decimal:
        return _decimal
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass_reader(kind)
    if kind in (str, int, bool):
        return _exactly(kind)
    raise TypeError(f"no way to read {kind} from JSON")


def _decimal(plain: Plain) -> Decimal:
    if not isinstance(plain, str):
        raise TypeError("an amount that is no text")
    return Decimal(plain)


def _exactly(kind: type) -> Callable[[Plain], Any]:
    def read(plain: Plain) -> Any:
        if type(plain) is not kind:
            raise TypeError(f"{plain!r:.40} instead of a {kind.__name__}")
        return plain

    return read


def _tuple_reader(arguments: tuple[Any, ...]) -> Callable[[Plain], Any]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        read_item = _reader(arguments[0])

        def read_all(plain: Plain) -> tuple[Any, ...]:
            return tuple(read_item(item) for item in _list(plain))

        return read_all
    readers = tuple(_reader(argument) for argument in arguments)

    def read_each(plain: Plain) -> tuple[Any, ...]:
        return tuple(read(item) for read, item in zip(readers, _list(plain), strict=True))

    return read_each


def _list(plain: Plain) -> list[Plain]:
    if not isinstance(plain, list):
        raise TypeError("no list")
    return plain


def _optional_reader(arguments: tuple[Any, ...]) -> Callable[[Plain], Any]:
    others = [argument for argument in arguments if argument is not type(None)]
    if len(others) != 1 or len(arguments) != 2:
        raise TypeError(f"no way to tell {arguments} apart")
    read_other = _reader(others[0])
    return lambda plain: None if plain is None else read_other(plain)


def _dataclass_reader(kind: type) -> Callable[[Plain], Any]:
    hints = get_type_hints(kind)
    readers: dict[str, Callable[[Plain], Any]] = {}  # filled at the first use: a type may hold itself

    def read(plain: Plain) -> Any:
        if not isinstance(plain, dict):
            raise TypeError("no object")
        if not readers:
            readers.update((name, _reader(hints[name])) for name, *_ in _fields(kind))
        return kind(**{name: readers[name](value) for name, value in plain.items()})

    return read

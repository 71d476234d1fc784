"""Shapes of JSON written with Python types: `{"price": Decimal, "logo": str | None, "channels": [str]}`.

Answers at scale are built without serializers; a shape says what they hold, and tests hold answers against it.
"""

from datetime import date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, get_args

Shape = Any
# The answer is a file, of whatever type.
FILE = object()

_TYPES: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    Decimal: {"type": "number"},
    float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    dict: {"type": "object", "additionalProperties": True},
    object: {},  # a value of any type
}


def schema_of(shape: Shape) -> dict[str, Any]:
    """The OpenAPI 3.0 schema of a shape. Every key of an object is required; `| None` makes it nullable."""
    if isinstance(shape, Maybe):
        return {**schema_of(shape.shape), "nullable": True}
    if isinstance(shape, dict):
        properties = {name: schema_of(inner) for name, inner in shape.items()}
        return {"type": "object", "properties": properties, "required": list(shape)}
    if isinstance(shape, list):
        return {"type": "array", "items": schema_of(shape[0])}
    if isinstance(shape, UnionType):
        inner = next(each for each in get_args(shape) if each is not NoneType)
        return {**schema_of(inner), "nullable": True}
    return dict(_TYPES[shape])


class Maybe:
    """An object or list that may be null."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

"""Keyset paging: a page is found by the last row's sort values, so that the thousandth costs what the first does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db.models import F, Model, OrderBy, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime

AFTER, BEFORE = "after", "before"


@dataclass(frozen=True)
class SortField:
    """One column of an order. A nullable one puts its empty rows last, whichever way it runs."""

    name: str
    descending: bool = False
    nullable: bool = False

    def reversed(self) -> "SortField":
        return SortField(self.name, not self.descending, self.nullable)


@dataclass(frozen=True)
class Page:
    """The rows of one page and the cursors of its neighbours; empty where there is none."""

    rows: list[Any]
    previous: str = ""
    following: str = ""


class CursorInvalid(Exception):
    """The cursor was not made for this list and order."""


def read_page(
    queryset: QuerySet[Any], fields: Sequence[SortField], *, size: int, salt: str, after: str = "", before: str = ""
) -> Page:
    """One page in the order of `fields`, whose last one must be unique. Raises CursorInvalid for a foreign cursor."""
    backwards = bool(before)
    values = _decode(before or after, fields, salt) if before or after else None
    rows = _fetch(queryset, fields, values=values, backwards=backwards, limit=size + 1)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        if not more:
            return read_page(queryset, fields, size=size, salt=salt)
        rows.reverse()
    if not rows:
        return Page(rows=[])
    has_previous = backwards or values is not None
    has_following = backwards or more
    return Page(
        rows=rows,
        previous=_encode(rows[0], fields, salt) if has_previous else "",
        following=_encode(rows[-1], fields, salt) if has_following else "",
    )


def ordered(queryset: QuerySet[Any], fields: Sequence[SortField], *, backwards: bool = False) -> QuerySet[Any]:
    """The queryset in that order, or in the opposite one."""
    return queryset.order_by(*(_order(field, backwards=backwards) for field in fields))


def _order(field: SortField, *, backwards: bool) -> OrderBy | str:
    descending = field.descending is not backwards
    if not field.nullable:
        return f"-{field.name}" if descending else field.name
    ends = {"nulls_first": True} if backwards else {"nulls_last": True}
    return F(field.name).desc(**ends) if descending else F(field.name).asc(**ends)


def _fetch(
    queryset: QuerySet[Any], fields: Sequence[SortField], *, values: list[Any] | None, backwards: bool, limit: int
) -> list[Any]:
    if values is not None:
        queryset = queryset.filter(_beyond(fields, values, backwards=backwards))
    return list(ordered(queryset, fields, backwards=backwards)[:limit])


def _beyond(fields: Sequence[SortField], values: Sequence[Any], *, backwards: bool) -> Q:
    """Rows beyond the cursor: greater in the first column, or equal there and greater in the next, and so on."""
    condition = Q(pk__in=[])
    equal = Q()
    for field, value in zip(fields, values, strict=True):
        step = _step(field, value, backwards=backwards)
        if step is not None:
            condition |= equal & step
        equal &= Q(**{f"{field.name}__isnull": True}) if value is None else Q(**{field.name: value})
    first, value = fields[0], values[0]
    if not first.nullable:
        # Says the same once more in a form that an index on the first column can use.
        condition &= Q(**{f"{first.name}__{_comparison(first, backwards)}e": value})
    return condition


def _step(field: SortField, value: Any, *, backwards: bool) -> Q | None:
    """Rows strictly beyond `value` in one column; none when empties stand last and nothing follows them."""
    if value is None:
        return Q(**{f"{field.name}__isnull": False}) if backwards else None
    step = Q(**{f"{field.name}__{_comparison(field, backwards)}": value})
    return step | Q(**{f"{field.name}__isnull": True}) if field.nullable and not backwards else step


def _comparison(field: SortField, backwards: bool) -> str:
    return "lt" if field.descending is not backwards else "gt"


def _encode(row: Model, fields: Sequence[SortField], salt: str) -> str:
    return _signer(fields, salt).sign_object([_pack(_value(row, field.name)) for field in fields])


def _decode(cursor: str, fields: Sequence[SortField], salt: str) -> list[Any]:
    try:
        return [_unpack(value) for value in _signer(fields, salt).unsign_object(cursor)]
    except signing.BadSignature as error:
        raise CursorInvalid(cursor) from error


def _signer(fields: Sequence[SortField], salt: str) -> signing.Signer:
    """A cursor fits one list in one order alone. It names no moment, so that a page read again has the same links."""
    return signing.Signer(salt=":".join([salt, *(f"{field.name}{field.descending:d}" for field in fields)]))


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part, None) if row is not None else None
    return row


def _pack(value: Any) -> Any:
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, Decimal):
        return ["n", str(value)]
    return value if value is None or isinstance(value, int | str | bool) else str(value)


def _unpack(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    kind, text = value
    readers: dict[str, Callable[[str], Any]] = {"t": parse_datetime, "d": parse_date, "n": Decimal}
    return readers[kind](text)

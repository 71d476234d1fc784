"""What travels: values in queries and bodies as real clients write them, read into Python or refused by name."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from functools import cache
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.errors import FieldError, ValidationFailed

# Postgres' bigint; one more is an error of the database, not an answer.
BIGGEST_ID = 2**63 - 1
BIGGEST_NUMBER = 2**31 - 1
# The seller API takes at most so many values in one list.
MOST_VALUES = 100
_TRUE, _FALSE = frozenset({"true", "1"}), frozenset({"false", "0"})
# A "+" that was not encoded arrives as a space before the offset.
_LOST_PLUS = re.compile(r"(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?) (\d\d:?\d\d)$")
_INTEGER = re.compile(r"[+-]?\d{1,19}", re.ASCII)


_zone: ContextVar[Callable[[], tzinfo]] = ContextVar("zone", default=lambda: UTC)


@contextmanager
def moments_in(zone: Callable[[], tzinfo]) -> Iterator[None]:
    """Moments that name no zone are of this one, which is looked up at the first such; else UTC."""
    token = _zone.set(cache(zone))
    try:
        yield
    finally:
        _zone.reset(token)


def refuse(field: str, message: str, code: str = "VALIDATION_ERROR") -> ValidationFailed:
    """The error for one wrong field, for a caller to raise."""
    return ValidationFailed(message=f"{field}: {message}", errors=[FieldError(code=code, field=field, message=message)])


def read_moment(field: str, text: str) -> datetime:
    """An ISO 8601 moment in UTC; one that names no zone is of that of `moments_in`, a bare date its midnight there."""
    try:
        moment = datetime.fromisoformat(_LOST_PLUS.sub(r"\1+\2", text.strip()))
        return (moment if moment.tzinfo else moment.replace(tzinfo=_zone.get()())).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise refuse(
            field, _("“%(value)s” is no ISO 8601 date, such as 2026-03-02T17:00:00Z.") % {"value": text[:50]}
        ) from error


def read_integer(field: str, text: str, *, minimum: int = 0, maximum: int = BIGGEST_NUMBER) -> int:
    """A whole number within bounds."""
    number = int(text) if _INTEGER.fullmatch(text.strip()) else None
    if number is None or not minimum <= number <= maximum:
        raise refuse(
            field,
            _("“%(value)s” is no whole number from %(minimum)s to %(maximum)s.")
            % {"value": text[:50], "minimum": minimum, "maximum": maximum},
        )
    return number


@dataclass(frozen=True)
class Query:
    """The query of a call: absent or empty is None, wrong raises ValidationFailed, what nobody asks for is ignored."""

    values: QueryDict

    def text(self, name: str) -> str | None:
        value = self.values.get(name, "").strip()
        if "\x00" in value:
            raise refuse(name, _("Null characters are not allowed."))
        return value or None

    def texts(self, name: str) -> list[str] | None:
        """A list in either style: one comma-separated value, or the parameter repeated."""
        joined = ",".join(self.values.getlist(name))
        if "\x00" in joined:
            raise refuse(name, _("Null characters are not allowed."))
        found = list(dict.fromkeys(part.strip() for part in joined.split(",") if part.strip()))
        if len(found) > MOST_VALUES:
            raise refuse(name, _("At most %(count)s values are allowed.") % {"count": MOST_VALUES})
        return found or None

    def integer(self, name: str, *, minimum: int = 0, maximum: int = BIGGEST_NUMBER) -> int | None:
        value = self.text(name)
        return None if value is None else read_integer(name, value, minimum=minimum, maximum=maximum)

    def moment(self, name: str) -> datetime | None:
        value = self.text(name)
        return None if value is None else read_moment(name, value)

    def boolean(self, name: str) -> bool | None:
        value = (self.text(name) or "").lower()
        if not value:
            return None
        if value not in _TRUE | _FALSE:
            raise refuse(name, _("“%(value)s” is neither true nor false.") % {"value": value[:50]})
        return value in _TRUE

    def tristate(self, name: str, *, default: bool | None = None) -> bool | None:
        """TRUE, FALSE or ALL; ALL is None, and so is an absent one unless there is a default."""
        value = (self.text(name) or "").upper()
        if not value:
            return default
        return None if value == "ALL" else self.boolean(name)

    def choice(self, name: str, allowed: Collection[str]) -> str | None:
        value = self.text(name)
        if value is not None and value not in allowed:
            raise refuse(name, _not_one_of(value, allowed))
        return value

    def choices(self, name: str, allowed: Collection[str]) -> list[str] | None:
        values = self.texts(name)
        for value in values or ():
            if value not in allowed:
                raise refuse(name, _not_one_of(value, allowed))
        return values


def _not_one_of(value: str, allowed: Collection[str]) -> str:
    return _("“%(value)s” is none of %(allowed)s.") % {"value": value[:50], "allowed": ", ".join(map(str, allowed))}


class IdField(serializers.IntegerField):
    """An id in a body: a whole number that the database can hold, or its digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": BIGGEST_ID, **options})


class AmountField(serializers.DecimalField):
    """An amount in a body: a number or a numeric string of any precision, `"1.50000"` among them."""

    def __init__(self, **options: Any) -> None:
        bounds = {
            "max_digits": None,
            "decimal_places": None,
            "min_value": Decimal(0),
            "max_value": Decimal("9999999999.99"),
        }
        super().__init__(**{**bounds, **options})


@extend_schema_field(OpenApiTypes.DATETIME)
class MomentField(serializers.Field[datetime, Any, Any, Any]):
    """A moment in a body, read as in a query."""

    def to_internal_value(self, data: Any) -> datetime:
        if not isinstance(data, str):
            raise serializers.ValidationError(_("Must be an ISO 8601 date."), code="invalid")
        try:
            return read_moment(self.field_name or "", data)
        except ValidationFailed as error:
            raise serializers.ValidationError(error.errors[0].message, code="invalid") from error

    def to_representation(self, value: Any) -> Any:
        return value

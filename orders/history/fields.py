"""Typed reading of one JSON object. Whatever cannot be read is refused with the field's name."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")  # Postgres keeps neither NUL nor half a surrogate pair
_AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,10})?")
_YEARS = range(1970, 2200)
MAX_AMOUNT = Decimal("9999999999.99")


class Refused(Exception):
    """A line that cannot be taken over, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field


class Fields:
    """The members of one object of the line; `path` is how they are called in a refusal."""

    def __init__(self, values: Any, path: str = "") -> None:
        if not isinstance(values, Mapping):
            raise Refused(path.rstrip("."), "must be an object")
        self._values = values
        self._path = path

    def name(self, field: str) -> str:
        """The field's full name."""
        return self._path + field

    def part(self, field: str) -> "Fields | None":
        """A nested object, None where it is absent or null."""
        return None if self._values.get(field) is None else self.required_part(field)

    def required_part(self, field: str) -> "Fields":
        """A nested object that must be there."""
        return Fields(self._present(field, self._values.get(field)), f"{self.name(field)}.")

    def parts(self, field: str, *, limit: int) -> list["Fields"]:
        """A list of objects with at least one."""
        value = self._present(field, self._values.get(field))
        if not isinstance(value, list) or not value:
            raise Refused(self.name(field), "must be a list with at least one entry")
        if len(value) > limit:
            raise Refused(self.name(field), f"has more than {limit} entries")
        return [Fields(each, f"{self.name(field)}[{index}].") for index, each in enumerate(value)]

    def identity(self, field: str, *, limit: int) -> str:
        """A code that names something: required, and never cut."""
        return self._short_enough(field, self._present(field, self._string(field)), limit)

    def code(self, field: str, *, limit: int) -> str:
        """A code that may be absent, and is never cut."""
        return self._short_enough(field, self._string(field), limit)

    def text(self, field: str, *, limit: int | None = None) -> str:
        """A describing text, cut where it is too long, empty where it is unknown."""
        return self._string(field)[:limit].strip()

    def amount(self, field: str, *, required: bool = False) -> Decimal:
        """An amount of money, 0 where it is unknown."""
        value = self._values.get(field)
        if value is None and not required:
            return Decimal(0)
        value = self._present(field, value)
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal) or not _AMOUNT.fullmatch(str(value)):
            raise Refused(self.name(field), "must be an amount that is not negative, such as 58.90")
        return Decimal(value)

    def number(self, field: str, *, lowest: int, highest: int) -> int:
        """A whole number within bounds."""
        value = self._present(field, self._values.get(field))
        if isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise Refused(self.name(field), f"must be a whole number from {lowest} to {highest}")
        return value

    def moment(self, field: str, zone: ZoneInfo) -> datetime | None:
        """A moment, None where it is unknown. One without an offset is read in the channel's zone."""
        value = self._values.get(field)
        if value is None or value == "":
            return None
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise Refused(self.name(field), "must be a time in ISO 8601") from error
        if moment.year not in _YEARS:
            raise Refused(self.name(field), f"must lie between {_YEARS.start} and {_YEARS.stop}")
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)

    def required_moment(self, field: str, zone: ZoneInfo) -> datetime:
        """A moment that must be known."""
        moment: datetime = self._present(field, self.moment(field, zone))
        return moment

    def _string(self, field: str) -> str:
        value = self._values.get(field)
        if value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise Refused(self.name(field), "must be a text")
        if _UNKEEPABLE.search(value):
            raise Refused(self.name(field), "holds characters that cannot be kept")
        return value.strip()

    def _short_enough(self, field: str, value: str, limit: int) -> str:
        if len(value) > limit:
            raise Refused(self.name(field), f"is longer than {limit} characters")
        return value

    def _present(self, field: str, value: Any) -> Any:
        if value is None or value == "":
            raise Refused(self.name(field), "is missing")
        return value

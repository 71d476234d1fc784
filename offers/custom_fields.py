"""Values of the operator's custom fields of offers, as they are typed and as they are kept. Pure.

Kept are strings, numbers as strings too; several of a list are a list of strings.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from marketplace.errors import FieldError
from offers.choices import CustomFieldType

_LONGEST = 2000
_TRUE, _FALSE = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no"})


class CustomField(Protocol):
    """What a custom field says of its values."""

    code: str
    label: str
    type: str
    accepted_values: list[str]
    regex: str
    is_required: bool
    default_value: str


def read_custom_fields(
    given: Mapping[str, Any], fields: Iterable[CustomField]
) -> tuple[dict[str, Any], list[FieldError]]:
    """What is kept of the values, defaults filled in, and every fault; fields are named `additional_fields.<code>`."""
    known = {each.code: each for each in fields}
    kept: dict[str, Any] = {}
    faults = [_fault(code, _("There is no such field.")) for code in given if code not in known]
    for code, each in known.items():
        value = given.get(code)
        value = each.default_value if _is_empty(value) else value
        if _is_empty(value):
            if each.is_required:
                faults.append(_fault(code, _("“%(field)s” must be filled in.") % {"field": each.label}))
            continue
        try:
            kept[code] = _read(each, value)
        except ValueError as error:
            faults.append(_fault(code, f"{each.label}: {error}"))
    return kept, faults


def _read(each: CustomField, value: Any) -> Any:
    """The value as it is kept. Raises ValueError with what is wrong."""
    if each.type == CustomFieldType.MULTIPLE_VALUES_LIST:
        return _several(each, value)
    if isinstance(value, list | dict):
        raise ValueError(_("This is not one value."))
    text = str(value).strip()
    if len(text) > _LONGEST:
        raise ValueError(_("At most %(most)s characters are allowed.") % {"most": _LONGEST})
    reader = _READERS.get(each.type)
    return reader(each, text) if reader else text


def join_values(values: Sequence[str]) -> str:
    """Several values as one text that is read back as the same: no value has a `|`, but some have commas."""
    return "|".join(values)


def _several(each: CustomField, value: Any) -> list[str]:
    parts = value if isinstance(value, list) else _parted(each, str(value))
    return [_one_of(each, str(part).strip()) for part in parts if str(part).strip()]


def _parted(each: CustomField, text: str) -> list[str]:
    """The values in one text, parted by `|` or by commas; a value of the list may have commas itself."""
    if "|" in text or text.strip() in each.accepted_values:
        return text.split("|")
    return text.split(",")


def _one_of(each: CustomField, text: str) -> str:
    if text not in each.accepted_values:
        raise ValueError(_("“%(value)s” is not in its list.") % {"value": text[:50]})
    return text


def _number(_each: CustomField, text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(_("This is no number.")) from error
    if not number.is_finite():
        raise ValueError(_("This is no number."))
    return text


def _boolean(_each: CustomField, text: str) -> str:
    if text.lower() not in _TRUE | _FALSE:
        raise ValueError(_("This is neither true nor false."))
    return "true" if text.lower() in _TRUE else "false"


def _date(_each: CustomField, text: str) -> str:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError as error:
        raise ValueError(_("This is no date such as 2026-03-31.")) from error


def _link(_each: CustomField, text: str) -> str:
    try:
        address = urlsplit(text)
    except ValueError as error:
        raise ValueError(_("This is no address that begins with https://.")) from error
    if address.scheme not in ("http", "https") or not address.netloc:
        raise ValueError(_("This is no address that begins with https://."))
    return text


def _formed(each: CustomField, text: str) -> str:
    if each.regex and re.fullmatch(each.regex, text) is None:
        raise ValueError(_("It does not have the form that the marketplace asks for."))
    return text


_READERS: dict[str, Callable[[CustomField, str], Any]] = {
    CustomFieldType.NUMERIC: _number,
    CustomFieldType.BOOLEAN: _boolean,
    CustomFieldType.DATE: _date,
    CustomFieldType.LINK: _link,
    CustomFieldType.REGEX: _formed,
    CustomFieldType.LIST: _one_of,
}


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == []


def _fault(code: str, text: str) -> FieldError:
    return FieldError("VALIDATION_ERROR", f"additional_fields.{code}", text)

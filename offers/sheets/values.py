"""One typed value of a product sheet, from what a form, a file or a call says of it (R016, R017).

A value is kept as `Product.attributes` says: text, link, picture and date as a string, a decimal as a string of its
digits, an integer and a boolean as themselves, a value of a list as its code, several as a list of codes.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from offers.choices import AttributeType

LONGEST_TEXT = 255
LONGEST_LONG_TEXT = 10_000
LONGEST_LINK = 500
MOST_OF_A_LIST = 50
MOST_DIGITS = 20
# Between several values of a list in one cell; the first is what we write ourselves.
SEPARATORS = "|;,"
_INTEGER = re.compile(r"[+-]?\d{1,15}(?:[.,]0+)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
_PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)", re.ASCII)
_GROUPED = re.compile(
    r"(?P<whole>[+-]?\d{1,3}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*)(?P<rest>(?!(?P=mark))[.,]\d+)?", re.ASCII
)
_THIN = re.compile(r"(?<=\d)[\s\u00a0\u202f'](?=\d{3}(?!\d))")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_YES = frozenset({"true", "1", "yes", "y", "sí", "si", "sim", "s", "ja", "j"})
_NO = frozenset({"false", "0", "no", "n", "não", "nao", "nein"})
_LISTS = frozenset({AttributeType.LIST, AttributeType.LIST_MULTIPLE_VALUES})

Value = str | int | bool | list[str]


class ValueRefused(ValueError):
    """The text is no value of its type; the message says why, in the reader's language."""


@dataclass(frozen=True)
class ValueKind:
    """What values an attribute takes. `known` maps every way to write a value of its list, folded, to its code;
    `labels` its codes to what readers see.
    """

    type: str
    unit: str = ""
    max_length: int | None = None
    known: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_list(self) -> bool:
        return self.type in _LISTS


def fold(text: str) -> str:
    """How texts are compared: without regard to case and surplus spaces."""
    return " ".join(text.split()).casefold()


def read_value(kind: ValueKind, text: str) -> Value | None:
    """The value that a form's field or a file's cell writes; None for nothing. Raises ValueRefused."""
    text = _CONTROL.sub("", text).strip()
    return _READERS[kind.type](kind, text) if text else None


def check_value(kind: ValueKind, given: Any) -> Value | None:
    """The value that a call's JSON gives; null, "" and [] are none. Raises ValueRefused."""
    if given is None:
        return None
    if isinstance(given, list):
        return _several(kind, given)
    if isinstance(given, bool):
        if kind.type != AttributeType.BOOLEAN:
            raise ValueRefused(_("true and false stand for yes and no alone."))
        return given
    if isinstance(given, float):
        given = repr(given)
    if not isinstance(given, str | int | Decimal):
        raise ValueRefused(_("This must be text, a number or a list of codes."))
    return read_value(kind, str(given))


def write_value(value: Any) -> str:
    """A value as files and forms hold it: read again it is the same."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return SEPARATORS[0].join(value) if isinstance(value, list) else str(value)


def show_value(kind: ValueKind, value: Any) -> str:
    """A value as a reader sees it: the label of a list's value, yes or no, a number with its unit."""
    if kind.is_list:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(kind.labels.get(str(code), str(code)) for code in codes)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return f"{value} {kind.unit}" if kind.type == AttributeType.MEASUREMENT and kind.unit else str(value)


def known_texts(values: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Every way to write the values of a list: code first, then its labels; a code wins over another's label."""
    rows = [(code, list(labels)) for code, labels in values]
    found = {fold(label): code for code, labels in reversed(rows) for label in labels if label}
    return found | {fold(code): code for code, _labels in rows}


def _text(kind: ValueKind, text: str) -> str:
    return _bounded(" ".join(text.split()), kind.max_length or LONGEST_TEXT)


def _long_text(kind: ValueKind, text: str) -> str:
    return _bounded(text, kind.max_length or LONGEST_LONG_TEXT)


def _bounded(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueRefused(_("Too long: at most %(most)s characters.") % {"most": longest})
    return text


def _integer(kind: ValueKind, text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueRefused(_("“%(text)s” is no whole number.") % {"text": text[:40]})
    return int(re.split("[.,]", text)[0])


def _decimal(kind: ValueKind, text: str) -> str:
    """Point or comma parts the decimals; where both stand, or one twice, the first groups thousands."""
    plain = _THIN.sub("", text)
    if not _PLAIN.fullmatch(plain):
        grouped = _GROUPED.fullmatch(plain)
        if grouped is None:
            raise ValueRefused(_("“%(text)s” is no number.") % {"text": text[:40]})
        plain = grouped["whole"].replace(".", "").replace(",", "") + (grouped["rest"] or "")
    number = Decimal(plain.replace(",", "."))
    if len(number.as_tuple().digits) > MOST_DIGITS:
        raise ValueRefused(_("The number has too many digits."))
    written = f"{number:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _measurement(kind: ValueKind, text: str) -> str:
    if kind.unit and text.casefold().endswith(kind.unit.casefold()):
        text = text[: -len(kind.unit)].strip()
    return _decimal(kind, text)


def _boolean(kind: ValueKind, text: str) -> bool:
    folded = fold(text)
    if folded not in _YES | _NO:
        raise ValueRefused(_("“%(text)s” is neither yes nor no.") % {"text": text[:40]})
    return folded in _YES


def _date(kind: ValueKind, text: str) -> str:
    try:
        if found := _DAY_FIRST.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return datetime.fromisoformat(text).date().isoformat()
    except ValueError as error:
        raise ValueRefused(_("“%(text)s” is no date, such as 2026-03-31.") % {"text": text[:40]}) from error


def _link(kind: ValueKind, text: str) -> str:
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fits = False
    if not fits or re.search(r"\s", text):
        raise ValueRefused(_("This is no address that begins with http:// or https://."))
    return _bounded(text, LONGEST_LINK)


def _one_of(kind: ValueKind, text: str) -> str:
    code = kind.known.get(fold(text))
    if code is None:
        raise ValueRefused(_("“%(text)s” is not in the list of values.") % {"text": text[:40]})
    return code


def _several_of(kind: ValueKind, text: str) -> list[str]:
    if fold(text) in kind.known:
        return [kind.known[fold(text)]]
    mark = next((sign for sign in SEPARATORS if sign in text), SEPARATORS[0])
    return _distinct(kind, (part for part in text.split(mark) if part.strip()))


def _several(kind: ValueKind, given: list[Any]) -> list[str] | None:
    if kind.type != AttributeType.LIST_MULTIPLE_VALUES:
        raise ValueRefused(_("This takes one value."))
    return _distinct(kind, (str(each) for each in given)) or None


def _distinct(kind: ValueKind, texts: Iterable[str]) -> list[str]:
    codes = list(dict.fromkeys(_one_of(kind, text) for text in texts))
    if len(codes) > MOST_OF_A_LIST:
        raise ValueRefused(_("At most %(most)s values.") % {"most": MOST_OF_A_LIST})
    return codes


_READERS: Mapping[str, Callable[[ValueKind, str], Value]] = {
    AttributeType.TEXT: _text,
    AttributeType.LONG_TEXT: _long_text,
    AttributeType.INTEGER: _integer,
    AttributeType.DECIMAL: _decimal,
    AttributeType.MEASUREMENT: _measurement,
    AttributeType.BOOLEAN: _boolean,
    AttributeType.DATE: _date,
    AttributeType.LINK: _link,
    AttributeType.MEDIA: _link,
    AttributeType.LIST: _one_of,
    AttributeType.LIST_MULTIPLE_VALUES: _several_of,
}

"""Cells read into what COPY takes, or into a fault. Most columns say the same few things over and over: what was read
once is remembered, so that a cell costs one look-up.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from offers.imports.faults import fault
from offers.spreadsheets import unescape

NULL = "\\N"
_REMEMBERED = 50_000
_LARGEST = 10**6
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_AMOUNT = re.compile(r"(\d{1,8})(?:[.,](\d+))?", re.ASCII)
_TRUE, _FALSE = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no", ""})
_DAY_FIRST = re.compile(r"(\d{2})[/.](\d{2})[/.](\d{4})(.*)", re.ASCII)

Read = Callable[[Any], str]


class Memo(dict[Any, str]):
    """Remembers what a reader made of each cell; forgets all where there are too many, so that memory stays flat."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Any) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        value = self[cell] = self._read(cell)
        return value


def remembered(read: Read) -> Read:
    """The reader, that remembers what it read: for columns that say few different things."""
    return Memo(read).__getitem__


def copied(text: str) -> str:
    """Text as COPY takes it."""
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text) if _SPECIAL.search(text) else text


def sku(cell: str) -> str:
    """A shop's own number."""
    if 0 < len(cell) <= 64 and cell.isprintable() and cell[0] not in "' " and cell[-1] != " " and "\\" not in cell:
        return cell
    text = unescape(cell.strip())
    if not text:
        return fault("SKU_MISSING")
    return copied(text) if len(text) <= 64 else fault("SKU_TOO_LONG")


def text(longest: int) -> Read:
    """A text; empty where the cell is."""

    def read(cell: str) -> str:
        plain = unescape(cell.strip())
        return copied(plain) if len(plain) <= longest else fault("TEXT_TOO_LONG", str(longest))

    return read


def plain_amount(cell: str, *, digits: int) -> str | None:
    """An amount above 0 as digits with a point; None where the cell is none, or has more decimals than the money."""
    found = _AMOUNT.fullmatch(unescape(cell.strip()))
    if found is None:
        return None
    decimals = (found[2] or "").rstrip("0")
    if len(decimals) > digits or not (found[1] + decimals).strip("0"):
        return None
    whole = str(int(found[1]))
    return f"{whole}.{decimals.ljust(2, '0')}"


def amount(digits: int) -> Read:
    """An amount of money with so many decimals; empty is null."""
    code = "NO_AMOUNT" if digits else "NO_AMOUNT_WHOLE"

    def read(cell: str) -> str:
        whole, _point, decimals = cell.partition(".")
        # As nearly all are written; the long way below comes to the same.
        if 0 < len(decimals) <= digits and 0 < len(whole) < 9 and whole[0] != "0" and cell.isascii():
            if whole.isdigit() and decimals.isdigit():
                return cell
        elif not cell.strip():
            return NULL
        return plain_amount(cell, digits=digits) or fault(code, cell)

    return read


def number(code: str, least: int = 0, most: int = _LARGEST, *, empty: str = NULL) -> Read:
    """A whole number within bounds; `empty` stands for an empty cell. 12.0 is what spreadsheets make of 12."""

    def read(cell: str) -> str:
        plain = unescape(cell.strip()).removesuffix(".0")
        if not plain:
            return empty
        if plain.isascii() and plain.isdigit() and len(plain) <= 12 and least <= int(plain) <= most:
            return str(int(plain))
        return fault(code, cell)

    return read


def boolean(cell: str) -> str:
    """True or false; empty is false."""
    plain = cell.strip().lower()
    if plain in _TRUE:
        return "t"
    return "f" if plain in _FALSE else fault("NO_BOOLEAN", cell)


def iso_moment(cell: str, zone: tzinfo) -> str | None:
    """A moment in UTC; one that names no zone is of `zone`, a bare date its midnight there. None where it is none."""
    plain = unescape(cell.strip())
    if found := _DAY_FIRST.fullmatch(plain):
        plain = f"{found[3]}-{found[2]}-{found[1]}{found[4]}"
    try:
        when = datetime.fromisoformat(plain)
        aware = (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return aware.isoformat() if 1970 <= aware.year <= 9000 else None


def moment(zone: tzinfo) -> Read:
    """A moment; empty is null."""

    def read(cell: str) -> str:
        if not cell.strip():
            return NULL
        return iso_moment(cell, zone) or fault("NO_DATE", cell)

    return read


def one_of(values: Mapping[str, str], code: str) -> Read:
    """What the cell's code stands for; empty is null."""

    def read(cell: str) -> str:
        plain = unescape(cell.strip())
        if not plain:
            return NULL
        return values.get(plain) or fault(code, plain)

    return read


def deleting(cell: str) -> str:
    """Whether the row takes its offer out of the shop."""
    plain = cell.strip().lower()
    if plain == "delete":
        return "t"
    return "f" if plain in ("", "update") else fault("NO_DELETE", cell)


# Kinds of product numbers, and the letter that stands for each in the staging table.
_GTIN_TYPES = frozenset({"EAN", "UPC", "ISBN", "GTIN", "EAN13", "EAN-13", "UPC-A", "ISBN13", "ISBN-13", "GTIN13"})
GTIN, PRODUCT_SKU, SHOP_SKU = "G", "K", "S"


def product(cells: tuple[str, str]) -> str:
    """Kind and number of a product, as two values; both null where the cell is empty."""
    code, kind = cells
    if kind == "EAN" and len(code) == 13 and code.isdigit() and code.isascii():
        return f"G\t{code}"
    return _product(unescape(code.strip()), kind.strip().upper())


def _product(code: str, kind: str) -> str:
    if not code:
        return "\\N\t\\N"
    if len(code) > 64:
        return fault("PRODUCT_UNKNOWN", code)
    if kind in _GTIN_TYPES:
        return f"{GTIN}\t{_padded(code)}"
    if kind in ("SKU", ""):
        return f"{PRODUCT_SKU}\t{copied(code)}"
    return f"{SHOP_SKU}\t{copied(code)}" if kind == "SHOP_SKU" else fault("PRODUCT_TYPE_UNKNOWN", kind)


def _padded(code: str) -> str:
    """The number as it would be kept were its last digit right: a wrong one is found nowhere."""
    digits = code.replace("-", "").replace(" ", "").removesuffix(".0")
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (8, 12, 13, 14):
        return copied(code)
    if len(digits) == 8:
        return digits
    padded = digits.zfill(14)
    if padded.startswith("000000"):
        return padded[6:]
    return padded[1:] if padded.startswith("0") else padded

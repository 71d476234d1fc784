"""All prices of an offer in one cell, as JSON: OF24's `all_prices`, and the same in XML. What is told of the reduction
outside of the list and in it must agree; nothing of either is dropped.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson

from offers.imports.cells import NULL, copied
from offers.imports.faults import fault
from offers.imports.price_cells import CellReader, dumped
from offers.imports.pricing import SINGLE, Wrong, has_dates
from offers.models import MOST_PRICES

# Read together with the list: what they say of the price of all is told in the list once more.
BESIDE = ("price", "discount-price", "discount-start-date", "discount-end-date", "price-ranges", "discount-ranges")
STAGED = (
    ("discount_price", "numeric"),
    ("discount_starts_at", "timestamptz"),
    ("discount_ends_at", "timestamptz"),
    ("given_prices", "jsonb"),
)
_PLAIN = ("discount_price", "discount_starts_at", "discount_ends_at")
# Where a price holds instead of that of all.
_PLACES = ("channel_codes", "start_date", "end_date")
# Who buys for less: an offer here has no such prices.
_CUSTOMERS = ("customer_group_ids", "customer_organization_ids")


class ListedPrices:
    """The list, and what stands beside it, as four values."""

    def __init__(self, channels: Collection[str], reader: CellReader) -> None:
        self._channels, self._reader = channels, reader

    def __call__(self, cells: Sequence[str]) -> str:
        if not any(cells[1:]):
            return "\t".join([NULL] * len(STAGED))
        try:
            return self._read(dict(zip(BESIDE, cells, strict=False)), _rows(cells[-1]))
        except Wrong as wrong:
            return fault(wrong.code, wrong.detail)

    def price(self, cells: Sequence[str]) -> str:
        """The cell of the price, beside the list, as the price that the offer is to have."""
        cell, listed = cells
        try:
            return origin_told(self._reader, cell, _rows(listed))
        except Wrong:
            return cell  # told where the list itself is read

    def _read(self, beside: Mapping[str, str], rows: list[dict[str, Any]]) -> str:
        if len(rows) > MOST_PRICES:
            raise Wrong("TOO_MANY_PRICES")
        base = self._reader.price({**beside, "price": ""})
        bases, others = [], []
        for row in rows:
            price, channels = self._price(row), self._channels_of(row)
            if channels or has_dates(price):
                if price["price"] is None:
                    raise _unpriced(row, channels)
                others += [{**price, "channel": channel} for channel in channels or [""]]
            else:
                bases.append(price)
        if len(bases) > 1:
            raise Wrong("PRICE_TWICE")
        if bases:
            self._check_price(origin_told(self._reader, beside["price"], rows), bases[0]["price"])
            base = _joined(base, bases[0])
        given = {
            "ranges": base["ranges"],
            "reduced": base["reduced"],
            "list": others,
            # As OF21 tells them, dated ones too: then what is not there is none.
            "is_all": any("context" in row for row in rows),
        }
        return "\t".join([*(NULL if base[name] is None else copied(base[name]) for name in _PLAIN), dumped(given)])

    def _price(self, row: Mapping[str, Any]) -> dict[str, Any]:
        context = row.get("context") or {}
        volumes = row.get("volume_prices") or []
        if not isinstance(context, dict) or not isinstance(volumes, list):
            raise Wrong("PRICES_WRONG", _text(context or volumes))
        if any(context.get(name) or row.get(name) for name in _CUSTOMERS):
            raise Wrong("CUSTOMER_PRICES")
        if not all(isinstance(each, dict) for each in volumes):
            raise Wrong("PRICES_WRONG", _text(volumes))
        price = self._reader.price(
            {
                "price": _text(row.get("unit_origin_price")),
                "discount-price": _text(row.get("unit_discount_price")),
                "discount-start-date": _text(row.get("discount_start_date")),
                "discount-end-date": _text(row.get("discount_end_date")),
                "price-ranges": _ranges(volumes, "unit_origin_price"),
                "discount-ranges": _ranges(volumes, "unit_discount_price"),
                "start-date": _dated(row, "start_date"),
                "end-date": _dated(row, "end_date"),
            }
        )
        return {**price, "price": price["price"] or price["ranges"].get(SINGLE)}

    def _channels_of(self, row: Mapping[str, Any]) -> list[str]:
        context = row.get("context") or {}
        codes = context.get("channel_codes") or row.get("channel_codes") or row.get("channel_code") or []
        channels = [_text(code) for code in codes] if isinstance(codes, list) else [_text(codes)]
        unknown = next((code for code in channels if code not in self._channels), None)
        if unknown is not None:
            raise Wrong("CHANNEL_UNKNOWN", unknown)
        return channels

    def _check_price(self, cell: str, listed: str | None) -> None:
        """A price that is none is told where the price itself is read."""
        if listed is None:
            return
        try:
            price = self._reader.amount(cell)
        except Wrong:
            return
        if price is not None:
            _same(Decimal, price, listed, "PRICES_DIFFER")


def _dated(row: Mapping[str, Any], name: str) -> str:
    return _text((row.get("context") or {}).get(name) or row.get(name))


def _unpriced(row: Mapping[str, Any], channels: Sequence[str]) -> Wrong:
    """What is wrong with a channel or a time that no price is given for."""
    if channels:
        return Wrong("CHANNEL_PRICE_MISSING", channels[0])
    return Wrong("PERIOD_PRICE_MISSING", " – ".join(_dated(row, name) or "…" for name in ("start_date", "end_date")))


def _rows(cell: str) -> list[dict[str, Any]]:
    try:
        rows = orjson.loads(cell) if cell.strip() else []
    except orjson.JSONDecodeError as error:
        raise Wrong("PRICES_WRONG", cell) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Wrong("PRICES_WRONG", cell)
    return rows


def origin_told(reader: CellReader, cell: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The price that the offer has, of a list as OF21 tells it. There `price` is what held when it was told: reduced,
    or that of a channel or a time.
    """
    told = [row for row in rows if isinstance(row.get("context"), dict)]
    base = next((row for row in told if not any(row["context"].get(name) for name in _PLACES)), {})
    try:
        price, origin = reader.amount(cell), reader.amount(_text(base.get("unit_origin_price")))
        held = {reader.amount(_text(row.get("price"))) for row in told}
    except Wrong:
        return cell
    return origin if origin and price in held else cell


def _joined(base: Mapping[str, Any], listed: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of the price of all, by either. Raises Wrong where both say something, and not the same."""
    joined = dict(base)
    for name in _PLAIN:
        joined[name] = listed[name] if base[name] is None else base[name]
        if base[name] is not None and listed[name] is not None:
            _same(Decimal if name == "discount_price" else str, base[name], listed[name], "DISCOUNTS_DIFFER")
    for name, code in (("ranges", "PRICES_DIFFER"), ("reduced", "DISCOUNTS_DIFFER")):
        for quantity in base[name].keys() & listed[name].keys():
            _same(Decimal, base[name][quantity], listed[name][quantity], code)
        joined[name] = {**listed[name], **base[name]}
    return joined


def _same(kind: Callable[[str], Any], one: str, other: str, code: str) -> None:
    if kind(one) != kind(other):
        raise Wrong(code, f"{one}, {other}")


def _ranges(volumes: Sequence[Mapping[str, Any]], name: str) -> str:
    pairs = [(each.get("quantity_threshold"), each.get(name)) for each in volumes]
    return ",".join(f"{_text(quantity)}|{_text(price)}" for quantity, price in pairs if price not in (None, ""))


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()

"""Prices of several cells: volume prices, prices by channel, and OF24's list. Read into the JSON that offers keep."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson
from django.utils.translation import gettext as _

from offers.imports.cells import copied, iso_moment, plain_amount
from offers.imports.faults import fault
from offers.spreadsheets import unescape

_MOST_RANGES, _LARGEST, _MOST_PRICES = 50, 10**6, 50
Volumes = list[dict[str, Any]]


class Wrong(Exception):
    """A fault among the cells: its code, and a detail for the reader."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def read_volumes(ranges: str, reduced: str, digits: int) -> Volumes:
    """`5|9.50,10|8`: what a piece costs from five and from ten on, and the same reduced. Raises Wrong."""
    prices, discounts = _pairs(ranges, digits), _pairs(reduced, digits)
    if not prices:
        return []
    if unknown := set(discounts) - set(prices):
        raise Wrong("RANGES_WRONG", _("no price from %(quantity)s on.") % {"quantity": min(unknown)})
    for quantity, price in discounts.items():
        if Decimal(price) >= Decimal(prices[quantity]):
            raise Wrong("DISCOUNT_NOT_BELOW")
    return [
        {"quantity": quantity, "price": prices[quantity], "discount_price": discounts.get(quantity)}
        for quantity in sorted(prices)
    ]


def _pairs(cell: str, digits: int) -> dict[int, str]:
    found: dict[int, str] = {}
    parts = [part for part in unescape(cell.strip()).split(",") if part.strip()]
    for part in parts:
        quantity, _bar, price = part.partition("|")
        amount = plain_amount(price, digits=digits)
        number = int(quantity) if quantity.strip().isdecimal() and len(quantity.strip()) < 8 else 0
        if amount is None or not 1 <= number <= _LARGEST or number in found:
            raise Wrong("NO_RANGES", cell)
        if number > 1:  # from one piece on it is the price itself
            found[number] = amount
    if len(found) > _MOST_RANGES:
        raise Wrong("NO_RANGES", cell)
    return found


class VolumeCells:
    """price-ranges and discount-ranges."""

    def __init__(self, digits: int) -> None:
        self._digits = digits

    def __call__(self, cells: tuple[str, str]) -> str:
        try:
            return dumped(read_volumes(*cells, self._digits))
        except Wrong as wrong:
            return fault(wrong.code, wrong.detail)


class ChannelCells:
    """`price[channel=ES]` and its neighbours, of all channels at once: for each six cells, in the order of CHANNEL."""

    def __init__(self, channels: Sequence[str], digits: int) -> None:
        self._channels, self._digits = channels, digits

    def __call__(self, cells: tuple[str, ...]) -> str:
        try:
            size = len(CHANNEL)
            groups = [cells[place : place + size] for place in range(0, len(self._channels) * size, size)]
            pairs = zip(self._channels, groups, strict=True)
            return dumped([price for code, group in pairs if (price := self._price(code, group))])
        except Wrong as wrong:
            return fault(wrong.code, wrong.detail)

    def _price(self, channel: str, cells: Sequence[str]) -> dict[str, Any] | None:
        given = dict(zip(CHANNEL, cells, strict=True))
        if not any(cell.strip() for cell in cells):
            return None
        if not given["price"].strip():
            raise Wrong("CHANNEL_PRICE_MISSING", channel)
        return read_price(given, self._digits, channel=channel)


CHANNEL = ("price", "discount-price", "discount-start-date", "discount-end-date", "price-ranges", "discount-ranges")


def read_price(given: Mapping[str, str], digits: int, *, channel: str = "") -> dict[str, Any]:
    """One price as offers keep it, out of cells by their column. Raises Wrong."""
    price = _amount(given.get("price", ""), digits)
    reduced = _optional_amount(given.get("discount-price", ""), digits)
    dates = {name: _moment(given.get(name, "")) for name in _DATES}
    if price is None:
        raise Wrong("PRICE_MISSING")
    if reduced is not None and Decimal(reduced) >= Decimal(price):
        raise Wrong("DISCOUNT_NOT_BELOW")
    _check_order(dates["discount-start-date"], dates["discount-end-date"], "DISCOUNT_DATES")
    _check_order(dates["start-date"], dates["end-date"], "PRICE_DATES")
    return {
        "channel": channel,
        "starts_at": dates["start-date"],
        "ends_at": dates["end-date"],
        "price": price,
        "discount_price": reduced,
        "discount_starts_at": dates["discount-start-date"],
        "discount_ends_at": dates["discount-end-date"],
        "volumes": read_volumes(given.get("price-ranges", ""), given.get("discount-ranges", ""), digits),
    }


_DATES = ("start-date", "end-date", "discount-start-date", "discount-end-date")


def _amount(cell: str, digits: int) -> str | None:
    return None if not cell.strip() else _sure_amount(cell, digits)


def _optional_amount(cell: str, digits: int) -> str | None:
    return _amount(cell, digits)


def _sure_amount(cell: str, digits: int) -> str:
    amount = plain_amount(cell, digits=digits)
    if amount is None:
        raise Wrong("NO_AMOUNT" if digits else "NO_AMOUNT_WHOLE", cell)
    return amount


def _moment(cell: str) -> str | None:
    if not cell.strip():
        return None
    found = iso_moment(cell)
    if found is None:
        raise Wrong("NO_DATE", cell)
    return found


def _check_order(start: str | None, end: str | None, code: str) -> None:
    if start and end and start >= end:
        raise Wrong(code)


class ListedPrices:
    """OF24's `all_prices`: volume prices of the price itself, and prices by channel, as two values."""

    def __init__(self, channels: Collection[str], digits: int) -> None:
        self._channels, self._digits = channels, digits

    def __call__(self, cell: str) -> str:
        if not cell.strip():
            return "[]\t[]"
        try:
            rows = orjson.loads(cell)
            return self._read([row for row in rows if isinstance(row, dict)])
        except (orjson.JSONDecodeError, TypeError):
            return fault("PRICES_WRONG", cell)
        except Wrong as wrong:
            return fault(wrong.code, wrong.detail)

    def _read(self, rows: list[dict[str, Any]]) -> str:
        if len(rows) > _MOST_PRICES:
            raise Wrong("TOO_MANY_PRICES")
        base: Volumes = []
        others = []
        for row in rows:
            channel = _text(row.get("channel_code"))
            if channel and channel not in self._channels:
                raise Wrong("CHANNEL_UNKNOWN", channel)
            price = read_price(_given(row), self._digits, channel=channel)
            if channel:
                others.append(price)
            else:
                base = price["volumes"]
        if len({price["channel"] for price in others}) != len(others):
            raise Wrong("PRICE_TWICE")
        return f"{dumped(base)}\t{dumped(others)}"


def _given(row: Mapping[str, Any]) -> dict[str, str]:
    """A row of all_prices as the cells that it would be."""
    volumes = row.get("volume_prices")
    volumes = [each for each in volumes if isinstance(each, dict)] if isinstance(volumes, list) else []
    return {
        "price": _text(row.get("unit_origin_price")),
        "discount-price": _text(row.get("unit_discount_price")),
        "discount-start-date": _text(row.get("discount_start_date")),
        "discount-end-date": _text(row.get("discount_end_date")),
        "price-ranges": _ranges(volumes, "unit_origin_price"),
        "discount-ranges": _ranges(volumes, "unit_discount_price"),
    }


def _ranges(volumes: Sequence[Mapping[str, Any]], name: str) -> str:
    pairs = [(each.get("quantity_threshold"), each.get(name)) for each in volumes]
    return ",".join(f"{_text(quantity)}|{_text(price)}" for quantity, price in pairs if price is not None)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def dumped(value: Any) -> str:
    """JSON as COPY takes it."""
    return copied(orjson.dumps(value).decode())

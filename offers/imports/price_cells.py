"""Cells that speak of prices, read into what `pricing` puts in the place of an offer's prices: those of the price by
quantity, and `price[channel=ES]` with its neighbours.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

import orjson

from offers.imports.cells import NULL, copied, iso_moment, plain_amount
from offers.imports.faults import fault
from offers.imports.pricing import Wrong
from offers.spreadsheets import unescape

_LARGEST = 10**6
# A channel's columns, and the key of each in what is given.
CHANNEL = {
    "price": "price",
    "discount-price": "discount_price",
    "discount-start-date": "discount_starts_at",
    "discount-end-date": "discount_ends_at",
    "price-ranges": "ranges",
    "discount-ranges": "reduced",
}
# As the seller API's own example spells it.
_ALSO = {"price-ranges": "prices-ranges"}
_BY_QUANTITY = ("ranges", "reduced")


@dataclass(frozen=True)
class CellReader:
    """Reads one cell. Empty is None or, of prices by quantity, none. Raises Wrong."""

    digits: int = 2
    zone: tzinfo = UTC

    def amount(self, cell: str) -> str | None:
        if not cell.strip():
            return None
        amount = plain_amount(cell, digits=self.digits)
        if amount is None:
            raise Wrong("NO_AMOUNT" if self.digits else "NO_AMOUNT_WHOLE", cell)
        return amount

    def moment(self, cell: str) -> str | None:
        if not cell.strip():
            return None
        found = iso_moment(cell, self.zone)
        if found is None:
            raise Wrong("NO_DATE", cell)
        return found

    def pairs(self, cell: str) -> dict[str, str]:
        """`5|9.50,10|8`: what a piece costs from five and from ten on."""
        found: dict[str, str] = {}
        for part in [part for part in unescape(cell.strip()).split(",") if part.strip()]:
            quantity, _bar, price = part.partition("|")
            amount = plain_amount(price, digits=self.digits)
            number = int(quantity) if quantity.strip().isdecimal() and len(quantity.strip()) < 8 else 0
            if amount is None or not 1 <= number <= _LARGEST or str(number) in found:
                raise Wrong("NO_RANGES", cell)
            found[str(number)] = amount
        return found

    def of(self, key: str) -> Callable[[str], Any]:
        """What reads the cell of that key."""
        if key in _BY_QUANTITY:
            return self.pairs
        return self.moment if key.endswith("_at") else self.amount

    def price(self, cells: Mapping[str, str]) -> dict[str, Any]:
        """Everything about one price, out of cells by their column; columns that are absent are empty."""
        given = {key: self.of(key)(cells.get(column, "")) for column, key in CHANNEL.items()}
        return {
            **given,
            "starts_at": self.moment(cells.get("start-date", "")),
            "ends_at": self.moment(cells.get("end-date", "")),
        }


@dataclass(frozen=True)
class PriceColumns:
    """Which prices the columns of a file speak of. `lists`: each row has the whole list, in one cell."""

    base: tuple[str, ...] = ()
    channels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    lists: bool = False
    # Column, channel or empty for the price of all, and key of each cell.
    cells: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def of(cls, columns: Collection[str], known: Collection[str]) -> "PriceColumns":
        """Of a file that has no list of prices."""
        named = channels_of(columns)
        base = [(column, "", CHANNEL[column]) for column in ("price-ranges", "discount-ranges") if column in columns]
        found = {channel: list(_cells_of(channel, columns)) for channel in named if channel in known}
        return cls(
            base=tuple(key for _column, _channel, key in base),
            channels={channel: tuple(key for _column, _channel, key in cells) for channel, cells in found.items()},
            unknown=tuple(channel for channel in named if channel not in known),
            cells=(*base, *(cell for cells in found.values() for cell in cells)),
        )


def _cells_of(channel: str, columns: Collection[str]) -> Iterator[tuple[str, str, str]]:
    for column, key in CHANNEL.items():
        spellings = (f"{name}[channel={channel}]" for name in (column, _ALSO.get(column, column)))
        found = next((name for name in spellings if name in columns), None)
        if found:
            yield found, channel, key


def channels_of(columns: Collection[str]) -> list[str]:
    """Channels that any column names, in their order."""
    starts = tuple(f"{name}[channel=" for name in (*CHANNEL, *_ALSO.values()))
    named = [column.partition("[channel=")[2] for column in columns if column.startswith(starts)]
    return list(dict.fromkeys(name[:-1] for name in named if name.endswith("]") and len(name) > 1))


class GivenCells:
    """What the cells of a row say, those that are empty left out; null where all are."""

    def __init__(self, columns: PriceColumns, reader: CellReader) -> None:
        self._cells = [(channel, key, reader.of(key)) for _column, channel, key in columns.cells]
        self._priced = [channel for channel, keys in columns.channels.items() if "price" in keys]

    def __call__(self, cells: Sequence[str] | str) -> str:
        given = (cells,) if isinstance(cells, str) else cells
        if not any(given):
            return NULL
        try:
            said = self._read(given)
        except Wrong as wrong:
            return fault(wrong.code, wrong.detail)
        return dumped(said) if said else NULL

    def _read(self, cells: Sequence[str]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        channels: dict[str, dict[str, Any]] = {}
        for (channel, key, read), cell in zip(self._cells, cells, strict=True):
            if cell.strip():
                (channels.setdefault(channel, {}) if channel else said)[key] = read(cell)
        for channel in self._priced:
            if channel in channels and "price" not in channels[channel]:
                raise Wrong("CHANNEL_PRICE_MISSING", channel)
        return {**said, "channels": channels} if channels else said


def dumped(value: Any) -> str:
    """JSON as COPY takes it."""
    return copied(orjson.dumps(value).decode())

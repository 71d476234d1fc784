"""The prices that an offer has, and what a row says of a part of them, put together. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from offers.imports.price_cells import PriceColumns
from offers.imports.pricing import Given, Kept, has_dates, put_price, put_prices


@dataclass(frozen=True)
class Said:
    """What a row says: its own price and reduction, as they will be, and what its other cells say of prices."""

    price: str
    base: Given = field(default_factory=dict)
    cells: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Merged:
    """What the offer will have; `base` is the price that holds everywhere."""

    base: dict[str, Any]
    others: list[dict[str, Any]]


def merge(columns: PriceColumns, said: Said, base: Kept, others: Sequence[Kept], at: datetime) -> Merged:
    """Put what a row says in the place of what the offer has. Raises Wrong."""
    ranges = {key: said.cells.get(key, {}) for key in columns.base}
    put = put_price(base, {**said.base, "price": said.price, **ranges}, at)
    if columns.lists:
        is_all = bool(said.cells.get("is_all"))
        given = said.cells.get("list", [])
        return Merged(put, put_prices(others, given, at, is_gone=lambda each: is_all or not has_dates(each)))
    whole = {channel for channel, keys in columns.channels.items() if "price" in keys}
    kept = {each["channel"] for each in others if not has_dates(each)}
    given = list(_of_channels(columns, said.cells.get("channels", {}), kept))
    return Merged(put, put_prices(others, given, at, is_gone=lambda e: e["channel"] in whole and not has_dates(e)))


def _of_channels(columns: PriceColumns, cells: Mapping[str, Any], kept: Collection[str]) -> list[dict[str, Any]]:
    """What is said of each channel's price, an empty cell too; one whose price is empty is to be none."""
    given = []
    for channel, keys in columns.channels.items():
        told = cells.get(channel)
        if told is None and ("price" in keys or channel not in kept):
            continue
        empty: dict[str, Any] = {key: {} if key in ("ranges", "reduced") else None for key in keys}
        given.append({**empty, **(told or {}), "channel": channel})
    return given

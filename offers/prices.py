"""What an offer costs: by channel, by time, by quantity. Pure; the rows hold these as JSON, amounts as strings.

An offer has a price that holds everywhere and always, and may have others that hold instead on some channel, for some
time, or both: one that names the channel goes before one that names none, then one that names a time. Each may be
reduced for a time and change from a quantity on. Times are from, included, to, excluded. Prices include tax.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """What one piece costs, and what it would without a reduction."""

    price: Decimal
    origin: Decimal

    @property
    def is_reduced(self) -> bool:
        return self.price < self.origin


@dataclass(frozen=True, slots=True)
class Volume:
    """The price of a piece for who buys that many, or more. `follows`: reduced alone, it costs what fewer pieces do."""

    quantity: int
    price: Decimal
    discount_price: Decimal | None = None
    follows: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Price:
    """One price. No channel: every one."""

    price: Decimal
    discount_price: Decimal | None = None
    discount_starts_at: datetime | None = None
    discount_ends_at: datetime | None = None
    volumes: tuple[Volume, ...] = ()
    channel: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.volumes:
            object.__setattr__(self, "volumes", follow(self.price, self.volumes))

    def holds(self, channel: str, at: datetime) -> bool:
        """Whether it may be asked on that channel at that moment."""
        return self.channel in ("", channel) and _is_within(self.starts_at, self.ends_at, at)

    def is_reduced(self, at: datetime) -> bool:
        """Whether its reduction runs at that moment, for single pieces or for some quantity."""
        reduced = self.discount_price is not None or any(each.discount_price is not None for each in self.volumes)
        return reduced and _is_within(self.discount_starts_at, self.discount_ends_at, at)

    def has_discount_ended(self, at: datetime) -> bool:
        """Whether its reduction is over for good: what it was holds nothing up any more."""
        return self.discount_ends_at is not None and self.discount_ends_at <= at

    def unit(self, quantity: int, at: datetime) -> UnitPrice:
        """What a piece costs for who buys so many."""
        origin, reduced = self.price, self.discount_price
        for volume in self.volumes:
            if volume.quantity <= quantity:
                origin, reduced = volume.price, volume.discount_price
        if reduced is None or reduced >= origin or not self.is_reduced(at):
            return UnitPrice(origin, origin)
        return UnitPrice(reduced, origin)


class Priced(Protocol):
    """An offer, or whatever has its columns."""

    @property
    def price(self) -> Decimal: ...
    @property
    def discount_price(self) -> Decimal | None: ...
    @property
    def discount_starts_at(self) -> datetime | None: ...
    @property
    def discount_ends_at(self) -> datetime | None: ...
    @property
    def volume_prices(self) -> Any: ...
    @property
    def other_prices(self) -> Any: ...


def prices_of(offer: Priced) -> list[Price]:
    """All of an offer's prices; first that which holds where no other does."""
    return [base_price(offer), *read_prices(offer.other_prices)]


def base_price(offer: Priced) -> Price:
    """The price that holds where no other does."""
    return Price(
        price=offer.price,
        discount_price=offer.discount_price,
        discount_starts_at=offer.discount_starts_at,
        discount_ends_at=offer.discount_ends_at,
        volumes=read_volumes(offer.volume_prices, offer.price),
    )


def price_for(offer: Priced, *, channel: str, at: datetime) -> Price:
    """The price that holds on a channel at a moment."""
    if not offer.other_prices:
        return base_price(offer)
    found = [each for each in read_prices(offer.other_prices) if each.holds(channel, at)]
    return max(found, key=_nearness, default=None) or base_price(offer)


def unit_price(offer: Priced, *, channel: str, quantity: int, at: datetime) -> UnitPrice:
    """What a piece costs on a channel at a moment for who buys so many, before any promotion."""
    return price_for(offer, channel=channel, at=at).unit(quantity, at)


def read_volumes(rows: Iterable[Mapping[str, Any]], price: Decimal) -> tuple[Volume, ...]:
    """Volumes as rows hold them, by quantity; `price` is that of single pieces. One without a price follows it."""
    found = (_volume(row, price) for row in rows)
    return follow(price, sorted(found, key=lambda each: each.quantity))


def follow(price: Decimal, volumes: Iterable[Volume]) -> tuple[Volume, ...]:
    """The volumes, rising, with this price of single pieces: those that follow cost what fewer pieces do."""
    found: list[Volume] = []
    for each in volumes:
        origin = found[-1].price if found else price
        found.append(replace(each, price=origin) if each.follows else each)
    return tuple(found)


def write_volumes(volumes: Iterable[Volume], price: Decimal) -> list[dict[str, Any]]:
    """Volumes as rows hold them; `price` is that of single pieces. What is reduced alone has no price of its own: once
    the reduction is over it costs what fewer pieces cost then.
    """
    written, origin = [], price
    for each in sorted(volumes, key=lambda each: each.quantity):
        follows = each.discount_price is not None and each.price == origin
        kept = None if follows else str(each.price)
        written.append({"quantity": each.quantity, "price": kept, "discount_price": _text(each.discount_price)})
        origin = each.price
    return written


def read_prices(rows: Iterable[Mapping[str, Any]]) -> list[Price]:
    """Prices as rows hold them."""
    return [
        Price(
            price=Decimal(row["price"]),
            discount_price=_amount(row.get("discount_price")),
            discount_starts_at=_moment(row.get("discount_starts_at")),
            discount_ends_at=_moment(row.get("discount_ends_at")),
            volumes=read_volumes(row.get("volumes") or (), Decimal(row["price"])),
            channel=row.get("channel") or "",
            starts_at=_moment(row.get("starts_at")),
            ends_at=_moment(row.get("ends_at")),
        )
        for row in rows
    ]


def write_prices(prices: Sequence[Price]) -> list[dict[str, Any]]:
    """Prices as rows hold them."""
    return [
        {
            "channel": each.channel,
            "starts_at": _iso(each.starts_at),
            "ends_at": _iso(each.ends_at),
            "price": str(each.price),
            "discount_price": _text(each.discount_price),
            "discount_starts_at": _iso(each.discount_starts_at),
            "discount_ends_at": _iso(each.discount_ends_at),
            "volumes": write_volumes(each.volumes, each.price),
        }
        for each in prices
    ]


def _volume(row: Mapping[str, Any], price: Decimal) -> Volume:
    own = _amount(row["price"])
    return Volume(int(row["quantity"]), own or price, _amount(row.get("discount_price")), own is None)


def _nearness(price: Price) -> tuple[bool, bool]:
    return bool(price.channel), price.starts_at is not None or price.ends_at is not None


def _is_within(start: datetime | None, end: datetime | None, at: datetime) -> bool:
    return (start is None or start <= at) and (end is None or at < end)


def _amount(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

"""What becomes of an offer's prices by what a file says of them. Pure; amounts are texts, as offers keep them.

What a file does not speak of stays: a price of a channel, one with dates, a reduction, a quantity.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from offers.models import MOST_PRICES, MOST_VOLUMES

# A price as offers keep it, with `volumes`; and what a file says of one: any of its keys, and in place of `volumes`
# `ranges` and `reduced`, amounts by quantity, single pieces among them.
Kept = Mapping[str, Any]
Given = Mapping[str, Any]

SINGLE = "1"
_DATES = ("starts_at", "ends_at")


class Wrong(Exception):
    """A fault among the cells: its code, and a detail for the reader."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def put_price(kept: Kept | None, given: Given, at: datetime) -> dict[str, Any]:
    """What a price becomes. A reduction that has ended by `at` may be anything. Raises Wrong."""
    price = given.get("price") or (kept or {}).get("price")
    if price is None:
        raise Wrong("PRICE_MISSING")
    ranges = given["ranges"] if "ranges" in given else _own_ranges(kept)
    if Decimal(ranges.get(SINGLE) or price) != Decimal(price):
        raise Wrong("PRICES_DIFFER", f"{price}, {ranges[SINGLE]}")
    put = {
        "channel": _of("channel", given, kept) or "",
        "starts_at": _of("starts_at", given, kept),
        "ends_at": _of("ends_at", given, kept),
        "price": price,
        "discount_price": _discount(given, kept),
        "discount_starts_at": _of("discount_starts_at", given, kept),
        "discount_ends_at": _of("discount_ends_at", given, kept),
        "volumes": _volumes(price, ranges, given["reduced"] if "reduced" in given else _reduced(kept)),
    }
    _check(put, at)
    return put


def put_prices(
    kept: Sequence[Kept],
    given: Sequence[Given],
    at: datetime,
    *,
    is_gone: Callable[[Kept], bool],
) -> list[dict[str, Any]]:
    """What prices by channel and time become: those given in the place of their own kind, others unless they are gone.

    Raises Wrong.
    """
    waiting = {_place(each): each for each in given}
    if len(waiting) < len(given):
        raise Wrong("PRICE_TWICE")
    put = []
    for each in kept:
        mine = waiting.pop(_place(each), None)
        if mine is not None:
            put.append(put_price(each, mine, at))
        elif not is_gone(each):
            put.append(dict(each))
    for each in waiting.values():
        if each.get("price") is None:
            raise Wrong("CHANNEL_PRICE_MISSING", each["channel"])
        put.append(put_price(None, each, at))
    if len(put) >= MOST_PRICES:
        raise Wrong("TOO_MANY_PRICES")
    return put


def has_dates(price: Kept) -> bool:
    """Whether it holds for a time alone."""
    return any(price.get(name) for name in _DATES)


def has_ended(moment: str | datetime | None, at: datetime) -> bool:
    """Whether a reduction with that end is over."""
    if not moment:
        return False
    return (datetime.fromisoformat(moment) if isinstance(moment, str) else moment) <= at


def _of(name: str, given: Given, kept: Kept | None) -> Any:
    return given[name] if name in given else (kept or {}).get(name)


def _discount(given: Given, kept: Kept | None) -> str | None:
    """The reduced price of single pieces, which its own cell and the reduced prices by quantity may name."""
    among: str | None = given.get("reduced", {}).get(SINGLE)
    named: str | None = given.get("discount_price")
    if among is None or named is None:
        alone = among or named
        return alone if alone or "discount_price" in given else (kept or {}).get("discount_price")
    if Decimal(among) != Decimal(named):
        raise Wrong("DISCOUNTS_DIFFER", f"{named}, {among}")
    return named


def _own_ranges(kept: Kept | None) -> dict[str, str]:
    """Prices by quantity that differ from that of fewer pieces: others say nothing, and follow a new price."""
    found: dict[str, str] = {}
    former: str | None = (kept or {}).get("price")
    for each in (kept or {}).get("volumes", ()):
        if each["price"] is not None and (former is None or Decimal(each["price"]) != Decimal(former)):
            found[str(each["quantity"])] = former = each["price"]
    return found


def _reduced(kept: Kept | None) -> dict[str, str]:
    volumes = (kept or {}).get("volumes", ())
    return {str(each["quantity"]): each["discount_price"] for each in volumes if each["discount_price"] is not None}


def _volumes(price: str, ranges: Mapping[str, str], reduced: Mapping[str, str]) -> list[dict[str, Any]]:
    """From each quantity on. Where it is reduced alone, it has no price: it costs what fewer pieces will cost."""
    found, origin = [], price
    for quantity in sorted({*map(int, ranges), *map(int, reduced)} - {1}):
        own, less = ranges.get(str(quantity)), reduced.get(str(quantity))
        if less is not None and own is not None and Decimal(own) == Decimal(origin):
            own = None
        origin = own or origin
        found.append({"quantity": quantity, "price": own, "discount_price": less})
    if len(found) > MOST_VOLUMES:
        raise Wrong("RANGES_WRONG", _("at most %(most)s quantities are allowed.") % {"most": MOST_VOLUMES})
    return found


def _check(price: Kept, at: datetime) -> None:
    for start, end, code in (
        ("discount_starts_at", "discount_ends_at", "DISCOUNT_DATES"),
        ("starts_at", "ends_at", "PRICE_DATES"),
    ):
        if price[start] and price[end] and _moment(price[start]) >= _moment(price[end]):
            raise Wrong(code)
    if has_ended(price["discount_ends_at"], at):
        return
    if any(Decimal(reduced) >= Decimal(origin) for origin, reduced in _reductions(price)):
        raise Wrong("DISCOUNT_NOT_BELOW")


def _reductions(price: Kept) -> Iterator[tuple[str, str]]:
    origin = price["price"]
    for each in (price, *price["volumes"]):
        origin = each["price"] or origin
        if each["discount_price"] is not None:
            yield origin, each["discount_price"]


def _moment(value: str | datetime) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _place(price: Given) -> tuple[str, datetime | None, datetime | None]:
    """Where a price holds: of each place an offer has one."""
    start, end = (price.get(name) for name in _DATES)
    return price.get("channel") or "", _moment(start) if start else None, _moment(end) if end else None

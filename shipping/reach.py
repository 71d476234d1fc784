"""How far a change of a shop's shipping reaches, as upper apps know it: offers that it moves, orders that it leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shipping.freight import ParcelLine


@dataclass(frozen=True)
class OfferCounts:
    """A shop's offers, and how many of them have a lead time of their own (R087)."""

    total: int = 0
    with_own_time: int = 0


@dataclass(frozen=True)
class Goods:
    """One piece of an offer, to show a promise with; `lead_time_days` is its own, None for the shop's."""

    label: str
    line: ParcelLine
    lead_time_days: int | None = None


CountOffers = Callable[[int], OfferCounts]
FindGoods = Callable[[int, int | None], Goods | None]
CountOrders = Callable[[int, datetime, datetime], int]

_count_offers: list[CountOffers] = []
_find_goods: list[FindGoods] = []
_count_orders: list[CountOrders] = []


def register_offers(count: CountOffers, find: FindGoods) -> None:
    """`count(shop_id)`; `find(shop_id, offer_id)`, of any offer for None. Called at start; again replaces it."""
    _count_offers[:], _find_goods[:] = [count], [find]


def register_orders(count: CountOrders) -> None:
    """`count(shop_id, begin, end)`: open orders that are to ship in between. Called at start; again replaces it."""
    _count_orders[:] = [count]


def count_offers(shop_id: int) -> OfferCounts:
    """What the shop offers."""
    return next((count(shop_id) for count in _count_offers), OfferCounts())


def find_goods(shop_id: int, offer_id: int | None = None) -> Goods | None:
    """One piece of that offer, or of any; None where there is none."""
    return next((find(shop_id, offer_id) for find in _find_goods), None)


def count_open_orders(shop_id: int, begin: datetime, end: datetime) -> int:
    """Orders that are to ship in that time and have not."""
    return sum(count(shop_id, begin, end) for count in _count_orders)

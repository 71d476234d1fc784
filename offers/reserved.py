"""Pieces of an offer that open orders have taken from its stock, as the app of orders counts them."""

from collections.abc import Callable

CountReserved = Callable[[int], int]

_count: list[CountReserved] = []


def register(count: CountReserved) -> None:
    """`count(offer_id)`, asked inside the shop's scope. Called at start; again replaces it."""
    _count[:] = [count]


def count_reserved(offer_id: int) -> int:
    """Pieces ordered and not yet sent; they are out of the stock already."""
    return _count[0](offer_id) if _count else 0

"""Stock as orders take it, and offers as sellers write them."""

from offers.services.stock import give_back_stock, lock_offers, take_stock

__all__ = ["give_back_stock", "lock_offers", "take_stock"]

"""How many offers a list has, without counting a shop's millions on every page."""

from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from marketplace.tenancy import scoped_shop_id

# Counted anew each time to here: a few milliseconds.
EXACT_TO = 10_000
# Seconds for which a longer count is told again.
_KEPT_SECONDS = 60


def total_of(offers: QuerySet[Any]) -> int:
    """The number of rows; beyond ten thousand it may be a minute old. Within a shop's scope."""
    plain = offers.order_by()
    few: int = plain.values("pk")[: EXACT_TO + 1].count()
    if few <= EXACT_TO:
        return few
    query = f"{scoped_shop_id()} {plain.query}"
    key = f"offers.total.{sha256(query.encode()).hexdigest()}"
    known: int | None = cache.get(key)
    if known is None:
        known = plain.count()
        cache.set(key, known, _KEPT_SECONDS)
    return known

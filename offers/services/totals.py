"""How many offers a list has, without counting a shop's millions on every page."""

import logging
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from redis.exceptions import RedisError

from marketplace.tenancy import scoped_shop_id

logger = logging.getLogger(__name__)

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
    try:
        known: int | None = cache.get_or_set(key, plain.count, _KEPT_SECONDS)
    except RedisError as error:
        logger.warning("The cache is away, a long list is counted: %s", error)
        known = None
    return plain.count() if known is None else known

"""Who counts a shop's days: one at a time, and nobody while everything is counted anew."""

from collections.abc import Iterable

from django.db import connection

_CLASS = 0x0FAC75
_EVERYTHING = 0
_LARGEST = 2**31 - 1


def try_to_lock(shop_ids: Iterable[int]) -> list[int]:
    """The shops among these that nobody else counts just now, kept for this transaction; none while all are counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s, %s)", [_CLASS, _EVERYTHING])
        if not cursor.fetchone()[0]:
            return []
        shops = sorted(set(shop_ids))
        cursor.execute(
            "SELECT shop FROM unnest(%s::bigint[], %s::int[]) AS wanted(shop, key)"
            " WHERE pg_try_advisory_xact_lock(%s, key)",
            [shops, [_key(shop) for shop in shops], _CLASS],
        )
        return [shop for (shop,) in cursor.fetchall()]


def wait_for_lock(shop_id: int | None) -> None:
    """Wait until nobody counts the shop (None: any shop), and keep it for this transaction."""
    with connection.cursor() as cursor:
        if shop_id is None:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_CLASS, _EVERYTHING])
        else:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [_CLASS, _EVERYTHING])
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_CLASS, _key(shop_id)])


def _key(shop_id: int) -> int:
    """Two shops may share a key: they then wait for each other, no more. Never that of everything."""
    return shop_id % _LARGEST + 1

"""The feed of news, in order and without gaps.

Ids of the database have gaps and become visible out of order, since a transaction takes its id before it commits. So a
row gets its position when it is first read, under a lock of its own: what commits later comes behind all that was read.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from marketplace.outbox.models import StorefrontEvent

# Any number that no other advisory lock of ours uses.
_LOCK = 7_400_001
_NUMBER = """
    WITH top AS (SELECT coalesce(max(position), 0) AS position FROM outbox_storefrontevent),
    fresh AS (SELECT id, row_number() OVER (ORDER BY id) AS place FROM outbox_storefrontevent WHERE position IS NULL)
    UPDATE outbox_storefrontevent event SET position = top.position + fresh.place
    FROM fresh, top WHERE event.id = fresh.id
"""


@dataclass(frozen=True)
class FeedPage:
    """Some news, and the cursor to go on with."""

    events: list[dict[str, Any]]
    next_cursor: int


@transaction.atomic
def read_feed(*, cursor: int, limit: int) -> FeedPage:
    """News behind a position. Needs the scope of all shops."""
    _number_new()
    events = list(StorefrontEvent.objects.filter(position__gt=cursor).order_by("position")[:limit])
    return FeedPage(
        events=[_told(event) for event in events],
        next_cursor=(events[-1].position or cursor) if events else cursor,
    )


def _number_new() -> None:
    if not StorefrontEvent.objects.filter(position__isnull=True).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(_NUMBER)


def _told(event: StorefrontEvent) -> dict[str, Any]:
    return {
        "position": event.position,
        "kind": event.kind,
        "order_id": event.order_id or None,
        "shop_id": event.shop_id,
        "at": event.at,
        "payload": event.payload,
    }

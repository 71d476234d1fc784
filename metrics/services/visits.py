"""Visits of listings as the shop front tells them (R104)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from metrics.models import DirtyDay, OfferVisits
from offers.models import Offer

# The channel that holds where none is named: the first that the offer's shop sells on, as for its time zone.
_CHANNELS = """
    SELECT DISTINCT ON (sold.shop_id) sold.shop_id, c.id FROM shops_shopchannel sold
    JOIN shops_channel c ON c.id = sold.channel_id
    WHERE sold.shop_id = ANY(%s::bigint[]) ORDER BY sold.shop_id, c.code
"""


@dataclass(frozen=True)
class Visits:
    """How often an offer was visited on a day by the channel's clock; `channel_id` None: its shop's first channel."""

    offer_id: int
    day: date
    count: int
    channel_id: int | None = None


@transaction.atomic
def record_visits(*, visits: Sequence[Visits]) -> list[int]:
    """Keep the counts as told: a day told again takes the new count in place of the old one.

    Returns the places in `visits` whose offer nobody knows, or whose shop sells on no channel; they change nothing.
    Runs in the scope of all shops.
    """
    shops = dict(Offer.objects.filter(pk__in={each.offer_id for each in visits}).values_list("pk", "shop_id"))
    channels = _first_channels(sorted(set(shops.values())))
    rows: dict[tuple[int, int, date], OfferVisits] = {}
    unknown: list[int] = []
    for place, each in enumerate(visits):
        shop_id = shops.get(each.offer_id)
        channel_id = each.channel_id or channels.get(shop_id or 0)
        if shop_id is None or channel_id is None:
            unknown.append(place)
            continue
        rows[each.offer_id, channel_id, each.day] = OfferVisits(
            shop_id=shop_id, channel_id=channel_id, offer_id=each.offer_id, day=each.day, count=each.count
        )
    # In the order of their keys, so that two reports never wait for each other.
    OfferVisits.objects.bulk_create(
        [rows[key] for key in sorted(rows)],
        update_conflicts=True,
        unique_fields=["offer", "channel", "day"],
        update_fields=["count"],
    )
    days = sorted({(row.shop_id, row.channel_id, row.day) for row in rows.values()})
    DirtyDay.objects.bulk_create(DirtyDay(shop_id=shop, channel_id=channel, day=day) for shop, channel, day in days)
    return unknown


def _first_channels(shop_ids: list[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_CHANNELS, [shop_ids])
        return dict(cursor.fetchall())

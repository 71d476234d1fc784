"""Visits of listings as the shop front tells them (R104)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db import transaction

from marketplace.shops.models import Channel, ShopChannel
from metrics.models import DirtyDay, OfferVisits
from offers.models import Offer

# No marketplace tells of visits before.
FIRST_DAY = date(2000, 1, 1)


class VisitsError(StrEnum):
    """Why a row is not kept."""

    OFFER_NOT_FOUND = "OFFER_NOT_FOUND"
    CHANNEL_NOT_FOUND = "CHANNEL_NOT_FOUND"
    DAY_OUT_OF_RANGE = "DAY_OUT_OF_RANGE"


@dataclass(frozen=True)
class Visits:
    """How often an offer was visited on a day by the channel's clock; `channel_id` None: its shop's first channel."""

    offer_id: int
    day: date
    count: int
    channel_id: int | None = None


@transaction.atomic
def record_visits(*, visits: Sequence[Visits], at: datetime) -> dict[int, VisitsError]:
    """Keep the counts as told: a day told again takes the new count in place of the old one.

    Returns what is wrong with rows that change nothing, by their place in `visits`: an offer that nobody knows, a
    channel that its shop does not sell on, a day before FIRST_DAY or later than tomorrow by the channel's clock.
    Runs in the scope of all shops.
    """
    shops = dict(Offer.objects.filter(pk__in={each.offer_id for each in visits}).values_list("pk", "shop_id"))
    sold_on = _sold_on(set(shops.values()))
    rows: dict[tuple[int, int, date], OfferVisits] = {}
    errors: dict[int, VisitsError] = {}
    for place, each in enumerate(visits):
        if (shop_id := shops.get(each.offer_id)) is None:
            errors[place] = VisitsError.OFFER_NOT_FOUND
        elif (channel := _channel_of(each, sold_on.get(shop_id, ()))) is None:
            errors[place] = VisitsError.CHANNEL_NOT_FOUND
        elif not FIRST_DAY <= each.day <= _tomorrow(channel, at):
            errors[place] = VisitsError.DAY_OUT_OF_RANGE
        else:
            rows[each.offer_id, channel.pk, each.day] = OfferVisits(
                shop_id=shop_id, channel=channel, offer_id=each.offer_id, day=each.day, count=each.count
            )
    _keep(rows)
    return errors


def _keep(rows: dict[tuple[int, int, date], OfferVisits]) -> None:
    # In the order of their keys, so that two reports never wait for each other.
    OfferVisits.objects.bulk_create(
        [rows[key] for key in sorted(rows)],
        update_conflicts=True,
        unique_fields=["offer", "channel", "day"],
        update_fields=["count"],
    )
    days = sorted({(row.shop_id, row.channel_id, row.day) for row in rows.values()})
    DirtyDay.objects.bulk_create(DirtyDay(shop_id=shop, channel_id=channel, day=day) for shop, channel, day in days)


def _sold_on(shop_ids: Collection[int]) -> dict[int, list[Channel]]:
    """Where each shop sells, in the order of their codes."""
    found: dict[int, list[Channel]] = {}
    for sold in ShopChannel.objects.filter(shop__in=shop_ids).select_related("channel").order_by("channel__code"):
        found.setdefault(sold.shop_id, []).append(sold.channel)
    return found


def _channel_of(visits: Visits, sold_on: Sequence[Channel]) -> Channel | None:
    """The channel named, where the shop sells on it; the first, where none is named: as for the shop's time zone."""
    if visits.channel_id is None:
        return next(iter(sold_on), None)
    return next((channel for channel in sold_on if channel.pk == visits.channel_id), None)


def _tomorrow(channel: Channel, at: datetime) -> date:
    return at.astimezone(ZoneInfo(channel.timezone)).date() + timedelta(days=1)

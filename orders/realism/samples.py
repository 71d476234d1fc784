"""The shop's last shipments as samples, in two queries; and the calendars to count them on, two queries a channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform
from django.utils.dateparse import parse_datetime

from marketplace.actors import ActorKind
from marketplace.shops.calendars import build_calendar
from marketplace.shops.models import Channel
from marketplace.worktime import WorkCalendar, find_zone
from orders.choices import OrderEventKind, OrderState
from orders.models import Order, OrderEvent
from orders.realism.counting import DayCount
from shipping.services.network import network_of
from shipping.services.shop_terms import load_shop_terms

MOST_SHIPMENTS = 500
# Sold and not sent in the end, or sent and taken back: no measure of how long the shop takes.
_OUT = (OrderState.REFUSED, OrderState.CANCELED)
_VALUES = (
    *("channel_id", "created_at", "shipped_at", "received_at", "ship_by", "lead_time_days"),
    *("method", "ordered_at", "transit_max_days", "pk", "is_imported"),
)


@dataclass(frozen=True)
class Sample:
    """One shipment, the newest first. `transit` is None where nobody said when it arrived; `weekday` is ISO."""

    preparation: int
    transit: int | None
    promised_preparation: int
    promised_transit: int | None
    method: str
    weekday: int
    is_late: bool


@dataclass(frozen=True)
class _Days:
    start: date
    shipped: date
    received: date | None
    ordered: date


def read_samples(shop_id: int, at: datetime) -> list[Sample]:
    """The last shipments, those of the past too, on the shop's calendar as it is now. Runs in the shop's scope."""
    rows = _read_rows(at)
    channels = Channel.objects.in_bulk({row["channel_id"] for row in rows})
    samples: dict[int, Sample] = {}
    for pk, channel in channels.items():
        own = [(place, row) for place, row in enumerate(rows) if row["channel_id"] == pk]
        earliest = min(row["created_at"] for _place, row in own)
        working, transit, cutoff = _calendars(shop_id, channel, earliest)
        days = [_days(row, channel.timezone, cutoff) for _place, row in own]
        counted = _count([row for _place, row in own], days, working, transit)
        samples.update(zip((place for place, _row in own), counted, strict=True))
    return [samples[place] for place in range(len(rows))]


def _read_rows(at: datetime) -> list[dict[str, Any]]:
    # Imported orders may tell of days that are still to come; nothing has taken so long yet. Offers with a lead time
    # of their own say nothing about the shop's default.
    orders = Order.objects.counted().filter(shipped_at__lte=at).exclude(state__in=_OUT)
    orders = orders.filter(~Q(promise_policy__contains={"lead_time_of": "OFFER"}))
    shown = orders.annotate(
        method=F("shipping_method__label"),
        ordered_at=KeyTextTransform("ordered_at", "promise_policy"),
        transit_max_days=KeyTextTransform("transit_max_days", "promise_policy"),
    )
    rows = list(shown.order_by("-shipped_at", "-pk").values(*_VALUES)[:MOST_SHIPMENTS])
    by_itself = _received_by_itself([row["pk"] for row in rows if not row["is_imported"]])
    for row in rows:
        if row["pk"] in by_itself or (row["received_at"] and row["received_at"] > at):
            row["received_at"] = None
    return rows


def _received_by_itself(orders: Sequence[int]) -> set[int]:
    """Those of which nobody said when they arrived."""
    receipts = OrderEvent.objects.filter(order__in=orders, kind=OrderEventKind.RECEIVED, actor_kind=ActorKind.SYSTEM)
    return set(receipts.values_list("order_id", flat=True))


def _calendars(shop_id: int, channel: Channel, since: datetime) -> tuple[WorkCalendar, WorkCalendar, time | None]:
    """The shop's days with the closures of all that time, the channel's own for the way, and the cut-off hour."""
    network = network_of(channel, country=channel.country, zip_code="")
    terms = load_shop_terms([shop_id], network=network, at=since)[shop_id]
    return build_calendar(terms.plan), build_calendar(network.plan), terms.cutoff


def _days(row: Mapping[str, Any], timezone: str, cutoff: time | None) -> _Days:
    zone = find_zone(timezone)
    ordered = (parse_datetime(row["ordered_at"] or "") or row["created_at"]).astimezone(zone)
    is_next = cutoff is not None and ordered.time() >= cutoff
    received = row["received_at"]
    return _Days(
        start=ordered.date() + timedelta(days=is_next),
        shipped=row["shipped_at"].astimezone(zone).date(),
        received=received and received.astimezone(zone).date(),
        ordered=ordered.date(),
    )


def _count(
    rows: Sequence[Mapping[str, Any]], days: Sequence[_Days], working: WorkCalendar, transit: WorkCalendar
) -> list[Sample]:
    preparing = DayCount(working, {day for each in days for day in (each.start, each.shipped)})
    travelling = DayCount(transit, {day for each in days for day in (each.shipped, each.received) if day})
    return [
        Sample(
            preparation=preparing.needed(each.start, each.shipped),
            transit=travelling.needed(each.shipped, each.received) if each.received else None,
            promised_preparation=row["lead_time_days"],
            promised_transit=int(row["transit_max_days"]) if row["transit_max_days"] else None,
            method=row["method"],
            weekday=each.ordered.isoweekday(),
            is_late=row["ship_by"] is not None and row["shipped_at"] > row["ship_by"],
        )
        for row, each in zip(rows, days, strict=True)
    ]

"""The delivery promise of an order, frozen with it: dates, calendars, and what was reckoned with (R093 to R096)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from marketplace.deadlines.choices import PolicyClock
from marketplace.deadlines.policies import freeze_policy
from marketplace.shops.models import Channel
from marketplace.worktime import WorkCalendar
from offers.services.sales import Sale
from orders.kinds import PROMISE, SHIPMENT
from shipping.freight import ParcelLine
from shipping.promise import Promise, days_to_json, promise_days
from shipping.services.network import Network
from shipping.services.quoting import Freight, Option, Parcel


@dataclass(frozen=True)
class FrozenPromise:
    """The dates, and what they were reckoned with."""

    promise: Promise
    lead_time_days: int
    policy: dict[str, Any]


def parcel_of(shop_id: int, sales: Iterable[Sale], network: Network) -> Parcel:
    """One shop's part of a basket as shipping sees it: freight goes by what the goods cost, reduced where they are."""
    bought = list(sales)
    lines = [
        ParcelLine(
            quantity=sale.quantity,
            value=sale.total,
            class_id=sale.offer.logistic_class_id or network.first_class_id,
            weight_grams=sale.offer.weight_grams,
        )
        for sale in bought
    ]
    return Parcel(
        shop_id=shop_id,
        lines=tuple(lines),
        lead_time_days=tuple(sale.offer.lead_time_days for sale in bought),
        goods=tuple((sale.offer.pk, sale.quantity) for sale in bought),
    )


def freeze_promise(*, option: Option, channel: Channel, at: datetime) -> FrozenPromise:
    """What the chosen method promises an order of that moment, with all that proves it later.

    The policy counts on the carriers' calendar; under `preparation` stands the shop's, for the time to ship.
    """
    made, preparation, transit = option.promise, option.preparation, option.transit
    lead_time = preparation.lead_time_days
    policy = _frozen(PROMISE, option, channel, at, made.latest, lead_time + transit.max_days, transit.calendar)
    to_ship = _frozen(SHIPMENT, option, channel, at, made.ship_by, lead_time, preparation.calendar)
    reckoned = {
        "ordered_at": at.isoformat(),
        "lead_time_days": lead_time,
        "lead_time_of": "OFFER" if option.is_offers_lead_time else "SHOP",
        "cutoff": preparation.cutoff and preparation.cutoff.isoformat(timespec="minutes"),
        "transit_min_days": transit.min_days,
        "transit_max_days": transit.max_days,
        "preparation": {"windows": to_ship["windows"], "holidays": to_ship["holidays"]},
        "promise_days": days_to_json(promise_days(made, preparation=preparation, transit=transit)),
        "freight": _frozen_freight(option.freight),
    }
    return FrozenPromise(promise=made, lead_time_days=lead_time, policy=policy | reckoned)


def _frozen(
    rule: str, option: Option, channel: Channel, at: datetime, due_at: datetime, days: int, calendar: WorkCalendar
) -> dict[str, Any]:
    return freeze_policy(
        rule=rule,
        name=option.method.label,
        channel=channel,
        opened_at=at,
        due_at=due_at,
        days=days,
        clock=PolicyClock.DAYS,
        calendar=calendar,
    )


def _frozen_freight(freight: Freight) -> dict[str, Any]:
    price: Decimal | None = freight.price
    return {
        "price": None if price is None else str(price),
        "source": freight.source and freight.source.value,
        "reason": freight.reason and freight.reason.value,
    }

"""The delivery promise of an order: reckoned on the channel's calendar and frozen with it (R093, R095, R096)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.deadlines.choices import PolicyClock
from marketplace.deadlines.policies import freeze_policy
from marketplace.shops.calendars import work_calendar
from marketplace.shops.models import Channel
from offers.models import Offer
from orders.kinds import PROMISE
from shipping.models import ShippingMethod
from shipping.promise import Promise, promise


@dataclass(frozen=True)
class FrozenPromise:
    """The dates, and what they were reckoned with."""

    promise: Promise
    policy: dict[str, Any]


def slowest_lead_time(offers: Iterable[Offer], preparation: int) -> int:
    """Working days until all offers of one parcel are ready; `preparation` is the shop's default (R086, R087)."""
    return max(preparation if offer.lead_time_days is None else offer.lead_time_days for offer in offers)


def make_promise(*, channel: Channel, method: ShippingMethod, lead_time_days: int, at: datetime) -> FrozenPromise:
    """Preparation and transit in working days from the order's day."""
    dates = promise(
        ordered_at=at,
        lead_time_days=lead_time_days,
        transit_min_days=method.transit_min_days,
        transit_max_days=method.transit_max_days,
        calendar=work_calendar(channel),
    )
    policy = freeze_policy(
        rule=PROMISE,
        name=method.label,
        channel=channel,
        opened_at=at,
        due_at=dates.latest,
        days=lead_time_days + method.transit_max_days,
        clock=PolicyClock.DAYS,
    )
    reckoned = {
        "ordered_at": at.isoformat(),
        "lead_time_days": lead_time_days,
        "transit_min_days": method.transit_min_days,
        "transit_max_days": method.transit_max_days,
    }
    return FrozenPromise(promise=dates, policy=policy | reckoned)

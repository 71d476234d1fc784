"""The delivery promise as it was made with the order, and why (R093, R095)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.portal import formats
from orders.models import Order


@dataclass(frozen=True)
class PromiseWords:
    """Dates as days of the channel: a promise is kept or broken by its calendar, not by the reader's clock."""

    ship_by: str
    delivery: str
    why: list[str]


def show_promise(order: Order, *, at: datetime) -> PromiseWords | None:
    """None for an order that was never promised anything, such as one of the past."""
    if order.promise_latest is None and order.ship_by is None:
        return None
    zone = ZoneInfo(order.channel.timezone)
    today = at.astimezone(zone).date()

    def written(moment: Any) -> str:
        return formats.write_day(moment.astimezone(zone).date(), today=today) if moment else ""

    earliest, latest = written(order.promise_earliest), written(order.promise_latest)
    delivery = f"{earliest} – {latest}" if earliest and earliest != latest else latest
    return PromiseWords(ship_by=written(order.ship_by), delivery=delivery, why=_why(order, order.promise_policy, zone))


def _why(order: Order, policy: Mapping[str, Any], zone: ZoneInfo) -> list[str]:
    """How the dates were reckoned, from what was frozen with the order."""
    if "transit_max_days" not in policy:
        return []
    return [text for text in (_sum(order, policy), _start(policy, zone), _holidays(policy, order, zone)) if text]


def _sum(order: Order, policy: Mapping[str, Any]) -> str:
    days = int(policy["lead_time_days"])
    preparation = ngettext("%(days)d working day to prepare", "%(days)d working days to prepare", days) % {"days": days}
    low, high = policy["transit_min_days"], policy["transit_max_days"]
    transit = f"{low}–{high}" if low != high else str(high)
    words = {"preparation": preparation, "transit": transit, "method": order.shipping_method.label}
    text = ngettext(
        "%(preparation)s, then %(transit)s working day on the way (%(method)s).",
        "%(preparation)s, then %(transit)s working days on the way (%(method)s).",
        int(high),
    )
    return text % words


def _start(policy: Mapping[str, Any], zone: ZoneInfo) -> str:
    ordered = parse_datetime(str(policy.get("ordered_at", "")))
    if ordered is None:
        return ""
    day = formats.write_full(ordered, zone=zone)
    return _("Ordered %(moment)s (%(zone)s): that day is day 0.") % {"moment": day, "zone": zone.key}


def _holidays(policy: Mapping[str, Any], order: Order, zone: ZoneInfo) -> str:
    """Holidays between order and promise, by name."""
    last = order.promise_latest.astimezone(zone).date() if order.promise_latest else None
    first = order.created_at.astimezone(zone).date()
    names = []
    for text, name in sorted((policy.get("holidays") or {}).items()):
        day = date.fromisoformat(text)
        if last and first <= day <= last:
            names.append(f"{formats.write_weekday(day)} {formats.write_date(day)}, {name}")
    return _("Not counted: %(days)s.") % {"days": "; ".join(names)} if names else ""

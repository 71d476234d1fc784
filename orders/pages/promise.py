"""The delivery promise as it was made with the order, and why (R093, R095)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.money import format_money
from marketplace.portal import formats
from orders.models import Order
from shipping.choices import FreightReason, FreightSource
from shipping.pages.strip import DayCell, strip_of
from shipping.pages.words import write_hour
from shipping.promise import Off, PromiseDay, days_from_json


@dataclass(frozen=True)
class PromiseWords:
    """Dates as days of the channel: a promise is kept or broken by its calendar, not by the reader's clock.

    `strip` are its days as they were frozen; orders of before they were have none. `freight` is what was quoted, and
    `freight_note` where that is not the price of the rate table.
    """

    ship_by: str
    delivery: str
    why: list[str]
    strip: list[DayCell] = field(default_factory=list)
    freight: str = ""
    freight_note: str = ""


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
    policy = order.promise_policy
    days = days_from_json(policy.get("promise_days", []))
    freight, freight_note = _freight(policy.get("freight") or {}, order.currency)
    return PromiseWords(
        ship_by=written(order.ship_by),
        delivery=delivery,
        why=_why(order, policy, days, zone),
        strip=strip_of(days),
        freight=freight,
        freight_note=freight_note,
    )


def _why(order: Order, policy: Mapping[str, Any], days: Sequence[PromiseDay], zone: ZoneInfo) -> list[str]:
    """How the dates were reckoned, from what was frozen with the order."""
    if "transit_max_days" not in policy:
        return []
    holidays = [(each.day, each.name) for each in days if each.name] if days else _formerly_frozen(policy, order, zone)
    return [text for text in (_sum(order, policy), _start(policy, days, zone), _not_counted(holidays)) if text]


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


def _start(policy: Mapping[str, Any], days: Sequence[PromiseDay], zone: ZoneInfo) -> str:
    ordered = parse_datetime(str(policy.get("ordered_at", "")))
    if ordered is None:
        return ""
    words = {"moment": formats.write_full(ordered, zone=zone), "zone": zone.key}
    if days and days[0].off == Off.CUTOFF:
        words["hour"] = write_hour(time.fromisoformat(policy["cutoff"]))
        return _("Ordered %(moment)s (%(zone)s), from %(hour)s on: the day after it is day 0.") % words
    return _("Ordered %(moment)s (%(zone)s): that day is day 0.") % words


def _formerly_frozen(policy: Mapping[str, Any], order: Order, zone: ZoneInfo) -> list[tuple[date, str]]:
    """Holidays between order and promise, of an order whose days were not frozen one by one."""
    last = order.promise_latest.astimezone(zone).date() if order.promise_latest else None
    first = order.created_at.astimezone(zone).date()
    named = ((date.fromisoformat(text), name) for text, name in sorted((policy.get("holidays") or {}).items()))
    return [(day, name) for day, name in named if last and first <= day <= last]


def _not_counted(holidays: Sequence[tuple[date, str]]) -> str:
    """Holidays and closures by name."""
    names = [f"{formats.write_weekday(day)} {formats.write_date(day)}, {name}" for day, name in holidays]
    return _("Not counted: %(days)s.") % {"days": "; ".join(names)} if names else ""


def _freight(frozen: Mapping[str, Any], currency: str) -> tuple[str, str]:
    """What was quoted, and why from the contingency table where it was (R099)."""
    if frozen.get("price") is None:
        return "", ""
    price = format_money(Decimal(frozen["price"]), currency)
    if frozen["source"] != FreightSource.CONTINGENCY:
        return price, ""
    reason = FreightReason(frozen["reason"]).label
    return price, _("From your contingency table. %(reason)s.") % {"reason": reason}

"""How quotes and listings tell the ways of delivery."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from marketplace.rest.shapes import Maybe
from orders.services.quoting import Listing, Quote
from shipping.choices import FreightSource
from shipping.promise import days_to_json, promise_days
from shipping.services.quoting import Option

WHY = {
    "start_day": date,
    "cutoff": str | None,
    "lead_time_days": int,
    "transit_min_days": int,
    "transit_max_days": int,
    "days": [{"day": date, "phase": str, "off": str | None, "name": str}],
}
DELIVERY = {
    "shipping_type_code": str,
    "shipping_type_label": str,
    "shipping_deadline": datetime,
    "delivery_date": {"earliest": datetime, "latest": datetime},
    "shipping_price": Decimal | None,
    "origin_shipping_price": Decimal | None,
    "contingency": bool,
    "contingency_reason": str | None,
    "why": Maybe(WHY),
}
SHIPPABLE = {"shippable": bool, "reason": str | None, "freight_reason": str | None}
NOT_SHIPPABLE, SHOP_PAUSED = "NOT_SHIPPABLE", "SHOP_PAUSED"


def tell_deliveries(quoted: Quote | Listing | None, *, with_why: bool) -> list[dict[str, Any]]:
    """The ways by which something is sent; `why` gives the promise's days, null where nobody asked."""
    if quoted is None:
        return []
    sent = [option for option in quoted.options if option.is_shippable]
    return [_delivery(option, quoted.freight(option), with_why) for option in sent]


def tell_shippable(quoted: Quote | Listing | None) -> dict[str, Any]:
    """Whether anything is sent there; if not, why, and why the rate table of the first method gave no price. A shop
    that has paused its sales says so first, wherever it sends (R096).
    """
    paused = SHOP_PAUSED if quoted is not None and quoted.is_paused else None
    if quoted is not None and any(option.is_shippable for option in quoted.options):
        return {"shippable": True, "reason": paused, "freight_reason": None}
    first = quoted.options[0] if quoted is not None and quoted.options else None
    return {
        "shippable": False,
        "reason": paused or NOT_SHIPPABLE,
        "freight_reason": first.freight.reason if first else None,
    }


def _delivery(option: Option, price: Decimal | None, with_why: bool) -> dict[str, Any]:
    made, freight = option.promise, option.freight
    is_contingency = freight.source == FreightSource.CONTINGENCY
    return {
        "shipping_type_code": option.method.code,
        "shipping_type_label": option.method.label,
        "shipping_deadline": made.ship_by,
        "delivery_date": {"earliest": made.earliest, "latest": made.latest},
        "shipping_price": price,
        "origin_shipping_price": freight.price,
        "contingency": is_contingency,
        "contingency_reason": freight.reason if is_contingency else None,
        "why": _why(option) if with_why else None,
    }


def _why(option: Option) -> dict[str, Any]:
    preparation, transit = option.preparation, option.transit
    days = promise_days(option.promise, preparation=preparation, transit=transit)
    return {
        "start_day": option.promise.start_day,
        "cutoff": preparation.cutoff and preparation.cutoff.isoformat(timespec="minutes"),
        "lead_time_days": preparation.lead_time_days,
        "transit_min_days": transit.min_days,
        "transit_max_days": transit.max_days,
        "days": days_to_json(days),
    }

"""From what the former system says to the rows of the staging tables: money reckoned, dates put in their places."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from marketplace.deadlines.choices import PolicyClock
from marketplace.money import round_money
from marketplace.shops.models import Channel
from orders.choices import OrderState
from orders.history.past import PastLine, PastOrder
from orders.history.staging import StagedLine, StagedOrder
from orders.kinds import PROMISE
from orders.pricing import LinePrice, Rates, price_line, total_of

UNSORTED = ("unsorted", "Unsorted")
_PAID = frozenset(
    {OrderState.SHIPPING, OrderState.SHIPPED, OrderState.TO_COLLECT, OrderState.RECEIVED, OrderState.CLOSED}
)
_PRODUCT_SKU = 64
# Translated where a deadline says why.
GIVEN_DATE = gettext_noop("Date given by the former system")


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an order goes in this house."""

    order_id: str
    shop_id: int
    zone_id: int | None
    rates: Rates


@dataclass(frozen=True, slots=True)
class Draft:
    """An order ready for the staging tables."""

    order: StagedOrder
    lines: tuple[StagedLine, ...]


def draft_order(past: PastOrder, place: Placement) -> Draft:
    """The rows of one order; its sums are those of its lines."""
    prices = [_price(line, past.currency, place.rates) for line in past.lines]
    totals = total_of(prices)
    order = StagedOrder(
        order_id=place.order_id,
        commercial_id=past.commercial_id,
        shop_id=place.shop_id,
        channel_id=past.channel.pk,
        shipping_zone_id=place.zone_id,
        state=past.state,
        created_at=past.created_at,
        updated_at=_last_known(past),
        approved_at=past.approved_at,
        debited_at=past.approved_at if past.state in _PAID else None,
        ship_by=past.shipping_deadline,
        shipped_at=past.shipped_at,
        promise_latest=past.promised_latest,
        received_at=past.received_at,
        promise_policy=json.dumps(given_date_policy(past.channel, PROMISE)),
        currency=past.currency,
        price=totals.price,
        shipping_price=totals.shipping_price,
        total_price=totals.total_price,
        payment_type=past.payment_type,
        **_customer(past),
        **_evaluation(past),
    )
    return Draft(order, tuple(_lines(past, place, prices)))


def given_date_policy(channel: Channel, rule: str) -> dict[str, Any]:
    """The frozen policy of a date that nobody reckons here."""
    return {
        "rule": rule,
        "name": GIVEN_DATE,
        "hours": None,
        "days": None,
        "clock": str(PolicyClock.DATE),
        "timezone": channel.timezone,
        "windows": {},
        "holidays": {},
    }


def product_sku(shop_id: int, sku: str) -> str:
    """The product behind a shop's SKU: its own, for two shops may call different things the same."""
    plain = f"history-{shop_id}-{sku}"
    return plain if len(plain) <= _PRODUCT_SKU else f"history-{shop_id}-{hashlib.sha256(sku.encode()).hexdigest()[:32]}"


def _price(line: PastLine, currency: str, rates: Rates) -> LinePrice:
    return price_line(
        goods=round_money(line.unit_price, currency) * line.quantity,
        shipping_price=line.shipping_price,
        rates=rates,
        currency=currency,
    )


def _lines(past: PastOrder, place: Placement, prices: list[LinePrice]) -> Iterator[StagedLine]:
    for position, (line, price) in enumerate(zip(past.lines, prices, strict=True), start=1):
        code, label = (line.category, line.category.replace("_", " ")) if line.category else UNSORTED
        yield StagedLine(
            order_id=place.order_id,
            shop_id=place.shop_id,
            position=position,
            sku=line.sku,
            product_sku=product_sku(place.shop_id, line.sku),
            title=line.title,
            category_code=code,
            category_label=label,
            quantity=line.quantity,
            price_unit=round_money(line.unit_price, past.currency),
            price=price.price,
            shipping_price=price.shipping_price,
            total_price=price.total_price,
            tax_code=place.rates.tax_code,
            tax_rate=place.rates.tax,
            tax_amount=price.tax_amount,
            shipping_tax_amount=price.shipping_tax_amount,
        )


def _customer(past: PastOrder) -> dict[str, Any]:
    customer = past.customer
    return {
        "customer_id": customer.customer_id,
        "customer_email": customer.email,
        "customer_firstname": customer.firstname,
        "customer_lastname": customer.lastname,
        "customer_locale": customer.locale,
        "shipping_address": json.dumps(customer.address),
    }


def _evaluation(past: PastOrder) -> dict[str, Any]:
    """A rating without a date is as old as what it rates."""
    given = past.evaluation
    return {
        "grade": given.grade if given else None,
        "grade_title": given.title if given else "",
        "grade_comment": given.comment if given else "",
        "graded_at": (given.created_at or past.received_at or past.created_at) if given else None,
    }


def _last_known(past: PastOrder) -> datetime:
    """When the order last moved, so that connectors polling for changes do not fetch the whole past again."""
    moments = (past.created_at, past.approved_at, past.shipped_at, past.received_at)
    return max(moment for moment in moments if moment is not None)


def standard_rates(taxes: Mapping[int, tuple[str, Decimal]], channel: Channel) -> Rates:
    """The channel's standard tax, which the prices include. No commission: none was taken here."""
    code, rate = taxes.get(channel.pk, ("", Decimal(0)))
    return Rates(tax_code=code, tax=rate)

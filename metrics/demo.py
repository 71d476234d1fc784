"""The demo's past: orders of the last four months taken over from a former system, visits, and the usual limits, so
that every figure has something to show.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from marketplace.shops.models import Channel, Shop, ShopChannel
from metrics.defaults import install_defaults
from metrics.models import OfferVisits
from metrics.services.rebuilding import rebuild_figures
from metrics.services.visits import Visits, record_visits
from offers.models import Offer
from orders.demo import PEOPLE
from orders.history.services import HistoryImport, Refusal
from orders.history.source import SourceLine

_FIRST_NUMBER = 8001
_DAYS = 118
_RECENT = 10  # days before today that the demo's own orders tell alone
_VISITED = 33  # days: since the shop front began to tell
# The first shop of the demo has a longer past than the others.
_LONG, _SHORT = 64, 12
_PRIME = 7919


def load(demo: Any) -> None:
    """Give every demo shop its past, once."""
    install_defaults()
    codes = [entry["shop_id"] for entry in demo.shops]
    shops = list(Shop.objects.filter(pk__in=codes).order_by("pk"))
    if not shops or OfferVisits.objects.filter(shop__in=shops).exists():
        return
    number = _FIRST_NUMBER
    lines: list[str] = []
    for place, shop in enumerate(shops):
        count = _SHORT if place else _LONG
        lines += [json.dumps(each) for each in _past(shop, demo.now, number, count)]
        number += count
    shop_map = {shop.code: shop.pk for shop in shops}
    given = (SourceLine(place, text) for place, text in enumerate(lines, start=1))
    for _progress in HistoryImport(shop_map=shop_map, at=demo.now, refuse=_no_refusal).run(given):
        pass
    record_visits(visits=[each for shop in shops for each in _visits(shop, demo.now)], at=demo.now)
    rebuild_figures(shop_id=None, at=demo.now)


def _no_refusal(refusal: Refusal) -> None:
    raise ValueError(f"the demo's past is refused: {refusal.reason}")


def _past(shop: Shop, now: datetime, first: int, count: int) -> Iterator[dict[str, Any]]:
    """Orders spread over four months, a little more of them towards the end."""
    channel, offers = _sold_by(shop)
    for index in range(count):
        share = (index / count) ** 0.9
        days = _DAYS - (_DAYS - _RECENT) * share
        placed = now - timedelta(days=days, hours=first * _PRIME % 11, minutes=(first + index) * 37 % 60)
        yield _order(shop, channel, offers[index % len(offers)], first + index, placed)


def _order(shop: Shop, channel: Channel, offer: Offer, number: int, placed: datetime) -> dict[str, Any]:
    """Every ninth is shipped late, every seventh comes late, one in thirty is cancelled, two of three are rated."""
    shipped = placed + timedelta(hours=76 if number % 9 == 0 else 14 + number % 23)
    received = shipped + timedelta(hours=150 if number % 7 == 0 else 40 + number % 31)
    is_cancelled = number % 30 == 0
    people = PEOPLE[channel.code]
    _first, _last, _street, zip_code, city, state, _phone = people[number % len(people)]
    promised = (placed + timedelta(days=6)).astimezone(ZoneInfo(channel.timezone))
    freight = "19.90" if channel.currency == "BRL" else "4.90"
    return {
        "commercial_id": str(number),
        "shop": {"code": shop.code, "name": shop.name, "city": "", "state": ""},
        "channel": channel.code,
        "created_at": _iso(placed),
        "approved_at": _iso(placed + timedelta(hours=2)),
        "shipping_deadline": _iso(placed + timedelta(hours=60)),
        "shipped_at": None if is_cancelled else _iso(shipped),
        "promised_latest": _iso(promised.replace(hour=23, minute=59, second=0)),
        "received_at": None if is_cancelled else _iso(received),
        "state": "CANCELED" if is_cancelled else "RECEIVED",
        "currency": channel.currency,
        "payment_type": "credit_card",
        "customer": {
            "id": f"C{number % len(people) + 100}",
            "zip_code": zip_code,
            "city": city,
            "state": state,
            "country": channel.country,
            "locale": f"{channel.language}_{channel.country}",
        },
        "lines": [
            {
                "sku": offer.shop_sku,
                "title": offer.product.title,
                "category": None,
                "quantity": 1 + number % 2,
                "unit_price": str(offer.price.quantize(Decimal("0.01"))),
                "shipping_price": freight,
            }
        ],
        "evaluation": None if is_cancelled or number % 3 == 0 else _rating(number, received),
    }


def _rating(number: int, received: datetime) -> dict[str, Any]:
    grade = (5, 5, 4, 5, 3, 5, 4, 2)[number % 8]
    return {"grade": grade, "title": None, "comment": None, "created_at": _iso(received + timedelta(hours=30))}


def _visits(shop: Shop, now: datetime) -> Iterator[Visits]:
    """Some visits a day of each offer that is well in stock; fewer at week-ends."""
    channel, offers = _sold_by(shop)
    today = now.astimezone(ZoneInfo(channel.timezone)).date()
    for back in range(_VISITED):
        day = today - timedelta(days=back)
        for offer in offers:
            count = 3 + (offer.pk * _PRIME + day.toordinal() * 31) % 9
            yield Visits(offer.pk, day, count // 2 if day.isoweekday() > 5 else count, channel.pk)


def _sold_by(shop: Shop) -> tuple[Channel, list[Offer]]:
    channel = ShopChannel.objects.select_related("channel").filter(shop=shop).order_by("channel__code")[0].channel
    return channel, list(Offer.objects.select_related("product").filter(shop=shop, quantity__gt=20).order_by("pk"))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")

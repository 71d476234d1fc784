"""An imported history: late shipments, late deliveries, grades and revenue per shop and month, counted by plain SQL."""

import json
import os
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from marketplace.shops.models import Shop
from metrics.measures import Measured, Number
from metrics.models import DailyFacts
from metrics.periods import Span
from metrics.services.reading import read_spans
from metrics.services.rebuilding import rebuild_figures
from metrics.services.recomputing import recompute_marked
from orders.history.source import open_source, read_lines
from tests.factories.history import past, run_import
from tests.factories.shops import NOON, make_channel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_all_shops")]

FOLDER = os.environ.get("REAL_DATA", "")
FILES = sorted(Path(FOLDER).glob("*.ndjson*")) if FOLDER else []
ZONES = {"BR": "America/Sao_Paulo", "ES": "Europe/Madrid", "PT": "Europe/Lisbon", "DE": "Europe/Berlin"}
PAID = {"SHIPPING", "SHIPPED", "TO_COLLECT", "RECEIVED", "CLOSED"}
Sums = dict[tuple[str, date], Counter[str]]


def count_naively(orders) -> Sums:
    """From the lines of the file alone: nothing of ours but the zones of the channels."""
    sums: Sums = defaultdict(Counter)
    for order in orders:
        zone = ZoneInfo(ZONES[order["channel"]])
        month = _month(order["created_at"], zone)
        told = sums[order["shop"]["code"], month]
        shipped, received = _moment(order["shipped_at"], zone), _moment(order["received_at"], zone)
        due, promised = _moment(order["shipping_deadline"], zone), _moment(order["promised_latest"], zone)
        told["orders"] += 1
        told["shipped_late"] += bool(shipped and due and shipped > due)
        told["received"] += bool(received and promised)
        told["received_late"] += bool(received and promised and received > promised)
        if order["state"] in PAID:
            told["paid"] += 1
            told["cents"] += sum(int(Decimal(line["unit_price"]) * 100) * line["quantity"] for line in order["lines"])
        if order["evaluation"]:
            given = sums[order["shop"]["code"], _month(order["evaluation"]["created_at"], zone)]
            given["evaluations"] += 1
            given["grades"] += order["evaluation"]["grade"]
    return {key: told for key, told in sums.items() if told.total()}


def count_by_figures(months) -> Sums:
    """What the figures say of every shop and month."""
    spans = {str(month): _whole(month) for month in months}
    sums: Sums = {}
    for shop in Shop.objects.filter(pk__in=DailyFacts.objects.values("shop")):
        for name, read in read_spans(shop_id=shop.pk, channel_id=None, spans=spans, at=NOON).items():
            told = Counter(
                orders=_below(read["late_shipment_rate"]),
                shipped_late=int(_above(read["late_shipment_rate"])),
                received=_below(read["late_delivery_rate"]),
                received_late=int(_above(read["late_delivery_rate"])),
                paid=int(_above(read["orders_count"])),
                cents=int(_above(read["total_revenue"]) * 100),
                evaluations=_below(read["grade"]),
                grades=int(_above(read["grade"])),
            )
            if told.total():
                sums[shop.code, date.fromisoformat(name)] = told
    return sums


def _above(measured: Measured) -> Number:
    assert measured.numerator is not None
    return measured.numerator


def _below(measured: Measured) -> int:
    assert measured.denominator is not None
    return measured.denominator


def _whole(month: date) -> Span:
    following = (month + timedelta(days=32)).replace(day=1)
    return Span(month, following - timedelta(days=1))


def _moment(text: str | None, zone: ZoneInfo) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _month(text: str, zone: ZoneInfo) -> date:
    moment = _moment(text, zone)
    assert moment is not None
    return moment.astimezone(zone).date().replace(day=1)


def made_up_orders(count: int) -> list[dict[str, Any]]:
    random = Random(20180105)
    first = datetime(2017, 11, 28, 1, tzinfo=UTC)

    def later(moment, days):
        return (moment + timedelta(days=days, hours=random.randrange(-20, 20))) if random.random() < 0.9 else None

    orders = []
    for number in range(count):
        created = first + timedelta(hours=random.randrange(24 * 120))
        moments = {
            "created_at": created, "approved_at": later(created, 1), "shipping_deadline": later(created, 5),
            "shipped_at": later(created, 5), "promised_latest": later(created, 20), "received_at": later(created, 20),
        }  # fmt: skip
        line = {
            "sku": f"S{random.randrange(9)}", "title": "Caneca", "category": "mesa", "quantity": random.randint(1, 3),
            "unit_price": f"{random.randrange(1, 9000) / 100:.2f}", "shipping_price": "7.10",
        }  # fmt: skip
        grade = {"grade": random.randint(1, 5), "title": None, "comment": None}
        evaluation = {**grade, "created_at": (created + timedelta(days=25)).isoformat()}
        orders.append(
            past(
                f"X{number}",
                **{name: moment and moment.isoformat() for name, moment in moments.items()},
                shop={"code": f"loja-{random.randrange(3)}", "name": "Loja", "city": "Recife", "state": "PE"},
                state=random.choice(["RECEIVED", "RECEIVED", "SHIPPED", "SHIPPING", "CANCELED", "CLOSED"]),
                lines=[line],
                evaluation=evaluation if random.random() < 0.6 else None,
            )
        )
    return orders


def test_figures_of_an_imported_history_are_those_of_a_plain_count(tmp_path):
    make_channel(code="BR", country="BR", currency="BRL", timezone=ZONES["BR"])
    orders = made_up_orders(400)
    assert run_import(tmp_path, *orders)["imported"] == 400
    while recompute_marked():
        pass

    expected = count_naively(orders)

    assert count_by_figures(sorted({month for _shop, month in expected})) == expected
    kept = sorted(DailyFacts.objects.values_list("shop", "day", "orders", "revenue", "grade_sum"))
    rebuild_figures(shop_id=None, at=NOON)
    assert sorted(DailyFacts.objects.values_list("shop", "day", "orders", "revenue", "grade_sum")) == kept


@pytest.mark.real
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_figures_of_a_real_history_are_those_of_a_plain_count(path, tmp_path):
    with open_source(str(path)) as stream:
        orders = [json.loads(line.text) for line in read_lines(stream)]
    for code, currency in {order["channel"]: order["currency"] for order in orders}.items():
        make_channel(code=code, country=code[:2], currency=currency, timezone=ZONES.get(code, "UTC"))
    (link := tmp_path / path.name).symlink_to(path.resolve())
    run_import(link)
    while recompute_marked():
        pass

    expected = count_naively(orders)

    assert count_by_figures(sorted({month for _shop, month in expected})) == expected
    total: Counter[str] = sum(expected.values(), Counter())
    print(f"\n{path.name}: {len(expected)} shop-months, {dict(total)}")  # noqa: T201  # told by `make test-real`

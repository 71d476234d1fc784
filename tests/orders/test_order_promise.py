"""R095: what was promised with an order stays, whatever is changed later, and says by itself how it came about."""

from datetime import date, datetime, time, timedelta

import pytest

from marketplace import clock
from marketplace.deadlines.models import Deadline
from marketplace.shops.models import CalendarDay
from marketplace.tenancy import all_shops
from orders.models import Order
from shipping.models import Charge, Closure, MethodTransit, ShippingMethod, ShopShipping
from tests.factories import orders as make
from tests.factories.offers import make_offer
from tests.factories.shipping import (
    make_carrier,
    make_charge,
    make_closure,
    make_contingency,
    make_shop_carrier,
    make_shop_shipping,
)
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON + timedelta(hours=2)):
        yield


@pytest.fixture
def order(shop):
    """Monday 2 March at 13:00 in Madrid, an hour after the cut-off; a closure on Wednesday, no weight."""
    make_shop_shipping(shop, lead_time_days=1, cutoff=time(12))
    make_closure(shop, date(2026, 3, 4), name="Stocktaking")
    zone, method = make.spanish_zone(), make.standard_method()
    make_charge(shop, zone, method, basis="WEIGHT", price="3.00")
    make_contingency(shop, zone, method, price="8.00")
    return make.make_shipping_order(shop, offers=[make_offer(shop)])


@pytest.fixture
def shown(signed_in, owner, shop, api):
    """The promise of an order on its page, by the API, and among its deadlines."""

    def look(order):
        page = signed_in(owner).get(f"/shop/{shop.pk}/orders/{order.order_id}/")
        words = page.context["promise"]
        told = api.get(f"/api/x/orders/{order.order_id}/promise").json()
        deadlines = api.get(f"/api/x/orders/{order.order_id}/deadlines").json()["data"]
        return words, told, [(each["kind"], each["due_at"], each["segments"]) for each in deadlines]

    return look


def test_the_page_shows_the_days_and_why_some_do_not_count(shown, order):
    """R093, R096, R099: by name, with the contingency price marked."""
    words, told, _deadlines = shown(order)

    assert [(cell.number, cell.caption) for cell in words.strip] == [
        ("2", "Order, late"),
        ("3", "Prepare"),
        ("4", "Holiday"),
        ("5", "Ship"),
        ("6", "Earliest"),
        ("7", "Off"),
        ("8", "Off"),
        ("9", ""),
        ("10", "Latest"),
    ]
    assert any("from 12:00 on: the day after it is day 0" in text for text in words.why)
    assert any("Stocktaking" in text for text in words.why)
    assert (words.freight, words.freight_note) == ("€8.00", "From your contingency table. An offer has no weight.")
    assert told["freight"] == {
        "shipping_price": 8,
        "currency_iso_code": "EUR",
        "contingency": True,
        "contingency_reason": "WEIGHT_UNKNOWN",
    }
    assert (told["shipping_deadline"], told["why"]["cutoff"]) == ("2026-03-05T22:59:59Z", "12:00")
    assert [each["day"] for each in told["why"]["days"] if each["name"]] == ["2026-03-04"]
    assert told["delay"] is None


def test_whatever_is_changed_later_the_promise_stays(shown, order, shop):
    """R095: lead time, cut-off, week, closures, holidays, method, transit, carriers and rates."""
    before = shown(order)
    channel = order.channel
    with all_shops("a test changes everything"):
        ShopShipping.objects.update(lead_time_days=9, cutoff=time(8), weekdays=[1, 2])
        Closure.objects.update(first_day=date(2026, 3, 5), last_day=date(2026, 3, 9), name="Away")
        Charge.objects.all().delete()
        CalendarDay.objects.create(calendar=channel.calendar, day=date(2026, 3, 5), name="New", is_closed=True)
        ShippingMethod.objects.update(transit_min_days=7, transit_max_days=9, service_days=[3])
        MethodTransit.objects.create(
            method=make.standard_method(), zone=make.spanish_zone(), transit_min_days=8, transit_max_days=8
        )
        make_shop_carrier(shop, make_carrier(service_days=[2]))

    assert shown(order) == before


def test_the_time_to_ship_adds_up_on_the_shop_s_calendar_with_the_closure(shown, order):
    """R095, R096: from acceptance to the promised day, Wednesday's closure left out."""
    _words, _told, deadlines = shown(order)

    [(due_at, segments)] = [(due, parts) for kind, due, parts in deadlines if kind == "order_shipment"]
    assert due_at == "2026-03-05T22:59:59Z"
    uncounted = [(part["from"], part["to"], part["reason"]) for part in segments if not part["counted"]]
    assert uncounted == [("2026-03-03T23:00:00Z", "2026-03-04T23:00:00Z", "HOLIDAY")]
    with all_shops("the test looks"):
        deadline = Deadline.objects.get(kind="order_shipment", subject_id=order.order_id)
    assert deadline.policy["holidays"]["2026-03-04"] == "Stocktaking"
    counted = sum(
        (
            datetime.fromisoformat(part["to"]) - datetime.fromisoformat(part["from"])
            for part in segments
            if part["counted"]
        ),
        timedelta(),
    )
    assert counted == datetime(2026, 3, 5, 22, 59, 59) - datetime(2026, 3, 2, 12) - timedelta(days=1)  # noqa: DTZ001


def test_an_order_of_before_days_were_frozen_still_says_why(shown, order):
    with all_shops("a test makes an old order"):
        row = Order.objects.get(pk=order.pk)
        row.promise_policy = {
            name: value
            for name, value in row.promise_policy.items()
            if name not in ("promise_days", "freight", "preparation", "cutoff")
        }
        row.save(update_fields=["promise_policy"])

    words, told, _deadlines = shown(order)

    assert (words.strip, words.freight) == ([], "")
    assert words.why[0].startswith("1 working day to prepare")
    assert (told["why"], told["freight"]) == (None, None)


def test_a_declared_delay_stands_beside_the_first_promise(api, order):
    """R031."""
    declared = api.post(f"/api/x/orders/{order.order_id}/delay", {"delivery_date": "2026-03-20"})

    told = api.get(f"/api/x/orders/{order.order_id}/promise").json()

    assert declared.status_code == 200
    assert told["delay"]["delivery_date"] == "2026-03-20"
    assert told["delivery_date"]["latest"] == "2026-03-10T22:59:59Z"


def test_freight_of_the_rate_table_is_not_marked(shown, shop):
    make_charge(shop, make.spanish_zone(), make.standard_method(), price="4.90")

    words, told, _deadlines = shown(make.make_shipping_order(shop))

    assert (words.freight, words.freight_note) == ("€4.90", "")
    assert (told["freight"]["shipping_price"], told["freight"]["contingency"]) == (4.9, False)

"""The real preparation times beside the promised one (R088)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.actors import SYSTEM, ActorKind
from marketplace.tenancy import shop_scope
from orders.models import Order, OrderEvent
from orders.realism.report import Verdict, read_realism
from orders.realism.samples import read_samples
from shipping.models import Closure
from shipping.services.settings import set_preparation
from tests.factories import orders as make
from tests.factories.offers import make_offer
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = NOON + 30 * DAY


@pytest.fixture(autouse=True)
def later(shop):
    with clock.frozen(NOW):
        yield


def seed(shop, count, *, days=3, lead=1, weeks=1):
    """Orders of Monday 2 March 2026 (or of Mondays before), shipped so many days later."""
    with shop_scope(shop):
        set_preparation(shop_id=shop.pk, lead_time_days=lead, at=NOON - 100 * DAY)
    offer = make_offer(shop, quantity=1000)
    made = [
        make.make_shipped_order(shop, offers=[offer], at=NOON - 7 * DAY * (number % weeks)) for number in range(count)
    ]
    with shop_scope(shop):
        for order in made:
            Order.objects.filter(pk=order.pk).update(shipped_at=order.created_at + days * DAY)
    return made


def read(shop):
    with shop_scope(shop):
        return read_realism(shop_id=shop.pk, at=NOW)


def section(client, shop):
    answer = client.get(f"/shop/{shop.pk}/shipping")
    assert answer.status_code == 200
    return answer.content.decode()


def test_offers_with_a_lead_time_of_their_own_say_nothing_about_the_default(shop):
    seed(shop, 10, days=1)
    slow = make_offer(shop, quantity=1000, lead_time_days=9)
    order = make.make_shipped_order(shop, offers=[slow])
    with shop_scope(shop):
        Order.objects.filter(pk=order.pk).update(shipped_at=order.created_at + 9 * DAY)

    assert order.promise_policy["lead_time_of"] == "OFFER"
    assert read(shop).shipments == 10


def test_shipments_of_three_days_against_a_promise_of_one_are_told_with_both_figures(owner, signed_in, api, shop):
    """R088."""
    seed(shop, 12)
    browser = signed_in(owner)

    text = section(browser, shop)
    told = api.get("/api/x/shipping/realism").json()

    assert "You need longer than you promise" in text
    assert "Your last 12 shipments took 3 working days on average; 12 went out late." in text
    assert "You promise 1 working day." in text
    assert "Promise 3 working days" in text
    assert (told["lead_time_days"], told["verdict"], told["suggested_lead_time_days"]) == (1, "LONGER", 3)
    assert told["recent"]["late"] == 12
    assert told["preparation"]["distribution"] == [{"days": 3, "count": 12}]
    assert [each["share"] for each in told["kept_by_lead_time"][:5]] == [0.0, 0.0, 0.0, 1.0, 1.0]
    assert [(each["weekday"], each["preparation"]["count"]) for each in told["by_weekday"]] == [(1, 12)]
    assert [(each["method"], each["promised_transit_days"]) for each in told["by_method"]] == [("Standard", 3)]

    answer = browser.post(f"/shop/{shop.pk}/shipping/lead-time", {"lead_time_days": "3"}, follow=True)

    assert "New orders are promised with 3 working days of preparation." in answer.content.decode()
    text = section(browser, shop)
    assert "Your promise fits" in text
    assert "12 went out late, by what was promised then. You promise 3 working days now: " in text
    assert "of 12 shipments, the last ones, 100 % would have left in time with them." in text
    assert read(shop).promised == 3


def test_who_promises_too_much_time_is_told_so(owner, signed_in, shop):
    """R088."""
    seed(shop, 10, days=1, lead=4)

    text = section(signed_in(owner), shop)

    assert "You could promise sooner" in text
    assert "0 went out late" in text
    assert "Promise 1 working day" in text


@pytest.mark.parametrize(("count", "told"), [(0, "0 shipments"), (1, "1 shipment"), (9, "9 shipments")])
def test_of_few_shipments_their_number_is_told_alone(owner, signed_in, api, shop, count, told):
    """R088."""
    seed(shop, count)

    text = section(signed_in(owner), shop)

    assert f"{told} so far; shown from 10 on." in text
    assert "on average" not in text
    assert api.get("/api/x/shipping/realism").json()["verdict"] == "TOO_FEW"


def test_a_shop_without_shipments_has_no_figures(api, shop):
    told = api.get("/api/x/shipping/realism").json()

    assert (told["shipments"], told["recent"], told["preparation"], told["by_method"]) == (0, None, None, [])


def test_refused_cancelled_and_fraudulent_orders_are_left_out(shop):
    made = seed(shop, 12)
    with shop_scope(shop):
        Order.objects.filter(pk=made[0].pk).update(state="CANCELED")
        Order.objects.filter(pk=made[1].pk).update(state="REFUSED")
        Order.objects.filter(pk=made[2].pk).update(is_fraud=True)

    assert read(shop).shipments == 9


def test_who_received_it_by_itself_says_nothing_of_the_way(shop):
    made = seed(shop, 3)
    with shop_scope(shop):
        for order, kind in zip(made, (SYSTEM.kind, ActorKind.STOREFRONT), strict=False):
            Order.objects.filter(pk=order.pk).update(state="RECEIVED", received_at=order.created_at + 9 * DAY)
            OrderEvent.objects.create(shop=shop, order=order, kind="RECEIVED", at=NOW, actor_kind=kind, actor_label="")
        Order.objects.filter(pk=made[0].pk).update(shipping_method=made[1].shipping_method)

    realism = read(shop)
    assert realism.transit is not None
    # Shipped on Thursday the 5th, there on Wednesday the 11th.
    assert realism.transit.counts == ((4, 1),)


def test_orders_of_the_past_count_with_their_receipts(shop):
    made = seed(shop, 1)
    with shop_scope(shop):
        Order.objects.filter(pk=made[0].pk).update(
            is_imported=True, promise_policy={}, state="RECEIVED", received_at=made[0].created_at + 4 * DAY
        )
        OrderEvent.objects.create(
            shop=shop, order=made[0], kind="RECEIVED", at=NOW, actor_kind=SYSTEM.kind, actor_label=""
        )

        (sample,) = read_samples(shop.pk, NOW)

    assert (sample.preparation, sample.transit, sample.promised_transit) == (3, 1, None)


def test_what_an_imported_order_tells_of_days_to_come_is_not_counted(shop):
    early, late, *_others = seed(shop, 12)
    with shop_scope(shop):
        Order.objects.filter(pk=early.pk).update(shipped_at=NOW + 400 * DAY)
        Order.objects.filter(pk=late.pk).update(is_imported=True, received_at=NOW + DAY)
        samples = read_samples(shop.pk, NOW)

    assert [sample.preparation for sample in samples] == [3] * 11
    assert [sample.transit for sample in samples] == [None] * 11


def test_days_on_which_the_shop_was_closed_are_not_counted(shop):
    seed(shop, 10)
    with shop_scope(shop):
        first = NOON.date() + DAY
        Closure.objects.create(shop=shop, first_day=first, last_day=first, name="Moving", created_at=NOON)

    realism = read(shop)

    assert realism.preparation is not None
    assert realism.preparation.counts == ((2, 10),)
    assert realism.verdict == Verdict.LONGER


def test_the_last_500_are_read_in_as_many_queries_as_ten(shop, django_assert_num_queries):
    made = seed(shop, 10, weeks=4)
    with shop_scope(shop), CaptureQueriesContext(connection) as captured:
        read_realism(shop_id=shop.pk, at=NOW)
    with shop_scope(shop):
        copies = []
        for number in range(600):
            order = Order.objects.get(pk=made[number % 10].pk)
            order.pk, order.order_id, order.commercial_id = None, f"C{number}-A", f"C{number}"
            copies.append(order)
        Order.objects.bulk_create(copies)

    with shop_scope(shop), django_assert_num_queries(len(captured)):
        assert read_realism(shop_id=shop.pk, at=NOW).shipments == 500


@pytest.mark.parametrize("days", ["", "x", "-1", "61"])
def test_what_is_no_lead_time_changes_nothing(owner, signed_in, shop, days):
    seed(shop, 1)

    signed_in(owner).post(f"/shop/{shop.pk}/shipping/lead-time", {"lead_time_days": days})

    assert read(shop).promised == 1

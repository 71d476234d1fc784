"""Orders that may arrive late, in the queue of what to do; and what a declared delay changes there."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from marketplace import clock
from marketplace.deadlines.consequences import run_consequences
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.sweep import sweep_deadlines
from marketplace.notices.models import Notice
from marketplace.tenancy import shop_scope
from orders.models import Order
from orders.services.delay import declare_delay
from orders.services.shipment import receive_order, ship_order
from tests.factories import orders as make
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
PROMISED = datetime(2026, 3, 9, 22, 59, 59, tzinfo=UTC)
LATE = PROMISED + timedelta(hours=9)
DELAYED = datetime(2026, 3, 12, 22, 59, 59, tzinfo=UTC)


@pytest.fixture
def order(shop):
    """Shipped on Monday 2 March 2026 with its invoice, promised for Monday the 9th."""
    made = make.make_shipping_order(shop)
    with shop_scope(shop):
        Order.objects.filter(pk=made.pk).update(promise_latest=PROMISED, has_invoice=True)
        return ship_order(order_id=made.order_id, actor=make.SELLER, at=NOON)


@pytest.fixture
def browser(sales, signed_in):
    return signed_in(sales)


def sweep(at):
    sweep_deadlines(at=at)
    with clock.frozen(at):
        run_consequences()


def rows(browser, shop, at, **query):
    with clock.frozen(at):
        answer = browser.get(f"/shop/{shop.pk}/", query)
    assert answer.status_code == 200
    return re.findall(r'<div class="what"><a href="[^"]+">([^<]+)</a>', answer.content.decode())


def counts(api, browser, shop, at):
    """To do, by the API, by the navigation and by the page's summary."""
    with clock.frozen(at):
        called = [row["kind"] for row in api.get("/api/x/deadlines", to_do="true").json()["data"]]
        text = browser.get(f"/shop/{shop.pk}/").content.decode()
    shown = re.search(r"(\d+) to do", text)
    navigation = re.search(r'id="n-nav-today"[^>]*>(\d*)<', text)
    assert shown
    assert navigation
    return called, int(shown[1]), int(navigation[1] or 0)


def declare(shop, order, day, at):
    with shop_scope(shop):
        declare_delay(order_id=order.order_id, delivery_day=day, actor=make.SELLER, at=at)


def notices(shop):
    with shop_scope(shop):
        return set(Notice.objects.filter(read_at=None).values_list("kind", flat=True))


def warned_at(order):
    with shop_scope(order.shop_id):
        found = Deadline.objects.get(kind="delivery_promise", subject_id=order.order_id).warn_at
    assert found is not None
    return found


def test_a_promise_is_the_seller_s_to_look_after_from_its_warning_on(browser, api, shop, order):
    """R097."""
    warned, title = warned_at(order), f"Delivery of {order.order_id}"

    assert title not in rows(browser, shop, warned - timedelta(seconds=1))
    assert title in rows(browser, shop, warned - timedelta(seconds=1), kind="waiting")
    assert counts(api, browser, shop, warned - timedelta(seconds=1)) == ([], 0, 0)

    assert rows(browser, shop, warned) == [title]
    assert rows(browser, shop, warned, kind="delivery_promise") == [title]
    assert title not in rows(browser, shop, warned, kind="waiting")
    assert counts(api, browser, shop, warned) == (["delivery_promise"], 1, 1)


def test_the_seller_is_told_of_the_warning_and_of_the_miss(shop, order, sales):
    """R097."""
    sweep(warned_at(order) + timedelta(seconds=1))
    assert notices(shop) == {"deadline_soon"}

    sweep(LATE)
    assert notices(shop) == {"deadline_missed"}


def test_an_order_that_was_promised_earlier_turns_late(browser, shop, order):
    """R097."""
    with shop_scope(shop):
        assert not Order.objects.late(PROMISED).exists()
        assert Order.objects.late(LATE).get() == order
    with clock.frozen(LATE):
        tab = browser.get(f"/shop/{shop.pk}/orders/", {"tab": "late"}).content.decode()
        page = browser.get(f"/shop/{shop.pk}/orders/{order.order_id}/").content.decode()
    assert order.order_id in tab
    assert "Not there yet, and promised earlier" in page


def test_a_declared_delay_is_quiet_until_it_has_passed_and_stays_late(browser, api, shop, order, sales):
    """R031."""
    sweep(warned_at(order) + timedelta(seconds=1))
    declare(shop, order, DELAYED.date(), LATE - timedelta(days=1))
    title = f"Delivery of {order.order_id}"

    assert notices(shop) == set()
    assert rows(browser, shop, LATE) == []
    assert title in rows(browser, shop, LATE, kind="waiting")
    assert counts(api, browser, shop, LATE) == ([], 0, 0)
    with clock.frozen(LATE):
        assert "Delayed, and on its way" in browser.get(f"/shop/{shop.pk}/orders/{order.order_id}/").content.decode()
        listed = api.get("/api/x/deadlines", kind="delivery_promise").json()["data"][0]
    assert (listed["state"], listed["to_do"]) == ("overdue", False)
    assert datetime.fromisoformat(listed["quiet_until"]) == DELAYED
    with shop_scope(shop):
        assert Order.objects.late(LATE).get() == order

    assert rows(browser, shop, DELAYED) == []
    assert rows(browser, shop, DELAYED + timedelta(seconds=1)) == [title]


def test_a_delay_declared_before_shipment_keeps_the_promise_quiet_too(browser, shop):
    """R031."""
    order = make.make_shipping_order(shop)
    with shop_scope(shop):
        Order.objects.filter(pk=order.pk).update(promise_latest=PROMISED, has_invoice=True)
    declare(shop, order, DELAYED.date(), NOON)
    with shop_scope(shop):
        ship_order(order_id=order.order_id, actor=make.SELLER, at=NOON + timedelta(hours=1))

    assert rows(browser, shop, LATE) == []
    assert rows(browser, shop, DELAYED + timedelta(seconds=1)) == [f"Delivery of {order.order_id}"]


def test_a_delivery_after_a_delay_that_was_kept_is_late_all_the_same(shop, order):
    """R031."""
    declare(shop, order, DELAYED.date(), NOON)
    with shop_scope(shop):
        receive_order(order_id=order.order_id, actor=make.SHOP_FRONT, at=LATE)
        deadline = Deadline.objects.get(kind="delivery_promise", subject_id=order.order_id)

    assert (deadline.outcome, deadline.missed_at) == ("late", PROMISED)


def test_a_row_to_ship_lets_the_seller_ship_or_declare_a_delay(browser, shop, accountancy, signed_in):
    """R031."""
    order = make.make_shipping_order(shop)
    url = f"/shop/{shop.pk}/orders/{order.order_id}"
    with clock.frozen(NOON):
        text = browser.get(f"/shop/{shop.pk}/").content.decode()
        hidden = signed_in(accountancy).get(f"/shop/{shop.pk}/").content.decode()

    assert f'href="{url}/ship?next=' in text
    assert f'href="{url}/delay?next=' in text
    assert "/delay" not in hidden


def test_a_delay_declared_on_today_leads_back_there(browser, shop, order):
    """R031."""
    today = f"/shop/{shop.pk}/"
    with clock.frozen(LATE):
        answer = browser.post(
            f"/shop/{shop.pk}/orders/{order.order_id}/delay", {"delivery_day": "2026-03-12", "next": today}
        )
        assert (answer.status_code, answer["Location"]) == (302, today)
        assert "is delayed until" in browser.get(today).content.decode()
    assert rows(browser, shop, LATE) == []


def test_a_late_order_of_the_list_leads_to_the_delay_until_one_is_declared(browser, shop, order):
    """R031."""
    orders = f"/shop/{shop.pk}/orders/"
    url = f"{orders}{order.order_id}/delay?next="
    with clock.frozen(PROMISED - timedelta(days=1)):
        early = browser.get(orders, {"tab": "shipped"}).content.decode()
    with clock.frozen(LATE):
        late = browser.get(orders, {"tab": "late"}).content.decode()
    declare(shop, order, DELAYED.date(), LATE)
    with clock.frozen(LATE):
        declared = browser.get(orders, {"tab": "late"}).content.decode()

    assert url not in early
    assert url in late
    assert url not in declared
    assert "new date: Thu 12 Mar" in declared

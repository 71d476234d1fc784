"""Orders in the queue of what to do: what their rows say, and what is done on them without leaving the page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.tenancy import shop_scope
from orders.choices import OrderState
from orders.models import Order
from tests.factories import orders as make
from tests.factories.offers import make_offer
from tests.factories.shipping import make_carrier
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
NOW = NOON + timedelta(hours=2)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def today(shop):
    return f"/shop/{shop.pk}/"


@pytest.fixture
def browser(sales, signed_in):
    return signed_in(sales)


def act_url(shop, order, act):
    return f"/shop/{shop.pk}/orders/{order.order_id}/{act}"


def on_page(path):
    """The headers of HTMX on a page of that path."""
    return {"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}#main", "HX-Target": "queue"}


def rows(answer):
    assert answer.status_code == 200
    return re.findall(r'<div class="what"><a href="[^"]+">([^<]+)</a><small>([^<]*)</small>', answer.content.decode())


def state_of(order):
    with shop_scope(order.shop_id):
        return Order.objects.get(pk=order.pk).state


def test_rows_name_the_act_the_customer_and_the_lines(browser, shop, today):
    waiting = make.make_waiting_order(shop, offers=[make_offer(shop), make_offer(shop)])
    shipping = make.make_shipping_order(shop)
    unpaid = make.make_accepted_order(shop)
    shipped = make.make_shipped_order(shop)

    assert sorted(rows(browser.get(today))) == [
        (f"Accept {waiting.order_id}", "Lucía Ejemplo · 2 lines"),
        (f"Invoice for {shipped.order_id}", "Lucía Ejemplo"),
        (f"Ship {shipping.order_id}", "Lucía Ejemplo · 1 line to send"),
    ]
    assert sorted(rows(browser.get(today, {"kind": "waiting"}))) == [
        (f"Delivery of {shipped.order_id}", "Lucía Ejemplo"),
        (f"Payment of {unpaid.order_id}", "Lucía Ejemplo"),
        (f"Receipt of {shipped.order_id}", "Lucía Ejemplo"),
    ]


def test_ten_orders_cost_as_many_queries_as_one(browser, api, shop, today, django_assert_num_queries):
    for make_one in (make.make_waiting_order, make.make_shipping_order):
        make_one(shop)
    browser.get(today)
    with CaptureQueriesContext(connection) as captured:
        browser.get(today)
    page = len(captured)
    api.get("/api/x/deadlines", limit=50)
    with CaptureQueriesContext(connection) as captured:
        api.get("/api/x/deadlines", limit=50)
    call = len(captured)
    for _more in range(5):
        for make_one in (make.make_waiting_order, make.make_shipping_order):
            make_one(shop)

    with django_assert_num_queries(page):
        assert len(rows(browser.get(today))) == 12
    with django_assert_num_queries(call):
        assert len(api.get("/api/x/deadlines", limit=50).json()["data"]) == 12


def test_an_order_accepted_on_today_leads_back_to_today(browser, shop, today):
    order = make.make_waiting_order(shop)

    answer = browser.post(act_url(shop, order, "accept"), {"next": f"{today}?kind=order_acceptance"})

    assert (answer.status_code, answer["Location"]) == (302, f"{today}?kind=order_acceptance")
    assert f"Order {order.order_id} accepted" in browser.get(today).content.decode()
    assert state_of(order) == OrderState.WAITING_DEBIT_PAYMENT


def test_accepting_by_htmx_brings_back_the_queue_with_the_counts_and_what_was_done(browser, shop, today):
    order, other = make.make_waiting_order(shop), make.make_waiting_order(shop)

    answer = browser.post(act_url(shop, order, "accept"), {"next": today}, headers=on_page(today), follow=True)
    text = answer.content.decode()

    assert answer.redirect_chain == [(today, 302)]
    assert [title for title, _detail in rows(answer)] == [f"Accept {other.order_id}"]
    assert "<html" not in text
    assert 'id="n-nav-orders" hx-swap-oob="true">1<' in text
    assert 'id="toasts" role="status" aria-live="polite" hx-swap-oob="beforeend"' in text
    assert f"Order {order.order_id} accepted" in text
    assert "HX-Retarget" not in answer


def test_on_another_page_an_act_by_htmx_moves_the_reader(browser, shop, today):
    order = make.make_waiting_order(shop)

    answer = browser.post(act_url(shop, order, "accept"), {"next": today}, headers=on_page(f"{today}orders/"))

    assert answer["HX-Redirect"] == today


def test_who_comes_second_on_today_is_told_why_and_sees_the_queue(browser, owner, signed_in, shop, today):
    order = make.make_waiting_order(shop)
    signed_in(owner).post(act_url(shop, order, "accept"))

    swapped = browser.post(act_url(shop, order, "accept"), {"next": today}, headers=on_page(today), follow=True)
    plain = browser.post(act_url(shop, order, "accept"), {"next": today}, follow=True)

    for answer in (swapped, plain):
        assert rows(answer) == []
        assert "Nothing was changed. Order accepted by Ana Prueba" in answer.content.decode()


def test_a_dialog_carries_the_way_back_and_is_answered_with_the_queue(browser, shop, today):
    make_carrier(code="gls", label="GLS")
    order = make.make_shipping_order(shop)
    url, back = act_url(shop, order, "ship"), f"{today}?kind=order_shipment"
    headers = {**on_page(back), "HX-Target": "dialog-place"}

    form = browser.get(url, {"next": back}, headers=headers).content.decode()
    faulty = browser.post(url, {"tracking_number": "T-9", "next": back}, headers=headers)
    answer = browser.post(url, {"carrier": "gls", "tracking_number": "T-9", "next": back}, headers=headers, follow=True)

    assert f'<input type="hidden" name="next" value="{back}">' in form
    assert faulty.status_code == 400
    assert f'<input type="hidden" name="next" value="{back}">' in faulty.content.decode()
    assert answer.redirect_chain == [(back, 302)]
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#queue", "outerHTML")
    assert state_of(order) == OrderState.SHIPPED


@pytest.mark.parametrize(
    "foreign",
    [
        "https://evil.example/shop/{shop}/",
        "//evil.example/shop/{shop}/",
        "/\\evil.example/shop/{shop}/",
        "javascript:alert(1)",
        "shop/{shop}/",
        "/shop/{other}/",
        "/admin/",
        "/nowhere",
        "http://[",
        "",
    ],
)
def test_an_act_leads_back_to_pages_of_its_own_shop_alone(browser, shop, other_shop, foreign):
    order = make.make_waiting_order(shop)

    answer = browser.post(act_url(shop, order, "accept"), {"next": foreign.format(shop=shop.pk, other=other_shop.pk)})

    assert answer["Location"] == f"/shop/{shop.pk}/orders/{order.order_id}/"

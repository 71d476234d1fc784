"""Declaring a delay from Today and from the order's page, and the real preparation times beside the promised one."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from marketplace import clock
from marketplace.tenancy import shop_scope
from messaging.models import Thread
from orders.models import Order, OrderMail
from orders.services.delay import possible_days
from orders.services.shipment import ship_order
from shipping.services.lookup import preparation_days
from shipping.services.settings import set_preparation
from tests.browser.checks import assert_accessible, assert_sound
from tests.factories.messaging import make_thread
from tests.factories.offers import make_offer
from tests.factories.orders import SELLER, make_shipped_order, make_shipping_order

DAY = timedelta(days=1)


@pytest.fixture
def order(shop) -> Order:
    return make_shipping_order(shop, at=clock.now() - timedelta(hours=1))


def new_day(order) -> str:
    with shop_scope(order.shop_id):
        days = possible_days(Order.objects.select_related("channel").get(pk=order.pk), clock.now())
    assert days is not None
    return days[0].isoformat()


def told(order) -> list[str]:
    with shop_scope(order.shop_id):
        return list(OrderMail.objects.filter(order=order, kind="delayed").values_list("language", flat=True))


def test_a_delay_is_declared_from_today(open_page, owner, shop, order, look):
    """R031: the quieter act of a row to ship."""
    width, scheme = look
    page = open_page(f"/shop/{shop.pk}/", who=owner, width=width, scheme=scheme)
    row = page.locator(".queue > li").first

    row.locator(".further > summary").click()
    assert_sound(page)
    row.get_by_role("link", name="Declare a delay").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("You are judged by the first promise.")
    assert_accessible(page)
    dialog.get_by_label("New delivery date").fill(new_day(order))
    dialog.get_by_label("Words for the customer").fill("The press broke down.")
    dialog.get_by_role("button", name="Declare delay").click()

    expect(page.get_by_text(re.compile("is delayed until .* The customer was told"))).to_be_visible()
    expect(page.locator(".queue > li")).to_have_count(1)  # it is still to be shipped
    assert told(order) == ["es"]


def test_a_delay_is_declared_on_the_order_s_page_which_shows_both_dates(open_page, owner, shop, order, look):
    """R031."""
    width, scheme = look
    page = open_page(f"/shop/{shop.pk}/orders/{order.order_id}/", who=owner, width=width, scheme=scheme)

    page.get_by_role("link", name="Declare a delay").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("New delivery date")).to_be_focused()
    dialog.get_by_label("New delivery date").fill(new_day(order))
    dialog.get_by_role("button", name="Declare delay").click()

    section = page.get_by_role("region", name="Declared delay")
    expect(section).to_contain_text("First promise")
    expect(section).to_contain_text("New date")
    expect(section).to_contain_text("You are judged by the first promise.")
    expect(page.get_by_role("link", name="Change the new date")).to_be_visible()
    assert_sound(page)


def test_a_field_made_larger_stands_no_fault_s_way(open_page, owner, shop, order):
    """R031: Chromium writes the size into the field's style, which the page's policy lets nobody copy."""
    page = open_page(f"/shop/{shop.pk}/orders/{order.order_id}/", who=owner)
    page.get_by_role("link", name="Declare a delay").click()
    dialog = page.get_by_role("dialog")
    words = dialog.get_by_label("Words for the customer")
    words.evaluate("(field) => { field.style.height = '160px'; }")

    dialog.get_by_label("New delivery date").fill("2020-01-01")
    dialog.get_by_role("button", name="Declare delay").click()

    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_focused()


def test_without_script_a_delay_is_declared_on_a_page(open_page, owner, shop, order):
    page = open_page(f"/shop/{shop.pk}/", who=owner, java_script_enabled=False)

    page.locator(".further > summary").click()
    page.get_by_role("link", name="Declare a delay").click()
    page.get_by_label("New delivery date").fill(new_day(order))
    page.get_by_role("button", name="Declare delay").click()

    expect(page).to_have_url(re.compile(f"/shop/{shop.pk}/$"))
    expect(page.get_by_text(re.compile("is delayed until"))).to_be_visible()


def test_a_promise_that_is_late_is_on_today_and_leaves_it_with_a_new_date(open_page, owner, shop):
    """R031, R097."""
    order = make_shipping_order(shop, at=clock.now() - 40 * DAY)
    with shop_scope(shop):
        ship_order(order_id=order.order_id, actor=SELLER, at=clock.now() - 39 * DAY)
    page = open_page(f"/shop/{shop.pk}/", who=owner)
    row = page.locator(".queue > li").filter(has_text="Delivery of")

    expect(row).to_contain_text(f"Delivery of {order.order_id}")
    row.get_by_role("link", name="Declare a delay").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("New delivery date").fill(new_day(order))
    dialog.get_by_role("button", name="Declare delay").click()

    # What is left to do is its invoice.
    expect(row).to_have_count(0)
    expect(page.locator(".queue > li")).to_contain_text(f"Invoice for {order.order_id}")
    page.get_by_role("link", name="Waiting for others").click()
    expect(page.locator(".queue > li", has_text=f"Delivery of {order.order_id}")).to_contain_text("Overdue")


def test_a_conversation_shows_the_mail_on_its_order_apart_from_messages(open_page, support, shop, look):
    """R030."""
    width, scheme = look
    thread: Thread = make_thread(shop, at=clock.now() - timedelta(hours=1))
    page = open_page(f"/shop/{shop.pk}/messages/{thread.thread_id}/", who=support, width=width, scheme=scheme)
    event = page.locator(".event", has_text="sent by itself")

    event.get_by_text("Show the mail").click()

    expect(event).to_contain_text("Casa Norte")
    expect(page.locator("article.msg")).to_have_count(1)
    assert_accessible(page)


def test_the_real_times_advise_a_lead_time_that_one_click_takes(open_page, owner, shop, look):
    """R088."""
    width, scheme = look
    with shop_scope(shop):
        set_preparation(shop_id=shop.pk, lead_time_days=1, at=clock.now())
    offer = make_offer(shop, quantity=100)
    for _number in range(12):
        order = make_shipped_order(shop, offers=[offer], at=clock.now() - 30 * DAY)
        with shop_scope(shop):
            Order.objects.filter(pk=order.pk).update(shipped_at=order.created_at + 5 * DAY)
    page = open_page(f"/shop/{shop.pk}/shipping", who=owner, width=width, scheme=scheme)

    expect(page.get_by_text("You need longer than you promise")).to_be_visible()
    form, preview, times = (page.locator(each).bounding_box() for each in ("#preparation", ".preview", ".section"))
    if width == 390:
        assert form["y"] < preview["y"] < times["y"]
    else:
        assert form["y"] < times["y"]
        assert form["x"] == times["x"] < preview["x"]
    page.get_by_text("By method and by weekday").click()
    assert_sound(page)
    page.get_by_role("button", name=re.compile("^Promise . working days$")).click()

    expect(page.get_by_text(re.compile("New orders are promised with . working days"))).to_be_visible()
    with shop_scope(shop):
        assert preparation_days([shop.pk])[shop.pk] > 1

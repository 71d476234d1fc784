"""Today: the queue, its tabs, and the reason behind a deadline."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from marketplace import clock
from tests.browser.checks import assert_accessible, assert_sound
from tests.factories.orders import make_shipping_order, make_waiting_order

HOUR = timedelta(hours=1)


@pytest.fixture
def today(shop, owner) -> str:
    """An order long overdue, one to be shipped, and one that has just come in."""
    now = clock.now()
    make_waiting_order(shop, at=now - 400 * HOUR)
    make_shipping_order(shop, at=now - HOUR)
    make_waiting_order(shop, at=now - HOUR)
    return f"/shop/{shop.pk}/"


def test_the_queue_is_sound(open_page, owner, today, look):
    width, scheme = look
    page = open_page(today, who=owner, width=width, scheme=scheme)

    expect(page.locator(".queue > li")).to_have_count(3)
    expect(page.locator(".queue > li").first).to_contain_text("Overdue")
    expect(page).to_have_title("1 overdue · Today · Casa Norte")
    assert_sound(page)


def test_the_reason_opens_below_its_row_and_closes_again(open_page, owner, today):
    page = open_page(today, who=owner)
    first = page.locator(".queue > li").first

    first.locator("a.deadline").click()
    expect(first.locator(".why")).to_contain_text("Accept or refuse within 48 working hours.")
    assert_accessible(page)

    first.locator("a.deadline").click()
    expect(first.locator(".why")).to_have_count(0)


def test_without_script_the_reason_is_a_page(open_page, owner, today):
    page = open_page(today, who=owner, java_script_enabled=False)

    page.locator(".queue > li").first.locator("a.deadline").click()

    expect(page.locator("h1")).to_contain_text("Order ")
    expect(page.locator(".why")).to_contain_text("The order is refused by itself")


def test_the_page_of_a_reason_is_sound(open_page, owner, today, look):
    width, scheme = look
    page = open_page(today, who=owner, width=width, scheme=scheme)

    page.goto(page.locator(".queue a.deadline").first.get_attribute("href") or "")

    assert_sound(page)


def test_a_tab_narrows_the_queue_and_stands_in_the_address(open_page, owner, today):
    page = open_page(today, who=owner)

    page.locator("nav.tabs").get_by_role("link", name="Ship", exact=False).click()

    expect(page.locator(".queue > li")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?kind=order_shipment$"))

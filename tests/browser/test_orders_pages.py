"""The pages of orders as people work in them: sound in every look, by keyboard, with dialogs that lose nothing."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from marketplace import clock
from marketplace.tenancy import shop_scope
from orders.choices import OrderState
from orders.models import Order
from orders.services.shipment import Tracking, set_tracking
from tests.browser.checks import assert_accessible, assert_sound
from tests.factories import orders as make
from tests.factories.offers import make_offer
from tests.factories.shipping import make_carrier

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def orders(shop):
    """One order of each step, placed today and six days ago, with a carrier and a reason."""
    at = clock.now()
    make_carrier(code="seur", label="Seur")
    make.make_reason("NO_STOCK", label="Out of stock")
    two = [make_offer(shop), make_offer(shop)]
    billing = {**make.ADDRESS, "street_1": "Gran Vía 1"}
    made = {
        "staging": make.make_order(shop, at=at),
        "waiting": make.make_waiting_order(shop, offers=two, at=at - timedelta(minutes=5)),
        "second": make.make_waiting_order(shop, at=at),
        "unpaid": make.make_accepted_order(shop, at=at),
        "shipping": make.make_shipping_order(shop, at=at, billing_address=billing),
        "late": make.make_shipping_order(shop, at=at - timedelta(days=12)),
        "shipped": make.make_shipped_order(shop, at=at),
    }
    with shop_scope(shop):
        tracking = Tracking(carrier_code="seur", tracking_number="Z19")
        set_tracking(order_id=made["shipped"].order_id, tracking=tracking, actor=make.SELLER, at=at)
    return {name: order.order_id for name, order in made.items()}


def state_of(shop, order_id):
    with shop_scope(shop):
        return Order.objects.get(order_id=order_id).state


def test_the_list_is_sound_in_every_look(open_page, look, shop, sales, orders):
    width, scheme = look

    for query in ("", "?tab=accept", "?tab=shipped&q=nobody", "?state=SHIPPING&late=true"):
        page = open_page(f"/shop/{shop.pk}/orders/{query}", who=sales, width=width, scheme=scheme)
        assert_sound(page)


@pytest.mark.parametrize("name", ["waiting", "shipping", "shipped", "late"])
def test_the_page_of_an_order_is_sound_in_every_look(open_page, look, shop, sales, orders, name):
    width, scheme = look

    page = open_page(f"/shop/{shop.pk}/orders/{orders[name]}/", who=sales, width=width, scheme=scheme)

    assert_sound(page)


def test_forms_without_script_are_pages(open_page, shop, sales, orders):
    page = open_page(who=sales, java_script_enabled=False)
    page.goto(f"/shop/{shop.pk}/orders/{orders['shipping']}/")

    page.get_by_role("link", name="Ship 1 line").click()
    page.get_by_label("Carrier").select_option("seur")
    page.get_by_label("Tracking number").fill("Z20")
    page.get_by_role("button", name="Ship order").click()

    expect(page.get_by_role("heading", name="On its way to the customer")).to_be_visible()
    expect(page.get_by_role("link", name="Z20")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "opener"),
    [
        ("waiting", "Decide line by line"),
        ("waiting", "Refuse order"),
        ("shipping", "Ship 1 line"),
        ("shipped", "Change tracking"),
    ],
)
def test_dialogs_are_accessible_and_leave_the_page_as_it_was(open_page, look, shop, sales, orders, name, opener):
    width, scheme = look
    page = open_page(f"/shop/{shop.pk}/orders/{orders[name]}/", who=sales, width=width, scheme=scheme)

    page.get_by_role("link", name=opener).click()
    expect(page.locator("#act")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")

    expect(page.locator("#act")).not_to_be_visible()


def test_a_refused_line_without_reason_is_told_in_the_dialog(open_page, shop, sales, orders):
    """R025."""
    page = open_page(f"/shop/{shop.pk}/orders/{orders['waiting']}/", who=sales)
    page.get_by_role("link", name="Decide line by line").click()

    page.get_by_label("Refuse").nth(1).check()
    page.get_by_role("button", name="Save decisions").click()
    expect(page.locator("#act .wrong")).to_contain_text("A refused line needs a reason.")
    expect(page.get_by_label("Refuse").nth(1)).to_be_checked()
    assert_accessible(page)
    page.locator("#act select:visible").select_option("NO_STOCK")
    page.get_by_role("button", name="Save decisions").click()

    expect(page.get_by_role("heading", name="Waiting for the customer's payment")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("accepted")
    assert state_of(shop, orders["waiting"]) == OrderState.WAITING_DEBIT_PAYMENT


def test_accepting_takes_one_press(open_page, shop, sales, orders):
    page = open_page(f"/shop/{shop.pk}/orders/{orders['second']}/", who=sales)

    page.get_by_role("button", name="Accept order").click()

    expect(page.get_by_role("heading", name="Waiting for the customer's payment")).to_be_visible()


def test_the_reason_of_a_deadline_opens_below_and_closes_again(open_page, shop, sales, orders):
    page = open_page(f"/shop/{shop.pk}/orders/{orders['shipping']}/", who=sales)
    chip = page.locator(".next a.deadline")

    chip.click()
    expect(page.locator(".next .why")).to_contain_text("Ship within 2 working days")
    chip.click()

    expect(page.locator(".next .why")).to_have_count(0)


def test_the_list_is_worked_by_keyboard(open_page, shop, sales, orders):
    page = open_page(f"/shop/{shop.pk}/orders/?tab=accept", who=sales)

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_role("button", name="Accept 1 order")).to_be_visible()
    page.keyboard.press("k")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(f"/orders/{orders['waiting']}/$"))


def test_selected_orders_are_accepted_together(open_page, shop, sales, orders):
    page = open_page(f"/shop/{shop.pk}/orders/?tab=accept", who=sales)

    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="Accept 2 orders").click()

    expect(page.locator("#toasts")).to_contain_text("2 orders accepted")
    expect(page.get_by_role("heading", name="No order waits for your decision")).to_be_visible()


def test_filters_and_tabs_keep_the_url_in_step(open_page, shop, sales, orders):
    page = open_page(f"/shop/{shop.pk}/orders/", who=sales)

    page.get_by_role("link", name="To ship 2").click()
    expect(page).to_have_url(re.compile(r"\?tab=ship$"))
    expect(page).to_have_title("To ship · Orders · Casa Norte")
    page.go_back()

    expect(page).to_have_title("All · Orders · Casa Norte")


def test_a_list_follows_what_comes_in_but_not_while_rows_are_selected(open_page, shop, sales, orders):
    page = open_page(f"/shop/{shop.pk}/orders/?tab=accept", who=sales)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "x-poll" in request.headers else None)
    page.locator("tbody input[name=selected]").first.check()
    make.make_waiting_order(shop, at=clock.now())

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#n-nav-orders")).to_contain_text("5")
    assert [url for url in asked if "/live" not in url] == []
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Clear").click()
    page.locator("h1").click()  # nothing has the focus any more
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("nav.tabs [aria-current]")).to_have_text("To accept 3")
    expect(page.locator("#toasts .toast")).to_have_count(0)

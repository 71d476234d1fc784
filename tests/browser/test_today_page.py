"""Today: the queue, what is done on its rows, how it follows what others do, and the reason behind a deadline."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Response, expect

from marketplace import clock
from marketplace.tenancy import shop_scope
from orders.choices import OrderState
from orders.models import Order
from orders.services.deciding import accept_order
from tests.browser.checks import assert_accessible, assert_sound
from tests.factories.orders import SELLER, make_shipping_order, make_waiting_order
from tests.factories.shipping import make_carrier

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

    expect(page.locator("h1")).to_contain_text("Accept ")
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


@pytest.fixture
def rows(shop, today) -> list[str]:
    """The same queue as order ids, most urgent first, with a carrier to ship by."""
    make_carrier(code="gls", label="GLS")
    with shop_scope(shop):
        return list(Order.objects.order_by("due_at").values_list("order_id", flat=True))


def act_by_another(shop, order_id: str) -> None:
    """Somebody else accepts the order meanwhile."""
    with shop_scope(shop):
        accept_order(order_id=order_id, actor=SELLER, at=clock.now())


def state_of(shop, order_id: str) -> str:
    with shop_scope(shop):
        return str(Order.objects.get(order_id=order_id).state)


def poll(page: Page) -> Response:
    """What the page asks of its queue when it comes into sight again."""
    with page.expect_response(
        lambda each: "x-poll" in each.request.headers and each.url.split("/")[-1] not in ("live", "figures")
    ) as found:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    return found.value


def titles(page: Page) -> list[str]:
    return page.locator(".queue .what a").all_inner_texts()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.innerText"))


def expect_accepted(page: Page, order_id: str) -> None:
    """The row has left, and everything that counts has followed, without a new page."""
    expect(page.locator(".queue > li")).to_have_count(2)
    expect(page.locator(".queue")).not_to_contain_text(order_id)
    expect(page.locator("#toasts")).to_contain_text(f"Order {order_id} accepted")
    expect(page.locator("nav.tabs a").first).to_have_text("All 2")
    expect(page.locator("#queue-summary")).to_contain_text("2 to do")
    expect(page.locator("#n-nav-today")).to_have_text("2 to do")
    expect(page.locator("#n-bar-orders")).to_have_text("2 to do")
    expect(page.locator(".queue-end")).to_contain_text("Settled today: ")
    expect(page).to_have_title("Today · Casa Norte")
    assert page.evaluate("window.stayed") is True


@pytest.mark.parametrize("width", [1440, 390])
def test_an_order_is_accepted_on_its_row_by_mouse(open_page, shop, owner, today, rows, width):
    page = open_page(today, who=owner, width=width)
    page.evaluate("window.stayed = true")

    page.locator(".queue > li").first.get_by_role("button", name="Accept order").click()

    expect_accepted(page, rows[0])
    assert focused(page) == titles(page)[0]
    assert page.evaluate("history.length") == 2
    assert state_of(shop, rows[0]) == OrderState.WAITING_DEBIT_PAYMENT
    assert_sound(page)


def test_an_order_is_accepted_by_keyboard_alone_and_the_next_row_follows(open_page, shop, owner, today, rows):
    page = open_page(today, who=owner)
    page.evaluate("window.stayed = true")

    page.keyboard.press("j")
    page.keyboard.press("e")

    expect_accepted(page, rows[0])
    assert focused(page) == titles(page)[0]
    expect(page.locator(".queue > li").first).to_have_class("at")
    page.keyboard.press("j")
    assert focused(page) == titles(page)[1]
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/orders/{rows[1]}/$"))


@pytest.mark.parametrize("width", [1440, 390])
def test_an_order_is_shipped_in_a_dialog_over_the_queue(open_page, shop, owner, today, rows, width):
    page = open_page(today, who=owner, width=width)
    page.evaluate("window.stayed = true")
    row = page.locator(".queue > li").filter(has_text="to send")
    order_id = (row.locator(".what a").inner_text()).removeprefix("Ship ")

    row.get_by_role("link", name="Ship order").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Tracking number").fill("ES-0042")
    dialog.get_by_role("button", name="Ship order").click()
    expect(dialog).to_contain_text("Choose the carrier of this number.")
    dialog.get_by_label("Carrier").select_option("gls")
    dialog.get_by_role("button", name="Ship order").click()

    expect(page.locator("#toasts")).to_contain_text("on its way")
    expect(page.get_by_role("dialog")).to_have_count(0)
    # Its invoice is due now.
    expect(page.locator(".queue > li")).to_have_count(3)
    expect(page.locator(".queue")).to_contain_text(f"Invoice for {order_id}")
    assert "to send" not in page.locator(".queue").inner_text()
    assert focused(page) in titles(page)
    assert page.evaluate("window.stayed") is True
    assert state_of(shop, order_id) == OrderState.SHIPPED


def test_a_dialog_that_is_given_up_leaves_the_reader_at_its_row(open_page, owner, today, rows):
    page = open_page(today, who=owner)

    page.get_by_role("link", name="Ship order").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert focused(page).startswith("Ship order")


def test_the_key_that_ships_a_row_begins_in_the_dialog_s_first_field(open_page, owner, today, rows):
    page = open_page(today, who=owner)
    place = [row.locator(".what a").inner_text() for row in page.locator(".queue > li").all()]
    steps = next(number for number, title in enumerate(place, start=1) if title.startswith("Ship"))

    for _step in range(steps):
        page.keyboard.press("j")
    page.keyboard.press("e")

    expect(page.get_by_role("dialog").get_by_label("Carrier")).to_be_focused()


def test_who_is_too_late_is_told_why_and_the_row_leaves(open_page, shop, owner, today, rows):
    page = open_page(today, who=owner)
    act_by_another(shop, rows[0])

    page.locator(".queue > li").first.get_by_role("button", name="Accept order").click()

    expect(page.locator("#toasts .overdue")).to_contain_text("Nothing was changed.")
    expect(page.locator(".queue > li")).to_have_count(2)
    assert focused(page) == titles(page)[0]


def test_without_script_the_queue_is_worked_all_the_same(open_page, shop, owner, today, rows):
    page = open_page(f"{today}?kind=order_acceptance", who=owner, java_script_enabled=False)

    page.locator(".queue > li").first.get_by_role("button", name="Accept order").click()
    expect(page).to_have_url(re.compile(r"\?kind=order_acceptance$"))
    expect(page.locator("#toasts")).to_contain_text(f"Order {rows[0]} accepted")
    expect(page.locator(".queue > li")).to_have_count(1)
    page.goto(today)
    page.get_by_role("link", name="Ship order").click()
    page.get_by_label("Carrier").select_option("gls")
    page.get_by_label("Tracking number").fill("ES-0042")
    page.get_by_role("button", name="Ship order").click()

    expect(page).to_have_url(re.compile(r"/shop/\d+/$"))
    expect(page.locator("#toasts")).to_contain_text("on its way")


def test_what_others_do_is_seen_and_what_stays_is_answered_304(open_page, shop, owner, today, rows):
    page = open_page(today, who=owner)
    page.keyboard.press("j")
    page.keyboard.press("j")
    kept = focused(page)
    act_by_another(shop, rows[0])

    assert poll(page).status == 200
    expect(page.locator(".queue > li")).to_have_count(2)
    expect(page).to_have_title("Today · Casa Norte")
    expect(page.locator("#queue-summary")).to_contain_text("2 to do")
    expect(page.locator("#n-nav-today")).to_have_text("2 to do")
    assert focused(page) == kept
    expect(page.locator("#toasts .toast")).to_have_count(0)

    statuses = {poll(page).status for _again in range(3)}

    assert 304 in statuses
    expect(page.locator(".queue > li")).to_have_count(2)


def test_a_row_that_somebody_else_settles_hands_its_focus_to_the_next(open_page, shop, owner, today, rows):
    page = open_page(today, who=owner)
    page.keyboard.press("j")
    act_by_another(shop, rows[0])

    poll(page)

    expect(page.locator(".queue > li")).to_have_count(2)
    assert focused(page) == titles(page)[0]
    expect(page.locator(".queue > li").first).to_have_class("at")


def test_a_poll_closes_no_reason_that_is_being_read(open_page, shop, owner, today, rows):
    page = open_page(today, who=owner)
    page.locator(".queue a.deadline").nth(1).click()
    expect(page.locator(".why")).to_be_visible()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.headers.get("x-poll") else None)
    act_by_another(shop, rows[0])

    with page.expect_response(lambda answer: "/live" in answer.url):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#n-nav-today")).to_have_text("2 to do")

    expect(page.locator(".why")).to_be_visible()
    expect(page.locator(".queue > li")).to_have_count(3)
    assert [url for url in asked if "/live" not in url and "/figures" not in url] == []
    page.locator(".queue a.deadline").nth(1).click()
    poll(page)
    expect(page.locator(".queue > li")).to_have_count(2)


def test_polling_ends_quietly_with_the_session(open_page, owner, today):
    page = open_page(today, who=owner)
    page.context.clear_cookies()

    assert "HX-Redirect" in {name.title().replace("Hx", "HX") for name in poll(page).headers}

    page.wait_for_timeout(200)
    expect(page.locator(".queue > li")).to_have_count(3)
    expect(page).to_have_url(re.compile(r"/shop/\d+/$"))
    expect(page.locator("#toasts .toast")).to_have_count(0)


def test_what_today_has_settled_is_listed(open_page, shop, owner, today, rows, look):
    width, scheme = look
    act_by_another(shop, rows[0])
    page = open_page(today, who=owner, width=width, scheme=scheme)

    page.get_by_role("link", name="Show settled").click()

    expect(page).to_have_url(re.compile(r"\?kind=settled$"))
    expect(page.locator("nav.tabs [aria-current]")).to_contain_text("Settled today")
    expect(page.locator(".queue > li").first).to_contain_text(f"Accept {rows[0]}")
    expect(page.locator(".queue > li").first).to_contain_text("late · today")
    expect(page.locator(".queue .act")).to_have_count(0)
    assert_sound(page)

"""A seller's day in Chromium: from sign-in to a shipped order, by mouse, by keyboard alone, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from marketplace import clock
from marketplace.shops.models import Membership, Shop
from orders.models import Order
from tests.browser.checks import assert_accessible, assert_no_sideways_scroll, assert_sound
from tests.browser.conftest import PageMaker
from tests.factories import orders as make
from tests.factories.calls import Caller
from tests.factories.offers import make_offer, make_product
from tests.factories.shipping import make_carrier
from tests.factories.shops import PASSWORD, make_key

AREAS = ["", "orders/", "orders/?tab=all", "offers/", "offers/new", "search?q=lamp"]
AREAS += ["settings/", "settings/profile", "settings/members", "settings/keys", "shipping"]


@pytest.fixture
def waiting(shop: Shop) -> list[Order]:
    """Two orders to accept, as they come in now."""
    make.make_reason("NO_STOCK", label="Out of stock")
    make_carrier(code="gls", label="GLS")
    at = clock.now()
    lamp = make_offer(shop, product=make_product(title="Desk lamp"), quantity=50)
    return [make.make_waiting_order(shop, at=at, offers=[lamp]) for _ in range(2)]


@pytest.fixture
def pay(storefront: Caller):
    """The shop front's word that the customer has paid."""

    def send(order: Order) -> None:
        answer = storefront.post(f"/api/storefront/orders/{order.order_id}/payment", {"result": "OK"})
        assert answer.status_code == 200, answer.content

    return send


def sign_in_by_form(page: Page, member: Membership) -> None:
    page.get_by_label("Email").fill(member.user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def toast(page: Page, text: str) -> None:
    expect(page.locator("#toasts")).to_contain_text(text)


@pytest.mark.parametrize("width", [1440, 390])
def test_from_sign_in_to_a_shipped_order_by_mouse(open_page: PageMaker, shop, owner, waiting, pay, width):
    order = waiting[0]
    page = open_page("/accounts/login/", width=width)

    sign_in_by_form(page, owner)
    expect(page).to_have_url(re.compile(rf"/shop/{shop.pk}/$"))
    expect(page.locator("ol.queue > li")).to_have_count(2)
    page.locator("ol.queue .what a", has_text=order.order_id).click()

    page.locator(".next a.deadline").click()
    expect(page.locator(".why")).to_contain_text("48 working hours")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Accept").first.click()
    toast(page, f"Order {order.order_id} accepted")

    pay(order)
    page.reload()
    page.locator(".next").get_by_role("link", name="Ship").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    dialog.get_by_label("Carrier").select_option("gls")
    dialog.get_by_label("Tracking number").fill("ES-0042")
    dialog.get_by_role("button", name="Ship order").click()
    toast(page, "on its way")
    expect(page.locator("aside")).to_contain_text("Shipped")
    expect(page.locator("main")).to_contain_text("ES-0042")

    page.goto(f"/shop/{shop.pk}/orders/?tab=shipped")
    expect(page.locator("table tbody tr")).to_have_count(1)
    expect(page.locator("table tbody")).to_contain_text(order.order_id)
    page.locator("summary", has_text="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    text = download.value.path().read_text()
    assert order.order_id in text
    assert waiting[1].order_id not in text


def focused(page: Page) -> str:
    """What has the focus: a field's name in brackets, or the words that stand on it."""
    script = "(at => at.matches('input, select') ? `[${at.name}]` : at.innerText.trim())(document.activeElement)"
    return str(page.evaluate(script))


def tab_to(page: Page, text: str, *, most: int = 80) -> None:
    """Press Tab until the focus is on what says `text`."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if text in focused(page):
            return
    raise AssertionError(f"Tab never came to {text}; it is at {focused(page)}")


def test_from_sign_in_to_a_shipped_order_by_keyboard_alone(open_page: PageMaker, shop, owner, waiting, pay):
    page = open_page("/accounts/login/")
    tab_to(page, "[login]")
    page.keyboard.type(owner.user.email)
    tab_to(page, "[password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/shop/{shop.pk}/$"))

    page.keyboard.press("j")  # the most urgent one
    page.keyboard.press("w")
    expect(page.locator(".why")).to_contain_text("48 working hours")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(waiting[0].order_id)
    tab_to(page, "Accept order")
    page.keyboard.press("Enter")
    toast(page, "accepted")

    page.goto(f"/shop/{shop.pk}/orders/?tab=accept")
    for key in ("j", "x"):
        page.keyboard.press(key)
    expect(page.locator(".bulk b")).to_have_text("1 selected")
    tab_to(page, "Accept 1 order")
    page.keyboard.press("Enter")
    toast(page, "1 order accepted")

    for order in waiting:
        pay(order)
    page.goto(f"/shop/{shop.pk}/orders/?tab=ship")
    for key in ("j", "o"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", level=2).first).to_have_text("Send the parcel")
    tab_to(page, "Ship 1 line")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    tab_to(page, "[carrier]", most=6)
    page.keyboard.type("GLS")
    tab_to(page, "[tracking_number]", most=2)
    page.keyboard.type("ES-0042")
    page.keyboard.press("Enter")
    toast(page, "on its way")


def test_orders_are_accepted_refused_and_shipped_without_javascript(open_page: PageMaker, shop, owner, waiting, pay):
    order, other = waiting
    page = open_page("/accounts/login/", java_script_enabled=False)
    sign_in_by_form(page, owner)
    page.locator("ol.queue .what a", has_text=order.order_id).click()

    page.locator(".next a.deadline").click()
    expect(page.locator("main")).to_contain_text("48 working hours")
    page.go_back()
    page.get_by_role("button", name="Accept order").click()
    expect(page.locator("main")).to_contain_text("Waiting for the customer's payment")

    pay(order)
    page.reload()
    page.get_by_role("link", name="Ship 1 line").click()
    page.get_by_label("Tracking number").fill("ES-0042")
    page.get_by_role("button", name="Ship order").click()
    expect(page.locator(".field-wrong")).to_contain_text("Choose the carrier of this number.")
    expect(page.get_by_label("Tracking number")).to_have_value("ES-0042")
    page.get_by_label("Carrier").select_option("gls")
    page.get_by_role("button", name="Ship order").click()
    expect(page.locator("main")).to_contain_text("On its way to the customer")

    page.goto(f"/shop/{shop.pk}/orders/{other.order_id}/")
    page.get_by_role("link", name="Refuse order").click()
    page.get_by_label("Reason").select_option("NO_STOCK")
    page.locator("main button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Reason: Out of stock")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_every_area_is_sound_in_every_look(open_page: PageMaker, shop, owner, waiting, width, scheme):
    """One browser for all areas: what differs is the page alone."""
    make_key(owner)
    offer = make_offer(shop)
    page = open_page(who=owner, width=width, scheme=scheme)
    paths = [*AREAS, f"orders/{waiting[0].order_id}/", f"orders/{waiting[0].order_id}/refuse", f"offers/{offer.pk}/"]

    for path in [*(f"/shop/{shop.pk}/{each}" for each in paths), "/account/", "/"]:
        page.goto(path)
        assert_sound(page)

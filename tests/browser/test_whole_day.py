"""The whole day in Chromium: Today, accept, ship, answer, no reply needed, and what became overdue, with its why."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from marketplace import clock
from marketplace.outbox.models import OutboxMessage
from marketplace.shops.models import Shop
from marketplace.simulation import advance_clock
from marketplace.sweeping import drain_everything
from marketplace.tenancy import all_shops
from messaging.choices import Source
from messaging.models import Message, Thread
from orders.choices import OrderState
from orders.models import Order
from tests.browser.checks import assert_sound
from tests.browser.test_journey import focused, sign_in_by_form, tab_to, toast
from tests.factories import messaging as make
from tests.factories.orders import make_shipping_order, make_waiting_order
from tests.factories.shipping import make_carrier

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)
# More than 24 working hours, whatever week-end or holidays lie between.
LONG_ENOUGH = timedelta(days=9)
ANSWER = "Sale hoy y llega mañana, Lucía."


@dataclass
class Morning:
    """What waits: an order to accept, one to ship, a question, and a thank-you."""

    to_accept: Order
    to_ship: Order
    question: Thread
    thanks: Thread


@pytest.fixture
def morning(shop, settings, tmp_path) -> Morning:
    settings.MEDIA_ROOT = tmp_path
    settings.MAIL_DIR = tmp_path / "mail"
    now = clock.now()
    make_carrier(code="gls", label="GLS")
    return Morning(
        to_accept=make_waiting_order(shop, at=now - HOUR),
        to_ship=make_shipping_order(shop, at=now - HOUR),
        question=make.make_thread(shop, at=now - 3 * HOUR, body="¿Dónde está mi paquete?"),
        thanks=make.make_thread(shop, at=now - 2 * HOUR, subject="Gracias", body="Ya ha llegado, gracias."),
    )


def row_of(page: Page, text: str):
    return page.locator("ol.queue > li").filter(has_text=text)


def expect_day_done(morning: Morning) -> None:
    """The rows of the database say what the pages said."""
    with all_shops("the test looks"):
        assert Order.objects.get(pk=morning.to_accept.pk).state == OrderState.WAITING_DEBIT_PAYMENT
        assert Order.objects.get(pk=morning.to_ship.pk).state == OrderState.SHIPPED
        (sent,) = Message.objects.filter(thread=morning.question, source=Source.PORTAL)
        assert sent.body == ANSWER
        assert sent.is_answer
        assert OutboxMessage.objects.get(message_id=sent.mail_message_id).recipient == "lucia@customers.example"
        assert set(Thread.objects.values_list("waiting_since", flat=True)) == {None}
        assert [event.kind for event in morning.thanks.events.all()] == ["NO_REPLY_NEEDED"]


def move_clock(shop: Shop, order: Order) -> None:
    """The customer writes again, and nobody answers for days."""
    make.make_question(shop, order=order, at=clock.now(), body="¿Y el segundo paquete?")
    advance_clock(by=LONG_ENOUGH)
    drain_everything()


def test_the_whole_day_by_mouse_in_every_look(open_page, look, shop, owner, morning):
    """R050, R054, R057, R060, R077."""
    width, scheme = look
    page = open_page("/accounts/login/", width=width, scheme=scheme)
    sign_in_by_form(page, owner)
    expect(page).to_have_url(re.compile(rf"/shop/{shop.pk}/$"))
    expect(page.locator("ol.queue > li")).to_have_count(4 + 2)  # each question came with an order to ship
    assert_sound(page)

    row_of(page, f"Accept {morning.to_accept.order_id}").get_by_role("button", name="Accept order").click()
    toast(page, f"Order {morning.to_accept.order_id} accepted")
    expect(row_of(page, morning.to_accept.order_id)).to_have_count(0)
    row_of(page, f"Ship {morning.to_ship.order_id}").get_by_role("link", name="Ship order").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Carrier").select_option("gls")
    dialog.get_by_label("Tracking number").fill("ES-0042")
    dialog.get_by_role("button", name="Ship order").click()
    toast(page, "on its way")
    expect(row_of(page, f"Ship {morning.to_ship.order_id}")).to_have_count(0)
    expect(row_of(page, f"Invoice for {morning.to_ship.order_id}")).to_have_count(1)

    row_of(page, "¿Dónde está mi paquete?").get_by_role("link", name="Reply").click()
    expect(page).to_have_url(re.compile(str(morning.question.thread_id)))
    page.locator("#composer textarea").fill(ANSWER)
    expect(page.locator("#verdict")).to_contain_text("Counts as the answer.")
    assert_sound(page)
    page.get_by_role("button", name="Send").click()
    expect(page).to_have_url(re.compile(str(morning.thanks.thread_id)))  # the next one opens by itself
    assert_sound(page)
    page.get_by_role("button", name="No reply needed").click()
    expect(page.locator("main")).to_contain_text("Nobody waits for an answer")
    expect_day_done(morning)

    move_clock(shop, morning.question.order)
    page.goto(f"/shop/{shop.pk}/")
    late = row_of(page, "¿Y el segundo paquete?")
    expect(late).to_contain_text("Overdue")
    expect(page.locator("#bell")).to_contain_text(re.compile(r"\d"))
    late.locator("a.deadline").click()
    expect(late.locator(".why")).to_contain_text("Answer within 24 working hours")
    expect(late.locator(".why")).to_contain_text("over")
    assert_sound(page)


def test_the_whole_day_by_keyboard_alone(open_page, shop, owner, morning):
    """R050, R054, R057, R060."""
    page = open_page("/accounts/login/")
    tab_to(page, "[login]")
    page.keyboard.type(owner.user.email)
    tab_to(page, "[password]")
    page.keyboard.type("correct horse battery staple")
    page.keyboard.press("Enter")
    expect(page.locator("ol.queue > li")).to_have_count(6)

    go_to_row(page, f"Accept {morning.to_accept.order_id}")
    page.keyboard.press("e")
    toast(page, "accepted")
    go_to_row(page, f"Ship {morning.to_ship.order_id}")
    page.keyboard.press("e")
    expect(page.get_by_role("dialog")).to_be_visible()
    tab_to(page, "[carrier]", most=6)
    page.keyboard.type("GLS")
    tab_to(page, "[tracking_number]", most=2)
    page.keyboard.type("ES-0042")
    page.keyboard.press("Enter")
    toast(page, "on its way")

    go_to_row(page, "Answer", with_text="¿Dónde está mi paquete?")
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile(str(morning.question.thread_id)))
    expect(page.locator("#composer textarea")).to_be_focused()
    page.keyboard.type(ANSWER)
    expect(page.locator("#verdict")).to_contain_text("Counts as the answer.")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile(str(morning.thanks.thread_id)))
    expect(page.locator("#composer textarea")).to_have_value("")
    page.keyboard.press("n")
    expect(page.locator("main")).to_contain_text("Nobody waits for an answer")
    expect_day_done(morning)

    move_clock(shop, morning.question.order)
    page.goto(f"/shop/{shop.pk}/")
    go_to_row(page, "Answer", with_text="¿Y el segundo paquete?")
    page.keyboard.press("w")
    expect(page.locator(".why")).to_contain_text("Answer within 24 working hours")


def go_to_row(page: Page, title: str, *, with_text: str = "") -> None:
    """Press j until the row of that title, and of that text, has the focus."""
    for _press in range(12):
        page.keyboard.press("j")
        row = page.locator("ol.queue > li.at")
        if focused(page).startswith(title) and with_text in row.inner_text():
            return
        if row.locator("xpath=following-sibling::li").count() == 0:
            for _back in range(12):
                page.keyboard.press("k")
            if focused(page).startswith(title) and with_text in page.locator("ol.queue > li.at").inner_text():
                return
    raise AssertionError(f"j never came to {title}; it is at {focused(page)}")

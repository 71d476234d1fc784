"""The bell and what hangs on it: it rises and falls while a page stands, and its pages are sound."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from marketplace import clock
from marketplace.deadlines.consequences import run_consequences
from marketplace.deadlines.sweep import sweep_deadlines
from tests.browser.checks import assert_sound
from tests.factories import messaging
from tests.factories.orders import make_waiting_order

HOUR = timedelta(hours=1)


@pytest.fixture
def told(shop, owner) -> str:
    """Two orders that nobody answered, one of them for too long, and a customer who has written."""
    now = clock.now()
    make_waiting_order(shop, at=now - 400 * HOUR)
    messaging.make_thread(shop, at=now)
    sweep_deadlines(at=now)
    run_consequences()
    return f"/shop/{shop.pk}/notices/"


def look_again(page: Page) -> None:
    """What the page asks of its frame when it comes into sight again."""
    with page.expect_response(re.compile(r"/live$")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_the_list_is_sound(open_page, owner, told, look):
    width, scheme = look
    page = open_page(told, who=owner, width=width, scheme=scheme)

    expect(page.locator(".notices > li")).to_have_count(2)
    expect(page.locator(".notices > li.new")).to_have_count(2)
    assert_sound(page)


def test_the_choice_is_sound(open_page, owner, told, look):
    width, scheme = look
    page = open_page(f"{told}preferences", who=owner, width=width, scheme=scheme)

    expect(page.get_by_role("checkbox", name="Due soon, by mail")).to_be_checked()
    assert_sound(page)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_bell_is_at_hand_at_every_width(open_page, shop, owner, told, width):
    page = open_page(f"/shop/{shop.pk}/", who=owner, width=width)

    page.get_by_role("banner").get_by_role("link", name="Notices, 2 new").click()

    expect(page).to_have_url(re.compile(r"/notices/$"))


def test_the_badge_rises_and_falls_without_reload(open_page, shop, owner):
    """R077: a question raises it, the answer lowers it."""
    page = open_page(f"/shop/{shop.pk}/", who=owner)
    bell = page.locator("#bell")
    expect(bell).to_have_text("")

    thread = messaging.make_thread(shop, at=clock.now())
    look_again(page)
    expect(bell).to_have_text("1")

    messaging.answer(thread, at=clock.now())
    look_again(page)
    expect(bell).to_have_text("")
    assert page.evaluate("performance.getEntriesByType('navigation').length") == 1


def test_the_list_grows_while_it_is_looked_at(open_page, shop, owner, told):
    page = open_page(told, who=owner)
    messaging.make_thread(shop, at=clock.now() + timedelta(seconds=1))

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.locator(".notices > li")).to_have_count(3)


def test_a_notice_is_opened_and_all_are_read_by_keyboard_and_mouse(open_page, shop, owner, told):
    page = open_page(told, who=owner)

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/orders/"))
    expect(page.locator("#bell")).to_have_text("1")

    page.locator("#bell").click()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator("#toasts")).to_contain_text("1 notice marked as read.")
    expect(page.locator("#bell")).to_have_text("")
    expect(page.get_by_role("button", name="Mark all as read")).to_have_count(0)


def test_without_script_everything_works(open_page, shop, owner, told):
    page = open_page(told, who=owner, java_script_enabled=False)

    page.get_by_role("link", name="What you are told").click()
    page.get_by_role("checkbox", name="Customer's message, by mail").check()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("checkbox", name="Customer's message, by mail")).to_be_checked()
    expect(page.get_by_role("button", name="As your role has it")).to_be_visible()

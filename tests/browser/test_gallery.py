"""The style page with every component, in each width and scheme."""

from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import expect

from tests.browser.checks import assert_accessible, assert_sound

PORTAL_TESTS = Path(__file__).parent.parent / "portal"


@pytest.fixture(autouse=True)
def gallery(settings):
    """Serve the gallery in place of the application."""
    settings.ROOT_URLCONF = "tests.portal.gallery"
    templates = deepcopy(django_settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], PORTAL_TESTS / "templates"]
    settings.TEMPLATES = templates


@pytest.mark.parametrize("path", ["/gallery/", "/gallery/list", "/gallery/empty", "/accounts/login/"])
def test_every_component_is_sound_in_every_look(open_page, look, path):
    width, scheme = look

    page = open_page(path, width=width, scheme=scheme)

    assert_sound(page)


@pytest.mark.parametrize("dialog", ["confirm", "keymap"])
def test_an_open_dialog_is_accessible_and_closes_on_escape(open_page, dialog):
    page = open_page("/gallery/")

    page.locator(f"[data-dialog={dialog}]").first.click()

    expect(page.locator(f"#{dialog}")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator(f"#{dialog}")).to_be_hidden()


def test_the_rest_of_the_navigation_opens_as_a_sheet_when_narrow(open_page):
    page = open_page("/gallery/", width=390, scheme="dark")

    page.locator(".tabbar [data-dialog=more]").click()

    expect(page.locator("#more").get_by_role("link", name="Performance")).to_be_visible()
    assert_accessible(page)


def test_the_keyboard_walks_selects_and_says_how_many_it_will_do(open_page):
    page = open_page("/gallery/list")

    for key in ("j", "x", "j", "j", "x"):
        page.keyboard.press(key)

    expect(page.locator(".bulk b")).to_have_text("2 selected")
    expect(page.locator(".bulk .btn-main")).to_have_text("Ship 2 orders")
    assert page.evaluate("document.activeElement.textContent") == "10473-A"
    page.keyboard.press("x")
    expect(page.locator(".bulk .btn-main")).to_have_text("Ship 1 order")
    assert_accessible(page)


def test_the_bulk_bar_is_not_there_without_a_selection(open_page):
    page = open_page("/gallery/list")

    expect(page.locator(".bulk")).to_be_hidden()


def test_select_all_selects_the_page_and_clear_takes_it_back(open_page):
    page = open_page("/gallery/list")

    page.locator("[data-select-all]").check()

    expect(page.locator(".bulk b")).to_have_text("8 selected")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".bulk")).to_be_hidden()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_why_opens_below_its_row_and_closes_again(open_page, width):
    page = open_page("/gallery/list", width=width)
    chip = page.locator("a.deadline").nth(1)

    chip.click()

    expect(page.locator("#why-soon")).to_contain_text("21 h 52 min counted since Wed 29 Apr 11:20, 2 h 08 min left")
    expect(chip).to_have_attribute("aria-expanded", "true")
    assert_sound(page)
    chip.click()
    expect(page.locator("#why-soon")).to_have_count(0)


def test_a_click_on_a_row_opens_it(open_page):
    page = open_page("/gallery/list")

    page.locator("tbody tr").nth(2).locator("td").nth(4).click()

    page.wait_for_url("**/gallery/")


def test_what_was_done_is_said_in_a_toast_that_closes(open_page):
    page = open_page("/gallery/list?toast=1")
    done = page.locator("[data-toast]").filter(has_text="10482-A accepted")

    expect(done).to_be_visible()

    done.get_by_role("button", name="Close").click()
    expect(done).to_have_count(0)


def test_a_faulty_form_puts_the_reader_at_its_summary(open_page):
    page = open_page("/gallery/")

    expect(page.locator(".errors")).to_be_focused()

    page.get_by_role("link", name="Price to the customer").click()
    assert page.evaluate("document.activeElement.id") == "id_price"


def test_slash_goes_to_the_search(open_page):
    page = open_page("/gallery/list")

    page.keyboard.press("/")

    assert page.evaluate("document.activeElement.id") == "search-all"


def test_without_script_menus_open_and_the_more_sheet_is_reached(open_page):
    page = open_page("/gallery/list", width=390, java_script_enabled=False)

    page.locator(".topbar-end summary").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.locator(".topbar-end summary").click()
    page.locator(".tabbar a[href='#more']").click()

    expect(page.locator("#more")).to_be_visible()

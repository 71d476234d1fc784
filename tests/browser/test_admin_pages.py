"""The operator's admin under its content security policy: `open_page` fails on whatever a page breaks of it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from marketplace.outbox.services import queue_mail
from marketplace.tenancy import all_shops
from tests.browser.checks import assert_no_sideways_scroll
from tests.factories.offers import make_offer
from tests.factories.orders import make_waiting_order


@pytest.mark.parametrize(
    "kind", ["orders_order", "offers_offer", "shops_calendar", "deadlines_deadline", "accounts_user"]
)
def test_lists_and_forms_of_the_admin_keep_to_their_policy(open_page, operator, shop, kind):
    with all_shops("a test makes its rows"):
        make_waiting_order(shop, offers=[make_offer(shop)])
    page = open_page(reverse(f"admin:{kind}_changelist"), who=operator)
    policy = page.request.get(reverse(f"admin:{kind}_changelist")).headers["content-security-policy"]

    page.locator("#result_list tbody tr").first.locator("a").first.click()
    page.wait_for_load_state("networkidle")

    expect(page.locator("#content")).to_be_visible()
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self' 'unsafe-eval';" in f"{policy};"


def test_a_mail_is_shown_as_its_reader_sees_it(open_page, operator, shop):
    message = queue_mail(shop_id=shop.pk, to="a@example.com", subject="S", text="words", html="<p>Good morning</p>")

    page = open_page(reverse("admin:outbox_outboxmessage_change", args=[message.pk]), who=operator)

    expect(page.frame_locator("iframe").get_by_text("Good morning")).to_be_visible()


@pytest.mark.parametrize("kind", ["offers_campaign", "offers_offer"])
def test_a_form_with_dates_fits_its_window(open_page, operator, kind):
    """R020."""
    page = open_page(reverse(f"admin:{kind}_add"), who=operator)
    page.set_viewport_size({"width": 1440, "height": 900})

    assert_no_sideways_scroll(page)

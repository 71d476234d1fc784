"""The figures as people read them: sound in every look, their tables within reach of the keyboard, kept up to date."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from marketplace import clock
from marketplace.sweeping import drain_everything
from metrics.models import FigureLimit
from tests.browser.checks import assert_sound
from tests.factories.orders import make_shipped_order, make_waiting_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def history(shop, channel):
    """Two orders of the last days, and a limit that is near."""
    at = clock.now() - timedelta(days=3)
    make_shipped_order(shop, at=at)
    make_shipped_order(shop, at=at - timedelta(days=2))
    FigureLimit.objects.create(channel=channel, figure="approval_rate", warning=Decimal("0.9"))
    drain_everything()


def test_the_pages_are_sound_in_every_look(open_page, look, shop, owner, history):
    """R108, R109."""
    width, scheme = look
    for path in ("", "performance/", "performance/approval_rate/?part=denominator"):
        page = open_page(f"/shop/{shop.pk}/{path}", who=owner, width=width, scheme=scheme)
        for summary in page.locator(".plot-table > summary").all():
            summary.click()
        assert_sound(page)


def test_the_table_behind_a_chart_is_within_reach_of_the_keyboard(open_page, shop, owner, history):
    """R107."""
    page = open_page(f"/shop/{shop.pk}/performance/approval_rate/", who=owner)
    page.locator(".plot-table > summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.locator(".plot-rows").first).to_be_focused()
    expect(page.locator(".plot-rows tbody tr").first).to_contain_text("100%")


def test_the_dashboard_follows_what_happens(open_page, shop, owner, history):
    """R108: the page asks again when it comes to the front."""
    page = open_page(f"/shop/{shop.pk}/", who=owner)
    orders = page.locator("#dashboard .counts").first
    expect(orders).not_to_contain_text("To accept")

    make_waiting_order(shop, at=clock.now())
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(orders).to_contain_text("To accept")


@pytest.mark.parametrize(
    ("path", "month"), [("", ".months thead th"), ("performance/", "[data-row=approval_rate] .month")]
)
def test_the_running_month_is_in_sight_on_a_phone(open_page, shop, owner, history, path, month):
    """R106."""
    page = open_page(f"/shop/{shop.pk}/{path}", who=owner, width=390)
    last = page.locator(month).last

    expect(last).to_be_visible()
    box = last.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390


def test_another_period_is_chosen_without_leaving_the_page(open_page, shop, owner, history):
    """R109."""
    page = open_page(f"/shop/{shop.pk}/performance/", who=owner)

    page.get_by_label("Period").select_option("7")

    expect(page.get_by_role("heading", name="Service").locator("..")).to_contain_text("Last 7 days")
    expect(page).to_have_url(f"{page.url.split('/shop/')[0]}/shop/{shop.pk}/performance/?period=7")

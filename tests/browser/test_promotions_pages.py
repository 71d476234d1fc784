"""The pages of campaigns and promotions: sound in every look; a campaign joined, a promotion stopped."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from marketplace import clock
from marketplace.tenancy import shop_scope
from offers.models import CampaignDiscount, Promotion
from tests.browser.checks import assert_sound
from tests.factories.offers import make_campaign, make_entry, make_offer, make_product, make_promotion, make_storefront

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rows(shop, channel):
    """A campaign to join, one joined, one over; a promotion that runs; an offer."""
    now = clock.now()
    dates = {"starts_at": now - timedelta(days=1), "ends_at": now + timedelta(days=7)}
    front = make_storefront(channel, label="Casa Viva")
    make_campaign(front, code="OPEN", label="Light Weeks", **dates)
    make_entry(shop, make_campaign(front, code="JOINED", label="Home Days", **dates))
    make_entry(shop, make_campaign(front, label="Winter", ends_at=now))
    make_offer(shop, price=Decimal("68.90"), product=make_product(title="Lámpara Duna 40"))
    return make_promotion(shop, internal_description="Ten off", **dates)


def test_the_pages_are_sound_in_every_look(open_page, look, shop, inventory, rows):
    width, scheme = look

    paths = ["campaigns/", "campaigns/past", "campaigns/in/OPEN/", "campaigns/in/JOINED/", "campaigns/in/JOINED/leave"]
    paths += ["promotions/", "promotions/new", f"promotions/{rows.pk}/", f"promotions/{rows.pk}/stop"]
    for path in paths:
        page = open_page(f"/shop/{shop.pk}/{path}", who=inventory, width=width, scheme=scheme)
        assert_sound(page)


def test_a_campaign_is_joined_with_its_effect_in_view(open_page, shop, inventory, rows):
    """R021."""
    page = open_page(f"/shop/{shop.pk}/campaigns/", who=inventory)

    page.get_by_role("link", name="Join Light Weeks").click()
    page.get_by_label("Price", exact=True).fill("10")
    expect(page.locator("#examples")).to_contain_text("€62.01")
    page.get_by_role("button", name="Join campaign").click()

    expect(page.locator("#toasts")).to_contain_text("Your shop takes part in “Light Weeks”.")
    with shop_scope(shop):
        assert CampaignDiscount.objects.filter(entry__campaign__code="OPEN").get().percent == 10


def test_stopping_asks_once_in_a_dialog(open_page, shop, inventory, rows):
    """R022."""
    page = open_page(f"/shop/{shop.pk}/promotions/", who=inventory)

    page.get_by_role("link", name="Stop Ten off").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop promotion").click()

    expect(page.locator("#toasts")).to_contain_text("Promotion “Ten off” is stopped.")
    with shop_scope(shop):
        assert Promotion.objects.get().stopped_at is not None

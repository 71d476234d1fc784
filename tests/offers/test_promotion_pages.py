"""Campaigns and promotions in the portal (R020 to R022)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.tenancy import all_shops
from offers.models import CampaignDiscount, CampaignEntry, Promotion
from tests.factories.offers import (
    make_campaign,
    make_category,
    make_entry,
    make_offer,
    make_offer_settings,
    make_product,
    make_promotion,
    make_storefront,
)
from tests.factories.orders import spanish_zone, standard_method
from tests.factories.promotions import ALL, NEW
from tests.factories.shops import NOON, make_channel

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def visit(signed_in, inventory, shop):
    """Fetches or posts a path of the shop, as the member of the stock room unless another is named."""

    def go(path, data=None, member=inventory, **options):
        client, url = signed_in(member), f"/shop/{shop.pk}/{path}"
        return client.get(url, **options) if data is None else client.post(url, data, **options)

    return go


@pytest.fixture
def campaign(channel):
    return make_campaign(make_storefront(channel, label="Norte"), code="MARCH", label="March")


def entries():
    with all_shops("the test looks"):
        return list(CampaignEntry.objects.order_by("pk"))


def discounts():
    with all_shops("the test looks"):
        rows = CampaignDiscount.objects.order_by("kind", "payment_method")
        return [(each.kind, each.payment_method, each.percent) for each in rows]


def promotion():
    with all_shops("the test looks"):
        return Promotion.objects.get()


def test_live_campaigns_of_each_storefront_stand_with_their_dates_and_ended_ones_not(visit, channel):
    """R020."""
    for place, ends_at in enumerate([NOON + DAY, NOON + 2 * DAY, NOON], start=1):
        front = make_storefront(channel, label=f"Storefront {place}")
        make_campaign(front, label=f"Campaign {place}", ends_at=ends_at)

    page = visit("campaigns/").content.decode()

    assert all(text in page for text in ("Campaign 1", "Storefront 1", "Campaign 2", "Storefront 2"))
    assert "Campaign 3" not in page
    assert "Ends in 24 h" in page


def test_campaigns_where_the_shop_does_not_sell_are_folded_up(visit, channel):
    """R020."""
    make_campaign(make_storefront(channel), label="Here")
    make_campaign(make_storefront(make_channel(code="FAR")), label="Far away")

    page = visit("campaigns/")

    assert [each["campaign"].label for each in page.context["campaigns"]] == ["Here"]
    folded = page.content.decode().split("<summary>1 campaign on a channel where your shop does not sell</summary>")
    assert "Far away" in folded[1]
    assert "Far away" not in folded[0]


def test_a_shop_joins_with_each_of_the_four_kinds(visit, campaign):
    """R021."""
    typed = ALL | {
        "percent_total_price": "10",
        "percent_cash_price": "5",
        "percent_freight": "50",
        "percent_method_0": "12.5",
    }

    answer = visit("campaigns/in/MARCH/", typed)

    assert answer.status_code == 302
    assert discounts() == [
        ("CASH_PRICE", "", 5),
        ("FREIGHT", "", 50),
        ("PAYMENT_METHOD", "PIX", Decimal("12.5")),
        ("TOTAL_PRICE", "", 10),
    ]
    assert entries()[0].joined_by != ""


def test_a_discount_below_the_least_is_refused_beside_its_field(visit, channel):
    """R021."""
    make_campaign(make_storefront(channel), code="MARCH", least_percent=5)

    answer = visit("campaigns/in/MARCH/", ALL | {"percent_total_price": "3"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"percent_total_price": ["The campaign asks for at least 5.00 %."]}
    assert entries() == []


def test_a_part_is_changed_and_left(visit, shop, campaign):
    """R021."""
    make_entry(shop, campaign)

    form = visit("campaigns/in/MARCH/").context["form"]
    visit("campaigns/in/MARCH/", ALL | {"percent_cash_price": "7"})
    changed = discounts()
    visit("campaigns/in/MARCH/leave", {})

    assert form["percent_total_price"].value() == 10
    assert changed == [("CASH_PRICE", "", 7)]
    assert entries()[0].left_at == NOON
    assert "Left on" in visit("campaigns/past").content.decode()


def test_a_past_campaign_stands_among_the_past_with_the_shops_part(visit, shop, channel):
    """R020."""
    over = make_campaign(make_storefront(channel), label="Winter", ends_at=NOON)
    make_entry(shop, over)

    page = visit("campaigns/past").content.decode()

    assert "Winter" in page
    assert "Price −10\N{NO-BREAK SPACE}%" in page


LOOK = {"look": "1"}
HTMX = {"HX-Request": "true"}


def test_a_campaign_shows_what_it_would_do_and_writes_nothing(visit, shop, campaign):
    """R021."""
    make_offer(shop, price=Decimal("68.90"))
    typed = ALL | LOOK | {"percent_total_price": "10", "percent_freight": "50"}

    nothing = visit("campaigns/in/MARCH/", ALL | LOOK, headers=HTMX).content.decode()
    fragment = visit("campaigns/in/MARCH/", typed, headers=HTMX).content.decode()
    page = visit("campaigns/in/MARCH/", typed)

    assert "€62.01" not in nothing
    for text in ("€68.90", "€62.01", "50 % off the freight"):
        assert text in fragment
        assert text in page.content.decode()
    assert "<h1>" not in fragment
    assert page.context["form"]["percent_total_price"].value() == "10"
    assert entries() == []


def test_categories_and_single_offers_are_chosen(visit, shop, campaign):
    """R021."""
    make_category(code="LAMPS", label="Lamps")
    offer = make_offer(shop, shop_sku="LAMP-1")

    visit("campaigns/in/MARCH/", {"selection_type": "OFFER", "named": "LAMP-1\n", "percent_total_price": "10"})
    named = entries()[0].selection
    wrong = visit("campaigns/in/MARCH/", {"selection_type": "OFFER", "named": "NONE", "percent_total_price": "10"})
    typed = {"selection_type": "CATEGORY", "categories": ["LAMPS"], "named": "", "percent_total_price": "10"}
    visit("campaigns/in/MARCH/", typed)

    assert named == [str(offer.pk)]
    assert wrong.context["form"].errors == {"named": ["“NONE” is not one of your offers."]}
    assert entries()[0].selection == ["LAMPS"]


def test_selections_are_told_by_name(visit, shop, campaign):
    """R022."""
    lamps = make_category(code="LAMPS", label="Lamps and lights")
    make_product(product_sku="P-100", title="Duna lamp", category=lamps)
    make_promotion(shop, selection_type="CATEGORY", selection=["LAMPS"])
    make_promotion(shop, selection_type="PRODUCT", selection=["P-100", "GONE", "P-3", "P-4"])

    shown = [each["holds_for"] for each in visit("promotions/").context["promotions"]]

    assert shown == ["Lamps and lights", "Duna lamp, GONE, P-3 and 1 more"]


def test_a_promotion_is_made_and_holds_at_its_start(visit, storefront, shop):
    """R022."""
    standard_method()
    spanish_zone()
    offer = make_offer(shop, price=Decimal("68.90"))

    answer = visit("promotions/new", NEW)

    made = promotion()
    assert answer.status_code == 302
    assert (made.internal_description, made.reward_value, made.public_descriptions) == ("Spring", 10, {"en": "Ten off"})
    prices = []
    for at in (made.starts_at - timedelta(minutes=1), made.starts_at, made.ends_at):
        with clock.frozen(at):
            prices.append(storefront.get(f"/api/storefront/offers/{offer.pk}", channel="ES").json()["price"])
    assert prices == [68.9, 62.01, 68.9]


def test_faults_stand_by_their_fields_and_nothing_typed_is_lost(visit):
    """R022."""
    answer = visit("promotions/new", NEW | {"reward_value": "120", "ends_at": "2026-03-09T09:00"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"reward_value", "ends_at"}
    assert answer.context["form"]["description"].value() == "Spring"


def test_what_has_begun_keeps_what_it_gives(visit, shop):
    """R022."""
    made = make_promotion(shop, reward_value=10, starts_at=NOON - DAY)

    visit(
        f"promotions/{made.pk}/", NEW | {"description": "Longer", "ends_at": "2026-04-01T09:00", "reward_value": "50"}
    )

    saved = promotion()
    assert (saved.internal_description, saved.reward_value, saved.starts_at) == ("Longer", 10, NOON - DAY)


def test_a_stopped_promotion_is_over_and_stands_among_the_past(visit, shop):
    """R022."""
    made = make_promotion(shop, internal_description="Spring")

    visit(f"promotions/{made.pk}/stop", {})
    again = visit(f"promotions/{made.pk}/stop", {}, follow=True)

    assert promotion().stopped_at == NOON
    assert "This promotion is over." in again.content.decode()
    assert "Spring" in visit("campaigns/past").content.decode()
    assert "Spring" not in visit("promotions/").content.decode()


def test_stopping_and_leaving_are_asked_in_a_dialog(visit, shop, campaign):
    made = make_promotion(shop)
    make_entry(shop, campaign)

    asked = [visit(path, headers=HTMX) for path in (f"promotions/{made.pk}/stop", "campaigns/in/MARCH/leave")]

    for answer in asked:
        assert answer.content.decode().lstrip().startswith("<dialog")


def test_an_integrated_shop_makes_promotions_too(visit, shop, campaign):
    """R008."""
    make_offer_settings(shop, is_integrated=True)

    assert visit("promotions/new", NEW).status_code == 302
    assert visit("campaigns/in/MARCH/", ALL | {"percent_total_price": "10"}).status_code == 302


def test_who_only_sells_sees_them_and_changes_none(visit, sales, shop, campaign):
    made = make_promotion(shop)

    listed = visit("promotions/", member=sales)

    assert (listed.status_code, "New promotion" in listed.content.decode()) == (200, False)
    assert "Join" not in visit("campaigns/", member=sales).content.decode().replace("Not joined", "")
    assert visit("promotions/new", NEW, member=sales).status_code == 403
    assert visit(f"promotions/{made.pk}/stop", {}, member=sales).status_code == 403


@pytest.mark.parametrize(("path", "dates"), [("promotions/", {}), ("campaigns/past", {"ends_at": NOON})])
def test_a_cut_list_says_so(visit, shop, path, dates):
    for _each in range(201):
        make_promotion(shop, **dates)

    page = visit(path)

    assert len(page.context["promotions"]) == 200
    assert "Only the first 200 are shown." in page.content.decode()


def test_past_campaigns_that_are_cut_say_so(visit, shop, channel):
    front = make_storefront(channel)
    for _each in range(201):
        make_entry(shop, make_campaign(front, ends_at=NOON))

    page = visit("campaigns/past")

    assert len(page.context["entries"]) == 200
    assert "Only the first 200 are shown." in page.content.decode()


@pytest.mark.parametrize("path", ["campaigns/", "campaigns/past", "promotions/"])
def test_ten_cost_as_many_queries_as_one(visit, shop, channel, path):
    counts = []
    front = make_storefront(channel)
    visit(path)
    for number in (1, 9):
        for _each in range(number):
            make_entry(shop, make_campaign(front))
            make_entry(shop, make_campaign(front, ends_at=NOON))
            make_promotion(shop)
            make_promotion(shop, ends_at=NOON)
        with CaptureQueriesContext(connection) as queries:
            visit(path)
        counts.append(len(queries))

    assert counts[0] == counts[1]

"""What a promotion or a part in a campaign would do to prices, shown before it is saved (R020 to R022)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.tenancy import all_shops
from offers.models import CampaignEntry, Promotion
from tests.factories.offers import make_campaign, make_offer, make_product, make_promotion, make_storefront
from tests.factories.promotions import ALL, NEW
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
LOOK = {"look": "1"}
HTMX = {"HX-Request": "true"}
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


def promotion():
    with all_shops("the test looks"):
        return Promotion.objects.get()


def test_a_look_without_script_tells_what_is_wrong(visit, campaign):
    """R021."""
    typed = {"selection_type": "OFFER", "named": "NONE", "percent_total_price": "10"} | LOOK

    answer = visit("campaigns/in/MARCH/", typed)

    assert answer.context["form"].errors == {"named": ["“NONE” is not one of your offers."]}
    assert entries() == []


def test_a_look_takes_as_many_skus_as_can_be_named(visit, shop):
    """R022. A query string of that length is refused by the server."""
    offers = [make_offer(shop, shop_sku=f"{number:064}", price=Decimal("68.90")) for number in range(300)]
    named = "\n".join(offer.shop_sku for offer in offers)

    page = visit("promotions/new", NEW | LOOK | {"selection_type": "OFFER", "named": named}, headers=HTMX)

    assert "€62.01" in page.content.decode()


def test_the_preview_tells_before_and_after(visit, shop):
    """R022."""
    make_offer(shop, price=Decimal("68.90"), product=make_product(title="Lamp"))
    begun = make_promotion(shop, reward_value=10, starts_at=NOON - DAY)

    fragment = visit("promotions/new", NEW | LOOK, headers=HTMX)
    page = visit("promotions/new", NEW | LOOK)
    later = visit(f"promotions/{begun.pk}/", NEW | LOOK | {"ends_at": "2026-04-01T09:00"})

    for answer in (fragment, page, later):
        assert answer.status_code == 200
        assert all(text in answer.content.decode() for text in ("Lamp", "€68.90", "€62.01"))
    assert page.context["form"]["description"].value() == "Spring"
    assert promotion().ends_at == begun.ends_at


CHEAP = NEW | {"reward_type": "AMOUNT_OFF", "reward_value": "30"}


def test_the_effect_shows_the_strongest_falls_first_and_asks_for_a_tick(visit, shop):
    """R022."""
    for price in ("9.90", "26.00", "68.90", "120.00", "250.00"):
        make_offer(shop, price=Decimal(price), product=make_product(title=f"Costs {price}"))

    effect = visit("promotions/new", CHEAP | LOOK, headers=HTMX)
    refused = visit("promotions/new", CHEAP)
    stale = visit("promotions/new", CHEAP | {"agreed": "1:0.01"})
    with all_shops("the test looks"):
        assert not Promotion.objects.exists()
    made = visit("promotions/new", CHEAP | {"agreed": "2:0.01"})

    shown = [each.offer.product.title for each in effect.context["examples"]]
    assert shown == ["Costs 26.00", "Costs 9.90", "Costs 68.90"]
    for answer in (effect, refused):
        assert "At 2 offers the price falls by more than 70 %, down to €0.01." in answer.content.decode()
        assert 'name="agreed" value="2:0.01" form="promotion"' in answer.content.decode()
    assert (refused.status_code, stale.status_code, made.status_code) == (422, 422, 302)
    assert "Some prices fall very far." in refused.content.decode()
    assert promotion().reward_value == 30


def test_a_mild_promotion_asks_nothing(visit, shop):
    """R022."""
    make_offer(shop, price=Decimal("68.90"))

    effect = visit("promotions/new", CHEAP | LOOK)
    made = visit("promotions/new", CHEAP)

    assert "agreed" not in effect.content.decode()
    assert made.status_code == 302


def test_a_look_below_the_least_percentage_complains(visit, shop, channel):
    """R021."""
    make_offer(shop)
    make_campaign(make_storefront(channel), code="TEN", least_percent=10)

    answer = visit("campaigns/in/TEN/", ALL | LOOK | {"percent_total_price": "5"}, headers=HTMX)

    assert "The campaign asks for at least" in answer.content.decode()
    assert not answer.context["examples"]


def test_the_look_while_typing_tells_what_is_wrong_and_not_what_is_still_empty(visit, shop):
    make_offer(shop)

    wrong = visit("promotions/new", {**NEW, **LOOK, "reward_value": "dear", "description": ""}, headers=HTMX)
    refused = visit("promotions/new", {**NEW, **LOOK, "selection_type": "OFFER", "named": "GONE-9"}, headers=HTMX)

    assert "How much: Enter a number such as 12.50." in wrong.content.decode()
    assert "This field is required." not in wrong.content.decode()
    assert "GONE-9" in refused.content.decode()


def test_what_no_promotion_gives_is_refused_before_any_fall_is_asked_about(visit, shop):
    """R022."""
    make_offer(shop)

    look = visit("promotions/new", {**NEW, **LOOK, "reward_value": "120"}, headers=HTMX)
    saved = visit("promotions/new", {**NEW, "reward_value": "120"})

    assert "How much: At most 100 %." in look.content.decode()
    assert saved.context["form"].errors == {"reward_value": ["At most 100 %."]}

"""Campaigns that several join at once (R020)."""

from decimal import Decimal

import pytest

from marketplace.actors import SYSTEM
from marketplace.tenancy import all_shops, shop_scope
from offers.choices import DiscountKind
from offers.models import CampaignDiscount, CampaignEntry
from offers.services.campaigns import DiscountTerms, EntryTerms, join_campaign
from tests.concurrency.test_orders import at_once
from tests.factories.offers import make_campaign, make_storefront
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_two_members_of_each_of_two_shops_join_one_campaign_at_once_and_each_shop_takes_part_once():
    channel = make_channel(code="ES")
    campaign = make_campaign(make_storefront(channel))
    shops = [make_shop(channels=(channel,)) for _each in range(2)]

    def join(shop, percent):
        def act():
            terms = EntryTerms((DiscountTerms(DiscountKind.TOTAL_PRICE, Decimal(percent)),))
            with shop_scope(shop):
                join_campaign(shop_id=shop.pk, code=campaign.code, terms=terms, actor=SYSTEM, at=NOON)
            return f"{shop.pk} joined"

        return act

    results = at_once(*[join(shop, percent) for shop in shops for percent in (10, 20)])

    assert sorted(results) == sorted([f"{shop.pk} joined" for shop in shops] + ["ALREADY_JOINED"] * 2)
    with all_shops("a test looks at every row"):
        assert set(CampaignEntry.objects.values_list("shop_id", flat=True)) == {shop.pk for shop in shops}
        assert CampaignEntry.objects.count() == CampaignDiscount.objects.count() == 2

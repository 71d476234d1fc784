"""Storefronts and campaigns as the operator makes them (R020)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from offers.models import Campaign, Storefront
from tests.factories.offers import make_campaign, make_entry, make_promotion, make_storefront

pytestmark = pytest.mark.django_db
FORM = {
    "label": "March",
    "code": "MARCH",
    "description": "",
    "starts_at_0": "2026-03-01",
    "starts_at_1": "00:00:00",
    "ends_at_0": "2026-03-31",
    "ends_at_1": "00:00:00",
    "kinds": ["TOTAL_PRICE", "PAYMENT_METHOD"],
    "least_percent": "5",
    "payment_methods": "PIX",
}


@pytest.fixture
def office(operator, signed_in):
    """The operator's browser."""
    return signed_in(operator)


def test_the_operator_makes_a_storefront(office, channel):
    """R020."""
    form = {"label": "Norte", "code": "NORTE", "channel": channel.pk, "is_active": "on", "cash_payment_types": "PIX"}

    answer = office.post(reverse("admin:offers_storefront_add"), form)

    assert answer.status_code == 302
    assert Storefront.objects.get().cash_payment_types == ["PIX"]


def test_the_operator_makes_a_campaign(office, channel):
    """R020."""
    front = make_storefront(channel)

    answer = office.post(reverse("admin:offers_campaign_add"), FORM | {"storefront": front.pk})

    made = Campaign.objects.get()
    assert answer.status_code == 302
    assert (made.kinds, made.payment_methods, made.least_percent) == (
        ["TOTAL_PRICE", "PAYMENT_METHOD"],
        ["PIX"],
        Decimal(5),
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"ends_at_0": "2026-02-01"}, "ends_at"), ({"payment_methods": ""}, "payment_methods"), ({"kinds": []}, "kinds")],
)
def test_a_campaign_that_cannot_be_is_refused(office, channel, fields, field):
    form = FORM | {"storefront": make_storefront(channel).pk} | fields

    answer = office.post(reverse("admin:offers_campaign_add"), form)

    assert field in answer.context["adminform"].form.errors
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("name", ["storefront", "campaign", "campaignentry", "promotion"])
def test_every_list_opens(office, shop, channel, name):
    make_entry(shop, make_campaign(make_storefront(channel)))
    make_promotion(shop)

    assert office.get(reverse(f"admin:offers_{name}_changelist")).status_code == 200

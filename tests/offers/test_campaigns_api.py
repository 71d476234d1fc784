"""Campaigns by our own API (R020, R021, R135)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.tenancy import all_shops
from offers.models import CampaignEntry
from tests.factories.offers import (
    make_campaign,
    make_category,
    make_entry,
    make_offer,
    make_product,
    make_storefront,
)
from tests.factories.shops import NOON, make_channel

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TEN_OFF = {"discounts": [{"kind": "TOTAL_PRICE", "percent": 10}]}


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def campaign(channel):
    return make_campaign(make_storefront(channel, code="NORTE", label="Norte"), code="MARCH", label="March")


def faults(answer):
    return {each["field"] for each in answer.json()["errors"]}


def entries():
    with all_shops("the test looks"):
        return list(CampaignEntry.objects.order_by("pk"))


def test_live_and_coming_campaigns_of_every_storefront_are_listed_and_ended_ones_not(api, channel):
    """R020."""
    portugal = make_channel(code="PT", country="PT")
    make_campaign(make_storefront(channel, code="A"), code="LIVE", ends_at=NOON + DAY)
    make_campaign(make_storefront(portugal, code="B"), code="COMING", starts_at=NOON + DAY, ends_at=NOON + 3 * DAY)
    make_campaign(make_storefront(channel, code="C"), code="ENDED", ends_at=NOON)
    make_campaign(make_storefront(channel, code="D", is_active=False), code="CLOSED")

    told = api.get("/api/x/campaigns").json()["campaigns"]

    assert [(each["identifier"], each["storefront"]["code"], each["state"], each["may_join"]) for each in told] == [
        ("LIVE", "A", "ACTIVE", True),
        ("COMING", "B", "PENDING", False),
    ]


def test_a_shop_joins_with_several_kinds(api, campaign, shop):
    """R021."""
    make_offer(shop)
    make_offer(shop, currency="BRL")
    discounts = [
        {"kind": "TOTAL_PRICE", "percent": 10, "payment_method": None},
        {"kind": "CASH_PRICE", "percent": 5, "payment_method": None},
        {"kind": "FREIGHT", "percent": 100, "payment_method": None},
        {"kind": "PAYMENT_METHOD", "percent": 12.5, "payment_method": "PIX"},
    ]

    answer = api.post("/api/x/campaigns/MARCH/join", {"discounts": discounts})

    assert (answer.status_code, answer.json()["may_join"]) == (200, False)
    assert answer.json()["entry"] == {
        "discounts": discounts,
        "selection": {"type": "ALL", "values": []},
        "date_joined": "2026-03-02T12:00:00Z",
        "joined_by": entries()[0].joined_by,
        "offer_count": 1,
    }


def test_a_category_takes_part_with_all_below_it(api, campaign, shop):
    """R021."""
    lamps = make_category(code="LAMPS")
    make_offer(shop, product=make_product(category=make_category(code="BULBS", parent=lamps)))
    make_offer(shop)

    answer = api.post("/api/x/campaigns/MARCH/join", TEN_OFF | {"selection": {"type": "CATEGORY", "values": ["LAMPS"]}})

    assert answer.json()["entry"]["offer_count"] == 1


@pytest.mark.parametrize(
    ("discount", "field"),
    [
        ({"kind": "TOTAL_PRICE", "percent": 4.99}, "discounts[0].percent"),
        ({"kind": "TOTAL_PRICE", "percent": 99.5}, "discounts[0].percent"),
        ({"kind": "FREIGHT", "percent": 50}, "discounts[0].kind"),
        ({"kind": "PAYMENT_METHOD", "percent": 10, "payment_method": "CHEQUE"}, "discounts[0].payment_method"),
        ({"kind": "PAYMENT_METHOD", "percent": 10}, "discounts[0].payment_method"),
        ({"kind": "TOTAL_PRICE", "percent": 10, "payment_method": "PIX"}, "discounts[0].payment_method"),
    ],
)
def test_a_discount_that_the_campaign_does_not_take_is_refused(api, channel, discount, field):
    """R021."""
    kinds = ["TOTAL_PRICE", "CASH_PRICE", "PAYMENT_METHOD"]
    make_campaign(make_storefront(channel), code="MARCH", kinds=kinds, least_percent=5)

    answer = api.post("/api/x/campaigns/MARCH/join", {"discounts": [discount]})

    assert (answer.status_code, faults(answer)) == (400, {field})
    assert entries() == []


def test_a_kind_is_given_once_and_at_least_one(api, campaign):
    twice = api.post("/api/x/campaigns/MARCH/join", {"discounts": TEN_OFF["discounts"] * 2})
    none = api.post("/api/x/campaigns/MARCH/join", {"discounts": []})

    assert (faults(twice), faults(none)) == ({"discounts[1].kind"}, {"discounts"})


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"ends_at": NOON}, "CAMPAIGN_CLOSED"), ({"join_until": NOON}, "CAMPAIGN_CLOSED")],
)
def test_who_comes_too_late_is_told(api, channel, fields, code):
    make_campaign(make_storefront(channel), code="LATE", **fields)

    answer = api.post("/api/x/campaigns/LATE/join", TEN_OFF)

    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_a_channel_that_the_shop_does_not_sell_on_is_not_joined(api):
    make_campaign(make_storefront(make_channel(code="PT", country="PT")), code="PORTO")

    answer = api.post("/api/x/campaigns/PORTO/join", TEN_OFF)

    assert (answer.status_code, answer.json()["code"]) == (409, "CHANNEL_NOT_SOLD_ON")


def test_a_shop_joins_once_and_again_after_it_has_left(api, campaign):
    api.post("/api/x/campaigns/MARCH/join", TEN_OFF)
    again = api.post("/api/x/campaigns/MARCH/join", TEN_OFF)
    left = api.post("/api/x/campaigns/MARCH/leave", {})
    back = api.post("/api/x/campaigns/MARCH/join", TEN_OFF)

    assert (again.status_code, again.json()["code"]) == (409, "ALREADY_JOINED")
    assert (left.json()["entry"], back.status_code) == (None, 200)
    assert [entry.left_at for entry in entries()] == [NOON, None]


def test_a_change_keeps_what_was_not_sent(api, campaign, shop):
    offer = make_offer(shop)
    api.post("/api/x/campaigns/MARCH/join", TEN_OFF | {"selection": {"type": "OFFER", "values": [offer.shop_sku]}})

    answer = api.patch("/api/x/campaigns/MARCH", {"discounts": [{"kind": "CASH_PRICE", "percent": 5}]})

    told = answer.json()["entry"]
    assert told["discounts"] == [{"kind": "CASH_PRICE", "percent": 5, "payment_method": None}]
    assert told["selection"] == {"type": "OFFER", "values": [str(offer.pk)]}


def test_another_shops_part_is_neither_seen_nor_changed(api, campaign, other_shop):
    entry = make_entry(other_shop, campaign)

    told = api.get("/api/x/campaigns/MARCH").json()
    changed = api.patch("/api/x/campaigns/MARCH", TEN_OFF)
    left = api.post("/api/x/campaigns/MARCH/leave", {})

    assert (told["entry"], changed.status_code, left.status_code) == (None, 409, 409)
    assert [(each.pk, each.left_at) for each in entries()] == [(entry.pk, None)]


def test_a_campaign_that_there_is_none_of_is_not_found(api):
    assert api.get("/api/x/campaigns/NONE").status_code == 404
    assert api.post("/api/x/campaigns/NONE/join", TEN_OFF).status_code == 404


def test_who_only_sells_reads_campaigns_and_joins_none(caller_of, sales, campaign):
    seller = caller_of(sales)

    assert seller.get("/api/x/campaigns").status_code == 200
    assert seller.post("/api/x/campaigns/MARCH/join", TEN_OFF).status_code == 403


def test_ten_campaigns_cost_as_many_queries_as_one(api, channel, shop):
    api.get("/api/x/campaigns")  # whose key is then marked as used
    counts = []
    front = make_storefront(channel)
    make_category(code="LAMPS")
    for number in (1, 9):
        for _each in range(number):
            make_entry(shop, make_campaign(front), selection_type="CATEGORY", selection=["LAMPS"])
        with CaptureQueriesContext(connection) as queries:
            api.get("/api/x/campaigns")
        counts.append(len(queries))

    assert counts[0] == counts[1]

"""PR01, PR03 and PR04 (R022)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from tests.factories.offers import make_category, make_offer, make_product, make_promotion
from tests.factories.promotions import listed, promotion_body
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def test_a_promotion_is_made_and_told_with_every_key(api):
    answer = api.post("/api/promotions", promotion_body())

    assert (answer.status_code, answer.content) == (201, b"")
    assert answer["Location"].endswith("/api/promotions/SPRING")
    assert api.get("/api/promotions", states="PENDING").json() == {
        "promotions": [
            {
                "amount_off": None,
                "application_to_cart": [],
                "campaign": None,
                "channels": [],
                "customer_group_ids": [],
                "customer_organization_ids": [],
                "date_created": "2026-03-02T12:00:00Z",
                "end_date": "2026-03-20T00:00:00Z",
                "free_items_quantity": None,
                "internal_description": "Spring",
                "internal_id": "SPRING",
                "last_updated": "2026-03-02T12:00:00Z",
                "max_quantity_to_discount": None,
                "medias": [],
                "percentage_off": 10,
                "public_descriptions": [],
                "reduced_unit_price": None,
                "reward_offer_ids": [],
                "reward_on_purchased_items": True,
                "start_date": "2026-03-10T00:00:00Z",
                "state": "PENDING",
                "trigger_offer_ids": [],
                "triggers": [
                    {
                        "amount_purchased": None,
                        "quantity_purchased": 1,
                        "same_item_purchased": False,
                        "type": "minimum_quantity",
                    }
                ],
                "type": "PERCENTAGE_OFF",
            }
        ],
        "total_count": 1,
    }


@pytest.mark.parametrize(
    ("reward", "key", "value"),
    [
        ("AMOUNT_OFF", "amount_off", 5.5),
        ("REDUCED_UNIT_PRICE", "reduced_unit_price", 7.9),
        ("FREE_ITEMS", "free_items_quantity", 1),
    ],
)
def test_each_kind_of_reward_is_taken(api, reward, key, value):
    trigger = {"type": "EVERY_QUANTITY", "quantity_purchased": 3, "selection": {"type": "ALL"}}
    given = {"type": reward, key: value, "selection": {"type": "PURCHASED_ITEMS"}}

    api.post("/api/promotions", promotion_body(trigger=trigger, reward=given))

    [told] = api.get("/api/promotions", states="ALL").json()["promotions"]
    assert (told["type"], told[key], told["percentage_off"]) == (reward, value, None)


def test_running_ones_are_listed_newest_start_first(api, shop):
    make_promotion(shop, internal_id="OLD", starts_at=NOON - 3 * DAY)
    make_promotion(shop, internal_id="NEW", starts_at=NOON - DAY, ends_at=None)
    make_promotion(shop, internal_id="COMING", starts_at=NOON + DAY)
    make_promotion(shop, internal_id="OVER", starts_at=NOON - 3 * DAY, ends_at=NOON)
    make_promotion(shop, internal_id="STOPPED", stopped_at=NOON)

    assert listed(api) == ["NEW", "OLD"]
    assert listed(api, states="PENDING") == ["COMING"]
    assert set(listed(api, states="EXPIRED")) == {"OVER", "STOPPED"}
    assert len(listed(api, states="ALL")) == 5
    assert listed(api, sort="startDate", order="asc") == ["OLD", "NEW"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"ids": "A"}, ["A"]),
        ({"types": "AMOUNT_OFF"}, ["B"]),
        ({"ending_after": "2026-03-05T00:00:00Z"}, ["A"]),
        ({"starting_before": "2026-03-01T00:00:00Z"}, ["B"]),
        ({"date_created_from": "2026-03-02T00:00:00Z"}, ["A"]),
        ({"date_created_to": "2026-03-02T00:00:00Z"}, ["B"]),
        ({"last_request_date": "2026-03-02T00:00:00Z"}, ["A"]),
        ({"channel_codes": "ES"}, ["A"]),
        ({"channel_codes": "PT"}, ["A", "B"]),
    ],
)
def test_every_filter_filters(api, shop, query, found):
    make_promotion(shop, internal_id="A")
    make_promotion(
        shop,
        internal_id="B",
        reward_type="AMOUNT_OFF",
        channel_codes=["PT"],
        starts_at=NOON - 3 * DAY,
        ends_at=NOON + DAY,
        created_at=NOON - 3 * DAY,
        updated_at=NOON - 3 * DAY,
    )

    assert listed(api, **query) == found


def test_promotions_of_an_offer_are_found_by_what_names_it(api, shop):
    lamps = make_category(code="LAMPS")
    bulbs = make_category(code="BULBS", parent=lamps)
    offer = make_offer(shop, product=make_product(category=bulbs, brand="Norte"))
    gift = make_offer(shop)
    make_promotion(shop, internal_id="TREE", selection_type="CATEGORY", selection=["LAMPS"])
    make_promotion(shop, internal_id="BRAND", selection_type="BRAND", selection=["norte"])
    make_promotion(shop, internal_id="OTHER", selection_type="OFFER", selection=[str(gift.pk)])
    make_promotion(
        shop,
        internal_id="GIFT",
        selection_type="OFFER",
        selection=[str(offer.pk)],
        reward_selection_type="OFFER",
        reward_selection=[str(gift.pk)],
    )

    by_trigger = api.get("/api/promotions", trigger_offer_ids=str(offer.pk)).json()["promotions"]

    assert {each["internal_id"] for each in by_trigger} == {"TREE", "BRAND", "GIFT"}
    assert {tuple(each["trigger_offer_ids"]) for each in by_trigger} == {(offer.pk,)}
    assert set(listed(api, reward_offer_ids=str(gift.pk))) == {"OTHER", "GIFT"}


def test_who_only_sells_reads_promotions_and_makes_none(caller_of, sales):
    seller = caller_of(sales)

    assert seller.get("/api/promotions").status_code == 200
    assert seller.post("/api/promotions", promotion_body()).status_code == 403


def test_ten_promotions_cost_as_many_queries_as_one(api, shop):
    api.get("/api/promotions", max="100")  # whose key is then marked as used
    counts = []
    for number in (1, 9):
        for _each in range(number):
            make_promotion(shop, channel_codes=["ES"])
        with CaptureQueriesContext(connection) as queries:
            api.get("/api/promotions", max="100")
        counts.append(len(queries))

    assert counts[0] == counts[1]

"""PR01, PR03 and PR04 (R022)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.tenancy import all_shops
from offers.models import Promotion
from tests.factories.offers import make_category, make_offer, make_product, make_promotion
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
START = "2026-03-10T00:00:00Z"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def body(**fields):
    whole = {
        "internal_id": "SPRING",
        "internal_description": "Spring",
        "start_date": START,
        "end_date": "2026-03-20T00:00:00Z",
        "trigger": {"type": "MINIMUM_QUANTITY", "quantity_purchased": 1, "selection": {"type": "ALL"}},
        "reward": {"type": "PERCENTAGE_OFF", "percentage_off": 10, "selection": {"type": "PURCHASED_ITEMS"}},
    }
    return whole | fields


def change(**fields):
    whole = {
        "internal_description": "Spring",
        "start_date": START,
        "trigger": {"selection": {"type": "ALL"}},
        "reward": {"selection": {"type": "PURCHASED_ITEMS"}},
    }
    return whole | fields


def listed(api, **query):
    return [each["internal_id"] for each in api.get("/api/promotions", **query).json()["promotions"]]


def faults(answer):
    return {(each["code"], each["field"]) for each in answer.json()["errors"]}


def stored():
    with all_shops("the test looks"):
        return Promotion.objects.get()


def test_a_promotion_is_made_and_told_with_every_key(api):
    answer = api.post("/api/promotions", body())

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

    api.post("/api/promotions", body(trigger=trigger, reward=given))

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


def test_a_selection_names_offers_by_sku_and_products_by_ean(api, shop):
    product = make_product(ean="4006381333931")
    offer = make_offer(shop, shop_sku="LAMP-1", product=product)
    trigger = {
        "type": "MINIMUM_QUANTITY",
        "quantity_purchased": 1,
        "selection": {"type": "OFFER", "values": ["LAMP-1"]},
    }
    reward = {
        "type": "PERCENTAGE_OFF",
        "percentage_off": 10,
        "selection": {"type": "PRODUCT", "values": [{"type": "EAN", "value": "4006381333931"}]},
    }

    assert api.post("/api/promotions", body(trigger=trigger, reward=reward)).status_code == 201

    made = stored()
    assert (made.selection, made.reward_selection) == ([str(offer.pk)], [product.product_sku])


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"end_date": START}, ("VALIDATION_ERROR", "end_date")),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-02-01"}, ("VALIDATION_ERROR", "end_date")),
        ({"channel_codes": ["NOWHERE"]}, ("VALIDATION_ERROR", "channel_codes")),
        (
            {"reward": {"type": "PERCENTAGE_OFF", "percentage_off": 101, "selection": {"type": "PURCHASED_ITEMS"}}},
            ("VALIDATION_ERROR", "reward.percentage_off"),
        ),
        (
            {"reward": {"type": "FREE_ITEMS", "free_items_quantity": 1, "selection": {"type": "PURCHASED_ITEMS"}}},
            ("VALIDATION_ERROR", "reward.free_items_quantity"),
        ),
        (
            {"reward": {"type": "AMOUNT_OFF", "selection": {"type": "PURCHASED_ITEMS"}}},
            ("VALIDATION_ERROR", "reward.amount_off"),
        ),
        (
            {
                "trigger": {
                    "type": "MINIMUM_AMOUNT",
                    "amount_purchased": 10,
                    "selection": {"type": "CATEGORY", "values": ["NONE"]},
                }
            },
            ("SELECTION_UNKNOWN", "trigger.selection.values"),
        ),
        (
            {"reward": {"type": "PERCENTAGE_OFF", "percentage_off": 10, "selection": {"type": "BRAND"}}},
            ("SELECTION_EMPTY", "reward.selection.values"),
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(api, fields, fault):
    answer = api.post("/api/promotions", body(**fields))

    assert (answer.status_code, faults(answer)) == (400, {fault})
    assert listed(api, states="ALL") == []


ODD: list[Any] = [
    None,
    True,
    [],
    {},
    [[]],
    -1,
    0,
    0.001,
    1.5,
    2**63,
    1e308,
    "",
    "x",
    "9" * 400,
    "\x7f",
    "NaN",
    "0001-01-01",
    "9999-12-31",
]


@pytest.mark.parametrize(
    "place",
    [
        "internal_id",
        "internal_description",
        "start_date",
        "end_date",
        "public_descriptions",
        "channel_codes",
        "application_to_cart",
        "trigger",
        "trigger.type",
        "trigger.quantity_purchased",
        "trigger.same_item_purchased",
        "trigger.selection",
        "reward",
        "reward.percentage_off",
        "reward.max_quantity_to_discount",
        "reward.selection",
    ],
)
def test_a_promotion_takes_any_value_anywhere(api, place):
    head, _dot, name = place.partition(".")
    statuses = {}
    for number, value in enumerate(ODD):
        sent = body(internal_id=f"ODD-{number}")
        sent = sent | {head: sent[head] | {name: value} if name else value}
        statuses[repr(value)[:20]] = api.post("/api/promotions", sent).status_code

    assert {value: status for value, status in statuses.items() if status not in (201, 400)} == {}
    assert api.get("/api/promotions", states="ALL", max="100").status_code == 200


@pytest.mark.parametrize("values", [["\x00"], [True], [{"value": None}], ["9" * 30], [2**63], ["²"], [""]])
def test_a_selection_takes_any_value(api, values):
    for kind in ("OFFER", "PRODUCT", "CATEGORY"):
        trigger = {"type": "MINIMUM_QUANTITY", "quantity_purchased": 1, "selection": {"type": kind, "values": values}}

        assert api.post("/api/promotions", body(trigger=trigger)).status_code == 400


def test_a_number_is_given_once_in_a_shop(api, other_shop):
    make_promotion(other_shop, internal_id="SPRING")
    assert api.post("/api/promotions", body()).status_code == 201

    answer = api.post("/api/promotions", body())

    assert (answer.status_code, faults(answer)) == (400, {("ALREADY_EXISTS", "internal_id")})


def test_a_coming_promotion_is_changed_whole(api):
    api.post("/api/promotions", body(application_to_cart=[{"promo_code": "A"}]))

    answer = api.put(
        "/api/promotions/SPRING",
        change(start_date="2026-03-11T00:00:00Z", application_to_cart=[{"promo_code": "B"}]),
    )

    made = stored()
    assert (answer.status_code, made.promo_codes, made.ends_at) == (200, ["B"], None)
    assert made.starts_at.isoformat() == "2026-03-11T00:00:00+00:00"


def test_a_running_promotion_keeps_its_start_and_its_codes(api, shop):
    make_promotion(shop, internal_id="RUN", promo_codes=["A"], starts_at=NOON - DAY)
    began = (NOON - DAY).isoformat()

    moved = api.put("/api/promotions/RUN", change(start_date=START))
    coded = api.put("/api/promotions/RUN", change(start_date=began, application_to_cart=[{"promo_code": "B"}]))
    longer = api.put("/api/promotions/RUN", change(start_date=began, end_date="2026-04-01T00:00:00Z"))

    assert (moved.status_code, faults(moved)) == (400, {("NOT_EDITABLE", "start_date")})
    assert (coded.status_code, faults(coded)) == (400, {("NOT_EDITABLE", "application_to_cart")})
    assert longer.status_code == 200
    assert stored().promo_codes == ["A"]


def test_a_promotion_that_is_over_is_not_changed(api, shop):
    make_promotion(shop, internal_id="OVER", ends_at=NOON)

    answer = api.put("/api/promotions/OVER", change())

    assert (answer.status_code, answer.json()["code"]) == (409, "PROMOTION_OVER")


def test_a_promotion_is_stopped_at_once(api, shop):
    make_promotion(shop, internal_id="RUN", starts_at=NOON - DAY)

    answer = api.post("/api/x/promotions/RUN/stop", {})

    assert (answer.status_code, answer.json()["state"], answer.json()["end_date"]) == (
        200,
        "EXPIRED",
        "2026-03-02T12:00:00Z",
    )
    assert listed(api) == []
    assert api.post("/api/x/promotions/RUN/stop", {}).status_code == 409


def test_who_only_sells_reads_promotions_and_makes_none(caller_of, sales):
    seller = caller_of(sales)

    assert seller.get("/api/promotions").status_code == 200
    assert seller.post("/api/promotions", body()).status_code == 403


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

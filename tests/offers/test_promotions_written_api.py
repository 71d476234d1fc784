"""PR03 and our change and stop of promotions: what is taken, refused and kept (R022)."""

from datetime import timedelta
from typing import Any

import pytest

from marketplace import clock
from marketplace.tenancy import all_shops
from offers.models import Promotion
from tests.factories.offers import make_offer, make_product, make_promotion
from tests.factories.promotions import START, listed, promotion_body, promotion_change
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def faults(answer):
    return {(each["code"], each["field"]) for each in answer.json()["errors"]}


def stored():
    with all_shops("the test looks"):
        return Promotion.objects.get()


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

    assert api.post("/api/promotions", promotion_body(trigger=trigger, reward=reward)).status_code == 201

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
    answer = api.post("/api/promotions", promotion_body(**fields))

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
        sent = promotion_body(internal_id=f"ODD-{number}")
        sent = sent | {head: sent[head] | {name: value} if name else value}
        statuses[repr(value)[:20]] = api.post("/api/promotions", sent).status_code

    assert {value: status for value, status in statuses.items() if status not in (201, 400)} == {}
    assert api.get("/api/promotions", states="ALL", max="100").status_code == 200


@pytest.mark.parametrize("values", [["\x00"], [True], [{"value": None}], ["9" * 30], [2**63], ["²"], [""]])
def test_a_selection_takes_any_value(api, values):
    for kind in ("OFFER", "PRODUCT", "CATEGORY"):
        trigger = {"type": "MINIMUM_QUANTITY", "quantity_purchased": 1, "selection": {"type": kind, "values": values}}

        assert api.post("/api/promotions", promotion_body(trigger=trigger)).status_code == 400


def test_a_number_is_given_once_in_a_shop(api, other_shop):
    make_promotion(other_shop, internal_id="SPRING")
    assert api.post("/api/promotions", promotion_body()).status_code == 201

    answer = api.post("/api/promotions", promotion_body())

    assert (answer.status_code, faults(answer)) == (400, {("ALREADY_EXISTS", "internal_id")})


def test_a_coming_promotion_is_changed_whole(api):
    api.post("/api/promotions", promotion_body(application_to_cart=[{"promo_code": "A"}]))

    answer = api.put(
        "/api/promotions/SPRING",
        promotion_change(start_date="2026-03-11T00:00:00Z", application_to_cart=[{"promo_code": "B"}]),
    )

    made = stored()
    assert (answer.status_code, made.promo_codes, made.ends_at) == (200, ["B"], None)
    assert made.starts_at.isoformat() == "2026-03-11T00:00:00+00:00"


def test_a_running_promotion_keeps_its_start_and_its_codes(api, shop):
    make_promotion(shop, internal_id="RUN", promo_codes=["A"], starts_at=NOON - DAY)
    began = (NOON - DAY).isoformat()

    moved = api.put("/api/promotions/RUN", promotion_change(start_date=START))
    coded = api.put(
        "/api/promotions/RUN", promotion_change(start_date=began, application_to_cart=[{"promo_code": "B"}])
    )
    longer = api.put("/api/promotions/RUN", promotion_change(start_date=began, end_date="2026-04-01T00:00:00Z"))

    assert (moved.status_code, faults(moved)) == (400, {("NOT_EDITABLE", "start_date")})
    assert (coded.status_code, faults(coded)) == (400, {("NOT_EDITABLE", "application_to_cart")})
    assert longer.status_code == 200
    assert stored().promo_codes == ["A"]


def test_a_promotion_that_is_over_is_not_changed(api, shop):
    make_promotion(shop, internal_id="OVER", ends_at=NOON)

    answer = api.put("/api/promotions/OVER", promotion_change())

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

"""What the portal does to offers, by API (R135)."""

from decimal import Decimal

import pytest

from marketplace.tenancy import shop_scope
from offers.models import Offer
from tests.factories.offers import make_category, make_offer, make_product
from tests.factories.shipping import make_class

pytestmark = pytest.mark.django_db
BODY = {"shop_sku": "LAMP-1", "price": "12.30", "quantity": 5}


def the_offer(shop):
    with shop_scope(shop):
        return Offer.objects.select_related("product").get()


def test_an_offer_of_an_existing_product_is_made(api, shop):
    product = make_product(product_sku="P-77")

    answer = api.post("/api/x/offers", {**BODY, "product": "P-77", "lead_time_days": 0})

    offer = the_offer(shop)
    assert answer.status_code == 201
    told = answer.json()
    expected = {
        "offer_id": offer.pk,
        "shop_sku": "LAMP-1",
        "product_sku": "P-77",
        "state": "ON_SALE",
        "price": 12.3,
        "quantity": 5,
        "lead_time_days": 0,
        "logistic_class": None,
        "weight_grams": None,
        "volumes": [],
        "other_prices": [],
        "safety_stock": None,
        "sellable_quantity": 5,
        "reasons": [],
    }
    assert {name: told[name] for name in expected} == expected
    assert (offer.product, offer.lead_time_days) == (product, 0)


@pytest.mark.parametrize(
    "keys", [{}, {"product_sku": "P-77"}, {"product": "P-77", "new_product": {"title": "Lámpara"}}]
)
def test_a_body_that_names_no_product_is_told_which_keys_do(api, shop, keys):
    make_category(code="LIGHT")
    if "new_product" in keys:
        keys = {**keys, "new_product": {**keys["new_product"], "category_code": "LIGHT"}}

    answer = api.post("/api/x/offers", {**BODY, **keys})

    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["field"]) == (400, "product")
    assert fault["message"] == (
        "Send either “product”, the EAN or number of an existing product, or “new_product”, a new sheet."
    )


def test_logistic_class_and_weight_are_set_and_cleared(api, shop):
    """R098."""
    make_class(code="SMALL")
    bulky = make_class(code="BULKY")
    offer = make_offer(shop)
    url = f"/api/x/offers/{offer.pk}"

    given = api.send("PATCH", url, {"logistic_class": "BULKY", "weight_grams": 2400}).json()
    kept = api.send("PATCH", url, {"price": 9.9}).json()

    assert (given["logistic_class"], given["weight_grams"]) == ("BULKY", 2400)
    assert (kept["logistic_class"], kept["weight_grams"]) == ("BULKY", 2400)
    assert the_offer(shop).logistic_class == bulky
    for nothing in (None, ""):
        cleared = api.send("PATCH", url, {"logistic_class": nothing, "weight_grams": None}).json()
        assert (cleared["logistic_class"], cleared["weight_grams"]) == (None, None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"logistic_class": "HUGE"}, "logistic_class"),
        ({"logistic_class": "GONE"}, "logistic_class"),
        ({"weight_grams": 0}, "weight_grams"),
        ({"weight_grams": 30_000_001}, "weight_grams"),
        ({"weight_grams": "heavy"}, "weight_grams"),
    ],
)
def test_a_class_that_is_not_offered_and_a_weight_of_nothing_are_refused(api, shop, change, field):
    make_class(code="GONE", is_active=False)
    offer = make_offer(shop)

    answer = api.send("PATCH", f"/api/x/offers/{offer.pk}", change)

    assert (answer.status_code, [fault["field"] for fault in answer.json()["errors"]]) == (400, [field])
    assert (the_offer(shop).logistic_class, the_offer(shop).weight_grams) == (None, None)


def test_an_offer_keeps_a_class_that_is_no_longer_offered(api, shop):
    offer = make_offer(shop, logistic_class=make_class(code="GONE", is_active=False))

    assert api.send("PATCH", f"/api/x/offers/{offer.pk}", {"price": 9.9}).json()["logistic_class"] == "GONE"


def test_an_offer_of_a_new_product_is_made(api, shop):
    make_category(code="LIGHT")

    answer = api.post("/api/x/offers", {**BODY, "new_product": {"title": "Lámpara", "category_code": "LIGHT"}})

    assert answer.status_code == 201
    assert the_offer(shop).product.title == "Lámpara"


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({}, 400, "VALIDATION_ERROR", "product"),
        ({"product": "NONE"}, 400, "PRODUCT_NOT_FOUND", "product"),
        ({"product": "P-77", "shop_sku": "TAKEN"}, 409, "SKU_TAKEN", "shop_sku"),
        ({"product": "P-77", "price": "0"}, 400, "VALIDATION_ERROR", "price"),
        ({"product": "P-77", "quantity": -1}, 400, None, "quantity"),
    ],
)
def test_an_offer_that_breaks_a_rule_is_not_made(api, shop, change, status, code, field):
    make_product(product_sku="P-77")
    make_offer(shop, shop_sku="TAKEN")

    answer = api.post("/api/x/offers", {**BODY, **change})

    assert answer.status_code == status
    body = answer.json()
    assert code is None or body["code"] == code
    assert [fault["field"] for fault in body["errors"]] == [field]
    assert the_offer(shop).shop_sku == "TAKEN"


def test_a_change_of_fields_leaves_the_others(api, shop):
    offer = make_offer(shop, quantity=5, lead_time_days=3)

    answer = api.send("PATCH", f"/api/x/offers/{offer.pk}", {"price": 9.9, "lead_time_days": None})

    assert answer.status_code == 200
    changed = the_offer(shop)
    assert (changed.price, changed.quantity, changed.lead_time_days) == (Decimal("9.90"), 5, None)


@pytest.mark.parametrize(("days", "of22"), [(0, 1), (None, 2), (5, 5)])
def test_the_lead_time_is_told_as_it_is_kept(api, shop, days, of22):
    """R087: OF22 tells 0 as 1 and the shop's default in place of none."""
    offer = make_offer(shop, lead_time_days=1)

    changed = api.send("PATCH", f"/api/x/offers/{offer.pk}", {"lead_time_days": days}).json()

    assert changed["lead_time_days"] == days
    assert api.get(f"/api/x/offers/{offer.pk}").json() == changed
    assert api.get(f"/api/offers/{offer.pk}").json()["leadtime_to_ship"] == of22


@pytest.mark.parametrize(("act", "state"), [("pause", "PAUSED"), ("activate", "ON_SALE"), ("remove", "REMOVED")])
def test_acts_are_posts_with_their_own_names(api, shop, act, state):
    offer = make_offer(shop)

    answer = api.post(f"/api/x/offers/{offer.pk}/{act}")

    assert (answer.status_code, answer.json()["state"]) == (200, state)


def test_who_reads_alone_changes_nothing(caller_of, sales, shop):
    offer, caller = make_offer(shop), caller_of(sales)

    answers = [
        caller.post("/api/x/offers", BODY),
        caller.send("PATCH", f"/api/x/offers/{offer.pk}", {"quantity": 1}),
        *(caller.post(f"/api/x/offers/{offer.pk}/{act}") for act in ("pause", "activate", "remove")),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert the_offer(shop).quantity == 10


def test_another_shops_offer_is_not_there(stranger_api, shop):
    offer = make_offer(shop)

    assert stranger_api.get(f"/api/x/offers/{offer.pk}").status_code == 404
    assert stranger_api.send("PATCH", f"/api/x/offers/{offer.pk}", {"quantity": 1}).status_code == 404
    assert the_offer(shop).quantity == 10

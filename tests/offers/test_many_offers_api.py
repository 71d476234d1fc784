"""Ours: offers listed as they are kept, changed many at once, with their history and the shop's defaults (R135)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.tenancy import shop_scope
from offers.api.terms import TOLD
from offers.models import Offer
from offers.services.selling import offer_version
from offers.services.stock import lock_offers, take_stock
from tests.factories.offers import make_category, make_offer, make_offer_settings, make_product
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
OFFERS = "/api/x/offers"
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(LATER):
        yield


def reread(shop, offer):
    with shop_scope(shop):
        return Offer.objects.get(pk=offer.pk)


def sell(shop, offer, quantity):
    with shop_scope(shop):
        take_stock(offers=lock_offers([offer.pk]), wanted={offer.pk: quantity}, at=LATER)


def skus(answer):
    return [offer["shop_sku"] for offer in answer.json()["data"]]


def test_every_key_is_there_in_lists_and_alone(api, shop):
    offer = make_offer(shop, quantity=0)

    (listed,) = api.get(OFFERS).json()["data"]

    assert list(listed) == list(TOLD)
    assert listed == api.get(f"{OFFERS}/{offer.pk}").json()
    assert (listed["state"], listed["reasons"]) == (
        "OUT_OF_STOCK",
        [{"code": "ZERO_QUANTITY", "text": "There is no stock."}],
    )


def test_filters(api, shop, other_shop):
    lamps = make_category(code="LAMPS", parent=make_category(code="HOME"))
    make_offer(shop, shop_sku="LAMP", product=make_product(category=lamps), safety_in_force=1)
    make_offer(shop, shop_sku="LOW", quantity=2, alert_in_force=2, updated_at=LATER)
    make_offer(shop, shop_sku="PAUSED", is_active=False)
    make_offer(shop, shop_sku="NONE", quantity=0)
    make_offer(shop, shop_sku="SOON", available_from=LATER + timedelta(days=1))
    make_offer(other_shop)

    assert skus(api.get(OFFERS)) == ["LAMP", "LOW", "PAUSED", "NONE", "SOON"]
    assert skus(api.get(OFFERS, sku="LOW,NONE")) == ["LOW", "NONE"]
    assert skus(api.get(OFFERS, category="HOME")) == ["LAMP"]
    assert skus(api.get(OFFERS, category="NOWHERE")) == []
    assert skus(api.get(OFFERS, low="true")) == ["LOW"]
    assert skus(api.get(OFFERS, without_safety_stock="true", state="ON_SALE")) == ["LOW"]
    assert skus(api.get(OFFERS, state="PAUSED")) == ["PAUSED"]
    assert skus(api.get(OFFERS, state="OUT_OF_STOCK")) == ["NONE"]
    assert skus(api.get(OFFERS, state="OUT_OF_PERIOD")) == ["SOON"]
    assert skus(api.get(OFFERS, updated_since=LATER.isoformat())) == ["LOW"]
    assert api.get(OFFERS, state="REMOVED").status_code == 400


def test_pages_neither_overlap_nor_skip(api, shop):
    for number in range(5):
        make_offer(shop, shop_sku=f"S{number}", price=5 - number // 2)

    first = api.get(OFFERS, limit=3, sort="price,ASC")
    second = api.get(OFFERS, page_token=first.json()["next_page_token"])

    assert skus(first) + skus(second) == ["S4", "S2", "S3", "S0", "S1"]


def test_ten_offers_cost_the_queries_of_one(api, shop):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert api.get(OFFERS).status_code == 200
        return len(seen)

    make_offer(shop)
    api.get(OFFERS)
    one = queries()
    for _number in range(9):
        make_offer(shop)

    assert queries() == one


def test_what_is_sent_is_changed_and_nothing_else(api, shop):
    offer = make_offer(shop, description="Old", min_order_quantity=2)
    body = {
        "discount_price": 9.9,
        "discount_ends_at": "2026-04-01",
        "volumes": [{"quantity": 5, "price": "11.00"}],
        "other_prices": [{"channel": "ES", "price": 10, "volumes": [{"quantity": 3, "price": 9}]}],
        "safety_stock": 3,
        "description": None,
    }

    told = api.patch(f"{OFFERS}/{offer.pk}", body).json()

    assert told["volumes"] == [{"quantity": 5, "price": 11.0, "discount_price": None}]
    assert told["other_prices"] == [
        {
            "channel": "ES",
            "starts_at": None,
            "ends_at": None,
            "price": 10.0,
            "discount_price": None,
            "discount_starts_at": None,
            "discount_ends_at": None,
            "volumes": [{"quantity": 3, "price": 9.0, "discount_price": None}],
        }
    ]
    changed = {"discount_price": 9.9, "discount_ends_at": "2026-03-31T22:00:00Z", "description": None}
    kept = {"min_order_quantity": 2, "price": 12.3, "quantity": 10, "sellable_quantity": 7}
    assert {name: told[name] for name in changed | kept} == changed | kept


def test_every_fault_is_named_at_once(api, shop):
    offer = make_offer(shop)

    answer = api.patch(f"{OFFERS}/{offer.pk}", {"price": 0, "discount_price": 20, "min_order_quantity": 0})

    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["errors"]] == ["price", "discount_price", "min_order_quantity"]


def test_an_offer_that_was_sold_meanwhile_is_not_touched(api, shop):
    """If-Match."""
    offer = make_offer(shop)
    seen = api.get(f"{OFFERS}/{offer.pk}")["ETag"]
    assert seen == f'"{offer_version(offer)}"'
    sell(shop, offer, 1)

    refused = api.patch(f"{OFFERS}/{offer.pk}", {"quantity": 20}, headers={"If-Match": seen})
    told = refused.json()
    assert (refused.status_code, told["code"]) == (412, "OFFER_CHANGED")
    assert told["message"] == "The offer is no longer as If-Match names it: read it again."
    assert reread(shop, offer).quantity == 9

    now = api.get(f"{OFFERS}/{offer.pk}")["ETag"]
    assert api.patch(f"{OFFERS}/{offer.pk}", {"quantity": 20}, headers={"If-Match": now}).status_code == 200
    assert api.patch(f"{OFFERS}/{offer.pk}", {"quantity": 21}, headers={"If-Match": "*"}).status_code == 200


def test_a_repeated_change_is_made_once(api, shop):
    """Idempotency-Key."""
    offer = make_offer(shop)
    body = {"offer_ids": [offer.pk], "quantity_add": 5}

    answers = [api.patch(OFFERS, body, headers={"Idempotency-Key": "k-1"}) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert reread(shop, offer).quantity == 15


def test_many_are_changed_and_each_failure_is_told(api, shop, other_shop):
    cheap, dear, foreign = make_offer(shop, price=1), make_offer(shop, price=20), make_offer(other_shop)
    ids = [cheap.pk, dear.pk, foreign.pk]

    answer = api.patch(OFFERS, {"offer_ids": ids, "price_amount": -2, "terms": {"lead_time_days": 3}}).json()

    error = {"code": "VALIDATION_ERROR", "message": "The price must be above 0."}
    assert answer == {
        "changed": 1,
        "offers": [
            {"offer_id": cheap.pk, "shop_sku": cheap.shop_sku, "error": error},
            {"offer_id": dear.pk, "shop_sku": dear.shop_sku, "error": None},
        ],
    }
    assert (reread(shop, dear).price, reread(shop, dear).lead_time_days) == (18, 3)


def test_a_sheet_that_is_not_confirmed_is_refused_and_by_default_the_key_answers_for_it(api, shop):
    """R002."""
    make_product(product_sku="P-77")
    body = {"shop_sku": "A", "price": 5, "quantity": 1, "product": "P-77"}

    refused = api.post(OFFERS, {**body, "sheet_confirmed": False})
    made = api.post(OFFERS, body)

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "SHEET_NOT_CONFIRMED")
    assert (made.status_code, made.json()["sheet_confirmed_at"]) == (201, "2026-03-02T13:00:00Z")
    assert made.json()["sheet_confirmed_by"]


def test_an_integrator_writes_where_the_portal_may_not(api, shop):
    """R008."""
    make_offer_settings(shop, is_integrated=True)
    offer = make_offer(shop)

    assert api.patch(f"{OFFERS}/{offer.pk}", {"price": 5}).status_code == 200


def test_the_history_is_told_newest_first_and_a_change_is_taken_back(api, shop):
    offer = make_offer(shop)
    api.patch(f"{OFFERS}/{offer.pk}", {"price": 11})
    api.patch(f"{OFFERS}/{offer.pk}", {"quantity": 20})
    sell(shop, offer, 2)

    history = api.get(f"{OFFERS}/{offer.pk}/history").json()["data"]
    undone = api.post(f"{OFFERS}/{offer.pk}/undo", {"change_id": history[1]["change_id"]})
    again = api.post(f"{OFFERS}/{offer.pk}/undo", {"change_id": history[1]["change_id"]})

    assert [(row["source"], row["price"], row["quantity"]) for row in history] == [
        ("ORDER", 11.0, 18),
        ("API", 11.0, 20),
        ("API", 11.0, 10),
    ]
    assert (undone.json()["quantity"], undone.json()["price"]) == (8, 11.0)
    assert (again.status_code, again.json()["code"]) == (409, "UNDO_TOO_LATE")


def test_the_defaults_hold_at_once_and_offers_without_are_counted(api, shop):
    """R009, R010."""
    make_offer(shop, quantity=10)
    make_offer(shop, quantity=10, safety_stock=0)
    before = api.get("/api/x/offer-settings").json()

    after = api.patch("/api/x/offer-settings", {"safety_stock": 2}).json()

    assert before == {
        "safety_stock": 0,
        "stock_alert": None,
        "is_integrated": False,
        "offers_without_safety_stock": 2,
    }
    assert after == {**before, "safety_stock": 2, "offers_without_safety_stock": 1}
    assert [offer["sellable_quantity"] for offer in api.get(OFFERS).json()["data"]] == [8, 10]


def test_who_reads_alone_changes_nothing(caller_of, sales, shop):
    offer = make_offer(shop)
    reader = caller_of(sales)

    assert reader.get(OFFERS).status_code == 200
    for method, path, body in (
        ("PATCH", OFFERS, {"offer_ids": [offer.pk], "quantity_add": 1}),
        ("PATCH", "/api/x/offer-settings", {"safety_stock": 1}),
        ("POST", f"{OFFERS}/{offer.pk}/undo", {"change_id": 1}),
    ):
        assert reader.send(method, path, body).status_code == 403
    assert reread(shop, offer).quantity == 10

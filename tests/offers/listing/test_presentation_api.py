"""Our API for how listings are presented, their questions, and what they lack."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from tests.factories.offers import make_attribute, make_faq, make_offer, make_offer_settings, make_product
from tests.factories.shops import NOON


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def inventory_api(caller_of, inventory):
    return caller_of(inventory)


def test_a_shop_without_settings_tells_empty_texts(api):
    assert api.get("/api/x/presentation").json() == {
        "description_template": "",
        "image_urls": [],
        "warranty": "",
        "delivery_note": "",
        "return_policy": "",
    }


def test_what_is_sent_is_changed_and_the_rest_stays(inventory_api, shop):
    """R013, R014."""
    make_offer_settings(shop, warranty="2 years", delivery_note="By van.", safety_stock=4)

    told = inventory_api.patch("/api/x/presentation", {"description_template": " {{title}} ", "warranty": ""})

    assert told.status_code == 200
    assert inventory_api.get("/api/x/presentation").json() == {
        "description_template": "{{title}}",
        "image_urls": [],
        "warranty": "",
        "delivery_note": "By van.",
        "return_policy": "",
    }


def test_every_fault_is_named_and_nothing_is_saved(inventory_api):
    """R013, R014."""
    images = [f"https://pictures.example/{number}.png" for number in range(2)]
    body = {"description_template": "{{x}}", "image_urls": [*images, "a.txt"], "warranty": "w" * 4001}

    refused = inventory_api.patch("/api/x/presentation", body)

    assert refused.status_code == 400
    assert [(each["code"], each["field"]) for each in refused.json()["errors"]] == [
        ("PLACEHOLDER_UNKNOWN", "description_template"),
        ("TOO_MANY_IMAGES", "image_urls"),
        ("IMAGE_INVALID", "image_urls[2]"),
        ("TOO_LONG", "warranty"),
    ]
    assert inventory_api.get("/api/x/presentation").json()["warranty"] == ""


def test_questions_are_asked_listed_by_product_moved_changed_and_removed(inventory_api, shop):
    """R015."""
    offer = make_offer(shop)
    sku = offer.product.product_sku
    first, second = (
        inventory_api.post("/api/x/faq", {"question": f"{letter}?", "answer": "Yes."}).json()["id"] for letter in "AB"
    )
    own = inventory_api.post("/api/x/faq", {"question": "C?", "answer": "Yes.", "product_sku": sku})
    inventory_api.post(f"/api/x/faq/{second}/move", {"direction": "up"})
    inventory_api.patch(f"/api/x/faq/{first}", {"answer": "No."})

    assert own.status_code == 201
    assert inventory_api.get("/api/x/faq").json() == {
        "faq": [
            {"id": second, "product_sku": None, "position": 1, "question": "B?", "answer": "Yes."},
            {"id": first, "product_sku": None, "position": 2, "question": "A?", "answer": "No."},
        ]
    }
    assert [each["question"] for each in inventory_api.get("/api/x/faq", product_sku=sku).json()["faq"]] == ["C?"]

    assert inventory_api.post(f"/api/x/faq/{first}/remove", {}).status_code == 204
    assert [each["id"] for each in inventory_api.get("/api/x/faq").json()["faq"]] == [second]


def test_no_more_than_thirty_questions_are_asked(inventory_api, shop):
    for number in range(30):
        make_faq(shop, position=number)

    refused = inventory_api.post("/api/x/faq", {"question": "Q?", "answer": "A."})

    assert (refused.status_code, refused.json()["code"]) == (409, "TOO_MANY_QUESTIONS")


def test_an_unknown_product_and_one_of_others_take_no_question(inventory_api, other_shop):
    theirs = make_offer(other_shop).product.product_sku

    unknown = inventory_api.post("/api/x/faq", {"question": "Q?", "answer": "A.", "product_sku": "NONE"})
    others = inventory_api.post("/api/x/faq", {"question": "Q?", "answer": "A.", "product_sku": theirs})

    assert (unknown.status_code, others.status_code) == (400, 404)


def test_the_listing_is_told_as_the_shop_front_tells_it(inventory_api, storefront, shop):
    """R014, R016, R019."""
    make_attribute(code="colour", label="Colour")
    make_offer_settings(shop, description_template="{{title}}", warranty="2 years")
    make_faq(shop)
    offer = make_offer(shop, product=make_product(title="Lámpara", attributes={"colour": "Brass"}))

    ours = inventory_api.get(f"/api/x/offers/{offer.pk}/listing").json()
    theirs = storefront.get(f"/api/storefront/offers/{offer.pk}", channel="ES").json()

    assert (ours["channel"], ours["language"], ours["description_html"]) == ("ES", "es", "<p>Lámpara</p>")
    shared = ("description_html", "attributes", "faq", "warranty", "images", "media_urls", "price", "quantity")
    assert {name: ours[name] for name in shared} == {name: theirs[name] for name in shared}


def test_a_channel_that_the_shop_does_not_sell_on_has_no_listing(inventory_api, shop):
    offer = make_offer(shop)

    assert inventory_api.get(f"/api/x/offers/{offer.pk}/listing", channel="DE").status_code == 400


def test_incomplete_listings_are_told_with_what_they_lack(inventory_api, shop):
    """R018."""
    offer = make_offer(shop, product=make_product(missing_attributes=["colour"]))

    told = inventory_api.get("/api/x/completeness").json()

    assert told == {
        "data": [
            {
                "offer_id": offer.pk,
                "shop_sku": offer.shop_sku,
                "product_sku": offer.product.product_sku,
                "product_title": offer.product.title,
                "lacks": [
                    "ATTRIBUTES", "DESCRIPTION", "PICTURE", "QUESTIONS", "DELIVERY", "WARRANTY", "RETURNS"
                ],
                "missing_attributes": ["colour"],
            }
        ]
    }  # fmt: skip
    assert inventory_api.get("/api/x/completeness/counts").json() == {
        "offers": 1,
        "incomplete": 1,
        "shop_lacks": ["DELIVERY", "WARRANTY", "RETURNS"],
        "counts": {
            "ATTRIBUTES": 1, "DESCRIPTION": 1, "PICTURE": 1, "QUESTIONS": 1, "DELIVERY": 1, "WARRANTY": 1, "RETURNS": 1
        },
    }  # fmt: skip


def test_incomplete_listings_are_narrowed_to_what_they_lack_page_by_page(inventory_api, shop):
    """R018."""
    make_offer(shop, product=make_product(media_urls=["https://pictures.example/a.png"]))
    bare = [make_offer(shop).pk for _each in range(3)]

    first = inventory_api.get("/api/x/completeness", lacks="PICTURE", limit="2").json()
    second = inventory_api.get("/api/x/completeness", page_token=first["next_page_token"]).json()

    assert [each["offer_id"] for each in [*first["data"], *second["data"]]] == bare
    assert inventory_api.get("/api/x/completeness", lacks="LOVE").status_code == 400


def test_listing_what_lacks_costs_the_same_for_one_and_for_ten(inventory_api, shop):
    make_offer(shop)
    inventory_api.get("/api/x/completeness")  # which notes that the key was used

    def cost():
        with CaptureQueriesContext(connection) as queries:
            inventory_api.get("/api/x/completeness")
        return len(queries)

    one = cost()
    for _each in range(9):
        make_offer(shop)

    assert cost() == one

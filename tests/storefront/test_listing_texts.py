"""What a listing says before purchase: description, attributes, warranty, returns, questions, images."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.tenancy import all_shops
from offers.choices import AttributeType
from offers.models import Category, ValueListItem
from tests.factories.offers import (
    make_attribute,
    make_category,
    make_faq,
    make_offer,
    make_offer_settings,
    make_product,
    make_value_list,
)
from tests.factories.orders import spanish_zone, standard_method
from tests.factories.shipping import make_charge
from tests.factories.shops import NOON, make_shop


@pytest.fixture(autouse=True)
def _market(db):
    standard_method()
    spanish_zone()
    with clock.frozen(NOON):
        yield


@pytest.fixture
def category(db) -> Category:
    return make_category()


def show(storefront, offer):
    return storefront.get(f"/api/storefront/offers/{offer.pk}", channel="ES").json()


def test_delivery_time_warranty_and_returns_are_told_before_purchase(storefront, shop):
    """R019."""
    make_charge(shop, spanish_zone(), standard_method())
    make_offer_settings(shop, warranty="3 años.", delivery_note="Con SEUR.")
    with all_shops("a test sets it"):
        shop.return_policy = "30 días."
        shop.save(update_fields=["return_policy"])

    found = show(storefront, make_offer(shop))

    assert (found["warranty"], found["return_policy"], found["delivery_note"]) == ("3 años.", "30 días.", "Con SEUR.")
    assert found["deliveries"][0]["delivery_date"]["latest"].startswith("2026-03-")


def test_the_template_shapes_every_listing_and_its_script_is_inert(storefront, shop):
    """R014."""
    template = "<script>x()</script><h2>{{title}}</h2><p>{{price}}</p>{{faq}}"
    make_offer_settings(shop, description_template=template)
    make_faq(shop, question="¿Es nueva?", answer="Sí.")
    first = make_offer(shop, product=make_product(title="Lámpara"))
    second = make_offer(shop, product=make_product(title="Farol"))

    faq = "<dl><dt>¿Es nueva?</dt><dd><p>Sí.</p></dd></dl>"
    assert show(storefront, first)["description_html"] == f"<h2>Lámpara</h2><p>12,30&nbsp;€</p>{faq}"
    assert show(storefront, second)["description_html"] == f"<h2>Farol</h2><p>12,30&nbsp;€</p>{faq}"
    assert show(storefront, second)["description_holds"] == ["faq"]


def test_two_questions_of_the_shop_and_one_of_the_product_make_three_in_order(storefront, shop, other_shop):
    """R015."""
    product = make_product()
    make_faq(shop, product=product, question="Which bulb?", answer="E27.")
    make_faq(shop, product=make_product(), question="Another product's")
    make_faq(shop, question="Second?", position=2)
    make_faq(shop, question="First?", position=1)
    make_faq(other_shop, question="Another shop's")

    faq = show(storefront, make_offer(shop, product=product))["faq"]

    assert [each["question"] for each in faq] == ["First?", "Second?", "Which bulb?"]
    assert faq[2]["answer"] == "E27."


def test_images_of_the_shop_stand_at_the_end_of_the_description(storefront, shop):
    """R013."""
    urls = ["https://pictures.example/times.png", "https://pictures.example/warranty.png"]
    make_offer_settings(shop, image_urls=urls)

    found = show(storefront, make_offer(shop, description="Bonita."))

    assert found["images"] == urls
    assert found["description_html"].startswith('<p>Bonita.</p><p><img src="https://pictures.example/times.png"')
    assert found["description_html"].count("<img") == 2


def test_twenty_five_attributes_are_shown_with_labels_in_the_channels_language(storefront, shop, category):
    """R016."""
    codes = [f"size{number:02}" for number in range(25)]
    for code in codes:
        make_attribute(
            category,
            code=code,
            label=code,
            type=AttributeType.MEASUREMENT,
            unit="cm",
            translations={"es": code.replace("size", "medida ")},
        )
    offer = make_offer(shop, product=make_product(category=category, attributes=dict.fromkeys(codes, "12.5")))

    shown = show(storefront, offer)["attributes"]

    assert len(shown) == 25
    assert shown[0] == {
        "code": "size00",
        "label": "medida 00",
        "type": "MEASUREMENT",
        "value": "12.5",
        "value_label": "12.5",
        "unit": "cm",
    }


def test_values_are_told_in_words_and_keep_their_types(storefront, shop, category):
    """R016."""
    colours = make_value_list("RED", "BLUE")
    ValueListItem.objects.filter(code="RED").update(translations={"es": "Rojo"})
    make_attribute(category, code="a_colour", type=AttributeType.LIST_MULTIPLE_VALUES, value_list=colours)
    make_attribute(category, code="b_dimmable", type=AttributeType.BOOLEAN)
    make_attribute(category, code="c_pieces", type=AttributeType.INTEGER)
    values = {"a_colour": ["RED", "BLUE"], "b_dimmable": True, "c_pieces": 3, "z_formerly": "kept"}
    offer = make_offer(shop, product=make_product(category=category, attributes=values))

    shown = {each["code"]: (each["value"], each["value_label"]) for each in show(storefront, offer)["attributes"]}

    assert shown == {
        "a_colour": (["RED", "BLUE"], "Rojo, Blue"),
        "b_dimmable": (True, "Sí"),
        "c_pieces": (3, "3"),
        "z_formerly": ("kept", "kept"),
    }


def test_a_listing_without_any_text_says_so(storefront, shop):
    found = show(storefront, make_offer(shop))

    assert {name: found[name] for name in ("description_html", "warranty", "delivery_note", "return_policy")} == {
        "description_html": None,
        "warranty": None,
        "delivery_note": None,
        "return_policy": None,
    }
    assert (found["attributes"], found["faq"], found["images"], found["media_urls"]) == ([], [], [], [])


def test_the_texts_of_a_hundred_shops_take_two_statements(storefront, channel, category):
    """R094."""
    make_attribute(category, code="colour", type=AttributeType.LIST, value_list=make_value_list("RED"))
    offers = []
    for number in range(100):
        shop = make_shop(code=f"texts-{number}", channels=(channel,))
        make_offer_settings(shop, warranty=f"{number} years", description_template="{{attributes}}{{faq}}")
        make_faq(shop)
        product = make_product(category=category, attributes={"colour": "RED"})
        make_faq(shop, product=product)
        offers.append(make_offer(shop, product=product))

    with CaptureQueriesContext(connection) as queries:
        told = storefront.get("/api/storefront/offers", ids=",".join(str(each.pk) for each in offers), channel="ES")

    reads = [each["sql"] for each in queries if "offers_faqentry" in each["sql"] or "offers_attribute" in each["sql"]]
    assert len(reads) == 2
    assert [each["warranty"] for each in told.json()["offers"]] == [f"{number} years" for number in range(100)]
    assert {len(each["faq"]) for each in told.json()["offers"]} == {2}

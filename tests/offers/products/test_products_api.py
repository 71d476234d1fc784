"""P31 and our own operations of product sheets."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from offers.choices import AttributeType, RequirementLevel
from offers.models import Product
from offers.services.product_lists import matching
from tests.factories.offers import (
    make_attribute,
    make_category,
    make_merchandise,
    make_offer,
    make_product,
    make_value_list,
)
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
EAN, UPC = "4006381333931", "036000291452"


def titles(answer):
    return [row["title"] for row in answer.json()["products"]]


def test_p31_finds_sheets_by_their_references(api):
    make_product(title="Pen", ean=EAN)
    make_product(title="Tissue", ean="0" + UPC)
    own = make_product(title="Own")

    answer = api.get("/api/products", product_references=f"EAN|{EAN},UPC|{UPC},SKU|{own.product_sku},EAN|96385074")

    rows = answer.json()["products"]
    assert answer.json()["total_count"] == 3
    assert [(row["product_id_type"], row["product_id"], row["product_title"]) for row in rows] == [
        ("EAN", EAN, "Pen"),
        ("UPC", UPC, "Tissue"),
        ("SKU", own.product_sku, "Own"),
    ]
    assert set(rows[0]) == {
        "category_code", "category_label", "product_id", "product_id_type", "product_sku", "product_title",
    }  # fmt: skip


@pytest.mark.parametrize("references", ["", "EAN", "EAN|", "SHOE|12", ",".join(f"EAN|{n}" for n in range(101))])
def test_p31_refuses_what_is_no_reference(api, references):
    assert api.get("/api/products", product_references=references).status_code == 400


def test_25_typed_attributes_go_in_and_come_out(api):
    """R016."""
    lamps = make_category(code="LAMPS")
    colours = make_value_list("RED", "BLUE")
    values = {
        AttributeType.TEXT: "Brass",
        AttributeType.LONG_TEXT: "One\ntwo",
        AttributeType.INTEGER: 12,
        AttributeType.DECIMAL: 1.25,
        AttributeType.MEASUREMENT: 40,
        AttributeType.BOOLEAN: False,
        AttributeType.DATE: "2026-03-31",
        AttributeType.LINK: "https://example.org/manual",
        AttributeType.MEDIA: "https://pictures.example/1.jpg",
        AttributeType.LIST: "RED",
        AttributeType.LIST_MULTIPLE_VALUES: ["RED", "BLUE"],
    }
    kinds = (list(values) * 3)[:25]
    for number, kind in enumerate(kinds):
        listed = colours if kind.startswith("LIST") else None
        make_attribute(lamps, code=f"a{number}", type=kind, value_list=listed)
    sent = {f"a{number}": values[kind] for number, kind in enumerate(kinds)}

    made = api.post("/api/x/products", {"title": "Lamp", "category_code": "LAMPS", "attributes": sent})

    assert made.status_code == 201
    told = api.get(f"/api/x/products/{made.json()['product_sku']}").json()
    assert len(told["attributes"]) == 25
    assert told["attributes"] == sent
    assert {name: type(value) for name, value in told["attributes"].items() if name in ("a2", "a5")} == {
        "a2": int,
        "a5": bool,
    }


def test_a_sheet_is_read_by_every_seller_and_changed_by_its_own(api, stranger_api, shop, other_shop):
    """R001."""
    made = api.post("/api/x/products", {"title": "Lamp", "category_code": make_category().code}).json()
    path = f"/api/x/products/{made['product_sku']}"

    assert (made["right"], stranger_api.get(path).json()["right"]) == ("CHANGE", "READ")
    assert stranger_api.patch(path, {"brand": "Theirs"}).status_code == 403

    offer = {"shop_sku": "S1", "product": made["product_sku"], "price": 9.9, "quantity": 3}
    assert api.post("/api/x/offers", {**offer, "shop_sku": "N1"}).status_code == 201
    assert stranger_api.post("/api/x/offers", offer).status_code == 201

    theirs = stranger_api.patch(path, {"brand": "Filled in"})
    assert (theirs.status_code, theirs.json()["brand"], theirs.json()["right"]) == (200, "Filled in", "FILL_IN")
    told = api.get(path).json()
    assert ([each["shop_sku"] for each in told["offers"]], told["other_sellers"]) == (["N1"], 1)


def test_a_newer_sheet_is_not_overwritten(api, shop):
    sheet = make_product(owner=shop)
    path = f"/api/x/products/{sheet.product_sku}"
    version = api.get(path)["ETag"]

    first = api.patch(path, {"title": "One"}, headers={"If-Match": version})
    second = api.patch(path, {"title": "Two"}, headers={"If-Match": version})

    assert (first.status_code, second.status_code) == (200, 409)
    assert Product.objects.get().title == "One"


def test_a_wrong_attribute_is_named(api, shop):
    lamps = make_category(code="LAMPS")
    make_attribute(lamps, code="height", type=AttributeType.INTEGER)
    sheet = make_product(owner=shop, category=lamps)

    answer = api.patch(f"/api/x/products/{sheet.product_sku}", {"attributes": {"height": "tall", "x": 1}})

    assert answer.status_code == 400
    assert [(each["code"], each["field"]) for each in answer.json()["errors"]] == [
        ("ATTRIBUTE_INVALID", "attributes.height"),
        ("ATTRIBUTE_UNKNOWN", "attributes.x"),
    ]


def test_the_list_holds_what_the_shop_sells_or_made(api, shop, other_shop):
    make_product(title="Made", owner=shop)
    make_offer(shop, product=make_product(title="Sold"))
    make_offer(other_shop, product=make_product(title="Of another"))

    assert titles(api.get("/api/x/products")) == ["Made", "Sold"]
    assert titles(api.get("/api/x/products", scope="catalogue")) == ["Made", "Of another", "Sold"]


def test_the_list_filters_by_category_with_all_below_it(api, shop):
    """R005."""
    home = make_category(code="HOME")
    make_product(title="Lamp", owner=shop, category=make_category(parent=home))
    make_product(title="Rug", owner=shop, category=home)
    make_product(title="Saw", owner=shop)

    answer = api.get("/api/x/products", category="HOME")

    assert (titles(answer), answer.json()["total_count"]) == (["Lamp", "Rug"], 2)
    assert titles(api.get("/api/x/products", category="NONE")) == []


def test_the_list_filters_by_merchandise_structure_of_sheet_and_category(api, shop):
    """R006."""
    department = make_merchandise(code="D")
    family = make_merchandise(code="F", parent=department)
    other = make_merchandise(code="O")
    make_product(title="Named", owner=shop, merchandise=family)
    make_product(title="By category", owner=shop, category=make_category(merchandise=family))
    make_product(title="Elsewhere", owner=shop, category=make_category(merchandise=family), merchandise=other)

    assert titles(api.get("/api/x/products", merchandise="D")) == ["By category", "Named"]
    assert titles(api.get("/api/x/products", merchandise="O")) == ["Elsewhere"]


def test_the_list_finds_what_is_missing_and_what_is_named(api, shop):
    """R018."""
    make_product(title="Bare lamp", owner=shop, missing_attributes=["socket"])
    make_product(title="Full lamp", owner=shop, brand="Alcolea", ean=EAN)

    assert titles(api.get("/api/x/products", missing="true")) == ["Bare lamp"]
    assert titles(api.get("/api/x/products", missing="false")) == ["Full lamp"]
    assert titles(api.get("/api/x/products", q="alcolea lamp")) == ["Full lamp"]
    assert titles(api.get("/api/x/products", q=EAN)) == ["Full lamp"]


def test_the_list_asks_no_more_of_the_database_for_more_sheets(api, shop):
    lamps = make_category()
    make_attribute(lamps, RequirementLevel.REQUIRED)

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert api.get("/api/x/products").status_code == 200
        return len(queries)

    make_product(owner=shop, category=lamps)
    count()  # the first call writes that the key is in use
    one = count()
    for _number in range(9):
        make_product(owner=shop, category=make_category(), merchandise=make_merchandise())

    assert count() == one


def test_words_are_found_by_the_index_and_common_ones_in_the_order_of_the_list(shop, django_assert_num_queries):
    """A catalogue of many sheets is not read through for each word."""
    rare = make_product(title="Duna lamp", brand="Alcolea")
    Product.objects.bulk_create(
        Product(
            product_sku=f"B{number}",
            title=f"Chair {number}",
            category=rare.category,
            created_at=NOON,
            updated_at=NOON,
        )
        for number in range(1_002)
    )
    sheets = Product.objects.all()

    with django_assert_num_queries(2):
        assert list(matching(sheets, "alco DUNA")) == [rare]
    with django_assert_num_queries(2):
        assert matching(sheets, "chair").count() == 1_002
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert "offers_product_words" in sheets.filter(title__icontains="duna").explain()

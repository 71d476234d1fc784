"""P41 to P47, P51, and mappings by API."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.tenancy import all_shops
from offers.choices import ImportKind
from offers.models import ImportRun, Product
from offers.services.import_running import drain_imports
from tests.factories.offers import make_attribute, make_category, make_import
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
EAN, EAN2 = "4006381333931", "2000000001012"
KEYS = {
    "conversion_options", "conversion_type", "date_created", "has_error_report", "has_new_product_report",
    "has_transformation_error_report", "has_transformed_file", "import_id", "import_status", "integration_details",
    "reason_status", "shop_id", "transform_lines_in_error", "transform_lines_in_success", "transform_lines_read",
    "transform_lines_with_warning",
}  # fmt: skip


def send(api, text, **fields):
    """P41 with a file, as connectors send it."""
    file = SimpleUploadedFile("products.csv", text.encode(), content_type="text/csv")
    return api.client.post("/api/products/imports", {"file": file, **fields}, headers={"Authorization": api.key})


def test_a_file_is_taken_worked_off_and_told(api, shop):
    """R004."""
    make_category(code="LAMPS")

    sent = send(
        api,
        f"shop_sku;ean;title;category\nA;{EAN};Lamp;LAMPS\nB;{EAN2};Saw;TOOLS\n",
        operator_format="true",
        **{"conversion_options[ai_enrichment][status]": "ENABLED"},
    )

    assert sent.status_code == 201
    number = sent.json()["import_id"]
    assert sent["Location"].endswith(f"/api/products/imports/{number}?shop_id={shop.pk}")
    waiting = api.get(f"/api/products/imports/{number}").json()
    assert (set(waiting), waiting["import_status"]) == (KEYS, "WAITING")

    drain_imports()

    told = api.get(f"/api/products/imports/{number}").json()
    assert told["import_status"] == "COMPLETE"
    assert [told[f"transform_lines_{name}"] for name in ("read", "in_success", "in_error")] == [2, 1, 1]
    flags = ("has_error_report", "has_new_product_report", "has_transformation_error_report", "has_transformed_file")
    assert [told[name] for name in flags] == [True, True, True, True]
    files = {
        name: api.get(f"/api/products/imports/{number}/{name}")
        for name in ("error_report", "new_product_report", "transformed_file", "transformation_error_report")
    }
    assert {name: answer.status_code for name, answer in files.items()} == {
        "error_report": 200,
        "new_product_report": 200,
        "transformed_file": 200,
        "transformation_error_report": 200,
    }
    report = b"".join(files["transformation_error_report"].streaming_content).decode().splitlines()
    assert report == [
        '"shop_sku";"ean";"title";"category";"line number";"warnings";"errors"',
        f'"B";"{EAN2}";"Saw";"TOOLS";"3";"";"1001|Category “TOOLS” is unknown."',
    ]


def test_p41_refuses_a_call_without_a_file_and_an_empty_one(api):
    assert send(api, "").status_code == 400
    answer = api.client.post("/api/products/imports", {"x": "1"}, headers={"Authorization": api.key})
    assert answer.status_code == 400


def test_p51_lists_imports_of_products(api, shop):
    make_import(shop)
    one = make_import(shop, kind=ImportKind.PRODUCTS, state="COMPLETE", transformed_path="x.csv")
    two = make_import(shop, kind=ImportKind.PRODUCTS)

    def numbers(**query):
        answer = api.get("/api/products/imports", **query).json()
        return [row["import_id"] for row in answer["product_import_trackings"]]

    assert numbers() == [one.pk, two.pk]
    assert numbers(status="COMPLETE") == [one.pk]
    assert numbers(has_transformed_file="true") == [one.pk]
    assert numbers(last_request_date="2030-01-01T00:00:00Z") == []
    assert numbers(max=1, offset=1) == [two.pk]


def test_p51_lists_what_ended_since_the_last_call_however_long_ago_it_was_sent(api, shop):
    old = {"kind": ImportKind.PRODUCTS, "state": "COMPLETE", "created_at": NOON - timedelta(hours=2)}
    make_import(shop, **old, finished_at=NOON - timedelta(hours=1))
    ended = make_import(shop, **old, finished_at=NOON)
    # It ended when the call before was answered, and was to be seen a moment later.
    between = make_import(shop, **old, finished_at=NOON - timedelta(seconds=20))

    answer = api.get("/api/products/imports", last_request_date=NOON.isoformat()).json()

    assert [row["import_id"] for row in answer["product_import_trackings"]] == [ended.pk, between.pk]


def test_what_is_unknown_is_mapped_and_the_file_goes_in_again(api, shop):
    """R017."""
    lamps = make_category(code="LAMPS")
    make_attribute(lamps, code="colour")
    number = send(api, f"barcode;title;kind;Farbe\n{EAN};Lamp;Leuchten;rot\n").json()["import_id"]
    drain_imports()
    assert api.get(f"/api/products/imports/{number}").json()["import_status"] == "FAILED"
    path = f"/api/x/product-imports/{number}"
    assert api.get(f"{path}/unknown").json() == {"columns": ["barcode", "kind", "Farbe"], "categories": []}

    columns = {"barcode": "ean", "kind": "category", "Farbe": "colour"}
    assert api.patch("/api/x/product-mappings", {"columns": columns}).status_code == 200
    again = api.post(f"{path}/again").json()["import_id"]
    drain_imports()
    unknown = api.get(f"/api/x/product-imports/{again}/unknown").json()
    assert unknown == {"columns": [], "categories": ["Leuchten"]}

    told = api.patch("/api/x/product-mappings", {"categories": {"Leuchten": "LAMPS"}}).json()
    assert told["categories"] == [{"text": "Leuchten", "category_code": "LAMPS"}]
    api.post(f"/api/x/product-imports/{again}/again")
    drain_imports()

    assert Product.objects.get().attributes == {"colour": "rot"}
    with all_shops("a test counts"):
        assert ImportRun.objects.count() == 3


def test_mappings_to_what_is_not_there_are_refused(api):
    answer = api.patch("/api/x/product-mappings", {"columns": {"a": "nothing"}, "categories": {"b": "NONE"}})

    assert answer.status_code == 400
    assert [each["code"] for each in answer.json()["errors"]] == ["TARGET_UNKNOWN", "CATEGORY_UNKNOWN"]
    assert api.get("/api/x/product-mappings").json() == {"columns": [], "categories": []}


def test_a_mapping_is_forgotten(api):
    api.patch("/api/x/product-mappings", {"columns": {"a": "title"}})

    assert api.patch("/api/x/product-mappings", {"columns": {"a": None}}).json()["columns"] == []

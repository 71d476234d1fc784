"""Custom fields of several values: a list in OF21 and OF22, one text in files, read back as the same."""

import csv
import io

import orjson
import pytest
from django.core.files.storage import default_storage

from marketplace import clock
from marketplace.tenancy import all_shops
from offers.choices import CustomFieldType
from offers.custom_fields import join_values
from offers.models import ExportRun, Offer, OfferField
from offers.services.making_exports import make_exports
from tests.factories.imports import import_file
from tests.factories.offers import make_offer
from tests.factories.shops import NOON

VALUES = ["oak", "pine, waxed"]


@pytest.fixture
def offer(shop):
    OfferField.objects.create(
        code="wood", label="Wood", type=CustomFieldType.MULTIPLE_VALUES_LIST, accepted_values=[*VALUES, "beech"]
    )
    return make_offer(shop, shop_sku="A-1", additional_fields={"wood": VALUES})


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def test_of21_and_of22_tell_several_values_as_a_list(api, offer):
    """Section 2 of the seller API."""
    told = [{"code": "wood", "type": "MULTIPLE_VALUES_LIST", "value": VALUES}]

    assert api.get("/api/offers").json()["offers"][0]["offer_additional_fields"] == told
    assert api.get(f"/api/offers/{offer.pk}").json()["offer_additional_fields"] == told


def test_the_json_of_an_export_has_one_text(api, offer):
    """OF54's own shape."""
    api.post("/api/offers/export/async", {"export_type": "application/json"})
    make_exports()

    with all_shops("a test reads what was made"), default_storage.open(ExportRun.objects.get().paths[0]) as file:
        told = orjson.loads(file.read())
    assert told[0]["offer_additional_fields"] == [
        {"code": "wood", "type": "MULTIPLE_VALUES_LIST", "value": "oak|pine, waxed"}
    ]


def test_several_values_come_back_in_from_a_file(api, offer, in_shop):
    text = b"".join(api.get("/api/offers/export").streaming_content).decode()
    cell = next(csv.DictReader(io.StringIO(text), delimiter=";"))["wood"]

    import_file(in_shop, f"sku;wood\nA-1;{cell}\n")

    assert cell == "oak|pine, waxed"
    assert Offer.objects.get().additional_fields == {"wood": VALUES}


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("oak,beech", ["oak", "beech"]), ("oak|beech", ["oak", "beech"]), ("pine, waxed", ["pine, waxed"])],
)
def test_values_are_parted_by_bars_or_commas(in_shop, offer, cell, kept):
    import_file(in_shop, f"sku;wood\nA-1;{cell}\n")

    assert Offer.objects.get().additional_fields == {"wood": kept}


def test_values_that_together_read_as_a_third_come_back_as_they_were(in_shop, shop):
    accepted = ["red", "blue", "red,blue"]
    OfferField.objects.create(
        code="colours", label="Colours", type=CustomFieldType.MULTIPLE_VALUES_LIST, accepted_values=accepted
    )
    make_offer(shop, shop_sku="A-1")

    for values in (["red", "blue"], ["red,blue"], ["red,blue", "red"], ["red"]):
        import_file(in_shop, f"sku;colours\nA-1;{join_values(values)}\n")
        assert Offer.objects.get().additional_fields == {"colours": values}

"""92,503 real products of Open Food Facts through the import of products."""

import gzip
import os
from pathlib import Path

import pytest

from marketplace.tenancy import all_shops
from offers.models import ColumnMapping, Product
from tests.factories.offers import make_category
from tests.offers.products.test_product_import import rows_of, taken

pytestmark = [pytest.mark.django_db, pytest.mark.real]


def test_open_food_facts_go_in_once_their_columns_are_mapped(shop):
    """R004, R017."""
    data = gzip.decompress((Path(os.environ["REAL_DATA"]) / "off-products" / "off_products.csv.gz").read_bytes())
    make_category(code="FOOD")
    with all_shops("a test makes its rows"):
        for column, target in (("barcode", "ean"), ("product_name", "title"), ("ingredients_excerpt", "description")):
            ColumnMapping.objects.create(shop=shop, column=column, target=target)

    run = taken(shop, data, options={"category": "FOOD"})
    again = taken(shop, data, options={"category": "FOOD"})

    assert (run.lines_read, run.state) == (92_503, "COMPLETE")
    assert run.inserted == Product.objects.count() == run.lines_in_success
    assert (again.inserted, again.updated, again.unchanged) == (0, 0, run.inserted)
    assert not Product.objects.filter(title__contains="&amp;").exists()
    refused = rows_of(run.error_path)
    assert len(refused) == run.lines_in_error == 2_409
    assert all(row["errors"] for row in refused)

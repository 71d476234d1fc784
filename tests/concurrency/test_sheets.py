"""Sheets under many hands: shops that bring the same products at once, and the operator who changes what all need."""

import threading

import pytest
from django.db import connection, transaction

from marketplace.tenancy import all_shops, shop_scope
from offers.choices import ImportKind, ImportState, RequirementLevel
from offers.models import ImportRun, Product, SellerProduct
from offers.services.import_running import claim_next, settle
from offers.services.missing import refresh_due, refresh_missing
from tests.factories.imports import send_file
from tests.factories.locks import until_somebody_waits
from tests.factories.offers import make_attribute, make_category, make_product
from tests.factories.shops import make_channel, make_shop

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
ROWS = 400
EANS = [f"84{number:010d}" for number in range(ROWS)]


def with_check_digit(digits):
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def run_in(thread_of, failures):
    """A thread whose connection is closed and whose error is kept."""

    def run():
        try:
            thread_of()
        except Exception as error:  # noqa: BLE001  # a thread's error must fail the test, not vanish
            failures.append(repr(error))
        finally:
            connection.close()

    return threading.Thread(target=run)


def test_two_shops_that_bring_the_same_products_at_once_share_their_sheets():
    """R001: each EAN stands once, and neither waits for the other in a circle."""
    make_category(code="LAMPS")
    shops = [make_shop(channels=(make_channel(),)) for _each in range(2)]
    orders = (EANS, list(reversed(EANS)))
    for shop, eans in zip(shops, orders, strict=True):
        rows = "".join(f"{shop.code}-{ean};{with_check_digit(ean)};Lamp {ean};LAMPS\n" for ean in eans)
        send_file(shop, "shop_sku;ean;title;category\n" + rows, ImportKind.PRODUCTS, name="products.csv")
    claims = [claim_next() for _shop in shops]
    failures: list[str] = []
    threads = [run_in(lambda claim=claim: settle(claim), failures) for claim in claims]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)

    assert failures == []
    with all_shops("a test looks at every row"):
        runs = ImportRun.objects.order_by("pk")
        assert list(runs.values_list("state", "attempts", "lines_in_error")) == [(ImportState.COMPLETE, 1, 0)] * 2
        assert sum(run.inserted for run in runs) == ROWS
        assert sorted(Product.objects.values_list("ean", flat=True)) == sorted(map(with_check_digit, EANS))
    for shop in shops:
        with shop_scope(shop):
            assert SellerProduct.objects.count() == ROWS


def test_what_sheets_lack_is_set_right_while_a_file_holds_some_of_them():
    """A file locks them in the order of their keys; so must this."""
    lamps = make_category(code="LAMPS")
    low, high = make_product(category=lamps), make_product(category=lamps)
    # The last in the table, whatever its key.
    Product.objects.filter(pk=low.pk).update(title="Moved")
    make_attribute(lamps, RequirementLevel.REQUIRED, code="colour")
    refresh_missing()
    failures: list[str] = []
    refreshing = run_in(refresh_due, failures)

    with transaction.atomic():
        Product.objects.select_for_update().get(pk=low.pk)
        refreshing.start()
        until_somebody_waits()
        Product.objects.select_for_update().get(pk=high.pk)
    refreshing.join(timeout=60)

    assert failures == []
    assert list(Product.objects.values_list("missing_attributes", flat=True)) == [["colour"]] * 2


def test_a_sheet_that_goes_to_another_category_meanwhile_is_not_told_what_the_old_one_needs():
    """R018."""
    lamps, tools = make_category(code="LAMPS"), make_category(code="TOOLS")
    stays, goes = make_product(category=lamps), make_product(category=lamps)
    make_attribute(lamps, RequirementLevel.REQUIRED, code="colour")
    refresh_missing()
    failures: list[str] = []
    refreshing = run_in(refresh_due, failures)

    with transaction.atomic():
        Product.objects.filter(pk=goes.pk).update(category=tools)
        refreshing.start()
        until_somebody_waits()
    refreshing.join(timeout=60)

    assert failures == []
    told = dict(Product.objects.values_list("pk", "missing_attributes"))
    assert told == {stays.pk: ["colour"], goes.pk: []}

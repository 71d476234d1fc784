"""Who waits for a large file, on real connections: one that is in its write is held up by a basket that has one row."""

import threading
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction

from marketplace import clock
from marketplace.actors import SYSTEM
from marketplace.shops.models import Shop
from marketplace.tenancy import all_shops, shop_scope
from offers.choices import ImportKind, ImportOrigin, ImportState
from offers.models import ImportRun, Offer
from offers.services.export_rows import ExportRows
from offers.services.exporting import ExportOptions
from offers.services.import_running import claim_next, drain_imports, settle
from offers.services.importing import start_import
from offers.services.selling import OfferTerms, create_offer
from offers.services.sheets import ProductWish
from tests.factories.imports import send_file
from tests.factories.locks import until_somebody_waits
from tests.factories.offers import make_offer, make_product
from tests.factories.shops import make_channel, make_shop

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
EAN = "8412345678905"
FILES = {
    ImportKind.OFFERS: "sku;product-id;product-id-type;price;quantity;state\n"
    + "".join(f"A-{n};{EAN};EAN;99;7;11\n" for n in range(20))
    + "B-1;x;EAN;1;1;11\n",
    ImportKind.PRICES: "offer-sku;price\n" + "".join(f"A-{n};99\n" for n in range(20)) + "B-1;1\n",
    ImportKind.STOCK: "offer-sku;quantity\n" + "".join(f"A-{n};7\n" for n in range(20)) + "B-1;1\n",
}


@pytest.fixture
def shop():
    found = make_shop(channels=(make_channel(code="ES"),))
    product = make_product(ean=EAN)
    for number in range(20):
        make_offer(found, product=product, shop_sku=f"A-{number}", quantity=500)
    return found


@contextmanager
def in_its_write(shop, kind):
    """A file that has checked its rows and waits, in its write, for the last of them; it ends with the block."""
    send_file(shop, FILES[kind], kind)
    worker = threading.Thread(target=work)
    with transaction.atomic(), all_shops("a basket holds one of the offers"):
        Offer.objects.select_for_update().get(shop_sku="A-19")
        worker.start()
        until_somebody_waits()
        yield
    worker.join(timeout=60)
    assert not worker.is_alive()
    with all_shops("a test looks at every row"):
        assert ImportRun.objects.order_by("pk").values_list("state", flat=True)[0] == ImportState.COMPLETE


def work(act=drain_imports):
    try:
        act()
    finally:
        connection.close()


def elsewhere(act, seconds=1):
    """Done on another connection that waits for no lock longer than so many seconds; returns what it raised."""
    raised = []

    def run():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{seconds}s'")
                act()
        except Exception as error:  # noqa: BLE001  # a thread's error must fail the test, not vanish
            raised.append(repr(error))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=30)
    return raised


@pytest.mark.parametrize("kind", FILES)
def test_an_upload_is_answered_while_an_import_of_the_shop_holds_its_rows(shop, kind):
    def upload():
        with shop_scope(shop):
            start_import(
                shop_id=shop.pk,
                kind=ImportKind.STOCK,
                origin=ImportOrigin.API,
                content=File(BytesIO(b"offer-sku;quantity\nA-1;3\n")),
                file_name="stock.csv",
                actor=SYSTEM,
                at=clock.now(),
            )

    with in_its_write(shop, kind):
        assert elsewhere(upload) == []


def make_c1(shop):
    with shop_scope(shop):
        create_offer(
            shop_id=shop.pk,
            shop_sku="C-1",
            product=ProductWish(code=EAN),
            terms=OfferTerms(price=Decimal(10), quantity=1),
            sheet_confirmed=True,
            at=clock.now(),
        )


def test_the_shop_is_changed_and_offers_are_made_while_a_file_is_written(shop):
    def change():
        with shop_scope(shop):
            Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
        make_c1(shop)

    with in_its_write(shop, ImportKind.OFFERS):
        assert elsewhere(change) == []


def test_an_sku_that_a_file_brings_just_now_is_taken(shop):
    run, raised = send_file(shop, FILES[ImportKind.OFFERS].replace("A-0;", "C-1;")), []
    claim = claim_next()
    assert claim is not None
    worker = threading.Thread(target=work, args=(lambda: settle(claim),))
    maker = threading.Thread(target=lambda: raised.extend(elsewhere(lambda: make_c1(shop), seconds=20)))

    with transaction.atomic(), all_shops("the file has written its rows and cannot end yet"):
        ImportRun.objects.select_for_update().get(pk=run.pk)
        worker.start()
        until_somebody_waits()
        maker.start()
        until_somebody_waits(2)
    worker.join(timeout=60)
    maker.join(timeout=60)

    assert ["code='SKU_TAKEN', message='You already have an offer with the SKU C-1.'" in each for each in raised] == [
        True
    ]


@pytest.mark.parametrize("kind", FILES)
def test_the_report_is_written_before_the_rows_are_held(shop, kind):
    with in_its_write(shop, kind):
        with all_shops("a test looks at every row"):
            folder = ImportRun.objects.get().path.rpartition("/")[0]
        assert default_storage.exists(f"{folder}/errors.csv")


@pytest.mark.parametrize("kind", FILES)
def test_baskets_wait_for_no_row_that_stays_as_it_is(shop, kind):
    with all_shops("a test makes its rows"):
        Offer.objects.filter(shop_sku="A-0").update(price=99, quantity=7)

    def buy():
        with all_shops("the shop front sells for all shops"):
            Offer.objects.select_for_update().get(shop_sku="A-0")

    with in_its_write(shop, kind):
        assert elsewhere(buy) == []


def test_a_file_that_removes_one_offer_holds_no_other(shop):
    """OF24 names the act in every call: small calls must not stop all sales of a shop."""

    def buy():
        with all_shops("the shop front sells for all shops"):
            Offer.objects.select_for_update().get(shop_sku="A-0")

    send_file(shop, "sku;quantity;update-delete\nA-1;7;update\nA-19;;delete\n")
    worker = threading.Thread(target=work)
    with transaction.atomic(), all_shops("a basket holds one of the offers"):
        Offer.objects.select_for_update().get(shop_sku="A-19")
        worker.start()
        until_somebody_waits()
        assert elsewhere(buy) == []
    worker.join(timeout=60)

    with all_shops("a test looks at every row"):
        assert list(Offer.objects.filter(removed_at__isnull=False).values_list("shop_sku", flat=True)) == ["A-19"]
        assert Offer.objects.get(shop_sku="A-1").quantity == 7


@pytest.mark.parametrize("kind", FILES)
def test_who_asks_for_changes_during_the_write_finds_them_the_next_time(shop, kind):
    with in_its_write(shop, kind):
        asked_at = clock.now()
        assert changed_since(shop, asked_at) == set()

    assert changed_since(shop, asked_at) == {f"A-{number}" for number in range(20)}


def changed_since(shop, since):
    """SKUs of a differential export."""
    chunks = []

    def keep(content):
        chunks.append(content.read().decode())
        return ""

    with shop_scope(shop):
        ExportRows(shop.pk, ExportOptions(changed_since=since, fields=("shop-sku",)), clock.now()).write(keep)
    return set("".join(chunks).replace('"', "").split()) - {"shop-sku"}

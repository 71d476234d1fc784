"""Files at the same time, on real connections: of one shop they go one after the other, of two side by side."""

import threading

import pytest
from django.db import connection, transaction

from marketplace import clock
from marketplace.tenancy import all_shops, shop_scope
from offers.choices import ImportState
from offers.models import ImportRun, Offer
from offers.services.import_running import count_pending, drain_imports
from offers.services.stock import lock_offers, take_stock
from tests.factories.imports import send_file
from tests.factories.locks import until_somebody_waits
from tests.factories.offers import make_offer, make_product
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
ROWS = 300


@pytest.fixture
def shops():
    channel = make_channel(code="ES")
    product = make_product()
    found = [make_shop(code=code, channels=(channel,)) for code in ("north", "south")]
    for shop in found:
        for number in range(ROWS):
            make_offer(shop, product=product, shop_sku=f"A-{number}", quantity=500)
    return found


def side_by_side(*acts):
    """Each in a thread of its own without a transaction around it; what any raised fails the test."""
    failures = []

    def run(act):
        try:
            act()
        except Exception as error:  # noqa: BLE001  # a thread's error must fail the test, not vanish
            failures.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    assert failures == []


def file_of(quantity):
    return "sku;quantity\n" + "".join(f"A-{number};{quantity}\n" for number in range(ROWS))


def work():
    with clock.frozen(NOON):
        return drain_imports()


def until_done():
    while count_pending():
        work()


def test_files_of_one_shop_hold_in_the_order_in_which_they_came(shops):
    """Four workers; the last file wins, whole."""
    for quantity in (1, 2, 3, 4):
        for shop in shops:
            send_file(shop, file_of(quantity))

    side_by_side(*[until_done] * 4)

    with all_shops("a test looks at every row"):
        assert set(ImportRun.objects.values_list("state", "attempts")) == {(ImportState.COMPLETE, 1)}
        assert set(Offer.objects.values_list("quantity", flat=True)) == {4}


def test_orders_and_a_file_of_the_same_offers_never_wait_for_each_other_in_a_circle(shops):
    shop = shops[0]
    with shop_scope(shop):
        keys = list(Offer.objects.order_by("pk").values_list("pk", flat=True))
    # Backwards, so that the file's rows and the baskets' lines name them in opposite orders.
    rows = "".join(f"A-{number};{number + 400}\n" for number in reversed(range(ROWS)))
    send_file(shop, "sku;quantity\n" + rows)

    def baskets():
        for _ in range(10):
            with all_shops("the shop front sells for all shops"):
                take_stock(offers=lock_offers(keys), wanted=dict.fromkeys(keys, 1), at=NOON)

    side_by_side(until_done, baskets, baskets)

    with all_shops("a test looks at every row"):
        run = ImportRun.objects.get()
        assert (run.state, run.attempts) == (ImportState.COMPLETE, 1)
        assert min(Offer.objects.filter(shop=shop).values_list("quantity", flat=True)) >= 0


def test_a_file_that_has_prices_and_removes_locks_its_offers_as_baskets_do(shops):
    """The one that goes has the lower key than the one whose price is put together anew."""
    shop = shops[0]
    with shop_scope(shop):
        low, high = Offer.objects.order_by("pk")[:2]
    send_file(shop, "sku;price[channel=ES];update-delete\nA-1;11;update\nA-0;;delete\n")
    worker = threading.Thread(target=side_by_side, args=(until_done,))

    with transaction.atomic(), all_shops("a basket holds one of the offers, then the other"):
        Offer.objects.select_for_update().get(pk=low.pk)
        worker.start()
        until_somebody_waits()
        Offer.objects.select_for_update().get(pk=high.pk)
    worker.join(timeout=60)

    with all_shops("a test looks at every row"):
        run = ImportRun.objects.get()
        assert (run.state, run.attempts, run.updated, run.deleted) == (ImportState.COMPLETE, 1, 1, 1)

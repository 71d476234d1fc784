"""Days counted while they change, by several workers: nothing is lost, nobody waits, nothing is counted twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from marketplace.tenancy import all_shops
from metrics.locking import wait_for_lock
from metrics.models import DailyFacts, DirtyDay
from metrics.services.rebuilding import rebuild_figures
from metrics.services.recomputing import recompute_marked
from tests.factories.offers import make_offer
from tests.factories.orders import make_order
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = pytest.mark.django_db(transaction=True)


def counted() -> int:
    with all_shops("a test looks at every row"):
        return sum(DailyFacts.objects.values_list("outside_orders", flat=True))


def marks() -> int:
    with all_shops("a test looks at every row"):
        return DirtyDay.objects.count()


def in_thread(call):
    def run():
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=60)


@pytest.fixture
def sold():
    channel = make_channel()
    shop = make_shop(channels=(channel,))
    return shop, channel, make_offer(shop, quantity=500)


def test_an_order_placed_while_its_day_is_counted_is_counted_by_the_next_batch(sold):
    shop, channel, offer = sold
    make_order(shop, channel=channel, offers=[offer])

    with transaction.atomic(), all_shops("a test plays a worker"):
        assert recompute_marked() == 1
        in_thread(lambda: make_order(shop, channel=channel, offers=[offer]))
    assert (counted(), marks()) == (1, 1)

    assert recompute_marked() == 1
    assert (counted(), marks()) == (2, 0)


def test_a_worker_leaves_a_shop_to_the_one_that_counts_it_and_goes_on_with_others(sold):
    shop, channel, offer = sold
    other = make_shop(channels=(channel,))
    make_order(shop, channel=channel, offers=[offer])
    make_order(other, channel=channel)

    with transaction.atomic():
        wait_for_lock(shop.pk)
        assert in_thread(recompute_marked) == 1
        assert (counted(), marks()) == (1, 1)
    assert recompute_marked() == 1
    assert (counted(), marks()) == (2, 0)


def test_a_worker_that_dies_leaves_its_marks(sold):
    shop, channel, offer = sold
    make_order(shop, channel=channel, offers=[offer])

    def die():
        with transaction.atomic(), all_shops("a test plays a worker"):
            recompute_marked()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        die()

    assert (counted(), marks()) == (0, 1)
    assert recompute_marked() == 1


def test_many_workers_and_a_rebuild_beside_new_orders_come_to_the_same(sold):
    shop, channel, offer = sold
    make_order(shop, channel=channel, offers=[offer])

    def place(number):
        try:
            for step in range(6):
                make_order(shop, channel=channel, offers=[offer], at=NOON + timedelta(days=step, hours=number))
        finally:
            connection.close()

    def count(_number):
        for _round in range(6):
            recompute_marked()
        connection.close()

    def rebuild(_number):
        rebuild_figures(shop_id=None, at=NOON)
        connection.close()

    with ThreadPoolExecutor(5) as pool:
        work = [pool.submit(place, 0), pool.submit(place, 1), pool.submit(count, 0), pool.submit(count, 1)]
        work.append(pool.submit(rebuild, 0))
        for each in work:
            each.result(timeout=120)
    while recompute_marked():
        pass

    assert (counted(), marks()) == (13, 0)

"""Totals of long lists: exact while they are short, a minute old at most beyond."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from offers.models import Offer
from offers.services import totals
from offers.services.totals import total_of
from tests.factories.offers import make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


def test_short_lists_are_counted_each_time(in_shop):
    make_offer(in_shop)
    assert total_of(Offer.objects.current()) == 1

    make_offer(in_shop)
    assert total_of(Offer.objects.current()) == 2


def test_long_ones_are_told_again_for_a_minute_each_for_its_own_filters(in_shop, monkeypatch):
    monkeypatch.setattr(totals, "EXACT_TO", 1)
    for number in range(3):
        make_offer(in_shop, shop_sku=f"S{number}", is_active=number < 2)
    assert (total_of(Offer.objects.current()), total_of(Offer.objects.filter(is_active=True))) == (3, 2)
    make_offer(in_shop)

    with CaptureQueriesContext(connection) as queries:
        again = total_of(Offer.objects.current())

    assert (again, len(queries)) == (3, 1)


def test_another_shops_total_is_its_own(in_shop, other_shop, monkeypatch):
    monkeypatch.setattr(totals, "EXACT_TO", 0)
    for _number in range(2):
        make_offer(in_shop)
    make_offer(other_shop)

    assert total_of(Offer.objects.filter(shop=in_shop)) == 2
    assert total_of(Offer.objects.filter(shop=other_shop)) == 0

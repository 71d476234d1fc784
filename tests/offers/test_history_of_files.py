"""The history of a change of many rows, in a session that has changed single ones before."""

import pytest
from django.db import connection

from bench._filling import multiply
from marketplace.tenancy import all_shops
from offers.models import Offer, OfferChange
from tests.factories.offers import make_offer

pytestmark = pytest.mark.django_db
ROWS = 20_000


def test_a_plan_made_for_one_row_does_not_go_through_those_of_a_file_pair_by_pair(in_shop):
    """Pair by pair these rows take a minute and more."""
    offer = make_offer(in_shop, shop_sku="A", quantity=1)
    with all_shops("a test fills its own database"):
        multiply("offers_offer", template=offer.pk, rows=ROWS, changes={"shop_sku": "'B' || n"})
    for quantity in range(2, 12):
        Offer.objects.filter(pk=offer.pk).update(quantity=quantity)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '15s'")
        cursor.execute("UPDATE offers_offer SET quantity = 50")

    assert OfferChange.objects.count() == 10 + ROWS + 1

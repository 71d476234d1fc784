"""Many offers changed in the portal while another member removes one of them."""

import threading

import pytest
from django.db import connection, transaction

from marketplace import clock
from marketplace.tenancy import shop_scope
from offers.models import Offer
from tests.factories.locks import until_somebody_waits
from tests.factories.offers import make_offer
from tests.factories.shops import NOON

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("typed", "done"),
    [({"act": "pause"}, "1 offer changed."), ({"stock_how": "add", "stock_value": "5"}, "1 offer changed.")],
)
def test_an_offer_that_is_removed_just_before_is_not_told_as_changed(signed_in, inventory, shop, typed, done):
    """R007."""
    kept, gone = make_offer(shop), make_offer(shop)
    client, url = signed_in(inventory), f"/shop/{shop.pk}/offers/bulk"
    told: list[str] = []
    with clock.frozen(NOON):
        typed = {**typed, "selected": [kept.pk, gone.pk]}
        seen = client.post(url, {**typed, "step": "look"}).context["seen"]

        def do():
            try:
                page = client.post(url, {**typed, "step": "do", "seen": seen}, follow=True)
                told.extend(str(message) for message in page.context["messages"])
            finally:
                connection.close()

        thread = threading.Thread(target=do)
        with shop_scope(shop), transaction.atomic():
            Offer.objects.filter(pk=gone.pk).update(removed_at=NOON)
            thread.start()
            until_somebody_waits()
        thread.join(30)

    assert told == [done, "1 offer was removed meanwhile."]

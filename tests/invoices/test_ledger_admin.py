"""The ledger and the balances as the operator sees them."""

import pytest
from django.urls import reverse

from invoices.models import LedgerTransaction
from marketplace.tenancy import all_shops
from orders.services.shipment import receive_order
from tests.factories.orders import SHOP_FRONT, make_shipped_order, make_shipping_order
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(operator, signed_in):
    return signed_in(operator)


def test_a_transaction_shows_both_its_sides(office, shop):
    make_shipping_order(shop)
    with all_shops("the test looks"):
        found = LedgerTransaction.objects.order_by("pk")[0]

    page = office.get(reverse("admin:invoices_ledgertransaction_change", args=[found.pk])).content.decode()

    assert "Received from customers" in page
    assert "-12.30" in page
    assert 'name="_save"' not in page


def test_each_shop_has_one_row_of_balances_however_many_days(office, shop, other_shop):
    order = make_shipped_order(shop)
    make_shipping_order(shop)
    make_shipping_order(other_shop)
    with all_shops("a test plays the shop front"):
        receive_order(order_id=order.order_id, actor=SHOP_FRONT, at=NOON)

    answer = office.get(reverse("admin:invoices_ledgerday_changelist"))

    found = [(row.shop.name, row.pending_sum, row.payable_sum) for row in answer.context["cl"].result_list]
    assert [(name, str(pending), str(payable)) for name, pending, payable in found] == [
        ("Casa Norte", "17.20", "17.20"),
        ("Casa Sur", "17.20", "0.00"),
    ]


def test_a_release_charges_nothing_and_says_what_it_moved(office, shop):
    order = make_shipped_order(shop)
    with all_shops("a test plays the shop front"):
        receive_order(order_id=order.order_id, actor=SHOP_FRONT, at=NOON)

    answer = office.get(reverse("admin:invoices_ledgertransaction_changelist"))

    page = " ".join(answer.content.decode().split())
    assert "moved from pending to payable" in page.lower()
    released = next(row for row in answer.context["cl"].result_list if row.type == "RELEASE")
    assert sum(entry.amount for entry in released.entries.all()) == 0
    assert "12.30" in page

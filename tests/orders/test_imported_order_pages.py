"""Orders of the past lack what today's orders have; their pages stand all the same."""

import pytest

from marketplace.permissions import Role
from marketplace.tenancy import all_shops
from orders.models import Order
from tests.factories.history import past, run_import, unfinished
from tests.factories.shops import make_channel, make_member

pytestmark = pytest.mark.django_db

BARE = {
    "approved_at": None,
    "shipping_deadline": None,
    "promised_latest": None,
    "payment_type": None,
    "evaluation": None,
}
NOBODY = {"id": "c9", "zip_code": None, "city": None, "state": None, "country": "BR", "locale": None}


@pytest.fixture
def browser(tmp_path, signed_in):
    make_channel(code="BR", country="BR", currency="BRL", timezone="America/Sao_Paulo")
    run_import(
        tmp_path,
        past("RECEIVED-1"),
        past("RECEIVED-2", **BARE, customer=NOBODY),
        unfinished("SHIPPED-1", "SHIPPED", shipped_at="2018-01-09T10:00:00-02:00"),
        *(unfinished(f"{state}-1", state) for state in ("SHIPPING", "WAITING_DEBIT_PAYMENT", "CANCELED", "REFUSED")),
    )
    with all_shops("the shop that the import made"):
        shop = Order.objects.select_related("shop")[0].shop
    return shop, signed_in(make_member(shop, Role.SHOP_ADMIN))


@pytest.mark.parametrize(
    "commercial_id",
    ["RECEIVED-1", "RECEIVED-2", "SHIPPED-1", "SHIPPING-1", "WAITING_DEBIT_PAYMENT-1", "CANCELED-1", "REFUSED-1"],
)
def test_its_page_stands(browser, commercial_id):
    shop, client = browser

    page = client.get(f"/shop/{shop.pk}/orders/{commercial_id}-A/")

    assert page.status_code == 200
    assert page.context["order"].commercial_id == commercial_id


def test_a_parcel_of_the_past_says_that_its_carrier_was_not_told(browser):
    shop, client = browser

    page = client.get(f"/shop/{shop.pk}/orders/RECEIVED-1-A/").content.decode()

    assert "Carrier not told" in page


def test_the_list_holds_them_all(browser):
    shop, client = browser

    page = client.get(f"/shop/{shop.pk}/orders/").content.decode()

    assert [page.count(f"/orders/{state}-1-A/") > 0 for state in ("RECEIVED", "SHIPPED", "SHIPPING")] == [True] * 3

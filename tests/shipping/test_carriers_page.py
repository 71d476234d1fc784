"""The page of a shop's usual carriers, and what the ship dialog offers of them (R091, R092)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.tenancy import all_shops
from shipping.models import ShopCarrier
from tests.factories.shipping import make_carrier, make_shop_carrier

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(owner, signed_in):
    return signed_in(owner)


@pytest.fixture
def url(shop):
    return f"/shop/{shop.pk}/shipping/carriers"


def chosen():
    with all_shops("a test reads"):
        return list(ShopCarrier.objects.order_by("carrier__code").values_list("carrier__code", flat=True))


def test_carriers_of_the_shop_s_countries_stand_first(client, url):
    """R091."""
    make_carrier(label="Correios", countries=["BR"])
    make_carrier(label="UPS")
    make_carrier(label="SEUR", countries=["ES", "PT"], service_days=[1, 2, 3, 4, 5, 6], tracking_url="")

    page = client.get(url).content.decode()

    places = [page.index(text) for text in ("Sending from Spain", "SEUR", "Worldwide", "UPS", "Elsewhere", "Correios")]
    assert places == sorted(places)
    assert "delivers Mon–Sat, no tracking page" in page


def test_the_choice_is_saved_and_given_up(client, url):
    """R091."""
    for number in range(10):
        make_carrier(code=f"c{number}")

    client.post(url, {"carriers": ["c3", "c7"]})
    assert chosen() == ["c3", "c7"]
    assert client.get(url).content.decode().count(" checked") == 2

    client.post(url, {})
    assert chosen() == []


def test_an_unknown_carrier_is_refused(client, url):
    make_carrier(code="a")

    answer = client.post(url, {"carriers": ["a", "nobody"]})

    assert answer.status_code == 422
    assert chosen() == []


def test_the_page_costs_the_same_with_one_carrier_and_with_ten(client, url, shop):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    make_shop_carrier(shop, make_carrier())
    one = cost()
    for _number in range(9):
        make_shop_carrier(shop, make_carrier())

    assert cost() == one

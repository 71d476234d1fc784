"""OF26, OF61, AF01 and CUR01."""

from datetime import timedelta

import pytest

from marketplace import clock
from offers.choices import CustomFieldType
from offers.models import OfferField
from tests.factories.offers import make_offer
from tests.factories.shops import NOON, make_channel

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "quantity"),
    [
        ({"quantity": 5, "safety_in_force": 2}, 3),
        ({"quantity": 1, "safety_in_force": 2}, 0),
        ({"is_active": False}, 0),
        ({"available_from": NOON + timedelta(days=1)}, 0),
        ({"available_until": NOON}, 0),
    ],
)
def test_of26_tells_what_is_for_sale(api, shop, fields, quantity):
    """R009."""
    offer = make_offer(shop, **fields)

    with clock.frozen(NOON):
        answer = api.get(f"/api/offers/{offer.pk}/quantity")

    assert answer.json() == {"offer_id": offer.pk, "quantity": quantity}


def test_of61_tells_the_conditions(api):
    answer = api.get("/api/offers/states", locale="es").json()

    assert answer["total_count"] == 4
    assert answer["offer_states"][0]["code"] == "11"
    assert api.get("/api/offers/states", active="true").json()["total_count"] == 4
    assert api.get("/api/offers/states", active="false").json() == {"offer_states": [], "total_count": 0}


def test_af01_tells_the_custom_fields_of_offers(api):
    OfferField.objects.create(
        code="size", label="Size", type=CustomFieldType.LIST, accepted_values=["S", "M"], is_required=True
    )

    fields = api.get("/api/additional_fields").json()

    assert fields == {
        "additional_fields": [
            {
                "accepted_values": ["S", "M"],
                "code": "size",
                "default_value": None,
                "description": None,
                "editable": True,
                "entity": "OFFER",
                "label": "Size",
                "regex": None,
                "required": True,
                "type": "LIST",
            }
        ],
        "total_count": 1,
    }
    assert api.get("/api/additional_fields", entities="ORDER,OFFER").json() == fields
    assert api.get("/api/additional_fields", entities="SHOP,ORDER_LINE").json()["additional_fields"] == []
    assert api.get("/api/additional_fields", entities="CUSTOMER").status_code == 400


def test_cur01_tells_the_currencies_of_the_channels(api, channel):
    make_channel(code="BR", currency="BRL")
    make_channel(code="PT", currency="EUR")
    make_channel(code="UK", currency="GBP", is_active=False)

    currencies = api.get("/api/currencies", locale="en").json()["currencies"]

    assert currencies == [
        {"code": "BRL", "label": "Brazilian Real", "platform_default": False},
        {"code": "EUR", "label": "Euro", "platform_default": True},
    ]

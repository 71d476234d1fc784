"""CH11, V01, SH12, SH21 and RE01: the operator's settings as sellers read them."""

import pytest

from marketplace.defaults import install_all_defaults
from orders.models import Reason
from shipping.models import Carrier, ShippingMethod
from tests.factories.shipping import make_carrier, make_method
from tests.factories.shops import make_channel


@pytest.fixture
def defaults(db):
    return install_all_defaults()


def test_channels_are_listed_by_code_without_those_switched_off(api):
    make_channel(code="BR", label="Brasil", description="São Paulo")
    make_channel(code="AT", is_active=False)

    assert api.get("/api/channels").json() == {
        "channels": [
            {"code": "BR", "label": "Brasil", "description": "São Paulo"},
            {"code": "ES", "label": "España", "description": ""},
        ]
    }


def test_the_version_is_read_without_a_key_and_with_a_wrong_one(nobody):
    assert nobody.get("/api/version", full="true").json() == {"version": "0.1.0"}
    assert nobody.client.get("/api/version", headers={"Authorization": "wrong"}).status_code == 200


def test_shipping_types_have_every_key(api):
    make_method(code="EXP", label="Express", standard_code="", mandatory_tracking=True)
    make_method(code="OLD", is_active=False)

    assert api.get("/api/shipping/types").json() == {
        "shipping_types": [
            {
                "code": "EXP",
                "label": "Express",
                "description": "",
                "standard_code": None,
                "mandatory_tracking": True,
                "delivery_by_operator": False,
                "click_and_collect": False,
                "ignore_lead_time_to_ship": False,
            }
        ]
    }


def test_carriers_have_every_key(api):
    make_carrier(code="SEUR", label="SEUR", standard_code="SEUR", tracking_url="https://seur.example/{trackingId}")
    make_carrier(code="VAN", label="Own van", tracking_url="")
    make_carrier(code="OLD", is_active=False)

    assert api.get("/api/shipping/carriers").json() == {
        "carriers": [
            {"code": "VAN", "label": "Own van", "standard_code": None, "tracking_url": None},
            {
                "code": "SEUR",
                "label": "SEUR",
                "standard_code": "SEUR",
                "tracking_url": "https://seur.example/{trackingId}",
            },
        ]
    }


def test_reasons_are_those_of_the_seller_api_alone(api, defaults):
    answer = api.get("/api/reasons").json()

    assert set(answer) == {"reasons", "total_count"}
    assert answer["total_count"] == len(answer["reasons"])
    assert all(set(reason) == {"code", "label", "type", "is_shop_right"} for reason in answer["reasons"])
    assert {reason["type"] for reason in answer["reasons"]} == {
        "INCIDENT_OPEN",
        "INCIDENT_CLOSE",
        "REFUND",
        "CANCELATION",
        "ORDER_MESSAGING",
        "OFFER_MESSAGING",
        "MMP_SELLER_MESSAGING",
        "RETURN",
        "RETURN_REJECTION",
        "RETURN_NON_COMPLIANT",
    }
    types = [reason["type"] for reason in answer["reasons"]]
    assert types == sorted(types)


@pytest.mark.parametrize(
    ("locale", "label"),
    [("es_ES", "Sin existencias"), ("pt", "Sem stock"), ("de-DE", "Nicht vorrätig"), ("en_US", "Out of stock")],
)
def test_reasons_speak_the_language_asked_for(api, defaults, locale, label):
    reasons = api.get("/api/reasons", locale=locale).json()["reasons"]

    assert next(reason["label"] for reason in reasons if reason["code"] == "35") == label


def test_sellers_may_not_use_what_is_the_marketplaces_own(api, defaults):
    reasons = {reason["code"]: reason["is_shop_right"] for reason in api.get("/api/reasons").json()["reasons"]}

    assert reasons["14"] is False
    assert reasons["15"] is True
    assert reasons["SYSTEM_LATE_SHIPMENT_CANCELATION"] is False


def test_the_defaults_are_whole(defaults):
    assert defaults == {
        "help": 1,
        "shipping": 1 + 6 + 23 + 4,
        "offers": 7,
        "orders": Reason.objects.count(),
        "metrics": 0,
    }
    method = ShippingMethod.objects.get()
    assert (method.code, method.transit_min_days, method.transit_max_days) == ("STD", 1, 3)
    assert all("{trackingId}" in carrier.tracking_url for carrier in Carrier.objects.all())
    assert all(set(reason.translations) == {"en", "es", "pt", "de"} for reason in Reason.objects.all())
    choosable = Reason.objects.filter(type="REFUSAL", is_shop_right=True).values_list("code", flat=True)
    assert set(choosable) == {"OUT_OF_STOCK", "PRICE_ERROR", "CANNOT_SHIP", "OTHER"}


def test_installing_again_adds_nothing_and_keeps_the_operators_changes(defaults):
    Carrier.objects.filter(code="SEUR").update(label="SEUR Frío", is_active=False)

    assert install_all_defaults() == {"help": 0, "shipping": 0, "offers": 0, "orders": 0, "metrics": 0}

    assert Carrier.objects.get(code="SEUR").label == "SEUR Frío"

"""SH11, SH31, SH42 and what A01 says of shipping."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from shipping.choices import ChargeBasis, ClosureKind
from shipping.models import MethodTransit, ShippingLimits
from tests.factories.shipping import (
    make_charge,
    make_class,
    make_closure,
    make_method,
    make_shop_shipping,
    make_zone,
)

pytestmark = pytest.mark.django_db

# A Monday in summer time: Madrid is two hours ahead.
AT = datetime(2026, 4, 13, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with clock.frozen(AT):
        yield


def test_zones_come_in_the_operator_s_order(api):
    """SH11."""
    make_zone(code="PT", label="Portugal", countries=["PT"], position=2)
    make_zone(code="ES", label="Spain", description="Mainland", position=1)
    make_zone(code="OLD", is_active=False)

    assert api.get("/api/shipping/zones").json() == {
        "shipping_zones": [
            {"code": "ES", "label": "Spain", "description": "Mainland"},
            {"code": "PT", "label": "Portugal", "description": ""},
        ]
    }


def test_logistic_classes_come_in_the_operator_s_order(api):
    """SH31."""
    make_class(code="L", label="Large", position=2)
    make_class(code="S", label="Small", position=1)
    make_class(code="OLD", is_active=False)

    assert api.get("/api/shipping/logistic_classes").json() == {
        "logistic_classes": [
            {"code": "S", "label": "Small", "description": ""},
            {"code": "L", "label": "Large", "description": ""},
        ]
    }


def test_the_configuration_of_a_shop_that_has_set_all(api, shop):
    """SH42."""
    spain, portugal, method = make_zone(code="ES"), make_zone(code="PT", countries=["PT"]), make_method(code="STD")
    make_method(code="EXP", position=1)
    MethodTransit.objects.create(method=method, zone=portugal, transit_min_days=3, transit_max_days=5)
    make_charge(shop, spain, method)
    make_charge(shop, portugal, method)
    make_shop_shipping(shop, lead_time_days=1, cutoff=time(9, 30), updated_at=AT)
    ShippingLimits.objects.create(pk=1, default_lead_time_days=3)

    assert api.get("/api/shipping/configuration/shop").json() == {
        "delivery_times": [
            {
                "delivery_time": {"earliest_days": 1, "latest_days": 3},
                "set_by": "OPERATOR",
                "shipping_type_code": "STD",
                "shipping_zone_code": "ES",
            },
            {
                "delivery_time": {"earliest_days": 3, "latest_days": 5},
                "set_by": "OPERATOR",
                "shipping_type_code": "STD",
                "shipping_zone_code": "PT",
            },
        ],
        "last_updated_date": "2026-04-13T08:00:00Z",
        "lead_time_to_ship": {"default_value": 3, "shop_value": 1},
        "order_cut_off_times": [
            {"cut_off_time": "07:30:00Z", "is_required": False, "set_by": "SHOP", "shipping_type_code": "STD"},
            {"cut_off_time": "07:30:00Z", "is_required": False, "set_by": "SHOP", "shipping_type_code": "EXP"},
        ],
        "order_free_shipping": False,
        "shipping_paid_by_operator": False,
        "shop_id": str(shop.pk),
    }


def test_the_configuration_of_a_shop_that_has_set_nothing(api, shop):
    """SH42: every key, null where there is nothing."""
    make_method(code="STD")

    told = api.get("/api/shipping/configuration/shop").json()

    assert told["last_updated_date"] is None
    assert told["lead_time_to_ship"] == {"default_value": 2, "shop_value": 2}
    assert told["order_cut_off_times"] == [
        {"cut_off_time": None, "is_required": False, "set_by": "NOT_NEEDED", "shipping_type_code": "STD"}
    ]
    assert told["order_free_shipping"] is False


@pytest.mark.parametrize(
    ("rows", "free"),
    [
        ([{"basis": ChargeBasis.FREE, "price": Decimal(0)}], True),
        ([{"basis": ChargeBasis.ORDER, "price": Decimal(0)}], True),
        ([{"basis": ChargeBasis.UNIT, "price": Decimal(0), "extra_price": Decimal(1)}], False),
        ([{"basis": ChargeBasis.ORDER, "price": Decimal("4.90"), "free_from": Decimal(50)}], False),
        ([], False),
    ],
)
def test_sending_is_free_where_no_row_ever_asks_for_anything(api, shop, rows, free):
    """SH42, R089."""
    zone, method = make_zone(code="ES"), make_method(code="STD")
    for row in rows:
        make_charge(shop, zone, method, **row)

    assert api.get("/api/shipping/configuration/shop").json()["order_free_shipping"] is free
    assert api.get("/api/account").json()["free_shipping"] is free


def test_the_account_shows_the_zones_of_the_rate_table_alone(api, shop):
    """A01, R085."""
    spain, method = make_zone(code="ES", label="Spain"), make_method(code="STD", label="Standard")
    make_zone(code="PT", countries=["PT"])
    make_charge(shop, spain, method, free_from=Decimal(50))
    make_charge(shop, spain, method, postcode_from="35", postcode_to="38", free_from=Decimal(90))

    account = api.get("/api/account").json()

    assert (account["shipping_zones"], account["shipping_types"]) == (["ES"], ["STD"])
    assert [(each["shipping_zone_label"], each["shipping_free_amount"]) for each in account["shippings"]] == [
        ("Spain", 90)
    ]


def test_one_row_that_never_goes_free_leaves_no_amount(api, shop):
    zone, method = make_zone(code="ES"), make_method(code="STD")
    make_charge(shop, zone, method, free_from=Decimal(50))
    make_charge(shop, zone, method, postcode_from="35", postcode_to="38")

    assert [each["shipping_free_amount"] for each in api.get("/api/account").json()["shippings"]] == [None]


def test_a_closure_without_sales_shows_in_the_account(api, shop):
    """A01, R096."""
    make_closure(shop, date(2026, 4, 14), date(2026, 4, 15), kind=ClosureKind.STAY_OPEN)
    make_closure(shop, date(2026, 5, 4), date(2026, 5, 8), kind=ClosureKind.PAUSED)

    account = api.get("/api/account").json()

    assert (account["closed_from"], account["closed_to"]) == ("2026-05-03T22:00:00Z", "2026-05-08T21:59:59Z")


def test_a_shop_that_never_pauses_is_never_closed(api, shop):
    make_closure(shop, date(2026, 5, 4), date(2026, 5, 8))

    account = api.get("/api/account").json()

    assert (account["closed_from"], account["closed_to"]) == (None, None)


def test_the_configuration_costs_the_same_with_one_zone_and_with_ten(api, shop):
    method = make_method(code="STD")
    make_shop_shipping(shop)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            api.get("/api/shipping/configuration/shop")
        return len(queries)

    make_charge(shop, make_zone(), method)
    cost()  # the key's first call of the minute is noted
    one = cost()
    for _number in range(9):
        make_charge(shop, make_zone(), method)

    assert cost() == one

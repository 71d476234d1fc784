"""OR11 and OR12."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.tenancy import all_shops
from orders.choices import OrderState
from orders.models import Order
from orders.services.acceptance import LineDecision, decide_order
from orders.services.shipment import Tracking, set_tracking
from tests.factories.offers import make_commission, make_offer
from tests.factories.orders import (
    CUSTOMER,
    SELLER,
    lines,
    make_order,
    make_reason,
    make_shipped_order,
    make_shipping_order,
    make_waiting_order,
)
from tests.factories.shipping import make_carrier
from tests.factories.shops import NOON, make_channel

_ORDER_KEYS_TEXT = """
acceptance_decision_date can_cancel can_shop_ship channel commercial_id created_date currency_iso_code customer
customer_debited_date customer_directly_pays_seller customer_notification_email delivery_date discount_campaigns
fulfillment fully_refunded has_customer_message has_incident has_invoice invoice_details last_updated_date
leadtime_to_ship order_additional_fields order_id order_lines order_refunds order_state order_state_reason_code
order_state_reason_label order_tax_mode order_taxes paymentType payment_duration payment_type payment_workflow price
promotions quote_id references shipping_carrier_code shipping_carrier_standard_code shipping_company
shipping_deadline shipping_price shipping_pudo_id shipping_tracking shipping_tracking_url shipping_type_code
shipping_type_label shipping_type_standard_code shipping_zone_code shipping_zone_label total_commission total_price
transaction_date transaction_number
"""
ORDER_KEYS = _ORDER_KEYS_TEXT.split()
_LINE_KEYS_TEXT = """
can_refund cancelations category_code category_label commission_fee commission_rate_vat commission_taxes
commission_vat created_date debited_date description discount_campaign eco_contributions fees last_updated_date
measurement offer_id offer_sku offer_state_code order_line_additional_fields order_line_id order_line_index
order_line_state order_line_state_reason_code order_line_state_reason_label origin_unit_price price
price_additional_info price_amount_breakdown price_unit product_medias product_shop_sku product_sku product_title
promotions purchase_information quantity received_date refunds shipped_date shipping_from shipping_price
shipping_price_additional_unit shipping_price_amount_breakdown shipping_price_unit shipping_taxes tax_legal_notice
taxes total_commission total_price
"""
LINE_KEYS = _LINE_KEYS_TEXT.split()
_ADDRESS_KEYS_TEXT = """
additional_info city civility company country country_iso_code firstname lastname phone phone_secondary state street_1
street_2 zip_code
"""
ADDRESS_KEYS = _ADDRESS_KEYS_TEXT.split()


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [order["order_id"] for order in answer.json()["orders"]]


def test_every_documented_key_is_there(api, shop):
    """Traps 1 and 2."""
    make_order(shop)

    [order] = api.get("/api/orders").json()["orders"]

    assert sorted(order) == sorted(ORDER_KEYS)
    assert sorted(order["order_lines"][0]) == sorted(LINE_KEYS)
    assert order["promotions"] == {"applied_promotions": [], "total_deduced_amount": 0}
    assert (order["order_lines"][0]["refunds"], order["order_lines"][0]["cancelations"]) == ([], [])


def test_an_order_is_told_with_its_amounts(api, shop, channel):
    make_commission(channel, "10")
    offer = make_offer(shop, price=Decimal("12.10"))
    order = make_order(shop, offers=[offer], quantity=2)

    [told] = api.get("/api/orders").json()["orders"]

    [line] = told["order_lines"]
    assert (told["price"], told["shipping_price"], told["total_price"]) == (24.2, 4.9, 29.1)
    assert (line["price_unit"], line["price"], line["quantity"], line["offer_id"]) == (12.1, 24.2, 2, offer.pk)
    assert [(tax["code"], tax["rate"], tax["amount"]) for tax in line["taxes"]] == [("STANDARD", 21, 4.2)]
    assert (line["commission_fee"], line["commission_vat"], line["total_commission"]) == (2.91, 0.61, 3.52)
    assert told["total_commission"] == 3.52
    assert (told["order_tax_mode"], told["currency_iso_code"], told["leadtime_to_ship"]) == ("TAX_INCLUDED", "EUR", 2)
    assert told["created_date"] == "2026-03-02T12:00:00Z"
    assert told["order_id"] == order.order_id


def test_amounts_are_told_without_tax_where_asked(api, shop):
    make_order(shop, offers=[make_offer(shop, price=Decimal("12.10"))], quantity=2)

    [told] = api.get("/api/orders", order_tax_mode="TAX_EXCLUDED").json()["orders"]

    [line] = told["order_lines"]
    assert (line["price_unit"], line["price"], line["shipping_price"]) == (10.0, 20.0, 4.05)
    assert (told["price"], told["shipping_price"], told["total_price"]) == (20.0, 4.05, 24.05)


def test_addresses_are_shown_once_the_order_is_accepted(api, shop):
    waiting, shipping = make_waiting_order(shop), make_shipping_order(shop)

    told = {order["order_id"]: order["customer"] for order in api.get("/api/orders").json()["orders"]}

    assert told[waiting.order_id]["shipping_address"] is None
    assert told[waiting.order_id]["billing_address"] is None
    address = told[shipping.order_id]["shipping_address"]
    assert (address["city"], address["country_iso_code"], address["state"], address["phone_secondary"]) == (
        "Madrid",
        "ESP",
        None,
        None,
    )
    assert (address["street_1"], address["street_2"], address["additional_info"]) == ("Calle Inventada 1", None, None)


def test_tracking_is_told_with_the_carriers_link(api, shop):
    """R029."""
    order = make_shipping_order(shop)
    make_carrier(code="correos", label="Correos", standard_code="CORREOS")
    with all_shops("the test plays the seller"):
        tracking = Tracking(carrier_code="correos", tracking_number="PK 1/2")
        set_tracking(order_id=order.order_id, tracking=tracking, actor=SELLER, at=NOON)

    [told] = api.get("/api/orders").json()["orders"]

    assert (told["shipping_carrier_code"], told["shipping_company"], told["shipping_tracking"]) == (
        "correos",
        "Correos",
        "PK 1/2",
    )
    assert told["shipping_tracking_url"] == "https://track.example/PK%201%2F2"
    assert told["can_shop_ship"] is True


def test_reasons_are_labelled_in_the_language_asked_for(api, shop):
    make_reason("NO_STOCK", label="Out of stock", translations={"es": "Sin existencias"})
    order = make_waiting_order(shop)
    with all_shops("the test plays the seller"):
        decisions = [LineDecision(line_id=lines(order)[0].line_id, accepted=False, reason_code="NO_STOCK")]
        decide_order(order_id=order.order_id, decisions=decisions, actor=SELLER, at=NOON)

    [told] = api.get("/api/orders", locale="es_ES").json()["orders"]

    assert (told["order_state"], told["order_state_reason_code"]) == ("REFUSED", "NO_STOCK")
    assert told["order_lines"][0]["order_line_state_reason_label"] == "Sin existencias"


def test_filters_find_what_they_ask_for(api, shop):
    staging = make_order(shop, at=NOON)
    shipped = make_shipped_order(shop, at=NOON + timedelta(days=1), payment_workflow="PAY_ON_ACCEPTANCE")
    due_date = make_waiting_order(shop, at=NOON + timedelta(days=2), payment_workflow="PAY_ON_DUE_DATE")
    with all_shops("the test marks an order"):
        Order.objects.filter(pk=staging.pk).update(has_incident=True, reference_for_seller="R-1")
    everything = [staging.order_id, shipped.order_id, due_date.order_id]

    cases: list[tuple[dict[str, object], list[str]]] = [
        ({}, everything),
        ({"order": "desc"}, everything[::-1]),
        ({"order_state_codes": "SHIPPED,STAGING"}, everything[:2]),
        ({"order_state_codes": ["SHIPPED", "STAGING"]}, everything[:2]),
        ({"order_ids": f"{shipped.order_id},NOBODY-A"}, [shipped.order_id]),
        ({"order_ids": "NOBODY-A"}, []),
        ({"start_date": "2026-03-03T00:00:00Z"}, everything[1:]),
        ({"end_date": "2026-03-03T13:00:00+01:00"}, everything[:2]),
        ({"start_update_date": "2026-03-04T12:00:30Z"}, everything[2:]),
        ({"start_update_date": "0001-01-01T00:00:00Z"}, everything),
        ({"end_update_date": "2026-03-02T12:00:00Z"}, everything[:1]),
        ({"customer_debited": "true"}, [shipped.order_id]),
        ({"customer_debited": "0"}, [staging.order_id, due_date.order_id]),
        ({"payment_workflow": "PAY_ON_DUE_DATE"}, [due_date.order_id]),
        ({"has_incident": "true"}, [staging.order_id]),
        ({"has_incident": "0", "only_null_channel": "0"}, everything[1:]),
        ({"only_null_channel": "true"}, []),
        ({"channel_codes": "ES"}, everything),
        ({"channel_codes": "PT,DE"}, []),
        ({"order_references_for_seller": "R-1"}, [staging.order_id]),
        ({"order_references_for_customer": "R-1"}, []),
        ({"fulfillment_center_code": "DEFAULT"}, everything),
        ({"fulfillment_center_code": "ELSEWHERE"}, []),
        ({"start": "1", "max": "1", "nonsense": "1"}, [shipped.order_id]),
        ({"max": "1", "offset": "2"}, [due_date.order_id]),
        ({"paginate": "false", "max": "1"}, everything),
    ]
    for query, expected in cases:
        assert ids(api.get("/api/orders", **query)) == expected, query


@pytest.mark.parametrize(
    "query",
    [
        {"order_state_codes": "LOST"},
        {"payment_workflow": "LATER"},
        {"start_date": "yesterday"},
        {"start_update_date": "2026-13-01"},
        {"has_incident": "perhaps"},
        {"max": "-1"},
        {"offset": "99999999999999999999"},
        {"order_tax_mode": "NONE"},
        {"sort": "price"},
        {"order_ids": "A\x00B"},
        {"order_ids": ",".join(f"X{number}-A" for number in range(101))},
    ],
)
def test_a_query_that_makes_no_sense_is_refused(api, shop, query):
    answer = api.get("/api/orders", **query)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] in query


def test_the_pages_carry_totals_and_links(api, shop):
    orders = [make_order(shop, at=NOON + timedelta(minutes=minute)) for minute in range(3)]

    answer = api.get("/api/orders", max=1, offset=1)

    assert (ids(answer), answer.json()["total_count"]) == ([orders[1].order_id], 3)
    assert 'rel="previous"' in answer.headers["Link"]
    assert 'rel="next"' in answer.headers["Link"]


def test_a_list_of_ten_costs_as_many_queries_as_a_list_of_one(api, shop):
    offer = make_offer(shop, quantity=100)
    make_shipped_order(shop, offers=[offer])
    api.get("/api/orders")
    with CaptureQueriesContext(connection) as one:
        api.get("/api/orders", max=100)
    for _ in range(9):
        make_shipped_order(shop, offers=[offer, offer])

    with CaptureQueriesContext(connection) as ten:
        assert len(ids(api.get("/api/orders", max=100))) == 10

    assert len(ten) == len(one)


def test_or12_shows_one_order_with_its_own_keys(api, shop):
    order = make_shipping_order(shop)

    answer = api.get(f"/api/orders/{order.order_id}")

    told = answer.json()
    assert answer.status_code == 200
    assert (told["order_id"], told["order_state"]) == (order.order_id, OrderState.SHIPPING)
    assert len(told) == 26
    assert "currency_iso_code" not in told
    assert sorted(told["customer"]["shipping_address"]) == sorted(ADDRESS_KEYS)


def test_or12_does_not_find_an_unknown_order(api, shop):
    answer = api.get("/api/orders/NOBODY-A")

    assert (answer.status_code, answer.json()["code"]) == (404, "ORDER_NOT_FOUND")


def test_another_shops_orders_are_neither_listed_nor_found(stranger_api, shop, other_shop):
    order = make_order(shop)

    assert ids(stranger_api.get("/api/orders")) == []
    assert ids(stranger_api.get("/api/orders", order_ids=order.order_id)) == []
    assert stranger_api.get(f"/api/orders/{order.order_id}").status_code == 404


def test_customer_without_a_name_or_locale_is_null(api, shop):
    make_order(shop, customer=replace(CUSTOMER, firstname="", lastname="", locale=""))

    [told] = api.get("/api/orders").json()["orders"]

    assert (told["customer"]["firstname"], told["customer"]["lastname"], told["customer"]["locale"]) == (
        None,
        None,
        None,
    )
    assert told["delivery_date"]["latest"] is not None
    assert datetime.fromisoformat(told["shipping_deadline"]).tzinfo == UTC


def test_another_channels_orders_are_told_apart(api, shop, channel):
    elsewhere = make_channel(code="PT")
    make_order(shop)

    assert ids(api.get("/api/orders", channel_codes=elsewhere.code)) == []

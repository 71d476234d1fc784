from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from marketplace.errors import Conflict, DomainError, ValidationFailed
from marketplace.outbox.models import OutboxMessage, StorefrontEvent
from marketplace.shops.models import TaxRate
from orders.choices import OrderEventKind, OrderState
from orders.models import Basket, Order, OrderEvent, OrderLine
from orders.services.creation import order_suffix, place_basket
from tests.factories.offers import make_category, make_commission, make_offer, make_product
from tests.factories.orders import SHOP_FRONT, basket_line, make_request
from tests.factories.shipping import make_method, make_shop_shipping
from tests.factories.shops import NOON, make_channel, make_shop

MADRID = ZoneInfo("Europe/Madrid")
pytestmark = pytest.mark.usefixtures("in_all_shops")


def place(request, at=NOON):
    return place_basket(request=request, actor=SHOP_FRONT, at=at)


def test_a_basket_becomes_an_order_in_the_fraud_check(shop, channel):
    """R023."""
    offer = make_offer(shop, price=Decimal("12.30"), quantity=10)

    [order] = place(make_request(channel, [basket_line(offer, 2, "4.90")], basket_id="WEB-1"))

    order.refresh_from_db()
    line = OrderLine.objects.get(order=order)
    offer.refresh_from_db()
    assert (order.order_id, order.commercial_id, order.state) == ("WEB-1-A", "WEB-1", "STAGING")
    assert (line.line_id, line.state, line.quantity, line.offer_sku) == ("WEB-1-A-1", "STAGING", 2, offer.shop_sku)
    assert (order.price, order.shipping_price, order.total_price) == (
        Decimal("24.60"),
        Decimal("4.90"),
        Decimal("29.50"),
    )
    assert offer.quantity == 8


def test_creation_is_on_the_timeline_and_in_the_feed_without_a_mail(shop, channel):
    [order] = place(make_request(channel, [basket_line(make_offer(shop))]))

    event = OrderEvent.objects.get(order=order)
    news = StorefrontEvent.objects.get(order_id=order.order_id)
    assert (event.kind, event.actor_kind, event.at) == (OrderEventKind.CREATED, "STOREFRONT", NOON)
    assert (news.kind, news.payload["order_state"]) == ("order_created", "STAGING")
    assert not OutboxMessage.objects.exists()


def test_a_basket_of_two_shops_becomes_two_orders_in_the_order_of_first_appearance(shop, other_shop, channel):
    ours, theirs = make_offer(shop), make_offer(other_shop)

    orders = place(
        make_request(channel, [basket_line(theirs), basket_line(ours), basket_line(theirs, 3)], basket_id="X")
    )

    assert [(order.order_id, order.shop_id) for order in orders] == [("X-A", other_shop.pk), ("X-B", shop.pk)]
    assert list(OrderLine.objects.order_by("line_id").values_list("line_id", "quantity")) == [
        ("X-A-1", 1),
        ("X-A-2", 3),
        ("X-B-1", 1),
    ]


def test_suffixes_go_on_after_z():
    assert [order_suffix(index) for index in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_the_same_basket_again_makes_nothing_new(shop, channel):
    offer = make_offer(shop, quantity=5)
    request = make_request(channel, [basket_line(offer, 2)])

    first, second = place(request), place(request)

    offer.refresh_from_db()
    assert [order.pk for order in first] == [order.pk for order in second]
    assert (Order.objects.count(), offer.quantity) == (1, 3)


def test_a_basket_id_with_another_content_is_a_conflict(shop, channel):
    offer = make_offer(shop, quantity=5)
    request = make_request(channel, [basket_line(offer, 2)])
    place(request)

    with pytest.raises(Conflict) as error:
        place(replace(request, lines=(basket_line(offer, 3),)))

    offer.refresh_from_db()
    assert (error.value.code, error.value.status, offer.quantity) == ("CONFLICT", 409, 3)


def test_a_basket_without_stock_makes_no_order_at_all(shop, other_shop, channel):
    """R012: the shop that has stock gets no order either, and the offers that lack are named."""
    plenty, short = make_offer(shop, quantity=5), make_offer(other_shop, quantity=1)
    request = make_request(channel, [basket_line(plenty, 1), basket_line(short, 2)])

    with pytest.raises(Conflict) as error:
        place(request)

    plenty.refresh_from_db()
    assert (error.value.code, error.value.status) == ("OUT_OF_STOCK", 409)
    assert [fault.field for fault in error.value.errors] == [f"offers[{short.pk}]"]
    assert (plenty.quantity, Order.objects.count(), Basket.objects.count()) == (5, 0, 0)


def test_an_offer_without_stock_cannot_be_ordered(shop, channel):
    """R012."""
    with pytest.raises(Conflict, match="Not enough stock"):
        place(make_request(channel, [basket_line(make_offer(shop, quantity=0))]))


def test_two_lines_of_one_offer_share_its_stock(shop, channel):
    offer = make_offer(shop, quantity=3)

    with pytest.raises(Conflict, match="3 left"):
        place(make_request(channel, [basket_line(offer, 2), basket_line(offer, 2)]))
    [order] = place(make_request(channel, [basket_line(offer, 2), basket_line(offer, 1)]))

    offer.refresh_from_db()
    assert offer.quantity == 0
    assert list(OrderLine.objects.filter(order=order).values_list("quantity", flat=True)) == [2, 1]


@pytest.mark.parametrize(
    ("fields", "code", "status"),
    [
        ({"is_active": False}, "OFFER_NOT_SELLABLE", 409),
        ({"removed_at": NOON}, "OFFER_NOT_FOUND", 400),
        ({"currency": "BRL"}, "OFFER_NOT_ON_CHANNEL", 400),
    ],
)
def test_an_offer_that_is_not_on_sale_is_refused(shop, channel, fields, code, status):
    offer = make_offer(shop, **fields)

    with pytest.raises(DomainError) as error:
        place(make_request(channel, [basket_line(offer)]))

    assert (error.value.code, error.value.status, error.value.errors[0].field) == (code, status, "lines[0].offer_id")
    assert not Order.objects.exists()


def test_an_unknown_offer_is_refused(shop, channel):
    offer = make_offer(shop)
    with pytest.raises(ValidationFailed) as error:
        place(make_request(channel, [basket_line(offer), replace(basket_line(offer), offer_id=offer.pk + 1000)]))

    assert (error.value.code, error.value.errors[0].field) == ("OFFER_NOT_FOUND", "lines[1].offer_id")


def test_a_closed_shop_sells_nothing(channel):
    closed = make_shop(channels=(channel,), state="CLOSE")

    with pytest.raises(Conflict) as error:
        place(make_request(channel, [basket_line(make_offer(closed))]))

    assert error.value.code == "OFFER_NOT_SELLABLE"


def test_a_shop_sells_on_its_own_channels_alone(shop):
    elsewhere = make_channel(code="PT")

    with pytest.raises(ValidationFailed) as error:
        place(make_request(elsewhere, [basket_line(make_offer(shop))]))

    assert error.value.code == "OFFER_NOT_ON_CHANNEL"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"channel": "NOWHERE"}, "CHANNEL_NOT_FOUND"),
        ({"shipping_type_code": "ROCKET"}, "SHIPPING_TYPE_NOT_FOUND"),
        ({"shipping_address": {"country_iso_code": "FR"}}, "COUNTRY_NOT_SERVED"),
    ],
)
def test_a_basket_that_cannot_travel_is_refused(shop, channel, fields, code):
    with pytest.raises(ValidationFailed) as error:
        place(replace(make_request(channel, [basket_line(make_offer(shop))]), **fields))

    assert (error.value.code, error.value.status) == (code, 400)


def test_tax_and_commission_of_the_day_are_frozen_on_the_line(shop, channel):
    category = make_category(parent=make_category(code="TOP"))
    make_commission(channel, "10")
    make_commission(channel, "15", category.parent)
    offer = make_offer(shop, price=Decimal("121.00"), product=make_product(category=category))

    [order] = place(make_request(channel, [basket_line(offer, 1, "12.10")]))
    TaxRate.objects.update(rate=5)

    line = OrderLine.objects.get(order=order)
    assert (line.tax_code, line.tax_rate, line.tax_amount, line.shipping_tax_amount) == (
        "STANDARD",
        Decimal(21),
        Decimal("21.00"),
        Decimal("2.10"),
    )
    assert (line.commission_rate, line.commission_fee, line.commission_tax, line.total_commission) == (
        Decimal(15),
        Decimal("19.97"),
        Decimal("4.19"),
        Decimal("24.16"),
    )
    assert order.total_commission == Decimal("24.16")


@pytest.mark.parametrize(
    ("tax_code", "expected"), [("REDUCED", "REDUCED"), ("UNKNOWN-HERE", "STANDARD"), ("", "STANDARD")]
)
def test_the_offers_tax_code_counts_where_the_channel_has_it(shop, channel, tax_code, expected):
    TaxRate.objects.create(channel=channel, code="REDUCED", label="IVA 10", rate=10)

    [order] = place(make_request(channel, [basket_line(make_offer(shop, tax_code=tax_code))]))

    assert OrderLine.objects.get(order=order).tax_code == expected


def test_without_taxes_and_commissions_both_are_nothing(shop, channel):
    TaxRate.objects.all().delete()

    [order] = place(make_request(channel, [basket_line(make_offer(shop))]))

    line = OrderLine.objects.get(order=order)
    assert (line.tax_code, line.tax_rate, line.tax_amount, line.total_commission) == (
        "",
        Decimal(0),
        Decimal(0),
        Decimal(0),
    )


@pytest.mark.parametrize(
    ("vector", "lead", "ordered", "ship_day", "first_day", "last_day"),
    [
        ("P1", 2, "2026-03-09", "2026-03-11", "2026-03-12", "2026-03-16"),
        ("P2", 1, "2026-03-09", "2026-03-10", "2026-03-11", "2026-03-13"),
        ("P3", 2, "2026-03-06", "2026-03-10", "2026-03-11", "2026-03-13"),
        ("P4", 2, "2026-03-07", "2026-03-10", "2026-03-11", "2026-03-13"),
    ],
)
def test_the_promise_is_lead_time_plus_method(shop, channel, vector, lead, ordered, ship_day, first_day, last_day):
    """R093, P1 to P4."""
    make_shop_shipping(shop, lead_time_days=lead)
    at = datetime.fromisoformat(f"{ordered}T10:00:00").replace(tzinfo=MADRID).astimezone(UTC)

    [order] = place(make_request(channel, [basket_line(make_offer(shop))]), at=at)

    days = [moment.astimezone(MADRID).date().isoformat() for moment in (order.promise_earliest, order.promise_latest)]
    assert days == [first_day, last_day]
    assert (order.ship_by - datetime.resolution).astimezone(MADRID).date().isoformat() == ship_day


def test_the_slowest_offer_sets_the_orders_lead_time(shop, channel):
    make_shop_shipping(shop, lead_time_days=1)
    offers = [make_offer(shop), make_offer(shop, lead_time_days=4), make_offer(shop, lead_time_days=0)]

    [order] = place(make_request(channel, [basket_line(offer) for offer in offers]))

    assert order.lead_time_days == 4


def test_the_promise_skips_the_channels_holidays(shop, channel):
    """R096: Friday 2026-05-01 is a holiday in Spain."""
    make_shop_shipping(shop, lead_time_days=1)

    [order] = place(make_request(channel, [basket_line(make_offer(shop))]), at=datetime(2026, 4, 30, 8, tzinfo=UTC))

    assert order.promise_earliest.astimezone(MADRID).date().isoformat() == "2026-05-05"
    assert order.promise_policy["holidays"] == {"2026-05-01": "Fiesta del Trabajo"}


def test_the_promise_stays_whatever_is_changed_later(shop, channel):
    """R094, R095: what the shop front was told stays on the order."""
    settings = make_shop_shipping(shop, lead_time_days=2)
    [order] = place(make_request(channel, [basket_line(make_offer(shop))]))
    promised = (order.ship_by, order.promise_earliest, order.promise_latest)

    settings.lead_time_days = 9
    settings.save()
    make_method(code="STD2", transit_max_days=9)

    order.refresh_from_db()
    assert (order.ship_by, order.promise_earliest, order.promise_latest) == promised
    assert order.promise_policy["lead_time_days"] == 2
    assert order.state == OrderState.STAGING

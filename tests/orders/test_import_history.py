"""A marketplace's past becomes orders with all that hangs on them."""

import gzip
import io
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from marketplace.outbox.models import OutboxMessage, StorefrontEvent
from marketplace.shops.models import Channel, Shop, ShopChannel
from marketplace.tenancy import shop_scope
from offers.models import Category, Offer, Product
from orders.models import Evaluation, Order, OrderEvent, OrderLine, Shipment
from tests.factories.history import LINE, ORDER, past, run_import, write_history
from tests.factories.offers import make_commission, make_offer
from tests.factories.shops import make_channel, make_member, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("brazil", "in_all_shops")]


@pytest.fixture
def brazil(db: None) -> Channel:
    return make_channel(code="BR", country="BR", currency="BRL", timezone="America/Sao_Paulo")


def test_a_line_becomes_an_order_as_it_is_told(tmp_path, brazil):
    summary = run_import(tmp_path, past())

    order = Order.objects.get()
    assert (order.order_id, order.commercial_id, order.state, order.is_imported) == ("X1-A", "X1", "RECEIVED", True)
    assert (order.shop.code, order.channel, order.currency) == ("loja-1", brazil, "BRL")
    assert order.created_at == datetime(2018, 1, 5, 12, tzinfo=UTC)
    assert order.accepted_at == order.debited_at == datetime(2018, 1, 5, 13, tzinfo=UTC)
    assert order.ship_by == datetime(2018, 1, 10, 12, tzinfo=UTC)
    assert order.shipped_at == datetime(2018, 1, 9, 12, tzinfo=UTC)
    assert order.promise_latest == datetime(2018, 1, 21, 1, 59, 59, tzinfo=UTC)
    assert order.received_at == order.updated_at == datetime(2018, 1, 22, 14, tzinfo=UTC)
    assert (order.payment_type, order.customer_id, order.customer_locale) == ("credit_card", "c1", "pt_BR")
    assert order.shipping_address is not None
    assert (order.shipping_address["city"], order.shipping_address["country_iso_code"]) == ("olinda", "BR")
    assert summary["imported"] == summary["read"] == 1
    assert summary["orders_by_state"] == {"RECEIVED": 1}
    assert summary["anomalies"] == {}


def test_the_last_line_printed_is_the_summary(tmp_path):
    out = io.StringIO()

    call_command(
        "import_history", str(write_history(tmp_path / "h.ndjson", [past()])), stdout=out, stderr=io.StringIO()
    )

    assert set(json.loads(out.getvalue().splitlines()[-1])) == {
        "read", "imported", "known", "refused", "shops_created", "orders_by_state", "anomalies", "seconds", "report",
    }  # fmt: skip


def test_amounts_are_reckoned_and_the_orders_sums_are_those_of_its_lines(tmp_path, brazil):
    """Prices include tax, of the channel's standard rate; no commission was taken here, whatever rates say today."""
    make_commission(brazil, "15")

    run_import(
        tmp_path, past(lines=[LINE, {**LINE, "sku": "CUP", "quantity": 1, "unit_price": 10, "shipping_price": None}])
    )

    first, second = OrderLine.objects.order_by("index")
    assert (first.line_id, first.quantity, first.price_unit) == ("X1-A-1", 2, Decimal("58.90"))
    assert (first.price, first.shipping_price, first.total_price) == (
        Decimal("117.80"),
        Decimal("13.29"),
        Decimal("131.09"),
    )
    assert (first.tax_code, first.tax_rate) == ("STANDARD", Decimal(21))
    assert (first.tax_amount, first.shipping_tax_amount) == (Decimal("20.44"), Decimal("2.31"))
    assert (second.price, second.shipping_price) == (Decimal("10.00"), Decimal(0))
    order = Order.objects.get()
    assert (order.price, order.shipping_price, order.total_price) == (
        Decimal("127.80"),
        Decimal("13.29"),
        Decimal("141.09"),
    )
    assert order.total_commission == first.total_commission == Decimal(0)


def test_a_shop_that_is_not_here_is_made_open_and_on_its_channel(tmp_path, brazil):
    summary = run_import(tmp_path, past())

    shop = Shop.objects.get()
    assert (shop.code, shop.name, shop.city, shop.region) == ("loja-1", "Loja Um", "Recife", "PE")
    assert (shop.state, shop.currency, shop.country) == ("OPEN", "BRL", "BR")
    assert list(ShopChannel.objects.values_list("shop", "channel")) == [(shop.pk, brazil.pk)]
    assert summary["shops_created"] == 1


def test_lines_point_at_offers_that_nobody_can_buy(tmp_path):
    run_import(tmp_path, past(), past("X2", lines=[{**LINE, "unit_price": "1.00"}]))

    offer = Offer.objects.get()
    assert (offer.shop_sku, offer.quantity, offer.is_active) == ("MUG-1", 0, False)
    assert (offer.price, offer.currency) == (Decimal("58.90"), "BRL")
    assert offer.product.title == "Caneca azul"
    assert (offer.product.category.code, offer.product.category.label) == ("cozinha_e_mesa", "cozinha e mesa")
    assert set(OrderLine.objects.values_list("offer", flat=True)) == {offer.pk}


def test_an_offer_that_the_shop_has_stays_as_it_is(tmp_path):
    shop = make_shop(code="loja-1", currency="BRL")
    offer = make_offer(shop, shop_sku="MUG-1", quantity=7, price=Decimal(99))

    run_import(tmp_path, past())

    line = OrderLine.objects.get()
    assert (line.offer, line.product_sku, line.product_title) == (offer, offer.product.product_sku, "Caneca azul")
    offer.refresh_from_db()
    assert (offer.quantity, offer.price, offer.is_active) == (7, Decimal(99), True)
    assert Product.objects.count() == 1


def test_the_same_sku_of_two_shops_is_two_products(tmp_path):
    other = {"code": "loja-2", "name": "Loja Dois"}

    run_import(tmp_path, past(), past("X2", shop=other, lines=[{**LINE, "title": "Chapéu"}]))

    assert sorted(Product.objects.values_list("title", flat=True)) == ["Caneca azul", "Chapéu"]


def test_a_line_without_category_title_or_price_still_has_something_to_point_at(tmp_path):
    run_import(tmp_path, past(lines=[{"sku": "X" * 64, "quantity": 1, "unit_price": "0"}]))

    line = OrderLine.objects.get()
    assert (line.product_title, line.category_code, line.total_price) == ("X" * 64, "unsorted", Decimal(0))
    assert line.offer.price == Decimal("0.01")
    assert Category.objects.get().code == "unsorted"


def test_the_timeline_tells_the_dated_facts_and_the_import(tmp_path):
    run_import(tmp_path, past())

    events = list(OrderEvent.objects.order_by("at", "pk"))
    assert [event.kind for event in events] == ["CREATED", "ACCEPTED", "SHIPPED", "RECEIVED", "IMPORTED"]
    assert {(event.actor_kind, event.actor_label) for event in events} == {("SYSTEM", "History")}
    assert events[2].at == datetime(2018, 1, 9, 12, tzinfo=UTC)


def test_a_parcel_that_left_is_a_shipment_without_carrier(tmp_path):
    run_import(tmp_path, past())

    shipment = Shipment.objects.get()
    assert (shipment.carrier, shipment.carrier_name, shipment.tracking_number) == (None, "", "")
    assert shipment.shipped_at == datetime(2018, 1, 9, 12, tzinfo=UTC)


def test_the_rating_comes_along_and_without_a_date_is_as_old_as_the_parcel(tmp_path):
    undated = {"grade": 1, "title": "Ruim", "comment": None, "created_at": None}

    run_import(tmp_path, past(), past("X2", evaluation=undated), past("X3", evaluation=None))

    first, second = Evaluation.objects.order_by("pk")
    assert (first.grade, first.title, first.comment) == (4, "", "muito bom")
    assert (second.grade, second.title, second.created_at) == (1, "Ruim", datetime(2018, 1, 22, 14, tzinfo=UTC))


def test_a_basket_of_two_shops_becomes_a_and_b(tmp_path):
    run_import(tmp_path, past(), past(shop={"code": "loja-2"}))

    assert sorted(Order.objects.values_list("order_id", "shop__code")) == [("X1-A", "loja-1"), ("X1-B", "loja-2")]


def test_a_number_once_given_stays_when_the_rest_of_the_basket_comes_later(tmp_path):
    second = past(shop={"code": "loja-2"})

    run_import(tmp_path, second)
    run_import(tmp_path, past(), second)

    assert sorted(Order.objects.values_list("order_id", "shop__code")) == [("X1-A", "loja-2"), ("X1-B", "loja-1")]


def test_loading_twice_doubles_nothing_and_changes_nothing(tmp_path):
    run_import(tmp_path, past(), past("X2"))
    tables = (Shop, Category, Product, Offer, Order, OrderLine, Shipment, OrderEvent, Evaluation)
    counts = [table.objects.count() for table in tables]

    summary = run_import(tmp_path, past(state="CANCELED"), past("X2"), past("X2"))

    assert (summary["read"], summary["imported"], summary["known"], summary["shops_created"]) == (3, 0, 3, 0)
    assert [table.objects.count() for table in tables] == counts
    assert Order.objects.get(commercial_id="X1").state == "RECEIVED"


def test_the_past_sends_nothing(tmp_path, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        run_import(tmp_path, past(customer={**ORDER["customer"], "email": "ana@people.example"}))

    assert Order.objects.get().customer_email == "ana@people.example"
    assert not OutboxMessage.objects.exists()
    assert not StorefrontEvent.objects.exists()
    assert callbacks == []


def test_a_past_that_breaks_the_rules_of_today_is_taken_as_told_and_counted(tmp_path):
    summary = run_import(
        tmp_path,
        past("N1", received_at=None),
        past("N2", shipped_at="2018-01-04T10:00:00-02:00"),
        past("N3", received_at="2018-01-08T10:00:00-02:00"),
        past("N4", shipped_at=None, approved_at=None),
        past("N5", state="SHIPPING"),
        past("N6", currency="EUR"),
        past("N7", received_at="2118-01-08T10:00:00-02:00"),
    )

    assert (summary["imported"], summary["refused"]) == (7, 0)
    assert summary["anomalies"] == {
        "rated_but_never_received": 1,
        "received_without_date": 1,
        "shipped_before_approved": 1,
        "received_before_shipped": 1,
        "shipped_without_date": 1,
        "approved_without_date": 1,
        "ahead_of_its_state": 1,
        "another_currency_than_its_channel": 1,
        "dated_in_the_future": 1,
    }


def test_an_unknown_customer_is_nobody_elses(tmp_path):
    run_import(tmp_path, past(customer=None), past("X2", customer={"id": None}))

    assert sorted(Order.objects.values_list("customer_id", flat=True)) == ["X1", "X2"]


def test_a_time_without_offset_is_read_in_the_channels_zone(tmp_path):
    run_import(tmp_path, past(created_at="2018-01-05 10:00:00"))

    assert Order.objects.get().created_at == datetime(2018, 1, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize("named", ["code", "id", "csv"])
def test_the_shop_map_leads_old_codes_to_shops_that_are_here(tmp_path, named):
    shop = make_shop(code="casa")
    entry = {"code": "loja-1=casa", "id": f"loja-1={shop.pk}", "csv": str(tmp_path / "map.csv")}[named]
    (tmp_path / "map.csv").write_text("loja-1,casa\n\n")

    summary = run_import(tmp_path, past(), shop_map=[entry])

    assert Order.objects.get().shop == shop
    assert (summary["shops_created"], Shop.objects.count()) == (0, 1)


def test_two_old_codes_of_one_shop_share_a_basket_only_once(tmp_path):
    make_shop(code="casa")

    summary = run_import(tmp_path, past(), past(shop={"code": "loja-2"}), shop_map=["loja-1=casa", "loja-2=casa"])

    assert (summary["imported"], summary["known"]) == (1, 1)


@pytest.mark.parametrize(
    ("entry", "said"), [("loja-1=nowhere", "no shop 'nowhere'"), ("missing.csv", "missing.csv cannot be read")]
)
def test_a_shop_map_that_leads_nowhere_stops_before_anything_is_loaded(tmp_path, entry, said):
    with pytest.raises(CommandError, match=said):
        run_import(tmp_path, past(), shop_map=[entry])

    assert not Order.objects.exists()


def test_a_shop_with_people_keeps_the_channels_that_the_operator_gave_it(tmp_path):
    shop = make_shop(code="loja-1")
    make_member(shop)

    run_import(tmp_path, past())

    assert not ShopChannel.objects.exists()


def test_a_missing_file_is_one_clear_line(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_history", str(tmp_path / "nowhere.ndjson"))


def test_a_packed_file_is_read_and_a_damaged_one_keeps_what_was_whole(tmp_path):
    packed = gzip.compress("".join(f"{json.dumps(past(f'G{n}'))}\n" for n in range(1200)).encode())
    whole, damaged = tmp_path / "whole.gz", tmp_path / "damaged.gz"
    whole.write_bytes(packed)
    damaged.write_bytes(packed[: len(packed) - 200])

    with pytest.raises(CommandError, match="damaged after line"):
        call_command("import_history", str(damaged), stderr=io.StringIO())
    kept = Order.objects.count()
    summary = run_import(whole)

    assert kept == 1000
    assert (summary["known"], summary["imported"]) == (1000, 200)


def test_standard_input_is_read(tmp_path, monkeypatch):
    lines = f"{json.dumps(past())}\n\n{json.dumps(past('X2'))}".encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(lines))))

    call_command("import_history", "-", stdout=io.StringIO(), stderr=io.StringIO())

    assert Order.objects.count() == 2


def test_imported_rows_stand_behind_row_security(tmp_path):
    run_import(tmp_path, past(), past(shop={"code": "loja-2"}))
    shop = Shop.objects.get(code="loja-1")

    with shop_scope(shop):
        seen = [
            set(table.objects.values_list("shop_id", flat=True))
            for table in (Order, OrderLine, Offer, Shipment, OrderEvent)
        ]
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT shop_id FROM deadlines_deadline")
            raw = cursor.fetchall()

    assert seen == [{shop.pk}] * 5
    assert raw == [(shop.pk,)]

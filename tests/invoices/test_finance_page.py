"""The finance page: balances, the lines of a period, its totals, and the same as a file."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from marketplace import clock
from marketplace.shops.models import ShopChannel
from marketplace.tenancy import all_shops
from orders.services.shipment import receive_order
from tests.factories.offers import make_commission, make_offer
from tests.factories.orders import SHOP_FRONT, lines, make_shipped_order, make_shipping_order
from tests.factories.shops import NOON, make_channel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commission")]
DAY = timedelta(days=1)
# Noon of UTC is 13:00 in Madrid.
LATE_EVENING = NOON.replace(hour=22, minute=59)
MIDNIGHT = NOON.replace(hour=23, minute=0)


@pytest.fixture(autouse=True)
def at_noon():
    with clock.frozen(NOON + 10 * DAY):
        yield


@pytest.fixture
def commission(channel):
    return make_commission(channel, "10")


@pytest.fixture
def page(signed_in, accountancy, shop):
    """The page's words without markup, as the accountant reads them in English."""
    client = signed_in(accountancy)

    def fetch(**query):
        answer = client.get(reverse("invoices:finance", args=[shop.pk]), query, headers={"Accept-Language": "en"})
        assert answer.status_code == 200
        return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())

    return fetch


@pytest.fixture
def file(signed_in, accountancy, shop):
    """The rows of the CSV file."""

    def fetch(**query):
        query = {"format": "csv", **query}
        answer = signed_in(accountancy).get(
            reverse("invoices:finance", args=[shop.pk]), query, headers={"Accept-Language": "en"}
        )
        return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))

    return fetch


def receive(order, at=NOON + 5 * DAY):
    with all_shops("a test plays the shop front"):
        receive_order(order_id=order.order_id, actor=SHOP_FRONT, at=at)


def test_it_shows_what_is_owed_and_where_it_stands(page, shop):
    """R126."""
    receive(make_shipped_order(shop))
    make_shipping_order(shop, quantity=2)

    text = page()

    assert "Pending €25.93 paid orders, until they are received" in text
    assert "Payable €15.12 received orders, not paid out yet" in text
    assert "Paid out €0.00" in text


def test_opening_and_lines_make_closing(page, shop):
    """R127."""
    make_shipping_order(shop)
    make_shipping_order(shop, at=NOON + 2 * DAY)

    text = page(period_after="2026-03-04", period_before="2026-03-04")

    assert "Opening balance €15.12 + lines €15.12 = closing balance €30.24" in text
    assert "4 rows of 4" in text


def test_a_day_begins_and_ends_by_the_readers_clock(page, shop):
    """R127: Madrid's midnight is 23:00 in UTC."""
    make_shipping_order(shop, at=LATE_EVENING)
    make_shipping_order(shop, at=MIDNIGHT, quantity=2)

    text = page(period_before="2026-03-02")

    assert "Opening balance €0.00 + lines €15.12 = closing balance €15.12" in text
    assert "by the clock of Europe/Madrid" in text
    assert "Opening balance €15.12 + lines €25.93 = closing balance €41.05" in page(period_after="2026-03-03")


def test_lines_of_one_kind_have_a_sum_alone(page, shop):
    make_shipping_order(shop)

    assert "These lines €12.30" in page(type="ORDER_AMOUNT")
    assert "closing balance" not in page(tab="pending")


def test_a_balance_leads_to_exactly_its_rows(page, file, shop):
    """R127: every figure a link to its rows."""
    receive(make_shipped_order(shop))
    make_shipping_order(shop, quantity=2)

    sums = {tab: sum(Decimal(row["Amount"]) for row in file(tab=tab, currency="EUR")) for tab in ("pending", "payable")}

    assert sums == {"pending": Decimal("25.93"), "payable": Decimal("15.12")}
    assert "These lines €25.93" in page(tab="pending", currency="EUR")


@pytest.mark.usefixtures("in_all_shops")
def test_lines_say_what_was_owed_after_each(page, shop):
    order = make_shipping_order(shop)

    text = page()

    title = lines(order)[0].product_title
    assert f"{order.order_id} Order amount {title} Pending €12.30 €12.30" in text
    assert f"{order.order_id} Tax on commission {title} Pending −€0.36 €15.12" in text


def test_the_file_equals_the_screen(page, file, shop):
    """R127."""
    receive(make_shipped_order(shop))
    make_shipping_order(shop, at=NOON + 2 * DAY)
    chosen = {"period_after": "2026-03-04", "period_before": "2026-03-04"}

    rows = file(**chosen)

    assert [(row["Type, as code"], row["Amount"], row["Balance"], row["State"]) for row in rows] == [
        ("COMMISSION_VAT", "-0.36", "30.24", "Pending"),
        ("COMMISSION_FEE", "-1.72", "30.60", "Pending"),
        ("ORDER_SHIPPING_AMOUNT", "4.90", "32.32", "Pending"),
        ("ORDER_AMOUNT", "12.30", "27.42", "Pending"),
    ]
    assert {row["Date"] for row in rows} == {"2026-03-04T13:00:00+01:00"}
    text = page(**chosen)
    assert "+ lines €15.12 =" in text
    assert all(f"€{row['Balance']}" in text for row in rows)


def test_the_workbook_has_the_same_rows(signed_in, accountancy, file, shop):
    receive(make_shipped_order(shop))

    answer = signed_in(accountancy).get(reverse("invoices:finance", args=[shop.pk]), {"format": "xlsx"})

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()
    assert [row[-3:-1] for row in sheet[1:]] == [[float(row["Amount"]), float(row["Balance"])] for row in file()]


def test_a_file_of_several_chunks_goes_on_with_its_balances(file, shop, monkeypatch):
    monkeypatch.setattr("invoices.views.finance.CHUNK", 3)
    make_shipping_order(shop)
    make_shipping_order(shop, at=NOON + DAY)

    assert [row["Balance"] for row in file(sort="-date")] == [
        "12.30", "17.20", "15.48", "15.12", "27.42", "32.32", "30.60", "30.24",
    ]  # fmt: skip


def test_a_file_by_amount_has_no_balances_and_reads_the_ledger_once(file, shop, monkeypatch):
    """What each part of it would have to read is the whole ledger."""
    for _ in range(3):
        make_shipping_order(shop)
    monkeypatch.setattr("invoices.views.finance.CHUNK", 2)

    with CaptureQueriesContext(connection) as queries:
        rows = file(sort="amount")

    assert [row["Amount"] for row in rows] == ["12.30"] * 3 + ["4.90"] * 3 + ["-0.36"] * 3 + ["-1.72"] * 3
    assert "Balance" not in rows[0]
    assert "Balance" in file(sort="-date")[0]
    assert not [each for each in queries if "invoices_ledgerday" in each["sql"] and "pending" in each["sql"]]


def test_presets_lead_to_their_days(signed_in, accountancy, shop):
    answer = signed_in(accountancy).get(reverse("invoices:finance", args=[shop.pk]))

    found = re.findall(r'href="[^"]*\?([^"]*)" hx-get="[^"]*"(?: aria-current="true")?>', answer.content.decode())
    for query in (
        "period_after=2026-03-01",
        "period_after=2026-02-01&amp;period_before=2026-02-28",
        "period_after=2026-02-11",
        "period_after=2026-01-01",
    ):
        assert query in found


def test_without_any_line_it_says_why(page):
    text = page()

    assert "No money has moved yet Lines appear here as soon as a customer has paid an order." in text
    assert "Pending €0.00" in text


def test_an_order_is_found_by_its_number(page, shop):
    first, second = make_shipping_order(shop), make_shipping_order(shop)

    text = page(q=first.order_id)

    assert first.order_id in text
    assert second.order_id not in text


@pytest.mark.parametrize("query", [{"period_after": "yesterday"}, {"currency": "XXX"}, {"type": "RELEASE"}])
def test_a_filter_that_cannot_be_read_lets_nothing_through(page, shop, query):
    make_shipping_order(shop)

    assert "closing balance" not in page(**query)


def test_a_period_that_ends_before_it_begins_is_refused(page, shop):
    make_shipping_order(shop)

    shown = page(period_after="2026-03-05", period_before="2026-03-01")

    assert "The period ends before it begins." in shown
    assert "Opening balance" not in shown


def test_currencies_are_never_summed_together(page, shop):
    """Each has its own balances, totals and lines."""
    brazil = make_channel(code="BR", currency="BRL")
    with all_shops("a test makes its rows"):
        ShopChannel.objects.create(shop=shop, channel=brazil)
    make_shipping_order(shop)
    make_shipping_order(shop, channel=brazil, offers=[make_offer(shop, currency="BRL")])

    text = page()

    assert "Pending R$17.20" in text
    assert "Opening balance €0.00 + lines €15.12 = closing balance €15.12" in text
    assert "Opening balance R$0.00 + lines R$17.20 = closing balance R$17.20" in text
    assert "closing balance €" not in page(currency="BRL")


def test_a_page_of_many_lines_costs_as_many_queries_as_one_of_few(signed_in, accountancy, shop):
    client, url = signed_in(accountancy), reverse("invoices:finance", args=[shop.pk])
    make_shipping_order(shop)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(4):
        make_shipping_order(shop, offers=[make_offer(shop), make_offer(shop)], at=NOON + number * DAY)

    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(many) == len(few)


def test_an_order_says_where_its_money_stands(signed_in, accountancy, sales, shop):
    """R126."""
    order = make_shipped_order(shop)
    url = reverse("orders:detail", args=[shop.pk, order.order_id])

    before = signed_in(accountancy).get(url).content.decode()
    receive(order)
    after = signed_in(accountancy).get(url).content.decode()

    assert "Payable when the customer has received the order." in before
    assert "Payable since" in after
    assert f"?q={order.order_id}" in after
    assert 'id="section-balance"' not in signed_in(sales).get(url).content.decode()

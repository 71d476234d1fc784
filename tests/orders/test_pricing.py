"""Sums of random orders: nothing is lost or made by rounding."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from orders.pricing import Rates, price_line, total_of

CURRENCIES = st.sampled_from(["EUR", "BRL", "JPY", "TND"])
AMOUNTS = st.decimals(min_value=0, max_value=9999, places=2)
PERCENTAGES = st.decimals(min_value=0, max_value=100, places=2)
RATES = st.builds(Rates, tax=PERCENTAGES, commission=PERCENTAGES, commission_tax=PERCENTAGES)
SMALLEST = {"EUR": Decimal("0.01"), "BRL": Decimal("0.01"), "JPY": Decimal(1), "TND": Decimal("0.001")}
LINES = st.tuples(AMOUNTS, st.integers(1, 999), AMOUNTS, RATES)


def price(line, currency):
    unit, quantity, freight, rates = line
    return price_line(goods=unit * quantity, shipping_price=freight, rates=rates, currency=currency)


@given(LINES, CURRENCIES)
def test_every_amount_is_whole_in_the_currency(line, currency):
    found = price(line, currency)

    assert all(getattr(found, name) % SMALLEST[currency] == 0 for name in found.__slots__)


@given(LINES, CURRENCIES)
def test_a_line_adds_up(line, currency):
    found = price(line, currency)

    assert found.total_price == found.price + found.shipping_price
    assert found.total_commission == found.commission_fee + found.commission_tax


@given(LINES, CURRENCIES)
def test_tax_is_inside_the_price(line, currency):
    """What is left without the tax, taxed again, is the price but for the rounding of the tax."""
    found = price(line, currency)
    rate = 1 + line[3].tax / 100

    assert 0 <= found.tax_amount <= found.price
    assert abs((found.price - found.tax_amount) * rate - found.price) <= rate * SMALLEST[currency] / 2


@given(LINES, CURRENCIES)
def test_commission_is_of_goods_and_freight(line, currency):
    found = price(line, currency)

    exact = found.total_price * line[3].commission / 100
    assert abs(found.commission_fee - exact) <= SMALLEST[currency] / 2
    assert found.commission_fee <= found.total_price


@given(st.lists(LINES, max_size=20), CURRENCIES)
def test_an_order_is_the_sum_of_its_lines(some, currency):
    found = [price(line, currency) for line in some]
    totals = total_of(found)

    assert totals.total_price == totals.price + totals.shipping_price == sum(line.total_price for line in found)
    assert totals.total_commission == sum(line.commission_fee + line.commission_tax for line in found)


def test_halves_go_away_from_zero():
    """10 % of 12.25 + 2.20 is 1.445."""
    rates = Rates(tax=Decimal(21), commission=Decimal(10), commission_tax=Decimal(21))

    found = price((Decimal("12.25"), 1, Decimal("2.20"), rates), "EUR")

    assert (found.tax_amount, found.shipping_tax_amount) == (Decimal("2.13"), Decimal("0.38"))
    assert (found.commission_fee, found.commission_tax) == (Decimal("1.45"), Decimal("0.30"))

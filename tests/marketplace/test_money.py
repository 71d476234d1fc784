"""Amounts shared out to the smallest unit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.money import share_money


def shared(amount, *weights, currency="EUR"):
    return [str(each) for each in share_money(Decimal(amount), [Decimal(weight) for weight in weights], currency)]


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        ("4.90", ["10"], ["4.90"]),
        ("4.90", ["10", "10"], ["2.45", "2.45"]),
        ("1.00", ["1", "1", "1"], ["0.34", "0.33", "0.33"]),
        ("0.01", ["1", "99"], ["0.00", "0.01"]),
        ("5.00", ["2.50", "7.50"], ["1.25", "3.75"]),
        ("0", ["1", "2"], ["0.00", "0.00"]),
        ("1.00", ["0", "0"], ["0.50", "0.50"]),
    ],
)
def test_what_rounding_leaves_goes_to_the_largest_remainders(amount, weights, shares):
    assert shared(amount, *weights) == shares


def test_a_currency_without_cents_is_shared_in_whole_units():
    assert shared("100", "1", "1", "1", currency="JPY") == ["34", "33", "33"]


@given(
    st.integers(0, 10**9),
    st.lists(st.decimals(Decimal(0), Decimal(10**6), places=2), min_size=1, max_size=30),
)
def test_the_shares_are_the_amount_and_each_is_within_a_cent_of_its_part(cents, weights):
    amount, whole = Decimal(cents) / 100, sum(weights)

    shares = share_money(amount, weights, "EUR")

    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert share >= 0
        if whole:
            assert abs(share - amount * weight / whole) < Decimal("0.010001")

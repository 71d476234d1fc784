"""The amounts of invoice lines."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from invoices.amounts import DraftLine, give_again, take_back, total_of
from invoices.choices import InvoiceLineKind
from marketplace.money import tax_included

cents = st.integers(1, 1_000_000).map(lambda n: Decimal(n) / 100)
rates = st.sampled_from([Decimal(0), Decimal(4), Decimal("5.5"), Decimal(7), Decimal(10), Decimal(19), Decimal(21)])


@st.composite
def draft_lines(draw: st.DrawFn) -> DraftLine:
    gross, rate = draw(cents), draw(rates)
    return DraftLine(
        order_line_pk=1,
        kind=InvoiceLineKind.GOODS,
        title="Thing",
        sku="T",
        quantity=draw(st.integers(1, 9)),
        unit_price=gross,
        gross=gross,
        tax_rate=rate,
        tax_amount=tax_included(gross, rate, "EUR"),
    )


@given(st.lists(draft_lines(), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_totals_are_sums_of_lines_and_net_and_tax_make_gross(lines):
    totals = total_of(lines)

    assert totals.gross == sum(line.gross for line in lines)
    assert totals.tax == sum(line.tax_amount for line in lines)
    assert totals.net == sum(line.net for line in lines)
    assert totals.net + totals.tax == totals.gross
    for line in lines:
        exact = line.gross * line.tax_rate / (100 + line.tax_rate)
        assert abs(line.tax_amount - exact) <= Decimal("0.005")


@given(draft_lines(), st.lists(st.integers(1, 100), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_parts_taken_back_add_up_to_the_line(line, weights):
    left, left_tax, taken = line.gross, line.tax_amount, []
    for index, weight in enumerate(weights, start=1):
        part = left if index == len(weights) else (left * weight / 200).quantize(Decimal("0.01"))
        if part <= 0:
            continue
        back = take_back(line, amount=part, left=left, left_tax=left_tax, currency="EUR")
        left, left_tax = left + back.gross, left_tax + back.tax_amount
        taken.append(back)
        assert back.net + back.tax_amount == back.gross
        assert left_tax >= 0
        exact = (line.gross - left) * line.tax_rate / (100 + line.tax_rate)
        assert abs((line.tax_amount - left_tax) - exact) <= Decimal("0.005")

    assert (left, left_tax) == (0, 0)
    assert total_of(give_again(taken)).gross == line.gross


def test_many_small_corrections_carry_the_tax_of_their_sum():
    line = DraftLine(1, InvoiceLineKind.GOODS, "Lamp", "L", 1, *map(Decimal, ("12.30", "12.30", "21", "2.13")))
    left, left_tax = line.gross, line.tax_amount
    for _part in range(61):
        back = take_back(line, amount=Decimal("0.02"), left=left, left_tax=left_tax, currency="EUR")
        left, left_tax = left + back.gross, left_tax + back.tax_amount

    last = take_back(line, amount=left, left=left, left_tax=left_tax, currency="EUR")

    assert left_tax == Decimal("1.92")
    assert (last.gross, last.tax_amount) == (Decimal("-11.08"), Decimal("-1.92"))

"""What holds after any sequence of debits, releases and reversals, of any amounts."""

from collections import defaultdict
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invoices.choices import PaymentState, TransactionType
from invoices.models import LedgerDay, LedgerEntry, LedgerTransaction
from invoices.services.balances import NOTHING, Balances, balances_of, owed_before, running_balances
from invoices.services.ledger import post_debit, release, reverse
from invoices.services.ledger_days import count_unsummed, rebuild_days, sum_up_days
from marketplace.errors import ValidationFailed
from marketplace.shops.models import ShopChannel
from tests.factories.ledger import counted_balances, counted_owed
from tests.factories.offers import make_offer
from tests.factories.orders import lines, make_accepted_order
from tests.factories.shops import NOON, make_channel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_all_shops")]

AMOUNTS = st.decimals(min_value=0, max_value=999, places=2)
PRICES = st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS), min_size=3, max_size=3)
PLACES = st.integers(0, 2)
REVERSED = st.sampled_from([TransactionType.ORDER_AMOUNT, TransactionType.ORDER_SHIPPING_AMOUNT])
SHARES = st.sampled_from([Decimal("0.01"), Decimal("0.33"), Decimal("0.5"), Decimal(1)])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("debit"), PLACES),
        st.tuples(st.just("release"), PLACES),
        st.tuples(st.just("reverse"), PLACES, REVERSED, SHARES),
    ),
    max_size=14,
)
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def goods(shop):
    """Two lines of an order in euros, and one of an order in reais."""
    euros = make_accepted_order(shop, offers=[make_offer(shop), make_offer(shop)])
    brazil = make_channel(code="BR", currency="BRL")
    ShopChannel.objects.create(shop=shop, channel=brazil)
    reais = make_accepted_order(shop, channel=brazil, offers=[make_offer(shop, currency="BRL")])
    assert (euros.currency, reais.currency) == ("EUR", "BRL")
    return [(euros, line) for line in lines(euros)] + [(reais, line) for line in lines(reais)]


def price(line, amounts):
    """The line with these amounts; the commission is never more than what it is taken of."""
    line.price, line.shipping_price, fee, tax = amounts
    line.commission_fee = min(fee, line.price + line.shipping_price)
    line.commission_tax = min(tax, line.commission_fee)


def take(goods, step, number):
    at = NOON + timedelta(hours=9 * number)
    order, line = goods[step[1]]
    if step[0] == "debit":
        post_debit(order=order, lines=[line], at=at)
    elif step[0] == "release":
        release(order=order, lines=[line], at=at)
    elif original := LedgerTransaction.objects.filter(order_line=line, type=step[2]).first():
        amount = max((original.amount * step[3]).quantize(Decimal("0.01")), Decimal("0.01"))
        with suppress(ValidationFailed):  # more than is left of it
            reverse(transaction_id=original.transaction_id, amount=amount, key=str(number), at=at)


def check_sums(shop_id):
    """R126: sums hold."""
    found = balances_of(shop_id=shop_id)
    nothing = Balances()
    assert {c: each for c, each in found.items() if each != nothing} == {
        c: each for c, each in counted_balances().items() if each != nothing
    }
    owed = {currency: each.pending + each.payable + each.paid for currency, each in found.items()}
    assert owed == {currency: counted_owed().get(currency, NOTHING) for currency in owed}
    by_state: dict[str, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(PaymentState.values, NOTHING))
    for each in LedgerTransaction.objects.charged():
        by_state[each.currency][each.payment_state] += each.amount
    for currency, each in found.items():
        assert (each.pending, each.payable) == tuple(by_state[currency].values())
        assert each.paid == 0


def check_transactions():
    sums: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for entry in LedgerEntry.objects.select_related("transaction"):
        assert entry.currency == entry.transaction.currency
        sums[entry.transaction_id, entry.currency] += entry.amount
    assert set(sums.values()) <= {NOTHING}
    by_line: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for each in LedgerTransaction.objects.charged():
        by_line[each.order_line_id][each.type] += each.amount
    for amounts in by_line.values():
        parts = [(amounts[f"REFUND_{type_}"], amounts[type_]) for type_ in ("COMMISSION_FEE", "COMMISSION_VAT")]
        assert all(0 <= back <= -taken for back, taken in parts)
        left = sum(amounts[type_] for type_ in amounts if type_.endswith("ORDER_AMOUNT") or "SHIPPING" in type_)
        if left == 0:
            assert sum(amounts.values()) == 0


@few
@given(PRICES, STEPS)
def test_sums_hold_after_every_step(goods, prices, steps):
    """R126: the balances are the sums of the entries, of the amounts, and of the amounts by state; never two
    currencies in one.
    """
    with transaction.atomic():
        for (_order, line), amounts in zip(goods, prices, strict=True):
            price(line, amounts)
        for number, step in enumerate(steps):
            take(goods, step, number)
            check_sums(goods[0][0].shop_id)
        check_transactions()
        transaction.set_rollback(True)


def read_days():
    return sorted(LedgerDay.objects.values_list("day", "currency", "pending", "payable", "paid"))


@few
@given(PRICES, STEPS)
def test_days_summed_up_or_made_again_say_the_same(goods, prices, steps):
    shop_id = goods[0][0].shop_id
    with transaction.atomic():
        for (_order, line), amounts in zip(goods, prices, strict=True):
            price(line, amounts)
        for number, step in enumerate(steps):
            take(goods, step, number)
            if number % 5 == 0:
                sum_up_days()
        written, new = balances_of(shop_id=shop_id), count_unsummed()

        assert sum_up_days() == new
        assert (balances_of(shop_id=shop_id), count_unsummed()) == (written, 0)
        summed = read_days()
        assert len({(day, currency) for day, currency, *_sums in summed}) == len(summed)
        rebuild_days()
        assert [each for each in read_days() if any(each[2:])] == [each for each in summed if any(each[2:])]
        transaction.set_rollback(True)


@few
@given(PRICES, STEPS, st.integers(0, 15))
def test_running_balances_are_what_was_owed_after_each(goods, prices, steps, hours):
    """R127: opening and lines make closing."""
    shop_id, moment = goods[0][0].shop_id, NOON + timedelta(hours=9 * hours)
    with transaction.atomic():
        for (_order, line), amounts in zip(goods, prices, strict=True):
            price(line, amounts)
        for number, step in enumerate(steps):
            take(goods, step, number)
        every = list(LedgerTransaction.objects.charged().order_by("at", "pk"))
        owed: dict[str, Decimal] = defaultdict(Decimal)
        expected, before = {}, {}
        for each in every:
            if each.at < moment:
                before[each.currency] = owed[each.currency] + each.amount
            owed[each.currency] += each.amount
            expected[each.pk] = owed[each.currency]

        assert running_balances(every, shop_id=shop_id) == expected
        some = every[::3]
        assert running_balances(some, shop_id=shop_id) == {each.pk: expected[each.pk] for each in some}
        found = owed_before(shop_id=shop_id, moment=moment)
        assert {c: found.get(c, NOTHING) for c in owed} == {c: before.get(c, NOTHING) for c in owed}
        assert {c: owed_before(shop_id=shop_id, moment=None).get(c, NOTHING) for c in owed} == owed
        transaction.set_rollback(True)

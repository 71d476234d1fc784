"""Numbers of invoices, taken by many at the same time on real connections."""

import threading

import pytest
from django.db import connection, transaction

from invoices.choices import InvoiceKind
from invoices.models import Invoice, InvoiceSeries, OrderDocument
from invoices.services import papers
from invoices.services.issuing import issue_invoice
from invoices.services.papers import render_due
from invoices.services.runs import start_run, work_runs
from marketplace.tenancy import all_shops, shop_scope
from orders.models import Order, OrderLine
from tests.concurrency.test_orders import at_once
from tests.factories.invoicing import complete_issuer
from tests.factories.orders import SELLER, make_shipping_order
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop():
    channel = make_channel(code="ES")
    return complete_issuer(make_shop(code="a", channels=(channel,)))


def _orders(shop, count):
    """One paid order, and copies of its rows: many are made quickly, and each is as good as the first."""
    with all_shops("a test fills tables"):
        first = make_shipping_order(shop)
        ids = [first.order_id]
        line = OrderLine.objects.get(order=first)
        generated = {"due_at"}
        fields = [each.attname for each in Order._meta.concrete_fields if each.attname not in {"id", *generated}]
        values = {name: getattr(first, name) for name in fields}
        for number in range(1, count):
            order_id = f"COPY{number:04}-A"
            order = Order.objects.create(**{**values, "order_id": order_id, "commercial_id": f"COPY{number:04}"})
            line.pk, line.order, line.line_id = None, order, f"{order_id}-1"
            line.save(force_insert=True)
            ids.append(order_id)
    return ids


def _issue(order_id, kind=None):
    with transaction.atomic():
        return issue_invoice(order_id=order_id, kind=kind, actor=SELLER, at=NOON).number


def test_without_the_lock_two_would_take_the_same_number(shop):
    """The race itself: both look, then both take."""
    with shop_scope(shop):
        InvoiceSeries.objects.create(shop=shop, kind=InvoiceKind.FULL, prefix="F", year=2026)
    both_have_looked = threading.Barrier(2)

    def take():
        number = InvoiceSeries.objects.get().last_number + 1
        both_have_looked.wait(timeout=10)
        InvoiceSeries.objects.update(last_number=number)
        return number

    assert at_once(take, take) == [1, 1]
    with shop_scope(shop):
        assert InvoiceSeries.objects.get().last_number == 1


def test_five_hundred_issued_by_ten_threads_have_no_gap_and_no_double(shop):
    orders = _orders(shop, 500)

    def some(place):
        def act():
            return [_issue(order_id) for order_id in orders[place::10]]

        return act

    results = at_once(*(some(place) for place in range(10)))

    assert all(isinstance(each, list) for each in results), results
    assert sorted(number for each in results for number in each) == list(range(1, 501))
    with shop_scope(shop):
        texts = list(Invoice.objects.order_by("number").values_list("invoice_number", flat=True))
        assert InvoiceSeries.objects.get().last_number == 500
    assert texts == [f"F2026-{number:06}" for number in range(1, 501)]


def test_one_order_is_invoiced_once_by_two_hands(shop):
    [order_id] = _orders(shop, 1)

    results = at_once(lambda: _issue(order_id), lambda: _issue(order_id))

    assert sorted(map(str, results)) == ["1", "INVOICE_EXISTS"]
    with shop_scope(shop):
        assert InvoiceSeries.objects.get().last_number == 1


def test_those_who_fail_leave_no_gap_to_those_who_wait(shop):
    orders = _orders(shop, 20)

    def fail(order_id):
        def act():
            with transaction.atomic():
                _issue(order_id)
                transaction.set_rollback(True)
            return "undone"

        return act

    acts = [fail(each) if place % 2 else (lambda each=each: _issue(each)) for place, each in enumerate(orders)]
    results = at_once(*acts)

    assert sorted(each for each in results if each != "undone") == list(range(1, 11))


def test_two_workers_share_a_run_and_the_papers(shop):
    orders = _orders(shop, 8)
    with shop_scope(shop):
        start_run(shop_id=shop.pk, order_ids=orders, actor=SELLER, at=NOON)

    issued = _in_two(work_runs)
    printed = _in_two(render_due)

    assert (sum(issued), sum(printed)) == (8, 8)
    with shop_scope(shop):
        assert sorted(Invoice.objects.values_list("number", flat=True)) == list(range(1, 9))
        assert OrderDocument.objects.count() == 8
        assert papers.count_due() == 0


def _in_two(work):
    """What two workers handled, each on its own connection and outside any scope."""
    found, start = [], threading.Barrier(2)

    def run():
        try:
            start.wait(timeout=10)
            while handled := work():
                found.append(handled)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found

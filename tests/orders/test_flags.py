"""Marks that upper apps set."""

from datetime import timedelta

import pytest

from orders.services.flags import mark_customer_message, mark_incident, mark_invoice
from tests.factories.orders import make_order
from tests.factories.shops import NOON

pytestmark = pytest.mark.usefixtures("in_all_shops")
LATER = NOON + timedelta(hours=1)


def test_marks_are_set_and_taken_back(shop):
    order = make_order(shop)

    mark_customer_message(order_id=order.order_id, at=LATER)
    mark_invoice(order_id=order.order_id, is_present=True, at=LATER)
    mark_incident(order_id=order.order_id, is_open=True, at=LATER)
    mark_incident(order_id=order.order_id, is_open=False, at=LATER)

    order.refresh_from_db()
    assert (order.has_customer_message, order.has_invoice, order.has_incident) == (True, True, False)
    assert order.updated_at == LATER


def test_a_mark_that_stands_already_changes_nothing(shop):
    order = make_order(shop)
    mark_invoice(order_id=order.order_id, is_present=False, at=LATER)

    order.refresh_from_db()
    assert order.updated_at == NOON

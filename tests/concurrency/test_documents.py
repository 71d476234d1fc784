"""Two hands on the documents of one order at the same moment."""

from datetime import timedelta

import pytest

from invoices.choices import DocumentSource, DocumentType
from invoices.models import OrderDocument
from invoices.services.documents import file_document, remove_document
from marketplace.deadlines.models import Deadline
from marketplace.tenancy import all_shops
from orders.models import Order
from orders.services.shipment import ship_order
from tests.concurrency.test_orders import at_once
from tests.factories.documents import LATER, PDF, make_document
from tests.factories.orders import SELLER, make_shipped_order, make_shipping_order
from tests.factories.shops import make_channel, make_shop

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def selling():
    return make_shop(code="a", channels=(make_channel(code="ES"),))


def upload(order, name="invoice.pdf"):
    def act():
        file_document(
            order_id=order.order_id,
            type=DocumentType.CUSTOMER_INVOICE,
            name=name,
            content=PDF,
            source=DocumentSource.UPLOADED,
            actor=SELLER,
            at=LATER,
        )
        return "filed"

    return act


def remove(document):
    def act():
        remove_document(document_id=document.pk, actor=SELLER, at=LATER)
        return "removed"

    return act


def state_of(order):
    """Whether the order says that it has an invoice, how many there are, and how many clocks run."""
    with all_shops("a test looks"):
        return (
            Order.objects.get(pk=order.pk).has_invoice,
            OrderDocument.objects.live().filter(order=order).count(),
            Deadline.objects.filter(kind="invoice_due", subject_id=order.order_id, closed_at=None).count(),
        )


def test_of_two_uploads_of_one_name_one_is_filed(selling):
    order = make_shipped_order(selling)

    results = at_once(upload(order), upload(order))

    assert sorted(results) == ["FILE_NAME_TAKEN", "filed"]
    assert state_of(order) == (True, 1, 0)


def test_an_upload_beside_a_removal_leaves_the_order_with_its_invoice(selling):
    order = make_shipped_order(selling)
    document = make_document(selling, order)

    results = at_once(remove(document), upload(order, "second.pdf"))

    assert sorted(results) == ["filed", "removed"]
    assert state_of(order) == (True, 1, 0)


def test_a_document_is_removed_once(selling):
    order = make_shipped_order(selling)
    document = make_document(selling, order)

    results = at_once(remove(document), remove(document))

    assert sorted(results) == ["DOCUMENT_NOT_FOUND", "removed"]
    assert state_of(order) == (False, 0, 1)


def test_an_invoice_filed_while_the_parcel_leaves_leaves_no_clock_running(selling):
    order = make_shipping_order(selling)

    def ship():
        ship_order(order_id=order.order_id, actor=SELLER, at=LATER - timedelta(minutes=1))
        return "shipped"

    results = at_once(ship, upload(order))

    assert sorted(results) == ["filed", "shipped"]
    assert state_of(order) == (True, 1, 0)

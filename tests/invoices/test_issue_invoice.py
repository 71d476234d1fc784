"""Issuing the invoice of an order."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from invoices.choices import DocumentSource, DocumentType, InvoiceKind
from invoices.models import Invoice, InvoiceLine, InvoiceSeries
from invoices.services.documents import file_document
from invoices.services.drafting import draft_of
from invoices.services.issuing import issue_invoice
from invoices.services.settings import change_settings
from marketplace.errors import IllegalTransition, ValidationFailed
from marketplace.shops.models import Shop
from orders.models import Order, OrderLine
from tests.factories.invoicing import ISSUER, complete_issuer, make_invoice
from tests.factories.orders import ADDRESS, SELLER, make_accepted_order, make_shipped_order, make_shipping_order
from tests.factories.shops import NOON

ELSEWHERE = {**ADDRESS, "firstname": "Marta", "street_1": "Avenida Otra 9", "zip_code": "46001", "city": "Valencia"}


def _issue(order: Order, kind: InvoiceKind | None = None, at: datetime = NOON) -> Invoice:
    return issue_invoice(order_id=order.order_id, kind=kind, actor=SELLER, at=at)


def test_an_invoice_takes_the_billing_address(in_shop):
    """R044"""
    complete_issuer(in_shop)
    order = make_shipping_order(in_shop, billing_address=ELSEWHERE)

    invoice = _issue(order)

    assert invoice.kind == InvoiceKind.FULL
    assert invoice.recipient is not None
    assert invoice.recipient["name"] == "Marta Ejemplo"
    assert invoice.recipient["lines"] == ["Avenida Otra 9", "46001 Valencia", "España"]
    assert "Calle Inventada 1" not in str(invoice.recipient)


@pytest.mark.parametrize("billing", [None, {}, {**ADDRESS, "street_1": ""}])
def test_without_billing_data_only_a_simplified_invoice_is_offered(in_shop, billing):
    """R046, R047: and it names nobody, least of all from the shipping address."""
    complete_issuer(in_shop)
    order = make_shipping_order(in_shop, billing_address=billing)
    order = Order.objects.select_related("channel", "shop").get(pk=order.pk)
    assert draft_of(order, at=NOON).kinds == (InvoiceKind.SIMPLIFIED,)
    with pytest.raises(ValidationFailed, match="only a simplified invoice"):
        _issue(order, InvoiceKind.FULL)

    invoice = _issue(order)

    assert invoice.kind == InvoiceKind.SIMPLIFIED
    assert invoice.recipient is None
    assert invoice.invoice_number == "S2026-000001"


def test_an_incomplete_issuer_is_told_exactly_what_lacks(in_shop):
    order = make_shipping_order(in_shop)
    Shop.objects.filter(pk=in_shop.pk).update(**{**ISSUER, "tax_id": "", "city": " "})

    with pytest.raises(ValidationFailed) as raised:
        _issue(order)

    assert raised.value.code == "ISSUER_INCOMPLETE"
    assert [fault.field for fault in raised.value.errors] == ["tax_id", "city"]
    assert raised.value.message == "No invoice can be issued until the shop's data are complete. Missing: tax id, city."
    assert not InvoiceSeries.objects.exists()


def test_numbers_run_by_kind_and_year(in_shop):
    in_shop = complete_issuer(in_shop)
    first, second = make_invoice(in_shop), make_invoice(in_shop)
    simplified = make_invoice(in_shop, kind=InvoiceKind.SIMPLIFIED)
    # In Madrid the new year has begun.
    next_year = make_invoice(in_shop, at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))

    numbers = [each.invoice_number for each in (first, second, simplified, next_year)]
    assert numbers == ["F2026-000001", "F2026-000002", "S2026-000001", "F2027-000001"]
    assert next_year.issued_on == date(2027, 1, 1)


def test_a_refused_issue_leaves_no_gap(in_shop):
    first = make_invoice(in_shop)
    order = make_shipping_order(in_shop)
    with transaction.atomic():
        _issue(order)
        transaction.set_rollback(True)

    assert [first.invoice_number, _issue(order).invoice_number] == ["F2026-000001", "F2026-000002"]


def test_dates_never_go_back_within_a_series(in_shop):
    make_invoice(in_shop, at=NOON + timedelta(days=3))

    earlier = make_invoice(in_shop, at=NOON)

    assert earlier.issued_on == (NOON + timedelta(days=3)).date()
    assert earlier.issued_at == NOON


def test_an_order_has_one_invoice(in_shop):
    invoice = make_invoice(in_shop)

    with pytest.raises(ValidationFailed) as raised:
        _issue(invoice.order)

    assert raised.value.code == "INVOICE_EXISTS"
    assert "F2026-000001" in raised.value.message
    assert Invoice.objects.count() == 1


def test_an_order_with_a_filed_invoice_gets_none(in_shop):
    complete_issuer(in_shop)
    order = make_shipping_order(in_shop)
    file_document(
        order_id=order.order_id,
        type=DocumentType.CUSTOMER_INVOICE,
        name="mine.pdf",
        content=b"%PDF-1.7 by hand",
        source=DocumentSource.UPLOADED,
        actor=SELLER,
        at=NOON,
    )

    with pytest.raises(ValidationFailed, match="mine.pdf"):
        _issue(order)


def test_no_invoice_before_the_payment(in_shop):
    complete_issuer(in_shop)
    order = make_accepted_order(in_shop)

    with pytest.raises(IllegalTransition):
        _issue(order)

    order.refresh_from_db()
    assert not order.has_invoice


def test_an_order_of_the_past_gets_none(in_shop):
    complete_issuer(in_shop)
    order = make_shipped_order(in_shop)
    Order.objects.filter(pk=order.pk).update(is_imported=True)

    with pytest.raises(ValidationFailed) as raised:
        _issue(order)

    assert raised.value.code == "ORDER_IMPORTED"


def test_amounts_are_the_orders_own(in_shop):
    complete_issuer(in_shop)
    order = make_shipping_order(in_shop, quantity=3)
    line = OrderLine.objects.get(order=order)
    OrderLine.objects.filter(pk=line.pk).update(
        tax_rate=Decimal(21), tax_amount=Decimal("10.41"), shipping_tax_amount=Decimal("0.85")
    )

    invoice = _issue(order)

    line.refresh_from_db()
    goods, freight = InvoiceLine.objects.filter(invoice=invoice)
    assert (goods.kind, goods.gross, goods.tax_amount) == ("GOODS", line.price, line.tax_amount)
    assert (freight.kind, freight.gross, freight.tax_amount) == ("SHIPPING", line.shipping_price, Decimal("0.85"))
    assert invoice.total == order.total_price
    assert invoice.total_tax == Decimal("11.26")
    assert invoice.total_net == invoice.total - Decimal("11.26")


def test_the_order_has_its_invoice_from_then_on(in_shop):
    invoice = make_invoice(in_shop)

    order = Order.objects.get(pk=invoice.order_id)
    assert order.has_invoice


def test_what_is_issued_keeps_what_it_printed(in_shop):
    invoice = make_invoice(in_shop)
    Shop.objects.filter(pk=in_shop.pk).update(legal_name="Otra Casa, S.A.")
    Order.objects.filter(pk=invoice.order_id).update(billing_address=ELSEWHERE)

    invoice = Invoice.objects.get(pk=invoice.pk)

    assert invoice.issuer["name"] == "Casa Norte, S.L."
    assert invoice.issuer["lines"] == ["Calle Inventada 2", "33001 Oviedo", "España"]
    assert invoice.recipient is not None
    assert invoice.recipient["name"] == "Lucía Ejemplo"


@pytest.mark.parametrize("field", ["total", "recipient", "invoice_number", "issued_on"])
def test_the_database_refuses_to_change_an_issued_invoice(in_shop, field):
    invoice = make_invoice(in_shop)
    values = {"total": 0, "recipient": None, "invoice_number": "X", "issued_on": date(2020, 1, 1)}

    with pytest.raises(IntegrityError, match=r"never change|check constraint"), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(**{field: values[field]})
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        InvoiceLine.objects.filter(invoice=invoice)._raw_delete("default")
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk)._raw_delete("default")


def test_a_prefix_numbers_one_kind(in_shop):
    make_invoice(in_shop)

    with pytest.raises(ValidationFailed) as raised:
        change_settings(shop_id=in_shop.pk, changes={"full_prefix": "a!", "simplified_prefix": "F"}, at=NOON)

    assert [(fault.field, fault.code) for fault in raised.value.errors] == [
        ("full_prefix", "PREFIX_INVALID"),
        ("simplified_prefix", "PREFIX_TAKEN"),
    ]

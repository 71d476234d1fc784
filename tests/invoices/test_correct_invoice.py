"""Correcting an issued invoice."""

from decimal import Decimal
from typing import Any

import pytest

from invoices.choices import InvoiceKind
from invoices.models import Invoice, InvoiceLine
from invoices.parties import Recipient
from invoices.services.correcting import Corrected, TakenBack, correct_invoice
from invoices.services.documents import remove_document
from invoices.services.issuing import issue_invoice
from invoices.services.reading import printed_of
from invoices.signals import documents_changed
from marketplace.deadlines.models import Deadline
from marketplace.errors import ValidationFailed
from marketplace.shops.models import Shop
from marketplace.sweeping import drain_everything
from marketplace.tenancy import shop_scope
from orders.models import Order, OrderLine
from tests.factories.documents import make_document
from tests.factories.invoicing import complete_issuer, make_invoice
from tests.factories.orders import SELLER, make_shipped_order, make_shipping_order
from tests.factories.shops import NOON

SOMEBODY = Recipient(
    name="Marta Ejemplo", street_1="Avenida Otra 9", zip_code="46001", city="Valencia", country="ES", tax_id="X1"
)


def _correct(invoice: Invoice, *lines: TakenBack, recipient: Recipient | None = None) -> Corrected:
    return correct_invoice(
        invoice_id=str(invoice.invoice_id),
        reason="Wrong amount",
        lines=list(lines) or None,
        recipient=recipient,
        actor=SELLER,
        at=NOON,
    )


def test_a_corrective_invoice_names_the_first_and_takes_all_back(in_shop):
    """R048: both stay listed and linked."""
    invoice = make_invoice(in_shop)

    corrective = _correct(invoice).corrective

    printed = printed_of(Invoice.objects.get(pk=corrective.pk))
    assert corrective.invoice_number == "R2026-000001"
    assert corrective.corrects == invoice
    assert (printed.corrects_number, printed.corrects_on) == ("F2026-000001", invoice.issued_on)
    assert printed.reason == "Wrong amount"
    assert corrective.total == -invoice.total
    assert corrective.total_tax == -invoice.total_tax
    assert corrective.recipient == invoice.recipient
    assert Invoice.objects.filter(order=invoice.order).count() == 2


def test_after_a_whole_correction_another_invoice_can_be_issued(in_shop):
    invoice = make_invoice(in_shop)
    _correct(invoice)

    again = issue_invoice(order_id=invoice.order.order_id, kind=None, actor=SELLER, at=NOON)

    assert again.invoice_number == "F2026-000002"
    assert again.total == invoice.total


def _shipped_with_invoice(shop: Shop) -> Invoice:
    complete_issuer(shop)
    order = make_shipped_order(shop)
    return issue_invoice(order_id=order.order_id, kind=None, actor=SELLER, at=NOON)


def _misses_invoice(invoice: Invoice) -> bool:
    return bool(Order.objects.without_invoice().filter(pk=invoice.order_id).exists())


def test_a_wholly_corrected_order_is_without_invoice_and_its_clock_runs_on(in_shop):
    """R041, R048"""
    invoice = _shipped_with_invoice(in_shop)
    clocks = Deadline.objects.filter(kind="invoice_due", subject_id=invoice.order.order_id)
    first = clocks.get()
    assert first.closed_at is not None
    assert not _misses_invoice(invoice)

    _correct(invoice, TakenBack(1, Decimal("1.00")))
    assert not _misses_invoice(invoice)
    _correct(invoice)

    assert _misses_invoice(invoice)
    assert clocks.get(closed_at=None).due_at == first.due_at
    issue_invoice(order_id=invoice.order.order_id, kind=None, actor=SELLER, at=NOON)
    assert not _misses_invoice(invoice)
    assert not clocks.filter(closed_at=None).exists()


def test_a_whole_correction_is_told_to_the_figures(in_shop):
    invoice = _shipped_with_invoice(in_shop)
    told: list[bool] = []

    def hear(order_id: str, **_more: Any) -> None:
        told.append(Order.objects.get(order_id=order_id).has_invoice)

    documents_changed.connect(hear)
    try:
        _correct(invoice)
    finally:
        documents_changed.disconnect(hear)

    assert told == [False]


def test_an_order_whose_invoice_names_another_recipient_misses_none(in_shop):
    invoice = _shipped_with_invoice(in_shop)

    _correct(invoice, recipient=SOMEBODY)

    assert not _misses_invoice(invoice)


def test_the_pdf_of_a_corrected_invoice_stands_for_none(shop):
    """It may be made after the correction; and what was uploaded instead leaves none when it goes."""
    with shop_scope(shop):
        invoice = _shipped_with_invoice(shop)
        _correct(invoice)

    assert drain_everything()["invoices to print"] == 2

    with shop_scope(shop):
        assert _misses_invoice(invoice)
        uploaded = make_document(shop, invoice.order)
        assert not _misses_invoice(invoice)
        remove_document(document_id=uploaded.pk, actor=SELLER, at=NOON)
        assert _misses_invoice(invoice)


def test_an_invoice_over_nothing_is_issued_once(in_shop):
    """Nothing of it can be taken back."""
    complete_issuer(in_shop)
    order = make_shipping_order(in_shop)
    nothing = {"price": 0, "price_unit": 0, "tax_amount": 0, "shipping_price": 0, "shipping_tax_amount": 0}
    OrderLine.objects.filter(order=order).update(**nothing)
    issue_invoice(order_id=order.order_id, kind=None, actor=SELLER, at=NOON)

    with pytest.raises(ValidationFailed) as raised:
        issue_invoice(order_id=order.order_id, kind=None, actor=SELLER, at=NOON)

    assert raised.value.code == "INVOICE_EXISTS"


def test_some_amounts_of_no_line_are_asked_for(in_shop):
    with pytest.raises(ValidationFailed) as raised:
        correct_invoice(
            invoice_id=str(make_invoice(in_shop).invoice_id),
            reason="Wrong amount",
            lines=[],
            recipient=None,
            actor=SELLER,
            at=NOON,
        )

    assert (raised.value.code, raised.value.errors[0].field) == ("LINES_MISSING", "lines")


def test_corrections_never_add_up_to_more_than_the_invoice(in_shop):
    invoice = make_invoice(in_shop)
    line = InvoiceLine.objects.get(invoice=invoice, position=1)

    _correct(invoice, TakenBack(1, Decimal("1.01")))
    with pytest.raises(ValidationFailed) as raised:
        _correct(invoice, TakenBack(1, line.gross - Decimal("1.00")))
    rest = _correct(invoice, TakenBack(1)).corrective
    with pytest.raises(ValidationFailed):
        _correct(invoice, TakenBack(1))

    assert raised.value.errors[0].field == "lines[0].amount"
    assert rest.total == Decimal("1.01") - line.gross
    taken = InvoiceLine.objects.filter(invoice__corrects=invoice, kind="GOODS")
    assert sum(each.tax_amount for each in taken) == -line.tax_amount


def test_another_recipient_gets_a_new_invoice_of_the_same_amounts(in_shop):
    invoice = make_invoice(in_shop)

    corrected = _correct(invoice, recipient=SOMEBODY)

    assert corrected.renewed is not None
    assert corrected.renewed.kind == InvoiceKind.FULL
    assert corrected.renewed.invoice_number == "F2026-000002"
    assert corrected.renewed.recipient is not None
    assert corrected.renewed.recipient["name"] == "Marta Ejemplo"
    assert corrected.renewed.total == invoice.total
    assert corrected.corrective.total == -invoice.total
    assert corrected.corrective.recipient is not None
    assert corrected.corrective.recipient["name"] == "Lucía Ejemplo"


def test_what_a_correction_needs_is_named(in_shop):
    invoice = make_invoice(in_shop)

    with pytest.raises(ValidationFailed) as raised:
        correct_invoice(
            invoice_id=str(invoice.invoice_id),
            reason=" ",
            lines=[TakenBack(1)],
            recipient=Recipient(name="", street_1="A", city="B", country="ES"),
            actor=SELLER,
            at=NOON,
        )

    assert [fault.field for fault in raised.value.errors] == ["reason", "lines", "recipient.name"]
    assert Invoice.objects.count() == 1


def test_a_corrective_invoice_is_not_corrected(in_shop):
    corrective = _correct(make_invoice(in_shop)).corrective

    with pytest.raises(ValidationFailed) as raised:
        _correct(corrective)

    assert raised.value.code == "CORRECTIVE_NOT_CORRECTED"

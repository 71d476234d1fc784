"""Correcting an issued invoice."""

from decimal import Decimal

import pytest

from invoices.choices import InvoiceKind
from invoices.models import Invoice, InvoiceLine
from invoices.parties import Recipient
from invoices.services.correcting import Corrected, TakenBack, correct_invoice
from invoices.services.issuing import issue_invoice
from invoices.services.reading import printed_of
from marketplace.errors import ValidationFailed
from tests.factories.invoicing import make_invoice
from tests.factories.orders import SELLER
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

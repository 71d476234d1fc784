"""Correcting an issued invoice by a second document that names it (R048). The first stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from invoices.amounts import DraftLine, give_again, take_back
from invoices.choices import InvoiceKind
from invoices.models import Invoice
from invoices.parties import Recipient, missing_of_recipient
from invoices.services.documents import miss_invoice
from invoices.services.reading import find_invoice
from invoices.services.standing import LeftLine, lines_left
from invoices.services.writing import Content, write_invoice
from marketplace.actors import Actor
from marketplace.errors import FieldError, ValidationFailed, refusal
from marketplace.money import round_money
from orders.services.moving import lock_order

LONGEST_REASON = 255  # of the column


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How much of one line is taken back, with tax; without an amount, all that is left of it."""

    position: int
    amount: Decimal | None = None


@dataclass(frozen=True)
class Corrected:
    """The corrective invoice, and the new one where a recipient was given."""

    corrective: Invoice
    renewed: Invoice | None


@transaction.atomic
def correct_invoice(
    *,
    invoice_id: str,
    reason: str,
    lines: Sequence[TakenBack] | None,
    recipient: Recipient | None,
    actor: Actor,
    at: datetime,
) -> Corrected:
    """Take back some lines of an invoice, or all that is left of it, by a corrective invoice of its own series.

    With a `recipient` the whole is taken back and issued again to that one; without, an order of which all is taken
    back is among those without invoice again. Corrections of a line never add up to more than the line.
    Raises NotFound, ValidationFailed naming the field.
    """
    order = lock_order(find_invoice(invoice_id).order.order_id)
    invoice = find_invoice(invoice_id)
    reason = " ".join(reason.split())
    _check(invoice, reason, lines, recipient)
    taken = _taken_lines(invoice, lines)
    content = Content(
        kind=InvoiceKind.CORRECTIVE, lines=taken, frozen=invoice.recipient, corrects=invoice, reason=reason
    )
    corrective = write_invoice(order=order, content=content, actor=actor, at=at)
    renewed = None
    if recipient is not None:
        again = Content(kind=InvoiceKind.FULL, lines=give_again(taken), recipient=recipient)
        renewed = write_invoice(order=order, content=again, actor=actor, at=at)
    miss_invoice(order=order, at=at)
    return Corrected(corrective=corrective, renewed=renewed)


def _check(invoice: Invoice, reason: str, lines: Sequence[TakenBack] | None, recipient: Recipient | None) -> None:
    faults: list[FieldError] = []
    if invoice.kind == InvoiceKind.CORRECTIVE:
        raise refusal("CORRECTIVE_NOT_CORRECTED", "invoice_id", _("A corrective invoice is not corrected itself."))
    if not reason:
        faults.append(FieldError("REASON_MISSING", "reason", _("Say why the invoice is corrected.")))
    elif len(reason) > LONGEST_REASON:
        faults.append(FieldError("REASON_TOO_LONG", "reason", _("At most 255 characters.")))
    if lines is not None and not lines:
        faults.append(FieldError("LINES_MISSING", "lines", _("Say how much of at least one line is taken back.")))
    if recipient is not None:
        if lines is not None:
            message = _("An invoice to another recipient takes back the whole of the first.")
            faults.append(FieldError("LINES_WITH_RECIPIENT", "lines", message))
        message = _("An invoice needs this of its recipient.")
        missing = missing_of_recipient(recipient)
        faults += [FieldError("RECIPIENT_INCOMPLETE", f"recipient.{name}", message) for name in missing]
    if faults:
        raise ValidationFailed(code=faults[0].code, message=faults[0].message, errors=faults)


def _taken_lines(invoice: Invoice, lines: Sequence[TakenBack] | None) -> list[DraftLine]:
    """The negative lines, in the order of the invoice."""
    left = lines_left(invoice)
    if lines is None:
        wanted = {each.position: each.left for each in left if each.left}
    else:
        wanted = _wanted(invoice, {each.position: each for each in left}, lines)
    if not wanted:
        raise refusal("NOTHING_LEFT", "lines", _("Nothing is left to be taken back."))
    return [
        take_back(
            each.line,
            amount=wanted[each.position],
            left=each.left,
            left_tax=each.left_tax,
            currency=invoice.currency,
        )
        for each in left
        if each.position in wanted
    ]


def _wanted(invoice: Invoice, left: dict[int, LeftLine], lines: Sequence[TakenBack]) -> dict[int, Decimal]:
    """The amount of each line named, checked against what is left of it."""
    faults: list[FieldError] = []
    wanted: dict[int, Decimal] = {}
    for index, each in enumerate(lines):
        found = left.get(each.position)
        if found is None or each.position in wanted:
            message = _("There is no such line, or it is named twice.")
            faults.append(FieldError("LINE_NOT_FOUND", f"lines[{index}].position", message))
            continue
        amount = found.left if each.amount is None else each.amount
        if amount <= 0 or amount > found.left or round_money(amount, invoice.currency) != amount:
            message = _("Between 0 and %(left)s, which is left of this line.") % {"left": found.left}
            faults.append(FieldError("AMOUNT_INVALID", f"lines[{index}].amount", message))
        wanted[each.position] = amount
    if faults:
        raise ValidationFailed(code=faults[0].code, message=faults[0].message, errors=faults)
    return wanted

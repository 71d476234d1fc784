"""Taking amounts of an order back, whole or in part, with their share of the commission. Refunds will call it."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from invoices.choices import REVERSALS, Account, TransactionType
from invoices.models import LedgerTransaction
from invoices.services.posting import Posting, lock_order_of, write
from marketplace.errors import Conflict, NotFound, refusal
from marketplace.money import round_money
from orders.models import Order

_ORDER_AMOUNTS = (TransactionType.ORDER_AMOUNT, TransactionType.ORDER_SHIPPING_AMOUNT)
_COMMISSION = {
    TransactionType.COMMISSION_FEE: Account.OPERATOR_COMMISSION,
    TransactionType.COMMISSION_VAT: Account.OPERATOR_TAX,
}


@transaction.atomic
def reverse(*, transaction_id: UUID, amount: Decimal, key: str, at: datetime) -> list[LedgerTransaction]:
    """Take `amount` of an order or shipping amount back, never more than is left of it, out of where it stands:
    payable once it was released, else pending. The same key again changes nothing.

    The commission's share goes back with it: after each reversal, what went back of the fee is the fee times what went
    back of the line over what the line brought, half up to the cent; so that a whole reversal leaves exactly nothing.
    Raises NotFound, ValidationFailed, and Conflict for a key used with another amount.
    """
    original, order = _lock_original(transaction_id)
    prefix = f"reverse:{original.transaction_id}:{key}"
    keys = [f"{prefix}:{type_}" for type_ in REVERSALS.values()]
    done = list(LedgerTransaction.objects.filter(key__in=keys).order_by("pk"))
    if done:
        if done[0].amount != -amount:
            raise Conflict(message=_("Another amount was taken back under this key before."))
        return done
    line = _Line(original, at)
    _check(amount, left=line.left_of(original.type), currency=original.currency)
    postings = [line.posting(TransactionType(original.type), -amount, Account.CUSTOMER, prefix)]
    for type_, account in _COMMISSION.items():
        share = line.commission_share(type_, amount)
        if share:
            postings.append(line.posting(type_, share, account, prefix))
    return write(order, postings, at=at)


def _lock_original(transaction_id: UUID) -> tuple[LedgerTransaction, Order]:
    """The transaction, read again under the lock of its order: it may have been released meanwhile."""
    transactions = LedgerTransaction.objects.select_related("order")
    found: LedgerTransaction | None = transactions.filter(transaction_id=transaction_id).first()
    if found is None:
        raise NotFound(code="TRANSACTION_NOT_FOUND", message=_("There is no such transaction here."))
    if found.type not in _ORDER_AMOUNTS or found.order is None:
        raise refusal("NOT_REVERSIBLE", "transaction_id", _("Only amounts of an order can be taken back."))
    lock_order_of(found.order)
    return transactions.get(pk=found.pk), found.order


def _check(amount: Decimal, *, left: Decimal, currency: str) -> None:
    if amount <= 0 or amount != round_money(amount, currency):
        raise refusal("VALIDATION_ERROR", "amount", _("The amount must be positive, with no more than two decimals."))
    if amount > left:
        message = _("At most %(left)s %(currency)s of it are left.") % {"left": left, "currency": currency}
        raise refusal("AMOUNT_TOO_HIGH", "amount", message)


class _Line:
    """What was written of the order line of a transaction: originals by type, and what went back of each."""

    def __init__(self, original: LedgerTransaction, at: datetime) -> None:
        is_pending = original.released_at is None
        self.account = Account.SELLER_PENDING if is_pending else Account.SELLER_PAYABLE
        self.released_at = None if is_pending else at
        self.line_pk = original.order_line_id
        self.currency = original.currency
        self.originals: dict[str, LedgerTransaction] = {}
        self.back: dict[str, Decimal] = {}
        for each in LedgerTransaction.objects.charged().filter(order_line=original.order_line_id):
            if each.type in REVERSALS:
                self.originals[each.type] = each
            else:
                self.back[each.type] = self.back.get(each.type, Decimal(0)) + abs(each.amount)

    def left_of(self, type_: str) -> Decimal:
        return abs(self.originals[type_].amount) - self._went_back(type_)

    def commission_share(self, type_: TransactionType, amount: Decimal) -> Decimal:
        """What goes back of this part of the commission when `amount` goes back of the line."""
        if type_ not in self.originals:
            return Decimal(0)
        brought = sum((self.originals[each].amount for each in _ORDER_AMOUNTS if each in self.originals), Decimal(0))
        back = sum((self._went_back(each) for each in _ORDER_AMOUNTS), amount)
        target = round_money(-self.originals[type_].amount * back / brought, self.currency)
        return target - self._went_back(type_)

    def posting(self, type_: TransactionType, amount: Decimal, other: Account, key: str) -> Posting:
        back = REVERSALS[type_]
        return Posting(
            key=f"{key}:{back}",
            type=back,
            line_pk=self.line_pk,
            amount=amount,
            sides=((self.account, amount), (other, -amount)),
            reverses_pk=self.originals[type_].pk,
            released_at=self.released_at,
        )

    def _went_back(self, type_: str) -> Decimal:
        return self.back.get(REVERSALS[TransactionType(type_)], Decimal(0))

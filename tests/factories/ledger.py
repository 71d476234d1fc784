"""What tests read of the ledger, counted anew from its entries."""

from collections import defaultdict
from decimal import Decimal

from invoices.choices import Account
from invoices.models import LedgerEntry, LedgerTransaction
from invoices.services.balances import Balances

_SELLER = {Account.SELLER_PENDING: "pending", Account.SELLER_PAYABLE: "payable", Account.SELLER_PAID: "paid"}


def counted_balances() -> dict[str, Balances]:
    """The balances of the open scope by currency, one entry after the other."""
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(_SELLER.values(), Decimal(0)))
    for entry in LedgerEntry.objects.filter(account__in=_SELLER):
        sums[entry.currency][_SELLER[Account(entry.account)]] += entry.amount
    return {currency: Balances(**amounts) for currency, amounts in sums.items()}


def counted_owed() -> dict[str, Decimal]:
    """The signed amounts of all transactions by currency."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for each in LedgerTransaction.objects.all():
        sums[each.currency] += each.amount
    return dict(sums)


def told() -> list[tuple[str, str]]:
    """Type and amount of every transaction in the order of writing."""
    return [(each.type, str(each.amount)) for each in LedgerTransaction.objects.order_by("pk")]

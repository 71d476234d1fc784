"""The ledger: append-only double entry. What a shop is owed is the sum of its entries (R126, R127)."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from invoices.choices import Account, TransactionType
from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager
from orders.models import Order, OrderLine


class LedgerTransaction(models.Model):
    """One happening: entries that add up to nothing. `amount` is the seller's part, signed: positive is owed to it.

    `key` names the happening, so that it is written once. A reversal names what it takes back.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    transaction_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    key = models.CharField(max_length=150, unique=True)
    type = models.CharField(_("type"), max_length=40, choices=TransactionType.choices)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversals")
    at = models.DateTimeField(_("at"))
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)

    objects = shop_manager()

    class Meta:
        verbose_name = _("ledger transaction")
        verbose_name_plural = _("ledger transactions")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(type__in=TransactionType.values), name="invoices_ledgertransaction_type_known"
            )
        ]
        indexes = [
            # TL02 and the finance page, newest first.
            models.Index(fields=["shop", "-at", "-id"], name="invoices_ledger_at"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.amount} {self.currency}"


class LedgerEntry(models.Model):
    """One side of a transaction: an amount on an account, signed. Never changed, never deleted."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="entries")
    account = models.CharField(_("account"), max_length=24, choices=Account.choices)
    at = models.DateTimeField(_("at"))
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)

    objects = shop_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(account__in=Account.values), name="invoices_ledgerentry_account_known")
        ]
        indexes = [
            models.Index(fields=["shop", "currency", "account", "at"], include=["amount"], name="invoices_entry_sums")
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"

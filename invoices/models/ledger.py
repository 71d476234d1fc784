"""The ledger: append-only double entry. What a shop is owed is the sum of its entries (R126, R127)."""

from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from invoices.choices import Account, PaymentState, TransactionType
from invoices.querysets import LedgerTransactionQuerySet
from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager
from orders.models import Order, OrderLine

_CHARGED = ~Q(type=TransactionType.RELEASE)
_sum: dict[str, Any] = {"max_digits": 18, "decimal_places": 2}


class LedgerTransaction(models.Model):
    """One happening: entries that add up to nothing. `amount` is what it adds to what the seller is owed, signed; a
    release adds nothing.

    `key` names the happening, so that it is written once. A reversal names what it takes back. `released_at`, the
    moment from which the amount is payable, and `updated_at` move once, with the release; nothing else ever does.
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
    released_at = models.DateTimeField(_("payable since"), null=True, blank=True)
    updated_at = models.DateTimeField(_("changed"))

    objects = shop_manager(queryset=LedgerTransactionQuerySet)

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
            # TL02 and the finance page, newest first; balances before a row and sums of a period from the index alone.
            models.Index(
                fields=["shop", "at", "id"],
                name="invoices_ledger_at",
                include=["currency", "amount"],
                condition=_CHARGED,
            ),
            # TL02 by change, as connectors poll it.
            models.Index(fields=["shop", "updated_at", "id"], name="invoices_ledger_updated", condition=_CHARGED),
            # What is still pending.
            models.Index(
                fields=["shop", "at", "id"],
                name="invoices_ledger_pending",
                condition=_CHARGED & Q(released_at__isnull=True),
            ),
            # The finance page by amount.
            models.Index(fields=["shop", "amount", "id"], name="invoices_ledger_amount", condition=_CHARGED),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.amount} {self.currency}"

    @property
    def payment_state(self) -> PaymentState:
        """Payable from the release on."""
        return PaymentState.PENDING if self.released_at is None else PaymentState.PAYABLE


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


class LedgerDay(models.Model):
    """What the entries of one day (UTC) add to a shop's balances, which are the sum over all rows. Each change of an
    order adds a row of its own, so that orders of one shop wait for nobody; a sweep joins the rows of a day.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(_("currency"), max_length=3)
    day = models.DateField(_("day"))
    pending = models.DecimalField(_("pending"), **_sum)
    payable = models.DecimalField(_("payable"), **_sum)
    paid = models.DecimalField(_("paid out"), **_sum)
    is_summed = models.BooleanField(default=False)

    objects = shop_manager()

    class Meta:
        verbose_name = _("balance")
        verbose_name_plural = _("balances")
        ordering = ["day", "pk"]
        indexes = [
            # Balances now, and before a day.
            models.Index(
                fields=["shop", "currency", "day"],
                name="invoices_ledger_days",
                include=["pending", "payable", "paid"],
            ),
            # What the sweep has to sum up.
            models.Index(fields=["id"], name="invoices_ledger_unsummed", condition=Q(is_summed=False)),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.currency}"

"""The ledger and the balances of all shops, to look at: services alone write them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Min, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from invoices.choices import Account, TransactionType
from invoices.models import LedgerDay, LedgerEntry, LedgerTransaction
from marketplace.operator import ReadOnlyAdmin, ReadOnlyTabular


class EntryInline(ReadOnlyTabular):
    """Both sides of a transaction, which add up to nothing."""

    model = LedgerEntry
    fields = ("account", "amount", "currency", "at")


@admin.register(LedgerTransaction)
class LedgerTransactionAdmin(ReadOnlyAdmin):
    """Every transaction of every shop, with its entries."""

    inlines = (EntryInline,)
    list_display = ("at", "shop", "type", "order", "amount_charged", "moved", "currency", "released_at")
    list_filter = ("type", "currency", "shop")
    list_select_related = ("shop", "order")
    search_fields = ("order__order_id", "order__commercial_id")
    ordering = ("-pk",)  # the order of writing, which costs no sorting however many there are
    readonly_fields = ("transaction_id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerTransaction]:
        lines: QuerySet[LedgerTransaction] = super().get_queryset(request).prefetch_related("entries")
        return lines

    @admin.display(description=_("amount"), ordering="amount")
    def amount_charged(self, line: LedgerTransaction) -> Any:
        return None if line.type == TransactionType.RELEASE else line.amount

    @admin.display(description=_("moved from pending to payable"))
    def moved(self, line: LedgerTransaction) -> Any:
        """A release charges nothing: it moves what stood as pending."""
        if line.type != TransactionType.RELEASE:
            return None
        return sum(entry.amount for entry in line.entries.all() if entry.account == Account.SELLER_PAYABLE)


@admin.register(LedgerDay)
class BalanceAdmin(ReadOnlyAdmin):
    """What each shop is owed: one row for each of its currencies."""

    list_display = ("shop", "currency", "pending_now", "payable_now", "paid_now")
    list_display_links: ClassVar[Any] = None
    list_filter = ("currency", "shop")
    list_select_related = ("shop",)
    search_fields = ("shop__name",)
    ordering = ("shop__name", "currency")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerDay]:
        """The first row of each shop and currency stands for all of them."""
        rows = LedgerDay.objects.order_by()
        firsts = rows.values("shop", "currency").annotate(first=Min("pk")).values("first")
        of_both = rows.filter(shop=OuterRef("shop"), currency=OuterRef("currency")).values("shop")
        sums = {
            f"{name}_sum": Subquery(of_both.annotate(sum=Sum(name)).values("sum"))
            for name in ("pending", "payable", "paid")
        }
        balances: QuerySet[LedgerDay] = super().get_queryset(request).filter(pk__in=firsts).annotate(**sums)
        return balances

    @admin.display(description=_("pending"), ordering="pending_sum")
    def pending_now(self, row: Any) -> Any:
        return row.pending_sum

    @admin.display(description=_("payable"), ordering="payable_sum")
    def payable_now(self, row: Any) -> Any:
        return row.payable_sum

    @admin.display(description=_("paid out"), ordering="paid_sum")
    def paid_now(self, row: Any) -> Any:
        return row.paid_sum

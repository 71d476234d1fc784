"""The list of orders without invoice (R041)."""

from typing import Any, ClassVar

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from invoices import missing
from invoices.kinds import INVOICE_DUE
from invoices.missing_filters import MissingFilterSet
from marketplace import clock
from marketplace.deadlines.cards import cards_for
from marketplace.deadlines.models import Deadline
from marketplace.permissions import Right
from marketplace.portal.lists import ListView
from orders.models import Order


class MissingInvoicesView(ListView):
    """`/shop/<id>/invoices/`: what is due first stands first."""

    permission = Right.ORDER_READ
    area = "finance"
    template_name: ClassVar[str] = "invoices/missing.html"
    url_name = "invoices:missing"
    title = gettext_lazy("Invoices missing")
    find_label = gettext_lazy("Number, name, SKU")
    filterset_class = MissingFilterSet
    sorts = missing.SORTS
    columns = missing.COLUMNS
    bulk = missing.BULK
    export_name = gettext_lazy("invoices missing")
    empty_title = gettext_lazy("No invoice is missing")
    empty_text = gettext_lazy("Shipped orders stand here until their invoice is filed or issued.")
    no_match_title = gettext_lazy("No order matches these filters")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = clock.now()

    def get_queryset(self) -> QuerySet[Order]:
        return with_due_times(Order.objects.without_invoice())

    def for_page(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.select_related("channel").defer("promise_policy")

    def prepare_rows(self, rows: list[Any]) -> list[Any]:
        cards = cards_for([order.order_id for order in rows], self.at, kinds=(INVOICE_DUE,))
        rights = self.member.rights
        for order in rows:
            order.card = next(iter(cards.get(order.order_id, ())), None)
            order.issue_url = self._act_url(order, "issue") if Right.INVOICE_WRITE in rights else ""
            order.upload_url = self._act_url(order, "upload") if Right.DOCUMENT_WRITE in rights else ""
        return rows

    def row_url(self, row: Any) -> str:
        return reverse("orders:detail", kwargs={"shop_id": self.shop.pk, "order_id": row.order_id})

    def _act_url(self, order: Order, act: str) -> str:
        return reverse(f"invoices:{act}", kwargs={"shop_id": self.shop.pk, "order_id": order.order_id})


def with_due_times(orders: Any) -> QuerySet[Order]:
    """Each order with the due time of its invoice, by which the list is sorted; None where no clock runs."""
    running = Deadline.objects.unresolved().filter(kind=INVOICE_DUE, subject_id=OuterRef("order_id"))
    found: QuerySet[Order] = orders.annotate(invoice_due_at=Subquery(running.order_by().values("due_at")[:1]))
    return found

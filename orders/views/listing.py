"""The list of orders, and what is done to many of them."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace import clock
from marketplace.permissions import Right
from marketplace.portal import formats
from marketplace.portal.bulk import listed, selected_keys, tell_refusals
from marketplace.portal.lists import ListView, Tab
from marketplace.portal.views import PortalView
from orders import lists
from orders.filtersets import OrderFilterSet
from orders.models import Order, OrderLine
from orders.pages.addresses import destination_of
from orders.pages.clocks import present_cards
from orders.services.deciding import Decided, accept_orders
from orders.services.delay import delay_of
from orders.transitions import TRACKABLE


class OrderListView(ListView):
    """`/shop/<id>/orders/`: sorted by what must be done next."""

    permission = Right.ORDER_READ
    area = "orders"
    template_name: ClassVar[str] = "orders/list.html"
    url_name = "orders:list"
    title = gettext_lazy("Orders")
    find_label = gettext_lazy("Number, name, SKU")
    filterset_class = OrderFilterSet
    tabs = lists.TABS
    sorts = lists.SORTS
    columns = lists.COLUMNS
    export_name = gettext_lazy("orders")
    empty_title = gettext_lazy("No order yet")
    empty_text = gettext_lazy(
        "Orders appear here as soon as a customer buys. Your offers must be on sale and in stock."
    )
    no_match_title = gettext_lazy("No order matches these filters")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = clock.now()

    def default_tab(self) -> Tab:
        return self.tabs[-1]

    def get_queryset(self) -> QuerySet[Order]:
        orders: QuerySet[Order] = Order.objects.all()
        return orders

    def for_page(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        counted = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
        line_count = Subquery(counted.annotate(count=Count("pk")).values("count"))
        orders: QuerySet[Any] = queryset.select_related("channel").annotate(line_count=line_count)
        return orders

    def prepare_rows(self, rows: list[Any]) -> list[Any]:
        cards = present_cards(rows, at=self.at)
        for order in rows:
            order.card = cards.get(order.order_id)
            order.destination = destination_of(order.shipping_address)
            delay = delay_of(order)
            order.delayed_day = formats.write_day(delay.day, today=self.at.date()) if delay else ""
            order.delay_url = self._delay_url(order)
        return rows

    def _delay_url(self, order: Order) -> str:
        """Where a delay is declared, for a late order whose customer waits for no later date."""
        is_promised = order.promise_latest is not None and order.due_at is not None
        is_late = is_promised and order.state in TRACKABLE and order.due_at < self.at
        is_told = order.delayed_until is not None and order.delayed_until >= self.at
        if not is_late or is_told or Right.ORDER_SHIP not in self.member.rights:
            return ""
        return reverse("orders:delay", kwargs={"shop_id": self.shop.pk, "order_id": order.order_id})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["actions"] = [a for a in lists.BULK if a.code == self.tab.code and a.right in self.member.rights]
        return context

    def row_url(self, row: Any) -> str:
        return reverse("orders:detail", kwargs={"shop_id": self.shop.pk, "order_id": row.order_id})


class AcceptOrdersView(PortalView):
    """Accept the selected orders; each that could not be accepted is named with its reason."""

    permission = Right.ORDER_ACCEPT
    area = "orders"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self._list_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        decided = accept_orders(order_pks=selected_keys(request), actor=self.actor, at=clock.now())
        self._tell(decided)
        return self.go(self._list_url)

    @property
    def _list_url(self) -> str:
        return reverse("orders:list", kwargs={"shop_id": self.shop.pk}) + "?tab=accept"

    def _tell(self, decided: list[Decided]) -> None:
        accepted = [each.order_id for each in decided if each.error is None]
        if accepted:
            text = ngettext(
                "%(count)d order accepted: %(orders)s.", "%(count)d orders accepted: %(orders)s.", len(accepted)
            )
            messages.success(self.request, text % {"count": len(accepted), "orders": listed(accepted)})
        if rest := tell_refusals(self.request, [(each.order_id, each.error) for each in decided]):
            text = ngettext("%(count)d more was not accepted.", "%(count)d more were not accepted.", rest)
            messages.error(self.request, text % {"count": rest})
        if not decided:
            messages.warning(self.request, _("No order was selected."))

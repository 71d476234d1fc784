"""What the pages of one order share."""

from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import DomainError, NotFound
from marketplace.portal.views import PortalView
from orders.choices import OrderState
from orders.models import Order, OrderLine
from orders.pages.addresses import show_addresses
from orders.pages.amounts import show_amounts
from orders.pages.clocks import present_cards
from orders.pages.delay import show_delay
from orders.pages.lines import show_lines, sum_up
from orders.pages.promise import show_promise
from orders.pages.queue import find_neighbours
from orders.pages.steps import next_step
from orders.pages.timeline import describe_event, latest_decision, show_timeline
from orders.reasons import reason_labels
from orders.sections import Place, sections_for

# Nothing is sent any more, so that no date is promised.
OVER = (OrderState.REFUSED, OrderState.CANCELED)


class OrderBase(PortalView):
    """A page or act of the order that the URL names; another shop's order is not there (404)."""

    area = "orders"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = clock.now()

    @property
    def order_id(self) -> str:
        return str(self.kwargs["order_id"])

    @cached_property
    def order(self) -> Order:
        lines = Prefetch("lines", queryset=OrderLine.objects.select_related("offer__product").order_by("index"))
        orders = Order.objects.select_related("channel", "shipping_method", "shop").prefetch_related(
            lines, "shipments__carrier"
        )
        found: Order | None = orders.filter(order_id=self.order_id).first()
        if found is None:
            raise NotFound(message=_("There is no order %(order)s here.") % {"order": self.order_id})
        return found

    @property
    def order_url(self) -> str:
        return self.url_of(self.order_id)

    @property
    def back_url(self) -> str:
        """Where an act on the order leads when it is done or given up."""
        return self.next_url or self.order_url

    def url_of(self, order_id: str) -> str:
        """The page of an order of this shop; nothing for no order."""
        return reverse("orders:detail", kwargs={"shop_id": self.shop.pk, "order_id": order_id}) if order_id else ""

    def forget_order(self) -> None:
        """Read the order afresh: somebody else has changed it."""
        self.__dict__.pop("order", None)

    def order_context(self) -> dict[str, Any]:
        """All that the order's page shows."""
        order, rights = self.order, self.member.rights
        lines, shipments = list(order.lines.all()), list(order.shipments.all())
        neighbours, reasons, shipment = find_neighbours(order), reason_labels(), next(iter(shipments), None)
        return {
            "order": order,
            "step": next_step(order=order, lines=lines, shipment=shipment, rights=rights, reasons=reasons, at=self.at),
            "card": present_cards([order], at=self.at).get(order.order_id),
            "lines": show_lines(lines, reasons),
            "lines_summary": sum_up(lines),
            "shipments": shipments,
            "addresses": show_addresses(order),
            "amounts": show_amounts(order, lines),
            "promise": None if order.state in OVER else show_promise(order, at=self.at),
            "delay": None if order.state in OVER else show_delay(order, at=self.at),
            "days": show_timeline(order, reasons, at=self.at),
            "seller": self.shop.legal_name or self.shop.name,
            "previous_url": self.url_of(neighbours.previous),
            "following_url": self.url_of(neighbours.following),
            "main_sections": sections_for(order=order, place=Place.MAIN, rights=rights),
            "aside_sections": sections_for(order=order, place=Place.ASIDE, rights=rights),
        }


class OrderAct(OrderBase):
    """An act on one order: a form of its own, which stands in a dialog where there is script."""

    fragment_name = "portal/_dialog.html"
    template_name = "orders/act.html"
    body_name: ClassVar[str] = ""

    @property
    def act_title(self) -> str:
        raise NotImplementedError

    def show(self, *, status: int = 200, **context: Any) -> TemplateResponse:
        """The form: a page, or a dialog over the page that asked."""
        words = {"dialog_id": "act", "dialog_title": self.act_title, "dialog_body": self.body_name}
        urls = {"order_url": self.order_url, "back_url": self.back_url}
        return self.page(status=status, order=self.order, **urls, **words, **context)

    def too_late(self, error: DomainError) -> HttpResponse:
        """The order is no longer what the member saw: say who did what, and show it, or what called the act, anew."""
        self.forget_order()
        event = latest_decision(self.order)
        reason = describe_event(event, at=self.at) if event else error.message
        text = _("Nothing was changed. %(reason)s") % {"reason": reason}
        if self.request.htmx or self.next_url:
            messages.error(self.request, text)
            return self.go(self.back_url)
        context = self.get_context_data(refusal=text, **self.order_context())
        return TemplateResponse(self.request, "orders/order.html", context, status=HTTPStatus.CONFLICT)

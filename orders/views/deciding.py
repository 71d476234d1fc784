"""Accepting and refusing an order (R025)."""

from datetime import datetime
from http import HTTPStatus
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from marketplace.errors import IllegalTransition, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal import formats
from marketplace.portal.faults import show_errors
from orders.choices import OrderState
from orders.forms import LineForm, LineForms, RefusalForm, reason_options, show_line_errors
from orders.models import Order
from orders.services.acceptance import decide_order
from orders.services.deciding import accept_order, refuse_order
from orders.views.base import OrderAct


class _Decision(OrderAct):
    permission = Right.ORDER_ACCEPT

    def told(self, order: Order) -> HttpResponse:
        """Say what became of the order and what comes next."""
        return self.done(_outcome(order, at=self.at), to=self.order_url)


class AcceptView(_Decision):
    """Accept all lines, at once: it is what is done all day, and it needs no second question."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.go(self.back_url)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            order = accept_order(order_id=self.order_id, actor=self.actor, at=self.at)
        except IllegalTransition as error:
            return self.too_late(error)
        return self.told(order)


class RefuseView(_Decision):
    """Refuse the whole order: asked once, with its effect."""

    body_name: ClassVar[str] = "orders/_refuse.html"

    @property
    def act_title(self) -> str:
        return _("Refuse order %(order)s") % {"order": self.order_id}

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.show(form=RefusalForm(), units=self._units())

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = RefusalForm(request.POST)
        if form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                return self.told(refuse_order(order_id=self.order_id, reason_code=reason, actor=self.actor, at=self.at))
            except IllegalTransition as error:
                return self.too_late(error)
            except ValidationFailed as error:
                show_errors(error, form)
        return self.show(form=form, units=self._units(), status=HTTPStatus.BAD_REQUEST)

    def _units(self) -> int:
        return sum(line.quantity for line in self.order.lines.all())


class DecideView(_Decision):
    """Accept some lines and refuse the others, each with its reason."""

    body_name: ClassVar[str] = "orders/_decide.html"

    @property
    def act_title(self) -> str:
        return _("Decide order %(order)s line by line") % {"order": self.order_id}

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self._form(self._forms())

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        forms = self._forms()
        valid = [form.is_valid() for form in forms]  # every one, so that all faults are told
        if all(valid):
            try:
                decisions = [form.decided() for form in forms]
                return self.told(
                    decide_order(order_id=self.order_id, decisions=decisions, actor=self.actor, at=self.at)
                )
            except IllegalTransition as error:
                return self.too_late(error)
            except ValidationFailed as error:
                show_line_errors(error, forms)
        return self._form(forms, status=HTTPStatus.BAD_REQUEST)

    def _form(self, forms: list[LineForm], *, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show(line_forms=forms, all_lines=LineForms(forms), status=status)

    def _forms(self) -> list[LineForm]:
        reasons = reason_options()
        typed = self.request.POST or None
        return [LineForm(typed, line=line, reasons=reasons) for line in self.order.lines.all()]


def _outcome(order: Order, *, at: datetime) -> str:
    if order.state == OrderState.REFUSED:
        return _("Order %(order)s refused. Its stock is back on your offers.") % {"order": order.order_id}
    if order.state == OrderState.SHIPPING and order.ship_by:
        moment = formats.write_moment(order.ship_by, at=at, elsewhere=order.channel.timezone).near
        return _("Order %(order)s accepted. Ship it by %(moment)s.") % {"order": order.order_id, "moment": moment}
    return _("Order %(order)s accepted. Ship it as soon as the customer has paid.") % {"order": order.order_id}

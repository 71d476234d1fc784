"""Shipping an order, and setting its tracking (R029, R092)."""

from http import HTTPStatus
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from marketplace.errors import Conflict, IllegalTransition, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.faults import show_errors
from orders.forms import ShipmentForm, TrackingForm, tracking_initial
from orders.models import Shipment
from orders.services.dispatch import change_tracking, ship_with_tracking, tracking_version
from orders.views.base import OrderAct

# The services' names of fields -> those of the forms, where they differ.
_FIELDS = {"carrier_code": "carrier"}


class _Dispatch(OrderAct):
    permission = Right.ORDER_SHIP

    @property
    def shipment(self) -> Shipment | None:
        return next(iter(self.order.shipments.all()), None)


class ShipView(_Dispatch):
    """Say that the parcel has left, with carrier and number."""

    body_name: ClassVar[str] = "orders/_ship.html"

    @property
    def act_title(self) -> str:
        return _("Ship order %(order)s") % {"order": self.order_id}

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.show(form=ShipmentForm(initial=tracking_initial(self.shipment), order=self.order))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = ShipmentForm(request.POST, order=self.order)
        if form.is_valid() and form.warning:
            return self.show(form=form, warned=form.warned_mark, status=HTTPStatus.BAD_REQUEST)
        if form.is_valid():
            try:
                ship_with_tracking(order_id=self.order_id, tracking=form.told(), actor=self.actor, at=self.at)
                message = _("Order %(order)s is on its way. The customer was told.") % {"order": self.order_id}
                return self.done(message, to=self.order_url)
            except IllegalTransition as error:
                return self.too_late(error)
            except ValidationFailed as error:
                show_errors(error, form, fields=_FIELDS)
        return self.show(form=form, status=HTTPStatus.BAD_REQUEST)


class TrackingView(_Dispatch):
    """Set or correct carrier and number. Where somebody else did so meanwhile, both versions are shown."""

    body_name: ClassVar[str] = "orders/_tracking.html"

    @property
    def act_title(self) -> str:
        return _("Tracking of order %(order)s") % {"order": self.order_id}

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.show(form=TrackingForm(initial=tracking_initial(self.shipment), order=self.order))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = TrackingForm(request.POST, order=self.order)
        if form.is_valid() and form.warning:
            return self.show(form=form, warned=form.warned_mark, status=HTTPStatus.BAD_REQUEST)
        if form.is_valid():
            try:
                return self._change(form)
            except IllegalTransition as error:
                return self.too_late(error)
            except ValidationFailed as error:
                show_errors(error, form, fields=_FIELDS)
            except Conflict as error:
                return self._overtaken(error)
        return self.show(form=form, status=HTTPStatus.BAD_REQUEST)

    def _change(self, form: TrackingForm) -> HttpResponse:
        change_tracking(
            order_id=self.order_id,
            tracking=form.tracking(),
            version=form.cleaned_data["version"],
            actor=self.actor,
            at=self.at,
        )
        return self.done(_("Tracking of order %(order)s saved.") % {"order": self.order_id}, to=self.order_url)

    def _overtaken(self, error: Conflict) -> HttpResponse:
        """Keep what was typed and show what stands there now; sending it again then means it."""
        self.forget_order()
        typed = self.request.POST.copy()
        typed["version"] = tracking_version(self.shipment)
        form = TrackingForm(typed, order=self.order)
        form.add_error(None, error.message)
        return self.show(form=form, theirs=self.shipment, status=HTTPStatus.CONFLICT)

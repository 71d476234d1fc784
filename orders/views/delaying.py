"""Declaring a delay (R031)."""

from http import HTTPStatus
from typing import Any, ClassVar

from babel import Locale
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from marketplace.errors import DomainError, IllegalTransition, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal import formats
from marketplace.portal.faults import show_errors
from orders.forms import DelayForm
from orders.pages.delay import show_delay
from orders.services.delay import declare_delay, delay_of, possible_days
from orders.views.base import OrderAct

# The services' names of fields -> those of the form, where they differ.
_FIELDS = {"delivery_date": "delivery_day", "message": "words"}


class DelayView(OrderAct):
    """Tell the customer another delivery date; the first promise is shown beside it."""

    permission = Right.ORDER_SHIP
    body_name: ClassVar[str] = "orders/_delay.html"

    @property
    def act_title(self) -> str:
        return _("Declare a delay of order %(order)s") % {"order": self.order_id}

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        delay = delay_of(self.order)
        return self._form(self._make_form(initial={"delivery_day": delay.day.isoformat() if delay else ""}))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = self._make_form(request.POST)
        if form.is_valid():
            try:
                return self._declare(form)
            except IllegalTransition as error:
                return self.too_late(error)
            except ValidationFailed as error:
                show_errors(error, form, fields=_FIELDS)
            except DomainError as error:
                form.add_error(None, error.message)
        return self._form(form, status=HTTPStatus.BAD_REQUEST)

    def _declare(self, form: DelayForm) -> HttpResponse:
        day = form.cleaned_data["delivery_day"]
        declare_delay(
            order_id=self.order_id, delivery_day=day, words=form.cleaned_data["words"], actor=self.actor, at=self.at
        )
        words = {"order": self.order_id, "day": formats.write_far_day(day)}
        text = _("Order %(order)s is delayed until %(day)s at the latest. The customer was told.")
        if self.order.is_imported or not self.order.customer_email:
            text = _("Order %(order)s is delayed until %(day)s at the latest.")
        return self.done(text % words, to=self.order_url)

    def _make_form(self, *args: Any, **kwargs: Any) -> DelayForm:
        language = Locale.parse(to_locale(self.order.channel.language)).get_language_name(formats.reader_locale())
        return DelayForm(*args, days=possible_days(self.order, self.at), language=language or "", **kwargs)

    def _form(self, form: DelayForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show(form=form, delay=show_delay(self.order, at=self.at), status=status)

"""The carriers that a shop usually sends with (R091)."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from marketplace.errors import ValidationFailed
from marketplace.portal.faults import show_errors
from shipping.forms.carriers import CarriersForm
from shipping.models import Carrier
from shipping.pages.carriers import group_carriers
from shipping.services.carriers import list_carriers, set_usual_carriers, usual_carriers
from shipping.services.closures import shop_channels
from shipping.views.base import UNPROCESSABLE, ShippingView


class CarriersView(ShippingView):
    """Tick the usual ones: only they are offered when an order is shipped."""

    tab = "carriers"
    template_name = "shipping/carriers.html"

    @cached_property
    def offered(self) -> list[Carrier]:
        return list_carriers()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self._form())
        countries = {channel.country for channel in shop_channels(self.shop.pk)}
        groups = group_carriers(self.offered, countries=countries, chosen=form.chosen())
        return super().get_context_data(groups=groups, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = CarriersForm(request.POST, offered=self.offered)
        if form.is_valid():
            try:
                set_usual_carriers(shop_id=self.shop.pk, codes=form.cleaned_data["carriers"])
                return self.done(_("Your carriers are saved."), to=self.here)
            except ValidationFailed as error:
                show_errors(error, form, fields={"codes": "carriers"})
        return self.page(form=form, status=UNPROCESSABLE)

    def _form(self) -> CarriersForm:
        usual = [carrier.code for carrier in usual_carriers(self.shop.pk)]
        return CarriersForm(initial={"carriers": usual}, offered=self.offered)

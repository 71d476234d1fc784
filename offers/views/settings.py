"""The shop's defaults for stock, with what they do before they are saved (R009 to R011)."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.context import route
from marketplace.portal.faults import show_errors
from marketplace.portal.views import PortalView
from offers.forms.stock import StockDefaultsForm, stock_initial
from offers.models import OfferSettings
from offers.services.settings import Effect, effect_of_defaults, set_stock_defaults, settings_of

# Which of two buttons was pressed: show what it would do, and save nothing.
LOOK = "look"


class StockSettingsView(PortalView):
    """The form; for HTMX the effect of what is typed, alone. Open also where an integrator owns the offers (R008)."""

    permission = Right.OFFER_WRITE
    area = "settings"
    template_name: ClassVar[str] = "offers/stock_settings.html"
    fragment_name: ClassVar[str] = "offers/_stock_effect.html"

    @cached_property
    def settings(self) -> OfferSettings:
        return settings_of(self.shop.pk)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self._shown(StockDefaultsForm(initial=stock_initial(self.settings)), self.settings)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = StockDefaultsForm(request.POST)
        if LOOK in request.POST:
            return self._shown(form, OfferSettings(**form.cleaned_data) if form.is_valid() else None)
        if form.is_valid():
            try:
                set_stock_defaults(shop_id=self.shop.pk, at=clock.now(), **form.cleaned_data)
                here = reverse("offers:stock-settings", kwargs={"shop_id": self.shop.pk})
                return self.done(_("The stock settings are saved."), to=here)
            except ValidationFailed as error:
                show_errors(error, form)
        return self._shown(form, None, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _shown(self, form: StockDefaultsForm, given: OfferSettings | None, status: int = 200) -> HttpResponse:
        effect: Effect | None = effect_of_defaults(given) if given else None
        notices = route("notices:preferences", self.shop.pk)
        return self.page(form=form, effect=effect, notices_url=notices, status=status)

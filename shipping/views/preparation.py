"""How long a shop prepares its orders."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from marketplace import clock
from shipping import sections
from shipping.forms.preparation import PreparationForm
from shipping.services.lookup import preparation_days
from shipping.services.settings import set_preparation_days
from shipping.views.base import UNPROCESSABLE, ShippingView


class PreparationView(ShippingView):
    """The default lead time (R086)."""

    tab = "preparation"
    template_name = "shipping/preparation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = sections.sections_for(shop_id=self.shop.pk, at=clock.now(), rights=self.member.rights)
        return super().get_context_data(sections=shown, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        days = preparation_days([self.shop.pk])[self.shop.pk]
        return self.page(form=PreparationForm(initial={"lead_time_days": days}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = PreparationForm(request.POST)
        if not form.is_valid():
            return self.page(form=form, status=UNPROCESSABLE)
        set_preparation_days(shop_id=self.shop.pk, days=form.cleaned_data["lead_time_days"], at=clock.now())
        return self.done(_("The preparation time is saved."), to=self.here)


class OldPreparationView(ShippingView):
    """Where the page stood before; bookmarks lead on."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.url_of("preparation"))

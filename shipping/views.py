"""A shop's shipping settings."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.permissions import Right
from marketplace.portal.views import PortalView
from shipping.forms import PreparationForm
from shipping.services.lookup import preparation_days
from shipping.services.settings import set_preparation_days


class PreparationView(PortalView):
    """The default lead time (R086)."""

    permission = Right.SHOP_WRITE
    area = "settings"
    template_name: ClassVar[str] = "shipping/preparation.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        days = preparation_days([self.shop.pk])[self.shop.pk]
        return self.page(form=PreparationForm(initial={"lead_time_days": days}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = PreparationForm(request.POST)
        if not form.is_valid():
            return self.page(form=form, status=422)
        set_preparation_days(shop_id=self.shop.pk, days=form.cleaned_data["lead_time_days"], at=clock.now())
        return self.done(
            _("The preparation time is saved."), to=reverse("shipping:preparation", kwargs={"shop_id": self.shop.pk})
        )

"""Taking the lead time that the shop's own shipments suggest, with one click (R088)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.errors import ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.views import PortalView
from orders.forms import LeadTimeForm
from shipping.services.settings import set_preparation


class LeadTimeView(PortalView):
    """Sets the shop's preparation; running orders keep theirs."""

    permission = Right.SHOP_WRITE
    area = "shipping"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.go(self._page_url)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = LeadTimeForm(request.POST)
        if not form.is_valid():
            return self._stay(_("This is no number of days."))
        days = form.cleaned_data["lead_time_days"]
        try:
            set_preparation(shop_id=self.shop.pk, lead_time_days=days, at=clock.now())
        except ValidationFailed as error:
            return self._stay(error.message)
        text = ngettext(
            "New orders are promised with %(days)s working day of preparation.",
            "New orders are promised with %(days)s working days of preparation.",
            days,
        )
        return self.done(text % {"days": days}, to=self._page_url)

    def _stay(self, text: str) -> HttpResponse:
        messages.error(self.request, text)
        return self.go(self._page_url)

    @property
    def _page_url(self) -> str:
        return reverse("shipping:preparation", kwargs={"shop_id": self.shop.pk})

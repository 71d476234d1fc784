"""A shop's defaults for the stock of its offers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from offers.forms.fields import pieces
from offers.models import MOST_SAFETY_STOCK, OfferSettings
from offers.services.settings import MOST_STOCK


class StockDefaultsForm(forms.Form):
    """What is kept back of every offer, and when the shop is told (R009 to R011)."""

    safety_stock = forms.IntegerField(
        label=_("Safety stock"),
        min_value=0,
        max_value=MOST_SAFETY_STOCK,
        help_text=_("Pieces of every offer that are kept back from sale, unless the offer says otherwise."),
    )
    stock_alert = pieces(
        label=_("Alert me at"),
        max_value=MOST_STOCK,
        help_text=_("You get one alert when the stock for sale is at or below this number. Empty: never."),
    )


def stock_initial(settings: OfferSettings) -> dict[str, Any]:
    """What the shop has."""
    return {"safety_stock": settings.safety_stock, "stock_alert": settings.stock_alert}

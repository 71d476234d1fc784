"""One value of an offer, changed where the list shows it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from offers.forms.fields import AmountField


class CellForm(forms.Form):
    """The value that the cell's offer has now, and which state of the offer its reader saw."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offer_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"cell-{offer_id}-%s", **kwargs})
        self.bound.field.widget.attrs |= {"autofocus": True, "class": "text w-s"}

    @property
    def bound(self) -> forms.BoundField:
        """The field that is not hidden."""
        return self.visible_fields()[0]


class PriceCellForm(CellForm):
    """The price, before any reduction."""

    price = AmountField(label=_("Price, tax included"))


class StockCellForm(CellForm):
    """The pieces that there are, those kept back included."""

    quantity = forms.IntegerField(label=_("Stock"), min_value=0)

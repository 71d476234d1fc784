"""One change of many offers, as it is typed."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from offers.forms.fields import AmountField, pieces
from offers.services.bulk import BulkChange
from offers.services.selling import logistic_classes

_KEEP = ("", _("Leave as it is"))
_DEFAULT = ("default", _("The shop's default"))
_FIRST_CLASS = "-"  # no class of its own: the marketplace's first


class BulkForm(forms.Form):
    """What is to change; what is left alone stays."""

    which = forms.ChoiceField(
        label=_("Which offers"),
        choices=[("selected", _("The selected ones"))],
        widget=forms.RadioSelect,
        required=False,
    )
    price_how = forms.ChoiceField(
        label=_("Price"),
        required=False,
        choices=[
            _KEEP,
            ("percent", _("Change by a percentage")),
            ("amount", _("Change by an amount")),
            ("set", _("Set to an amount")),
        ],
    )
    price_value = AmountField(label=_("How much"), required=False, help_text=_("A minus sign lowers the price."))
    stock_how = forms.ChoiceField(
        label=_("Stock"),
        required=False,
        choices=[_KEEP, ("add", _("Change by a number of pieces")), ("set", _("Set to a number"))],
    )
    stock_value = forms.IntegerField(label=_("Pieces"), required=False)
    safety_how = forms.ChoiceField(
        label=_("Safety stock"), required=False, choices=[_KEEP, _DEFAULT, ("set", _("Set to a number"))]
    )
    safety_value = pieces(label=_("Pieces kept back"))
    lead_how = forms.ChoiceField(
        label=_("Preparation"), required=False, choices=[_KEEP, _DEFAULT, ("set", _("Set to a number of working days"))]
    )
    lead_value = pieces(label=_("Working days"))
    logistic_class = forms.ChoiceField(label=_("Logistic class"), required=False)
    act = forms.ChoiceField(
        label=_("Availability"),
        required=False,
        choices=[
            _KEEP,
            ("pause", pgettext_lazy("offer", "Pause")),
            ("activate", _("Put on sale")),
            ("remove", _("Remove")),
        ],
    )

    def __init__(self, *args: Any, matching: str = "", **kwargs: Any) -> None:
        """`matching` offers all rows of the list, in these words, beside the selected ones."""
        super().__init__(*args, **kwargs)
        classes = [(each.code, each.label) for each in logistic_classes().values()]
        first = (_FIRST_CLASS, _("The marketplace's default"))
        cast(forms.ChoiceField, self.fields["logistic_class"]).choices = [_KEEP, first, *classes]
        which = cast(forms.ChoiceField, self.fields["which"])
        which.choices = [*which.choices, ("all", matching)] if matching else which.choices  # type: ignore[misc]  # a list
        which.initial = "selected"

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for name in ("price", "stock", "safety", "lead"):
            how = given.get(f"{name}_how")
            if how and how != "default" and given.get(f"{name}_value") is None and f"{name}_value" not in self.errors:
                self.add_error(f"{name}_value", _("Enter a value."))
        if not self.errors and not self._changes_something():
            raise forms.ValidationError(_("Choose at least one change."))
        return given

    def change(self) -> BulkChange:
        given = self.cleaned_data
        terms: dict[str, Any] = {}
        price: Decimal | None = given["price_value"]
        if given["price_how"] == "set":
            terms["price"] = price
        if given["stock_how"] == "set":
            terms["quantity"] = given["stock_value"]
        if given["safety_how"]:
            terms["safety_stock"] = given["safety_value"] if given["safety_how"] == "set" else None
        if given["lead_how"]:
            terms["lead_time_days"] = given["lead_value"] if given["lead_how"] == "set" else None
        if given["logistic_class"]:
            terms["logistic_class"] = "" if given["logistic_class"] == _FIRST_CLASS else given["logistic_class"]
        return BulkChange(
            terms=terms,
            price_percent=price if given["price_how"] == "percent" else None,
            price_amount=price if given["price_how"] == "amount" else None,
            quantity_add=given["stock_value"] if given["stock_how"] == "add" else None,
        )

    def _changes_something(self) -> bool:
        return any(self.cleaned_data.get(name) for name in _CHOICES)


_CHOICES = ("price_how", "stock_how", "safety_how", "lead_how", "logistic_class", "act")

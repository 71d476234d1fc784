"""Which product a new offer is of, and what the seller calls the offer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from offers.forms.trees import TreeSelect, indented
from offers.gtin import is_gtin
from offers.services.catalogue import category_tree
from offers.services.sheets import NO_EAN, ProductWish


def _categories() -> list[tuple[str, str]]:
    return [("", str(_("Choose a category"))), *indented(category_tree())]


class ProductForm(forms.Form):
    """Which product: an existing sheet, or what a new one says."""

    product = forms.CharField(
        label=_("EAN or number of an existing product"),
        max_length=64,
        required=False,
        help_text=_("Many products are here already. Leave it empty to describe a new one."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    title = forms.CharField(label=_("Title"), max_length=255)
    brand = forms.CharField(label=_("Brand"), max_length=100, required=False)
    category = forms.ChoiceField(label=_("Category"), choices=_categories, widget=TreeSelect)
    ean = forms.CharField(
        label=_("EAN"),
        max_length=14,
        required=False,
        help_text=_("The number under the bar code: 8, 12, 13 or 14 digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self["product"].value():
            self.fields["title"].required = self.fields["category"].required = False

    def clean_ean(self) -> str:
        """The service refuses it too; here it is told together with what else is missing."""
        ean: str = self.cleaned_data["ean"].strip()
        if ean and not is_gtin(ean):
            raise forms.ValidationError(NO_EAN)
        return ean

    def wish(self) -> ProductWish:
        given = self.cleaned_data
        return ProductWish(
            code=given["product"].strip(),
            title=given["title"].strip(),
            brand=given["brand"].strip(),
            category_code=given["category"],
            ean=given["ean"],
        )


class SkuForm(forms.Form):
    """The seller's own number."""

    shop_sku = forms.CharField(
        label=_("Your SKU"),
        max_length=64,
        help_text=_("Your own number of this offer. It cannot be changed later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class SheetTickForm(forms.Form):
    """The seller answers for the sheet (R002); without the tick the service refuses."""

    sheet_confirmed = forms.BooleanField(
        label=_("I have checked the product sheet and take responsibility for what it says"), required=False
    )

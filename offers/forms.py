"""Forms of the offers' pages: shape alone; rules are the services' word."""

from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from babel.numbers import NumberFormatError, parse_decimal
from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.portal.formats import reader_locale
from offers.choices import OfferCondition
from offers.gtin import is_gtin
from offers.models import Category, Offer
from offers.services.selling import OfferTerms, logistic_classes, offer_version, tax_codes, terms_of
from offers.services.sheets import NO_EAN, ProductWish


def _categories() -> list[tuple[str, str]]:
    return [("", str(_("Choose a category"))), *Category.objects.values_list("code", "label")]


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
    category = forms.ChoiceField(label=_("Category"), choices=_categories)
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


class AmountField(forms.DecimalField):
    """An amount as the reader writes it, thousands parted or not: `1.890,00` in Spanish."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            with suppress(NumberFormatError):
                return parse_decimal(str(value).strip(), locale=reader_locale(), strict=True)
            raise


class TermsForm(forms.Form):
    """What the seller says of the offer."""

    price = AmountField(label=_("Price, tax included"), max_digits=12, decimal_places=2, localize=True)
    quantity = forms.IntegerField(label=_("Stock"), min_value=0)
    lead_time_days = forms.IntegerField(
        label=_("Preparation, working days"),
        required=False,
        min_value=0,
        help_text=_("Empty: your shop's default. 0: sent on the day of the order."),
    )
    logistic_class = forms.ChoiceField(
        label=_("Logistic class"), required=False, help_text=_("What travels alike is priced alike in your freight.")
    )
    weight_grams = forms.IntegerField(
        label=_("Weight of one piece with its packing"),
        required=False,
        min_value=1,
        help_text=_("Needed where your freight goes by weight."),
    )
    tax_code = forms.ChoiceField(label=_("Tax"), required=False)
    condition = forms.ChoiceField(label=_("Condition"), choices=OfferCondition.choices, initial=OfferCondition.NEW)
    description = forms.CharField(
        label=_("Description"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    internal_description = forms.CharField(
        label=_("Note for yourselves"),
        required=False,
        max_length=4000,
        help_text=_("No customer sees it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, shop_id: int, offer: Offer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        classes = list(logistic_classes(offer).values())
        first = next((each for each in classes if each.is_active), None)  # the offer's own may have been put aside
        default = _("The marketplace's first: %(label)s") % {"label": first} if first else "—"
        cast(forms.ChoiceField, self.fields["logistic_class"]).choices = [
            ("", default),
            *((each.code, each.label) for each in classes),
        ]
        rates = [(code, str(rate)) for code, rate in tax_codes(shop_id).items()]
        cast(forms.ChoiceField, self.fields["tax_code"]).choices = [("", str(_("The channel's standard rate"))), *rates]

    def terms(self) -> OfferTerms:
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"version", "shop_sku"}}
        return replace(terms_of(self.offer), **given) if self.offer else OfferTerms(**given)


class SkuForm(forms.Form):
    """The seller's own number."""

    shop_sku = forms.CharField(
        label=_("Your SKU"),
        max_length=64,
        help_text=_("Your own number of this offer. It cannot be changed later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def terms_initial(offer: Offer) -> dict[str, Any]:
    """The offer as its form shows it, and which state of it."""
    return {**vars(terms_of(offer)), "version": offer_version(offer)}

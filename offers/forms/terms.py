"""What a seller says of an offer, as a form: shape alone; rules are the services' word."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from marketplace.shops.models import ShopChannel
from offers.choices import OfferCondition
from offers.forms.custom import custom_field, custom_name
from offers.forms.fields import AmountField, MomentField, pieces
from offers.forms.rows import OtherPriceForm, VolumeForm, read_rows
from offers.models import Offer, OfferField
from offers.services.selling import OfferTerms, logistic_classes, offer_version, tax_codes, terms_of

_MOMENTS = ("discount_starts_at", "discount_ends_at", "available_from", "available_until")
_LONG = forms.Textarea(attrs={"rows": 4})


class TermsForm(forms.Form):
    """An offer's terms. Rows of prices by quantity, channel and time are forms of their own beside it."""

    price = AmountField(label=_("Price, tax included"))
    discount_price = AmountField(label=_("Reduced price"), required=False)
    discount_starts_at = MomentField(label=_("Reduced from"), help_text=_("Empty: from now on."))
    discount_ends_at = MomentField(label=_("Reduced until"), help_text=_("Empty: until you remove it."))
    price_additional_info = forms.CharField(label=_("About the price"), required=False, max_length=255)
    tax_code = forms.ChoiceField(label=_("Tax"), required=False)

    quantity = forms.IntegerField(label=_("Stock"), min_value=0)
    safety_stock = pieces(label=_("Safety stock"))
    stock_alert = pieces(label=_("Alert me at"))

    min_order_quantity = pieces(label=_("Minimum order quantity"), min_value=1)
    max_order_quantity = pieces(label=_("Maximum order quantity"), min_value=1)
    package_quantity = pieces(label=_("Sold in packs of"), min_value=1)

    condition = forms.ChoiceField(label=_("Condition"), choices=OfferCondition.choices, initial=OfferCondition.NEW)
    available_from = MomentField(label=_("On sale from"))
    available_until = MomentField(label=_("On sale until"))
    favorite_rank = pieces(label=_("Rank among your favourites"))

    lead_time_days = pieces(
        label=_("Preparation, working days"),
        help_text=_("Empty: your shop's default. 0: sent on the day of the order."),
    )
    logistic_class = forms.ChoiceField(
        label=_("Logistic class"), required=False, help_text=_("Your freight prices go by it.")
    )
    weight_grams = pieces(
        label=_("Weight of one piece with its packing"),
        min_value=1,
        help_text=_("Needed if your freight is priced by weight."),
    )

    description = forms.CharField(label=_("Description"), required=False, max_length=4000, widget=_LONG)
    internal_description = forms.CharField(
        label=_("Internal note"),
        required=False,
        max_length=4000,
        help_text=_("No customer sees it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, shop_id: int, offer: Offer | None = None, typed: QueryDict | None = None
    ) -> None:
        """`typed` is shown again without being checked, as after a row was added."""
        super().__init__(data, initial=_initial(offer))
        self.offer = offer
        self._offer_choices(shop_id)
        self.custom = list(OfferField.objects.all())
        for each in self.custom:
            value = (offer.additional_fields if offer else {}).get(each.code, each.default_value)
            self.fields[custom_name(each.code)] = custom_field(each, value)
        channels = ShopChannel.objects.filter(shop=shop_id).order_by("channel__label")
        self.channels = dict(channels.values_list("channel__code", "channel__label"))
        self._read_prices(data or typed, list(self.channels.items()))
        if typed is not None:
            self.initial = {name: _typed_value(field, name, typed) for name, field in self.fields.items()}

    def is_valid(self) -> bool:
        own = super().is_valid()
        rows = [form.is_valid() for form in self.row_forms]  # every one, so that all faults are told
        return own and all(rows)

    @property
    def custom_fields(self) -> list[forms.BoundField]:
        """The operator's own fields."""
        return [self[custom_name(each.code)] for each in self.custom]

    @property
    def row_forms(self) -> list[forms.Form]:
        return [*self.volumes, *self.others]

    def terms(self) -> OfferTerms:
        given = {name: value for name, value in self.cleaned_data.items() if name in OfferTerms.__dataclass_fields__}
        for name in _MOMENTS:
            given[name] = MomentField.keep_seconds(given[name], getattr(self.offer, name, None))
        stored = terms_of(self.offer).volumes if self.offer else ()
        given["volumes"] = tuple(volume for form in self.volumes if (volume := form.volume(stored)))
        given["other_prices"] = tuple(price for form in self.others if (price := form.given()))
        given["additional_fields"] = {each.code: self.cleaned_data[custom_name(each.code)] for each in self.custom}
        return replace(terms_of(self.offer), **given) if self.offer else OfferTerms(**given)

    def _offer_choices(self, shop_id: int) -> None:
        classes = list(logistic_classes(self.offer).values())
        first = next((each for each in classes if each.is_active), None)  # the offer's own may have been put aside
        default = _("The marketplace's default: %(label)s") % {"label": first} if first else "—"
        named = ((each.code, each.label) for each in classes)
        cast(forms.ChoiceField, self.fields["logistic_class"]).choices = [("", default), *named]
        rates = [(code, str(rate)) for code, rate in tax_codes(shop_id).items()]
        cast(forms.ChoiceField, self.fields["tax_code"]).choices = [("", str(_("The channel's standard rate"))), *rates]

    def _read_prices(self, typed: QueryDict | None, channels: list[tuple[str, str]]) -> None:
        """The rows of prices: those typed, or the offer's where the form holds none."""
        terms = terms_of(self.offer) if self.offer else None
        volumes = [VolumeForm.initial_of(each) for each in terms.volumes] if terms else []
        others = [OtherPriceForm.initial_of(each) for each in terms.other_prices] if terms else []
        bound = self.is_bound
        self.volumes = read_rows(VolumeForm, "volume", typed, volumes, bound=bound)
        self.others = read_rows(OtherPriceForm, "other", typed, others, bound=bound, channels=channels)


def _initial(offer: Offer | None) -> dict[str, Any]:
    """The offer as its form shows it, and which state of it."""
    return {**vars(terms_of(offer)), "version": offer_version(offer)} if offer else {}


def _typed_value(field: forms.Field, name: str, typed: QueryDict) -> Any:
    return typed.getlist(name) if isinstance(field, forms.MultipleChoiceField) else typed.get(name, "")


def fault_names(custom: Iterable[OfferField]) -> Mapping[str, str]:
    """The services' names of the operator's fields, and the form's."""
    return {f"additional_fields.{each.code}": custom_name(each.code) for each in custom}

"""The operator's lists: zones, methods with their transit, carriers, logistic classes, limits (R090, D12)."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from marketplace.operator import OperatorAdmin, OperatorTabular
from marketplace.shops.choices import Weekday
from marketplace.shops.forms import country_choices
from shipping.freight import plain_postcode
from shipping.models import Carrier, LogisticClass, MethodTransit, ShippingLimits, ShippingMethod, ShippingZone
from shipping.numbers import is_shape

NUMBER_PLACE = "{trackingId}"


def weekday_field(label: Any, help_text: Any) -> forms.TypedMultipleChoiceField:
    """Weekdays to tick."""
    return forms.TypedMultipleChoiceField(
        label=label,
        help_text=help_text,
        choices=Weekday.choices,
        coerce=int,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )


def known_countries(given: Iterable[str]) -> list[str]:
    """ISO codes in capitals. Raises ValidationError for what is no country."""
    countries = [country.strip().upper() for country in given]
    unknown = sorted(set(countries) - set(dict(country_choices())))
    if unknown:
        raise ValidationError(_("There is no country %s.") % ", ".join(unknown))
    return countries


class ZoneForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """Countries must be countries, and no place may lie in two zones."""

    class Meta:
        model = ShippingZone
        fields = ["code", "label", "description", "countries", "postcodes", "is_active", "position"]

    def clean_countries(self) -> list[str]:
        return known_countries(self.cleaned_data["countries"])

    def clean_postcodes(self) -> list[str]:
        written = [plain_postcode(each) for each in self.cleaned_data["postcodes"]]
        if not all(written):
            raise ValidationError(_("A postcode begins with a letter or a digit."))
        return sorted(set(written))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if {"countries", "postcodes"} <= values.keys() and values.get("is_active"):
            self._refuse_twice(values["countries"], values["postcodes"])
        return values

    def _refuse_twice(self, countries: list[str], postcodes: list[str]) -> None:
        """Which of two zones holds for a place would be left to chance."""
        others = ShippingZone.objects.filter(countries__overlap=countries, is_active=True).exclude(pk=self.instance.pk)
        for other in others:
            if not postcodes and not other.postcodes:
                text = _("“%(zone)s” holds all other postcodes of the country already.")
                self.add_error("postcodes", text % {"zone": other.label})
            twice = sorted(set(postcodes) & {plain_postcode(each) for each in other.postcodes})
            if twice:
                text = _("%(codes)s: “%(zone)s” holds them already.")
                self.add_error("postcodes", text % {"codes": ", ".join(twice), "zone": other.label})


@admin.register(ShippingZone)
class ShippingZoneAdmin(OperatorAdmin):
    form = ZoneForm
    list_display = ("code", "label", "countries", "postcodes", "is_active", "position")
    list_filter = ("is_active",)
    search_fields = ("code", "label")


class MethodForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """Transit runs from fewer days to more; the days on which it runs are ticked."""

    service_days = weekday_field(
        gettext_lazy("Days of transit and delivery"), gettext_lazy("None: the working days of the channel.")
    )

    class Meta:
        model = ShippingMethod
        fields = [
            *("code", "label", "is_active", "description", "transit_min_days", "transit_max_days", "service_days"),
            *("mandatory_tracking", "standard_code", "position"),
        ]

    def clean(self) -> dict[str, Any]:
        return _check_transit(self, super().clean() or {})


class TransitForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """Transit to one zone runs from fewer days to more too."""

    class Meta:
        model = MethodTransit
        fields = ["zone", "transit_min_days", "transit_max_days"]

    def clean(self) -> dict[str, Any]:
        return _check_transit(self, super().clean() or {})


class TransitInline(OperatorTabular):
    model = MethodTransit
    form = TransitForm


@admin.register(ShippingMethod)
class ShippingMethodAdmin(OperatorAdmin):
    form = MethodForm
    inlines = (TransitInline,)
    list_display = (
        "code",
        "label",
        "transit_min_days",
        "transit_max_days",
        "mandatory_tracking",
        "is_active",
        "position",
    )
    list_filter = ("is_active",)
    search_fields = ("code", "label")
    fields = (
        ("code", "label", "is_active"),
        "description",
        ("transit_min_days", "transit_max_days", "mandatory_tracking"),
        "service_days",
        ("standard_code", "position"),
    )


@admin.register(LogisticClass)
class LogisticClassAdmin(OperatorAdmin):
    """Classes of goods; the first is that of offers that name none."""

    list_display = ("code", "label", "is_active", "position")
    list_filter = ("is_active",)
    search_fields = ("code", "label")


class CarrierForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A tracking page is one of the web and takes the number; a shape has something to fill in (R092)."""

    service_days = weekday_field(
        gettext_lazy("Days on which it delivers"), gettext_lazy("None: the working days of the channel.")
    )

    class Meta:
        model = Carrier
        fields = [
            *("code", "label", "standard_code", "tracking_url", "number_shapes", "service_days", "countries"),
            "is_active",
        ]

    def clean_countries(self) -> list[str]:
        return known_countries(self.cleaned_data["countries"])

    def clean_tracking_url(self) -> str:
        """The address becomes a link in the portal and in mails: nothing but the web is let in."""
        address = str(self.cleaned_data["tracking_url"]).strip()
        if not address:
            return ""
        try:
            parts = urlsplit(address)
        except ValueError as error:
            raise ValidationError(_("This is no address.")) from error
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValidationError(_("The address must begin with http:// or https://."))
        if NUMBER_PLACE not in address or NUMBER_PLACE in parts.netloc:
            raise ValidationError(_("Write {trackingId} where the number goes."))
        return address

    def clean_number_shapes(self) -> list[str]:
        shapes = ["".join(shape.split()).upper() for shape in self.cleaned_data["number_shapes"]]
        wrong = [shape for shape in shapes if not is_shape(shape)]
        if wrong:
            text = _("%s is no shape: write # for a digit, @ for a letter, * for either, all else as it stands.")
            raise ValidationError(text % ", ".join(wrong))
        return list(dict.fromkeys(shapes))


@admin.register(Carrier)
class CarrierAdmin(OperatorAdmin):
    form = CarrierForm
    list_display = ("label", "code", "countries", "tracking_url", "is_active")
    list_filter = ("is_active",)
    search_fields = ("code", "label", "standard_code")


@admin.register(ShippingLimits)
class ShippingLimitsAdmin(OperatorAdmin):
    """One row; where there is none, the defaults hold."""

    list_display = ("__str__", "allows_own_calendar", "longest_closure_days", "most_closed_days", "earliest_cutoff")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(super().has_add_permission(request)) and not ShippingLimits.objects.exists()

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)


def _check_transit(form: forms.BaseForm, values: dict[str, Any]) -> dict[str, Any]:
    low, high = values.get("transit_min_days"), values.get("transit_max_days")
    if low is not None and high is not None and high < low:
        form.add_error("transit_max_days", _("The longest transit is not shorter than the shortest."))
    return values

"""How parcels travel: the operator's lists."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.operator import OperatorAdmin
from marketplace.shops.forms import country_choices
from shipping.models import Carrier, ShippingMethod, ShippingZone, ShopShipping


class ZoneForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """Countries must be countries."""

    class Meta:
        model = ShippingZone
        fields = ["code", "label", "description", "countries"]

    def clean_countries(self) -> list[str]:
        countries = [country.strip().upper() for country in self.cleaned_data["countries"]]
        unknown = sorted(set(countries) - set(dict(country_choices())))
        if unknown:
            raise ValidationError(_("There is no country %s.") % ", ".join(unknown))
        return countries


@admin.register(ShippingZone)
class ShippingZoneAdmin(OperatorAdmin):
    form = ZoneForm
    list_display = ("code", "label", "countries")
    search_fields = ("code", "label")


@admin.register(ShippingMethod)
class ShippingMethodAdmin(OperatorAdmin):
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
        ("standard_code", "position"),
    )


@admin.register(Carrier)
class CarrierAdmin(OperatorAdmin):
    list_display = ("label", "code", "standard_code", "tracking_url", "is_active")
    list_filter = ("is_active",)
    search_fields = ("code", "label", "standard_code")


@admin.register(ShopShipping)
class ShopShippingAdmin(OperatorAdmin):
    """How long each shop prepares."""

    list_display = ("shop", "lead_time_days")
    list_select_related = ("shop",)
    search_fields = ("shop__name", "shop__code")
    autocomplete_fields = ("shop",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("shop",) if obj else ()

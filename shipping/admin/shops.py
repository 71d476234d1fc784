"""What shops make of the network: settings to help with, and their tables, closures and faults to look at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from marketplace.operator import OperatorAdmin, ReadOnlyAdmin
from shipping.admin.network import weekday_field
from shipping.models import Charge, Closure, ContingencyCharge, FreightFault, ShopCarrier, ShopShipping
from shipping.pages.asked import name_goods, write_goods, write_place, write_value, write_weight
from shipping.services.faults import Asked


class ShopShippingForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A shop's week is ticked; none: the marketplace's."""

    weekdays = weekday_field(
        gettext_lazy("Working days of the week"), gettext_lazy("None: those of the marketplace's calendar.")
    )

    class Meta:
        model = ShopShipping
        fields = ["lead_time_days", "cutoff", "weekdays"]  # the shop needs a scope: the page adds it, inside one

    def clean_weekdays(self) -> list[int] | None:
        return self.cleaned_data["weekdays"] or None


@admin.register(ShopShipping)
class ShopShippingAdmin(OperatorAdmin):
    """How each shop prepares. The operator is not held by the limits of shops."""

    form = ShopShippingForm
    fields = ("shop", "lead_time_days", "cutoff", "weekdays")
    list_display = ("shop", "lead_time_days", "cutoff", "weekdays", "updated_at")
    list_select_related = ("shop",)
    search_fields = ("shop__name", "shop__code")
    autocomplete_fields = ("shop",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("shop",) if obj else ()


@admin.register(Closure)
class ClosureAdmin(ReadOnlyAdmin):
    list_display = ("shop", "name", "first_day", "last_day", "kind")
    list_select_related = ("shop",)
    list_filter = ("kind",)
    search_fields = ("shop__name", "shop__code", "name")


@admin.register(ShopCarrier)
class ShopCarrierAdmin(ReadOnlyAdmin):
    list_display = ("shop", "carrier")
    list_select_related = ("shop", "carrier")
    search_fields = ("shop__name", "shop__code", "carrier__label")


class _RatesAdmin(ReadOnlyAdmin):
    list_display = ("shop", "zone", "method", "logistic_class", "basis", "at_least", "below", "price", "free_from")
    list_select_related = ("shop", "zone", "method", "logistic_class")
    list_filter = ("basis",)
    search_fields = ("shop__name", "shop__code", "zone__code", "zone__label")


@admin.register(Charge)
class ChargeAdmin(_RatesAdmin):
    pass


@admin.register(ContingencyCharge)
class ContingencyChargeAdmin(_RatesAdmin):
    pass


@admin.register(FreightFault)
class FreightFaultAdmin(ReadOnlyAdmin):
    """Where rate tables gave no price, for what they were asked last, and whether the contingency table did (R099)."""

    list_display = (
        *("shop", "zone", "method", "reason", "postcode", "weight", "value"),
        *("has_contingency", "count", "first_at", "last_at", "ended_at"),
    )
    list_select_related = ("shop", "zone", "method")
    list_filter = ("reason", "has_contingency")
    search_fields = ("shop__name", "shop__code")
    fields = (
        *("shop", "zone", "method", "reason", "has_contingency"),
        *("postcode", "weight", "value", "offers"),
        *("count", "first_at", "last_at", "ended_at"),
    )
    readonly_fields = ("postcode", "weight", "value", "offers")

    @admin.display(description=gettext_lazy("last asked to"))
    def postcode(self, fault: FreightFault) -> str:
        return write_place(_asked(fault))

    @admin.display(description=gettext_lazy("weight asked for"))
    def weight(self, fault: FreightFault) -> str:
        return write_weight(_asked(fault))

    @admin.display(description=gettext_lazy("value asked for"))
    def value(self, fault: FreightFault) -> str:
        return write_value(_asked(fault))

    @admin.display(description=gettext_lazy("offers asked for"))
    def offers(self, fault: FreightFault) -> str:
        return write_goods(name_goods(_asked(fault), shop_id=fault.shop_id))


def _asked(fault: FreightFault) -> Asked:
    return Asked.of(fault.details, currency=fault.shop.currency)

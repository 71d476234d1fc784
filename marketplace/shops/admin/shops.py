"""Shops: their profile, the channels they sell on, and their state with the reason for each change."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from marketplace import clock
from marketplace.operator import OperatorAdmin, OperatorTabular
from marketplace.shops.choices import ShopState
from marketplace.shops.models import Shop, ShopChannel
from marketplace.shops.services import change_shop_state


class ShopForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A change of state needs its reason, which stands in the shop's history."""

    reason = forms.CharField(
        label=gettext_lazy("Reason for the new state"),
        widget=UnfoldAdminTextInputWidget,
        required=False,
        max_length=200,
        help_text=gettext_lazy("Needed when the state changes. It is kept in the history of the shop."),
    )

    class Meta:
        model = Shop
        exclude = ("created_at", "updated_at")  # noqa: DJ006  # the page's fieldsets list the fields

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        changed = {"state", "suspension_type"} & set(self.changed_data)
        if self.instance.pk and changed and not values.get("reason"):
            raise ValidationError({"reason": _("Say why.")})
        return values


class ShopChannelInline(OperatorTabular):
    model = ShopChannel
    min_num = 1


@admin.register(Shop)
class ShopAdmin(OperatorAdmin):
    """Sellers."""

    form = ShopForm
    inlines = (ShopChannelInline,)
    list_display = ("name", "code", "state", "suspension_type", "country", "created_at")
    list_filter = ("state", "suspension_type", "is_premium", "shop_channels__channel")
    search_fields = ("name", "code", "legal_name", "tax_id", "email")
    readonly_fields = ("created_at", "updated_at")
    actions = ("open_shops",)
    fieldsets = (
        (
            None,
            {"fields": (("name", "code"), ("currency", "is_professional", "is_premium"), ("created_at", "updated_at"))},
        ),
        (gettext_lazy("State"), {"fields": (("state", "suspension_type"), "reason")}),
        (gettext_lazy("Customer service"), {"fields": (("email", "phone"),), "classes": ["tab"]}),
        (
            gettext_lazy("Texts"),
            {"fields": ("description", "return_policy"), "classes": ["tab"]},
        ),
        (
            gettext_lazy("Legal"),
            {
                "fields": (
                    ("legal_name", "registration_number", "tax_id"),
                    ("contact_firstname", "contact_lastname"),
                    ("street_1", "street_2"),
                    ("zip_code", "city", "region", "country"),
                ),
                "classes": ["tab"],
            },
        ),
    )

    def save_model(self, request: HttpRequest, obj: Shop, form: Any, change: bool) -> None:
        obj.updated_at = clock.now()
        if not change:
            obj.created_at = obj.updated_at
        super().save_model(request, obj, form, change)
        if change and {"state", "suspension_type"} & set(form.changed_data):
            change_shop_state(shop_id=obj.pk, state=obj.state, suspension_type=obj.suspension_type, at=obj.updated_at)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        message: Any = super().construct_change_message(request, form, formsets, add)
        reason = form.cleaned_data.get("reason")
        if not reason or add:
            return message
        state = ShopState(form.instance.state).label
        return [*message, {"changed": {"fields": [f"{state}: {reason}"]}}]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A shop with a past is terminated, not deleted."""
        return False

    @admin.action(description=gettext_lazy("Open the selected shops"))
    def open_shops(self, request: HttpRequest, shops: Any) -> None:
        for shop in shops.exclude(state__in=[ShopState.OPEN, ShopState.TERMINATED]):
            change_shop_state(shop_id=shop.pk, state=ShopState.OPEN, at=clock.now())
            self.log_change(request, shop, _("Opened from the list"))

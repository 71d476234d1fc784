"""The operator's storefronts and campaigns (R020), and what shops joined them with."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marketplace.operator import OperatorAdmin
from offers.admin.base import DatedAdmin
from offers.choices import DiscountKind
from offers.models import Campaign, CampaignEntry, Promotion, Storefront


@admin.register(Storefront)
class StorefrontAdmin(OperatorAdmin):
    list_display = ("label", "code", "channel", "is_active")
    list_select_related = ("channel",)
    search_fields = ("label", "code")


class CampaignForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """Kinds are chosen, not typed."""

    kinds = forms.MultipleChoiceField(
        label=_("Kinds of discount"), choices=DiscountKind.choices, widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, ends, until = (given.get(name) for name in ("starts_at", "ends_at", "join_until"))
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end must come after the start."))
        if until and ends and until > ends:
            self.add_error("join_until", _("It cannot be joined after its end."))
        if DiscountKind.PAYMENT_METHOD in given.get("kinds", ()) and not given.get("payment_methods"):
            self.add_error("payment_methods", _("Name the payment methods that a discount may be given on."))
        return given


@admin.register(Campaign)
class CampaignAdmin(DatedAdmin):
    form = CampaignForm
    list_display = ("label", "code", "storefront", "starts_at", "ends_at")
    list_select_related = ("storefront",)
    list_filter = ("storefront",)
    search_fields = ("label", "code")
    fields = (
        ("label", "code", "storefront"),
        "description",
        # Each is a date and a time, and takes the whole width.
        "starts_at",
        "ends_at",
        "join_until",
        "kinds",
        "least_percent",
        "payment_methods",
        ("created_at", "updated_at"),
    )


class _SeenAdmin(OperatorAdmin):
    """Sellers' own: to be seen, not changed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CampaignEntry)
class CampaignEntryAdmin(_SeenAdmin):
    list_display = ("shop", "campaign", "selection_type", "joined_at", "joined_by", "left_at")
    list_select_related = ("shop", "campaign")
    list_filter = ("campaign",)
    search_fields = ("shop__name", "campaign__code")


@admin.register(Promotion)
class PromotionAdmin(_SeenAdmin):
    list_display = ("internal_id", "shop", "internal_description", "reward_type", "starts_at", "ends_at")
    list_select_related = ("shop",)
    list_filter = ("reward_type",)
    search_fields = ("internal_id", "shop__name", "internal_description")

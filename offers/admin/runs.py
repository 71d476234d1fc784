"""What the operator looks at and never writes: imports and exports of shops, and the history of offers."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from marketplace.operator import ReadOnlyMixin
from offers.admin.base import ManyRowsAdmin
from offers.models import ExportRun, ImportRun, OfferChange


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyMixin, ManyRowsAdmin):
    """Files that shops sent."""

    list_display = (
        *("created_at", "shop", "file_name", "kind", "mode", "is_dry_run", "state", "reason", "lines_in_error"),
        "origin",
    )
    list_filter = (("shop", AutocompleteSelectFilter), "kind", "state", "origin", "is_dry_run")
    list_select_related = ("shop",)
    search_fields = ("file_name", "tracking_id")


@admin.register(ExportRun)
class ExportRunAdmin(ReadOnlyMixin, ManyRowsAdmin):
    """Files that shops asked for."""

    list_display = ("created_at", "shop", "state", "reason", "rows", "requested_by", "finished_at")
    list_filter = (("shop", AutocompleteSelectFilter), "state")
    list_select_related = ("shop",)
    search_fields = ("tracking_id",)


@admin.register(OfferChange)
class OfferChangeAdmin(ReadOnlyMixin, ManyRowsAdmin):
    """What became of prices and stock; opened from an offer."""

    list_display = ("at", "offer", "price_before", "price", "quantity_before", "quantity", "source", "who")
    list_filter = (("shop", AutocompleteSelectFilter), "source")
    list_select_related = ("offer",)
    search_fields = ("offer__shop_sku__exact",)
    search_help_text = _("The whole SKU of an offer.")

"""What the operator looks at and never writes: imports and exports of shops, and the history of offers."""

from django.contrib import admin

from marketplace.operator import OperatorAdmin, ReadOnlyMixin
from offers.models import ExportRun, ImportRun, OfferChange


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyMixin, OperatorAdmin):
    """Files that shops sent."""

    list_display = ("pk", "shop", "kind", "origin", "mode", "state", "file_name", "lines_in_error", "created_at")
    list_filter = ("kind", "state", "origin", "is_dry_run")
    list_select_related = ("shop",)
    search_fields = ("file_name", "shop__name", "tracking_id")


@admin.register(ExportRun)
class ExportRunAdmin(ReadOnlyMixin, OperatorAdmin):
    """Files that shops asked for."""

    list_display = ("pk", "shop", "state", "rows", "requested_by", "created_at", "finished_at")
    list_filter = ("state",)
    list_select_related = ("shop",)
    search_fields = ("shop__name", "tracking_id")


@admin.register(OfferChange)
class OfferChangeAdmin(ReadOnlyMixin, OperatorAdmin):
    """What became of prices and stock; opened from an offer."""

    list_display = ("at", "offer", "price_before", "price", "quantity_before", "quantity", "source", "who")
    list_filter = ("source",)
    list_select_related = ("offer",)
    search_fields = ("offer__shop_sku", "who")

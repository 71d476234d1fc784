"""Pages of offers."""

from django.urls import path

from offers import listing_urls, product_urls, promotion_urls
from offers.views.bulk import BulkView
from offers.views.editing import (
    ActivateOfferView,
    ConfirmSheetView,
    OfferView,
    PauseOfferView,
    RemoveOfferView,
    SaveOfferView,
)
from offers.views.exports import ExportFileView, ExportsView
from offers.views.imports import (
    CancelImportView,
    ImportErrorsView,
    ImportFileView,
    ImportListView,
    ImportTemplateView,
    ImportView,
    NewImportView,
    RunImportView,
)
from offers.views.inline import PriceCellView, StockCellView, UndoView
from offers.views.listing import ActivateOffersView, OfferListView, PauseOffersView
from offers.views.making import NewOfferView
from offers.views.settings import StockSettingsView

app_name = "offers"

_offers = "shop/<int:shop_id>/offers"

urlpatterns = [
    *product_urls.urlpatterns,
    path(f"{_offers}/", OfferListView.as_view(), name="list"),
    path(f"{_offers}/new", NewOfferView.as_view(), name="new"),
    path("shop/<int:shop_id>/settings/stock", StockSettingsView.as_view(), name="stock-settings"),
    path(f"{_offers}/bulk", BulkView.as_view(), name="bulk"),
    path(f"{_offers}/pause", PauseOffersView.as_view(), name="pause-many"),
    path(f"{_offers}/activate", ActivateOffersView.as_view(), name="activate-many"),
    path(f"{_offers}/imports/", ImportListView.as_view(), name="imports"),
    path(f"{_offers}/imports/new", NewImportView.as_view(), name="import-new"),
    path(f"{_offers}/imports/template", ImportTemplateView.as_view(), name="import-template"),
    path(f"{_offers}/imports/<int:import_id>/", ImportView.as_view(), name="import"),
    path(f"{_offers}/imports/<int:import_id>/cancel", CancelImportView.as_view(), name="import-cancel"),
    path(f"{_offers}/imports/<int:import_id>/run", RunImportView.as_view(), name="import-run"),
    path(f"{_offers}/imports/<int:import_id>/file", ImportFileView.as_view(), name="import-file"),
    path(f"{_offers}/imports/<int:import_id>/errors", ImportErrorsView.as_view(), name="import-errors"),
    path(f"{_offers}/exports/", ExportsView.as_view(), name="exports"),
    path(f"{_offers}/exports/<int:export_id>/file", ExportFileView.as_view(), name="export-file"),
    path(f"{_offers}/<int:offer_id>/", OfferView.as_view(), name="edit"),
    path(f"{_offers}/<int:offer_id>/save", SaveOfferView.as_view(), name="save"),
    path(f"{_offers}/<int:offer_id>/price", PriceCellView.as_view(), name="price"),
    path(f"{_offers}/<int:offer_id>/stock", StockCellView.as_view(), name="stock"),
    path(f"{_offers}/<int:offer_id>/undo", UndoView.as_view(), name="undo"),
    path(f"{_offers}/<int:offer_id>/confirm-sheet", ConfirmSheetView.as_view(), name="confirm-sheet"),
    path(f"{_offers}/<int:offer_id>/pause", PauseOfferView.as_view(), name="pause"),
    path(f"{_offers}/<int:offer_id>/activate", ActivateOfferView.as_view(), name="activate"),
    path(f"{_offers}/<int:offer_id>/remove", RemoveOfferView.as_view(), name="remove"),
    *listing_urls.urlpatterns,
    *promotion_urls.urlpatterns,
]

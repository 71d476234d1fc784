"""Operations of offers, under /api/."""

from django.urls import path

from offers.api import exports, platform, product_offers, views, x, x_many, x_settings
from offers.api.import_urls import urlpatterns as import_urlpatterns
from offers.api.listing_urls import urlpatterns as listing_urlpatterns
from offers.api.product_urls import urlpatterns as product_urlpatterns
from offers.api.promotion_urls import urlpatterns as promotion_urlpatterns

urlpatterns = [
    *import_urlpatterns,
    *listing_urlpatterns,
    *product_urlpatterns,
    *promotion_urlpatterns,
    path("additional_fields", platform.ListCustomFields.as_view()),
    path("offers/export", exports.ExportOffers.as_view()),
    path("offers/export/async", exports.StartExport.as_view()),
    path("offers/export/async/status/<uuid:tracking_id>", exports.ShowExport.as_view()),
    path("offers/export/async/file/<uuid:tracking_id>", exports.FetchExport.as_view()),
    path("offers/states", platform.ListConditions.as_view()),
    path("products/offers", product_offers.ListProductOffers.as_view()),
    path("offers/<int:offer>/quantity", platform.ShowQuantity.as_view()),
    path("offers/<str:offer>", views.ShowOffer.as_view()),
    path("x/offer-settings", x_settings.StockSettings.as_view()),
    path("x/offers", x_many.Offers.as_view()),
    path("x/offers/<int:offer>", x.OneOffer.as_view()),
    path("x/offers/<int:offer>/history", x_settings.HistoryOfOffer.as_view()),
    path("x/offers/<int:offer>/undo", x.UndoChange.as_view()),
    path("x/offers/<int:offer>/pause", x.PauseOffer.as_view()),
    path("x/offers/<int:offer>/activate", x.ActivateOffer.as_view()),
    path("x/offers/<int:offer>/remove", x.RemoveOffer.as_view()),
]

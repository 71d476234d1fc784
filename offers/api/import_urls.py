"""Operations that bring files of offers, under /api/."""

from django.urls import path

from offers.api import imports, json_import, prices, stock

urlpatterns = [
    path("offers", json_import.Offers.as_view()),
    path("offers/imports", imports.OfferImports.as_view()),
    path("offers/imports/<str:run>", imports.ShowOfferImport.as_view()),
    path("offers/imports/<str:run>/error_report", imports.OfferImportReport.as_view()),
    path("offers/pricing/imports", prices.PriceImports.as_view()),
    path("offers/pricing/imports/<uuid:run>/error_report", prices.PriceImportReport.as_view()),
    path("offers/stock/imports", stock.StockImports.as_view()),
    path("offers/stock/imports/<uuid:run>/status", stock.ShowStockImport.as_view()),
    path("offers/stock/imports/<uuid:run>/error_report", stock.StockImportReport.as_view()),
]

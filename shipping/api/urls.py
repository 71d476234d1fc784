"""Operations of shipping, under /api/."""

from django.urls import path

from shipping.api import charges, preparation, rates, views

urlpatterns = [
    path("shipping/types", views.ListShippingMethods.as_view()),
    path("shipping/carriers", views.ListCarriers.as_view()),
    path("shipping/charges/shop", charges.ListCharges.as_view()),
    path("x/shipping/charges", rates.Charges.as_view()),
    path("x/shipping/charges/file", rates.ChargesFile.as_view()),
    path("x/shipping/contingency", rates.ContingencyCharges.as_view()),
    path("x/shipping/contingency/file", rates.ContingencyChargesFile.as_view()),
    path("x/preparation", preparation.PreparationOfShop.as_view()),
]

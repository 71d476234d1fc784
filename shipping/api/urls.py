"""Operations of shipping, under /api/."""

from django.urls import path

from shipping.api import preparation, views

urlpatterns = [
    path("shipping/types", views.ListShippingMethods.as_view()),
    path("shipping/carriers", views.ListCarriers.as_view()),
    path("x/preparation", preparation.PreparationOfShop.as_view()),
]

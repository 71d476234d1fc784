"""Operations of shipping, under /api/."""

from django.urls import path

from shipping.api import calendar, carriers, charges, preparation, preview, rates, views

urlpatterns = [
    path("shipping/zones", views.ListZones.as_view()),
    path("shipping/logistic_classes", views.ListLogisticClasses.as_view()),
    path("shipping/configuration/shop", views.ShowConfiguration.as_view()),
    path("shipping/types", views.ListShippingMethods.as_view()),
    path("shipping/carriers", views.ListCarriers.as_view()),
    path("shipping/charges/shop", charges.ListCharges.as_view()),
    path("x/shipping/charges", rates.Charges.as_view()),
    path("x/shipping/charges/file", rates.ChargesFile.as_view()),
    path("x/shipping/contingency", rates.ContingencyCharges.as_view()),
    path("x/shipping/contingency/file", rates.ContingencyChargesFile.as_view()),
    path("x/shipping/calendar", calendar.CalendarOfShop.as_view()),
    path("x/shipping/closures", calendar.Closures.as_view()),
    path("x/shipping/closures/preview", calendar.PreviewClosure.as_view()),
    path("x/shipping/closures/<int:pk>", calendar.OneClosure.as_view()),
    path("x/shipping/carriers", carriers.CarriersOfShop.as_view()),
    path("x/shipping/preview", preview.ShowPreview.as_view()),
    path("x/preparation", preparation.PreparationOfShop.as_view()),
]

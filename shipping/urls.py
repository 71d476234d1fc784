"""Pages of a shop's shipping."""

from django.urls import path

from shipping.views import calendar, carriers, freight, freight_files, preparation

app_name = "shipping"

urlpatterns = [
    path("shop/<int:shop_id>/shipping", preparation.PreparationView.as_view(), name="preparation"),
    path("shop/<int:shop_id>/shipping/preview", preparation.PreviewView.as_view(), name="preview"),
    path("shop/<int:shop_id>/shipping/calendar", calendar.CalendarView.as_view(), name="calendar"),
    path("shop/<int:shop_id>/shipping/calendar/new", calendar.NewClosureView.as_view(), name="closure-new"),
    path("shop/<int:shop_id>/shipping/calendar/effect", calendar.ClosureEffectView.as_view(), name="closure-effect"),
    path("shop/<int:shop_id>/shipping/calendar/<int:closure_id>", calendar.ChangeClosureView.as_view(), name="closure"),
    path(
        "shop/<int:shop_id>/shipping/calendar/<int:closure_id>/remove",
        calendar.RemoveClosureView.as_view(),
        name="closure-remove",
    ),
    path("shop/<int:shop_id>/shipping/freight", freight.FreightView.as_view(), name="freight"),
    path("shop/<int:shop_id>/shipping/freight/file", freight_files.FreightFileView.as_view(), name="freight-file"),
    path("shop/<int:shop_id>/shipping/contingency", freight.ContingencyView.as_view(), name="contingency"),
    path(
        "shop/<int:shop_id>/shipping/contingency/file",
        freight_files.ContingencyFileView.as_view(),
        name="contingency-file",
    ),
    path("shop/<int:shop_id>/shipping/carriers", carriers.CarriersView.as_view(), name="carriers"),
    path(
        "shop/<int:shop_id>/settings/preparation", preparation.OldPreparationView.as_view(), name="preparation-formerly"
    ),
]

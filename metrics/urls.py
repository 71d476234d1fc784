"""Pages of figures."""

from django.urls import path

from metrics.views.figure import FigureView
from metrics.views.performance import DashboardView, PerformanceView

app_name = "metrics"

urlpatterns = [
    path("shop/<int:shop_id>/today/figures", DashboardView.as_view(), name="dashboard"),
    path("shop/<int:shop_id>/performance/", PerformanceView.as_view(), name="performance"),
    path("shop/<int:shop_id>/performance/<slug:figure>/", FigureView.as_view(), name="figure"),
]

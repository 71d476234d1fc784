"""The queue and the reasons behind deadlines."""

from django.urls import path

from marketplace.deadlines.views import TodayView, WhyView

app_name = "deadlines"

urlpatterns = [
    path("shop/<int:shop_id>/", TodayView.as_view(), name="today"),
    path("shop/<int:shop_id>/deadlines/<int:deadline_id>/why", WhyView.as_view(), name="why"),
]

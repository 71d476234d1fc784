"""What every page of a shop asks for."""

from django.urls import path

from marketplace.portal.frame import LiveView

app_name = "portal"

urlpatterns = [path("shop/<int:shop_id>/live", LiveView.as_view(), name="live")]

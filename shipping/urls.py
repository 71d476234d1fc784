"""Pages of a shop's shipping settings."""

from django.urls import path

from shipping.views import PreparationView

app_name = "shipping"

urlpatterns = [path("shop/<int:shop_id>/settings/preparation", PreparationView.as_view(), name="preparation")]

"""Pages of a shop's shipping."""

from django.urls import path

from shipping.views import preparation

app_name = "shipping"

urlpatterns = [
    path("shop/<int:shop_id>/shipping", preparation.PreparationView.as_view(), name="preparation"),
    path("shop/<int:shop_id>/shipping/preview", preparation.PreviewView.as_view(), name="preview"),
    path(
        "shop/<int:shop_id>/settings/preparation", preparation.OldPreparationView.as_view(), name="preparation-formerly"
    ),
]

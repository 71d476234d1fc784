"""The search over everything."""

from django.urls import path

from marketplace.search.views import SearchView

app_name = "search"

urlpatterns = [path("shop/<int:shop_id>/search", SearchView.as_view(), name="all")]

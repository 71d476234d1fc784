"""Pages of product sheets."""

from django.urls import path

from offers.views.mappings import MappingsView
from offers.views.products import NewProductView, ProductListView, ProductView, SaveProductView

# The operator names sheets freely, "AB/1" too: a number with a slash is a path.
_products = "shop/<int:shop_id>/products"

urlpatterns = [
    path(f"{_products}/", ProductListView.as_view(), name="products"),
    path(f"{_products}/new", NewProductView.as_view(), name="product-new"),
    path(f"{_products}/sheet/<path:product_sku>/", ProductView.as_view(), name="product"),
    path(f"{_products}/sheet/<path:product_sku>/save", SaveProductView.as_view(), name="product-save"),
    path(f"{_products}/mappings", MappingsView.as_view(), name="mappings"),
]

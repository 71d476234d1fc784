"""Operations of products and the catalogue, under /api/."""

from django.urls import path

from offers.api import catalogue, products

urlpatterns = [
    path("hierarchies", catalogue.ListHierarchies.as_view()),
    path("products/attributes", catalogue.ListAttributes.as_view()),
    path("values_lists", catalogue.ListValuesLists.as_view()),
    path("products", products.ListProducts.as_view()),
    path("x/products", products.Sheets.as_view()),
    path("x/products/<str:product_sku>", products.OneSheet.as_view()),
    path("x/categories", catalogue.ListCategories.as_view()),
    path("x/merchandise", catalogue.ListMerchandise.as_view()),
]

"""Operations of products and the catalogue, under /api/."""

from django.urls import path

from offers.api import catalogue, product_imports, products

urlpatterns = [
    path("hierarchies", catalogue.ListHierarchies.as_view()),
    path("products/attributes", catalogue.ListAttributes.as_view()),
    path("values_lists", catalogue.ListValuesLists.as_view()),
    path("products", products.ListProducts.as_view()),
    path("products/imports", product_imports.ProductImports.as_view()),
    path("products/imports/<str:run>", product_imports.ShowProductImport.as_view()),
    path("products/imports/<str:run>/error_report", product_imports.ShowErrorReport.as_view()),
    path("products/imports/<str:run>/new_product_report", product_imports.ShowNewProducts.as_view()),
    path("products/imports/<str:run>/transformed_file", product_imports.ShowTransformedFile.as_view()),
    path("products/imports/<str:run>/transformation_error_report", product_imports.ShowTransformationErrors.as_view()),
    path("x/product-mappings", product_imports.ProductMappings.as_view()),
    path("x/product-imports/<str:run>/unknown", product_imports.UnknownOfProductImport.as_view()),
    path("x/product-imports/<str:run>/again", product_imports.RepeatProductImport.as_view()),
    path("x/products", products.Sheets.as_view()),
    path("x/products/<path:product_sku>", products.OneSheet.as_view()),
    path("x/categories", catalogue.ListCategories.as_view()),
    path("x/merchandise", catalogue.ListMerchandise.as_view()),
]

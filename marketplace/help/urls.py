"""Pages of help."""

from django.urls import path

from marketplace.help import views

app_name = "help"

urlpatterns = [
    path("shop/<int:shop_id>/help/", views.HelpListView.as_view(), name="list"),
    path("shop/<int:shop_id>/help/<slug:slug>/", views.ArticleView.as_view(), name="article"),
]

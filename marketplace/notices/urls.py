"""Pages of notices."""

from django.urls import path

from marketplace.notices import views

app_name = "notices"

urlpatterns = [
    path("shop/<int:shop_id>/notices/", views.NoticesView.as_view(), name="list"),
    path("shop/<int:shop_id>/notices/read", views.ReadAllView.as_view(), name="read-all"),
    path("shop/<int:shop_id>/notices/preferences", views.PreferencesView.as_view(), name="preferences"),
    path("shop/<int:shop_id>/notices/<int:notice_id>", views.OpenView.as_view(), name="open"),
]

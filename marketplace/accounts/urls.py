"""One's own account."""

from django.urls import path

from marketplace.accounts.views import ProfileView

app_name = "accounts"

urlpatterns = [path("account/", ProfileView.as_view(), name="profile")]

"""Operations of shops and channels, under /api/."""

from django.urls import path

from marketplace.shops.api import account, platform

urlpatterns = [
    path("account", account.ShowAccount.as_view()),
    path("channels", platform.ListChannels.as_view()),
    path("version", platform.ShowVersion.as_view()),
]

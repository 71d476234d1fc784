"""Operations of shops and channels, under /api/."""

from django.urls import path

from marketplace.shops.api import platform

urlpatterns = [
    path("version", platform.ShowVersion.as_view()),
    path("channels", platform.ListChannels.as_view()),
]

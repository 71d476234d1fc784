"""Operations of deadlines, under /api/."""

from django.urls import path

from marketplace.deadlines.api.views import ListDeadlines

urlpatterns = [path("x/deadlines", ListDeadlines.as_view())]

"""Operations of figures, under /api/."""

from django.urls import path

from metrics.api import statistics, x

urlpatterns = [
    path("account/statistics", statistics.ShowStatistics.as_view()),
    path("x/metrics", x.ListFigures.as_view()),
    path("x/metrics/<str:figure>", x.ShowFigure.as_view()),
    path("x/metrics/<str:figure>/rows", x.ListFigureRows.as_view()),
]

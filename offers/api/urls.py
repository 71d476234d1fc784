"""Operations of offers, under /api/."""

from django.urls import path

from offers.api import views

urlpatterns = [
    path("offers", views.ListOffers.as_view()),
    path("offers/<str:offer>", views.ShowOffer.as_view()),
]

"""Operations of offers, under /api/."""

from django.urls import path

from offers.api import views, x

urlpatterns = [
    path("offers", views.ListOffers.as_view()),
    path("offers/<str:offer>", views.ShowOffer.as_view()),
    path("x/offers", x.CreateOffer.as_view()),
    path("x/offers/<int:offer>", x.OneOffer.as_view()),
    path("x/offers/<int:offer>/pause", x.PauseOffer.as_view()),
    path("x/offers/<int:offer>/activate", x.ActivateOffer.as_view()),
    path("x/offers/<int:offer>/remove", x.RemoveOffer.as_view()),
]

"""Operations on how listings are presented, under /api/."""

from django.urls import path

from offers.api import completeness, presentation

urlpatterns = [
    path("x/presentation", presentation.PresentationOfShop.as_view()),
    path("x/faq", presentation.Questions.as_view()),
    path("x/faq/<int:pk>", presentation.OneQuestion.as_view()),
    path("x/faq/<int:pk>/move", presentation.MoveQuestion.as_view()),
    path("x/faq/<int:pk>/remove", presentation.RemoveQuestion.as_view()),
    path("x/offers/<int:offer>/listing", presentation.ListingOfOffer.as_view()),
    path("x/completeness", completeness.IncompleteListings.as_view()),
    path("x/completeness/counts", completeness.CountLacks.as_view()),
]

"""Pages of how listings are presented."""

from django.urls import path

from offers.views import faq, presentation
from offers.views.completeness import CompletenessView
from offers.views.preview import PreviewView

_settings = "shop/<int:shop_id>/settings/listings"
_offer = "shop/<int:shop_id>/offers/<int:offer_id>"

urlpatterns = [
    path(f"{_settings}/", presentation.PresentationView.as_view(), name="presentation"),
    path(f"{_settings}/questions/new", faq.NewQuestionView.as_view(), name="faq-new"),
    path(f"{_settings}/questions/<int:entry_id>/", faq.QuestionView.as_view(), name="faq"),
    path(f"{_settings}/questions/<int:entry_id>/move", faq.MoveQuestionView.as_view(), name="faq-move"),
    path(f"{_settings}/questions/<int:entry_id>/remove", faq.RemoveQuestionView.as_view(), name="faq-remove"),
    path("shop/<int:shop_id>/offers/completeness/", CompletenessView.as_view(), name="completeness"),
    path(f"{_offer}/preview", PreviewView.as_view(), name="preview"),
    path(f"{_offer}/questions/new", faq.NewProductQuestionView.as_view(), name="faq-new-product"),
]

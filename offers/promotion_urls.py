"""Pages of campaigns and promotions."""

from django.urls import path

from offers.views import promotions as views

_campaigns = "shop/<int:shop_id>/campaigns"
_promotions = "shop/<int:shop_id>/promotions"

urlpatterns = [
    path(f"{_campaigns}/", views.CampaignsView.as_view(), name="campaigns"),
    path(f"{_campaigns}/past", views.PastCampaignsView.as_view(), name="past-campaigns"),
    path(f"{_campaigns}/in/<path:code>/", views.CampaignView.as_view(), name="campaign"),
    path(f"{_campaigns}/in/<path:code>/preview", views.CampaignPreviewView.as_view(), name="campaign-preview"),
    path(f"{_campaigns}/in/<path:code>/leave", views.LeaveCampaignView.as_view(), name="campaign-leave"),
    path(f"{_promotions}/", views.PromotionsView.as_view(), name="promotions"),
    path(f"{_promotions}/new", views.NewPromotionView.as_view(), name="promotion-new"),
    path(f"{_promotions}/preview", views.PromotionPreviewView.as_view(), name="promotion-preview"),
    path(f"{_promotions}/<int:promotion_id>/", views.PromotionView.as_view(), name="promotion"),
    path(f"{_promotions}/<int:promotion_id>/stop", views.StopPromotionView.as_view(), name="promotion-stop"),
]

"""Pages of campaigns and promotions."""

from django.urls import path

from offers.views import campaigns, promotions

_campaigns = "shop/<int:shop_id>/campaigns"
_promotions = "shop/<int:shop_id>/promotions"

urlpatterns = [
    path(f"{_campaigns}/", campaigns.CampaignsView.as_view(), name="campaigns"),
    path(f"{_campaigns}/past", campaigns.PastCampaignsView.as_view(), name="past-campaigns"),
    path(f"{_campaigns}/in/<path:code>/", campaigns.CampaignView.as_view(), name="campaign"),
    path(f"{_campaigns}/in/<path:code>/leave", campaigns.LeaveCampaignView.as_view(), name="campaign-leave"),
    path(f"{_promotions}/", promotions.PromotionsView.as_view(), name="promotions"),
    path(f"{_promotions}/new", promotions.NewPromotionView.as_view(), name="promotion-new"),
    path(f"{_promotions}/<int:promotion_id>/", promotions.PromotionView.as_view(), name="promotion"),
    path(f"{_promotions}/<int:promotion_id>/stop", promotions.StopPromotionView.as_view(), name="promotion-stop"),
]

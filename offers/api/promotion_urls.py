"""Operations of promotions and campaigns, under /api/."""

from django.urls import path

from offers.api import campaigns, promotions

urlpatterns = [
    path("promotions", promotions.Promotions.as_view()),
    path("promotions/<str:promotion>", promotions.ChangePromotion.as_view()),
    path("x/promotions/<str:promotion>/stop", promotions.StopPromotion.as_view()),
    path("x/campaigns", campaigns.Campaigns.as_view()),
    path("x/campaigns/<str:code>", campaigns.OneCampaign.as_view()),
    path("x/campaigns/<str:code>/join", campaigns.JoinCampaign.as_view()),
    path("x/campaigns/<str:code>/leave", campaigns.LeaveCampaign.as_view()),
]

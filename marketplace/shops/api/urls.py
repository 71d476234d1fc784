"""Operations of shops and channels, under /api/."""

from django.urls import path

from marketplace.shops.api import account, keys, members, platform, profile, setup

urlpatterns = [
    path("account", account.ShowAccount.as_view()),
    path("channels", platform.ListChannels.as_view()),
    path("currencies", platform.ListCurrencies.as_view()),
    path("x/keys", keys.KeysOfShop.as_view()),
    path("x/keys/<int:pk>/revoke", keys.RevokeKey.as_view()),
    path("x/members", members.MembersOfShop.as_view()),
    path("x/members/<int:pk>", members.MemberOfShop.as_view()),
    path("x/members/invitations/<int:pk>/resend", members.ResendInvitation.as_view()),
    path("x/members/invitations/<int:pk>/withdraw", members.WithdrawInvitation.as_view()),
    path("x/setup", setup.ShowSetup.as_view()),
    path("x/shop", profile.ProfileOfShop.as_view()),
    path("version", platform.ShowVersion.as_view()),
]

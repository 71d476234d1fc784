"""Pages of a shop's settings, and of an invitation."""

from django.urls import path

from marketplace.shops import views

app_name = "shops"

urlpatterns = [
    path("shop/<int:shop_id>/settings/", views.SettingsIndexView.as_view(), name="settings"),
    path("shop/<int:shop_id>/settings/profile", views.ProfileView.as_view(), name="profile"),
    path("shop/<int:shop_id>/settings/members", views.MembersView.as_view(), name="members"),
    path("shop/<int:shop_id>/settings/members/<int:pk>/role", views.ChangeRoleView.as_view(), name="member-role"),
    path("shop/<int:shop_id>/settings/members/<int:pk>/off", views.SwitchOffView.as_view(), name="member-off"),
    path("shop/<int:shop_id>/settings/members/<int:pk>/on", views.SwitchOnView.as_view(), name="member-on"),
    path(
        "shop/<int:shop_id>/settings/invitations/<int:pk>/resend",
        views.ResendInvitationView.as_view(),
        name="invitation-resend",
    ),
    path(
        "shop/<int:shop_id>/settings/invitations/<int:pk>/withdraw",
        views.WithdrawInvitationView.as_view(),
        name="invitation-withdraw",
    ),
    path("shop/<int:shop_id>/settings/keys", views.KeysView.as_view(), name="keys"),
    path("shop/<int:shop_id>/settings/keys/<int:pk>/revoke", views.RevokeKeyView.as_view(), name="key-revoke"),
    path("invitation/<str:token>", views.InvitationView.as_view(), name="invitation"),
]

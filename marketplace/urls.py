"""All routes. Upper apps are named by string alone."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from marketplace.accounts.views import HomeView, switch_language
from marketplace.health import health, metrics
from marketplace.rest.views import UnknownPath

urlpatterns = [
    path("healthz", health, name="health"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
    # Invitations and keys go by the address: nobody changes it to one that is not proven to be theirs.
    path("accounts/email/", RedirectView.as_view(pattern_name="accounts:profile"), name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("language", switch_language, name="set_language"),
    path("", HomeView.as_view(), name="home"),
    path("", include("marketplace.portal.urls")),
    path("", include("marketplace.accounts.urls")),
    path("", include("marketplace.shops.urls")),
    path("", include("marketplace.deadlines.urls")),
    path("", include("marketplace.search.urls")),
    path("", include("marketplace.notices.urls")),
    path("", include("marketplace.help.urls")),
    path("", include("shipping.urls")),
    path("", include("offers.urls")),
    path("", include("orders.urls")),
    path("", include("messaging.urls")),
    path("", include("metrics.urls")),
    path("", include("invoices.urls")),
    path("api/", include("marketplace.rest.urls")),
    path("api/", include("marketplace.shops.api.urls")),
    path("api/", include("marketplace.deadlines.api.urls")),
    path("api/", include("marketplace.notices.api.urls")),
    path("api/", include("shipping.api.urls")),
    path("api/", include("offers.api.urls")),
    # Before the orders': an order could be called "documents".
    path("api/", include("invoices.api.urls")),
    path("api/", include("orders.api.urls")),
    path("api/", include("messaging.api.urls")),
    path("api/", include("metrics.api.urls")),
    path("api/storefront/", include("orders.storefront.urls")),
    path("api/storefront/", include("messaging.storefront.urls")),
    path("api/storefront/", include("metrics.storefront.urls")),
    # Behind every operation: what is left under /api/ is answered in JSON.
    re_path(r"^api(?:/|$)", UnknownPath.as_view()),
]

handler400 = "marketplace.rest.faults.bad_request"
handler403 = "marketplace.rest.faults.permission_denied"
handler404 = "marketplace.rest.faults.page_not_found"
handler500 = "marketplace.rest.faults.server_error"

"""The shop front's operations on figures, under /api/storefront/."""

from django.urls import path

from metrics.storefront.views import RecordVisits

urlpatterns = [path("visits", RecordVisits.as_view())]

"""The shop front's operations on conversations, under /api/storefront/."""

from django.urls import path

from messaging.storefront.views import WriteMessage

urlpatterns = [path("orders/<order:order_id>/messages", WriteMessage.as_view())]
